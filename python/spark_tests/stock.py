"""The hard set: a store with half of all rows, odd identifiers, gaps in the terms, receipts, rates that are missing, bad rows."""

from __future__ import annotations

import csv
import datetime
import random
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import invdb

POSITIONS = (
    "store_id string, product_id string, sell_start_date date, initial_inventory double, sales_rate double, restocking_rate double, "
    "duration_days int, forecast_frequency int, lead_time_days int, safety_stock double, min_order_quantity double, "
    "order_multiple double, max_order_quantity double, unit_cost double"
)
RECEIPTS = "store_id string, product_id string, receipt_date date, quantity double"

# What a database says of products in words, and runs on Spark don't.
TEXTS = ("name", "supplier")

# Each view of a database, and the attribute of a run.
VIEWS = {"forecast": "forecast", "stockout": "stockout", "reorder": "orders", "forecast_planned": "forecast_planned"}

ODD = [
    "a,b", 'say "x"', "line\nend", "crlf\r\nend", "é", "é", " lead", "trail ", "007", "7", "NULL", "NA", "null", "-", "=1+1", "a;b", "a|b",
    "tab\tin", "日本", "\U0001f600", "'", "`", "a/b", "%s", "{}",
]  # fmt: skip
FIRST = datetime.date(2024, 1, 1)

Row = tuple[Any, ...]


def hard_set(size: int, seed: int = 1) -> tuple[list[Row], list[Row]]:
    """Positions and receipts, in a random order.

    Most quantities and rates are not exact in binary, because sums and levels of those that are show no error of rounding.
    """
    random.seed(seed)
    stores = ["huge"] * 6 + ["S1", "S2", "Köln", "a,b", "10", "9"]
    positions: dict[tuple[str, str], Row] = {}
    for number in range(size):
        store = random.choice(stores)
        product = random.choice(ODD) if number % 50 == 0 else f"p{number}"
        multiple = random.choice([0.1, 0.3, 6.0])
        terms = [random.choice([None, term]) for term in (random.randint(1, 20), random.randint(0, 30) / 2, 5.0, multiple, 90.0, 1.25)]
        if number % 40 == 1:
            # Many orders, whose sums differ by the order in which they are added: levels lie at half a cent.
            numbers = (random.randint(0, 1000) / 10, random.randint(1, 9000) / 1000, 0.0, 200, 1)
            positions[(store, product)] = (store, product, FIRST, *numbers, None, None, None, 0.1, None, None)
            continue
        positions[(store, product)] = (
            store,
            product,
            FIRST + datetime.timedelta(random.randint(0, 60)),
            random.choice([random.randint(-20, 200), random.randint(0, 1000) / 10, random.random() * 1000, 1e9 + random.random()]) * 1.0,
            random.choice([None, random.randint(0, 30) * 1.0, random.randint(1, 9000) / 1000, random.random() * 20]),
            random.choice([0.0, 0.0, random.random() * 10]),
            random.randint(0, 45),
            random.choice([1, 1, random.randint(2, 9)]),
            *terms,
        )
    receipts = []
    for store, product in random.sample(sorted(positions), size // 3):
        for _ in range(random.randint(1, 3)):
            receipts.append((store, product, FIRST + datetime.timedelta(random.randint(-5, 110)), random.randint(1, 1000) / 10))
    rows = list(positions.values())
    random.shuffle(rows)
    random.shuffle(receipts)
    return rows, receipts


def names(schema: str) -> list[str]:
    return [column.split(" ")[0] for column in schema.split(", ")]


def write_csv(path: Path, schema: str, rows: list[Row]) -> None:
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        writer.writerow(names(schema))
        for row in rows:
            writer.writerow(["" if value is None else repr(value) if isinstance(value, float) else value for value in row])


class Single:
    """The same on one machine: a database."""

    def __init__(self, folder: Path, positions: list[Row], receipts: list[Row], *command: str, importing: tuple[str, ...] = ()) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        write_csv(folder / "positions.csv", POSITIONS, positions)
        self.invdb("import", "positions.csv", "--rejects", "bad.csv", *importing, ok=(0, 3))
        if receipts:
            write_csv(folder / "receipts.csv", RECEIPTS, receipts)
            self.invdb("import", "receipts.csv", "--kind", "receipts", "--rejects", "bad-receipts.csv", ok=(0, 3))
        self.invdb(*command, ok=(0, 3))

    def invdb(self, *arguments: str, ok: tuple[int, ...] = (0,)) -> str:
        finished = subprocess.run([invdb.binary(), *arguments], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert finished.returncode in ok, finished.stderr
        return finished.stdout

    def view(self, name: str) -> list[Row]:
        """The rows of a view, without the texts of products, which runs on Spark don't have."""
        connection = sqlite3.connect(self.folder / "invdb.db")
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})") if row[1] not in TEXTS]
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchall()
        connection.close()
        dates = [index for index, column in enumerate(columns) if column.endswith("_date")]
        return sorted(
            (tuple(datetime.date.fromisoformat(v) if i in dates and v is not None else v for i, v in enumerate(row)) for row in rows),
            key=repr,
        )


def rows_of(frame: Any) -> list[Row]:
    return sorted((tuple(row) for row in frame.collect()), key=repr)

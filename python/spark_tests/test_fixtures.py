"""The files of Tests/Fixtures/bad-csv as DataFrames: odd identifiers, dates and numbers become what they become in a database."""

from __future__ import annotations

import collections
import csv
import io
import os
import re
from pathlib import Path
from typing import Any

import pytest
import stock

from invdb.spark import plan, read

FOLDER = Path(__file__).parents[2] / "Tests" / "Fixtures" / "bad-csv"
SHORT = bool(os.environ.get("INVDB_SPARK_SHORT"))
LAYOUTS = [("range", 5)] if SHORT else [(layout, count) for layout in ("range", "hash", "as-is") for count in (1, 5, 64)]

COLUMNS = stock.names(stock.POSITIONS)
TEXTS = ("store_id", "product_id", "sell_start_date")
WHOLE = ("duration_days", "forecast_frequency", "lead_time_days")
SCHEMA = ", ".join(f"{name} {'string' if name in TEXTS else 'bigint' if name in WHOLE else 'double'}" for name in COLUMNS)


def records(path: Path) -> list[dict[str, str]]:
    """The rows of a file that has the names of the columns as its header; none if it is no such file."""
    try:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return []
    if not rows or not {"product_id", "sell_start_date", "initial_inventory"} <= set(rows[0]) or len(set(rows[0])) < len(rows[0]):
        return []
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if len(row) == len(rows[0])]


def is_plain(row: dict[str, str]) -> bool:
    """Whether its numbers are written as any program writes them, so that a DataFrame has the same ones, and its days aren't too many to be
    compared one by one."""
    return len(row.get("duration_days", "")) < 4 and all(re.fullmatch(r"|-?[0-9]{1,15}" if name in WHOLE else r"|-?[0-9]{1,15}([.][0-9]{1,6})?", row.get(name, "")) for name in COLUMNS if name not in TEXTS)


@pytest.fixture(scope="module")
def rows() -> list[stock.Row]:
    """All rows of all files, each file with stores of its own, as texts. Series that come twice are left out: an import takes the first."""
    found: dict[tuple[str, str], list[stock.Row]] = collections.defaultdict(list)
    for path in sorted(FOLDER.glob("*.csv")):
        for row in records(path):
            if is_plain(row) and "\0" not in "".join(row.values()):
                row["store_id"] = f"{path.stem}/{row.get('store_id', '')}"
                found[row["store_id"], row["product_id"].strip()].append(tuple(row.get(name, "") for name in COLUMNS))
    single = [rows[0] for rows in found.values() if len(rows) == 1]
    assert len({row[0].split("/")[0] for row in single}) > 100 and len(single) > 150
    return single


def value(name: str, text: str) -> Any:
    if name in TEXTS:
        return text
    return None if text == "" else int(text) if name in WHOLE else float(text)


@pytest.mark.parametrize("layout,partitions", LAYOUTS)
def test_the_rows_of_all_files(spark: Any, rows: list[stock.Row], lake: Path, tmp_path: Path, layout: str, partitions: int) -> None:
    frame = spark.createDataFrame([tuple(map(value, COLUMNS, row)) for row in rows], SCHEMA)
    if layout == "as-is":
        frame = frame.repartition(partitions, "store_id", "product_id")
    results = plan(
        frame, layout=layout, partitions=None if layout == "as-is" else partitions,  # type: ignore[arg-type]
        date_format="mdy", on_bad_rows="collect", cover=14,
    )  # fmt: skip
    summary = results.write(str(lake))
    single = stock.Single(tmp_path / "single", rows, [], "plan", "--cover", "14", importing=("--date-format", "mdy"))
    run = read(spark, str(lake))
    for view, attribute in stock.VIEWS.items():
        assert stock.rows_of(getattr(run, attribute)) == single.view(view), view
    with open(single.folder / "bad.csv", newline="", encoding="utf-8") as file:
        refused = [next(csv.reader([row["record"]], strict=True))[:2] for row in csv.DictReader(file)]
    rejects = run.rejects.where("reason NOT LIKE 'no order%'").collect()
    assert sorted((row.store_id, row.product_id) for row in rejects) == sorted(map(tuple, refused))
    assert summary.rejected == len(refused) > 10
    assert summary.read == len(rows)

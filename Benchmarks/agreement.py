#!/usr/bin/env python3
"""Compares the results of the peers with invdb's, on random series: who does less isn't faster.

    agreement.py [--invdb PATH] [--python PATH] [--seed N]

All peers are asked for the daily rows, some also for the stock-out dates. Exits with 1 if one has others than invdb.
"""

import argparse
import csv
import datetime
import os
import random
import sqlite3
import sys
import tempfile
from contextlib import closing

from environment import Peers
from measure import Command, Failed

HERE = os.path.dirname(os.path.abspath(__file__))
SERIES = 2_000
COLUMNS = [
    "product_id", "sell_start_date", "initial_inventory", "sales_rate", "restocking_rate", "duration_days",
    "forecast_frequency",
]


class Results:
    """Daily rows by series and date, and stock-out dates by series; without the latter, they were not asked for."""

    def __init__(self, rows, stockouts=None):
        self.rows = {(*series(row), row["update_date"]): numbers(row) for row in rows}
        self.stockouts = None
        if stockouts is not None:
            self.stockouts = {series(row): row["stockout_date"] for row in stockouts}

    def difference(self, ours):
        """What is different from ours, or None."""
        for theirs, mine, name in ((self.rows, ours.rows, "row"), (self.stockouts, ours.stockouts, "stock-out")):
            if theirs is None or theirs == mine:
                continue
            keys = sorted(key for key in theirs.keys() | mine.keys() if theirs.get(key) != mine.get(key))
            return (
                f"{len(keys)} of {len(mine)} {name}s differ, among them {' '.join(keys[0])}: "
                f"{theirs.get(keys[0])}, and {mine.get(keys[0])} in invdb")
        return None


def series(row):
    return row.get("store_id") or "main", row["product_id"]


def numbers(row):
    return tuple(float(row[name]) for name in ("inventory_level", "sales", "restocking"))


def write_products(path, seed, has_stores, is_daily):
    """Random series with quantities in hundredths. Small whole numbers among them make levels of exactly zero."""
    generator = random.Random(seed)

    def quantity(most):
        if generator.random() < 0.3:
            return generator.randrange(5)
        return generator.randrange(most * 100) / 100

    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow((["store_id"] if has_stores else []) + COLUMNS)
        for number in range(SERIES):
            day = datetime.date(2024, 1, 1) + datetime.timedelta(days=generator.randrange(366))
            key = [f"S{number // 100}", f"P{number % 100}"] if has_stores else [f"P{number}"]
            writer.writerow([
                *key, f"{day.month}/{day.day}/{day.year % 100}", quantity(300), quantity(40), quantity(40),
                generator.randrange(1, 60), 1 if is_daily else generator.randrange(1, 8)])


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Comparison:
    """One product file, and the results of each program for it."""

    def __init__(self, invdb, peers, folder):
        self.invdb = invdb
        self.peers = peers
        self.folder = folder
        self.products = self.path("products.csv")

    def path(self, name):
        return os.path.join(self.folder, name)

    def of_invdb(self):
        database = self.path("invdb.db")
        out = {content: self.path(f"{content}.csv") for content in ("forecast", "stockout")}
        Command(
            [self.invdb, "import", self.products, "--db", database], [self.invdb, "forecast", "--db", database],
            *([self.invdb, "export", content, "--db", database, "-o", file] for content, file in out.items())).run()
        return Results(read_csv(out["forecast"]), read_csv(out["stockout"]))

    def of_rows(self, script):
        out = self.path("rows.csv")
        self.peers.command(script, self.products, out).run()
        return Results(read_csv(out))

    def of_duckdb(self, script, has_stockouts):
        database = self.path("peer.duckdb")
        self.peers.command(script, self.products, database).run()

        def table(name):
            out = self.path("table.csv")
            self.peers.command("duckdb_export.py", database, out, name).run()
            return read_csv(out)
        return Results(table("forecast"), table("stockout") if has_stockouts else None)

    def of_shell(self):
        database = self.path("shell.db")
        self.peers.command("sqlite_shell.sh", self.products, database).run()
        with closing(sqlite3.connect(database)) as connection:
            connection.row_factory = sqlite3.Row
            rows, stockouts = (
                [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in ("forecast", "stockout"))
        return Results(rows, stockouts)

    def peers_for(self, has_stores, is_daily):
        """The name of each peer that can do this product file, and a function for its results."""
        yield "pandas pool", lambda: self.of_rows("pandas_pool.py")
        yield "Polars", lambda: self.of_rows("polars_rows.py")
        yield "DuckDB", lambda: self.of_duckdb("duckdb_rows.py", has_stockouts=is_daily)
        yield "DuckDB stretches", lambda: self.of_duckdb("duckdb_stretches.py", has_stockouts=True)
        if not has_stores:
            yield "sqlite3 shell", self.of_shell


class Verdict:
    """For each peer, by name: what is different (None if nothing is), and why it can't be run."""

    def __init__(self, invdb, peers, seed):
        self.differences = {}
        self.failures = {}
        for number, (has_stores, is_daily) in enumerate([(False, True), (True, True), (True, False)]):
            with tempfile.TemporaryDirectory(prefix="invdb-agreement-") as folder:
                comparison = Comparison(invdb, peers, folder)
                write_products(comparison.products, seed + number, has_stores, is_daily)
                self.judge(comparison.of_invdb(), comparison.peers_for(has_stores, is_daily))

    def judge(self, ours, peers):
        for name, results in peers:
            if self.differences.get(name) or name in self.failures:
                continue
            try:
                self.differences[name] = results().difference(ours)
            except Failed as failure:
                self.failures[name] = str(failure)

    def lines(self):
        same = [name for name, difference in self.differences.items() if not difference]
        yield f"Same results as invdb's on {3 * SERIES:,} random series: {', '.join(same) or 'none'}."
        for name, difference in self.differences.items():
            if difference:
                yield f"Other results than invdb's: {name}, {difference}."
        for name, failure in self.failures.items():
            yield f"Not compared: {name}, {failure}."


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--invdb", default=os.path.join(HERE, "..", ".build", "release", "invdb"))
    parser.add_argument("--python", metavar="PATH", help="the Python for the peers (default: one made in .build)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    try:
        verdict = Verdict(os.path.abspath(options.invdb), Peers(options.python), options.seed)
    except Failed as failure:
        raise SystemExit(str(failure)) from None
    print("\n".join(verdict.lines()))
    sys.exit(any(verdict.differences.values()))


if __name__ == "__main__":
    main()

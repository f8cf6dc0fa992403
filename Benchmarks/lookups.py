#!/usr/bin/env python3
"""Times the documented look-ups through the views of an invdb file, or of a DuckDB file with views of the same columns.

    lookups.py DATABASE STORE PRODUCT       prints a line for each: its name, rows, milliseconds, with tabs between them

They are warm: the median of many, in one process that has the file open. Columns and SQL are the same for both.
"""

import os
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import namedtuple

from measure import Failed, last_line

RUNS, WARM = 12, 2
DAY = "2024-01-25"

Lookup = namedtuple("Lookup", "name rows milliseconds")


def queries(store, product):
    """SQL and arguments by name."""
    return {
        "product and store": ("SELECT * FROM forecast WHERE product_id = ? AND store_id = ?", (product, store)),
        "store and stock-out day": (f"SELECT * FROM stockout WHERE store_id = ? AND stockout_date = '{DAY}'", (store,)),
        "store and date": (f"SELECT * FROM forecast WHERE store_id = ? AND update_date = '{DAY}'", (store,)),
        "product": ("SELECT * FROM forecast WHERE product_id = ?", (product,)),
        "stock-out day": (f"SELECT * FROM stockout WHERE stockout_date = '{DAY}'", ()),
    }


def last_series(database):
    """The store and the product with the last keys of an invdb file."""
    connection = sqlite3.connect(database)
    try:
        return connection.execute(
            "SELECT (SELECT store_id FROM store ORDER BY store_key DESC LIMIT 1), "
            "(SELECT product_id FROM product ORDER BY product_key DESC LIMIT 1)").fetchone()
    finally:
        connection.close()


def connect(database):
    """A connection to a SQLite or a DuckDB file; both have the same `execute`."""
    with open(database, "rb") as file:
        is_sqlite = file.read(16) == b"SQLite format 3\0"
    if is_sqlite:
        return sqlite3.connect(database)
    import duckdb
    return duckdb.connect(database, read_only=True)


def measure(database, store, product):
    """Each look-up, as it is measured."""
    connection = connect(database)
    for name, (sql, arguments) in queries(store, product).items():
        times = []
        for _ in range(RUNS):
            start = time.perf_counter()
            rows = len(connection.execute(sql, arguments).fetchall())
            times.append(time.perf_counter() - start)
        yield Lookup(name, rows, statistics.median(times[WARM:]) * 1000)
    connection.close()


def measured(database, store, product, python=sys.executable):
    """The same in a process of its own, because its memory would count for commands that are started later.

    For a DuckDB file, `python` has to have the package.
    """
    done = subprocess.run(
        [python, os.path.abspath(__file__), database, store, product], capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"look-ups failed: {last_line(done.stderr)}")
    for line in done.stdout.splitlines():
        name, rows, milliseconds = line.split("\t")
        yield Lookup(name, int(rows), float(milliseconds))


def note(table, lookups):
    """A line of a table for each look-up."""
    for lookup in lookups:
        table.note(f"look-up by {lookup.name} ({lookup.rows:,} rows)", f"{lookup.milliseconds:.2f} ms")


def main():
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    for lookup in measure(*sys.argv[1:]):
        print(f"{lookup.name}\t{lookup.rows}\t{lookup.milliseconds:.6f}")


if __name__ == "__main__":
    main()

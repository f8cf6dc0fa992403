"""The lines of docs/tools.md, run as they stand there, and their results beside those of invdb.

    main.py --invdb PATH [--environment FOLDER]

Datasette, DuckDB and pandas come from PyPI, into an environment of Python of their own. What can't be installed is skipped with a word.
"""

import argparse
import csv
import io
import os
import re
import subprocess
import sys
import tempfile
import venv

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
DOCUMENT = os.path.join(ROOT, "docs", "tools.md")

# The extension for SQLite is loaded from PyPI, if DuckDB's own server can't be reached. It belongs to one version of DuckDB.
EXTENSION = "duckdb-extension-sqlite-scanner"

DUCKDB = """
import glob, os, sys
import duckdb
import duckdb_extension_sqlite_scanner as extension
connection = duckdb.connect()
text = sys.stdin.read()
try:
    connection.execute("INSTALL sqlite")
except duckdb.Error:
    path, = glob.glob(os.path.join(os.path.dirname(extension.__file__), "extensions", "*", "*.duckdb_extension"))
    connection.execute(f"LOAD '{path}'")
    text = text.replace("INSTALL sqlite; LOAD sqlite;", "")
for store, units in connection.execute(text).fetchall():
    print(f"{store},{units:g}")
"""


class Skipped(Exception):
    pass


class Failed(Exception):
    pass


def block(name):
    """The lines of the block behind a mark in the document."""
    with open(DOCUMENT, encoding="utf-8") as file:
        found = re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```", file.read(), re.DOTALL)
    if not found:
        raise Failed(f"{DOCUMENT} has no block of {name}")
    return found.group(1)


def stock():
    """The file of the document."""
    with open(DOCUMENT, encoding="utf-8") as file:
        return re.search(r"\$ cat stock\.csv\n(.*?)\$ ", file.read(), re.DOTALL).group(1)


class Environment:
    def __init__(self, folder):
        self.bin = os.path.join(folder, "bin")
        if not os.path.exists(os.path.join(self.bin, "pip")):
            venv.create(folder, with_pip=True, clear=True)

    def install(self, *packages):
        line = [os.path.join(self.bin, "pip"), "install", "--quiet", "--disable-pip-version-check", *packages]
        finished = subprocess.run(line, capture_output=True, text=True)
        if finished.returncode:
            raise Skipped(f"{packages[0]} can't be installed here: {finished.stderr.strip().splitlines()[-1:]}")

    def version(self, package):
        finished = subprocess.run([os.path.join(self.bin, "pip"), "show", package], capture_output=True, text=True)
        return re.search(r"^Version: (.*)$", finished.stdout, re.MULTILINE).group(1)

    def run(self, program, *arguments, folder, text=None):
        finished = subprocess.run(
            [os.path.join(self.bin, program), *arguments], cwd=folder, input=text, capture_output=True, text=True)
        if finished.returncode:
            raise Failed(f"{program} ended with {finished.returncode}: {finished.stderr.strip()}")
        return finished.stdout


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def datasette(environment, folder, export):
    environment.install("datasette")
    lines = block("datasette").splitlines()
    if not lines[0] == "pip install datasette":
        raise Failed(f"the first line is {lines[0]}")
    # The second line serves until it is ended; its options are tried with the address of the third.
    served = lines[1].split()
    address = re.search(r"--get '(.*)'$", lines[2]).group(1)
    alone = rows(environment.run("datasette", *lines[2].split()[1:-1], address, folder=folder))
    with_options = rows(environment.run("datasette", *served[1:-1], "--get", address, folder=folder))
    expected = sorted(rows(export("stockout")), key=lambda row: row["stockout_date"])
    for found in (alone, with_options):
        same(expected, found, ("store_id", "product_id", "stockout_date"), ("inventory_level", "sales", "restocking"))
    return len(expected)


def duckdb(environment, folder, export):
    # The extension says which version of DuckDB it is of.
    environment.install(EXTENSION)
    environment.install(f"duckdb=={environment.version(EXTENSION)}")
    found = dict(line.split(",") for line in environment.run("python", "-c", DUCKDB, folder=folder, text=block("duckdb")).splitlines())
    expected = {}
    for row in rows(export("orders")):
        expected[row["store_id"]] = expected.get(row["store_id"], 0) + float(row["quantity"])
    if {store: float(units) for store, units in found.items()} != expected:
        raise Failed(f"DuckDB has {found}, invdb {expected}")
    return len(expected)


def pandas(environment, folder, export):
    environment.install("pandas")
    script = block("pandas") + "print(orders.dtypes['order_date'], file=__import__('sys').stderr)\nprint(orders.to_csv(index=False))\n"
    found = rows(environment.run("python", "-c", script, folder=folder))
    expected = rows(export("orders"))
    same(expected, found, ("store_id", "product_id", "order_date", "arrival_date", "reason"), ("quantity", "cost", "units_short"))
    return len(expected)


def same(expected, found, texts, numbers):
    def values(table):
        return sorted([[row[name] for name in texts] + [float(row[name]) for name in numbers] for row in table])
    if values(expected) != values(found) or not expected:
        raise Failed(f"found {values(found)}, invdb has {values(expected)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--invdb", required=True)
    parser.add_argument("--environment", default=os.path.join(ROOT, ".build", "tools"))
    options = parser.parse_args()
    invdb = os.path.abspath(options.invdb)
    environment = Environment(os.path.abspath(options.environment))
    failures = 0
    with tempfile.TemporaryDirectory(prefix="invdb-tools-") as folder:
        with open(os.path.join(folder, "stock.csv"), "w", encoding="utf-8") as file:
            file.write(stock())

        def run(*arguments):
            return subprocess.run([invdb, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout

        run("import", "stock.csv")
        run("plan", "--cover", "14")
        before = run("check")
        for test in (datasette, duckdb, pandas):
            try:
                count = test(environment, folder, lambda content: run("export", content))
                print(f"{test.__name__}: the lines of docs/tools.md have what invdb has ({count} rows)")
            except Skipped as why:
                print(f"{test.__name__} skipped: {why}")
            except Failed as why:
                print(f"✘ {test.__name__}: {why}")
                failures += 1
        if run("check") != before:
            print("✘ the database is another one afterwards")
            failures += 1
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()

"""Runs the whole job at a size, and prints time, peak memory and bytes a series for each step as a Markdown table.

    scale.py --series N [--invdb PATH] [--stores N] [--folder FOLDER]
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

import lookups
import pages
from measure import Command, Failed

HERE = os.path.dirname(os.path.abspath(__file__))


class Steps:
    def __init__(self, series, database):
        self.series = series
        self.database = database
        print("| step | time | µs a series | peak MB | file, bytes a series |")
        print("| --- | --- | --- | --- | --- |")

    def run(self, name, line, series):
        seconds, memory = Command(line).run()
        size = os.path.getsize(self.database) / self.series
        print(
            f"| {name} | {seconds:.2f} s | {seconds / series * 1e6:.2f} | {memory:.0f} | {size:.0f} |", flush=True)

    def note(self, work, value):
        print(f"| {work} | {value} | | | |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, required=True)
    parser.add_argument("--stores", type=int, default=1000)
    parser.add_argument("--invdb", default=os.path.join(HERE, "..", ".build", "release", "invdb"))
    parser.add_argument("--folder", help="where the files go for the time of the run (default: the system's)")
    options = parser.parse_args()
    invdb = os.path.abspath(options.invdb)
    stores = min(options.stores, options.series)
    skus = options.series // stores
    series = skus * stores

    folder = tempfile.mkdtemp(prefix="invdb-scale-", dir=options.folder)
    try:
        products, database = os.path.join(folder, "products.csv"), os.path.join(folder, "invdb.db")
        subprocess.run(
            [sys.executable, os.path.join(HERE, "products.py"), str(skus), str(stores), products], check=True)
        print(f"{series:,} series: {skus:,} products in {stores:,} stores\n")
        steps = Steps(series, database)
        steps.run("import", [invdb, "import", products, "--db", database], series)
        steps.run("forecast", [invdb, "forecast", "--db", database], series)
        steps.run("forecast of one store", [invdb, "forecast", "--store", "S0000", "--db", database], skus)
        steps.run(
            "export of one store",
            [invdb, "export", "forecast", "--store", "S0000", "--db", database, "-o", os.path.join(folder, "out.csv")],
            skus)
        steps.run("plan", [invdb, "plan", "--db", database], series)
        steps.run("exceptions", [invdb, "exceptions", "--db", database], series)
        steps.run("report", [invdb, "report", "--db", database, "-o", os.path.join(folder, "report.html")], series)
        product = [invdb, "report", "--product", "SKU000000", "--db", database, "-o", os.path.join(folder, "product.html")]
        steps.run("report of one product", product, stores)
        for name, seconds, _, _, memory in pages.measured(invdb, database):
            print(f"| serve: {name} | {seconds:.3f} s | | {memory:.0f} | |", flush=True)
        lookups.note(steps, lookups.measured(database, *lookups.last_series(database)))
    except Failed as failure:
        raise SystemExit(str(failure)) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

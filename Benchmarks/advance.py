"""How long an estimate takes that goes on from what is kept: each Monday, of series whose history is not stored.

    advance.py [--invdb PATH] [--series N] [--runs N]

Each series sells on one day in 25. Nine weeks are imported with --keep 0; then a tenth week, and its estimate is measured, which keeps another
week and removes the sales of it. The bound is that of 5 million series in 10 seconds, and 256 MB.
"""

import argparse
import datetime
import os
import random
import shutil
import statistics
import sys
import tempfile
import time

from pipe import ROOT, cpu

PRODUCTS = 50_000
FIRST = datetime.date(2024, 1, 1)
ONE_IN = 25
SECONDS_OF_A_SERIES, MOST_MEGABYTES = 10 / 5_000_000, 256


def write_sales(path, series, days, numbers):
    """The sales of some days, in their order."""
    with open(path, "w") as file:
        file.write("date,store_id,product_id,quantity\n")
        for number in days:
            day = FIRST + datetime.timedelta(days=number)
            place = numbers.randrange(2 * ONE_IN)
            lines = []
            while place < series:
                lines.append(f"{day},S{place // PRODUCTS:05},P{place % PRODUCTS:06},{1 + place % 3}\n")
                place += 1 + int(numbers.random() * 2 * (ONE_IN - 1) + 0.5)
            file.writelines(lines)


def measured(invdb, *words):
    """Seconds on the clock and of CPU, and the most megabytes, of a command."""
    start = time.perf_counter()
    seconds, megabytes = cpu([invdb, *words])
    return time.perf_counter() - start, seconds, megabytes


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--invdb", default=os.path.join(ROOT, ".build", "release", "invdb"))
    parser.add_argument("--series", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    invdb = os.path.abspath(options.invdb)
    numbers = random.Random(options.series)
    with tempfile.TemporaryDirectory() as folder:
        first, week = os.path.join(folder, "first.csv"), os.path.join(folder, "week.csv")
        write_sales(first, options.series, range(63), numbers)
        write_sales(week, options.series, range(63, 70), numbers)
        base, copy = os.path.join(folder, "base.db"), os.path.join(folder, "copy.db")
        measured(invdb, "import", first, "--db", base, "--keep", "0", "-q")
        measured(invdb, "import", week, "--db", base, "--no-estimate", "-q")
        runs = []
        for _ in range(options.runs):
            shutil.copy(base, copy)
            os.sync()
            runs.append(measured(invdb, "estimate", "--db", copy, "-q"))
    seconds, of_cpu, megabytes = (statistics.median(run[side] for run in runs) for side in range(3))
    most = options.series * SECONDS_OF_A_SERIES
    print("| an estimate of a week that goes on | seconds | most | CPU | MB | most |")
    print("| --- | --- | --- | --- | --- | --- |")
    print(f"| {options.series:,} series | {seconds:.2f} | {most:.1f} | {of_cpu:.2f} | {megabytes:.0f} | {MOST_MEGABYTES} |")
    if seconds > most or megabytes > MOST_MEGABYTES:
        sys.exit("An estimate that goes on is above its bound.")


if __name__ == "__main__":
    main()

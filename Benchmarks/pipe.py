"""A pipe beside a database, and Spark beside one machine: two lines with a bound each.

    pipe.py [--invdb PATH] [--series N] [--runs N]

The first line is the CPU of `invdb pipe` for each series, at most 0.5 µs. The second is `invdb.spark` on two cores, warm, Parquet to Parquet, beside an import
and a forecast of the same series, at most 3.5 times as long; it needs Java and pyspark (`make test-spark` installs it), or says so.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PRODUCTS = 5_000

SPARK = """
import sys, time
sys.path.insert(0, sys.argv[1])
from pyspark.sql import SparkSession
from invdb.spark import forecast
source, out, runs = sys.argv[2], sys.argv[3], int(sys.argv[4])
spark = (SparkSession.builder.master("local[2]").config("spark.driver.memory", "2g").config("spark.ui.enabled", "false")
    .config("spark.local.dir", out + "-scratch").getOrCreate())
spark.sparkContext.setLogLevel("OFF")
# Eight files of positions, made once; the first run of a session is not counted.
rows = spark.read.option("header", True).schema(
    "store_id string, product_id string, sell_start_date date, initial_inventory double, sales_rate double, restocking_rate double, "
    "duration_days int, forecast_frequency int").csv(source)
rows.repartition(8).write.parquet(out + "-positions")
for run in range(runs + 1):
    start = time.perf_counter()
    summary = forecast(spark.read.parquet(out + "-positions")).write(f"{out}-{run}")
    print(time.perf_counter() - start, summary.series, flush=True)
spark.stop()
"""


def write_positions(path, series):
    # A pattern of numbers that repeats is quicker to write, and no easier to compute.
    tails = [
        f"2024-01-{n % 28 + 1:02},{n * 37 % 400},{n * 17 % 200 / 10},{n * 13 % 180 / 10},30,1\n" for n in range(9973)
    ]
    names = "store_id,product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,forecast_frequency\n"
    with open(path, "w") as file:
        file.write(names)
        for start in range(0, series, PRODUCTS):
            store = start // PRODUCTS
            file.write("".join(f"S{store:05},P{n:06},{tails[(start + n) % 9973]}" for n in range(min(PRODUCTS, series - start))))


def cpu(command, source=os.devnull):
    """Seconds of CPU and peak memory in MB of one process."""
    with open(source, "rb") as rows, open(os.devnull, "wb") as nothing:
        process = subprocess.Popen(command, stdin=rows, stdout=nothing)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def plain(invdb, folder, source):
    """Seconds of an import and a forecast into a new database."""
    for name in ("a.db", "a.db-wal", "a.db-shm"):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            os.unlink(path)
    database = os.path.join(folder, "a.db")
    start = time.perf_counter()
    for words in (["import", source], ["forecast"]):
        subprocess.run([invdb, *words, "--db", database, "-q"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def spark_python():
    for name in ("spark-45", "spark-35"):
        path = os.path.join(ROOT, ".build", name, "bin", "python")
        if os.path.exists(path):
            return path
    return sys.executable


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--invdb", default=os.path.join(ROOT, ".build", "release", "invdb"))
    parser.add_argument("--python", default=spark_python(), help="one that has pyspark")
    parser.add_argument("--series", type=int, default=5_000_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    invdb = os.path.abspath(options.invdb)
    bad = []
    with tempfile.TemporaryDirectory(prefix="invdb-bench-") as folder:
        source = os.path.join(folder, "positions.csv")
        write_positions(source, options.series)
        print(f"| {options.series:,} series | measured | at most |\n| --- | --- | --- |")
        found = [cpu([invdb, "pipe", "-q"], source) for _ in range(options.runs)]
        micros = statistics.median(each[0] for each in found) / options.series * 1e6
        memory = max(each[1] for each in found)
        print(f"| pipe: CPU a series | {micros:.2f} µs | 0.5 µs |")
        print(f"| pipe: peak memory | {memory:.0f} MB | 64 MB |", flush=True)
        bad += ["CPU of pipe"] if micros > 0.5 else []
        bad += ["memory of pipe"] if memory > 64 else []

        if subprocess.run([options.python, "-c", "import pyspark, pyarrow"], stderr=subprocess.DEVNULL).returncode != 0 or not shutil.which("java"):
            print("Without Java, pyspark and pyarrow the line of Spark is missing; make test-spark installs the latter two.", file=sys.stderr)
        else:
            package = os.path.join(folder, "package")
            shutil.copytree(os.path.join(ROOT, "python", "invdb"), os.path.join(package, "invdb"))
            os.makedirs(os.path.join(package, "invdb", "bin"), exist_ok=True)
            shutil.copy(invdb, os.path.join(package, "invdb", "bin", "invdb"))
            environment = {**os.environ, "PYTHONPATH": package, "PYSPARK_PYTHON": options.python}
            before = [plain(invdb, folder, source)]
            lines = subprocess.run(
                [options.python, "-c", SPARK, package, source, os.path.join(folder, "run"), str(options.runs)],
                env=environment, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            ).stdout.split("\n")
            seconds = [float(line.split()[0]) for line in lines[1:] if line]
            before += [plain(invdb, folder, source) for _ in range(2)]
            spark, machine = statistics.median(seconds), statistics.median(before)
            print(f"| Spark local[2]: {spark:.1f} s, import and forecast: {machine:.1f} s | {spark / machine:.1f} x | 3.5 x |")
            bad += ["Spark beside one machine"] if spark / machine > 3.5 else []
    for each in bad:
        print(f"Over its bound: {each}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

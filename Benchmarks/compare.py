"""Times invdb against other programs that do the same job, on this machine, and prints one Markdown table.

    compare.py [--invdb PATH] [--peers FOLDER] [--runs N] [--quick]

Each line is two commands, run in turn (A B A B ...) as whole processes; it shows the median of each and of the ratios of
the pairs, because a machine's speed drifts and a ratio of neighbours doesn't. Peers that can't be run are named as missing.
"""

import argparse
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))

DUCKDB_READ = """
import duckdb, os, sys
if os.path.exists(sys.argv[2]): os.remove(sys.argv[2])
duckdb.connect(sys.argv[2]).execute(f"create table product as select * from read_csv('{sys.argv[1]}', header=true, dateformat='%m/%d/%y')")
"""
DUCKDB_COPY = """
import duckdb, sys
duckdb.connect(sys.argv[1], read_only=True).execute(f"copy forecast to '{sys.argv[2]}' (header)")
"""
POLARS_PARQUET = """
import polars, sys
polars.scan_csv(sys.argv[1], try_parse_dates=True).sink_parquet(sys.argv[2])
"""
POLARS_SINK = """
import polars, sys
polars.scan_parquet(sys.argv[1]).sink_csv(sys.argv[2])
"""


class Command:
    """A command line, or several that run one after the other; `missing` says why it can't be run."""

    def __init__(self, *lines, before=None, missing=None):
        self.lines = lines
        self.before = before
        self.missing = missing

    def run(self):
        """Seconds and the peak memory in MB of the largest process."""
        if self.before:
            self.before()
        # Nobody pays for what the one before has left to be written: a sync of one file waits for that too.
        os.sync()
        seconds, memory = 0.0, 0.0
        for line in self.lines:
            start = time.perf_counter()
            process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            error = process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            seconds += time.perf_counter() - start
            memory = max(memory, usage.ru_maxrss / 1024)
            if process.returncode != 0:
                raise SystemExit(f"{' '.join(line)} failed: {error.decode(errors='replace').strip()}")
        return seconds, memory


class Table:
    def __init__(self, runs, only):
        self.runs = runs
        self.only = only
        self.work = ""
        print("| work | invdb | peak MB | other | peak MB | other ÷ invdb |")
        print("| --- | --- | --- | --- | --- | --- |")

    def compare(self, work, ours, name, other):
        """One line: `ours` against `other`, whose name says what it is. Without `work` it is about that of the line before."""
        self.work = work or self.work
        if not self.wants(self.work):
            return
        if other.missing:
            print(f"| {work} | | | {name}: {other.missing} | | |", flush=True)
            return
        ours.run(), other.run()
        pairs = [(ours.run(), other.run()) for _ in range(self.runs)]
        a = statistics.median(pair[0][0] for pair in pairs)
        b = statistics.median(pair[1][0] for pair in pairs)
        ratio = statistics.median(pair[1][0] / pair[0][0] for pair in pairs)
        a_memory, b_memory = (max(pair[side][1] for pair in pairs) for side in (0, 1))
        print(
            f"| {work} | {a:.3f} s | {a_memory:.0f} | {name} {b:.3f} s | {b_memory:.0f} | {ratio:.2f} |", flush=True)
        return a

    def wants(self, work):
        return not self.only or f" {self.only}" in f" {work}"

    def note(self, work, value):
        if not self.wants(work):
            return
        print(f"| {work} | {value} | | | | |", flush=True)


def python_environment(folder):
    """A Python with the pinned peers, and why there is none."""
    python = os.path.join(folder, "bin", "python")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--requirement", os.path.join(HERE, "requirements.txt")],
        capture_output=True, text=True)
    return python, None if done.returncode == 0 else "missing, could not be installed"


def lookups(table, database):
    """The documented look-ups through the views, warm: the median of many."""
    connection = sqlite3.connect(database)
    product, store = connection.execute(
        "SELECT product_id, store_id FROM product, store ORDER BY product_key DESC, store_key DESC LIMIT 1").fetchone()
    queries = {
        "product and store": ("SELECT * FROM forecast WHERE product_id = ? AND store_id = ?", (product, store)),
        "store and stock-out day": (
            "SELECT * FROM stockout WHERE store_id = ? AND stockout_date = '2024-01-25'", (store,)),
        "store and date": ("SELECT * FROM forecast WHERE store_id = ? AND update_date = '2024-01-25'", (store,)),
        "product": ("SELECT * FROM forecast WHERE product_id = ?", (product,)),
        "stock-out day": ("SELECT * FROM stockout WHERE stockout_date = '2024-01-25'", ()),
    }
    for name, (sql, arguments) in queries.items():
        times = []
        for _ in range(12):
            start = time.perf_counter()
            rows = len(connection.execute(sql, arguments).fetchall())
            times.append(time.perf_counter() - start)
        table.note(f"look-up by {name} ({rows:,} rows)", f"{statistics.median(times[2:]) * 1000:.2f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--invdb", default=os.path.join(HERE, "..", ".build", "release", "invdb"))
    parser.add_argument("--peers", default=os.path.join(HERE, "..", "..", "shared", "peers"))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="only the small sizes")
    parser.add_argument("--only", metavar="WORD", help="only the lines whose work has this word in it")
    options = parser.parse_args()

    invdb = os.path.abspath(options.invdb)
    python, failure = python_environment(os.path.join(HERE, "..", ".build", "benchmark-python"))
    folder = tempfile.mkdtemp(prefix="invdb-benchmark-")
    memory = None
    if os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > 3 << 30:
        memory = tempfile.mkdtemp(prefix="invdb-benchmark-", dir="/dev/shm")

    def path(name):
        return os.path.join(folder, name)

    def delete(*files):
        def before():
            for file in files:
                if os.path.exists(file):
                    os.remove(file)
        return before

    def remove(*names):
        return delete(*(path(name) + suffix for name in names for suffix in ("", "-wal", "-shm")))

    def peer(script, *arguments, program=python, before=None):
        file = os.path.join(options.peers, script)
        missing = failure if program == python else None if shutil.which(program) else "missing"
        if not os.path.exists(file):
            missing = "missing, no such script"
        return Command([program, file, *arguments], before=before, missing=missing)

    def inline(source, *arguments, before=None):
        return Command([python, "-c", source, *arguments], before=before, missing=failure)

    def products(name, skus, stores, *flags):
        subprocess.run(
            [sys.executable, os.path.join(HERE, "products.py"), str(skus), str(stores), path(name), *flags], check=True)
        return path(name)

    def import_and_forecast(file, database):
        return Command(
            [invdb, "import", file, "--db", path(database)], [invdb, "forecast", "--db", path(database)],
            before=remove(database))

    try:
        print(f"{platform.machine()}, {os.cpu_count()} cores, medians of {options.runs}\n")
        table = Table(options.runs, options.only)
        small = products("50k.csv", 50_000, 1, "--no-store")
        both = import_and_forecast(small, "a.db")
        table.compare("50,000 series: import and forecast", both, "pandas pool", peer("pool.py", small, path("o.csv")))
        table.compare("", both, "DuckDB", peer("duck.py", small, path("d.db")))
        table.compare("", both, "sqlite3 shell", peer("shell.sh", small, path("s.db"), program="sh"))

        middle = products("500k.csv", 5_000, 100)
        both = import_and_forecast(middle, "b.db")
        middle_seconds = table.compare(
            "500,000 series: import and forecast", both, "DuckDB", peer("duck.py", middle, path("d.db")))
        table.compare("", both, "Polars (to CSV)", peer("polar.py", middle, path("o.csv")))
        first_import = Command([invdb, "import", middle, "--db", path("c.db")], before=remove("c.db"))
        table.compare(
            "500,000 series: import", first_import, "DuckDB read_csv", inline(DUCKDB_READ, middle, path("r.db")))
        table.compare(
            "", first_import, "sqlite3 .import", Command(
                ["sqlite3", path("i.db"), "-cmd", ".mode csv", f".import {middle} product"], before=remove("i.db"),
                missing=None if shutil.which("sqlite3") else "missing"))

        for rows, file, database in (("1.5", small, "a.db"), ("15", middle, "b.db")):
            import_and_forecast(file, database).run()
            if not failure:
                whole = path("whole.csv")
                Command([invdb, "export", "forecast", "--db", path(database), "-o", whole]).run()
                subprocess.run([python, "-c", POLARS_PARQUET, whole, path("e.parquet")], check=True)
                os.remove(whole)
                peer("duck.py", file, path("d.db")).run()
            # A disk that is slower than the programs makes them alike; where there is a file system in memory, the time is
            # that of the programs.
            for place, out in (("disk", folder), ("memory", memory)):
                if not out:
                    table.note(f"{rows} million daily rows: export to {place}", "missing, no file system in memory")
                    continue
                ours, theirs = os.path.join(out, "e.csv"), os.path.join(out, "p.csv")
                # Through standard output, as with -o invdb would wait for the disk, and the others don't.
                export = Command(
                    ["sh", "-c", 'exec "$0" export forecast --db "$1" > "$2"', invdb, path(database), ours],
                    before=delete(ours))
                table.compare(
                    f"{rows} million daily rows: export to {place}", export, "Polars sink_csv",
                    inline(POLARS_SINK, path("e.parquet"), theirs, before=delete(theirs)))
                table.compare("", export, "DuckDB COPY", inline(DUCKDB_COPY, path("d.db"), theirs, before=delete(theirs)))
                delete(ours, theirs)()

        forecast = Command([invdb, "forecast", "--db", path("b.db")])
        table.compare(
            "500,000 series: forecast", forecast, "VACUUM INTO of the file", Command(
                ["sqlite3", path("b.db"), f"VACUUM INTO '{path('v.db')}'"], before=remove("v.db")))

        plan = Command([invdb, "plan", "--db", path("p.db")])
        remove("p.db")()
        shutil.copy(path("b.db"), path("p.db"))
        plan.run()
        table.compare("500,000 series: plan", plan, "forecast", forecast)
        # Into a file with results in two scenarios, which no other line is to have.
        Command([invdb, "plan", "--db", path("p.db"), "--scenario", "promo", "--scale-sales", "1.2"]).run()
        table.compare(
            "500,000 series: diff of two scenarios",
            Command([invdb, "diff", "baseline", "promo", "--db", path("p.db"), "--format", "csv"]), "forecast", forecast)
        table.compare(
            "500,000 series: forecast again", forecast, "first forecast", Command(
                [invdb, "forecast", "--db", path("f.db")],
                before=Command([invdb, "import", middle, "--db", path("f.db")], before=remove("f.db")).run))
        table.compare(
            "ten stores of a hundred: forecast again",
            Command([invdb, "forecast", "--store", "S004*", "--db", path("b.db")]), "all stores", forecast)
        size = os.path.getsize(path("b.db"))
        forecast.run()
        table.note("file after one more forecast", f"{os.path.getsize(path('b.db')) / size:.3f} x")
        unsorted = products("unsorted.csv", 5_000, 100, "--shuffle")
        table.compare(
            "500,000 rows in random order: import",
            Command([invdb, "import", unsorted, "--db", path("u.db")], before=remove("u.db")), "sorted", first_import)
        changed = products("changed.csv", 5_000, 100, "--seed", "2")
        table.compare(
            "500,000 known rows, all changed: import", Command(
                [invdb, "import", changed, "--db", path("b.db")],
                before=Command([invdb, "import", middle, "--db", path("b.db")]).run), "first import", first_import)
        table.compare(
            "500,000 known rows, none changed: import", Command([invdb, "import", changed, "--db", path("b.db")]),
            "first import", first_import)
        table.note("file, bytes a series", f"{os.path.getsize(path('b.db')) / 500_000:.0f}")
        lookups(table, path("b.db"))
        version = Command([invdb, "--version"])
        table.note("invdb --version", f"{statistics.median(version.run()[0] for _ in range(20)) * 1000:.1f} ms")

        if not options.quick:
            large = products("5m.csv", 5_000, 1_000)
            both = import_and_forecast(large, "l.db")
            seconds = table.compare(
                "5 million series: import and forecast", both, "DuckDB", peer("duck.py", large, path("d.db")))
            if seconds and middle_seconds:
                table.note("cost of a series, of that at 500,000", f"{seconds / middle_seconds / 10:.2f} x")
            both.run()
            table.compare(
                "5 million series: forecast", Command([invdb, "forecast", "--db", path("l.db")]),
                "VACUUM INTO of the file", Command(
                    ["sqlite3", path("l.db"), f"VACUUM INTO '{path('v.db')}'"], before=remove("v.db")))
            table.note("file, bytes a series", f"{os.path.getsize(path('l.db')) / 5_000_000:.0f}")
            lookups(table, path("l.db"))
            unsorted = products("5m-unsorted.csv", 5_000, 1_000, "--shuffle")
            table.compare(
                "5 million rows in random order: import",
                Command([invdb, "import", unsorted, "--db", path("u.db")], before=remove("u.db")), "sorted",
                Command([invdb, "import", large, "--db", path("l.db")], before=remove("l.db")))
    finally:
        for place in filter(None, (folder, memory)):
            shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()

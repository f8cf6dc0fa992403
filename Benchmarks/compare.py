"""Times invdb against other programs that do the same job, on this machine, and prints one Markdown table.

    compare.py [--invdb PATH] [--python PATH] [--runs N] [--quick] [--only WORD]

Each line is two commands, run in turn (A B A B ...) as whole processes; it shows the median of each, and of the ratios
of the pairs, because a machine's speed drifts and a ratio of neighbours doesn't. The other programs are in peers/, with
the versions of requirements.txt. If one is missing or fails, its line says so. Before anything is timed, their results
are compared with invdb's (agreement.py).
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import namedtuple

import demand
import lookups
from environment import Peers
from measure import Command, Failed, Table

HERE = os.path.dirname(os.path.abspath(__file__))

Size = namedtuple("Size", "title series skus stores")
SMALL = Size("50,000", 50_000, 50_000, 1)
MIDDLE = Size("500,000", 500_000, 5_000, 100)
LARGE = Size("5 million", 5_000_000, 5_000, 1_000)
# Series with a history of sales, of the same products and stores.
SOLD = Size("50,000", 50_000, 500, 100)

STRETCHES = "DuckDB stretches"
# A file system in memory has to have room for the largest export twice.
MEMORY_FOLDER, MEMORY_NEEDED = "/dev/shm", 3 << 30


class Bench:
    """The files of one run, in folders that are removed at its end, and the commands of invdb on them."""

    def __init__(self, invdb, peers, table):
        self.invdb = invdb
        self.peers = peers
        self.table = table
        # Of import and forecast, by size.
        self.seconds = {}
        self.folder = tempfile.mkdtemp(prefix="invdb-benchmark-")
        self.memory = None
        if os.path.isdir(MEMORY_FOLDER) and shutil.disk_usage(MEMORY_FOLDER).free > MEMORY_NEEDED:
            self.memory = tempfile.mkdtemp(prefix="invdb-benchmark-", dir=MEMORY_FOLDER)

    def close(self):
        for folder in filter(None, (self.folder, self.memory)):
            shutil.rmtree(folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def removing(self, *names):
        """A function that removes databases, with what lies beside them."""
        return deleting(*(self.path(name) + suffix for name in names for suffix in ("", "-wal", "-shm")))

    def products(self, size, *flags):
        """A product file of a size, written at the first call."""
        file = self.path("-".join([str(size.series), str(size.stores), *(flag.strip("-") for flag in flags)]) + ".csv")
        if not os.path.exists(file):
            flags += ("--no-store",) if size.stores == 1 else ()
            subprocess.run(
                [sys.executable, os.path.join(HERE, "products.py"), str(size.skus), str(size.stores), file, *flags],
                check=True)
        return file

    def ours(self, *arguments, database, before=None):
        """A command of invdb on a database."""
        return Command(self.line(*arguments, database=database), before=before)

    def line(self, *arguments, database):
        return [self.invdb, *arguments, "--db", self.path(database)]

    def import_and_forecast(self, size, database):
        return Command(
            self.line("import", self.products(size), database=database), self.line("forecast", database=database),
            before=self.removing(database))

    def import_with_forecast(self, size, database):
        return self.ours(
            "import", self.products(size), "--forecast", database=database, before=self.removing(database))

    def filled(self, size):
        """The name of a database with the forecast of a size, made at the first call. It stays as it is."""
        database = f"{size.series}.db"
        if not os.path.exists(self.path(database)):
            self.import_and_forecast(size, database).run()
        return database

    def copy(self, database, name):
        """A copy of a database, to write into."""
        self.removing(name)()
        shutil.copy(self.path(database), self.path(name))
        return name


def deleting(*files):
    def delete():
        for file in files:
            if os.path.exists(file):
                os.remove(file)
    return delete


def whole_job(bench, size, others):
    """From the CSV file to a stored result; `others` are the names and commands to compare it with."""
    file = bench.products(size)
    work = f"{size.title} series: import and forecast"
    if bench.table.wants(work):
        ours = bench.import_and_forecast(size, "job.db")
        for name, other in others(bench, file):
            seconds = bench.table.compare(work, ours, name, other)
            bench.seconds.setdefault(size, seconds)
            work = ""
    # One process, as theirs are.
    work = f"{size.title} series: import --forecast"
    if bench.table.wants(work):
        bench.table.compare(work, bench.import_with_forecast(size, "job.db"), *in_stretches(bench, file))


def small_peers(bench, file):
    yield "pandas pool", bench.peers.command("pandas_pool.py", file, bench.path("rows.csv"))
    yield "DuckDB", bench.peers.command("duckdb_rows.py", file, bench.path("rows.duckdb"))
    yield "sqlite3 shell", bench.peers.command("sqlite_shell.sh", file, bench.path("shell.db"))


def middle_peers(bench, file):
    yield from large_peers(bench, file)
    yield "Polars (to CSV)", bench.peers.command("polars_rows.py", file, bench.path("rows.csv"))


def large_peers(bench, file):
    yield "DuckDB", bench.peers.command("duckdb_rows.py", file, bench.path("rows.duckdb"))
    yield in_stretches(bench, file)


def in_stretches(bench, file):
    return STRETCHES, bench.peers.command("duckdb_stretches.py", file, bench.path("stretches.duckdb"))


def first_import(bench, size):
    return bench.ours(
        "import", bench.products(size), database="import.db", before=bench.removing("import.db"))


def plain_imports(bench):
    """An import alone, beside programs that only read the file."""
    work = "500,000 series: import"
    if not bench.table.wants(work):
        return
    file, ours = bench.products(MIDDLE), first_import(bench, MIDDLE)
    bench.table.compare(
        work, ours, "DuckDB read_csv", bench.peers.command("duckdb_read.py", file, bench.path("read.duckdb")))
    bench.table.compare("", ours, "sqlite3 .import", bench.peers.sqlite(
        bench.path("read.db"), "-cmd", ".mode csv", f".import {file} product", before=bench.removing("read.db")))


def exports(bench, size, rows):
    """The daily rows as CSV, to the disk and to memory: a disk that is slower than the programs makes them alike."""
    works = {place: f"{rows} million daily rows: export to {place}" for place in ("disk", "memory")}
    if not bench.table.wants(*works.values()):
        return
    database = bench.filled(size)
    polars_rows, duckdb_rows = prepared_exports(bench, size, database)
    for place, folder in (("disk", bench.folder), ("memory", bench.memory)):
        if not folder:
            bench.table.note(works[place], "missing, no file system in memory")
            continue
        ours, theirs = os.path.join(folder, "ours.csv"), os.path.join(folder, "theirs.csv")
        # Through standard output: with -o invdb would wait for the disk, and the others don't.
        export = Command(
            ["sh", "-c", 'exec "$0" export forecast --db "$1" > "$2"', bench.invdb, bench.path(database), ours],
            before=deleting(ours))
        bench.table.compare(works[place], export, "Polars sink_csv", polars_rows(theirs))
        bench.table.compare("", export, "DuckDB COPY", duckdb_rows(theirs))
        deleting(ours, theirs)()


def prepared_exports(bench, size, database):
    """Two functions from an output file to a peer's command that exports the rows of a size, which are stored here."""
    whole, parquet, rows = bench.path("whole.csv"), bench.path("rows.parquet"), bench.path("rows.duckdb")
    bench.ours("export", "forecast", "-o", whole, database=database, before=deleting(whole)).run()
    preparations = {
        "polars_export.py": bench.peers.command("polars_export.py", "--prepare", whole, parquet),
        "duckdb_export.py": bench.peers.command("duckdb_rows.py", bench.products(size), rows),
    }
    failures = {}
    for script, preparation in preparations.items():
        try:
            preparation.run()
        except Failed as failure:
            failures[script] = str(failure)
    os.remove(whole)

    def exporter(script, source):
        def command(out):
            command = bench.peers.command(script, source, out, before=deleting(out))
            command.missing = command.missing or failures.get(script)
            return command
        return command
    return exporter("polars_export.py", parquet), exporter("duckdb_export.py", rows)


def vacuum(bench, database):
    """The least that writing the same file anew takes."""
    copy = bench.path("vacuum.db")
    return bench.peers.sqlite(bench.path(database), f"VACUUM INTO '{copy}'", before=deleting(copy))


def forecasts(bench):
    """Forecasts, plans and a comparison of scenarios in a file that has results."""
    works = (
        "500,000 series: forecast", "500,000 series: plan", "500,000 series: diff of two scenarios",
        "500,000 series: forecast again", "ten stores of a hundred: forecast again", "file after one more forecast")
    if not bench.table.wants(*works):
        return
    table = bench.table
    database = bench.copy(bench.filled(MIDDLE), "forecast.db")
    forecast = bench.ours("forecast", database=database)
    table.compare(works[0], forecast, "VACUUM INTO of the file", vacuum(bench, database))
    if table.wants(works[1], works[2]):
        planned = bench.copy(database, "plan.db")
        plan = bench.ours("plan", database=planned)
        plan.run()
        table.compare(works[1], plan, "forecast", forecast)
        bench.ours("plan", "--scenario", "promo", "--scale-sales", "1.2", database=planned).run()
        diff = bench.ours("diff", "baseline", "promo", "--format", "csv", database=planned)
        table.compare(works[2], diff, "forecast", forecast)
    first = bench.ours("forecast", database="import.db", before=first_import(bench, MIDDLE).run)
    table.compare(works[3], forecast, "first forecast", first)
    table.compare(
        works[4], bench.ours("forecast", "--store", "S004*", database=database), "all stores", forecast)
    size = os.path.getsize(bench.path(database))
    forecast.run()
    table.note(works[5], f"{os.path.getsize(bench.path(database)) / size:.3f} x")


def random_order(bench, size):
    work = f"{size.title} rows in random order: import"
    sums = f"{size.title} rows in random order: import --sum"
    def ours(*options):
        return bench.ours(
            "import", bench.products(size, "--shuffle"), *options, database="random.db",
            before=bench.removing("random.db"))
    if bench.table.wants(work):
        bench.table.compare(work, ours(), "sorted", first_import(bench, size))
    if bench.table.wants(sums):
        bench.table.compare(sums, ours("--sum"), "without --sum", ours())


def known_rows(bench):
    """Imports into a file that has a forecast of the same series."""
    works = ("500,000 known rows, all changed: import", "500,000 known rows, none changed: import")
    if not bench.table.wants(*works):
        return
    database = bench.copy(bench.filled(MIDDLE), "known.db")
    former, changed = bench.products(MIDDLE), bench.products(MIDDLE, "--seed=2")
    first = first_import(bench, MIDDLE)
    all_changed = bench.ours(
        "import", changed, database=database, before=bench.ours("import", former, database=database).run)
    bench.table.compare(works[0], all_changed, "first import", first)
    bench.ours("import", changed, database=database).run()
    bench.table.compare(works[1], bench.ours("import", changed, database=database), "first import", first)


def file_and_lookups(bench, size):
    """The size of the file, and the look-ups, beside those of DuckDB with a row a stretch."""
    if not bench.table.wants("file, bytes a series", "look-up by"):
        return
    database = bench.path(bench.filled(size))
    stretches = bench.path("stretches.duckdb")
    store, product = lookups.last_series(database)
    failure, theirs = "", {}
    try:
        bench.peers.command("duckdb_stretches.py", bench.products(size), stretches).run()
        theirs = {found.name: found for found in lookups.measured(stretches, store, product, bench.peers.python)}
    except Failed as failed:
        failure = f"{STRETCHES}: {failed}"

    ours = os.path.getsize(database) / size.series
    other = os.path.getsize(stretches) / size.series if theirs else 0
    bench.table.note(
        "file, bytes a series", f"{ours:.0f}", failure or f"{STRETCHES} {other:.0f}",
        f"{other / ours:.2f}" if theirs else "")
    for found in lookups.measured(database, store, product):
        other, text, ratio = theirs.get(found.name), "", ""
        if other:
            text = f"{STRETCHES} {other.milliseconds:.2f} ms"
            text += "" if other.rows == found.rows else f" for {other.rows:,} rows"
            ratio = f"{other.milliseconds / found.milliseconds:.2f}"
        bench.table.note(
            f"look-up by {found.name} ({found.rows:,} rows)", f"{found.milliseconds:.2f} ms", text, ratio)


def start_time(bench):
    if bench.table.wants("invdb --version"):
        version = Command([bench.invdb, "--version"])
        bench.table.note("invdb --version", f"{statistics.median(version.run()[0] for _ in range(20)) * 1000:.1f} ms")


def large_sizes(bench):
    whole_job(bench, LARGE, large_peers)
    if bench.seconds.get(LARGE) and bench.seconds.get(MIDDLE):
        a_series = [bench.seconds[size] / size.series for size in (MIDDLE, LARGE)]
        bench.table.note("cost of a series, of that at 500,000", f"{a_series[1] / a_series[0]:.2f} x")
    work = "5 million series: forecast"
    if bench.table.wants(work):
        database = bench.copy(bench.filled(LARGE), "forecast.db")
        bench.table.compare(
            work, bench.ours("forecast", database=database), "VACUUM INTO of the file", vacuum(bench, database))
    file_and_lookups(bench, LARGE)
    random_order(bench, LARGE)
    demand.large(bench)


def agree(invdb, peers):
    """Whether the peers have the same results. In a process of its own: what this one takes counts for those it starts."""
    file = os.path.join(HERE, "agreement.py")
    subprocess.run([sys.executable, file, "--invdb", invdb, "--python", peers.python], check=False)
    print(flush=True)


def run(bench, is_quick):
    """The whole table, line by line."""
    bench.table.begin()
    whole_job(bench, SMALL, small_peers)
    whole_job(bench, MIDDLE, middle_peers)
    plain_imports(bench)
    exports(bench, SMALL, "1.5")
    exports(bench, MIDDLE, "15")
    forecasts(bench)
    random_order(bench, MIDDLE)
    known_rows(bench)
    file_and_lookups(bench, MIDDLE)
    demand.small(bench, SOLD)
    start_time(bench)
    if not is_quick:
        large_sizes(bench)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--invdb", default=os.path.join(HERE, "..", ".build", "release", "invdb"))
    parser.add_argument(
        "--python", metavar="PATH",
        help="the Python for the peers, with the packages that it has (default: one that is made in .build)")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="only the small sizes")
    parser.add_argument("--only", metavar="WORD", help="only the lines whose work has this word in it")
    options = parser.parse_args()

    invdb = os.path.abspath(options.invdb)
    if not os.access(invdb, os.X_OK):
        raise SystemExit(f"There is no {invdb}; build it with: make build")
    peers = Peers(options.python)
    for hint in peers.hints():
        print(hint, file=sys.stderr)
    bench = Bench(invdb, peers, Table(options.runs, options.only))
    print(f"{platform.machine()}, {os.cpu_count()} cores, medians of {options.runs}; {peers.named()}\n", flush=True)
    try:
        if not options.only:
            agree(invdb, peers)
        run(bench, options.quick)
    except Failed as failure:
        # Of a peer it would be a line of the table.
        raise SystemExit(str(failure)) from None
    finally:
        bench.close()


if __name__ == "__main__":
    main()

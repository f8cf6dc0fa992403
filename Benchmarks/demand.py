"""The lines of the comparison that are about sales: their import, the estimate of demand, and forecasts that use it."""

import os
import statistics
import subprocess
import sys
from collections import namedtuple

from measure import Command, Failed, last_line

HERE = os.path.dirname(os.path.abspath(__file__))

Sales = namedtuple("Sales", "title items stores days")
# As many series and years as a set of sales that many know, which has the same columns.
FIVE_YEARS = Sales("913,000", 50, 10, 1_826)
LARGE = Sales("20 million", 1_000, 20, 1_000)
# The history of series that have a stock as well.
TWO_MONTHS = Sales("3 million", 500, 100, 60)

# AutoETS takes seconds a series.
SAMPLE = 10


def file_of(bench, size, *flags):
    """A file of sales, written at the first call."""
    file = bench.path("-".join(["sales", str(size.items), str(size.days), *(flag.strip("-") for flag in flags)]) + ".csv")
    if not os.path.exists(file):
        numbers = [str(number) for number in (size.items, size.stores, size.days)]
        subprocess.run([sys.executable, os.path.join(HERE, "sales.py"), *numbers, file, *flags], check=True)
    return file


def importing(bench, size, *flags):
    """An import without the estimate at its end, into a new file."""
    return bench.ours(
        "import", file_of(bench, size, *flags), "--no-estimate", database="sales.db", before=bench.removing("sales.db"))


def imports(bench, size):
    work = f"{size.title} rows of sales: import"
    by_day = f"{size.title} rows of sales in the order of days: import"
    again = f"{size.title} known rows of sales: import"
    bytes_a_row = f"{size.title} rows of sales: file, bytes a row"
    if not bench.table.wants(work, by_day, again, bytes_a_row):
        return
    ours, theirs = importing(bench, size), bench.path("sales.duckdb")
    bench.table.compare(
        work, ours, "DuckDB read_csv", bench.peers.command("duckdb_sales.py", file_of(bench, size), theirs))
    if size is FIVE_YEARS:
        bench.table.compare(by_day, importing(bench, size, "--by-day"), "by series", ours)
    if size is FIVE_YEARS and bench.table.wants(again):
        known = "known.db"
        bench.removing(known)()
        repeated = bench.ours("import", file_of(bench, size), "--no-estimate", database=known)
        repeated.run()
        bench.table.compare(again, repeated, "first import", ours)
    if bench.table.wants(bytes_a_row):
        # In whatever order they came, the rows are the same.
        if not os.path.exists(bench.path("sales.db")):
            ours.run()
        rows = size.items * size.stores * size.days
        own = os.path.getsize(bench.path("sales.db")) / rows
        other = os.path.getsize(theirs) / rows if os.path.exists(theirs) else None
        bench.table.note(
            bytes_a_row, f"{own:.1f}", f"DuckDB {other:.1f}" if other else "", f"{other / own:.2f}" if other else "")


def estimates(bench, size, models):
    """The estimate beside its import, and in nanoseconds a day of a series beside `models` of statsforecast."""
    work = f"{size.title} rows of sales: estimate"
    a_day = f"{size.title} series-days: estimate, ns each"
    if not bench.table.wants(work, a_day):
        return
    bench.removing("estimated.db")()
    bench.ours("import", file_of(bench, size), "--no-estimate", database="estimated.db").run()
    # Without the option, a second estimate of a long history would only go on from the first.
    ours = bench.ours("estimate", "--rebuild", database="estimated.db")
    days = size.items * size.stores * size.days
    seconds = bench.table.compare(work, ours, "import", importing(bench, size))
    if not models and seconds:
        bench.table.note(a_day, f"{seconds / days * 1e9:,.0f} ns")
    if not bench.table.wants(a_day):
        return
    for name, model, series in models:
        try:
            # Each sampled model once: it takes long.
            pairs = [
                (ours.run()[0] / days, fitted(bench, size, model, series))
                for _ in range(1 if series else bench.table.runs)]
        except Failed as failure:
            bench.table.line(a_day, "", "", f"{name} {failure}", "", "")
            continue
        own, other = (statistics.median(pair[side] for pair in pairs) * 1e9 for side in (0, 1))
        ratio = statistics.median(theirs / mine for mine, theirs in pairs)
        bench.table.line(a_day, f"{own:,.0f} ns", "", f"{name} {other:,.0f} ns", "", f"{ratio:.2f}")
        a_day = ""


MODELS = [
    ("SES, α given:", "ses", None), ("SES, α fitted:", "fitted-ses", None),
    (f"AutoETS, {SAMPLE} series:", "ets", SAMPLE),
]


def fitted(bench, size, model, series):
    """Seconds a day of a series, of a model of statsforecast."""
    missing = bench.peers.missing_package("statsforecast")
    if missing:
        raise Failed(missing)
    script = os.path.join(HERE, "peers", "statsforecast_demand.py")
    arguments = [file_of(bench, size), model, *([str(series)] if series else [])]
    done = subprocess.run([bench.peers.python, script, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"failed: {last_line(done.stderr)}")
    days, seconds = done.stdout.split()
    return float(seconds) / int(days)


def forecasts(bench, stock):
    """Forecasts by the estimates beside those by rates that a file states, of the same series."""
    work = f"{stock.title} series: forecast by history"
    if not bench.table.wants(work):
        return
    database = "history.db"
    bench.removing(database)()
    Command(
        bench.line("import", bench.products(stock), database=database),
        bench.line("import", file_of(bench, TWO_MONTHS, "--like-products"), database=database),
    ).run()
    stated = bench.copy(database, "stated.db")
    bench.table.compare(
        work, bench.ours("forecast", "--demand", "history", database=database),
        "by stated rates", bench.ours("forecast", "--demand", "stated", database=stated))


def small(bench, stock):
    """The lines of a quick run; `stock` is the size of an inventory with 500 products in 100 stores."""
    imports(bench, FIVE_YEARS)
    estimates(bench, FIVE_YEARS, MODELS)
    forecasts(bench, stock)


def large(bench):
    imports(bench, LARGE)
    estimates(bench, LARGE, [])

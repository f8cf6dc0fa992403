"""How much chance costs: the risk of a forecast, safety stock by service, and simulations, each with a bound.

    chance.py [--invdb PATH] [--series N] [--runs N]

All lines are CPU. The first ones are what `--risk` adds to a forecast, for each series; then comes a plan for a service beside one without, and
a simulation of eight services, for each day of a series, with rates of 0.1 to 5. Each is also measured with what may make it slower: rates of
restocking, lost sales (of a simulation, which has them by itself, backorders), and working days. Commands that are compared run in turn.
"""

import argparse
import os
import statistics
import sys
import tempfile

import pipe

PRODUCTS = 5_000
SERVICES = "80,85,90,92.5,95,97,98,99"
ASSUMED = ["--assume-dispersion", "1.4"]
# Orders are placed and arrive on these days, and the days of lead times are among them.
WORKDAYS = ["--workdays", "mon-fri", "--lead-time-in", "workdays"]
DAYS, RUNS = 182, 4


def write_positions(path, series, restocks):
    """Series of 90 days, with rates of 0.1 to 5 and stock for some weeks; with `restocks` every other one has a rate of restocking."""
    rates = [0.1, 0.3, 0.7, 1, 1.5, 2.2, 3.1, 4, 5]
    with open(path, "w") as file:
        file.write("store_id,product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,lead_time_days\n")
        for number in range(series):
            rate = rates[number % len(rates)]
            stock = round(rate * (5 + number * 7 % 40)) + 1
            restocking = round(rate * (number * 13 % 100) / 100, 2) if restocks and number % 2 else 0
            file.write(f"S{number // PRODUCTS:05},P{number % PRODUCTS:06},2024-01-01,{stock},{rate},{restocking},90,7\n")


def cpu(invdb, database, *words):
    """Seconds of CPU of a command."""
    return pipe.cpu([invdb, *words, "--db", database, "-q"])[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--invdb", default=os.path.join(pipe.ROOT, ".build", "release", "invdb"))
    parser.add_argument("--series", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    invdb = os.path.abspath(options.invdb)
    bad = []

    def line(what, measured, most, unit):
        digits = 0 if most >= 10 else 2
        print(f"| {what} | {measured:.{digits}f} {unit} | {most:g} {unit} |", flush=True)
        bad.extend([what] if measured > most else [])

    with tempfile.TemporaryDirectory(prefix="invdb-bench-") as folder:
        print(f"| {options.series:,} series | measured | at most |\n| --- | --- | --- |")
        for title, restocks in (("", False), (", half of them restocked by day", True)):
            database, source = (os.path.join(folder, f"{restocks}.{kind}") for kind in ("db", "csv"))
            write_positions(source, options.series, restocks)
            cpu(invdb, database, "import", source)
            for words, lost in (("", []), (" --lost-sales", ["--lost-sales"])):
                pairs = [
                    (cpu(invdb, database, "forecast", *lost), cpu(invdb, database, "forecast", "--risk", *lost, *ASSUMED))
                    for _ in range(options.runs)]
                added = statistics.median(risk - plain for plain, risk in pairs) / options.series * 1e6
                line(f"what --risk adds to a series of forecast{words}{title}", added, 2, "µs")
        database = os.path.join(folder, "False.db")
        for words, given in (("", []), (" --lost-sales", ["--lost-sales"]), (" --workdays", WORKDAYS)):
            pairs = [
                (cpu(invdb, database, "plan", *given), cpu(invdb, database, "plan", *given, "--service", "95", *ASSUMED))
                for _ in range(options.runs)]
            measured = statistics.median(service / plain for plain, service in pairs)
            line(f"plan{words} --service 95, of a plan without a service", measured, 1.25, "x")
            if given == WORKDAYS:
                pairs = [
                    (cpu(invdb, database, "plan", *given), cpu(invdb, database, "plan", *given, "--risk", *ASSUMED))
                    for _ in range(options.runs)]
                added = statistics.median(risk - plain for plain, risk in pairs) / options.series * 1e6
                line(f"what --risk adds to a series of plan{words}", added, 2, "µs")
        few, source = os.path.join(folder, "few.db"), os.path.join(folder, "few.csv")
        count = max(options.series // 100, 1)
        write_positions(source, count, False)
        cpu(invdb, few, "import", source)
        for words, given, lead in (("", [], 7), (" --backorders", ["--backorders"], 7), (" --workdays", WORKDAYS, 9)):
            # The days before those that count are simulated, too: those of the lead time.
            days = count * (DAYS + lead) * RUNS
            found = [
                cpu(invdb, few, "simulate", "--service", SERVICES, "--days", str(DAYS), "--runs", str(RUNS), *given, *ASSUMED)
                for _ in range(options.runs)]
            line(f"simulate{words} of 8 services, a day of a series", statistics.median(found) / days * 1e9, 150, "ns")
    for each in bad:
        print(f"Over its bound: {each}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

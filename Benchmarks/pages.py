"""The time of each page of `invdb serve` on a database, and the memory of the server, as rows of a Markdown table.

    pages.py [DATABASE] [--series N …] [--invdb PATH]

Without a database, ones with a plan of 500,000 and of 5 million series are made first.
"""

import argparse
import os
import re
import subprocess
import sqlite3
import tempfile
import time
import urllib.request
from urllib.parse import quote

HERE = os.path.dirname(os.path.abspath(__file__))


def addresses(database):
    """The pages, with the last series of the database as the one that is looked at."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    store, product = (quote(name, safe="") for name in connection.execute(
        "SELECT (SELECT store_id FROM store ORDER BY store_key DESC LIMIT 1), "
        "(SELECT product_id FROM product ORDER BY product_key DESC LIMIT 1)").fetchone())
    scenarios = [row[0] for row in connection.execute("SELECT name FROM scenario ORDER BY scenario_id")]
    connection.close()
    yield "overview", "/"
    yield "exceptions", "/exceptions"
    yield "exceptions of a store", f"/exceptions?store={store}"
    yield "search", f"/search?q={product[-4:]}"
    yield "product in all stores", f"/product?product={product}"
    yield "product in a store", f"/product?product={product}&store={store}"
    yield "orders", "/orders"
    yield "stock-outs", "/stockouts"
    if len(scenarios) > 1:
        yield "two scenarios", f"/compare?a={quote(scenarios[0])}&b={quote(scenarios[1])}"
    yield "runs", "/runs"
    yield "line of newer results", "/newer?run=1&import=1"
    yield "orders.csv", "/orders.csv"


def memory(process, name):
    """A size of a process in MB, as the system has it: VmRSS is its memory, VmHWM the most that it was."""
    with open(f"/proc/{process}/status", encoding="ascii") as file:
        return int(re.search(rf"^{name}:\s+(\d+) kB", file.read(), re.MULTILINE).group(1)) / 1024


def cpu(process):
    """Seconds of CPU that a process has taken so far."""
    with open(f"/proc/{process}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measured(invdb, database, rounds=3):
    """(page, seconds of the fastest answer, seconds of CPU for an answer, bytes of it, most memory of the server in MB so far)"""
    begun = time.perf_counter()
    server = subprocess.Popen([invdb, "serve", "--port", "0", "--db", database], stdout=subprocess.PIPE, text=True)
    try:
        address = re.match(r"http://127\.0\.0\.1:\d+", server.stdout.readline()).group(0)
        urllib.request.urlopen(address + "/newer").read()
        yield "start to first answer", time.perf_counter() - begun, cpu(server.pid), 0, memory(server.pid, "VmHWM")
        for name, path in addresses(database):
            times, used = [], cpu(server.pid)
            for number in range(rounds):
                # The server keeps pages by their address, so each round has one of its own.
                own = f"{address}{path}{'&' if '?' in path else '?'}round={number}"
                begun = time.perf_counter()
                size = len(urllib.request.urlopen(own).read())
                times.append(time.perf_counter() - begun)
            yield name, min(times), (cpu(server.pid) - used) / rounds, size, memory(server.pid, "VmHWM")
    finally:
        server.terminate()
        server.wait()


def planned(invdb, folder, series):
    """The path of a database with a plan and a scenario of so many series, in stores of 5,000 products with costs and suppliers."""
    database, source = os.path.join(folder, f"{series}.db"), os.path.join(folder, f"{series}.csv")
    with open(source, "w", encoding="ascii") as file:
        file.write("store_id,product_id,sell_start_date,initial_inventory,sales_rate,duration_days,lead_time_days,unit_cost,supplier\n")
        for number in range(series):
            store, product = divmod(number, 5_000)
            stock, rate = number * 7919 % 400, (number * 104_729 % 400) / 100
            file.write(
                f"S{store:04},P{product:06},2024-01-01,{stock},{rate},90,{3 + product % 20},{1 + product % 50},"
                f"Supplier {product % 40}\n")
    for command in (["import", source], ["plan"], ["scenario", "save", "other"]):
        subprocess.run([invdb, *command, "--db", database], check=True, stdout=subprocess.DEVNULL)
    os.remove(source)
    return database


def show(invdb, database):
    print("| page | time | CPU | KB | peak MB |\n| --- | --- | --- | --- | --- |")
    for name, seconds, used, size, peak in measured(invdb, database):
        print(f"| {name} | {seconds:.3f} s | {used:.3f} s | {size / 1024:.0f} | {peak:.0f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database", nargs="?")
    parser.add_argument("--series", type=int, nargs="+", default=[500_000, 5_000_000])
    parser.add_argument("--invdb", default=os.path.join(HERE, "..", ".build", "release", "invdb"))
    options = parser.parse_args()
    invdb = os.path.abspath(options.invdb)
    if options.database:
        show(invdb, options.database)
        return
    for series in options.series:
        with tempfile.TemporaryDirectory(prefix="invdb-bench-") as folder:
            print(f"\nPages of {series:,} series:\n")
            show(invdb, planned(invdb, folder, series))


if __name__ == "__main__":
    main()

"""Data, databases and the promise: what has to hold after every fault."""

import datetime
import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing

from report import Failed

HEADER = (
    "store_id,product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,forecast_frequency\n"
)


class Finished:
    """How a command ended. A status below zero is the signal that killed it."""

    def __init__(self, status, output, error, seconds):
        self.status, self.output, self.error, self.seconds = status, output, error, seconds

    def __str__(self):
        return f"status {self.status}, said {(self.error or self.output).strip()[:300]!r}"


# The first line of two, where what comes first is stored already, and the other can't be done.
NOT_ESTIMATED = "invdb: The sales are imported, and their demand is not estimated; do it with: invdb estimate"

NOT_FORECAST = "invdb: The files are imported, and nothing is forecast; do it with: invdb forecast"

STOCK = ("inventory", "forecast", "stockout")
DEMAND = ("sales", "demand", "forecast")
AHEAD = ("stated-demand", "inventory")
RISK = ("forecast", "risk", "orders")
# The last simulation, without the moment at which it was made. What it says of series is replaced.
SIMULATION = (
    "SELECT policy, target, series, cycle_service, fill_rate, units_short, on_hand, orders FROM simulation "
    "WHERE simulation_id = (SELECT max(simulation_id) FROM simulation)",
    "SELECT store_id, product_id, policy, target, fill_rate, units_short, on_hand, orders FROM simulation_by_series",
    "forecast",
)


class Mode:
    """What the fault interrupts: a command, what is there before it, and what it makes of that.

    A command of two transactions has a state `halfway`: that of another command, which does the first of them alone. `told` is
    what a command that has failed there says of it.
    """

    def __init__(self, name, base, command, contents=STOCK, halfway=None, told=None):
        self.name, self.base, self.command = name, base, command
        self.contents, self.half_command, self.told = contents, halfway, told
        self.before = self.after = self.halfway = None
        self.seconds = 0.0
        # Bytes: of the largest file that the command writes, and of all that it adds to the disk.
        self.largest = self.room = 0


class Stage:
    """A folder with files of products and of sales, and with databases that the trials start from.

    Without `all_modes`, each kind of fault is tried with one of the commands about demand and chance, another one at another seed,
    and half as often.
    """

    def __init__(self, binary, stores, products, all_modes=True, seed=0):
        self.folder = tempfile.mkdtemp(prefix="invdb-faults-")
        os.chmod(self.folder, 0o755)
        # Beside the data, where an unprivileged user may run it too.
        self.binary = shutil.copy(binary, f"{self.folder}/invdb")
        self.trials = 0
        self.all_modes, self.seed = all_modes, seed
        # The second file changes all of the first and has a few more, so that the inventory is written anew. The other way round,
        # what looks like all of it turns out to be a part.
        for name, sales, extra in [("first.csv", 2, 0), ("second.csv", 3, products // 25)]:
            with open(f"{self.folder}/{name}", "w") as file:
                file.write(HEADER)
                for store in range(stores):
                    for product in range(products + extra):
                        on_hand = (store * 7919 + product * 104_729) % 100 / 4
                        file.write(f"S{store:03},P{product:06},2024-01-01,{on_hand},{sales},1,3,1\n")
        first, second = f"{self.folder}/first.csv", f"{self.folder}/second.csv"
        former = f"{self.folder}/former.db"
        self.must(former, "import", first)
        self.must(former, "forecast")
        newer = shutil.copy(former, f"{self.folder}/newer.db")
        self.must(newer, "import", second)
        self.importing = Mode("importing", former, ["import", second])
        self.forecasting = Mode("forecasting", newer, ["forecast"])
        self.creating = Mode("importing into a new file", None, ["import", first])
        self.creations = [self.creating, Mode(
            "importing into a new file and forecasting", None, ["import", first, "--forecast"], STOCK, ["import", first],
            NOT_FORECAST)]
        self.modes = [self.importing, self.forecasting]
        sales = self.add_demand(stores, products // 50)
        # Readers of results that are older than their stock say so; these say nothing but their fault.
        current = shutil.copy(newer, f"{self.folder}/current.db")
        self.must(current, "import", sales)
        self.must(current, "forecast")
        self.reading = Mode("reading", current, ["forecast"])
        for mode in [*self.modes, *self.demand_modes, *self.creations, self.reading]:
            self.prepare(mode)

    def add_demand(self, stores, products):
        """The commands about sales. They have fewer series, each with a history, and so are quick.

        Returns the path of a file of sales.
        """
        stock = f"{self.folder}/stock.csv"
        with open(stock, "w") as file:
            file.write(HEADER)
            for store in range(stores):
                for product in range(products):
                    file.write(f"S{store:03},P{product:06},2024-03-01,{product % 100 / 4},2,1,3,1\n")
        # The second file replaces all days of the first and has a few more. Both have days without sales, and evenings without
        # stock.
        first, second = f"{self.folder}/first-sales.csv", f"{self.folder}/second-sales.csv"
        for path, days, seed in [(first, 60, 1), (second, 63, 2)]:
            numbers = random.Random(seed)
            with open(path, "w") as file:
                file.write("date,store_id,product_id,quantity,closing_stock\n")
                for store in range(stores):
                    for number in range(days):
                        day = datetime.date(2024, 1, 1) + datetime.timedelta(days=number)
                        for product in range(products):
                            if (sold := numbers.randrange(8)) > 1:
                                file.write(f"{day},S{store:03},P{product:06},{sold},{sold * 2 % 7}\n")
        sold = f"{self.folder}/sold.db"
        self.must(sold, "import", stock)
        self.must(sold, "forecast")
        # What they say of earlier weeks is kept, and the next estimate goes on from it, keeps another week, and removes its sales.
        self.must(sold, "import", first, "--keep", "0")
        # Estimates that are older than the sales.
        older = shutil.copy(sold, f"{self.folder}/older.db")
        self.must(older, "import", second, "--no-estimate")
        self.selling = Mode(
            "importing sales", sold, ["import", second], DEMAND, ["import", second, "--no-estimate"], NOT_ESTIMATED)
        self.estimating = Mode("estimating", older, ["estimate"], DEMAND)
        # Before it computes anything, it brings the estimates up to date.
        self.expecting = Mode(
            "forecasting by history", older, ["forecast", "--demand", "history"], DEMAND, ["estimate"])
        self.stating = self.add_statements(sold, stores, products)
        self.demand_modes = [self.selling, self.estimating, self.expecting, self.stating, *self.modes_of_chance(sold)]
        return first

    def modes_of_chance(self, sold):
        """The commands about risk, service and simulation. The base has a risk, orders and a simulation of other options."""
        known = ["--assume-dispersion", "1.5"]
        base = shutil.copy(sold, f"{self.folder}/chance.db")
        self.must(base, "simulate", "--service", "80", "--by-series", "--runs", "1", "--days", "20", *known)
        self.must(base, "plan", "--service", "80", "--risk", "--days", "20", *known)
        return [
            Mode("forecasting with risk", base, ["forecast", "--risk", "--days", "30", *known], RISK),
            Mode("planning for a service", base, ["plan", "--service", "98", "--risk", "--days", "30", *known], RISK),
            Mode(
                "simulating", base, ["simulate", "--service", "90,95", "--by-series", "--runs", "2", "--days", "60", *known],
                SIMULATION),
        ]

    def add_statements(self, base, stores, products):
        """An import of demand that is stated ahead. It cuts, removes, changes and adds periods of each series."""
        first, second = f"{self.folder}/first-plan.csv", f"{self.folder}/second-plan.csv"
        weeks = [f"2024-W{week:02}" for week in range(12, 30)]
        for path, periods, units in [(first, ["2024-02", "2024-03", "2024-04", "2024-07"], 31), (second, weeks, 7)]:
            with open(path, "w") as file:
                file.write("store_id,product_id,period,forecast\n")
                for store in range(stores):
                    for product in range(products):
                        for number, period in enumerate(periods):
                            file.write(f"S{store:03},P{product:06},{period},{units + (number + product) % 5}\n")
        stated = shutil.copy(base, f"{self.folder}/stated.db")
        self.must(stated, "import", first)
        return Mode("importing stated demand", stated, ["import", second], AHEAD)

    def modes_for(self, fault):
        """What a kind of fault, whose name is given, interrupts."""
        if self.all_modes:
            return [*self.modes, *self.demand_modes]
        # By the name, so that a kind of fault can be repeated alone.
        return [*self.modes, random.Random(f"{self.seed} {fault}").choice(self.demand_modes)]

    def times(self, mode, count):
        """How often a fault is tried in a mode, out of `count`."""
        return count // self.sparsity(mode) or 1

    def sparsity(self, mode):
        """How many times as far apart the trials in a mode are."""
        return 2 if mode in self.demand_modes and not self.all_modes else 1

    def prepare(self, mode):
        """Finds out what a command makes when nothing fails, and what it needs for that."""
        if mode.half_command:
            with self.trial(mode) as db:
                self.must(db, *mode.half_command)
                mode.halfway = self.state(db, mode)
        with self.trial(mode) as db:
            mode.before = self.state(db, mode)
            self.must(db, *mode.command)
            mode.after = self.state(db, mode)
            if len({mode.before, mode.halfway, mode.after}) < (3 if mode.halfway else 2):
                raise Failed(f"{mode.name} changes nothing, so it would show nothing")
            mode.room = mode.largest = os.path.getsize(db)
        if mode.base:
            with self.trial(mode) as db, closing(sqlite3.connect(db)) as reader:
                # Whoever reads an old state keeps the log from being emptied.
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM import").fetchone()
                self.must(db, *mode.command)
                log = os.path.getsize(f"{db}-wal")
                mode.room += log - os.path.getsize(mode.base)
                mode.largest = max(mode.largest, log)
        mode.seconds = min(self.measure(mode) for _ in range(5))

    def measure(self, mode):
        with self.trial(mode) as db:
            begun = time.monotonic()
            self.must(db, *mode.command)
            return time.monotonic() - begun

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def trial(self, mode, folder=None):
        return Trial(self, mode, folder)

    # Commands

    def arguments(self, db, *command):
        return [self.binary, *command, "--db", db]

    def start(self, db, *command, **options):
        """Begins a command in the background."""
        options.setdefault("stdout", subprocess.PIPE)
        prefix = options.pop("prefix", [])
        return subprocess.Popen(
            [*prefix, *self.arguments(db, *command)], stderr=subprocess.PIPE, text=True, errors="replace", **options
        )

    def run(self, db, *command, timeout=120, **options):
        """Runs a command to its end."""
        begun = time.monotonic()
        return finish(self.start(db, *command, **options), timeout, begun)

    def must(self, db, *command):
        finished = self.run(db, *command)
        if finished.status != 0:
            raise Failed(f"invdb {command[0]} does not work any more: {finished}")
        return finished

    # What is in a database

    def state(self, db, mode):
        """What a planner gets out of it, as digests; None where there is nothing."""
        if not os.path.exists(db):
            return None
        counts = query(db, "SELECT (SELECT count(*) FROM import), (SELECT count(*) FROM run)")
        return (*(self.digest(db, content) for content in mode.contents), counts)

    def digest(self, db, content):
        if content.startswith("SELECT "):
            return hashlib.sha256(query(db, content).encode()).hexdigest()[:16]
        # Through a file: a pipe would take its time with some megabytes.
        with tempfile.TemporaryFile() as file:
            exporting = subprocess.run(
                self.arguments(db, "export", content), stdout=file, stderr=subprocess.PIPE, timeout=120
            )
            if exporting.returncode != 0:
                raise Failed(f"export {content} fails: {exporting.stderr.decode(errors='replace').strip()}")
            file.seek(0)
            return hashlib.sha256(file.read()).hexdigest()[:16]

    # The promise

    def sound(self, db):
        """`invdb check` finds nothing wrong: with SQLite's own checks, references, and all that invdb keeps true."""
        if not os.path.exists(db):
            return
        finished = self.run(db, "check", "--quiet")
        if finished.status != 0 or not finished.output.endswith(" is in order\n"):
            raise Failed(f"the file is not in order: {(finished.error + finished.output).strip()[:600]}")

    def check(self, db, mode, finished, fault=None, allowed=(0, 74), redo=True):
        """Everything that has to hold after a fault.

        `allowed` are the statuses that the command may end with. None in it stands for a command that was killed: whether
        it was before or after its commit can't be known from outside, so its result is there as a whole or not at all.
        """
        status = finished.status if finished else None
        if status not in allowed and not (None in allowed and status is not None and status < 0):
            raise Failed(f"ended with {finished}")
        self.sound(db)
        state = self.state(db, mode)
        is_halfway = mode.halfway is not None and state == mode.halfway
        if state not in (mode.before, mode.after) and not is_halfway:
            raise Failed(f"neither the former nor the new state is there, after {finished}")
        if status == 0 and state != mode.after:
            raise Failed("it ended with 0, and its result is not there")
        if status is not None and status > 0 and state != mode.before and not is_halfway:
            raise Failed(f"it failed, and its result is there: {finished}")
        if fault:
            fault.note("half done" if is_halfway else "not done" if state == mode.before else "done")
        if status is not None and status > 0:
            plain(finished)
            if mode.told and finished.error and (mode.told in finished.error) != is_halfway:
                raise Failed(f"what it says of the first half is not true: {finished}")
            if (
                status == 74 and "Nothing was stored" not in finished.error and finished.output.strip()
                and not is_halfway
            ):
                raise Failed(f"it printed a summary and did not take it back: {finished}")
        if redo:
            self.must(db, *mode.command)
            again = self.state(db, mode)
            if again is None or again[:-1] != mode.after[:-1]:
                raise Failed("doing it again gives another export")
            self.sound(db)
            left = [name for name in os.listdir(os.path.dirname(db)) if ".invdb-" in name]
            if left:
                raise Failed(f"{left} are left, also after doing it again")


class Trial:
    """A copy of the mode's database in a folder of its own."""

    def __init__(self, stage, mode, folder=None):
        self.stage, self.mode = stage, mode
        self.given = folder

    def __enter__(self):
        self.stage.trials += 1
        self.folder = self.given or f"{self.stage.folder}/trial-{self.stage.trials}"
        os.makedirs(self.folder, exist_ok=True)
        self.db = f"{self.folder}/invdb.db"
        if self.mode.base:
            shutil.copy(self.mode.base, self.db)
        return self.db

    def __exit__(self, *_):
        if not self.given:
            shutil.rmtree(self.folder, ignore_errors=True)


def finish(process, timeout=120, begun=None):
    begun = begun or time.monotonic()
    try:
        output, error = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        raise Failed(f"it did not end within {timeout} s")
    return Finished(process.returncode, output or "", error or "", time.monotonic() - begun)


def query(db, sql):
    """The answer of the sqlite3 shell."""
    # Whoever closes a file as the last one locks it for a moment, and the shell does not wait by itself.
    answer = subprocess.run(
        ["sqlite3", "-bail", "-cmd", ".timeout 10000", db, sql],
        capture_output=True, text=True, errors="replace", timeout=120,
    )
    if answer.returncode != 0:
        raise Failed(f"sqlite3 can't read it: {answer.stderr.strip()[:300]}")
    return answer.stdout.strip()


def plain(finished, *words):
    """A message is one sentence of ours, and has these words."""
    lines = [line for line in finished.error.strip().splitlines() if line not in (NOT_ESTIMATED, NOT_FORECAST)]
    if len(lines) != 1 or not lines[0].startswith("invdb: "):
        raise Failed(f"that is not one plain line: {finished}")
    for technical in ("SQLite error", "NSCocoa", "Optional(", "Error Domain"):
        if technical in lines[0]:
            raise Failed(f"only programmers read that: {finished}")
    for word in words:
        if word not in lines[0]:
            raise Failed(f"it does not say {word!r}: {finished}")

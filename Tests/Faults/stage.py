"""Data, databases and the promise: what has to hold after every fault."""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time

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


class Mode:
    """What the fault interrupts: a command, what is there before it, and what it makes of that."""

    def __init__(self, name, base, command):
        self.name, self.base, self.command = name, base, command
        self.before = self.after = None
        self.seconds = 0.0


class Stage:
    """A folder with products files, and with databases that the trials start from."""

    def __init__(self, binary, stores, products):
        self.folder = tempfile.mkdtemp(prefix="invdb-faults-")
        os.chmod(self.folder, 0o755)
        # Beside the data, where an unprivileged user may run it too.
        self.binary = shutil.copy(binary, f"{self.folder}/invdb")
        self.series = stores * products
        self.trials = 0
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
        # Readers of results that are older than their stock say so; these say nothing but their fault.
        current = shutil.copy(newer, f"{self.folder}/current.db")
        self.must(current, "forecast")
        self.reading = Mode("reading", current, ["forecast"])
        self.modes = [self.importing, self.forecasting]
        for mode in [*self.modes, self.creating, self.reading]:
            with self.trial(mode) as db:
                mode.before = self.state(db)
                self.must(db, *mode.command)
                mode.after = self.state(db)
                if mode.before == mode.after:
                    raise Failed(f"{mode.name} changes nothing, so it would show nothing")
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

    def state(self, db):
        """What a planner gets out of it, as digests; None where there is nothing."""
        if not os.path.exists(db):
            return None
        counts = query(db, "SELECT (SELECT count(*) FROM import), (SELECT count(*) FROM run)")
        return (*(self.digest(db, content) for content in ("inventory", "forecast", "stockout")), counts)

    def digest(self, db, content):
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
        state = self.state(db)
        if state not in (mode.before, mode.after):
            raise Failed(f"neither the former nor the new state is there, after {finished}")
        if status == 0 and state != mode.after:
            raise Failed("it ended with 0, and its result is not there")
        if status is not None and status > 0 and state != mode.before:
            raise Failed(f"it failed, and its result is there: {finished}")
        if fault:
            fault.note("not done" if state == mode.before else "done")
        if status is not None and status > 0:
            plain(finished)
            if status == 74 and "Nothing was stored" not in finished.error and finished.output.strip():
                raise Failed(f"it printed a summary and did not take it back: {finished}")
        if redo:
            self.must(db, *mode.command)
            again = self.state(db)
            if again is None or again[:3] != mode.after[:3]:
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
    lines = finished.error.strip().splitlines()
    if len(lines) != 1 or not lines[0].startswith("invdb: "):
        raise Failed(f"that is not one plain line: {finished}")
    for technical in ("SQLite error", "NSCocoa", "Optional(", "Error Domain"):
        if technical in lines[0]:
            raise Failed(f"only programmers read that: {finished}")
    for word in words:
        if word not in lines[0]:
            raise Failed(f"it does not say {word!r}: {finished}")

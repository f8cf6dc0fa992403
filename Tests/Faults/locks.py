"""Several programs on one file: who waits, who is told, and what readers see."""

import os
import threading
import time

from kills import Holder
from report import Failed
from stage import finish, plain, query


def run(report, stage, small, counts, random):
    if report.wants("lock"):
        held(report, small)
        released(report, small)
        at_once(report, stage, counts.pairs, random)
    if report.wants("readers"):
        looping(report, small, counts.forecasts)
    if report.wants("stays open"):
        staying(report, stage)


def held(report, stage):
    for mode in stage.modes_for("lock is held"):
        for begin in ("BEGIN IMMEDIATE", "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE"):
            with report.fault(f"a foreign lock is held ({begin.split()[-1].lower()}), while {mode.name}") as fault:
                for wait in ("0", "1.5"):
                    with fault.trial(f"--wait {wait}"), stage.trial(mode) as db:
                        with Holder(db, begin) as holder:
                            finished = stage.run(db, *mode.command, "--wait", wait)
                            if finished.status != 75:
                                raise Failed(f"ended with {finished}")
                            plain(finished, db, f"sqlite3 (process {holder.process.pid})", "--wait")
                            if finished.seconds < float(wait):
                                raise Failed(f"it waited for {finished.seconds:.1f} s only")
                            if begin == "BEGIN IMMEDIATE" and stage.state(db, mode) != mode.before:
                                raise Failed("readers don't see what is there while somebody writes")
                        stage.check(db, mode, finished, allowed=(75,))


def released(report, stage):
    for mode in stage.modes_for("lock is released"):
        with report.fault(f"a foreign lock is released in time, while {mode.name}") as fault:
            with fault.trial(), stage.trial(mode) as db:
                with Holder(db) as holder:
                    process = stage.start(db, *mode.command)
                    time.sleep(0.5)
                    if process.poll() is not None:
                        raise Failed(f"it did not wait: {finish(process)}")
                    holder.ask("ROLLBACK; SELECT 1;")
                    finished = finish(process)
                stage.check(db, mode, finished, allowed=(0,))


def at_once(report, stage, count, random):
    """Both end well, one after the other, whoever was first."""
    importing, forecasting = stage.importing, stage.forecasting
    pairs = [
        ("two forecasts at once", forecasting, ["forecast"], ["forecast"]),
        ("two imports at once", importing, importing.command, importing.command),
        ("an import during a forecast", importing, ["forecast"], importing.command),
        ("two first imports at once", stage.creating, stage.creating.command, stage.creating.command),
        ("two imports of sales at once", stage.selling, stage.selling.command, stage.selling.command),
        ("two estimates at once", stage.estimating, ["estimate"], ["estimate"]),
        ("an import of sales during an estimate", stage.selling, ["estimate"], stage.selling.command),
        ("a forecast by history during an import of sales", stage.expecting, stage.selling.command, stage.expecting.command),
    ]
    for name, mode, first, second in pairs:
        with report.fault(f"locks: {name}") as fault:
            for number in range(stage.times(mode, count)):
                with fault.trial(f"pair {number}"), stage.trial(mode) as db:
                    processes = [stage.start(db, *first, "--wait", "60")]
                    time.sleep(random.uniform(0, mode.seconds))
                    processes.append(stage.start(db, *second, "--wait", "60"))
                    for finished in [finish(process) for process in processes]:
                        if finished.status != 0:
                            raise Failed(f"ended with {finished}")
                    stage.sound(db)
                    state = stage.state(db, mode)
                    # An import and a forecast may come in either order, which shows in the forecast alone, the last of them.
                    compared = 3 if first == second else 2 if mode in stage.demand_modes else 1
                    if state[:compared] != mode.after[:compared]:
                        raise Failed("the result is another one than of one after the other")


def looping(report, stage, forecasts):
    """Each forecast moves every day by a year; whoever sees two years has seen a mix of two runs."""
    with report.fault(f"eight readers looping through {forecasts} forecasts") as fault, stage.trial(
        stage.forecasting
    ) as db:
        years = ("2031", "2032")
        stage.must(db, "forecast", "--from", f"{years[0]}-03-01", "--days", "3")
        done = threading.Event()
        lock = threading.Lock()

        def read(number):
            while not done.is_set():
                with lock_trial(fault, lock, f"reader {number}"):
                    if number % 2:
                        seen = query(
                            db, "BEGIN; SELECT DISTINCT substr(update_date, 1, 4) FROM forecast; "
                            "SELECT count(*) FROM forecast; SELECT DISTINCT substr(stockout_date, 1, 4) FROM stockout"
                        ).split("\n")
                        rows, found = int(seen[1]), {seen[0], *seen[2:]}
                    else:
                        finished = stage.run(db, "export", "forecast")
                        if finished.status != 0:
                            raise Failed(f"ended with {finished}")
                        lines = finished.output.splitlines()[1:]
                        rows, found = len(lines), {line.split(",")[2][:4] for line in lines}
                    if len(found) != 1 or not found <= set(years):
                        raise Failed(f"it saw the years {sorted(found)}")
                    if rows != expected:
                        raise Failed(f"it saw {rows} rows instead of {expected}")

        expected = int(query(db, "SELECT count(*) FROM forecast"))
        threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        try:
            for number in range(forecasts):
                with lock_trial(fault, lock, f"forecast {number}"):
                    stage.must(db, "forecast", "--from", f"{years[number % 2]}-03-01", "--days", "3")
        finally:
            done.set()
            for thread in threads:
                thread.join()
        with fault.trial("afterwards"):
            stage.sound(db)


class lock_trial:
    """A trial in one of several threads, whose counts need a lock."""

    def __init__(self, fault, lock, where):
        self.fault, self.lock, self.where = fault, lock, where

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        with self.lock, self.fault.trial(self.where):
            if error:
                raise error
        return True


def staying(report, stage):
    """The log grows while somebody reads an old state; that is told, and the next command empties it."""
    for mode, command in [(stage.forecasting, ["forecast"]), (stage.importing, None)]:
        with report.fault(f"a reader that stays open, while {mode.name}") as fault:
            with fault.trial(), stage.trial(mode) as db:
                log = f"{db}-wal"
                with Holder(db, "BEGIN") as reader:
                    sizes, said = [], ""
                    for number in range(20):
                        # Each import has to change something.
                        repeated = command or ["import", f"{stage.folder}/{('second', 'first')[number % 2]}.csv"]
                        finished = stage.run(db, *repeated)
                        if finished.status != 0:
                            raise Failed(f"ended with {finished}")
                        sizes.append(os.path.getsize(log))
                        said = finished.error
                        if said:
                            break
                    if not said:
                        raise Failed(f"nothing was said of a log of {sizes[-1]} bytes")
                    plain(finished, log, "MB", f"sqlite3 (process {reader.process.pid})")
                    if sizes[-1] < 1 << 24:
                        raise Failed(f"it warns of a log of {sizes[-1]} bytes")
                    # Now the reader is at rest, but still has the file open.
                    reader.ask("COMMIT; SELECT 1;")
                    stage.must(db, "forecast", "--store", "S000")
                    if os.path.getsize(log) != 0:
                        raise Failed(f"the log still has {os.path.getsize(log)} bytes, it had {sizes[-1]}")
                stage.sound(db)
                stage.must(db, *mode.command)

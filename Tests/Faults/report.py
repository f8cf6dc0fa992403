"""Counts what passed, and prints one line a fault."""

import contextlib
import sys
import time
import traceback


class Failed(Exception):
    """What was promised did not hold."""


class Skipped(Exception):
    """The fault can't be made here; says why."""


class Fault:
    """One kind of fault in one mode: a line of the report."""

    def __init__(self, name):
        self.name = name
        self.passed = self.failed = self.skipped = 0
        self.notes = {}
        self.messages = []
        self.begun = time.monotonic()
        self.seconds = 0.0

    @contextlib.contextmanager
    def trial(self, where=""):
        """One repetition. What goes wrong in it is counted and does not stop the others."""
        try:
            yield
            self.passed += 1
        except Skipped as reason:
            self.skipped += 1
            self.say(str(reason))
        except Failed as failure:
            self.failed += 1
            self.say(f"{where}: {failure}" if where else str(failure))
        except Exception:
            self.failed += 1
            self.say(f"{where}: the test itself failed\n{traceback.format_exc()}")

    def note(self, what):
        """Counts something that is worth knowing and is neither right nor wrong."""
        self.notes[what] = self.notes.get(what, 0) + 1

    def say(self, message):
        if message not in self.messages:
            self.messages.append(message)

    def line(self):
        counts = f"{self.passed} passed, {self.failed} failed"
        if self.skipped:
            counts += f", {self.skipped} skipped"
        notes = ", ".join(f"{count} {what}" for what, count in self.notes.items())
        return f"{self.name}: {counts}{f' ({notes})' if notes else ''} [{self.seconds:.0f} s]"

    def show(self):
        print(self.line(), flush=True)
        for message in self.messages[:10]:
            print(f"    {message}", flush=True)


class Report:
    def __init__(self, only):
        self.only = only
        self.faults = []

    @contextlib.contextmanager
    def fault(self, name):
        """A fault whose body is left out unless it was asked for."""
        fault = Fault(name)
        try:
            yield fault
        except Skipped as reason:
            fault.skipped += 1
            fault.say(str(reason))
        except Exception:
            fault.failed += 1
            fault.say(f"the test itself failed\n{traceback.format_exc()}")
        fault.seconds = time.monotonic() - fault.begun
        self.faults.append(fault)
        fault.show()

    def wants(self, name):
        return not self.only or any(part in name for part in self.only)

    def finish(self):
        """Prints the totals and returns the exit status."""
        passed, failed, skipped = (
            sum(getattr(fault, kind) for fault in self.faults) for kind in ("passed", "failed", "skipped")
        )
        # Again at the end, where they are seen also by who is shown only that.
        for fault in self.faults:
            if fault.failed:
                fault.show()
        print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
        sys.stdout.flush()
        return 0 if failed == 0 and passed > 0 else 1

"""Commands that are timed as whole processes, and the Markdown table that they are compared in."""

import os
import statistics
import subprocess
import time


class Failed(Exception):
    """A command that could not be run, or that ended with an error; the text is one line."""


class Command:
    """A command line, or several that run one after the other; `missing` says why it can't be run."""

    def __init__(self, *lines, before=None, missing=None):
        self.lines = lines
        self.before = before
        self.missing = missing

    def run(self):
        """Seconds, and the peak memory in MB of the largest process. What `before` does is not counted."""
        if self.missing:
            raise Failed(self.missing)
        if self.before:
            self.before()
        # What earlier commands left to be written is written now: this one would pay for it if it waits for the disk.
        os.sync()
        seconds, memory = 0.0, 0.0
        for line in self.lines:
            one_seconds, one_memory = run_line(line)
            seconds += one_seconds
            memory = max(memory, one_memory)
        return seconds, memory


def run_line(line):
    """Seconds and peak memory in MB of one process, whose output is thrown away.

    Linux counts what this process takes as the peak of a new one too, so that nothing large may be held here.
    """
    start = time.perf_counter()
    try:
        process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    except OSError as error:
        raise Failed(f"{line[0]} can't be run: {error.strerror}") from None
    with process.stderr:
        error = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode != 0:
        raise Failed(f"{name_of(line)} failed: {last_line(error) or f'status {process.returncode}'}")
    return seconds, usage.ru_maxrss / 1024


def name_of(line):
    """What a command line is called in a message: the script that it runs, if that is what it does."""
    scripts = [part for part in line[:2] if part.endswith((".py", ".sh"))]
    return os.path.basename(scripts[0] if scripts else line[0])


def last_line(text):
    """The last line of an output that says something: of a traceback, the error."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


class Table:
    """Prints the lines of the comparison as they are measured."""

    def __init__(self, runs, only=None):
        self.runs = runs
        self.only = only
        self.work = ""

    def begin(self):
        print("| work | invdb | peak MB | other | peak MB | other ÷ invdb |")
        print("| --- | --- | --- | --- | --- | --- |", flush=True)

    def wants(self, *works):
        """Whether some of these lines are to be printed: those that have the word of --only in them."""
        return not self.only or any(f" {self.only}" in f" {work}" for work in works)

    def compare(self, work, ours, name, other):
        """One line: `ours` against `other`, run in turn. Without `work` it is about that of the line before.

        Returns the median of our seconds, or None if there is none. If the other one is missing or fails, the line says
        so in its place, and the first line of a work still has our time.
        """
        self.work = work or self.work
        if not self.wants(self.work):
            return None
        try:
            other.run()
        except Failed as failure:
            return self.alone(work, ours, f"{name}: {failure}")
        ours.run()
        pairs = [(ours.run(), other.run()) for _ in range(self.runs)]
        a, b = (statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
        a_memory, b_memory = (max(pair[side][1] for pair in pairs) for side in (0, 1))
        ratio = statistics.median(theirs / mine for (mine, _), (theirs, _) in pairs)
        self.line(work, f"{a:.3f} s", f"{a_memory:.0f}", f"{name} {b:.3f} s", f"{b_memory:.0f}", f"{ratio:.2f}")
        return a

    def alone(self, work, ours, text):
        """A line without another command's time."""
        if not work:
            return self.line("", "", "", text, "", "")
        ours.run()
        results = [ours.run() for _ in range(self.runs)]
        seconds = statistics.median(result[0] for result in results)
        self.line(work, f"{seconds:.3f} s", f"{max(result[1] for result in results):.0f}", text, "", "")
        return seconds

    def note(self, work, value, other="", ratio=""):
        """One line with something that is no time of two commands."""
        if self.wants(work):
            self.line(work, value, "", other, "", ratio)

    def line(self, *cells):
        print("|" + "".join(f" {cell.replace('|', '/')} |" if cell else " |" for cell in cells), flush=True)

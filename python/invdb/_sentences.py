"""What errors of `invdb.spark` say: the program's sentence first, with the names that options have in Python."""

from __future__ import annotations

import re

# Options of the program and arguments of `forecast` and `plan` differ by their dashes, and `from` is a word of Python.
_OPTIONS = (
    "from", "days", "frequency", "rates-per", "lost-sales", "scale-sales", "scale-restocking", "delay-receipts", "lead-time", "review",
    "safety-days", "cover", "multiple", "service", "fill-rate", "assume-dispersion", "date-format",
)  # fmt: skip
_OPTION = re.compile(rf"'--({'|'.join(_OPTIONS)}) <[^>']*>'|--({'|'.join(_OPTIONS)})(?![a-z-])")


class JobFailed(RuntimeError):
    """A run that was not written. The message begins with what the user needs; `__cause__` is Spark's own error, with all of its lines."""


class TaskFailed(RuntimeError):
    """What a task raises. Spark brings its text to the driver, in a traceback."""


def of_options(text: str) -> str:
    """What the program says of options, for callers of Python."""
    text = text.partition("\nUsage:")[0].partition("\nHelp:")[0].removeprefix("Error: ").strip()
    return _OPTION.sub(lambda found: _argument(found[1] or found[2]), text)


def of_rows(text: str) -> str:
    """What the program says of rows. Identifiers and values of the user stay as they are."""
    first, *lines = text.removeprefix("invdb: ").split("\n")
    # A task sees its partition only.
    first = re.sub(r"^(There is no result: [\d,]+ of [\d,]+ rows?) can't be used", r"\1 of a partition can't be used", first)
    if lines:
        lines[-1] = lines[-1].replace("collect the bad ones with --rejects FILE", 'collect the bad ones with on_bad_rows="collect"')
    return "\n".join([first, *lines]).replace(" --date-format ", " date_format ")


def of_job(error: BaseException) -> str:
    """The sentence of an error of Spark: that of the task, else the first line that says something.

    Spark 3.5 puts frames of Java before and after the traceback of a Python worker, and Spark 4 some lines of its own.
    """
    text = str(error)
    if found := re.search(r"(?:^|\n)(?:\S+\.)?TaskFailed: (.*?)(?=\n\s*\n|\n\s+at \S+\(|\Z)", text, re.DOTALL):
        return found[1].strip()
    if found := re.search(r"ModuleNotFoundError: No module named '(invdb|pyarrow|pandas)\b", text):
        return (
            f"The Python of the executors has no package {found[1]}: install it there, or send it with the job "
            "(--py-files takes a zip), and set PYSPARK_PYTHON to the Python that has it"
        )
    # A function of the caller, before these rows.
    if found := re.search(r"Traceback \(most recent call last\):\n(?:[ \t].*\n|\s*\n)*(\S.*)", text):
        return found[1]
    causes = re.findall(r"(?:^|\n)(?:Caused by: |: )[\w.$]+: (.+)", text)
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("An error occurred while calling")]
    return str(causes[-1] if causes else next(iter(lines), type(error).__name__))


def _argument(option: str) -> str:
    return "from_" if option == "from" else option.replace("-", "_")

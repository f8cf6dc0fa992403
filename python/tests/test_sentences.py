"""What is taken from errors of Spark, whose versions put different lines around the sentence of a task."""

from __future__ import annotations

import pytest

from invdb import _sentences

SPARK_3 = """An error occurred while calling o103.parquet.
: org.apache.spark.SparkException: Job aborted due to stage failure: Task 1 in stage 7.0 failed 4 times (host executor driver): Traceback:
\tat org.apache.spark.scheduler.DAGScheduler.failJobAndIndependentStages(DAGScheduler.scala:2898)
Caused by: org.apache.spark.api.python.PythonException: Traceback (most recent call last):
  File "worker.py", line 1247, in main
    process()
invdb._sentences.TaskFailed: There is no result: 2 of 9 rows of a partition can't be used:
  store S1, product a at (b): the series has several rows
Correct them.

\tat org.apache.spark.api.python.BasePythonRunner$ReaderIterator.handlePythonException(PythonRunner.scala:572)
Caused by: java.lang.Error: another
"""
SPARK_4 = """[FAILED_EXECUTE_UDF]
  An exception was thrown from the Python worker. Please see the stack trace below.
Traceback (most recent call last):
  File "spark.py", line 1, in feed
BrokenPipeError

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "spark.py", line 2, in feed
invdb._sentences.TaskFailed: invdb on host: /bin/invdb was ended by signal 9
"""


@pytest.mark.parametrize(
    "text,sentence",
    [
        (SPARK_3, "There is no result: 2 of 9 rows of a partition can't be used:\n  store S1, product a at (b): the series has several rows\nCorrect them."),
        (SPARK_4, "invdb on host: /bin/invdb was ended by signal 9"),
        ("x\nModuleNotFoundError: No module named 'invdb'\n", "The Python of the executors has no package invdb: install it there, or send it"),
        ('Traceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\nKeyError: 1\n\n\tat org.apache.X.y(Z.scala:1)\n', "KeyError: 1"),
        ('An error occurred while calling o1.load.\n: a.b.FileException: No FileSystem for scheme "x"\n\tat a.b.C.d(E.java:1)', "No FileSystem for"),
        ("[TABLE_NOT_FOUND] There is no table.\nSQLSTATE: 1", "[TABLE_NOT_FOUND] There is no table."),
        ("", "RuntimeError"),
    ],
)
def test_errors_of_spark(text: str, sentence: str) -> None:
    assert _sentences.of_job(RuntimeError(text)).startswith(sentence)


def test_options_and_rows_have_the_names_of_python() -> None:
    said = "Error: The value 'x' is invalid for '--lead-time <days>'; see --from and --days.\nUsage: invdb pipe"
    assert _sentences.of_options(said) == "The value 'x' is invalid for lead_time; see from_ and days."
    rows = [
        "invdb: There is no result: 1 of 1,200 rows can't be used:",
        "  store --rejects FILE, product --days: sell_start_date is “--from”, expected a date",
        "Correct them, or use the good rows and collect the bad ones with --rejects FILE.",
    ]
    found = _sentences.of_rows("\n".join(rows)).split("\n")
    assert found[0] == "There is no result: 1 of 1,200 rows of a partition can't be used:"
    assert found[1] == rows[1]
    assert found[2] == 'Correct them, or use the good rows and collect the bad ones with on_bad_rows="collect".'
    assert _sentences.of_rows("invdb: the disk is full; make room") == "the disk is full; make room"

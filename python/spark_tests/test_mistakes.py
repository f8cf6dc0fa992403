"""What is wrong is said before any job if that can be seen, and else by store, product, column and value."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import stock

from invdb.spark import JobFailed, forecast, plan, read

DAY = datetime.date(2024, 1, 1)


def positions(spark: Any, *rows: stock.Row) -> Any:
    return spark.createDataFrame([(*row, *(None,) * 6) for row in rows], stock.POSITIONS)


def good(count: int) -> list[stock.Row]:
    return [("S1", f"p{number:05}", DAY, 10.0, 1.0, 0.0, 30, 1) for number in range(count)]


def processes() -> list[str]:
    """The programs of this user that are `invdb pipe`."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if len(words) > 1 and words[0].endswith(b"/invdb") and words[1] == b"pipe":
            found.append(entry.name)
    return found


def assert_no_program_stays() -> None:
    """The tasks beside the one that failed are told to end and end soon, not before the driver has the error."""
    deadline = time.monotonic() + 30
    while (left := processes()) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert left == []


@pytest.mark.parametrize(
    "schema,sentence",
    [
        ("product_id string, initial_inventory double", "positions has no column sell_start_date; it has product_id, initial_inventory"),
        ("product_id string, sell_start_date timestamp, initial_inventory double", "sell_start_date of positions is timestamp; cast it to DATE"),
        ("product_id string, sell_start_date string, initial_inventory double", "sell_start_date of positions is STRING; cast it to DATE, or say"),
        ("product_id double, sell_start_date date, initial_inventory double", "product_id of positions is double; identifiers are STRING or whole"),
        ("product_id string, sell_start_date date, initial_inventory string", "initial_inventory of positions is string; cast it to a number"),
        ("product_id string, sell_start_date date, initial_inventory double, leadtime int", "columns that invdb doesn't know: leadtime."),
    ],
)
def test_columns_are_refused_at_once(spark: Any, schema: str, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        forecast(spark.createDataFrame([], schema))
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    "options,sentence",
    [
        ({"layout": "sorted"}, "layout is 'range', 'hash' or 'as-is', not 'sorted'"),
        ({"on_bad_rows": "skip"}, "on_bad_rows is 'fail' or 'collect', not 'skip'"),
        ({"date_format": "iso"}, "date_format is 'ymd', 'mdy' or 'dmy', not 'iso'"),
        ({"layout": "as-is", "partitions": 3}, "layout='as-is' keeps the partitions"),
        ({"partitions": 0}, "partitions is 1 or more, not 0"),
        ({"rates_per": "week"}, "rates_per is 'day' or 'update', not 'week'"),
        # The program says these.
        ({"days": -1}, "days is a whole number from 0 to 36525."),
        ({"from_": "tomorrow?"}, "The value 'tomorrow?' is invalid for from_"),
        ({"scale_sales": float("nan")}, "scale_sales is a number from 0 to 1,000,000."),
        # What would be cut off or taken for a number.
        ({"days": 30.9}, "days is a whole number, not 30.9"),
        ({"days": True}, "days is a whole number, not True"),
        ({"days": "30"}, "days is a whole number, not '30'"),
        ({"frequency": float("inf")}, "frequency is a whole number, not inf"),
        ({"delay_receipts": 1.5}, "delay_receipts is a whole number, not 1.5"),
        ({"scale_sales": "2"}, "scale_sales is a number, not '2'"),
        ({"partitions": "4"}, "partitions is a whole number, not '4'"),
        ({"from_": datetime.datetime(2024, 1, 1)}, "from_ is a day, such as '2024-01-31', 'today', '+7d' or a datetime.date"),
        ({"from_": 20240131}, "from_ is a day"),
    ],
)
def test_options_are_refused_at_once(spark: Any, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        forecast(positions(spark, *good(1)), **options)
    assert sentence in str(caught.value)
    receipts = spark.createDataFrame([], stock.RECEIPTS)
    with pytest.raises(ValueError, match="can't bring receipts"):
        forecast(positions(spark, *good(1)), receipts, layout="as-is")


@pytest.mark.parametrize(
    "options,sentence",
    [
        ({"lead_time": 2.5}, "lead_time is a whole number, not 2.5"),
        ({"lead_time": None}, "lead_time is a whole number, not None"),
        ({"cover": "14"}, "cover is a whole number, not '14'"),
        ({"multiple": True}, "multiple is a number, not True"),
        ({"service": True}, "service is a number, not True"),
        # The program says these.
        ({"review": 0}, "review is a whole number of days from 1"),
        ({"service": 101}, "service is a percentage above 1, up to 99.999"),
        ({"service": 95, "fill_rate": 98}, "service and fill_rate both say what safety stock is for; give one of them."),
        ({"assume_dispersion": 0.5}, "assume_dispersion is a number from 1 to 1,000."),
    ],
)
def test_terms_are_refused_at_once(spark: Any, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        plan(positions(spark, *good(1)), **options)
    assert str(caught.value).startswith(sentence) and "--" not in str(caught.value)


def test_whole_numbers_with_a_point_are_whole(spark: Any) -> None:
    assert "--lead-time=3" in plan(positions(spark, *good(1)), lead_time=3.0)._job.arguments  # type: ignore[arg-type]


def test_frames_that_are_none_of_spark(spark: Any) -> None:
    with pytest.raises(TypeError, match="positions is a DataFrame of Spark, not list; spark.createDataFrame makes one"):
        forecast(good(1))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"receipts is a DataFrame of Spark, not pandas\.[\w.]*DataFrame"):
        forecast(positions(spark, *good(1)), positions(spark, *good(1)).toPandas())


@pytest.mark.parametrize(
    "row,sentence",
    [
        (("S7", "bad", DAY, float("nan"), 1.0, 0.0, 30, 1), "store S7, product bad: initial_inventory is “nan”, expected a number"),
        (("S7", "bad", DAY, 1.0, -4.5, 0.0, 30, 1), "store S7, product bad: sales_rate is “-4.5”, expected zero or more"),
        (("S1", "p00007", DAY, 1.0, 1.0, 0.0, 30, 1), "store S1, product p00007: the series has several rows"),
        ((None, "bad", DAY, 1.0, 1.0, 0.0, 30, 1), "product bad: store_id is empty, expected an identifier"),
    ],
)
def test_a_bad_row_is_named(spark: Any, lake: Path, row: stock.Row, sentence: str) -> None:
    with pytest.raises(JobFailed) as caught:
        plan(positions(spark, *good(5000), row), partitions=3).write(str(lake))
    first, named, *_ = str(caught.value).splitlines()
    assert re.fullmatch(r"There is no result: [12] of 1,\d\d\d rows of a partition can't be used:", first), str(caught.value)
    assert sentence in named
    last = str(caught.value).splitlines()[-1]
    assert last == 'Correct them, or use the good rows and collect the bad ones with on_bad_rows="collect".'
    assert caught.value.__cause__ is not None
    with pytest.raises(FileNotFoundError, match="There is no run in .*: it has no manifest"):
        read(spark, str(lake))
    assert_no_program_stays()


def test_a_run_is_never_changed(spark: Any, lake: Path) -> None:
    forecast(positions(spark, *good(3))).write(str(lake))
    with pytest.raises(FileExistsError, match="has a run already, and a run is never changed: write to another path"):
        forecast(positions(spark, *good(2))).write(str(lake))
    assert read(spark, str(lake)).projection.count() == 3


def failures_of_programs(folder: Path, programs: list[bytes], version: str | None = None) -> list[str]:
    """What `write` says in a process of its own, with a package that has another program, or another version."""
    import invdb

    package = folder / "package" / "invdb"
    (package / "bin").mkdir(parents=True)
    for file in Path(invdb.__file__).parent.glob("*.py"):
        (package / file.name).write_bytes(file.read_bytes())
    if version is not None:
        (package / "_version.py").write_text(f"__version__ = {version!r}\n")
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import conftest, datetime, os, stock
from pyspark.sql import SparkSession
from invdb.spark import JobFailed, forecast
spark = conftest.settings(SparkSession.builder.master("local[1]")).getOrCreate()
spark.sparkContext.setLogLevel("OFF")
rows = [("S1", "a", datetime.date(2024, 1, 1), 1.0, 1.0, 0.0, 30, 1, *[None] * 6)]
for number in range({len(programs)}):
    os.replace(f"{folder}/{{number}}", {str(package / "bin" / "invdb")!r})
    try:
        forecast(spark.createDataFrame(rows, stock.POSITIONS)).write({str(folder / "run")!r})
    except JobFailed as error:
        print("said:", error)
spark.stop()
"""
    for number, program in enumerate(programs):
        (folder / str(number)).write_bytes(program)
        (folder / str(number)).chmod(0o755)
    environment = {**os.environ, "PYTHONPATH": str(package.parent)}
    finished = subprocess.run([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said = [each.rstrip("\n") for each in finished.stdout.split("said: ")[1:]]
    assert len(said) == len(programs), finished.stdout + finished.stderr[-2000:]
    return said


HOST = r"invdb on \S+: "


def test_a_program_that_cannot_be_started_or_does_something_else(tmp_path: Path) -> None:
    cases = {
        "no program": "can't be started: Exec format error",
        "#!/bin/sh\ncat >/dev/null\n": "ended without the end of its output, with status 0",
        "#!/bin/sh\ncat >/dev/null; echo no Arrow\n": "ended without the end of its output, with status 0",
        "#!/bin/sh\ncat >/dev/null; exit 7\n": "ended with status 7",
        "#!/bin/sh\ncat >/dev/null; kill -9 $$\n": "was ended by signal 9",
        "#!/bin/sh\nexit 0\n": "ended (before its input did|without the end of its output, with status 0)",
    }
    for sentence, said in zip(cases.values(), failures_of_programs(tmp_path, [each.encode() for each in cases])):
        assert re.fullmatch(HOST + re.escape(f"{tmp_path}/package/invdb/bin/invdb ") + sentence, said), said


def test_a_program_of_another_version(tmp_path: Path) -> None:
    import invdb

    (said,) = failures_of_programs(tmp_path, [Path(invdb.binary()).read_bytes()], version="9.9.9")
    assert re.fullmatch(HOST + r"the program \S+ is 0\.\S+, and this package 9\.9\.9; install the package anew", said), said


def test_a_driver_of_another_version(spark: Any, lake: Path) -> None:
    import dataclasses

    results = forecast(positions(spark, *good(1)))
    results._job = dataclasses.replace(results._job, version="9.9.9")
    with pytest.raises(JobFailed, match=r"^invdb on \S+ is 0\.\S+, and that of the driver 9\.9\.9: install the same on all machines"):
        results.write(lake)


def test_a_job_that_is_cancelled_leaves_no_program(spark: Any, lake: Path) -> None:
    rows = spark.range(1_000_000).selectExpr(
        "concat('p', id) AS product_id", "DATE'2024-01-01' AS sell_start_date", "10D AS initial_inventory", "1D AS sales_rate"
    )
    # This runs the program too, to check the options.
    results = forecast(rows, partitions=2)
    failed: list[BaseException] = []

    def write() -> None:
        spark.sparkContext.setJobGroup("slow", "a job that is cancelled", interruptOnCancel=True)
        try:
            results.write(lake)
        except Exception as error:
            failed.append(error)

    from pyspark import inheritable_thread_target

    # None of another test, so that what is seen is this job's.
    assert_no_program_stays()
    thread = threading.Thread(target=inheritable_thread_target(write), daemon=True)
    thread.start()
    deadline = time.monotonic() + 120
    was_seen = False
    # Again and again, as Spark cancels only what it has begun: a program that is seen may be that of a job that ends now.
    while thread.is_alive() and time.monotonic() < deadline:
        if processes():
            was_seen = True
            spark.sparkContext.cancelJobGroup("slow")
        thread.join(0.05)
    assert was_seen and failed and "cancelled" in str(failed[0]), (was_seen, failed)
    assert_no_program_stays()
    with pytest.raises(FileNotFoundError):
        read(spark, lake)

"""What is wrong is said before any job if that can be seen, and else by store, product, column and value."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import stock

from invdb.spark import forecast, plan, read

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
        ({"days": -1}, "--days is a whole number from 0 to 36525."),
        ({"from_": "tomorrow?"}, "The value 'tomorrow?' is invalid for '--from <from>'"),
        ({"scale_sales": float("nan")}, "--scale-sales is a number from 0 to 1,000,000."),
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
    "row,sentence",
    [
        (("S7", "bad", DAY, float("nan"), 1.0, 0.0, 30, 1), "store S7, product bad: initial_inventory is “nan”, expected a number"),
        (("S7", "bad", DAY, 1.0, -4.5, 0.0, 30, 1), "store S7, product bad: sales_rate is “-4.5”, expected zero or more"),
        (("S1", "p00007", DAY, 1.0, 1.0, 0.0, 30, 1), "store S1, product p00007: the series has several rows"),
        ((None, "bad", DAY, 1.0, 1.0, 0.0, 30, 1), "product bad: store_id is empty, expected an identifier"),
    ],
)
def test_a_bad_row_is_named(spark: Any, lake: Path, row: stock.Row, sentence: str) -> None:
    with pytest.raises(Exception) as caught:
        plan(positions(spark, *good(5000), row), partitions=3).write(str(lake))
    first = "\n".join(str(caught.value).splitlines()[:12])
    assert sentence in first, str(caught.value)[:3000]
    with pytest.raises(FileNotFoundError, match="There is no run in .*: it has no manifest"):
        read(spark, str(lake))
    assert_no_program_stays()


def test_a_run_is_never_changed(spark: Any, lake: Path) -> None:
    forecast(positions(spark, *good(3))).write(str(lake))
    with pytest.raises(Exception, match="(?i)already exists"):
        forecast(positions(spark, *good(2))).write(str(lake))
    assert read(spark, str(lake)).projection.count() == 3


def test_a_program_that_cannot_be_started(tmp_path: Path) -> None:
    """In a process of its own, with a package whose program is none."""
    import invdb

    package = tmp_path / "package" / "invdb"
    (package / "bin").mkdir(parents=True)
    for file in Path(invdb.__file__).parent.glob("*.py"):
        (package / file.name).write_bytes(file.read_bytes())
    (package / "bin" / "invdb").write_bytes(b"no program")
    (package / "bin" / "invdb").chmod(0o755)
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import conftest, datetime, stock
from pyspark.sql import SparkSession
from invdb.spark import forecast
spark = conftest.settings(SparkSession.builder.master("local[1]")).getOrCreate()
spark.sparkContext.setLogLevel("OFF")
rows = [("S1", "a", datetime.date(2024, 1, 1), 1.0, 1.0, 0.0, 30, 1, *[None] * 6)]
try:
    forecast(spark.createDataFrame(rows, stock.POSITIONS)).write({str(tmp_path / "run")!r})
except Exception as error:
    print("\\n".join(str(error).splitlines()[:12]))
spark.stop()
"""
    environment = {**os.environ, "PYTHONPATH": str(package.parent)}
    finished = subprocess.run([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert f"{package / 'bin' / 'invdb'} can't be started: Exec format error" in finished.stdout, finished.stderr[-2000:]


def test_a_job_that_is_cancelled_leaves_no_program(spark: Any, lake: Path) -> None:
    import threading

    slow = positions(spark, *good(200)).repartition(2, "store_id", "product_id").mapInArrow(_slowly, stock.POSITIONS)
    failed: list[BaseException] = []

    def write() -> None:
        spark.sparkContext.setJobGroup("slow", "a job that is cancelled", interruptOnCancel=True)
        try:
            forecast(slow, layout="as-is").write(str(lake))
        except Exception as error:
            failed.append(error)

    from pyspark import inheritable_thread_target

    thread = threading.Thread(target=inheritable_thread_target(write))
    thread.start()
    time.sleep(4)
    spark.sparkContext.cancelJobGroup("slow")
    thread.join(30)
    assert failed
    assert_no_program_stays()
    with pytest.raises(FileNotFoundError):
        read(spark, str(lake))


def _slowly(batches: Any) -> Any:
    for batch in batches:
        for row in range(batch.num_rows):
            time.sleep(0.5)
            yield batch.slice(row, 1)

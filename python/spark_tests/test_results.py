"""Results on Spark are those of a database, row for row."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import stock

from invdb.spark import forecast, plan, read

SHORT = bool(os.environ.get("INVDB_SPARK_SHORT"))
SIZE = 2_000 if SHORT else 20_000
LAYOUTS = [("range", 5)] if SHORT else [(layout, count) for layout in ("range", "hash") for count in (1, 5, 64)]


@pytest.fixture(scope="session")
def hard_set() -> tuple[list[stock.Row], list[stock.Row]]:
    return stock.hard_set(SIZE)


@pytest.fixture(scope="session")
def singles(hard_set: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, stock.Single]:
    folder = tmp_path_factory.mktemp("single")
    return {
        "plan": stock.Single(folder / "plan", *hard_set, "plan", "--cover", "21", "--multiple", "6", "--safety-days", "1.5"),
        "lost": stock.Single(folder / "lost", *hard_set, "plan", "--lost-sales", "--from", "2024-02-01", "--days", "40"),
        "update": stock.Single(folder / "update", *hard_set, "plan", "--rates-per", "update", "--frequency", "7", "--days", "9"),
        "service": stock.Single(folder / "service", *hard_set, "plan", "--service", "97.5", "--assume-dispersion", "1.4"),
    }


OPTIONS: dict[str, dict[str, Any]] = {
    "plan": {"cover": 21, "multiple": 6, "safety_days": 1.5},
    "lost": {"lost_sales": True, "from_": "2024-02-01", "days": 40},
    "update": {"rates_per": "update", "frequency": 7, "days": 9},
    "service": {"service": 97.5, "assume_dispersion": 1.4},
}


def compare(run: Any, single: stock.Single) -> None:
    for view, attribute in stock.VIEWS.items():
        expected = single.view(view)
        found = stock.rows_of(getattr(run, attribute))
        assert len(found) == len(expected) and len(expected) > 0, view
        assert found == expected, view


@pytest.mark.parametrize("layout,partitions", LAYOUTS)
def test_the_hard_set(spark: Any, hard_set: Any, singles: Any, lake: Path, layout: str, partitions: int) -> None:
    positions = spark.createDataFrame(hard_set[0], stock.POSITIONS)
    receipts = spark.createDataFrame(hard_set[1], stock.RECEIPTS)
    results = plan(positions, receipts, layout=layout, partitions=partitions, on_bad_rows="collect", **OPTIONS["plan"])  # type: ignore[arg-type]
    summary = results.write(str(lake))
    assert summary.read == len(hard_set[0]) and summary.rejected == 0
    assert summary.series + summary.without_rate == summary.read
    # A receipt of a series without a rate has a position, but those before the first day count too.
    assert summary.receipts == len(hard_set[1]) and summary.receipts_rejected == 0
    run = read(spark, str(lake))
    assert run.summary == summary
    compare(run, singles["plan"])
    assert run.rejects.count() == summary.unplanned


@pytest.mark.parametrize("case", ["lost", "update", "service"])
def test_other_options(spark: Any, hard_set: Any, singles: Any, lake: Path, case: str) -> None:
    positions = spark.createDataFrame(hard_set[0], stock.POSITIONS)
    receipts = spark.createDataFrame(hard_set[1], stock.RECEIPTS)
    plan(positions, receipts, partitions=3, **OPTIONS[case]).write(str(lake))
    compare(read(spark, str(lake)), singles[case])


@pytest.mark.parametrize("partitions", [5] if SHORT else [1, 5, 64])
def test_rows_that_are_together_already(spark: Any, hard_set: Any, lake: Path, tmp_path: Path, partitions: int) -> None:
    positions = spark.createDataFrame(hard_set[0], stock.POSITIONS).repartition(partitions, "store_id", "product_id")
    forecast(positions, layout="as-is").write(str(lake))
    single = stock.Single(tmp_path / "single", hard_set[0], [], "forecast")
    run = read(spark, str(lake))
    for view in ("forecast", "stockout"):
        assert stock.rows_of(getattr(run, view)) == single.view(view)
    assert run.orders.count() == 0 and run.rejects.count() == 0


def test_results_that_are_not_written(spark: Any, hard_set: Any, lake: Path) -> None:
    results = plan(spark.createDataFrame(hard_set[0], stock.POSITIONS))
    summary = results.write(str(lake))
    run = read(spark, str(lake))
    assert stock.rows_of(results.projection) == stock.rows_of(run.projection)
    assert results.orders.count() == summary.orders == run.orders.count()


def test_whole_numbers_and_missing_stores(spark: Any, lake: Path) -> None:
    rows = [(number, "2024-01-31", number, 2, "yes" if number % 2 else "no") for number in range(1, 40)]
    positions = spark.createDataFrame(
        rows, "product_id bigint, sell_start_date string, initial_inventory int, sales_rate smallint, orderable string"
    )
    summary = plan(positions, date_format="ymd").write(str(lake))
    assert summary.series == 39
    run = read(spark, str(lake))
    assert {row.store_id for row in run.projection.collect()} == {"main"}
    assert {int(row.product_id) % 2 for row in run.orders.collect()} == {1}


def test_nothing_at_all(spark: Any, lake: Path) -> None:
    positions = spark.createDataFrame([], stock.POSITIONS)
    summary = plan(positions).write(str(lake))
    assert (summary.read, summary.series, summary.tasks) == (0, 0, 0)
    run = read(spark, str(lake))
    assert run.forecast_planned.count() == run.orders.count() == 0


def test_bad_rows_are_collected_with_all_of_a_series(spark: Any, lake: Path, tmp_path: Path) -> None:
    good, _ = stock.hard_set(200, seed=2)
    good = [row for row in good if row[4] is not None]
    day = stock.FIRST
    nan = float("nan")
    empty = (None,) * 6
    bad: list[stock.Row] = [
        ("S1", "nan", day, nan, 1.0, 0.0, 30, 1, *empty),
        ("S1", None, day, 1.0, 1.0, 0.0, 30, 1, *empty),
        ("S1", "late", None, 1.0, 1.0, 0.0, 30, 1, *empty),
        ("S2", "twice", day, 1.0, 1.0, 0.0, 30, 1, *empty),
        ("S2", "twice", day, 5.0, 1.0, 0.0, 30, 1, *empty),
        ("S2", "minus", day, 1.0, -3.0, 0.0, 30, 1, *empty),
    ]
    blank: list[stock.Row] = [(None,) * 14]
    positions = spark.createDataFrame(good + bad + blank, stock.POSITIONS)
    receipts = spark.createDataFrame([("S9", "nobody", day, 1.0), (*good[0][:2], None, 1.0)], stock.RECEIPTS)
    summary = forecast(positions, receipts, on_bad_rows="collect", partitions=7).write(str(lake))
    assert (summary.read, summary.rejected, summary.blank) == (len(good) + 7, 6, 1)
    assert (summary.receipts, summary.receipts_rejected, summary.receipts_left_out) == (2, 1, 1)
    run = read(spark, str(lake))
    found = [(row.kind, row.store_id, row.product_id, row["column"], row["value"]) for row in run.rejects.collect()]
    assert sorted(found, key=repr) == sorted(
        [
            ("products", "S1", "nan", "initial_inventory", "nan"),
            ("products", "S1", "", "product_id", ""),
            ("products", "S1", "late", "sell_start_date", ""),
            ("products", "S2", "twice", None, None),
            ("products", "S2", "twice", None, None),
            ("products", "S2", "minus", "sales_rate", "-3"),
            ("receipts", "S9", "nobody", None, None),
        ],
        key=repr,
    )
    assert {row.product_id for row in run.projection.collect()}.isdisjoint({"twice", "nan", "late", "minus"})
    # The reasons are those of an import; only of a series with several rows it takes the first.
    stock.Single(tmp_path / "single", [*good, *bad[:3], bad[5]], [], "forecast")
    with open(tmp_path / "single" / "bad.csv", newline="", encoding="utf-8") as file:
        expected = sorted((row["reason"].replace("-3.0", "-3"), row["record"].split(",")[1]) for row in csv.DictReader(file))
    reasons = [(row.reason, row.product_id) for row in run.rejects.where("kind = 'products' AND product_id <> 'twice'").collect()]
    assert sorted(reasons) == expected and len(expected) == 4


def test_source_needs_only_dataframes() -> None:
    import invdb.spark

    for file in Path(invdb.spark.__file__).parent.glob("*.py"):
        source = file.read_text(encoding="utf-8")
        for word in ("sparkContext", ".rdd", "persist(", "cache(", "_jvm"):
            assert word not in source, file


def test_through_spark_connect(tmp_path: Path) -> None:
    import pyspark

    if pyspark.__version__.startswith("3."):
        pytest.skip("Spark 3.5 from PyPI has no server for Connect")
    pytest.importorskip("grpc", reason="pyspark[connect] isn't installed")
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pyspark.sql import SparkSession
import stock
from invdb.spark import JobFailed, plan, read
spark = SparkSession.builder.remote("local[2]").getOrCreate()
positions, receipts = stock.hard_set(2000)
summary = plan(spark.createDataFrame(positions, stock.POSITIONS), spark.createDataFrame(receipts, stock.RECEIPTS), cover=21).write({str(tmp_path / "run")!r})
single = stock.Single(__import__("pathlib").Path({str(tmp_path / "single")!r}), positions, receipts, "plan", "--cover", "21")
run = read(spark, {str(tmp_path / "run")!r})
for view, attribute in stock.VIEWS.items():
    assert stock.rows_of(getattr(run, attribute)) == single.view(view), view
positions[7] = (*positions[7][:3], float("nan"), *positions[7][4:])
try:
    plan(spark.createDataFrame(positions, stock.POSITIONS)).write({str(tmp_path / "bad[1]")!r})
except JobFailed as error:
    print(str(error).splitlines()[1])
print("same", summary.series)
spark.stop()
"""
    finished = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=300)
    assert finished.returncode == 0, finished.stderr[-3000:]
    named, same = finished.stdout.splitlines()[-2:]
    assert same.startswith("same ") and "initial_inventory is “nan”, expected a number" in named

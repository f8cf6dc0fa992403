"""A path has one run, whole, or none: whatever its name is, and whatever else is written to it or lost."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

import invdb.spark
from invdb.spark import JobFailed, forecast, plan, read


def positions(spark: Any, count: int = 20, partitions: int = 2) -> Any:
    return spark.range(count).selectExpr(
        "'S1' AS store_id", "concat('p', id) AS product_id", "DATE'2024-01-01' AS sell_start_date",
        "CAST(id AS DOUBLE) AS initial_inventory", "1.5D AS sales_rate", "0D AS restocking_rate", "30 AS duration_days",
    ).repartition(partitions)  # fmt: skip


@pytest.mark.parametrize("name", ["a[1]", "{b,c}", "d*?", "with space ü", "100%", "e\\f"])
def test_a_path_with_any_name(spark: Any, lake: Path, name: str) -> None:
    path = lake / name
    summary = plan(positions(spark)).write(path)
    assert (summary.read, summary.series) == (20, 20)
    run = read(spark, path)
    assert run.summary == summary
    assert run.projection.count() >= 20 and run.orders.count() == summary.orders > 0
    with pytest.raises(FileExistsError, match="has a run already, and a run is never changed: write to another path"):
        plan(positions(spark)).write(path)


def test_a_path_is_tried_again_after_a_failure(spark: Any, lake: Path) -> None:
    bad = positions(spark).selectExpr("store_id", "product_id", "sell_start_date", "CAST('nan' AS DOUBLE) AS initial_inventory")
    with pytest.raises(JobFailed):
        forecast(bad).write(lake)
    # What is left has no files, and is no obstacle.
    assert forecast(positions(spark)).write(lake).series == 20
    assert read(spark, lake).projection.count() == 20


def test_a_path_with_other_files(spark: Any, lake: Path) -> None:
    lake.mkdir()
    (lake / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="has files, but no manifest: a part of a run, or something else. Remove them, or write to another"):
        forecast(positions(spark)).write(str(lake))
    assert [each.name for each in lake.iterdir()] == ["notes.txt"]


def test_two_writers_of_a_path(spark: Any, lake: Path) -> None:
    ended: list[object] = []
    ready = threading.Barrier(2)

    def write() -> None:
        results = forecast(positions(spark, 2000, partitions=3))
        ready.wait()
        try:
            ended.append(results.write(lake))
        except (JobFailed, FileExistsError) as error:
            ended.append(error)

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    errors = [each for each in ended if isinstance(each, Exception)]
    assert len(ended) == 2 and errors, ended
    for error in errors:
        assert "\n\tat " not in str(error).partition("\n")[0] and str(lake) in str(error), error
    try:
        assert read(spark, lake).projection.count() == 2000
    except (FileNotFoundError, ValueError) as error:
        assert "There is no run in" in str(error) or "another run was written to the same path" in str(error)


def test_a_second_writer_that_comes_late(spark: Any, lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has looked at the path before the first one wrote, and writes when the first one is done."""
    forecast(positions(spark)).write(lake)
    own = invdb.spark._lake.files
    late = forecast(positions(spark))
    looked = []

    def files(*arguments: Any) -> Any:
        looked.append(arguments)
        return [] if len(looked) == 1 else own(*arguments)

    monkeypatch.setattr(invdb.spark._lake, "files", files)
    with pytest.raises(JobFailed, match=r"^/.*lake has files of another run, which was written at the same time, or was killed\. Neither can be used: remove"):
        late.write(lake)
    monkeypatch.undo()
    with pytest.raises(ValueError, match=r"is damaged: its manifest says 20 rows of projection, and its files have 40\. Files are lost, or another run"):
        read(spark, lake)


def test_what_a_killed_driver_has_left(spark: Any, lake: Path) -> None:
    """Spark doesn't list it, and its committer would take it for a part of the new run."""
    forecast(positions(spark)).write(lake)
    task = lake / "_temporary" / "0" / "task_202401010000000000000_0001_m_000000"
    task.mkdir(parents=True)
    for output in ("projection", "summary"):
        (lake / f"output={output}").rename(task / f"output={output}")
    shutil.rmtree(lake / "manifest")
    (lake / "_SUCCESS").unlink(missing_ok=True)
    with pytest.raises(JobFailed, match="has files of another run, which was written at the same time, or was killed"):
        forecast(positions(spark)).write(lake)
    with pytest.raises(FileNotFoundError):
        read(spark, lake)


def test_lost_files(spark: Any, lake: Path) -> None:
    plan(positions(spark), partitions=2).write(lake)
    part = max(lake.glob("output=projection/part-*"))
    part.rename(lake / "part")
    with pytest.raises(ValueError, match=r"The run in .* is damaged: its manifest says 20 rows of projection, and its files have \d+\."):
        read(spark, lake)
    (lake / "part").rename(part)
    (lake / "output=orders").rename(lake / "_orders")
    with pytest.raises(ValueError, match="rows of orders, and its files have 0"):
        read(spark, lake)
    (lake / "_orders").rename(lake / "output=orders")
    assert read(spark, lake).projection.count() == 20
    os.truncate(part, 100)
    for checksum in part.parent.glob(".*.crc"):
        checksum.unlink()
    with pytest.raises(ValueError, match="The run in .* can't be read: "):
        read(spark, lake)


@pytest.mark.parametrize("text", ["", "hello\n", "{}\n", "[]\n", '{"summary": {}, "outputs": {}}\n', '{"a": 1}\n{"b": 2}\n'])
def test_a_damaged_manifest(spark: Any, lake: Path, text: str) -> None:
    (lake / "manifest").mkdir(parents=True)
    (lake / "manifest" / "part-0.txt").write_text(text)
    with pytest.raises(ValueError, match="The run in .* can't be read: its manifest is damaged, or of another version"):
        read(spark, lake)


def test_a_folder_of_runs_is_none(spark: Any, lake: Path) -> None:
    forecast(positions(spark)).write(lake / "run=1")
    for path in (lake, lake / "nothing"):
        with pytest.raises(FileNotFoundError, match="There is no run in .*: it has no manifest, which is written last"):
            read(spark, path)


def test_a_lake_that_spark_does_not_know(spark: Any) -> None:
    with pytest.raises(JobFailed, match=r"^nolake://x/run can't be written to: No FileSystem for scheme"):
        forecast(positions(spark)).write("nolake://x/run")
    with pytest.raises(OSError, match=r"^nolake://x/run can't be read: No FileSystem for scheme"):
        read(spark, "nolake://x/run")


def test_positions_that_fail(spark: Any, lake: Path) -> None:
    """What computes the positions is the caller's, and so is its error."""

    # Workers can't import a module of tests, so its functions have to travel by value.
    def failing(_: Any) -> Any:
        raise KeyError("mine")
        yield

    with pytest.raises(JobFailed, match=r"^KeyError: 'mine'"):
        forecast(positions(spark).mapInArrow(failing, "store_id string, product_id string, sell_start_date date, initial_inventory double")).write(lake)
    with pytest.raises(FileNotFoundError):
        read(spark, lake)


@pytest.mark.parametrize(
    "path,kind,sentence",
    [
        (None, TypeError, "A path is a str or a pathlib.Path, not None"),
        ("", ValueError, "The path is empty"),
        (Path("s3://lake/run"), ValueError, "pathlib takes a slash away; give the text"),
    ],
)
def test_paths_that_are_none(spark: Any, path: Any, kind: type[Exception], sentence: str) -> None:
    for action in (lambda: forecast(positions(spark)).write(path), lambda: read(spark, path)):
        with pytest.raises(kind) as caught:
            action()
        assert sentence in str(caught.value)


def test_the_manifest(spark: Any, lake: Path) -> None:
    rows = positions(spark).selectExpr("*", "CASE WHEN product_id = 'p1' THEN 95D END AS service_level")
    before = datetime.date.today()
    summary = plan(rows, from_="+7d", days=20).write(lake)
    after = datetime.date.today()
    assert summary.without_service == 1 and summary.left_out == 0
    (text,) = lake.glob("manifest/part-*")
    manifest = json.loads(text.read_text())
    assert manifest["summary"]["without_service"] == 1 and manifest["invdb_version"] == invdb.spark.__version__
    week = datetime.timedelta(7)
    assert {f"--from={day + week}" for day in (before, after)} & set(manifest["options"]["arguments"])


def test_a_run_without_orders(spark: Any, lake: Path) -> None:
    results = forecast(positions(spark))
    results.write(lake)
    for each in (results, read(spark, lake)):
        assert each.orders.columns == [name for name, _ in invdb.spark._OUTPUTS["orders"]]
        assert each.orders.count() == 0


def test_a_day_is_that_of_the_caller(spark: Any) -> None:
    today = datetime.date.today()
    arguments = forecast(positions(spark), from_="today")._job.arguments
    assert f"--from={today}" in arguments or f"--from={datetime.date.today()}" in arguments
    assert "--from=2024-02-01" in forecast(positions(spark), from_=datetime.date(2024, 2, 1))._job.arguments

"""Examples/lake.sql has the rows of a database, in DuckDB and in Spark SQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import stock

from invdb.spark import plan

VIEWS = ["forecast", "stockout", "reorder", "forecast_planned"]
EXAMPLE = Path(__file__).parents[2] / "Examples" / "lake.sql"


def statements(engine: str, run: Path) -> list[str]:
    text = EXAMPLE.read_text(encoding="utf-8")
    section = text.partition(f"-- {engine} ---")[2].partition("\n")[2].partition("-----\n")[0]
    lines = [line for line in section.splitlines() if not line.startswith("--")]
    found = [each.strip() for each in "\n".join(lines).replace("RUN", str(run)).split(";") if each.strip()]
    assert len(found) == 8
    return found


@pytest.fixture(scope="module", params=[False, True], ids=["backorders", "lost sales"])
def written(request: pytest.FixtureRequest, spark: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, stock.Single]:
    folder = tmp_path_factory.mktemp("lake")
    positions, receipts = stock.hard_set(3000, seed=4)
    frames = (spark.createDataFrame(positions, stock.POSITIONS), spark.createDataFrame(receipts, stock.RECEIPTS))
    plan(*frames, partitions=3, lost_sales=request.param).write(folder / "run")
    options = ["--lost-sales"] if request.param else []
    return folder / "run", stock.Single(folder / "single", positions, receipts, "plan", *options)


def test_duckdb(written: tuple[Path, stock.Single]) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb isn't installed")
    run, single = written
    connection = duckdb.connect(config={"threads": 8})
    for statement in statements("DuckDB", run):
        connection.execute(statement)
    for view in VIEWS:
        found = sorted(connection.execute(f"SELECT * FROM {view}").fetchall(), key=repr)
        assert found == single.view(view), view


def test_spark_sql(spark: Any, written: tuple[Path, stock.Single]) -> None:
    run, single = written
    for statement in statements("Spark SQL", run):
        spark.sql(statement.replace("CREATE TEMPORARY", "CREATE OR REPLACE TEMPORARY"))
    for view in VIEWS:
        assert stock.rows_of(spark.table(view)) == single.view(view), view

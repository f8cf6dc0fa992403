from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# Python workers would take whatever python3 is on the path.
os.environ["PYSPARK_PYTHON"] = sys.executable


def settings(builder: Any) -> Any:
    """What the tests need of a session: small, quiet, and as many threads as the machine has cores."""
    return (
        builder.config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.driver.memory", "2g")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
    )


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    session = settings(SparkSession.builder.master("local[2]").appName("invdb")).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A folder for runs."""
    return tmp_path / "lake"

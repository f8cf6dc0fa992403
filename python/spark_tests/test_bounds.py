"""A partition of any size takes the same memory, in the program and in the Python worker that feeds it."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from processes import found, parent, words

from invdb.spark import plan

SERIES = 1_250_000

pytestmark = pytest.mark.skipif(bool(os.environ.get("INVDB_SPARK_SHORT")), reason="the short form has no large partition")


class Peaks(threading.Thread):
    """Looks again and again at the most memory that programs and Python workers have had, in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.program = self.worker = 0.0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.01):
            for number in found(lambda process, line: line[1:2] == ["pipe"] or "pyspark.daemon" in words(Path(f"/proc/{parent(process)}"))):
                process = Path(f"/proc/{number}")
                is_program = words(process)[1:2] == ["pipe"]
                try:
                    lines = (process / "status").read_text().splitlines()
                except OSError:
                    continue
                # Proportions of what is shared with the daemon are not known, so all of it counts. A process that has ended has no such line.
                peak = next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)
                if is_program:
                    self.program = max(self.program, peak)
                else:
                    self.worker = max(self.worker, peak)


def test_one_large_partition(spark: Any, lake: Path) -> None:
    positions = spark.range(SERIES).selectExpr(
        "concat('S', id % 7) AS store_id", "concat('P', id) AS product_id", "DATE'2024-01-01' AS sell_start_date",
        "CAST(id % 400 AS DOUBLE) AS initial_inventory", "id % 37 / 4 AS sales_rate", "1.5D AS restocking_rate", "30 AS duration_days",
    )  # fmt: skip
    peaks = Peaks()
    peaks.start()
    summary = plan(positions, partitions=1).write(str(lake))
    peaks.ended.set()
    peaks.join()
    print(f"program {peaks.program:.0f} MB, worker {peaks.worker:.0f} MB")
    assert (summary.read, summary.tasks) == (SERIES, 1)
    assert 5 < peaks.program <= 64
    assert 20 < peaks.worker <= 350

"""A real cluster on this machine: a standalone master, two workers, and the package as a zip, as `--py-files` takes it, or in a packed
environment, as `--archives` takes it.

An executor, a Python worker, the program and a worker of the cluster are killed in the middle of runs. Each time the rows are those of one
machine, and nothing is left.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stock
from processes import found, parent

import invdb

SERIES = int(os.environ.get("INVDB_SPARK_SERIES", "200000"))

pytestmark = pytest.mark.skipif(bool(os.environ.get("INVDB_SPARK_SHORT")), reason="the short form has no cluster")


class Cluster:
    def __init__(self, folder: Path) -> None:
        import pyspark

        self.folder = folder
        home = Path(pyspark.__file__).parent
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"spark://127.0.0.1:{port}"
        environment = {
            **os.environ,
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(folder / "scratch"),
            "SPARK_WORKER_DIR": str(folder / "work"),
            "PYSPARK_PYTHON": sys.executable,
        }
        # The package comes with the job, so the executors must not find another one.
        environment.pop("PYTHONPATH", None)
        (folder / "scratch").mkdir(parents=True)
        self.processes: list[subprocess.Popen[bytes]] = []

        def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
            with open(folder / f"{name}.log", "wb") as log:
                process = subprocess.Popen([str(home / "bin" / "spark-class"), *arguments], env=environment, stdout=log, stderr=log)
            self.processes.append(process)
            return process

        start("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        self.wait("master.log", "New state: ALIVE")
        self.workers = [
            start(f"worker{number}", "org.apache.spark.deploy.worker.Worker", "-c", "1", "-m", "1500M", "--webui-port", "0", self.url)
            for number in (1, 2)
        ]
        for number in (1, 2):
            self.wait(f"worker{number}.log", "Successfully registered")
        self.package = folder / "invdb.zip"
        with zipfile.ZipFile(self.package, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as files:
            source = Path(invdb.__file__).parent
            for file in source.rglob("*"):
                if file.is_file() and "__pycache__" not in file.parts:
                    files.write(file, Path("invdb") / file.relative_to(source))

    def archive(self) -> Path:
        """The environment of these tests, less what only a driver needs."""
        import venv_pack

        path = self.folder / "environment.tar.gz"
        left_out = ("pyspark", "duckdb", "pandas/tests", "pyarrow/tests", "numpy/tests", "pytest", "grpc")
        venv_pack.pack(
            prefix=sys.prefix, output=str(path), compress_level=1, filters=[("exclude", f"*/{name}/*") for name in left_out]
        )
        return path

    def wait(self, log: str, text: str) -> None:
        deadline = time.monotonic() + 120
        while text not in (self.folder / log).read_text(errors="replace"):
            assert time.monotonic() < deadline, (self.folder / log).read_text(errors="replace")[-2000:]
            time.sleep(0.1)

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()

    # The processes of this cluster, each by what is on its command line.

    def executors(self) -> list[int]:
        return found(lambda _, line: "org.apache.spark.executor.CoarseGrainedExecutorBackend" in line and any(str(self.folder) in each for each in line))

    def programs(self) -> list[int]:
        return found(lambda _, line: line[1:2] == ["pipe"] and any(str(self.folder / "scratch") in each for each in line))

    def python_workers(self) -> list[int]:
        daemons = set(found(lambda process, line: "pyspark.daemon" in line and parent(process) in self.executors()))
        return found(lambda process, _: parent(process) in daemons)


SCRIPT = """
import datetime, sys
from pyspark.sql import SparkSession
from invdb.spark import plan, read
url, option, package, path, series, folder = sys.argv[1:]
spark = (
    SparkSession.builder.master(url).config(option, package).config("spark.executor.memory", "900m")
    .config("spark.executor.extraJavaOptions", "-Dinvdb.cluster=" + folder)
    .config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.sql.shuffle.partitions", "4").getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
rows = spark.range(int(series)).selectExpr(
    "concat('S', id % 7) AS store_id", "concat('P', id) AS product_id", "DATE'2024-01-01' AS sell_start_date",
    "CAST(id % 400 AS DOUBLE) AS initial_inventory", "id % 37 / 4 AS sales_rate", "1.5D AS restocking_rate", "30 AS duration_days",
    "CAST(id % 11 AS INT) AS lead_time_days")
def place(batches):
    import invdb, pandas
    yield pandas.DataFrame({"path": [invdb.__file__]})
print("begin", spark.range(1).mapInPandas(place, "path string").first().path, flush=True)
summary = plan(rows, partitions=12).write(path)
run = read(spark, path)
print("rows", summary.read, run.projection.count(), flush=True)
spark.stop()
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The projection and the orders of one machine, sorted."""
    import pyarrow

    folder = tmp_path_factory.mktemp("single")
    with open(folder / "positions.csv", "w") as file:
        file.write("store_id,product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,lead_time_days\n")
        for row in range(SERIES):
            file.write(f"S{row % 7},P{row},2024-01-01,{row % 400},{row % 37 / 4},1.5,30,{row % 11}\n")
    tables = {}
    for command in (["import", "positions.csv"], ["plan"], ["export", "projection"], ["export", "orders"]):
        if command[0] == "export":
            command += ["--format", "arrow", "-o", f"{command[1]}.arrow"]
        subprocess.run([invdb.binary(), *command], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        if command[0] == "export":
            with pyarrow.ipc.open_stream(str(folder / f"{command[1]}.arrow")) as stream:
                table = stream.read_all()
                tables[command[1]] = in_order(table.select([name for name in table.column_names if name not in stock.TEXTS]))
    return tables


def in_order(table: Any) -> Any:
    keys = [name for name in ("store_id", "product_id", "first_date", "order_date") if name in table.column_names]
    return table.sort_by([(key, "ascending") for key in keys])


def compare(path: Path, single: Any) -> None:
    from pyarrow import parquet

    for output, expected in single.items():
        table = parquet.ParquetDataset(path / f"output={output}", partitioning=None).read(columns=expected.column_names)
        found = in_order(table)
        assert found.num_rows == expected.num_rows, output
        for name in expected.column_names:
            assert found[name].combine_chunks().equals(expected[name].cast(found[name].type).combine_chunks()), f"{output}.{name}"


class Killer(threading.Thread):
    """Kills the first process of a kind that it finds."""

    def __init__(self, candidates: Callable[[], list[int]]) -> None:
        super().__init__(daemon=True)
        self.candidates = candidates
        self.killed: int | None = None
        self.stopped = False
        self.start()

    def run(self) -> None:
        while not self.stopped and self.killed is None:
            for number in self.candidates():
                try:
                    os.kill(number, signal.SIGKILL)
                except ProcessLookupError:
                    continue
                self.killed = number
                return
            time.sleep(0.005)


@pytest.mark.parametrize("victim", ["none", "none, packed", "program", "python", "executor", "worker"])
def test_the_rows_are_those_of_one_machine(cluster: Cluster, single: Any, tmp_path: Path, victim: str) -> None:
    path = tmp_path / "run"
    if victim == "none, packed":
        option, package, python, place = "spark.archives", f"{cluster.archive()}#environment", "./environment/bin/python", "/environment/lib/"
    else:
        option, package, python, place = "spark.submit.pyFiles", str(cluster.package), sys.executable, "/invdb.zip/invdb/"
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": python, "PYSPARK_DRIVER_PYTHON": sys.executable}
    driver = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, cluster.url, option, package, str(path), str(SERIES), str(cluster.folder)],
        env=environment, stdout=subprocess.PIPE, stderr=open(tmp_path / "driver.log", "wb"), text=True,
    )  # fmt: skip
    assert driver.stdout is not None
    begin = driver.stdout.readline()
    # The executors have the package that was sent, and not the one that is installed here.
    assert place in begin, begin + (tmp_path / "driver.log").read_text()[-3000:]

    def busy(candidates: Callable[[], list[int]]) -> Callable[[], list[int]]:
        # In the middle of a task, and not before there is one.
        return lambda: candidates() if cluster.programs() else []

    killer = {
        "none": lambda: None,
        "none, packed": lambda: None,
        "program": lambda: Killer(cluster.programs),
        "python": lambda: Killer(busy(cluster.python_workers)),
        "executor": lambda: Killer(busy(cluster.executors)),
        # The script spark-class becomes the JVM.
        "worker": lambda: Killer(busy(lambda: [cluster.workers[1].pid])),
    }[victim]()
    output, _ = driver.communicate(timeout=400)
    if killer is not None:
        killer.stopped = True
        assert killer.killed is not None, "nothing was killed"
    log = (tmp_path / "driver.log").read_text(errors="replace")
    assert driver.returncode == 0, log[-4000:]
    assert output == f"rows {SERIES} {single['projection'].num_rows}\n"
    compare(path, single)
    deadline = time.monotonic() + 15
    while cluster.programs() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert cluster.programs() == []

"""Forecasts and plans on Apache Spark, for positions that lie in a lake.

    from invdb.spark import forecast, plan, read

    results = plan(spark.table("positions"), spark.table("receipts"), cover=14)
    summary = results.write("s3://lake/invdb/run=2024-01-31")
    run = read(spark, "s3://lake/invdb/run=2024-01-31")
    run.stockout.show()

Each task runs the program `invdb pipe` on its rows, so the results are those of `invdb import` and `invdb plan` on one machine. Splitting,
retrying and committing are Spark's. Nothing here needs more of a session than DataFrames, so it also runs through Spark Connect.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
import queue
import shutil
import socket
import subprocess
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

from . import _arguments, _lake, _sentences
from ._sentences import JobFailed, TaskFailed
from ._version import __version__

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["JobFailed", "Results", "Run", "Summary", "forecast", "plan", "read"]

_SERIES = ("store_id", "product_id")
_NUMBERS = ("initial_inventory", "sales_rate", "restocking_rate")
_DAYS = ("duration_days", "forecast_frequency")
_TERMS = (
    "lead_time_days",
    "review_period_days",
    "safety_stock",
    "cover_days",
    "min_order_quantity",
    "order_multiple",
    "max_order_quantity",
    "unit_cost",
    "reorder_point",
    "order_up_to",
    "order_quantity",
    "supplier_min_value",
    "service_level",
    "fill_rate",
    "lead_time_sd_days",
    "unit_price",
    "unit_margin",
)
_WORDS = ("orderable", "review_weekday")
_POSITIONS = (*_SERIES, "sell_start_date", *_NUMBERS, *_DAYS, *_TERMS, *_WORDS)
_RECEIPTS = (*_SERIES, "receipt_date", "quantity")

# The columns of each output. All of them leave a task as rows of one table, in which the columns of the other outputs are null.
_STRETCH = (
    ("first_date", "date"),
    ("last_date", "date"),
    ("opening_level", "double"),
    ("sales", "double"),
    ("restocking", "double"),
    ("period", "int"),
    ("frequency", "int"),
    ("phase", "int"),
    ("profile", "int"),
    ("stockout_date", "date"),
)
_ORDER = (
    ("order_date", "date"),
    ("arrival_date", "date"),
    ("quantity", "double"),
    ("cost", "double"),
    ("days_late", "bigint"),
    ("units_short", "double"),
    ("reason", "string"),
    ("largest_backlog", "double"),
)
_REJECT = (("kind", "string"), ("column", "string"), ("value", "string"), ("reason", "string"), ("record", "string"))
_NAMES = (("store_id", "string"), ("product_id", "string"))
_OUTPUTS = {
    "projection": _NAMES + _STRETCH,
    "planned": _NAMES + _STRETCH,
    "orders": _NAMES + _ORDER,
    "rejects": _NAMES + _REJECT,
    "summary": (("summary", "string"),),
}


@dataclasses.dataclass(frozen=True)
class Summary:
    """What a run has read and made, added up over its tasks.

    `read` = `series` + `without_rate` + `rejected` + `blank` + `left_out`, all of them rows of positions. `unplanned` are the series whose terms
    allow no order; they and the rejected rows are in `rejects`. `without_service` are the series for which a service is wanted that no safety
    stock could be found for, because it is not known how their demand spreads: `assume_dispersion` says it. `receipts` are all rows of receipts;
    those that are left out have no date, or nothing is open of them.
    """

    read: int
    series: int
    without_rate: int
    stockouts: int
    orders: int
    rejected: int
    blank: int
    left_out: int
    receipts: int
    receipts_rejected: int
    receipts_left_out: int
    unplanned: int
    without_service: int
    tasks: int


@dataclasses.dataclass(frozen=True)
class _Job:
    """What a task needs to know. It is sent to the executors."""

    arguments: tuple[str, ...]
    outputs: tuple[str, ...]
    collects: bool
    positions: tuple[str, ...]
    # Each run has its own, so that rows which another one has written to the same path are seen.
    run: str
    # Of the driver's package.
    version: str

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        columns: dict[str, str] = {"output": "string"}
        for output in self.outputs:
            columns.update(_OUTPUTS[output])
        return tuple(columns.items())

    @property
    def schema(self) -> str:
        return ", ".join(f"`{name}` {kind}" for name, kind in self.columns)


def forecast(
    positions: DataFrame,
    receipts: DataFrame | None = None,
    *,
    from_: str | datetime.date | None = None,
    days: int | None = None,
    frequency: int | None = None,
    rates_per: Literal["day", "update"] = "day",
    lost_sales: bool = False,
    scale_sales: float | None = None,
    scale_restocking: float | None = None,
    delay_receipts: int | None = None,
    on_bad_rows: Literal["fail", "collect"] = "fail",
    date_format: Literal["ymd", "mdy", "dmy"] | None = None,
    layout: Literal["range", "hash", "as-is"] = "range",
    partitions: int | None = None,
) -> Results:
    """Projects the stock of every series. Nothing runs before the results are written or looked at.

    `positions` has the columns of product files under their own names: `product_id`, `sell_start_date`, `initial_inventory`, and optionally
    `store_id`, `sales_rate`, `restocking_rate`, `duration_days`, `forecast_frequency` and terms of supply. `receipts` has `product_id`,
    `receipt_date`, `quantity` and optionally `store_id`. Dates are DATE; texts need a `date_format`. Quantities are in units, rates in
    units a day, or an update with `rates_per="update"`.

    `on_bad_rows="fail"` makes the job fail with the first bad rows of a partition, by store, product, column and value; `"collect"` goes on with
    the good ones. Of a series that comes twice all rows are bad.

    `from_` is a date, its ISO text, or "today", "+7d" and the like, which count from the day of the caller, not that of the tasks.

    `layout` says how rows come together: `"range"` sorts by store and product over all partitions, `"hash"` is by their hash, and `"as-is"` shuffles
    nothing: the rows of a series have to be in one partition already, which is not checked. `partitions` is their number; by default it is
    Spark's.

    Raises ValueError for columns, types and options that can't be, before any job.
    """
    arguments = _horizon(from_, days, frequency, rates_per, lost_sales)
    arguments += _what_if(scale_sales, scale_restocking, delay_receipts)
    return _results(positions, receipts, arguments, None, lost_sales, on_bad_rows, date_format, layout, partitions)


def plan(
    positions: DataFrame,
    receipts: DataFrame | None = None,
    *,
    lead_time: int = 7,
    review: int = 1,
    safety_days: float = 0,
    cover: int = 14,
    multiple: float = 1,
    service: float | str | None = None,
    fill_rate: float | str | None = None,
    assume_dispersion: float | None = None,
    from_: str | datetime.date | None = None,
    days: int | None = None,
    frequency: int | None = None,
    rates_per: Literal["day", "update"] = "day",
    lost_sales: bool = False,
    scale_sales: float | None = None,
    scale_restocking: float | None = None,
    delay_receipts: int | None = None,
    on_bad_rows: Literal["fail", "collect"] = "fail",
    date_format: Literal["ymd", "mdy", "dmy"] | None = None,
    layout: Literal["range", "hash", "as-is"] = "range",
    partitions: int | None = None,
) -> Results:
    """A forecast with orders: see :func:`forecast`. What a row states of its terms comes first; these options say it for the rest.

    `lead_time`, `review` and `cover` are in days, `safety_days` is the safety stock in days of sales, and `multiple` is in units; 0 is any quantity.

    `service` is the probability, in percent, with which stock is to last until the next order, or "economic" for the one that pays; `fill_rate`
    is the percentage of demand that is to be met. Rows may state their own, in `service_level` and `fill_rate`. All of them need to know how far
    demand spreads, which is in no column: `assume_dispersion` is the variance of demand by its mean, from 1. Without it these series have
    the safety stock of `safety_days`, and the summary counts them in `without_service`.
    """
    arguments = _horizon(from_, days, frequency, rates_per, lost_sales)
    arguments += _what_if(scale_sales, scale_restocking, delay_receipts)
    terms = [
        _option("lead_time", lead_time, _arguments.whole),
        _option("review", review, _arguments.whole),
        _option("safety_days", safety_days, _arguments.number),
        _option("cover", cover, _arguments.whole),
        _option("multiple", multiple, _arguments.number),
    ]
    terms += _options(
        ("service", service, _arguments.percent),
        ("fill_rate", fill_rate, _arguments.percent),
        ("assume_dispersion", assume_dispersion, _arguments.number),
    )
    return _results(positions, receipts, arguments, terms, lost_sales, on_bad_rows, date_format, layout, partitions)


def read(spark: SparkSession, path: str | PathLike[str]) -> Run:
    """A run that was written to a path.

    Raises FileNotFoundError if there is none: a folder without a manifest has a part of a run, or nothing. Raises ValueError if the files don't
    have the rows that the manifest says: some are lost, or another run was written to the same path.
    """
    path = _arguments.path_text(path)
    try:
        manifests = _lake.files(spark, f"{path}/manifest")
    except Exception as error:
        raise OSError(f"{path} can't be read: {_sentences.of_job(error)}") from error
    if not manifests:
        raise FileNotFoundError(f"There is no run in {path}: it has no manifest, which is written last")
    lines = [row[0] for row in spark.read.schema("manifest string").text(_lake.literal(f"{path}/manifest")).collect()]
    try:
        (line,) = lines
        manifest = json.loads(line)
        summary = Summary(**manifest["summary"])
        expected = {**{name: int(count) for name, count in manifest["outputs"].items()}, "summary": summary.tasks}
        bool(manifest["lost_sales"])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"The run in {path} can't be read: its manifest is damaged, or of another version of invdb") from error
    try:
        outputs = _lake.outputs(_lake.files(spark, path) or [], manifests[0])
        found = _lake.counts(spark, path, outputs)
    except Exception as error:
        raise ValueError(f"The run in {path} can't be read: {_sentences.of_job(error)}") from error
    for name in sorted({*expected, *found}):
        if found.get(name, 0) != expected.get(name, 0):
            raise ValueError(
                f"The run in {path} is damaged: its manifest says {expected.get(name, 0)} rows of {name}, and its files have "
                f"{found.get(name, 0)}. Files are lost, or another run was written to the same path"
            )
    return Run(spark, path, manifest)


class Results:
    """What `forecast` and `plan` return: results that are not computed yet.

    `write` them, and then `read` the run. Looking at `projection`, `orders` or `rejects` here computes everything each time; that is for appending
    them to a table of a lake.
    """

    def __init__(self, rows: DataFrame, job: _Job, options: dict[str, Any]) -> None:
        self._rows = rows
        self._job = job
        self._options = options

    def _with(self, job: _Job) -> DataFrame:
        return self._rows.mapInArrow(_Task(job), job.schema)

    def _output(self, name: str) -> DataFrame:
        if name not in self._job.outputs:
            return _nothing(self._rows.sparkSession, name)
        return self._with(self._job).where(f"output = '{name}'").select(*[column for column, _ in _OUTPUTS[name]])

    @property
    def projection(self) -> DataFrame:
        """The stretches of days with constant rates."""
        return self._output("projection")

    @property
    def orders(self) -> DataFrame:
        """The orders of a plan. A forecast has none, so this is empty then."""
        return self._output("orders")

    @property
    def rejects(self) -> DataFrame:
        """Bad rows, with the reason, and series whose terms allow no order."""
        return self._output("rejects")

    def write(self, path: str | PathLike[str]) -> Summary:
        """Writes a run in one job: a folder for each output in Parquet, and last the manifest, without which there is no run.

        A run is never changed: FileExistsError says that the path has files already. Only one writer may have a path at a time; of two, both
        fail, or one does and `read` refuses the run. JobFailed says why there is no run; if rows are bad, it begins with their names.
        """
        path = _arguments.path_text(path)
        spark = self._rows.sparkSession
        try:
            there = _lake.files(spark, path)
        except Exception as error:
            raise JobFailed(f"{path} can't be written to: {_sentences.of_job(error)}") from error
        # A folder without files is what a failed run leaves.
        if there:
            raise FileExistsError(
                f"{path} has a run already, and a run is never changed: write to another path"
                if _lake.files(spark, f"{path}/manifest")
                else f"{path} has files, but no manifest: a part of a run, or something else. Remove them, or write to another path"
            )
        job = dataclasses.replace(self._job, run=uuid.uuid4().hex)
        try:
            self._with(job).write.partitionBy("output").mode("append").parquet(path)
            counts = _summaries(spark, path)
        except Exception as error:
            raise JobFailed(_others(spark, path, job) or _sentences.of_job(error)) from error
        if sentence := _unlike(counts, job, path):
            raise JobFailed(sentence)

        def total(name: str) -> int:
            return sum(int(each[name]) for each in counts)

        summary = Summary(
            read=total("rows_read"),
            series=total("series"),
            without_rate=total("without_rate"),
            stockouts=total("stockouts"),
            orders=total("orders"),
            rejected=total("rejected"),
            blank=total("blank"),
            left_out=total("left_out"),
            receipts=total("receipts"),
            receipts_rejected=total("receipts_rejected"),
            receipts_left_out=total("receipts_left_out"),
            unplanned=total("unplanned"),
            without_service=total("without_service"),
            tasks=len(counts),
        )
        if summary.read != summary.series + summary.without_rate + summary.rejected + summary.blank + summary.left_out:
            raise JobFailed(f"The rows of {path} don't add up: {summary}")
        manifest = {
            "invdb_version": __version__,
            "run": job.run,
            "options": self._options,
            "lost_sales": self._options["lost_sales"],
            "outputs": {name: total(f"{name}_rows") for name in job.outputs if name != "summary"},
            "summary": dataclasses.asdict(summary),
        }
        line = spark.createDataFrame([(json.dumps(manifest),)], "manifest string")
        try:
            line.coalesce(1).write.mode("error").text(f"{path}/manifest")
        except Exception as error:
            raise JobFailed(f"The manifest of {path} can't be written: {_sentences.of_job(error)}") from error
        return summary


def _summaries(spark: SparkSession, path: str) -> list[dict[str, Any]]:
    """What the tasks of a run have counted. Without any rows no task has something to say, and there is no folder."""
    folder = f"{path}/output=summary"
    if not _lake.files(spark, folder):
        return []
    rows = spark.read.schema("summary string").parquet(_lake.literal(folder)).collect()
    return [json.loads(row[0]) for row in rows]


def _unlike(counts: list[dict[str, Any]], job: _Job, path: str) -> str | None:
    if all(each["run"] == job.run for each in counts):
        return None
    return (
        f"{path} has files of another run, which was written at the same time, or was killed. Neither can be used: remove all that is in the "
        "folder, or write to another path"
    )


def _others(spark: SparkSession, path: str, job: _Job) -> str | None:
    """What to say of a job that failed because of another one."""
    try:
        return _unlike(_summaries(spark, path), job, path)
    except Exception:  # The reason why the job failed is worth more.
        return None


def _nothing(spark: SparkSession, output: str) -> DataFrame:
    return spark.createDataFrame([], ", ".join(f"`{column}` {kind}" for column, kind in _OUTPUTS[output]))


class Run:
    """A run in a lake. Its DataFrames have the columns of invdb's views: dates are DATE, quantities DOUBLE."""

    def __init__(self, spark: SparkSession, path: str, manifest: dict[str, Any]) -> None:
        self._spark = spark
        self._path = path
        self.manifest = manifest

    def _output(self, name: str) -> DataFrame:
        # An output without rows has no folder.
        if self.manifest["outputs"].get(name, 0) == 0:
            return _nothing(self._spark, name)
        schema = ", ".join(f"`{column}` {kind}" for column, kind in _OUTPUTS[name])
        return self._spark.read.schema(schema).parquet(_lake.literal(f"{self._path}/output={name}"))

    @property
    def summary(self) -> Summary:
        return Summary(**self.manifest["summary"])

    @property
    def projection(self) -> DataFrame:
        """A row for each stretch of days with constant rates."""
        return self._output("projection")

    @property
    def orders(self) -> DataFrame:
        """The orders of a plan, as `invdb export orders` has them, without the name and the supplier of the product. A forecast has none, so this is
        empty then."""
        return self._output("orders")

    @property
    def rejects(self) -> DataFrame:
        """Bad rows, with the reason, and series whose terms allow no order."""
        return self._output("rejects")

    @property
    def forecast(self) -> DataFrame:
        """A row for each reported day of a series, as in the view `forecast`."""
        return _reported(self.projection)

    @property
    def stockout(self) -> DataFrame:
        """A row for each series that runs out, as in the view `stockout`."""
        out = self.projection.where("stockout_date IS NOT NULL").selectExpr(
            "*", "datediff(stockout_date, first_date) AS n"
        )
        return out.selectExpr("store_id", "product_id", "stockout_date", *_QUANTITIES)

    @property
    def forecast_planned(self) -> DataFrame:
        """The forecast with the orders in it, as in the view `forecast_planned`."""
        # An order raises the levels from its arrival on. Of lost sales that is not so, and the stretches with the orders in them are there.
        planned = self._output("planned")
        others = self.projection.join(planned.select(*_SERIES).distinct(), [*_SERIES], "left_anti")
        # The same numbers in another order can have another sum, which shows at half a cent. The view adds in the order of the order days.
        ordered = "array_sort(collect_list(struct(order_date, arrival_date, quantity))) AS ordered"
        orders = self.orders.groupBy(*_SERIES).agg(_expression(ordered))
        days = _days(others).selectExpr("*", "date_add(first_date, n) AS day").join(orders, [*_SERIES], "left")
        arrived = _sum("each.arrival_date < date_add(day, period)")
        arriving = _sum("each.arrival_date BETWEEN day AND date_add(day, period - 1)")
        return _reported(planned).unionByName(
            days.selectExpr(
                "store_id",
                "product_id",
                "day AS update_date",
                f"{_rounded(f'({_LEVEL}) + {arrived}')} AS inventory_level",
                f"{_rounded('sales')} AS sales",
                f"{_rounded(f'restocking + {arriving}')} AS restocking",
            )
        )


def _expression(text: str) -> Any:
    from pyspark.sql import functions

    return functions.expr(text)


def _sum(condition: str) -> str:
    """The quantities of the orders of a series that fulfil a condition, added one after the other."""
    return f"coalesce(aggregate(filter(ordered, each -> {condition}), 0D, (sum, each) -> sum + each.quantity), 0D)"


# Operation by operation what the views compute in SQLite. round() with one argument rounds halves away from zero.
_LEVEL = "opening_level + (n div period + 1) * (restocking - sales)"


def _rounded(expression: str) -> str:
    return f"round(({expression}) * 100) / 100"


_QUANTITIES = (
    f"{_rounded(_LEVEL)} AS inventory_level",
    f"{_rounded('sales')} AS sales",
    f"{_rounded('restocking')} AS restocking",
)


def _days(stretches: DataFrame) -> DataFrame:
    """The reported days of stretches: n counts from the first day. Of some stretches no day is reported."""
    reported = stretches.where("phase <= datediff(last_date, first_date)")
    return reported.selectExpr("*", "explode(sequence(phase, datediff(last_date, first_date), frequency)) AS n")


def _reported(stretches: DataFrame) -> DataFrame:
    return _days(stretches).selectExpr("store_id", "product_id", "date_add(first_date, n) AS update_date", *_QUANTITIES)


# MARK: what is asked for


def _option(name: str, value: Any, check: Callable[[str, Any], Any]) -> str:
    """The program's option for an argument."""
    return f"--{name.rstrip('_').replace('_', '-')}={check(name, value)}"


def _options(*given: tuple[str, Any, Callable[[str, Any], Any]]) -> list[str]:
    """Those for the arguments that have a value."""
    return [_option(name, value, check) for name, value, check in given if value is not None]


def _horizon(from_: str | datetime.date | None, days: int | None, frequency: int | None, rates_per: str, lost_sales: bool) -> list[str]:
    if rates_per not in ("day", "update"):
        raise ValueError(f"rates_per is 'day' or 'update', not {rates_per!r}")
    arguments = _options(
        ("from_", from_, _arguments.day), ("days", days, _arguments.whole), ("frequency", frequency, _arguments.whole)
    )
    if rates_per != "day":
        arguments.append(f"--rates-per={rates_per}")
    if lost_sales:
        arguments.append("--lost-sales")
    return arguments


def _what_if(scale_sales: float | None, scale_restocking: float | None, delay_receipts: int | None) -> list[str]:
    return _options(
        ("scale_sales", scale_sales, _arguments.number),
        ("scale_restocking", scale_restocking, _arguments.number),
        ("delay_receipts", delay_receipts, _arguments.whole),
    )


def _results(
    positions: DataFrame,
    receipts: DataFrame | None,
    arguments: list[str],
    terms: list[str] | None,
    lost_sales: bool,
    on_bad_rows: str,
    date_format: str | None,
    layout: str,
    partitions: int | None,
) -> Results:
    if on_bad_rows not in ("fail", "collect"):
        raise ValueError(f"on_bad_rows is 'fail' or 'collect', not {on_bad_rows!r}")
    if layout not in ("range", "hash", "as-is"):
        raise ValueError(f"layout is 'range', 'hash' or 'as-is', not {layout!r}")
    if date_format not in (None, "ymd", "mdy", "dmy"):
        raise ValueError(f"date_format is 'ymd', 'mdy' or 'dmy', not {date_format!r}")
    if layout == "as-is" and receipts is not None:
        raise ValueError("layout='as-is' can't bring receipts to the partition of their series; use 'range' or 'hash'")
    if layout == "as-is" and partitions is not None:
        raise ValueError("layout='as-is' keeps the partitions that there are; leave partitions out")
    if partitions is not None and _arguments.whole("partitions", partitions) < 1:
        raise ValueError(f"partitions is 1 or more, not {partitions}")
    partitions = None if partitions is None else int(partitions)
    _arguments.is_frame("positions", positions)
    if receipts is not None:
        _arguments.is_frame("receipts", receipts)
    used = _Columns("positions", positions, _POSITIONS, ("product_id", "sell_start_date", "initial_inventory"), date_format)
    rows = used.selected()
    columns = used.names
    if receipts is not None:
        others = _Columns("receipts", receipts, _RECEIPTS, ("product_id", "receipt_date", "quantity"), date_format)
        # Receipts come first in their partition, because the program has to know them before the positions.
        rows = rows.selectExpr("1Y AS is_position", "*").unionByName(
            others.selected().selectExpr("0Y AS is_position", "*"), allowMissingColumns=True
        )
    order = [*(["is_position"] if receipts is not None else []), *_SERIES]
    if layout == "range":
        rows = rows.repartitionByRange(partitions, *_SERIES) if partitions else rows.repartitionByRange(*_SERIES)
    elif layout == "hash":
        rows = rows.repartition(partitions, *_SERIES) if partitions else rows.repartition(*_SERIES)
    rows = rows.sortWithinPartitions(*order)

    outputs = ["projection"]
    if terms is not None:
        arguments = [*arguments, "--plan", *terms]
        outputs.append("orders")
        if lost_sales:
            outputs.append("planned")
    if date_format is not None:
        arguments = [*arguments, f"--date-format={date_format}"]
    _check(arguments)
    collects = on_bad_rows == "collect"
    job = _Job(tuple(arguments), (*outputs, "rejects", "summary"), collects, columns, "", __version__)
    options = {"arguments": arguments, "lost_sales": lost_sales, "layout": layout, "on_bad_rows": on_bad_rows}
    return Results(rows, job, options)


def _check(arguments: list[str]) -> None:
    """Asks the program whether it takes the options, so that wrong ones are refused before any job.

    The machine of the driver may have no program that starts there; then a task says it.
    """
    from . import _binary

    try:
        command = [_binary.binary(), "pipe", *arguments, "--quiet"]
        rows = b"product_id,sell_start_date,initial_inventory\n"
        finished = subprocess.run(command, input=rows, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    except OSError:
        return
    # EX_USAGE. What else can be wrong with the program, tasks say.
    if finished.returncode == os.EX_USAGE:
        raise ValueError(_sentences.of_options(finished.stderr.decode(errors="replace")))


class _Columns:
    """The columns of a DataFrame that are read, as the program gets them."""

    def __init__(
        self, what: str, frame: DataFrame, known: Iterable[str], required: Iterable[str], date_format: str | None
    ) -> None:
        from pyspark.sql import types

        self._frame = frame
        self._expressions: list[str] = []
        kinds = {field.name: field.dataType for field in frame.schema.fields}
        unknown = [name for name in kinds if name not in known]
        missing = [name for name in required if name not in kinds]
        if missing:
            raise ValueError(f"{what} has no column {', '.join(missing)}; it has {', '.join(kinds)}")
        if unknown:
            raise ValueError(f"{what} has columns that invdb doesn't know: {', '.join(unknown)}. Drop or rename them; it knows {', '.join(known)}")
        whole = (types.ByteType, types.ShortType, types.IntegerType, types.LongType)
        for name in ("store_id", *(name for name in known if name != "store_id")):
            kind = kinds.get(name)
            if kind is None:
                # Every series needs a store to sort by.
                if name == "store_id":
                    self._expressions.append("'main' AS store_id")
                continue
            if name in _SERIES:
                if not isinstance(kind, (types.StringType, *whole)):
                    raise ValueError(f"{name} of {what} is {kind.simpleString()}; identifiers are STRING or whole numbers")
                self._expressions.append(f"CAST({name} AS STRING) AS {name}")
            elif name.endswith("_date"):
                is_text = isinstance(kind, types.StringType)
                if is_text and date_format is None:
                    raise ValueError(f"{name} of {what} is STRING; cast it to DATE, or say date_format='ymd', 'mdy' or 'dmy'")
                if not is_text and not isinstance(kind, types.DateType):
                    raise ValueError(f"{name} of {what} is {kind.simpleString()}; cast it to DATE, in the time zone of the stores")
                # With texts among the dates of receipts or positions, all are texts.
                if date_format is not None and not is_text:
                    raise ValueError(f"{name} of {what} is DATE, which needs no date_format; give texts in both or in neither")
                self._expressions.append(name)
            elif name in _WORDS:
                self._expressions.append(f"CAST({name} AS STRING) AS {name}")
            elif isinstance(kind, (types.FloatType, types.DoubleType, types.DecimalType)):
                self._expressions.append(f"CAST({name} AS DOUBLE) AS {name}")
            elif isinstance(kind, whole):
                self._expressions.append(f"CAST({name} AS BIGINT) AS {name}")
            else:
                raise ValueError(f"{name} of {what} is {kind.simpleString()}; cast it to a number")

    def selected(self) -> DataFrame:
        return self._frame.selectExpr(*self._expressions)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.rsplit(" AS ", 1)[-1] for each in self._expressions)


# MARK: on the executors


class _Task:
    """Runs the program on the rows of a partition. Spark calls it in its Python workers."""

    def __init__(self, job: _Job) -> None:
        self._job = job

    def __call__(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        local = os.environ.get("SPARK_LOCAL_DIRS") or os.environ.get("LOCAL_DIRS") or tempfile.gettempdir()
        scratch = tempfile.mkdtemp(prefix="invdb-", dir=local.split(",")[0])
        try:
            yield from self._run(iter(batches), scratch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _run(self, batches: Iterator[pyarrow.RecordBatch], scratch: str) -> Iterator[pyarrow.RecordBatch]:
        from pyarrow import csv

        first: pyarrow.RecordBatch | None = None
        receipts: csv.CSVWriter | None = None
        receipts_path = os.path.join(scratch, "receipts.csv")
        # All receipts of the partition come before its positions.
        for batch in batches:
            if batch.num_rows == 0:
                continue
            if "is_position" not in batch.schema.names:
                first = batch
                break
            count = batch.num_rows - _true_count(batch.column("is_position"))
            if count > 0:
                part = _columns(batch.slice(0, count), _RECEIPTS)
                if receipts is None:
                    receipts = csv.CSVWriter(receipts_path, part.schema)
                receipts.write_batch(part)
            if count < batch.num_rows:
                first = batch.slice(count)
                break
        if receipts is not None:
            receipts.close()
        elif first is None:
            # A partition without rows needs no program.
            return
        program = _Program(self._job, scratch, receipts_path if receipts is not None else None)
        try:
            yield from program.feed(_chained(first, batches))
            yield from program.finish()
        finally:
            program.kill()


def _true_count(column: pyarrow.Array) -> int:
    import pyarrow.compute

    return pyarrow.compute.sum(column).as_py() or 0


def _columns(batch: pyarrow.RecordBatch, names: Iterable[str]) -> pyarrow.RecordBatch:
    import pyarrow

    kept = [name for name in names if name in batch.schema.names]
    return pyarrow.RecordBatch.from_arrays([batch.column(name) for name in kept], names=kept)


def _chained(first: pyarrow.RecordBatch | None, rest: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    if first is not None:
        yield first
    for batch in rest:
        if batch.num_rows > 0:
            yield batch


class _Program:
    """`invdb pipe` with its input and its outputs.

    It is started by the thread that calls, which is the worker's main one: the system ends the program with the thread that started it. The
    caller's thread feeds it, and another one takes what it prints, so that neither waits for the other.
    """

    def __init__(self, job: _Job, scratch: str, receipts: str | None) -> None:
        from . import _binary

        self._job = job
        self._scratch = scratch
        os.environ.setdefault("INVDB_UNPACK", os.path.dirname(scratch))
        if job.version != __version__:
            raise TaskFailed(
                f"invdb on {socket.gethostname()} is {__version__}, and that of the driver {job.version}: install the same on all machines"
            )
        arguments = [*job.arguments, "--quiet", "--summary", self._path("summary"), "--rejects", self._path("rejects")]
        if not job.collects:
            arguments.append("--strict")
        for output in ("orders", "planned"):
            if output in job.outputs:
                arguments += [f"--{output}", self._path(output)]
        if receipts is not None:
            arguments += ["--receipts", receipts]
        try:
            self._name = _binary.binary()
            self._errors = open(os.path.join(scratch, "errors"), "w+b")
            self._process = subprocess.Popen(
                [self._name, "pipe", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                cwd=scratch,
            )
        except OSError as error:
            sentence = _binary.cannot_start(self._name, error) if hasattr(self, "_name") else str(error.strerror)
            raise TaskFailed(f"invdb on {socket.gethostname()}: {sentence}") from None
        self._printed: queue.Queue[pyarrow.RecordBatch | BaseException | None] = queue.Queue()
        self._reader = threading.Thread(target=self._take, daemon=True)
        self._reader.start()
        self._rows = {output: 0 for output in job.outputs}

    def _path(self, output: str) -> str:
        return os.path.join(self._scratch, f"{output}.arrow")

    def _take(self) -> None:
        import pyarrow

        try:
            assert self._process.stdout is not None
            with pyarrow.ipc.open_stream(self._process.stdout) as stream:
                for batch in stream:
                    self._printed.put(batch)
            self._printed.put(None)
        except BaseException as error:  # Whatever it is, the thread that waits has to hear of it.
            self._printed.put(error)

    def feed(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        """Gives the program the positions, and yields what it has printed meanwhile."""
        import pyarrow
        from pyarrow import csv

        assert self._process.stdin is not None
        names = self._job.positions
        writer: csv.CSVWriter | None = None
        try:
            sink = pyarrow.PythonFile(self._process.stdin, mode="w")
            for batch in batches:
                part = _columns(batch, names)
                if writer is None:
                    writer = csv.CSVWriter(sink, part.schema)
                writer.write_batch(part)
                while not self._printed.empty():
                    found = self._printed.get()
                    if not isinstance(found, pyarrow.RecordBatch):
                        # It ended before its input did. Why, is known when it is waited for.
                        self._printed.put(found)
                        raise BrokenPipeError
                    yield self._row("projection", found)
            if writer is None:
                self._process.stdin.write((",".join(names) + "\n").encode())
            else:
                writer.close()
            self._process.stdin.close()
        except BrokenPipeError:
            self._end()
            raise TaskFailed(self._failure("ended before its input did")) from None

    def finish(self) -> Iterator[pyarrow.RecordBatch]:
        """Waits for the end of the program, and yields the rest of its output."""
        import pyarrow

        while True:
            found = self._printed.get()
            if found is None:
                break
            if isinstance(found, BaseException):
                self._end()
                raise TaskFailed(self._failure("ended without the end of its output, with status 0")) from found
            yield self._row("projection", found)
        status = self._end()
        # 3: some rows were rejected, or some series have no plan.
        if status not in (0, 3):
            raise TaskFailed(self._failure(""))
        for output in self._job.outputs:
            if output in ("projection", "summary"):
                continue
            with pyarrow.ipc.open_stream(self._path(output)) as stream:
                for batch in stream:
                    yield self._row(output, batch)
        with pyarrow.ipc.open_stream(self._path("summary")) as stream:
            (summary,) = stream.read_all().to_pylist()
        if summary["invdb_version"] != __version__:
            raise TaskFailed(self._of_another_version(summary["invdb_version"]))
        summary.update({f"{output}_rows": count for output, count in self._rows.items()}, host=socket.gethostname(), run=self._job.run)
        text = pyarrow.RecordBatch.from_pydict({"summary": [json.dumps(summary)]})
        yield self._row("summary", text)

    def kill(self) -> None:
        """Ends the program if it still runs. A closed input would look to it like the end of the rows."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._errors.close()

    def _end(self) -> int:
        assert self._process.stdin is not None and self._process.stdout is not None
        # If nobody takes what it prints any more, it must not wait for that.
        self._reader.join(0 if self._process.poll() is None else None)
        for stream in (self._process.stdin, *([] if self._reader.is_alive() else [self._process.stdout])):
            try:
                stream.close()
            except OSError:
                pass
        return self._process.wait()

    def _failure(self, otherwise: str) -> str:
        self._errors.seek(0)
        said = self._errors.read(1 << 16).decode(errors="replace").strip()
        if said:
            return _sentences.of_rows(said)
        if status := self._process.returncode:
            otherwise = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
        return f"invdb on {socket.gethostname()}: {self._name} {otherwise}"

    def _of_another_version(self, found: str) -> str:
        return f"invdb on {socket.gethostname()}: the program {self._name} is {found}, and this package {__version__}; install the package anew"

    def _row(self, output: str, batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
        """The rows of an output with the columns of all outputs."""
        import pyarrow

        expected = [name for name, _ in _OUTPUTS[output]]
        if not set(expected) <= set(batch.schema.names):
            raise TaskFailed(self._of_another_version("of another version"))
        self._rows[output] += batch.num_rows
        count = batch.num_rows
        arrays: list[pyarrow.Array] = []
        for name, kind in self._job.columns:
            if name == "output":
                arrays.append(pyarrow.array([output], pyarrow.string()).take(pyarrow.array([0] * count, pyarrow.int8())))
            elif name in expected:
                arrays.append(batch.column(name))
            else:
                arrays.append(pyarrow.nulls(count, _TYPES[kind]()))
        return pyarrow.RecordBatch.from_arrays(arrays, names=[name for name, _ in self._job.columns])


def _type(name: str) -> Callable[[], pyarrow.DataType]:
    def made() -> pyarrow.DataType:
        import pyarrow

        return getattr(pyarrow, name)()

    return made


_TYPES = {
    "string": _type("string"),
    "date": _type("date32"),
    "double": _type("float64"),
    "int": _type("int32"),
    "bigint": _type("int64"),
}

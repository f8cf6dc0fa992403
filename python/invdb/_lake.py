"""The files of a run, by DataFrames alone: Spark knows the file systems, also through Connect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def literal(path: str) -> str:
    """A path for reading. Spark takes one with these characters for a pattern, but not when it writes."""
    return re.sub(r"([\\\[\]{}*?])", r"\\\1", path)


def files(spark: SparkSession, path: str) -> list[str] | None:
    """The files below a path, or None if it isn't there. Spark leaves out names that begin with _ or a point."""
    from pyspark.errors import AnalysisException

    try:
        # This format needs no look into the files, and so takes those of any kind.
        found = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(literal(path)).inputFiles()
    except AnalysisException as error:
        # Spark 4 has another name for it.
        kind = error.getCondition() if hasattr(error, "getCondition") else error.getErrorClass()
        if kind == "PATH_NOT_FOUND":
            return None
        raise
    return [unquote(each) for each in found]


def outputs(files: list[str], manifest: str) -> set[str]:
    """The outputs of a run that have files, beside its manifest."""
    root = re.escape(manifest.rpartition("/manifest/")[0])
    return {found[1] for each in files if (found := re.fullmatch(rf"{root}/output=(\w+)/[^/]*", each))}


def counts(spark: SparkSession, path: str, names: set[str]) -> dict[str, int]:
    """The rows of each output, as the footers of its files say."""
    if not names:
        return {}
    folders = [f"{literal(path)}/output={name}" for name in sorted(names)]
    found = spark.read.schema("store_id string").option("basePath", path).parquet(*folders).groupBy("output").count().collect()
    return {row["output"]: row["count"] for row in found}

"""A database as frames."""

from __future__ import annotations

import importlib.util
import sqlite3
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, overload

if TYPE_CHECKING:
    import pandas
    import polars

Frame = TypeVar("Frame")

# Columns that have days as ISO text, beside those whose name ends with _date. The week of the table calendar is 2024-W09, though.
_DATES = {"date", "until", "week", "first_sale", "last_sale"}


# The newest schema of a file that this package knows, its user_version. A test compares it with what the program makes.
_SCHEMA = 1


@overload
def read(path: str | PathLike[str], frames: Literal["pandas"] = "pandas") -> Database[pandas.DataFrame]: ...
@overload
def read(path: str | PathLike[str], frames: Literal["polars"]) -> Database[polars.DataFrame]: ...
def read(path: str | PathLike[str], frames: str = "pandas") -> Database[Any]:
    """Opens a database that invdb made, for reading. Its views are frames of `pandas` or `polars`:

        database = invdb.read("invdb.db")
        database.views                      # ["demand", …, "forecast", …, "stockout"]
        database.forecast                   # all of a view
        database.query("SELECT * FROM forecast WHERE update_date = ?", "2024-03-08")

    Columns with days are dates: `datetime64` in pandas, `Date` in Polars. Each call reads what is in the file at that time. invdb may
    write meanwhile.
    """
    if frames not in ("pandas", "polars"):
        raise ValueError(f"frames are 'pandas' or 'polars', not {frames!r}")
    if importlib.util.find_spec(frames) is None:
        other = "polars" if frames == "pandas" else "pandas"
        raise ImportError(f"{frames} isn't installed: pip install {frames}, which the extra invdb[{frames}] does, or say frames={other!r}")
    return Database(path, frames)


class Database(Generic[Frame]):
    """What `invdb.read` returns. `close()` it, or use it with `with`, if the file is to be moved or removed."""

    def __init__(self, path: str | PathLike[str], frames: str) -> None:
        file = Path(path).absolute()
        if file.is_dir():
            raise IsADirectoryError(f"{path} is a folder, not a database")
        if not file.is_file():
            raise FileNotFoundError(f"There is no database {path}")
        if sqlite3.sqlite_version_info < (3, 37):
            raise RuntimeError(
                f"Databases of invdb need SQLite 3.37 or newer, and this Python has {sqlite3.sqlite_version}. "
                "`invdb export forecast` writes the same as CSV"
            )
        self._frames = frames
        self._connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
        try:
            self._verify(path)
        except BaseException:
            self._connection.close()
            raise

    def _verify(self, path: str | PathLike[str]) -> None:
        try:
            (mark,) = self._connection.execute("PRAGMA application_id").fetchone()
            (schema,) = self._connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.OperationalError as error:
            # SQLite says the same of each reason: https://www.sqlite.org/wal.html#read_only_databases
            raise PermissionError(
                f"{path} can't be opened: {error}. A reader needs to read the file, and to write {path}-shm beside it if invdb has closed it; "
                "copy the database to a folder that can be written to"
            ) from error
        except sqlite3.DatabaseError as error:
            raise ValueError(f"{path} is not a database of invdb: {error}") from error
        if mark != int.from_bytes(b"invd", "big"):
            raise ValueError(f"{path} is not a database of invdb")
        if schema > _SCHEMA:
            raise ValueError(f"{path} was made by a newer invdb (its schema is {schema}, this package knows {_SCHEMA}); install the newer one")

    @property
    def views(self) -> list[str]:
        """The names of the views in the file."""
        return [name for (name,) in self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name")]

    def table(self, view: str) -> Frame:
        """All rows of a view. `database.forecast` is short for `database.table("forecast")`."""
        if view not in self.views:
            raise ValueError(f"There is no view {view}. There are: {', '.join(self.views)}")
        return self.query(f'SELECT * FROM "{view}"')

    def query(self, sql: str, *values: Any) -> Frame:
        """The rows of a query; `values` are for its question marks."""
        found = self._connection.execute(sql, values)
        columns = [column for column, *_ in found.description or ()]
        frame: Frame = _frame(self._frames, columns, found.fetchall())
        return frame

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Database[Frame]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Frame:
        if name.startswith("_") or name not in self.views:
            raise AttributeError(f"A database has no view {name!r}")
        return self.table(name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.views]


def _frame(frames: str, columns: list[str], rows: list[tuple[Any, ...]]) -> Any:
    dates = {name: index for index, name in enumerate(columns) if _has_dates(name, (row[index] for row in rows))}
    if frames == "polars":
        import polars

        table = polars.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
        return table.with_columns(polars.col(name).cast(polars.String).str.to_date("%Y-%m-%d") for name in dates)
    import numpy
    import pandas

    frame = pandas.DataFrame.from_records(rows, columns=columns)
    for name, index in dates.items():
        # Not pandas.to_datetime, which ends in 2262.
        frame[name] = numpy.array([row[index] for row in rows], dtype="datetime64[D]").astype("datetime64[s]")
    return frame


def _has_dates(name: str, values: Iterable[Any]) -> bool:
    if name not in _DATES and not name.endswith("_date"):
        return False
    first = next((value for value in values if value is not None), "0000-00-00")
    return isinstance(first, str) and len(first) == 10

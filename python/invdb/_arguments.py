"""Checks of arguments, before anything runs. What a number may be, the program says."""

from __future__ import annotations

import datetime
import numbers
import os
import re
from typing import Any


def whole(name: str, value: Any) -> int:
    """A whole number; 30.0 is one too."""
    if not _is_number(value) or not float(value).is_integer():
        raise ValueError(f"{name} is a whole number, not {value!r}")
    return int(value)


def number(name: str, value: Any) -> float:
    if not _is_number(value):
        raise ValueError(f"{name} is a number, not {value!r}")
    return float(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def day(name: str, value: Any) -> str:
    """A day as ISO text. Days that count from today are resolved here: tasks run later, on machines in other time zones."""
    if isinstance(value, datetime.datetime) or not isinstance(value, (str, datetime.date)):
        raise ValueError(f"{name} is a day, such as '2024-01-31', 'today', '+7d' or a datetime.date, not {value!r}")
    if isinstance(value, datetime.date):
        return value.isoformat()
    ahead = {"yesterday": -1, "today": 0, "tomorrow": 1}.get(value)
    if found := re.fullmatch(r"([+-]\d{1,5})d", value):
        ahead = int(found[1])
    return value if ahead is None else (datetime.date.today() + datetime.timedelta(ahead)).isoformat()


def percent(name: str, value: Any) -> str:
    """A service: 95, or what only the program reads, such as 'economic'."""
    if isinstance(value, str) and value:
        return value
    return f"{number(name, value):.15g}"


def path_text(path: Any) -> str:
    if isinstance(path, os.PathLike):
        text = os.fspath(path)
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:/(?!/)", str(text)) or not isinstance(text, str):
            raise ValueError(f"{path!r} is no path of a lake, because pathlib takes a slash away; give the text 's3://…'")
        return text
    if not isinstance(path, str):
        raise TypeError(f"A path is a str or a pathlib.Path, not {path!r}")
    if not path.strip():
        raise ValueError("The path is empty")
    return path.rstrip("/") or "/"


def is_frame(what: str, frame: Any) -> None:
    """Spark has several classes of DataFrame; what all of them have is `mapInArrow`."""
    if not hasattr(frame, "mapInArrow"):
        kind = type(frame)
        name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        raise TypeError(f"{what} is a DataFrame of Spark, not {name}; spark.createDataFrame makes one")

from __future__ import annotations

import csv
import datetime
import re
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from conftest import command

import invdb
import invdb._read


@pytest.fixture(params=["pandas", "polars"])
def frames(request: pytest.FixtureRequest) -> str:
    pytest.importorskip(request.param, reason=f"{request.param} isn't installed")
    return str(request.param)


def rows(path: Path, view: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute(f'SELECT * FROM "{view}"').fetchall()
    connection.close()
    return found


def test_pandas(path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas isn't installed")
    with invdb.read(path) as database:
        forecast = database.forecast
        assert list(forecast.columns) == ["store_id", "product_id", "update_date", "inventory_level", "sales", "restocking"]
        assert forecast.dtypes["update_date"] == "datetime64[s]"
        assert forecast.dtypes["inventory_level"] == "float64"
        first = forecast[(forecast.store_id == "Berlin") & (forecast.product_id == "bolt")].iloc[0]
        assert (first.update_date, first.inventory_level) == (pandas.Timestamp("2024-03-01"), 115.5)
        assert forecast.set_index("update_date").sort_index().loc["2024-03-08":"2024-03-09"].shape == (5, 5)  # type: ignore[misc]


def test_polars(path: Path) -> None:
    polars = pytest.importorskip("polars", reason="Polars isn't installed")
    with invdb.read(path, "polars") as database:
        stockout = database.stockout.sort("stockout_date")
        assert stockout.schema["stockout_date"] == polars.Date
        assert stockout["stockout_date"][0] == datetime.date(2024, 3, 12)
        assert stockout.row(0)[:2] == ("Munich", "bolt")


def test_every_view_has_its_rows_and_dates(path: Path, frames: str) -> None:
    with invdb.read(path, frames) as database:  # type: ignore[call-overload]
        assert {"forecast", "stockout", "reorder", "demand", "freshness"} < set(database.views) <= set(dir(database))
        for view in database.views:
            frame = database.table(view)
            assert len(frame) == len(rows(path, view)), view
            for index, name in enumerate(frame.columns):
                values = [row[index] for row in rows(path, view) if row[index] is not None]
                if values:
                    is_day = all(re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)) for value in values)
                    assert (str(frame[name].dtype) in ("datetime64[s]", "Date")) == is_day, f"{view}.{name}"


def test_the_values_are_those_of_the_export(path: Path, frames: str, folder: Path) -> None:
    exported = list(csv.DictReader(command("export", "forecast", folder=folder).splitlines()))
    with invdb.read(path, frames) as database:  # type: ignore[call-overload]
        frame = database.query("SELECT * FROM forecast ORDER BY store_id, product_id, update_date")
    found = frame.to_dict("records") if frames == "pandas" else frame.to_dicts()
    assert [(row["product_id"], str(row["update_date"])[:10], row["inventory_level"]) for row in found] == [
        (row["product_id"], row["update_date"], float(row["inventory_level"])) for row in exported
    ]


def test_queries(path: Path, frames: str) -> None:
    with invdb.read(path, frames) as database:  # type: ignore[call-overload]
        assert len(database.query("SELECT * FROM forecast WHERE update_date = ? AND store_id = ?", "2024-03-08", "Berlin")) == 2
        # A view without rows, a value that is missing, and a day after those of nanoseconds.
        nothing = database.query("SELECT update_date, sales FROM forecast WHERE 0")
        assert str(nothing["update_date"].dtype) in ("datetime64[s]", "Date")
        days = database.query("SELECT '9999-12-31' AS until UNION ALL SELECT NULL ORDER BY 1")["until"]
        assert str(days[1])[:10] == "9999-12-31"
        assert str(days[0]) in ("NaT", "None")
        # A week of the calendar is no day.
        assert database.query("SELECT week FROM calendar ORDER BY day LIMIT 1")["week"][0] == "2024-W04"


def test_reading_changes_nothing_and_sees_what_is_written_later(path: Path, frames: str, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "a file with ? and #.db"
    command("backup", str(copy), folder=folder)
    with invdb.read(copy, frames) as database:  # type: ignore[call-overload]
        before = len(database.forecast_by_scenario)
        command("forecast", "--scenario", "other", "--db", str(copy), folder=folder)
        assert len(database.forecast_by_scenario) > before
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            database.query("DELETE FROM store")


def test_mistakes(path: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="There is no database nothing.db"):
        invdb.read("nothing.db")
    with pytest.raises(ValueError, match="'pandas' or 'polars', not 'arrow'"):
        invdb.read(path, "arrow")  # type: ignore[call-overload]
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE forecast (x)")
    connection.close()
    with pytest.raises(ValueError, match="is not a database of invdb"):
        invdb.read(other)
    with invdb.read(path) as database:
        with pytest.raises(AttributeError, match="'forecasts'"):
            database.forecasts
        with pytest.raises(ValueError, match="There is no view forecasts. There are: .*, forecast, "):
            database.table("forecasts")
    with pytest.raises(IsADirectoryError, match="is a folder, not a database"):
        invdb.read(tmp_path)
    (tmp_path / "text.db").write_text("hello" * 500)
    with pytest.raises(ValueError, match="text.db is not a database of invdb: file is not a database"):
        invdb.read(tmp_path / "text.db")


def test_the_schema_is_that_of_the_program(path: Path, tmp_path: Path, folder: Path) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (invdb._read._SCHEMA,)
    connection.close()
    newer = tmp_path / "newer.db"
    command("backup", str(newer), folder=folder)
    connection = sqlite3.connect(newer)
    connection.execute(f"PRAGMA user_version = {invdb._read._SCHEMA + 1}")
    connection.close()
    with pytest.raises(ValueError, match=r"newer.db was made by a newer invdb \(its schema is 2, this package knows 1\); install the newer one"):
        invdb.read(newer)


@pytest.mark.parametrize("name,other", [("pandas", "polars"), ("polars", "pandas")])
def test_frames_that_are_not_installed(path: Path, monkeypatch: pytest.MonkeyPatch, name: str, other: str) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ImportError, match=rf"{name} isn't installed: pip install {name}, which the extra .*, or say frames='{other}'"):
        invdb.read(path, name)  # type: ignore[call-overload]


def test_a_folder_that_cannot_be_written_to(folder: Path) -> None:
    pytest.importorskip("pandas", reason="pandas isn't installed")
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "invdb.db"
        command("backup", str(copy), folder=folder)
        connection = sqlite3.connect(copy)
        connection.execute("PRAGMA journal_mode = wal")
        connection.close()
        copy.chmod(0o444)
        Path(name).chmod(0o555)
        # Root may write to every folder, and other users may not read this environment.
        script = f"""if True:
            import invdb, os, pandas
            if os.getuid() == 0:
                os.setuid(65534)
            try:
                invdb.read({str(copy)!r})
            except PermissionError as error:
                print(error)"""
        finished = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        Path(name).chmod(0o755)
    assert re.match(rf"{copy} can't be opened: .+\. A reader needs", finished.stdout), finished

"""A database that the program makes, with all that has days: results, orders, a calendar and sales."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import invdb

STOCK = """\
store_id,product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,forecast_frequency,lead_time_days
Berlin,bolt,2024-03-01,120,14.5,10,30,1,5
Berlin,nut,2024-03-01,400,12,10,30,7,5
Munich,bolt,2024-03-01,60,9,4,30,1,8
"""
CALENDAR = "date,store_id,open\n2024-03-29,,0\n2024-03-30,Berlin,1\n"


def command(*arguments: str, folder: Path) -> str:
    return subprocess.run([invdb.binary(), *arguments], cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("database")
    (folder / "stock.csv").write_text(STOCK)
    (folder / "closed.csv").write_text(CALENDAR)
    rows = [f"2024-02-{day:02},bolt,Berlin,{10 + day % 7}" for day in range(1, 30)]
    (folder / "sales.csv").write_text("\n".join(["date,product_id,store_id,quantity", *rows]) + "\n")
    for each in ("stock.csv", "closed.csv", "sales.csv"):
        command("import", each, folder=folder)
    command("plan", "--cover", "14", folder=folder)
    return folder


@pytest.fixture(scope="session")
def path(folder: Path) -> Path:
    return folder / "invdb.db"

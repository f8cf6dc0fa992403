from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import STOCK


def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas", reason="pandas isn't installed")
    pytest.importorskip("polars", reason="Polars isn't installed")
    (tmp_path / "stock.csv").write_text(STOCK)
    monkeypatch.chdir(tmp_path)
    text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(block, names)
    assert len(names["day"]) == len(STOCK.splitlines()) - 1  # type: ignore[arg-type]
    assert names["first"]["product_id"].to_list() == ["bolt", "bolt"]  # type: ignore[index]

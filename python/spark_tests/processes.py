"""The processes of this machine, as /proc has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def words(process: Path) -> list[str]:
    try:
        return (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def found(fits: Callable[[Path, list[str]], bool]) -> list[int]:
    numbers = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and fits(process, words(process)):
            numbers.append(int(process.name))
    return numbers

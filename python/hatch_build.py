"""Puts the program into the wheel, and names the wheel for the machines on which it starts. Scripts/package/wheel.sh says where it is."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ProgramHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        licences = Path(os.environ["INVDB_LICENCES"])
        # manylinux begins with glibc 2.5, and the names with both numbers at 2.17.
        major, minor = map(int, os.environ["INVDB_GLIBC"].split(".")[:2])
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-manylinux_{major}_{max(minor, 17)}_{platform.machine()}"
        build_data["force_include"].update(
            {
                os.environ["INVDB_PROGRAM"]: "invdb/bin/invdb",
                str(licences / "LICENSE"): "invdb/LICENSE",
                str(licences / "licences"): "invdb/licences",
            }
        )

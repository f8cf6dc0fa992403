"""A small library that is loaded before invdb and makes things fail that nothing outside can."""

import os
import subprocess

from report import Skipped


def preloaded(stage):
    """The path of the library, compiled when it is first needed."""
    library = f"{stage.folder}/preload.so"
    if not os.path.exists(library):
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "preload.c")
        try:
            made = subprocess.run(
                ["cc", "-shared", "-fPIC", "-o", library, source, "-ldl", "-lsqlite3"], capture_output=True, text=True)
        except FileNotFoundError:
            raise Skipped("there is no C compiler")
        if made.returncode != 0:
            raise Skipped(f"the library can't be compiled: {made.stderr.strip()[:200]}")
    return library

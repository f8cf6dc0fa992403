"""The command `invdb` and `python -m invdb`: this process becomes the program, so that signals and exit codes are the program's."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

from ._binary import binary, cannot_start


def main() -> NoReturn:
    try:
        program = binary()
    except OSError as error:
        sys.exit(f"invdb: {error.strerror}")
    # Python ignores these two, and what is ignored stays so in the program that a process becomes.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    try:
        os.execv(program, ["invdb", *sys.argv[1:]])
    except OSError as error:
        sys.exit(f"invdb: {cannot_start(program, error)}")


if __name__ == "__main__":
    main()

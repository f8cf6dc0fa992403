"""Where the program is. It lies beside this file; if this file is in a zip, the program is unpacked into a folder first."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import zipfile
from pathlib import Path
from typing import IO


def binary() -> str:
    """The path of the program.

    If the package is in a zip (in `sys.path`, a zipapp, Spark's `--py-files`), the program is unpacked once, into a folder of its own in
    `INVDB_UNPACK`, or else in the folder for temporary files (`TMPDIR`, `/tmp`). An OSError names the folder if that fails.
    """
    beside = Path(__file__).absolute().parent / "bin" / "invdb"
    if not beside.is_file():
        return _unpacked(beside)
    if not os.access(beside, os.X_OK):
        # It was unpacked by something that leaves permissions out.
        try:
            beside.chmod(0o755)
        except OSError:
            with open(beside, "rb") as file:
                status = os.fstat(file.fileno())
                return _kept(f"{status.st_size:x}-{status.st_mtime_ns:x}", status.st_size, file)
    return str(beside)


def cannot_start(program: str, error: OSError) -> str:
    """What to say if the program is there, and the system doesn't start it."""
    advice = ""
    if error.errno == errno.EACCES:
        advice = ". If programs may not run in this folder (noexec), and it is one for temporary files, set INVDB_UNPACK to another"
    return f"{program} can't be started: {error.strerror}{advice}"


def _unpacked(inside: Path) -> str:
    archive = next((parent for parent in inside.parents if parent.is_file()), None)
    if archive is None or not zipfile.is_zipfile(archive):
        raise FileNotFoundError(errno.ENOENT, f"this package has no program: {inside} is missing")
    with zipfile.ZipFile(archive) as files:
        entry = files.getinfo(inside.relative_to(archive).as_posix())
        with files.open(entry) as file:
            return _kept(f"{entry.file_size:x}-{entry.CRC:08x}", entry.file_size, file)


def _kept(key: str, size: int, file: IO[bytes]) -> str:
    """The path of a copy of the program that has this key, made from the file if there is none yet."""
    # Callers start it in folders of their own.
    parent = Path(os.environ.get("INVDB_UNPACK") or tempfile.gettempdir()).absolute()
    try:
        folder = parent / f"invdb-{os.getuid()}-{key}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Others can write into the folder for temporary files. A folder that isn't ours alone is not trusted.
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or status.st_mode & 0o022:
            folder = Path(tempfile.mkdtemp(prefix="invdb-", dir=parent))
        program = folder / "invdb"
        if program.is_file() and program.stat().st_size == size:
            return str(program)
        # Processes that do this at the same time each write a file of their own, and the last atomic rename counts.
        number, partial = tempfile.mkstemp(dir=folder)
        try:
            with open(number, "wb") as copy:
                while piece := file.read(1 << 20):
                    copy.write(piece)
            os.chmod(partial, 0o700)
            os.replace(partial, program)
        except BaseException:
            os.unlink(partial)
            raise
        return str(program)
    except OSError as error:
        message = f"the program can't be unpacked into {parent}: {error.strerror}. Set INVDB_UNPACK to another folder"
        raise OSError(error.errno, message) from error

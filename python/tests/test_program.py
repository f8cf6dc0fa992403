from __future__ import annotations

import importlib.metadata
import os
import resource
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import invdb

PACKAGE = Path(invdb.__file__).parent
# The command beside this Python, and python -m.
WAYS = [[str(Path(sys.executable).parent / "invdb")], [sys.executable, "-m", "invdb"]]
way = pytest.mark.parametrize("start", WAYS, ids=["invdb", "python -m invdb"])


@way
def test_version_and_arguments(start: list[str]) -> None:
    finished = subprocess.run([*start, "--version"], stdout=subprocess.PIPE, text=True, check=True)
    # The package, its metadata and the program have the same.
    assert finished.stdout.strip() == importlib.metadata.version("invdb") == invdb.__version__
    finished = subprocess.run([*start, "help", "import"], stdout=subprocess.PIPE, text=True, check=True)
    assert "USAGE: invdb import" in finished.stdout


@way
def test_exit_codes_are_those_of_the_program(start: list[str], tmp_path: Path) -> None:
    for arguments in (["import", "nothing.csv"], ["no-command"], ["stockouts", "--db", "nothing.db"]):
        by_itself = subprocess.run([invdb.binary(), *arguments], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        finished = subprocess.run([*start, *arguments], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        assert (finished.returncode, finished.stderr) == (by_itself.returncode, by_itself.stderr)
        assert finished.returncode != 0


def ignored_signals(process: subprocess.Popen[bytes]) -> str:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return next(line for line in status.splitlines() if line.startswith("SigIgn"))


@way
def test_the_process_becomes_the_program(start: list[str], tmp_path: Path) -> None:
    ended = []
    for name, command in (("own", [invdb.binary()]), ("started", start)):
        (tmp_path / name).mkdir()
        process = subprocess.Popen(
            [*command, "import", "-"], cwd=tmp_path / name, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdin is not None
        # When the pipe has taken more than its own 64 KiB, the program reads.
        process.stdin.write(b"product_id,sell_start_date,initial_inventory\n" + b"".join(b"p%d,2024-01-01,1\n" % row for row in range(10_000)))
        process.stdin.flush()
        assert os.readlink(f"/proc/{process.pid}/exe") == os.path.realpath(invdb.binary())
        ignored = ignored_signals(process)
        process.send_signal(signal.SIGTERM)
        output, error = process.communicate(timeout=20)
        ended.append((ignored, process.returncode, output, error))
    assert ended[0] == ended[1]
    assert ended[0][1] in (143, -signal.SIGTERM)


@way
def test_a_pipe_that_ends_is_no_error(start: list[str], folder: Path) -> None:
    script = '"$@" export forecast_planned | head -n 1; echo "${PIPESTATUS[0]}"'
    own = subprocess.run(["bash", "-c", script, "-", invdb.binary()], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    finished = subprocess.run(["bash", "-c", script, "-", *start], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert (finished.stdout, finished.stderr) == (own.stdout, own.stderr)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """The package as a zip, as Spark and zipapps have it."""
    archive = tmp_path / "invdb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as files:
        for file in PACKAGE.rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                files.write(file, Path("invdb") / file.relative_to(PACKAGE))
    return archive


def from_archive(archive: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "invdb", *arguments],
        env={**os.environ, "PYTHONPATH": str(archive), **environment},
        cwd=archive.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_from_a_zip(archive: Path, tmp_path: Path) -> None:
    for _ in range(2):
        finished = from_archive(archive, "--version", TMPDIR=str(tmp_path))
        assert (finished.returncode, finished.stderr) == (0, "")
        assert finished.stdout.strip() == importlib.metadata.version("invdb")
    (unpacked,) = tmp_path.glob("invdb-*")
    assert [each.name for each in unpacked.iterdir()] == ["invdb"]
    assert unpacked.stat().st_mode & 0o777 == 0o700
    # Half of a program, as a crash could leave it elsewhere, is not taken.
    os.truncate(unpacked / "invdb", 1000)
    assert from_archive(archive, "--version", TMPDIR=str(tmp_path)).returncode == 0


def test_from_a_zip_by_many_at_once(archive: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(archive), "INVDB_UNPACK": str(tmp_path / "new" / "folder")}
    processes = [subprocess.Popen([sys.executable, "-m", "invdb", "--version"], env=environment, stdout=subprocess.PIPE) for _ in range(6)]
    assert [(process.communicate()[0], process.returncode) for process in processes] == 6 * [
        (importlib.metadata.version("invdb").encode() + b"\n", 0)
    ]
    (unpacked,) = (tmp_path / "new" / "folder").iterdir()
    assert [each.name for each in unpacked.iterdir()] == ["invdb"]


def test_a_folder_of_the_environment_may_be_relative(archive: Path, tmp_path: Path) -> None:
    """The program is started in another folder, as Spark's tasks do it."""
    (tmp_path / "elsewhere").mkdir()
    script = "import invdb, subprocess, sys; subprocess.run([invdb.binary(), '--version'], cwd='elsewhere', check=True)"
    finished = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(archive), "INVDB_UNPACK": "unpacked"},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert finished.stdout.strip() == importlib.metadata.version("invdb"), finished.stderr
    assert (tmp_path / "unpacked").is_dir()


def test_a_folder_that_others_may_write_to_is_not_trusted(archive: Path, tmp_path: Path) -> None:
    assert from_archive(archive, "--version", TMPDIR=str(tmp_path)).returncode == 0
    (unpacked,) = tmp_path.glob("invdb-*")
    program = unpacked / "invdb"
    size = program.stat().st_size
    program.write_bytes(b"#!/bin/sh\necho evil\n".ljust(size, b"\n"))
    unpacked.chmod(0o777)
    finished = from_archive(archive, "--version", TMPDIR=str(tmp_path))
    assert finished.stdout.strip() == importlib.metadata.version("invdb")


def test_a_folder_that_cannot_be_written_to_is_named(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    finished = from_archive(archive, "--version", INVDB_UNPACK=str(tmp_path / "file"))
    assert finished.returncode == 1
    assert finished.stderr == (
        f"invdb: the program can't be unpacked into {tmp_path / 'file'}: Not a directory. Set INVDB_UNPACK to another folder\n"
    )


def test_a_disk_without_room_leaves_no_half_of_a_program(archive: Path, tmp_path: Path) -> None:
    limited = subprocess.run(
        [sys.executable, "-m", "invdb", "--version"],
        env={**os.environ, "PYTHONPATH": str(archive), "TMPDIR": str(tmp_path)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20)),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert limited.returncode == 1
    assert "can't be unpacked into" in limited.stderr
    (unpacked,) = tmp_path.glob("invdb-*")
    assert list(unpacked.iterdir()) == []


def test_a_program_that_lost_its_permission(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "invdb")
    (tmp_path / "invdb" / "bin" / "invdb").chmod(0o644)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    finished = subprocess.run([sys.executable, "-m", "invdb", "--version"], env=environment, stdout=subprocess.PIPE, text=True)
    assert finished.stdout.strip() == importlib.metadata.version("invdb")


def test_a_package_without_a_program(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "invdb", ignore=shutil.ignore_patterns("bin"))
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    finished = subprocess.run([sys.executable, "-m", "invdb"], env=environment, stderr=subprocess.PIPE, text=True)
    assert finished.returncode == 1
    assert finished.stderr == f"invdb: this package has no program: {tmp_path / 'invdb' / 'bin' / 'invdb'} is missing\n"


def test_types() -> None:
    pytest.importorskip("mypy", reason="mypy isn't installed")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", os.devnull, "--ignore-missing-imports", "-p", "invdb"],
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
    )
    assert checked.returncode == 0, checked.stdout

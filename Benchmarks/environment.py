"""The other programs: where they are, and why one can't be run."""

import os
import shutil
import sqlite3
import subprocess
import sys

from measure import Command, last_line

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = os.path.join(HERE, "peers")
REQUIREMENTS = os.path.join(HERE, "requirements.txt")


class Peers:
    """Makes commands of the scripts in peers/; a command without the package or the program that it needs says so."""

    def __init__(self, python=None):
        """Without `python`, one with the packages of requirements.txt is made in .build, if that can be done."""
        self.python = python or prepared_python()
        self.versions = installed_versions(self.python)

    def command(self, script, *arguments, before=None):
        """A script with its arguments: Python, or a shell script that runs sqlite3."""
        file = os.path.join(PEERS, script)
        if script.endswith(".sh"):
            return Command(["sh", file, *arguments], before=before, missing=self.missing_program("sqlite3"))
        package = script.split("_")[0]
        return Command([self.python, file, *arguments], before=before, missing=self.missing_package(package))

    def sqlite(self, *arguments, before=None):
        """The shell of SQLite with some arguments."""
        return Command(["sqlite3", *arguments], before=before, missing=self.missing_program("sqlite3"))

    def missing_package(self, package):
        return None if package in self.versions else f"missing, no {package}"

    def missing_program(self, program):
        return None if shutil.which(program) else f"missing, no {program}"

    def named(self):
        """The versions of what is there, for the head of the table."""
        packages = [f"{name} {version}" for name, version in self.versions.items()]
        return ", ".join([*packages, f"SQLite {sqlite3.sqlite_version}"])

    def hints(self):
        """How to get what is missing, in a sentence each."""
        packages = [package for package in requirements() if self.missing_package(package)]
        if packages:
            install = f"{shown(self.python)} -m pip install -r {shown(REQUIREMENTS)}"
            yield f"Without {', '.join(packages)}, lines will be missing. To install: {install}"
        if self.missing_program("sqlite3"):
            yield "Without the shell sqlite3, lines will be missing. It comes with the system's packages."


def shown(path):
    """A path as it is typed: relative to here, if it is below."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") or os.sep not in path else relative


def requirements():
    """The versions that the comparison is made with, by package."""
    with open(REQUIREMENTS, encoding="utf-8") as file:
        return dict(line.split("==") for line in file.read().split())


def installed_versions(python):
    """The version of each of our packages that a Python has."""
    script = (
        "import importlib.metadata as metadata, sys\n"
        "for name in sys.argv[1:]:\n"
        "    try: print(name, metadata.version(name))\n"
        "    except metadata.PackageNotFoundError: pass\n")
    try:
        done = subprocess.run([python, "-c", script, *requirements()], capture_output=True, text=True)
    except OSError:
        return {}
    return dict(line.split() for line in done.stdout.splitlines())


def prepared_python():
    """The Python of .build/benchmark-python, with the packages. What can't be installed is said on stderr."""
    folder = os.path.join(HERE, "..", ".build", "benchmark-python")
    python = os.path.normpath(os.path.join(folder, "bin", "python"))
    if installed_versions(python) == requirements():
        return python
    print(f"Installing {', '.join(requirements())} into {shown(os.path.normpath(folder))}", file=sys.stderr)
    steps = [
        [sys.executable, "-m", "venv", folder],
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS],
    ]
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True)
        if done.returncode != 0:
            print(f"That failed ({last_line(done.stderr + done.stdout)}).", file=sys.stderr)
            break
    return python if os.path.exists(python) else sys.executable

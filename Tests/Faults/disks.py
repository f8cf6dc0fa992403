"""Disks that are full, broken, too small, or may not be written to."""

import os
import resource
import subprocess

from kills import needs_strace, strace
from preload import preloaded
from report import Failed, Skipped
from stage import plain


def run(report, stage, small, counts, random):
    full(report, stage, counts.sizes)
    sweep(report, small, counts.sweep)
    persistent(report, small, counts.sweep)
    worker(report, stage)
    torn(report, small, counts.sweep)
    limited_size(report, stage, counts.sizes)
    limited_descriptors(report, small)
    read_only(report, small)


class MemoryDisk:
    """A file system in memory of a given size."""

    def __init__(self, folder, size):
        self.path, self.size = f"{folder}/memory", size

    def __enter__(self):
        if os.geteuid() != 0:
            raise Skipped("mounting a tmpfs needs root")
        os.makedirs(self.path, exist_ok=True)
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={self.size},mode=755", "tmpfs", self.path],
            capture_output=True, text=True,
        )
        if mounted.returncode != 0:
            raise Skipped(f"a tmpfs can't be mounted: {mounted.stderr.strip()}")
        return self

    def remount(self, options):
        subprocess.run(["mount", "-o", f"remount,{options}", self.path], check=True)

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.path], capture_output=True)


def full(report, stage, count):
    if not report.wants("disk full"):
        return
    for mode in [*stage.modes_for("disk full"), *stage.creations]:
        with report.fault(f"disk full, while {mode.name}") as fault:
            base = os.path.getsize(mode.base) if mode.base else 0
            for number in range(0, count, stage.sparsity(mode)):
                # From no room at all to more than is needed.
                size = (base + number * mode.room * 3 // (2 * count)) // 4096 * 4096 + 4096
                with fault.trial(f"{size} bytes"), MemoryDisk(stage.folder, size) as disk:
                    with stage.trial(mode, disk.path) as db:
                        finished = stage.run(db, *mode.command)
                        if finished.status == 74:
                            plain(finished, db, "make room")
                        disk.remount(f"size={size + (256 << 20)}")
                        stage.check(db, mode, finished, fault)


# What is written to the database, its log and its shared memory, and with what it fails.
CALLS = [
    ("pwrite64", "ENOSPC"), ("pwrite64", "EIO"), ("fdatasync", "EIO"), ("fdatasync", "ENOSPC"), ("ftruncate", "EIO"),
    ("ftruncate", "ENOSPC"), ("pread64", "EIO"),
]


def injected(stage, mode, call, inject):
    """Runs a command with a fault in it: how it ended, whether the fault was met, and the check after it."""
    with stage.trial(mode) as db:
        trace = f"{stage.folder}/trace"
        finished = stage.run(db, *mode.command, prefix=strace(db, trace, call, inject))
        with open(trace) as file:
            met = "INJECTED" in file.read()
        os.unlink(trace)
        if met and finished.status == 74:
            plain(finished, db)
        stage.check(db, mode, finished)
        return finished, met


def sweep(report, stage, step):
    if not report.wants("call fails"):
        return
    for call, error in CALLS:
        for mode in [*stage.modes_for(f"{call} {error}"), *stage.creations]:
            with report.fault(f"the k-th {call} fails with {error}, while {mode.name}") as fault:
                needs_strace()
                # There are some ten of these, and each is at another step of a commit.
                distance = 1 if call in ("fdatasync", "ftruncate") else step * stage.sparsity(mode)
                k, met = 1, True
                while met:
                    with fault.trial(f"k = {k}"):
                        met = False
                        finished, met = injected(stage, mode, call, f"error={error}:when={k}")
                        fault.note("failed" if finished.status else "done nevertheless")
                    k += distance


def persistent(report, stage, step):
    if not report.wants("call fails"):
        return
    for call, error in CALLS[:4]:
        for mode in stage.modes_for(f"{call} {error} from then on"):
            with report.fault(f"{call} fails with {error} from the k-th on, while {mode.name}") as fault:
                needs_strace()
                k, met = 1, True
                while met:
                    with fault.trial(f"k = {k}"):
                        met = False
                        finished, met = injected(stage, mode, call, f"error={error}:when={k}+")
                        fault.note("failed" if finished.status else "done nevertheless")
                    k += step * stage.sparsity(mode)


def worker(report, stage):
    """A worker that can't read fails the whole run, and the message of a forecast says which series it was at."""
    if not report.wants("worker fails"):
        return
    for mode in (stage.forecasting, stage.estimating):
        with report.fault(f"one worker fails, while {mode.name}") as fault:
            library = preloaded(stage)
            named = failed = 0
            # An estimate reads less.
            for k in range(1, 200 if mode is stage.forecasting else 60, 8 if stage.all_modes else 16):
                with fault.trial(f"read {k}"), stage.trial(mode) as db:
                    environment = {**os.environ, "LD_PRELOAD": library, "WORKER_READ": str(k)}
                    finished = stage.run(db, *mode.command, env=environment)
                    if finished.status != 0:
                        failed += 1
                        plain(finished, db)
                    if "The forecast of stores S0" in finished.error:
                        plain(finished, "failed, and with it the whole run", "check the disk")
                        named += 1
                    stage.check(db, mode, finished)
            if failed == 0:
                raise Failed("no worker has failed")
            fault.notes["failed"] = failed
            if mode is stage.forecasting:
                if named == 0:
                    raise Failed("no failure named its partition")
                fault.notes["named their stores"] = named


def torn(report, stage, step):
    if not report.wants("torn write"):
        return
    for kill in (False, True):
        for mode in stage.modes_for(f"torn write {kill}"):
            how = "and the process dies" if kill else "and the disk fails from then on"
            with report.fault(f"torn write {how}, while {mode.name}") as fault:
                environment = {**os.environ, "LD_PRELOAD": preloaded(stage)}
                if kill:
                    environment["TORN_KILL"] = "1"
                k, last = 1, None
                while last != 0:
                    environment["TORN_WRITE"] = str(k)
                    with fault.trial(f"k = {k}"), stage.trial(mode) as db:
                        last = 0
                        finished = stage.run(db, *mode.command, env=environment)
                        last = finished.status
                        stage.check(db, mode, finished, fault, allowed=(0, None) if kill else (0, 74))
                    k += step


def limited_size(report, stage, count):
    if not report.wants("limit on the size"):
        return
    for mode in [*stage.modes_for("limit on the size"), *stage.creations]:
        with report.fault(f"a limit on the size of files (RLIMIT_FSIZE), while {mode.name}") as fault:
            for number in range(0, count, stage.sparsity(mode)):
                size = number * mode.largest * 3 // (2 * count) + 1000
                limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
                with fault.trial(f"{size} bytes"), stage.trial(mode) as db:
                    finished = stage.run(db, *mode.command, preexec_fn=limit)
                    if finished.status == 74:
                        plain(finished, db, "ulimit -f")
                    stage.check(db, mode, finished, fault)


def limited_descriptors(report, stage):
    if not report.wants("descriptors"):
        return
    for mode in [*stage.modes_for("descriptors"), *stage.creations]:
        with report.fault(f"too few file descriptors, while {mode.name}") as fault:
            for number in range(4, 24, stage.sparsity(mode)):
                limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (number, number))
                with fault.trial(f"{number} descriptors"), stage.trial(mode) as db:
                    finished = stage.run(db, *mode.command, preexec_fn=limit)
                    if finished.status == 74:
                        plain(finished, "ulimit -n")
                    stage.check(db, mode, finished, fault)


NOBODY = 65_534


def read_only(report, stage):
    if not report.wants("read-only"):
        return
    for mode in [*stage.modes_for("read-only"), *stage.creations]:
        with report.fault(f"read-only file system, while {mode.name}") as fault:
            with fault.trial(), MemoryDisk(stage.folder, 256 << 20) as disk, stage.trial(mode, disk.path) as db:
                disk.remount("ro")
                finished = stage.run(db, *mode.command)
                plain(finished, "read-only file system")
                disk.remount("rw")
                stage.check(db, mode, finished, allowed=(74,))
        for what in ("directory", "file"):
            if what == "file" and mode in stage.creations:
                continue
            for user in ("an unprivileged user", "root"):
                refused(report, stage, mode, what, user)
    with report.fault("read-only directory, while exporting as an unprivileged user") as fault:
        with fault.trial(), stage.trial(stage.reading) as db, unprivileged() as options:
            os.chmod(os.path.dirname(db), 0o555)
            finished = stage.run(db, "export", "stockout", **options)
            os.chmod(os.path.dirname(db), 0o755)
            if finished.status != 0:
                plain(finished, db, os.path.dirname(db))
            stage.check(db, stage.reading, None, allowed=(None,))
            if finished.status not in (0, 74):
                raise Failed(f"ended with {finished}")


class unprivileged:
    """The options that have a command run as nobody."""

    def __enter__(self):
        if os.geteuid() != 0:
            return {}
        return {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def __exit__(self, *_):
        pass


def refused(report, stage, mode, what, user):
    with report.fault(f"read-only {what}, while {mode.name} as {user}") as fault:
        with fault.trial(), stage.trial(mode) as db:
            folder = os.path.dirname(db)
            if user == "root":
                if os.geteuid() != 0:
                    raise Skipped("needs root")
                options, target = {}, folder if what == "directory" else db
                locked = subprocess.run(["chattr", "+i", target], capture_output=True, text=True)
                if locked.returncode != 0:
                    raise Skipped(f"root may write everything here: {locked.stderr.strip()}")
            else:
                options = unprivileged().__enter__()
                if what == "file":
                    os.chmod(folder, 0o777)
                    os.chmod(db, 0o444)
                else:
                    os.chmod(folder, 0o555)
                    if mode.base:
                        os.chmod(db, 0o666)
            try:
                finished = stage.run(db, *mode.command, **options)
            finally:
                if user == "root":
                    subprocess.run(["chattr", "-i", target], check=True)
                os.chmod(folder, 0o755)
                if mode.base:
                    os.chmod(db, 0o644)
            if finished.status != 0 and user != "root":
                plain(finished, db, "permission denied")
            stage.check(db, mode, finished, allowed=(74,))

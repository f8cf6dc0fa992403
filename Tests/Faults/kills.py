"""Ended from outside: kill -9, signals, a pause, a power cut."""

import fcntl
import os
import shutil
import signal
import struct
import subprocess
import time

from report import Failed, Skipped
from stage import finish, plain, query


def run(report, stage, small, counts, random):
    kill(report, stage, counts.kills, random)
    kill_in_checkpoint(report, small, counts.sweep)
    ask(report, stage, counts.signals, random)
    ask_while_waiting(report, small)
    ask_while_exporting(report, stage, counts.signals, random)
    pause(report, stage, counts.pauses, random)
    cut_power(report, stage, counts.cuts, random)
    cut_power_exporting(report, stage, counts.cuts, random)


def moment(mode, random):
    """A random moment of a command, or some time after it."""
    return random.uniform(0, mode.seconds * 1.15)


def kill(report, stage, count, random):
    if not report.wants("killed"):
        return
    for mode in [*stage.modes_for("killed"), *stage.creations]:
        with report.fault(f"killed with -9 at a random moment, while {mode.name}") as fault:
            for number in range(stage.times(mode, count) if mode not in stage.creations else max(count // 4, 4)):
                with fault.trial(f"kill {number}"), stage.trial(mode) as db:
                    process = stage.start(db, *mode.command)
                    time.sleep(moment(mode, random))
                    process.kill()
                    stage.check(db, mode, finish(process), fault, allowed=(0, None))


def strace(db, trace, call, inject, paths=("", "-wal", "-journal", "-shm")):
    """The beginning of a command line that runs the rest with an injected fault."""
    paths = [option for suffix in paths for option in ("-P", db + suffix)]
    return ["strace", "-f", "-qq", "-o", trace, "-e", f"trace={call}", *paths, "-e", f"inject={call}:{inject}"]


def needs_strace():
    if shutil.which("strace") is None:
        raise Skipped("strace is not installed")


def kill_in_checkpoint(report, stage, step):
    if not report.wants("checkpoint"):
        return
    for mode in stage.modes_for("checkpoint"):
        with report.fault(f"killed in the middle of a checkpoint, while {mode.name}") as fault:
            needs_strace()
            write = 1
            while True:
                with stage.trial(mode) as db:
                    # With a write-ahead log, only a checkpoint writes into the database itself.
                    process = stage.start(
                        db, *mode.command,
                        prefix=strace(db, f"{db}.trace", "pwrite64", f"signal=KILL:when={write}", paths=("",)),
                    )
                    finished = finish(process)
                    if finished.status == 0:
                        break
                    with fault.trial(f"write {write}"):
                        finished.status = -signal.SIGKILL
                        stage.check(db, mode, finished, allowed=(None,))
                        if stage.state(db, mode) is None:
                            raise Failed("what was committed before the checkpoint is gone")
                write += step
            if fault.passed == 0:
                raise Failed("no checkpoint was met")


SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


def ask(report, stage, count, random):
    if not report.wants("asked to end"):
        return
    for number, status in SIGNALS:
        for mode in [*stage.modes_for(f"asked to end {number}"), *stage.creations]:
            with report.fault(f"asked to end by {number.name}, while {mode.name}") as fault:
                for trial in range(stage.times(mode, count)):
                    with fault.trial(f"signal {trial}"), stage.trial(mode) as db:
                        process = stage.start(db, *mode.command)
                        listens(process, number)
                        time.sleep(random.uniform(0, mode.seconds))
                        asked = time.monotonic()
                        process.send_signal(number)
                        finished = finish(process, begun=asked)
                        stopped(finished, status, stage)
                        stage.check(db, mode, finished, fault, allowed=(0, status))
                        left = [name for name in os.listdir(os.path.dirname(db)) if name != "invdb.db"]
                        if left:
                            raise Failed(f"{left} are left")


def listens(process, number):
    """Waits until a process minds a signal, which it blocks to wait for it: until then the system ends it in its own way."""
    while process.poll() is None:
        with open(f"/proc/{process.pid}/status") as file:
            blocked = next((line for line in file if line.startswith("SigBlk:")), "SigBlk: 0")
        if int(blocked.split()[1], 16) >> (number - 1) & 1:
            return
        time.sleep(0.001)


def stopped(finished, status, stage):
    if finished.status == status:
        plain(finished, "Stopped by ")
        # The promise is two seconds. The short form runs beside other tests, which take the processors and the disk.
        if finished.seconds > (2 if stage.all_modes else 20):
            raise Failed(f"it took {finished.seconds:.1f} s to end")
    elif finished.status != 0:
        raise Failed(f"ended with {finished}")


def ask_while_waiting(report, stage):
    if not report.wants("asked to end"):
        return
    waiting = [(mode, mode.name, mode.command, "BEGIN IMMEDIATE") for mode in stage.modes_for("asked while waiting")]
    # Readers wait for nobody but who keeps everybody out.
    exclusive = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE"
    waiting.append((stage.reading, "exporting", ["export", "forecast"], exclusive))
    for number, status in SIGNALS:
        for mode, name, command, begin in waiting:
            with report.fault(f"asked to end by {number.name}, while waiting for a lock before {name}") as fault:
                with fault.trial(), stage.trial(mode) as db, Holder(db, begin):
                    process = stage.start(db, *command, "--wait", "60")
                    listens(process, number)
                    time.sleep(0.3)
                    asked = time.monotonic()
                    process.send_signal(number)
                    finished = finish(process, begun=asked)
                    stopped(finished, status, stage)
                    if finished.status != status:
                        raise Failed(f"ended with {finished}")


class Holder:
    """Another program, the sqlite3 shell, that begins a transaction and stays in it."""

    def __init__(self, db, begin="BEGIN IMMEDIATE"):
        self.process = subprocess.Popen(["sqlite3", db], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ask(f"{begin}; SELECT count(*) FROM import;")

    def ask(self, sql):
        self.process.stdin.write(sql + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


def ask_while_exporting(report, stage, count, random):
    if not report.wants("asked to end"):
        return
    mode = stage.reading
    with stage.trial(mode) as db:
        begun = time.monotonic()
        export(stage, db, f"{os.path.dirname(db)}/whole.csv")
        seconds = time.monotonic() - begun
    for number, status in SIGNALS:
        with report.fault(f"asked to end by {number.name}, while exporting") as fault:
            for trial in range(count):
                with fault.trial(f"signal {trial}"), stage.trial(mode) as db:
                    target = f"{os.path.dirname(db)}/out.csv"
                    with open(target, "w") as file:
                        file.write("former\n")
                    process = stage.start(db, "export", "forecast", "-o", target)
                    listens(process, number)
                    time.sleep(random.uniform(0, seconds * 1.2))
                    asked = time.monotonic()
                    process.send_signal(number)
                    finished = finish(process, begun=asked)
                    stopped(finished, status, stage)
                    with open(target) as file:
                        is_former = file.read(8) == "former\n"
                    if is_former != (finished.status != 0):
                        raise Failed(f"the file is the wrong one after {finished}")
                    fault.note("not done" if is_former else "done")
                    if any(".invdb-" in name for name in os.listdir(os.path.dirname(db))):
                        raise Failed("a part of the new file is left")


# What readers say who may not read: the sqlite3 shell, and invdb.
LOCKED_OUT = ("locking protocol", "database is locked", "is writing to it")


def pause(report, stage, count, random):
    if not report.wants("stopped for a while"):
        return
    for mode in stage.modes_for("stopped for a while"):
        with report.fault(f"stopped for a while (SIGSTOP), while {mode.name}: readers go on") as fault:
            for number in range(stage.times(mode, count)):
                with fault.trial(f"pause {number}"), stage.trial(mode) as db:
                    process = stage.start(db, *mode.command)
                    time.sleep(moment(mode, random))
                    process.send_signal(signal.SIGSTOP)
                    try:
                        for _ in range(2):
                            if stage.state(db, mode) not in (mode.before, mode.halfway, mode.after):
                                raise Failed("a reader saw something in between")
                            query(db, "SELECT count(*) FROM stockout")
                    except Failed as failure:
                        # Whoever is the first to open the file makes the index of its log, and whoever is the last to close it
                        # takes both away: some hundred microseconds in which SQLite lets nobody else read. The log is empty then.
                        locked_out = any(words in str(failure) for words in LOCKED_OUT)
                        if not locked_out or (os.path.exists(f"{db}-wal") and os.path.getsize(f"{db}-wal") > 0):
                            raise
                        fault.note("stopped while opening or closing")
                    finally:
                        process.send_signal(signal.SIGCONT)
                    stage.check(db, mode, finish(process), fault, allowed=(0,), redo=False)


def cut_power(report, stage, count, random):
    if not report.wants("power cut"):
        return
    for mode in [*stage.modes_for("power cut"), *stage.creations]:
        with report.fault(f"power cut at a random moment, while {mode.name}") as fault:
            for number in range(stage.times(mode, count) if mode not in stage.creations else max(count // 4, 3)):
                with fault.trial(f"cut {number}"):
                    with LoopDisk(stage.folder) as disk, stage.trial(mode, disk.path) as db:
                        os.sync()
                        process = stage.start(db, *mode.command)
                        # On that disk everything takes longer.
                        time.sleep(2 * moment(mode, random))
                        if random.random() < 0.3:
                            # Some of what was written has reached the disk by itself.
                            subprocess.run(["sync", "-f", disk.path], check=False)
                        acknowledged = process.poll() == 0
                        disk.cut()
                        finished = finish(process)
                        # Who was not at its end before the cut may say anything; the disk was gone.
                        finished.status = 0 if acknowledged else None
                        disk.mount()
                        stage.check(db, mode, finished, fault, allowed=(0, None))


def cut_power_exporting(report, stage, count, random):
    """A new file, and one that takes the place of another: it is there as a whole, or the former one is."""
    if not report.wants("power cut"):
        return
    mode = stage.reading
    with stage.trial(mode) as db:
        begun = time.monotonic()
        whole = export(stage, db, f"{os.path.dirname(db)}/whole.csv")
        seconds = time.monotonic() - begun
    for what, former in (("a new file", None), ("a file that is there", b"former\n")):
        with report.fault(f"power cut at a random moment, while exporting to {what}") as fault:
            for number in range(count):
                with fault.trial(f"cut {number}"):
                    with LoopDisk(stage.folder) as disk, stage.trial(mode) as db:
                        target = f"{disk.path}/out.csv"
                        if former:
                            with open(target, "wb") as file:
                                file.write(former)
                        os.sync()
                        process = stage.start(db, "export", "forecast", "-o", target)
                        # Every other time right after its end, when what it did not wait for is not on the disk yet.
                        if number % 2:
                            time.sleep(random.uniform(0, 2 * seconds))
                        else:
                            process.wait(timeout=60)
                        acknowledged = process.poll() == 0
                        disk.cut()
                        finish(process)
                        disk.mount()
                        found = content(target)
                        if found not in (former, whole):
                            raise Failed(f"there is neither the former nor the new file, but {len(found or b'')} bytes")
                        if acknowledged and found != whole:
                            raise Failed("it ended with 0, and its file is not there")
                        fault.note("done" if found == whole else "not done")


def export(stage, db, target):
    stage.must(db, "export", "forecast", "-o", target)
    return content(target)


def content(path):
    """The bytes of a file; None where there is none."""
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


class LoopDisk:
    """A file with an ext4 file system in it."""

    def __init__(self, folder):
        self.image, self.path = f"{folder}/disk.img", f"{folder}/disk"

    def __enter__(self):
        if os.geteuid() != 0:
            raise Skipped("mounting a disk needs root")
        os.makedirs(self.path, exist_ok=True)
        with open(self.image, "wb") as file:
            file.truncate(256 << 20)
        made = subprocess.run(["mkfs.ext4", "-q", "-F", self.image], capture_output=True, text=True)
        if made.returncode != 0:
            raise Skipped(f"mkfs.ext4 does not work: {made.stderr.strip()}")
        self.mount()
        return self

    def mount(self):
        subprocess.run(["umount", self.path], capture_output=True)
        mounted = subprocess.run(["mount", "-o", "loop", self.image, self.path], capture_output=True, text=True)
        if mounted.returncode != 0:
            raise Skipped(f"a loop device can't be mounted: {mounted.stderr.strip()}")

    def cut(self):
        """Stops the file system without writing anything more (FS_IOC_SHUTDOWN with NOLOGFLUSH)."""
        folder = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, 0x8004587D, struct.pack("I", 2))
        finally:
            os.close(folder)

    def __exit__(self, *_):
        for _ in range(100):
            if subprocess.run(["umount", self.path], capture_output=True).returncode == 0:
                break
            if not os.path.ismount(self.path):
                break
            time.sleep(0.05)
        if os.path.exists(self.image):
            os.unlink(self.image)

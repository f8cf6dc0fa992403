"""Standard output that is full, closed, or not read any more; exports that are killed."""

import os
import subprocess
import time

from report import Failed
from stage import finish, plain


def run(report, stage, small, counts, random):
    reading = [
        ["export", "forecast"], ["export", "stockout"], ["export", "inventory"], ["export", "runs"], ["stockouts"],
        ["export", "sales"], ["export", "demand"], ["export", "events"], ["export", "stated-demand"],
        ["backtest", "--cuts", "1"], ["show", "P000001"], ["runs"], ["scenario", "list"], ["--help"], ["--version"], ["help", "import"],
    ]
    if report.wants("standard output"):
        full(report, small, reading)
        closed(report, small, reading)
        unread(report, small, reading)
    if report.wants("export killed"):
        killed(report, stage, counts.kills // 2, random)


def invoke(stage, db, command, **options):
    """Runs a command, also one that knows no database."""
    arguments = [stage.binary, *command]
    if command[0] not in ("--help", "--version", "help"):
        arguments += ["--db", db]
    return finish(subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, **options))


def full(report, stage, reading):
    with report.fault("standard output is full (/dev/full), while reading") as fault:
        for command in reading:
            with fault.trial(" ".join(command)), stage.trial(stage.reading) as db, open("/dev/full", "w") as output:
                told(invoke(stage, db, command, stdout=output))
    for mode in [*stage.modes_for("standard output is full"), *stage.creations]:
        with report.fault(f"standard output is full (/dev/full), while {mode.name}") as fault:
            with fault.trial(), stage.trial(mode) as db, open("/dev/full", "w") as output:
                finished = stage.run(db, *mode.command, stdout=output)
                told(finished)
                stage.check(db, mode, finished, allowed=(74,))


def told(finished):
    if finished.status != 74:
        raise Failed(f"ended with {finished}")
    plain(finished, "standard output")


def closed(report, stage, reading):
    with report.fault("standard output is closed, while reading") as fault:
        for command in reading:
            with fault.trial(" ".join(command)), stage.trial(stage.reading) as db:
                told(invoke(stage, db, command, preexec_fn=lambda: os.close(1)))
    for mode in [*stage.modes_for("standard output is closed"), *stage.creations]:
        with report.fault(f"standard output is closed, while {mode.name}") as fault:
            with fault.trial(), stage.trial(mode) as db:
                finished = stage.run(db, *mode.command, stdout=None, preexec_fn=lambda: os.close(1))
                told(finished)
                stage.check(db, mode, finished, allowed=(74,))
            with fault.trial("all three closed"), stage.trial(mode) as db:
                finished = stage.run(db, *mode.command, stdout=None, preexec_fn=lambda: os.closerange(0, 3))
                finished.error = "invdb: it could not be told"
                stage.check(db, mode, finished, allowed=(74,))


def unread(report, stage, reading):
    with report.fault("nobody reads standard output any more, while reading") as fault:
        for command in reading:
            with fault.trial(" ".join(command)), stage.trial(stage.reading) as db:
                finished = into_closed_pipe(lambda end: invoke(stage, db, command, stdout=end))
                if finished.status != 0 or finished.error:
                    raise Failed(f"ended with {finished}")
    for mode in [*stage.modes_for("nobody reads"), *stage.creations]:
        with report.fault(f"nobody reads standard output any more, while {mode.name}") as fault:
            with fault.trial(), stage.trial(mode) as db:
                finished = into_closed_pipe(lambda end: stage.run(db, *mode.command, stdout=end))
                stage.check(db, mode, finished, allowed=(0,))


def into_closed_pipe(body):
    reader, writer = os.pipe()
    os.close(reader)
    try:
        return body(writer)
    finally:
        os.close(writer)


def killed(report, stage, count, random):
    """The former file is there, or the new one, and nothing in between."""
    mode = stage.reading
    with report.fault("export killed with -9 half-way") as fault:
        with stage.trial(mode) as db:
            target = f"{os.path.dirname(db)}/out.csv"
            whole = f"{os.path.dirname(db)}/whole.csv"
            begun = time.monotonic()
            stage.must(db, "export", "forecast", "-o", whole)
            seconds = time.monotonic() - begun
            with open(whole, "rb") as file:
                new = file.read()
            for number in range(count):
                with fault.trial(f"kill {number}"):
                    with open(target, "wb") as file:
                        file.write(b"former\n")
                    process = stage.start(db, "export", "forecast", "-o", target)
                    time.sleep(random.uniform(0, seconds * 1.2))
                    process.kill()
                    finished = finish(process)
                    with open(target, "rb") as file:
                        content = file.read()
                    if content not in (b"former\n", new):
                        raise Failed(f"the file is neither the former nor the new one: {len(content)} bytes")
                    if finished.status == 0 and content != new:
                        raise Failed("it ended with 0, and the file is the former one")
                    fault.note("not done" if content != new else "done")
            with fault.trial("and again"):
                stage.must(db, "export", "forecast", "-o", target)
                with open(target, "rb") as file:
                    if file.read() != new:
                        raise Failed("doing it again gives another file")

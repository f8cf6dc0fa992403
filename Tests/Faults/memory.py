"""Too little memory. Some runtimes can only die of that; what must not happen is a damaged file."""

import os
import resource

from preload import preloaded
from report import Skipped
from stage import plain

MEGABYTE = 1 << 20


def run(report, stage, small, counts, random):
    if not report.wants("memory"):
        return
    for mode in [*stage.modes_for("memory"), *stage.creations]:
        heap_limit(report, stage, mode, counts.sizes)
        address_space(report, stage, mode, counts.sizes)
        control_group(report, stage, mode, counts.sizes)


def heap_limit(report, stage, mode, count):
    """SQLite itself refuses to take more (<https://www.sqlite.org/c3ref/hard_heap_limit64.html>)."""
    with report.fault(f"memory: limit of SQLite's heap, while {mode.name}") as fault:
        library = preloaded(stage)
        for number in range(0, count, stage.sparsity(mode)):
            limit = 50_000 + number * 60 * MEGABYTE // count
            with fault.trial(f"{limit} bytes"), stage.trial(mode) as db:
                environment = {**os.environ, "LD_PRELOAD": library, "HEAP_LIMIT": str(limit)}
                finished = stage.run(db, *mode.command, env=environment)
                if finished.status == 1:
                    plain(finished, db, "not enough memory")
                stage.check(db, mode, finished, fault, allowed=(0, 1))


def address_space(report, stage, mode, count):
    with report.fault(f"memory: ulimit -v, while {mode.name}") as fault:
        for number in range(0, count, stage.sparsity(mode)):
            limit = (20 + number * 480 // count) * MEGABYTE
            set_limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            with fault.trial(f"{limit // MEGABYTE} MB"), stage.trial(mode) as db:
                finished = stage.run(db, *mode.command, timeout=30, preexec_fn=set_limit)
                # Before main() it is the loader that says so, with 127; a runtime without memory ends by a signal.
                if finished.status == 127 or finished.status < 0:
                    fault.note("died")
                    finished.status = None
                stage.check(db, mode, finished, fault, allowed=(0, 1, 74, None))


def control_group(report, stage, mode, count):
    """The system ends whoever takes more than its group may have."""
    with report.fault(f"memory: limit of a control group, while {mode.name}") as fault:
        root, limit_name = "/sys/fs/cgroup", "memory.max"
        if os.path.isdir(f"{root}/memory"):
            # The older of the two ways in which Linux shows control groups.
            root, limit_name = f"{root}/memory", "memory.limit_in_bytes"
        group = f"{root}/invdb-faults-{os.getpid()}"
        try:
            os.mkdir(group)
        except OSError as error:
            raise Skipped(f"a control group can't be made: {error}")
        try:
            if not os.path.exists(f"{group}/{limit_name}"):
                raise Skipped("control groups don't limit memory here")

            def enter():
                with open(f"{group}/cgroup.procs", "w") as file:
                    file.write(str(os.getpid()))

            for number in range(0, count, stage.sparsity(mode)):
                limit = (4 + number * 60 // count) * MEGABYTE
                with open(f"{group}/{limit_name}", "w") as file:
                    file.write(str(limit))
                with fault.trial(f"{limit // MEGABYTE} MB"), stage.trial(mode) as db:
                    finished = stage.run(db, *mode.command, preexec_fn=enter)
                    if finished.status < 0:
                        fault.note("killed by the system")
                    stage.check(db, mode, finished, fault, allowed=(0, 1, 74, None))
        finally:
            os.rmdir(group)

#!/usr/bin/env python3
"""Faults of all kinds while invdb imports, estimates and forecasts, and what has to hold afterwards.

Prints one line a fault, and ends with `N passed, N failed`. What can't be tried here is counted as skipped.
"""

import argparse
import os
import random
import signal
import sys
from types import SimpleNamespace

import disks
import kills
import locks
import memory
import outputs
from report import Report
from stage import Stage

# How often each fault is tried. `sweep` is the distance between the calls that fail: 1 is each of them.
LONG = SimpleNamespace(
    kills=200, signals=10, pauses=20, cuts=50, sizes=16, sweep=1, pairs=10, forecasts=100, stores=20, products=2000
)
SHORT = SimpleNamespace(
    kills=8, signals=2, pauses=2, cuts=3, sizes=4, sweep=13, pairs=2, forecasts=6, stores=20, products=2000
)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invdb", required=True, help="the binary")
    parser.add_argument("--short", action="store_true", help="every fault, but few times")
    parser.add_argument("--seed", type=int, default=None, help="repeats the random moments of another run")
    parser.add_argument("--only", action="append", help="only this kind of fault, such as \"power cut\" or \"lock\"")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed} (--seed {seed} repeats the random moments)", flush=True)
    # Behind nohup it is ignored, and so would be by invdb.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    counts = SHORT if given.short else LONG
    binary = os.path.abspath(given.invdb)
    report = Report(given.only)
    large = Stage(binary, counts.stores, counts.products, not given.short, seed)
    small = Stage(binary, 3, 200, not given.short, seed)
    try:
        for part in (outputs, locks, kills, disks, memory):
            # Each part has its own numbers, so that it can be repeated alone.
            part.run(report, large, small, counts, random.Random(f"{seed} {part.__name__}"))
    finally:
        large.close()
        small.close()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())

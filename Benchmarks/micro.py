"""Runs the micro-benchmarks in Micro/ and prints their medians as one Markdown table.

    micro.py
"""

import os
import re
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
SERIES = 50_000


def medians():
    """The median of each benchmark in microseconds, by its name."""
    done = subprocess.run(
        ["swift", "package", "--allow-writing-to-package-directory", "benchmark", "--target", "Invdb", "--no-progress",
         "--format", "markdown"],
        cwd=os.path.join(HERE, "Micro"), capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"The micro-benchmarks failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    found, name = {}, None
    for line in done.stdout.splitlines():
        if line.startswith("### "):
            name = line[4:].strip()
        elif line.startswith("| Time (wall clock)") and name:
            # The columns are p0, p25, p50 …
            unit, median = re.search(r"\((ns|μs|ms|s)\)", line).group(1), int(line.split("|")[4])
            found[name] = median * {"ns": 0.001, "μs": 1, "ms": 1000, "s": 1_000_000}[unit]
    return found


def main():
    print("| part, 50,000 series | median | ns a series |")
    print("| --- | --- | --- |")
    for name, microseconds in medians().items():
        print(f"| {name} | {microseconds / 1000:.1f} ms | {microseconds * 1000 / SERIES:.0f} |", flush=True)


if __name__ == "__main__":
    main()

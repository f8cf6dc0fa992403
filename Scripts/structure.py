#!/usr/bin/env python3
"""Counts two things about the Swift files that nobody sees in a single change, and fails if one is above its limit:

    structure.py [--max-folder N] [--max-circles N] [FOLDER ...]

- the most files that lie directly in one folder: a large folder holds several subjects;
- circles of files that use each other's names: such files can only be understood, and moved, together.

Each circle is printed with its reasons: which file uses what of which other one, and in which lines. Usually one
declaration lies in the wrong file. FOLDERs are by default Sources, where each folder is a module, and Migrations.
"""

import argparse
import os
import sys
from collections import defaultdict

from swift_names import Project, SourceFile

MAX_FOLDER = 16
MAX_CIRCLES = 0
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
# Folders that are one module, of another name.
MODULES = {"Migrations": "InvdbMigrations"}


def swift_files(folders):
    """The Swift files below the folders, by path."""
    found = []
    for folder in folders:
        for place, inner, names in os.walk(folder):
            inner.sort()
            found += [os.path.join(place, name) for name in sorted(names) if name.endswith(".swift")]
    return found


def module_of(path, folders):
    """A file's module: one of MODULES, or else the first folder below the given one."""
    for folder in folders:
        inside = os.path.relpath(path, folder)
        if not inside.startswith(".."):
            own = os.path.basename(os.path.abspath(folder))
            return MODULES.get(own) or (inside.split(os.sep)[0] if os.sep in inside else own)
    return ""


def read(folders):
    """All files, parsed."""
    files = []
    for path in swift_files(folders):
        with open(path, encoding="utf-8") as source:
            files.append(SourceFile(path, module_of(path, folders), source.read()))
    return files


def folder_sizes(paths):
    """(files directly in it, folder), the largest first."""
    sizes = defaultdict(int)
    for path in paths:
        sizes[os.path.dirname(path)] += 1
    return sorted(((size, folder) for folder, size in sizes.items()), key=lambda pair: (-pair[0], pair[1]))


def edges(files):
    """For each file those that it uses, with the names and their lines."""
    graph = {file.path: {} for file in files}
    for file, line, name, other in Project(files).uses():
        graph[file.path].setdefault(other.path, {}).setdefault(name, set()).add(line)
    return graph


def circles(graph):
    """The strongly connected components with more than one file (Tarjan's algorithm, with a stack of its own)."""
    numbers, low, stack, on_stack, found = {}, {}, [], set(), []
    for start in graph:
        if start in numbers:
            continue
        work = [(start, iter(graph[start]))]
        numbers[start] = low[start] = len(numbers)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, following = work[-1]
            for other in following:
                if other not in numbers:
                    numbers[other] = low[other] = len(numbers)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(graph[other])))
                    break
                if other in on_stack:
                    low[node] = min(low[node], numbers[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == numbers[node]:
                    place = stack.index(node)
                    component, stack = stack[place:], stack[:place]
                    on_stack.difference_update(component)
                    if len(component) > 1:
                        found.append(sorted(component))
    return sorted(found, key=lambda circle: (-len(circle), circle))


def reasons(circle, graph):
    """A line for each file that uses another one of its circle."""
    for path in circle:
        for other in circle:
            for_names = graph[path].get(other)
            if not for_names:
                continue
            names = ", ".join(
                f"{name} ({', '.join(map(str, sorted(lines)[:4]))}{', …' if len(lines) > 4 else ''})"
                for name, lines in sorted(for_names.items()))
            yield f"    {os.path.basename(path)} uses {os.path.basename(other)}: {names}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n\n")[0], epilog="\n\n".join(__doc__.split("\n\n")[2:]),
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--max-folder", type=int, default=MAX_FOLDER, metavar="N", help=f"default {MAX_FOLDER}")
    parser.add_argument("--max-circles", type=int, default=MAX_CIRCLES, metavar="N", help=f"default {MAX_CIRCLES}")
    parser.add_argument("folders", nargs="*", metavar="FOLDER", help="default Sources and Migrations")
    options = parser.parse_args()
    folders = options.folders or [os.path.relpath(os.path.join(ROOT, name)) for name in ("Sources", "Migrations")]

    files = read(folders)
    if not files:
        raise SystemExit(f"There are no Swift files in {' and '.join(folders)}.")
    sizes = folder_sizes(file.path for file in files)
    graph = edges(files)
    found = circles(graph)

    for size, folder in sizes:
        if size > options.max_folder:
            print(f"{folder} has {size} Swift files; {options.max_folder} are allowed in one folder.")
    if len(found) > options.max_circles:
        for circle in found:
            print(f"{len(circle)} files use each other in a circle:")
            for line in reasons(circle, graph):
                print(line)
    print(
        f"{len(files)} files. Most in one folder: {sizes[0][0]} ({sizes[0][1]}), allowed {options.max_folder}. "
        f"Circles: {len(found)}, allowed {options.max_circles}.")
    sys.exit(sizes[0][0] > options.max_folder or len(found) > options.max_circles)


if __name__ == "__main__":
    main()

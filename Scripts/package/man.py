#!/usr/bin/env python3
"""Writes a man page of invdb and one of each command into a folder, from what the program says of itself:
man.py PROGRAM FOLDER DATE."""

import json
import subprocess
import sys
from pathlib import Path


def text(words):
    """Text for a man page: a backslash, and a dot or an apostrophe at the start of a line, mean something there."""
    lines = words.replace("\\", "\\e").replace("-", "\\-").split("\n")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in lines)


def paragraphs(words, separator=".PP"):
    """Paragraphs, of which those that are indented keep their lines."""
    return f"\n{separator}\n".join(
        f".nf\n{text(each)}\n.fi" if each.startswith("  ") else text(each) for each in words.split("\n\n") if each.strip()
    )


def is_opposite(argument, other):
    """Whether an argument is --no-sum, and the other one --sum, whose description is about both."""
    return argument["kind"] == other["kind"] == "flag" and argument["valueName"] == f"no-{other['valueName']}"


def names(arguments):
    """The names of an option, as in -h, --help, and its value; the opposite of a flag belongs to it."""
    words = [("-" if each["kind"] == "short" else "--") + each["name"] for argument in arguments for each in argument["names"]]
    argument = arguments[0]
    value = "" if argument["kind"] == "flag" else f" {argument.get('valueName', 'value')}"
    return ", ".join(words) + value


def described(argument):
    words = argument.get("abstract", "")
    if argument.get("allValues"):
        words += f" (values: {', '.join(argument['allValues'])})"
    if argument.get("defaultValue") and argument["kind"] != "flag":
        words += f" (default: {argument['defaultValue']})"
    return paragraphs(words + "\n\n" + argument.get("discussion", ""), ".IP")


def page(command, program, version, date):
    words = [*command.get("superCommands", []), command["commandName"]]
    title = "-".join(words)
    arguments = [each for each in command.get("arguments", []) if each.get("shouldDisplay", True)]
    commands = [each for each in command.get("subcommands", []) if each.get("shouldDisplay", True) and each["commandName"] != "help"]
    operands = [each["valueName"] + (" ..." if each.get("isRepeating") else "") for each in arguments if each["kind"] == "positional"]
    lines = [
        f'.TH "{text(title.upper())}" 1 "{date}" "invdb {version}" "invdb"',
        ".SH NAME",
        f"{text(title)} \\- {text(command.get('abstract', '').rstrip('.'))}",
        ".SH SYNOPSIS",
        f".B {text(' '.join(words))}",
        text(" ".join((["command"] if commands else []) + ["[options]"] + operands)),
    ]
    if command.get("discussion"):
        lines += [".SH DESCRIPTION", paragraphs(command["discussion"])]
    section = None
    for index, argument in enumerate(arguments):
        if index > 0 and is_opposite(argument, arguments[index - 1]):
            continue
        same = [argument, *(each for each in arguments[index + 1 : index + 2] if is_opposite(each, argument))]
        if argument.get("sectionTitle", "options") != section:
            section = argument.get("sectionTitle", "options")
            lines.append(f'.SH "{text(section.upper())}"')
        lines += [".TP", ".B " + text(argument["valueName"] if argument["kind"] == "positional" else names(same)), described(argument)]
    if commands:
        lines.append(".SH COMMANDS")
        for each in commands:
            lines += [".TP", f".BR {text(title)}\\-{text(each['commandName'])} (1)", text(each.get("abstract", ""))]
    if len(words) > 1:
        lines += [".SH SEE ALSO", f".BR {text('-'.join(words[:-1]))} (1)"]
    pages = {title: "\n".join(line for line in lines if line) + "\n"}
    for each in commands:
        pages.update(page(each, program, version, date))
    return pages


def main():
    program, folder, date = sys.argv[1:]
    dump = json.loads(subprocess.run([program, "--experimental-dump-help"], check=True, stdout=subprocess.PIPE).stdout)
    version = subprocess.run([program, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    Path(folder).mkdir(parents=True, exist_ok=True)
    for title, contents in page(dump["command"], program, version, date).items():
        (Path(folder) / f"{title}.1").write_text(contents, encoding="utf-8")


main()

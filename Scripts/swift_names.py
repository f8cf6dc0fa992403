"""The names that Swift files declare and use, as far as text shows them: no compiler, no types of expressions.

    text ──Lexer──▶ tokens ──SourceFile──▶ declarations, scopes, imports
                                                  └──Project.uses──▶ (file, line, name, file that declares it)

A name is looked up as Swift does it: in the types around it from the inside out, in the file's module, in the imported
modules. The type of an expression is unknown, so a member behind a dot counts only if its receiver is a type's name or
`self`, or if a single file declares a member of that name with those argument labels. Everything else is left out.
Therefore a use that is found is real (but for a clash with a name of a library), and some uses are missed.
"""

import re
from collections import defaultdict, namedtuple
from dataclasses import dataclass, field
from functools import cache

Token = namedtuple("Token", "text line")

IDENTIFIER = re.compile(r"`?[A-Za-z_]\w*`?")
NUMBER = re.compile(r"\d[\w]*(\.\d\w*)?")
STRING = re.compile(r'(#*)("""|")')

TYPE_KEYWORDS = {"struct", "class", "enum", "actor", "protocol"}
MODIFIERS = {
    "public", "package", "internal", "private", "fileprivate", "open", "final", "static", "class", "mutating",
    "nonmutating", "override", "lazy", "weak", "unowned", "indirect", "nonisolated", "isolated", "required",
    "convenience", "dynamic", "borrowing", "consuming", "sending", "prefix", "postfix", "infix", "async", "optional",
}
# What follows `class` in `class func`, and the others where they are no keyword.
NO_TYPE_NAMES = MODIFIERS | {"func", "var", "let"}
# Members that types of Swift's own libraries have: one extension that adds `count` doesn't explain each `x.count`.
LIBRARY_MEMBERS = {
    "append", "close", "contains", "count", "debugDescription", "description", "distance", "encode", "errorDescription",
    "filter", "finish", "first", "flush", "forEach", "hash", "id", "index", "indices", "insert", "isEmpty", "keys",
    "last", "map", "max", "min", "next", "prefix", "read", "reduce", "remove", "removeAll", "reversed", "run", "size", "sort",
    "sorted", "split", "starts", "suffix", "validate", "value", "values", "withLock", "write",
}


class Lexer:
    """Cuts Swift into tokens without comments and without the text of strings; code in `\\(…)` is kept."""

    def __init__(self, text):
        self.text = text
        self.position = 0
        self.line = 1
        self.tokens = []

    def run(self):
        self.code(until=None)
        return self.tokens

    def emit(self, text):
        self.tokens.append(Token(text.strip("`"), self.line))

    def skip(self, count):
        self.line += self.text.count("\n", self.position, self.position + count)
        self.position += count

    def code(self, until):
        """Code up to the end, or up to the parenthesis that ends an interpolation."""
        depth = 0
        while self.position < len(self.text):
            rest = self.position
            character = self.text[rest]
            if self.text.startswith("//", rest):
                end = self.text.find("\n", rest)
                self.skip((end if end >= 0 else len(self.text)) - rest)
            elif self.text.startswith("/*", rest):
                self.comment()
            elif match := STRING.match(self.text, rest):
                self.string(match)
            elif match := IDENTIFIER.match(self.text, rest) or NUMBER.match(self.text, rest):
                self.emit(match.group())
                self.skip(match.end() - rest)
            elif character.isspace():
                self.skip(1)
            else:
                depth += (character == "(") - (character == ")")
                if until and depth < 0:
                    return
                arrow = self.text.startswith("->", rest)
                self.emit("->" if arrow else character)
                self.skip(2 if arrow else 1)

    def comment(self):
        depth = 0
        while self.position < len(self.text):
            if self.text.startswith("/*", self.position):
                depth += 1
                self.skip(2)
            elif self.text.startswith("*/", self.position):
                depth -= 1
                self.skip(2)
                if depth == 0:
                    return
            else:
                self.skip(1)

    def string(self, opening):
        marks, quote = opening.groups()
        escape, end = "\\" + marks, quote + marks
        self.emit('""')
        self.skip(len(opening.group()))
        while self.position < len(self.text):
            if self.text.startswith(end, self.position):
                return self.skip(len(end))
            if quote == '"' and self.text[self.position] == "\n":
                return
            if self.text.startswith(escape + "(", self.position):
                self.skip(len(escape) + 1)
                self.emit("(")
                self.code(until=")")
                self.emit(")")
                self.skip(1)
            elif self.text.startswith(escape, self.position):
                self.skip(len(escape) + 1)
            else:
                self.skip(1)


@dataclass
class Declaration:
    """A type, an alias, a member of a type, or something global."""

    name: str
    kind: str
    # The types around it, as they are written; empty at the top of a file.
    owner: tuple
    file: "SourceFile"
    line: int
    is_private: bool
    in_extension: bool
    # Of a function or an initializer: (label, may be left out) of each parameter.
    parameters: list = None
    # Of an alias: the names that it stands for.
    target: tuple = ()

    @property
    def path(self):
        return self.owner + (self.name,)

    def accepts(self, call):
        """Whether a call with these labels can be meant. None stands for a name without an argument list."""
        if self.parameters is None or call is None:
            return True
        labels, has_closure = call
        place = 0
        for label in labels:
            while place < len(self.parameters) and self.parameters[place][0] != label:
                if not self.parameters[place][1]:
                    return False
                place += 1
            if place == len(self.parameters):
                return False
            place += 1
        return has_closure or all(optional for _, optional in self.parameters[place:])


@dataclass
class Scope:
    """What is between two braces: a type with its path, or anything else with None."""

    path: tuple
    kind: str
    is_private: bool = False


@dataclass(eq=False)
class SourceFile:
    """One file: what it declares, and what its tokens stand in."""

    path: str
    module: str
    text: str
    tokens: list = field(default_factory=list)
    # For each token, the types around it.
    scopes: list = field(default_factory=list)
    declarations: list = field(default_factory=list)
    imports: set = field(default_factory=set)
    exported: set = field(default_factory=set)
    # For each type that is declared or extended here, what stands behind its colon.
    inherited: dict = field(default_factory=lambda: defaultdict(set))
    # Tokens that declare or label something, and so use nothing.
    labels: set = field(default_factory=set)
    # Names of variables and parameters.
    local: set = field(default_factory=set)
    # (name, first token, last token): generic parameters, which hide types of their name.
    hidden: list = field(default_factory=list)

    def __post_init__(self):
        self.tokens = Lexer(self.text).run()
        self.parse()

    def at(self, index):
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def is_name(self, index):
        return bool(IDENTIFIER.fullmatch(self.at(index)))

    def parse(self):
        stack = [Scope((), "file")]
        pending = None
        for index, token in enumerate(self.tokens):
            scope = stack[-1]
            self.scopes.append(next(scope.path for scope in reversed(stack) if scope.path is not None))
            text = token.text
            if text == "{":
                stack.append(pending or Scope(None, "body"))
                pending = None
            elif text == "}":
                if len(stack) > 1:
                    stack.pop()
            elif self.at(index - 1) == "." or index in self.labels:
                continue
            elif text == "import" and scope.kind == "file" and self.is_name(index + 1):
                self.read_import(index)
            elif text == "extension" and self.is_name(index + 1):
                path = self.dotted(index + 1)
                pending = Scope(path, "extension", self.is_private(index))
                self.read_inherited(path, index + 2 * len(path))
            elif text in TYPE_KEYWORDS and self.is_name(index + 1) and self.at(index + 1) not in NO_TYPE_NAMES:
                pending = self.read_type(index, scope)
            elif text in ("let", "var", "func", "init", "subscript", "case", "typealias", "associatedtype"):
                self.read_member(index, scope)
            elif text == "in":
                self.read_closure_parameters(index)
            elif self.is_name(index):
                self.read_label(index)

    def read_label(self, index):
        """The label of an argument, of a parameter, or of a further closure of a call: `label:` or `label name:`."""
        if self.at(index + 1) == ":" and self.at(index - 1) in ("(", ",", "[", "}"):
            self.labels.add(index)
            self.local.add(self.at(index))
        elif self.is_name(index + 1) and self.at(index + 2) == ":" and self.at(index - 1) in ("(", ","):
            self.labels |= {index, index + 1}
            self.local.add(self.at(index + 1))

    def read_import(self, index):
        name = index + 1
        if self.at(name) in TYPE_KEYWORDS | {"func", "var", "let", "typealias"}:
            name += 1
        self.labels.add(name)
        self.imports.add(self.at(name))
        if self.at(index - 1) == "_exported" or "_exported" in (self.at(index - 2), self.at(index - 3)):
            self.exported.add(self.at(name))

    def dotted(self, index):
        path = [self.at(index)]
        while self.at(index + 1) == "." and self.is_name(index + 2):
            index += 2
            path.append(self.at(index))
        return tuple(path)

    def modifiers(self, index):
        """The modifiers before a keyword, `private(set)` as one of them."""
        found = set()
        index -= 1
        while index >= 0:
            if self.at(index) == ")" and self.at(index - 2) == "(" and self.at(index - 3) in MODIFIERS:
                found.add(f"{self.at(index - 3)}(set)")
                index -= 4
            elif self.at(index) in MODIFIERS:
                found.add(self.at(index))
                index -= 1
            elif self.is_name(index) and self.at(index - 1) == "@":
                index -= 2
            else:
                break
        return found

    def is_private(self, index):
        return bool(self.modifiers(index) & {"private", "fileprivate"})

    def declare(self, name, kind, index, scope, **more):
        # What is private in a type, or declared in a body, can't be seen from another file.
        is_private = scope.kind == "body" or scope.is_private or self.is_private(index)
        self.labels.add(index + 1)
        self.declarations.append(
            Declaration(
                name, kind, scope.path or (), self, self.tokens[index].line, is_private, scope.kind == "extension",
                **more))

    def read_type(self, index, scope):
        name = self.at(index + 1)
        self.declare(name, "type", index, scope)
        path = (scope.path or ()) + (name,)
        after = self.read_generics(index + 2, index)
        self.read_inherited(path, after)
        return Scope(path, self.at(index), scope.kind == "body" or scope.is_private or self.is_private(index))

    def read_inherited(self, path, index):
        while index < len(self.tokens) and self.at(index) not in ("{", "where"):
            if self.is_name(index) and self.at(index - 1) in (":", ","):
                self.inherited[path].add(self.dotted(index))
            index += 1

    def read_generics(self, index, start):
        """The names in `<…>`, which hide types of that name from the keyword to the end of the body."""
        if self.at(index) != "<":
            return index
        depth, names = 0, []
        while index < len(self.tokens):
            depth += (self.at(index) == "<") - (self.at(index) == ">")
            if depth == 0:
                break
            if depth == 1 and self.at(index - 1) in ("<", ",") and self.is_name(index):
                names.append(self.at(index))
            index += 1
        end = self.end_of_body(index)
        self.hidden += [(name, start, end) for name in names]
        return index + 1

    def end_of_body(self, index):
        depth = 0
        while index < len(self.tokens):
            depth += (self.at(index) == "{") - (self.at(index) == "}")
            if depth <= 0 and self.at(index) == "}":
                break
            index += 1
        return index

    def read_member(self, index, scope):
        keyword, name = self.at(index), self.at(index + 1)
        if keyword in ("init", "subscript"):
            if scope.kind in TYPE_KEYWORDS | {"extension"} and name in ("(", "<", "?", "!"):
                self.read_function(index, index + 1, keyword, scope)
                self.labels.discard(index + 1)
        elif keyword == "func":
            if self.is_name(index + 1):
                self.read_function(index, index + 2, name, scope)
        elif keyword == "typealias":
            target = self.dotted(index + 3) if self.at(index + 2) == "=" and self.is_name(index + 3) else ()
            self.declare(name, "alias", index, scope, target=target)
        elif keyword == "associatedtype":
            self.labels.add(index + 1)
            self.hidden.append((name, index, self.end_of_scope(index)))
        elif keyword == "case":
            if scope.kind == "enum":
                self.read_cases(index, scope)
        else:
            self.read_variable(index, scope)

    def end_of_scope(self, index):
        depth = 0
        while index < len(self.tokens) and depth >= 0:
            depth += (self.at(index) == "{") - (self.at(index) == "}")
            index += 1
        return index

    def read_function(self, index, after, name, scope):
        after = self.read_generics(after, index)
        while self.at(after) in ("?", "!"):
            after += 1
        parameters = []
        for start, end in self.arguments(after):
            texts = [self.at(place) for place in range(start, end)]
            if not texts:
                continue
            if len(texts) > 1 and texts[1] != ":" and ":" in texts:
                self.local.add(texts[1])
            else:
                self.local.add(texts[0])
            self.labels |= {start, start + 1}
            parameters.append((texts[0], "=" in texts))
        kind = {"file": "global", "body": "local"}.get(scope.kind, "member")
        self.declare(name, kind, index, scope, parameters=parameters)

    def read_variable(self, index, scope):
        names = [index + 1]
        if self.at(index + 1) == "(":
            names = [start for start, _ in self.arguments(index + 1)]
        for place in names:
            if not self.is_name(place):
                continue
            self.labels.add(place)
            if scope.kind == "body":
                self.local.add(self.at(place))
                continue
            kind = "global" if scope.kind == "file" else "member"
            self.declare(self.at(place), kind, index, scope)

    def read_cases(self, index, scope):
        place = index + 1
        while self.is_name(place):
            self.declare(self.at(place), "case", index, scope)
            self.labels.add(place)
            place += 1
            if self.at(place) == "(":
                place = self.closing(place) + 1
            if self.at(place) == "=":
                place += 2 if self.at(place + 1) != "-" else 3
            if self.at(place) != ",":
                break
            place += 1

    def read_closure_parameters(self, index):
        """`{ a, b in` and `for a in`."""
        place = index - 1
        while self.is_name(place) or self.at(place) in (",", "(", ")"):
            if self.is_name(place):
                self.local.add(self.at(place))
                if self.at(place) == "for":
                    break
            place -= 1

    def closing(self, index):
        """The token that closes the bracket at `index`."""
        depth = 0
        while index < len(self.tokens):
            depth += (self.at(index) in ("(", "[", "{")) - (self.at(index) in (")", "]", "}"))
            if depth == 0:
                return index
            index += 1
        return index

    def arguments(self, index):
        """The (first, end) tokens of each argument in the parentheses at `index`."""
        if self.at(index) != "(":
            return []
        end = self.closing(index)
        found, start, place = [], index + 1, index + 1
        while place < end:
            if self.at(place) in ("(", "[", "{"):
                place = self.closing(place)
            elif self.at(place) == ",":
                found.append((start, place))
                start = place + 1
            place += 1
        return found + ([(start, end)] if start < end else [])

    def call(self, index):
        """The labels of a call whose name is at `index`, and whether a closure may follow; None without parentheses."""
        if self.at(index + 1) != "(":
            return None
        labels = []
        for start, _ in self.arguments(index + 1):
            labels.append(self.at(start) if self.is_name(start) and self.at(start + 1) == ":" else "_")
        return labels, self.at(self.closing(index + 1) + 1) == "{"

    def is_hidden(self, name, index):
        return any(name == hidden and start <= index <= end for hidden, start, end in self.hidden)


class Project:
    """All files, and which of them uses what of which other one."""

    def __init__(self, files):
        self.files = files
        # A type by (module of its outermost type, path); the module is "" for types of libraries.
        self.types = defaultdict(list)
        self.members = defaultdict(lambda: defaultdict(list))
        self.members_by_name = defaultdict(list)
        self.globals = defaultdict(list)
        self.conformances = defaultdict(set)
        self.reachable = self.modules_in_reach()
        self.collect()

    def modules_in_reach(self):
        """For each module those that it imports, also through others."""
        modules = {file.module for file in self.files}
        imports = {module: {module} for module in modules}
        for file in self.files:
            imports[file.module] |= file.imports & modules
        for _ in modules:
            for module in modules:
                imports[module] |= {far for near in imports[module] for far in imports[near]}
        return imports

    def collect(self):
        all_declared = [declared for file in self.files for declared in file.declarations]
        # Types at the top first, because `root` looks the others' outermost types up in `types` (and remembers them).
        for declared in sorted(all_declared, key=lambda declared: len(declared.owner)):
            if declared.kind in ("type", "alias"):
                module = declared.file.module
                if declared.owner:
                    module = self.root(declared.file, declared.owner[0])
                self.types[module, declared.path].append(declared)
        for declared in all_declared:
            if declared.kind in ("member", "case"):
                self.members[self.key(declared.file, declared.owner)][declared.name].append(declared)
                self.members_by_name[declared.name].append(declared)
            elif declared.kind == "global":
                self.globals[declared.name].append(declared)
        for file in self.files:
            for path, inherited in file.inherited.items():
                for parent in inherited:
                    self.conformances[self.key(file, path)].add(self.key(file, parent))

    def sees(self, file, declared):
        return declared.file is file or not declared.is_private

    @cache
    def imported(self, file):
        """The modules whose top-level names a file can use."""
        found = set(file.imports)
        for _ in range(3):
            found |= {name for other in self.files if other.module in found for name in other.exported}
        return found

    @cache
    def root(self, file, name):
        """The module of a type at the top of a file; "" if it is a library's."""
        for module in [file.module, *sorted(self.imported(file))]:
            if any(self.sees(file, declared) for declared in self.types.get((module, (name,)), [])):
                return module
        return ""

    def key(self, file, path):
        """A type by its path as a file writes it, aliases followed."""
        if not path:
            return "", ()
        if len(path) > 1 and path[0] in self.reachable and self.root(file, path[0]) == "":
            return path[0], path[1:]
        key = self.root(file, path[0]), path
        for _ in range(4):
            declared = self.types.get(key, [])
            if not declared or declared[0].kind != "alias" or not declared[0].target:
                break
            target = self.key(declared[0].file, declared[0].target) if declared[0].target != path else key
            if target == key:
                break
            key = target
        return key

    def lookup(self, file, scope, name):
        """The key of the type that a name means within the types around it, or None."""
        for length in range(len(scope), 0, -1):
            module, path = self.key(file, scope[:length])
            if self.visible((module, path + (name,)), file):
                return module, path + (name,)
        module = self.root(file, name)
        return (module, (name,)) if module else None

    def visible(self, key, file):
        """The declarations of a type that a file can mean: its own, or else those of others."""
        seen = [declared for declared in self.types.get(key, []) if self.sees(file, declared)]
        return [declared for declared in seen if declared.file is file] or seen

    def uses(self):
        """(file, line, name, file that declares it) for each use of another file's name."""
        for file in self.files:
            yield from Uses(self, file).run()


class Uses:
    """The names of other files in one file."""

    def __init__(self, project, file):
        self.project = project
        self.file = file
        self.done = set()

    def run(self):
        file = self.file
        for index, token in enumerate(file.tokens):
            if index in self.done or index in file.labels or not file.is_name(index):
                continue
            if file.at(index - 1) == ".":
                found = self.of_member(None, index)
            else:
                found = self.of_name(index, token.text)
            for place, declared in found:
                if declared.file is not file:
                    yield file, file.tokens[place].line, ".".join(declared.path), declared.file

    def of_name(self, index, name):
        project, file, scope = self.project, self.file, self.file.scopes[index]
        if name in ("self", "Self"):
            return self.of_chain(index, project.key(file, scope)) if scope else []
        if not file.is_hidden(name, index):
            if key := project.lookup(file, scope, name):
                return [(index, declared) for declared in project.visible(key, file)] + self.of_chain(index, key)
            if name in project.reachable and file.at(index + 1) == "." and file.is_name(index + 2):
                # A module's name before the type's.
                key = name, (file.at(index + 2),)
                self.done.add(index + 2)
                return [(index, declared) for declared in project.visible(key, file)] + self.of_chain(index + 2, key)
        if name in file.local or file.at(index + 1) == ":":
            return []
        return self.of_bare_name(index, name, scope)

    def of_bare_name(self, index, name, scope):
        """A member of a type around it from another file, or something global."""
        project, file = self.project, self.file
        for length in range(len(scope), 0, -1):
            if found := self.members(project.key(file, scope[:length]), name, file.call(index)):
                return [(index, declared) for declared in found]
        return [
            (index, declared) for declared in project.globals[name]
            if project.sees(file, declared) and declared.accepts(file.call(index))
            and declared.file.module in project.imported(file) | {file.module}
        ]

    def of_chain(self, index, key):
        """What follows a type's name: nested types, a member, or an initializer."""
        project, file = self.project, self.file
        found = []
        while file.at(index + 1) == "." and file.is_name(index + 2):
            index += 2
            self.done.add(index)
            nested = key[0], key[1] + (file.at(index),)
            declared = project.visible(nested, file)
            if not declared:
                return found + self.of_member(key, index)
            found += [(index, one) for one in declared]
            key = nested
        if file.at(index + 1) == "(":
            found += [(index, declared) for declared in self.members(key, "init", file.call(index))]
        return found

    def of_member(self, key, index):
        """A member behind a dot, of the type `key` if that is known."""
        project, file, name = self.project, self.file, self.file.at(index)
        call = file.call(index)
        if key is not None:
            return [(index, declared) for declared in self.members(key, name, call)]
        candidates = [
            declared for declared in project.members_by_name[name]
            if project.sees(file, declared) and declared.accepts(call)
            and declared.file.module in project.reachable[file.module]
        ]
        if name in LIBRARY_MEMBERS or len({declared.file for declared in candidates}) != 1:
            return []
        return [(index, candidates[0])] if self.is_apart(candidates[0]) else []

    def is_apart(self, declared):
        """Whether a member is in another file than its type: the type's name does not show who uses it."""
        if not declared.in_extension:
            return False
        own = self.project.types.get(self.project.key(declared.file, declared.owner), [])
        return all(one.file is not declared.file for one in own)

    def members(self, key, name, call):
        """The members of a type, or of the protocols that it conforms to, that a name can mean."""
        project, file = self.project, self.file
        seen, waiting = set(), [key]
        while waiting:
            key = waiting.pop(0)
            if key in seen:
                continue
            seen.add(key)
            found = [
                declared for declared in project.members[key].get(name, [])
                if project.sees(file, declared) and declared.accepts(call)
            ]
            if found:
                return [] if any(declared.file is file for declared in found) else found
            waiting += sorted(project.conformances.get(key, ()))
        return []

"""
Derives the awaiting twin of a blocking module: the same text with `async` and `await` where something is waited for.

1. A call that is listed as awaited is awaited, and the function around it becomes asynchronous; nothing is guessed.
2. A name is replaced as a whole identifier: in code, as a text of its own, and between backticks in docstrings.
3. What only one of the two may say stands in the twin's list of sentences, word for word.
4. Examples in docstrings, fenced as Python, are code: the methods that became asynchronous are awaited in them.
5. A rule that nothing uses is an error, so that the lists cannot outlive the code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import dedent, indent

from .document import Refused

_FENCE = re.compile(r"^(?P<margin> *)```python\n(?P<code>.*?)^ *```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Twin:
    """
    A blocking module, its twin, and how they differ.

    Attributes:
        source: The module kept by hand, below `overlays/`.
        target: The module derived from it.
        awaited: Names of the calls that wait, dotted or the last part alone.
        names: Identifiers that are spelled differently.
        sentences: What docstrings say only in the one, and in its place in the other; wherever lines break.
        modules: Modules of this package that the twin imports from instead; any other keeps its name.
    """

    source: str
    target: str
    awaited: frozenset[str]
    names: Mapping[str, str]
    sentences: Mapping[str, str] = field(default_factory=dict[str, str])
    modules: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def header(self) -> str:
        """
        The first line of the derived module.
        """
        return f"# Derived from {self.source.rpartition('/')[2]}. Do not edit: change that and run `make generate`.\n"


def derive(twin: Twin, source: str) -> str:
    """
    Return the twin's text, not yet formatted.

    Raises:
        Refused: A rule of the twin is used nowhere, or an example in a docstring is no Python.
    """
    module = _Module(twin, source)
    text = _with_sentences(module.derived(), twin)
    unused = sorted({*twin.names, *twin.awaited, *twin.modules} - module.used)
    if unused:
        raise Refused(f"{twin.source}: nothing uses these rules of its twin: {', '.join(unused)}")
    return twin.header + text


def _with_sentences(text: str, twin: Twin) -> str:
    for blocking, awaiting in twin.sentences.items():
        words = r"\s+".join(map(re.escape, blocking.split()))
        text, count = re.subn(words, awaiting.replace("\\", r"\\"), text)
        if not count:
            raise Refused(f"{twin.source}: its docstrings do not say: {blocking}")
    return text


class _Code:
    """
    Python code, and edits of it by place.
    """

    def __init__(self, text: str) -> None:
        self.tree = ast.parse(text)
        self.raw = text.encode()
        self._edits: set[tuple[int, int, str]] = set()
        self._lines = [0]
        for line in text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line.encode()))

    def span(self, node: ast.expr | ast.stmt | ast.alias) -> tuple[int, int]:
        """
        Return where a node begins and ends.
        """
        ends = (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return self._lines[node.lineno - 1] + node.col_offset, self._lines[ends[0] - 1] + ends[1]

    def replace(self, start: int, end: int, text: str) -> None:
        """
        Note an edit.
        """
        self._edits.add((start, end, text))

    def put_before(self, node: ast.expr | ast.stmt, word: str) -> None:
        """
        Note a word that goes before a node.
        """
        start, _ = self.span(node)
        self.replace(start, start, word)

    def edited(self) -> str:
        """
        Return the code with every edit made, from the last to the first.
        """
        raw = self.raw
        for start, end, text in sorted(self._edits, reverse=True):
            raw = raw[:start] + text.encode() + raw[end:]
        return raw.decode()


class _Module:
    """
    A module on its way to its twin, and which of the twin's rules it used.
    """

    def __init__(self, twin: Twin, source: str) -> None:
        self.used: set[str] = set()
        self._twin = twin
        self._code = _Code(source)
        functions = [node for node in ast.walk(self._code.tree) if isinstance(node, ast.FunctionDef)]
        waiting = {node.name for node in functions if self._waits(node)}
        self._waiting = [
            each for each in functions if each.name in waiting and (self._waits(each) or _is_overload(each))
        ]

    def _waits(self, function: ast.FunctionDef) -> bool:
        calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
        return any(map(self._rule, calls)) or self._twin.names.get(function.name, "").startswith("__a")

    def _rule(self, call: ast.Call) -> str | None:
        """
        Return the rule by which a call is awaited, if one says so.
        """
        name = ast.unparse(call.func)
        return next((rule for rule in self._twin.awaited if name == rule or name.endswith(f".{rule}")), None)

    def derived(self) -> str:
        """
        Return the twin's text.
        """
        for function in self._waiting:
            self._code.put_before(function, "async ")
        for node in ast.walk(self._code.tree):
            if isinstance(node, ast.Call) and (rule := self._rule(node)):
                self.used.add(rule)
                self._code.put_before(node, "await ")
        self._rename()
        return self._code.edited()

    def _rename(self) -> None:
        texts = [node for node in ast.walk(self._code.tree) if isinstance(node, ast.Constant) and _is_text(node)]
        for node in texts:
            start, end = self._code.span(node)
            self._code.replace(start, end, self._text(self._code.raw[start:end].decode()))
        spans = [self._code.span(node) for node in texts] + [*self._modules()]
        for old, new in self._twin.names.items():
            for found in re.finditer(rf"\b{re.escape(old)}\b".encode(), self._code.raw):
                if not any(start <= found.start() < end for start, end in spans):
                    self.used.add(old)
                    self._code.replace(found.start(), found.end(), new)

    def _modules(self) -> Iterator[tuple[int, int]]:
        """
        Find where modules are named that are imported from: a module keeps its name, unless a rule says otherwise.
        """
        for node in ast.walk(self._code.tree):
            if isinstance(node, ast.ImportFrom):
                start, _ = self._code.span(node)
                end = self._code.raw.index(b" import ", start)
                name = node.module or ""
                if node.level and name in self._twin.modules:
                    self.used.add(name)
                    self._code.replace(end - len(name), end, self._twin.modules[name])
                yield start, end

    def _text(self, text: str) -> str:
        """
        Return what a text says in the twin: a name of its own, or a docstring.
        """
        for old, new in self._twin.names.items():
            if text.strip("\"'") == old:
                return text.replace(old, new)
            text = re.sub(rf"`{re.escape(old)}(?=[`(.])", f"`{new}", text)
        return _FENCE.sub(self._example, text)

    def _example(self, found: re.Match[str]) -> str:
        entered = {node.name for node in self._waiting if _is_entered(node)}
        waiting = {node.name for node in self._waiting} - entered
        try:
            awaiting = _awaiting(dedent(found["code"]), waiting, entered, self._twin.names)
        except SyntaxError as problem:
            raise Refused(f"{self._twin.source}: an example is no Python: {problem.msg}") from None
        return f"{found['margin']}```python\n{indent(awaiting, found['margin'])}{found['margin']}```"


def _is_overload(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(each) == "overload" for each in function.decorator_list)


def _is_text(node: ast.Constant) -> bool:
    return isinstance(node.value, str)


def _is_entered(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(each) == "contextmanager" for each in function.decorator_list)


def _awaiting(example: str, waiting: set[str], entered: set[str], names: Mapping[str, str]) -> str:
    """
    Return an example that awaits the methods that wait, and enters clients as the twin does.
    """
    code = _Code(example)
    for parent in ast.walk(code.tree):
        for child in ast.iter_child_nodes(parent):
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute) and child.func.attr in waiting:
                _await(code, child, bracketed=isinstance(parent, (ast.Attribute, ast.Subscript)))
        if isinstance(parent, ast.With) and any(_is_async(item.context_expr, entered, names) for item in parent.items):
            code.put_before(parent, "async ")
        if isinstance(parent, (ast.Name, ast.Attribute, ast.alias)):
            _respell(code, parent, names)
    return code.edited()


def _await(code: _Code, call: ast.Call, *, bracketed: bool) -> None:
    start, end = code.span(call)
    code.replace(start, start, "(await " if bracketed else "await ")
    if bracketed:
        code.replace(end, end, ")")


def _is_async(expression: ast.expr, entered: set[str], names: Mapping[str, str]) -> bool:
    nodes = [*ast.walk(expression)]
    named = any(isinstance(node, ast.Name) and node.id in names for node in nodes)
    return named or any(isinstance(node, ast.Attribute) and node.attr in entered for node in nodes)


def _respell(code: _Code, node: ast.Name | ast.Attribute | ast.alias, names: Mapping[str, str]) -> None:
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else node.name
    _, end = code.span(node)
    if name in names:
        code.replace(end - len(name), end, names[name])

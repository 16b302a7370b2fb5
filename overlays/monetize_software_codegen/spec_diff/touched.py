"""
Finds out which part of the SDK's public surface stands on an operation or an event, by reading its source. Imports none
of it, because in the middle of a change it may not be importable.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from monetize_software_codegen.document import ROOT

Graph = Mapping[str, set[str]]

_CLIENT = ("overlays", "monetize_software")
_CLIENTS = ("billing.py", "auth.py")
_GATEWAY_METHODS = ("call()", "stream()")


def public_names(root: Path = ROOT) -> dict[str, tuple[str, ...]]:
    """
    Return the clients' methods by operation id, and the webhook classes by event type.
    """
    names: dict[str, list[str]] = {}
    for operation, method in _methods(root):
        names.setdefault(operation, []).append(f"{method}()")
    for operation in _passed_on(root):
        names.setdefault(operation, []).extend(_GATEWAY_METHODS)
    for event, kind in _events(root):
        names.setdefault(event, []).append(f"webhooks.{kind}")
    return {key: tuple(value) for key, value in names.items()}


def _methods(root: Path) -> Iterator[tuple[str, str]]:
    """
    Follow each public method through private ones and the room `_operations` to the ids in its calls of `call_of`.
    """
    modules = sorted(root.joinpath(*_CLIENT, "_operations").glob("*.py"))
    functions = _functions([node for path in modules for node in ast.parse(path.read_text(encoding="utf-8")).body])
    rooms = frozenset(path.stem for path in modules)
    used = {f"operations.{name}": _uses(node, "operations.", rooms) for name, node in functions.items()}
    for client in (name for name in _CLIENTS if root.joinpath(*_CLIENT, name).exists()):  # each by itself: names recur
        classes = [node for node in _module(root, client).body if isinstance(node, ast.ClassDef)]
        methods = _functions([statement for node in classes for statement in node.body])
        graph = used | {name: _uses(node, "", rooms) for name, node in methods.items()}
        for name in (each for each in methods if not each.startswith("_")):
            yield from ((operation, name) for operation in sorted(_operation_ids(name, graph, functions)))


def _passed_on(root: Path) -> Iterator[str]:
    """
    Read what the gateway's calls choose between by their method, where a checkout has them.
    """
    path = root.joinpath(*_CLIENT, "_gateway", "calls.py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if path.exists() else ():
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict) and "_OPERATIONS" in ast.unparse(node):
            yield from (str(each.value) for each in node.value.values if isinstance(each, ast.Constant))


def _functions(body: list[ast.stmt]) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}


def _uses(function: ast.FunctionDef, prefix: str, modules: frozenset[str]) -> set[str]:
    """
    Name whatever a function mentions, as the graph spells it.
    """
    names = {f"{prefix}{node.id}" for node in ast.walk(function) if isinstance(node, ast.Name)}
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute):
            inside = isinstance(node.value, ast.Name) and node.value.id in modules
            names.add(f"operations.{node.attr}" if inside else node.attr)
    return names


def _operation_ids(name: str, graph: Graph, functions: Mapping[str, ast.FunctionDef]) -> set[str]:
    reached, waiting = set[str](), [name]
    while waiting:
        current = waiting.pop()
        if current in graph and current not in reached:
            reached.add(current)
            waiting += graph[current]
    bare = (each.removeprefix("operations.") for each in reached if each.startswith("operations."))
    return {operation for each in bare for operation in _called(functions[each])}


def _called(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Name(id="call_of"), args=[ast.Constant(value=str(operation)), *_]):
                yield operation
            case _:
                pass


def _events(root: Path) -> Iterator[tuple[str, str]]:
    """
    Read the table in `webhooks.parsing` that leads from the constants of `webhooks.events` to classes.
    """
    constants = dict(_constants(_module(root, "webhooks", "events.py")))
    for node in _module(root, "webhooks", "parsing.py").body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict):
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                if isinstance(key, ast.Attribute) and isinstance(value, ast.Tuple):
                    yield constants[key.attr], ast.unparse(value.elts[0]).removeprefix("events.")


def _constants(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in module.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Constant):
            yield ast.unparse(node.target), str(node.value.value)


def _module(root: Path, *parts: str) -> ast.Module:
    return ast.parse(root.joinpath(*_CLIENT, *parts).read_text(encoding="utf-8"))

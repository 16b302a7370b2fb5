"""
What tools read of the public surface at run time: types that resolve, names that lead home, models that can be taken
apart.
"""

from __future__ import annotations

import copy
import importlib
import inspect
import pickle
import pkgutil
import typing
from collections.abc import Iterator
from enum import Enum
from types import ModuleType
from typing import Any

import attrs
import cattrs
import fastapi
import flask
import pytest
import sqlalchemy
import starlette.routing

import monetize_software
from monetize_software import models, webhooks
from monetize_software.storage import Tx
from monetize_software_api.json_model import Model

from ..support.samples import MODELS, PUBLIC, sample

OF_EXTRAS = {
    "APIRouter": fastapi.APIRouter,
    "BaseRoute": starlette.routing.BaseRoute,
    "Blueprint": flask.Blueprint,
    "Connection": sqlalchemy.Connection,
    "CursorResult": sqlalchemy.CursorResult,
    "Engine": sqlalchemy.Engine,
    "Executable": sqlalchemy.Executable,
    "Tx": Tx,
    "URL": sqlalchemy.URL,
}
"""
What a hint may name without importing it: only who has the extra can use it.
"""


def public_modules() -> Iterator[ModuleType]:
    """
    The package, and every module below it that no underscore hides; those of the Django app in a project.
    """
    importlib.import_module("tests.support.django_project")
    yield monetize_software
    for found in pkgutil.walk_packages(monetize_software.__path__, "monetize_software."):
        if not any(part.startswith("_") for part in found.name.split(".")):
            yield importlib.import_module(found.name)


def hinted() -> Iterator[tuple[str, Any]]:
    """
    Every public class, function and method with its name, those that are inherited from ours included.
    """
    for module in public_modules():
        for name in getattr(module, "__all__", ()):
            thing = getattr(module, name)
            if inspect.isfunction(thing):
                yield f"{module.__name__}.{name}", thing
            elif inspect.isclass(thing):
                yield f"{module.__name__}.{name}", thing
                yield from methods(f"{module.__name__}.{name}", thing)


def methods(where: str, kind: type[Any]) -> Iterator[tuple[str, Any]]:
    """
    The functions of a class and of its bases that are ours.
    """
    ours = [each for each in kind.__mro__ if each.__module__.startswith("monetize_software")]
    for name, value in [item for each in ours for item in vars(each).items()]:
        value = getattr(value, "__func__", value)
        value = value.fget if isinstance(value, property) else value
        if inspect.isfunction(value):
            yield f"{where}.{name}", value


def resolve(thing: Any) -> None:
    """
    Read the hints of a thing, with the extras where it names something of theirs.
    """
    try:
        typing.get_type_hints(thing)
    except NameError:
        typing.get_type_hints(thing, localns=OF_EXTRAS)


def test_hints_resolve() -> None:
    """
    `typing.get_type_hints` reads every class, function and method of the public surface.
    """
    unresolved: list[str] = []
    seen: set[int] = set()
    for name, thing in hinted():
        if id(thing) not in seen:
            seen.add(id(thing))
            try:
                resolve(thing)
            except Exception as problem:
                unresolved.append(f"{name}: {problem}")

    assert [] == unresolved
    assert len(seen) > 200


@pytest.mark.parametrize("name", MODELS)
def test_cattrs_takes_models_apart(name: str) -> None:
    """
    `cattrs.unstructure` gives every field of a model by its name here.
    """
    one = sample(name)

    assert {field.name for field in attrs.fields(type(one))} == set(cattrs.unstructure(one))


@pytest.mark.parametrize("name", PUBLIC)
def test_models_are_at_home(name: str) -> None:
    """
    A public type says that it lives in monetize_software.models, where it is.
    """
    kind = getattr(models, name)

    assert ("monetize_software.models", name) == (kind.__module__, kind.__qualname__)
    assert name in dir(models)


@pytest.mark.parametrize("name", MODELS)
def test_models_cross_processes(name: str) -> None:
    """
    A model can be copied and pickled, and is the same afterwards.
    """
    one = sample(name)

    assert one == pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == copy.copy(one)


@pytest.mark.parametrize("name", MODELS)
def test_models_do_not_change(name: str) -> None:
    """
    A field cannot be assigned; `attrs.evolve` makes a changed copy that keeps what nobody knows.
    """
    one = sample(name)
    field = attrs.fields(type(one))[0].name

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(one, field, None)
    assert one == attrs.evolve(one)


def test_models_of_plain_values_can_be_hashed() -> None:
    """
    Models whose fields can be hashed can stand in sets and as keys; unknown fields do not matter for that.
    """
    assert 1 == len({sample("Balance"), sample("Balance")})
    assert hash(sample("Purchase")) == hash(models.Purchase.from_dict({**sample("Purchase").to_dict(), "new": [1]}))


def test_what_models_hold_is_public() -> None:
    """
    Whatever type a public model or an event's data has inside is in `models.__all__` too.
    """
    inside = {kind for name in MODELS for kind in kinds_in(typing.get_type_hints(getattr(models, name)))}
    inside |= {
        kind for event in typing.get_args(webhooks.WebhookEvent) for kind in kinds_in(typing.get_type_hints(event))
    }

    assert set() == {kind.__name__ for kind in inside} - set(PUBLIC)


def kinds_in(hint: Any) -> Iterator[type[Any]]:
    """
    The models and enums that a type names.
    """
    if isinstance(hint, dict):
        yield from (kind for each in hint.values() for kind in kinds_in(each))
    elif typing.get_args(hint):
        yield from (kind for each in typing.get_args(hint) for kind in kinds_in(each))
    elif inspect.isclass(hint) and issubclass(hint, Model | Enum):
        yield hint


def test_no_repr_is_empty() -> None:
    """
    A repr says at least what there is: a masked link, or how many fields.
    """
    shown = {name: repr(sample(name)) for name in MODELS}

    assert [] == [name for name, text in shown.items() if text == f"{name}()"]
    assert "CustomerPortal(url=***)" == shown["CustomerPortal"]
    assert shown["CheckoutResult"].startswith("CheckoutResult(url=***, acquiring=")
    assert "nina" not in "".join(shown.values()).lower()

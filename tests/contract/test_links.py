"""
The links of the document lead somewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ..support.document import operations, resolve

TARGETS = {node["operationId"]: node for _, _, node in operations()}


def links() -> Iterator[Any]:
    """
    Every link, named by the operation it starts from.
    """
    for _, _, node in operations():
        for response in map(resolve, node["responses"].values()):
            for name, link in response.get("links", {}).items():
                yield pytest.param(link, id=f"{node['operationId']}-{name}")


@pytest.mark.parametrize("link", list(links()))
def test_link_fills_in_what_its_operation_takes(link: dict[str, Any]) -> None:
    """
    It names an operation, and only parameters and fields of the JSON body that this one has.
    """
    target = TARGETS[link["operationId"]]
    taken = {f"{each['in']}.{each['name']}" for each in map(resolve, target["parameters"])}
    content = target.get("requestBody", {}).get("content", {})
    fields = resolve(content["application/json"]["schema"])["properties"] if content else {}

    assert set(link.get("parameters", {})) <= taken
    assert set(link.get("requestBody", {})) <= set(fields)

"""The JSON Schema (draft 2020-12) of a webhook's body, made from the table of its fields."""

from __future__ import annotations

import json
from typing import Any

from monitor.channels.webhook.fields import FIELDS, VERSION

_ANY_NAME = "^[a-z_]+$"  # of the cells that `evidence` has


def schema(*, strict: bool = False) -> dict[str, Any]:
    """The schema. Receivers must take fields that it does not name, because some may be added; `strict`
    refuses them.
    """
    top: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:treaty-monitor:webhook:{VERSION}",
        "title": f"The body of a webhook of Treaty Monitor, version {VERSION}",
        "type": "object",
    }
    for field in FIELDS:
        *parents, name = field.path.split(".")
        parent = top
        for step in parents:
            parent = _entered(parent, step)
        described = {**field.type, "description": field.meaning}
        parent.setdefault("properties", {})[name] = described
        parent.setdefault("required", []).append(name)
    return _closed(top) if strict else top


def schema_text() -> str:
    """The schema as it is published in docs/webhook.schema.json."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _entered(parent: dict[str, Any], step: str) -> dict[str, Any]:
    """The schema of what `step` leads to: an object, each element of a list, each value of an object."""
    child: dict[str, Any]
    if step == "*":
        names = parent.setdefault("patternProperties", {})
        child = names.setdefault(_ANY_NAME, {"type": "object"})
    elif step.endswith("[]"):
        child = parent["properties"][step.removesuffix("[]")].setdefault("items", {"type": "object"})
    else:
        child = parent["properties"][step]
    return child


def _closed(part: dict[str, Any]) -> dict[str, Any]:
    """The same, with every field that is not named refused."""
    if "properties" in part or "patternProperties" in part:
        part["additionalProperties"] = False
    for child in (*part.get("properties", {}).values(), *part.get("patternProperties", {}).values()):
        _closed(child)
    if isinstance(part.get("items"), dict):
        _closed(part["items"])
    return part

"""Conditions on the fields of a webhook's body: a destination gets the messages that meet all of its own.

`type=alert`, `data.items.stage=notified`, `data.items.actors!=RU`. Of a list, `=` asks for any element that
is equal and `!=` for none. Upper and lower case are the same. A field that is null, or has no element,
equals nothing.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from monitor.channels.webhook.fields import FIELDS, Field, Type
from monitor.errors import UsageError

_CONDITION = re.compile(r"\s*([\w.*]+)\s*(!=|=)\s*(.*?)\s*", re.DOTALL)
_EXAMPLE = "write FIELD=VALUE or FIELD!=VALUE, as in data.items.stage=notified"


class Condition(NamedTuple):
    """`name` is the path of a field, `value` in lower case."""

    name: str
    negated: bool
    value: str

    @property
    def text(self) -> str:
        """As it is stored."""
        return f"{self.name}{'!=' if self.negated else '='}{self.value}"


def checked(text: str) -> str:
    """A condition as it is stored. Raises UsageError for a field or value that no body has."""
    match = _CONDITION.fullmatch(text.replace("[]", ""))
    if match is None:
        raise UsageError(f"{text!r} is no condition: {_EXAMPLE}.")
    name, operator, value = match[1], match[2], match[3].casefold()
    field = _field(name)
    _check_value(field, value)
    return Condition(name, operator == "!=", value).text


def unmet(body: bytes, conditions: Sequence[str]) -> str | None:
    """The first of these conditions that a body does not meet; None if it meets all."""
    if not conditions:
        return None
    content = json.loads(body)
    return next((text for text in conditions if not _meets(content, _parsed(text))), None)


def _parsed(text: str) -> Condition:
    name, _, value = text.partition("=")
    return Condition(name.removesuffix("!"), name.endswith("!"), value)


def _meets(content: Any, condition: Condition) -> bool:
    values = _values(content, condition.name.split("."))
    return (condition.value in values) != condition.negated


def _values(content: Any, path: Sequence[str]) -> Iterator[str]:
    """What stands at the path, as text in lower case; of lists each element."""
    if isinstance(content, list):
        for element in content:
            yield from _values(element, path)
    elif path and isinstance(content, dict):
        names = content if path[0] == "*" else [path[0]]
        for name in names:
            yield from _values(content.get(name), path[1:])
    elif not path and content is not None and not isinstance(content, dict):
        yield (content if isinstance(content, str) else json.dumps(content)).casefold()


def _field(name: str) -> Field:
    fields = {field.name: field for field in FIELDS if field.is_value}
    if name in fields:
        return fields[name]
    parts = name.split(".")
    for field in fields.values():  # a cell of `evidence` under its own name
        wanted = field.name.split(".")
        if len(wanted) == len(parts) and all(
            word in ("*", part) for word, part in zip(wanted, parts, strict=True)
        ):
            return field
    near = [path for path in fields if path.endswith(f".{name}")]
    near = near or difflib.get_close_matches(name, fields, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise UsageError(
        f"A message has no field {name!r} to compare with. {hint}"
        "`treaty-monitor destinations schema` shows all fields."
    )


def _check_value(field: Field, value: str) -> None:
    """Raises UsageError for a value that the field never has, which would stop every message or none."""
    words = _words(field.type)
    if not value:
        raise UsageError(f"The value of {field.name} is missing: {_EXAMPLE}.")
    if words and value not in words:
        raise UsageError(f"{field.name} is never {value!r}: it is one of {', '.join(words)}.")


def _words(type_: Type) -> list[str]:
    """The words that a field of this type may hold; none if that is free."""
    if type_.get("type") == "boolean":
        return ["false", "true"]
    words = type_.get("enum", type_.get("items", {}).get("enum", []))
    return [str(word) for word in words]

"""The parts of addresses: what a reference, a treaty's id and a state's code look like."""

from __future__ import annotations

import re

from starlette.convertors import Convertor, register_url_convertor


class _Text(Convertor[str]):
    """A part that is a text of this pattern."""

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        if not re.fullmatch(self.regex, value):
            raise ValueError(f"{value!r} cannot stand in this address")
        return value


class _Reference(_Text):
    regex = "[0-9A-Za-z]{1,12}"


class _Slug(_Text):
    regex = "[0-9a-z][0-9a-z-]{0,80}"


class _Code(_Text):
    regex = "[^/.]{1,80}"


def add_converters() -> None:
    """Lets routes say `{ref:ref}`, `{treaty:slug}` and `{state:code}`."""
    for name, convertor in (("ref", _Reference()), ("slug", _Slug()), ("code", _Code())):
        register_url_convertor(name, convertor)

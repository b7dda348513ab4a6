"""The filters of a page of acts: what each one offers, and which are chosen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from monitor.model import Grade, Stage
from monitor.public import Sort, folded
from monitor.service import names
from monitor.web.naming import kind_name, topic_name
from monitor.web.shown import Request
from monitor.wording import party_name

NameOf = Callable[[str], str]


class Option(NamedTuple):
    """A value that a filter may have, in words."""

    value: str
    name: str
    chosen: bool = False


class Filter(NamedTuple):
    """A filter with what it offers."""

    name: str
    label: str
    options: Sequence[Option]


class Chip(NamedTuple):
    """A chosen filter in words, and the address of the page without it."""

    text: str
    href: str


OFFERED = ("state", "stage", "kind", "subject", "evidence", "year", "principled")
# of these the values come in the order of their meaning, not of their names
_RANKED: Mapping[str, Sequence[str]] = {
    "stage": list(Stage),
    "evidence": list(Grade),
    "principled": ("yes", "no"),
}


def filters(request: Request, offered: Sequence[str] = OFFERED) -> list[Filter]:
    """These filters, each with the values that lead to an act beside the other filters chosen."""
    held = request.service.register.now().facets(request.asked)
    return [
        Filter(name, request.say(f"web.filter.{name}"), _options(request, name, held[name]))
        for name in offered
    ]


def orders(request: Request) -> list[Option]:
    """The orders that a list of acts may have."""
    return [
        Option(sort.value, request.say(f"web.sort.{sort.value}"), sort is request.asked.sort) for sort in Sort
    ]


def chips(request: Request) -> list[Chip]:
    """The filters that are chosen; without one of them the list begins anew."""
    asked, say = request.asked, request.say
    return [
        Chip(
            say("titled", title=say(f"web.filter.{name}"), text=value_name(request, name)(value)),
            address(request, asked.query(**{name: "", "cursor": ""})),
        )
        for name, value in asked.filters.items()
    ]


def address(request: Request, query: str) -> str:
    """The page with another query."""
    return f"{request.path}?{query}" if query else request.path


def _options(request: Request, name: str, counts: Mapping[str, int]) -> list[Option]:
    chosen = request.asked.filters.get(name, "")
    say, name_of = request.say, value_name(request, name)
    values = _ordered(name, counts if chosen in counts or not chosen else [*counts, chosen], name_of)
    return [
        Option(value, say("web.filter.option", name=name_of(value), n=counts.get(value, 0)), value == chosen)
        for value in values
    ]


def _ordered(name: str, values: Collection[str], name_of: NameOf) -> list[str]:
    if name == "year":
        return sorted(values, reverse=True)
    if name in _RANKED:
        return [value for value in _RANKED[name] if value in values]
    return sorted(values, key=lambda value: folded(name_of(value)))


def value_name(request: Request, name: str) -> NameOf:
    """What a value of a filter is called."""
    say = request.say
    match name:
        case "state":
            known = names.known_treaties(request.service.own_words())
            return lambda value: party_name(value, "name", say, known)
        case "treaty":
            known = names.known_treaties(request.service.own_words())
            return lambda value: known[value].name if value in known else value
        case "stage":
            return lambda value: say(f"label.{value}")
        case "kind":
            return lambda value: kind_name(value, say)
        case "subject":
            return lambda value: topic_name(value, say)
        case "evidence":
            return lambda value: say(f"grade.{value}")
        case "principled":
            return lambda value: say(f"web.filter.{value}")
        case _:
            return str

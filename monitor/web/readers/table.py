"""The register as a table: of each act its agreements, their values, and the sentences that state these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from monitor.digest import ActSummary, Agreement, cut
from monitor.model import Stage
from monitor.normalize import safe_link
from monitor.service import names
from monitor.service.public import ToldAct
from monitor.web.shown import Request
from monitor.wording import Language, party_name

ACTS = 20  # of a page, whatever `limit` asks for: that is for data
LINES = 3  # agreements of an act
QUOTED = 160  # columns of a sentence
REASON = 120  # columns
PARTIES = 6
STAGE = 4  # place of the stage among the cells of an agreement
WHOSE = 3  # agreements that a sentence names
_LONGEST_LINK = 300
_EMPTY = "–"
_NO_DAYS = ("with", "agreement", "signed", "stage")  # columns; the one besides says when it ends
_PAST = ("ended", "left", "end")


class Link(NamedTuple):
    """A text, and where it leads; "" for nowhere."""

    text: str
    href: str = ""


class Cell(NamedTuple):
    """What a column has for one agreement, or, if it `spans` them, for all of an act."""

    head: str
    links: Sequence[Link]
    spans: bool = False
    css: str = ""


class Sentence(NamedTuple):
    """A sentence of a story, which values it states, and who published it."""

    fields: str
    text: str
    source: Link


class Group(NamedTuple):
    """One act. `lines`: the cells of each agreement; `more`: agreements that are left out."""

    told: ToldAct
    lines: Sequence[Sequence[Cell]]
    more: int
    sentences: Sequence[Sentence]


def heads(say: Language) -> list[str]:
    """The names of the columns."""
    return [
        say("web.column.party"),
        say("head.with"),
        say("head.agreement"),
        say("head.signed"),
        say("head.end"),
        say("web.filter.stage"),
        say("web.column.reason"),
        say("web.column.evidence"),
    ]


def groups(request: Request, acts: Sequence[ToldAct]) -> list[Group]:
    """These acts with what a table shows of them; the page of each act has all."""
    return [_group(request, told) for told in acts]


def _group(request: Request, told: ToldAct) -> Group:
    shown = told.summary.rows[:LINES]
    lines = [_line(request, told, row, number) for number, row in enumerate(shown)] or [_bare(request, told)]
    more = len(told.act.rows) - len(shown)
    return Group(told, lines, more, _sentences(told, shown, request.say))


# ---------------------------------------------------------------- values


def _line(request: Request, told: ToldAct, row: Agreement, number: int) -> list[Cell]:
    """The cells of one agreement; those of the whole act stand in its first line."""
    summary, say = told.summary, request.say
    values = dict(zip(summary.column_keys, row.cells, strict=True))
    own = [
        [_said(values.get("with", ""))],
        [_agreement(told, values.get("agreement", ""), number)],
        [_said(values.get("signed", ""))],
        [_said(_ended(values, say))],
        [_said(values.get("stage", "") or summary.stage_now)],
        [_said(_reason(row.note or summary.note, say))],
    ]
    names_of = heads(say)
    cells = [
        Cell(head, links, css=_stage_css(summary) if place == STAGE else "")
        for place, (head, links) in enumerate(zip(names_of[1:-1], own, strict=True))
    ]
    if number:
        return cells
    return [
        Cell(names_of[0], _parties(request, told), spans=True),
        *cells,
        Cell(names_of[-1], [_said(summary.evidence)], spans=True),
    ]


def _bare(request: Request, told: ToldAct) -> list[Cell]:
    """The only line of an act of which no agreement is known."""
    return _line(request, told, Agreement(tuple(_EMPTY for _ in told.summary.column_keys)), 0)


def _stage_css(summary: ActSummary) -> str:
    is_reversed = summary.stage is Stage.REVERSED
    return f"label {'reversed' if is_reversed else summary.kind.value}"


def _said(text: str) -> Link:
    return Link("" if text == _EMPTY else text)


def _agreement(told: ToldAct, name: str, number: int) -> Link:
    """The name of an agreement, with the page of its treaty."""
    entry = told.act.rows[number].entry if number < len(told.act.rows) else None
    return Link(_said(name).text, f"/treaties/{entry}" if entry and name != _EMPTY else "")


def _parties(request: Request, told: ToldAct) -> list[Link]:
    """Who leaves, each with its page."""
    known = names.known_treaties(request.service.own_words())
    codes = told.summary.actors
    links = [
        Link(party_name(code, "name", request.say, known), f"/states/{quote(code, safe='')}")
        for code in codes[:PARTIES]
    ]
    more = len(codes) - len(links)
    return [*links, Link(request.say.count("other_parties", more))] if more else links


def _ended(values: Mapping[str, str], say: Language) -> str:
    """The day of the end, in words if it is still to come: "ends 23 Nov 2027"."""
    for key, day in values.items():
        if key not in _NO_DAYS and day != _EMPTY:
            return day if key in _PAST else say(f"row.{key}", date=day)
    return ""


def _reason(text: str, say: Language) -> str:
    return say("quoted", text=cut(text, REASON)) if text else ""


# ---------------------------------------------------------------- sentences


def _sentences(told: ToldAct, rows: Sequence[Agreement], say: Language) -> list[Sentence]:
    """The sentences that state the values of these rows, each once, with the names of the values."""
    stated: dict[tuple[str, str], dict[int, list[str]]] = {}
    stories = {}
    for number, row in enumerate(rows):
        for proof in row.cell_proofs:
            if proof.sentence:
                key = (proof.sentence, proof.source)
                stated.setdefault(key, {}).setdefault(number, []).append(proof.field)
                stories[key] = proof.story
    return [
        Sentence(
            _fields(told.summary, rows, by_row, say),
            cut(text, QUOTED),
            Link(source, _link(told, stories[text, source])),
        )
        for (text, source), by_row in stated.items()
    ]


def _fields(
    summary: ActSummary, rows: Sequence[Agreement], by_row: Mapping[int, list[str]], say: Language
) -> str:
    """Which values a sentence states: "Agreement, signed"; of some agreements of several, which ones.

    `by_row`: names of the fields, by the place of the agreement.
    """
    fields = dict.fromkeys(name for names_ in by_row.values() for name in names_)
    words = say("list.comma").join(_field_names(fields, say))
    said = f"{words[:1].upper()}{words[1:]}"
    if len(by_row) == len(rows):
        return said
    whose = [name for number in by_row if (name := _whose(summary, rows[number]))]
    return say("titled", title=say.joined(whose, WHOSE), text=words) if whose else said


def _field_names(fields: Iterable[str], say: Language) -> Iterator[str]:
    for name in fields:
        words = say(_FIELDS[name])
        yield f"{words[:1].lower()}{words[1:]}"


_FIELDS = {
    "others": "head.with",
    "instrument": "head.agreement",
    "signed": "head.signed",
    "ended": "head.end",
    "reason": "web.column.reason",
    "form": "web.column.form",
    "stage": "web.filter.stage",
}


def _whose(summary: ActSummary, row: Agreement) -> str:
    """Which of several agreements: its counterparties, else its name."""
    values = dict(zip(summary.column_keys, row.cells, strict=True))
    return next((text for key in ("with", "agreement") if (text := _said(values.get(key, "")).text)), "")


def _link(told: ToldAct, story: int | None) -> str:
    """The address of a story; "" for one that is unsafe, or so long that it fills the page."""
    url = next((own.url for own in told.stories.stories if own.id == story and own.url), None)
    safe = safe_link(url) if url else None
    return safe if safe and len(safe) <= _LONGEST_LINK else ""

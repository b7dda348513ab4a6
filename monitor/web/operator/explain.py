"""/operator/explain: why a text or a stored story is flagged or not."""

from __future__ import annotations

from monitor.errors import UsageError
from monitor.model import BY_KIND, CellKind, Evidence, Story, Termination
from monitor.quote import place, quote
from monitor.service import explaining_texts
from monitor.service.explaining_texts import LONGEST, Answer
from monitor.web.operator.frame import Desk, Page, Visit
from monitor.web.server import BODY_BYTES

QUOTE = 300  # characters of a sentence


def _show(visit: Visit) -> Page:
    """The form, and the answer about the stored story that the address names."""
    name = visit.query.get("story", "").strip()
    return _page(lambda: explaining_texts.of_stored(visit.service, name) if name else None, name, "")


def _ask(visit: Visit) -> Page:
    """The answer about what was typed: a text, the id of a stored story, or its link."""
    text, lang = visit.sent.text("text").strip(), visit.sent.text("lang").strip()
    if text.isdecimal() or (text.startswith(("https://", "http://")) and len(text.split()) == 1):
        return _page(lambda: explaining_texts.of_stored(visit.service, text), text, lang)
    return _page(lambda: explaining_texts.of_text(visit.service, text, lang), text, lang)


def _page(find: object, text: str, lang: str) -> Page:
    assert callable(find)
    problem, answer = "", None
    try:
        answer = find()
    except UsageError as error:
        problem = str(error)
    values = {"answer": answer, "rows": _rows(answer), "text": text, "lang": lang, "longest": LONGEST}
    return Page("Explain", "explain", values | {"problem": problem}, 400 if problem else 200)


def _rows(answer: Answer | None) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """What the text states: of each agreement its name, and of each cell label, value and sentence."""
    if answer is None:
        return []
    story = answer.explained.story
    return [
        (row.instrument.value if row.instrument else "(agreement not named)", _cells(row, story))
        for row in answer.explained.stated
    ]


def _cells(row: Termination, story: Story) -> list[tuple[str, str, str]]:
    several: list[tuple[str, tuple[Evidence | None, ...]]] = [
        ("by", row.actors),
        ("with", row.others),
        ("stage", (row.stage,)),
        *((cell.label, (row.cell(cell.name),)) for cell in BY_KIND if cell.kind is not CellKind.NAME),
    ]
    return [
        (label, value.value, _sentence(value, story))
        for label, values in several
        for value in values
        if value is not None
    ]


def _sentence(value: Evidence, story: Story) -> str:
    span = place(value, story)
    return quote(value.sentence, [span] if span else [], QUOTE)


DESKS = [Desk("/operator/explain", _show, _ask, ("story",), most_bytes=6 * BODY_BYTES)]

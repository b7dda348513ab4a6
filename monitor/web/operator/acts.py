"""/operator/acts: find an act, see all of it, correct it, and see what subscribers will be told before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from monitor.corrections import concerns, describe, undone
from monitor.digest import cut
from monitor.errors import UsageError
from monitor.model import LABELS, Act, Evidence, Row
from monitor.public import Entry, folded
from monitor.service import choosing, events, reviewing
from monitor.service.events import ShownAct
from monitor.service.fields import FIELDS, OF_THE_ACT
from monitor.service.reviewing import Outlook, Wanted
from monitor.web.operator.frame import Desk, Done, Page, Visit

HOME = "/operator/acts"
FOUND = 30  # acts that a search shows
STORIES = 200  # of an act that are shown
MOST_TICKED = 40  # boxes of one form
QUOTE = 400  # characters of a sentence
WHY = 500
SORTS = {
    "edit": "Edit a value",
    "merge": "Merge acts",
    "split": "Split stories off",
    "reject": "Reject the act",
    "keep": "Take the rejection back",
    "undo": "Take the last correction back",
}


class Proof(NamedTuple):
    """A value with the sentence that states it and its outlet; `also`: it contradicts the one before."""

    value: str
    sentence: str
    source: str
    also: bool = False


class Line(NamedTuple):
    """A cell of a row with its values."""

    label: str
    proofs: list[Proof]


# ---------------------------------------------------------------- finding


def _list(visit: Visit) -> Page:
    words = visit.query.get("q", "")[:200]
    rejected = visit.query.get("rejected") == "1"
    values = {"words": words, "rejected": rejected, "found": [], "struck": [], "most": FOUND}
    if rejected:
        wanted = choosing.Wanted(rejected=True, limit=FOUND)
        values["struck"] = events.choose(visit.service, wanted)[::-1]
    else:
        values["found"] = _find(visit, words)
    return Page("Acts", "acts", values)


def _find(visit: Visit, words: str) -> list[Entry]:
    """The acts that have these words or this reference, the one that changed last first."""
    parts = folded(words).replace("#", "").split()
    entries = visit.service.register.now().entries.values()
    fitting = [
        entry for entry in entries if all(part in entry.words or part == entry.ref.lower() for part in parts)
    ]
    return sorted(fitting, key=lambda entry: entry.changed_at, reverse=True)[:FOUND]


# ---------------------------------------------------------------- one act


def _show(visit: Visit) -> Page:
    shown = events.show(visit.service, visit.names["ref"])
    act, words = shown.named.act, visit.query.get("q", "")[:200]
    taken_back = undone(shown.corrections)
    own = [fix for fix in shown.corrections if concerns(act, fix)]
    values = {
        "act": act,
        "was": visit.names["ref"].upper(),
        "sentence": _sentence(visit, act),
        "actors": _proofs(shown, act.actors),
        "steps": [(step, _proof(shown, step.evidence)) for step in act.history],
        "rows": [(number, _name(row), list(_lines(shown, row))) for number, row in act.by_number],
        "names": {number: _name(row) for number, row in act.by_number},
        "sources": [(source, shown.stories.get(source.story)) for source in act.best_first[:STORIES]],
        "alerts": shown.alerts,
        "corrections": [(fix, describe(fix), fix.id in taken_back) for fix in own],
        "undoable": [describe(correction) for correction in reviewing.undoable(visit.service, act)],
        "fields": FIELDS,
        "words": words,
        "others": [entry for entry in _find(visit, words) if entry.id != act.id] if words else [],
        "most_ticked": MOST_TICKED,
    }
    return Page(f"#{act.ref}", "act", values)


def _sentence(visit: Visit, act: Act) -> str:
    entry = visit.service.register.now().entries.get(act.id)
    return entry.sentence if entry else f"{' '.join(act.states) or 'Nobody named'}: {act.stage.value}"


def _name(row: Row) -> str:
    return row.instrument.value if row.instrument else row.entry or "(agreement not named)"


def _lines(shown: ShownAct, row: Row) -> Iterator[Line]:
    """The cells of a row, with what its exit clause gives."""
    yield Line("stage", [Proof(row.stage.value, "", "")])
    if row.others:
        yield Line("with", _proofs(shown, row.others))
    if row.kind or row.entry:
        yield Line("subject", [Proof(", ".join(filter(None, (row.kind, row.entry))), "", "")])
    for name, cell in row.filled().items():
        others = [_proof(shown, other)._replace(also=True) for other in cell.others]
        yield Line(LABELS[name], [_proof(shown, cell.leading), *others])
    effect, due = shown.effects.get(row.number), shown.due.get(row.number)
    if effect is not None and effect.differs_days:
        days = f"{effect.computed.earliest or effect.computed.latest}"
        text = f"{days}: {effect.differs_days} days off the stated end {effect.stated}"
        yield Line("exit clause gives", [Proof(text, "", "")])
    if due is not None:
        yield Line("due", [Proof(f"{due.day}: {due.words}; no source says so", "", "")])


def _proofs(shown: ShownAct, values: tuple[Evidence, ...]) -> list[Proof]:
    return [_proof(shown, value) for value in values]


def _proof(shown: ShownAct, evidence: Evidence) -> Proof:
    if evidence.edit is not None:
        return Proof(evidence.value, str(evidence.edit), "")
    story = shown.stories.get(evidence.story)
    return Proof(evidence.value, cut(evidence.sentence, QUOTE), story.source or story.host if story else "")


# ---------------------------------------------------------------- correcting


def _act(visit: Visit) -> Page | Done:
    """Shows what a correction would do; does it once that is confirmed."""
    wanted = _wanted(visit)
    key = visit.sent.text("key")
    if not key:
        return _foreseen(visit, wanted, reviewing.foresee(visit.service, wanted, visit.who))
    done = reviewing.correct(visit.service, wanted, visit.who, key)
    if isinstance(done, Outlook):
        return _foreseen(visit, wanted, done, moved=True)
    refs = [f"#{act.ref}" for act in done.acts] or ["the act"]
    told = ", ".join(sorted({alert.reason.value for alert in done.alerts if not alert.history}))
    text = f"{SORTS[wanted.sort]}: done. {' and '.join(refs)}: " + (
        f"subscribers are told ({told})." if told else "nobody is told."
    )
    following = f"{HOME}/{done.acts[0].ref}" if done.acts else HOME
    words = "; ".join(map(describe, done.undone or done.corrections))
    return Done(text, following, f"corrected {' and '.join(refs)} ({wanted.sort}: {words}): {wanted.why}")


def _foreseen(visit: Visit, wanted: Wanted, outlook: Outlook, *, moved: bool = False) -> Page:
    values = {
        "wanted": wanted,
        "head": SORTS[wanted.sort],
        "outlook": outlook,
        "moved": moved,
        "fields": list(_kept(visit)),
    }
    return Page(f"{SORTS[wanted.sort]}: #{wanted.act}", "act_change", values, 409 if moved else 200)


def _kept(visit: Visit) -> Iterator[tuple[str, str]]:
    """The fields of the form that the second step sends again."""
    for name in ("do", "why", "row", "field", "value", "refs"):
        if text := visit.sent.text(name):
            yield name, text
    for name in ("story", "other"):
        yield from ((name, text) for text in visit.sent.texts(name))


def _wanted(visit: Visit) -> Wanted:
    """The correction that a form asks for. Raises `UsageError`."""
    sent, name = visit.sent, visit.names["ref"]
    sort, why = sent.text("do"), " ".join(sent.text("why").split())[:WHY]
    if sort not in SORTS:
        raise UsageError("There is no such correction.")
    match sort:
        case "edit":
            field = sent.text("field")
            row = "" if field in OF_THE_ACT else sent.text("row").rpartition(".")[2]
            return Wanted(
                sort, f"{name}.{row}" if row else name, why, settings=(f"{field}={sent.text('value')}",)
            )
        case "merge":
            others = (*sent.texts("other"), *sent.text("refs").replace(",", " ").split())
            if not others:
                raise UsageError("Choose the acts that are to be merged with this one.")
            return Wanted(sort, name, why, others=tuple(dict.fromkeys(others))[:MOST_TICKED])
        case "split":
            numbers = [text for text in sent.texts("story") if text.isdecimal() and len(text) < 16]
            stories = tuple(map(int, numbers))
            if not stories:
                raise UsageError("Choose the stories that are to be an act of their own.")
            return Wanted(sort, name, why, stories=stories)
    return Wanted(sort, name, why)


DESKS = [Desk(HOME, _list, parameters=("q", "rejected")), Desk(f"{HOME}/{{ref:ref}}", _show, _act, ("q",))]

"""What an act is, in one sentence made from its cells: what no cell states, the sentence does not say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from monitor.model import Cell, Kind, Row, Stage
from monitor.names import country
from monitor.wording.language import Language
from monitor.wording.treaties import Treaty

MOST_PLACES = 3  # named; the others are counted
MOST_ACTORS = 4
MOST_NAMES = 2  # agreements named when an act ends several
NAME_LENGTH = 90  # characters: a longer name is a description
_NOTICES = ("note", "letter", "notice", "notification", "instrument")
_BY_NOTE = (Stage.NOTIFIED, Stage.SUSPENDED)
_BY_ACT = (Stage.DECIDED, Stage.SUSPENDED)
# their name stands behind the sentence: "decided by decree"
_SAID = (
    Stage.PROPOSED,
    Stage.DECIDED,
    Stage.NOTIFIED,
)


def headline(
    say: Language,
    actors: Sequence[str],
    stage: Stage,
    kind: Kind,
    rows: Sequence[Row],
    treaties: Mapping[str, Treaty],
    lang_of: Callable[[str], str | None],
    *,
    how: bool = True,
) -> str:
    """ "Russia ends three agreements with Canada, France and Portugal: decided by decree".

    `actors` are codes; `lang_of` gives the language of a story by its key. `how`: say the stage and the legal
    form too. Of rows at several stages the sentence says what holds for all of them; those that are only
    threatened are left out of an exit that is under way.
    """
    may = stage.rank < Stage.DECIDED.rank or kind is Kind.THREAT
    if stage is Stage.REVERSED:
        may = False
    elif not may:
        rows = [
            row for row in rows if row.stage.rank >= Stage.DECIDED.rank or row.stage is Stage.REVERSED
        ] or rows
    uneven = any(row.stage is not stage for row in rows) and not may and stage is not Stage.REVERSED
    left = [_left(row, say, treaties, lang_of) for row in rows]
    what, leaves = _what(say, left)
    verb = "leave" if leaves else "end"
    shown = Stage.DECIDED if uneven else stage
    if may and stage.rank >= Stage.DECIDED.rank:
        shown, how = Stage.PROPOSED, False
    form = _form(say, rows, shown) if how and not uneven else ""
    if not actors:
        return _nobody(say, shown, verb, what, form, how)
    who = _places(say, actors, "who", MOST_ACTORS)
    sentence = say.count(f"{shown.value}.{verb}", len(actors), who=who, what=what)
    sentence = f"{sentence[:1].upper()}{sentence[1:]}"
    if not how or uneven or (shown not in _SAID and not form):
        return sentence
    return say("headline", sentence=sentence, stage=form or say(f"stage.{shown.value}"))


def _places(say: Language, codes: Sequence[str], use: str, most: int) -> str:
    """States and bodies in the order of their names."""
    return say.listed(
        [say.place(code, use) for code in sorted(codes, key=lambda code: say.place(code, "name"))], most
    )


def _nobody(say: Language, stage: Stage, verb: str, what: str, form: str, how: bool) -> str:
    """The sentence of an act whose actor no story names."""
    special = f"nobody.{stage.value}"
    sentence = say(special, what=what) if say.has(special) else say(f"nobody.{verb}", what=what)
    if not how or (say.has(special) and not form):
        return sentence
    return say("headline", sentence=sentence, stage=form or say(f"stage.{stage.value}"))


def _form(say: Language, rows: Sequence[Row], stage: Stage) -> str:
    """ "decided by decree", when all rows that have a legal form have the same, and it is one by which this
    stage comes about.
    """
    forms = {row.form.value for row in rows if row.form}
    return _by(say, forms.pop(), stage) if len(forms) == 1 else ""


def staged(say: Language, row: Row) -> str:
    """A row's stage in words, with the legal form that brought it about: "decided by decree"."""
    by = _by(say, row.form.value, row.stage) if row.form else ""
    return by or say(f"stage.{row.stage.value}")


def _by(say: Language, form: str, stage: Stage) -> str:
    fitting = _BY_NOTE if form in _NOTICES else _BY_ACT
    if stage not in fitting or not say.has(f"form.{form}"):
        return ""
    return say("by", stage=say(f"stage.{stage.value}"), form=say(f"form.{form}"))


# ---------------------------------------------------------------- what is left


@dataclass(frozen=True, slots=True)
class _Left:
    """One agreement or body:

    `name` as the sentence takes it, "" when there is none in the reader's language.
    """

    name: str
    body: bool
    ended: bool  # one ends it, and does not leave it
    plain: str  # "a trade agreement": what is known without a name
    others: tuple[str, ...]
    several: bool  # an unknown number of bodies


def _left(
    row: Row, say: Language, treaties: Mapping[str, Treaty], lang_of: Callable[[str], str | None]
) -> _Left:
    treaty = treaties.get(row.entry or "")
    body = is_body(row, treaties)
    others = partners(row, treaties)
    name = _name(row.instrument, say, treaty, lang_of)
    founding = treaty is not None and name.casefold() in treaty.founding
    if treaty and treaty.short and not others and (founding or name.casefold() == treaty.name.casefold()):
        name = say("short", name=name, short=treaty.short)
    if treaty and treaty.open and len(others) > 1:
        others = ()  # who else is a party is no counterparty
    ended = bool(others) or (name[:1].islower() and not treaty)
    subject = f"subject.{row.kind}"
    plain = say("a_body") if body else say(subject) if say.has(subject) else say("an_agreement")
    others = tuple(code for code in others if country(code).casefold() not in name.casefold())
    return _Left(
        say.definite(name, body and not founding) if name else "",
        body,
        ended and not body,
        plain,
        others,
        bool(treaty and treaty.several),
    )


def _name(
    cell: Cell | None, say: Language, treaty: Treaty | None, lang_of: Callable[[str], str | None]
) -> str:
    """The name as the source writes it when that is in the reader's language, else the gazetteer's, else
    none.

    The gazetteer's stands for a description too ("the grain deal"), and for a name without a word for an
    agreement in it.
    """
    if cell is not None and len(cell.value) <= NAME_LENGTH:
        evidence = cell.leading
        lang = lang_of(evidence.story)
        own = lang.split("-")[0].lower() == say.code if lang else say.reads(cell.value)
        if cell.value.strip() and (own or evidence.edit):
            name = " ".join(cell.value.split())
            name = name.lower() if name.isupper() and " " in name else name
            described = name[:1].islower() or (say.definite(name, False) == name and not name.isupper())
            return (
                treaty.name
                if described and treaty is not None and say.code == "en" and evidence.edit is None
                else name
            )
    return treaty.name if treaty is not None and say.code == "en" else ""


def is_body(row: Row, treaties: Mapping[str, Treaty]) -> bool:
    """Whether what is left is an organisation: the gazetteer says so, or it is its own counterparty."""
    treaty = treaties.get(row.entry or "")
    return treaty.body if treaty is not None else row.states != partners(row, treaties)


def partners(row: Row, treaties: Mapping[str, Treaty]) -> tuple[str, ...]:
    """Codes of the counterparties, sorted, without the body that is left: that is no counterparty of its
    own.
    """
    treaty = treaties.get(row.entry or "")
    own = {row.instrument.value.casefold().removeprefix("the ")} if row.instrument else set()
    if treaty is not None and treaty.body:
        own |= treaty.known_as
    return tuple(code for code in row.states if not {code.casefold(), country(code).casefold()} & own)


def _what(say: Language, left: Sequence[_Left]) -> tuple[str, bool]:
    """What is left, in words, and whether one leaves it (else one ends it)."""
    if not left:
        return say("an_agreement"), True
    bodies = sum(one.body for one in left)
    # of bodies and agreements together one says no more than how many one leaves
    shared = bool(bodies) and len(left) > 1
    others = () if shared else tuple(dict.fromkeys(code for one in left for code in one.others))
    leaves = shared or not any(one.ended for one in left)
    if len(left) == 1:
        what = left[0].name or left[0].plain
    elif len(left) <= MOST_NAMES and not others and all(one.name for one in left):
        what = say.listed([one.name for one in left])
    else:
        key = "bodies" if bodies == len(left) else "mixed" if bodies else "agreements"
        several = any(one.several for one in left)
        what = say.count(key, len(left), number=say("number.several") if several else say.number(len(left)))
    if others:
        what = say("with", what=what, whom=_places(say, others, "with", MOST_PLACES))
    return what, leaves

"""The sentence that says what an act is, made from its cells. It says nothing that no cell states."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from monitor.model import Kind, Row, Stage
from monitor.wording.agreements import AgreementWords, LanguageOf, agreement_words, party_name
from monitor.wording.language import Language, Phrase
from monitor.wording.treaties import Treaty

MOST_PLACES = 3  # named; the others are counted
MOST_ACTORS = 4
MOST_NAMES = 2  # agreements named when an act ends several
_NOTICES = ("note", "letter", "notice", "notification", "instrument")
_BY_NOTE = (Stage.NOTIFIED, Stage.SUSPENDED)
_BY_ACT = (Stage.DECIDED, Stage.SUSPENDED)
_FOLLOWS = (
    Stage.PROPOSED,
    Stage.DECIDED,
    Stage.NOTIFIED,
)  # their name stands behind the sentence: ": decided"


def headline(
    say: Language,
    actors: Sequence[str],
    stage: Stage,
    kind: Kind,
    rows: Sequence[Row],
    treaties: Mapping[str, Treaty],
    lang_of: LanguageOf,
    *,
    how: bool = True,
) -> str:
    """ "Russia ends three agreements with Canada, France and Portugal: decided by decree".

    `actors` are codes; `lang_of` gives the language of a story by its key. `how`: say the stage and the legal
    form too. Of rows at several stages the sentence says what holds for all of them; those that are only
    threatened are left out of an exit that is under way.
    """
    is_planned = _is_planned(stage, kind)
    is_under_way = not is_planned and stage is not Stage.REVERSED
    if is_under_way:
        rows = [row for row in rows if _is_at_work(row.stage)] or rows
    is_uneven = is_under_way and any(row.stage is not stage for row in rows)
    shown = _shown_stage(stage, is_planned, is_uneven)
    what, verb = _object(say, [agreement_words(row, say, treaties, lang_of) for row in rows], treaties)
    if actors:
        sentence = _sentence(say, actors, f"{shown.value}.{verb}", what, treaties)
        how = how and not is_uneven
    else:
        sentence = _sentence_without_actor(say, shown, verb, what)
    if not how or (is_planned and shown is not stage):
        return say.polish(sentence)
    form = "" if is_uneven else _common_form(say, rows, shown)
    if not form and not _needs_stage(say, shown, bool(actors)):
        return say.polish(sentence)
    return say.polish(say("headline", sentence=sentence, stage=form or say(f"stage.{shown.value}")))


def _is_planned(stage: Stage, kind: Kind) -> bool:
    """True if the exit is only threatened or proposed."""
    return stage is not Stage.REVERSED and (stage.rank < Stage.DECIDED.rank or kind is Kind.THREAT)


def _is_at_work(stage: Stage) -> bool:
    return stage.rank >= Stage.DECIDED.rank or stage is Stage.REVERSED


def _shown_stage(stage: Stage, is_planned: bool, is_uneven: bool) -> Stage:
    """The stage whose verb the sentence uses: rows at several stages are all decided; a threat that has the
    stage of an exit is proposed.
    """
    if is_uneven:
        return Stage.DECIDED
    return Stage.PROPOSED if is_planned and stage.rank >= Stage.DECIDED.rank else stage


def _sentence(
    say: Language, actors: Sequence[str], key: str, what: str, treaties: Mapping[str, Treaty]
) -> str:
    who = _parties(say, actors, "who", MOST_ACTORS, treaties)
    sentence = say.sentence(key, actors, who, what=what)
    return f"{sentence[:1].upper()}{sentence[1:]}"


def _sentence_without_actor(say: Language, stage: Stage, verb: str, what: str) -> str:
    """ "End of the Grazing Treaty"; "Expiry of the Grazing Treaty"."""
    special = f"nobody.{stage.value}"
    return say(special if say.has(special) else f"nobody.{verb}", what=what)


def _needs_stage(say: Language, stage: Stage, has_actors: bool) -> bool:
    """True if the verb of the sentence does not tell the stage."""
    return stage in _FOLLOWS if has_actors else not say.has(f"nobody.{stage.value}")


def _parties(
    say: Language, codes: Sequence[str], use: str, most: int, treaties: Mapping[str, Treaty]
) -> Phrase:
    """States and bodies in the order of their names."""
    in_order = sorted(codes, key=lambda code: _order(party_name(code, "name", say, treaties)))
    return say.joined([party_name(code, use, say, treaties) for code in in_order], most, "other_parties")


def _order(name: str) -> str:
    """The name without accents, for sorting: É among E."""
    return "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))


# ---------------------------------------------------------------- stage and legal form


def stage_with_form(say: Language, row: Row) -> str:
    """A row's stage in words, with the legal form that brought it about: "decided by decree"."""
    by_form = _by_form(say, row.form.value, row.stage) if row.form else ""
    return by_form or say(f"stage.{row.stage.value}")


def _common_form(say: Language, rows: Sequence[Row], stage: Stage) -> str:
    """ "decided by decree" if all rows that have a legal form have the same; else ""."""
    forms = {row.form.value for row in rows if row.form}
    return _by_form(say, forms.pop(), stage) if len(forms) == 1 else ""


def _by_form(say: Language, form: str, stage: Stage) -> str:
    """ "decided by decree"; "" for a form by which this stage does not come about."""
    fitting = _BY_NOTE if form in _NOTICES else _BY_ACT
    if stage not in fitting or not say.has(f"form.{form}"):
        return ""
    return say("by", stage=say(f"stage.{stage.value}"), form=say(f"form.{form}"))


# ---------------------------------------------------------------- what is left or ended


def _object(
    say: Language, agreements: Sequence[AgreementWords], treaties: Mapping[str, Treaty]
) -> tuple[Phrase, str]:
    """The object of the sentence with its verb, "leave" or "end": "the Rome Statute (ICC)", "leave"."""
    if not agreements:
        return say.phrase_of("an_agreement"), "leave"
    # of several of which one is a body, the sentence names no counterparties: they are not those of all
    has_body = len(agreements) > 1 and any(agreement.is_body for agreement in agreements)
    codes = [] if has_body else [code for agreement in agreements for code in agreement.partners]
    is_ended = not has_body and any(agreement.is_ended for agreement in agreements)
    what = _named(say, agreements, bool(codes))
    if what is None:  # no name tells who the other party is
        what = _counted(say, agreements)
        codes = [code for agreement in agreements for code in agreement.counterparties] if codes else []
    if codes:
        whom = _parties(say, tuple(dict.fromkeys(codes)), "with", MOST_PLACES, treaties)
        what = say.phrase_of("with", what=what, whom=whom)
    return what, "end" if is_ended else "leave"


def _named(say: Language, agreements: Sequence[AgreementWords], has_partners: bool) -> Phrase | None:
    """The names; None where the sentence counts the agreements instead."""
    if len(agreements) == 1:
        return agreements[0].name or agreements[0].description
    names = [agreement.name for agreement in agreements]
    return say.joined(names) if len(names) <= MOST_NAMES and all(names) and not has_partners else None


def _counted(say: Language, agreements: Sequence[AgreementWords]) -> Phrase:
    """ "three agreements", "several organisations"."""
    count = len(agreements)
    bodies = sum(agreement.is_body for agreement in agreements)
    key = "bodies" if bodies == count else "mixed" if bodies else "agreements"
    if any(agreement.is_collective for agreement in agreements):
        return say.phrase_of(f"{key}.several")
    return say.phrase_of(key, count, number=say.number(count))

"""Proof sentences of an act: for each cell, and the few that state most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from monitor.digest.act_summary import CellProof, OtherValue, Proof
from monitor.digest.words import Segment, direction, plain, quoted, short, spans_of
from monitor.model import CELL_TYPES, Act, Edit, Evidence, Row, Span, Story, TreatyDate
from monitor.normalize import language_tag
from monitor.quote import place, quote
from monitor.wording import Language

MAX_ROWS = 200  # agreements of one act in a message; those above are counted
MAX_DISPUTES = 4
MAX_PROOFS = 4
MAX_NAMED = 6  # parties whose sentences are proof
PROOF_COLUMNS = 300
SENTENCE_COLUMNS = 3200  # more than any sentence takes: those of extraction end at 1500 characters

_TOLD = tuple(cell.name for cell in CELL_TYPES if cell.in_messages)


def cell_proofs(act: Act, row: Row, stories: Mapping[str, Story], say: Language) -> Iterator[CellProof]:
    """The values of a row, each with its sentence. `stories`: by key; here and below."""
    if row.others:
        codes = " ".join(short(code, 20) for code in row.states)
        yield _cell_proof("others", row.others[0], stories, say)._replace(value=codes)
    for name in _TOLD:
        if cell := row.cell(name):
            others = tuple(
                OtherValue(short(evidence.value, 200), source_of(evidence, stories))
                for evidence in cell.others[:MAX_DISPUTES]
            )
            yield _cell_proof(name, cell.leading, stories, say)._replace(other_values=others)
    if step := next((step for step in reversed(act.history) if step.stage is row.stage), None):
        yield _cell_proof("stage", step.evidence, stories, say)


def _cell_proof(field: str, evidence: Evidence, stories: Mapping[str, Story], say: Language) -> CellProof:
    story = stories.get(evidence.story)
    if evidence.edit is not None:
        sentence = short(edit_in_words(evidence.edit, say), PROOF_COLUMNS)
    else:
        sentence = short(_cut_around_value(evidence, story), SENTENCE_COLUMNS)
    if evidence.is_summary:
        sentence = say("summary.of", text=sentence)
    number = story.id if story else None
    return CellProof(field, short(evidence.value, 200), sentence, number, source_of(evidence, stories))


def _cut_around_value(evidence: Evidence, story: Story | None) -> str:
    value_place = place(evidence, story)
    return quote(evidence.sentence, [value_place] if value_place else [], PROOF_COLUMNS)


def edit_in_words(edit: Edit, say: Language) -> str:
    """When and why an editor set a value. Messages never say who."""
    return say("edited.on", day=say.date(TreatyDate.of_day(edit.at.date())), why=edit.why)


# ---------------------------------------------------------------- the sentences that state most


def proofs(act: Act, shown: Story, stories: Mapping[str, Story], say: Language) -> tuple[Proof, ...]:
    """The sentences that state the stage and the cells, each once: those that state most.

    `shown`: the story that shows the act; its headline is not among the sentences.
    """
    by_text: dict[str, list[Evidence]] = {}
    for evidence in _stated(act):
        text = evidence.sentence if evidence.edit is None else edit_in_words(evidence.edit, say)
        if key := comparable(text):
            by_text.setdefault(key, []).append(evidence)
    chosen = _most_stating(by_text, comparable(shown.title))
    return tuple(_proof(shown.key, by_text[key], stories, say) for key in by_text if key in chosen)


def _most_stating(by_text: Mapping[str, Sequence[Evidence]], title: str) -> list[str]:
    """The texts that state most values, without those that repeat a chosen one or the title."""
    chosen: list[str] = []
    for key in sorted(by_text, key=lambda key: -len(by_text[key])):
        known = [*chosen, title] if title else chosen
        is_repeated = any(key in text or text in key for text in known)
        if len(chosen) < MAX_PROOFS and not is_repeated:
            chosen.append(key)
    return chosen


def _stated(act: Act) -> Iterator[Evidence]:
    if act.history:
        yield act.history[-1].evidence
    for row in act.rows[:MAX_ROWS]:
        yield from (cell.leading for name in _TOLD if (cell := row.cell(name)))
        yield from row.others[:MAX_NAMED]
    yield from act.actors[:MAX_NAMED]


def comparable(text: str) -> str:
    """The text without case, white space and final points: equal for sentences that readers call the same."""
    return plain(text).strip(" .…").casefold()


def _proof(shown: str, stating: Sequence[Evidence], stories: Mapping[str, Story], say: Language) -> Proof:
    """One sentence with the words for its values marked, from the story shown (by key) if that states it."""
    if (edit := stating[0].edit) is not None:
        return Proof((Segment(short(edit_in_words(edit, say), PROOF_COLUMNS)),), quoted=False)
    best = next((evidence for evidence in stating if evidence.story == shown), stating[0])
    story = stories.get(best.story)
    return Proof(
        quoted(best.sentence, _value_places(best, stating, story), PROOF_COLUMNS),
        source="" if best.story == shown else source_of(best, stories),
        lang=language_tag(story.lang) if story and story.lang else None,
        dir=direction(best.sentence),
        quoted=not best.is_summary,
        label=say("summary") if best.is_summary else "",
    )


def _value_places(best: Evidence, stating: Sequence[Evidence], story: Story | None) -> list[tuple[int, int]]:
    """Where the sentence of `best` has the words for the values that it states."""
    if story is None:
        return []
    sentence = (best.story, best.sentence)
    places = [
        place(evidence, story) for evidence in stating if (evidence.story, evidence.sentence) == sentence
    ]
    spans = [Span("sentence", *value_place) for value_place in places if value_place]
    return spans_of(best.sentence, "sentence", spans)


# ---------------------------------------------------------------- who states it


def source_name(story: Story) -> str:
    """The publisher of a story, else its host."""
    return short(story.source or story.host, 60)


def source_of(evidence: Evidence, stories: Mapping[str, Story]) -> str:
    """The publisher of the story that states a value; "" for a story that is not there."""
    story = stories.get(evidence.story)
    return source_name(story) if story else ""

"""What the register knows of an act, for readers: the stage line, the rows with their facts, contradictions,
proof sentences, sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.digest.values import Agreement, Also, Fact, Other, Proof, Segment
from monitor.digest.words import date, direction, plain, quoted, short, spans_of
from monitor.model import CELLS, Act, Cell, Edit, Evidence, Row, Span, Stage, Story, TreatyDate, show_date
from monitor.normalize import language_tag, safe_link
from monitor.quote import place, quote
from monitor.wording import Language, Treaty, partners

MAX_ROWS = 200  # what one message cannot hold of them is left out there, and counted
MAX_PARTIES = 6
MAX_STEPS = 4  # stages before the present one that are named
MAX_PROOFS = 4
PROOF_COLUMNS = 300
SENTENCE_COLUMNS = 3200  # more than any sentence takes: those of extraction end at 1500 characters
MAX_DISPUTES = 4
MAX_OUTLETS = 3
MAX_OFFICIAL = 3
DASH = "–"

# these stay in the register
_TOLD = tuple(name for name in CELLS if name not in ("decided", "notified", "note"))
_NOTE = "note"
_BY_NOTE = (Stage.NOTIFIED, Stage.SUSPENDED)  # what is done by a note, the likeliest first
_BY_ACT = (Stage.DECIDED, Stage.SUSPENDED, Stage.PROPOSED)  # what is done by decree, law or vote


def known(act: Act) -> bool:
    """Whether the register knows more than that a story was flagged."""
    return bool(act.actors or act.rows or act.history)


def grade(act: Act, say: Language) -> str:
    """How good the evidence is, in words; "" when nothing is known."""
    return say(f"grade.{act.grade.value}") if known(act) else ""


# ---------------------------------------------------------------- the stage line


def standing(act: Act, zone: str, say: Language) -> str:
    """ "Malia: decided by decree, reported 5 Dec 2025 · reported earlier: threatened 12 Mar 2025".

    Dates are those of the stories, in `zone`: when a stage was reached, a story rarely says.
    """
    who = _named([one.value for one in act.actors], say)
    if not act.history:
        return who
    forms = sorted({form for row in act.rows if (form := _text(row.form, 40))})
    formed = _formed(forms[0], [step.stage for step in act.history]) if len(forms) == 1 else None
    said = []
    for at, step in enumerate(act.history):
        stage = say(f"stage.{step.stage.value}")
        stage = say("by", stage=stage, form=_form(forms[0], say)) if at == formed else stage
        said.append((stage, date(step.at.astimezone(ZoneInfo(zone)), say)))
    last = say("standing.reported", stage=said[-1][0], day=said[-1][1])
    before = [" ".join(one) for one in reversed(said[:-1])]
    line = say("standing", who=who, said=last) if who else f"{last[:1].upper()}{last[1:]}"
    return say("standing.earlier", line=line, before=", ".join(before[:MAX_STEPS])) if before else line


def _form(form: str, say: Language) -> str:
    return say(f"form.{form}") if say.has(f"form.{form}") else form


def _formed(form: str, stages: Sequence[Stage]) -> int | None:
    """The place of the stage that a legal form belongs to; None when the history has no such stage."""
    fitting = _BY_NOTE if form == _NOTE else _BY_ACT
    return next((len(stages) - 1 - stages[::-1].index(stage) for stage in fitting if stage in stages), None)


def _named(codes: Sequence[str], say: Language) -> str:
    names = [name for code in sorted(codes) if (name := short(say.place(code, "name"), 60))]
    if len(names) <= MAX_PARTIES:
        return say("list.comma").join(names)
    shown = say("list.comma").join(names[:MAX_PARTIES])
    return say("list.last", names=shown, name=say.count("others", len(names) - MAX_PARTIES))


# ---------------------------------------------------------------- rows


def agreements(
    act: Act,
    stories: Mapping[str, Story],
    zone: str,
    now: datetime,
    treaties: Mapping[str, Treaty],
    say: Language,
) -> tuple[tuple[str, ...], tuple[Agreement, ...], str]:
    """The columns of the table (as `Item.heads`), its rows, and the reason when all rows have the same.

    Columns that are empty in all rows are left out. A body that is left stands in its row once: it is no
    counterparty of its own.
    """
    rows = act.rows[:MAX_ROWS]
    heads = ("with", "agreement", "signed", ending(act, zone, now), "stage")
    several = len({row.stage for row in rows}) > 1
    table = [
        (*_cells(row, treaties, say), _capital(say(f"stage.{row.stage.value}")) if several else "")
        for row in rows
    ]
    used = [place for place in range(len(heads)) if any(line[place] for line in table)]
    reasons = [_text(row.reason, 240) for row in rows]
    common = reasons[0] if reasons and len(set(reasons)) == 1 else ""
    told = tuple(
        Agreement(
            cells=tuple(line[place] or DASH for place in used),
            note="" if common else reason,
            others=tuple(short(code, 20) for code in row.states),
            instrument=_text(row.instrument, 200),
            kind=short(row.kind, 40),
            signed=_text(row.signed, 20),
            ended=_text(row.ended, 20),
            stage=row.stage,
            reason=reason,
            form=_text(row.form, 40),
            facts=tuple(_facts(act, row, stories, say)),
        )
        for row, line, reason in zip(rows, table, reasons, strict=True)
    )
    return tuple(heads[place] for place in used), told, common


def _cells(row: Row, treaties: Mapping[str, Treaty], say: Language) -> tuple[str, str, str, str]:
    dates = [show_date(_text(cell, 20), say.months) for cell in (row.signed, row.ended)]
    return _named(partners(row, treaties), say), _text(row.instrument, 120), dates[0], dates[1]


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _text(cell: Cell | None, width: int) -> str:
    return short(cell.value, width) if cell else ""


def ending(act: Act, zone: str, now: datetime) -> str:
    """Which column the ends of agreements are: "ends" when one is still to come; what is not decided
    "would-end", or "was-to-end".

    A date that is known less exactly has come when it may be today.
    """
    if act.stage is Stage.REVERSED:
        return "was-to-end"
    if act.stage.rank < Stage.DECIDED.rank:
        return "would-end"
    today = now.astimezone(ZoneInfo(zone)).date()
    dates = [row.ended.treaty_date for row in act.rows[:MAX_ROWS] if row.ended]
    return "ended" if all(date is None or date.earliest <= today for date in dates) else "ends"


def _facts(act: Act, row: Row, stories: Mapping[str, Story], say: Language) -> Iterator[Fact]:
    if row.others:
        yield _fact("others", row.others[0], stories, say)._replace(
            value=" ".join(short(code, 20) for code in row.states)
        )
    for name in _TOLD:
        if cell := row.cell(name):
            also = tuple(
                Also(short(one.value, 200), _source_of(one, stories)) for one in cell.others[:MAX_DISPUTES]
            )
            yield _fact(name, cell.leading, stories, say)._replace(also=also)
    if step := next((step for step in reversed(act.history) if step.stage is row.stage), None):
        yield _fact("stage", step.evidence, stories, say)


def _fact(field: str, evidence: Evidence, stories: Mapping[str, Story], say: Language) -> Fact:
    story = stories.get(evidence.story)
    if evidence.edit is not None:
        sentence = short(_edited(evidence.edit, say), PROOF_COLUMNS)
    else:
        sentence = short(_cut(evidence, story), SENTENCE_COLUMNS)
    return Fact(
        field,
        short(evidence.value, 200),
        sentence,
        story.id if story else None,
        _source_of(evidence, stories),
    )


def _cut(evidence: Evidence, story: Story | None) -> str:
    """The sentence, cut around the words for its value."""
    found = place(evidence, story)
    return quote(evidence.sentence, [found] if found else [], PROOF_COLUMNS)


def _edited(edit: Edit, say: Language) -> str:
    """When and why an editor set a value. Messages never say who."""
    return say("edited.on", day=TreatyDate.of_day(edit.at.date()).show(say.months), why=edit.why)


def disputes(act: Act, stories: Mapping[str, Story], end: str, say: Language) -> tuple[str, ...]:
    """Values of dates and forms that contradict those shown: "ended Nov 2025 (Example Wire)". Names and
    reasons differ in words only.

    `end` is the column of ends, as `ending` gives it.
    """
    found = []
    for row in act.rows[:MAX_ROWS]:
        whose = (short(_named(row.states, say), 40) or _text(row.instrument, 60)) if len(act.rows) > 1 else ""
        for name in ("signed", "ended", "form"):
            cell = row.cell(name)
            for one in cell.others if cell else ():
                if not (value := short(one.value, 40)):
                    continue
                said = _stated_as(end if name == "ended" else name, value, say)
                source = _source_of(one, stories)
                said = say("from_source", said=said, source=source) if source else said
                found.append(say("whose", whose=whose, said=said) if whose else said)
    return tuple(dict.fromkeys(found))[:MAX_DISPUTES]


def _stated_as(name: str, value: str, say: Language) -> str:
    """ "signed 20 Nov 1989", "by decree"."""
    return (
        say("by_form", form=_form(value, say))
        if name == "form"
        else say(f"row.{name}", date=show_date(value, say.months))
    )


# ---------------------------------------------------------------- proof


def proofs(act: Act, shown: Story, stories: Mapping[str, Story], say: Language) -> tuple[Proof, ...]:
    """The sentences that state the act's stage and cells, each once, those that state most; the headline is
    not among them.
    """
    said: dict[str, list[Evidence]] = {}
    for one in _stated(act):
        text = _edited(one.edit, say) if one.edit is not None else one.sentence
        if key := same(text):
            said.setdefault(key, []).append(one)
    title = same(shown.title)
    chosen: list[str] = []
    for key in sorted(said, key=lambda key: -len(said[key])):
        if len(chosen) < MAX_PROOFS and not any(
            key in other or other in key for other in (*chosen, *([title] if title else []))
        ):
            chosen.append(key)
    return tuple(_proof(shown.key, said[key], stories, say) for key in said if key in chosen)


def _stated(act: Act) -> Iterator[Evidence]:
    if act.history:
        yield act.history[-1].evidence
    for row in act.rows[:MAX_ROWS]:
        yield from (cell.leading for name in _TOLD if (cell := row.cell(name)))
        yield from row.others[:MAX_PARTIES]
    yield from act.actors[:MAX_PARTIES]


def same(text: str) -> str:
    """What two texts have in common that readers would call the same sentence."""
    return plain(text).strip(" .…").casefold()


def _proof(shown: str, said: Sequence[Evidence], stories: Mapping[str, Story], say: Language) -> Proof:
    """One sentence, from the story shown (by key) if that says it."""
    if (edit := said[0].edit) is not None:
        return Proof((Segment(short(_edited(edit, say), PROOF_COLUMNS)),), quoted=False)
    best = next((one for one in said if one.story == shown), said[0])
    story = stories.get(best.story)
    same_words = [one for one in said if story and one.story == best.story and one.sentence == best.sentence]
    spans = [Span("sentence", *found) for one in same_words if (found := place(one, story))]
    return Proof(
        quoted(best.sentence, spans_of(best.sentence, "sentence", spans), PROOF_COLUMNS),
        source="" if best.story == shown else _source_of(best, stories),
        lang=language_tag(story.lang) if story and story.lang else None,
        dir=direction(best.sentence),
    )


# ---------------------------------------------------------------- sources


def sources(stories: Sequence[Story]) -> tuple[tuple[Other, ...], int]:
    """The best sources beside the one shown, official ones first, each once; and how many more there are."""
    found: dict[str, Story] = {}
    for story in stories:
        found.setdefault((source_name(story) or story.key).casefold(), story)
    others = list(found.values())[1:]
    official = [story for story in others if story.official][:MAX_OFFICIAL]
    named = official + [story for story in others if not story.official][:MAX_OUTLETS]
    listed = tuple(
        Other(source_name(one), safe_link(one.url) if one.url else None, one.official) for one in named
    )
    return listed, len(others) - len(named)


def source_name(story: Story) -> str:
    return short(story.source or story.host, 60)


def _source_of(evidence: Evidence, stories: Mapping[str, Story]) -> str:
    story = stories.get(evidence.story)
    return source_name(story) if story else ""

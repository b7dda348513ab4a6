"""/treaties and /treaties/ottawa: the dossier of a treaty, and who leaves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC
from itertools import groupby
from typing import NamedTuple

from starlette.exceptions import HTTPException

from monitor.public import choose, folded, page_of
from monitor.public.treaty_facts import Namer, Words, brief_rule, clauses, facts, usual_words
from monitor.service import public_records, public_treaties
from monitor.service.public_treaties import PublicTreaty
from monitor.web.naming import topic_name
from monitor.web.readers.due import falling_due
from monitor.web.readers.filters import Option
from monitor.web.readers.told import sentences, told
from monitor.web.shown import OF_ACTS, OF_TABLE, Request, Shown, View, table_of
from monitor.wording import Language

LINES = 120  # of a page
DUE_DAYS = 3653  # ahead


class Line(NamedTuple):
    """A treaty in the list. `key` gives its place: by subject, then by name."""

    treaty: PublicTreaty
    name: Words
    subject: str
    twins: Sequence[Words]
    rule: str
    key: tuple[str, str, str]


def show_all(request: Request) -> Shown:
    """The treaties that have a dossier or acts."""
    say, asked = request.say, request.asked
    namer = public_treaties.namer(request.service, say)
    treaties = public_treaties.listed(request.service)
    lines = sorted((_line(treaty, namer) for treaty in treaties), key=lambda line: line.key)
    fitting = [line for line in lines if _fits(line, asked.subject, asked.q)]
    shown, following = page_of(fitting, lambda line: line.treaty.id, asked.cursor, LINES)
    listed = [line.treaty for line in (shown if request.is_paged else fitting)]
    return Shown(
        title=say("web.treaties"),
        template="web/treaties",
        values={
            "groups": [(subject, list(own)) for subject, own in groupby(shown, lambda line: line.subject)],
            "subjects": _subjects(lines, asked.subject, say),
            "count": len(fitting),
            "next": asked.query(cursor=following) if following else "",
            "asked": asked,
        },
        record=lambda: public_records.treaty_list(
            listed, len(fitting), following if request.is_paged else ""
        ),
        count=len(fitting),
        next=following if request.is_paged else "",
        description=say("web.treaties.about"),
        table=lambda: table_of(
            [public_records.treaty_line(treaty) | {"same_exit": " ".join(treaty.twins)} for treaty in listed]
        ),
    )


def _line(treaty: PublicTreaty, namer: Namer) -> Line:
    name, subject = namer.treaty_link(treaty.id), topic_name(treaty.topic, namer.say)
    return Line(
        treaty,
        name,
        subject,
        [namer.treaty_link(twin) for twin in treaty.twins],
        brief_rule(treaty.dossier, namer.say) if treaty.dossier else "",
        (folded(subject), folded(name.text), treaty.id),
    )


def _fits(line: Line, subject: str, text: str) -> bool:
    """True for a treaty of this subject whose names have all words of the text; "" stands for all."""
    if subject and line.treaty.topic != subject:
        return False
    words = folded(text).split()
    if not words:
        return True
    dossier = line.treaty.dossier
    names = (line.name.text, line.treaty.name, *(twin.text for twin in line.twins), line.treaty.id)
    known = folded(" ".join((*names, dossier.official if dossier else "")))
    return all(word in known for word in words)


def _subjects(lines: Sequence[Line], chosen: str, say: Language) -> list[Option]:
    counts = Counter((line.subject, line.treaty.topic) for line in lines if line.treaty.topic)
    return [
        Option(topic, f"{name} ({number})", topic == chosen)
        for (name, topic), number in sorted(counts.items(), key=lambda count: folded(count[0][0]))
    ]


# ---------------------------------------------------------------- one treaty


def show(request: Request) -> Shown:
    """One treaty or organisation, with the acts on it and on its twin."""
    id, say = request.names["treaty"], request.say
    treaty = public_treaties.named(request.service, id)
    if treaty is None:
        raise HTTPException(404, say("web.treaty.none", name=id))
    choice = choose(treaty.entries, request.asked)
    acts = told(request, choice.entries)
    namer = public_treaties.namer(request.service, say)
    return Shown(
        title=namer.treaty(id),
        template="web/treaty",
        values={
            "treaty": treaty,
            "parts": lambda: _parts(request, treaty, namer),
            "acts": acts,
            "choice": choice,
            "asked": request.asked,
        },
        record=lambda: public_records.treaty(request.service, treaty, acts, choice),
        acts=choice.entries,
        among=treaty.entries,
        dossier=treaty.dossier,
        count=choice.count,
        next=choice.next,
    )


def _parts(request: Request, treaty: PublicTreaty, namer: Namer) -> dict[str, object]:
    """What only the page shows."""
    today = request.service.clock().astimezone(UTC).date()
    dossier, say = treaty.dossier, request.say
    due = falling_due(treaty.entries, today, DUE_DAYS, say)
    return {
        "subject": topic_name(treaty.topic, say) if treaty.topic else "",
        "clauses": clauses(dossier, namer, today) if dossier else (),
        "rule": brief_rule(dossier, say) if dossier else "",
        "facts": facts(dossier, namer) if dossier else (),
        "twins": [namer.treaty_link(twin) for twin in treaty.twins],
        "usual": usual_words(treaty.usual, say) if treaty.usual else (),
        "due": due,
        "sentences": sentences(request, [falling.entry for falling in due]),
    }


VIEWS = [
    View("/treaties", show_all, ("q", "subject", "cursor"), OF_TABLE),
    View("/treaties/{treaty:slug}", show, ("sort", "cursor", "limit"), OF_ACTS),
]

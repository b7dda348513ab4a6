"""What the first page behind a signed link shows and changes of a destination: what it asks for, and when."""

from __future__ import annotations

from typing import Any

from monitor.model import MAIN
from monitor.service import asking, public_treaties, subscribers
from monitor.web.subscribers import fields, queries
from monitor.web.subscribers.visit import Visit
from monitor.web.subscribers.words import query_words, when_words


def asked_for(visit: Visit) -> dict[str, Any]:
    """The values of the template `asked.html.j2`."""
    destination, say = visit.destination, visit.say
    namer = public_treaties.namer(visit.service, say)
    lines = [
        (
            saved,
            say("web.subscriber.main") if saved.name == MAIN else saved.name,
            query_words(saved, namer),
            queries.preview_words(sent, say),
        )
        for saved, sent in asking.forecasts(visit.service, destination)
    ]
    return {
        "queries": lines,
        "most": asking.MOST_QUERIES,
        "when": fields.when_options(destination.schedule, destination.reader, say),
        "when_now": when_words(destination.schedule, say),
        "follows": visit.follows,
    }


def change_when(visit: Visit) -> None:
    """Changes when messages come and their language, as the form asks. Raises `UsageError`."""
    schedule = fields.schedule_of(visit.form, visit.destination.schedule)
    reader = fields.reader_of(visit.form, visit.destination.reader)
    subscribers.change_when(visit.service, visit.destination, schedule, reader)

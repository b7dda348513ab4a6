"""/digests and /digests/12: what one destination was sent, and what has changed since."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException

from monitor.digest import clock
from monitor.digest.words import day
from monitor.exports.words import maybe_timestamp, timestamp
from monitor.model import Destination
from monitor.normalize import safe_link
from monitor.public.atom import FeedEntry
from monitor.service import archive
from monitor.service.archive import ArchivedAct, PublicMessage
from monitor.web.shown import Form, Request, Shown, Table, View


def show_all(request: Request) -> Shown:
    """The messages, newest first."""
    say = request.say
    messages, following = archive.page(request.service, _destination(request), request.asked)
    lines = [(message, _title(request, message), _at(request, message)) for message in messages]
    return Shown(
        title=say("web.digests"),
        template="web/digests",
        values={"lines": lines, "asked": request.asked, "next": following},
        record=lambda: {
            "next": following or None,
            "digests": [_short(request, message) for message in messages],
        },
        next=following,
        description=say("web.digests.about"),
        table=lambda: Table(
            ("number", "title", "at", "acts"),
            [(message.number, title, timestamp(message.at), message.acts) for message, title, _ in lines],
        ),
        feed=lambda: [_entry(message, title) for message, title, _ in lines],
    )


def show(request: Request) -> Shown:
    """One message with its acts."""
    number, archived = request.names["number"], _destination(request)
    message = archive.whole(request.service, archived, int(number)) if number.isdecimal() else None
    if message is None:
        raise HTTPException(404, request.say("web.digests.missing", number=number))
    title = _title(request, message.message)
    now = request.service.clock()
    return Shown(
        title=title,
        template="web/digest",
        values={
            "message": message,
            "at": _at(request, message.message),
            "day": lambda at: day(at, "UTC", now=now, say=request.say),
        },
        record=lambda: {
            "digest": _short(request, message.message)
            | {"period": message.period or None, "acts": [_act_record(act) for act in message.acts]},
        },
        count=len(message.acts),
    )


def _destination(request: Request) -> Destination:
    """The one whose messages are public. Raises `HTTPException`."""
    archived = archive.destination(request.service)
    if archived is None:
        raise HTTPException(404, request.say("web.digests.closed"))
    return archived


def _title(request: Request, message: PublicMessage) -> str:
    """Its subject; if that is not to be shown any more, the day."""
    if message.title:
        return message.title
    now = request.service.clock()
    return request.say("web.digests.of", day=day(message.at, "UTC", now=now, say=request.say))


def _at(request: Request, message: PublicMessage) -> str:
    return clock(message.at, "UTC", now=request.service.clock(), say=request.say)


def _entry(message: PublicMessage, title: str) -> FeedEntry:
    return FeedEntry(path=f"/digests/{message.number}", title=title, updated=message.at, published=message.at)


# ---------------------------------------------------------------- as data


def _short(request: Request, message: PublicMessage) -> dict[str, object]:
    return {
        "number": message.number,
        "title": _title(request, message),
        "at": timestamp(message.at),
        "lang": message.reader,
        "count": message.acts,
    }


def _act_record(act: ArchivedAct) -> dict[str, object]:
    return {
        "ref": act.ref,
        "sentence": act.sentence or None,
        "url": safe_link(act.url),
        "now": act.now or None,
        "taken_back": act.entry is None,
        "act": act.entry.ref if act.entry else None,
        "corrected": maybe_timestamp(act.corrected),
    }


FORMS: Sequence[Form] = (Form.HTML, Form.JSON, Form.CSV, Form.METADATA, Form.ATOM)
VIEWS = [
    View("/digests", show_all, ("cursor", "limit"), FORMS, stamp=archive.stamp),
    View("/digests/{number:ref}", show, (), (Form.HTML, Form.JSON, Form.METADATA), stamp=archive.stamp),
]

"""The strings of the front page, in English."""

from __future__ import annotations

from monitor.wording.language import Text

FRONT: dict[str, Text] = {
    "web.front.all": "All exits and threats",
    "web.front.mail": "Subscribe by mail",
    "web.front.feed": "Feed of changes (Atom)",
    "web.front.calendar": "Calendar",
    "web.watched.status": "Feeds were last read {read}; no known gap since {since}.",
    "web.due": "Due soon",
    "web.due.none": "Nothing that is known by its day falls due in the next {n} days.",
    "web.stages": "By stage",
    "web.watched": "What is watched",
    "web.watched.line": "{feeds} in {languages}, {official} of states and organisations.",
    "web.watched.languages": ("{n} language", "{n} languages"),
    "web.watched.none": "No feed is watched yet.",
    "web.watched.read": "Last read",
    "web.watched.read.never": "not yet",
    "web.watched.since": "No known gap since",
    "web.watched.until": "{since}, until {read}",
    "web.watched.since.unknown": "not known yet",
    "web.watched.failing": "Cannot be read",
    "web.watched.failing.since": "{feeds}, the longest since {when}",
    "web.watched.silent": "Bring nothing new",
    "web.watched.new": "Not read yet",
    "web.watched.gap": "Last gap",
    "web.watched.gap.of": "{when}, {feed}: items may have been missed",
    "web.watched.a_feed": "a feed",
    "web.watched.feeds": "Feeds",
    "web.watched.named": "Languages",
    "web.watched.warning": (
        "The service does not read as it should at the moment: newer exits may be missing here."
    ),
    "web.watched.warning.read": "It last read a feed {when}.",
    "web.data": "Data, licence and citation",
    "web.data.about": "Every page is also data, at the same address with another ending. The whole register:",
    "web.data.query": "The same works for each choice of filters.",
    "web.data.json": "for programs, with pages",
    "web.data.csv": "for spreadsheets",
    "web.data.atom": "feed of changes, for feed readers",
    "web.data.ics": "calendar of the days on which exits take effect",
    "web.data.metadata": "source, licence and numbers",
    "web.data.cite": "To cite:",
    "web.copy": "Copy",
    "web.copied": "Copied",
}

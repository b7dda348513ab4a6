"""The pages for readers: what each address shows. A view reads by verbs of `service`, and holds no logic."""

from __future__ import annotations

from monitor.web.readers import acts, archive, front, picture, register, search, states, timeline, treaties
from monitor.web.shown import View

VIEWS: list[View] = [
    *front.VIEWS,
    *register.VIEWS,
    *acts.VIEWS,
    *treaties.VIEWS,
    *states.VIEWS,
    *search.VIEWS,
    *timeline.VIEWS,
    *picture.VIEWS,
    *archive.VIEWS,
]

__all__ = ["VIEWS"]

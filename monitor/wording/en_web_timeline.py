"""The strings of the timeline and of the picture, in English."""

from __future__ import annotations

from monitor.wording.language import Text

TIMELINE: dict[str, Text] = {
    # ---- the timeline
    "web.timeline.about": (
        "Each exit or threat counts once, in the month of the first report of its present stage."
    ),
    "web.timeline.title.month": "Exits and threats by month",
    "web.timeline.title.year": "Exits and threats by year",
    "web.timeline.month": "Month",
    "web.timeline.year": "Year",
    "web.timeline.total": "Total",
    "web.timeline.table": "The picture as a table",
    "web.timeline.svg": "The picture alone (SVG)",
    "web.timeline.described": "{counted} from {first} to {last}; the most, {most}, in {when}.",
    "web.picture": "Who leaves what with whom",
    "web.picture.link": "Who leaves what with whom, as a picture.",
}

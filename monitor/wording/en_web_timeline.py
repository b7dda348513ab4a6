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
    "web.picture.short": "Picture",
    "web.picture.link": "Who leaves what with whom, as a picture.",
    # ---- the picture
    "web.picture.about": (
        "States, the agreements that they leave, and with whom they had them: those with most acts. "
        "Choose a state or a treaty to see one."
    ),
    "web.picture.kind": "Other agreements: {kind}",
    "web.picture.hidden": ("{n} more is not in the picture.", "{n} more are not in the picture."),
    "web.picture.unnamed": "Agreements without a name",
    "web.picture.what": "What",
    "web.picture.with": "With whom",
    "web.picture.exit": "Exit",
    "web.picture.threat": "Threatened or proposed",
    "web.picture.reversed": "Taken back",
    "web.picture.largest": "The {n} largest",
    "web.picture.described": "{counted}; the most of one party: {who} – {what}, {number}.",
}

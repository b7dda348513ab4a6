"""The strings of refusals and errors on pages, in English."""

from __future__ import annotations

from monitor.wording.language import Text

PROBLEMS: dict[str, Text] = {
    "web.problem.more": "Start again at the",
    "web.problem.without": "Open this page without it",
    "web.problem.none": "There is no such page here.",
    "web.problem.method": "This address does not take that kind of request.",
    "web.problem.fault": (
        "Something went wrong here. Try again in a few minutes; the operator can find the error in the log."
    ),
    "web.problem.large": "What was sent is too large. Send less of it.",
    "web.problem.long": "This address is too long. Choose fewer filters or search for fewer words.",
    "web.problem.part": "The request is not understood: {names}.",
    "web.problem.base": (
        "A feed needs whole addresses: this installation has to set base_url in its configuration."
    ),
    "web.wrong.unknown": "There is no parameter '{name}' here; there are {names}.",
    "web.wrong.none": "There is no parameter '{name}' here.",
    "web.wrong.chars": "{name} has {n} characters; {most} are the most.",
    "web.wrong.member": "{name} is one of {values}, not '{text}'.",
    "web.wrong.number": "{name} is a number from {least} to {most}, not '{text}'.",
    "web.wrong.language": "{name} is a code of a language, such as fr, not '{text}'.",
    "web.wrong.cursor": "This cursor is none that a page gave; begin without it.",
    "web.wrong.gone": "What this cursor stands for is gone; begin without it.",
    "web.wrong.twice": "Each parameter may stand once.",
    "web.replica": "This is a copy that can only be read.",
    "web.replica.elsewhere": "Forms and links in mails are answered by the installation itself: {address}",
    "web.replica.go": "Go there",
    "web.replica.old": "These pages are made of a copy of {when}. What came later is not in it.",
}

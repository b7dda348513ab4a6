"""The strings of the web pages, in English."""

from __future__ import annotations

from monitor.wording.language import Text

WEB: dict[str, Text] = {
    # ---- the frame of all pages, and lists
    "language.own": "English",
    "web.skip": "Skip to the content",
    "web.nav": "Pages",
    "web.languages": "Languages",
    "web.timeline": "Timeline",
    "web.search": "Search",
    "web.citing": "Data, licence and citation",
    "web.what": (
        "Treaty Monitor reads news and official sources, and records who ends, suspends or threatens "
        "to leave an agreement. Each value has the sentence that states it."
    ),
    "web.summary": "summary from the starter register",
    "web.chosen": "Chosen filters",
    "web.chosen.remove": "Remove: {what}",
    "web.forms": "This page as data:",
    "web.webcal": "subscribe to the calendar",
    "web.licence": "Licence of the facts: {name}",
    "web.front": "Who leaves which treaty",
    "web.front.heading": "Who leaves which treaty",
    "web.front.about": (
        "States that end, suspend or threaten to leave an agreement, each with the sentence that proves it."
    ),
    "web.latest": "Latest",
    "web.register": "Register",
    "web.register.about": "Exits from treaties and threats to leave, each cell with its sentence.",
    "web.register.count": ("{n} exit or threat", "{n} exits and threats"),
    "web.treaties": "Treaties",
    "web.states": "States",
    "web.filter": "Filter",
    "web.filter.q": "Words",
    "web.column.act": "Exit or threat",
    "web.none.fits": "Nothing fits these filters.",
    "web.empty": "The register is empty: no exit and no threat to leave was found yet.",
    "web.next": "Next page",
    "web.busy": "Too much is asked for here at the moment. Please try again in a few seconds.",
    "web.too_often": "Too much was asked for in a short time. Please wait a moment, then try again.",
    "web.act.none": "There is no exit or threat {ref}.",
    "web.act.gone": "{ref} was taken back: it was reported in error, or its sources no longer say so.",
    "web.treaty.none": "No treaty here is called {name}.",
    "web.state.none": "Nothing in the register is about {code}.",
}

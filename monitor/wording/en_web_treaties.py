"""The strings of the pages of treaties and states, in English."""

from __future__ import annotations

from monitor.wording.language import Text

TREATY_PAGES: dict[str, Text] = {
    # ---- treaties
    "web.treaties.about": "How one leaves each treaty, and who has left.",
    "web.treaties.count": ("{n} treaty or organisation", "{n} treaties and organisations"),
    "web.treaties.caption": "Treaties and organisations by subject",
    "web.column.treaty": "Treaty",
    "web.column.rule": "An exit takes effect",
    "web.column.acts": "Exits and threats",
    "web.treaty.exit": "How one leaves",
    "web.treaty.no_clause": "No exit clause",
    "web.treaty.no_dossier": "There is no dossier: its exit clause has not been looked up.",
    "web.treaty.not_told": "How one leaves is not known.",
    "web.treaty.usual": "What is usual for such agreements",
    "web.treaty.acts": "Who left, and who threatens to",
    "web.treaty.acts.none": "The register knows of nobody who left or threatens to.",
    "web.treaty.facts": "About it",
    "web.clause.only": "only for: {states}",
    "web.clause.later": "The notice may name a later day.",
    "web.clause.requires": "The notice must {what}.",
    "web.clause.not_before": "Notice may be given {period} after entry into force for the state, no earlier.",
    "web.clause.joined": "Entry into force for single states: {days}.",
    "web.clause.windows": (
        "Notice may be given only in windows of {open}: the first {first} after the treaty's entry into "
        "force, each next one {every} later."
    ),
    "web.clause.blocked": "The effect may be held back: {what}.",
    "web.clause.window.open": "The window is open: {first} to {last}.",
    "web.clause.window.next": "The next window: {first} to {last}.",
    "web.clause.last": "Last day for notice against renewal: {last}; the term ends {end}.",
    "web.fact.official": "Official name",
    "web.fact.signed": "Signed",
    "web.fact.in_force": "In force",
    "web.fact.expires": "Ends",
    "web.fact.renews": "{date}, then goes on for {period} each time",
    "web.fact.ended": "Ended",
    "web.fact.parties": "Parties",
    "web.fact.counted": "{n} ({date})",
    "web.fact.least": "Fewest parties",
    "web.fact.depositary": "Depositary",
    "web.fact.same": "Left together with",
    "web.fact.falls_with": "Falls with",
    "web.fact.falls": "Fall with it",
    "web.fact.replaced": "Replaced by",
    "web.fact.note": "Note",
    "web.fact.page": "Links",
    "web.fact.checked": "How sure",
    "web.checked.text": "The words of the article were read.",
    "web.checked.cases": "A past exit took effect on the day that the clause gives.",
    "web.checked.memory": "Well known, but compared with neither the text nor a past exit.",
    "web.depositary.UN": "Secretary-General of the United Nations",
    "web.depositary.COE": "Secretary General of the Council of Europe",
    "web.depositary.ILO": "Director-General of the ILO",
    "requires.go also to all other parties": "go also to all other parties",
    "requires.explain its reasons in full and go also to all other parties and the UN Security Council": (
        "explain its reasons in full and go also to all other parties and the UN Security Council"
    ),
    "requires.state the extraordinary events that have jeopardised the state's supreme interests": (
        "state the extraordinary events that have jeopardised the state's supreme interests"
    ),
    "requires.state the extraordinary events that have jeopardised the state's supreme interests, "
    "and go also to the UN Security Council": (
        "state the extraordinary events that have jeopardised the state's supreme interests, and go also "
        "to the UN Security Council"
    ),
    "requires.state the extraordinary events that have jeopardised the state's supreme interests, "
    "and go also to the depositary": (
        "state the extraordinary events that have jeopardised the state's supreme interests, and go also "
        "to the depositary"
    ),
    "requires.state the extraordinary events that have jeopardised the state's supreme interests, "
    "and go also to the Executive Council, the depositary and the UN Security Council": (
        "state the extraordinary events that have jeopardised the state's supreme interests, and go also "
        "to the Executive Council, the depositary and the UN Security Council"
    ),
    # ---- states
    "web.states.about": "Which states and organisations leave treaties, threaten to, or are left.",
    "web.states.count": ("{n} state or organisation", "{n} states and organisations"),
    "web.states.states": "States",
    "web.states.bodies": "Organisations",
    "web.column.state": "Name",
    "web.column.exits": "Exits",
    "web.column.threats": "Threats",
    "web.column.suspended": "Suspensions",
    "web.column.reversed": "Taken back",
    "web.column.others": "By others",
    "web.column.others.more": "Agreements with it that others end or threaten to end",
    "web.state.none.yet": "The register has nothing about {name}.",
    "web.state.own": "Own exits and threats",
    "web.state.others": "What others end or threaten to end with it",
    "web.state.due": "What is due",
    "web.state.as_treaty": "The same as a treaty or organisation that is left:",
    "web.state.table": "As a table with filters",
}

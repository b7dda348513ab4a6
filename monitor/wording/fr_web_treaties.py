"""The strings of the pages of treaties and states, in French."""

from __future__ import annotations

from monitor.wording.language import Text

TREATY_PAGES: dict[str, Text] = {
    # ---- treaties
    "web.treaties.about": "Comment se retirer de chaque traité, et qui s’est retiré.",
    "web.treaties.count": ("{n} traité ou organisation", "{n} traités et organisations"),
    "web.treaties.caption": "Traités et organisations par sujet",
    "web.column.treaty": "Traité",
    "web.column.rule": "Effet d’un retrait",
    "web.column.acts": "Retraits et menaces",
    "web.treaty.exit": "Comment se retirer",
    "web.treaty.no_clause": "Pas de clause de retrait",
    "web.treaty.no_dossier": "Il n’y a pas de dossier : la clause de retrait n’a pas été cherchée.",
    "web.treaty.not_told": "On ne sait pas comment se retirer.",
    "web.treaty.usual": "Ce qui est usuel pour de tels accords",
    "web.treaty.acts": "Qui s’est retiré, et qui menace de le faire",
    "web.treaty.acts.none": "Le registre ne connaît ni retrait ni menace.",
    "web.treaty.facts": "Le traité en bref",
    "web.clause.only": "seulement pour : {states}",
    "web.clause.later": "La notification peut indiquer une date ultérieure.",
    "web.clause.requires": "La notification doit {what}.",
    "web.clause.not_before": (
        "La notification est possible {period} après l’entrée en vigueur pour l’État, pas avant."
    ),
    "web.clause.joined": "Entrée en vigueur pour certains États : {days}.",
    "web.clause.windows": (
        "La notification n’est possible que pendant des périodes de {open} : la première {first} après "
        "l’entrée en vigueur du traité, les suivantes à intervalles de {every}."
    ),
    "web.clause.blocked": "L’effet peut être retardé : {what}.",
    "web.clause.window.open": "La période est ouverte : du {first} au {last}.",
    "web.clause.window.next": "La prochaine période : du {first} au {last}.",
    "web.clause.last": "Dernier jour pour s’opposer à la reconduction : {last} ; le terme échoit le {end}.",
    "web.fact.official": "Nom officiel",
    "web.fact.signed": "Signature",
    "web.fact.in_force": "En vigueur",
    "web.fact.expires": "Échéance",
    "web.fact.renews": "{date}, puis reconduit chaque fois pour {period}",
    "web.fact.ended": "Fin",
    "web.fact.parties": "Parties",
    "web.fact.counted": "{n} ({date})",
    "web.fact.least": "Minimum de parties",
    "web.fact.depositary": "Dépositaire",
    "web.fact.same": "Quitté en même temps que",
    "web.fact.falls_with": "Tombe avec",
    "web.fact.falls": "Tombent avec lui",
    "web.fact.replaced": "Remplacé par",
    "web.fact.note": "Note",
    "web.fact.page": "Liens",
    "web.fact.checked": "Certitude",
    "web.checked.text": "Le texte de l’article a été lu.",
    "web.checked.cases": "Un retrait passé a pris effet le jour que donne la clause.",
    "web.checked.memory": "Bien connu, mais comparé ni au texte ni à un retrait passé.",
    "web.depositary.UN": "Secrétaire général des Nations unies",
    "web.depositary.COE": "Secrétaire général du Conseil de l’Europe",
    "web.depositary.ILO": "Directeur général de l’OIT",
    "requires.go also to all other parties": "être adressée aussi à toutes les autres parties",
    "requires.explain its reasons in full and go also to all other parties and the UN Security Council": (
        "exposer tous ses motifs et être adressée aussi à toutes les autres parties et au Conseil de "
        "sécurité de l’ONU"
    ),
    "requires.state the extraordinary events that have jeopardised the state's supreme interests": (
        "indiquer les événements extraordinaires qui ont compromis les intérêts suprêmes de l’État"
    ),
    "requires.state the extraordinary events that have jeopardised the state's supreme interests, "
    "and go also to the UN Security Council": (
        "indiquer les événements extraordinaires qui ont compromis les intérêts suprêmes de l’État, et être "
        "adressée aussi au Conseil de sécurité de l’ONU"
    ),
    "requires.state the extraordinary events that have jeopardised the state's supreme interests, "
    "and go also to the depositary": (
        "indiquer les événements extraordinaires qui ont compromis les intérêts suprêmes de l’État, et être "
        "adressée aussi au dépositaire"
    ),
    "requires.state the extraordinary events that have jeopardised the state's supreme interests, "
    "and go also to the Executive Council, the depositary and the UN Security Council": (
        "indiquer les événements extraordinaires qui ont compromis les intérêts suprêmes de l’État, et être "
        "adressée aussi au Conseil exécutif, au dépositaire et au Conseil de sécurité de l’ONU"
    ),
    # ---- states
    "web.states.about": (
        "Quels États et organisations quittent des traités, menacent de le faire ou sont quittés."
    ),
    "web.states.count": ("{n} État ou organisation", "{n} États et organisations"),
    "web.states.states": "États",
    "web.states.bodies": "Organisations",
    "web.column.state": "Nom",
    "web.column.exits": "Retraits",
    "web.column.threats": "Menaces",
    "web.column.suspended": "Suspensions",
    "web.column.reversed": "Annulés",
    "web.column.others": "Par d’autres",
    "web.column.others.more": "Accords avec lui auxquels d’autres mettent fin ou menacent de le faire",
    "web.state.none.yet": "Le registre ne contient rien sur : {name}.",
    "web.state.own": "Ses retraits et ses menaces",
    "web.state.others": "Ce à quoi d’autres mettent fin avec lui, ou menacent de le faire",
    "web.state.due": "Échéances",
    "web.state.as_treaty": "Le même comme traité ou organisation que l’on quitte :",
    "web.state.table": "En tableau avec filtres",
}

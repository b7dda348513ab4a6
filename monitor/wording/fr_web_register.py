"""The strings of the register page, in French."""

from __future__ import annotations

from monitor.wording.language import Text

REGISTER: dict[str, Text] = {
    "web.register.of": ("{n} retrait ou menace sur {all}", "{n} retraits et menaces sur {all}"),
    "web.register.caption": (
        "Retraits et menaces de retrait : pour chacun ses accords, et les phrases qui énoncent les valeurs"
    ),
    "web.filter.state": "État ou organisation",
    "web.filter.treaty": "Traité",
    "web.filter.stage": "Étape",
    "web.filter.kind": "Type d’accord",
    "web.filter.subject": "Sujet",
    "web.filter.evidence": "Preuve, au moins",
    "web.filter.year": "Année",
    "web.filter.principled": "Remplacé par un traité postérieur",
    "web.filter.sort": "Ordre",
    "web.filter.all": "Tous",
    "web.filter.yes": "Oui",
    "web.filter.no": "Non",
    "web.filter.option": "{name} ({n})",
    "web.filter.clear": "Tout afficher",
    "web.sort.newest": "Dernier changement d’abord",
    "web.sort.oldest": "Premier signalement d’abord",
    "web.sort.state": "Par partie qui se retire",
    "web.sort.ended": "Par date de fin",
    "web.sort.stage": "Étape la plus avancée d’abord",
    "web.column.party": "Qui se retire",
    "web.column.reason": "Motif",
    "web.column.form": "Forme juridique",
    "web.column.evidence": "Preuve",
    "web.sentences": ("{n} phrase", "{n} phrases"),
    "web.sentences.all": "Afficher toutes les phrases",
    "web.more.agreements": ("{n} autre accord", "{n} autres accords"),
    "web.first": "Première page",
}

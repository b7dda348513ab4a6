"""The strings of the front page, in French."""

from __future__ import annotations

from monitor.wording.language import Text

FRONT: dict[str, Text] = {
    "web.front.all": "Tous les retraits et menaces",
    "web.front.mail": "S’abonner par courriel",
    "web.front.feed": "Flux des changements (Atom)",
    "web.front.calendar": "Calendrier",
    "web.watched.status": "Dernière lecture des flux : {read} ; sans lacune connue depuis {since}.",
    "web.due": "Échéances proches",
    "web.due.none": "Rien dont le jour est connu n’arrive à échéance dans les {n} prochains jours.",
    "web.stages": "Par étape",
    "web.watched": "Ce qui est suivi",
    "web.watched.line": "{feeds} en {languages}, dont {official} d’États et d’organisations.",
    "web.watched.languages": ("{n} langue", "{n} langues"),
    "web.watched.none": "Aucun flux n’est encore suivi.",
    "web.watched.read": "Dernière lecture",
    "web.watched.read.never": "pas encore",
    "web.watched.since": "Sans lacune connue depuis",
    "web.watched.until": "{since}, jusqu’au {read}",
    "web.watched.since.unknown": "pas encore connu",
    "web.watched.failing": "Illisibles",
    "web.watched.failing.since": "{feeds}, au plus depuis {when}",
    "web.watched.silent": "N’apportent rien de nouveau",
    "web.watched.new": "Pas encore lus",
    "web.watched.gap": "Dernière lacune",
    "web.watched.gap.of": "{when}, {feed} : des articles ont pu manquer",
    "web.watched.a_feed": "un flux",
    "web.watched.feeds": "Flux",
    "web.watched.named": "Langues",
    "web.watched.warning": (
        "Le service ne lit pas comme il devrait en ce moment : des retraits récents peuvent manquer ici."
    ),
    "web.watched.warning.read": "Dernière lecture d’un flux : {when}.",
    "web.data": "Données, licence et citation",
    "web.data.about": (
        "Chaque page existe aussi en données, à la même adresse avec une autre terminaison. Tout le "
        "registre :"
    ),
    "web.data.query": "Il en va de même pour chaque choix de filtres.",
    "web.data.json": "pour les programmes, par pages",
    "web.data.csv": "pour les tableurs",
    "web.data.atom": "flux des changements, pour les lecteurs de flux",
    "web.data.ics": "calendrier des jours où les retraits prennent effet",
    "web.data.metadata": "source, licence et nombres",
    "web.data.cite": "Pour citer :",
    "web.copy": "Copier",
    "web.copied": "Copié",
}

"""The strings of the search and of the archive of digests, in French."""

from __future__ import annotations

from monitor.wording.language import Text

SEARCH: dict[str, Text] = {
    # ---- the search
    "web.search.about": (
        "Toutes les dépêches lues, même celles qui n’annoncent aucun retrait. Les titres mènent à la "
        "source ; du texte, un court extrait est montré, le même pour toute recherche."
    ),
    "web.search.words": "Mots",
    "web.search.language": "Langue de la dépêche",
    "web.search.any": "Toutes",
    "web.search.how": "Comment chercher",
    "web.search.all": "Tous les mots, dans n’importe quel ordre",
    "web.search.or": "L’un des mots",
    "web.search.phrase": "Ces mots l’un après l’autre",
    "web.search.begins": "Les mots qui commencent ainsi",
    "web.search.near": "Au plus cinq mots entre les deux",
    "web.search.not": "Le premier mot sans le second",
    "web.search.title": "Dans le titre seulement",
    "web.search.lang": "Les dépêches dans cette langue ; des mots peuvent suivre",
    "web.search.example.all": "quitte traité",
    "web.search.example.or": "quitte OR abandonne",
    "web.search.example.phrase": '"cour européenne"',
    "web.search.example.begins": "dénonc*",
    "web.search.example.near": "quitte NEAR/5 traité",
    "web.search.example.not": "traité NOT paix",
    "web.search.example.title": "title:traité",
    "web.search.example.lang": "lang:fr",
    "web.search.found": "Dépêches",
    "web.search.newest": "Dernières dépêches",
    "web.search.reports": "Annonce :",
    "web.search.in_text": "Les mots sont dans le texte, hors de cet extrait.",
    "web.search.slow": (
        "Cette recherche prend trop de temps. Demandez moins : des mots plus rares, ou plus longs avant un *."
    ),
    "web.search.none": "Aucune dépêche ne correspond.",
    "web.search.further": "Aucune des dernières dépêches ne correspond ; de plus anciennes peut-être.",
    "web.search.unknown": "Dans aucune dépêche : {words}.",
    "web.search.meant": "Vouliez-vous dire :",
    "web.search.older": "Dépêches plus anciennes",
    "web.search.place": "La recherche n’est pas comprise au caractère {column}.",
    "web.search.help": "Comment chercher est expliqué ci-dessous.",
    # ---- the archive of digests
    "web.digests": "Synthèses",
    "web.digests.about": "Ce que les abonnés de cette synthèse ont reçu, et ce qui a changé depuis.",
    "web.digests.none": "Aucune synthèse avec un retrait ou une menace n’a encore été envoyée.",
    "web.digests.closed": "Il n’y a pas ici d’archive des synthèses.",
    "web.digests.missing": "Il n’y a pas de synthèse {number}.",
    "web.digests.of": "Synthèse du {day}",
    "web.digests.then": "Les phrases sont celles de ce jour.",
    "web.digests.now": "Aujourd’hui :",
    "web.digests.as_now": "Le texte de ce jour n’est plus conservé ; voici ce que l’on sait aujourd’hui.",
    "web.digests.merged": "Réuni depuis avec un autre.",
    "web.digests.corrected": "Corrigé le {day}.",
    "web.digests.story": "Source",
}

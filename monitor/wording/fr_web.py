"""The strings of the web pages, in French."""

from __future__ import annotations

from monitor.wording.language import Text

WEB: dict[str, Text] = {
    # ---- the frame of all pages, and lists
    "language.own": "Français",
    "web.skip": "Aller au contenu",
    "web.nav": "Pages",
    "web.languages": "Langues",
    "web.timeline": "Chronologie",
    "web.search": "Recherche",
    "web.citing": "Données, licence et citation",
    "web.what": (
        "Treaty Monitor lit la presse et les sources officielles, et note qui met fin à un accord, le "
        "suspend ou menace de le quitter. Chaque valeur a la phrase qui l’énonce."
    ),
    "web.summary": "résumé du registre de départ",
    "web.chosen": "Filtres choisis",
    "web.chosen.remove": "Retirer : {what}",
    "web.forms": "Cette page en données :",
    "web.webcal": "s’abonner au calendrier",
    "web.licence": "Licence des données : {name}",
    "web.front": "Qui quitte quel traité",
    "web.front.heading": "Qui quitte quel traité",
    "web.front.about": (
        "Les États qui mettent fin à un accord, le suspendent ou menacent de le quitter, chacun "
        "avec la phrase qui le prouve."
    ),
    "web.latest": "Derniers ajouts",
    "web.register": "Registre",
    "web.register.about": "Retraits de traités et menaces de retrait, chaque case avec sa phrase.",
    "web.register.count": ("{n} retrait ou menace", "{n} retraits et menaces"),
    "web.treaties": "Traités",
    "web.states": "États",
    "web.filter": "Filtrer",
    "web.filter.q": "Mots",
    "web.column.act": "Retrait ou menace",
    "web.none.fits": "Rien ne correspond à ces filtres.",
    "web.empty": "Le registre est vide : aucun retrait et aucune menace n’ont encore été trouvés.",
    "web.next": "Page suivante",
    "web.busy": "Trop de demandes arrivent en ce moment. Réessayez dans quelques secondes.",
    "web.too_often": "Trop de demandes en peu de temps. Attendez un instant, puis réessayez.",
    "web.act.none": "Il n’y a pas de retrait ni de menace {ref}.",
    "web.act.gone": "{ref} a été repris : c’était une erreur, ou ses sources ne le disent plus.",
    "web.treaty.none": "Aucun traité ne s’appelle {name} ici.",
    "web.state.none": "Rien dans le registre ne concerne {code}.",
}

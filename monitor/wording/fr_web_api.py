"""The strings of the page that explains the API, in French."""

from __future__ import annotations

from monitor.wording.language import Text

API: dict[str, Text] = {
    "web.api": "Le registre pour les programmes",
    "web.api.short": "Pour les programmes",
    "web.api.about": (
        "Une API REST qui répond en JSON : actes, traités, États, articles, chaque valeur avec sa preuve."
    ),
    "web.api.open": (
        "La partie publique ne demande pas de clé. Elle donne des titres, des liens et 300 caractères au "
        "plus autour de la preuve, jamais un texte entier."
    ),
    "web.api.below": "Les adresses ci-dessous suivent",
    "web.api.assistants": "Pour les assistants",
    "web.api.assistants.how": (
        "Sur la machine du service, un assistant lit le registre par le Model Context Protocol. Les textes "
        "des articles sont marqués comme écrits par d’autres."
    ),
    "web.api.described": "Tous les paramètres et toutes les réponses sont décrits par OpenAPI :",
    "web.api.public": "Sans jeton",
    "web.api.private": "Avec un jeton",
    "web.api.token": (
        "Un opérateur crée un jeton, qui n’est montré qu’une fois, et peut le révoquer à tout moment."
    ),
    "web.api.address": "Adresse",
    "web.api.gives": "Ce qu’elle donne",
    "web.api.examples": "Exemples",
    "web.api.example.acts": "Les retraits d’un État, les plus récents d’abord",
    "web.api.example.next": "La suite d’une liste",
    "web.api.example.act": "Un acte avec ses preuves et ses articles",
    "web.api.example.stories": "Recherche d’articles",
    "web.api.example.feeds": "Les flux en panne, avec un jeton",
    "web.api.rules": "Ce qui vaut partout",
    "web.api.rules.errors": "Une erreur a une seule forme :",
    "web.api.rules.unknown": "Un paramètre inconnu est refusé : une faute de frappe se remarque.",
    "web.api.rules.next": (
        "Une liste donne « next », le curseur de la réponse suivante. Les actes arrivés entre-temps ne "
        "décalent rien."
    ),
    "web.api.rules.etag": (
        "Les réponses portent un ETag : qui l’envoie dans If-None-Match reçoit 304 tant que rien n’a changé."
    ),
    "web.api.rules.stable": "En v1, des champs peuvent s’ajouter ; aucun n’est retiré ni modifié.",
    "web.api.of.acts": "Les actes qui répondent aux filtres",
    "web.api.of.acts/{ref}": "Un acte avec ses preuves, son histoire, ses articles et ses versions",
    "web.api.of.treaties": "Les traités qui ont un dossier ou des actes",
    "web.api.of.treaties/{id}": "Le dossier d’un traité et les actes qui le concernent",
    "web.api.of.states": "Les États et organisations concernés par des actes",
    "web.api.of.states/{code}": "Les actes auxquels un État est partie",
    "web.api.of.stories": "Recherche dans tous les articles conservés",
    "web.api.of.timeline": "Nombre de retraits par mois et par étape",
    "web.api.of.status": "Ce qui est surveillé, et depuis quand",
    "web.api.of.destinations": "Les destinations et l’état des envois",
    "web.api.of.deliveries": "Les messages envoyés, en attente ou en échec",
    "web.api.of.deliveries/{ref}": "Un message avec toutes ses tentatives",
    "web.api.of.deliveries/{ref}/retry": "POST : renvoie un message (portée « operate »)",
    "web.api.of.feeds": "Les flux et leur état",
    "web.api.of.possible": "Les retraits possibles qui attendent une décision",
    "web.api.of.explain": "POST : pourquoi un texte est retenu ou non, et ce qu’il énonce",
}

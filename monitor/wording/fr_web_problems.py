"""The strings of refusals and errors on pages, in French."""

from __future__ import annotations

from monitor.wording.language import Text

PROBLEMS: dict[str, Text] = {
    "web.problem.more": "Reprendre au",
    "web.problem.without": "Ouvrir cette page sans lui",
    "web.problem.none": "Cette page n’existe pas ici.",
    "web.problem.method": "Cette adresse n’accepte pas ce genre de requête.",
    "web.problem.fault": (
        "Une erreur s’est produite ici. Réessayez dans quelques minutes ; l’exploitant trouve "
        "l’erreur dans le journal."
    ),
    "web.problem.large": "L’envoi est trop volumineux. Envoyez-en moins.",
    "web.problem.long": (
        "Cette adresse est trop longue. Choisissez moins de filtres ou cherchez moins de mots."
    ),
    "web.problem.part": "La requête n’est pas comprise : {names}.",
    "web.problem.base": (
        "Un flux exige des adresses complètes : cette installation doit fixer base_url dans sa configuration."
    ),
    "web.wrong.unknown": "Il n’y a pas de paramètre « {name} » ici ; il y a {names}.",
    "web.wrong.none": "Il n’y a pas de paramètre « {name} » ici.",
    "web.wrong.chars": "{name} compte {n} caractères ; le maximum est {most}.",
    "web.wrong.member": "{name} vaut l’un de {values}, et non « {text} ».",
    "web.wrong.number": "{name} est un nombre de {least} à {most}, et non « {text} ».",
    "web.wrong.language": "{name} est un code de langue, comme fr, et non « {text} ».",
    "web.wrong.cursor": "Aucune page n’a donné cette position (cursor) ; commencez sans elle.",
    "web.wrong.gone": "Ce que désigne cette position (cursor) n’existe plus ; commencez sans elle.",
    "web.wrong.twice": "Chaque paramètre ne peut figurer qu’une fois.",
    "web.replica": "Ceci est une copie qui ne peut qu’être lue.",
    "web.replica.elsewhere": "Les formulaires et les liens des courriels vont à l’installation "
    "elle-même : {address}",
    "web.replica.go": "Y aller",
    "web.replica.old": "Ces pages proviennent d’une copie du {when}. Ce qui est venu plus tard n’y "
    "figure pas.",
}

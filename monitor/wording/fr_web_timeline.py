"""The strings of the timeline and of the picture, in French."""

from __future__ import annotations

from monitor.wording.language import Text

TIMELINE: dict[str, Text] = {
    # ---- the timeline
    "web.timeline.about": (
        "Chaque retrait ou menace compte une fois, au mois de la première annonce de son stade actuel."
    ),
    "web.timeline.title.month": "Retraits et menaces par mois",
    "web.timeline.title.year": "Retraits et menaces par an",
    "web.timeline.month": "Mois",
    "web.timeline.year": "Année",
    "web.timeline.total": "Total",
    "web.timeline.table": "L’image en tableau",
    "web.timeline.svg": "L’image seule (SVG)",
    "web.timeline.described": "{counted} de {first} à {last} ; le maximum, {most}, en {when}.",
    "web.picture": "Qui quitte quoi avec qui",
    "web.picture.short": "Schéma",
    "web.picture.link": "Qui quitte quoi avec qui, en image.",
    # ---- the picture
    "web.picture.about": (
        "Les États, les accords qu’ils quittent, et avec qui ils les avaient conclus : ceux qui ont le "
        "plus d’actes. Choisissez un État ou un traité pour n’en voir qu’un."
    ),
    "web.picture.kind": "Autres accords : {kind}",
    "web.picture.hidden": ("{n} autre n’est pas dans l’image.", "{n} autres ne sont pas dans l’image."),
    "web.picture.unnamed": "Accords sans nom",
    "web.picture.what": "Quoi",
    "web.picture.with": "Avec qui",
    "web.picture.exit": "Retrait",
    "web.picture.threat": "Menace ou projet",
    "web.picture.reversed": "Annulé",
    "web.picture.largest": "Les {n} plus grands",
    "web.picture.described": "{counted} ; le plus pour une partie : {who} – {what}, {number}.",
}

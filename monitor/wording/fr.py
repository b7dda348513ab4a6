"""French. A text in a tuple has one form for none and one, and one for more.

The spaces before colons and inside quotes become no-break spaces when the texts are read.
"""

from __future__ import annotations

from monitor.wording import french, ordinals
from monitor.wording.fr_acts import ACTS
from monitor.wording.fr_effects import EFFECTS
from monitor.wording.fr_notices import NOTICES
from monitor.wording.fr_web import WEB
from monitor.wording.fr_web_acts import ACT_PAGE
from monitor.wording.fr_web_api import API
from monitor.wording.fr_web_front import FRONT
from monitor.wording.fr_web_own_data import OWN_DATA
from monitor.wording.fr_web_problems import PROBLEMS
from monitor.wording.fr_web_register import REGISTER
from monitor.wording.fr_web_search import SEARCH
from monitor.wording.fr_web_subscribers import SUBSCRIBERS
from monitor.wording.fr_web_teams import TEAMS
from monitor.wording.fr_web_timeline import TIMELINE
from monitor.wording.fr_web_topics import TOPICS
from monitor.wording.fr_web_treaties import TREATY_PAGES
from monitor.wording.language import Language, Text

TEXTS: dict[str, Text] = {
    **ACTS,
    **EFFECTS,
    **WEB,
    **API,
    **ACT_PAGE,
    **TREATY_PAGES,
    **FRONT,
    **REGISTER,
    **PROBLEMS,
    **SEARCH,
    **SUBSCRIBERS,
    **OWN_DATA,
    **TEAMS,
    **TIMELINE,
    **TOPICS,
    **NOTICES,
    # ---- stages and legal forms
    "stage.threatened": "menace",
    "stage.proposed": "proposé",
    "stage.decided": "décidé",
    "stage.notified": "notifié",
    "stage.suspended": "suspendu",
    "stage.effective": "effectif",
    "stage.expired": "expiré",
    "stage.reversed": "annulé",
    "form.decree": "décret",
    "form.order": "arrêté",
    "form.law": "une loi",
    "form.note": "note diplomatique",
    "form.letter": "lettre",
    "form.notice": "notification officielle",
    "form.notification": "voie de notification",
    "form.instrument": "un instrument de retrait",
    "form.decision": "le gouvernement",
    "form.ruling": "la justice",
    "form.vote": "un vote",
    # ---- an act in a message
    "label.threat": "Menace",
    "label.threat_at": "Menace : {label}",
    "label.threatened": "Menace de retrait",
    "label.proposed": "Retrait proposé",
    "label.decided": "Retrait décidé",
    "label.notified": "Retrait notifié",
    "label.suspended": "Suspension",
    "label.effective": "Retrait effectif",
    "label.expired": "Expiration",
    "label.reversed": "Retrait annulé",
    "change.correction": "Rectification",
    "change.reversed": "Annulé",
    "change.due": "Fin ou reconduction prévue, pas encore confirmée par une source",
    "change.due.notified": "Prise d’effet prévue, pas encore confirmée par une source",
    "change.due.suspended": "Fin de suspension prévue, pas encore confirmée par une source",
    "change.rises": "Mise à jour",
    "change.withdrawn": "Information retirée",
    "status": "{change} : {label}",
    "withdrawn.rejected": "Information retirée : signalée par erreur",
    "withdrawn.rejected.more": (
        "L'information donnée ici est retirée : elle avait été signalée par erreur. "
        "Elle ne figure plus au registre."
    ),
    "withdrawn.unsaid": "Information retirée : la source ne la donne plus",
    "withdrawn.unsaid.more": (
        "L'information donnée ici est retirée : la source a modifié son texte et ne la donne plus. "
        "Elle ne figure plus au registre."
    ),
    # ---- times
    "clock": "{day} à {time} {zone}",
    "decade": "années {year}",
    "decade.early": "début des années {year}",
    "decade.mid": "milieu des années {year}",
    "decade.late": "fin des années {year}",
    "no_title": "(sans titre)",
    "first_seen": "première apparition : {when}",
    "unknown": "{label} : « {headline} »",
    "original": "Titre original :",
    "original.in": "Titre original ({language}) :",
    "follow": "Suite du message #{ref} du {day}",
    "grade.press": "presse seulement",
    "grade.outlets": "plusieurs médias",
    "grade.state": "source officielle",
    "grade.depositary": "dépositaire notifié",
    "grade.effect": "effet confirmé officiellement",
    "grade.for": "{grade}, pour « {stage} »",
    "standing": "{who} : {said}",
    "standing.reported": "{stage}, signalé le {day}",
    "standing.step": "{stage} le {day}",
    "standing.earlier": "{line} · signalé auparavant : {before}",
    "reported": "signalé le {day}",
    "reported.earlier": "Signalé auparavant : {before}",
    "and_later": "{said} et plus tard",
    "head.with": "Avec",
    "head.agreement": "Accord",
    "head.signed": "Signature",
    "head.ended": "Fin",
    "head.ends": "Prend fin",
    "head.would-end": "Fin possible",
    "head.was-to-end": "Fin annulée",
    "head.end": "Fin",
    "head.left": "Sortie",
    "head.leaves": "Sortie prévue",
    "head.would-leave": "Sortie possible",
    "head.was-to-leave": "Sortie annulée",
    "head.stage": "Stade",
    "row.signed": "signature : {date}",
    "row.ended": "fin : {date}",
    "row.ends": "prend fin : {date}",
    "row.would-end": "prendrait fin : {date}",
    "row.was-to-end": "devait prendre fin : {date}",
    "row.end": "fin : {date}",
    "row.left": "sortie : {date}",
    "row.leaves": "sortie prévue : {date}",
    "row.would-leave": "sortie possible : {date}",
    "row.was-to-leave": "sortie annulée : {date}",
    "to_come": "{date} (à venir)",
    "row.reason": "{row} · motif : « {reason} »",
    "by_form": "par {form}",
    "whose": "{whose}, {said}",
    "from_source": "{said} ({source})",
    "edited.on": "Valeur saisie par la rédaction le {day} : {why}",
    "reason": "Motif : « {reason} »",
    "also_stated": "Autres indications : {values}",
    "summary": "Résumé, pas une citation :",
    "summary.of": "Résumé, pas une citation : {text}",
    "quoted": "« {text} »",
    "quote.open": "« ",
    "quote.close": " »",
    "quoted.by": "{quote} — {source}",
    "why": "Pourquoi : {why}",
    "why.title": "le titre dit {words}",
    "why.summary": "le résumé dit {words}",
    "why.body": "le texte dit {words}",
    "more_sources": "Autres sources : {sources}",
    "official": "{source} (officiel)",
    "another_source": "une autre source",
    "also_reported": ("également signalé par {n} autre", "également signalé par {n} autres"),
    "more_agreements": ("et {n} autre accord", "et {n} autres accords"),
    "only_agreements": ("{n} accord", "{n} accords"),
    "shortened": (
        "Abrégé, car trop long pour un seul message : {n} phrase omise.",
        "Abrégé, car trop long pour un seul message : {n} phrases omises.",
    ),
    "read_at": "Lire sur {host}",
    "read": "Lire l'article",
    # ---- possible exits
    "possible": "Retraits possibles, non confirmés",
    "possible.note": (
        "Articles qui annoncent peut-être un retrait. Personne ne les a confirmés et "
        "ils ne figurent pas au registre."
    ),
    "label.possible.act": "retrait possible",
    "label.possible.threat": "menace de retrait possible",
    "possible.language": "en {language}",
    "possible.score": "score {score}",
    "possible.more": ("et {n} autre, non affiché ici", "et {n} autres, non affichés ici"),
    "possible.only": (
        "{n} retrait possible, non affiché ici",
        "{n} retraits possibles, non affichés ici",
    ),
    # ---- a message
    "cadence.instant": "Alerte",
    "cadence.hourly": "Synthèse horaire",
    "cadence.daily": "Synthèse quotidienne",
    "cadence.weekdays": "Synthèse des jours ouvrables",
    "cadence.weekly": "Synthèse hebdomadaire",
    "titled": "{title} : {text}",
    "period": "du {begin} au {end}",
    "portion": "{part} sur {parts}",
    "part": "Partie {portion}",
    "part.small": "partie {portion}",
    "and_more": "{headline} et {n} de plus",
    "section.exits": "Retraits",
    "section.reversals": "Retraits annulés",
    "section.withdrawn": "Informations retirées",
    "section.threats": "Menaces",
    "counts.exits": ("{n} retrait", "{n} retraits"),
    "counts.reversals": ("{n} retrait annulé", "{n} retraits annulés"),
    "counts.withdrawn": ("{n} information retirée", "{n} informations retirées"),
    "counts.threats": ("{n} menace", "{n} menaces"),
    "counts.possible": (
        "{n} retrait possible, non confirmé",
        "{n} retraits possibles, non confirmés",
    ),
    "counts.none": "rien de nouveau",
    "mail.short": (
        "Version courte du message #{ref}, qu'un serveur de messagerie a refusé parce qu'il était trop "
        "volumineux. Citations, tableaux et sources sont omis ; les liens y mènent."
    ),
    "message": "Message #{ref}",
    "message.number": "Message #{ref}, n° {number}",
    "unsubscribe": "Se désabonner",
    "unsubscribe.at": "Se désabonner : {address}",
    "unsubscribe.mail": "Se désabonner par courriel",
    "unsubscribe.write": ("Pour vous désabonner, écrivez à {address} ; objet : unsubscribe {destination}"),
    "page.done": "Désabonnement effectué",
    "page.done.more": (
        "Plus aucun message ne sera envoyé à cette adresse. Ceux qui sont déjà partis peuvent encore arriver."
    ),
    "page.ask": "Ne plus recevoir ces messages ?",
    "page.ask.more": "Les alertes et les synthèses ne seront plus envoyées à ce destinataire.",
    "choose": "Ignorer · Suivre · Annoter",
    "choose.at": "Ignorer, suivre ou annoter : {address}",
    "asked": "Vous avez demandé : {what}",
    "own_note": "Votre note : {note}",
    "page.act": "Ce retrait",
    "page.act.more": "Votre choix ne vaut que pour les messages que vous recevez.",
    "page.act.saved": "Enregistré.",
    "page.act.mute": "Ignorer",
    "page.act.mute.more": "Vous ne recevrez plus de message sur ce retrait.",
    "page.act.muted": "Vous ignorez ce retrait : plus rien à son sujet ne vous est envoyé.",
    "page.act.unmute": "Ne plus ignorer",
    "page.act.follow": "Suivre",
    "page.act.follow.more": (
        "Vous recevrez tous les messages sur ce retrait, même s'il ne correspond pas à vos critères."
    ),
    "page.act.followed": "Vous suivez ce retrait : tout ce qui le concerne vous est envoyé.",
    "page.act.unfollow": "Ne plus suivre",
    "page.act.note": "Note",
    "page.act.note.more": (
        "Une note privée de 500 caractères au plus. Elle figure à côté de ce retrait dans les "
        "messages suivants ; personne d’autre ne la voit."
    ),
    "page.act.note.save": "Enregistrer la note",
    "page.threat": "Cette menace de retrait",
    "page.threat.mute.more": "Vous ne recevrez plus de message sur cette menace.",
    "page.threat.muted": "Vous ignorez cette menace : plus rien à son sujet ne vous est envoyé.",
    "page.threat.follow.more": (
        "Vous recevrez tous les messages sur cette menace, même si elle ne correspond pas à vos critères."
    ),
    "page.threat.followed": "Vous suivez cette menace : tout ce qui la concerne vous est envoyé.",
    "page.threat.note.more": (
        "Une note privée de 500 caractères au plus. Elle figure à côté de cette menace "
        "dans les messages suivants ; personne d’autre ne la voit."
    ),
    "asks": "Le destinataire « {name} » demande : {what}, {when}.",
    "asks.act": "retraits de traités",
    "asks.threat": "menaces de retrait",
    "asks.possible": "retraits possibles",
    "asks.any": "retraits de traités",
    "asks.saved": ("{what} selon {n} recherche enregistrée", "{what} selon {n} recherches enregistrées"),
    "asks.narrowed": "{what} qui répondent à la requête {query}",
    "when.instant": "dès qu'il y a du nouveau",
    "when.hourly": "toutes les heures",
    "when.daily": "chaque jour à {time} {zone}",
    "when.weekdays": "du lundi au vendredi à {time} {zone}",
    "when.weekly": "chaque {weekday} à {time} {zone}",
    "when.quiet": "{when}, sauf de {begin} à {end}",
    "when.urgent": "{when} (alors seulement : {stages})",
}


def _polished(text: Text) -> Text:
    return french.polish(text) if isinstance(text, str) else tuple(map(french.polish, text))


FRENCH = Language(
    code="fr",
    texts={key: _polished(text) for key, text in TEXTS.items()},
    months=(
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
    ),
    months_alone=(
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
    ),
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    short_weekdays=("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    place=french.place,
    definite=french.definite,
    reads=french.reads,
    plural=lambda number: 0 if number < 2 else 1,
    verb=french.verb,
    first="er",
    decimal_sign=",",
    cases=("de", "à"),
    decline=french.decline,
    foreign=french.foreign,
    bare=french.bare,
    polish=french.polish,
    ordinal=ordinals.french,
)  # fmt: skip

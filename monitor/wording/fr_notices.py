"""What was watched and what went wrong, in French: coverage, tests, notices to owners and operators."""

from __future__ import annotations

from monitor.wording.language import Text

NOTICES: dict[str, Text] = {
    # ---- what was watched
    "coverage": "Couverture",
    "feeds": ("{n} flux", "{n} flux"),
    "none": "aucun",
    "coverage.feeds": "Veille : {feeds}, en échec : {failing}.",
    "coverage.complete": "Les sept derniers jours sont complets à {percent} %.",
    "coverage.gaps": "Lacunes : {gaps}.",
    "gap.gap": "{feed} (des articles ont pu être manqués)",
    "gap.cap": "{feed} (trop de retraits à la fois, la suite viendra)",
    "coverage.uncovered": (
        "{n} article n'a pas été lu, à cause de sa langue : {languages}.",
        "{n} articles n'ont pas été lus, à cause de leur langue : {languages}.",
    ),
    "coverage.language": "{language} {n} ({feed})",
    "coverage.joined": (
        "{n} article se rapporte à un retrait déjà signalé.",
        "{n} articles se rapportent à des retraits déjà signalés.",
    ),
    "coverage.withheld": (
        "{n} événement retenu tant que le niveau de preuve demandé n'est pas atteint.",
        "{n} événements retenus tant que le niveau de preuve demandé n'est pas atteint.",
    ),
    "coverage.older": (
        "{n} article ancien d'un nouveau flux a été enregistré sans alerte.",
        "{n} articles anciens de nouveaux flux ont été enregistrés sans alerte.",
    ),
    "coverage.silent": (
        "{n} flux répond sans rien apporter de nouveau : {feeds}.",
        "{n} flux répondent sans rien apporter de nouveau : {feeds}.",
    ),
    "coverage.silent.feed": "{feed} (depuis le {day})",
    "coverage.waiting": (
        "{n} message n'a pas encore été remis ; un nouvel essai est prévu.",
        "{n} messages n'ont pas encore été remis ; de nouveaux essais sont prévus.",
    ),
    "heartbeat": "La veille continue : {feeds}, en échec : {failing}",
    "empty.lead": "Rien de ce que vous demandez n'a été trouvé depuis le {when}.",
    "heartbeat.lead": (
        "Rien de ce que vous demandez n'a été trouvé. Ce message vous confirme que la veille continue."
    ),
    "heartbeat.lead.since": (
        "Rien de ce que vous demandez n'a été trouvé depuis le {when}. "
        "Ce message vous confirme que la veille continue."
    ),
    # ---- test and notice
    "test": "Message d'essai",
    "test.this": "Ceci est un message d'essai.",
    "test.works": (
        "Si vous pouvez le lire, les alertes et les synthèses de ce destinataire arriveront ici aussi."
    ),
    "disabled": "Désactivé : {name}",
    "disabled.why": "Le destinataire « {name} » ({channel}) a été désactivé le {when} : {reason}.",
    "disabled.kept": (
        "Plus rien n'y est envoyé. Les messages en attente sont conservés ; cette commande les affiche :"
    ),
    "disabled.again": (
        "Quand l'adresse de réception fonctionne de nouveau, réactivez le destinataire ; "
        "ce qui attend part alors :"
    ),
    "disabled.owner": "Vous êtes responsable du destinataire « {name} ».",
    "failing": "En échec : {name}",
    "failing.why": (
        "Rien n'est parvenu au destinataire « {name} » ({channel}) depuis le {when} : {dead}. "
        "Dernière tentative : {reason}."
    ),
    "failing.dead": ("{n} message abandonné", "{n} messages abandonnés"),
    "failing.next": (
        "Il est désactivé quand rien n'est parvenu pendant cinq jours et que trois messages au moins ont été "
        "abandonnés ; {percent} % de ce seuil sont atteints. Ce qui attend alors est conservé."
    ),
    "failing.do": (
        "La première commande montre ce qui a échoué et pourquoi, la seconde envoie un message d'essai :"
    ),
    "dead": ("{n} message abandonné : {name}", "{n} messages abandonnés : {name}"),
    "dead.why": (
        "{n} message au destinataire « {name} » ({channel}) a été abandonné depuis le {when}. "
        "Il est conservé :",
        "{n} messages au destinataire « {name} » ({channel}) ont été abandonnés depuis le {when}. "
        "Ils sont conservés :",
    ),
    "dead.again": "Ces commandes les affichent et les renvoient sous les mêmes identifiants :",
    "kept": ("{n} message conservé : {name}", "{n} messages conservés : {name}"),
    "kept.why": (
        "Le destinataire « {name} » ({channel}) est désactivé : son adresse de réception n'existe plus. "
        "{n} message envoyé depuis le {when} est conservé :",
        "Le destinataire « {name} » ({channel}) est désactivé : son adresse de réception n'existe plus. "
        "{n} messages envoyés depuis le {when} sont conservés :",
    ),
    "kept.some": (
        "Pour {n} d'entre eux, l'adresse de réception n'existait plus. "
        "Il part de lui-même quand le destinataire est réactivé :",
        "Pour {n} d'entre eux, l'adresse de réception n'existait plus. "
        "Ils partent d'eux-mêmes quand le destinataire est réactivé :",
    ),
    "alarm": ("Alarme : {n} problème", "Alarme : {n} problèmes"),
    "alarm.over": ("Terminé : {n} problème", "Terminé : {n} problèmes"),
    "alarm.begun": "Depuis le {when} : {text}.",
    "alarm.ended": "Terminé (commencé le {when}) : {text}.",
    "alarm.look": "Cette commande dit ce qui ne va pas et que faire :",
    "dead.operator": "Vous exploitez cette installation.",
}

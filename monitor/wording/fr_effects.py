"""When an exit takes effect and what it means, in French."""

from __future__ import annotations

from monitor.wording.language import Text

EFFECTS: dict[str, Text] = {
    # ---- when it takes effect, and what it means
    "effect.on": "Prend effet le {date} (date calculée : {rule})",
    "effect.between": "Prend effet entre le {first} et le {last} (dates calculées : {rule})",
    "effect.by": "Prend effet le {date} au plus tard (date calculée : {rule})",
    "effect.announced": (
        "Aucune notification connue : pas avant le {date}, si elle est faite le {day} "
        "(date calculée : {rule})"
    ),
    "effect.announced.long_ago": (
        "Aucune notification connue : pas avant le {date}, si elle a été faite le {day} "
        "(date calculée : {rule})"
    ),
    "effect.differs": "Date annoncée : {stated} ; d'après la clause de retrait, ce serait : {computed}",
    "effect.differs.article": (
        "Date annoncée : {stated} ; d'après la clause de retrait ({article}), ce serait : {computed}"
    ),
    "effect.not_before": "pas avant le {date}",
    "effect.not_after": "le {date} au plus tard",
    "effect.later": "{line}, ou à une date ultérieure que la notification indique",
    "effect.blocked": "{line} ; la clause permet que cet effet soit retardé",
    "effect.blocked.by": "{line} ; peut être retardé : {why}",
    "blocked.armed conflict": "conflit armé",
    "blocked.contributions that are not paid": "contributions impayées",
    "blocked.financial obligations that are not fulfilled": "obligations financières non exécutées",
    "blocked.obligations that are not fulfilled": "obligations non exécutées",
    "blocked.a withdrawal agreement with another day, or more time agreed by all": (
        "accord de retrait fixant une autre date, ou délai prolongé par tous"
    ),
    "effect.refused": (
        "D'après la clause de retrait ({article}), aucune notification n'était possible à cette date"
    ),
    "effect.ended": "Le traité a pris fin ({date}) : il n'y a plus rien à quitter",
    "effect.expires": "Le traité prend fin ({date}) avant qu'une telle notification ne prenne effet",
    "effect.not_in_force": "Le traité n'était pas en vigueur à cette date ; entrée en vigueur : {date}",
    "effect.window": "{line} ; prochaine période de notification : du {first} au {last}",
    "effect.no_clause": (
        "Le traité n'a pas de clause de retrait : un retrait n'est possible que s'il l'admet implicitement, "
        "avec un préavis de douze mois (Convention de Vienne sur le droit des traités, art. 56)"
    ),
    "due.effect": "Effet prévu {day} ({basis})",
    "due.suspension-ends": "Fin de suspension prévue {day} ({basis})",
    "due.end": "Fin prévue {day} ({basis})",
    "due.renewal": "Reconduction prévue sauf dénonciation, le délai de préavis étant passé ({basis})",
    "due.today": "aujourd'hui",
    "due.day": "le {date}",
    "due.computed": "date calculée",
    "due.stated": "date annoncée",
    "due.unconfirmed": "{due}, sans confirmation",
    "rule": "{period} {start}",
    "rule.at_once": "aussitôt {start}",
    "rule.receipt": "après réception de la notification par le dépositaire",
    "rule.deposit": "après le dépôt de la notification",
    "rule.notice": "après la notification",
    "rule.registration": "après l'enregistrement de la notification",
    "rule.rounded": "{rule}, {end}",
    "rule.next-month": "puis le premier jour du mois suivant",
    "rule.year-end": "puis la fin de l'année",
    "rule.term": "puis la fin de la période en cours",
    "rule.next-year-end": "puis la fin de l'année suivante",
    "rule.yearly": "puis le {on} suivant",
    "rule.article": "{rule}, {article}",
    "rule.at_once.next-month": "le premier jour du mois suivant celui {which}",
    "rule.at_once.year-end": "à la fin de l'année {which}",
    "rule.at_once.next-year-end": "à la fin de l'année suivant celle {which}",
    "rule.which.receipt": "où le dépositaire reçoit la notification",
    "rule.which.deposit": "où la notification est déposée",
    "rule.which.notice": "où la notification est donnée",
    "rule.which.registration": "où la notification est enregistrée",
    "rule.yearly.days": "le {on} de la première année où la notification est donnée au plus tard le {cut}",
    "rule.cut": "{rule} ; un an plus tard si la notification est postérieure au {cut}",
    "article": "art. {number}",
    "period.years": ("{n} an", "{n} ans"),
    "period.months": ("{n} mois", "{n} mois"),
    "period.days": ("{n} jour", "{n} jours"),
    "meaning.principled": "Retrait dû à l'adhésion à un traité ultérieur qui remplace celui-ci",
    "meaning.principled.by": ("Retrait dû à l'adhésion à un traité ultérieur qui remplace celui-ci : {name}"),
    "treaty.ilo": "Convention n° {number} de l'OIT",
    "meaning.falls": "Qui s'en retire quitte aussi : {names}",
    "meaning.fell": "Qui s'est retiré d'ici l'a quitté aussi : {names}",
    "meaning.no_exit": "À ce qu'on sait, aucune partie ne peut s'en retirer seule",
    "meaning.bilateral": "Deux parties seulement : il prend fin quand l'une d'elles se retire",
    "meaning.remaining": "Parties après ce retrait : {names}",
    "meaning.count": "Parties après ce retrait : {n}",
    "meaning.number": "Parties après ce retrait : au plus {n} sur {parties} ({on})",
    "meaning.least": "Prend fin si le nombre des parties est inférieur à {n}",
    "meaning.survival": "Certaines règles s'appliquent encore après le retrait : {period}",
    "meaning.survival.stated": (
        "Certaines règles s'appliquent encore après le retrait : {period}, jusqu'au {date}"
    ),
    "meaning.survival.computed": (
        "Certaines règles s'appliquent encore après le retrait : {period}, jusqu'au {date} (date calculée)"
    ),
    "meaning.survives": "{line} ; objet : {what}",
    "meaning.goes_on": "Subsiste après le retrait : {what}",
    "survives.ILO conventions that the state ratified": "les conventions de l'OIT que l'État a ratifiées",
    "survives.assessments that were notified or requested before": (
        "les évaluations notifiées ou demandées auparavant"
    ),
    "survives.consent to arbitration given before": "le consentement à l'arbitrage donné auparavant",
    "survives.investments made before": "les investissements effectués auparavant",
    "survives.rights and benefits acquired before": "les droits et avantages acquis auparavant",
    "survives.safeguards agreements": "les accords de garanties",
    "survives.safeguards and peaceful use of what was delivered before": (
        "les garanties et l'usage pacifique de ce qui a été livré auparavant"
    ),
    "survives.tariff advantages under the liberalisation programme": (
        "les avantages tarifaires du programme de libération"
    ),
    "survives.the protection of information exchanged before": (
        "la protection des informations échangées auparavant"
    ),
    "survives.the trade liberalisation programme": "le programme de libération des échanges",
    "meaning.expires": "Prend fin de plein droit : {date}",
    "meaning.renewed": ("Fin de la période en cours : {date} ; reconduction pour {period} sauf dénonciation"),
    "usual": (
        "D'ordinaire, de tels accords prennent fin {period} après la notification ; le texte de celui-ci "
        "n'a pas été vérifié"
    ),
    "usual.several": (
        "D'ordinaire, de tels accords prennent fin {period} après la notification ; les textes de ceux-ci "
        "n'ont pas été vérifiés"
    ),
    "usual.survival": (
        "D'ordinaire, certaines règles de tels accords s'appliquent encore après le retrait : {period} ; "
        "non vérifié"
    ),
}

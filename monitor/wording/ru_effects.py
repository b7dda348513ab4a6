"""When an exit takes effect and what it means, in Russian."""

from __future__ import annotations

from monitor.wording.language import Text

EFFECTS: dict[str, Text] = {
    # ---- when it takes effect, and what it means
    "effect.on": "Вступает в силу {date} (расчёт: {rule})",
    "effect.between": "Вступает в силу между {first} и {last} (расчёт: {rule})",
    "effect.by": "Вступает в силу не позднее {date} (расчёт: {rule})",
    "effect.announced": "Не ранее {date}, если уведомление направлено {day} (расчёт: {rule})",
    "effect.differs": "По сообщениям: {stated}; по условиям выхода: {computed}",
    "effect.blocked": "{line}; договор допускает отсрочку",
    "effect.refused": "По условиям выхода ({article}) уведомление в это время было невозможно",
    "effect.no_clause": (
        "В договоре нет условий выхода: выход возможен, только если это подразумевается, с уведомлением за "
        "двенадцать месяцев (Венская конвенция о праве международных договоров, ст. 56)"
    ),
    "rule": "{period} {start}",
    "rule.at_once": "сразу {start}",
    "rule.receipt": "после получения уведомления депозитарием",
    "rule.deposit": "после сдачи уведомления на хранение",
    "rule.notice": "после уведомления",
    "rule.registration": "после регистрации уведомления",
    "rule.rounded": "{rule}, {end}",
    "rule.next-month": "затем первое число следующего месяца",
    "rule.year-end": "затем конец года",
    "rule.next-year-end": "затем конец следующего года",
    "rule.yearly": "затем установленный день года",
    "rule.article": "{rule}, {article}",
    "article": "ст. {number}",
    "period.years": ("{n} год", "{n} года", "{n} лет"),
    "period.months": ("{n} месяц", "{n} месяца", "{n} месяцев"),
    "period.days": ("{n} день", "{n} дня", "{n} дней"),
    "meaning.falls": "Выход влечёт за собой выход и отсюда: {names}",
    "meaning.bilateral": "Сторон две: с выходом одной из них действие прекращается",
    "meaning.remaining": "Остаются участниками: {names}",
    "meaning.count": "Остаётся участников: {n}",
    "meaning.number": "Остаётся участников: {n} из {parties} ({on})",
    "meaning.least": "Действие прекращается, если участников меньше чем {n}",
    "meaning.survival": "Часть норм действует и после выхода: {period}",
    "meaning.survival.stated": "Часть норм действует и после выхода: {period}, до {date}",
    "meaning.survival.computed": "Часть норм действует и после выхода: {period}, до {date} (расчёт)",
    "meaning.expires": "Действие прекращается само: {date}",
    "meaning.renewed": "Текущий срок заканчивается {date}; без уведомления продлевается",
    "usual": (
        "Обычно такие соглашения прекращаются через {period} после уведомления; это соглашение не проверено"
    ),
    "usual.survival": "Обычно часть норм таких соглашений действует и после выхода: {period}; не проверено",
}

"""When an exit takes effect and what it means, in Russian."""

from __future__ import annotations

from monitor.wording.language import Text

EFFECTS: dict[str, Text] = {
    # ---- when it takes effect, and what it means
    "effect.on": "Вступает в силу {date} (расчёт: {rule})",
    "effect.between": "Вступает в силу между {first} и {last} (расчёт: {rule})",
    "effect.by": "Вступает в силу не позднее {date} (расчёт: {rule})",
    "effect.announced": "Уведомление неизвестно: не ранее {date}, если его направить {day} (расчёт: {rule})",
    "effect.announced.long_ago": (
        "Уведомление неизвестно: не ранее {date}, если оно было направлено {day} (расчёт: {rule})"
    ),
    "effect.differs": "По сообщениям: {stated}; по условиям выхода было бы: {computed}",
    "effect.differs.article": "По сообщениям: {stated}; по условиям выхода ({article}) было бы: {computed}",
    "effect.not_before": "не ранее {date}",
    "effect.not_after": "не позднее {date}",
    "effect.later": "{line} или в более поздний день, указанный в уведомлении",
    "effect.blocked": "{line}; договор допускает отсрочку",
    "effect.blocked.by": "{line}; возможна отсрочка: {why}",
    "blocked.armed conflict": "вооружённый конфликт",
    "blocked.contributions that are not paid": "неуплаченные взносы",
    "blocked.financial obligations that are not fulfilled": "невыполненные финансовые обязательства",
    "blocked.obligations that are not fulfilled": "невыполненные обязательства",
    "blocked.a withdrawal agreement with another day, or more time agreed by all": (
        "соглашение о выходе с другой датой или продление, принятое всеми"
    ),
    "effect.refused": "По условиям выхода ({article}) уведомление в это время было невозможно",
    "effect.ended": "Договор прекращён ({date}): выходить уже не из чего",
    "effect.expires": "Договор прекращается ({date}) раньше, чем такое уведомление вступит в силу",
    "effect.not_in_force": "В то время договор ещё не действовал; вступление в силу: {date}",
    "effect.window": "{line}; следующий срок для уведомления: с {first} по {last}",
    "effect.no_clause": (
        "В договоре нет условий выхода: выход возможен, только если это подразумевается, с уведомлением за "
        "двенадцать месяцев (Венская конвенция о праве международных договоров, ст. 56)"
    ),
    "due.effect": "Вступление в силу ожидается {day} ({basis})",
    "due.suspension-ends": "Окончание приостановки ожидается {day} ({basis})",
    "due.end": "Прекращение действия ожидается {day} ({basis})",
    "due.renewal": "Ожидается продление, если не было уведомления: срок для него истёк ({basis})",
    "due.today": "сегодня",
    "due.day": "{date}",
    "due.computed": "расчёт",
    "due.stated": "по сообщениям",
    "due.unconfirmed": "{due}, не подтверждено",
    "rule": "{period} {start}",
    "rule.at_once": "сразу {start}",
    "rule.receipt": "после получения уведомления депозитарием",
    "rule.deposit": "после сдачи уведомления на хранение",
    "rule.notice": "после уведомления",
    "rule.registration": "после регистрации уведомления",
    "rule.rounded": "{rule}, {end}",
    "rule.next-month": "затем первое число следующего месяца",
    "rule.year-end": "затем конец года",
    "rule.term": "затем конец текущего срока",
    "rule.next-year-end": "затем конец следующего года",
    "rule.yearly": "затем ближайшее {on}",
    "rule.article": "{rule}, {article}",
    "rule.at_once.next-month": "в первый день месяца, следующего за месяцем, {which}",
    "rule.at_once.year-end": "в конце года, {which}",
    "rule.at_once.next-year-end": "в конце года, следующего за годом, {which}",
    "rule.which.receipt": "в котором депозитарий получил уведомление",
    "rule.which.deposit": "в котором уведомление сдано на хранение",
    "rule.which.notice": "в котором направлено уведомление",
    "rule.which.registration": "в котором уведомление зарегистрировано",
    "rule.yearly.days": "{on} первого года, в котором уведомление направлено не позднее {cut}",
    "rule.cut": "{rule}; годом позже, если уведомление направлено после {cut}",
    "article": "ст. {number}",
    "period.years": ("{n} год", "{n} года", "{n} лет"),
    "period.months": ("{n} месяц", "{n} месяца", "{n} месяцев"),
    "period.days": ("{n} день", "{n} дня", "{n} дней"),
    "meaning.principled": "Выход вследствие присоединения к более позднему договору, который заменяет этот",
    "meaning.principled.by": (
        "Выход вследствие присоединения к более позднему договору, который заменяет этот: {name}"
    ),
    "treaty.ilo": "Конвенция МОТ № {number}",
    "meaning.falls": "Выход влечёт за собой выход и отсюда: {names}",
    "meaning.fell": "Выход отсюда уже означал и этот выход: {names}",
    "meaning.no_exit": "Насколько известно, ни одна сторона не может выйти в одностороннем порядке",
    "meaning.bilateral": "Сторон две: с выходом одной из них действие прекращается",
    "meaning.remaining": "Участники после этого выхода: {names}",
    "meaning.count": "Участников после этого выхода: {n}",
    "meaning.number": "Участников после этого выхода: не более {n} из {parties} ({on})",
    "meaning.least": "Действие прекращается, если участников меньше чем {n}",
    "meaning.survival": "Часть норм действует и после выхода: {period}",
    "meaning.survival.stated": "Часть норм действует и после выхода: {period}, до {date}",
    "meaning.survival.computed": "Часть норм действует и после выхода: {period}, до {date} (расчёт)",
    "meaning.survives": "{line}; касается: {what}",
    "meaning.goes_on": "Сохраняется после выхода: {what}",
    "survives.ILO conventions that the state ratified": "ратифицированные государством конвенции МОТ",
    "survives.assessments that were notified or requested before": (
        "оценки, о которых сообщено или которые запрошены до выхода"
    ),
    "survives.consent to arbitration given before": "согласие на арбитраж, данное до выхода",
    "survives.investments made before": "инвестиции, сделанные до выхода",
    "survives.rights and benefits acquired before": "права и преимущества, приобретённые до выхода",
    "survives.safeguards agreements": "соглашения о гарантиях",
    "survives.safeguards and peaceful use of what was delivered before": (
        "гарантии и мирное использование поставленного до выхода"
    ),
    "survives.tariff advantages under the liberalisation programme": (
        "тарифные льготы по программе либерализации"
    ),
    "survives.the protection of information exchanged before": "защита сведений, переданных до выхода",
    "survives.the trade liberalisation programme": "программа либерализации торговли",
    "meaning.expires": "Действие прекращается само: {date}",
    "meaning.renewed": "Текущий срок заканчивается {date}; без уведомления продлевается на {period}",
    "usual": (
        "Обычно такие соглашения прекращаются через {period} после уведомления; текст этого соглашения "
        "не проверен"
    ),
    "usual.several": (
        "Обычно такие соглашения прекращаются через {period} после уведомления; тексты этих соглашений "
        "не проверены"
    ),
    "usual.survival": "Обычно часть норм таких соглашений действует и после выхода: {period}; не проверено",
}

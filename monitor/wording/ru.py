"""Russian. A text in a tuple has three forms: for 1, 21, 31; for 2 to 4, 22 to 24; for the others.

Sentences have two forms: for one actor and for several, or for one with a plural name (США).
"""

from __future__ import annotations

from monitor.wording import ordinals, russian, russian_states
from monitor.wording.language import Language, Text
from monitor.wording.ru_acts import ACTS
from monitor.wording.ru_effects import EFFECTS
from monitor.wording.ru_notices import NOTICES
from monitor.wording.ru_web import WEB
from monitor.wording.ru_web_acts import ACT_PAGE
from monitor.wording.ru_web_api import API
from monitor.wording.ru_web_front import FRONT
from monitor.wording.ru_web_own_data import OWN_DATA
from monitor.wording.ru_web_problems import PROBLEMS
from monitor.wording.ru_web_register import REGISTER
from monitor.wording.ru_web_search import SEARCH
from monitor.wording.ru_web_subscribers import SUBSCRIBERS
from monitor.wording.ru_web_teams import TEAMS
from monitor.wording.ru_web_timeline import TIMELINE
from monitor.wording.ru_web_topics import TOPICS
from monitor.wording.ru_web_treaties import TREATY_PAGES

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
    "stage.threatened": "угроза",
    "stage.proposed": "предложение",
    "stage.decided": "решение принято",
    "stage.notified": "уведомление направлено",
    "stage.suspended": "приостановлено",
    "stage.effective": "вступление в силу",
    "stage.expired": "срок истёк",
    "stage.reversed": "отмена",
    "form.decree": "указ",
    "form.order": "распоряжение",
    "form.law": "закон",
    "form.note": "нота",
    "form.letter": "письмо",
    "form.notice": "официальная нотификация",
    "form.notification": "нотификация",
    "form.instrument": "документ о выходе",
    "form.decision": "постановление правительства",
    "form.ruling": "постановление суда",
    "form.vote": "голосование",
    # ---- an act in a message
    "label.threat": "Угроза выхода",
    "label.threat_at": "Угроза: {label}",
    "label.threatened": "Угроза выхода",
    "label.proposed": "Выход предложен",
    "label.decided": "Решение о выходе принято",
    "label.notified": "Уведомление о выходе направлено",
    "label.suspended": "Приостановлено",
    "label.effective": "Выход вступил в силу",
    "label.expired": "Срок действия истёк",
    "label.reversed": "Выход отменён",
    "change.correction": "Исправление",
    "change.reversed": "Отменён",
    "change.due": "По срокам прекращается или продлевается, источники этого ещё не подтвердили",
    "change.due.notified": "По срокам вступает в силу, источники этого ещё не подтвердили",
    "change.due.suspended": "По срокам приостановка заканчивается, источники этого ещё не подтвердили",
    "change.rises": "Новые данные",
    "change.withdrawn": "Сообщение отозвано",
    "status": "{change}: {label}",
    "withdrawn.rejected": "Сообщение отозвано: оно было ошибочным",
    "withdrawn.rejected.more": (
        "Это сообщение отозвано: оно было ошибочным. В реестре этих сведений больше нет."
    ),
    "withdrawn.unsaid": "Сообщение отозвано: источник этого больше не утверждает",
    "withdrawn.unsaid.more": (
        "Это сообщение отозвано: источник изменил текст и больше этого не утверждает. "
        "В реестре этих сведений больше нет."
    ),
    # ---- times
    "clock": "{day}, {time} {zone}",
    "decade": "{year}-е гг.",
    "decade.early": "начало {year}-х гг.",
    "decade.mid": "середина {year}-х гг.",
    "decade.late": "конец {year}-х гг.",
    "no_title": "(без заголовка)",
    "first_seen": "впервые замечено {when}",
    "unknown": "{label}: «{headline}»",
    "original": "Исходный заголовок:",
    "original.in": "Исходный заголовок ({language}):",
    "follow": "В продолжение сообщения #{ref} от {day}",
    "grade.press": "только пресса",
    "grade.outlets": "несколько изданий",
    "grade.state": "официальный источник",
    "grade.depositary": "депозитарий уведомлён",
    "grade.effect": "вступление в силу подтверждено",
    "grade.for": "{grade}, для стадии «{stage}»",
    "standing": "{who}: {said}",
    "standing.reported": "{stage}, сообщение от {day}",
    "standing.step": "{stage} {day}",
    "standing.earlier": "{line} · ранее сообщалось: {before}",
    "reported": "сообщение от {day}",
    "reported.earlier": "Ранее сообщалось: {before}",
    "and_later": "{said} и позже",
    "head.with": "С кем",
    "head.agreement": "Соглашение",
    "head.signed": "Подписано",
    "head.ended": "Прекращено",
    "head.ends": "Действует до",
    "head.would-end": "Может закончиться",
    "head.was-to-end": "Отменённый срок",
    "head.end": "Прекращение",
    "head.left": "Выход",
    "head.leaves": "Дата выхода",
    "head.would-leave": "Возможный выход",
    "head.was-to-leave": "Отменённый выход",
    "head.stage": "Стадия",
    "row.signed": "подписано: {date}",
    "row.ended": "прекращено: {date}",
    "row.ends": "действует до: {date}",
    "row.would-end": "может закончиться: {date}",
    "row.was-to-end": "отменённый срок: {date}",
    "row.end": "прекращение: {date}",
    "row.left": "выход: {date}",
    "row.leaves": "дата выхода: {date}",
    "row.would-leave": "возможный выход: {date}",
    "row.was-to-leave": "отменённый выход: {date}",
    "to_come": "{date} (предстоит)",
    "row.reason": "{row} · причина: «{reason}»",
    "by_form": "форма: {form}",
    "whose": "{whose}, {said}",
    "from_source": "{said} ({source})",
    "edited.on": "Внесено редактором, {day}: {why}",
    "reason": "Причина: «{reason}»",
    "also_stated": "Другие сведения: {values}",
    "summary": "Пересказ, не цитата:",
    "summary.of": "Пересказ, не цитата: {text}",
    "quoted": "«{text}»",
    "quote.open": "«",
    "quote.close": "»",
    "quoted.by": "{quote} — {source}",
    "why": "Почему отобрано: {why}",
    "why.title": "в заголовке {words}",
    "why.summary": "в аннотации {words}",
    "why.body": "в тексте {words}",
    "more_sources": "Другие источники: {sources}",
    "official": "{source} (официальный источник)",
    "another_source": "другой источник",
    "also_reported": (
        "об этом сообщает ещё {n} источник",
        "об этом сообщают ещё {n} источника",
        "об этом сообщают ещё {n} источников",
    ),
    "more_agreements": ("и ещё {n} соглашение", "и ещё {n} соглашения", "и ещё {n} соглашений"),
    "only_agreements": ("{n} соглашение", "{n} соглашения", "{n} соглашений"),
    "shortened": (
        "Сокращено, чтобы уместиться в одно сообщение: опущено {n} предложение.",
        "Сокращено, чтобы уместиться в одно сообщение: опущено {n} предложения.",
        "Сокращено, чтобы уместиться в одно сообщение: опущено {n} предложений.",
    ),
    "read_at": "Читать на {host}",
    "read": "Читать статью",
    # ---- possible exits
    "possible": "Возможные выходы, не подтверждены",
    "possible.note": (
        "Статьи, в которых, возможно, сообщается о выходе. Никто их не подтвердил, и в реестре их нет."
    ),
    "label.possible.act": "возможный выход",
    "label.possible.threat": "возможная угроза выхода",
    "possible.language": "язык: {language}",
    "possible.score": "оценка {score}",
    "possible.more": (
        "и ещё {n}, здесь не показан",
        "и ещё {n}, здесь не показаны",
        "и ещё {n}, здесь не показаны",
    ),
    "possible.only": (
        "{n} возможный выход, здесь не показан",
        "{n} возможных выхода, здесь не показаны",
        "{n} возможных выходов, здесь не показаны",
    ),
    # ---- a message
    "cadence.instant": "Оповещение",
    "cadence.hourly": "Сводка за час",
    "cadence.daily": "Ежедневная сводка",
    "cadence.weekdays": "Сводка по будням",
    "cadence.weekly": "Еженедельная сводка",
    "titled": "{title}: {text}",
    "period": "{begin} — {end}",
    "portion": "{part} из {parts}",
    "part": "Часть {portion}",
    "part.small": "часть {portion}",
    "and_more": "{headline} и ещё {n}",
    "section.exits": "Выходы",
    "section.reversals": "Отменённые выходы",
    "section.withdrawn": "Отозванные сообщения",
    "section.threats": "Угрозы выхода",
    "counts.exits": ("{n} выход", "{n} выхода", "{n} выходов"),
    "counts.reversals": ("{n} отменённый выход", "{n} отменённых выхода", "{n} отменённых выходов"),
    "counts.withdrawn": (
        "{n} отозванное сообщение",
        "{n} отозванных сообщения",
        "{n} отозванных сообщений",
    ),
    "counts.threats": ("{n} угроза", "{n} угрозы", "{n} угроз"),
    "counts.possible": (
        "{n} возможный выход, не подтверждён",
        "{n} возможных выхода, не подтверждены",
        "{n} возможных выходов, не подтверждены",
    ),
    "counts.none": "ничего нового",
    "mail.short": (
        "Краткая форма сообщения #{ref}: почтовый сервер отклонил его как слишком большое. Цитаты, таблицы и "
        "источники опущены; к ним ведут ссылки."
    ),
    "message": "Сообщение #{ref}",
    "message.number": "Сообщение #{ref}, № {number}",
    "unsubscribe": "Отписаться",
    "unsubscribe.at": "Отписаться: {address}",
    "unsubscribe.mail": "Отписаться письмом",
    "unsubscribe.write": "Чтобы отписаться, напишите на {address}; тема: unsubscribe {destination}",
    "page.done": "Вы отписались",
    "page.done.more": ("Сообщения сюда больше не отправляются. То, что уже отправлено, ещё может прийти."),
    "page.ask": "Больше не получать эти сообщения?",
    "page.ask.more": "Оповещения и сводки больше не будут приходить этому получателю.",
    "choose": "Скрыть · Следить · Заметка",
    "choose.at": "Скрыть, следить или добавить заметку: {address}",
    "asked": "Вы просили: {what}",
    "own_note": "Ваша заметка: {note}",
    "page.act": "Этот выход из договора",
    "page.act.more": "Ваш выбор действует только для сообщений, которые получаете вы.",
    "page.act.saved": "Сохранено.",
    "page.act.mute": "Скрыть",
    "page.act.mute.more": "Вы больше не будете получать сообщений об этом выходе.",
    "page.act.muted": "Вы скрыли этот выход: сообщения о нём вам больше не отправляются.",
    "page.act.unmute": "Больше не скрывать",
    "page.act.follow": "Следить",
    "page.act.follow.more": (
        "Вы будете получать все сообщения об этом выходе, даже если он не соответствует вашим условиям."
    ),
    "page.act.followed": "Вы следите за этим выходом: вам отправляется всё, что его касается.",
    "page.act.unfollow": "Больше не следить",
    "page.act.note": "Заметка",
    "page.act.note.more": (
        "Личная заметка, не более 500 знаков. Она стоит рядом с этим выходом в следующих сообщениях "
        "вам; больше её никто не видит."
    ),
    "page.act.note.save": "Сохранить заметку",
    "page.threat": "Эта угроза выхода",
    "page.threat.mute.more": "Вы больше не будете получать сообщений об этой угрозе.",
    "page.threat.muted": "Вы скрыли эту угрозу: сообщения о ней вам больше не отправляются.",
    "page.threat.follow.more": (
        "Вы будете получать все сообщения об этой угрозе, даже если она не соответствует вашим условиям."
    ),
    "page.threat.followed": "Вы следите за этой угрозой: вам отправляется всё, что её касается.",
    "page.threat.note.more": (
        "Личная заметка, не более 500 знаков. Она стоит рядом с этой угрозой в следующих "
        "сообщениях вам; больше её никто не видит."
    ),
    "asks": "Получатель «{name}» запрашивает: {what}; {when}.",
    "asks.act": "выходы из договоров",
    "asks.threat": "угрозы выхода",
    "asks.possible": "возможные выходы",
    "asks.any": "выходы из договоров",
    "asks.saved": (
        "{what} по {n} сохранённому запросу",
        "{what} по {n} сохранённым запросам",
        "{what} по {n} сохранённым запросам",
    ),
    "asks.narrowed": "{what} по запросу {query}",
    "when.instant": "сразу при появлении новостей",
    "when.hourly": "каждый час",
    "when.daily": "ежедневно в {time} {zone}",
    "when.weekdays": "по будням в {time} {zone}",
    "when.weekly": "еженедельно ({weekday}) в {time} {zone}",
    "when.quiet": "{when}, кроме времени с {begin} до {end}",
    "when.urgent": "{when} (в это время только: {stages})",
}

RUSSIAN = Language(
    code="ru",
    texts=TEXTS,
    months=("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    months_alone=("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    weekdays=("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    short_weekdays=("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    place=russian_states.place,
    definite=russian.definite,
    reads=russian.reads,
    plural=russian.plural,
    verb=russian_states.verb,
    decimal_sign=",",
    cases=("gen", "ins", "prep"),
    decline=russian.decline,
    foreign=russian.foreign,
    polish=russian.polish,
    ordinal=ordinals.russian,
)

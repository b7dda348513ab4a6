"""The strings of the front page, in Russian."""

from __future__ import annotations

from monitor.wording.language import Text

FRONT: dict[str, Text] = {
    "web.front.all": "Все выходы и угрозы",
    "web.front.mail": "Подписаться по почте",
    "web.front.feed": "Лента изменений (Atom)",
    "web.front.calendar": "Календарь",
    "web.watched.status": "Последнее чтение лент: {read}; без известных пропусков с {since}.",
    "web.due": "Ближайшие сроки",
    "web.due.none": "В ближайшие {n} дн. не наступает ни один известный срок.",
    "web.stages": "По стадиям",
    "web.watched": "Что отслеживается",
    "web.watched.line": "{feeds}: {languages}; от государств и организаций: {official}.",
    "web.watched.languages": ("{n} язык", "{n} языка", "{n} языков"),
    "web.watched.none": "Ленты пока не отслеживаются.",
    "web.watched.read": "Последнее чтение",
    "web.watched.read.never": "ещё не было",
    "web.watched.since": "Без известных пропусков с",
    "web.watched.until": "{since}, до {read}",
    "web.watched.since.unknown": "ещё не известно",
    "web.watched.failing": "Не читаются",
    "web.watched.failing.since": "{feeds}, дольше всего с {when}",
    "web.watched.silent": "Не приносят нового",
    "web.watched.new": "Ещё не прочитаны",
    "web.watched.gap": "Последний пропуск",
    "web.watched.gap.of": "{when}, {feed}: возможно, пропущены статьи",
    "web.watched.a_feed": "одна из лент",
    "web.watched.feeds": "Ленты",
    "web.watched.named": "Языки",
    "web.watched.warning": (
        "Сейчас служба читает ленты не так, как должна: новых выходов здесь может не быть."
    ),
    "web.watched.warning.read": "Последнее чтение ленты: {when}.",
    "web.data": "Данные, лицензия и цитирование",
    "web.data.about": (
        "Каждая страница доступна и как данные, по тому же адресу с другим окончанием. Весь реестр:"
    ),
    "web.data.query": "То же относится к любому выбору условий.",
    "web.data.json": "для программ, по страницам",
    "web.data.csv": "для таблиц",
    "web.data.atom": "лента изменений для программ чтения лент",
    "web.data.ics": "календарь дней, когда выходы вступают в силу",
    "web.data.metadata": "источник, лицензия и числа",
    "web.data.cite": "Для цитирования:",
    "web.copy": "Копировать",
    "web.copied": "Скопировано",
}

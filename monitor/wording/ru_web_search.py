"""The strings of the search and of the archive of digests, in Russian."""

from __future__ import annotations

from monitor.wording.language import Text

SEARCH: dict[str, Text] = {
    # ---- the search
    "web.search.about": (
        "Все прочитанные сообщения, в том числе те, где нет речи о выходе. Заголовки ведут к источнику; "
        "из текста показан короткий отрывок, один и тот же для любого запроса."
    ),
    "web.search.words": "Слова",
    "web.search.language": "Язык сообщения",
    "web.search.any": "Любой",
    "web.search.how": "Как искать",
    "web.search.all": "Все слова, в любом порядке",
    "web.search.or": "Одно из слов",
    "web.search.phrase": "Эти слова подряд",
    "web.search.begins": "Слова, которые так начинаются",
    "web.search.near": "Между ними не больше пяти слов",
    "web.search.not": "Первое слово без второго",
    "web.search.title": "Только в заголовке",
    "web.search.lang": "Сообщения на этом языке; дальше могут стоять слова",
    "web.search.example.all": "выходит договор",
    "web.search.example.or": "выходит OR покидает",
    "web.search.example.phrase": '"европейский суд"',
    "web.search.example.begins": "денонс*",
    "web.search.example.near": "выходит NEAR/5 договора",
    "web.search.example.not": "договор NOT мир",
    "web.search.example.title": "title:договор",
    "web.search.example.lang": "lang:ru",
    "web.search.found": "Сообщения",
    "web.search.newest": "Новые сообщения",
    "web.search.reports": "Сообщает:",
    "web.search.in_text": "Слова есть в тексте, но не в этом отрывке.",
    "web.search.slow": (
        "Этот поиск занимает слишком много времени. Сузьте запрос: более редкие слова или более длинные "
        "начала слов перед *."
    ),
    "web.search.none": "Подходящих сообщений нет.",
    "web.search.further": "Среди новых сообщений подходящих нет; возможно, есть среди более старых.",
    "web.search.unknown": "Нет ни в одном сообщении: {words}.",
    "web.search.meant": "Возможно, имелось в виду:",
    "web.search.older": "Более старые сообщения",
    "web.search.place": "Запрос непонятен, начиная со знака {column}.",
    "web.search.help": "Как искать, сказано ниже.",
    # ---- the archive of digests
    "web.digests": "Сводки",
    "web.digests.about": "Что получили подписчики этой сводки и что с тех пор изменилось.",
    "web.digests.none": "Сводок с выходами или угрозами ещё не было.",
    "web.digests.closed": "Архива сводок здесь нет.",
    "web.digests.missing": "Сводки {number} нет.",
    "web.digests.of": "Сводка: {day}",
    "web.digests.then": "Фразы приведены такими, какими они были в тот день.",
    "web.digests.now": "Теперь:",
    "web.digests.as_now": "Текст того дня больше не хранится; вот что известно теперь.",
    "web.digests.merged": "С тех пор объединено с другим.",
    "web.digests.corrected": "Исправлено: {day}.",
    "web.digests.story": "Источник",
}

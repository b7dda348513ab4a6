"""The strings of the page that explains the API, in Russian."""

from __future__ import annotations

from monitor.wording.language import Text

API: dict[str, Text] = {
    "web.api": "Реестр для программ",
    "web.api.short": "Для программ",
    "web.api.about": (
        "REST API с ответами в формате JSON: акты, договоры, государства, публикации; у каждого значения "
        "есть подтверждение."
    ),
    "web.api.open": (
        "Открытая часть не требует ключа. Она даёт заголовки, ссылки и не более 300 знаков вокруг "
        "подтверждения, но не полные тексты."
    ),
    "web.api.below": "Адреса ниже следуют за",
    "web.api.assistants": "Для ассистентов",
    "web.api.assistants.how": (
        "На машине службы ассистент читает реестр по протоколу Model Context Protocol. Тексты публикаций "
        "помечены как написанные другими."
    ),
    "web.api.described": "Все параметры и ответы описаны в OpenAPI:",
    "web.api.public": "Без токена",
    "web.api.private": "С токеном",
    "web.api.token": (
        "Токен создаёт оператор; он показывается один раз, и его можно отозвать в любое время."
    ),
    "web.api.address": "Адрес",
    "web.api.gives": "Что он даёт",
    "web.api.examples": "Примеры",
    "web.api.example.acts": "Выходы одного государства, сначала новые",
    "web.api.example.next": "Продолжение списка",
    "web.api.example.act": "Один акт с подтверждениями и публикациями",
    "web.api.example.stories": "Поиск публикаций",
    "web.api.example.feeds": "Неисправные ленты, с токеном",
    "web.api.rules": "Что действует везде",
    "web.api.rules.errors": "У ошибки одна форма:",
    "web.api.rules.unknown": "Неизвестный параметр отклоняется, чтобы опечатка была заметна.",
    "web.api.rules.next": (
        "Список даёт «next» – курсор следующего ответа. Новые акты ничего в нём не сдвигают."
    ),
    "web.api.rules.etag": (
        "В ответах есть ETag: кто присылает его в If-None-Match, получает 304, пока ничего не изменилось."
    ),
    "web.api.rules.stable": "В v1 поля могут добавляться; ни одно не убирается и не меняется.",
    "web.api.of.acts": "Акты, отвечающие фильтрам",
    "web.api.of.acts/{ref}": "Один акт с подтверждениями, историей, публикациями и версиями",
    "web.api.of.treaties": "Договоры, у которых есть досье или акты",
    "web.api.of.treaties/{id}": "Досье договора и акты о нём",
    "web.api.of.states": "Государства и организации, о которых есть акты",
    "web.api.of.states/{code}": "Акты, стороной которых является государство",
    "web.api.of.stories": "Поиск по всем сохранённым публикациям",
    "web.api.of.timeline": "Число выходов по месяцам и стадиям",
    "web.api.of.status": "За чем ведётся наблюдение и с какого времени",
    "web.api.of.destinations": "Получатели и состояние доставки",
    "web.api.of.deliveries": "Отправленные, ожидающие и неудавшиеся сообщения",
    "web.api.of.deliveries/{ref}": "Одно сообщение со всеми попытками",
    "web.api.of.deliveries/{ref}/retry": "POST: отправить сообщение снова (право «operate»)",
    "web.api.of.feeds": "Ленты и их состояние",
    "web.api.of.possible": "Возможные выходы, ожидающие решения человека",
    "web.api.of.explain": "POST: почему текст отобран или нет и что в нём сказано",
}

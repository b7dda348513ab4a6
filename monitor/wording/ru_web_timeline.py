"""The strings of the timeline and of the picture, in Russian."""

from __future__ import annotations

from monitor.wording.language import Text

TIMELINE: dict[str, Text] = {
    # ---- the timeline
    "web.timeline.about": (
        "Каждый выход и каждая угроза считаются один раз: в месяце первого сообщения об их нынешней стадии."
    ),
    "web.timeline.title.month": "Выходы и угрозы по месяцам",
    "web.timeline.title.year": "Выходы и угрозы по годам",
    "web.timeline.month": "Месяц",
    "web.timeline.year": "Год",
    "web.timeline.total": "Всего",
    "web.timeline.table": "То же в таблице",
    "web.timeline.svg": "Только картинка (SVG)",
    "web.timeline.described": "{counted}, {first} – {last}; больше всего, {most}: {when}.",
    "web.picture": "Кто из чего и с кем выходит",
    "web.picture.short": "Схема",
    "web.picture.link": "Кто из чего и с кем выходит: картинка.",
    # ---- the picture
    "web.picture.about": (
        "Государства, соглашения, из которых они выходят, и с кем они были заключены: те, у которых "
        "больше всего актов. Выберите государство или договор, чтобы увидеть один."
    ),
    "web.picture.kind": "Прочие соглашения: {kind}",
    "web.picture.hidden": (
        "Ещё {n} акта нет на картинке.",
        "Ещё {n} актов нет на картинке.",
        "Ещё {n} актов нет на картинке.",
    ),
    "web.picture.unnamed": "Соглашения без названия",
    "web.picture.what": "Из чего",
    "web.picture.with": "С кем",
    "web.picture.exit": "Выход",
    "web.picture.threat": "Угроза или предложение",
    "web.picture.reversed": "Отменено",
    "web.picture.largest": "Наибольшие: {n}",
    "web.picture.described": "{counted}; больше всего у одной стороны: {who} – {what}, {number}.",
}

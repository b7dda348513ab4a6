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
    "web.picture.link": "Кто из чего и с кем выходит: картинка.",
}

"""The strings of the web pages, in Russian."""

from __future__ import annotations

from monitor.wording.language import Text

WEB: dict[str, Text] = {
    # ---- the frame of all pages, and lists
    "language.own": "Русский",
    "web.skip": "Перейти к содержанию",
    "web.nav": "Страницы",
    "web.forms": "Эта страница как данные:",
    "web.front": "Кто выходит из какого договора",
    "web.front.heading": "Кто выходит из какого договора",
    "web.front.about": (
        "Государства, которые прекращают или приостанавливают соглашение либо грозят выйти из него, "
        "— каждое с предложением, которое это доказывает."
    ),
    "web.latest": "Последнее",
    "web.register": "Реестр",
    "web.register.about": "Выходы из договоров и угрозы выхода; у каждой ячейки — её предложение.",
    "web.register.count": ("{n} выход или угроза", "{n} выхода и угрозы", "{n} выходов и угроз"),
    "web.treaties": "Договоры",
    "web.states": "Государства",
    "web.filter": "Отобрать",
    "web.filter.q": "Слова",
    "web.column.act": "Выход или угроза",
    "web.none.fits": "Под эти условия ничего не подходит.",
    "web.empty": "Реестр пуст. Ленты просматриваются, и то, что они сообщают, появится здесь.",
    "web.next": "Следующая страница",
    "web.problem.more": "Начните снова:",
    "web.act.none": "Нет выхода или угрозы {ref}.",
    "web.act.gone": "{ref} отозван: сообщение было ошибкой, или источники этого больше не говорят.",
    "web.treaty.none": "Здесь нет договора под названием {name}.",
    "web.state.none": "В реестре нет ничего о {code}.",
}

"""The strings of the register page, in Russian."""

from __future__ import annotations

from monitor.wording.language import Text

REGISTER: dict[str, Text] = {
    "web.register.of": (
        "{n} выход или угроза из {all}",
        "{n} выхода и угрозы из {all}",
        "{n} выходов и угроз из {all}",
    ),
    "web.register.caption": (
        "Выходы и угрозы выхода: соглашения каждого и предложения, которые сообщают значения"
    ),
    "web.filter.state": "Государство или организация",
    "web.filter.treaty": "Договор",
    "web.filter.stage": "Стадия",
    "web.filter.kind": "Вид соглашения",
    "web.filter.subject": "Тема",
    "web.filter.evidence": "Подтверждение, не ниже",
    "web.filter.year": "Год",
    "web.filter.principled": "Заменён более поздним договором",
    "web.filter.sort": "Порядок",
    "web.filter.all": "Все",
    "web.filter.yes": "Да",
    "web.filter.no": "Нет",
    "web.filter.option": "{name} ({n})",
    "web.filter.clear": "Показать все",
    "web.sort.newest": "Сначала последние изменения",
    "web.sort.oldest": "Сначала первые сообщения",
    "web.sort.state": "По тому, кто выходит",
    "web.sort.ended": "По дню окончания",
    "web.sort.stage": "Сначала дальняя стадия",
    "web.column.party": "Кто выходит",
    "web.column.reason": "Причина",
    "web.column.form": "Правовая форма",
    "web.column.evidence": "Подтверждение",
    "web.sentences": ("{n} предложение", "{n} предложения", "{n} предложений"),
    "web.sentences.all": "Показать все предложения",
    "web.more.agreements": ("ещё {n} соглашение", "ещё {n} соглашения", "ещё {n} соглашений"),
    "web.first": "Первая страница",
}

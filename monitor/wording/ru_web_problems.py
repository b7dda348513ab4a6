"""The strings of refusals and errors on pages, in Russian."""

from __future__ import annotations

from monitor.wording.language import Text

PROBLEMS: dict[str, Text] = {
    "web.problem.more": "Начните снова:",
    "web.problem.without": "Открыть эту страницу без него",
    "web.problem.none": "Такой страницы здесь нет.",
    "web.problem.method": "Этот адрес не принимает такие запросы.",
    "web.problem.fault": (
        "Здесь произошла ошибка. Попробуйте снова через несколько минут; оператор найдёт её в журнале."
    ),
    "web.problem.large": "Отправлено слишком много. Отправьте меньше.",
    "web.problem.long": "Этот адрес слишком длинный. Выберите меньше фильтров или ищите меньше слов.",
    "web.problem.part": "Запрос непонятен: {names}.",
    "web.problem.base": "Ленте нужны полные адреса: в настройках этой установки надо задать base_url.",
    "web.wrong.unknown": "Параметра «{name}» здесь нет; есть {names}.",
    "web.wrong.none": "Параметра «{name}» здесь нет.",
    "web.wrong.chars": "{name}: знаков {n}, можно не больше {most}.",
    "web.wrong.member": "{name}: одно из {values}, а не «{text}».",
    "web.wrong.number": "{name}: число от {least} до {most}, а не «{text}».",
    "web.wrong.language": "{name}: код языка, например fr, а не «{text}».",
    "web.wrong.cursor": "Такого места (cursor) не давала ни одна страница; начните без него.",
    "web.wrong.gone": "Того, что означает это место (cursor), больше нет; начните без него.",
    "web.wrong.twice": "Каждый параметр может стоять только один раз.",
    "web.replica": "Это копия, доступная только для чтения.",
    "web.replica.elsewhere": "На формы и ссылки из писем отвечает сама установка: {address}",
    "web.replica.go": "Перейти туда",
    "web.replica.old": "Эти страницы составлены по копии на {when}. Того, что поступило позже, в ней нет.",
}

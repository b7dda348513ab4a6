"""The strings of the pages of treaties and states, in Russian."""

from __future__ import annotations

from monitor.wording.language import Text

TREATY_PAGES: dict[str, Text] = {
    # ---- treaties
    "web.treaties.about": "Как выйти из каждого договора и кто из него вышел.",
    "web.treaties.count": (
        "{n} договор или организация",
        "{n} договора и организации",
        "{n} договоров и организаций",
    ),
    "web.treaties.caption": "Договоры и организации по темам",
    "web.column.treaty": "Договор",
    "web.column.rule": "Когда выход вступает в силу",
    "web.column.acts": "Выходы и угрозы",
    "web.treaty.exit": "Как выйти",
    "web.treaty.no_clause": "Условий выхода нет",
    "web.treaty.no_dossier": "Сведений о договоре нет: условия выхода не выяснены.",
    "web.treaty.not_told": "Как выйти, неизвестно.",
    "web.treaty.usual": "Что обычно для таких соглашений",
    "web.treaty.acts": "Кто вышел и кто грозит выйти",
    "web.treaty.acts.none": "В реестре нет ни выходов, ни угроз.",
    "web.treaty.facts": "О договоре",
    "web.clause.only": "только для: {states}",
    "web.clause.later": "В уведомлении может быть назван более поздний день.",
    "web.clause.requires": "Уведомление должно {what}.",
    "web.clause.not_before": (
        "Срок после вступления в силу для государства, до истечения которого уведомление невозможно: "
        "{period}."
    ),
    "web.clause.joined": "Вступление в силу для отдельных государств: {days}.",
    "web.clause.windows": (
        "Уведомление возможно только в определённые сроки. Длительность: {open}; начало первого – после "
        "вступления договора в силу: {first}; промежуток между ними: {every}."
    ),
    "web.clause.blocked": "Вступление в силу может быть отложено: {what}.",
    "web.clause.window.open": "Срок для уведомления идёт: с {first} по {last}.",
    "web.clause.window.next": "Следующий срок для уведомления: с {first} по {last}.",
    "web.clause.last": "Последний день для уведомления против продления: {last}; срок истекает {end}.",
    "web.fact.official": "Официальное название",
    "web.fact.signed": "Подписан",
    "web.fact.in_force": "В силе с",
    "web.fact.expires": "Истекает",
    "web.fact.renews": "{date}, затем каждый раз продлевается на срок: {period}",
    "web.fact.ended": "Прекращён",
    "web.fact.parties": "Участники",
    "web.fact.counted": "{n} ({date})",
    "web.fact.least": "Наименьшее число участников",
    "web.fact.depositary": "Депозитарий",
    "web.fact.same": "Выход одновременно из",
    "web.fact.falls_with": "Прекращается вместе с",
    "web.fact.falls": "Вместе с ним прекращаются",
    "web.fact.replaced": "Заменён",
    "web.fact.note": "Примечание",
    "web.fact.page": "Ссылки",
    "web.fact.checked": "Насколько точно",
    "web.checked.text": "Текст статьи прочитан.",
    "web.checked.cases": "Прежний выход вступил в силу в тот день, который даёт эта статья.",
    "web.checked.memory": "Общеизвестно, но не сверено ни с текстом, ни с прежним выходом.",
    "web.depositary.UN": "Генеральный секретарь ООН",
    "web.depositary.COE": "Генеральный секретарь Совета Европы",
    "web.depositary.ILO": "Генеральный директор МОТ",
    "requires.go also to all other parties": "быть направлено также всем другим участникам",
    "requires.explain its reasons in full and go also to all other parties and the UN Security Council": (
        "полностью излагать причины и быть направлено также всем другим участникам и Совету Безопасности ООН"
    ),
    "requires.state the extraordinary events that have jeopardised the state's supreme interests": (
        "излагать исключительные обстоятельства, которые поставили под угрозу высшие интересы государства"
    ),
    "requires.state the extraordinary events that have jeopardised the state's supreme interests, "
    "and go also to the UN Security Council": (
        "излагать исключительные обстоятельства, которые поставили под угрозу высшие интересы государства, "
        "и быть направлено также Совету Безопасности ООН"
    ),
    "requires.state the extraordinary events that have jeopardised the state's supreme interests, "
    "and go also to the depositary": (
        "излагать исключительные обстоятельства, которые поставили под угрозу высшие интересы государства, "
        "и быть направлено также депозитарию"
    ),
    "requires.state the extraordinary events that have jeopardised the state's supreme interests, "
    "and go also to the Executive Council, the depositary and the UN Security Council": (
        "излагать исключительные обстоятельства, которые поставили под угрозу высшие интересы государства, "
        "и быть направлено также Исполнительному совету, депозитарию и Совету Безопасности ООН"
    ),
    # ---- states
    "web.states.about": (
        "Какие государства и организации выходят из договоров, грозят выйти или остаются без них."
    ),
    "web.states.count": (
        "{n} государство или организация",
        "{n} государства и организации",
        "{n} государств и организаций",
    ),
    "web.states.states": "Государства",
    "web.states.bodies": "Организации",
    "web.column.state": "Название",
    "web.column.exits": "Выходы",
    "web.column.threats": "Угрозы",
    "web.column.suspended": "Приостановки",
    "web.column.reversed": "Отменено",
    "web.column.others": "Другими",
    "web.column.others.more": "Соглашения с этой стороной, которые прекращают или грозят прекратить другие",
    "web.state.none.yet": "В реестре нет ничего о стороне: {name}.",
    "web.state.own": "Собственные выходы и угрозы",
    "web.state.others": "Что прекращают или грозят прекратить с этой стороной другие",
    "web.state.due": "Предстоящие сроки",
    "web.state.as_treaty": "То же как договор или организация, из которых выходят:",
    "web.state.table": "Таблицей, с условиями отбора",
}

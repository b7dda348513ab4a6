"""The strings of invitations and of the pages of teams, in Russian."""

from __future__ import annotations

from monitor.wording.language import Text

TEAMS: dict[str, Text] = {
    "team.connected": "Подключено: {name}",
    "team.connected.why": (
        "Ваша команда подключила «{name}» к Treaty Monitor, и пробное сообщение туда дошло. "
        "Теперь там будет сообщаться обо всём, что найдено."
    ),
    "team.connected.link": (
        "Страница по этой ссылке показывает, что доставлено, и позволяет изменить, приостановить "
        "или удалить это. Так может поступить каждый, у кого есть ссылка: храните её."
    ),
    "team.connected.page": "Доставка и настройки",
    "team.connected.reason": (
        "Вы получили это письмо, потому что этот адрес указан на {host} как адрес ответственного за «{name}»."
    ),
    "team.disabled": (
        "Туда больше ничего не отправляется, ожидающие сообщения сохраняются. Когда адрес снова "
        "заработает, продолжите на странице по этой ссылке."
    ),
    "team.failing": (
        "Страница по этой ссылке показывает, что не удалось и почему, и отправляет пробное сообщение."
    ),
    "web.connect": "Подключить: {name}",
    "web.connect.about": (
        "Получайте сообщения, когда государство выходит из договора или грозит выйти, в канале "
        "вашего чата или на ваш вебхук. Сначала отправляется пробное сообщение; если оно не "
        "дойдёт, ничего не сохраняется."
    ),
    "web.connect.until": "Эта ссылка работает один раз, до {until}.",
    "web.connect.where": "Куда отправлять",
    "web.connect.channel": "Сервис",
    "web.connect.address": "Адрес",
    "web.connect.address.more": (
        "Это секрет вашей команды: позже показываются только его узел и последние знаки."
    ),
    "web.connect.examples": "Как выглядят такие адреса",
    "web.connect.secret": "Секрет подписи",
    "web.connect.secret.more": (
        "Только для вебхуков. Им подписаны сообщения, и пробное тоже: передайте его своему "
        "приёмнику сейчас. Больше он не показывается."
    ),
    "web.connect.owner": "Электронный адрес ответственного",
    "web.connect.owner.more": (
        "На него придёт письмо, если сообщения перестанут доходить, и ссылка на ваши доставки."
    ),
    "web.connect.do": "Отправить пробное сообщение и подключить",
    "web.connect.answer": "Ответ:",
    "web.connect.wrong.owner": (
        "Этот электронный адрес использовать нельзя. Напишите его так: name@example.org."
    ),
    "web.connect.wrong.unsigned": (
        "Это не секрет подписи: он начинается с whsec_, далее от 24 до 64 байт в base64."
    ),
    "web.connect.wrong.address": "Это не адрес {channel}. Он выглядит так: {example}.",
    "web.connect.wrong.channel": "Это адрес {other}, а выбрано: {channel}.",
    "web.connect.wrong.clear": ("Адрес должен начинаться с https://, чтобы никто не прочёл его в пути."),
    "web.connect.wrong.inside": "Этот адрес ведёт в сеть этого сайта, туда ничего не отправляется.",
    "web.connect.wrong.many": (
        "По этой ссылке отправлено слишком много пробных сообщений. Попробуйте через час."
    ),
    "web.connect.wrong.answer": "{channel} не принимает пробное сообщение, и ничего не сохранено.",
    "web.connect.over": "Это приглашение не действует",
    "web.connect.over.more": (
        "Приглашение действует один раз и несколько дней. Попросите у оператора этого сайта новое."
    ),
    "web.connected": "Подключено",
    "web.connected.more": (
        "Пробное сообщение дошло. {name} ({channel}) теперь сообщает обо всём, что найдено."
    ),
    "web.connected.link": (
        "Ваши доставки и настройки находятся по этому адресу. Он показывается один раз: "
        "сохраните его и давайте только тем, кто может их менять."
    ),
    "web.connected.mail": "Он отправлен и на {owner}.",
    "web.connected.mail.none": "Этот сайт не отправляет писем: другой копии нет.",
    "web.connected.open": "Открыть эту страницу",
    "web.team": "Доставка: {name}",
    "web.team.none": "Эта ссылка не принадлежит ни одной команде.",
    "web.team.back": "Назад к доставке",
    "web.team.webhook": "Вебхук",
    "web.team.to": (
        "Сообщения идут на {address} ({channel}); если они перестанут доходить, письмо получит {owner}."
    ),
    "web.team.to.alone": "Сообщения идут на {address} ({channel}).",
    "web.team.gone": (
        "Ничего не отправляется: адрес больше не принимает сообщений. То, что ждёт, сохраняется "
        "и уйдёт, когда вы продолжите."
    ),
    "web.team.stopped": "Ничего не отправляется: кто-то перешёл по ссылке для отписки.",
    "web.team.test": "Отправить пробное сообщение",
    "web.team.test.sent": "Пробное сообщение дошло.",
    "web.team.test.failed": "Пробное сообщение не принято.",
    "web.team.many": "Слишком часто. Подождите час.",
    "web.team.messages": "Сообщения",
    "web.team.messages.none": "Пока нет: сообщается о том, что найдено с этого времени.",
    "web.team.messages.none.older": "Более старых нет.",
    "web.team.messages.older": "Более старые сообщения",
    "web.team.zone": "Время: {zone}.",
    "web.team.message": "Сообщение #{ref}",
    "web.team.message.none": "Такого сообщения нет",
    "web.team.column.message": "Сообщение",
    "web.team.column.state": "Состояние",
    "web.team.column.attempts": "Попытки",
    "web.team.column.written": "Написано",
    "web.team.column.at": "Время",
    "web.team.column.came": "Итог",
    "web.team.column.answer": "Ответ",
    "web.team.next": "Следующая попытка",
    "web.team.ended": "Завершено",
    "web.team.id": "Идентификатор",
    "web.team.attempts.none": "Пока нет.",
    "web.team.state.ready": "отправляется",
    "web.team.state.leased": "отправляется сейчас",
    "web.team.state.deferred": "ждёт",
    "web.team.state.sent": "доставлено",
    "web.team.state.dead": "не доставлено",
    "web.team.state.suppressed": "не отправлено",
    "web.team.came.sent": "доставлено",
    "web.team.came.retry": "неудача, будет повтор",
    "web.team.came.unknown": "нет ответа: возможно, дошло; будет повтор",
    "web.team.came.dead": "окончательная неудача",
    "web.team.came.disabled": "адреса больше нет",
    "web.team.came.too_large": "слишком длинно: вместо него короткая форма",
    "web.team.replay": "Отправить снова",
    "web.team.replay.more": "С тем же идентификатором и текстом.",
    "web.team.replay.done": "Оно уйдёт через несколько секунд.",
    "web.team.replay.held": "Оно уйдёт, как только вы снова будете получать сообщения.",
    "web.team.replay.refused": (
        "Это сообщение нельзя отправить снова: оно дошло, слишком старое, или вы не получаете сообщений."
    ),
    "web.team.secret": "Секрет подписи",
    "web.team.secret.ask": (
        "Новый секрет сразу подписывает все сообщения; нынешний подписывает ещё сутки, чтобы ваш "
        "приёмник мог перейти."
    ),
    "web.team.secret.do": "Создать новый секрет",
    "web.team.secret.new": "Передайте это своему приёмнику. Показывается один раз:",
    "web.team.secret.until": "Старый подписывает ещё до {until}.",
    "web.team.secret.many": "Трёх новых секретов в сутки достаточно. Попробуйте завтра.",
    "web.team.secret.link": "Создать новый секрет подписи",
    "web.team.remove": "Удалить: {name}?",
    "web.team.remove.more": (
        "Туда больше ничего не отправляется, ожидающее удаляется, и эта ссылка перестаёт "
        "действовать. Отменить это нельзя: нужно новое приглашение."
    ),
    "web.team.remove.do": "Удалить",
    "web.team.remove.link": "Удалить это направление",
    "web.team.removed": "Удалено",
    "web.team.removed.more": "Туда больше ничего не отправляется.",
    "web.team.else": "Другое",
}

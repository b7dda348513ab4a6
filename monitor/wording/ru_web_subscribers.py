"""The strings of the form for new subscribers, of its mails and of their preferences, in Russian."""

from __future__ import annotations

from monitor.wording.language import Text

SUBSCRIBERS: dict[str, Text] = {
    # ---- mails about the form
    "sign_up": "Подтвердите подписку",
    "sign_up.why": (
        "Кто-то, вероятно вы, запросил на этот адрес сообщения о выходах из договоров. Они будут "
        "отправляться, только если вы подтвердите это на странице по этой ссылке."
    ),
    "sign_up.not": (
        "Если это были не вы, ничего не делайте: больше ничего не придёт, а адрес будет удалён через {days}."
    ),
    "sign_up.confirm": "Подтвердить",
    "sign_up.reason": "Вы получили это письмо, потому что этот адрес был введён на {host}.",
    "sign_up.days": ("{n} день", "{n} дня", "{n} дней"),
    "subscribed": "Вы уже подписаны",
    "subscribed.why": (
        "Кто-то, вероятно вы, ввёл этот адрес, чтобы подписаться. На него уже приходят эти сообщения,"
        " и ничего не изменено."
    ),
    "subscribed.not": "На странице по этой ссылке видно, что вы получаете, и это можно изменить.",
    "preferences": "Изменить настройки подписки",
    "preferences.at": "Изменить настройки подписки: {address}",
    # ---- the form
    "web.subscribe": "Подписаться",
    "web.subscribe.about": (
        "Получайте письмо, когда государство выходит из договора или грозит выйти. Бесплатно, без "
        "учётной записи; в каждом письме есть ссылка, чтобы отписаться."
    ),
    "web.subscribe.address": "Ваш адрес электронной почты",
    "web.subscribe.address.more": "Он нужен только для этих сообщений и никому не передаётся.",
    "web.subscribe.address.wrong": "Этот адрес не подходит. Напишите его так: name@example.org.",
    "web.subscribe.trap": "Оставьте это поле пустым",
    "web.subscribe.sent": "Проверьте почту",
    "web.subscribe.sent.more": (
        "Если на этот адрес можно отправить письмо, оно придёт через несколько минут. Перейдите по "
        "ссылке в нём и подтвердите подписку. Ссылка действует {days}."
    ),
    "web.subscribe.sent.none": (
        "Письма нет? Посмотрите в спаме и попробуйте завтра: на один адрес отправляется одно письмо в день."
    ),
    "web.subscribe.many": "Из вашей сети введено слишком много адресов. Попробуйте через час.",
    "web.subscribe.foreign": (
        "Эта форма отправлена с другого сайта, или ваш браузер скрывает, откуда она отправлена. "
        "Ничего не изменено."
    ),
    "web.subscribe.invalid": "В одном из полей формы недопустимое значение. Ничего не изменено.",
    # ---- what and when
    "web.wanted.what": "Что вы получаете",
    "web.wanted.kinds": "О чём сообщать",
    "web.wanted.kind.act": "выходы",
    "web.wanted.kind.threat": "угрозы выхода",
    "web.wanted.kinds.none": "Выберите выходы, угрозы или и то и другое.",
    "web.wanted.countries": "Только эти государства и организации",
    "web.wanted.countries.more": "С любой стороны договора. Ничего не отмечено: все.",
    "web.wanted.topics": "Только эти темы",
    "web.wanted.topics.more": "Ничего не отмечено: все.",
    "web.wanted.stages": "Только эти стадии",
    "web.wanted.least": "Наименьшая достоверность",
    "web.wanted.least.more": (
        "О том, что подтверждено слабее, сообщается, как только подтверждений достаточно."
    ),
    "web.wanted.chosen": ("выбрано: {n}", "выбрано: {n}", "выбрано: {n}"),
    "web.wanted.all": "все",
    "web.wanted.when": "Когда",
    "web.wanted.cadence": "Как часто",
    "web.wanted.cadence.instant": "сразу",
    "web.wanted.cadence.hourly": "каждый час",
    "web.wanted.cadence.daily": "каждый день",
    "web.wanted.cadence.weekdays": "с понедельника по пятницу",
    "web.wanted.cadence.weekly": "каждую неделю",
    "web.wanted.hour": "Время",
    "web.wanted.hour.more": "Для сводок за день и за неделю.",
    "web.wanted.weekday": "День недели",
    "web.wanted.weekday.more": "Для сводок за неделю.",
    "web.wanted.zone": "Часовой пояс",
    "web.wanted.language": "Язык сообщений",
    "web.wanted.everything": "всё",
    "web.wanted.at_least": "не слабее чем: {grade}",
    "web.wanted.words": "слова: {query}",
    "web.wanted.actors": "кто выходит: {names}",
    "web.wanted.langs": "публикации на языках: {names}",
    # ---- confirmation
    "web.confirm": "Подписаться на эти сообщения?",
    "web.confirm.more": ("Один щелчок, и они будут приходить на адрес, на который отправлена эта ссылка."),
    "web.confirm.do": "Да, подписаться",
    "web.confirm.done": "Вы подписаны",
    "web.confirm.done.more": (
        "В сообщениях будет то, что найдено с этого момента. В каждом есть ссылки, чтобы изменить "
        "настройки и чтобы отписаться."
    ),
    "web.confirm.over": "Эта ссылка больше не действует",
    "web.confirm.over.more": (
        "Такие ссылки действуют {days} и больше не действуют, если вы отписались или ваши данные удалены."
    ),
    # ---- preferences
    "web.subscriber": "Ваша подписка",
    "web.subscriber.none": "Эта ссылка не относится ни к одной подписке.",
    "web.subscriber.address": "Сообщения приходят на {address}.",
    "web.subscriber.link": (
        "Кто знает адрес этой страницы, может изменить то, что на ней: не передавайте его."
    ),
    "web.subscriber.saved": "Сохранено.",
    "web.subscriber.paused": "Приостановлено: ничего не отправляется.",
    "web.subscriber.pause": "Приостановить",
    "web.subscriber.pause.more": "То, что найдено за это время, придёт после возобновления.",
    "web.subscriber.resume": "Возобновить",
    "web.subscriber.stopped": "Вы отписались: ничего не отправляется.",
    "web.subscriber.restart": "Подписаться снова",
    "web.subscriber.barred": (
        "На этот адрес ничего не отправляется: письма вернулись или одно из них отмечено как "
        "нежелательное. Это может изменить оператор сайта."
    ),
    "web.subscriber.save": "Сохранить",
    "web.subscriber.back": "Назад к подписке",
    "web.subscriber.queries": "Сохранённые запросы",
    "web.subscriber.queries.more": "В сообщении будет то, о чём просит хотя бы один из них.",
    "web.subscriber.main": "Основной",
    "web.subscriber.edit": "Изменить",
    "web.subscriber.edit.named": "Изменить «{name}»",
    "web.subscriber.add": "Добавить запрос",
    "web.subscriber.remove": "Удалить",
    "web.subscriber.remove.named": "Удалить «{name}»",
    "web.subscriber.name": "Название запроса",
    "web.subscriber.name.more": "Если запросов несколько, в сообщениях указано, по какому из них.",
    "web.subscriber.name.wrong": (
        "Дайте ему название от 1 до 60 знаков, которого нет у других ваших запросов."
    ),
    "web.subscriber.query.wrong": "Эти слова не удаётся прочесть как запрос.",
    "web.subscriber.note": "Зачем вам это, для себя",
    "web.subscriber.words": "Только с этими словами",
    "web.subscriber.words.more": "Слова, фразы в прямых кавычках, AND, OR, NOT.",
    "web.subscriber.try": "Посмотреть, что пришло бы",
    "web.subscriber.preview": "За последние 30 дней пришло бы: {messages}; {acts}.",
    "web.subscriber.preview.messages": ("{n} сообщение", "{n} сообщения", "{n} сообщений"),
    "web.subscriber.preview.acts": ("{n} выход или угроза", "{n} выхода и угрозы", "{n} выходов и угроз"),
    "web.subscriber.preview.none": "За последние 30 дней ничего бы не пришло.",
    "web.subscriber.preview.new": "Пока ничего не сохранено, чтобы это сказать.",
    "web.subscriber.preview.more": ("и ещё {n}", "и ещё {n}", "и ещё {n}"),
    "web.subscriber.acts": "Скрытое и отслеживаемое",
    "web.subscriber.acts.none": (
        "Ничего. У каждого выхода в ваших сообщениях есть ссылка, чтобы скрыть его или следить за ним."
    ),
    "web.subscriber.act.mute": "скрыто",
    "web.subscriber.act.follow": "отслеживается",
    "web.subscriber.act.note": "заметка",
    "web.subscriber.undo": "Отменить",
    "web.subscriber.undo.named": "Отменить: {what}",
    "web.subscriber.own": "Ваши данные",
    "web.subscriber.export": "Скачать всё, что о вас хранится",
    "web.subscriber.erase": "Удалить мои данные",
    "web.erase": "Удалить всё о вас?",
    "web.erase.more": (
        "Ваш адрес, ваши запросы и отправленные вам сообщения удаляются сразу. Это нельзя отменить."
    ),
    "web.erase.kept": (
        "Остаётся одно: хеш адреса, по которому его нельзя прочесть. Благодаря ему на этот адрес "
        "больше ничего не отправляется, даже если кто-то введёт его в форму. Резервные копии базы, "
        "сделанные оператором, заменяются в свой черёд."
    ),
    "web.erase.do": "Удалить всё",
    "web.erase.done": "Всё о вас удалено",
    "web.erase.done.more": (
        "На ваш адрес больше ничего не отправляется. То, что уже отправлено, ещё может прийти."
    ),
    "web.subscriber.query.gone": "Такого запроса нет",
}

"""Acts and destinations for the tests of digest and render: own sentences, in several scripts."""

from __future__ import annotations

from datetime import UTC, datetime, time

from monitor.model import Act, Alert, Cadence, Channel, Destination, Hit, Kind, Reason, Schedule, Span, Stage, Story

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def spans(title: str, summary: str, words: str) -> tuple[Span, ...]:
    """Where each of `words` (parted by |) stands in the title and the summary, for the first time."""
    found = []
    for word in words.split("|"):
        for field, text in (("title", title), ("summary", summary)):
            if word and (at := text.find(word)) >= 0:
                found.append(Span(field, at, at + len(word)))
    return tuple(found)


def act(
    number: int,
    title: str,
    summary: str = "",
    *,
    words: str = "",
    kind: Kind = Kind.ACT,
    stage: Stage = Stage.DECIDED,
    rule: tuple[str, str, str] = ("en.act.leaves", "A state leaves a treaty", "A verb of leaving stands near the name of a treaty."),
    hour: int = 5,
    **story: object,
) -> Act:
    """An act with one story, published on 23 November 2026 at `hour` UTC unless `published` says otherwise."""
    values: dict[str, object] = {
        "url": f"https://news.example/{number}",
        "source": "Example Wire",
        "lang": "en",
        "published": datetime(2026, 11, 23, hour, 12, tzinfo=UTC),
        "id": 100 + number,
    }
    told = Story(key=f"k{number}", title=title, summary=summary, **(values | story))  # type: ignore[arg-type]
    hit = Hit(rule[0], "d", kind, stage, spans(title, summary, words), rule[1], rule[2])
    at = datetime(2026, 11, 23, hour, 20, tzinfo=UTC)
    return Act(number, f"A{number:03X}", kind, stage, at, at, (told,), (hit,))


def alert(one: Act, reason: Reason = Reason.NEW) -> Alert:
    return Alert(one.id, one.id, (one.stories[0].id if one.stories else None) or 0, one.kind, one.stage, reason, one.changed_at)


def destination(cadence: Cadence = Cadence.DAILY, **values: object) -> Destination:
    base: dict[str, object] = {
        "id": 1,
        "name": "desk",
        "channel": Channel.EMAIL,
        "address": "desk@news.example",
        "schedule": Schedule(cadence, time(8, 0), 0, "Europe/Berlin"),
        "composed_at": datetime(2026, 11, 22, 7, 0, tzinfo=UTC),
    }
    return Destination(**(base | values))  # type: ignore[arg-type]


def week() -> list[Act]:
    """Six acts: exits of several ranks, a reversal, threats; English, French, Russian, Arabic and Chinese."""
    return [
        act(
            1,
            "Government of Malia hands over its notice of withdrawal from the river convention",
            "The foreign ministry said on Monday that it had notified the depositary. Under article 14 of the convention the "
            "withdrawal takes effect in one year. Fishing communities on both banks, who have shared the water under the "
            "convention since 1978, were told by radio, and their councils asked for a delay.",
            words="notice of withdrawal|convention|withdrawal takes effect",
            stage=Stage.NOTIFIED,
            rule=("en.act.notice", "Notice of withdrawal", "A notice, instrument or letter of withdrawal is handed to a depositary."),
            official=True,
            source="Ministry of Foreign Affairs of Malia",
        ),
        act(
            2,
            "Малия приостанавливает участие в договоре о наблюдательных полётах",
            "Указ о приостановке участия в договоре подписан в понедельник, сообщает пресс-служба. Уведомление направят "
            "всем сторонам договора по дипломатическим каналам.",
            words="приостанавливает участие|договоре|приостановке",
            stage=Stage.SUSPENDED,
            rule=("ru.act.suspends", "Приостановка договора", "Глагол приостановки рядом с названием договора."),
            lang="ru",
            source="Северная лента",
            hour=3,
        ),
        act(
            3,
            "Valmont dénonce l’accord de pêche de 1994",
            "Le décret qui dénonce l’accord paraît au Journal officiel. L’accord cessera de produire ses effets le 1er juin.",
            words="dénonce|accord",
            rule=("fr.act.denonce", "Dénonciation d’un accord", "Le verbe « dénoncer » près d’un accord ou d’un traité."),
            lang="fr",
            source="La Dépêche d’exemple",
        ),
        act(
            4,
            "الحكومة تعلن الانسحاب من اتفاقية الحدود",
            "أعلنت وزارة الخارجية اليوم الانسحاب من اتفاقية الحدود الموقعة عام ١٩٩٤.",
            words="الانسحاب|اتفاقية",
            rule=("ar.act.leaves", "انسحاب من اتفاقية", "كلمة انسحاب قرب اسم اتفاقية."),
            lang="ar",
            source="وكالة المثال",
            hour=4,
        ),
        act(
            5,
            "政府威胁退出双边渔业协定",
            "外交部发言人周一表示，如果对方在年底前不恢复谈判，政府将退出双边渔业协定，并通知条约保存机关。这一表态在两国渔民中引起担忧。",
            words="退出|渔业协定",
            kind=Kind.THREAT,
            stage=Stage.THREATENED,
            rule=("zh.threat.leaves", "威胁退出条约", "退出与条约名称相邻，并带有条件。"),
            lang="zh",
            source="示例通讯社",
        ),
        act(
            6,
            "Parliament votes to stay in the grain pact after all",
            "Deputies withdrew the notice of denunciation that had been sent in March, and the pact goes on unchanged.",
            words="withdrew the notice of denunciation|pact",
            stage=Stage.REVERSED,
            rule=("en.act.reversed", "Exit reversed", "A notice is taken back before it takes effect."),
            published=None,
        ),
    ]

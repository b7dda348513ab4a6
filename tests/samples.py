"""Acts and destinations for the tests of digest and render: own sentences, in several scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

from monitor import digest
from monitor.digest import Digest
from monitor.model import (
    Act,
    ActStories,
    Alert,
    Cadence,
    Cell,
    Destination,
    Evidence,
    FirstMessage,
    Grade,
    Hit,
    Kind,
    Reason,
    Row,
    Schedule,
    Span,
    Stage,
    Step,
    Story,
)

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sample(Act):
    """An act, and beside it the texts of its stories and the hits of the first."""

    texts: tuple[Story, ...] = ()
    hits: tuple[Hit, ...] = ()


def build(destination: Destination, acts: Sequence[Act], *more: Any, **values: Any) -> Digest:
    """`digest.build` with the stories of samples."""
    return digest.build(destination, acts, *more, stories=stories_of(acts), **values)


def stories_of(acts: Iterable[Act]) -> dict[int, ActStories]:
    """The stories of samples, by act."""
    return {act.id: ActStories(act.texts, act.hits) for act in acts if isinstance(act, Sample)}


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
    rule: tuple[str, str, str] = (
        "en.act.leaves",
        "A state leaves a treaty",
        "A verb of leaving stands near the name of a treaty.",
    ),
    hour: int = 5,
    **story: object,
) -> Sample:
    """An act with one story, published on 23 November 2026 at `hour` UTC unless `published` says
    otherwise.
    """
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
    return Sample(number, f"A{number:03X}", kind, stage, at, at, texts=(told,), hits=(hit,))


def alert(one: Sample, reason: Reason = Reason.NEW) -> Alert:
    return Alert(
        one.id,
        one.id,
        (one.texts[0].id if one.texts else None) or 0,
        one.kind,
        one.stage,
        reason,
        one.changed_at,
    )


def destination(cadence: Cadence = Cadence.DAILY, **values: object) -> Destination:
    base: dict[str, object] = {
        "id": 1,
        "name": "desk",
        "channel": "email",
        "address": "desk@news.example",
        "schedule": Schedule(cadence, time(8, 0), 0, "Europe/Berlin"),
        "composed_at": datetime(2026, 11, 22, 7, 0, tzinfo=UTC),
    }
    return Destination(**(base | values))  # type: ignore[arg-type]


def said(story: Story, value: str, sentence: str, words: str = "") -> Evidence:
    """`value` as a sentence of the story states it, in `words` (default: the value itself)."""
    field = next((name for name in ("summary", "title", "body") if sentence in getattr(story, name)), "body")
    at = getattr(story, field).find(words or value, getattr(story, field).find(sentence))
    return Evidence(value, sentence, story.key, field, at, at + len(words or value) if at >= 0 else -1)


def outlet(name: str, text: str, **values: object) -> Story:
    """A story of another outlet about the same act."""
    slug = name.split()[0].lower()
    base: dict[str, object] = {
        "url": f"https://{slug}.example/story",
        "source": name,
        "lang": "en",
        "id": 900 + len(name),
    }
    return Story(key=f"other-{slug}", title=text.split(".")[0], summary=text, **(base | values))  # type: ignore[arg-type]


def on(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, 0, tzinfo=UTC)


FIRST = FirstMessage(
    "5f" * 16, "K7QM", datetime(2026, 11, 16, 6, 30, tzinfo=UTC), "https://courier.example/story"
)
ZERO_HOUR = datetime(2026, 11, 23, 5, 12, tzinfo=UTC)


def herring(one: Sample) -> Sample:
    """Two agreements, three stages, an official source and 21 outlets."""
    story = one.texts[0]
    first, second, third = (f"{text}." for text in story.summary.split(". ")[:3])
    courier = outlet(
        "Courier of the Coast",
        "Iceland will leave the Herring Convention. The stock has moved north, says the minister. The "
        "cabinet decided it on Tuesday.",
    )
    gazette = outlet(
        "Gazette of the Faroes", "The Protocol on Spawning Grounds ends in June 2027.", official=True
    )
    others = [
        outlet(f"Paper{number} of the North", "Iceland leaves the Herring Convention.")
        for number in range(17)
    ]
    reason = Cell(said(courier, "The stock has moved north", "The stock has moved north, says the minister."))
    rows = (
        Row(
            others=(said(story, "NO", first, "Norway"),),
            instrument=Cell(said(story, "Herring Convention", first)),
            kind="fisheries",
            signed=Cell(said(story, "1978-05-14", first, "14 May 1978")),
            ended=Cell(said(story, "2027-11-23", second, "23 November 2027")),
            reason=reason,
            form=Cell(said(story, "note", first, "note")),
            stage=Stage.NOTIFIED,
        ),
        Row(
            others=(said(story, "FO", third, "the Faroe Islands"),),
            instrument=Cell(said(story, "Protocol on Spawning Grounds", third)),
            kind="fisheries",
            signed=Cell(said(story, "1981", third)),
            ended=Cell(
                said(story, "2027-11", third, "ends with it"),
                (said(gazette, "2027-06", gazette.summary, "June 2027"),),
            ),
            reason=reason,
            stage=Stage.NOTIFIED,
        ),
    )
    history = (
        Step(Stage.THREATENED, on(2026, 3, 12), said(courier, "threatened", courier.title)),
        Step(Stage.DECIDED, on(2026, 11, 16), said(courier, "decided", "The cabinet decided it on Tuesday.")),
        Step(Stage.NOTIFIED, ZERO_HOUR, said(story, "notified", first)),
    )
    stories = (
        story,
        gazette,
        courier,
        outlet("Second Wire", "Iceland leaves."),
        outlet("Third Wire", "Iceland leaves."),
        *others,
    )
    return replace(
        one,
        actors=(said(story, "IS", story.title, "Iceland"),),
        rows=rows,
        history=history,
        grade=Grade.STATE,
        texts=stories,
    )


def flights(one: Sample) -> Sample:
    """One agreement, of which only the name is known."""
    story = one.texts[0]
    name = said(story, "договоре о наблюдательных полётах", story.title)
    return replace(
        one,
        actors=(said(story, "FI", story.title, "Финляндия"),),
        rows=(
            Row(
                instrument=Cell(replace(name, value="договор о наблюдательных полётах")),
                stage=Stage.SUSPENDED,
            ),
        ),
        history=(
            Step(
                Stage.SUSPENDED, on(2026, 11, 23), said(story, "suspended", story.title, "приостанавливает")
            ),
        ),
    )


def fishing(one: Sample) -> Sample:
    """Three agreements at different stages, with reasons of their own and a date that another outlet
    contradicts.
    """
    story = one.texts[0]
    first, second = (f"{text}." for text in story.summary.removesuffix(".").split(". "))
    wire = outlet("Example Wire", "Belgium ends its fishing agreement with the Netherlands in May 2027.")
    rows = (
        Row(
            others=(said(story, "FR", first, "la France"),),
            instrument=Cell(said(story, "accord de pêche de 1994", first)),
            signed=Cell(said(story, "1994-02-04", first, "1994")),
            ended=Cell(said(story, "2027-06-01", second, "1er juin")),
            reason=Cell(said(story, "il n’a plus d’objet", second)),
            form=Cell(said(story, "decree", first, "décret")),
            stage=Stage.DECIDED,
        ),
        Row(
            others=(said(story, "NL", first, "les Pays-Bas"),),
            instrument=Cell(said(story, "accord sur les moules", first)),
            ended=Cell(
                said(story, "2027-06-01", second, "1er juin"),
                (said(wire, "2027-05", wire.summary, "May 2027"),),
            ),
            stage=Stage.NOTIFIED,
        ),
        Row(
            others=(said(story, "GB", first, "le Royaume-Uni"),),
            instrument=Cell(said(story, "accord sur les crevettes grises", first)),
            signed=Cell(said(story, "2000s", second, "années 2000")),
            stage=Stage.DECIDED,
        ),
    )
    history = (Step(Stage.DECIDED, on(2026, 11, 23), said(story, "decided", first, "dénonce")),)
    return replace(
        one,
        actors=(said(story, "BE", story.title, "La Belgique"),),
        rows=rows,
        history=history,
        grade=Grade.OUTLETS,
        texts=(story, wire),
    )


def border(one: Sample) -> Sample:
    """One agreement, right to left."""
    story = one.texts[0]
    row = Row(
        instrument=Cell(said(story, "اتفاقية الحدود", story.summary)),
        signed=Cell(said(story, "1994", story.summary, "١٩٩٤")),
        stage=Stage.DECIDED,
    )
    return replace(
        one,
        actors=(said(story, "OM", story.summary, "عمان"),),
        rows=(row,),
        history=(Step(Stage.DECIDED, on(2026, 11, 23), row.signed.leading),),
    )


def week() -> list[Sample]:
    """Six acts: exits of several ranks, a reversal, a threat; five languages.

    Of the last two nothing is registered.
    """
    one, two, three, four, *others = [
        act(
            1,
            "Iceland hands over its notice of withdrawal from the herring convention",
            "By a note of Monday the ministry notified the depositary of the Herring Convention, signed "
            "with Norway on 14 May 1978. "
            "Under article 14 the withdrawal takes effect on 23 November 2027. The Protocol on Spawning "
            "Grounds of 1981 with the "
            "Faroe Islands ends with it. Fishing communities were told by radio, and their councils "
            "asked for a delay.",
            words="notice of withdrawal|convention|withdrawal takes effect",
            stage=Stage.NOTIFIED,
            rule=(
                "en.act.notice",
                "Notice of withdrawal",
                "A notice, instrument or letter of withdrawal is handed to a depositary.",
            ),
            official=True,
            source="Ministry for Foreign Affairs of Iceland",
        ),
        act(
            2,
            "Финляндия приостанавливает участие в договоре о наблюдательных полётах",
            "Указ о приостановке участия в договоре подписан в понедельник, сообщает пресс-служба. "
            "Уведомление направят "
            "всем сторонам договора по дипломатическим каналам.",
            words="приостанавливает участие|договоре|приостановке",
            stage=Stage.SUSPENDED,
            rule=(
                "ru.act.suspends",
                "Приостановка договора",
                "Глагол приостановки рядом с названием договора.",
            ),
            lang="ru",
            source="Северная лента",
            hour=3,
        ),
        act(
            3,
            "La Belgique dénonce l’accord de pêche de 1994 et deux autres",
            "Le décret qui dénonce l’accord de pêche de 1994 avec la France, l’accord sur les moules "
            "avec les Pays-Bas et l’accord sur les "
            "crevettes grises avec le Royaume-Uni paraît au Journal officiel. Le premier cesse le 1er "
            "juin, car il n’a plus d’objet ; le "
            "dernier date des années 2000.",
            words="dénonce|accord",
            rule=(
                "fr.act.denonce",
                "Dénonciation d’un accord",
                "Le verbe « dénoncer » près d’un accord ou d’un traité.",
            ),
            lang="fr",
            source="La Dépêche d’exemple",
        ),
        act(
            4,
            "عمان تعلن الانسحاب من اتفاقية الحدود",
            "أعلنت وزارة الخارجية في عمان اليوم الانسحاب من اتفاقية الحدود الموقعة عام ١٩٩٤.",
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
            "Deputies withdrew the notice of denunciation that had been sent in March, and the pact "
            "goes on unchanged.",
            words="withdrew the notice of denunciation|pact",
            stage=Stage.REVERSED,
            rule=("en.act.reversed", "Exit reversed", "A notice is taken back before it takes effect."),
            published=None,
        ),
    ]
    return [herring(one), flights(two), fishing(three), border(four), *others]

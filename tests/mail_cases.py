"""Every sort of message and page that a reader may get, for pictures and for tests of their layout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import shapes
from digests import SILENCE, UNSUBSCRIBE, possible_exits
from samples import FIRST, NOW, Sample, act, alert, build, destination, on, said, week

from monitor.digest import Asked, Digest, FeedNote, PossibleExits, alarms, dead_letters, warning
from monitor.model import Cadence, Cell, Grade, Reason, Row, SavedQuery, Stage, Step
from monitor.wording import language

READERS = ("en", "fr", "ru")
WATCHED = replace(
    SILENCE,
    quiet=(FeedNote("Gazette of the Faroes", on(2026, 10, 2)), FeedNote("Harbour News", on(2026, 11, 4))),
    withheld=2,
)
LONG = "Unbreakable" * 20
STATES = ["AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR"]


class _Alarm:
    def __init__(self, text: str, since: datetime) -> None:
        self.text, self.since = text, since


def decree() -> Sample:
    """Twelve agreements ended by one decree, some with reasons and stages of their own."""
    sample = act(
        20,
        "Norway denounces twelve agreements on fishing and whaling at one stroke",
        "By a decree of Friday the government denounces twelve agreements with states of the continent.",
        words="denounces|agreements",
        source="Gazette of Oslo",
        official=True,
    )
    story = sample.texts[0]
    sentence = story.summary
    names = (
        "Agreement on Reciprocal Access to Fishing in the Skagerrak and the Kattegat",
        "Whaling Research Convention",
        "Agreement between the Governments on the Exchange of Meteorological Data from Fishing Vessels",
    )
    rows = tuple(
        Row(
            others=(said(story, state, sentence, "states"),),
            instrument=Cell(said(story, names[place % 3], sentence)),
            signed=Cell(said(story, f"{1966 + 4 * place}-0{1 + place % 9}-17", sentence, "Friday")),
            ended=Cell(said(story, "2027-12-31", sentence, "Friday")) if place % 4 else None,
            reason=Cell(said(story, "The quotas were never used", sentence)) if place % 5 == 1 else None,
            form=Cell(said(story, "decree", sentence, "decree")),
            stage=Stage.NOTIFIED if place == 3 else Stage.DECIDED,
        )
        for place, state in enumerate(STATES)
    )
    return replace(
        sample,
        actors=(said(story, "NO", story.title, "Norway"),),
        rows=rows,
        history=(Step(Stage.DECIDED, on(2026, 11, 20), said(story, "decided", sentence, "denounces")),),
        grade=Grade.STATE,
    )


def awkward() -> Sample:
    """Words that nothing breaks, in every place where a feed's text stands."""
    sample = act(21, LONG, LONG, source=LONG, url=f"https://{'a' * 60}.example/{LONG}", words=LONG)
    value = said(sample.texts[0], LONG, LONG)
    cells = {name: Cell(value, (value,)) for name in ("instrument", "signed", "ended", "reason")}
    row = Row((value,), stage=Stage.DECIDED, **cells)  # type: ignore[arg-type]
    other = replace(row, stage=Stage.NOTIFIED, reason=None)
    history = (Step(Stage.DECIDED, NOW, value),)
    return replace(sample, actors=(value,), rows=(row, other), history=history)


def many(number: int) -> list[Sample]:
    """So many acts, whose stories are in several languages."""
    samples = []
    for place in range(number):
        sample = replace(week()[place % 6], id=100 + place, ref=f"B{place + 16:03X}")
        samples.append(replace(sample, changed_at=NOW - timedelta(minutes=place)))
    return samples


def digest(acts: list[Sample], reader: str, cadence: Cadence = Cadence.DAILY, **values: object) -> Digest:
    reasons = values.pop("reason", Reason.NEW)
    base: dict[str, object] = {
        "now": NOW,
        "ref": "K7QX",
        "sequence": 42,
        "silence": WATCHED,
        "unsubscribe_url": UNSUBSCRIBE,
        "first": {},
    }
    whose = values.pop("whose", destination(cadence, reader=reader))
    composed = build(whose, acts, [alert(sample, reasons) for sample in acts], **(base | values))
    urls = {sample.id: f"https://monitor.example/a/{sample.id:032d}?lang={reader}" for sample in acts}
    return replace(composed, choice_urls=urls)


def alert_of(acts: list[Sample], reader: str, **values: object) -> Digest:
    return digest(acts, reader, Cadence.INSTANT, **values)


def empty(reader: str) -> Digest:
    return digest([], reader, whose=destination(reader=reader, empty=True))


def heartbeat(reader: str) -> Digest:
    return digest([], reader, whose=destination(reader=reader, last_message_at=on(2026, 11, 16)))


def withdrawn(reader: str) -> Digest:
    return alert_of([replace(week()[0], rejected=True)], reader, reason=Reason.CORRECTION, first={1: FIRST})


def personal(reader: str) -> Digest:
    """Several saved queries with private notes, and a note of the reader's own on one act."""
    queries = (SavedQuery("Fisheries", "for the yearbook, chapter 4"), SavedQuery("Arms control"))
    composed = digest(week(), reader, whose=destination(reader=reader, queries=queries))
    told = (
        ((Asked("Fisheries", "for the yearbook, chapter 4"),), "Ask Jonas whether the note has come."),
        ((Asked("Arms control"), Asked("Fisheries", "for the yearbook, chapter 4")), ""),
    )
    by_id = dict(zip((1, 2), told, strict=True))
    sections = tuple(
        replace(
            section,
            acts=tuple(
                replace(shown, asked=by_id[shown.id][0], own_note=by_id[shown.id][1])
                if shown.id in by_id
                else shown
                for shown in section.acts
            ),
        )
        for section in composed.sections
    )
    return replace(composed, sections=sections)


def failing(reader: str) -> Digest:
    return warning(
        destination(channel="webhook", reader=reader),
        now=NOW,
        ref="K7QX",
        reason="503 from https://hook.example/...abcd",
        since=datetime(2026, 11, 19, 19, 0, tzinfo=UTC),
        dead=3,
        percent=70,
    )


def given_up(reader: str) -> Digest:
    letters = (("K2AB", "503 from https://hook.example/...abcd"), ("K2AC", "timed out after 20 s"))
    return dead_letters(
        destination(channel="webhook", reader=reader),
        letters,
        count=2,
        since=on(2026, 11, 20),
        now=NOW,
        ref="K7QX",
    )


def alarm(reader: str) -> Digest:
    begun = [_Alarm("the feed “Ministry gazette” has failed 6 times in succession", on(2026, 11, 22))]
    ended = [_Alarm("no digest was composed for “desk”", on(2026, 11, 21))]
    return alarms(destination(reader=reader), begun, ended, now=NOW, ref="K7QX")


MAILS: dict[str, Callable[[str], Digest]] = {
    "alert-1": lambda reader: alert_of(week()[:1], reader, reason=Reason.RISES, first={1: FIRST}),
    "alert-7": lambda reader: alert_of([*week(), decree()], reader),
    "alert-decree": lambda reader: alert_of([decree()], reader),
    "alarm": alarm,
    "awkward": lambda reader: digest([awkward()], reader),
    "dead-letters": given_up,
    "digest-0": empty,
    "digest-1": lambda reader: digest(week()[:1], reader),
    "digest-6": lambda reader: digest(week(), reader),
    "digest-30": lambda reader: digest(many(30), reader),
    "failing": failing,
    "heartbeat": heartbeat,
    "personal": personal,
    "possible": lambda reader: digest(
        week()[:1], reader, possible=PossibleExits(possible_exits(language(reader)), 3)
    ),
    "withdrawn": withdrawn,
}


def pages(reader: str) -> dict[str, str]:
    """The web pages, by name."""
    say = language(reader)
    sentence = alert_of(week()[:1], reader).acts[0].sentence

    def choice(saved: bool = False, **values: str) -> str:
        shown = {"sentence": "", "choice": "", "note": "", "is_threat": False} | values
        return shapes.page("act_choice", say=say, longest=500, saved=saved, **shown)

    return {
        "page-unsubscribe": shapes.page("unsubscribe", say=say, done=False),
        "page-unsubscribed": shapes.page("unsubscribe", say=say, done=True),
        "page-act": choice(sentence=sentence),
        "page-act-muted": choice(True, sentence=sentence, choice="mute"),
        "page-act-followed": choice(True, sentence=sentence, choice="follow", note="Ask Jonas."),
        "page-act-unknown": choice(),
        "page-act-awkward": choice(sentence=LONG, note=LONG),
    }

"""Notices of depositaries raise the act that the press has announced, and reverse it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from test_extract_depositary import OTTAWA, UN, story

from monitor.extract import read_notice
from monitor.model import Act, Grade, Hit, Kind, Span, Stage
from monitor.pipeline.register_cache import stated
from monitor.register import FlaggedStory, build
from monitor.service.knowledge import lexicon
from monitor.store import Unsettled

TITLE = OTTAWA.partition("LITHUANIA")[0]
PRESS = "The parliament of Lithuania voted on Thursday to withdraw from the Ottawa Convention."
REVERSAL = f"""{TITLE}LITHUANIA: WITHDRAWAL OF NOTIFICATION OF WITHDRAWAL
{UN}
The above action was effected on 1 November 2025."""


def told(key: str, month: int, text: str, *, code: str = "UN") -> FlaggedStory:
    at = datetime(2025, month, 28, 12, tzinfo=UTC)
    title = "Depositary Notification" if code else "Lithuania withdraws from Ottawa Convention"
    read = replace(story(text, title=title, code=code), key=key, published=at, official=bool(code))
    notice = read_notice(read, lexicon())
    hits = notice.hits if notice else (Hit("r", "d", Kind.ACT, Stage.DECIDED, (Span("title", 0, 5),)),)
    item = stated(Unsettled(read, hits, False, 1, at, None, at), lexicon())
    assert item is not None
    return item


def facts(act: Act) -> tuple[str, Stage, Grade, tuple[str, ...]]:
    return "+".join(act.states), act.stage, act.grade, act.stories


def test_a_notice_raises_the_act_that_the_press_announced_and_another_reverses_it() -> None:
    stories = [told("press", 5, PRESS, code="")]
    [act] = build(stories, heads=lexicon().heads)
    assert facts(act) == ("LT", Stage.DECIDED, Grade.PRESS, ("press",))
    stories.append(told("notice", 6, OTTAWA))
    [act] = build(stories, heads=lexicon().heads)
    assert facts(act) == ("LT", Stage.NOTIFIED, Grade.DEPOSITARY, ("press", "notice"))
    [row] = act.rows
    assert (row.notified and row.notified.value, row.ended and row.ended.value) == (
        "2025-06-27",
        "2025-12-27",
    )
    stories.append(told("reversal", 11, REVERSAL))
    [act] = build(stories, heads=lexicon().heads)
    assert facts(act) == ("LT", Stage.REVERSED, Grade.DEPOSITARY, ("press", "notice", "reversal"))


def test_a_notice_of_another_state_is_another_act() -> None:
    other = OTTAWA.replace("LITHUANIA", "ESTONIA").replace("Lithuania", "Estonia")
    stories = [told("one", 6, OTTAWA), told("two", 6, other)]
    acts = build(stories, heads=lexicon().heads)
    assert [act.states for act in acts] == [("LT",), ("EE",)]


def test_a_mail_of_several_notices_is_several_acts() -> None:
    other = (
        OTTAWA.replace("LITHUANIA", "ESTONIA").replace("Lithuania", "Estonia").replace("C.N.275", "C.N.276")
    )
    acts = build([told("list", 6, f"{OTTAWA}\n{other}")], heads=lexicon().heads)
    assert [(act.states, act.stage, act.grade) for act in acts] == [
        (("LT",), Stage.NOTIFIED, Grade.DEPOSITARY),
        (("EE",), Stage.NOTIFIED, Grade.DEPOSITARY),
    ]

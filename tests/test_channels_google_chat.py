"""A webhook of Google Chat: its address, what a card holds, threads and repeats, and what an answer means."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import hostile
import pytest
import shapes
from compose_kit import cut_up
from digests import MESSAGES, POSSIBLE, made
from posts import WID, attempt, post_to
from samples import FIRST, act, week
from servers import Site, site

from monitor import channels
from monitor.digest import PossibleExits
from monitor.errors import UsageError
from monitor.log import redact_url
from monitor.model import Attempt, Cadence, Outcome

ADDRESS = "https://chat.googleapis.com/v1/spaces/AAQA_z-1/messages?key=AIzaKEY&token=T0PSECRETTOKEN%3D"
ASKED = f"requestId={WID}&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"


def message(digest: Any) -> dict[str, Any]:
    return json.loads(shapes.rendered("google_chat", digest).content)  # type: ignore[no-any-return]


def texts(digest: Any) -> list[str]:
    """All texts of the card that may have tags."""
    (card,) = message(digest)["cardsV2"]
    sections = card["card"]["sections"]
    heads = [section["header"] for section in sections if "header" in section]
    return heads + [widget["textParagraph"]["text"] for section in sections for widget in section["widgets"]]


# ---------------------------------------------------------------- addresses


def test_an_address_of_google_chat_is_recognised() -> None:
    assert channels.by_address(ADDRESS).name == "google_chat"
    assert channels.checked_address("google_chat", ADDRESS) == ADDRESS


def test_its_secret_is_in_the_query_and_not_shown() -> None:
    assert redact_url(ADDRESS) == "https://chat.googleapis.com/...N%3D"


@pytest.mark.parametrize(
    "address",
    [
        ADDRESS.partition("&")[0],
        ADDRESS.partition("?")[0],
        ADDRESS.replace("/messages", ""),
        "https://hook.example/v1/spaces/AAQA/messages?key=a&token=b",
    ],
)
def test_half_an_address_is_refused_with_where_to_find_it(address: str) -> None:
    with pytest.raises(UsageError, match="copy the whole address"):
        channels.checked_address("google_chat", address)


def test_it_is_never_called_in_clear_text() -> None:
    with pytest.raises(UsageError, match="needs https"):
        channels.checked_address("google_chat", ADDRESS.replace("https", "http"))


def test_a_text_that_is_no_address_is_none_of_google() -> None:
    assert not channels.by_name("google_chat").claims("https://[half")


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize("name", ["digest", "alert", "possible", "heartbeat", "withdrawn"])
def test_messages_are_as_expected(name: str, expected: Callable[[str, str], None]) -> None:
    text = json.dumps(message(MESSAGES[name]), ensure_ascii=False, indent=2) + "\n"
    expected(f"{name}.google_chat.json", text)


LINK = re.compile(r'<a href="https://[^"<>\s]+">(?:Read at [a-z0-9.-]+|Read the story)</a>')


@pytest.mark.parametrize("payload", [*hostile.TITLES, *hostile.PAYLOADS])
def test_fault_117_nothing_in_story_text_is_a_tag_or_a_mention(payload: str) -> None:
    for cadence in (Cadence.DAILY, Cadence.INSTANT):
        digest = made([act(1, payload, payload, source=payload)], cadence)
        for text in texts(digest):
            ours = re.sub(r"<br>|</?[bi]>", "\n", LINK.sub("", text))
            assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", ours), text
        assert f"“{digest.acts[0].headline}”" in unescape("\n".join(texts(digest)))
        assert "<users/" not in message(digest)["fallbackText"]


def test_an_awkward_address_stays_one_link() -> None:
    digest = made([act(1, "a", url='https://news.example/a"onmouseover="b\'<c>&d')])
    (link,) = re.findall(r'href="([^"]*)"', "".join(texts(digest)))
    assert link == "https://news.example/a%22onmouseover=%22b%27%3Cc%3E&amp;d"


@pytest.mark.parametrize("letter", ["a", "ы", "<", "\U0001f600"])
def test_parts_of_heavy_acts_stay_within_one_message(letter: str) -> None:
    acts = [act(number, f"{letter * 300} {number:03}", letter * 2000) for number in range(1, 40)]
    parts = cut_up(acts, "google_chat")
    assert [item.id for part, _ in parts for item in part.acts] == list(range(1, 40))
    assert all(len(body) <= 32_000 for _, body in parts)


def test_a_card_of_too_many_widgets_counts_as_too_large() -> None:
    digest = made([], possible=PossibleExits(POSSIBLE * 32))
    assert shapes.rendered("google_chat", digest).fill < 1
    assert shapes.rendered("google_chat", replace(digest, possible=PossibleExits(POSSIBLE * 33))).fill > 1


def test_a_line_is_cut_before_it_is_escaped() -> None:
    digest = made([act(1, "Norland quits")])
    long = replace(digest.acts[0], because="<" * 5000)
    digest = replace(digest, sections=(replace(digest.sections[0], acts=(long,)),))
    assert any(re.search(r"Why: (?:&lt;)+…<br>", text) for text in texts(digest))


def test_messages_about_an_act_share_a_thread() -> None:
    alert = made(week()[:1], Cadence.INSTANT)
    assert message(alert)["thread"] == {"threadKey": shapes.ENVELOPE.wid}
    follow_up = made(week()[:1], Cadence.INSTANT, first={1: FIRST})
    assert message(follow_up)["thread"] == {"threadKey": FIRST.wid}
    assert "thread" not in message(made(week()))


def test_the_sentence_of_an_act_is_bold_and_how_sure_it_is_stands_below() -> None:
    (told,) = [text for text in texts(made(week()[:1])) if "Original headline" in text]
    sentence, stage = told.split("<br>")[:2]
    assert (
        sentence == "<b>Iceland ends two agreements with the Faroe Islands and Norway: notified by note</b>"
    )
    assert stage.startswith("Iceland: notified by note, reported 23 Nov 2026")
    assert stage.endswith("official source")


# ---------------------------------------------------------------- answers


@pytest.fixture
def here() -> Iterator[Site]:
    with site() as server:
        yield server


def answer(
    here: Site, status: int, body: str | bytes, query: str = "key=K&token=T0PSECRET", **more: str
) -> Attempt:
    """An attempt at an address with this query."""
    asked = f"/v1/spaces/A/messages?{query}&{ASKED}" if query else f"/v1/spaces/A/messages?{ASKED}"
    here.put(asked, body, status=status, content_type="application/json", **more)
    return post_to("google_chat", here.url(f"/v1/spaces/A/messages{'?' if query else ''}{query}"))


NAMED = '{\n  "name": "spaces/A/messages/1.1",\n  "thread": {"name": "spaces/A/threads/1"}\n}'


def error(status: str, **more: Any) -> str:
    return json.dumps({"error": {"code": 1, "message": "T0PSECRET", "status": status} | more})


@pytest.mark.parametrize("query", ["key=K&token=T0PSECRET", ""])
def test_each_message_has_an_id_by_which_google_drops_a_repeat(here: Site, query: str) -> None:
    assert answer(here, 200, NAMED, query).outcome is Outcome.SENT
    ((_, asked, headers, _),) = here.requests
    assert asked.endswith(ASKED)
    assert headers["content-type"] == "application/json"


def test_a_rule_for_threads_in_the_address_stays(here: Site) -> None:
    path = "/v1/spaces/A/messages?key=K&messageReplyOption=REPLY_MESSAGE_OR_FAIL"
    here.put(f"{path}&requestId={WID}", NAMED)
    assert attempt(here, "google_chat", 404, "", path=path).outcome is Outcome.SENT


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, NAMED, Outcome.SENT),
        (200, NAMED[:-1] + ', "cardsV2": [' + "1," * 10_000, Outcome.SENT),  # only its start is read
        (200, "{}", Outcome.RETRY),
        (200, "", Outcome.RETRY),
        (200, error("INTERNAL"), Outcome.RETRY),
        (200, error("NOT_FOUND"), Outcome.DISABLED),
        (200, "<html>Sign in</html>", Outcome.RETRY),
        (204, "", Outcome.RETRY),
        (302, "", Outcome.RETRY),
        (400, error("INVALID_ARGUMENT"), Outcome.DEAD),
        (400, error("FAILED_PRECONDITION"), Outcome.RETRY),
        (400, "a proxy", Outcome.RETRY),
        (401, error("UNAUTHENTICATED"), Outcome.DISABLED),
        (403, error("PERMISSION_DENIED"), Outcome.DISABLED),
        (403, "<html>a proxy</html>", Outcome.RETRY),
        (404, error("NOT_FOUND"), Outcome.DISABLED),
        (404, '{"error": "NOT_FOUND"}', Outcome.RETRY),
        (404, '{"error": {"status": ["NOT_FOUND"]}}', Outcome.RETRY),
        (410, "", Outcome.DISABLED),
        (413, "", Outcome.DEAD),
        (500, error("INTERNAL"), Outcome.RETRY),
        (503, b"\xff[[[", Outcome.RETRY),
    ],
)
def test_what_an_answer_means(here: Site, status: int, body: str | bytes, outcome: Outcome) -> None:
    made_attempt = answer(here, status, body)
    assert (made_attempt.outcome, made_attempt.code) == (outcome, str(status))
    assert "T0PSECRET" not in repr(made_attempt)


RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo"


@pytest.mark.parametrize(
    ("details", "header", "seconds"),
    [
        ([{"@type": RETRY_INFO, "retryDelay": "64.5s"}], "", 65),
        ([{"@type": "other"}, {"@type": RETRY_INFO, "retryDelay": "30s"}], "90", 90),
        ([{"@type": RETRY_INFO, "retryDelay": "soon"}], "120", 120),
        ([{"@type": RETRY_INFO, "retryDelay": 5}, "odd"], "", None),
        ("odd", "", None),
        (None, "70", 70),
    ],
)
def test_a_busy_google_is_waited_for(here: Site, details: object, header: str, seconds: int | None) -> None:
    busy = error("RESOURCE_EXHAUSTED", details=details)
    made_attempt = answer(here, 429, busy, **({"Retry-After": header} if header else {}))
    assert (made_attempt.outcome, made_attempt.retry_after_s) == (Outcome.RETRY, seconds)

"""An incoming webhook of Mattermost: its address, what a post holds, and what an answer means."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import hostile
import pytest
import shapes
from compose_kit import cut_up
from digests import MESSAGES, made
from posts import BODY, PATH, attempt
from samples import act, week
from servers import Site, site

from monitor import channels
from monitor.errors import UsageError
from monitor.model import Outcome

ID = "q9w8e7r6t5y4u3i2o1p0a9s8d7"


def post(digest: Any) -> str:
    return json.loads(shapes.rendered("mattermost", digest).content)["text"]  # type: ignore[no-any-return]


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "address", [f"https://chat.example.org/hooks/{ID}", f"https://example.org/chat/hooks/{ID}"]
)
def test_an_address_with_an_id_of_mattermost_is_recognised(address: str) -> None:
    assert channels.by_address(address).name == "mattermost"
    assert channels.checked_address("mattermost", address) == address


@pytest.mark.parametrize(
    "address",
    [
        f"https://chat.example.org/hooks/{ID}/token",  # Rocket.Chat has such addresses
        f"https://chat.example.org/hooks/{ID[:-1]}",
        "https://chat.example.org/hooks/",
        f"https://chat.example.org/webhooks/{ID}",
    ],
)
def test_other_addresses_are_webhooks(address: str) -> None:
    assert channels.by_address(address).name == "webhook"


def test_an_id_of_another_length_is_taken_when_the_channel_is_named() -> None:
    address = "https://chat.example.org/hooks/Abc123"
    assert channels.checked_address("mattermost", address) == address


@pytest.mark.parametrize("path", ["", "/hooks", "/hooks/a/b", "/api/v4/posts"])
def test_an_address_of_something_else_is_refused_with_where_to_find_it(path: str) -> None:
    with pytest.raises(UsageError, match="Integrations, then Incoming Webhooks"):
        channels.checked_address("mattermost", f"https://chat.example.org{path}")


def test_it_is_never_called_in_clear_text() -> None:
    with pytest.raises(UsageError, match="needs https"):
        channels.checked_address("mattermost", f"http://chat.example.org/hooks/{ID}")


def test_a_text_that_is_no_address_is_none_of_mattermost() -> None:
    assert not channels.by_name("mattermost").claims("https://[half")


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize("name", ["digest", "alert", "possible", "heartbeat", "withdrawn"])
def test_messages_are_as_expected(name: str, expected: Callable[[str, str], None]) -> None:
    message = json.loads(shapes.rendered("mattermost", MESSAGES[name]).content)
    expected(f"{name}.mattermost.json", json.dumps(message, ensure_ascii=False, indent=2) + "\n")


@pytest.mark.parametrize("payload", [*hostile.TITLES, *hostile.PAYLOADS])
def test_fault_117_nothing_in_story_text_is_a_mention_a_link_or_markup(payload: str) -> None:
    told = post(made([act(1, payload, payload, source=payload, url=None)]))
    body = "\n".join(line for line in told.split("\n") if not line.startswith("#"))
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", told), "no form of Slack's that the server would read"
    assert not re.search(r"@\w|:[\w+-]+:|://|\bwww\.", told)
    assert not re.search(r"(?<!\\)(?:\\\\)*[`|\[_~]", body)
    assert not re.search(r"^\s*(?:[+=]|-(?!--$)|\d+[.)])", body, re.MULTILINE)
    assert body.count("**") == 2, "our own: around the sentence of the act"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Ends at 08:00:15", "Ends at 08:00:15"),
        ("a@b.example", "a@\u200bb.example"),
        ("x <b> & y", "x &lt;b&gt; &amp; y"),
        ("&lt;!all&gt;", "&amp;lt;!all&amp;gt;"),
        ("~town-square", "\\~\u200btown-square"),
        ("https://evil.example/a_b", "https:\u200b//evil.example/a\\_b"),
    ],
)
def test_a_reader_sees_the_title_as_it_is(title: str, shown: str) -> None:
    shown = shown.replace("08:00:15", "08:\u200b00:15")
    assert f"“{shown}”" in post(made([act(1, title)]))


@pytest.mark.parametrize("letter", ["a", "ы", "*", "\U0001f600", "<"])
def test_parts_of_heavy_acts_stay_within_one_post(letter: str) -> None:
    acts = [act(number, f"{letter * 300} {number:03}", letter * 2000) for number in range(1, 30)]
    parts = cut_up(acts, "mattermost")
    assert [item.id for part, _ in parts for item in part.acts] == list(range(1, 30))
    assert all(0 < len(json.loads(body)["text"]) <= 16_383 for _, body in parts)


def test_a_line_is_cut_before_it_is_escaped() -> None:
    digest = made([act(1, "Norland quits")])
    long = replace(digest.acts[0], because="*" * 5000)
    told = post(replace(digest, sections=(replace(digest.sections[0], acts=(long,)),)))
    assert re.search(r"Why: (?:\\\*)+…$", told, re.MULTILINE)


def test_a_bracket_in_an_address_does_not_end_the_link() -> None:
    told = post(made([act(1, "Norland quits", url="https://news.example/a_(b)?c=<d>|e")]))
    assert "[Read at news.example](https://news.example/a_%28b%29?c=%3Cd%3E%7Ce)" in told


def test_the_sentence_of_an_act_is_bold_and_how_sure_it_is_stands_below() -> None:
    lines = post(made(week()[:1])).split("\n")
    place = lines.index("**Iceland ends two agreements with the Faroe Islands and Norway: notified by note**")
    assert lines[place + 1].startswith("Iceland: notified by note, reported 23 Nov 2026")
    assert lines[place + 1].endswith("official source")


# ---------------------------------------------------------------- answers


@pytest.fixture
def here() -> Iterator[Site]:
    with site() as server:
        yield server


def refused(name: str) -> str:
    return json.dumps({"id": name, "message": "T0PSECRET", "status_code": 400})


def test_the_payload_is_posted_as_it_was_frozen_and_unsigned(here: Site) -> None:
    assert attempt(here, "mattermost", 200, "ok").outcome is Outcome.SENT
    ((headers, body),) = here.posts(PATH)
    assert body == BODY
    assert headers["content-type"] == "application/json"
    assert "webhook-signature" not in headers


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, "ok", Outcome.SENT),
        (200, "ok\n", Outcome.SENT),
        (200, "", Outcome.RETRY),
        (200, "okay", Outcome.RETRY),
        (200, "<html>Sign in</html>", Outcome.RETRY),
        (201, "ok", Outcome.RETRY),
        (302, "ok", Outcome.RETRY),
        (400, refused("web.incoming_webhook.invalid.app_error"), Outcome.DISABLED),
        (400, refused("web.incoming_webhook.text.app_error"), Outcome.DEAD),
        (400, refused("model.incoming_hook.parse_data.app_error"), Outcome.DEAD),
        (400, "a proxy", Outcome.RETRY),
        (400, '{"id": 7}', Outcome.RETRY),
        (400, '{"id": ["web.incoming_webhook.invalid.app_error"]}', Outcome.RETRY),
        (400, refused("api.post.create_post.can_not_post_to_deleted.error"), Outcome.DISABLED),
        (403, refused("web.incoming_webhook.permissions.app_error"), Outcome.DISABLED),
        (403, refused("web.incoming_webhook.user.app_error"), Outcome.RETRY),
        (404, "", Outcome.RETRY),
        (410, "", Outcome.DISABLED),
        (413, "", Outcome.DEAD),
        (429, "", Outcome.RETRY),
        (500, refused("app.channel.get.app_error"), Outcome.RETRY),
        (501, refused("web.incoming_webhook.disabled.app_error"), Outcome.DISABLED),
        (503, b"\xff\xfe", Outcome.RETRY),
    ],
)
def test_what_an_answer_means(here: Site, status: int, body: str | bytes, outcome: Outcome) -> None:
    made_attempt = attempt(here, "mattermost", status, body)
    assert (made_attempt.outcome, made_attempt.code) == (outcome, str(status))
    assert "T0PSECRET" not in repr(made_attempt)

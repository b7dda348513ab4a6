"""A webhook of the Workflows app of Teams: its address, what a card holds, and what an answer means."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import hostile
import pytest
import shapes
from compose_kit import cut_up
from digests import MESSAGES, made
from posts import attempt
from samples import act, week
from servers import Site, site

from monitor import channels
from monitor.errors import UsageError
from monitor.model import Cadence, Outcome

OLD = "https://prod-07.westeurope.logic.azure.com:443/workflows/0a1b/triggers/manual/paths/invoke"
NEW = (
    "https://default0a1b.7c.environment.api.powerplatform.com:443/powerautomate/automations/direct"
    "/workflows/0a1b/triggers/manual/paths/invoke"
)
SIGNED = "?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=-bhn_Qed"


def card(digest: Any) -> dict[str, Any]:
    message = json.loads(shapes.rendered("teams", digest).content)
    return message["attachments"][0]["content"]  # type: ignore[no-any-return]


def elements(value: Any) -> Iterator[dict[str, Any]]:
    """The elements of a card, those in containers too."""
    for element in value:
        yield element
        yield from elements(element.get("items", ()))


def runs(digest: Any) -> list[str]:
    """The texts that have no markup."""
    return [run["text"] for element in elements(card(digest)["body"]) for run in element.get("inlines", ())]


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "address", [OLD + SIGNED, NEW + SIGNED, NEW.replace("/direct", "/direct/cu/21") + SIGNED]
)
def test_an_address_of_a_flow_is_recognised(address: str) -> None:
    assert channels.by_address(address).name == "teams"
    assert channels.checked_address("teams", address) == address


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        (OLD, "let anyone trigger the flow"),
        (OLD + "?api-version=1", "ends in its signature"),
        (OLD.replace("/paths/invoke", "") + SIGNED, "copy the whole address"),
        ("https://hook.example/in", "needs an https address of the Workflows app"),
    ],
)
def test_half_an_address_is_refused_with_where_to_find_it(address: str, advice: str) -> None:
    with pytest.raises(UsageError, match=advice):
        channels.checked_address("teams", address)


@pytest.mark.parametrize(
    "address",
    [
        "https://firm.webhook.office.com/webhookb2/1@2/IncomingWebhook/3/4",
        "https://outlook.office.com/webhook/1",
    ],
)
@pytest.mark.parametrize("channel", ["teams", "webhook"])
def test_retired_connectors_are_refused_with_what_replaces_them(channel: str, address: str) -> None:
    with pytest.raises(UsageError, match="with the Workflows app of Teams"):
        channels.checked_address(channel, address)


def test_a_host_that_only_looks_like_one_of_microsoft_is_a_webhook() -> None:
    address = "https://logic.azure.com.example/workflows/1/triggers/manual/paths/invoke?sig=1"
    assert channels.by_address(address).name == "webhook"


def test_a_text_that_is_no_address_is_none_of_teams() -> None:
    assert not channels.by_name("teams").claims("https://[half")


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize("name", ["digest", "alert", "possible", "heartbeat", "withdrawn"])
def test_messages_are_as_expected(name: str, expected: Callable[[str, str], None]) -> None:
    message = json.loads(shapes.rendered("teams", MESSAGES[name]).content)
    expected(f"{name}.teams.json", json.dumps(message, ensure_ascii=False, indent=2) + "\n")


@pytest.mark.parametrize("payload", [*hostile.TITLES, *hostile.PAYLOADS])
def test_fault_117_text_of_a_story_is_in_no_markdown_and_mentions_nobody(payload: str) -> None:
    digest = made([act(1, payload, payload, source=payload)])
    shown = card(digest)
    assert "entities" not in shown["msteams"]
    markdown = [element["text"] for element in elements(shown["body"]) if element["type"] == "TextBlock"]
    assert markdown == ["[Read at news.example](https://news.example/1)"]
    assert f"“{digest.acts[0].headline}”" in "\n".join(runs(digest)).replace("\u200b", "")


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Ends {{DATE(2027-02-14T06:00:00Z, SHORT)}}", "Ends {\u200b{DATE(2027-02-14T06:00:00Z, SHORT)}}"),
        ("{{{TIME(2027-02-14T06:00:00Z)}}", "{{\u200b{TIME(2027-02-14T06:00:00Z)}}"),
        ("{{date(1)}} {{ x }}", "{{date(1)}} {{ x }}"),
    ],
)
def test_a_title_puts_no_date_of_its_own_into_a_card(title: str, shown: str) -> None:
    assert any(shown in text for text in runs(made([act(1, title)])))


def test_a_bracket_in_an_address_does_not_end_the_link() -> None:
    digest = made([act(1, "Norland quits", url="https://news.example/a_(b)?c=<d>[e]*")])
    (block,) = [element for element in elements(card(digest)["body"]) if element["type"] == "TextBlock"]
    assert block["text"] == "[Read at news.example](https://news.example/a_%28b%29?c=%3Cd%3E%5Be%5D%2A)"


def test_parts_of_many_acts_stay_far_below_the_limit_of_teams() -> None:
    acts = [act(number, f"{'ы' * 300} {number:03}", "ы" * 2000) for number in range(1, 40)]
    parts = cut_up(acts, "teams")
    assert [item.id for part, _ in parts for item in part.acts] == list(range(1, 40))
    assert all(len(body) <= 20_000 for _, body in parts)


def test_a_line_that_is_too_long_is_cut() -> None:
    digest = made([act(1, "Norland quits")])
    long = replace(digest.acts[0], because="x" * 5000)
    digest = replace(digest, sections=(replace(digest.sections[0], acts=(long,)),))
    (line,) = [text for text in runs(digest) if text.startswith("Why:")]
    assert (len(line), line[-1]) == (2000, "…")


def test_the_sentence_of_an_act_is_bold_and_how_sure_it_is_stands_below() -> None:
    items = next(
        element["items"] for element in card(made(week()[:1], Cadence.DAILY))["body"] if "items" in element
    )
    first, second = items[0]["inlines"][0], items[1]["inlines"][0]
    assert first == {
        "type": "TextRun",
        "text": "Iceland ends two agreements with the Faroe Islands and Norway: notified by note",
        "weight": "Bolder",
    }
    assert second["text"].startswith("Iceland: notified by note, reported 23 Nov 2026")
    assert second["text"].endswith("official source")


# ---------------------------------------------------------------- answers


@pytest.fixture
def here() -> Iterator[Site]:
    with site() as server:
        yield server


def refused(code: str) -> str:
    return json.dumps({"error": {"code": code, "message": "The T0PSECRET workflow"}})


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (202, "", Outcome.SENT),
        (202, "<accepted/>", Outcome.SENT),
        (200, "", Outcome.SENT),
        (200, "1", Outcome.SENT),
        (200, '{"posted": true}', Outcome.SENT),
        (200, "Webhook message delivery failed with error: HTTP error 413", Outcome.RETRY),
        (200, "Bad payload received. Error: x", Outcome.RETRY),
        (200, "<html>Sign in</html>", Outcome.RETRY),
        (200, refused("WorkflowNotFound"), Outcome.DISABLED),
        (204, "", Outcome.RETRY),
        (302, "", Outcome.RETRY),
        (400, refused("WorkflowTriggerIsNotEnabled"), Outcome.DISABLED),
        (400, '{"code": "WorkflowTriggerIsNotEnabled"}', Outcome.DISABLED),
        (400, refused("TriggerInputSchemaMismatch"), Outcome.DEAD),
        (400, refused("SomethingNew"), Outcome.DEAD),
        (400, "<html>a proxy</html>", Outcome.RETRY),
        (401, refused("DirectApiAuthorizationRequired"), Outcome.DISABLED),
        (401, "", Outcome.RETRY),
        (403, "", Outcome.RETRY),
        (404, refused("WorkflowNotFound"), Outcome.DISABLED),
        (404, '{"error": "WorkflowNotFound"}', Outcome.RETRY),
        (404, '{"error": {"code": ["WorkflowNotFound"]}}', Outcome.RETRY),
        (410, "", Outcome.DISABLED),
        (413, "", Outcome.DEAD),
        (429, refused("WorkflowRunActionThrottled"), Outcome.RETRY),
        (502, refused("NoResponse"), Outcome.RETRY),
        (503, b"\xff[[[[", Outcome.RETRY),
    ],
)
def test_what_an_answer_means(here: Site, status: int, body: str | bytes, outcome: Outcome) -> None:
    made_attempt = attempt(here, "teams", status, body)
    assert (made_attempt.outcome, made_attempt.code) == (outcome, str(status))
    assert "T0PSECRET" not in repr(made_attempt)
    assert "SomethingNew" not in made_attempt.text, "only codes that are known are quoted"

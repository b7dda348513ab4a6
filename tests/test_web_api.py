"""The API: what it gives without a token, what with one, and how it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from events_kit import NOW
from store_kit import mailbox, poll, queue, story
from test_store_possible import maybe
from web_kit import ask, installation

from monitor.errors import StoreError
from monitor.model import Attempt, Outcome, Stage
from monitor.public import Asked, Sort
from monitor.service import Service, api_tokens, destinations, events, operators, stories
from monitor.service.api_tokens import Scope
from monitor.service.register import signed
from monitor.web.api import queries
from monitor.web.api.private_records import wanted
from monitor.web.server import BODY_BYTES

PUBLIC = ("acts", "treaties", "treaties/ottawa", "states", "states/NO", "stories", "timeline", "status")
PRIVATE = ("destinations", "deliveries", "feeds", "possible")
SECRET = "s3cretPathOfTheHook"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


@pytest.fixture
def token(service: Service) -> str:
    return api_tokens.add(service, "reader", Scope.READ)


def get(service: Service, path: str, token: str = "", **headers: str) -> httpx.Response:
    """The answer to a GET below /api/v1/."""
    own = {"Authorization": f"Bearer {token}"} if token else {}
    return ask(service, "GET", f"/api/v1/{path}", headers=own | headers)


def post(service: Service, path: str, token: str = "", **options: Any) -> httpx.Response:
    """The answer to a POST below /api/v1/."""
    own = {"Authorization": f"Bearer {token}"} if token else {}
    return ask(service, "POST", f"/api/v1/{path}", headers=own | options.pop("headers", {}), **options)


def value(answer: httpx.Response) -> Any:
    """The JSON of a good answer."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["ok"] is True
    return answer.json()


def problem(answer: httpx.Response, status: int) -> str:
    """The words of an error, which has the one form."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == {"ok", "error", "status"}
    assert (answer.json()["ok"], answer.json()["status"]) == (False, status)
    words: str = answer.json()["error"]
    assert words
    return words


def refs(service: Service, path: str) -> list[str]:
    return [act["ref"] for act in value(get(service, path))["acts"]]


# ---------------------------------------------------------------- what is public


def test_a_database_that_cannot_be_used_is_told_without_its_place(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise StoreError("/srv/secret/place.sqlite3 cannot be read")

    monkeypatch.setattr(service.register, "now", broken)
    assert "secret" not in problem(get(service, "acts"), 503)


@pytest.mark.parametrize("path", PUBLIC)
def test_the_public_part_needs_no_token_and_has_an_etag(service: Service, path: str) -> None:
    answer = get(service, path)
    value(answer)
    known = answer.headers["etag"]
    again = get(service, path, **{"If-None-Match": known})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", known)
    assert answer.headers["access-control-allow-origin"] == "*"
    head = ask(service, "HEAD", f"/api/v1/{path}")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", known)


def test_an_etag_holds_until_the_register_changes(service: Service) -> None:
    known = {"If-None-Match": get(service, "acts").headers["etag"]}
    events.reject(service, "#ECWS", signed("desk", "not an exit"))
    assert get(service, "acts", **known).status_code == 200


def test_acts_are_chosen_by_the_parameters_of_the_pages(service: Service) -> None:
    assert len(refs(service, "acts")) == 3
    assert refs(service, "acts?state=no") == refs(service, "acts?q=grazing") == ["JEHA"]
    assert refs(service, "acts?stage=notified&evidence=state") == ["JEHA"]
    assert refs(service, "acts?year=2026&sort=oldest")[0] == "ECWS"
    assert refs(service, "acts?principled=yes") == []
    assert set(queries.ActsQuery.model_fields) == {field.name for field in fields(Asked)} | {"lang"}
    assert [sort.value for sort in Sort] == ["newest", "oldest", "state", "ended", "stage"]


def test_a_cursor_leads_through_all_acts_and_shifts_nothing(service: Service) -> None:
    whole, seen, cursor = refs(service, "acts"), [], ""
    while True:
        page = value(get(service, f"acts?limit=1&cursor={cursor}"))
        assert page["count"] == 3
        seen += [act["ref"] for act in page["acts"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert seen == whole


def test_an_act_has_rows_with_proofs_history_stories_and_versions(service: Service) -> None:
    events.edit(service, "1.1", ["reason=of no use at all"], signed("Ana Editor", "as the decree says"))
    act = value(get(service, "acts/ECWS"))["act"]
    assert act["sentence"].startswith("Russia ends three agreements")
    first = act["rows"][0]
    assert (first["others"], first["signed"], first["ended"]) == (["CA"], "1989-11-20", "2025-12")
    assert first["evidence"]["signed"]["url"] == "https://press.example/a"
    assert first["evidence"]["signed"]["source"] == "Morning Courier"
    assert [step["stage"] for step in act["history"]] == ["decided"]
    assert [(line["title"], line["url"]) for line in act["stories"]] == [
        ("Moscow tears up three pacts", "https://press.example/a")
    ]
    assert [change["correction"] for change in act["changes"]] == [False, True]
    assert "Ana" not in json.dumps(act)
    french = value(get(service, "acts/ECWS?lang=fr"))["act"]["sentence"]
    assert french != act["sentence"]


def test_an_act_by_other_letters_moves_and_one_that_was_taken_back_is_gone(service: Service) -> None:
    moved = get(service, "acts/jeha?lang=fr")
    assert (moved.status_code, moved.headers["location"]) == (301, "/api/v1/acts/JEHA?lang=fr")
    events.reject(service, "#JEHA", signed("Ana Editor", "a farming column"))
    words = problem(get(service, "acts/JEHA"), 410)
    assert "Ana" not in words
    assert "column" not in words
    assert problem(get(service, "acts/ZZZZ"), 404)
    assert "JEHA" not in get(service, "acts").text
    assert value(get(service, "stories?q=grazing"))["stories"][0]["acts"] == []


def test_a_merged_act_moves_to_the_one_that_took_it(service: Service) -> None:
    events.merge(service, ["#ECWS", "#JEHA"], signed("desk", "one and the same"))
    (left,) = {"ECWS", "JEHA"} & set(refs(service, "acts"))
    (merged,) = {"ECWS", "JEHA"} - {left}
    assert get(service, f"acts/{merged}").headers["location"] == f"/api/v1/acts/{left}"


def test_treaties_and_states_are_listed_and_each_has_its_acts(service: Service) -> None:
    ottawa = value(get(service, "treaties/ottawa"))
    assert ottawa["treaty"]["dossier"]["exits"][0]["article"] == ottawa["treaty"]["article"]
    statute = value(get(service, "treaties/rome-statute"))["treaty"]
    assert (statute["same_exit"], statute["acts"]) == (["icc"], 0)
    assert (ottawa["count"], ottawa["acts"]) == (0, [])
    assert "ottawa" in [line["id"] for line in value(get(service, "treaties"))["treaties"]]
    norway = value(get(service, "states/NO"))
    assert norway["state"] == {
        "code": "NO",
        "name": "Norway",
        "acts": 1,
        "exits": 1,
        "threats": 0,
        "suspensions": 0,
        "taken_back": 0,
        "by_others": 0,
    }
    for written in ("no", "Norway"):
        assert get(service, f"states/{written}").headers["location"] == "/api/v1/states/NO"
    assert value(get(service, "states/DE"))["state"]["by_others"] == 1
    assert value(get(service, "states/FJ"))["count"] == 0, "a state without acts is a state"
    assert [act["ref"] for act in norway["acts"]] == ["JEHA"]
    assert value(get(service, "states/African%20Union"))["count"] == 1
    named = {line["code"]: line["name"] for line in value(get(service, "states?lang=fr"))["states"]}
    assert named["NO"] == "Norvège"
    assert problem(get(service, "states/Atlantis"), 404)
    assert problem(get(service, "treaties/no-such-treaty"), 404)


def test_stories_are_searched_with_marks_and_never_given_whole(service: Service) -> None:
    wire = next(iter(service.store.feeds.all()))
    body = "Nothing of this. " * 100 + "The walrus accord ends. " + "More of it. " * 100
    poll(service.store, wire, (story("long", "A long story", body=body, key="long"), ()), now=NOW)
    page = value(get(service, "stories?q=walrus"))
    (shown,) = page["stories"]
    assert (shown["marks"], shown["in_text"]) == ([], True)
    assert len(shown["excerpt"]) <= 300
    (shown,) = value(get(service, "stories?q=nothing+walrus"))["stories"]
    assert (shown["marks"], shown["in_text"]) == (["Nothing"], False)
    nothing = value(get(service, "stories?q=walruss"))
    assert (nothing["stories"], nothing["unknown"], nothing["meant"]) == ([], ["walruss"], "walrus")
    first = value(get(service, "stories?limit=2"))
    second = value(get(service, f"stories?limit=2&cursor={first['next']}"))
    numbers = [line["id"] for line in first["stories"] + second["stories"]]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) == 4
    assert value(get(service, "stories?source_lang=fr"))["stories"] == []
    assert problem(get(service, 'stories?q="no end'), 400).startswith("1:1: ")


def test_the_timeline_counts_each_act_once(service: Service) -> None:
    timeline = value(get(service, "timeline"))
    (month,), (year,) = timeline["months"], timeline["years"]
    assert (month["month"], year["year"]) == ("2026-03", "2026")
    assert (month["total"], month["decided"], month["notified"], month["effective"]) == (3, 2, 1, 0)
    assert value(get(service, "timeline?state=NO"))["count"] == 1
    assert value(get(service, "timeline?subject=nothing"))["months"] == []


def test_the_status_says_what_is_watched_and_no_address(service: Service) -> None:
    answer = get(service, "status")
    status = value(answer)
    assert (status["acts"], status["stories"], status["feeds"]) == (3, 5, 1)
    assert status["complete_since"].endswith("Z")
    assert "press.example" not in answer.text


def test_possible_exits_are_not_public(service: Service, token: str) -> None:
    wire = next(iter(service.store.feeds.all()))
    poll(service.store, wire, (story("p", "Norland may quit", key="p"), maybe(0.4, Stage.PROPOSED)), now=NOW)
    assert len(refs(service, "acts")) == 3
    assert problem(get(service, "possible"), 401)
    (line,) = value(get(service, "possible", token))["possible"]
    assert (line["title"], line["score"], line["stage"]) == ("Norland may quit", 0.4, "proposed")
    stories.dismiss(service, line["story"], who="Ana")
    answer = get(service, "possible?state=dismissed", token)
    assert len(value(answer)["possible"]) == 1
    assert "Ana" not in answer.text


# ---------------------------------------------------------------- with a token


def dead(service: Service, *numbers: int) -> None:
    """Messages to the destination `desk` that were given up."""
    desk = service.store.destinations.get("desk") or mailbox(service.store)
    for number in numbers:
        queue(service.store, desk, number, now=NOW)
        (leased,) = service.store.outbox.lease(NOW, 1, 120)
        service.store.outbox.finish(leased, Attempt(Outcome.DEAD, "550", "from there"), NOW)


@pytest.mark.parametrize("path", [*PRIVATE, "deliveries/R001"])
def test_what_is_not_public_needs_a_token(service: Service, path: str, token: str) -> None:
    dead(service, 1)
    for wrong in ("", "tm_" + "A" * 43, token[:-1], f"{token}x"):
        answer = get(service, path, wrong)
        assert "tokens add" in problem(answer, 401)
        assert answer.headers["www-authenticate"].startswith('Bearer realm="treaty-monitor"')
    basic = get(service, path, Authorization=f"Basic {token}")
    assert problem(basic, 401)
    assert problem(get(service, f"{path}?token={token}"), 401), "a token in an address would reach logs"
    answer = get(service, path, token)
    value(answer)
    assert "private" in answer.headers["cache-control"]
    assert "access-control-allow-origin" not in answer.headers
    assert get(service, path, token, **{"If-None-Match": answer.headers["etag"]}).status_code == 304
    api_tokens.revoke(service, "reader")
    assert problem(get(service, path, token), 401)


def test_secrets_of_destinations_are_in_no_answer(service: Service, token: str) -> None:
    service.store.destinations.add(
        name="hook",
        channel="webhook",
        address=f"https://hook.example/{SECRET}",
        owner="ops@hook.example",
        secret="whsec_c2VjcmV0",
        now=NOW,
    )
    answer = get(service, "destinations", token)
    (hook,) = value(answer)["destinations"]
    assert hook["name"] == "hook"
    assert "hook.example" in hook["address"]
    for secret in (SECRET, "whsec", "c2VjcmV0"):
        assert secret not in answer.text


def test_a_token_that_reads_learns_no_mail_address(service: Service, token: str) -> None:
    dead(service, 1)
    desk = service.store.destinations.get("desk")
    assert desk is not None
    queue(service.store, desk, 2, now=NOW)
    (leased,) = service.store.outbox.lease(NOW, 1, 120)
    said = f"5.1.1 <{desk.address.upper()}>: unknown"
    service.store.outbox.finish(leased, Attempt(Outcome.DEAD, "550", said), NOW)
    for path in ("destinations", "deliveries", "deliveries/R001", "deliveries/R002"):
        answer = get(service, path, token)
        assert desk.address.lower() not in answer.text.lower(), path
        assert f"{desk.address[0]}…@{desk.address.partition('@')[2]}" in answer.text


def test_messages_are_listed_a_page_at_a_time_and_shown_with_attempts(service: Service, token: str) -> None:
    dead(service, 1, 2, 3)
    first = value(get(service, "deliveries?limit=2", token))
    assert [line["ref"] for line in first["deliveries"]] == ["R003", "R002"]
    assert first["states"] == {"dead": 3}
    second = value(get(service, f"deliveries?limit=2&cursor={first['next']}", token))
    assert [line["ref"] for line in second["deliveries"]] == ["R001"]
    assert second["next"] is None
    assert value(get(service, "deliveries?state=sent", token))["deliveries"] == []
    assert value(get(service, "deliveries?until=2026-01-01", token))["deliveries"] == []
    one = value(get(service, "deliveries/R002", token))
    assert [(tried["outcome"], tried["code"]) for tried in one["log"]] == [("dead", "550")]
    for wrong in ("destination=nobody", "since=yesterday", "since=0001-01-01T00:00%2B14:00", "cursor=W10"):
        assert problem(get(service, f"deliveries?{wrong}", token), 400)
    assert problem(get(service, "deliveries/R009", token), 404)


def test_a_message_is_sent_again_by_who_may_operate_and_that_is_noted(service: Service, token: str) -> None:
    dead(service, 1)
    assert "scope operate" in problem(post(service, "deliveries/R001/retry", token), 403)
    assert problem(post(service, "deliveries/R001/retry"), 401)
    operator = api_tokens.add(service, "bot", Scope.OPERATE)
    assert problem(get(service, "deliveries/R001/retry", operator), 405)
    assert value(get(service, "deliveries/R001", operator))["delivery"]["state"] == "dead"
    answer = value(post(service, "deliveries/R001/retry", operator))
    assert (answer["delivery"]["ref"], answer["waits"]) == ("R001", None)
    assert value(get(service, "deliveries/R001", operator))["delivery"]["state"] == "ready"
    assert "is ready" in problem(post(service, "deliveries/R001/retry", operator), 409)
    assert problem(post(service, "deliveries/R009/retry", operator), 404)
    assert operators.done(service)[0].text == "token bot: retried #R001 to desk"


def test_feeds_are_listed_by_how_they_are_doing(service: Service, token: str) -> None:
    (line,) = value(get(service, "feeds", token))["feeds"]
    assert (line["address"], line["doing"]) == ("https://press.example/feed", "silent")
    assert value(get(service, "status"))["silent_feeds"] == 1
    assert value(get(service, "feeds?doing=failing", token))["feeds"] == []


def test_a_text_is_explained_and_nothing_is_stored(service: Service, token: str) -> None:
    answer = value(post(service, "explain", token, json={"text": "Norway leaves the grazing treaty"}))
    assert answer["flagged"] is True
    assert answer["rows"][0]["agreement"] == "grazing treaty"
    assert value(get(service, "stories"))["stories"][0]["title"] != "Norway leaves"
    assert value(post(service, "explain", token, json={"text": "Tea is nice", "lang": "en"}))["rows"] == []
    for wrong in (
        {"text": ""},
        {"text": " "},
        {"text": "x" * 12_001},
        {"text": 1},
        {},
        [],
        {"text": "x", "y": 1},
    ):
        assert problem(post(service, "explain", token, json=wrong), 400)
    assert problem(post(service, "explain", token, content=b"{"), 400)
    assert problem(post(service, "explain", json={"text": "Norway leaves"}), 401)


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    "path",
    [
        "acts?color=red",
        "acts?state=NO&state=SE",
        "acts?stage=gone",
        "acts?limit=0",
        "acts?limit=201",
        "acts?limit=1e1",
        "acts?cursor=x",
        "acts?lang=tlh",
        "acts/ECWS?state=NO",
        "states/NO?color=red",
        "status?x",
        "timeline?sort=newest",
        "stories?limit=51",
        f"stories?q={'x' * 1001}",
    ],
)
def test_parameters_that_are_not_understood_are_refused(service: Service, path: str) -> None:
    assert problem(get(service, path), 400)


def test_an_address_or_a_method_that_there_is_not_is_refused_in_the_one_form(service: Service) -> None:
    for path in ("", "nothing", "acts/a-b", "acts/ECWS/rows", "acts/", "treaties/UPPER"):
        assert problem(get(service, path), 404)
    assert problem(ask(service, "GET", "/api/v1"), 404)
    assert problem(ask(service, "GET", "/api/v2/acts"), 404)
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = ask(service, method, "/api/v1/acts")
        assert problem(answer, 405)
        assert answer.headers["allow"] == "GET"


def test_fault_140_what_is_too_long_or_too_large_is_refused_in_the_one_form(
    service: Service, token: str
) -> None:
    assert problem(get(service, f"acts?q={'x' * 3000}"), 414)
    assert problem(post(service, "explain", token, content=b"x" * (6 * BODY_BYTES + 1)), 413)

    async def endless() -> Any:
        for _ in range(1000):
            sent.append(BODY_BYTES)
            yield b"x" * BODY_BYTES

    sent: list[int] = []
    assert problem(post(service, "explain", token, content=endless()), 413), "without a length in its head"
    assert len(sent) < 20


def test_fault_142_no_address_is_made_of_the_host_header(service: Service) -> None:
    bogus = {"Host": "evil.example"}
    for path in ("/api", "/api/v1/acts", "/api/v1/acts/ecws", "/api/v1/openapi.json", "/api/", "/register/"):
        answer = ask(service, "GET", path, headers=bogus)
        assert "evil.example" not in answer.text
        assert "evil.example" not in answer.headers.get("location", "")


def test_fault_139_hostile_texts_of_feeds_stay_texts(service: Service) -> None:
    wire = next(iter(service.store.feeds.all()))
    title = '</script><script>alert(1)</script> \u202e"\\ zebra'
    hostile = story("h", title, key="h", url=None, raw_url="javascript:alert(1)")
    poll(service.store, wire, (hostile, ()), now=NOW)
    (line,) = value(get(service, "stories?q=zebra"))["stories"]
    assert line["url"] is None
    assert "script" in line["title"]
    assert "\u202e" not in line["title"]


def test_an_error_of_ours_is_told_in_the_one_form(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(service.register, "now", broken)
    assert "secret" not in problem(get(service, "acts"), 500)


# ---------------------------------------------------------------- what describes it


def test_the_description_declares_tokens_and_the_one_form_of_errors(service: Service) -> None:
    answer = ask(service, "GET", "/api/v1/openapi.json")
    known = {"If-None-Match": answer.headers["etag"]}
    assert ask(service, "GET", "/api/v1/openapi.json", headers=known).status_code == 304
    document = answer.json()
    assert document["servers"] == [{"url": "/api/v1"}]
    assert {path.removeprefix("/") for path in document["paths"]} == {
        *("acts", "acts/{ref}", "treaties", "treaties/{treaty}", "states", "states/{code}", "stories"),
        *("timeline", "status", *PRIVATE, "deliveries/{ref}", "deliveries/{ref}/retry", "explain"),
    }
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert "422" not in operation["responses"]
            assert operation["summary"]
            is_private = path.removeprefix("/").split("/")[0] in (*PRIVATE, "explain")
            assert bool(operation.get("security")) is is_private
            for status in operation["responses"]:
                if int(status) >= 400:
                    schema = operation["responses"][status]["content"]["application/json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/Problem"}


@pytest.mark.parametrize("lang", ["en", "fr", "ru"])
def test_a_page_explains_the_api_with_examples_that_work(service: Service, lang: str) -> None:
    page = ask(service, "GET", f"/api?lang={lang}")
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert "https://monitor.example/api/v1/acts/" in page.text
    for name in (*PRIVATE, "acts", "stories", "explain"):
        assert f"<code>{name}<" in page.text
    assert "web.api" not in page.text


def test_what_lists_mean_is_shared_with_the_command_line(service: Service) -> None:
    mailbox(service.store)
    query = queries.DeliveriesQuery(destination="desk", since="3d")
    assert wanted(query, NOW).since == NOW - timedelta(days=3)
    assert destinations.named(service, "desk").name == "desk"

"""Mute, follow or note one act: the signed link's page, what is stored, what the operator sees."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import Result
from store_kit import NOW, THREAT, feed, flag, mailbox, message, poll, settle, story
from web_kit import pages_of

from monitor import tokens
from monitor.config import load
from monitor.model import NO_CHOICE, ActChoice, Choice, Destination
from monitor.service import Service, choices
from monitor.store import Store
from monitor.tokens import Purpose

Call = Callable[..., Result]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    database = tmp_path / "data" / "treaty-monitor.sqlite3"
    with Service.open(load(None, database), packaged=False, clock=lambda: NOW) as opened:
        flag(opened.store, feed(opened.store), "a")
        mailbox(opened.store)
        mailbox(opened.store, "other", "other@news.example")
        yield opened


def link(service: Service, destination: int = 1, act: int = 1) -> str:
    return f"/a/{tokens.write(service.store.database.key, Purpose.ACT, destination, act)}"


def ask(service: Service, method: str, path: str, **options: object) -> httpx.Response:
    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(app=pages_of(service), client=("203.0.113.7", 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://monitor.example") as client:
            return await client.request(method, path, **options)  # type: ignore[arg-type]

    return asyncio.run(call())


@pytest.mark.parametrize("headers", [{"Origin": "https://other.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_fault_134_another_site_cannot_choose(service: Service, headers: dict[str, str]) -> None:
    answer = ask(service, "POST", link(service), data={"choice": "mute"}, headers=headers)
    assert answer.status_code == 403
    assert chosen(service)[0] == ""
    hidden = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}  # as the page itself sends it
    assert ask(service, "POST", link(service), data={"choice": "mute"}, headers=hidden).status_code == 200
    assert chosen(service)[0] == "mute"


def chosen(service: Service, destination: int = 1, act: int = 1) -> tuple[str, str]:
    choice = service.store.choices.get(destination, act)
    return choice.choice.value, choice.note


def desk(store: Store) -> Destination:
    destination = store.destinations.get("desk")
    assert destination is not None
    return destination


# ---------------------------------------------------------------- the page


def test_the_page_says_what_the_act_is_and_has_three_plain_forms(service: Service) -> None:
    page = ask(service, "GET", link(service))
    assert page.status_code == 200
    assert "<h1>" in page.text
    assert choices.page(service, link(service)[3:]).sentence in page.text
    assert page.text.count("<form") == 3
    assert "<script" not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "set-cookie" not in page.headers


def test_the_page_of_a_threat_speaks_of_a_threat(service: Service) -> None:
    poll(service.store, feed(service.store, "https://threats.example/feed"), (story("t"), THREAT))
    [alert] = settle(service.store, NOW)
    for lang, words in (("en", "about this threat"), ("fr", "cette menace"), ("ru", "этой угрозе")):
        page = ask(service, "GET", f"{link(service, act=alert.act)}?lang={lang}").text
        assert words in page
        assert "this exit" not in page


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_fault_131_looking_at_the_page_changes_nothing(service: Service, method: str) -> None:
    ask(service, method, f"{link(service)}?choice=mute&note=x")
    assert chosen(service) == ("", "")
    assert service.store.choices.all() == {}


def test_fault_131_only_the_post_of_a_form_acts_and_twice_is_once(service: Service) -> None:
    for _ in range(2):
        page = ask(service, "POST", link(service), content="choice=mute", headers=FORM)
        assert page.status_code == 200
        assert "You have muted this exit" in page.text
        assert "Stop muting" in page.text
    assert chosen(service) == ("mute", "")
    ask(service, "POST", link(service), content="choice=follow", headers=FORM)
    assert chosen(service) == ("follow", "")
    ask(service, "POST", link(service), content="choice=", headers=FORM)
    assert chosen(service) == ("", "")


def test_a_note_is_stored_as_one_line_of_500_characters_and_shown_as_text(service: Service) -> None:
    ask(service, "POST", link(service), data={"note": "ask <b>Anna</b>\r\nabout  this \u202e"})
    assert chosen(service) == ("", "ask <b>Anna</b> about this")
    assert "ask &lt;b&gt;Anna&lt;/b&gt; about this</textarea>" in ask(service, "GET", link(service)).text
    ask(service, "POST", link(service), data={"choice": "follow"})
    assert chosen(service) == ("follow", "ask <b>Anna</b> about this")
    ask(service, "POST", link(service), data={"note": "Ж" * 700})
    assert chosen(service) == ("follow", "Ж" * 500)
    ask(service, "POST", link(service), data={"note": " "})
    assert chosen(service) == ("follow", "")


@pytest.mark.parametrize(
    ("language", "word"), [("fr", "Suivre"), ("ru", "Следить"), ("en", "Follow"), ("xx", "Follow")]
)
def test_the_page_is_in_the_language_of_its_link(service: Service, language: str, word: str) -> None:
    assert f">{word}</button>" in ask(service, "GET", f"{link(service)}?lang={language}").text


def test_fault_137_a_token_acts_for_its_destination_and_act_alone(service: Service) -> None:
    ask(service, "POST", link(service, 1, 1), data={"choice": "mute", "note": "x"})
    assert service.store.choices.all() == {1: {1: ActChoice(Choice.MUTE, "", NOW)}}
    assert chosen(service, 2) == ("", "")


def unknown_links(service: Service) -> list[str]:
    key, real = service.store.database.key, link(service)
    return [
        "/a/" + "a-1-1-" + "a" * 26,
        real[:-1] + ("a" if real[-1] != "a" else "b"),
        "/a/" + tokens.write(b"x" * 32, Purpose.ACT, 1, 1),
        "/a/" + tokens.write(key, Purpose.UNSUBSCRIBE, 1),
        "/a/" + tokens.write(key, Purpose.BOUNCE, 1),
        link(service, 99, 1),
        link(service, 1, 99),
    ]


def test_faults_133_and_137_a_token_that_means_nothing_looks_like_one_that_does(service: Service) -> None:
    known = ask(service, "GET", link(service))
    sentence = choices.page(service, link(service)[3:]).sentence
    for path in unknown_links(service):
        for method, data in (("GET", None), ("POST", {"choice": "mute"}), ("POST", {"note": "x"})):
            page = ask(service, method, path, data=data)
            assert (page.status_code, page.headers["content-type"]) == (200, known.headers["content-type"])
        assert ask(service, "GET", path).text.replace("This exit</h1>", f"{sentence}</h1>") == known.text
    assert service.store.choices.all() == {}


def test_a_link_of_a_destination_that_was_removed_means_nothing(service: Service) -> None:
    service.store.destinations.remove(1, NOW)
    ask(service, "POST", link(service), data={"choice": "mute"})
    assert service.store.choices.all() == {}


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 200),
        (b"choice=delete", 200),
        (b"other=1", 200),
        (b"\xff\xfe\x00", 200),
        (b"note=%FF%FE", 200),
        (b"&".join([b"a=b"] * 5_000), 413),
        (b"a=b&" * 100, 200),
        (b"note=" + b"x" * 20_000, 413),
    ],
)
def test_odd_bodies_are_refused_or_change_nothing_but_a_note(
    service: Service, content: bytes, status: int
) -> None:
    page = ask(service, "POST", link(service), content=content, headers=FORM)
    assert page.status_code == status
    assert chosen(service)[0] == ""


def test_fault_140_a_body_without_a_length_is_bounded_too(service: Service) -> None:
    async def pieces() -> object:
        for _ in range(100):
            yield b"x" * 1_000

    assert ask(service, "POST", link(service), content=pieces()).status_code == 413


# ---------------------------------------------------------------- what is stored


def test_muting_suppresses_what_waits_about_this_act_alone(service: Service) -> None:
    flag(service.store, feed(service.store, "https://wire.example/feed"), "b")
    store, reader = service.store, desk(service.store)
    messages = [
        message(reader, 1, acts=(1,)),
        message(reader, 2, acts=(1, 2)),
        message(reader, 3, acts=(2,)),
        message(reader, 4),
    ]
    store.digests.compose(reader, cut=reader.cursor, slot=None, messages=messages, now=NOW)
    store.choices.choose(reader.id, 1, Choice.MUTE, NOW)
    states = [store.outbox.get(f"{number:032x}") for number in range(1, 5)]
    assert [delivery.message.state.value for delivery in states if delivery] == [
        "suppressed",
        "ready",
        "ready",
        "ready",
    ]
    assert states[0] is not None
    assert states[0].note == "its exit was muted by the reader"


def test_what_was_never_chosen_is_no_choice(service: Service) -> None:
    assert service.store.choices.get(1, 1) == NO_CHOICE


# ---------------------------------------------------------------- what the operator sees


@pytest.fixture
def filled(config: Path, call: Call) -> Call:
    with Service.open(load(config), editing=False, packaged=False) as opened:
        flag(opened.store, feed(opened.store), "a")
        mailbox(opened.store)
    return call


def test_the_operator_lists_and_sets_choices(filled: Call) -> None:
    assert "no act is muted" in filled("destinations", "choices", "desk").stdout
    said = filled("destinations", "choose", "desk", "1", "--follow", "--note", "our  brief").stdout
    assert said.endswith(": followed; note: our brief\n")
    [row] = json.loads(filled("destinations", "choices", "desk", "--json").stdout)
    assert (row["choice"], row["note"]) == ("follow", "our brief")
    assert f"#{row['act']}" in filled("destinations", "choices", "desk").stdout
    assert ": muted; note: our brief" in filled("destinations", "choose", "desk", row["act"], "--mute").stdout
    filled("destinations", "choose", "desk", "1", "--neither", "--note", "")
    assert json.loads(filled("destinations", "choices", "desk", "--json").stdout) == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("desk", "1"), "--mute, --follow, --neither or --note"),
        (("nobody", "1", "--mute"), "No destination 'nobody'"),
        (("desk", "QQQ", "--mute"), "QQQ"),
        (("desk", "1", "--note", "x" * 501), "501 characters"),
    ],
)
def test_a_choice_that_cannot_be_made_is_refused(filled: Call, words: tuple[str, ...], says: str) -> None:
    assert says in filled("destinations", "choose", *words, code=2).output

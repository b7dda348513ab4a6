"""Errors and refusals for people: in the reader's language, and with what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import web_kit
from operator_kit import logged_in
from subscribe_kit import installation
from web_kit import ask, words

from monitor.service import Service
from monitor.store import searching
from monitor.web.guard import LARGE
from monitor.web.readers.search import EXAMPLES
from monitor.web.server import BODY_BYTES, QUERY_BYTES
from monitor.wording import LANGUAGES, Language

TOKEN = "s-1-" + "a" * 26


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("say", LANGUAGES.values(), ids=LANGUAGES)
def test_errors_speak_the_language_of_the_reader(service: Service, say: Language) -> None:
    asked = {"Accept-Language": say.code}
    for method, path, status, text in (
        ("GET", "/nothing", 404, say("web.problem.none")),
        ("GET", "/operator", 404, say("web.problem.none")),
        ("POST", "/register", 405, say("web.problem.method")),
        ("GET", "/register?" + "x" * (QUERY_BYTES + 1), 414, say("web.problem.long")),
        ("GET", "/register?color=red", 400, say("web.wrong.unknown", name="color", names="{")),
        ("GET", "/register?stage=gone", 400, say("web.wrong.member", name="stage", values="{", text="")),
        ("GET", "/register?cursor=x", 400, say("web.wrong.cursor")),
        ("GET", "/register?year=2026&year=2025", 400, say("web.wrong.twice")),
    ):
        answer = ask(service, method, path, headers=asked)
        assert answer.status_code == status, path
        assert " ".join(text.partition("{")[0].split()) in words(answer.text)
        assert answer.headers["content-type"].startswith("text/html")
    large = ask(service, "POST", "/subscribe", content=b"x" * (BODY_BYTES + 1), headers=asked)
    assert (large.status_code, say("web.problem.large") in large.text) == (413, True)


def test_errors_for_programs_are_english_and_in_the_one_form(service: Service) -> None:
    asked = {"Accept-Language": "fr"}
    answer = ask(service, "GET", "/nothing.json", headers=asked)
    assert answer.json() == {"ok": False, "error": "There is no such page here.", "status": 404}
    answer = ask(service, "POST", "/api/v1/explain", content=b"x" * (max(LARGE.values()) + 1), headers=asked)
    assert answer.json()["status"] == 413


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/register", "stage=notified"),
        ("/states/NO", "lang=fr"),
        ("/subscribe", "countries=HU"),
        ("/subscribe/sent", "lang=ru"),
        (f"/s/{TOKEN}", "done=saved"),
        (f"/s/{TOKEN}/erase", "lang=fr"),
        (f"/confirm/{TOKEN}", "lang=fr"),
        ("/a/" + "a" * 26, "lang=fr"),
        ("/u/" + "a" * 26, "lang=fr"),
    ],
)
def test_a_parameter_that_a_page_does_not_have_is_refused_with_a_link_to_the_page_without_it(
    service: Service, path: str, allowed: str
) -> None:
    refused = ask(service, "GET", f"{path}?{allowed}&utm_source=mail")
    assert refused.status_code == 400
    assert "utm_source" in refused.text
    link = f"{path}?{allowed}".replace("&", "&amp;")
    assert f'href="{link}"' in refused.text
    assert ask(service, "GET", f"{path}?{allowed}").status_code != 400


def test_a_one_click_post_is_never_refused_for_its_address(service: Service) -> None:
    assert ask(service, "POST", f"/u/{'a' * 26}?utm_source=mail").status_code == 200


def test_the_operator_s_pages_refuse_parameters_that_they_do_not_have(tmp_path: Path) -> None:
    with web_kit.installation(tmp_path) as service:
        browser = logged_in(service)
        refused = browser.get("/operator/feeds?q=press&color=red")
        assert refused.status_code == 400
        assert 'href="/operator/feeds?q=press"' in refused.text
        for path in ("?show=silent&q=x&from=0", "?said=x"):
            assert browser.get(f"/operator/feeds{path}").status_code == 200


@pytest.mark.parametrize("say", LANGUAGES.values(), ids=LANGUAGES)
def test_a_search_that_is_not_understood_is_explained_with_examples_of_the_language(
    service: Service, say: Language
) -> None:
    page = ask(service, "GET", f"/search?lang={say.code}&q=(").text
    assert say("web.search.place", column=1)[:20] in words(page)
    for key in EXAMPLES:
        example = say(f"web.search.example.{key}")
        assert searching.parsed(example) is not None
        assert example in words(page)

"""The pages for readers: their addresses, forms, languages and errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_kit import ask, installation

from monitor.service import Service, events
from monitor.service.register import signed
from monitor.web.speech import preferred


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


def refs(service: Service) -> list[str]:
    return [entry.ref for entry in service.register.now().entries.values()]


@pytest.mark.parametrize("path", ["/", "/register", "/treaties", "/states", "/states/NO", "/treaties/ottawa"])
def test_each_page_has_one_heading_and_is_html(service: Service, path: str) -> None:
    answer = ask(service, "GET", path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.text.count("<h1") == 1
    assert 'lang="en"' in answer.text


@pytest.mark.parametrize("path", ["/index.json", "/register.json", "/treaties.json", "/states.json"])
def test_each_page_is_data_at_the_same_address(service: Service, path: str) -> None:
    answer = ask(service, "GET", path)
    assert answer.status_code == 200
    assert answer.json()["ok"] is True


def test_an_act_has_a_page_and_an_address_without_case(service: Service) -> None:
    ref = refs(service)[0]
    answer = ask(service, "GET", f"/acts/{ref}")
    assert "Russia" in answer.text
    moved = ask(service, "GET", f"/acts/{ref.lower()}.json")
    assert (moved.status_code, moved.headers["location"]) == (301, f"/acts/{ref}.json")


def test_an_act_that_is_rejected_is_gone_and_in_no_list(service: Service) -> None:
    ref = refs(service)[0]
    before = ask(service, "GET", "/register.json").json()["count"]
    events.reject(service, f"#{ref}", signed("desk", "not an exit"))
    assert ask(service, "GET", "/register.json").json()["count"] == before - 1
    gone = ask(service, "GET", f"/acts/{ref}.json")
    assert gone.status_code == 410
    assert gone.json() == {"ok": False, "error": gone.json()["error"], "status": 410}
    assert "desk" not in gone.text
    assert "not an exit" not in gone.text


def test_an_act_that_was_merged_leads_to_the_one_that_took_it(service: Service) -> None:
    first, second, _ = refs(service)
    events.merge(service, [f"#{first}", f"#{second}"], signed("desk", "one and the same"))
    (left,) = set(refs(service)) & {first, second}
    (gone,) = {first, second} - {left}
    assert ask(service, "GET", f"/acts/{gone}").headers["location"] == f"/acts/{left}"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/acts/ZZZZ", 404),
        ("/treaties/no-such-treaty", 404),
        ("/states/ZZ", 404),
        ("/nothing", 404),
        ("/register?color=red", 400),
        ("/register?state=NO&state=SE", 400),
        ("/register?stage=gone", 400),
        ("/acts/ABCD?state=NO", 400),
        ("/register?cursor=x", 400),
    ],
)
def test_errors_have_one_form_for_people_and_one_for_machines(
    service: Service, path: str, status: int
) -> None:
    page = ask(service, "GET", path)
    assert page.status_code == status
    assert page.headers["content-type"].startswith("text/html")
    address, _, query = path.partition("?")
    error = ask(service, "GET", f"{address}.json{'?' if query else ''}{query}")
    assert error.status_code == status
    assert set(error.json()) == {"ok", "error", "status"}
    assert error.json()["status"] == status
    assert error.json()["error"]


def test_a_page_changes_nothing_by_post(service: Service) -> None:
    assert ask(service, "POST", "/register").status_code == 405


def test_a_reader_who_has_the_page_gets_304_until_the_register_changes(service: Service) -> None:
    first = ask(service, "GET", "/register")
    known = {"If-None-Match": first.headers["etag"]}
    again = ask(service, "GET", "/register", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    events.reject(service, f"#{refs(service)[0]}", signed("desk", "not an exit"))
    assert ask(service, "GET", "/register", headers=known).status_code == 200


def test_pages_speak_the_language_of_the_address_or_of_the_browser(service: Service) -> None:
    assert 'lang="fr"' in ask(service, "GET", "/register?lang=fr").text
    assert 'lang="ru"' in ask(service, "GET", "/", headers={"Accept-Language": "tlh, ru-RU;q=0.8"}).text
    english = ask(service, "GET", "/", headers={"Accept-Language": "tlh"})
    assert 'lang="en"' in english.text
    assert english.headers["vary"] == "Accept-Language, Accept-Encoding"


def test_preferences_of_browsers_are_put_in_order() -> None:
    assert preferred("de;q=0.5, fr-CA, ru;q=0.9, en;q=0, xx;q=y") == ["fr", "ru", "de"]
    assert preferred("") == [""]


def test_no_page_may_load_or_run_what_is_not_ours(service: Service) -> None:
    answer = ask(service, "GET", "/register")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "<style" not in answer.text
    links_to_stories = re.compile(r'<a href="https?://[^"]*"')
    text = links_to_stories.sub("", answer.text)
    for name in ("href", "src", "action"):
        for address in text.split(f'{name}="')[1:]:
            assert address.startswith(("/", "#")), address[:60]


def test_style_and_script_are_kept_for_ever_at_addresses_of_their_content(service: Service) -> None:
    page = ask(service, "GET", "/").text
    style = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = ask(service, "GET", style)
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]


def test_an_error_of_ours_is_told_in_the_one_form(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(service.register, "now", broken)
    answer = ask(service, "GET", "/register.json")
    assert answer.status_code == 500
    assert answer.json()["status"] == 500
    assert "secret" not in answer.text

"""The page that searches stories: what it shows, refuses and never shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_public_stories import LONG, store
from web_kit import ask, installation

from monitor.service import Service, events
from monitor.service.register import signed

SCRIPT = '<script>alert("x")</script>'


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


def test_the_page_marks_the_words_and_links_story_and_act(service: Service) -> None:
    page = ask(service, "GET", "/search?q=notice+grazing+OR+withdrawal").text
    assert "<mark>withdrawal</mark>" in page
    assert 'href="https://press.example/' in page
    [entry] = [entry for entry in service.register.now().entries.values() if "NO" in entry.states]
    assert f'href="/acts/{entry.ref}"' in page
    assert 'value="notice grazing OR withdrawal"' in page


def test_stories_of_a_rejected_act_are_found_and_not_linked_to_it(service: Service) -> None:
    assert ask(service, "GET", "/search.json?q=withdrawal").json()["stories"][0]["acts"]
    [entry] = [entry for entry in service.register.now().entries.values() if "NO" in entry.states]
    events.reject(service, f"#{entry.ref}", signed("desk", "not an exit"))
    [story] = ask(service, "GET", "/search.json?q=withdrawal").json()["stories"]
    assert story["acts"] == []


def test_no_form_shows_more_of_a_text_than_one_piece(service: Service) -> None:
    store(service, ("A zebra", LONG, "en"))
    [story] = ask(service, "GET", "/search.json?q=zebra+convention").json()["stories"]
    assert len(story["excerpt"]) <= 300
    assert (story["marks"], story["in_text"]) == (["zebra"], False)
    [story] = ask(service, "GET", "/search.json?q=denounced+by+all").json()["stories"]
    assert (story["marks"], story["in_text"]) == ([], True)
    assert "outside this piece" in ask(service, "GET", "/search?q=denounced+by+all").text
    [_, line] = csv.reader(io.StringIO(ask(service, "GET", "/search.csv?q=zebra+convention").text))
    assert len(line[6]) <= 301
    page = ask(service, "GET", "/search?q=zebra+convention").text
    assert page.count("Nothing happened") < 20


def test_fault_138_139_hostile_titles_are_escaped_in_every_form(service: Service) -> None:
    store(service, (f"=cmd() {SCRIPT} wool \x00\x08", f"{SCRIPT} \u202e wool", "ar"))
    page = ask(service, "GET", "/search?q=wool").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    [story] = ask(service, "GET", "/search.json?q=wool").json()["stories"]
    assert "\u202e" not in story["title"] + story["excerpt"]
    [_, line] = csv.reader(io.StringIO(ask(service, "GET", "/search.csv?q=wool").text))
    assert line[0].startswith("'=cmd()")


def test_stories_in_arabic_and_chinese_keep_their_direction_and_language(service: Service) -> None:
    store(service, ("النرويج تنسحب من المعاهدة", "نص", "ar"), ("挪威退出条约", "文本", "zh"))
    page = ask(service, "GET", "/search").text
    assert 'dir="rtl" lang="ar"' in page
    assert 'dir="ltr" lang="zh"' in page
    assert "Arabic" in page


@pytest.mark.parametrize(
    ("query", "place"), [("wool AND (", "character 10"), ("a*", "too short"), ("NOT wool", "character")]
)
def test_a_query_that_is_none_is_refused_with_its_place(service: Service, query: str, place: str) -> None:
    for path in ("/search", "/search.json", "/search.csv"):
        answer = ask(service, "GET", path, params={"q": query})
        assert answer.status_code == 400
        assert place in answer.text
    page = ask(service, "GET", "/search", params={"q": query}).text
    assert 'aria-invalid="true"' in page
    error = ask(service, "GET", "/search.json", params={"q": query}).json()
    assert (set(error), error["status"]) == ({"ok", "error", "status"}, 400)


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 1001,
        "q=" + "(" * 400 + "a" + ")" * 400,
        "q=" + "+OR+".join(["abc"] * 240),
        "limit=51",
        "source_lang=fr-CA",
        "cursor=x",
        "cursor=WyIiLDExODA1OTE2MjA3MTc0MTEzMDM0MjRd",
        "state=NO",
    ],
)
def test_what_is_too_large_or_not_known_is_refused(service: Service, query: str) -> None:
    answer = ask(service, "GET", f"/search.json?{query}")
    assert answer.status_code == 400
    assert answer.json()["ok"] is False


def test_unknown_words_lead_to_similar_ones(service: Service) -> None:
    page = ask(service, "GET", "/search?q=grasing").text
    assert "In no story: grasing." in page
    assert 'href="/search?q=grazing"' in page


def test_a_story_that_comes_in_is_found_at_once(service: Service) -> None:
    assert ask(service, "GET", "/search.json?q=wool").json()["stories"] == []
    store(service, ("Wool treaty", "", "en"))
    assert len(ask(service, "GET", "/search.json?q=wool").json()["stories"]) == 1


def test_pages_of_a_search_lead_to_older_stories(service: Service) -> None:
    store(service, *((f"Wool treaty {number}", "", "en") for number in range(3)))
    first = ask(service, "GET", "/search.json?q=wool&limit=2").json()
    page = ask(service, "GET", "/search?q=wool&limit=2").text
    assert f"cursor={first['next']}" in page
    last = ask(service, "GET", f"/search.json?q=wool&limit=2&cursor={first['next']}").json()
    assert (len(last["stories"]), last["next"]) == (1, None)


@pytest.mark.parametrize("lang", ["fr", "ru"])
def test_the_page_speaks_the_language_of_the_reader(service: Service, lang: str) -> None:
    page = ask(service, "GET", f"/search?q=grazing&lang={lang}").text
    assert f'lang="{lang}"' in page
    assert "Stories" not in page

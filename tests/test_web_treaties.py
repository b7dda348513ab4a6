"""The pages of treaties: how one leaves each, who left, and how the list is filtered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from register_kit import item, leaves
from web_acts_kit import fill_ottawa, report
from web_kit import ask, installation, page, words

from monitor.digest import treaty_name
from monitor.model import Stage
from monitor.public.treaty_facts import Namer, brief, clauses, facts, usual_words
from monitor.service import Service, public_treaties
from monitor.service.dossiers import known_dossiers
from monitor.service.names import known_treaties
from monitor.wording import ENGLISH, LANGUAGES, Language


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


def leave_icc(service: Service, key: str, state: str, entry: str, name: str) -> None:
    """A state leaves the court or its statute."""
    stated = item(key, 9, leaves(key, state, "", name, Stage.DECIDED, entry=entry), lang="en")
    report(service.store, stated, f"{name} is left")


# ---------------------------------------------------------------- the list


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_treaties_are_listed_on_pages_that_follow_each_other(service: Service, lang: str) -> None:
    known = public_treaties.listed(service)
    seen: list[str] = []
    query = f"lang={lang}"
    while query:
        html = page(service, f"/treaties?{query}")
        table = html.split("<table")[1].split("</table>")[0]
        seen += re.findall(r'<th scope="row"><bdi><a href="/treaties/([^"]+)"', table)
        following = re.search(r'rel="next" href="/treaties\?([^"]+)"', html)
        query = f"{unescape(following[1])}&lang={lang}" if following else ""
    assert sorted(seen) == sorted(treaty.id for treaty in known)


def test_treaties_stand_under_their_subject_with_the_rule_of_their_exit(service: Service) -> None:
    fill_ottawa(service.store)
    html = page(service, "/treaties?subject=arms-control")
    assert re.findall(r'scope="rowgroup"[^>]*>([^<]+)<', html) == ["Arms control"]
    row = next(row for row in html.split("<tr>") if "/treaties/ottawa" in row)
    assert (
        words(f"<tr>{row}")
        == "Ottawa Convention 6 months after the depositary receives the notice, art. 20(2)-(3) 1"
    )


def test_words_are_looked_for_in_all_names_without_accents_and_case(service: Service) -> None:
    by_official_name = ask(service, "GET", "/treaties.json?q=ANTI-PERSONNEL mines").json()
    assert [treaty["id"] for treaty in by_official_name["treaties"]] == ["ottawa"]
    assert "Nothing fits" in page(service, "/treaties?q=no-such-words")
    french = page(service, "/treaties?q=criminalite&lang=fr")
    assert "criminalité" in french


def test_the_list_as_data_is_whole_and_a_cursor_gives_a_part(service: Service) -> None:
    whole = ask(service, "GET", "/treaties.json").json()
    assert whole["count"] == len(whole["treaties"]) > 200
    lines = ask(service, "GET", "/treaties.csv").text.splitlines()
    assert len(lines) == whole["count"] + 1
    cursor = re.search(r'rel="next" href="/treaties\?cursor=([^"]+)"', page(service, "/treaties"))
    assert cursor
    part = ask(service, "GET", f"/treaties.json?cursor={cursor[1]}").json()
    assert len(part["treaties"]) < whole["count"]
    assert ask(service, "GET", "/treaties.json?cursor=x").status_code == 400


def test_a_treaty_and_the_body_that_it_founded_are_one_line_with_the_acts_of_both(service: Service) -> None:
    leave_icc(service, "i1", "HU", "rome-statute", "Rome Statute")
    leave_icc(service, "i2", "BI", "icc", "International Criminal Court")
    html = page(service, "/treaties?q=rome+statute")
    assert words(html).count("International Criminal Court") == 1
    row = next(row for row in html.split("<tr>") if "/treaties/rome-statute" in row)
    assert 'href="/treaties/icc"' in row
    assert row.split("</td>")[1].endswith(">2")
    for id in ("rome-statute", "icc"):
        own = page(service, f"/treaties/{id}")
        assert own.count('<li class="act">') == 2
        assert ask(service, "GET", f"/treaties/{id}.json").json()["count"] == 2


# ---------------------------------------------------------------- one treaty


def test_the_dossier_is_told_in_words(service: Service) -> None:
    text = words(page(service, "/treaties/ottawa"))
    for said in (
        "6 months after the depositary receives the notice, art. 20(2)-(3).",
        "The notice must explain its reasons in full",
        "The effect may be held back: armed conflict.",
        "In force 1 Mar 1999",
        "Secretary-General of the United Nations",
        "Wikidata Q178012",
        "The words of the article were read.",
    ):
        assert said in text


def test_who_left_and_what_is_due_stand_on_the_page(service: Service) -> None:
    fill_ottawa(service.store)
    html = page(service, "/treaties/ottawa")
    assert "Norway leaves the Ottawa Convention" in html
    assert "Due to take effect 9 Sep 2026" in html


def test_a_treaty_without_a_dossier_says_so_and_what_is_usual(service: Service) -> None:
    stated = item(
        "u", 9, leaves("u", "NO", "", "Colombo Plan", Stage.DECIDED, entry="colombo-plan", kind="trade")
    )
    report(service.store, stated, "Norway leaves")
    text = words(page(service, "/treaties/colombo-plan"))
    assert "There is no dossier" in text
    assert "Usually such agreements end 6 months after notice" in text


def test_a_treaty_of_the_gazetteer_without_acts_has_a_page(service: Service) -> None:
    assert "The register knows of nobody" in page(service, "/treaties/asean")


def test_entries_of_an_installation_are_listed_and_have_pages(service: Service) -> None:
    rules = service.config.data_dir / "rules"
    rules.mkdir()
    (rules / "own.toml").write_text(
        '[[entry]]\nid = "wool-pact"\nname = "Wool Pact <b>"\nkind = "treaty"\nsubject = "trade"\n'
        'en = ["Wool Pact"]\n',
        encoding="utf-8",
    )
    html = page(service, "/treaties/wool-pact")
    assert "Wool Pact &lt;b&gt;" in html
    assert "There is no dossier" in html
    assert "wool-pact" in [line["id"] for line in ask(service, "GET", "/treaties.json").json()["treaties"]]


@pytest.mark.parametrize("say", LANGUAGES.values(), ids=LANGUAGES)
def test_every_packaged_dossier_can_be_told_in_every_language(say: Language, service: Service) -> None:
    dossiers, today = known_dossiers(), service.clock().date()
    namer = Namer(dossiers, known_treaties(), say)
    untold = []
    for dossier in dossiers.by_id.values():
        assert facts(dossier, namer)
        assert brief(dossier, namer, ["NO"], today).lines
        for clause in clauses(dossier, namer, today):
            assert clause.rule
            untold += [text.text for text in clause.lines if text.lang]
    assert untold == []
    assert all(usual_words(usual, say) for usual in dossiers.usual.values())


def test_notes_in_english_are_marked_as_such_on_other_pages(service: Service) -> None:
    dossiers = known_dossiers()
    noted = next(dossier for dossier in dossiers.by_id.values() if dossier.note)
    html = page(service, f"/treaties/{noted.id}?lang=ru")
    assert f'<bdi lang="en">{noted.note[:20]}' in unescape(html)
    assert treaty_name(noted.id, noted.name, known_treaties(), ENGLISH) in words(
        page(service, f"/treaties/{noted.id}")
    )

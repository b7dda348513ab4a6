"""The pages of states and organisations: what they leave, by stage, and what others leave with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from register_kit import item, leaves
from web_acts_kit import fill_decree, fill_ottawa, report
from web_kit import ask, installation, page, words

from monitor.model import Kind, Stage
from monitor.public.parties import figures, grouped
from monitor.service import Service


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


def threaten(service: Service, key: str, state: str, *others: str) -> None:
    """A state threatens to end an agreement."""
    stated = leaves(key, state, " ".join(others), f"Pact {key}", Stage.THREATENED)
    report(service.store, item(key, 9, stated, kind=Kind.THREAT), f"{state} may leave {key}")


def test_states_and_organisations_are_listed_with_their_figures(service: Service) -> None:
    threaten(service, "t1", "SE", "NO")
    html = page(service, "/states")
    row = next(row for row in html.split("<tr>") if '"/states/SE"' in row)
    assert re.findall(r'data-name="([^"]+)">(\d*)<', row) == [
        ("Exits", ""),
        ("Threats", "1"),
        ("Suspensions", ""),
        ("Taken back", ""),
        ("By others", "1"),
    ]
    assert html.index("Russia") < html.index("Organisations") < html.index("African Union")


def test_a_union_of_states_is_among_the_organisations(service: Service) -> None:
    threaten(service, "t1", "SE", "EU")
    html = page(service, "/states")
    assert html.index("Sweden") < html.index("Organisations") < html.index("European Union")


def test_the_list_is_data_with_the_same_figures(service: Service) -> None:
    states = {state["code"]: state for state in ask(service, "GET", "/states.json").json()["states"]}
    assert states["RU"]["exits"] == 1
    assert states["CA"] == {
        "code": "CA", "name": "Canada", "acts": 0, "exits": 0, "threats": 0, "suspensions": 0, "taken_back": 0,
        "by_others": 1,
    }  # fmt: skip
    assert ask(service, "GET", "/states.csv").text.count("\n") == len(states) + 1


def test_exits_stand_under_their_stage_and_what_others_leave_apart(service: Service) -> None:
    fill_ottawa(service.store, 3)
    threaten(service, "t1", "NO", "DK")
    threaten(service, "t2", "SE", "NO")
    html = page(service, "/states/NO")
    heads = [words(head).split(" (")[0] for head in re.findall(r"<h[23]>(.*?)</h[23]>", html)]
    begin = heads.index("Own exits and threats")
    assert heads[begin : begin + 5] == [
        "Own exits and threats",
        "Exit notified",
        "Threat",
        "What others end or threaten to end with it",
        "Threat",
    ]
    assert "What is due" in heads[:begin]
    assert "Due to take effect 1 Mar 2027 (as stated)" in html


def test_a_state_without_acts_has_a_page_and_a_code_in_small_letters_leads_to_it(service: Service) -> None:
    assert "The register has nothing about Zimbabwe." in page(service, "/states/ZW")
    moved = ask(service, "GET", "/states/zw.json")
    assert (moved.status_code, moved.headers["location"]) == (301, "/states/ZW.json")
    by_name = ask(service, "GET", "/states/zimbabwe")
    assert (by_name.status_code, by_name.headers["location"]) == (301, "/states/ZW")
    assert ask(service, "GET", "/states/No%20Such%20Body").status_code == 404


def test_an_organisation_has_a_page_by_its_name_and_leads_to_its_treaty(service: Service) -> None:
    html = page(service, "/states/African%20Union")
    assert "The African Union leaves an agreement" in html
    assert 'href="/register?state=African%20Union"' in html


def test_a_party_of_twenty_agreements_is_told_of_one_act(service: Service) -> None:
    fill_decree(service.store)
    html = page(service, "/states/SK")
    assert html.count('<li class="act">') == 1
    assert "Agreements with it that others end" in html


def test_acts_are_counted_and_grouped_once_each(service: Service) -> None:
    fill_ottawa(service.store, 3)
    threaten(service, "t1", "NO", "DK")
    register = service.register.now()
    for code, entries in register.by_party.items():
        groups = grouped(code, entries)
        assert sorted(entry.id for group in groups for entry in group.entries) == sorted(
            entry.id for entry in entries
        )
        counted = figures(code, entries)
        assert counted.own + counted.others == len(entries)
        assert counted.own == sum(len(group.entries) for group in groups if group.is_own)


@pytest.mark.parametrize("lang", ["fr", "ru"])
def test_the_pages_speak_the_reader_s_language(service: Service, lang: str) -> None:
    text = words(page(service, f"/states/NO?lang={lang}"))
    assert "Norway" not in text
    assert "Own exits" not in text
    assert "Suspensions" not in words(page(service, "/states?lang=ru"))


def test_a_party_in_other_letters_has_its_next_page_in_every_form(service: Service) -> None:
    for number in range(2):
        threaten(service, f"o{number}", "Союз", "NO")
    answer = ask(service, "GET", "/states/Союз.csv?limit=1")
    assert answer.status_code == 200
    assert answer.headers["link"].startswith("</states/%D0%A1%D0%BE%D1%8E%D0%B7.csv?")

"""The page of the register: filters, chips, the table with its sentences, pages, and what may be in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from events_kit import report
from register_kit import item, leaves, said
from web_kit import ask, installation

from monitor.config import load
from monitor.model import Evidence, Stage, Termination
from monitor.service import Service
from monitor.web.readers import table

MOST_BYTES = 100_000


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Service]:
    path = tmp_path / "empty" / "treaty-monitor.sqlite3"
    with Service.open(load(None, path), packaged=False, with_feeds=False) as opened:
        yield opened


def shown(service: Service, query: str = "", **options: object) -> str:
    answer = ask(service, "GET", f"/register{query}", **options)
    assert answer.status_code == 200
    return answer.text


def options(page: str, name: str) -> list[str]:
    """What a select list offers."""
    (body,) = re.findall(rf'<select name="{name}">(.*?)</select>', page, re.DOTALL)
    return [unescape(text) for text in re.findall(r"<option[^>]*>([^<]*)<", body)]


def chips(page: str) -> list[tuple[str, str]]:
    """The chosen filters: what each says and where it leads."""
    found = re.findall(r'<li><a href="([^"]*)" aria-label="[^"]*"><bdi>([^<]*)</bdi>', page)
    return [(unescape(text), unescape(href)) for href, text in found]


def sentences(termination: Termination, text: str) -> Termination:
    """The same, each value stated by its own sentence with this text."""

    def reworded(evidence: Evidence | None, name: str) -> Evidence | None:
        return replace(evidence, sentence=f"{name}: {text} {evidence.value}") if evidence else None

    cells = {name: reworded(value, name) for name, value in termination.filled().items()}
    return replace(
        termination.with_cells(cells),
        stage=reworded(termination.stage, "stage"),
        others=tuple(filter(None, (reworded(other, "with") for other in termination.others))),
    )


# ---------------------------------------------------------------- filters


def test_lists_offer_what_the_register_holds_by_name_with_numbers(service: Service) -> None:
    page = shown(service)
    assert options(page, "state") == [
        "All", "African Union (1)", "Canada (1)", "Germany (1)", "Norway (1)", "Portugal (1)", "Russia (1)",
        "Sweden (1)",
    ]  # fmt: skip
    assert options(page, "kind") == ["All", "Farming (1)"]
    assert options(page, "year") == ["All", "2026 (3)"]
    assert "Exit notified (1)" in options(page, "stage")


def test_lists_offer_only_what_fits_the_other_filters(service: Service) -> None:
    page = shown(service, "?state=NO")
    assert options(page, "stage") == ["All", "Exit notified (1)"]
    assert len(options(page, "state")) == 8, "another state may be chosen instead"
    assert '<option value="NO" selected>' in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?state=NO", 1),
        ("?state=se", 1),
        ("?stage=decided", 2),
        ("?kind=farming", 1),
        ("?evidence=state", 1),
        ("?evidence=press", 3),
        ("?year=2026&state=&stage=", 3),
        ("?q=grazing", 1),
        ("?principled=yes", 0),
        ("?principled=no", 3),
    ],
)
def test_each_filter_chooses(service: Service, query: str, count: int) -> None:
    assert shown(service, query).count("<tbody>") == count


def test_each_chosen_filter_can_be_taken_away(service: Service) -> None:
    page = shown(service, "?state=NO&q=grazing&sort=state")
    assert chips(page) == [
        ("State or organisation: Norway", "/register?q=grazing&sort=state"),
        ("Words: grazing", "/register?state=NO&sort=state"),
    ]
    assert "1 of 3 exits and threats" in page
    assert '<a href="/register">Show all</a>' in page


def test_a_treaty_that_is_asked_for_stays_when_the_form_is_sent(service: Service) -> None:
    page = shown(service, "?treaty=ottawa")
    assert '<input type="hidden" name="treaty" value="ottawa">' in page
    assert chips(page) == [("Treaty: Ottawa Convention", "/register")]


def test_a_page_where_nothing_fits_leads_back(service: Service) -> None:
    page = shown(service, "?q=nothingofthiskind")
    assert "Nothing fits these filters." in page
    assert "<table" not in page


def test_an_empty_register_says_so_and_asks_for_no_filters(empty: Service) -> None:
    page = shown(empty)
    assert "The register is empty:" in page
    assert "<form" not in page
    assert "<table" not in page


# ---------------------------------------------------------------- the table


class Rows(HTMLParser):
    """The texts of the cells, by row; the headings of acts are rows of one cell."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in ("td", "th")

    def handle_data(self, text: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += " ".join(text.split())


def rows(page: str) -> list[list[str]]:
    reader = Rows()
    reader.feed(page[page.index("<table") :])
    return reader.rows


def test_each_agreement_has_a_row_with_its_values(service: Service) -> None:
    head, act, *values, proofs = rows(shown(service, "?state=RU"))
    assert head == ["Who leaves", "With", "Agreement", "Signed", "End", "Stage", "Reason", "Evidence"]
    assert act == ["Russia ends three agreements with Canada, Germany and Portugal"]
    assert values == [
        ["Russia", "Canada", "Military Visits Pact", "20 Nov 1989", "Dec 2025", "Decided", "“of no use”",
         "press only"],
        ["Portugal", "Military Cooperation Treaty", "4 Aug 2000", "Dec 2025", "Decided", ""],
        ["Germany", "Rocket Agreement", "2000s", "3 Jul 2025", "In effect", ""],
    ]  # fmt: skip
    assert len(proofs) == 1


def test_each_value_has_its_sentence_and_source(service: Service) -> None:
    page = shown(service, "?state=RU")
    (details,) = re.findall(r"<details>(.*?)</details>", page, re.DOTALL)
    for value in ("CA", "Military Visits Pact", "1989-11-20", "Rocket Agreement", "2025-07-03", "decided"):
        assert f"Sentence of a about {value}." in details
    assert details.count("<cite>") == details.count("<q ") == details.count("<b>")
    assert '<b>Canada: with</b> <q dir="auto">Sentence of a about CA.</q>' in details
    assert '<cite><a href="https://press.example/a">Morning Courier</a></cite>' in details


def test_an_act_without_agreements_has_a_row_too(service: Service) -> None:
    page = shown(service, "?q=african")
    assert rows(page)[2][0] == "African Union"


def test_a_table_has_a_caption_and_heads(service: Service) -> None:
    page = shown(service)
    assert page.count("<caption") == 1
    assert page.count('scope="col"') == 8
    assert page.count('scope="rowgroup"') == 3


def test_texts_of_stories_are_escaped_and_their_links_are_safe(service: Service) -> None:
    hostile = "<script>alert(1)</script>\"' onclick=x \u202eevil"
    bad = leaves("x", "NO", "DK", hostile, reason=hostile)
    stated = item("x", 9, sentences(bad, hostile), source=hostile)
    report(service.store, stated, hostile)
    page = shown(service, "?state=DK")
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;alert(1)" in page
    for href in re.findall(r'href="([^"]*)"', page):
        assert href.startswith(("/", "#", "https://press.example/"))


def test_a_sentence_is_cut(service: Service) -> None:
    long = sentences(leaves("y", "NO", "DK", "Ferry Pact"), "word " * 200)
    report(service.store, item("y", 9, long))
    page = shown(service, "?state=DK")
    quotations = re.findall(r"<q [^>]*>([^<]*)</q>", page)
    assert quotations
    assert max(map(len, quotations)) <= table.QUOTED


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_page_stays_small_however_much_is_stated(empty: Service, lang: str) -> None:
    cyrillic = "Правительство объявило о денонсации договора в связи с утратой им значимости " * 5
    codes = "AF AL AM AO AR AT AU AZ BA BD BE BF BG BH BI BJ BN BO BR BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR "
    codes += "CU CY CZ DE DJ DK DZ EC EE EG ER ES ET FI FJ FR"
    names = ["NO", "SE", "IS", "LV", "LT", "PL", "GB", "IE", "PT", "NL"]
    for number, actor in enumerate(codes.split()):
        key = f"k{number}"
        stated = [
            sentences(
                leaves(key, actor, code, f"Договор о рыболовстве {number} {code}", signed="1989-11-20"),
                f"{cyrillic}{number}",
            )
            for code in names[: 10 if number % 3 else 1]
        ]
        report(empty.store, item(key, number / 2, *stated, lang="ru", source="Газета"), f"Титул {number}")
    page = shown(empty, f"?lang={lang}")
    assert page.count("<tbody>") == table.ACTS
    assert len(page.encode()) < MOST_BYTES
    assert page.count("<q ") >= page.count("<tbody>")


# ---------------------------------------------------------------- order and pages


def test_pages_follow_each_other_and_lead_back(service: Service) -> None:
    seen = []
    query = "?limit=1&sort=oldest"
    while query:
        page = shown(service, query)
        seen += re.findall(r'href="/acts/(\w+)"', page)[:1]
        assert ("First page" in page) == ("cursor" in query)
        (query,) = re.findall(r'rel="next" href="/register([^"]*)"', page) or [""]
        query = unescape(query)
    assert len(set(seen)) == 3


def test_a_page_shows_so_many_acts_at_most_whatever_data_has(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "ACTS", 2)
    seen, query = [], "?limit=200"
    while query:
        page = shown(service, query)
        seen.append(re.findall(r'class="what"><a href="/acts/(\w+)"', page))
        (query,) = re.findall(r'rel="next" href="/register([^"]*)"', page) or [""]
        query = unescape(query)
    assert list(map(len, seen)) == [2, 1]
    record = ask(service, "GET", "/register.json?limit=200").json()
    assert [act["ref"] for act in record["acts"]] == [ref for page in seen for ref in page]


def test_a_link_of_the_starter_register_is_no_link(service: Service) -> None:
    starter = sentences(leaves("z", "NO", "DK", "Ferry Pact"), "said")
    report(service.store, item("z", 9, starter, source="Starter register: UN, chapter <1>"))
    page = shown(service, "?state=DK")
    assert "Starter register: UN, chapter &lt;1&gt;" in page


def test_said_words_of_a_state_lead_to_its_page(service: Service) -> None:
    union = replace(leaves("u", "", "", None), actors=(said("Customs Union/East", "u"),))
    report(service.store, item("u", 9, union))
    page = shown(service, "?q=customs")
    assert 'href="/states/Customs%20Union%2FEast"' in page


def test_the_end_is_told_in_words_while_it_is_to_come(service: Service) -> None:
    assert rows(shown(service, "?state=NO"))[2][4] == "ends 1 Mar 2027"


def test_stages_are_told_in_words_and_colours_only_repeat_them(service: Service) -> None:
    threat = leaves("t", "NO", "DK", "Ferry Pact", Stage.THREATENED)
    report(service.store, item("t", 9, threat))
    page = shown(service, "?state=DK")
    assert 'class="label threat"><bdi>Threat</bdi>' in page

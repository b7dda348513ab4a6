"""The operator's page of an act: corrections in two steps, with what subscribers will be told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from events_kit import report
from operator_kit import Browser, logged_in
from register_kit import item, leaves
from web_kit import ask, installation

from monitor.model import Act
from monitor.service import Service, operators, register

ACTS = "/operator/acts"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


@pytest.fixture
def browser(service: Service) -> Browser:
    return logged_in(service)


def act(service: Service, number: int) -> Act:
    return register.find(service.store, str(number)).act


def page_of(service: Service, number: int) -> str:
    return f"{ACTS}/{act(service, number).ref}"


def form(answer: httpx.Response) -> dict[str, list[str]]:
    """The hidden fields of the second step."""
    fields: dict[str, list[str]] = {}
    whole = answer.text.rpartition("<form")[2]
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', whole):
        fields.setdefault(name, []).append(value)
    fields.pop("token")
    return fields


def correct(browser: Browser, path: str, **fields: str | list[str]) -> httpx.Response:
    """Both steps of a correction; the page that follows."""
    browser.get(path)
    first = browser.post(path, {"why": "the gazette says so", **fields})
    assert first.status_code == 200, first.text
    return browser.follow(browser.post(path, form(first)))


# ---------------------------------------------------------------- reading


def test_an_act_is_shown_whole_with_the_sentence_of_each_value(service: Service, browser: Browser) -> None:
    page = browser.get(page_of(service, 1)).text
    for text in ("Military Visits Pact", "1989-11-20", "Moscow tears up three pacts", "Sentence of a about"):
        assert text in page
    assert "No correction" not in page
    assert browser.get(f"{ACTS}/ZZZZZZ").status_code == 400


def test_acts_are_found_by_words_and_by_reference(service: Service, browser: Browser) -> None:
    ref = act(service, 2).ref
    for words in ("grazing", f"%23{ref.lower()}"):
        page = browser.get(f"{ACTS}?q={words}").text
        assert f"{ACTS}/{ref}" in page
        assert f"{ACTS}/{act(service, 1).ref}" not in page
    assert "No act has these words." in browser.get(f"{ACTS}?q=whales").text


# ---------------------------------------------------------------- correcting


def test_an_edit_shows_what_subscribers_will_be_told_before_it_is_written(
    service: Service, browser: Browser
) -> None:
    path = page_of(service, 1)
    browser.get(path)
    fields = {"do": "edit", "row": "1.1", "field": "ended", "value": "2026-01-31", "why": "misread"}
    shown = browser.post(path, fields)
    assert "then 2026-01-31" in shown.text
    told = shown.text.partition("What subscribers will be told")[2]
    assert "<strong>Correction.</strong>" in told
    assert "Russia" in told
    assert re.search(r"31 Jan(uary)? 2026", told), "the rows are those of messages"
    assert act(service, 1).rows[0].ended.value == "2025-12", "nothing is written yet"
    page = browser.follow(browser.post(path, form(shown))).text
    assert "subscribers are told (correction)" in page
    assert act(service, 1).rows[0].ended.value == "2026-01-31"


def test_the_name_of_the_operator_is_kept_and_never_public(service: Service, browser: Browser) -> None:
    path = page_of(service, 2)
    correct(browser, path, do="edit", row="2.1", field="note", value="checked")
    [correction] = service.store.register.corrections()
    assert (correction.who, correction.by, correction.why) == ("desk", "", "the gazette says so")
    assert "desk set note of Grazing Treaty to checked" in browser.get(path).text
    for form_of in ("", ".json", ".csv", ".atom"):
        assert "desk" not in ask(service, "GET", f"/acts/{act(service, 2).ref}{form_of}").text
    assert "corrected #" in operators.done(service)[0].text


def test_two_acts_are_merged_and_part_again_by_undo(service: Service, browser: Browser) -> None:
    whales = leaves("w", "NO", "SE", "Whale Treaty")
    report(service.store, item("w", 8, whales), "Norway leaves the whale treaty")
    other = service.store.acts.standing()[-1]
    path = page_of(service, 2)
    found = browser.get(f"{path}?q=whale").text
    assert f'value="{other.ref}"' in found
    page = correct(browser, path, do="merge", other=[other.ref]).text
    assert "Merge acts: done" in page
    assert register.find(service.store, other.ref).act.id == 2
    assert "Whale Treaty" in browser.get(path).text
    assert "was merged into this act" in browser.get(f"{ACTS}/{other.ref}").text

    page = correct(browser, path, do="undo").text
    assert "Take the last correction back: done" in page
    assert register.find(service.store, other.ref).act.id == other.id
    assert "Whale Treaty" not in browser.get(f"{ACTS}/{act(service, 2).ref}").text


def test_acts_that_share_nothing_are_merged_only_with_a_warning(service: Service, browser: Browser) -> None:
    path = page_of(service, 1)
    browser.get(path)
    shown = browser.post(path, {"do": "merge", "refs": act(service, 2).ref, "why": "x"})
    assert "shares neither actor nor agreement" in shown.text
    assert "becomes part of" in shown.text


def test_stories_are_split_off(service: Service, browser: Browser) -> None:
    path = page_of(service, 2)
    first = next(source.id for source in act(service, 2).sources if not source.linked)
    correct(browser, path, do="split", story=[str(first)])
    assert len({own.id for own in service.store.acts.standing()}) == 4
    assert browser.post(path, {"do": "split", "why": "x"}).status_code == 400


def test_an_act_is_rejected_and_stands_again(service: Service, browser: Browser) -> None:
    path = page_of(service, 2)
    page = correct(browser, path, do="reject").text
    assert "Rejected: in no list and no export." in page
    assert act(service, 2).ref in browser.get(f"{ACTS}?rejected=1").text
    assert ask(service, "GET", f"/acts/{act(service, 2).ref}").status_code in (404, 410)
    correct(browser, path, do="keep")
    assert not act(service, 2).rejected


# ---------------------------------------------------------------- conflicts, hostile forms


def test_a_correction_that_would_do_something_else_by_now_is_shown_again(
    service: Service, browser: Browser
) -> None:
    path = page_of(service, 1)
    browser.get(path)
    fields = {"do": "edit", "row": "1.1", "field": "ended", "value": "2026", "why": "x"}
    shown = browser.post(path, fields)
    by = register.signed("other", "the series has it")
    register.edit(service.store, "1.1", ["ended=2027"], by, service.clock())
    again = browser.post(path, form(shown))
    assert again.status_code == 409
    assert "the register changed meanwhile" in again.text
    assert re.search(r"ended: 2027.*, then 2026", again.text)
    assert act(service, 1).rows[0].ended.value == "2027"
    browser.follow(browser.post(path, form(again)))
    assert act(service, 1).rows[0].ended.value == "2026"


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "edit", "row": "1.1", "field": "ended", "value": "2026"},
        {"do": "edit", "row": "1.1", "field": "signed", "value": "1989-11-20"},
        {"do": "reject"},
    ],
)
def test_a_confirmation_that_is_sent_twice_corrects_once(
    service: Service, browser: Browser, fields: dict[str, str]
) -> None:
    path = page_of(service, 1)
    browser.get(path)
    confirmed = form(browser.post(path, {"why": "x", **fields}))
    assert browser.post(path, confirmed).status_code == 303
    assert browser.post(path, confirmed).status_code in (400, 409)
    assert len(service.store.register.corrections()) == 1


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"do": "reject", "why": "  "}, "Say why"),
        ({"do": "erase"}, "no such correction"),
        ({"do": "edit", "row": "1.1", "field": "ended", "value": "soon"}, "soon"),
        ({"do": "edit", "row": "1.99", "field": "ended", "value": "2026"}, "no row 99"),
        ({"do": "edit", "row": "1.1", "field": "stage", "value": ""}, "needs stage"),
        ({"do": "merge", "refs": "ZZZZZZ"}, "no act"),
        ({"do": "merge"}, "Choose the acts"),
        ({"do": "undo"}, "nothing to take back"),
        ({"do": "keep"}, "not rejected"),
    ],
)
def test_a_correction_that_makes_no_sense_says_why(
    service: Service, browser: Browser, fields: dict[str, str], problem: str
) -> None:
    path = page_of(service, 1)
    browser.get(path)
    answer = browser.post(path, {"why": "x", **fields})
    assert answer.status_code == 400
    assert problem in answer.text
    assert not service.store.register.corrections()


def test_faults_134_and_138_forms_from_elsewhere_do_nothing_and_texts_stay_texts(
    service: Service, browser: Browser
) -> None:
    hostile = '"><script>alert(1)</script>'
    report(service.store, item("h", 9, leaves("h", "NO", "SE", hostile), source=hostile), hostile)
    path = f"{ACTS}/{service.store.acts.standing()[-1].ref}"
    browser.get(path)
    fields = {"do": "reject", "why": hostile}
    assert browser.post(path, fields, token="").status_code == 403
    assert browser.post(path, fields, headers={"Origin": "https://evil.example"}).status_code == 403
    shown = browser.post(path, fields)
    assert not service.store.register.corrections(), "the first step writes nothing"
    last = correct(browser, path, **fields)
    for answer in (browser.get(f"{path}?q=%22%3E%3Cscript%3Ealert"), shown, last, browser.get(path)):
        assert "<script>alert" not in answer.text

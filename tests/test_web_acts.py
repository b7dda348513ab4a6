"""The page of an act: what it proves, which stories report it, how it was corrected, how it is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
import web_kit
from register_kit import START
from store_kit import hit
from store_kit import story as made_story
from web_acts_kit import (
    ARABIC,
    CHINESE,
    entries,
    fill_decree,
    fill_disputed,
    fill_ottawa,
)
from web_kit import ask, installation, words

from monitor.config import load
from monitor.corrections import Correction, Fix
from monitor.model import Act, Edit, Evidence, Kind, Source, Stage, Story
from monitor.public.act_course import told_stories
from monitor.public.changes import changes
from monitor.public.citation import citation
from monitor.public.publishing import QUOTED
from monitor.public.sentences import Sentences
from monitor.quote import columns
from monitor.service import Service, events
from monitor.service.register import signed
from monitor.wording import ENGLISH, LANGUAGES


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


class Texts(HTMLParser):
    """The texts of a page by the tag around them, its ids and its links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.quotations: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.names: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.names.append(tag)
        self.links += [values["href"]] if tag == "a" and values.get("href") else []  # type: ignore[list-item]
        self.ids += [values["id"]] if values.get("id") else []  # type: ignore[list-item]
        if tag in ("q", "blockquote"):
            self.quotations.append("")
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.tags and self.tags.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "q" in self.tags or "blockquote" in self.tags:
            self.quotations[-1] += data


def ref_of(service: Service, code: str) -> str:
    return entries(service, code)[-1].ref


def page(service: Service, code: str, query: str = "") -> str:
    return web_kit.page(service, f"/acts/{ref_of(service, code)}{query}")


def test_each_stage_has_its_day_its_sentence_and_its_source(service: Service) -> None:
    fill_ottawa(service.store)
    html = page(service, "NO")
    course = html.split('class="course"')[1].split("</ol>")[0]
    stages = re.findall(r'class="stage">([^<]+)</span> <time datetime="([^"]+)"', course)
    assert stages == [("threatened", "2026-03-02"), ("decided", "2026-03-02"), ("notified", "2026-03-10")]
    assert "Government of Norway" in course
    assert course.count('class="ref"') == 3


def test_each_number_of_a_value_leads_to_a_sentence_of_the_page(service: Service) -> None:
    fill_decree(service.store)
    texts = Texts(page(service, "RU"))
    targets = {link[1:] for link in texts.links if re.fullmatch("#s[0-9]+", link)}
    assert len(targets) > 3
    assert targets <= set(texts.ids)
    assert len(texts.ids) == len(set(texts.ids))


def test_no_quotation_is_longer_than_300_columns(service: Service) -> None:
    fill_decree(service.store)
    fill_ottawa(service.store)
    fill_disputed(service.store)
    for code in ("RU", "NO", "KE"):
        texts = Texts(page(service, code))
        assert texts.quotations
        assert max(columns(text) for text in texts.quotations) <= QUOTED


def test_a_long_sentence_is_cut_around_the_values_of_each_part(service: Service) -> None:
    fill_decree(service.store)
    html = page(service, "RU")
    for number in (0, 11, 19):
        assert f"<mark>Grain Pact {number} " in html
    assert "of no use" in html


def test_contradicting_values_are_shown_with_their_own_sentences(service: Service) -> None:
    fill_disputed(service.store)
    text = words(page(service, "KE"))
    assert "also stated:" in text
    assert "1 May 1999" in text
    assert "1 May 1998" in text
    assert "Sentence of d1 about 1999-05-01" in text
    assert "Sentence of d2 about 1998-05-01" in text


def test_the_ladder_says_who_vouches_for_which_stage(service: Service) -> None:
    fill_ottawa(service.store)
    ladder = page(service, "NO").split('class="ladder"')[1].split("</ol>")[0]
    current = next(rung for rung in ladder.split("<li") if "aria-current" in rung)
    assert "Government of Norway, official source of Norway, for “notified”" in words(current)
    assert ladder.count('class="reached"') == 3


def test_sixty_stories_stand_in_order_of_time_on_two_pages(service: Service) -> None:
    fill_ottawa(service.store)
    first = page(service, "NO")
    assert "60 stories" in first
    more = re.search(r'rel="next" href="[^"?]+\?([^"#]+)#stories"', first)
    assert more
    second = page(service, "NO", f"?{more[1]}")
    times = [
        time
        for html in (first, second)
        for time in re.findall(r'<p class="glance"><time datetime="([^"]+)"', html)
    ]
    assert len(times) == 60
    assert times == sorted(times)
    assert '<ol class="lines stories" start="41">' in second
    assert 'rel="next"' not in second


def test_a_cursor_of_no_story_is_refused(service: Service) -> None:
    ref = ref_of(service, "NO")
    assert ask(service, "GET", f"/acts/{ref}?cursor=WyI5OTk5IiwwXQ").status_code == 400


def test_fault_138_hostile_titles_are_texts_and_never_links_or_markup(service: Service) -> None:
    fill_ottawa(service.store)
    html = page(service, "NO")
    texts = Texts(html)
    assert "alert(1)" in html
    assert "<script>alert" not in html
    assert texts.names.count("script") == 2  # the one of all pages, and linked data
    assert not [link for link in texts.links if link.startswith("javascript")]
    assert "\u202e" not in html
    assert "\x00" not in html


def test_titles_keep_their_language_and_direction(service: Service) -> None:
    fill_ottawa(service.store)
    html = page(service, "NO")
    assert f'lang="ar" dir="rtl"><mark>{ARABIC[:7]}' in html
    assert f'lang="zh" dir="ltr"><mark>{CHINESE[:7]}' in html


def test_the_treaty_of_an_act_is_told_in_short(service: Service) -> None:
    fill_ottawa(service.store)
    html = page(service, "NO")
    assert 'href="/treaties/ottawa"' in html
    assert "6 months after the depositary receives the notice, art. 20" in html
    assert "leaves 9 Sep 2026" in html


def test_a_stated_day_is_told_beside_the_one_that_the_clause_gives(service: Service) -> None:
    fill_ottawa(service.store)
    events.edit(
        service, f"#{ref_of(service, 'NO')}", ["ended=2026-10-01"], signed("desk", "as the gazette says")
    )
    assert "Stated: 1 Oct 2026; by the exit clause (art. 20(2)-(3)) it would be 9 Sep 2026" in page(
        service, "NO"
    )


def test_a_correction_is_told_with_its_day_and_reason_and_never_with_its_author(service: Service) -> None:
    ref = ref_of(service, "NO")
    events.edit(service, f"#{ref}", ["ended=2027-04-01"], signed("the night desk", "as the gazette says"))
    html = page(service, "NO")
    text = words(html.split("Changes of this entry")[1])
    assert (
        "1 Apr 2026 End (Grazing Treaty) set to: 1 Apr 2027 (correction) Reason: “as the gazette says”"
        in text
    )
    assert "Set by an editor, 1 Apr 2026: as the gazette says" in words(html)
    assert "night desk" not in html
    assert "night desk" not in ask(service, "GET", f"/acts/{ref}.json").text


def test_what_was_merged_is_told_and_leads_here(service: Service) -> None:
    first, second = ref_of(service, "RU"), ref_of(service, "NO")
    events.merge(service, [f"#{first}", f"#{second}"], signed("desk", "one and the same"))
    answers = {ref: ask(service, "GET", f"/acts/{ref}") for ref in (first, second)}
    (left,) = [ref for ref, answer in answers.items() if answer.status_code == 200]
    (gone,) = {first, second} - {left}
    assert "Joined with another entry" in answers[left].text
    assert gone in words(answers[left].text.split("Changes of this entry")[1])


def test_every_kind_of_correction_has_words_in_every_language() -> None:
    at = START
    act = Act(
        id=1, opened_at=at, sources=(Source("a", at, Kind.ACT, Stage.DECIDED),), corrections=tuple(range(10))
    )
    made = [
        Correction(1, Fix.EDIT, ("a",), "ada", at, "why", field="stage", value="notified"),
        Correction(2, Fix.EDIT, ("a",), "ada", at, "why", field="form", value="decree"),
        Correction(3, Fix.EDIT, ("a",), "ada", at, "why", field="actors", value="NO African_Union"),
        Correction(4, Fix.EDIT, ("a",), "ada", at, "why", field="entry", value="ottawa"),
        Correction(5, Fix.EDIT, ("a",), "ada", at, "why", field="signed"),
        Correction(6, Fix.MERGE, ("a", "b"), "ada", at, "why"),
        Correction(7, Fix.SPLIT, ("b",), "ada", at, "why", apart=("a",)),
        Correction(8, Fix.REJECT, ("a",), "ada", at, "why", value="no"),
        Correction(9, Fix.UNDO, ("a",), "ada", at, "why", value="2"),
    ]
    told = changes(act, (), made, {}, ENGLISH)
    assert [change.what for change in told if change.is_correction] == [
        "Stage set to: notified",
        "Legal form set to: decree",
        "Who leaves set to: Norway, African Union",
        "Treaty set to: ottawa",
        "Signed: value removed",
        "Joined with another entry",
        "1 story moved to another entry",
        "Restored",
        "1 correction taken back",
    ]
    assert [change.is_undone for change in told if change.what.startswith("Legal form")] == [True]
    for say in LANGUAGES.values():
        assert len(changes(act, (), made, {}, say)) == len(told)


def test_fault_142_a_citation_has_the_version_and_the_configured_address(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('base_url = "https://monitor.example.org/"\n', encoding="utf-8")
    config = load(tmp_path / "own.toml", tmp_path / "data" / "treaty.db")
    with installation(tmp_path) as filled:
        ref, path = ref_of(filled, "NO"), filled.config.db
    config = config.model_copy(update={"db": path})
    with Service.open(config, packaged=False, editing=False) as service:
        html = ask(service, "GET", f"/acts/{ref}", headers={"Host": "evil.example"}).text
    assert f"https://monitor.example.org/acts/{ref} (read" in html
    assert "evil.example" not in html
    assert "entry " + ref in html
    with Service.open(config, packaged=False, editing=False) as service:
        cited = ask(service, "GET", f"/acts/{ref}.metadata.json").json()["citation"]
    assert cited in unescape(html)


def test_a_citation_for_bibtex_holds_no_command_of_a_title() -> None:
    said_ = citation(r"A \input{x} & 5 % of {it}", "", START.date(), "ABCD", START.date())
    assert r"\textbackslash{}input\{x\} \& 5 \% of \{it\}" in said_.bibtex
    assert "url" not in said_.bibtex
    assert said_.text == (
        "Treaty Monitor, “A \\input{x} & 5 % of {it}”, entry ABCD, version of 2026-03-02 (read 2026-03-02)."
    )


def test_a_sentence_is_numbered_once_and_names_all_that_it_states() -> None:
    story = made_story("a", key="a")
    sentences = Sentences({"a": story}, ENGLISH)
    text = "Norway and Sweden sign the pact."
    first = sentences.number(Evidence("NO", text, "a"), "Who leaves")
    assert sentences.number(Evidence("SE", text, "a"), "With") == first == 1
    assert sentences.number(Evidence("SE", "", "a"), "With") == 0
    (shown,) = sentences.listed()
    assert (shown.states, shown.source) == ("Who leaves, With", "Press")


def test_what_an_editor_set_is_no_quotation() -> None:
    edit = Edit(1, "ended", "2027", "Ada", START, "the gazette says so")
    sentences = Sentences({}, ENGLISH)
    sentences.number(Evidence("2027", "", "", edit=edit), "End")
    (shown,) = sentences.listed()
    assert not shown.is_quotation
    assert "Ada" not in "".join(segment.text for segment in shown.segments)


def test_a_story_without_text_or_link_is_told_with_what_is_known() -> None:
    source = Source("gone", START, Kind.AFTERMATH, Stage.EFFECTIVE, source="Herald")
    (told,) = told_stories([source], {}, {}, ENGLISH)
    assert (told.source, told.url, told.stage, told.marks) == ("Herald", None, "", ("looks back",))


def test_a_story_is_quoted_where_a_rule_matched_its_text() -> None:
    text = "Nothing here. " * 60 + "Norway quits the pact. " + "Nothing there. " * 60
    at = text.index("quits")
    own = hit()
    marked = type(own)(
        own.rule, own.digest, own.kind, own.stage, (type(own.spans[0])("summary", at, at + 5),)
    )
    source = Source("a", START, Kind.ACT, Stage.DECIDED)
    (told,) = told_stories([source], {"a": (Story(key="a", title="T", summary=text), (marked,))}, {}, ENGLISH)
    shown = "".join(segment.text for segment in told.quotation)
    assert "Norway quits the pact" in shown
    assert columns(shown) <= QUOTED


@pytest.mark.parametrize("lang", ["fr", "ru"])
def test_the_page_speaks_the_reader_s_language(service: Service, lang: str) -> None:
    fill_ottawa(service.store)
    text = words(page(service, "NO", f"?lang={lang}"))
    for key in ("web.act.course", "web.act.sentences", "web.act.evidence", "web.act.changes", "web.act.cite"):
        assert LANGUAGES[lang](key) in text
        assert ENGLISH(key) not in text

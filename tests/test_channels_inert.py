"""Text of feeds in services whose messages are one text: nothing in it is a mention, a link or a command."""

from __future__ import annotations

import re

import pytest
from digests import MESSAGES, made
from samples import act

from monitor.channels.inert import inert
from monitor.channels.message_lines import Line, Style, fitted, message_lines, paragraphs


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@everyone @here", "@·everyone @·here"),
        ("<!channel> <@U1> <users/all>", "<·!channel> <·@·U1> <·users/all>"),
        ("<at id=all></at>", "<·at id=all><·/·at>"),
        ("[the ministry](https://evil.example)", "[the ministry]·(https:·//evil·.example)"),
        ("www.news.example, t.me", "www·.news·.example, t·.me"),
        ("desk@news.example", "desk@·news·.example"),
        ("/stop the pact /leave", "/·stop the pact /·leave"),
        ("@@x", "@·@·x"),
    ],
)
def test_fault_117_mentions_links_and_commands_are_parted(text: str, shown: str) -> None:
    assert inert(text).replace("\u2060", "·") == shown


@pytest.mark.parametrize(
    "text",
    ["The U.S. quits the pact, e.g. now", "and/or 1/2", "on 3.5.2026", "Россия: выход", "#A1B2", "a < b", ""],
)
def test_usual_text_stays_as_it_is(text: str) -> None:
    assert inert(text).replace("<\u2060", "<") == text


def test_a_line_without_markup_shows_the_address_of_its_link() -> None:
    assert Line("Read @ x", url="https://news.example/1").plain == "Read @\u2060 x: https://news.example/1"


def test_a_message_begins_with_its_headline_and_ends_with_its_number() -> None:
    lines = message_lines(MESSAGES["alert"])
    assert lines[0].style is Style.HEADING
    assert lines[0].text.startswith("Update: Iceland ends two agreements")
    assert lines[-1].text == "Message #K7QX, no. 42"
    assert message_lines(MESSAGES["alert"], with_headline=False) == lines[1:]


def test_paragraphs_are_the_lines_between_gaps() -> None:
    gap = Line("", Style.GAP)
    assert [[line.text for line in part] for part in paragraphs([gap, Line("a"), Line("b"), gap, gap])] == [
        ["a", "b"]
    ]
    assert list(paragraphs([])) == []


def excess(limit: int):  # type: ignore[no-untyped-def]
    return lambda lines: sum(len(line.text) for line in lines) - limit


def test_fault_126_the_longest_text_is_cut_first_and_links_stay() -> None:
    lines = [
        Line("h" * 60, Style.HEADING),
        Line("a" * 300),
        Line("b" * 100),
        Line("l" * 80, url="https://x.example"),
        Line("end"),
    ]
    kept = fitted(lines, excess(400))
    assert kept[1].text == "a" * (len(kept[1].text) - 1) + "…"
    assert sum(len(line.text) for line in kept) <= 400
    assert [kept[0], *kept[2:]] == [lines[0], *lines[2:]]


def test_fault_126_where_cutting_is_not_enough_the_last_texts_are_left_out() -> None:
    lines = [Line("h", Style.HEADING), *(Line(str(place) * 200) for place in range(9)), Line("end")]
    kept = fitted(lines, excess(100))
    assert [line.text[0] for line in kept] == ["h", "0", "1", "e"]
    assert fitted(lines, excess(9999)) == lines


def test_fault_126_a_link_is_left_out_last_and_headings_never() -> None:
    link, longer = Line("l" * 50, url="https://x.example"), Line("m" * 50, url="https://x.example/longer")
    lines = [Line("h" * 90, Style.HEADING), Line("a" * 50), link, longer, Line("end" * 40)]
    assert fitted(lines, excess(260)) == [lines[0], link, lines[4]]
    assert fitted(lines, excess(10)) == [lines[0], lines[4]]


def test_an_address_that_cannot_be_a_link_is_none() -> None:
    lines = message_lines(made([act(1, "Norland quits", url="javascript:alert(1)")]))
    assert not any(line.url for line in lines)
    assert not re.search("javascript", " ".join(line.text for line in lines))

"""HTML pages and robots.txt: what is main text, what the page states of itself, and what may be read."""

from __future__ import annotations

import codecs
import html
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import AFTER, BEFORE, FOREIGN, LAYOUTS, PLAIN, TABLE, TITLE, body, page, table

from monitor.extract import extract
from monitor.model import PAGE_CODES, Page, PageError, Story
from monitor.parse.page import TEXT_LIMIT, read_page
from monitor.parse.robots import SIZE_LIMIT, may_read
from monitor.service.knowledge import lexicon

TODAY = date(2026, 3, 1)
URL = "https://news.example/norway"
RUSSIAN = (
    "Правительство денонсировало соглашение о рыболовстве с Норвегией, говорится в сообщении "
    "министерства иностранных дел."
)


def read(markup: str | bytes, content_type: str = "text/html", url: str = URL) -> Page:
    found = read_page(markup if isinstance(markup, bytes) else markup.encode(), content_type, url, TODAY)
    assert isinstance(found, Page), found
    return found


def refusal(markup: str | bytes, content_type: str = "text/html") -> str:
    found = read_page(markup if isinstance(markup, bytes) else markup.encode(), content_type, URL, TODAY)
    assert isinstance(found, PageError), found
    assert found.code in PAGE_CODES
    return found.code


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def article(*parts: str) -> str:
    return page(f"<article><h1>{TITLE}</h1>{''.join(parts)}</article>")


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{html.escape(text)}</p>" for text in texts)


# ---------------------------------------------------------------- main text


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_article_comes_out_whole_with_its_table_in_place_and_nothing_from_around_it(layout: str) -> None:
    lines = read(LAYOUTS[layout]).text.splitlines()
    wanted = [*BEFORE, *(row(*cells) for cells in TABLE), *AFTER]
    assert [line for line in lines if line in wanted] == wanted
    assert not [words for words in FOREIGN if any(words in line for line in lines)]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_page_gives_the_rows_that_the_plain_text_gives(layout: str) -> None:
    def rows(text: str) -> list[tuple[object, ...]]:
        found = extract(Story("s", TITLE, body=text, lang="en"), (), lexicon(), published=date(2026, 2, 17))
        cells = ("instrument", "stage", "signed", "ended", "form", "reason")
        return [
            (
                [one.value for one in row.actors],
                [one.value for one in row.others],
                [(c := getattr(row, name)) and c.value for name in cells],
            )
            for row in found
        ]

    assert rows(read(LAYOUTS[layout]).text) == rows(PLAIN)
    assert len(rows(PLAIN)) == 3


def test_list_items_and_headings_are_lines_of_their_own() -> None:
    points = (
        "The agreement on trade ends in May and is not renewed.",
        "The agreement on fishing ends in June, the ministry says.",
    )
    markup = article(
        paragraphs(BEFORE),
        "<h2>What ends</h2><ul>",
        *(f"<li>{point}</li>" for point in points),
        "</ul>",
        paragraphs(AFTER),
    )
    lines = read(markup).text.splitlines()
    assert ["What ends", *(f"- {point}" for point in points)] == lines[lines.index("What ends") :][:3]


def test_cells_that_span_keep_the_others_in_their_columns() -> None:
    spanning = (
        "<table><tr><th>Country</th><th>Agreement</th><th>Signed</th><th>Ended</th></tr>"
        "<tr><td rowspan=2>Chile</td><td>Salmon | "
        "trade</td><td>2004</td><td>2026</td></tr><tr><td>Cod</td><td></td><td>2025</td></tr>"
        "<tr><td colspan=2>Kenya</td><td>2011</td><td>2026</td></tr><tr><td colspan=4>Source: the "
        "ministry</td></tr></table>"
    )
    lines = read(article(paragraphs(BEFORE), spanning, paragraphs(AFTER))).text.splitlines()
    assert [line for line in lines if line.startswith("|")] == [
        row("Country", "Agreement", "Signed", "Ended"),
        row("Chile", "Salmon / trade", "2004", "2026"),
        row("Chile", "Cod", "", "2025"),
        row("Kenya", "", "2011", "2026"),
    ]


@pytest.mark.parametrize("value", ["0", "-1", "x", "²", "99999", "", "1e3"])
def test_nonsense_in_a_span_is_no_span_or_a_bounded_one(value: str) -> None:
    markup = table().replace("<td>Chile", f'<td rowspan="{value}">Chile')
    assert row(*TABLE[2]) in read(article(paragraphs(BEFORE), markup, paragraphs(AFTER))).text


def test_a_table_at_the_end_of_an_article_is_kept_and_one_in_its_footer_is_not() -> None:
    last = (
        f'<div class="story">{paragraphs(BEFORE)}{paragraphs(AFTER)}<div class="widget">{table()}</div></div>'
    )
    assert row(*TABLE[1]) in read(page(last)).text
    outside = page(
        f"<article>{paragraphs(BEFORE)}{paragraphs(AFTER)}</article>",
        f"<footer><div>{table()}</div></footer>",
    )
    assert "Whaling" not in read(outside).text


def test_a_table_of_links_is_navigation() -> None:
    links = (
        "<table>"
        + "<tr><td><a href=/a>Whaling in the north</a></td><td><a href=/b>More on whaling</a></td></tr>" * 3
        + "</table>"
    )
    assert "whaling in" not in read(article(paragraphs(BEFORE), links, paragraphs(AFTER))).text.lower()


def test_a_table_that_is_the_whole_page_is_read_as_text() -> None:
    markup = f"<html><body><table><tr><td>Menu</td><td>{paragraphs(BEFORE)}{paragraphs(AFTER)}</td></tr></table></body></html>"
    lines = read(markup).text.splitlines()
    assert not any(line.startswith("|") for line in lines)
    assert set(BEFORE + AFTER) <= set(lines)


def test_a_paywall_stub_is_a_page_as_long_as_it_has_text() -> None:
    stub = read("<html><body><article><p>Norway leaves the pact.</p></article></body></html>")
    assert stub.text == "Norway leaves the pact."


def test_the_text_is_one_clean_line_a_paragraph() -> None:
    dirty = (
        "Norway \u202eleaves\u202c the\u200b pact&#8238; \x07with\r\n Kenya &amp; Chile "
        "&lt;soon&gt;, the ministry in Oslo said on Tuesday."
    )
    text = read(article(f"<p>{dirty}</p>", paragraphs(AFTER))).text
    assert (
        "Norway leaves the pact with Kenya & Chile <soon>, the ministry in Oslo said on Tuesday."
        in text.splitlines()
    )


def test_a_very_long_text_is_cut_at_the_end_of_a_line() -> None:
    many = "".join(
        f"<p>Sentence number {n} of a long report on the agreements of the year says that nothing is new.</p>"
        for n in range(4000)
    )
    text = read(f"<html><body><article>{many}</article></body></html>").text
    assert TEXT_LIMIT - 200 < len(text) <= TEXT_LIMIT
    assert text.endswith("nothing is new.")


# ---------------------------------------------------------------- what is no page


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 <html>",
        b"\x89PNG\r\n",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        "<html><p>x</p>".encode("utf-7").replace(b"<", b"+ADw-"),
    ],
)
def test_what_is_not_html_is_said_not_to_be(data: bytes) -> None:
    assert refusal(data, "text/html; charset=utf-7") == "not_html"


@pytest.mark.parametrize("data", ['{"a": 1}', "just words", "\0\0\0", "Ø"])
def test_without_a_type_only_what_looks_like_html_is_read(data: str) -> None:
    assert refusal(data or " ", "") in {"not_html", "empty"}
    assert read(f"<!doctype html>{body()}", "").text


@pytest.mark.parametrize(
    "markup",
    [
        "",
        " \n\t ",
        "<html></html>",
        "<html><body><script>var x = 'the treaty ends';</script></body></html>",
        "<!-- only this -->",
        "<frameset><frame src=x></frameset>",
    ],
)
def test_a_page_without_text_is_empty(markup: str) -> None:
    assert refusal(markup) == "empty"


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(["", "text/html", "text/html; charset=windows-1251", "text/html; charset=\x00"]),
)
def test_no_bytes_make_it_raise(data: bytes, content_type: str) -> None:
    for whole in (data, b"<html><body><p>" + data + b"<table><tr><td>" + data):
        found = read_page(whole, content_type, URL, TODAY)
        assert isinstance(found, Page) or found.code in PAGE_CODES


# ---------------------------------------------------------------- charset


def cyrillic(meta: str = "") -> str:
    return f"<html><head>{meta}<title>Рыболовство</title></head><body><article><p>{RUSSIAN}</p><p>{RUSSIAN[:60]}</p></article></body></html>"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (cyrillic().encode("cp1251"), "text/html; charset=windows-1251"),
        (cyrillic('<meta charset="windows-1251">').encode("cp1251"), "text/html"),
        (
            cyrillic("<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>").encode("koi8-r"),
            "text/html",
        ),
        (cyrillic('<meta charset="windows-1251">').encode("cp1251"), "text/html; charset=utf-8"),
        (cyrillic().encode(), "text/html"),
        (cyrillic('<meta charset="windows-1251">').encode(), "text/html; charset=iso-8859-1"),
        (codecs.BOM_UTF8 + cyrillic().encode(), "text/html; charset=windows-1251"),
        (codecs.BOM_UTF16_LE + cyrillic().encode("utf-16-le"), "text/html"),
        (
            cyrillic("<?xml version='1.0' encoding='windows-1251'?>").encode("cp1251"),
            "text/html; charset=cp1251",
        ),
    ],
)
def test_a_cyrillic_page_comes_out_right_however_its_charset_is_stated(
    data: bytes, content_type: str
) -> None:
    found = read(data, content_type)
    assert RUSSIAN in found.text
    assert found.title == "Рыболовство"


# ---------------------------------------------------------------- what a page says of itself


def stating(head: str = "", inside: str = "", url: str = URL) -> date | None:
    return read(
        f"<html><head>{head}</head><body><article>{inside}<p>On 5 May 2020 the sides signed "
        "it.</p></article></body></html>",
        url=url,
    ).published


@pytest.mark.parametrize(
    ("head", "inside", "url"),
    [
        ('<meta property="article:published_time" content="2026-02-17T23:30:00-05:00">', "", URL),
        ('<meta name="pubdate" content="20260217">', "", URL),
        ('<meta itemprop="datePublished" content="2026-02-17">', "", URL),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": '
            '"2026-02-17T08:00Z"}</script>',
            "",
            URL,
        ),
        ("", '<time itemprop="datePublished" datetime="2026-02-17">Tuesday</time>', URL),
        ("", '<time datetime="2026-02-17 10:00">Tuesday</time>', URL),
        ("", "", "https://news.example/2026/02/17/norway"),
        (
            '<meta name="date" content="yesterday"><meta property="article:published_time" '
            'content="2026-02-17">',
            "",
            URL,
        ),
        (
            '<meta property="article:published_time" content="2026-13-40">',
            '<time datetime="2026-02-17">x</time>',
            URL,
        ),
        (
            '<meta name="date" content="2026-02-20"><script '
            'type="application/ld+json">{"datePublished":"2026-02-17"}</script>',
            "",
            URL,
        ),
    ],
)
def test_the_day_of_publication_is_the_one_the_page_states(head: str, inside: str, url: str) -> None:
    assert stating(head, inside, url) == date(2026, 2, 17)


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<meta property="article:modified_time" content="2026-02-17">',
        '<meta name="date" content="2031-01-01">',
        '<meta name="date" content="1970-01-01">',
        '<meta name="date" content="0000-00-00">',
        '<meta name="date" content="17.02.2026">',
        '<script>{"datePublished": "2026-02-17"}</script>',
    ],
)
def test_a_day_is_never_guessed(head: str) -> None:
    assert stating(head) is None


def test_title_and_language_are_the_pages_own() -> None:
    found = read(LAYOUTS["article"])
    assert (found.title, found.lang, found.published, found.url) == (TITLE, "en-GB", date(2026, 2, 17), URL)
    text = f"<p>{BEFORE[0]}</p>"
    shared = (
        '<meta property="og:title" content="Norway&#8238; leaves"><meta property="og:locale" content="nb_NO">'
    )
    assert (
        read(f"<html><head>{shared}<title>x</title></head><body><h1>y</h1>{text}</body></html>").title
        == "Norway leaves"
    )
    assert read(f"<html><head>{shared}</head><body>{text}</body></html>").lang == "nb-NO"
    plain = read(
        f"<html lang='!'><head><title> Only\nthis </title></head><body><h1> </h1>{text}</body></html>"
    )
    assert (plain.title, plain.lang, plain.published) == ("Only this", None, None)


# ---------------------------------------------------------------- robots.txt


@pytest.mark.parametrize(
    ("robots", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Treaty-Monitor\nDisallow: /private", "/a", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: other\nUser-agent: treaty-monitor\nDisallow: /", "/a", False),
        ("User-agent: treaty-monitor\nDisallow: /a\nUser-agent: treaty-monitor\nDisallow: /b", "/b", False),
        ("User-agent: *\nDisallow: /news\nAllow: /news/open", "/news/open/1", True),
        ("User-agent: *\nAllow: /news\nDisallow: /news/closed", "/news/closed/1", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.php$", "/x.php", False),
        ("User-agent: *\nDisallow: /*.php$", "/x.php?y=1", True),
        ("User-agent: *\nDisallow: /*?print=", "/x?print=1", False),
        ("User-agent: *\nDisallow: /договор", "/%D0%B4%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80", False),
        ("User-agent: *\nCrawl-delay: 30\nSitemap: https://x.example/s.xml", "/a", True),
        ("\ufeffUser-agent: *\r\nDisallow: / # all", "/a", False),
        ("<!doctype html><html>Not found</html>", "/a", True),
        ("\0\xff\n\n:::\nDisallow: /", "/a", True),
        ("User-agent: *\n" + "#" * SIZE_LIMIT + "\nDisallow: /", "/a", True),
    ],
)
def test_robots_txt_says_what_may_be_read(robots: str, path: str, allowed: bool) -> None:
    assert may_read(robots.encode(), f"https://news.example{path}") is allowed


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_no_robots_txt_makes_it_raise(data: bytes) -> None:
    assert may_read(b"User-agent: *\nAllow: /\n" + data, "https://news.example/a") in (True, False)


# ---------------------------------------------------------------- what it costs


def test_the_parent_never_imports_what_only_the_children_need() -> None:
    code = (
        "import sys, monitor.service, monitor.parse.page; print({'trafilatura', 'lxml', 'htmldate'} "
        "& set(sys.modules))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=sys.path[0] or None
    )
    assert shown.stdout.strip() == "set()"

"""The feeds that a web page names."""

from __future__ import annotations

import pytest

from monitor.parse.discover import Named, feeds_of_page


def alternate(address: str, title: str = "", kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{address}">'


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (alternate("/a.xml", "A &amp; B"), [("https://n.example/a.xml", "A & B")]),
        (alternate("b", kind="application/feed+json") + alternate("b"), [("https://n.example/x/b", "")]),
        (
            '<base href="https://cdn.example/"><LINK REL="feed alternate" TYPE="text/xml" HREF="f">',
            [("https://cdn.example/f", "")],
        ),
        (alternate("/de", kind="text/html") + '<link rel="alternate" hreflang="de" href="/de">', []),
        (alternate("javascript:alert(1)") + alternate("http://[bad/") + alternate(""), []),
        (
            '<a href="/rss.xml">RSS</a><a href="/feedback">x</a><a href="/news/feed/">y</a>',
            [("https://n.example/rss.xml", ""), ("https://n.example/news/feed/", "")],
        ),
        (alternate("/a.xml") + '<a href="/rss.xml">RSS</a>', [("https://n.example/a.xml", "")]),
        ("".join(alternate(f"/{n}") for n in range(30)), [(f"https://n.example/{n}", "") for n in range(20)]),
        ("<", []),
    ],
)
def test_the_feeds_of_a_page_are_those_that_it_declares_else_those_it_links_to(
    html: str, found: list[tuple[str, str]]
) -> None:
    assert feeds_of_page(html.encode(), "text/html", "https://n.example/x/") == tuple(
        Named(*one) for one in found
    )


def test_bytes_that_are_no_text_name_no_feeds() -> None:
    assert feeds_of_page(b"\xff\xfe\x00", "text/html; charset=utf-8", "https://n.example/") == ()

"""The quick reader reads as feedparser does, or leaves the document to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.parse import feeds, quick

DATA = Path(__file__).parent / "data" / "feeds"
NAMESPACES = {
    "": "http://www.w3.org/2005/Atom",
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "own": "http://own.example/",
    "rss": "http://purl.org/rss/1.0/",
}
_NAMES = """
title link description guid id pubDate author category summary content source image url name language ttl updated
published created date email uri enclosure comments textInput items subtitle rights generator webMaster
managingEditor contributor keywords abstract issued modified own:title own:x dc:creator dc:date dc:title
dc:description dc:language dc:publisher dc:contributor dcterms:issued content:encoded media:title media:description
media:content media:group media:category media:thumbnail media:credit itunes:author itunes:summary itunes:owner
itunes:name itunes:image itunes:email itunes:keywords itunes:block feedburner:origLink rss:title atom:link item entry
"""
NAMES = tuple(_NAMES.split())
_ATTRIBUTES = """
rel=alternate rel=self rel=enclosure type=text type=html type=text/plain type=xhtml type=image/png href=/a
href=http://a.example/1?b=2 url=http://a.example/u uri=x isPermaLink=false isPermaLink=true xml:lang=fr xml:lang=
xml:lang=pt_BR lang=de xml:base=http://b.example/c/ xml:base=d/ base=e rdf:about=http://a.example/about term=x
domain=y own:lang=it own:type=html mode=escaped src=z
"""
ATTRIBUTES = tuple(_ATTRIBUTES.split())
TEXTS = (
    *("", " ", "words", "two\n words ", "a & b", "<b>bold</b> text", "<p>it &amp; that</p>", "&eacute;"),
    *(
        "été",
        "Ã©tÃ©",
        "\x92quoted\x93",
        "x@y.example (Joe)",
        "Joe <x@y.example>",
        "http://a.example/1?a=1&b=2",
    ),
    *("http:///a.example//b", "Mon, 23 Nov 2026 09:30:00 +0100", "2026-11-23T09:30:00Z", "gestern", "20 Nov"),
    *("60", "en-gb", "Договор", "a,b , c", "/relative"),
)
# the leaves of a tree are texts; an element is its name, its attributes and what it holds
Tree = tuple[str, tuple[str, ...], list[Any]]


def elements(names: tuple[str, ...]) -> st.SearchStrategy[Tree]:
    """Random elements, mostly as flat as in feeds."""
    attributes = st.lists(st.sampled_from(ATTRIBUTES), max_size=3).map(tuple)
    leaf = st.tuples(st.sampled_from(names), attributes, st.lists(st.sampled_from(TEXTS), max_size=2))
    plain = st.tuples(
        st.sampled_from(names), st.just(()), st.lists(st.sampled_from(TEXTS), min_size=1, max_size=1)
    )
    mixed = st.one_of(plain, plain, leaf, st.sampled_from(TEXTS))
    nested = st.tuples(st.sampled_from(names), attributes, st.lists(mixed, max_size=4))
    return st.one_of(plain, plain, leaf, nested)  # type: ignore[arg-type]


ITEMS = st.lists(
    st.tuples(st.sampled_from(("item", "entry")), st.just(()), st.lists(elements(NAMES), max_size=9)),
    max_size=3,
)
FEEDS = st.tuples(
    st.sampled_from(
        ("rss version='2.0'", "rss version='0.92'", "feed", "feed version='0.3'", "rdf:RDF", "own:feed")
    ),
    st.lists(st.sampled_from(sorted(NAMESPACES)), unique=True),
    st.booleans(),
    st.lists(elements(NAMES), max_size=5),
    ITEMS,
)


def written(node: Any) -> str:
    """A tree as XML; an attribute that occurs twice is written once."""
    if isinstance(node, str):
        return escape(node)
    name, attributes, children = node
    given = {attribute.partition("=")[0]: attribute.partition("=")[2] for attribute in attributes}
    start = "".join(f" {key}={quoteattr(value)}" for key, value in given.items())
    return f"<{name}{start}>{''.join(written(child) for child in children)}</{name}>"


def document(feed: tuple[str, list[str], bool, list[Tree], list[Tree]]) -> bytes:
    """The bytes of a random feed; prefixes that it does not declare have no namespace there."""
    root, declared, in_channel, head, items = feed
    names = "".join(
        f" xmlns{':' if prefix else ''}{prefix}='{NAMESPACES[prefix]}'"
        for prefix in NAMESPACES
        if prefix or prefix in declared
    )
    inside = "".join(written(element) for element in (*head, *items))
    inside = f"<channel>{inside}</channel>" if in_channel else inside
    return f"<?xml version='1.0' encoding='utf-8'?>\n<{root}{names}>{inside}</{root.split()[0]}>".encode()


def told(result: Any) -> tuple[Any, ...]:
    """All that is used of a result."""
    head = (feeds.title(result), feeds.language(result), feeds.ttl_s(result), result["version"])
    return (list(feeds.entries(result, "https://feeds.example/x/feed")), *head)


def assert_same(body: bytes) -> bool:
    """Compares both readers; True if the quick one did not leave the document to feedparser."""
    result = quick.read(body)
    if result is None:
        return False
    assert told(result) == told(feeds.read_slowly(body))
    return True


@given(FEEDS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_random_feeds_read_as_feedparser_reads_them(feed: Any) -> None:
    assert_same(document(feed))


@pytest.mark.parametrize("name", [path.name for path in sorted(DATA.glob("*.xml"))])
def test_the_sample_feeds_are_read_quickly(name: str) -> None:
    body = (DATA / name).read_text().split("?>", 1)[1].strip()
    quickly = assert_same(b"<?xml version='1.0' encoding='utf-8'?>\n" + body.encode())
    assert quickly or "<!DOCTYPE" in body or "xhtml" in body or "<b>" in body


@pytest.mark.parametrize(
    "inside",
    [
        "<item><title>a <b>b</b></title></item>",
        "<item><description><p>x</p></description></item>",
        "<item><content type='image/png'>aGk=</content></item>",
        "<item><summary mode='base64'>aGk=</summary></item>",
        "<item href='http://a.example/'/>",
        "<item><body xmlns='http://www.w3.org/1999/xhtml'>x</body></item>",
        "<item><title>a & b</title></item>",
        "<item><links>x</links></item>",
        "<x:item/>",
    ],
)
def test_what_feedparser_reads_in_a_way_of_its_own_is_left_to_it(inside: str) -> None:
    assert quick.read(f"<rss version='2.0'><channel>{inside}</channel></rss>".encode()) is None
    assert quick.read(b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel><item/></channel></rss>") is None

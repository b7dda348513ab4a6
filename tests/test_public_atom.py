"""Feeds: what RFC 4287 and the feed validator of the W3C ask for, and hostile titles."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

import feedparser
import pytest

from monitor.public.atom import ATOM, XHTML, Category, Feed, FeedEntry, Quotation, atom, legal, tag

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
BASE = "https://monitor.example"
HOSTILE = [
    "<script>alert(1)</script>",
    "]]> & <b>bold</b> &amp; &#0;",
    "nul\x00 bell\x07 escape\x1b[2J \ufffe\uffff",
    "single \ud800 surrogate",
    "turned \u202e around",
    "اتفاقية أوتاوا – 渥太华公约 – Оттавская конвенция 🕊",
    "\"quotes\" 'and' newline\nand\ttab",
]


def entry(number: int, title: str = "Norway leaves the Grazing Treaty", **more: object) -> FeedEntry:
    return FeedEntry(f"/acts/A{number}", title, NOW + timedelta(hours=number), **more)  # type: ignore[arg-type]


def feed(*entries: FeedEntry, **more: object) -> Feed:
    values: dict[str, object] = {
        "base": BASE,
        "name": "/register.atom?state=NO",
        "own": "/register.atom?state=NO",
        "page": "/register?state=NO",
        "title": "Register",
        "entries": entries,
        "since": NOW,
    }
    return Feed(**values | more)  # type: ignore[arg-type]


def name(local: str) -> str:
    return f"{{{ATOM}}}{local}"


def only(parent: Element, local: str) -> str:
    """The text of the element of this name, of which there must be one."""
    (node,) = parent.findall(name(local))
    return node.text or ""


ONCE = {"feed": ("id", "title", "updated", "author"), "entry": ("id", "title", "updated")}
AT_MOST_ONCE = ("subtitle", "rights", "generator", "published", "summary", "content")
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def broken_rules(document: bytes) -> list[str]:
    """What RFC 4287 and the feed validator of the W3C would object to."""
    root = fromstring(document)
    nodes = [("feed", root), *(("entry", node) for node in root.findall(name("entry")))]
    broken = [
        f"{kind}: {len(node.findall(name(local)))} x {local}"
        for kind, node in nodes
        for local in (*ONCE[kind], *AT_MOST_ONCE)
        if len(node.findall(name(local))) > 1 or (local in ONCE[kind] and node.find(name(local)) is None)
    ]
    ids = [only(node, "id") for _, node in nodes]
    broken += [] if len(set(ids)) == len(ids) else ["an id stands twice"]
    broken += [f"id {text}" for text in ids if not re.fullmatch(r"tag:[a-z0-9.-]+,\d{4}:[!-~]+", text)]
    dates = [node.text or "" for local in ("updated", "published") for node in root.iter(name(local))]
    broken += [f"date {text}" for text in dates if not DATE.fullmatch(text)]
    links = [link.get("href", "") for link in root.iter(name("link"))]
    broken += [f"link {text}" for text in links if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text)]
    relations = [link.get("rel") for link in root.findall(name("link"))]
    broken += [] if relations.count("self") == relations.count("alternate") == 1 else [f"links {relations}"]
    contents = [[child.tag for child in node] for node in root.iter(name("content"))]
    broken += [f"content {tags}" for tags in contents if tags != [f"{{{XHTML}}}div"]]
    return broken


def test_a_feed_has_what_the_standard_demands() -> None:
    whole = feed(entry(1), entry(2), next="/register.atom?state=NO&cursor=x", rights="CC BY 4.0")
    root = fromstring(atom(whole))
    assert root.tag == name("feed")
    assert only(root, "id") == "tag:monitor.example,2026:register.atom?state=NO"
    assert only(root, "title") == "Register"
    assert only(root, "rights") == "CC BY 4.0"
    assert only(root, "updated") == "2026-11-20T10:00:00Z", "that of its newest entry"
    assert root.find(f"{name('author')}/{name('name')}") is not None
    links = {link.get("rel"): link.get("href") for link in root.findall(name("link"))}
    assert links == {
        "self": f"{BASE}/register.atom?state=NO",
        "alternate": f"{BASE}/register?state=NO",
        "next": f"{BASE}/register.atom?state=NO&cursor=x",
    }


def test_entries_have_ids_of_their_own_and_whole_addresses() -> None:
    root = fromstring(atom(feed(entry(1), entry(2, source_url="https://wire.example/a b"))))
    entries = root.findall(name("entry"))
    assert [only(node, "id") for node in entries] == [
        "tag:monitor.example,2026:acts/A1",
        "tag:monitor.example,2026:acts/A2",
    ]
    for link in root.iter(name("link")):
        address = urlsplit(link.get("href", ""))
        assert address.scheme == "https"
        assert address.netloc
        assert " " not in link.get("href", "")


def test_an_id_holds_when_the_pages_move_to_https_or_another_port() -> None:
    assert tag("http://monitor.example:8484", "acts/A1") == tag(BASE, "acts/A1")


def test_a_feed_without_entries_has_a_time() -> None:
    assert only(fromstring(atom(feed())), "updated") == "2026-11-20T08:00:00Z"


def test_an_entry_was_not_published_after_its_last_change() -> None:
    late = entry(1, published=NOW + timedelta(days=2))
    (node,) = fromstring(atom(feed(late))).findall(name("entry"))
    assert only(node, "published") <= only(node, "updated")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "", "//evil.example"])
def test_a_link_to_a_source_is_one_of_the_web(address: str) -> None:
    assert b'"related"' not in atom(feed(entry(1, source_url=address)))


@pytest.mark.parametrize("title", HOSTILE)
def test_fault_139_hostile_titles_parse_back_as_they_are(title: str) -> None:
    told = entry(
        1,
        title,
        summary=title,
        lines=[title],
        quotations=[Quotation(title, title, "ar", "rtl")],
        categories=[Category(title, title)],
    )
    document = atom(feed(told, title=title, subtitle=title))
    (node,) = fromstring(document).findall(name("entry"))
    expected = legal(title)
    assert only(node, "title") == expected
    assert node.find(f"{name('content')}/{{{XHTML}}}div/{{{XHTML}}}p").text == expected  # type: ignore[union-attr]
    parsed = feedparser.parse(document)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert len(parsed.entries) == 1
    assert broken_rules(document) == []
    assert "<script" not in parsed.entries[0].content[0].value


def test_what_xml_does_not_allow_is_left_out_and_nothing_else() -> None:
    assert legal("a\x00b\x0bc\ud800d\ufffee\U0010ffff\t\n\u0085") == "abcde\U0010ffff\t\n\u0085"

"""Where feeds come from: the catalogue in the package, the feeds of a site, and which of many work."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import Result
from servers import Site, rss

from monitor.config import load
from monitor.model import FeedKind
from monitor.names import is_country
from monitor.normalize import safe_link
from monitor.service import Service, catalogue, languages
from monitor.service.opml import read_opml

Call = Callable[..., Result]
ITEMS = (("1", "Rain", "http://w.example/1"), ("2", "Sun", "http://w.example/2"))
OLD = datetime(2020, 1, 1, tzinfo=UTC)


def page(*links: str) -> str:
    return f"<!doctype html><html><head><title>News</title>{''.join(links)}</head><body></body></html>"


def alternate(address: str, title: str = "") -> str:
    return f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{address}">'


# ---------------------------------------------------------------- the catalogue


def test_the_catalogue_has_sources_of_each_kind_in_the_language_of_each_pack(config: Path) -> None:
    sources = catalogue.read()
    assert len(sources) >= 150
    assert {source.kind for source in sources} == set(catalogue.SourceKind)
    assert {source.lang for source in sources} == set(languages.covered(load(config)))
    assert min(Counter(source.lang for source in sources).values()) >= 3


def test_each_source_has_a_name_and_an_address_of_its_own() -> None:
    sources = catalogue.read()
    plain = [source.address.partition("://")[2].removeprefix("www.").rstrip("/") for source in sources]
    assert [address for address, number in Counter(plain).items() if number > 1] == []
    assert [
        title for title, number in Counter(source.title for source in sources).items() if number > 1
    ] == []
    for source in sources:
        assert safe_link(source.address) == source.address
        assert "." in (urlsplit(source.address).hostname or "")
        assert not source.state or is_country(source.state), source
        assert source.title.strip() == source.title != ""


def test_a_source_counts_as_what_its_publisher_can_say() -> None:
    by_kind = {source.kind: source for source in catalogue.read() if source.state}
    gazette = by_kind[catalogue.SourceKind.GAZETTE]
    assert (gazette.feed.kind, gazette.feed.state) == (FeedKind.OFFICIAL, gazette.state)
    depositary = by_kind[catalogue.SourceKind.DEPOSITARY]
    assert depositary.feed.depositary == depositary.state
    # a vote of a parliament is no word of the state that gives notice
    assert by_kind[catalogue.SourceKind.PARLIAMENT].feed.state is None
    assert by_kind[catalogue.SourceKind.PRESS].feed.kind is FeedKind.PRESS


def test_the_first_feeds_of_an_installation_are_in_the_catalogue(config: Path) -> None:
    with Service.open(load(config), packaged=True) as service:
        first = {feed.address for feed in service.store.feeds.all()}
        everything = catalogue.read()
        assert first <= {source.address for source in everything}
        added = catalogue.add(service, everything)
        assert (len(added.feeds), added.known) == (len(everything) - len(first), len(first))
        assert all(feed.interval_s == service.config.poll.interval_s for feed in added.feeds)


def test_sources_are_added_once_and_what_is_there_stays(empty: Call) -> None:
    french = [source for source in catalogue.read() if source.lang == "fr"]
    there = french[0].address.replace("https://www.", "http://").rstrip("/") + "/"
    empty("feeds", "add", "--no-check", there, "--title", "Mine")
    said = empty("feeds", "add", "--catalogue", "treaty", "--lang", "fr").output
    assert f"{len(french) - 1} feeds added, 1 known already." in said
    assert (
        f"0 feeds added, {len(french)} known already."
        in empty("feeds", "add", "--catalogue", "treaty", "--lang", "FR").output
    )
    titles = [entry["feed"]["title"] for entry in json.loads(empty("feeds", "list", "--json").stdout)]
    assert titles.count("Mine") == 1
    assert len(titles) == len(french)


def test_a_dry_run_adds_nothing(empty: Call) -> None:
    listed = json.loads(
        empty("feeds", "add", "--catalogue", "treaty", "--kind", "gazette", "--dry-run", "--json").stdout
    )
    assert {source["kind"] for source in listed} == {"gazette"}
    assert json.loads(empty("feeds", "list", "--json").stdout) == []


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--catalogue", "birds"), "There is no catalogue 'birds'"),
        (("--catalogue", "treaty", "--lang", "xx"), "no source of the language 'xx'; it has ar, de,"),
        (("--catalogue", "treaty", "--state", "AQ"), "no source of the state 'AQ'"),
        (("--catalogue", "treaty", "https://example.org/feed"), "either ADDRESS or --catalogue"),
        (("--dry-run", "https://example.org/feed"), "--dry-run goes with the latter"),
        ((), "either ADDRESS or --catalogue"),
        (("--kind", "gazette", "https://example.org/feed"), "--kind gazette is for --catalogue"),
    ],
)
def test_what_cannot_be_added_is_refused_with_what_to_do(
    empty: Call, options: tuple[str, ...], says: str
) -> None:
    assert says in empty("feeds", "add", *options, code=2).output


def test_the_catalogue_is_listed_filtered_and_written_as_opml(empty: Call) -> None:
    said = empty("feeds", "catalogue", "--lang", "ro", "--kind", "press").output
    assert "Digi24" in said
    assert "Le Monde" not in said
    [record] = json.loads(empty("feeds", "catalogue", "--kind", "depositary", "--json").stdout)
    assert record["tried"] is False
    outlines, refused = read_opml(empty("feeds", "catalogue", "--opml").stdout.encode())
    assert (len(outlines), refused) == (len(catalogue.read()), [])


# ---------------------------------------------------------------- the feeds of a site


def test_the_feeds_that_a_page_names_are_read(empty: Call, here: Site) -> None:
    here.put("/world.rss", rss(*ITEMS, title="World"))
    here.put("/news", page(alternate("/world.rss"), alternate("/gone.rss", "Old")), content_type="text/html")
    said = empty("feeds", "discover", here.url("/news")).output
    assert f"{here.url('/world.rss')}\n  World: rss20, 2 items" in said
    assert f"{here.url('/gone.rss')}\n  cannot be read: http_404" in said
    assert here.hits("/feed/") == 0
    assert json.loads(empty("feeds", "list", "--json").stdout) == []


def test_an_address_that_is_a_feed_is_told_as_one(empty: Call, here: Site) -> None:
    address = here.put("/world.rss", rss(*ITEMS, title="World"))
    [candidate] = json.loads(empty("feeds", "discover", address, "--json").stdout)["candidates"]
    assert (candidate["origin"], candidate["items"]) == ("given", 2)


def test_common_addresses_are_asked_for_once_each_where_robots_allow_it(empty: Call, here: Site) -> None:
    here.put("/news", page(), content_type="text/html")
    here.put("/rss.xml", rss(*ITEMS, title="World"))
    here.put("/feed.xml", rss(*ITEMS, title="World"))
    here.put("/atom.xml", rss(*ITEMS, title="Secret"))
    here.put("/robots.txt", "User-agent: *\nDisallow: /atom.xml\n", content_type="text/plain")
    answer = json.loads(empty("feeds", "discover", here.url("/news"), "--json").stdout)
    assert [(entry["title"], entry["origin"]) for entry in answer["candidates"]] == [("World", "common")]
    assert here.hits("/atom.xml") == 0
    assert here.hits("/robots.txt") == 1


def test_a_site_without_feeds_is_told_with_what_to_do(empty: Call, here: Site) -> None:
    here.put("/news", page(), content_type="text/html")
    assert "No feed found at" in empty("feeds", "discover", here.url("/news"), code=1).output
    assert "http_404" in empty("feeds", "discover", here.url("/missing"), code=1).output


# ---------------------------------------------------------------- which of many work


@pytest.fixture
def several(empty: Call, here: Site) -> Call:
    """An installation with a feed of each kind of health."""
    here.put("/works", rss(*ITEMS))
    here.put("/silent", rss(*ITEMS, now=OLD))
    here.put("/page", page(), content_type="text/html")
    here.put("/old", "", status=301, Location="/works")
    here.put("/broken", "", status=500)
    for path in ("/works", "/silent", "/page", "/old", "/broken", "/missing"):
        empty("feeds", "add", "--no-check", here.url(path))
    return empty


def test_all_feeds_are_checked_and_nothing_is_stored(several: Call, here: Site) -> None:
    answer = json.loads(several("feeds", "check", "--all", "--json", code=1).stdout)
    assert [(urlsplit(entry["address"]).path, entry["verdict"]) for entry in answer] == [
        ("/works", "works"),
        ("/silent", "silent"),
        ("/page", "not a feed"),
        ("/old", "moved"),
        ("/broken", "fails"),
        ("/missing", "gone"),
    ]
    assert [entry["moved_to"] for entry in answer if entry["moved_to"]] == [here.url("/works")]
    assert not any(entry["paused"] for entry in answer)
    listed = json.loads(several("feeds", "list", "--json").stdout)
    assert all(entry["ok_at"] is None and entry["feed"]["enabled"] for entry in listed)


def test_dead_feeds_are_paused_on_request(several: Call, here: Site) -> None:
    said = several("feeds", "check", "--all", "--pause-dead", code=1).output
    assert "nothing new since 2020-01-01" in said
    assert f"Feed 6 is paused: {here.url('/missing')}" in said
    listed = json.loads(several("feeds", "list", "--json").stdout)
    assert [urlsplit(entry["feed"]["address"]).path for entry in listed if not entry["feed"]["enabled"]] == [
        "/page",
        "/missing",
    ]


@pytest.mark.parametrize(
    "options", [(), ("1", "--all"), ("--all", "--catalogue"), ("--catalogue", "--pause-dead")]
)
def test_a_check_of_nothing_in_particular_is_refused(empty: Call, options: tuple[str, ...]) -> None:
    assert "Say which" in (said := empty("feeds", "check", *options, code=2).output) or "--pause-dead" in said

"""Many publishers on loopback, one address each, in a process of their own: `python publishers.py FEEDS`.

It prints its port and reads the next phase from each line of its standard input: `ADDED VALIDATORS`, the number
of items that each feed has gained since the start, and 1 if it sends ETags and answers 304. Every other line is
answered with `ready`.
"""

from __future__ import annotations

import asyncio
import random
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache

FEWEST, MOST = 30, 60  # items of a feed
NEWEST = datetime(2026, 11, 29, 12, tzinfo=UTC)
_WORDS = """
harbour council budget minister weather railway hospital inflation museum drought vaccine orchestra satellite glacier
refinery orchard court judge police teacher energy market shares bank climate river bridge tunnel festival theatre
novel painter coach league goal champion forest bakery village airport the of and in to for with on near under by from
"""
WORDS = _WORDS.split()
# the judge reads one in eighteen, as in three weeks of English news feeds (6 % of them)
DIPLOMATIC, OUT_OF = "said the talks on the fisheries agreement will end after the summit", 18
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
)


def host_of(feed: int) -> str:
    """The loopback address of a feed: one each, as feeds mostly are."""
    return f"127.1.{feed // 250}.{1 + feed % 250}"


def size_of(feed: int) -> int:
    """How many items a feed has at the start."""
    return random.Random(feed).randint(FEWEST, MOST)


@lru_cache(maxsize=4)
def document(feed: int, added: int) -> bytes:
    """The feed after it has gained `added` items: RSS of 80 %, Atom of 15 %, RDF of 5 % of the publishers."""
    numbers = range(size_of(feed) + added - 1, -1, -1)
    kind = "rdf" if feed % 20 == 19 else "atom" if feed % 20 in (5, 12, 17) else "rss"
    items = "".join(_ITEMS[kind](feed, number) for number in numbers)
    return _FRAMES[kind](feed, items).encode()


def _texts(feed: int, number: int) -> tuple[str, str, str]:
    """Headline, summary as HTML, and body as HTML of an item."""
    chance = random.Random(feed * 1000 + number)
    headline = " ".join(chance.choices(WORDS, k=9)).capitalize()
    first, second = (" ".join(chance.choices(WORDS, k=28)).capitalize() for _ in range(2))
    if (feed + number) % OUT_OF == 0:
        first = f"{first} {DIPLOMATIC}"
    picture = f'<img src="https://img.example/{feed}/{number}.jpg" alt="">'
    summary = f'<p>{picture}{first}. <a href="https://wire.example/{feed}">More &amp; more</a></p>'
    return headline, summary, f"<p>{first}.</p><p>{second}; <b>caf\u00e9</b>.</p>"


def _day(feed: int, number: int) -> datetime:
    return NEWEST - timedelta(hours=3 * (MOST - number), minutes=feed % 60)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _rss_item(feed: int, number: int) -> str:
    headline, summary, body = _texts(feed, number)
    link = f"https://news{feed}.example/2026/11/{number}-{headline.split()[0].lower()}"
    long = f"<content:encoded><![CDATA[{body}]]></content:encoded>" if feed % 3 == 0 else ""
    return (
        f"<item>\n<title>{headline}</title>\n<link>{link}</link>\n<guid isPermaLink='false'>{feed}-{number}</guid>\n"
        f"<pubDate>{format_datetime(_day(feed, number))}</pubDate>\n<dc:creator><![CDATA[A. Reporter]]></dc:creator>\n"
        f"<category><![CDATA[World]]></category>\n<category>{headline.split()[1]}</category>\n"
        f"<description>{_escaped(summary)}</description>\n{long}"
        f"<media:content url='https://img.example/{feed}/{number}.jpg' medium='image'/></item>\n"
    )


def _atom_item(feed: int, number: int) -> str:
    headline, summary, body = _texts(feed, number)
    day = _day(feed, number).isoformat()
    return (
        f"<entry><title type='html'>{headline}</title><id>tag:news{feed}.example,2026:{number}</id>\n"
        f"<link rel='alternate' type='text/html' href='https://news{feed}.example/a/{number}'/>\n"
        f"<published>{day}</published><updated>{day}</updated><author><name>A. Reporter</name></author>\n"
        f"<category term='world'/><summary type='html'>{_escaped(summary)}</summary>\n"
        f"<content type='html'>{_escaped(body)}</content></entry>\n"
    )


def _rdf_item(feed: int, number: int) -> str:
    headline, summary, _ = _texts(feed, number)
    link = f"https://news{feed}.example/r/{number}"
    return (
        f"<item rdf:about='{link}'><title>{headline}</title><link>{link}</link>\n"
        f"<dc:date>{_day(feed, number).isoformat()}</dc:date><dc:creator>A. Reporter</dc:creator>\n"
        f"<description>{_escaped(summary)}</description></item>\n"
    )


def _rss(feed: int, items: str) -> str:
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<rss version='2.0' {NAMESPACES}><channel><title>Feed {feed}</title>"
        f"<link>https://news{feed}.example/</link><description>News</description><language>en</language>"
        f"<atom:link href='https://news{feed}.example/feed' rel='self' type='application/rss+xml'/>\n"
        f"{items}</channel></rss>"
    )


def _atom(feed: int, items: str) -> str:
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'>"
        f"<title>Feed {feed}</title><id>tag:news{feed}.example,2026:feed</id><updated>{NEWEST.isoformat()}</updated>\n"
        f"{items}</feed>"
    )


def _rdf(feed: int, items: str) -> str:
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        f"<channel rdf:about='https://news{feed}.example/'><title>Feed {feed}</title>"
        f"<link>https://news{feed}.example/</link><description>News</description></channel>\n{items}</rdf:RDF>"
    )


_ITEMS = {"rss": _rss_item, "atom": _atom_item, "rdf": _rdf_item}
_FRAMES = {"rss": _rss, "atom": _atom, "rdf": _rdf}


class Publisher(asyncio.Protocol):
    """Answers GET /FEED.xml."""

    added, validators = 0, True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the connection, and what has come on it so far."""
        self.transport, self.waiting = transport, b""

    def data_received(self, data: bytes) -> None:
        """Answers each request whose head is complete."""
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
            self.answer(head)

    def answer(self, head: bytes) -> None:
        """200 with the document, or 304."""
        assert isinstance(self.transport, asyncio.Transport)
        feed = int(head.split(b" ", 2)[1].strip(b"/").split(b".")[0])
        tag = f'"{feed}-{Publisher.added}"'.encode()
        if Publisher.validators and tag in head:
            self.transport.write(b"HTTP/1.1 304 Not Modified\r\nETag: " + tag + b"\r\n\r\n")
            return
        body = document(feed, Publisher.added)
        etag = b"ETag: " + tag + b"\r\n" if Publisher.validators else b""
        self.transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/xml; charset=utf-8\r\n"
            b"Content-Length: %d\r\n%s\r\n%s" % (len(body), etag, body)
        )


async def serve(feeds: int) -> None:
    """Listens on the address of each feed until the standard input ends."""
    loop = asyncio.get_running_loop()
    hosts = [host_of(feed) for feed in range(feeds)]
    first = await loop.create_server(Publisher, hosts[0], 0, backlog=64)
    port = first.sockets[0].getsockname()[1]
    await loop.create_server(Publisher, hosts[1:], port, backlog=16)
    print(port, flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        added, validators = line.split()
        Publisher.added, Publisher.validators = int(added), validators == "1"
        print("ready", flush=True)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))

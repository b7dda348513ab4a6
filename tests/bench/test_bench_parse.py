"""What a poll costs that brings few new items, beside feedparser reading the whole document (its
defaults).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from time import process_time

import feedparser
import pytest

from monitor.model import Parsed
from monitor.parse import parse_feed

ITEMS = 50
FLOORS = {0: 15.0, 1: 10.0, 5: 4.0, 50: 0.8}  # new items -> times faster than feedparser alone, at least
WORDS = (
    "The cabinet of Norland met again on the herring accord and put off its decision until the "
    "harbour towns have been heard. "
)


def _item(number: int) -> str:
    return f"""<item><title>Report {number} on the accord &amp; its annexes</title><link>https://courier.example/2026/{number}</link>
<guid isPermaLink="false">courier-{number}</guid><pubDate>Mon, 23 Nov 2026 09:{number % 60:02}:00 +0100</pubDate>
<dc:creator>A. Reporter</dc:creator><description>&lt;p&gt;{WORDS}&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>{WORDS}</p><p><a href="/x/{number}">More</a> <em>{WORDS}</em></p>]]></content:encoded></item>
"""


def _feed(first: int) -> bytes:
    items = "".join(_item(number) for number in range(first + ITEMS, first, -1))
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Harbour Courier</title><link>https://courier.example/</link><description>News</description><language>en</language>
<lastBuildDate>Mon, 23 Nov 2026 10:{first % 60:02}:00 +0100</lastBuildDate>
{items}</channel></rss>""".encode()


def _cpu_ms(run: Callable[[], object], times: int) -> float:
    """CPU milliseconds of one `run`: the best of five rounds of `times`, since others share the machine."""
    best = float("inf")
    for _ in range(5):
        started = process_time()
        for _ in range(times):
            run()
        best = min(best, (process_time() - started) / times)
    return best * 1000


@pytest.mark.bench
def test_a_poll_with_one_new_item_of_fifty_costs_a_tenth_of_feedparser() -> None:
    before = parse_feed(_feed(100), "", frozenset())
    assert isinstance(before, Parsed)
    alone = _cpu_ms(lambda: feedparser.parse(io.BytesIO(_feed(100))), 3)
    print(f"\nfeedparser alone, {ITEMS} items, {len(_feed(100)) / 1000:.0f} kB: {alone:.1f} ms of CPU")
    ratios = {}
    for new in FLOORS:
        body = _feed(100 + new)
        seen = frozenset(before.item_hashes)
        parsed = parse_feed(body, "", seen)
        assert isinstance(parsed, Parsed)
        assert (len(parsed.entries), parsed.overlap) == (new, ITEMS - new)
        cost = _cpu_ms(lambda body=body, seen=seen: parse_feed(body, "", seen), 3 if new == ITEMS else 20)  # type: ignore[misc]
        ratios[new] = alone / cost
        print(f"{new:3} new: {cost:6.2f} ms, {ratios[new]:5.1f} times faster (floor {FLOORS[new]})")
    assert all(ratios[new] >= floor for new, floor in FLOORS.items()), ratios

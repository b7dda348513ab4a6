"""Makes a story of an entry of a feed, and the keys by which stories are the same
(docs/notes/story-identity.md).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b

from monitor.model import Feed, FeedItem, FeedKind, Story
from monitor.normalize.links import canonical_link, host_of, route_of, safe_link
from monitor.normalize.text import clean_text

LEAD = 700  # most characters of a body that replace a missing summary
_SENTENCE_END = re.compile(r"[.!?…。][\"'”’»)]*\s")
_OLDEST_YEAR = 1990  # before feeds existed: 1970 is a missing date, not news
_FUTURE_SLACK = timedelta(days=7)  # a wrong zone or a scheduled article; a later date is wrong
_PAGE = re.compile(r"https://[^/?#]+[/?#].")  # more than a host
_ANCHOR = re.compile(
    r"#(?!(?:comments?|respond|disqus_thread|rss|feed|top|ref|xtor)\b)[\w.:-]{2,64}\s*$",
    re.ASCII | re.IGNORECASE,
)


def story_key(feed_address: str, guid: str, link: str, title: str) -> str:
    """The key of a story, which is the same for entries of one story: its canonical link, or a hash of feed,
    guid and title if the link names no page.

    A home page without path and the address of the feed name no page: feeds give them for items without a
    page. An anchor stays, because some publishers have one page a day with an anchor for each item;
    `#comments` and tracking fragments are removed.
    """
    canonical = canonical_link(link)
    if canonical and _PAGE.match(canonical) and canonical != _canonical_of_feed(feed_address):
        anchor = _ANCHOR.search(link) if "#" in link else None
        return canonical + (anchor[0] if anchor else "")
    return (
        "none:"
        + blake2b(
            "\x1f".join((feed_address, guid, title)).encode("utf-8", "replace"), digest_size=16
        ).hexdigest()
    )


@lru_cache(maxsize=64)
def _canonical_of_feed(address: str) -> str | None:
    """The canonical link of a feed, the same for all its items."""
    return canonical_link(address)


def former_key(feed_address: str, guid: str, link: str, title: str) -> str | None:
    """The key that earlier versions gave a story whose link has a route; None for any other link."""
    address, mark, route = link.partition("#")
    return story_key(feed_address, guid, address, title) if mark and route_of(route) else None


def guid_key(key: str, guid: str) -> str:
    """The key of a story that shares its link (`key`) with others: link and guid, or what replaces the
    guid.
    """
    return f"{key} guid:{blake2b(guid.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"


def guid_keys(key: str) -> tuple[str, str]:
    """The lowest and the highest key that `guid_key` gives for this link."""
    return f"{key} guid:", f"{key} guid:g"


def to_story(entry: FeedItem, feed: Feed, now: datetime) -> Story:
    """The story of an entry of a feed that was read at `now` (aware, UTC). The store gives `id` and
    `version`.
    """
    url = safe_link(entry.link, feed.address)
    host = host_of(url or safe_link(feed.address) or "").removeprefix("www.")
    title, summary, body = (clean_text(text) for text in (entry.title, entry.summary, entry.body))
    summary = summary or lead(body)
    return Story(
        key=story_key(feed.identity or feed.address, entry.guid, url or entry.link, title),
        title=title,
        summary=summary,
        body=body,
        url=url,
        raw_url=entry.link if url is None and entry.link else None,
        source=feed.publisher or feed.title or host,
        host=host,
        lang=entry.lang or feed.lang,
        state=feed.state,
        guid=entry.guid,
        author=entry.author,
        published=_believable(entry.published, now),
        published_raw=entry.published_raw,
        digest=text_digest(title, summary, body),
        official=feed.kind is FeedKind.OFFICIAL,
        depositary=(feed.depositary or "") if feed.kind is FeedKind.OFFICIAL else "",
    )


def lead(body: str) -> str:
    """The first whole sentences of a body, up to about 700 characters, for a story without a summary."""
    if len(body) <= LEAD:
        return body
    ends = [match.end() for match in _SENTENCE_END.finditer(body, 0, LEAD)]
    return body[: ends[-1] if ends else body.rfind(" ", 0, LEAD)].strip() or body[:LEAD]


def _believable(published: datetime | None, now: datetime) -> datetime | None:
    """The date of an entry, at most `now`; None if it is before 1990 or more than a week ahead."""
    if published is None or published.year < _OLDEST_YEAR or published > now + _FUTURE_SLACK:
        return None
    return min(published, now)


def text_digest(title: str, summary: str, body: str) -> bytes:
    """16 bytes that change if, and only if, one of the three texts changes."""
    return blake2b("\x1f".join((title, summary, body)).encode("utf-8", "replace"), digest_size=16).digest()

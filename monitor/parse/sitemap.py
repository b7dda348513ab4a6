"""Parses sitemaps of news (sitemaps.org 0.9 with `news:news`) and indexes of sitemaps, without an XML parser:
in linear time, with no entities but those of HTML. Addresses without news are left out.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from monitor.model import FeedItem
from monitor.normalize import clean_text, html_to_text, language_tag
from monitor.parse.cut import CDATA_SECTION
from monitor.parse.dates import read_date

_COMMENT = r"<!--[^-]*+(?:-(?!->)[^-]*+)*+(?:-->|\Z)"
_ROOT = re.compile(
    rf"(?:\s|<\?[^<>]*+>|{_COMMENT})*+<(?P<prefix>[\w.-]+:)?(?P<name>urlset|sitemapindex)(?=[\s>])[^<>]*+>"
)
_COMMENTS = re.compile(_COMMENT)
_NEWS_PREFIX = re.compile(
    r"""xmlns:([\w.-]+)\s*=\s*["']https?://www\.google\.com/schemas/sitemap-news/0\.9/?["']"""
)
_TEXT = rf"\b[^<>]*+>(?P<text>[^<]*+(?:{CDATA_SECTION}[^<]*+)*+)"
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ENTRY_LIMIT = 65_536  # characters of one address with what is said of it


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap: the text of each address with news, or the addresses of other sitemaps, the newest first.
    `complete` is False if its end is missing.
    """

    items: tuple[str, ...]
    sitemaps: tuple[str, ...]
    publication: str
    complete: bool
    prefix: str
    news: str


def load(text: str) -> Sitemap | None:
    """The sitemap in `text`; None if it is none."""
    root = _ROOT.match(text)
    if root is None:
        return None
    prefix = root["prefix"] or ""
    declared = _NEWS_PREFIX.search(root[0])
    news = f"{declared[1]}:" if declared else "news:"
    rest = _COMMENTS.sub("", text[root.end() :])
    body, end, _ = rest.rpartition(f"</{prefix}{root['name']}>")
    is_index = root["name"] == "sitemapindex"
    entries = _entries(body if end else rest, prefix + ("sitemap" if is_index else "url"))
    if is_index:
        dated = [(_value(entry, f"{prefix}lastmod"), _value(entry, f"{prefix}loc")) for entry in entries]
        newest = sorted(dated, key=lambda pair: pair[0], reverse=True)
        return Sitemap((), tuple(address for _, address in newest if address), "", bool(end), prefix, news)
    with_news = [entry for entry in entries if f"<{news}news" in entry]
    with_news.sort(key=lambda entry: _value(entry, f"{news}publication_date"), reverse=True)
    publication = _value(with_news[0], f"{news}name") if with_news else ""
    return Sitemap(tuple(with_news), (), clean_text(publication, 500), bool(end), prefix, news)


def identity(item: str, sitemap: Sitemap) -> tuple[str, str]:
    """Guid and title of an item, as `entry` reads them."""
    return clean_text(_value(item, f"{sitemap.prefix}loc"), 2000), _title(item, sitemap)


def entry(item: str, sitemap: Sitemap, item_hash: bytes) -> FeedItem:
    """The entry of an item: its address is its guid too."""
    link, title = identity(item, sitemap)
    published = _value(item, f"{sitemap.news}publication_date")
    return FeedItem(
        guid=link,
        link=link,
        title=title,
        lang=language(item, sitemap),
        published=read_date(published),
        published_raw=clean_text(published, 200),
        item_hash=item_hash,
    )


def language(item: str, sitemap: Sitemap) -> str | None:
    """The language of an item (ISO 639, or `zh-cn`)."""
    return language_tag(_value(item, f"{sitemap.news}language"))


def _title(item: str, sitemap: Sitemap) -> str:
    return html_to_text(html.escape(_value(item, f"{sitemap.news}title"), quote=False))


def _entries(body: str, name: str) -> list[str]:
    """The text of each complete element `name`, up to `_ENTRY_LIMIT` characters."""
    opening = re.compile(rf"<{re.escape(name)}\s*>")
    entries = []
    for part in re.split(rf"</{re.escape(name)}\s*>", body)[:-1]:
        begins = [match.end() for match in opening.finditer(part)]
        if begins:
            entries.append(part[begins[-1] : begins[-1] + _ENTRY_LIMIT])
    return entries


def _value(entry: str, name: str) -> str:
    """The text of the first element `name`, with references resolved; "" for none."""
    element = re.search(rf"<{re.escape(name)}{_TEXT}", entry)
    if element is None:
        return ""
    return html.unescape(_CDATA.sub(lambda section: html.escape(section[1]), element["text"])).strip()

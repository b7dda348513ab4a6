"""Text and links as the rest of the program may rely on them: clean, capped, safe to show, stable as
identity.

Nothing here trusts its input; nothing raises on any `str`. Docs: docs/notes/story-identity.md.
"""

from __future__ import annotations

import html
import re
import unicodedata
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from html.entities import html5
from posixpath import normpath
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

import nh3

from monitor.model import Entry, Feed, FeedKind, Story

TEXT_LIMIT = 65536  # characters a field; longer text is cut, never refused
LINK_LIMIT = 4096  # characters; a longer address is no address
_OLDEST_YEAR = 1990  # before feeds existed: 1970 is a missing date, not news
_FUTURE_SLACK = timedelta(days=7)  # a wrong zone or a scheduled article; beyond it the date is noise

# ---------------------------------------------------------------- text

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls that are not white space
    # soft hyphen, joiners and fillers that show nothing
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"  # zero width space, bidi marks, overrides and isolates
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff"  # lone surrogates: no UTF-8 can hold them
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # musical controls, tags
    "]+"
)
# joiners mean something in Persian, Indic scripts and emoji; after these scripts, and after nothing, they
# only hide a word
_JOINERS = re.compile("(?<![^\x00-\u058f\u1e00-\u1fff\\s])[\u200c\u200d]+")
# neither letters nor digits nor spaces: 30 combining marks on a letter are enough for every language (UAX
# #15, 12, Stream-Safe Text)
_MARKS = re.compile("([^\\w\\s\x00-\u02ff]{30})[^\\w\\s\x00-\u02ff]+")
_BLOCK = {
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_UNENDED = re.compile(r"&([A-Za-z][A-Za-z0-9]*+)(?!;)(=?)")  # the name of a character without its semicolon
_TAG = re.compile(r"</?([a-zA-Z][^\s/<>]*)[^<>]*>")
_SELF_ENDING = frozenset({
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option",
    "p", "param", "source", "td", "th", "tr", "track", "wbr",
})  # fmt: skip
_NH3_BUDGET = 100_000  # tags times depth; nh3's time grows with it


def clean_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """`text` as one line of plain text: NFC, white space runs are one space, nothing invisible but meaningful
    joiners.

    Controls, bidi overrides, zero width characters and lone surrogates are removed. At most `limit`
    characters.
    """
    text = text[: 4 * limit]
    if text.isascii():
        text = _INVISIBLE.sub("", text)
    else:
        text = _compose(_JOINERS.sub("", _INVISIBLE.sub("", _compose(text))))
    return " ".join(text.split())[:limit].rstrip()


def _compose(text: str) -> str:
    """NFC, which takes quadratic time on long runs of combining marks."""
    return unicodedata.normalize("NFC", _MARKS.sub(r"\1", text))


def html_to_text(markup: str, limit: int = TEXT_LIMIT) -> str:
    """The words of an HTML fragment as `clean_text`: no tags, scripts or styles; blocks are parted by a
    space.
    """
    markup = markup[:limit]
    if "&" in markup:
        markup = _UNENDED.sub(_escape_bare, markup)
    if "<" in markup:
        tags = markup.count("<")
        if tags * tags > _NH3_BUDGET and tags * _depth(markup) > _NH3_BUDGET:
            markup = _TAG.sub(_unnest, markup)
        markup = _TAG.sub(" ", nh3.clean(markup, tags=_BLOCK, attributes={}, link_rel=None))
    return clean_text(html.unescape(markup), limit)


def _escape_bare(name: re.Match[str]) -> str:
    """`&copy` stands for a character only as a whole word: `R&D`, `Marks&regions` and `?a=1&copy=2` mean what
    they show.
    """
    return name[0] if name[1] in html5 and name[2] != "=" else f"&amp;{name[1]}{name[2]}"


def _depth(markup: str) -> int:
    """About how deep elements are nested; those that end by themselves do not count."""
    depth = deepest = 0
    for tag in _TAG.finditer(markup):
        if tag[1].lower() not in _SELF_ENDING:
            depth += -1 if tag[0].startswith("</") else 1
            deepest = max(deepest, depth)
    return deepest


def _unnest(tag: re.Match[str]) -> str:
    """Tags that hide what they hold stay for nh3; all others, which do the nesting, become a space."""
    return tag[0] if tag[1].lower() in {"script", "style"} else " "


def header_text(text: str) -> str:
    """`text` for a mail header: one line, and no encoded word (RFC 2047) that a mail library would decode."""
    return clean_text(text, 998).replace("=?", "= ?")


def language_tag(text: str) -> str | None:
    """A BCP 47 tag in its usual case (`en`, `pt-BR`; `eng` is `en`), or None when `text` is not one."""
    parts = text.strip().replace("_", "-").split("-")
    if not re.fullmatch(r"[A-Za-z]{2,3}", parts[0]) or not all(
        re.fullmatch(r"[A-Za-z0-9]{1,8}", part) for part in parts[1:]
    ):
        return None
    rest = [
        part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower()
        for part in parts[1:]
    ]
    primary = parts[0].lower()
    return "-".join([_shortest(primary) if len(primary) == 3 else primary, *rest])


@lru_cache(maxsize=128)
def _shortest(code: str) -> str:
    """The code of two letters, which BCP 47 (RFC 5646, 2.2.1) wants, for one of three of ISO 639-2; any other
    as it is.
    """
    from babel.core import get_global  # takes 0.1 s, and few feeds have such a code

    found = str(get_global("language_aliases").get(code, code))
    return found if len(found) == 2 else code


def language_code(tag: str | None) -> str:
    """The language of a BCP 47 tag (RFC 5646, 2.2.1) in small letters, `pt` for `pt-BR`; "" without a tag."""
    return (tag or "").strip().replace("_", "-").partition("-")[0].lower()


def text_digest(title: str, summary: str, body: str) -> bytes:
    """16 bytes that change when, and only when, one of the three texts changes."""
    return blake2b("\x1f".join((title, summary, body)).encode("utf-8", "replace"), digest_size=16).digest()


# ---------------------------------------------------------------- links

_TRACKING_PREFIX = (
    "utm_", "at_", "mtm_", "pk_", "piwik_", "hsa_", "vero_", "oly_", "guce_", "ns_", "wt.", "wt_", "_hs",
    "__hs", "ga_", "itm_",
)  # fmt: skip
_TRACKING = frozenset({
    "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid",
    "igshid", "igsh", "gclsrc", "mc_cid", "mc_eid", "_ga", "_gl", "_openstat", "xtor", "cmp", "cmpid", "ocid",
    "ncid", "smid", "smtyp", "emc", "partner", "spm", "s_cid", "ref_src", "ref_url", "__twitter_impression",
    "guccounter", "mkt_tok", "mbid", "wickedid", "soc_src", "soc_trk", "intcid", "ito", "sr_share",
    "feedtype", "feedname", "rssfeed", "cm_mmc", "ftag", "ftcamp", "sc_campaign", "sc_channel", "taid",
    "traffic_source", "campaign_id", "mkwid", "echobox",
})  # fmt: skip
_VALUE_TRACKING = frozenset({
    "ref", "source", "src", "from", "via", "feed", "medium", "channel", "referrer", "referer", "amp", "rss",
    "output", "outputtype",
})  # fmt: skip
_VALUES = frozenset({
    "rss", "feed", "atom", "feedburner", "twitter", "facebook", "fb", "telegram", "tg", "email", "newsletter",
    "social", "google", "googlenews", "amp", "rss2", "rss.xml",
})  # fmt: skip
_REDIRECT = re.compile(
    r"(?:(?:www|news)\.)?google\.[a-z.]{2,6}/(?:news/)?url$"
    r"|(?:www\.)?bing\.com/news/apiclick\.aspx$"
    r"|(?:l|lm|www)\.facebook\.com/l\.php$"
    r"|out\.reddit\.com/.*$|(?:www\.)?youtube\.com/redirect$"
)
_AMP_CACHE = re.compile(
    r"(?:[\w-]+\.cdn\.ampproject\.org/(?:[cv]/)?|(?:www\.)?google\.[a-z.]{2,6}/amp/)(s/)?(.+)$"
)
_GOOGLE_NEWS = re.compile(r"news\.google\.com/(?:rss/|__i/rss/rd/)?articles/([\w-]+)$")
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_PAGE = re.compile(r"https://[^/?#]+[/?#].")  # more than a host
_ANCHOR = re.compile(
    r"#(?!(?:comments?|respond|disqus_thread|rss|feed|top|ref|xtor)\b)[\w.:-]{2,64}\s*$",
    re.ASCII | re.IGNORECASE,
)
_QUERY_SAFE = "%/:?@!$'()*+,;=~-._[]|^"
_EMBEDDED = re.compile(rb"https?://[\x21-\x7e]+")


def safe_link(url: str, base: str = "") -> str | None:
    """`url`, joined to `base`, as a link that may be shown: http or https, a host, no user name; else
    None.
    """
    url = _INVISIBLE.sub("", url).strip()
    if not url or len(url) > LINK_LIMIT:
        return None
    try:
        url = urljoin(base, url) if base else url
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # both raise ValueError on nonsense
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[\s@\\<>\"']", parts.netloc):
        return None
    return re.sub(r"[\s<>\"'\\`{}]", lambda match: quote(match[0]), parts.geturl())


def canonical_link(url: str) -> str | None:
    """The address that stands for a page, whoever links to it; None when it is not http(s). For comparing
    only, never shown.

    Scheme and `www.`/`m.`/`amp.` are folded, the host is lower case ASCII, default port, tracking parameters
    and trailing slash are gone, AMP pages become their article, known redirectors (Google Alerts and News,
    Bing, ...) their target. Of fragments only a route (`#/news/1`, `#!news/1`) stays: it names a page.
    """
    link = safe_link(url)
    for _ in range(3):
        target = safe_link(_target(link) or "") if link else None
        if target is None:
            break
        link = target
    if link is None:
        return None
    parts = urlsplit(link)
    host = _HOST_PREFIX.sub("", _ascii_host(parts.hostname or ""))
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    if not host:
        return None
    path = _canonical_path(parts.path)
    query = "&".join(
        sorted(
            quote(piece, safe=_QUERY_SAFE)
            for piece in parts.query.split("&")
            if piece and not _is_tracking(piece)
        )
    )
    route = _route(parts.fragment)
    return f"https://{host}{port}{path}" + (f"?{query}" if query else "") + (f"#{route}" if route else "")


def _route(fragment: str) -> str:
    """A fragment that a page's script reads as its address (`/news/1`, `!news/1`) without what tracks, or
    "".
    """
    if not fragment.startswith(("/", "!")):
        return ""
    path, _, query = fragment.partition("?")
    kept = "&".join(piece for piece in query.split("&") if piece and not _is_tracking(piece))
    path = path.rstrip("/")
    return path + (f"?{kept}" if kept else "") if path.strip("!") or kept else ""


def _target(link: str) -> str | None:
    """Where a known redirector or AMP cache leads, read from the link itself; None for an ordinary link."""
    parts = urlsplit(link)
    place = (parts.hostname or "") + parts.path
    if _REDIRECT.match(place):
        values = parse_qs(parts.query)
        return next((values[name][0] for name in ("url", "u", "q") if name in values), None)
    if match := _AMP_CACHE.match(place):
        return f"http{'s' if match[1] else ''}://{match[2]}" + (f"?{parts.query}" if parts.query else "")
    if match := _GOOGLE_NEWS.match(place):
        # until 2024 the token held the address in the clear; later ones do not, and stay as they are
        try:
            found = _EMBEDDED.search(urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4)))
        except Base64Error:
            return None
        return found[0].decode("ascii") if found else None
    return None


def _ascii_host(host: str) -> str:
    host = host.rstrip(".")
    if not host.isascii():
        try:
            return host.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return host.lower()
    return host.lower()


def _canonical_path(path: str) -> str:
    """Percent-encoding in one form, no dot segments, no AMP marks, no trailing slash."""
    path = normpath(
        "/"
        + quote(unquote(path, errors="surrogateescape"), safe="/:@!$&'()*+,;=~-._", errors="surrogateescape")
    )
    path = re.sub("/+", "/", path)
    path = re.sub(r"(?:/amp(?=/|$)|\.amp(?=\.html?$|$)|(?<=/)amp-(?=\d))", "", path, flags=re.IGNORECASE)
    return path.rstrip("/")


def _is_tracking(piece: str) -> bool:
    name, _, value = piece.partition("=")
    name = name.lower()
    if name in _TRACKING or name.startswith(_TRACKING_PREFIX):
        return True
    return name in _VALUE_TRACKING and (
        value.lower() in _VALUES or (name in {"amp", "rss"} and value in {"", "1", "true"})
    )


# ---------------------------------------------------------------- stories


def story_key(feed_address: str, guid: str, link: str, title: str) -> str:
    """What makes two entries the same story: the canonical link, or feed, guid and title where a link says
    nothing.

    A bare home page and the feed's own address say nothing: feeds that have no page for an item put them
    there. An anchor stays, since some publishers have one page a day with an anchor an item; `#comments` and
    fragments that track do not.
    """
    canonical = canonical_link(link)
    if canonical and _PAGE.match(canonical) and canonical != canonical_link(feed_address):
        anchor = _ANCHOR.search(link)
        return canonical + (anchor[0] if anchor else "")
    return (
        "none:"
        + blake2b(
            "\x1f".join((feed_address, guid, title)).encode("utf-8", "replace"), digest_size=16
        ).hexdigest()
    )


def former_key(feed_address: str, guid: str, link: str, title: str) -> str | None:
    """The key that a story with a route in its address had before routes belonged to the address;

    None for any other link.
    """
    address, mark, route = link.partition("#")
    return story_key(feed_address, guid, address, title) if mark and _route(route) else None


def guid_key(key: str, guid: str) -> str:
    """The key of a story that its link (`key`) does not tell from others: link and guid.

    Without a guid, give what stands for it.
    """
    return f"{key} guid:{blake2b(guid.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"


def guid_keys(key: str) -> tuple[str, str]:
    """The lowest and the highest key that `guid_key` gives for this link."""
    return f"{key} guid:", f"{key} guid:g"


def to_story(entry: Entry, feed: Feed, now: datetime) -> Story:
    """The story that `entry` of `feed` is, seen at `now` (aware, UTC). `id` and `version` are the store's."""
    url = safe_link(entry.link, feed.address)
    host = (urlsplit(url or safe_link(feed.address) or "").hostname or "").removeprefix("www.")
    title, summary, body = (clean_text(text) for text in (entry.title, entry.summary, entry.body))
    summary = summary or lead(body)
    return Story(
        key=story_key(feed.address, entry.guid, url or entry.link, title),
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
    )


LEAD = 700  # characters of a body that stand for a missing summary
_SENTENCE_END = re.compile(r"[.!?…。][\"'”’»)]*\s")


def lead(body: str) -> str:
    """The first sentences of a body, for a story without a summary: whole ones, some 700 characters, all of a
    short body.
    """
    if len(body) <= LEAD:
        return body
    ends = [match.end() for match in _SENTENCE_END.finditer(body, 0, LEAD)]
    return body[: ends[-1] if ends else body.rfind(" ", 0, LEAD)].strip() or body[:LEAD]


def _believable(published: datetime | None, now: datetime) -> datetime | None:
    """A feed's date, never after `now`; None when it cannot be meant."""
    if published is None or published.year < _OLDEST_YEAR or published > now + _FUTURE_SLACK:
        return None
    return min(published, now)

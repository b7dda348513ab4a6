"""Makes links safe to show, and canonical links to compare addresses of one page. Nothing raises on any
`str`.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from posixpath import normpath
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

from monitor.normalize.text import INVISIBLE

LINK_LIMIT = 4096  # characters; a longer address is refused
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
_QUERY_SAFE = "%/:?@!$'()*+,;=~-._[]|^"
# An address with nothing to encode, decode, remove or resolve, as most are: host, path and query. No segment
# of its path is empty or begins with a dot.
_PLAIN = re.compile(
    r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)((?:/(?!\.)[A-Za-z0-9_.~,+=:@!-]+)*+/?)"
    r"(?:\?([A-Za-z0-9_.~/,+=:@!&-]+))?"
)
_MAY_BE_AMP = re.compile("amp", re.IGNORECASE)
_REDIRECTORS = re.compile(r"google|bing\.|facebook\.|reddit\.|youtube\.|ampproject\.")
_EMBEDDED = re.compile(rb"https?://[\x21-\x7e]+")


def is_plain(url: str) -> bool:
    """True for an absolute address that is safe as it is, and that joining to another one does not change."""
    return len(url) <= LINK_LIMIT and _PLAIN.fullmatch(url) is not None


def host_of(url: str) -> str:
    """The host of an address that `safe_link` gave, in small letters."""
    plain = _PLAIN.fullmatch(url)
    return plain[1] if plain else urlsplit(url).hostname or ""


def safe_link(url: str, base: str = "") -> str | None:
    """`url`, joined to `base`, as a link that is safe to show: http or https, with a host, without user name.

    None if it is not.
    """
    if is_plain(url):
        return url
    url = INVISIBLE.sub("", url).strip()
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
    """The address of a page in one form for all links to it; None if it is not http(s). It serves to compare
    links and is never shown.

    The scheme is https; `www.`, `m.` and `amp.`, default port, tracking parameters and trailing slash are
    removed; the host is lower case ASCII. AMP pages become their article, known redirectors (Google Alerts
    and News, Bing ...) their target. Only a fragment that is a route (`#/news/1`, `#!news/1`) stays.
    """
    plain = _PLAIN.fullmatch(url) if len(url) <= LINK_LIMIT else None
    if plain and not _MAY_BE_AMP.search(plain[2]) and not _REDIRECTORS.search(plain[1]):
        return _address(_HOST_PREFIX.sub("", plain[1]), plain[2].rstrip("/"), plain[3] or "", "")
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
    return _address(host + port, _canonical_path(parts.path), parts.query, route_of(parts.fragment))


def _address(place: str, path: str, query: str, route: str) -> str:
    """The parts of a canonical link as one, without tracking parameters."""
    if query:
        pieces = (piece for piece in query.split("&") if piece and not _is_tracking(piece))
        query = "&".join(sorted(quote(piece, safe=_QUERY_SAFE) for piece in pieces))
    return f"https://{place}{path}" + (f"?{query}" if query else "") + (f"#{route}" if route else "")


def route_of(fragment: str) -> str:
    """A fragment that the script of a page reads as an address (`/news/1`, `!news/1`), without tracking
    parameters; "" for any other.
    """
    if not fragment.startswith(("/", "!")):
        return ""
    path, _, query = fragment.partition("?")
    kept = "&".join(piece for piece in query.split("&") if piece and not _is_tracking(piece))
    path = path.rstrip("/")
    return path + (f"?{kept}" if kept else "") if path.strip("!") or kept else ""


def _target(link: str) -> str | None:
    """The target of a known redirector or AMP cache, from the text of the link; None for any other link."""
    parts = urlsplit(link)
    place = (parts.hostname or "") + parts.path
    if _REDIRECT.match(place):
        values = parse_qs(parts.query)
        return next((values[name][0] for name in ("url", "u", "q") if name in values), None)
    if match := _AMP_CACHE.match(place):
        return f"http{'s' if match[1] else ''}://{match[2]}" + (f"?{parts.query}" if parts.query else "")
    if match := _GOOGLE_NEWS.match(place):
        # Until 2024 the token contained the address; later ones do not, and are kept as they are.
        try:
            address = _EMBEDDED.search(urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4)))
        except Base64Error:
            return None
        return address[0].decode("ascii") if address else None
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
    is_flag = name in {"amp", "rss"} and value in {"", "1", "true"}
    return name in _VALUE_TRACKING and (is_flag or value.lower() in _VALUES)

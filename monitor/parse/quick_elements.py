"""What the start and the end of each element do in the quick reader, by feedparser's name of the element: the
name alone for RSS and Atom, else with a prefix of feedparser's (`dc_creator`). An element that feedparser has
code for and that is not here makes the reader refuse the document; of any other the text is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from feedparser.mixin import _FeedParserMixin

from monitor.parse.quick_state import HTML, PLAIN, Attributes, State, Uncertain

Start = Callable[[State, Attributes], None]
End = Callable[[State], object]

_RSS = {"0.91": "rss091u", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
_ATOM = {"0.1": "atom01", "0.2": "atom02", "0.3": "atom03"}


# ---------------------------------------------------------------- documents, feeds, entries


def _start_rss(state: State, attributes: Attributes) -> None:
    if not state.version.startswith("rss"):
        version = attributes.get("version", "")
        state.version = _RSS.get(version) or ("rss20" if version.startswith("2.") else "rss")


def _start_feed(state: State, attributes: Attributes) -> None:
    state.in_feed = True
    state.version = state.version or _ATOM.get(attributes.get("version", ""), "atom")


def _start_channel(state: State, attributes: Attributes) -> None:
    state.in_feed = True
    _refuse_cdf(attributes)


def _end_feed(state: State) -> None:
    state.in_feed = False


def _refuse_cdf(attributes: Attributes) -> None:
    """Channels and items of CDF have their link and date in attributes."""
    if "lastmod" in attributes or "href" in attributes:
        raise Uncertain


def _start_item(state: State, attributes: Attributes) -> None:
    state.entries.append({})
    state.depths = {}
    state.push("item", False)
    state.in_entry, state.guid_is_link, state.title_depth = True, False, -1
    about = attributes.get("rdf:about")
    if about:
        state.context()["id"] = about
    _refuse_cdf(attributes)


def _end_item(state: State) -> None:
    state.pop("item")
    state.in_entry = state.has_content = False


def _start_image(state: State, attributes: Attributes) -> None:
    if not state.in_entry:
        state.context().setdefault("image", {})
    state.in_image, state.title_depth = True, -1
    state.push("image", False)


def _end_image(state: State) -> None:
    state.pop("image")
    state.in_image = False


def _start_input(state: State, attributes: Attributes) -> None:
    if state.in_entry or state.in_source or state.in_image:
        raise Uncertain
    state.feed.setdefault("textinput", {})
    state.in_input, state.title_depth = True, -1
    state.push("textinput", False)


def _end_input(state: State) -> None:
    state.pop("textinput")
    state.in_input = False


def _start_source(state: State, attributes: Attributes) -> None:
    state.push("source")
    state.in_source, state.title_depth = True, -1


def _end_source(state: State) -> None:
    state.in_source = False
    state.pop("source")
    state.source.clear()


def _start_itunes_image(state: State, attributes: Attributes) -> None:
    state.push("itunes_image", False)
    if attributes.get("href") or attributes.get("url"):
        state.context()["image"] = {}


# ---------------------------------------------------------------- people


def _start_author(state: State, attributes: Attributes) -> None:
    state.in_author = True
    state.push("author")
    state.context().setdefault("authors", []).append({})


def _end_author(state: State) -> None:
    state.pop("author")
    state.in_author = False
    state.sync_author()


def _start_contributor(state: State, attributes: Attributes) -> None:
    state.in_contributor = True
    state.push("contributor", False)


def _end_contributor(state: State) -> None:
    state.pop("contributor")
    state.in_contributor = False


def _start_dc_contributor(state: State, attributes: Attributes) -> None:
    state.in_contributor = True
    state.push("name", False)


def _end_dc_contributor(state: State) -> None:
    _end_name(state)
    state.in_contributor = False


def _start_owner(state: State, attributes: Attributes) -> None:
    state.in_publisher = True
    state.push("publisher", False)


def _end_owner(state: State) -> None:
    state.pop("publisher")
    state.in_publisher = False


def _end_of_person(member: str, pushed: str, state: State) -> None:
    """Ends name, address or link of an author."""
    text = state.pop(pushed)
    if (state.in_publisher and member != "href") or state.in_author:
        state.sync_author()
        state.context().setdefault("authors", [{}])[-1][member] = text


_end_name = partial(_end_of_person, "name", "name")


# ---------------------------------------------------------------- links, dates, texts


def _start_guid(state: State, attributes: Attributes) -> None:
    state.guid_is_link = attributes.get("ispermalink", "true") == "true"
    state.push("id")


def _end_guid(state: State) -> None:
    text = state.pop("id")
    if state.guid_is_link:
        state.context().setdefault("link", text)


def _start_link(state: State, attributes: Attributes) -> None:
    href = attributes.get("url", attributes.get("uri", attributes.get("href")))
    if not href and "href" not in attributes:
        state.push("link", state.expects_text)
        return
    relation = attributes.get("rel", "alternate")
    kind = attributes.get("type", HTML if relation != "self" else "")
    if relation == "alternate" and kind in ("html", "xhtml", HTML, "application/xhtml+xml"):
        state.context()["link"] = state.joined(href or attributes["href"])


def _text(pushed: str, state: State, attributes: Attributes) -> None:
    state.push(pushed)


def _unstored(pushed: str, state: State, attributes: Attributes) -> None:
    state.push(pushed, False)


def _end_text(pushed: str, state: State) -> None:
    state.pop(pushed)


def _end_date(pushed: str, state: State) -> None:
    state.context()[f"{pushed}_parsed"] = state.pop(pushed)


def _nothing(state: State, attributes: Attributes) -> None:
    """The element collects no text: what stands in it belongs to the one around it."""


# ---------------------------------------------------------------- contents


def _start_title(state: State, attributes: Attributes) -> None:
    state.push_content("title", attributes, PLAIN, state.expects_text)


def _end_title(state: State) -> None:
    if state.pop_content("title"):
        state.title_depth = state.depth


def _end_media_title(state: State) -> None:
    state.pop_content("title")


def _content(name: str, state: State, attributes: Attributes) -> None:
    state.push_content(name, attributes, PLAIN)


def _end_simple_content(name: str, state: State) -> None:
    state.pop_content(name)


def _start_description(state: State, attributes: Attributes) -> None:
    if "summary" in state.context() and not state.has_content:
        state.summary_key = "content"
        _start_content(state, attributes)
    else:
        state.push_content("description", attributes, HTML, state.expects_text)


def _start_abstract(state: State, attributes: Attributes) -> None:
    state.push_content("description", attributes, PLAIN, state.expects_text)


def _end_description(state: State) -> None:
    if state.summary_key == "content":
        _end_content(state)
    else:
        state.pop_content("description")
    state.summary_key = None


def _start_summary(state: State, attributes: Attributes) -> None:
    if "summary" in state.context() and not state.has_content:
        state.summary_key = "content"
        _start_content(state, attributes)
    else:
        state.summary_key = "summary"
        state.push_content("summary", attributes, PLAIN)


def _end_summary(state: State) -> None:
    if state.summary_key == "content":
        _end_content(state)
    else:
        state.pop_content(state.summary_key or "summary")
    state.summary_key = None


def _start_content(state: State, attributes: Attributes) -> None:
    """feedparser pushes twice and pops once."""
    state.has_content = True
    state.push_content("content", attributes, PLAIN)
    state.push("content")


def _start_encoded(state: State, attributes: Attributes) -> None:
    state.has_content = True
    state.push_content("content", attributes, HTML)


def _end_content(state: State) -> None:
    text = state.pop_content("content")
    state.context().setdefault("summary", text)


# ---------------------------------------------------------------- the table

_TEXTS = {
    "category": "category keywords dc_subject media_category itunes_category",
    "language": "language dc_language",
    "publisher": "webmaster dc_publisher",
    "expired": "expirationdate",
    "generator": "generator",
    "rating": "media_rating",
    "credit": "media_credit",
    "license": "media_license creativecommons_license creativeCommons_license",
    "restriction": "media_restriction",
    "url": "media_thumbnail",
}
_DATES = {
    "published": "published issued pubdate dcterms_issued",
    "updated": "updated modified lastbuilddate dc_date dcterms_modified",
    "created": "created dcterms_created",
}
_CONTENTS = {
    "subtitle": "subtitle tagline itunes_subtitle",
    "rights": "rights copyright dc_rights",
    "info": "info feedburner_browserfriendly",
}
_GEOMETRY = "georss_point georss_line georss_polygon georss_box"
_UNSTORED = ("width", "height", "media_player")
_DESCRIPTIONS = ("description", "dc_description", "media_description")
_AS_ANY_OTHER = "media_keywords itunes_keywords itunes_block itunes_explicit"

# elements that may hold others: start, end
HOLDERS: dict[str, tuple[Start | None, End | None]] = {
    "rss": (_start_rss, None),
    "feed": (_start_feed, _end_feed),
    "channel": (_start_channel, _end_feed),
    **dict.fromkeys(("item", "entry"), (_start_item, _end_item)),
    "image": (_start_image, _end_image),
    **dict.fromkeys(("textinput", "textInput"), (_start_input, _end_input)),
    "source": (_start_source, _end_source),
    **dict.fromkeys(
        ("author", "managingeditor", "dc_author", "dc_creator", "itunes_author"), (_start_author, _end_author)
    ),
    "contributor": (_start_contributor, _end_contributor),
    "itunes_owner": (_start_owner, _end_owner),
    **dict.fromkeys(("media_group", "media_content"), (_nothing, None)),
    **dict.fromkeys(_AS_ANY_OTHER.split(), (None, None)),
}
# elements that hold text alone; with an element in one of them the document is refused
LEAVES: dict[str, tuple[Start | None, End | None]] = {
    **{
        name: (partial(_text, pushed), partial(_end_text, pushed))
        for pushed, names in _TEXTS.items()
        for name in names.split()
    },
    **{
        name: (partial(_text, pushed), partial(_end_date, pushed))
        for pushed, names in _DATES.items()
        for name in names.split()
    },
    **{
        name: (partial(_content, pushed), partial(_end_simple_content, pushed))
        for pushed, names in _CONTENTS.items()
        for name in names.split()
    },
    **{name: (partial(_unstored, "geometry"), partial(_end_text, "geometry")) for name in _GEOMETRY.split()},
    **{
        name: (partial(_unstored, name), partial(_end_text, name))
        for name in ("width", "height", "media_player")
    },
    **dict.fromkeys(("cloud", "enclosure", "cc_license"), (_nothing, None)),
    **dict.fromkeys(("itunes_image", "itunes_link"), (_start_itunes_image, None)),
    **dict.fromkeys(("name", "itunes_name"), (partial(_unstored, "name"), _end_name)),
    **dict.fromkeys(
        ("email", "itunes_email"), (partial(_unstored, "email"), partial(_end_of_person, "email", "email"))
    ),
    **dict.fromkeys(
        ("url", "uri", "homepage"), (partial(_text, "href"), partial(_end_of_person, "href", "href"))
    ),
    "dc_contributor": (_start_dc_contributor, _end_dc_contributor),
    **dict.fromkeys(("guid", "id"), (_start_guid, _end_guid)),
    "link": (_start_link, partial(_end_text, "link")),
    **dict.fromkeys(("title", "dc_title"), (_start_title, _end_title)),
    "media_title": (_start_title, _end_media_title),
    **dict.fromkeys(
        ("description", "dc_description", "media_description"), (_start_description, _end_description)
    ),
    "abstract": (_start_abstract, _end_description),
    **dict.fromkeys(("summary", "itunes_summary"), (_start_summary, _end_summary)),
    "content": (_start_content, _end_content),
    **dict.fromkeys(("content_encoded", "fullitem"), (_start_encoded, _end_content)),
}
# elements for which feedparser has code of its own, and members that hold no text
REFUSED = frozenset(
    name.removeprefix("_start_").removeprefix("_end_")
    for name in dir(_FeedParserMixin)
    if name.startswith(("_start_", "_end_"))
) - frozenset(HOLDERS | LEAVES) | {"links", "tags", "authors", "contributors", "media_thumbnails"}

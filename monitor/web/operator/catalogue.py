"""/operator/feeds/catalogue and /operator/feeds/discover: where more feeds come from, and adding them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from monitor.errors import UsageError
from monitor.names import country
from monitor.service import catalogue, feeds, trying_feeds
from monitor.service.catalogue import Listed, SourceKind, Tried
from monitor.service.feed_addresses import checked_address
from monitor.service.feed_words import failure
from monitor.web.operator.frame import Desk, Done, Page, Visit

FEEDS = "/operator/feeds"
HOME = f"{FEEDS}/catalogue"
DISCOVER = f"{FEEDS}/discover"
SHOWN = 50  # sources on one page: a form has at most 60 fields


@dataclass(frozen=True, slots=True)
class Asked:
    """Which sources are asked for; "" for any. `tried`: what is known of them here."""

    kind: str = ""
    state: str = ""
    lang: str = ""
    tried: str = ""
    q: str = ""

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Asked:
        """Those of a form or an address."""
        return cls(**{name: texts.get(name, "").strip()[:200] for name in FILTERS})

    def fits(self, own: Listed) -> bool:
        """True for a source that is asked for."""
        text = f"{own.source.title} {own.source.address}".casefold()
        return (
            self.kind in ("", own.source.kind)
            and self.state in ("", own.source.state)
            and self.lang in ("", own.source.lang)
            and self.tried in ("", own.tried)
            and all(word in text for word in self.q.casefold().split())
        )


FILTERS = ("kind", "state", "lang", "tried", "q")


# ---------------------------------------------------------------- the catalogue


def _show(visit: Visit) -> Page:
    every = catalogue.listed(visit.service, catalogue.read())
    asked = Asked.of(visit.query)
    fitting = [own for own in every if asked.fits(own)]
    text = visit.query.get("from", "")
    start = int(text) if text.isdecimal() and len(text) < 6 else 0
    chosen = {name: text for name, text in asdict(asked).items() if text}
    values = {
        "sources": fitting[start : start + SHOWN],
        "count": len(fitting),
        "absent": sum(own.feed is None for own in fitting),
        "all": len(every),
        "asked": asked,
        "start": start,
        "before": _page(chosen, max(0, start - SHOWN)) if start else "",
        "following": _page(chosen, start + SHOWN) if start + SHOWN < len(fitting) else "",
        "kinds": [kind.value for kind in SourceKind],
        "langs": sorted({own.source.lang for own in every}),
        "states": sorted((country(code), code) for code in {own.source.state for own in every} - {""}),
        "trials": [tried.value for tried in Tried],
    }
    return Page("Catalogue of sources", "catalogue", values)


def _page(chosen: Mapping[str, str], start: int) -> str:
    return f"{HOME}?{urlencode({**chosen, 'from': start})}"


def _add(visit: Visit) -> Done:
    """Adds the sources that were ticked, or all that the filters mean."""
    sent, every = visit.sent, catalogue.listed(visit.service, catalogue.read())
    asked = Asked.of({name: sent.text(name) for name in FILTERS})
    if sent.text("do") == "all":
        wanted = [own.source for own in every if asked.fits(own)]
    else:
        ticked = set(sent.texts("source"))
        wanted = [own.source for own in every if own.source.address in ticked]
    if not wanted:
        raise UsageError("No source was ticked.")
    added = catalogue.add(visit.service, wanted)
    number = len(added.feeds)
    text = f"{number} feed{'' if number == 1 else 's'} added, {added.known} known already."
    if number:
        text += " They are polled with the next ticks; those that fail are shown among the feeds."
    chosen = urlencode({name: text for name, text in asdict(asked).items() if text})
    return Done(text, f"{HOME}?{chosen}" if chosen else HOME)


# ---------------------------------------------------------------- the feeds of a site


def _ask(visit: Visit) -> Page:
    return _discovered("")


def _discover(visit: Visit) -> Page:
    """What was found at an address. It is read by the guarded client, which asks no inside address."""
    typed = visit.sent.text("address").strip()
    try:
        address = checked_address(typed)
    except UsageError as error:
        return _discovered(typed, problem=str(error))
    discovered = trying_feeds.discover(visit.service, address)
    code = discovered.problem.partition(":")[0]
    return _discovered(
        address,
        found=discovered,
        known=feeds.numbers(visit.service),
        why=f"{failure(code).means} ({discovered.problem})" if discovered.problem else "",
        limit_s=int(trying_feeds.LIMIT_S),
    )


def _discovered(address: str, *, problem: str = "", **values: object) -> Page:
    shown = {"address": address, "problem": problem, "found": None, **values}
    return Page("Find the feeds of a site", "discover", shown, 400 if problem else 200)


DESKS = [
    Desk(HOME, _show, _add, (*FILTERS, "from")),
    Desk(DISCOVER, _ask, _discover),
]

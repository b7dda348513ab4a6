"""All pages, with what they need to be looked at: an installation with long, foreign and hostile texts, and a
list of the addresses and forms that lead to each page.

A page of the application that this list lacks makes a test fail: see `unlisted`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from html import escape

import events_kit
import web_acts_kit
from operator_kit import PASSWORD
from register_kit import item, leaves
from servers import rss
from site_kit import RunningSite
from starlette.routing import Match, Route
from store_kit import mailbox, poll, queue, story
from web_acts_kit import ARABIC, CHINESE, HOSTILE, LONG

from monitor import tokens
from monitor.extract import Lexicon
from monitor.model import Attempt, Destination, Hit, Kind, Outcome, Own, SavedQuery, Span, Stage, Wanted
from monitor.pipeline import RegisterCache
from monitor.public import folded
from monitor.service import (
    Service,
    invitations,
    operators,
    own_data,
    reviewing,
    signing_up,
    subscribers,
    teams,
)
from monitor.store import NoticeOutcome, NoticeRead
from monitor.tokens import Purpose
from monitor.web import build_app

ARCHIVE = "archive"
ACTS = 60  # more than a page shows
# Answers that no person looks at: data, files, health. Everything else that answers GET is a page or a picture.
DATA = (".json", ".csv", ".atom", ".ics", ".jsonld")
NO_PAGES = {
    "/healthz", "/readyz", "/metrics", "/oembed", "/operator/feeds/export", "/websub/{token}",
}  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """A page: its address, and the form that leads from there to the page, if any: what is filled in, by
    selector, and the button. Names in braces stand for values of `Filled`.
    """

    name: str
    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    press: str = ""
    file: str = ""  # what is sent as a file

    @property
    def is_translation(self) -> bool:
        """True for a page that is listed in English, too: its words alone differ."""
        return "?lang=" in self.path

    def of(self, names: Mapping[str, str]) -> Listed:
        """The same with its names replaced."""
        texts = {selector.format_map(names): text.format_map(names) for selector, text in self.fields.items()}
        return Listed(self.name, self.path.format_map(names), texts, self.press.format_map(names), self.file)


REGISTER = [
    Listed("front", "/"),
    Listed("front-fr", "/?lang=fr"),
    Listed("front-ru", "/?lang=ru"),
    Listed("register", "/register"),
    Listed("register-chosen", "/register?state=NO&stage=notified&q=ottawa"),
    Listed("register-nothing", "/register?q=nothing+has+these+words"),
    Listed("register-ru", "/register?lang=ru"),
    Listed("acts", "/acts"),
    Listed("act", "/acts/{act}"),
    Listed("act-stories", "/acts/{act}?lang=fr"),
    Listed("act-decree", "/acts/{decree}"),
    Listed("act-disputed", "/acts/{disputed}"),
]
READERS = [
    Listed("treaties", "/treaties"),
    Listed("treaties-ru", "/treaties?lang=ru"),
    Listed("treaty", "/treaties/ottawa"),
    Listed("treaty-without-acts", "/treaties/paris-agreement"),
    Listed("states", "/states"),
    Listed("state", "/states/NO"),
    Listed("state-without-acts", "/states/NZ"),
    Listed("search", "/search"),
    Listed("search-found", "/search?q=treaty"),
    Listed("search-wrong", "/search?q=%22open"),
    Listed("timeline", "/timeline"),
    Listed("picture", "/picture"),
    Listed("digests", "/digests"),
    Listed("digest", "/digests/{digest}"),
    Listed("embed", "/embed/acts/{act}"),
    Listed("api", "/api"),
    Listed("wrong-parameter", "/register?odd=1"),
    Listed("not-there", "/nothing"),
    Listed("act-gone", "/acts/{gone}"),
]
PICTURES = [
    Listed("timeline.svg", "/timeline.svg"),
    Listed("timeline-ru.svg", "/embed/timeline.svg?lang=ru"),
    Listed("picture.svg", "/picture.svg"),
]
EMPTY = [
    Listed(f"empty-{name}", path)
    for name, path in {
        "front": "/",
        "register": "/register",
        "treaties": "/treaties",
        "states": "/states",
        "state": "/states/NO",
        "treaty": "/treaties/ottawa",
        "search": "/search",
        "timeline": "/timeline",
        "picture": "/picture",
        "digests": "/digests",
    }.items()
]
CONNECT = "Send a test message and connect"
ENTERED = {"#address": "{receiver}", "#owner": "ops@herald.example"}
WRONG_PASSWORD = {"#name": "desk", "#password": "not the password"}
SUBSCRIBERS = [
    Listed("subscribe", "/subscribe?countries=NO&topics=trade"),
    Listed("subscribe-ru", "/subscribe?lang=ru"),
    Listed("subscribe-wrong", "/subscribe", {"#address": "a@b"}, "Subscribe"),
    Listed("subscribe-sent", "/subscribe/sent"),
    Listed("confirm", "/confirm/{confirm}"),
    Listed("confirm-over", "/confirm/nothing"),
    Listed("confirmed", "/confirm/{confirm}", press="Yes, subscribe"),
    Listed("subscriber", "/s/{subscriber}"),
    Listed("subscriber-fr", "/s/{subscriber}?lang=fr"),
    Listed("subscriber-saved", "/s/{subscriber}", press="Save"),
    Listed("subscriber-paused", "/s/{subscriber}", press="Pause"),
    Listed("subscriber-none", "/s/nothing"),
    Listed("query", "/s/{subscriber}/query/{query}"),
    Listed("query-tried", "/s/{subscriber}/query/{query}", press="See what it would have sent"),
    Listed("query-wrong", "/s/{subscriber}/query", {"#name": "All", "#words": "(open"}, "Save"),
    Listed("query-gone", "/s/{subscriber}/query/999"),
    Listed("export", "/s/{other}/export"),
    Listed("erase", "/s/{other}/erase"),
    Listed("own-export", "/own/{own_export}"),
    Listed("own-erase", "/own/{own_erase}"),
    Listed("erased", "/own/{own_erase}", press="Erase everything"),
    Listed("own-over", "/own/{own_erase}"),
    Listed("choice", "/a/{choice}"),
    Listed("choice-ru", "/a/{choice}?lang=ru"),
    Listed("choice-muted", "/a/{choice}", press="Mute"),
    Listed("unsubscribe", "/u/{unsubscribe}"),
    Listed("unsubscribed", "/u/{unsubscribe}", press="Unsubscribe"),
    Listed("subscriber-stopped", "/s/{subscriber}"),
    Listed("login", "/operator/login?next=/operator/queue"),
    Listed("login-wrong", "/operator/login", WRONG_PASSWORD, "Log in"),
]
SECRET_HOOK = "/hooks/a-secret-of-the-team"
TEAMS = [
    Listed("connect", "/connect/{invitation}"),
    Listed("connect-ru", "/connect/{invitation}?lang=ru"),
    Listed(
        "connect-wrong", "/connect/{invitation}", ENTERED | {"#address": "https://127.0.0.1/nobody"}, CONNECT
    ),
    Listed("connected", "/connect/{invitation}", ENTERED, CONNECT),
    Listed("connect-over", "/connect/{invitation}"),
    Listed("team", "/team/{team}"),
    Listed("team-fr", "/team/{team}?lang=fr"),
    Listed("team-tested", "/team/{team}", press="Send a test message"),
    Listed("team-paused", "/team/{team}", press="Pause"),
    Listed("team-older", "/team/{team}/older/{delivery}"),
    Listed("team-message", "/team/{team}/message/{delivery}"),
    Listed("team-message-none", "/team/{team}/message/999999"),
    Listed("team-query-new", "/team/{team}/query"),
    Listed("team-query", "/team/{team}/query/{team_query}"),
    Listed("team-secret", "/team/{team}/secret"),
    Listed("team-secret-new", "/team/{team}/secret", press="Make a new secret"),
    Listed("team-remove", "/team/{team}/remove"),
    Listed("team-removed", "/team/{team}/remove", press="Remove it"),
    Listed("team-none", "/team/{team}"),
]
OPERATOR = [
    Listed("overview", "/operator"),
    Listed("queue", "/operator/queue"),
    Listed("queue-parties", "/operator/queue?show=parties"),
    Listed(
        "queue-decided", "/operator/queue", {"#why-{possible}": "a company's contract"}, "Dismiss story {possible}"
    ),
    Listed("operator-acts", "/operator/acts"),
    Listed("operator-acts-rejected", "/operator/acts?rejected=1"),
    Listed("operator-act", "/operator/acts/{act}?q=grazing"),
    Listed("operator-act-decree", "/operator/acts/{decree}"),
    Listed(
        "operator-merge", "/operator/acts/{act}", {"#refs": "{decree}", "#why-merge": "one act, two reports"}, "Merge"
    ),
    Listed("operator-refused", "/operator/acts/{act}", {"#refs": "0000", "#why-merge": "a slip"}, "Merge"),
    Listed("feeds", "/operator/feeds"),
    Listed("feed", "/operator/feeds/{feed}"),
    Listed("feed-remove", "/operator/feeds/{feed}", press="Remove…"),
    Listed("feed-read", "/operator/feeds/{silent}", press="Read it once"),
    Listed("catalogue", "/operator/feeds/catalogue"),
    Listed("catalogue-chosen", "/operator/feeds/catalogue?kind=gazette&tried=not+among+the+feeds"),
    Listed("catalogue-nothing", "/operator/feeds/catalogue?q=nothing+has+these+words"),
    Listed("discover", "/operator/feeds/discover"),
    Listed("discover-wrong", "/operator/feeds/discover", {"#address": "file:///etc/passwd"}, "Look for feeds"),
    Listed("discovered", "/operator/feeds/discover", {"#address": "{site}"}, "Look for feeds"),
    Listed("feeds-imported", "/operator/feeds", {}, "Import", '<opml version="2.0"><body><outline type="rss" xmlUrl="file:///etc/passwd"/></body></opml>'),
    Listed("rules", "/operator/rules"),
    Listed("explain", "/operator/explain"),
    Listed("explain-story", "/operator/explain?story={story}"),
    Listed("explain-text", "/operator/explain", {"#text": f"Norway withdraws from the {LONG}\n{ARABIC}"}, "Explain"),
    Listed("backtest", "/operator/backtest"),
    Listed("backtest-wrong", "/operator/backtest", {"#rule": "lang = "}, "Try it"),
    Listed("deliveries", "/operator/deliveries"),
    Listed("deliveries-wrong", "/operator/deliveries?since=yesterday"),
    Listed("delivery", "/operator/deliveries/{message}"),
    Listed("sources", "/operator/sources"),
    Listed("invitations", "/operator/invitations"),
    Listed("invitations-wrong", "/operator/invitations", {"#name": "Evening Courier"}, "Invite"),
    Listed("invited", "/operator/invitations", {"#name": ARABIC[:50]}, "Invite"),
    Listed("invitation-end", "/operator/invitations", press="End…: Evening Courier"),
]  # fmt: skip
LISTS = {
    "register": REGISTER,
    "readers": READERS,
    "subscribers": SUBSCRIBERS,
    "teams": TEAMS,
    "operator": OPERATOR,
    "empty": EMPTY,
}
MORE = f'archive = "{ARCHIVE}"\nlicence = "CC BY 4.0"'


# ---------------------------------------------------------------- what the list lacks


def unlisted(service: Service) -> set[str]:
    """The paths of pages and pictures that none of the lists leads to."""
    names = _AnyName()
    paths = [page.of(names).path for pages in (*LISTS.values(), PICTURES) for page in pages]
    routes = list(_routes(build_app(service).routes))
    looked_at = {id(_route_of(routes, path.partition("?")[0])) for path in paths}
    return {route.path for route in routes if id(route) not in looked_at and _is_page(route)}


class _AnyName(dict[str, str]):
    """Stands for every name in an address: a token is long, a reference short, a number a number."""

    def __missing__(self, name: str) -> str:
        if name in ("feed", "silent", "query", "team_query", "delivery", "digest", "story"):
            return "1"
        return "K7QM" if name in ("act", "decree", "disputed", "gone", "message") else "a" * 24


def _routes(routes: list[object]) -> Iterator[Route]:
    """All routes for GET, also those of routers that were included."""
    for route in routes:
        if router := getattr(route, "original_router", None):
            yield from _routes(router.routes)
        elif isinstance(route, Route) and "GET" in (route.methods or ()):
            yield route


def _route_of(routes: list[Route], path: str) -> Route | None:
    scope = {"type": "http", "method": "GET", "path": path}
    return next((route for route in routes if route.matches(scope)[0] is Match.FULL), None)


def _is_page(route: Route) -> bool:
    return not (route.path.endswith(DATA) or route.path.startswith("/static/") or route.path in NO_PAGES)


# ---------------------------------------------------------------- what the pages show


def fill(site: RunningSite) -> dict[str, str]:
    """Brings everything that pages show into an installation; the names of its parts in addresses."""
    service = site.service
    operators.add(service, "desk", PASSWORD)
    mailbox(service.store, ARCHIVE, "readers@press.example")
    names = _people(site) | _team(site)
    names |= _register(service)
    site.round(days=2)  # so that the archive has a digest
    names["delivery"] = str(_delivery(service, names["team"]))
    names |= _own_data(site, names["other"])  # these links end after a day
    return names | _desk(service) | _feeds(site) | {"digest": "1"}


def _register(service: Service) -> dict[str, str]:
    store = service.store
    events_kit.fill(store)
    web_acts_kit.fill_ottawa(store, 30)
    web_acts_kit.fill_decree(store)
    web_acts_kit.fill_disputed(store)
    cache = RegisterCache(Lexicon({}, {}))
    for number in range(ACTS):
        code = web_acts_kit.STATES[number % len(web_acts_kit.STATES)]
        key, name = f"many{number}", f"Convention on River {number}"
        stated = item(key, number / 4, leaves(key, code, "NO", name, kind="trade"), lang="en")
        events_kit.report(store, stated, f"{code} leaves the {name}", cache=cache)
    gone = _act(service, "River 7")
    _correct(service, reviewing.Wanted("reject", gone, "a strike, no exit"))
    refs = {
        "act": _act(service, "Ottawa"),
        "decree": _act(service, "Grain Pact"),
        "disputed": _act(service, "valley"),
    }
    note = reviewing.Wanted(
        "edit", f"{refs['act']}.1", "the gazette says so", settings=("note=seen in print",)
    )
    _correct(service, note)
    return refs | {"gone": gone}


def _act(service: Service, words: str) -> str:
    """The reference of the act with these words."""
    found = (entry.ref for entry in service.register.now().entries.values() if folded(words) in entry.words)
    return next(found)


def _correct(service: Service, wanted: reviewing.Wanted) -> None:
    outlook = reviewing.foresee(service, wanted, "desk")
    reviewing.correct(service, wanted, "desk", outlook.key)


def _people(site: RunningSite) -> dict[str, str]:
    """Two subscribers, and one who has not confirmed yet."""
    service = site.service
    for name in ("ana", "bo", "cy"):
        signing_up.sign_up(service, f"{name}@press.example", Wanted(), "203.0.113.7")
    site.round()
    links = [_token(site, f"{name}@press.example", "confirm") for name in ("ana", "bo", "cy")]
    ana, bo = (_confirmed(service, link) for link in links[:2])
    query = SavedQuery("Fisheries, whaling and everything else that lives in the sea", "for the desk")
    subscribers.save_query(service, ana, None, query)
    ana = _again(service, ana)
    key = service.store.database.key
    return {
        "subscriber": subscribers.link(service, ana),
        "other": subscribers.link(service, bo),
        "confirm": links[2],
        "unsubscribe": ana.token or "",
        "query": str(ana.queries[-1].id),
        "choice": tokens.write(key, Purpose.ACT, ana.id, 1),
    }


def _confirmed(service: Service, token: str) -> Destination:
    waiting = signing_up.pending(service, token)
    assert waiting is not None
    confirmed = signing_up.confirm(service, token, waiting.mark)
    assert confirmed is not None
    return confirmed.destination


def _team(site: RunningSite) -> dict[str, str]:
    """A team that has connected a webhook, and an invitation for another one."""
    service = site.service
    receiver = site.receiver.put(SECRET_HOOK, "", status=204)
    _, invitation = invitations.add(service, "Desk for treaties, courts and tribunals of the Herald")
    entered = teams.Entered("webhook", receiver, "ops@herald.example", Wanted(), teams.new_secret())
    connected = site.loop.run(teams.connect(service, invitation, entered))
    assert isinstance(connected, teams.Connected)
    link, _ = invitations.add(service, "Evening Courier")
    return {
        "receiver": receiver,
        "team": connected.link,
        "team_query": str(_again(service, connected.destination).queries[0].id),
        "invitation": link.rpartition("/")[2],
    }


def _delivery(service: Service, team: str) -> int:
    """The number of the newest message to a team."""
    destination = invitations.connected_by(service, team)
    assert destination is not None
    return teams.messages(service, destination, 1).messages[0].message.id


def _again(service: Service, destination: Destination) -> Destination:
    stored = service.store.destinations.get(destination.id)
    assert stored is not None
    return stored


def _own_data(site: RunningSite, link: str) -> dict[str, str]:
    """The links by which a subscriber exports and erases what is stored."""
    destination = subscribers.of_link(site.service, link)
    assert destination is not None
    links = {}
    for what in (Own.EXPORT, Own.ERASE):
        assert own_data.ask(site.service, destination, what)
        site.round()
        links[f"own_{what.value}"] = _token(site, destination.address, "own")
    return links


def _token(site: RunningSite, address: str, page: str) -> str:
    """The token of this page in the newest mail to an address."""
    mail = [mail for mail in site.mails() if str(mail["To"]) == address][-1]
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return str(text).partition(f"/{page}/")[2].split()[0].partition("?")[0]


def _feeds(site: RunningSite) -> dict[str, str]:
    """A site that names feeds, and a feed of it that is silent, with a gap and a hub that refuses."""
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{escape(title)}" href="{path}">'
        for title, path in ((ARABIC, "/a.xml"), (LONG, "/b.xml"), (HOSTILE, "/missing.xml"))
    )
    home = site.receiver.put("/site", f"<!doctype html><head>{links}</head>", content_type="text/html")
    site.receiver.put("/a.xml", rss(("1", CHINESE, "http://w.example/1")))
    address = site.receiver.put("/b.xml", rss(("2", ARABIC, "http://w.example/2")))
    store, now = site.service.store, site.service.clock()
    silent = store.feeds.add(address, title=f"{CHINESE} {LONG}", now=now - timedelta(days=60))
    for day in range(40, 10, -1):
        poll(store, silent, (story(f"s{day}", ARABIC), ()), now=now - timedelta(days=day), overlap=day % 2)
    poll(store, silent, now=now, overlap=1)
    store.polls.fill_gap(silent, now - timedelta(days=20), 2, 7, now)
    store.websub.discovered(silent.id, f"https://hub.example/{LONG.replace(' ', '-')}", address, now)
    store.websub.ended(silent.id, now, f"the hub refuses: {LONG}")
    store.domain_pauses.set("busy.example", now, now + timedelta(days=1))
    return {"site": home, "silent": str(silent.id)}


def _desk(service: Service) -> dict[str, str]:
    """What waits for an operator, with long, foreign and hostile texts."""
    store, now = service.store, service.clock()
    wire = store.feeds.add(
        "https://wire.example/feed", title=f"Official Gazette of {LONG}", publisher=ARABIC, now=now
    )
    words = (Span("title", 0, 5),)
    maybe = Hit("clause.quit", "d", Kind.POSSIBLE, Stage.DECIDED, words, "", "title: quits the treaty", 0.3)
    titles = {
        "p1": ("en", f"State quits {LONG}"),
        "p2": ("ar", ARABIC),
        "p3": ("zh", CHINESE),
        "p4": ("en", HOSTILE),
    }
    for key, (lang, title) in titles.items():
        possible = story(key, title, f"{title}. " * 5, key=key, lang=lang, url=f"https://wire.example/{key}")
        poll(store, wire, (possible, (maybe,)), now=now)
    with store.database.write() as db:
        db.execute(
            "UPDATE feed_state SET error_code = 'http_5xx', error_text = ?, error_since = ?, error_count = 7 WHERE feed = ?",
            (f"the server answered 500 {'and so on ' * 12}", now.isoformat(), wire.id),
        )
        db.execute(
            "INSERT INTO alarm (name, since, count, text) VALUES ('feed 1', ?, 3, ?)", (now.isoformat(), LONG)
        )
    desk = mailbox(store, "newsroom-of-the-morning-courier-and-evening-herald", "desk@news.example")
    queue(store, desk, 1, now=now)
    (leased,) = store.outbox.lease(now, 1, 120)
    store.outbox.finish(leased, Attempt(Outcome.DEAD, "550", "no such user " * 20), now)
    operators.note(service, "desk", f"desk: corrected {LONG}")
    refused = NoticeRead(NoticeOutcome.REFUSED, "treaties@un.org", "UN", "C.N.1.2026", LONG, "dkim")
    store.notice_mails.record("k1", refused, now + timedelta(minutes=1), None)
    waiting = {own.story.key: own.story.id for own in store.possible.find()}
    return {
        "feed": str(wire.id),
        "possible": str(waiting["p4"]),
        "story": str(waiting["p2"]),
        "message": leased.ref,
    }

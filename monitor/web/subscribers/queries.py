"""/s/{token}/query: a saved query is added, changed or removed, and tried against the last 30 days."""

from __future__ import annotations

from starlette.responses import Response

from monitor.errors import UsageError
from monitor.model import SavedQuery
from monitor.service import asking, public, subscribers
from monitor.service.asking import Sent
from monitor.web.subscribers import fields
from monitor.web.subscribers.visit import Visit
from monitor.wording import Language

SHOWN = 10  # acts of a preview


def new(visit: Visit) -> Response:
    """The form of a further saved query."""
    return _form(visit, SavedQuery(name=""))


def edit(visit: Visit) -> Response:
    """The form of a saved query."""
    saved = _named(visit)
    return (
        _form(visit, saved)
        if saved is not None
        else visit.page("gone", visit.say("web.subscriber.query.gone"), 404)
    )


def save(visit: Visit) -> Response:
    """Saves what was entered, removes the query, or shows what it would have sent. Raises `UsageError`."""
    old = _named(visit)
    if "number" in visit.names and old is None:
        return _gone(visit)
    if visit.does == "remove" and old is not None:
        subscribers.remove_query(visit.service, visit.destination, old)
        return visit.saved()
    base = old or SavedQuery(name="")
    try:
        wanted = fields.query_of(visit.service, visit.form, base)
    except fields.NothingAskedFor:
        return _form(visit, base, wrong=visit.say("web.wanted.kinds.none"))
    if wrong := _wrong(visit, wanted, old):
        return _form(visit, wanted, wrong=wrong)
    if visit.does == "try":
        ((_, sent),) = asking.forecasts(visit.service, visit.destination, [wanted])
        return _form(visit, wanted, tried=sent)
    subscribers.save_query(visit.service, visit.destination, old, wanted)
    return visit.saved()


def _gone(visit: Visit) -> Response:
    return visit.page("gone", visit.say("web.subscriber.query.gone"), 404)


def _named(visit: Visit) -> SavedQuery | None:
    number = visit.number
    return None if number is None else subscribers.query(visit.destination, number)


def _wrong(visit: Visit, wanted: SavedQuery, old: SavedQuery | None) -> str:
    """What is wrong with a name or the words of a query; "" for nothing."""
    taken = {saved.name for saved in visit.destination.queries if saved is not old}
    is_long = len(wanted.name) > asking.NAME_CHARACTERS or len(wanted.note) > asking.NOTE_CHARACTERS
    if not wanted.name or wanted.name in taken or is_long or not wanted.name.isprintable():
        return visit.say("web.subscriber.name.wrong")
    try:
        asking.check(wanted)
    except UsageError:
        return visit.say("web.subscriber.query.wrong")
    return ""


def _form(visit: Visit, saved: SavedQuery, *, wrong: str = "", tried: Sent | None = None) -> Response:
    say, number = visit.say, visit.names.get("number", "")
    is_new = not number
    title = say("web.subscriber.add") if is_new else say("web.subscriber.edit.named", name=saved.name)
    return visit.page(
        "query",
        title,
        422 if wrong else 200,
        saved=saved,
        number=number,
        options=fields.query_options(visit.service, saved, say),
        longest=asking.NAME_CHARACTERS,
        longest_note=asking.NOTE_CHARACTERS,
        can_remove=not is_new and len(visit.destination.queries) > 1,
        wrong=wrong,
        preview=preview_words(tried, say) if tried else "",
        acts=public.tell(visit.service, tried.acts[:SHOWN], say) if tried else (),
        more=max(0, len(tried.acts) - SHOWN) if tried else 0,
    )


def preview_words(sent: Sent, say: Language) -> str:
    """What a query would have sent in the last 30 days."""
    forecast = sent.forecast
    if forecast.since is None:
        return say("web.subscriber.preview.new")
    if not forecast.acts:
        return say("web.subscriber.preview.none")
    return say(
        "web.subscriber.preview",
        messages=say.count("web.subscriber.preview.messages", forecast.messages),
        acts=say.count("web.subscriber.preview.acts", forecast.acts),
    )

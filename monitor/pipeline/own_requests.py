"""answer_own_requests(): writes the mails that readers asked for on the page of their subscription."""

from __future__ import annotations

from monitor import channels, digest
from monitor.log import get_logger
from monitor.model import Destination, Message, Own, OwnRequest
from monitor.pipeline.context import Context
from monitor.pipeline.personal import SignedLinks
from monitor.pipeline.writing import frozen
from monitor.store.own_requests import LASTS
from monitor.store.values import SIGN_UPS

log = get_logger(__name__)

MOST = 50  # of one round


def answer_own_requests(context: Context) -> int:
    """Queues the mails; returns their number. Without a web address they wait, and end after an hour."""
    links = context.settings.signed_links
    if links is None:
        return 0
    return sum(_answered(context, links, request) for request in context.store.own_requests.new(MOST))


def _answered(context: Context, links: SignedLinks, request: OwnRequest) -> bool:
    now = context.clock()
    reader = context.store.destinations.get(request.destination)
    is_late = request.asked_at < now - LASTS
    mail = None if reader is None or is_late else _mail(context, links, request, reader)
    is_sent = context.store.own_requests.answer(request, mail, now)
    log.info("request of a reader", what=request.what.value, mail=f"#{mail.ref}" if mail else "none")
    return is_sent


def _mail(context: Context, links: SignedLinks, request: OwnRequest, reader: Destination) -> Message:
    """The mail, also for a reader who has unsubscribed: it is stored for the destination of such mails."""
    now, wid = context.clock(), context.random(16).hex()
    to = Destination(
        context.store.sign_ups.sender(now), SIGN_UPS, channels.NOTICES, reader.address, reader=reader.reader
    )
    is_link = request.what is Own.LINK
    url = links.preferences(reader) if is_link else links.own_data(request.id, reader.reader)
    composed = digest.own_request(to, request.what, url=url, now=now, ref=digest.message_ref(wid))
    return frozen(context.settings, to, composed, wid)[0]

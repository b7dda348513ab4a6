"""answer_sign_ups(): writes the mails that ask new subscribers for a confirmation.

The page that takes an address does not look at it: what is known of it is looked up here, later, so that
neither the answer nor its time tells anybody who is subscribed (docs/faults.md 133).
"""

from __future__ import annotations

from datetime import timedelta

from monitor import channels, digest
from monitor.log import get_logger
from monitor.model import Destination, SignUp
from monitor.net.domains import registered_domain
from monitor.pipeline.context import Context
from monitor.pipeline.personal import SignedLinks
from monitor.pipeline.writing import frozen
from monitor.store import Limit
from monitor.store.sign_ups import KEPT
from monitor.store.values import SIGN_UPS

log = get_logger(__name__)

MOST = 50  # of one round
# Mails of the form to one address (docs/faults.md 132); both start anew when its reader confirms. The second
# comes back, else three forms of somebody else would bar an address for ever.
DAILY = Limit("sign-up mail a day", 1, timedelta(hours=24))
YEARLY = Limit("sign-up mails", 3, timedelta(days=3 * 365))
# To one domain, whose server may take every address as its own.
OF_DOMAIN = Limit("sign-up mails of a domain", 20, timedelta(hours=24))


def answer_sign_ups(context: Context) -> int:
    """Queues the mails for those who signed up; returns their number. Without a web address they wait."""
    links = context.settings.signed_links
    if links is None:
        return 0
    return sum(_answered(context, links, sign_up) for sign_up in context.store.sign_ups.new(MOST))


def _answered(context: Context, links: SignedLinks, sign_up: SignUp) -> bool:
    """True if a mail is queued: it asks for a confirmation, or names the page of preferences to somebody who
    is subscribed.
    """
    now, wid = context.clock(), context.random(16).hex()
    store, ref = context.store.sign_ups, digest.message_ref(wid)
    known = store.subscribed(sign_up.address)
    if known is None:
        to = Destination(
            store.sender(now), SIGN_UPS, channels.NOTICES, sign_up.address, reader=sign_up.wanted.reader
        )
        url = links.confirmation(sign_up.id, to.reader)
        composed = digest.confirmation(to, url=url, kept=KEPT, now=now, ref=ref)
    else:
        to = known
        url = links.preferences(to)
        composed = digest.subscribed_already(to, url=url, now=now, ref=ref)
    mail, _ = frozen(context.settings, to, composed, wid)
    limits = *limits_of(sign_up.address), *_of_domain(sign_up.address, context.settings.mail_providers())
    is_sent = store.answer(sign_up, mail, now, *limits, settles=known is not None)
    log.info("sign-up", mail=f"#{ref}" if is_sent else "none")
    return is_sent


def limits_of(address: str) -> tuple[tuple[Limit, str], ...]:
    """The limits of the mails to an address."""
    return (DAILY, mailbox(address)), (YEARLY, mailbox(address))


def _of_domain(address: str, providers: frozenset[str]) -> list[tuple[Limit, str]]:
    """The limit of the domain that somebody has registered; none of a provider's, where anybody has one."""
    host = address.lower().rpartition("@")[2]
    is_provider = host in providers or registered_domain(host) in providers
    return [] if is_provider else [(OF_DOMAIN, registered_domain(host))]


def mailbox(address: str) -> str:
    """The mailbox that an address stands for: large providers deliver `a.b+tag@` where they deliver `ab@`."""
    local, _, domain = address.lower().rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '') if domain in ('gmail.com', 'googlemail.com') else local}@{domain}"

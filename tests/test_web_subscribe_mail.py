"""A person subscribes and gets real mails: from the form over a local mail server to the last one-click."""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

from smtp_double import Inbox, server_in_a_thread
from store_kit import ACT, feed, poll, settle, story
from subscribe_kit import ANA, LINK, forward, installation, press_confirm, sign_up
from web_kit import ask

from monitor import pipeline
from monitor.service import Service


def round_of(service: Service) -> None:
    """What the running service does next: mails are written and sent."""

    async def run() -> None:
        async with service.context() as context:
            pipeline.answer_sign_ups(context)
            pipeline.compose(context)
            await pipeline.deliver(context)

    asyncio.run(run())


def texts(inbox: Inbox) -> list[str]:
    """The texts of the mails that arrived, the oldest first."""
    mails = [message_from_bytes(envelope.content, policy=SMTP) for envelope in inbox.envelopes]  # type: ignore[arg-type]
    return [mail.get_body(("plain",)).get_content() for mail in mails]  # type: ignore[union-attr]


def found(service: Service, name: str, title: str) -> None:
    """A feed reports an exit."""
    poll(
        service.store,
        feed(service.store, f"https://{name}.example/feed"),
        (story(name, title), ACT),
        now=service.clock(),
    )
    assert settle(service.store, service.clock(), everything=True)


def test_from_the_form_to_the_first_digest_and_the_last_click(tmp_path: Path) -> None:
    inbox = Inbox()
    with server_in_a_thread(inbox) as port:
        smtp = f'sign_up = true\n[smtp]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\nsender = "m@monitor.example"'
        with installation(tmp_path, smtp, filled=False) as service:
            assert sign_up(service, cadence="instant").status_code == 303
            round_of(service)
            assert [envelope.rcpt_tos for envelope in inbox.envelopes] == [[ANA]]
            (confirm,) = LINK.findall(texts(inbox)[0])
            found(service, "before", "Norland leaves its grazing pact")
            forward(service, minutes=5)
            assert press_confirm(service, confirm).status_code == 200
            round_of(service)
            assert len(inbox.envelopes) == 1, "nothing from before the confirmation"

            found(service, "after", "Sudland denounces its fisheries treaty")
            forward(service, minutes=5)
            round_of(service)
            digest = texts(inbox)[1]
            assert "fisheries" in digest
            preferences, unsubscribe = LINK.findall(digest)
            assert (preferences[:3], unsubscribe[:3]) == ("/s/", "/u/")
            assert ask(service, "GET", preferences).status_code == 200

            one_click = ask(service, "POST", unsubscribe, data={"List-Unsubscribe": "One-Click"})
            assert one_click.status_code == 200
            found(service, "later", "Westland withdraws from its river convention")
            forward(service, hours=2)
            round_of(service)
            assert len(inbox.envelopes) == 2

"""A mail that a server refuses as too large: once, a short form in plain text takes its place."""

from __future__ import annotations

import asyncio
import email
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from compose_kit import context_of
from smtp_double import Double, smtp_double
from store_kit import NOW, feed, flag, mailbox, message, open_store, place, queue
from test_channels_mail import mail
from test_mail_signing import key, verified

from monitor import pipeline
from monitor.channels.connections import SmtpSettings
from monitor.channels.email.dkim_signing import MailSigner
from monitor.channels.email.smtp import Smtp
from monitor.channels.mail_shortened import short_text, shortened_mail
from monitor.model import Attempt, Message, MessageState, Outcome
from monitor.pipeline import Context
from monitor.store import Store

EXPECTED = Path(__file__).parent / "expected"
TOO_LARGE = "552 5.3.4 message too big for this server"


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def parsed(raw: bytes) -> EmailMessage:
    read = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


# ---------------------------------------------------------------- the text


@pytest.mark.parametrize(
    "name", ["alert.txt", "digest.txt", "alert.fr.txt", "digest.ru.txt", "withdrawn.txt"]
)
def test_headings_links_and_references_stay_and_details_go(name: str) -> None:
    text = (EXPECTED / name).read_text(encoding="utf-8").partition("\n\n")[2]
    short = short_text(text)
    assert set(re.findall(r"https?://\S+", short)) == set(re.findall(r"https?://\S+", text))
    assert set(re.findall(r"#[A-Z0-9]{4}\b", short)) == set(re.findall(r"#[A-Z0-9]{4}\b", text))
    assert [line for line in text.split("\n") if line and line[0] != " "] == [
        line for line in short.split("\n") if line and line[0] != " "
    ]
    assert len(short) < 0.8 * len(text)
    assert "\n\n\n" not in short


def test_the_short_form_of_a_digest(expected: object) -> None:
    text = (EXPECTED / "digest.txt").read_text(encoding="utf-8").partition("\n\n")[2]
    assert callable(expected)
    expected("digest.short.txt", short_text(text))


# ---------------------------------------------------------------- the mail


def shortened(frozen: bytes) -> EmailMessage:
    raw = shortened_mail(frozen, wid="f" * 32, ref="B2C3", at=NOW, note="Short form of #A1B2.")
    assert raw is not None
    assert max(len(line) for line in raw.split(b"\r\n")) < 998
    assert raw.isascii()
    return parsed(raw)


def test_the_short_form_has_an_id_of_its_own_and_follows_the_mail_it_stands_for() -> None:
    first = f"{'1' * 32}@monitor.example"
    frozen = mail(
        text="Перу\n\nPeru leaves\n  detail\n  https://a.example/1\n", in_reply_to=first, references=[first]
    )
    before, short = parsed(frozen), shortened(frozen)
    assert short["Message-ID"] == f"<{'f' * 32}@monitor.example>"
    assert short["References"].split() == [f"<{first}>", before["Message-ID"]]
    assert (short["X-Treaty-Monitor-Ref"], short["X-Treaty-Monitor-Instead-Of"]) == ("B2C3", "A1B2")
    for name in (
        "From",
        "To",
        "Subject",
        "List-Id",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "In-Reply-To",
    ):
        assert short[name] == before[name]
    assert short["Date"].datetime == NOW
    assert short.get_content_type() == "text/plain"
    assert short.get_content().splitlines() == [
        "Short form of #A1B2.", "", "Перу", "", "Peru leaves", "  https://a.example/1",
    ]  # fmt: skip


def test_the_unsubscribe_header_stays_one_physical_line() -> None:
    raw = shortened_mail(mail(), wid="f" * 32, ref="B2C3", at=NOW, note="n")
    assert raw is not None
    lines = [line for line in raw.split(b"\r\n") if line.startswith(b"List-Unsubscribe:")]
    assert [line.count(b"<") for line in lines] == [2]


def test_a_short_form_is_not_shortened_again_and_a_signature_is_not_taken_over() -> None:
    signed = MailSigner([key("ed25519")]).sign(mail(), NOW)
    short = shortened_mail(signed, wid="f" * 32, ref="B2C3", at=NOW, note="n")
    assert short is not None
    assert b"DKIM-Signature" not in short
    assert shortened_mail(short, wid="e" * 32, ref="C3D4", at=NOW, note="n") is None


# ---------------------------------------------------------------- delivery


def delivered(
    store: Store, answers: list[str], **more: object
) -> tuple[list[tuple[Message, Attempt]], Double]:
    """Rounds of delivery to a server that answers so to each message, until nothing is ready."""

    async def run() -> tuple[list[tuple[Message, Attempt]], Double]:
        async with smtp_double({"message": answers}) as double:
            smtp = Smtp(SmtpSettings("127.0.0.1", "monitor@desk.example", double.port, "none", timeout_s=5))
            with ThreadPoolExecutor(1) as writer:
                context = with_sender(context_of(store, NOW, writer), smtp, **more)
                ended = await pipeline.deliver(context)
            await smtp.aclose()
            return ended, double

    return asyncio.run(run())


def with_sender(context: Context, smtp: object, **more: object) -> Context:
    return replace(context, senders=smtp, settings=replace(context.settings, **more))  # type: ignore[arg-type]


def owed(store: Store, reader: str = "en") -> None:
    """A composed alert for a mailbox."""
    mailbox(store, reader=reader)
    flag(store, feed(store), "Norland leaves the fisheries pact")
    assert pipeline.compose(context_of(store, NOW)) == 1


def test_fault_116_a_mail_that_is_too_large_is_sent_once_more_in_its_short_form(store: Store) -> None:
    owed(store)
    ended, double = delivered(store, [TOO_LARGE, "250 ok"])
    assert [attempt.outcome for _, attempt in ended] == [Outcome.TOO_LARGE, Outcome.SENT]
    [sent] = store.outbox.find(MessageState.SENT)
    [former] = store.outbox.find(MessageState.SUPPRESSED)
    assert f"the short form #{sent.message.ref} takes its place" in former.note
    assert former.note.startswith("552 5.3.4")
    whole, short = map(parsed, double.messages)
    assert short["References"].split()[-1] == whole["Message-ID"]
    assert f"Short form of message #{former.message.ref}" in short.get_content()
    assert len(double.messages[1]) < len(double.messages[0]) / 2
    assert not store.outbox.find(MessageState.DEAD)


def test_the_short_form_tells_what_the_whole_one_told(store: Store) -> None:
    owed(store)
    delivered(store, [TOO_LARGE, "250 ok"])
    first, second = store.database.rows("SELECT * FROM outbox ORDER BY id")
    assert (second["follows"], second["reach"]) == (first["id"], first["reach"])
    assert second["sequence"] == first["sequence"]
    told = store.database.rows("SELECT outbox, act FROM tells ORDER BY outbox")
    assert [(row["outbox"], row["act"]) for row in told] == [(first["id"], 1), (second["id"], 1)]
    [destination] = store.destinations.all()
    known = store.acts.first_messages(destination.id, [1])
    assert known[1].wid == second["wid"], "follow-ups answer the mail that the reader has"


def test_fault_116_a_short_form_that_is_too_large_again_is_dead(store: Store) -> None:
    owed(store)
    ended, double = delivered(store, [TOO_LARGE])
    assert [attempt.outcome for _, attempt in ended] == [Outcome.TOO_LARGE, Outcome.DEAD]
    assert len(double.messages) == 2
    [dead] = store.outbox.find(MessageState.DEAD)
    assert "the short form too" in dead.note
    assert delivered(store, [TOO_LARGE])[0] == []


def test_the_short_form_is_signed_and_in_the_language_of_its_reader(store: Store) -> None:
    owed(store, reader="ru")
    signer = MailSigner([key("ed25519")])
    _, double = delivered(store, [TOO_LARGE, "250 ok"], signer=signer, sender="watch@monitor.example")
    assert verified(double.messages[1], [key("ed25519")]) == [True]
    assert "Краткая форма сообщения #" in parsed(double.messages[1]).get_content()


def test_a_kill_before_the_outcome_is_stored_leaves_the_whole_message_and_no_short_one(store: Store) -> None:
    owed(store)
    [leased] = store.outbox.lease(NOW, 1, 120)
    short = replace(message(mailbox(store, "other", "other@news.example")), wid="f" * 32)

    def die(point: str) -> None:
        if point == "before_commit_sent":
            raise RuntimeError(point)

    store.database.trace = die
    with pytest.raises(RuntimeError):
        store.outbox.finish(leased, Attempt(Outcome.TOO_LARGE, "552"), NOW, instead=short)
    store.database.trace = lambda point: None
    assert store.outbox.get("f" * 32) is None
    [again] = store.outbox.lease(NOW + timedelta(seconds=121), 1, 120)
    assert (again.wid, again.body) == (leased.wid, leased.body)


def test_a_mail_of_which_no_short_form_can_be_made_is_dead_and_not_sent_for_ever(store: Store) -> None:
    made = mailbox(store)
    queue(store, made, 1)  # its head has no Message-ID
    ended, _ = delivered(store, [TOO_LARGE])
    assert [attempt.outcome for _, attempt in ended] == [Outcome.DEAD]
    [dead] = store.outbox.find(MessageState.DEAD)
    assert "no short form could be made" in dead.note

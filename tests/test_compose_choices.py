"""What a reader chose for one act, in what is composed and sent to this reader and to nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP

import pytest
from compose_kit import context_of
from store_kit import ACT, NOW, feed, mailbox, open_store, place, poll, settle, story

from monitor import pipeline, tokens
from monitor.model import Choice, Destination, SavedQuery
from monitor.pipeline import Context, SignedLinks
from monitor.store import Store
from monitor.tokens import Purpose, Token

BASE = "https://monitor.example"
LATER = NOW + timedelta(hours=1)
LINK = re.compile(r"https://monitor\.example/a/([a-z0-9-]+)(\?lang=\w+)?")


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def context(store: Store, now: object = NOW, base_url: str | None = BASE) -> Context:
    made = context_of(store, now)  # type: ignore[arg-type]
    links = SignedLinks(base_url, store.database.key) if base_url else None
    return replace(made, settings=replace(made.settings, base_url=base_url, signed_links=links))


def published(store: Store, name: str = "a", title: str = "Norland denounces its fisheries treaty") -> None:
    poll(store, feed(store, f"https://{name}.example/feed"), (story(name, title), ACT))
    assert len(settle(store, NOW, everything=True)) == 1


def corrected(store: Store, act: int = 1, reason: str = "correction") -> None:
    """A further alert about an act."""
    with store.database.write() as db:
        db.execute(
            "INSERT INTO alert (act, story, version, kind, stage, reason, feed, rule, at) "
            "SELECT act, story, version, kind, stage, ?, feed, rule, at FROM alert WHERE act = ? LIMIT 1",
            (reason, act),
        )


def mails(store: Store, destination: Destination) -> list[tuple[str, str]]:
    """Text and HTML of each mail to this destination, the oldest first."""
    parts = []
    for row in reversed(store.outbox.find()):
        delivery = store.outbox.get(row.message.id)
        if delivery is not None and delivery.message.destination == destination.id:
            mail = message_from_bytes(delivery.message.body, policy=SMTP)
            text, html = mail.iter_parts()
            parts.append((text.get_content(), html.get_content()))
    return parts


def test_each_act_of_a_mail_has_a_link_that_only_this_destination_and_act_can_use(store: Store) -> None:
    desk, other = mailbox(store), mailbox(store, "other", "o@news.example")
    published(store)
    pipeline.compose(context(store))
    for reader in (desk, other):
        [(text, html)] = mails(store, reader)
        assert "Mute, follow or note:\r\n    https://monitor.example/a/" in text
        assert ">Mute · Follow · Note</a>" in html
        for part in (text, html):
            [(token, _)] = LINK.findall(part)
            assert tokens.read(store.database.key, token) == Token(Purpose.ACT, (reader.id, 1))


def test_a_link_is_in_the_language_of_its_reader(store: Store) -> None:
    desk = mailbox(store)
    store.destinations.edit(replace(desk, reader="fr"), NOW)
    published(store)
    pipeline.compose(context(store))
    [(text, html)] = mails(store, desk)
    assert "Ignorer, suivre ou annoter\N{NO-BREAK SPACE}:\r\n    https://monitor.example/a/" in text
    assert {language for part in (text, html) for _, language in LINK.findall(part)} == {"?lang=fr"}


def test_without_a_web_address_mails_have_no_such_links(store: Store) -> None:
    desk = mailbox(store)
    published(store)
    pipeline.compose(context(store, base_url=None))
    [(text, html)] = mails(store, desk)
    assert "/a/" not in text + html
    assert "Mute" not in text + html


def test_chat_and_webhooks_have_no_such_links(store: Store) -> None:
    store.destinations.add(
        name="chat", channel="slack", address="https://hooks.slack.com/services/T0/B0/X", now=NOW
    )
    store.destinations.add(
        name="hook", channel="webhook", address="https://h.example/x", owner="o@news.example", now=NOW
    )
    published(store)
    pipeline.compose(context(store))
    bodies = [store.outbox.get(row.message.id) for row in store.outbox.find()]
    assert len(bodies) == 2
    assert not any(delivery and b"/a/a-" in delivery.message.body for delivery in bodies)


def test_nothing_more_is_told_of_a_muted_act_to_this_destination(store: Store) -> None:
    desk, other = mailbox(store), mailbox(store, "other", "o@news.example")
    published(store)
    pipeline.compose(context(store))
    store.choices.choose(desk.id, 1, Choice.MUTE, NOW)
    corrected(store)
    published(store, "b", "Westland quits the extradition convention")
    pipeline.compose(context(store, LATER))
    [_, (text, _)] = mails(store, other)
    assert "extradition" in text
    assert "fisheries" in text
    [_, (text, _)] = mails(store, desk)
    assert "extradition" in text
    assert "fisheries" not in text
    store.choices.choose(desk.id, 1, Choice.NONE, LATER)
    corrected(store)
    pipeline.compose(context(store, LATER))
    assert len(mails(store, desk)) == 3


def test_a_followed_act_is_told_whatever_the_destination_asks_for(store: Store) -> None:
    desk = mailbox(store)
    published(store)
    pipeline.compose(context(store))
    store.destinations.edit(replace(desk, queries=(SavedQuery(query="extradition"),)), NOW)
    corrected(store, reason="rises")
    pipeline.compose(context(store, LATER))
    assert len(mails(store, desk)) == 1
    store.choices.choose(desk.id, 1, Choice.FOLLOW, NOW)
    corrected(store, reason="rises")
    pipeline.compose(context(store, LATER))
    assert len(mails(store, desk)) == 2


def test_a_note_stands_in_later_messages_to_its_writer_alone_as_text(store: Store) -> None:
    desk, other = mailbox(store), mailbox(store, "other", "o@news.example")
    published(store)
    pipeline.compose(context(store))
    store.choices.write_note(desk.id, 1, "ask <b>Anna</b> & Ben", NOW)
    corrected(store)
    pipeline.compose(context(store, LATER))
    (before, _), (text, html) = mails(store, desk)
    assert "Your note" not in before
    assert "Your note: ask <b>Anna</b> & Ben" in text
    assert "ask &lt;b&gt;Anna&lt;/b&gt; &amp; Ben" in html
    assert not any("Your note" in part for mail in mails(store, other) for part in mail)


def test_a_note_stands_in_chat_too(store: Store) -> None:
    chat = store.destinations.add(
        name="chat", channel="slack", address="https://hooks.slack.com/services/T0/B0/X", now=NOW
    )
    published(store)
    store.choices.write_note(chat.id, 1, "ask <!channel> Anna", NOW)
    pipeline.compose(context(store))
    [row] = store.outbox.find()
    delivery = store.outbox.get(row.message.id)
    assert delivery is not None
    assert b"Your note: ask &lt;!channel&gt; Anna" in delivery.message.body


def test_fault_113_what_was_drawn_up_before_the_act_was_muted_is_not_sent(store: Store) -> None:
    desk = mailbox(store)
    published(store)
    pipeline.compose(context(store))
    with store.database.write() as db:  # as a mute that came between drawing up and writing
        db.execute("INSERT INTO act_choice VALUES (?, 1, 'mute', '', ?)", (desk.id, NOW.isoformat()))
    assert store.outbox.lease(NOW, 9, 120) == []
    [row] = store.outbox.find()
    assert (row.message.state.value, row.note) == ("suppressed", "its exit was muted by the reader")


def test_a_choice_for_an_act_counts_for_the_one_that_took_it_in(store: Store) -> None:
    desk = mailbox(store)
    published(store)
    published(store, "b", "Westland quits the extradition convention")
    store.choices.choose(desk.id, 1, Choice.FOLLOW, NOW)
    store.choices.write_note(desk.id, 2, "newer", LATER)
    with store.database.write() as db:
        db.execute("UPDATE act_state SET into_act = 1 WHERE act = 2")
    merged = store.choices.get(desk.id, 1)
    assert (merged.choice, merged.note) == (Choice.NONE, "newer")


def test_many_mails_are_composed_as_fast_with_links_as_without(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The HTML of an act is made once for all who are told the same, whatever links they get."""
    from monitor.channels import mail_content

    mail_content._act.cache_clear()
    for number in range(20):
        mailbox(store, f"d{number}", f"d{number}@news.example")
    published(store)
    pipeline.compose(context(store))
    assert mail_content._act.cache_info().misses == 2

"""The readers of chat messages find what they are there to find: a contract is only as good as they are."""

from __future__ import annotations

from typing import Any

import hostile
import pytest
import readers

MENTION = "@everyone <!channel> <@U1> <users/all>"
LINK = "[the ministry](https://evil.example)"


def blocks(text: str, kind: str = "mrkdwn") -> dict[str, Any]:
    return {"text": "x", "blocks": [{"type": "section", "text": {"type": kind, "text": text}}]}


def embed(text: str) -> dict[str, Any]:
    return {"content": "x", "embeds": [{"description": text}], "allowed_mentions": {"parse": []}}


def card(kind: str, text: str, **more: Any) -> dict[str, Any]:
    return {"attachments": [{"content": {"body": [{"type": kind, "text": text}], "msteams": more}}]}


def paragraph(text: str) -> dict[str, Any]:
    return {"cardsV2": [{"card": {"sections": [{"widgets": [{"textParagraph": {"text": text}}]}]}}]}


@pytest.mark.parametrize(
    ("name", "payload", "live"),
    [
        ("slack", blocks("a <!channel> b"), ["!channel"]),
        ("slack", {"text": "<@U1>", "blocks": []}, ["@U1"]),
        ("slack", blocks("<!channel>", "plain_text"), []),
        ("slack", blocks("&lt;!channel&gt;"), []),
        ("discord", embed("a @everyone b"), ["@everyone"]),
        ("discord", embed("<@123> <#4> <t:1:R>"), ["<@123>", "<#4>", "<t:1:R>"]),
        ("discord", embed("https://evil.example x"), ["https://evil.example"]),
        ("discord", embed(r"\@everyone \<\@123\> https\://evil.example"), []),
        ("discord", embed("x") | {"allowed_mentions": {"parse": ["everyone"]}}, ["allowed_mentions"]),
        (
            "discord",
            embed("||spoiler|| `code` ~~gone~~ *slanted*"),
            ["`code`", "||spoiler||", "~~gone~~", "*slanted*"],
        ),
        ("discord", embed("> quoted"), ["> "]),
        ("teams", card("TextRun", "<at>all</at> **x**"), []),
        ("teams", card("TextRun", "<at>all</at>", entities=["all"]), ["all"]),
        (
            "teams",
            card("TextRun", "{{DATE(2027-02-14T06:00:00Z, SHORT)}}"),
            ["{{DATE(2027-02-14T06:00:00Z, SHORT)}}"],
        ),
        ("teams", card("TextBlock", "`code`"), ["`code`"]),
        ("mattermost", {"text": "<!channel> <!everyone>"}, ["<!channel>"]),
        ("mattermost", {"text": r"\@here and @bob.b"}, ["@here", "@bob.b"]),
        ("mattermost", {"text": "&#60; ~general :tada: 08:00:15"}, ["~general", ":tada:"]),
        ("mattermost", {"text": "@\u200bhere \\~\u200bgeneral :\u200btada: https:\u200b//evil.example"}, []),
        ("mattermost", {"text": "www.evil.example"}, ["www.evil.example"]),
        ("google_chat", paragraph("<users/all> <b>x</b>"), ["users"]),
        ("google_chat", paragraph("&lt;users/all&gt;") | {"fallbackText": "<users/all>"}, ["<users/all>"]),
        (
            "telegram",
            {"text": "@Ministry /stop https://evil.example"},
            ["@Ministry", "/stop", "https://evil.example"],
        ),
        ("telegram", {"text": "<tg-spoiler>x</tg-spoiler>"}, ["tg-spoiler"]),
        ("matrix", {"formatted_body": "x"}, ["m.mentions"]),
        ("matrix", {"formatted_body": "<img>", "m.mentions": {}}, ["img"]),
        ("ntfy", {"message": "x", "markdown": True}, ["markdown"]),
        ("apprise", {"title": "x", "body": "@**all** <!here> [x](y) z://y"}, ["@*", "<!", "](", "z://y"]),
        ("apprise", {"title": "x", "body": "Read at y: https://y.example/@z"}, []),
    ],
)
def test_what_notifies_people_or_is_put_in_is_found(name: str, payload: Any, live: list[str]) -> None:
    assert [item.strip() for item in readers.READERS[name](payload).live] == [item.strip() for item in live]


@pytest.mark.parametrize(
    ("name", "payload", "links"),
    [
        ("slack", blocks("<https://evil.example|the ministry>"), [("the ministry", "https://evil.example")]),
        ("slack", blocks("<https://evil.example>", "plain_text"), []),
        (
            "discord",
            embed("[the ministry](<https://evil.example>)"),
            [("the ministry", "https://evil.example")],
        ),
        ("discord", embed(r"\[the ministry\](https\://evil.example)"), []),
        ("teams", card("TextBlock", LINK), [("the ministry", "https://evil.example")]),
        ("teams", card("TextRun", LINK), []),
        (
            "mattermost",
            {"text": "<https://evil.example|the ministry>"},
            [("the ministry", "https://evil.example")],
        ),
        ("mattermost", {"text": r"\[the ministry\](https:" + "\u200b//evil.example)"}, []),
        (
            "google_chat",
            paragraph('<a href="https://evil.example">the <b>ministry</b></a>'),
            [("the ministry", "https://evil.example")],
        ),
        ("google_chat", paragraph("&lt;a href=x&gt;"), []),
        (
            "telegram",
            {"text": '<a href="https://evil.example">the ministry</a>'},
            [("the ministry", "https://evil.example")],
        ),
        (
            "ntfy",
            {"message": "x", "click": "https://evil.example"},
            [("https://evil.example", "https://evil.example")],
        ),
    ],
)
def test_links_are_found_with_their_words(name: str, payload: Any, links: list[tuple[str, str]]) -> None:
    assert readers.READERS[name](payload).links == links


@pytest.mark.parametrize("title", hostile.TITLES)
def test_each_hostile_title_would_be_found_if_it_were_not_escaped(title: str) -> None:
    payloads = {
        "slack": blocks(title),
        "discord": embed(title),
        "mattermost": {"text": title},
        "google_chat": paragraph(title),
        "telegram": {"text": title},
    }
    seen = [readers.READERS[name](payload) for name, payload in payloads.items()]
    assert any(told.live or told.links for told in seen)

"""Mails to owners and to the operator, as a person reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import hostile
import pytest
import shapes
from samples import NOW, destination

from monitor import digest

HOOK = destination(channel="webhook")
WARNING = digest.warning(
    HOOK,
    now=NOW,
    ref="K7QX",
    reason="503 from https://hook.example/...abcd",
    since=NOW - timedelta(days=3, hours=12),
    dead=3,
    percent=70,
)
DEAD = digest.dead_letters(
    HOOK,
    [
        ("A1B2", "given up after 10 attempts: 503 from https://hook.example/...abcd"),
        ("C3D4", "400 from there"),
    ],
    count=12,
    since=NOW - timedelta(hours=20),
    now=NOW,
    ref="K7QX",
)


GONE = [("A1B2", "410 from https://hook.example/...abcd")]
KEPT = digest.dead_letters(HOOK, GONE, count=1, kept=1, since=NOW, now=NOW, ref="K7QX")
SOME_KEPT = digest.dead_letters(HOOK, GONE, count=3, kept=1, since=NOW, now=NOW, ref="K7QX")


@pytest.mark.parametrize(
    ("name", "notice"),
    [("warning", WARNING), ("dead-letters", DEAD), ("kept-letters", KEPT), ("some-kept-letters", SOME_KEPT)],
)
def test_a_notice_is_as_expected(
    name: str, notice: digest.Digest, expected: Callable[[str, str], None]
) -> None:
    expected(f"{name}.txt", f"Subject: {shapes.subject(notice)}\n\n{shapes.text(notice)}")


@pytest.mark.parametrize("payload", hostile.PAYLOADS)
def test_a_hostile_name_or_answer_breaks_no_notice(payload: str) -> None:
    made = destination(channel="webhook", name=payload)
    notice = digest.warning(made, now=NOW, ref="K7QX", reason=payload, since=NOW, dead=1, percent=50)
    assert "\n" not in shapes.subject(notice)
    assert "<script" not in shapes.html(notice)

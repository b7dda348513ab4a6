"""Which mails are taken for those of a depositary; everything unclear is refused."""

from __future__ import annotations

import pytest

from monitor.inbound.limits import parsed
from monitor.inbound.notice_values import AllowedSender, Refusal, SenderCheck
from monitor.inbound.sender_check import Checked, check

OURS = "mx.desk.example"
ALLOWED = (AllowedSender("treaties@un.org", "UN"), AllowedSender("@coe.int", "COE"))
PASS = (
    f"Authentication-Results: {OURS}; spf=pass smtp.mailfrom=un.org;\r\n dkim=pass header.d=un.org header.s=a"
)
SIGNATURES = tuple(
    f"DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s=a;\r\n h=From:To:Subject:Date; bh=x; b=y"
    for domain in ("un.org", "mail.un.org", "coe.int")
)
FAIL = f"Authentication-Results: {OURS}; dkim=fail header.d=un.org"


def checked(*lines: str, sender: str = "From: UN Treaties <treaties@un.org>", ours: str = OURS) -> Checked:
    mail = parsed("\r\n".join((*lines, *SIGNATURES, sender, "", "text")).encode("utf-8"))
    return check(mail, SenderCheck(ours, ALLOWED))


@pytest.mark.parametrize(
    ("line", "sender", "depositary"),
    [
        (PASS, "From: treaties@un.org", "UN"),
        (PASS, 'From: "UN, Treaty Section" <Treaties@UN.org>', "UN"),
        (PASS, "From: =?utf-8?q?Trait=C3=A9s?= <treaties@un.org>", "UN"),
        (PASS.replace("d=un.org", "d=mail.un.org"), "From: treaties@un.org", "UN"),
        (PASS.replace("dkim=pass", "dkim=pass (2048-bit; good)"), "From: treaties@un.org", "UN"),
        (f"Authentication-Results: {OURS} 1; dkim=pass header.d=coe.int", "From: <jj@coe.int>", "COE"),
    ],
)
def test_an_allowed_sender_whose_signature_passed(line: str, sender: str, depositary: str) -> None:
    assert checked(line, sender=sender).depositary == depositary


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (PASS.replace(OURS, "mx.evil.example"),),
        (PASS.replace(OURS, f"{OURS}.evil.example"),),
        (FAIL, PASS),
        (PASS.replace("d=un.org", "d=evil.example"),),
        (PASS.replace("d=un.org", "d=notun.org"),),
        (PASS.replace("d=un.org", "d=un.org.evil.example"),),
        (PASS.replace("d=un.org", "d=org"),),
        (f"Authentication-Results: {OURS}; spf=pass smtp.mailfrom=un.org",),
        (f"Authentication-Results: {OURS}; dkim=fail (dkim=pass header.d=un.org)",),
        (f'Authentication-Results: {OURS}; dkim=none reason="x; dkim=pass header.d=un.org"',),
        (f"Authentication-Results: {OURS}; x=y dkim=pass header.d=un.org",),
        (f"Authentication-Results: {OURS}; dkim=pass header.d=evil.example header.d=un.org",),
        (f"Authentication-Results: {OURS}; dkim=pass (never ends header.d=un.org",),
        (f"Authentication-Results: {OURS}; dkim=pass{' ' * 950}header.d=un.org.evil.example",),
        (f"Authentication-Results: {OURS};" + "\r\n x=y;" * 900 + " dkim=pass header.d=un.org",),
        ("Authentication-Results: (open", PASS),
    ],
)
def test_a_signature_that_is_not_certainly_the_senders_is_refused(lines: tuple[str, ...]) -> None:
    result = checked(*lines)
    assert not result.depositary
    assert result.why
    assert result.reason in (Refusal.RESULTS, Refusal.DKIM, Refusal.DOMAIN)


@pytest.mark.parametrize(
    "sender",
    [
        "X: none",
        "From: treaties@un.org\r\nFrom: other@evil.example",
        "From: treaties@un.org, other@evil.example",
        "From: treaties@un.org <other@evil.example>",
        'From: "treaties@un.org" <other@evil.example>',
        "From: =?utf-8?q?treaties=40un.org?= <other@evil.example>",
        "From: =?utf-8?q?treaties=40un=2Eorg=00?=",
        "From: <treaties@un.org> <other@evil.example>",
        "From: other@evil.example (treaties@un.org)",
        "From: treaties@un.org.evil.example",
        "From: jj@mail.coe.int",
        "From: treaties@ün.org",
        "From: group: treaties@un.org;",
    ],
)
def test_a_from_that_is_unclear_or_unknown_is_refused(sender: str) -> None:
    assert not checked(PASS, sender=sender).depositary


def test_without_the_name_of_our_server_all_are_refused() -> None:
    assert not checked(PASS, ours="").depositary
    assert not checked("Authentication-Results: ; dkim=pass header.d=un.org", ours="").depositary

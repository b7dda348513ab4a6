"""Mails that an attacker builds from what is signed and what is not: each is refused, or says only what its sender
signed.
"""

from __future__ import annotations

import time

import pytest

from monitor.inbound.notice_values import AllowedSender, Notice, Refusal, Refused, SenderCheck
from monitor.inbound.notices import notice_of

OURS = "mx.desk.example"
CHECK = SenderCheck(OURS, (AllowedSender("treaties@un.org", "UN"), AllowedSender("@coe.int", "COE")))
PASS = f"Authentication-Results: {OURS}; dkim=pass header.d=un.org"
FAIL = f"Authentication-Results: {OURS}; dkim=fail header.d=un.org"
SIGNED = "DKIM-Signature: v=1; a=rsa-sha256; d=un.org; s=a;\r\n h=From:To:Subject:Date; bh=x; b=y"
FROM = "From: UN Treaties <treaties@un.org>"
SUBJECT = "Subject: C.N.501.2026.TREATIES-XXVI.5"
FORGED = "Subject: C.N.999.2026.TREATIES-XXVI.5 FRANCE: WITHDRAWAL"
TRUE = (PASS, SIGNED, FROM, SUBJECT)
TEXT = "LITHUANIA: WITHDRAWAL"


def read(*lines: str, text: str = TEXT) -> Notice | Refused:
    return notice_of("\r\n".join((*lines, "", text)).encode("utf-8", "surrogateescape"), CHECK)


def refusal(*lines: str, text: str = TEXT) -> Refusal | None:
    result = read(*lines, text=text)
    return result.reason if isinstance(result, Refused) else None


def text_of(*lines: str, text: str = TEXT) -> str:
    result = read(*lines, text=text)
    assert isinstance(result, Notice)
    return result.text


def test_a_true_mail_is_read() -> None:
    assert text_of(*TRUE) == TEXT


@pytest.mark.parametrize(
    "lines",
    [
        (PASS, FORGED, SIGNED, FROM, SUBJECT),
        (PASS, SIGNED, FROM, SUBJECT, FORGED),
        (PASS, SIGNED, FROM, SUBJECT, "SUBJECT: C.N.1"),
        (PASS, "Date: Mon, 30 Nov 2026 10:00:00 +0000", SIGNED, FROM, SUBJECT, "Date: Mon, 2 Nov 2020 10:00:00 +0000"),
        (PASS, "Content-Type: text/html", SIGNED, FROM, SUBJECT, "Content-Type: text/plain"),
        (PASS, "Content-Transfer-Encoding: base64", SIGNED, FROM, SUBJECT, "Content-Transfer-Encoding: 7bit"),
        (PASS, "Message-ID: <new@x>", SIGNED, FROM, SUBJECT, "Message-ID: <old@x>"),
        (PASS, f"X: a\rFrom: treaties@un.org\r{FORGED}\r\rFRANCE: WITHDRAWAL", SIGNED, FROM, SUBJECT),
        (PASS, f"X: a\nFrom: treaties@un.org\n{FORGED}\n\nFRANCE: WITHDRAWAL", SIGNED, FROM, SUBJECT),
        (PASS, SIGNED, FROM, SUBJECT, "no field", "X: FRANCE: WITHDRAWAL"),
        (PASS, SIGNED, "From : other@evil.example", FROM, SUBJECT),
        (PASS, SIGNED, FROM, f"{SUBJECT}\0"),
        (" folded at once", *TRUE),
    ],
)  # fmt: skip
def test_a_head_that_can_be_read_in_two_ways_is_refused(lines: tuple[str, ...]) -> None:
    assert refusal(*lines) is Refusal.HEAD


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "DKIM-Signature: v=1; d=evil.example; s=a; h=From:Subject:Date; b=y",
        "DKIM-Signature: v=1; d=un.org; s=a; h=From:Subject:Date; l=120; b=y",
        "DKIM-Signature: v=1; d=un.org; s=a; h=From:Subject:Date; L\r\n =\r\n 0; l=120; b=y",
        "DKIM-Signature: v=1; d=un.org; s=a; h=From:To:Date; b=y",
        "DKIM-Signature: v=1; d=un.org; s=a; h=To:Subject:Date; b=y",
        "DKIM-Signature: v=1; d=un.org; s=a; h=From:Subject; b=y",
        "DKIM-Signature: v=1; d=un.org; s=a; b=y",
        f"DKIM-Signature: v=1; d=un.org; s=a; h=From:Subject:Date; b={'y' * 1_000}; l=0",
        f"{SIGNED}\r\nDKIM-Signature: v=1; d=un.org; s=b; h=From:Subject:Date; l=0; b=y",
        "ARC-Message-Signature: i=1; d=un.org; s=a; h=From:Subject:Date; b=y",
    ],
)
def test_a_signature_that_does_not_cover_the_mail_is_refused(signature: str) -> None:
    lines = (PASS, signature, FROM, SUBJECT) if signature else (PASS, FROM, SUBJECT)
    assert refusal(*lines) is Refusal.UNSIGNED


@pytest.mark.parametrize(
    "lines",
    [
        (FAIL, PASS),
        (f'Authentication-Results: "{OURS}"; dkim=fail header.d=un.org', PASS),
        (f"Authentication-Results: (of {OURS}) {OURS}; dkim=fail header.d=un.org", PASS),
        (f"Authentication-Results: {OURS.upper()}; dkim=fail header.d=un.org", PASS),
        (f"AUTHENTICATION-RESULTS:\r\n {OURS}\r\n\t; dkim=fail header.d=un.org", PASS),
        ("Authentication-Results: mx.desk(x).example; dkim=pass header.d=un.org",),
        ("Authentication-Results: mx.d\\esk.example; dkim=pass header.d=un.org",),
        (f'Authentication-Results: "{OURS}"; dkim=pass header.d=un.org',),
        (f"Authentication-Results: {OURS} 2; dkim=pass header.d=un.org",),
        (f"Authentication-Results: {OURS}/1; dkim=pass header.d=un.org",),
        (f"ARC-Authentication-Results: i=1; {OURS}; dkim=pass header.d=un.org",),
        (f"X-Authentication-Results: {OURS}; dkim=pass header.d=un.org",),
        (f"Authentication-Results: {OURS}; arc=pass (dkim=pass header.d=un.org)",),
        (f"Authentication-Results: {OURS}; spf=pass smtp.mailfrom=\"; dkim=pass header.d=un.org;\"@evil.example",),
        (f"Authentication-Results: {OURS}; dkim=policy header.d=un.org; dmarc=pass header.from=un.org",),
    ],
)  # fmt: skip
def test_results_that_our_server_did_not_plainly_write_are_refused(lines: tuple[str, ...]) -> None:
    assert refusal(*lines, SIGNED, FROM, SUBJECT) in (Refusal.RESULTS, Refusal.DKIM)


@pytest.mark.parametrize(
    "domain", ["org", "un.org.evil.example", "xn--un-fka.org", "un.org,evil.example", "UN.ORG.evil"]
)
def test_a_signature_of_another_domain_is_refused(domain: str) -> None:
    assert refusal(f"Authentication-Results: {OURS}; dkim=pass header.d={domain}", SIGNED, FROM, SUBJECT) in (
        Refusal.DOMAIN,
        Refusal.DKIM,
    )


@pytest.mark.parametrize(
    "sender",
    [
        "From: treaties@un.org\r\nfrom: other@evil.example",
        "From: undisclosed: treaties@un.org;",
        'From: "treaties@un.org" <other@evil.example>',
        "From: treaties@un.org (x) <other@evil.example>",
        "From: =?utf-8?b?dHJlYXRpZXNAdW4ub3Jn?= <other@evil.example>",
        "From: =?utf-8?q?=3Ctreaties=40un=2Eorg=3E?=",
        f"From: {'a' * 974} <treaties@un.org>, other@evil.example",
        "From: treaties@\u0443n.org",
        "From: other@evil.example\r\nSender: treaties@un.org",
        "From: other@evil.example\r\nResent-From: treaties@un.org",
        "Sender: treaties@un.org",
        "From: <treaties@un.org>, <treaties@un.org>",
        "From: @relay.example:treaties@un.org",
    ],
)
def test_a_sender_that_only_looks_allowed_is_refused(sender: str) -> None:
    assert refusal(PASS, SIGNED, sender, SUBJECT) in (Refusal.FROM, Refusal.SENDER)


@pytest.mark.parametrize(
    "field", ["Sender: list@evil.example", "Resent-From: a@evil.example", "Reply-To: a@evil.example"]
)
def test_from_decides_and_not_the_fields_of_those_who_passed_a_mail_on(field: str) -> None:
    assert text_of(*TRUE, field) == TEXT


# ---------------------------------------------------------------- words of others


QUOTED = "\r\n".join(f"> {line}" for line in ("C.N.999.2026.TREATIES-XXVI.5", "FRANCE: WITHDRAWAL"))


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ((*TRUE[:3], "Subject: Re: C.N.501.2026.TREATIES-XXVI.5"), f"This is not ours.\r\n\r\n{QUOTED}"),
        ((*TRUE[:3], "Subject: =?utf-8?q?RE_=3A?= a question"), TEXT),
        ((*TRUE[:3], "Subject: AW: Ihre Frage"), TEXT),
        ((*TRUE[:3], "Subject: Fwd: C.N.501.2026.TREATIES-XXVI.5"), TEXT),
        ((*TRUE[:3], "Subject: TR : JJ9154C Tr./210-22"), TEXT),
        ((*TRUE, "In-Reply-To: <question@evil.example>"), TEXT),
        (TRUE, f"For information.\r\n\r\n-----Original Message-----\r\n{TEXT}"),
        (TRUE, f"Begin forwarded message:\r\n\r\n{TEXT}"),
        (TRUE, f"---------- Forwarded message ---------\r\n{TEXT}"),
        (TRUE, f"FYI\r\n\r\nFrom: A <a@evil.example>\r\nSent: Monday\r\nTo: Treaties\r\nSubject: x\r\n\r\n{TEXT}"),
        (TRUE, f"FYI\r\n\r\nDe : A <a@evil.example>\r\nEnvoyé : lundi\r\nÀ : T\r\nObjet : x\r\n\r\n{TEXT}"),
    ],
)  # fmt: skip
def test_an_answer_and_a_forwarded_mail_are_refused(lines: tuple[str, ...], text: str) -> None:
    assert refusal(*lines, text=text) is Refusal.REPLY


def test_quoted_lines_are_not_read() -> None:
    assert text_of(*TRUE, text=f"{TEXT}\r\n\r\n{QUOTED}\r\n >> GERMANY: WITHDRAWAL") == TEXT


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("Content-Type: message/rfc822", f"{FROM}\r\nSubject: x\r\n\r\nFRANCE: WITHDRAWAL"),
        (
            "Content-Type: multipart/digest; boundary=x",
            "--x\r\n\r\nSubject: y\r\n\r\nFRANCE: WITHDRAWAL\r\n--x--",
        ),
        ("Content-Type: text/plain; name=a.txt", "FRANCE: WITHDRAWAL"),
        ("Content-Disposition: attachment", "FRANCE: WITHDRAWAL"),
        ("Content-Type: application/pdf", "FRANCE: WITHDRAWAL"),
        ("Content-Type: text/calendar", "FRANCE: WITHDRAWAL"),
        ("Content-Type: text/plain; charset=utf-7", "+AEY-RANCE: WITHDRAWAL"),
        ("Content-Type: text/plain; charset=utf-16", "FRANCE: WITHDRAWAL"),
        ("Content-Type: text/html", "<!-- FRANCE: WITHDRAWAL --><style>FRANCE: WITHDRAWAL</style>"),
    ],
)
def test_what_is_no_text_of_the_mail_is_not_read(head: str, text: str) -> None:
    assert "FRANCE" not in text_of(*TRUE, head, text=text)


def nested(depth: int) -> str:
    """A part in a part in a part."""
    heads = (
        f'Content-Type: multipart/mixed; boundary="{number}"\r\n\r\n--{number}\r\n' for number in range(depth)
    )
    return "".join(heads) + "\r\nFRANCE: WITHDRAWAL"


@pytest.mark.parametrize(
    "raw",
    [
        "\r\n".join((*TRUE, "Content-Type: multipart/mixed; boundary=x", "", "--x\r\n\r\ny\r\n" * 10_000)),
        "\r\n".join((*TRUE, nested(5_000))),
        "\r\n".join((*TRUE, *("Received: from x by y" for _ in range(40_000)), "", TEXT)),
        "\r\n".join((*TRUE, f"X: {'x' * 2_000_000}", "", TEXT)),
        "\r\n".join((*TRUE, "Content-Transfer-Encoding: base64", "", "QUFB" * 400_000)),
        "\r\n".join((*TRUE, "Content-Type: text/html", "", "<div>" * 200_000)),
        "\r\n".join((*TRUE, "Content-Type: text/html", "", "<a href='" + "&amp;" * 150_000)),
        "\r\n".join((*TRUE, "", "From: " * 100_000)),
        "\r\n".join((*TRUE, "", "From: x Sent: y " * 50_000)),
        "\r\n".join((PASS, *(SIGNED for _ in range(5_000)), FROM, SUBJECT, "", TEXT)),
        "\r\n".join((*(f"Authentication-Results: {'(' * 900}" for _ in range(900)), *TRUE, "", TEXT)),
        "\r\n".join((*TRUE[:3], f"Subject: {'=?utf-8?q?x?= ' * 300}", "", TEXT)),
    ],
)
def test_a_mail_that_is_built_to_cost_much_is_read_in_little_time(raw: str) -> None:
    before = time.process_time()
    assert isinstance(notice_of(raw.encode(), CHECK), Notice | Refused)
    assert time.process_time() - before < 5

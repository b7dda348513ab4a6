"""Incoming mails: what they say, and whose they are."""

import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import tokens
from monitor.inbound import Report, ReportKind, reading
from monitor.inbound.limits import MAIL_BYTES
from monitor.tokens import Purpose

KEY = b"k" * 32
BOUNCE = tokens.write(KEY, Purpose.BOUNCE, 7)
UNSUBSCRIBE = tokens.write(KEY, Purpose.UNSUBSCRIBE, 3)
FOLDER = Path(__file__).parent / "data" / "inbound"

# file, what it says
SAMPLES = {
    "answer-of-a-person": Report(ReportKind.OTHER),
    "bounce-of-a-bounce-inside": Report(ReportKind.OTHER),
    "exchange-online": Report(
        ReportKind.HARD,
        code="5.1.10",
        diagnostic="550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient anna@reader.example not found by "
        "SMTP address lookup",
    ),
    "exim-plain-text": Report(ReportKind.SOFT, diagnostic="550 No such person at this address"),
    "exim-unknown-user": Report(ReportKind.HARD, code="5.1.1", diagnostic="550 5.1.1 Unknown user"),
    "gmail": Report(
        ReportKind.HARD,
        code="5.1.1",
        diagnostic="550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 "
        "double-checking the recipient's email address for typos or 550-5.1.1 unnecessary spaces. 550 5.1.1 "
        "abc123 - gsm",
    ),
    "not-spam-report": Report(
        ReportKind.OTHER, code="not-spam", diagnostic="reported by Webmail-Feedback/2.0"
    ),
    "out-of-office": Report(ReportKind.OTHER),
    "policy-refusal": Report(
        ReportKind.REFUSED,
        code="5.7.1",
        diagnostic="550 5.7.1 Service unavailable, message content rejected",
    ),
    "postfix-delayed": Report(ReportKind.OTHER, code="4.4.1", diagnostic="delayed"),
    "postfix-expired": Report(
        ReportKind.SOFT,
        code="4.4.1",
        diagnostic="connect to mx.reader.example[192.0.2.7]:25: Connection timed out",
    ),
    "postfix-mailbox-full": Report(
        ReportKind.SOFT, code="5.2.2", diagnostic="552 5.2.2 <anna@reader.example>: Mailbox is full"
    ),
    "postfix-unknown-user": Report(
        ReportKind.HARD,
        code="5.1.1",
        diagnostic="550 5.1.1 <anna@reader.example>: Recipient address rejected: User unknown in local "
        "recipient table",
    ),
    "qmail": Report(
        ReportKind.HARD, code="5.1.1", diagnostic="Sorry, no mailbox here by that name. (#5.1.1)"
    ),
    "read-receipt": Report(ReportKind.OTHER),
    "unsubscribe": Report(ReportKind.OTHER),
    "vacation": Report(ReportKind.OTHER),
    "yahoo-complaint": Report(
        ReportKind.COMPLAINT, code="abuse", diagnostic="reported by Webmail-Feedback/2.0"
    ),
    "yahoo-plain-text": Report(
        ReportKind.SOFT,
        diagnostic="554: delivery error: dd This user doesn't have an account (anna@reader.example) [0] - "
        "mta1.reader.example",
    ),
}


def signed(token: str) -> bool:
    return tokens.read(KEY, token) is not None


read = partial(reading.read, signed=signed)


def sample(name: str, token: str = BOUNCE) -> bytes:
    return (FOLDER / f"{name}.eml").read_bytes().replace(b"TOKEN", token.encode())


# ---------------------------------------------------------------- what a mail says


@pytest.mark.parametrize("name", SAMPLES)
def test_a_mail_says(name: str) -> None:
    report = read(sample(name))
    assert report.token == BOUNCE
    assert Report(report.kind, "", report.code, report.diagnostic) == SAMPLES[name]


def test_every_sample_is_tried() -> None:
    assert {path.stem for path in FOLDER.glob("*.eml")} == {*SAMPLES, "token-in-the-body"}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("5.1.1", ReportKind.HARD),
        ("5.1.2", ReportKind.HARD),
        ("5.2.1", ReportKind.HARD),
        ("5.7.17", ReportKind.HARD),
        ("5.2.2", ReportKind.SOFT),
        ("5.4.4", ReportKind.SOFT),
        ("4.4.7", ReportKind.SOFT),
        ("", ReportKind.SOFT),
        ("5.7.1", ReportKind.REFUSED),
        ("5.7.26", ReportKind.REFUSED),
        ("4.7.28", ReportKind.REFUSED),
        ("5.3.4", ReportKind.REFUSED),
        ("5.6.1", ReportKind.REFUSED),
    ],
)
def test_only_a_status_that_says_that_the_address_is_gone_is_a_hard_bounce(
    status: str, kind: ReportKind
) -> None:
    mail = sample("postfix-mailbox-full").replace(b"5.2.2", status.encode())
    assert read(mail).kind is kind


@pytest.mark.parametrize(
    ("field", "status"),
    [
        (b"550 User unknown", "5.0.0"),
        (b"550 5.1.1 User unknown", "5.1.1"),
        (b"the host 192.5.1.1 said no", "5.0.0"),
        (b"550 15.1.1.9", "5.0.0"),
    ],
)
def test_a_vague_status_gives_way_to_the_one_of_the_other_server(field: bytes, status: str) -> None:
    assert read(sample("exim-unknown-user").replace(b"550 5.1.1 Unknown user", field)).code == status


def test_the_worst_of_several_recipients_counts() -> None:
    block = b"\nFinal-Recipient: rfc822; b@reader.example\nAction: failed\nStatus: 5.1.1\n"
    mail = sample("postfix-mailbox-full").replace(b"\n--full--", block + b"\n--full--")
    assert (read(mail).kind, read(mail).code) == (ReportKind.HARD, "5.1.1")


@pytest.mark.parametrize("kind", ["abuse", "Fraud", "opt-out", "opt-out-list"])
def test_the_types_of_feedback_that_are_complaints(kind: str) -> None:
    mail = sample("yahoo-complaint").replace(b"Feedback-Type: abuse", b"Feedback-Type: " + kind.encode())
    assert (read(mail).kind, read(mail).code) == (ReportKind.COMPLAINT, kind.lower())


@pytest.mark.parametrize("kind", ["virus", "auth-failure", "something-new", ""])
def test_other_types_of_feedback_count_for_nothing(kind: str) -> None:
    mail = sample("yahoo-complaint").replace(b"Feedback-Type: abuse", b"Feedback-Type: " + kind.encode())
    assert read(mail).kind is ReportKind.OTHER


# ---------------------------------------------------------------- whose it is


def test_a_mail_to_the_address_that_unsubscribes_does_so() -> None:
    assert read(sample("unsubscribe", UNSUBSCRIBE)) == Report(ReportKind.UNSUBSCRIBE, UNSUBSCRIBE)
    assert read(sample("answer-of-a-person", UNSUBSCRIBE)).kind is ReportKind.UNSUBSCRIBE


@pytest.mark.parametrize("name", ["vacation", "out-of-office", "read-receipt", "postfix-delayed"])
def test_fault_115_no_machine_unsubscribes_anybody(name: str) -> None:
    assert read(sample(name, UNSUBSCRIBE)).kind is ReportKind.OTHER


@pytest.mark.parametrize(
    "head",
    [
        b"Auto-Submitted: auto-replied",
        b"auto-submitted: Auto-Replied; owner-email=a@b.example",
        b"X-Autoreply: yes",
        b"X-Autorespond: 1",
        b"Precedence: auto_reply",
        b"Precedence: junk",
        b"Subject: Out of the office",
        b"Subject: Automatische Antwort: Alert",
    ],
)
def test_fault_115_answers_of_machines_count_for_nothing(head: bytes) -> None:
    assert read(head + b"\n" + sample("qmail")).kind is ReportKind.OTHER


def test_fault_114_a_token_acts_only_in_the_recipient_address() -> None:
    assert read(sample("token-in-the-body")) == Report(ReportKind.HARD, "", "5.1.1")


@pytest.mark.parametrize(
    "field", ["X-Original-To", "Delivered-To", "Envelope-to", "X-Envelope-To", "X-Delivered-To", "To"]
)
def test_the_fields_that_hold_the_recipient(field: str) -> None:
    assert read(f"{field}: a@b.example, X <bounces+{BOUNCE}@b.example>\n\n".encode()).token == BOUNCE


@pytest.mark.parametrize(
    "field", ["From", "Sender", "Cc", "Bcc", "Reply-To", "Return-Path", "Received", "Subject"]
)
def test_fault_114_no_other_field_holds_it(field: str) -> None:
    assert read(f"{field}: <bounces+{BOUNCE}@b.example>\nTo: bounces@b.example\n\n".encode()).token == ""


def test_fault_114_a_token_that_nobody_signed_is_passed_over() -> None:
    forged = BOUNCE[:-1] + ("a" if BOUNCE[-1] != "a" else "b")
    other = tokens.write(b"x" * 32, Purpose.BOUNCE, 7)
    mail = f"X-Original-To: b+{forged}@b.example\nDelivered-To: b+{other}@b.example\n".encode()
    assert read(mail + b"\n").token == ""
    assert read(mail + f"To: b+{BOUNCE.upper()}@b.example\n\n".encode()).token == BOUNCE.upper()


def test_no_token_stands_in_what_people_read() -> None:
    mail = sample("postfix-mailbox-full").replace(
        b"552 5.2.2 <", f"552 5.2.2 <bounces+{BOUNCE}@a.example> <".encode()
    )
    assert read(mail).diagnostic.startswith("552 5.2.2 <bounces+...@a.example> <anna@")


# ---------------------------------------------------------------- hostile mails

DELIVERED = f"Delivered-To: bounces+{BOUNCE}@alerts.example\n".encode()


def nested(depth: int, kind: bytes = b"multipart/mixed") -> bytes:
    if kind.startswith(b"message"):
        return b"Content-Type: message/rfc822\n\n" * depth
    return b"".join(
        b'Content-Type: %s; boundary="b%d"\n\n--b%d\n' % (kind, level, level) for level in range(depth)
    )


HOSTILE = {
    "empty": b"",
    "only line ends": b"\n" * 1_000_000,
    "no line end": b"x" * 2_000_000,
    "parts within parts": nested(5_000),
    "mails within mails": nested(20_000, b"message/rfc822"),
    "mails within mails, folded": b"Content-Type:\n\tmessage/rfc822\n\n" * 20_000,
    "reports within reports": nested(5_000, b"multipart/report"),
    "10,000 parts": b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 10_000,
    "10,000 reports": b'Content-Type: multipart/report; boundary="b"\n\n'
    + b"--b\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n\n" * 10_000,
    "10,000 recipients": b'Content-Type: multipart/report; boundary="b"\n\n--b\n'
    b"Content-Type: message/delivery-status\n\n" + b"Action: failed\nStatus: 5.2.2\n\n" * 10_000,
    "header bomb": b"".join(b"X-%d: y\n" % number for number in range(100_000)),
    "one long field": b"Content-Type: multipart/mixed" + b"; a=b\n " * 140_000 + b"\n\n",
    "one long line": b"Content-Type: multipart/mixed" + b";" * 900_000 + b"\n\n",
    "many recipients": b"To: " + b"a+b-1-c@d.example,\n " * 50_000 + b"\n\n",
    "pluses": b"To: " + b"a+" * 450_000 + b"\n\n",
    "broken charset": b"Subject: =?no-such-charset?b?/////?=\nContent-Type: text/plain; charset=\xff\xfe\n"
    b"Content-Transfer-Encoding: base64\n\n\xff\xff\xff",
    "charset that is a codec of Python": b"Content-Type: text/plain; charset=zlib_codec\n\n" + b"x" * 100,
    "NUL and controls": bytes(range(256)) * 100,
    "surrogates": "To: \N{SNOWMAN}+b-1-a@b.example\nSubject: \N{SNOWMAN}\n\n\N{SNOWMAN}".encode(),
    "no boundary": b"Content-Type: multipart/report; report-type=delivery-status\n\n--\n--\n",
    "status in base64": b'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: '
    b"message/delivery-status\nContent-Transfer-Encoding: base64\n\n////\n--b--\n",
    "angles": b"X-Failed-Recipients: a@b.example\n\nYour message could not be delivered\n" + b"<" * 900_000,
    "angles on lines": b"\nhere is your list of failed recipients\n" + (b"<" * 990 + b"\n") * 900,
    "at signs": b"\nthe following addresses had\n" + (b"a@" * 450 + b"\n") * 900,
    "spaces": b"\nfailed addresses follow:\n" + (b" " * 990 + b"\n") * 900,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_fault_114_a_hostile_mail_costs_little_and_counts_for_nothing(name: str) -> None:
    began = time.process_time()
    report = read(HOSTILE[name])
    assert time.process_time() - began < 2.0
    assert report.token == ""
    assert len(report.diagnostic) <= 200
    assert report.diagnostic.isprintable()


@pytest.mark.parametrize("name", [name for name in HOSTILE if "mails within" not in name])
def test_fault_114_the_recipient_of_a_hostile_mail_is_still_known(name: str) -> None:
    assert read(DELIVERED + HOSTILE[name]).token == BOUNCE


def test_a_report_is_read_although_the_mail_behind_it_is_huge() -> None:
    mail = sample("postfix-unknown-user").replace(b"Exit notified.", b"--x\nExit notified.\n" * 200_000)
    assert len(mail) > 2 * MAIL_BYTES
    assert read(mail).kind is ReportKind.HARD


@given(st.binary(max_size=2_000))
def test_fault_114_no_bytes_make_it_raise(raw: bytes) -> None:
    assert read(raw).kind in ReportKind


PIECES = st.sampled_from(
    [
        b"Content-Type: multipart/report; boundary=b\n",
        b"Content-Type: message/delivery-status\n",
        b"Content-Type: message/feedback-report\n",
        b"Content-Type: message/rfc822\n",
        b"Content-Type: text/plain; charset=utf-16\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: quoted-printable\n",
        b"Action: failed\n",
        b"Status: 5.1.1\n",
        b"Feedback-Type: abuse\n",
        b"Diagnostic-Code: smtp; 550 \xff=?x?q?y?=\n",
        b"X-Failed-Recipients: a@b, <, ,(\n",
        b"Auto-Submitted: auto-replied\n",
        b" folded\n",
        b"--b\n",
        b"--b--\n",
        b"\n",
        b"\r\n",
        b"\r",
        DELIVERED,
        b"here is your list of failed recipients\n<a@b>\n",
        b"\x00\xff\n",
    ]
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=40).map(b"".join))
def test_fault_114_no_order_of_pieces_makes_it_raise(raw: bytes) -> None:
    report = read(raw)
    assert report.token in ("", BOUNCE)
    assert report.token == "" or DELIVERED in raw


@given(st.binary(max_size=300), st.integers(0, 2_000))
def test_fault_114_a_bounce_that_was_damaged_is_read_or_counts_for_nothing(junk: bytes, place: int) -> None:
    mail = sample("postfix-unknown-user")
    report = read(mail[:place] + junk + mail[place:])
    assert report.token in ("", BOUNCE)
    assert report.kind is not ReportKind.UNSUBSCRIBE

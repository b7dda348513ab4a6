"""What a depositary's mail says: its number, title and text, by which a notice is one story."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.inbound.notice_values import AllowedSender, Notice, Refusal, Refused, SenderCheck
from monitor.inbound.notices import notice_of, number_of

OURS = "mx.desk.example"
CHECK = SenderCheck(OURS, (AllowedSender("treaties@un.org", "UN"), AllowedSender("@coe.int", "COE")))
HEAD = (
    f"Authentication-Results: {OURS}; dkim=pass header.d=un.org\r\n"
    "DKIM-Signature: v=1; a=rsa-sha256; d=un.org; s=a; h=From:Subject:Date; bh=x; b=y\r\n"
    "From: UN Treaty Section <treaties@un.org>\r\n"
    "Date: Fri, 27 Jun 2025 18:00:00 -0400\r\n"
    "Message-ID: <a1@un.org>\r\n"
)


def read(
    subject: str = "C.N.275.2025.TREATIES-XXVI.5 (Depositary Notification)",
    text: str = "ESTONIA: WITHDRAWAL\r\n",
    more: str = "",
) -> Notice:
    notice = notice_of(f"{HEAD}Subject: {subject}\r\n{more}\r\n{text}".encode(), CHECK)
    assert isinstance(notice, Notice)
    return notice


def mixed(*parts: str, subtype: str = "mixed") -> tuple[str, str]:
    """The head and the text of a mail of several parts."""
    inner = "".join(f"--x\r\n{part}\r\n" for part in parts)
    return f'Content-Type: multipart/{subtype}; boundary="x"\r\n', f"{inner}--x--\r\n"


def test_a_notice_of_the_united_nations() -> None:
    assert read() == Notice(
        story_key="notice:UN:c.n.275.2025.treaties-xxvi.5",
        number="C.N.275.2025.TREATIES-XXVI.5",
        sender="treaties@un.org",
        depositary="UN",
        title="C.N.275.2025.TREATIES-XXVI.5 (Depositary Notification)",
        text="ESTONIA: WITHDRAWAL",
        published=datetime(2025, 6, 27, 22, tzinfo=UTC),
        message_id="<a1@un.org>",
    )


@pytest.mark.parametrize(
    ("title", "text", "number"),
    [
        ("", "Reference: C.N.865.2016.TREATIES-XVIII.10 (Depositary Notification)", "C.N.865.2016.TREATIES-XVIII.10"),
        ("", "Référence : C.N.865.2016.TREATIES-XXVII.7.d (Notification)", "C.N.865.2016.TREATIES-XXVII.7.D"),
        ("", "(C. N. 12. 2020. TREATIES–XI.B.16-100)", "C.N.12.2020.TREATIES-XI.B.16-100"),
        ("JJ9154C Tr./210-22", "", "JJ9154C Tr./210-22"),
        ("Notification", "Ref. JJ 9154 C", ""),
        ("", "JJ9154C\u00a0\u00a0 Ref. Tr. / 210 - 22", "JJ9154C Tr./210-22"),
    ],
)  # fmt: skip
def test_the_number_of_a_notice(title: str, text: str, number: str) -> None:
    assert number_of(title, text) == (number, bool(number))


def test_a_notice_that_is_only_referred_to_gives_no_number() -> None:
    text = "Refer to depositary notification C.N.100.2024.TREATIES-XXVI.5 of 3 May 2024."
    assert number_of("Correction", text) == ("", False)


def test_a_list_of_notices_has_no_number_of_its_own() -> None:
    text = "C.N.1.2025.TREATIES-XXVI.5 Peru: Withdrawal\nC.N.2.2025.TREATIES-XXVI.6 Fiji: Accession"
    assert number_of("Notifications of today", text) == ("", False)


def test_the_number_of_a_treaty_series_is_shown_and_identifies_no_notice() -> None:
    notice = read("Denunciation of a convention (CETS No. 210)")
    assert notice.number == "CETS No. 210"
    assert notice.story_key == "notice:UN:<a1@un.org>"


def test_a_notice_sent_twice_is_one_story() -> None:
    again = notice_of(
        (HEAD.replace("<a1@", "<b2@") + "Subject: C.N.275.2025.TREATIES-XXVI.5\r\n\r\nx").encode(), CHECK
    )
    assert isinstance(again, Notice)
    assert again.story_key == read().story_key


def test_plain_text_is_preferred_to_html() -> None:
    more, text = mixed(
        "Content-Type: text/html\r\n\r\n<p>From HTML</p>",
        "Content-Type: text/plain\r\n\r\nFrom plain text",
        subtype="alternative",
    )
    assert read(text=text, more=more).text == "From plain text"


def test_html_alone_is_read_a_block_a_line() -> None:
    html = "<style>p{}</style><p>LITHUANIA:\r\nWITHDRAWAL</p><div>The above <b>action</b> was effected.</div>"
    notice = read(text=html, more="Content-Type: text/html; charset=utf-8\r\n")
    assert notice.text == "LITHUANIA: WITHDRAWAL\nThe above action was effected."


def test_attachments_are_named_and_not_read() -> None:
    more, text = mixed(
        "Content-Type: text/plain\r\n\r\nSee the file.",
        "Content-Type: text/plain; name=secret.txt\r\n\r\nRUSSIA: WITHDRAWAL",
        "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=CN.275.pdf\r\n\r\nx",
        "Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nFRANCE: WITHDRAWAL",
    )
    assert read(text=text, more=more).text == "See the file.\nAttachment: secret.txt\nAttachment: CN.275.pdf"


def test_sentences_that_a_mail_program_cut_are_whole_again() -> None:
    text = (
        "ESTONIA: WITHDRAWAL\r\n\r\nThe Secretary-General of the United Nations, acting in his capacity\r\n"
        "as depositary, communicates the following:\r\nThe action was effected.\r\n"
    )
    assert read(text=text).text.splitlines() == [
        "ESTONIA: WITHDRAWAL",
        "The Secretary-General of the United Nations, acting in his capacity as depositary, communicates the"
        " following:",
        "The action was effected.",
    ]


def test_place_and_heading_are_no_part_of_a_long_title() -> None:
    lines = [
        "CONVENTION ON THE RECOGNITION AND ENFORCEMENT OF LIGHTHOUSE DUES",
        "GENEVA, 27 JUNE 1961",
        "CONVENTION ON THE PROHIBITION OF THE USE, STOCKPILING AND PRODUCTION OF LIGHTHOUSES",
        "KENYA: DENUNCIATION",
    ]
    assert read(text="\r\n".join(lines)).text.splitlines() == lines


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"From: treaties@un.org\r\n\r\nx", Refusal.RESULTS),
        (b"From: a@evil.example\r\n\r\nx", Refusal.SENDER),
        (b"\r\n\r\nx", Refusal.FROM),
        (HEAD.encode() + b"\r\n", Refusal.EMPTY),
        (b"", Refusal.FROM),
    ],
)
def test_other_mails_are_refused_with_the_reason(raw: bytes, reason: Refusal) -> None:
    refused = notice_of(raw, CHECK)
    assert isinstance(refused, Refused)
    assert refused.reason is reason
    assert refused.text


@pytest.mark.parametrize(
    "mail",
    [
        HEAD.encode() + b"Content-Type: text/plain; charset=no-such\r\n\r\n\xff\xfe",
        HEAD.encode() + b"Content-Type: text/plain; charset=punycode\r\n\r\nabc-" + b"z" * 200_000,
        HEAD.encode() + b"Subject: =?x?q?broken?= =?utf-8?b?!!!?=\r\n\r\nx",
        HEAD.encode() + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\ny\r\n" * 1_000,
        HEAD.encode() + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 1_000,
        HEAD.encode() + b"Subject: x\r\nContent-Type: text/html\r\n\r\n" + b"<b>" * 300_000,
        HEAD.encode() + b"Subject: x\r\nDate: Fri, 99 Xxx 99999\r\n\r\n" + b"C.N." * 200_000,
        HEAD.encode() + b"Subject: x\r\n\r\n" + b"\x00" * 2_000_000,
        HEAD.encode() + b"Subject: x\r\n\r\n" + (b"." * 900 + b"x C.N.1.2025.TREATIES-I.1 ") * 1_000,
        b"\x00" * 5_000,
    ],
)
def test_hostile_mails_are_read_in_little_time(mail: bytes) -> None:
    assert isinstance(notice_of(mail, CHECK), Notice | Refused)

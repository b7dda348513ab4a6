"""The bytes of a mail: what every mailbox provider and reader gets to see."""

from __future__ import annotations

import email
import re
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.channels.mail_address import address, valid_address
from monitor.channels.mail_message import build_mail
from monitor.errors import UsageError
from monitor.normalize import header_text

WID = "0123456789abcdef0123456789abcdef"


def mail(**more: Any) -> bytes:
    values: dict[str, Any] = {
        "html": "<p>One story</p>",
        "text": "One story\n",
        "subject": "Peru leaves the pact",
        "sender": "watch@monitor.example",
        "to": "desk@news.example",
        "list_id": "desk.monitor.example",
        "message_id": f"{WID}@monitor.example",
        "date": datetime(2026, 11, 23, 7, 0, tzinfo=UTC),
        "unsubscribe_https": "https://monitor.example/u/token",
        "unsubscribe_mailto": "operator@monitor.example",
        "sequence": 7,
        "ref": "A1B2",
    }
    return build_mail(**values | more)


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def head(raw: bytes) -> list[str]:
    """The physical lines of the head."""
    return raw.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")


def names(raw: bytes) -> list[str]:
    return [line.partition(":")[0] for line in head(raw) if not line.startswith(" ")]


def bodies(raw: bytes) -> tuple[str, str]:
    """Text and HTML as a reader decodes them."""
    plain, html = parsed(raw).iter_parts()
    return plain.get_content().replace("\r\n", "\n"), html.get_content().replace("\r\n", "\n")


def squeezed(text: str) -> str:
    """Without spaces: readers differ in those between encoded words."""
    return text.replace(" ", "")


def shown(title: str) -> str:
    return squeezed(header_text(title)[:250] or "Treaty Monitor")


EXPECTED_HEAD = f"""\
From: Treaty Monitor <watch@monitor.example>
To: desk@news.example
Subject: Peru leaves the pact
Date: Mon, 23 Nov 2026 07:00:00 +0000
Message-ID: <{WID}@monitor.example>
List-Id: <desk.monitor.example>
List-Unsubscribe: <https://monitor.example/u/token>, <mailto:operator@monitor.example?subject=unsubscribe%20desk.monitor.example>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Auto-Submitted: auto-generated
Precedence: list
X-Treaty-Monitor-Ref: A1B2
X-Treaty-Monitor-Sequence: 7
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="=_{WID}\""""


def test_fault_115_the_head_says_who_which_list_and_that_no_one_should_answer() -> None:
    assert "\n".join(head(mail())) == EXPECTED_HEAD


def test_fault_96_the_same_values_give_the_same_bytes() -> None:
    assert mail() == mail()


def test_text_comes_before_html_and_both_are_whole() -> None:
    raw = mail(text="Привет — «мир»\nzwei\n", html="<p>Привет</p>")
    message = parsed(raw)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert bodies(raw) == ("Привет — «мир»\nzwei\n", "<p>Привет</p>")
    assert not message.defects
    assert not any(part.defects for part in message.iter_parts())


# ---------------------------------------------------------------- headers

HOSTILE = [
    "=?utf-8?q?a=0d=0aBcc:_evil=40evil.test?=",
    "=?utf-8?q?x=0d=0a=0d=0aA body?=",
    "=?utf-8?b?YQ0KQmNjOiBldmlsQGV2aWwudGVzdA==?=",
    "x =?utf-8?q?y?= =?utf-8?q?=0aBcc:z?=",
    "a\r\nBcc: evil@evil.test",
    "a\nBcc: evil@evil.test\n\nbody",
    "a\x0bBcc: x\x0cBcc: y\x1cz\x1d\x1e\x85Bcc: q\u2028Bcc: w\u2029",
    "a\x00b\x07\u202etxt.exe\u202c",
    "\ud800 lone",
    "=" * 120 + "?" * 120,
    "Россия " * 60,
    "x" * 3000,
    "",
    "日本" * 80,
]


@pytest.mark.parametrize("title", HOSTILE)
def test_fault_97_a_hostile_title_stays_a_title(title: str) -> None:
    raw = mail(subject=title)
    assert names(raw) == names(mail())
    assert b"Bcc" not in raw.replace(b"Subject: ", b"", 1).partition(b"\r\nDate")[2]
    message = parsed(raw)
    assert "Bcc" not in message
    assert squeezed(message["Subject"]) == shown(title)
    assert bodies(raw) == bodies(mail())


def test_fault_97_what_looked_like_an_encoded_word_is_encoded_as_a_whole() -> None:
    for title in HOSTILE[:4]:
        subject = mail(subject=title).partition(b"\r\nSubject: ")[2].partition(b"\r\nDate: ")[0]
        assert re.fullmatch(rb"=\?utf-8\?[bq]\?[^? ]+\?=(\r\n =\?utf-8\?[bq]\?[^? ]+\?=)*", subject)
    assert b"\r\nSubject: Will Peru leave?\r\n" in mail(subject="Will Peru leave?")


@given(title=st.text())
@settings(max_examples=150, deadline=None)
def test_fault_97_any_title_gives_one_subject_of_short_lines_that_reads_back(title: str) -> None:
    raw = mail(subject=title)
    assert names(raw) == names(mail())
    subject = raw.partition(b"\r\nSubject: ")[2].partition(b"\r\nDate: ")[0]
    assert all(len(word) <= 75 for word in re.findall(rb"=\?\S*\?=", subject))
    assert all(len(line) <= 998 for line in subject.split(b"\r\n"))
    assert squeezed(parsed(raw)["Subject"]) == shown(title)


@pytest.mark.parametrize("length", [40, 76, 200, 800])
def test_fault_98_list_unsubscribe_is_one_physical_line_and_never_encoded(length: int) -> None:
    url = "https://monitor.example/u/" + "k" * length
    (line,) = (line for line in head(mail(unsubscribe_https=url)) if line.startswith("List-Unsubscribe:"))
    assert line.startswith(f"List-Unsubscribe: <{url}>, <mailto:")
    assert "=?" not in line
    assert len(line) < 998


def test_one_click_is_offered_with_https_only() -> None:
    for url in (None, "http://monitor.lan:8484/u/token"):
        raw = mail(unsubscribe_https=url)
        assert "List-Unsubscribe-Post" not in names(raw)
        assert parsed(raw)["List-Unsubscribe"].count("<") == (2 if url else 1)
        assert "<mailto:operator@monitor.example?" in parsed(raw)["List-Unsubscribe"]


def test_an_address_of_the_page_with_odd_characters_cannot_leave_its_brackets() -> None:
    raw = mail(unsubscribe_https="https://monitor.example/u/a>, <mailto:x@y\r\nBcc: z> é")
    assert names(raw) == names(mail())
    assert "<https://monitor.example/u/a%3E,%20%3Cmailto:x@y%0D%0ABcc:%20z%3E%20%C3%A9>" in raw.decode()


def test_fault_99_the_recipient_has_no_display_name() -> None:
    assert "To: desk@news.example" in head(mail())
    for to in (
        "=?utf-8?q?x=2C_evil=40evil?= <a@b.example>",
        "Desk <desk@news.example>",
        "a@b.example, c@d.example",
    ):
        with pytest.raises(UsageError):
            mail(to=to)


def test_a_follow_up_names_the_mail_it_follows() -> None:
    raw = mail(in_reply_to="b@monitor.example", references=["a@monitor.example", "b@monitor.example"])
    message = parsed(raw)
    assert message["In-Reply-To"] == "<b@monitor.example>"
    assert re.findall("<[^>]+>", message["References"]) == ["<a@monitor.example>", "<b@monitor.example>"]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("desk", "desk"),
        ("Foreign Desk (night)", "foreign-desk-night"),
        ("a.b\r\nBcc: x", "a-b-bcc-x"),
        ("n" * 300, "n" * 60),
        ("Штаб", "[0-9a-f]{8}"),
    ],
)
def test_a_list_id_is_a_dot_atom_whatever_the_destination_is_called(name: str, label: str) -> None:
    assert re.fullmatch(
        rf"<{label}\.monitor\.example>", parsed(mail(list_id=f"{name}.monitor.example"))["List-Id"]
    )


def test_destinations_with_names_in_other_scripts_have_different_lists() -> None:
    assert (
        parsed(mail(list_id="Штаб.monitor.example"))["List-Id"]
        != parsed(mail(list_id="本部.monitor.example"))["List-Id"]
    )


def test_domains_in_other_scripts_go_out_in_ascii() -> None:
    raw = mail(
        sender="watch@bücher.example",
        to="desk@ドメイン.example",
        message_id=f"{WID}@bücher.example",
        list_id="desk.bücher.example",
    )
    assert raw.isascii()
    message = parsed(raw)
    assert message["From"].addresses[0].addr_spec == "watch@xn--bcher-kva.example"
    assert message["Message-ID"] == f"<{WID}@xn--bcher-kva.example>"
    assert message["List-Id"] == "<desk.xn--bcher-kva.example>"


def test_the_reference_is_letters_and_digits() -> None:
    assert parsed(mail(ref="#A1\r\nB2"))["X-Treaty-Monitor-Ref"] == "A1B2"


# ---------------------------------------------------------------- bodies


@given(text=st.text(st.characters(exclude_categories=()), max_size=400), html=st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_fault_108_109_any_body_is_valid_mime_of_short_lines(text: str, html: str) -> None:
    raw = mail(text=text, html=html)
    assert raw.isascii()
    assert b"\0" not in raw
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw)
    body = raw.partition(b"\r\n\r\n")[2]
    assert max(map(len, body.split(b"\r\n"))) <= 76
    plain, _ = bodies(raw)
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text).encode("utf-8", "replace").decode()
    assert plain == re.sub("\r\n?", "\n", kept)


def test_fault_108_a_lone_dot_and_a_line_that_begins_with_from_survive() -> None:
    text = "a\n.\n..\nFrom here\n" + "x" * 5000 + " \n"
    raw = mail(text=text)
    assert bodies(raw)[0] == text
    assert b"\r\n.\r\n" not in raw


def test_the_boundary_cannot_occur_in_a_body() -> None:
    text = f"--=_{WID}--\n=_{WID}\n"
    assert bodies(mail(text=text))[0] == text


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("given", "wire"),
    [
        ("desk@news.example", "desk@news.example"),
        ("First.Last+tag@News.Example", "First.Last+tag@news.example"),
        ("o'neil@news.example", "o'neil@news.example"),
        ("x@bücher.example", "x@xn--bcher-kva.example"),
        ("x@россия.example", "x@xn--h1alffa9f.example"),
        ("x@localhost", "x@localhost"),
        ("x@news。example", "x@news.example"),
        ("a" * 64 + "@news.example", "a" * 64 + "@news.example"),
    ],
)
def test_fault_107_an_address_goes_out_in_ascii(given: str, wire: str) -> None:
    assert address(given) == valid_address(given) == wire


@pytest.mark.parametrize(
    "given",
    [         "", "a", "a@", "@b.example", "a b@c.example", "a@b c.example", "a@b.example;c@d.example", "a@b.example,c@d.example",         "a(comment)@b.example", "a@b.example(comment)", '"a b"@c.example', "Name <a@b.example>", "<a@b.example>", "a@b@c.example",         "ä@b.example", "дом@b.example", ".a@b.example", "a.@b.example", "a..b@c.example", "a@1", "a@.example", "a@b..example",         "a@-b.example", "a@b_c.example", "a@[127.0.0.1]", "a@127.0.0.1", "a@b.example\n", ("a@b.example\r\nRCPT "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                "TO:<x@y.example>"),         "a\0@b.example", "a@b\u202e.example", "a\ud800@b.example", "a@b\ud800.example", "a" * 65 + "@b.example",         "a@" + "b" * 64 + ".example", "a@" + "b." * 150 + "example", "a" * 300, "=?utf-8?q?a?=@b.example ", " a@b.example", "a@b.example.",     ],
)  # fmt: skip
def test_fault_107_what_is_no_plain_address_is_refused(given: str) -> None:
    with pytest.raises(UsageError) as caught:
        address(given)
    assert "is not an email address" in str(caught.value)
    assert len(str(caught.value)) < 400
    assert valid_address(given) is None


def test_a_domain_of_one_word_serves_a_sender_in_an_intranet_and_no_subscriber() -> None:
    assert address("watch@mailhost") == "watch@mailhost"
    assert valid_address("bob@gmail") is None


@given(
    st.text(st.characters(exclude_categories=()), max_size=80)
    | st.from_regex(r"[!-~]{1,20}@[!-~]{1,30}", fullmatch=True)
)
@settings(max_examples=200, deadline=None)
def test_fault_107_no_text_breaks_the_check_and_what_passes_is_harmless(text: str) -> None:
    valid = valid_address(text)
    if valid is not None:
        assert re.fullmatch(r"[^\s<>(),;:\"\[\]\\@]+@[a-z0-9.-]+", valid)
        assert len(valid) <= 254
        assert valid_address(valid) == valid


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("", None),
        ("bounces+u-1-x@monitor.example", "CFBL-Address: bounces+u-1-x@monitor.example; report=arf"),
        ("b+u-1-x@in.monitor.example", "CFBL-Address: b+u-1-x@in.monitor.example; report=arf"),
        ("bounces+u-1-x@elsewhere.example", None),
        ("bounces+u-1-x@badmonitor.example", None),
    ],
)
def test_complaints_are_asked_for_at_an_address_of_our_own_domain_alone(
    address: str, line: str | None
) -> None:
    lines = [part for part in head(mail(complaints_to=address)) if part.startswith("CFBL")]
    assert lines == ([line] if line else [])

"""Reading a real Maildir, and an IMAP mailbox over TLS."""

from __future__ import annotations

import os
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import trustme
from imap_double import ImapDouble, imap_server

from monitor.errors import MailboxError
from monitor.mailbox import ImapSettings, Mail, opened
from monitor.mailbox.values import MAIL_BYTES

# ---------------------------------------------------------------- Maildir


@pytest.fixture
def box(tmp_path: Path) -> Path:
    for part in ("tmp", "new", "cur"):
        (tmp_path / part).mkdir()
    return tmp_path


def put(box: Path, name: str, raw: bytes = b"Subject: x\n\n") -> None:
    (box / "new" / name).write_bytes(raw)


def names(box: Path, part: str) -> list[str]:
    return sorted(path.name for path in (box / part).iterdir())


def test_new_mails_are_read_oldest_first_and_moved_once_they_are_marked(box: Path) -> None:
    put(box, "1795420802.b.host", b"two")
    put(box, "1795420801.a.host", b"one")
    with opened(box) as mailbox:
        assert mailbox.waiting() == 2
        for mail in mailbox.unseen(9):
            assert names(box, "new")[0] == mail.place
            mailbox.mark_seen(mail)
        assert mailbox.waiting() == 0
    assert names(box, "cur") == ["1795420801.a.host:2,S", "1795420802.b.host:2,S"]


def test_a_mail_that_is_not_marked_comes_again_with_the_same_key(box: Path) -> None:
    put(box, "1.a", b"one")
    with opened(box) as mailbox:
        [first] = mailbox.unseen(9)
    with opened(box) as mailbox:
        [second] = mailbox.unseen(9)
    assert (first.key, first.raw) == (second.key, b"one")
    assert len(first.key) == 32


def test_no_more_than_the_limit_is_read_of_the_mailbox_and_of_a_mail(box: Path) -> None:
    for number in range(5):
        put(box, f"{number}", bytes([65 + number]) * 2 * MAIL_BYTES)
    with opened(box) as mailbox:
        mails = list(mailbox.unseen(2))
    assert [(mail.place, len(mail.raw)) for mail in mails] == [("0", MAIL_BYTES), ("1", MAIL_BYTES)]


def test_what_is_no_mail_is_left_alone(box: Path) -> None:
    secret = box / "secret"
    secret.write_bytes(b"of somebody else")
    put(box, ".hidden")
    (box / "new" / "folder").mkdir()
    (box / "new" / "link").symlink_to(secret)
    os.mkfifo(box / "new" / "pipe")
    put(box, "real")
    with opened(box) as mailbox:
        assert [mail.place for mail in mailbox.unseen(9)] == ["real"]


def test_a_mail_that_somebody_else_took_is_passed_over(box: Path) -> None:
    put(box, "a")
    put(box, "b")
    with opened(box) as mailbox:
        mails = mailbox.unseen(9)
        first = next(mails)
        (box / "new" / "b").unlink()
        (box / "new" / "a").rename(box / "cur" / "a:2,F")
        mailbox.mark_seen(first)
        assert list(mails) == []
    assert names(box, "cur") == ["a:2,F"]


def test_a_mail_that_becomes_a_link_is_not_followed_and_a_folder_that_goes_is_said(box: Path) -> None:
    put(box, "a")
    put(box, "b")
    with opened(box) as mailbox:
        mails = mailbox.unseen(9)
        next(mails)
        (box / "new" / "b").unlink()
        (box / "new" / "b").symlink_to(box / "new" / "a")
        with pytest.raises(MailboxError, match=r"new/b cannot be read"):
            next(mails)
        (box / "new").rename(box / "gone")
        with pytest.raises(MailboxError, match=r"new cannot be read"):
            mailbox.waiting()


def test_a_mail_that_cannot_be_read_keeps_no_other_from_being_read(
    box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(box, "1")
    put(box, "2", b"of ours")
    real = os.open

    def refuse(path: str, flags: int) -> int:
        if path.endswith("/1"):
            raise PermissionError(13, "Permission denied")
        return real(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    with opened(box) as mailbox:
        mails = mailbox.unseen(9)
        assert next(mails).raw == b"of ours"
        with pytest.raises(MailboxError, match=r"new/1 cannot be read: Permission denied"):
            next(mails)


def test_a_maildir_that_is_none_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MailboxError, match=r"has no folder 'new'.*inbox\.maildir"), opened(tmp_path / "no"):
        pass


def test_a_mail_that_cannot_be_marked_is_said(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(box, "a")

    def refuse(*paths: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "rename", refuse)
    with opened(box) as mailbox, pytest.raises(MailboxError, match=r"cannot be moved .*Permission denied"):
        mailbox.mark_seen(next(mailbox.unseen(1)))


# ---------------------------------------------------------------- IMAP


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def double(authority: trustme.CA) -> Iterator[ImapDouble]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with imap_server(ImapDouble(), context) as running:
        yield running


def place(double: ImapDouble, authority: trustme.CA | None, **more: object) -> ImapSettings:
    trust = None
    if authority is not None:
        trust = ssl.create_default_context()
        authority.configure_trust(trust)
    values: dict[str, object] = {
        "host": "127.0.0.1",
        "port": double.port,
        "username": double.user,
        "password": double.password,
        "timeout_s": 10.0,
        "trust": trust,
    }
    return ImapSettings(**(values | more))  # type: ignore[arg-type]


def test_unseen_mails_are_read_by_uid_without_marking_them(double: ImapDouble, authority: trustme.CA) -> None:
    double.mails = {10: b"Subject: ten\r\n\r\n", 9: b"Subject: nine\r\n\r\n", 3: b"seen"}
    double.seen = {3}
    with opened(place(double, authority)) as mailbox:
        assert mailbox.waiting() == 2
        mails = list(mailbox.unseen(9))
        assert mails == [Mail(b"Subject: nine\r\n\r\n", "9"), Mail(b"Subject: ten\r\n\r\n", "10")]
        assert double.seen == {3}
        mailbox.mark_seen(mails[0])
        assert double.seen == {3, 9}
        assert mailbox.waiting() == 1
    assert double.commands[-1] == "LOGOUT"
    assert not any("EXPUNGE" in command for command in double.commands)


def test_a_large_mail_comes_in_part_and_no_more_than_asked_for(
    double: ImapDouble, authority: trustme.CA
) -> None:
    double.mails = dict.fromkeys(range(1, 4), b"x" * 3 * MAIL_BYTES)
    with opened(place(double, authority)) as mailbox:
        assert [len(mail.raw) for mail in mailbox.unseen(2)] == [MAIL_BYTES, MAIL_BYTES]


def test_a_mail_that_was_deleted_meanwhile_is_passed_over(double: ImapDouble, authority: trustme.CA) -> None:
    double.mails = {1: b"a", 2: b"b"}
    with opened(place(double, authority)) as mailbox:
        mails = mailbox.unseen(9)
        assert next(mails).raw == b"a"
        del double.mails[2]
        assert list(mails) == []


def test_a_certificate_that_nobody_vouches_for_is_refused(double: ImapDouble) -> None:
    with pytest.raises(MailboxError, match="TLS certificate"), opened(place(double, None)):
        pass
    assert double.commands == []


def test_a_password_may_have_any_letters(double: ImapDouble, authority: trustme.CA) -> None:
    double.password = "nicht für dich"
    with opened(place(double, authority)) as mailbox:
        assert mailbox.waiting() == 0


@pytest.mark.parametrize("password", ["wrong", "nicht für dich"])
def test_a_wrong_password_is_said_without_it(
    double: ImapDouble, authority: trustme.CA, password: str
) -> None:
    settings = place(double, authority, password=password)
    with pytest.raises(MailboxError, match="refuses the login") as caught, opened(settings):
        pass
    assert password not in f"{caught.value!r} {caught.value} {settings!r}"


def test_a_folder_that_is_not_there_is_said(double: ImapDouble, authority: trustme.CA) -> None:
    settings = place(double, authority, folder="Bounces")
    with pytest.raises(MailboxError, match="whether there is a folder 'Bounces'"), opened(settings):
        pass


@pytest.mark.parametrize("verb", ["CAPABILITY", "LOGIN", "SELECT", "SEARCH", "FETCH", "STORE"])
@pytest.mark.parametrize("kind", ["hang up", "no"])
def test_a_server_that_fails_at_any_point_is_said_and_nothing_stays_open(
    double: ImapDouble, authority: trustme.CA, kind: str, verb: str
) -> None:
    double.mails = {1: b"a"}
    double.fault = f"{kind}: {verb}"
    if (kind, verb) == ("no", "FETCH"):
        with opened(place(double, authority)) as mailbox:
            assert list(mailbox.unseen(9)) == []
        return
    with (
        pytest.raises(MailboxError, match="The IMAP server"),
        opened(place(double, authority)) as mailbox,
    ):
        mailbox.mark_seen(next(mailbox.unseen(9)))
    assert double.seen == set()


@pytest.mark.parametrize("verb", ["SEARCH", "FETCH", "STORE"])
def test_answers_that_are_no_imap_end_in_a_sentence(
    double: ImapDouble, authority: trustme.CA, verb: str
) -> None:
    double.mails = {1: b"a"}
    double.fault = f"junk: {verb}"
    with pytest.raises(MailboxError, match="The IMAP server"), opened(place(double, authority)) as mailbox:
        mailbox.mark_seen(next(mailbox.unseen(9)))


def test_nobody_listening_is_said(double: ImapDouble, authority: trustme.CA) -> None:
    settings = place(double, authority, port=1)
    with pytest.raises(MailboxError, match=r"cannot be read \(ConnectionRefusedError\)"), opened(settings):
        pass


@pytest.mark.parametrize("verb", ["CAPABILITY", "LOGIN", "SELECT", "SEARCH", "FETCH", "STORE"])
@pytest.mark.parametrize("kind", ["drip", "flood", "huge"])
def test_a_server_that_never_stops_sending_is_left(
    double: ImapDouble, authority: trustme.CA, kind: str, verb: str
) -> None:
    double.mails = {1: b"a"}
    double.fault = f"{kind}: {verb}"
    settings = place(double, authority, session_s=0.5 if kind == "drip" else 60.0)
    with pytest.raises(MailboxError, match="The IMAP server"), opened(settings) as mailbox:
        mailbox.mark_seen(next(mailbox.unseen(9)))
    assert double.seen == set()


@pytest.mark.parametrize(
    "greeting",
    [
        b"* BYE go away\r\n",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"* PREAUTH hello\r\n",
        b"\r\n",
        b"* NO\r\n",
        b"\xff" * 999,
    ],
)
def test_a_greeting_of_something_else_is_refused(
    double: ImapDouble, authority: trustme.CA, greeting: bytes
) -> None:
    double.greeting = greeting
    with (
        pytest.raises(MailboxError, match="The IMAP server"),
        opened(place(double, authority, session_s=0.5)),
    ):
        pass
    assert not any("LOGIN" in command for command in double.commands)


def test_a_server_without_tls_gets_no_password(authority: trustme.CA) -> None:
    said: list[bytes] = []

    def greet(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
            said.append(connection.recv(10_000))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=greet, args=(listener,))
        thread.start()
        double = ImapDouble(port=listener.getsockname()[1])
        with pytest.raises(MailboxError, match="TLS"), opened(place(double, authority)):
            pass
        thread.join(10)
    assert double.password.encode() not in b"".join(said)


def test_a_handshake_that_drips_is_left(authority: trustme.CA) -> None:
    over = threading.Event()

    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.sendall(b"\x16\x03\x03\x40\x00")
            while not over.wait(0.01):
                connection.sendall(b"\x02")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,))
        thread.start()
        settings = place(ImapDouble(port=listener.getsockname()[1]), authority, session_s=0.5)
        with pytest.raises(MailboxError), opened(settings):
            pass
        over.set()
        thread.join(10)

"""Mail through a real SMTP conversation: what each answer, and each silence, comes to."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import trustme
from smtp_double import DROP, HANG, Double, Inbox, aiosmtpd_server, smtp_double
from waiting import until

from monitor import tokens
from monitor.channels.connections import SmtpSettings
from monitor.channels.email import smtp as module
from monitor.channels.email.smtp import Smtp
from monitor.channels.return_address import ReturnAddresses
from monitor.model import Attempt, Message, Outcome

KEY = b"k" * 32
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
BODY = b"Message-ID: <abc@monitor.example>\r\nSubject: s\r\n\r\nline\r\n.\r\n..two\r\nlast\r\n"
MESSAGE = Message("abc", "A1B2", 1, "email", "desk@news.example", "s", "message/rfc822", BODY)


def settings(port: int, **more: Any) -> SmtpSettings:
    return SmtpSettings(
        **{
            "host": "127.0.0.1",
            "port": port,
            "sender": "watch@monitor.example",
            "tls": "none",
            "timeout_s": 2.0,
        }
        | more
    )


def attempts(
    script: Mapping[str, str | list[str]], *messages: Message, **more: Any
) -> tuple[list[Attempt], Double]:
    """Send these messages (by default one) one after the other to a server with this script."""

    async def run() -> tuple[list[Attempt], Double]:
        async with smtp_double(script) as double:
            smtp = Smtp(settings(double.port, **more))
            got = [await smtp.send(message, NOW) for message in messages or (MESSAGE,)]
            await smtp.aclose()
            return got, double

    return asyncio.run(run())


def attempt(script: Mapping[str, str | list[str]], **more: Any) -> Attempt:
    return attempts(script, **more)[0][0]


def test_the_frozen_bytes_arrive_as_they_are_with_one_recipient_and_our_envelope() -> None:
    (got,), double = attempts({})
    assert got == Attempt(Outcome.SENT, "250", "2.0.0 queued")
    assert double.messages == [BODY]
    assert double.commands == [
        "EHLO monitor.example",
        f"MAIL FROM:<watch@monitor.example> SIZE={len(BODY)}",
        "RCPT TO:<desk@news.example>",
        "DATA",
        "QUIT",
    ]


def test_fault_114_the_return_path_names_the_message_by_a_signed_token() -> None:
    returns = ReturnAddresses("bounces@monitor.example", KEY)
    sent = replace(MESSAGE, id=77)
    (got,), double = attempts({}, sent, returns=returns)
    assert got.outcome is Outcome.SENT
    local = double.commands[1].partition("<")[2].partition("@")[0]
    name, _, token = local.partition("+")
    assert name == "bounces"
    assert tokens.read(KEY, token) == tokens.Token(tokens.Purpose.BOUNCE, (77,))
    assert double.commands[0] == "EHLO monitor.example", "the name of the sender's domain"
    assert len(local) <= 64, "RFC 5321, 4.5.3.1.1"


def test_a_server_that_repeats_the_return_path_puts_no_token_into_the_ledger() -> None:
    returns = ReturnAddresses("bounces@monitor.example", KEY)
    path = returns.bounce(77)
    (got,), _ = attempts(
        {"mail": f"553 5.1.8 <{path}> is not yours"}, replace(MESSAGE, id=77), returns=returns
    )
    assert got.text == "5.1.8 <bounces+...@monitor.example> is not yours"


def test_a_test_message_which_is_stored_nowhere_comes_back_to_the_sender() -> None:
    returns = ReturnAddresses("bounces@monitor.example", KEY)
    _, double = attempts({}, MESSAGE, returns=returns)
    assert double.commands[1].startswith("MAIL FROM:<watch@monitor.example>")
    assert KEY.hex() not in repr(returns)
    assert str(KEY) not in repr(returns)


def test_a_server_of_another_make_receives_the_same_bytes() -> None:
    inbox = Inbox()

    async def run() -> Attempt:
        async with aiosmtpd_server(inbox) as port:
            smtp = Smtp(settings(port))
            try:
                return await smtp.send(MESSAGE, NOW)
            finally:
                await smtp.aclose()

    assert asyncio.run(run()).outcome is Outcome.SENT
    (seen,) = inbox.envelopes
    assert (seen.mail_from, seen.rcpt_tos, seen.original_content) == (
        "watch@monitor.example",
        ["desk@news.example"],
        BODY,
    )


# ---------------------------------------------------------------- lost connections


@pytest.mark.parametrize("how", [DROP, HANG])
@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("connect", Outcome.RETRY),
        ("ehlo", Outcome.RETRY),
        ("mail", Outcome.RETRY),
        ("rcpt", Outcome.RETRY),
        ("data", Outcome.UNKNOWN),
        ("message", Outcome.UNKNOWN),
        ("quit", Outcome.SENT),
    ],
)
def test_fault_100_a_connection_lost_after_data_is_unknown_before_it_a_retry(
    stage: str, outcome: Outcome, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DATA_S", 0.1)
    monkeypatch.setattr(module, "QUIT_S", 0.1)
    # What comes before the lost reply has all the time it needs, however busy the machine is.
    (got,), double = attempts({stage: how}, timeout_s=30 if outcome is not Outcome.RETRY else 0.1)
    assert got.outcome is outcome
    assert double.messages == ([BODY] if stage in ("message", "quit") else [])


def test_fault_100_what_is_retried_after_a_lost_answer_has_the_same_bytes() -> None:
    got, double = attempts({"message": [DROP, "250 ok"]}, MESSAGE, MESSAGE)
    assert [attempt.outcome for attempt in got] == [Outcome.UNKNOWN, Outcome.SENT]
    assert double.messages == [BODY, BODY]


def test_fault_101_a_bad_answer_to_quit_changes_nothing() -> None:
    assert attempt({"quit": "421 4.3.2 going down"}).outcome is Outcome.SENT
    assert attempt({"quit": DROP}).outcome is Outcome.SENT


def test_no_server_at_all_is_a_retry() -> None:
    async def run() -> Attempt:
        async with smtp_double() as double:
            port = double.port
        return await Smtp(settings(port)).send(MESSAGE, NOW)

    got = asyncio.run(run())
    assert (got.outcome, got.code) == (Outcome.RETRY, "ConnectionRefusedError")


def test_one_attempt_ends_in_time_though_every_step_is_within_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "READY_S", 0.1)
    assert attempt({"rcpt": HANG}, timeout_s=30).outcome is Outcome.RETRY


def test_waiting_for_a_free_connection_has_an_end_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READY_S", 0.1)
    monkeypatch.setattr(module, "DATA_S", 0.2)

    async def run() -> list[Attempt]:
        async with smtp_double({"message": HANG}) as double:
            smtp = Smtp(settings(double.port, connections=1))
            return await asyncio.gather(*(smtp.send(MESSAGE, NOW) for _ in range(2)))

    assert [attempt.outcome for attempt in asyncio.run(run())] == [Outcome.UNKNOWN, Outcome.RETRY]


def test_an_attempt_that_is_cancelled_leaves_no_connection_behind() -> None:
    async def run() -> None:
        async with smtp_double({"message": HANG}) as double:
            smtp = Smtp(settings(double.port))
            task = asyncio.create_task(smtp.send(MESSAGE, NOW))
            while not double.messages:
                await asyncio.wait([task], timeout=0.005)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())  # an open transport would warn, and warnings are errors


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("stage", "reply", "outcome"),
    [
        # 103: temporary
        ("rcpt", "450 4.2.0 greylisted", Outcome.RETRY),
        ("rcpt", "450 4.7.1 greylisted", Outcome.RETRY),
        ("rcpt", "451 4.3.0 try again", Outcome.RETRY),
        ("rcpt", "452 4.2.2 over quota", Outcome.RETRY),
        ("rcpt", "421 4.3.2 shutting down", Outcome.RETRY),
        ("mail", "451 4.3.0 no", Outcome.RETRY),
        ("data", "451 4.3.0 no", Outcome.RETRY),
        ("message", "452 4.3.1 no room", Outcome.RETRY),
        ("connect", "421 too busy", Outcome.RETRY),
        ("ehlo", "421 too busy", Outcome.RETRY),
        # 104: the address is gone
        ("rcpt", "550 5.1.1 unknown user", Outcome.BOUNCED),
        ("rcpt", "550-5.1.1 unknown\n550 5.1.1 user", Outcome.BOUNCED),
        ("message", "550 5.1.1 unknown user", Outcome.BOUNCED),
        ("rcpt", "550 5.2.1 disabled", Outcome.BOUNCED),
        ("rcpt", "556 5.1.10 null MX", Outcome.BOUNCED),
        ("rcpt", "550 5.7.17 has a new owner", Outcome.BOUNCED),
        # not proven: the message is dead, the subscriber stays
        ("rcpt", "550 no such user", Outcome.DEAD),
        ("rcpt", "550 5.1.11 not our user", Outcome.DEAD),
        ("rcpt", "553 5.1.3 bad mailbox", Outcome.DEAD),
        ("rcpt", "552 5.2.2 mailbox full", Outcome.DEAD),
        ("message", "554 5.6.0 content refused", Outcome.DEAD),
        # 105: our account is at fault
        ("message", "550 5.7.515 access denied, domain does not meet the required level", Outcome.HALTED),
        ("message", "550 5.7.26 unauthenticated", Outcome.HALTED),
        ("rcpt", "554 5.7.1 relay access denied", Outcome.HALTED),
        ("message", "421 4.7.28 unusual rate", Outcome.HALTED),
        ("mail", "530 5.7.0 authentication required", Outcome.HALTED),
        ("mail", "530 must authenticate", Outcome.HALTED),
        ("rcpt", "530 must authenticate", Outcome.HALTED),
        ("mail", "553 5.1.8 sender refused", Outcome.HALTED),
        ("mail", "550 5.1.1 sender refused", Outcome.HALTED),
        ("connect", "554 no service for you", Outcome.HALTED),
        # 116: too large
        ("mail", "552 5.3.4 too large", Outcome.TOO_LARGE),
        ("message", "552 too large", Outcome.TOO_LARGE),
        ("message", "552 5.2.3 too large", Outcome.TOO_LARGE),
        ("message", "554 5.3.4 too large", Outcome.TOO_LARGE),
    ],
)
def test_fault_103_104_105_116_an_answer_means_what_its_codes_say(
    stage: str, reply: str, outcome: Outcome
) -> None:
    got = attempt({stage: reply})
    assert got.outcome is outcome
    assert got.code.startswith(reply[:3])
    assert reply.split(maxsplit=1)[1].split()[-1] in got.text


def test_an_answer_that_is_no_smtp_is_a_retry_before_the_message_and_unknown_after_it() -> None:
    assert attempt({"rcpt": "HTTP/1.1 400 Bad Request"}).outcome is Outcome.RETRY
    assert attempt({"message": "wat"}).outcome is Outcome.UNKNOWN


def test_the_text_of_an_attempt_is_one_short_line_that_can_be_stored() -> None:
    got = attempt({"rcpt": "550-5.1.1 \x1b[2J\udcff gone\n550 5.1.1 " + "x" * 500})
    assert len(got.text) == 200
    assert got.text.isprintable()
    assert got.text.encode()


def test_fault_107_an_address_that_is_none_never_reaches_the_server() -> None:
    got, double = attempts(
        {},
        replace(MESSAGE, address="a b@c.example"),
        replace(MESSAGE, address="a@b.example>\r\nRCPT TO:<x@y.example"),
    )
    assert [(attempt.outcome, attempt.code) for attempt in got] == [(Outcome.DEAD, "address")] * 2
    assert double.commands == []


# ---------------------------------------------------------------- batches


def test_a_batch_shares_one_connection() -> None:
    got, double = attempts(
        {}, *(replace(MESSAGE, address=f"reader{number}@news.example") for number in range(5))
    )
    assert {attempt.outcome for attempt in got} == {Outcome.SENT}
    assert (double.sessions, len(double.messages)) == (1, 5)


def test_fault_102_each_recipient_has_a_message_of_their_own() -> None:
    _, double = attempts(
        {}, *(replace(MESSAGE, address=f"reader{number}@news.example") for number in range(3))
    )
    verbs = [command.split()[0] for command in double.commands]
    assert verbs == ["EHLO", *["MAIL", "RCPT", "DATA"] * 3, "QUIT"]


def test_fault_111_one_bad_recipient_does_not_hold_up_the_others() -> None:
    script: dict[str, str | list[str]] = {
        "rcpt": ["250 ok", "550 5.1.1 unknown", "451 4.3.0 later", "250 ok"]
    }
    got, double = attempts(
        script, *(replace(MESSAGE, address=f"reader{number}@news.example") for number in range(4))
    )
    assert [attempt.outcome for attempt in got] == [
        Outcome.SENT,
        Outcome.BOUNCED,
        Outcome.RETRY,
        Outcome.SENT,
    ]
    assert (double.sessions, double.commands.count("RSET")) == (1, 2)


def test_a_message_refused_after_data_does_not_cost_the_next_one_its_connection() -> None:
    got, double = attempts({"message": ["554 5.6.0 no", "250 ok"]}, MESSAGE, MESSAGE)
    assert [attempt.outcome for attempt in got] == [Outcome.DEAD, Outcome.SENT]
    assert double.sessions == 1


@pytest.mark.parametrize("again", [DROP, "421 4.7.0 too many messages", "452 4.5.3 too many messages"])
def test_a_connection_the_server_has_had_enough_of_is_replaced_at_once(again: str) -> None:
    got, double = attempts({"mail": ["250 ok", again, "250 ok"]}, MESSAGE, MESSAGE)
    assert [attempt.outcome for attempt in got] == [Outcome.SENT, Outcome.SENT]
    assert double.sessions == 2


def test_a_recipient_refused_by_a_server_that_then_hangs_up_is_refused_all_the_same() -> None:
    assert attempt({"rcpt": "550 5.1.1 unknown", "rset": DROP}).outcome is Outcome.BOUNCED


def test_an_idle_connection_is_closed_after_a_while() -> None:
    async def run() -> tuple[int, int]:
        async with smtp_double() as double:
            smtp = Smtp(settings(double.port, idle_s=0.01))
            await smtp.send(MESSAGE, NOW)
            await until(lambda: double.ended == 1)
            await smtp.send(MESSAGE, NOW)
            await smtp.aclose()
            return double.sessions, double.commands.count("QUIT")

    assert asyncio.run(run()) == (2, 1)


def test_a_connection_that_is_used_again_is_not_closed_by_its_old_timer() -> None:
    faults: list[object] = []

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: faults.append(context))
        async with smtp_double() as double:
            smtp = Smtp(settings(double.port, idle_s=0.02))
            for _ in range(2):
                await smtp.send(MESSAGE, NOW)
            await until(lambda: double.ended == 1)

    asyncio.run(run())
    assert not faults


def test_no_more_connections_are_opened_than_allowed() -> None:
    async def run() -> int:
        async with smtp_double() as double:
            smtp = Smtp(settings(double.port, connections=3))
            got = await asyncio.gather(*(smtp.send(MESSAGE, NOW) for _ in range(20)))
            await smtp.aclose()
            assert {attempt.outcome for attempt in got} == {Outcome.SENT}
            return double.sessions

    assert asyncio.run(run()) == 3


# ---------------------------------------------------------------- TLS and login

OFFER = "250-double\n250-STARTTLS\n250 AUTH PLAIN"


@pytest.fixture(scope="module")
def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's and a client's, which trust each other."""
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(server)
    authority.configure_trust(client)
    return server, client


def secured(
    how: str, server: ssl.SSLContext, script: Mapping[str, str | list[str]], **more: Any
) -> tuple[Attempt, Double]:
    async def run() -> tuple[Attempt, Double]:
        ways = {"implicit": server} if how == "tls" else {"tls": server}
        async with smtp_double(script, **ways) as double:
            smtp = Smtp(settings(double.port, tls=how, **more))
            got = await smtp.send(MESSAGE, NOW)
            await smtp.aclose()
            return got, double

    return asyncio.run(run())


@pytest.mark.parametrize("how", ["starttls", "tls"])
def test_mail_leaves_over_tls_with_a_login(how: str, contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    server, client = contexts
    got, double = secured(
        how, server, {"ehlo": OFFER}, context=client, username="wächter", password="pass wörd"
    )
    assert got.outcome is Outcome.SENT
    verbs = [command.split()[0] for command in double.commands]
    assert verbs == [
        *(["EHLO", "STARTTLS"] if how == "starttls" else []),
        "EHLO",
        "AUTH",
        "MAIL",
        "RCPT",
        "DATA",
        "QUIT",
    ]


@pytest.mark.parametrize(
    "script", [{}, {"ehlo": OFFER, "starttls": "454 4.7.0 not now"}, {"ehlo": OFFER, "starttls": "502 what?"}]
)
def test_fault_106_without_starttls_nothing_is_sent_in_clear_text(
    script: dict[str, str | list[str]], contexts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    got, double = secured("starttls", contexts[0], script, context=contexts[1], username="u", password="p")
    assert got.outcome in (Outcome.HALTED, Outcome.RETRY)
    assert not any(command.startswith(("MAIL", "AUTH")) for command in double.commands)
    if not script:
        assert (got.outcome, got.code) == (Outcome.HALTED, "tls")


@pytest.mark.parametrize("how", ["starttls", "tls"])
def test_fault_106_a_certificate_nobody_vouches_for_halts_the_channel(
    how: str, contexts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    got, double = secured(how, contexts[0], {"ehlo": OFFER}, context=ssl.create_default_context())
    assert (got.outcome, got.code) == (Outcome.HALTED, "tls")
    assert not any(command.startswith("MAIL") for command in double.commands)


@pytest.mark.parametrize(
    ("script", "outcome", "code"),
    [
        (
            {"ehlo": "250-double\n250 AUTH PLAIN", "auth": "535 5.7.8 bad credentials"},
            Outcome.HALTED,
            "535 5.7.8",
        ),
        (
            {"ehlo": "250-double\n250 AUTH PLAIN", "auth": "454 4.7.0 temporary failure"},
            Outcome.RETRY,
            "454 4.7.0",
        ),
        ({"ehlo": "250-double\n250 AUTH GSSAPI"}, Outcome.HALTED, "auth"),
        ({}, Outcome.HALTED, "auth"),
        ({"ehlo": "250-double\n250 AUTH CRAM-MD5", "auth": "334 A"}, Outcome.RETRY, "334"),
    ],
)
def test_fault_105_a_login_that_fails_halts_the_channel_unless_it_is_temporary(
    script: dict[str, str | list[str]], outcome: Outcome, code: str
) -> None:
    got = attempt(script, username="u", password="geheim123")
    assert (got.outcome, got.code) == (outcome, code)
    assert "geheim" not in repr(got)


def test_a_password_is_in_no_repr() -> None:
    assert "geheim123" not in repr(settings(25, password="geheim123"))


def test_greeting_the_server_tries_all_of_a_delivery_but_recipient_and_message() -> None:
    async def scenario(script: dict[str, str | list[str]], **more: object) -> tuple[Attempt, list[str]]:
        async with smtp_double(script) as server:
            settings = SmtpSettings(
                host="127.0.0.1", port=server.port, tls="none", sender="a@b.example", **more
            )  # type: ignore[arg-type]
            return await Smtp(settings).greet(), [line.split()[0] for line in server.commands]

    assert asyncio.run(scenario({})) == (Attempt(Outcome.SENT, "greeted"), ["EHLO", "MAIL", "QUIT"])
    login = {"ehlo": "250-double\n250 AUTH PLAIN", "auth": "535 5.7.8 no"}
    refused, commands = asyncio.run(scenario(login, username="me", password="wrong"))
    assert (refused.outcome, refused.code) == (Outcome.HALTED, "535 5.7.8")
    assert "MAIL" not in commands
    returns = ReturnAddresses("bounces@monitor.example", KEY)
    refused, _ = asyncio.run(scenario({"mail": "553 5.7.1 not your address"}, returns=returns))
    assert (refused.outcome, refused.code) == (Outcome.HALTED, "553 5.7.1")

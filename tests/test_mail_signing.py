"""Mail signed by keys of our own: the signature, the keys, their files and their records for DNS."""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import dkim
import pytest
from click.testing import Result
from compose_kit import context_of
from store_kit import NOW, open_store

from monitor import digest
from monitor.channels.email import dkim_keys
from monitor.channels.email.dkim_keys import DkimKey, new_key, read_key
from monitor.channels.email.dkim_signing import MailSigner
from monitor.channels.mail_message import build_mail
from monitor.config import Config, load
from monitor.errors import ConfigError, UsageError
from monitor.pipeline import writing
from monitor.service import dkim as service_dkim

AT = datetime(2026, 11, 23, 7, tzinfo=UTC)
Call = Callable[..., Result]


@cache
def pem(kind: str) -> bytes:
    return new_key(kind)


def key(kind: str, selector: str = "m1") -> DkimKey:
    return read_key(pem(kind), selector=selector, domain="monitor.example")


def mail(**more: str) -> bytes:
    return build_mail(
        html="<p>Перу</p>",
        text="Перу\n",
        subject="Peru leaves the pact",
        sender="watch@monitor.example",
        to="desk@news.example",
        list_id="desk",
        message_id=f"{'0' * 32}@monitor.example",
        date=AT,
        unsubscribe_https="https://monitor.example/u/token",
        unsubscribe_mailto="ops@monitor.example",
        sequence=1,
        ref="A1B2",
        **more,
    )


def verified(signed: bytes, keys: list[DkimKey]) -> list[bool]:
    """What dkimpy says of each signature, with the records of these keys as its DNS."""
    zone = {f"{key.host}.": key.record.encode() for key in keys}

    def txt(name: bytes, timeout: int = 5) -> bytes | None:
        return zone.get(name.decode())

    return [dkim.DKIM(signed).verify(number, dnsfunc=txt) for number in range(len(keys))]


def signed_names(signed: bytes) -> list[str]:
    tags = dkim.parse_tag_value(dkim.DKIM(signed).headers[0][1])
    return [name.strip().decode() for name in tags[b"h"].split(b":")]


# ---------------------------------------------------------------- the signature


@pytest.mark.parametrize("kinds", [["rsa"], ["ed25519"], ["rsa", "ed25519"]])
def test_a_signed_mail_verifies_with_the_record_for_dns(kinds: list[str]) -> None:
    keys = [key(kind, f"s{number}") for number, kind in enumerate(kinds)]
    signed = MailSigner(keys).sign(mail(), AT)
    assert signed.endswith(mail())
    assert verified(signed, keys) == [True] * len(keys)


def test_every_header_that_a_provider_looks_at_is_signed_twice() -> None:
    signed = MailSigner([key("rsa")]).sign(
        mail(in_reply_to=f"{'1' * 32}@monitor.example", references=[f"{'1' * 32}@monitor.example"]), AT
    )
    names = [
        "from", "to", "subject", "date", "message-id", "in-reply-to", "references", "list-id",
        "list-unsubscribe", "list-unsubscribe-post", "auto-submitted", "mime-version", "content-type",
    ]  # fmt: skip
    assert signed_names(signed) == [*names, *names, "reply-to", "cc", "content-transfer-encoding"]
    assert signed_names(MailSigner([key("rsa")]).sign(mail(), AT)).count("references") == 0


@pytest.mark.parametrize(
    "added",
    [
        b"From: evil@other.example",
        b"To: all@other.example",
        b"Subject: Chile leaves the pact",
        b"Date: Mon, 23 Nov 2020 12:00:00 +0000",
        b"Reply-To: evil@other.example",
        b"Cc: all@other.example",
        b"List-Unsubscribe: <https://other.example/u>",
        b"List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        b"Content-Type: text/html",
        b"Content-Transfer-Encoding: base64",
    ],
)
@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_no_header_that_a_reader_acts_on_can_be_added_to_a_signed_mail(kind: str, added: bytes) -> None:
    signed = MailSigner([key(kind)]).sign(mail(), AT)
    head, _, body = signed.partition(b"\r\n\r\n")
    assert verified(added + b"\r\n" + signed, [key(kind)]) == [False]
    assert verified(head + b"\r\n" + added + b"\r\n\r\n" + body, [key(kind)]) == [False]


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_the_same_mail_has_the_same_signature_whenever_it_is_made(kind: str) -> None:
    first = MailSigner([key(kind)]).sign(mail(), AT)
    assert MailSigner([key(kind)]).sign(mail(), AT) == first
    assert f"t={int(AT.timestamp())};".encode() in first


@pytest.mark.parametrize(
    "change",
    [
        (b"Subject: Peru", b"Subject: Chile"),
        (b"One-Click", b"One-Klick"),
        (b"/u/token", b"/u/other"),
        (b"Auto-Submitted: auto-generated", b"Auto-Submitted: no"),
        (b"From: Treaty", b"From: evil@other.example\r\nFrom: Treaty"),
    ],
)
def test_a_changed_mail_does_not_verify(change: tuple[bytes, bytes]) -> None:
    signed = MailSigner([key("ed25519")]).sign(mail(), AT)
    assert change[0] in signed
    assert verified(signed.replace(*change), [key("ed25519")]) == [False]


def test_what_relays_do_to_a_mail_does_not_break_its_signature() -> None:
    signed = MailSigner([key("rsa")]).sign(mail(), AT)
    relayed = b"Received: from a by b\r\n" + signed.replace(b"To: desk", b"to:   desk") + b"\r\n\r\n"
    assert verified(relayed, [key("rsa")]) == [True]


def test_a_composed_mail_is_signed_as_it_is_frozen_and_only_by_mail(tmp_path: Path) -> None:
    signer = MailSigner([key("ed25519")])
    with open_store(tmp_path / "t.db") as store:
        settings = replace(context_of(store, NOW).settings, signer=signer, sender="watch@monitor.example")
        bodies = {}
        for channel, address in (("email", "desk@news.example"), ("maildir", "/var/mail/desk")):
            made = store.destinations.add(name=channel, channel=channel, address=address, now=NOW)
            composed = digest.trial(made, now=NOW, ref="A1B2", silence=digest.Silence())
            bodies[channel], fill = writing.frozen(settings, made, composed, "0" * 32)
            assert writing.frozen(settings, made, composed, "0" * 32)[0].body == bodies[channel].body
            assert writing.rendered(settings, made, composed, "0" * 32).fill == fill, (
                "size is that without it"
            )
    assert verified(bodies["email"].body, [key("ed25519")]) == [True]
    assert not bodies["maildir"].body.startswith(b"DKIM-Signature")


# ---------------------------------------------------------------- keys


def test_openssl_agrees_with_the_record_of_an_rsa_key() -> None:
    der = subprocess.run(
        ["openssl", "rsa", "-pubout", "-outform", "DER"], input=pem("rsa"), capture_output=True, check=True
    ).stdout
    made = key("rsa")
    assert made.record == f"v=DKIM1; k=rsa; h=sha256; p={b64encode(der).decode()}"
    assert made.bits == 2048


def test_a_record_is_written_in_strings_that_a_zone_file_can_hold() -> None:
    line = key("rsa").zone_line
    assert line.startswith('m1._domainkey.monitor.example. IN TXT ( "v=DKIM1; k=rsa;')
    strings = line.split('"')[1::2]
    assert max(map(len, strings)) <= 255
    assert "".join(strings) == key("rsa").record


def test_keys_are_read_in_every_form_that_tools_write() -> None:
    old = subprocess.run(
        ["openssl", "rsa", "-traditional"], input=pem("rsa"), capture_output=True, check=True
    ).stdout
    assert old.startswith(b"-----BEGIN RSA PRIVATE KEY-----")
    assert read_key(old, selector="m1", domain="monitor.example").record == key("rsa").record
    seed = b64decode(b"".join(pem("ed25519").splitlines()[1:-1]))[-32:]
    bare = b64encode(seed) + b"\n"  # as dkimpy's own tool writes it
    assert read_key(bare, selector="m1", domain="monitor.example").record == key("ed25519").record


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "no private key"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "no private key"),
        (b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END", "'ENCRYPTED'"),
        (b"-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END", "'EC'"),
        (b"-----BEGIN PRIVATE KEY-----\nAAA\n-----END", "damaged"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END", "no private key of RSA or Ed25519"),
    ],
)
def test_a_file_without_a_usable_key_is_refused_in_words_that_do_not_repeat_it(
    text: bytes, problem: str
) -> None:
    with pytest.raises(UsageError) as refused:
        read_key(text, selector="m1", domain="monitor.example")
    assert problem in str(refused.value)
    assert "AAA" not in str(refused.value)


def test_an_rsa_key_that_verifiers_ignore_is_refused() -> None:
    small = subprocess.run(["openssl", "genrsa", "512"], capture_output=True, check=True).stdout
    with pytest.raises(UsageError, match="512 bits"):
        read_key(small, selector="m1", domain="monitor.example")


def test_a_key_shows_neither_itself_nor_its_public_part() -> None:
    assert "private" not in repr(key("rsa"))
    assert "SigningKey" not in repr(MailSigner([key("ed25519")]))


def test_without_openssl_it_is_said_how_to_make_the_key_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(UsageError, match="openssl genpkey -algorithm RSA"):
        new_key(dkim_keys.RSA)


# ---------------------------------------------------------------- configuration


def configured(folder: Path, text: str) -> Config:
    path = folder / "treaty-monitor.toml"
    path.write_text(f'data_dir = "{folder / "data"}"\n{text}')
    return load(path, cwd=folder)


def with_key(folder: Path, mode: int = 0o600, text: bytes | None = None, more: str = "") -> Config:
    file = folder / "dkim.pem"
    file.write_bytes(pem("ed25519") if text is None else text)
    file.chmod(mode)
    sender = '[smtp]\nsender = "watch@Monitor.example"\n'
    return configured(folder, f'{sender}[dkim]\nselector = "m1"\nkey_file = "dkim.pem"\n{more}')


def test_the_keys_of_the_configuration_sign_for_the_domain_of_the_sender(tmp_path: Path) -> None:
    (tmp_path / "next.pem").write_bytes(pem("rsa"))
    (tmp_path / "next.pem").chmod(0o600)
    config = with_key(tmp_path, more='second_selector = "m2"\nsecond_key_file = "next.pem"\n')
    first, second = service_dkim.keys(config)
    assert (first.host, second.host) == ("m1._domainkey.monitor.example", "m2._domainkey.monitor.example")
    signer = service_dkim.signer(config)
    assert signer is not None
    assert verified(signer.sign(mail(), AT), [first, second]) == [True, True]


def test_without_a_selector_nobody_here_signs(tmp_path: Path) -> None:
    assert service_dkim.signer(configured(tmp_path, "")) is None


def test_the_domain_may_be_set(tmp_path: Path) -> None:
    [made] = service_dkim.keys(with_key(tmp_path, more='domain = "Example.org."\n'))
    assert made.host == "m1._domainkey.example.org"


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602, 0o620])
def test_a_key_that_others_can_read_or_change_stops_the_start(tmp_path: Path, mode: int) -> None:
    with pytest.raises(ConfigError, match=r"treaty-monitor\.toml:6: dkim\.key_file: .*chmod 600"):
        service_dkim.keys(with_key(tmp_path, mode))


def test_a_group_may_read_the_key_and_so_may_all_in_a_container(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert service_dkim.keys(with_key(tmp_path, 0o640))
    monkeypatch.setattr(service_dkim, "SECRETS_DIR", tmp_path)
    assert service_dkim.keys(with_key(tmp_path, 0o444))


def test_a_key_that_is_missing_or_broken_names_option_and_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"dkim\.key_file: .*dkim\.pem has no private key"):
        service_dkim.keys(with_key(tmp_path, text=b"nothing"))
    config = with_key(tmp_path)
    (tmp_path / "dkim.pem").unlink()
    with pytest.raises(ConfigError, match=r"dkim\.pem cannot be read: No such file"):
        service_dkim.keys(config)


def test_a_key_without_a_domain_is_refused(tmp_path: Path) -> None:
    config = configured(tmp_path, '[dkim]\nselector = "m1"\nkey_file = "dkim.pem"\n')
    with pytest.raises(ConfigError, match=r"dkim\.key_file needs smtp\.sender or dkim\.domain"):
        service_dkim.keys(config)


def test_a_service_whose_key_cannot_be_used_does_not_start(tmp_path: Path, call: Call) -> None:
    call("init")
    file = tmp_path / "dkim.pem"
    file.write_bytes(pem("ed25519"))
    file.chmod(0o644)
    with (tmp_path / "treaty-monitor.toml").open("a") as config:
        config.write('[dkim]\nselector = "m1"\nkey_file = "dkim.pem"\ndomain = "a.example"\n')
    assert "chmod 600" in call("poll", code=2).output
    assert "chmod 600" in call("destinations", "test", "local", code=2).output


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_new_key_is_written_for_this_user_alone_and_works(tmp_path: Path, call: Call, kind: str) -> None:
    file = tmp_path / "new.pem"
    words = ["dkim", "new-key", str(file), "--kind", kind, "--selector", "m1", "--domain", "monitor.example"]
    made = json.loads(call(*words, "--json").output)
    assert file.stat().st_mode & 0o777 == 0o600
    assert made["record"] == read_key(file.read_bytes(), selector="m1", domain="monitor.example").record
    assert made["host"] == "m1._domainkey.monitor.example"
    again = call(*words, code=2)
    assert "never overwritten" in again.output


def test_the_command_says_what_to_publish_and_what_to_set(tmp_path: Path, call: Call) -> None:
    out = call(
        "dkim", "new-key", str(tmp_path / "k.pem"), "--domain", "monitor.example", "--selector", "m1"
    ).output
    assert 'm1._domainkey.monitor.example. IN TXT ( "v=DKIM1; k=rsa;' in out
    assert f'[dkim]\nselector = "m1"\nkey_file = "{tmp_path / "k.pem"}"' in out


def test_without_a_domain_or_a_place_no_key_is_made(tmp_path: Path, call: Call) -> None:
    assert "give --domain" in call("dkim", "new-key", str(tmp_path / "k.pem"), code=2).output
    words = ["dkim", "new-key", str(tmp_path / "none" / "k.pem"), "--domain", "monitor.example"]
    assert "cannot be written" in call(*words, code=2).output


def test_the_records_of_the_configured_keys_are_printed(tmp_path: Path, call: Call) -> None:
    assert "No key is configured" in call("dkim", "record").output
    assert json.loads(call("dkim", "record", "--json").output) == []
    file = tmp_path / "dkim.pem"
    made = json.loads(call("dkim", "new-key", str(file), "--domain", "a.example", "--json").output)
    with (tmp_path / "treaty-monitor.toml").open("a") as config:
        config.write(
            f'[dkim]\nselector = "{made["selector"]}"\nkey_file = "dkim.pem"\ndomain = "a.example"\n'
        )
    assert call("dkim", "record").output.strip() == made["zone_line"]

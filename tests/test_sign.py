"""Webhook signatures that every receiver can check with the official library."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import standardwebhooks
from time_machine import travel

from monitor import sign
from monitor.errors import UsageError

SECRET = sign.new_secret(bytes(range(32)))
OLD = sign.new_secret(bytes(32))
# The pair that Svix's own tests publish.
PRIVATE = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
PUBLIC = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
WID = "0123456789abcdef0123456789abcdef"
BODY = '{"type":"digest","title":"Россия"}'.encode()
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
GUIDE = Path(__file__).resolve().parent.parent / "docs" / "webhooks.md"
SNIPPETS = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(autouse=True)
def _receivers_clock() -> Iterator[None]:
    """Receivers look at their clock: a signature is good for five minutes."""
    with travel(NOW, tick=False):
        yield


def verify(secret: str, body: bytes, headers: dict[str, str]) -> object:
    return standardwebhooks.Webhook(secret).verify(body, headers)


def test_fault_125_the_official_library_accepts_an_attempt() -> None:
    assert verify(SECRET, BODY, sign.headers(SECRET, WID, NOW, BODY)) == json.loads(BODY)


def test_the_signature_is_the_one_of_the_published_example() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    at = datetime.fromtimestamp(1614265330, UTC)
    signature = sign.sign(secret, "p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_id_stays_and_the_timestamp_moves_between_attempts() -> None:
    first, second = (
        sign.headers(SECRET, WID, NOW + wait, BODY) for wait in (timedelta(), timedelta(minutes=5))
    )
    assert first["webhook-id"] == second["webhook-id"] == f"msg_{WID}"
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 300
    assert first["webhook-signature"] != second["webhook-signature"]


def test_fault_125_while_a_key_is_changed_holders_of_either_key_can_verify() -> None:
    headers = sign.headers(f"{SECRET} {OLD}", WID, NOW, BODY)
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (SECRET, OLD):
        verify(secret, BODY, headers)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        verify(sign.new_secret(b"x" * 32), BODY, headers)


def test_fault_125_a_body_serialised_anew_does_not_verify() -> None:
    headers = sign.headers(SECRET, WID, NOW, BODY)
    anew = json.dumps(json.loads(BODY)).encode()
    assert anew != BODY
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        verify(SECRET, anew, headers)


@pytest.mark.parametrize("skew", [timedelta(minutes=-20), timedelta(minutes=20)])
def test_fault_125_an_old_or_early_timestamp_is_refused_by_the_receiver(skew: timedelta) -> None:
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        verify(SECRET, BODY, sign.headers(SECRET, WID, NOW + skew, BODY))


def test_fault_125_a_full_stop_in_the_id_moves_nothing_into_the_body() -> None:
    assert sign.sign(SECRET, "a.1", NOW, b"x") != sign.sign(SECRET, "a", NOW, b"1.x")
    verify(SECRET, BODY, sign.headers(SECRET, "a.b", NOW, BODY))


@pytest.mark.parametrize("length", [24, 32, 64])
def test_a_secret_has_24_to_64_bytes(length: int) -> None:
    secret = sign.new_secret(b"r" * length)
    assert secret == "whsec_" + base64.b64encode(b"r" * length).decode()
    verify(secret, BODY, sign.headers(secret, WID, NOW, BODY))


@pytest.mark.parametrize("length", [0, 23, 65])
def test_no_other_secret_is_made(length: int) -> None:
    with pytest.raises(ValueError):
        sign.new_secret(b"r" * length)


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "  ",
        "whsec_",
        "whsec_kurz!",
        "whsec_" + base64.b64encode(b"short").decode(),
        "whsec_ünïcode",
        "whsec_" + "A" * 31,
        "whsec_" + "AAA!" * 12,
        "whsk_",
        "whsk_kurz!",
        "whsk_" + base64.b64encode(b"short").decode(),
        "whsk_" + base64.b64encode(b"x" * 33).decode(),
        "whsk_" + base64.b64encode(b"x" * 64).decode(),
        PUBLIC,
    ],
)
def test_a_secret_that_cannot_be_used_is_refused_and_not_quoted(secret: str) -> None:
    with pytest.raises(UsageError) as caught:
        sign.headers(secret, WID, NOW, BODY)
    assert secret.strip() in ("", "whsec_", "whsk_") or secret not in str(caught.value)


# ---------------------------------------------------------------- ed25519


def test_an_asymmetric_signature_is_the_one_that_svix_publishes() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    signature = sign.sign(PRIVATE, "p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert signature == (
        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
    )


def test_a_public_key_belongs_to_each_private_key_and_to_no_shared_secret() -> None:
    assert sign.public_key(PRIVATE) == PUBLIC
    assert sign.public_key(SECRET) is None
    seed_alone = "whsk_" + base64.b64encode(base64.b64decode(PRIVATE.removeprefix("whsk_"))[:32]).decode()
    assert sign.public_key(seed_alone) == PUBLIC


def test_a_new_private_key_is_written_as_seed_and_public_key() -> None:
    private = sign.new_private_key(b"s" * 32)
    pair = base64.b64decode(private.removeprefix("whsk_"))
    assert pair[:32] == b"s" * 32
    assert sign.public_key(private) == "whpk_" + base64.b64encode(pair[32:]).decode()
    for length in (0, 31, 33, 64):
        with pytest.raises(ValueError):
            sign.new_private_key(b"s" * length)


def test_fault_125_a_change_from_a_shared_secret_to_a_key_pair_breaks_no_receiver() -> None:
    headers = sign.headers(f"{PRIVATE} {SECRET} {OLD}", WID, NOW, BODY)
    versions = [signature.split(",")[0] for signature in headers["webhook-signature"].split(" ")]
    assert versions == ["v1a", "v1", "v1"]
    for secret in (SECRET, OLD):
        verify(secret, BODY, headers)
    RECEIVERS["with a public key"](PUBLIC, headers, BODY)


def receivers() -> dict[str, Callable[[str, dict[str, str], bytes], object]]:
    """The functions of the guide for receivers, by what they show."""
    receive = {}
    names = ("with the library", "by hand", "with a public key")
    for name, snippet in zip(names, SNIPPETS, strict=True):
        space: dict[str, Any] = {}
        exec(snippet, space)
        receive[name] = space["receive"]
    return receive


RECEIVERS = receivers()


@pytest.mark.parametrize("name", ["with the library", "by hand"])
def test_the_guide_for_receivers_verifies_what_we_sign_and_refuses_the_rest(name: str) -> None:
    receive = RECEIVERS[name]
    headers = sign.headers(f"{PRIVATE} {SECRET} {OLD}", WID, NOW, BODY)
    assert receive(SECRET, headers, BODY) == receive(OLD, headers, BODY) == json.loads(BODY)
    wrong = (standardwebhooks.WebhookVerificationError, ValueError)
    for secret, sent, body in (
        (sign.new_secret(b"x" * 32), headers, BODY),
        (SECRET, headers, BODY + b" "),
        (SECRET, sign.headers(SECRET, WID, NOW - timedelta(minutes=10), BODY), BODY),
    ):
        with pytest.raises(wrong):
            receive(secret, sent, body)


def test_the_guide_for_receivers_verifies_with_a_public_key_and_refuses_the_rest() -> None:
    receive = RECEIVERS["with a public key"]
    headers = sign.headers(f"{SECRET} {PRIVATE}", WID, NOW, BODY)
    assert receive(PUBLIC, headers, BODY) == json.loads(BODY)
    stranger = sign.new_private_key(b"x" * 32)
    for sent, body in (
        (sign.headers(stranger, WID, NOW, BODY), BODY),
        (sign.headers(SECRET, WID, NOW, BODY), BODY),
        (headers, BODY + b" "),
        (sign.headers(PRIVATE, WID, NOW - timedelta(minutes=10), BODY), BODY),
    ):
        with pytest.raises(ValueError):
            receive(PUBLIC, sent, body)


def test_fault_128_receivers_are_told_that_there_is_no_order_and_given_a_number() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert "no promise of order" in guide
    assert "`data.sequence`" in guide
    example = json.loads(
        (Path(__file__).parent / "expected" / "digest.webhook.json").read_text(encoding="utf-8")
    )
    assert isinstance(example["data"]["sequence"], int)

"""Commands that only webhooks have: keys, conditions on fields, the schema."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from nacl.signing import VerifyKey
from servers import Site

from monitor.sign import PRIVATE

Call = Callable[..., Result]
OWNER = ("--owner", "ops@hook.example")


def shown(call: Call, name: str = "hook") -> dict[str, object]:
    destinations = json.loads(call("destinations", "list", "--json").stdout)
    return next(destination for destination in destinations if destination["name"] == name)  # type: ignore[no-any-return]


def test_a_webhook_may_be_signed_with_a_key_pair_whose_private_half_is_never_shown(
    empty: Call, here: Site
) -> None:
    told = empty("destinations", "add", "hook", here.url("/in"), *OWNER, "--asymmetric").output
    public = shown(empty)["public_key"]
    assert isinstance(public, str)
    assert f"Public key for the receiver: {public}" in told
    here.put("/in", "", status=204)
    assert "sent: 204" in empty("destinations", "test", "hook").output
    ((headers, body),) = here.posts("/in")
    version, _, signature = headers["webhook-signature"].partition(",")
    assert version == "v1a"
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    VerifyKey(base64.b64decode(public.removeprefix("whpk_"))).verify(signed, base64.b64decode(signature))
    listed = empty("destinations", "list", "--json").output
    rotated = empty("destinations", "rotate-secret", "hook", "--json").output
    assert PRIVATE not in told + listed + rotated
    assert json.loads(rotated)["secret"] is None
    assert json.loads(rotated)["public_key"] == shown(empty)["public_key"] != public


def test_a_shared_secret_may_be_changed_to_a_key_pair_and_back_while_all_of_them_sign(
    empty: Call, here: Site
) -> None:
    empty("destinations", "add", "hook", here.url("/in"), *OWNER)
    assert shown(empty)["public_key"] is None
    empty("destinations", "rotate-secret", "hook", "--asymmetric", "--hours", "168")
    assert "shown once: whsec_" in empty("destinations", "rotate-secret", "hook", "--symmetric").output
    here.put("/in", "", status=204)
    empty("destinations", "test", "hook")
    ((headers, _),) = here.posts("/in")
    versions = [signature.split(",")[0] for signature in headers["webhook-signature"].split(" ")]
    assert versions == ["v1", "v1a", "v1"]


def test_an_old_secret_signs_for_a_week_at_most(empty: Call, here: Site) -> None:
    empty("destinations", "add", "hook", here.url("/in"), *OWNER)
    assert "0<=x<=168" in empty("destinations", "rotate-secret", "hook", "--hours", "169", code=2).output


def test_only_webhooks_have_key_pairs(empty: Call, here: Site) -> None:
    told = empty("destinations", "add", "box", "./mail", "--asymmetric", code=2).output
    assert "not signed" in told


def test_the_schema_is_printed_as_it_is_published(empty: Call) -> None:
    printed = empty("destinations", "schema").stdout
    assert printed == (Path(__file__).parents[1] / "docs" / "webhook.schema.json").read_text(encoding="utf-8")


# ---------------------------------------------------------------- conditions


def test_conditions_are_checked_stored_replaced_and_deleted(empty: Call, here: Site) -> None:
    empty("destinations", "add", "hook", here.url("/in"), *OWNER, "--only", "type!=heartbeat")
    assert shown(empty)["filters"] == ["type!=heartbeat"]
    both = ("--only", "data.items.stage=Notified", "--only", "data.items[].actors=RU")
    empty("destinations", "edit", "hook", *both)
    assert shown(empty)["filters"] == ["data.items.stage=notified", "data.items.actors=ru"]
    empty("destinations", "edit", "hook", "--only", "")
    assert shown(empty)["filters"] == []


def test_a_condition_that_cannot_be_meant_is_refused_and_changes_nothing(empty: Call, here: Site) -> None:
    empty("destinations", "add", "hook", here.url("/in"), *OWNER)
    told = empty("destinations", "edit", "hook", "--only", "data.items.stages=notified", code=2).output
    assert "Did you mean data.items.stage?" in " ".join(told.split())
    assert "messages by email have none" in " ".join(
        empty(
            "destinations", "add", "desk", "desk@example.org", "--only", "type=alert", code=2
        ).output.split()
    )
    assert shown(empty)["filters"] == []

"""The services behind the channels: what each answers, by its documentation.

A new channel needs a row here; then `test_channels.py` tries it with everything that a peer can do.
"""

from __future__ import annotations

from dataclasses import dataclass

PAGE = b"<!doctype html><title>Sign in</title>"  # of a login or a proxy


@dataclass(frozen=True)
class Service:
    """What a service behind an http address answers."""

    accepts: tuple[int, bytes]  # status and body for a message that it took
    refuses: tuple[bytes, ...] = ()  # bodies with which 200 is no success
    address: str = "/hook"  # of a destination, behind the host
    arrives: str = "/hook"  # where a message comes in


WID = "ab" * 16  # of the messages that are sent to them
SERVICES: dict[str, Service] = {
    "webhook": Service((200, b"")),  # Standard Webhooks: the status decides, whatever the body
    "slack": Service((200, b"ok"), (PAGE, b"invalid_token", b"")),
    "discord": Service((204, b""), (PAGE, b'{"message": "Unknown Webhook", "code": 10015}')),
    "teams": Service((202, b""), (PAGE, b"Webhook message delivery failed with error: HTTP error 429")),
    "mattermost": Service((200, b"ok"), (PAGE, b'{"id": "api.context.404.app_error"}', b"")),
    "google_chat": Service(
        (200, b'{"name": "spaces/A/messages/1.1"}'), (PAGE, b'{"error": {"status": "INTERNAL"}}', b"{}")
    ),
    "telegram": Service(
        (200, b'{"ok":true,"result":{"message_id":7}}'),
        (PAGE, b'{"ok":false,"error_code":400,"description":"Bad Request"}', b""),
        "/bot1:SECRET/sendMessage?chat_id=1",
        "/bot1:SECRET/sendMessage",
    ),
    "matrix": Service(
        (200, b'{"event_id":"$1"}'),
        (PAGE, b'{"errcode":"M_UNKNOWN"}', b"{}"),
        "/!room:news.example?token=SECRETSECRET",
        f"/_matrix/client/v3/rooms/%21room%3Anews.example/send/m.room.message/{WID}",
    ),
    "ntfy": Service((200, b'{"event":"message"}'), (PAGE, b'{"event":"open"}', b""), "/SECRET", "/"),
}

"""A digest as a push message of ntfy ("Publish as JSON"): no header holds text of feeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monitor.channels.chat_text import headline
from monitor.channels.hooks import JSON, json_bytes
from monitor.channels.inert import inert
from monitor.channels.message_lines import Line, fitted, message_lines
from monitor.channels.protocol import Body
from monitor.channels.templates import safe_url
from monitor.digest import ActSummary, Digest, Form
from monitor.model import Kind, Stage

MAX_TEXT = 4096  # bytes: a text of so many becomes an attachment
MAX_BYTES = 2 * MAX_TEXT - 100  # of the whole JSON, with room for the topic
_LOW, _DEFAULT, _HIGH = 2, 3, 4  # priorities; 5 rings for minutes
_CERTAIN = Stage.DECIDED.rank  # from here on an alert is of high priority


def body(digest: Digest, wid: str) -> Body:
    """The JSON of one message, without its topic."""
    frame = _frame(digest, wid)
    lines = message_lines(digest, with_headline=False)
    kept = fitted(lines, lambda lines: _excess(lines, frame))
    fill = max(len(_text(lines)) / MAX_TEXT, len(_json(lines, frame)) / (MAX_BYTES + 1))
    return Body(_json(kept, frame), JSON, fill)


def _excess(lines: Sequence[Line], frame: dict[str, Any]) -> int:
    """How many bytes are too many, of the text or of the JSON."""
    return max(len(_text(lines)) + 1 - MAX_TEXT, len(_json(lines, frame)) - MAX_BYTES)


def _json(lines: Sequence[Line], frame: dict[str, Any]) -> bytes:
    return json_bytes({**frame, "message": _text(lines).decode()})


def _text(lines: Sequence[Line]) -> bytes:
    return "\n".join(line.plain for line in lines).encode()


def _frame(digest: Digest, wid: str) -> dict[str, Any]:
    """Everything but the text. A server since 2.16 shows a repeat under the same `sequence_id` in the place
    of the first one.
    """
    frame: dict[str, Any] = {
        "title": inert(headline(digest)),
        "priority": _priority(digest),
        "tags": _tags(digest),
        "sequence_id": wid,
    }
    act = digest.acts[0] if digest.is_single_act else None
    address = safe_url(act.url) if act is not None and act.url else "#"
    return frame if address == "#" else frame | {"click": address}


def _priority(digest: Digest) -> int:
    if digest.form is Form.NOTICE:
        return _HIGH
    if digest.form is Form.ALERT:
        return _HIGH if any(map(_certain, digest.acts)) else _DEFAULT
    return _LOW if digest.form is Form.HEARTBEAT else _DEFAULT


def _certain(act: ActSummary) -> bool:
    return act.stage.rank >= _CERTAIN and not act.withdrawn


def _tags(digest: Digest) -> list[str]:
    """What stands beside the title: a sign that ntfy knows, and of one act its stage and who leaves."""
    if digest.form is Form.NOTICE:
        return ["warning"]
    if digest.form is Form.HEARTBEAT:
        return ["heartbeat"]
    if not digest.is_single_act:
        return ["newspaper"] if digest.acts else []
    act = digest.acts[0]
    return [_sign(act), *([] if act.withdrawn else [act.stage.value]), *act.actors]


def _sign(act: ActSummary) -> str:
    """The short code of an emoji."""
    if act.withdrawn:
        return "x"
    if act.stage is Stage.REVERSED:
        return "leftwards_arrow_with_hook"
    return "warning" if act.kind is Kind.THREAT else "door"

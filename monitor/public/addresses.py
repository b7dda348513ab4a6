"""Addresses of the pages of acts, treaties and states; "" for what has none."""

from __future__ import annotations

import re
from urllib.parse import quote

TREATY = re.compile("[0-9a-z][0-9a-z-]{0,80}")
STATE = re.compile("[^/.]{1,80}")


def act_path(ref: str) -> str:
    """`/acts/ECWS`."""
    return f"/acts/{ref}"


def treaty_path(entry: str | None) -> str:
    """`/treaties/ottawa`, by the id in the gazetteer."""
    return f"/treaties/{entry}" if entry and TREATY.fullmatch(entry) else ""


def state_path(code: str) -> str:
    """`/states/RU`, `/states/African%20Union`."""
    return f"/states/{quote(code)}" if STATE.fullmatch(code) else ""

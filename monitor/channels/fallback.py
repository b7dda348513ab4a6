"""Renders an item; one that cannot be rendered is shown in its shortest form, and the others go out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from monitor import log
from monitor.digest import Item, Segment

Rendered = TypeVar("Rendered")

_log = log.get_logger(__name__)


def with_fallback(item: Item, render: Callable[[Item], Rendered]) -> Rendered:
    """What `render` makes of the item, or of its label, headline, reference and link where that raises
    (docs/faults.md 91).
    """
    try:
        return render(item)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one item, the others go out
        _log.error("story rendered as a plain line", act=item.act, error=repr(error))
        return render(_shortest(item))


def _shortest(item: Item) -> Item:
    return Item(
        item.act,
        item.ref,
        item.kind,
        item.stage,
        item.label,
        item.sentence,
        item.headline,
        (Segment(item.headline),),
        item.original,
        url=item.url,
    )

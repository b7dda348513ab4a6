"""What to say: acts and alerts become one composed `Digest`, which every channel renders. Pure.

build()      a digest, or an instant alert (the same object: `instant` is a cadence with no wait); without
             acts the
             sign of life: "still watching N feeds, M failing"
trial()      the message of `destinations test`
possible_exit()  a possible exit, which a digest shows below the acts
notice()     to the owner of an endpoint that was disabled
"""

from __future__ import annotations

from monitor.digest.compose import NO_FIRST, build, notice, short_ref, trial
from monitor.digest.items import item
from monitor.digest.possible import MOST_POSSIBLE, possible_exit
from monitor.digest.values import (
    Agreement,
    Also,
    Counts,
    Digest,
    Fact,
    FeedNote,
    Form,
    Group,
    Item,
    Match,
    Other,
    PossibleExit,
    PossibleExits,
    Proof,
    Segment,
    Silence,
)
from monitor.digest.words import clock, cut, mark, plain
from monitor.quote import columns

__all__ = [
    "MOST_POSSIBLE",
    "NO_FIRST",
    "Agreement",
    "Also",
    "Counts",
    "Digest",
    "Fact",
    "FeedNote",
    "Form",
    "Group",
    "Item",
    "Match",
    "Other",
    "PossibleExit",
    "PossibleExits",
    "Proof",
    "Segment",
    "Silence",
    "build",
    "clock",
    "columns",
    "cut",
    "item",
    "mark",
    "notice",
    "plain",
    "possible_exit",
    "short_ref",
    "trial",
]

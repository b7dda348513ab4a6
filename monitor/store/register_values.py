"""Parts of the register as they are read in one snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.corrections import Correction
from monitor.model import Act
from monitor.register import Bookkeeping, FlaggedStory, Former


@dataclass(frozen=True, slots=True)
class Block:
    """The part of the register that a change can touch. `revision` is what `replace_block` compares.

    `bookkeeping`: what is kept beside the acts, by id. `former`: what the acts were made of that took others
    in. `homes`: the act of each story, in the whole register alone.
    """

    stories: tuple[FlaggedStory, ...]
    corrections: tuple[Correction, ...]
    acts: tuple[Act, ...]
    revision: int
    bookkeeping: Mapping[int, Bookkeeping] = field(default_factory=dict)
    former: tuple[Former, ...] = ()
    homes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Audit:
    """The whole register in one snapshot, as stated and as shown. `acts` holds withdrawn ones too.

    `lost_stories`: by act, the keys of the stories that it had and that no act shows now; of an act that
    shows none, those of its alerts. `keys`: by story, the block keys under which it is found.
    """

    stories: tuple[FlaggedStory, ...]
    corrections: tuple[Correction, ...]
    acts: tuple[Act, ...]
    bookkeeping: Mapping[int, Bookkeeping]
    former: tuple[Former, ...]
    lost_stories: dict[int, tuple[str, ...]]
    keys: dict[str, frozenset[str]]
    revision: int

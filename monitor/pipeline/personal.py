"""What only one destination sees beside an act: which of its saved queries ask for it, the signed link to
mute, follow or note it, and its note.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor import digest, tokens
from monitor.model import ActChoice, Destination, SavedQuery
from monitor.tokens import Purpose
from monitor.wording import ENGLISH


@dataclass(frozen=True, slots=True)
class ActLinks:
    """The links to the page of one act: the web address of this service, and the key of the installation."""

    base_url: str
    key: bytes = field(repr=False)

    def url(self, destination: int, act: int, reader: str) -> str:
        """The page of an act for a destination, in the language `reader`."""
        token = tokens.write(self.key, Purpose.ACT, destination, act)
        return f"{self.base_url}/a/{token}{'' if reader == ENGLISH.code else f'?lang={reader}'}"


def personal(
    composed: digest.Digest,
    destination: Destination,
    links: ActLinks | None,
    choices: Mapping[int, ActChoice],
    asked: Mapping[int, Sequence[SavedQuery]],
) -> digest.Digest:
    """The digest with the notes of its destination and, where its channel shows links, a link at each act
    that stands. `choices` and `asked`: by act; `links` None: this service has no web address.
    """
    shows_asked = names_queries(destination)
    if links is None and not choices and not shows_asked:
        return composed

    def own(summary: digest.ActSummary) -> digest.ActSummary:
        chosen = choices.get(summary.id)
        has_link = links is not None and destination.token and not summary.withdrawn
        return replace(
            summary,
            choice_url=links.url(destination.id, summary.id, composed.reader) if links and has_link else "",
            own_note=chosen.note if chosen else "",
            asked=_asked(asked.get(summary.id, ())) if shows_asked else (),
        )

    return replace(
        composed,
        sections=tuple(replace(section, acts=tuple(map(own, section.acts))) for section in composed.sections),
    )


def names_queries(destination: Destination) -> bool:
    """True if messages say which saved query asked for an act: with one query, only if it has a note."""
    return len(destination.queries) > 1 or any(saved.note for saved in destination.queries)


def _asked(queries: Sequence[SavedQuery]) -> tuple[digest.Asked, ...]:
    return tuple(digest.Asked(digest.plain(saved.name), digest.plain(saved.note)) for saved in queries)

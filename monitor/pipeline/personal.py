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
    """The digest with the notes of its destination and, where its channel shows links, a link for each act
    that stands. `choices` and `asked`: by act; `links` None: this service has no web address.
    """
    urls = {}
    if links is not None and destination.token:
        standing = (summary.id for summary in composed.acts if not summary.withdrawn)
        urls = {act: links.url(destination.id, act, composed.reader) for act in standing}
    noted = any(choice.note for choice in choices.values())
    if not noted and not names_queries(destination):
        return replace(composed, choice_urls=urls)
    named = asked if names_queries(destination) else {}
    sections = tuple(_with_own(section, choices, named) for section in composed.sections)
    return replace(composed, choice_urls=urls, sections=sections)


def _with_own(
    section: digest.Section, choices: Mapping[int, ActChoice], asked: Mapping[int, Sequence[SavedQuery]]
) -> digest.Section:
    """The section with the notes of a destination, and the saved queries that ask for each act."""

    def own(summary: digest.ActSummary) -> digest.ActSummary:
        note = choices[summary.id].note if summary.id in choices else ""
        queries = tuple(
            digest.Asked(digest.plain(saved.name), digest.plain(saved.note))
            for saved in asked.get(summary.id, ())
        )
        return replace(summary, own_note=note, asked=queries) if note or queries else summary

    return replace(section, acts=tuple(map(own, section.acts)))


def names_queries(destination: Destination) -> bool:
    """True if messages say which saved query asked for an act: with one query, only if it has a note."""
    return len(destination.queries) > 1 or any(saved.note for saved in destination.queries)

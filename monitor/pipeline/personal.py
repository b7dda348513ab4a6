"""What only one destination sees beside an act: the signed link to mute, follow or note it, and its note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from monitor import digest, tokens
from monitor.model import ActChoice, Destination
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
) -> digest.Digest:
    """The digest with the notes of its destination and, where its channel shows links, a link for each act
    that stands. `choices`: by act; `links` None: this service has no web address.
    """
    urls = {}
    if links is not None and destination.token:
        standing = (summary.id for summary in composed.acts if not summary.withdrawn)
        urls = {act: links.url(destination.id, act, composed.reader) for act in standing}
    noted = any(choice.note for choice in choices.values())
    sections = tuple(_with_notes(section, choices) for section in composed.sections) if noted else None
    return replace(composed, choice_urls=urls, sections=sections or composed.sections)


def _with_notes(section: digest.Section, choices: Mapping[int, ActChoice]) -> digest.Section:
    def noted(summary: digest.ActSummary) -> digest.ActSummary:
        note = choices[summary.id].note if summary.id in choices else ""
        return replace(summary, own_note=note) if note else summary

    return replace(section, acts=tuple(map(noted, section.acts)))

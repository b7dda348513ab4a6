"""What only one destination sees: which of its saved queries ask for an act, its note, and the signed links
to its preferences and to mute, follow or note an act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor import channels, digest, tokens
from monitor.model import ActChoice, Destination, SavedQuery
from monitor.tokens import Purpose
from monitor.wording import ENGLISH


@dataclass(frozen=True, slots=True)
class SignedLinks:
    """The links in mails that act without a login: the web address of this service, and the key of the
    installation.
    """

    base_url: str
    key: bytes = field(repr=False)

    def act(self, to: Destination, act: int, reader: str) -> str:
        """The page of an act for a destination, in the language `reader`; so below."""
        numbers = tokens.with_epoch((to.id, act), to.link_epoch)
        return self._url("a", tokens.write(self.key, Purpose.ACT, *numbers), reader)

    def preferences(self, to: Destination) -> str:
        """The page on which a destination's reader changes what it gets."""
        numbers = tokens.with_epoch((to.id,), to.link_epoch)
        return self._url("s", tokens.write(self.key, Purpose.SUBSCRIBER, *numbers), to.reader)

    def own_data(self, request: int, reader: str) -> str:
        """The page on which the owner of a mailbox exports or erases what is stored of it."""
        return self._url("own", tokens.write(self.key, Purpose.OWN_DATA, request), reader)

    def confirmation(self, sign_up: int, reader: str) -> str:
        """The page on which somebody who signed up confirms it."""
        return self._url("confirm", tokens.write(self.key, Purpose.CONFIRM, sign_up), reader)

    def team(self, invitation: int, reader: str) -> str:
        """The page on which a team sees and changes the destination that it connected."""
        return self._url("team", tokens.write(self.key, Purpose.TEAM, invitation), reader)

    def _url(self, page: str, token: str, reader: str) -> str:
        return f"{self.base_url}/{page}/{token}{'' if reader == ENGLISH.code else f'?lang={reader}'}"


def personal(
    composed: digest.Digest,
    destination: Destination,
    links: SignedLinks | None,
    choices: Mapping[int, ActChoice],
    asked: Mapping[int, Sequence[SavedQuery]],
) -> digest.Digest:
    """The digest with the notes of its destination and, where its channel shows links, a link to its
    preferences and one for each act that stands. `choices` and `asked`: by act; `links` None: this service
    has no web address.
    """
    if links is not None and destination.token:
        standing = (summary.id for summary in composed.acts if not summary.withdrawn)
        urls = {act: links.act(destination, act, composed.reader) for act in standing}
        composed = replace(composed, choice_urls=urls, preferences_url=_preferences(links, destination))
    noted = any(choice.note for choice in choices.values())
    if not noted and not names_queries(destination):
        return composed
    named = asked if names_queries(destination) else {}
    sections = tuple(_with_own(section, choices, named) for section in composed.sections)
    return replace(composed, sections=sections)


def _preferences(links: SignedLinks, destination: Destination) -> str:
    """The address of the page of preferences, for those who read mails; "" for others."""
    is_mail = destination.id and destination.channel == channels.NOTICES
    return links.preferences(destination) if is_mail else ""


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

"""Decides which story an item is when its address does not identify it (docs/notes/story-identity.md).

A story's key is its link. A feed that shows one link under several guids with different titles has no
address for each item: from then on the guid decides, and the key is link and guid. What was seen under
the link alone stays seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from monitor.model import Hit, Kind, Story
from monitor.normalize import former_key, guid_key, guid_keys
from monitor.store.sqlite import sqlite3

StoryWithHits = tuple[Story, tuple[Hit, ...]]
# guid ("" for none) of each item that a document still shows and was not read again; title of one without
Held = Iterable[tuple[str, str]]

_NO_LINK = "none:"  # the beginning of a key that contains the guid
_WEIGHT = {Kind.AFTERMATH: 1, Kind.PASSING: 2, Kind.THREAT: 3, Kind.ACT: 4}


class Seen(Protocol):
    """A stored story: its newest text, and which texts were shown under which guids of this feed."""

    guid: str  # the first one, of any feed
    guids: dict[str, bytes]
    digests: set[bytes]
    newest: bytes
    title: str


@dataclass(slots=True)
class Resolved:
    """Stories with the keys that count.

    `quiet`: keys of stories that are new by their guid, but were flagged as much before, under their
    link.
    """

    stories: list[StoryWithHits] = field(default_factory=list)
    quiet: set[str] = field(default_factory=set)


def under_former_keys(
    items: Sequence[StoryWithHits], address: str, look_up: Callable[[set[str]], Mapping[str, Seen]]
) -> list[StoryWithHits]:
    """Gives stories that earlier versions stored under another key that key, as long as their feed (at
    `address`) shows them.
    """
    former = {
        story.key: key
        for story, _ in items
        if (key := former_key(address, story.guid, story.url or "", story.title))
    }
    if not former:
        return list(items)
    known = look_up({*former, *former.values()})
    resolved = []
    for story, hits in items:
        key = former.get(story.key, "")
        if (
            key in known
            and story.key not in known
            and story.guid in known[key].guids
            and _stays_under(known[key], story)
        ):
            story = replace(story, key=key)
        resolved.append((story, hits))
    return resolved


def one_link_for_many(
    db: sqlite3.Connection, items: Sequence[StoryWithHits], known: Mapping[str, Seen], held: Held
) -> bool:
    """True if this document shows one link under several guids with different titles.

    `known`: the stories under its links.
    """
    shown: dict[str, list[Story]] = {}
    for story, _ in items:
        if not story.key.startswith(_NO_LINK):
            shown.setdefault(story.key, []).append(story)
    if any(len(stories) > 1 and len(set(_titles(stories).values())) > 1 for stories in shown.values()):
        return True
    still_there = tuple(held)
    return bool(still_there) and any(
        link in known and _other_item_held(db, link, known[link], _titles(stories), still_there)
        for link, stories in shown.items()
    )


def _titles(stories: Iterable[Story]) -> dict[str, str]:
    """The words of the title under each guid."""
    return {_own_guid(story): _words(story.title) for story in stories}


def _other_item_held(
    db: sqlite3.Connection, link: str, story: Seen, titles: Mapping[str, str], held: Sequence[tuple[str, str]]
) -> bool:
    """True if the document still shows an item that was seen under `link` with none of the guids and
    titles in `titles`.
    """
    guids = {guid for guid, _ in held if guid}
    titles_without_guid = {_words(title) for guid, title in held if not guid}
    for guid, digest in story.guids.items():
        if guid in titles or (guid and guid not in guids):
            continue
        row = db.execute(
            "SELECT version.title FROM version JOIN story ON story.id = version.story WHERE story.key = "
            "? AND version.digest = ?",
            (link, digest),
        ).fetchone()
        title = _words(row["title"]) if row else ""
        if title and title not in titles.values() and (guid or title in titles_without_guid):
            return True
    return False


def by_guid(
    db: sqlite3.Connection,
    items: Sequence[StoryWithHits],
    known: Mapping[str, Seen],
    look_up: Callable[[set[str]], Mapping[str, Seen]],
) -> Resolved:
    """Keys for the stories of a feed whose guids decide. `known`: the stories under their links alone.

    The first item that ever had a link, and any text that was seen under it, stay under the link alone;
    a guid that changes at each fetch over the same text makes no new story.
    """
    resolved = Resolved()
    keys = {guid_key(story.key, _own_guid(story)) for story, _ in items if not story.key.startswith(_NO_LINK)}
    alone = look_up(keys)
    texts = _texts_under(db, known)
    first: dict[str, str] = {}
    for story, hits in items:
        link, guid = story.key, _own_guid(story)
        if link.startswith(_NO_LINK):
            resolved.stories.append((story, hits))
            continue
        key = guid_key(link, guid)
        if key not in alone:
            seen = known.get(link)
            if (seen is None and first.setdefault(link, guid) == guid) or (
                seen is not None and _stays_under(seen, story)
            ):
                key = link
            elif (link, story.digest) in texts:
                key = texts[link, story.digest]
            elif seen is not None and _said_before(db, link, seen, story, hits):
                resolved.quiet.add(key)
        texts.setdefault((link, story.digest), key)
        resolved.stories.append((replace(story, key=key, guid=guid), hits))
    return resolved


def _own_guid(story: Story) -> str:
    """An item's guid; of items without one, under one link, the title tells them apart."""
    return story.guid or f"title:{_words(story.title)}"


def _words(title: str) -> str:
    from monitor.query import words  # takes time to import, and few commands store stories

    return " ".join(words(title))


def _stays_under(seen: Seen, story: Story) -> bool:
    """True if an item belongs to a story that was stored under its link: it shows one of the story's
    texts, or is the item whose text it has now.
    """
    if story.digest in seen.digests:
        return True
    if not story.guid and "" in seen.guids:
        return _words(story.title) == _words(seen.title)
    reading = [guid for guid, digest in seen.guids.items() if digest == seen.newest]
    owner = seen.guid if seen.guid in reading or not reading else reading[0]
    guid = _own_guid(story)
    return guid in seen.guids and guid == owner


def _texts_under(db: sqlite3.Connection, links: Iterable[str]) -> dict[tuple[str, bytes], str]:
    """The texts of the stories under each of these links and a guid, with their keys."""
    texts = {}
    for link in links:
        for row in db.execute(
            "SELECT story.key, version.digest FROM story JOIN version ON version.story = story.id WHERE "
            "story.key BETWEEN ? AND ?",
            guid_keys(link),
        ):
            texts[link, row["digest"]] = row["key"]
    return texts


def _said_before(db: sqlite3.Connection, link: str, seen: Seen, story: Story, hits: tuple[Hit, ...]) -> bool:
    """True if the text that was shown under this guid before was flagged at least as strongly as this
    text.
    """
    kinds = db.execute(
        "SELECT DISTINCT hit.kind FROM story JOIN version ON version.story = story.id JOIN hit ON "
        "hit.version = version.id "
        "WHERE story.key = ? AND version.digest = ?",
        (link, seen.guids.get(story.guid, b"")),
    ).fetchall()
    before = max((_WEIGHT[Kind(row["kind"])] for row in kinds), default=0)
    return before >= max((_WEIGHT.get(hit.kind, 0) for hit in hits), default=0) and before > 0

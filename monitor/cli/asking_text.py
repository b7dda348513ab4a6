"""What saved queries ask for, as lists and `--json` have it."""

from __future__ import annotations

import click

from monitor.digest import cut
from monitor.model import Destination, Exits, Grade, SavedQuery
from monitor.service import asking

LISTED = 40  # characters of a query in the list of destinations


def query_json(saved: SavedQuery) -> dict[str, object]:
    """A saved query as `--json` has it."""
    return {
        "name": saved.name,
        "note": saved.note,
        "kinds": saved.kinds,
        "langs": saved.langs,
        "topics": saved.topics,
        "countries": saved.countries,
        "actors": saved.actors,
        "stages": saved.stages,
        "least": saved.least,
        "query": saved.query,
        "exits": saved.exits,
    }


def query_text(saved: SavedQuery) -> str:
    """What a saved query asks for, in a few words."""
    conditions = (
        ("kind", saved.kinds if len(saved.kinds) == 1 else ()),
        ("topic", saved.topics),
        ("country", saved.countries),
        ("actor", saved.actors),
        ("stage", saved.stages),
        ("lang", saved.langs),
    )
    words = [f"{name} {' or '.join(sorted(values))}" for name, values in conditions if values]
    words += [f"evidence {saved.least.value} or better"] if saved.least is not Grade.PRESS else []
    words += [f"exits {saved.exits.value}"] if saved.exits is not Exits.ALL else []
    words += [f"query {saved.query}"] if saved.query else []
    return "; ".join(words) or "everything"


def asks_text(destination: Destination) -> str:
    """What a destination asks for, in a few words."""
    count = len(destination.queries)
    if count == 1:
        return cut(query_text(destination.queries[0]), LISTED)
    covered = len(asking.covered(destination))
    return f"{count} saved queries{f', {covered} without effect' if covered else ''}"


def covered_text(destination: Destination, saved: SavedQuery, wider: SavedQuery) -> str:
    """That a saved query adds no act beside a wider one, and what to do."""
    name = wider.name if wider.name.replace("-", "").isalnum() else repr(wider.name)
    command = "treaty-monitor destinations queries"
    return (
        f"{saved.name} adds no act: {wider.name} asks for {query_text(wider)}. Narrow that one "
        f"(`{command} edit {destination.name} {name} --topic ...`) or remove it "
        f"(`{command} remove {destination.name} {name}`)."
    )


def tell_covered(old: Destination | None, new: Destination) -> None:
    """Says which saved queries add nothing now and did add something before."""
    before = asking.covered(old) if old is not None else {}
    for saved, wider in asking.covered(new).items():
        if before.get(saved) != wider:
            click.echo(covered_text(new, saved, wider))

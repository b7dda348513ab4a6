"""The topics that saved queries may ask for, as packaged and with the words of an installation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.config import package_data
from monitor.errors import UsageError
from monitor.model import Act, Story

if TYPE_CHECKING:
    from monitor.pipeline.topics import ActTopics

MOST = 5  # names that are proposed


def topics_of(
    own_words: Callable[[], Mapping[str, str]], act: Act | None, stories: Sequence[Story]
) -> frozenset[str]:
    """The topics of an act. `own_words` gives the rule files with words of the installation, path to text."""
    return act_topics(own_words()).of(act, stories)


def act_topics(rules: Mapping[str, str]) -> ActTopics:
    """What finds the topics of acts. `rules`: rule files with own words. Raises `RuleError`."""
    return _act_topics(tuple(rules.items()))


@lru_cache(maxsize=2)
def _act_topics(files: tuple[tuple[str, str], ...]) -> ActTopics:
    from monitor.pipeline.topics import ActTopics
    from monitor.rules.topics import Topics
    from monitor.tables import read_table

    def table(name: str) -> Mapping[str, object]:
        path = package_data("rules") / name
        return read_table(str(path), path.read_text(encoding="utf-8"))

    tables = [table("gazetteer.toml")]
    if files:
        from monitor.service import knowledge

        tables.append(knowledge.own(dict(files)).table)
    subjects = table("subjects.toml")["subject"]
    assert isinstance(subjects, Mapping)
    return ActTopics(Topics([table("topics.toml")]), tables, subjects)


def checked_topics(names: Sequence[str], rules: Mapping[str, str]) -> frozenset[str]:
    """The topics that these names, or words of other languages, mean. Raises `UsageError`, which proposes the
    nearest ones.
    """
    given = [name for name in names if name.strip()]
    if not given:
        return frozenset()
    known = act_topics(rules)
    return frozenset(_checked(name, known) for name in given)


def _checked(name: str, known: ActTopics) -> str:
    from monitor.pipeline.topics import topic_name

    topic = topic_name(name)
    if topic in known.names:
        return topic
    meant = known.meant_by(name)
    if len(meant) == 1:
        return meant[0]
    raise UsageError(f"No topic is called {name!r}: {_proposal(topic, meant, known.names)}")


def _proposal(topic: str, meant: Sequence[str], known: Sequence[str]) -> str:
    near = [*meant, *(name for name in known if name.startswith(topic) or topic in name.split("."))]
    near += [word for word in topic.split("-") if word in known]
    near += get_close_matches(topic, known, n=MOST, cutoff=0.6)
    named = ", ".join(list(dict.fromkeys(near))[:MOST])
    listing = "`treaty-monitor destinations topics` lists them all."
    return f"did you mean {named}? {listing}" if named else listing

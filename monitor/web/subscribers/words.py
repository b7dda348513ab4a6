"""What a saved query and a schedule ask for, in words."""

from __future__ import annotations

from monitor.model import Grade, SavedQuery, Schedule, Stage
from monitor.names import language_name
from monitor.public.treaty_facts import Namer
from monitor.web.naming import topic_name
from monitor.web.subscribers.fields import KINDS
from monitor.wording import Language


def query_words(saved: SavedQuery, namer: Namer) -> str:
    """What a saved query asks for: "exits, threats to leave · Hungary, Norway · Trade"."""
    say = namer.say

    def names(codes: frozenset[str]) -> str:
        return ", ".join(sorted(namer.party(code).text for code in codes))

    stages = [say(f"label.{stage.value}") for stage in Stage if stage in saved.stages]
    languages = sorted(language_name(code, say.code) or code for code in saved.langs)
    parts = [
        ", ".join(say(f"web.wanted.kind.{kind.value}") for kind in KINDS if kind in saved.kinds),
        names(saved.countries),
        say("web.wanted.actors", names=names(saved.actors)) if saved.actors else "",
        ", ".join(sorted(topic_name(topic, say) for topic in saved.topics)),
        ", ".join(stages),
        say("web.wanted.langs", names=", ".join(languages)) if languages else "",
        say("web.wanted.at_least", grade=say(f"grade.{saved.least.value}"))
        if saved.least is not Grade.PRESS
        else "",
        say("web.wanted.words", query=saved.query) if saved.query else "",
    ]
    return " · ".join(part for part in parts if part) or say("web.wanted.everything")


def when_words(schedule: Schedule, say: Language) -> str:
    """When messages come: "every day at 08:00 Europe/Paris"."""
    return say(
        f"when.{schedule.cadence.value}",
        weekday=say.weekdays[schedule.weekday],
        time=say.joined([f"{at:%H:%M}" for at in schedule.times]),
        zone=schedule.zone,
    )

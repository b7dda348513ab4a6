"""What the API answers, for OpenAPI and for clients that are made from it. Days are `2026-11-23`, moments in
UTC (RFC 3339), states and organisations by their codes. In v1 fields may be added; none is taken away.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(extra="allow")


class Good(Model):
    """An answer that is no error."""

    ok: Literal[True] = True


class Problem(BaseModel):
    """An error, in the one form of all addresses."""

    ok: Literal[False]
    error: str = Field(description="What is wrong, for people.")
    status: int


# ---------------------------------------------------------------- acts


class Statement(Model):
    """A sentence that states a value: at most 300 characters of a story."""

    sentence: str
    story: int | str | None = Field(description="Id of the story; null for what an editor set.")
    source: str | None
    url: str | None
    summary: bool = Field(description="True: our summary of what the source says, no quotation.")


class Proof(Statement):
    """A value with the sentence that states it."""

    value: str | None


class Condition(Model):
    """Why the computed day may not hold."""

    condition: str
    article: str | None
    text: str


class Days(Model):
    """The days that an exit clause gives."""

    from_: str | None = Field(alias="from")
    to: str | None


class EffectOfExit(Days):
    """When a row takes effect: a day that a source states wins over the computed one."""

    exact: bool
    basis: str = Field(description="stated or computed")
    article: str | None
    rule: str | None
    treaty: str | None
    stated: str | None
    computed: Days | None
    differs_days: int
    conditions: list[Condition]


class UsualExit(Model):
    """What is usual for agreements of this kind; it gives no day."""

    kind: str
    notice: str | None
    survival: str | None
    text: str


class Row(Model):
    """One agreement that the act ends; null where nothing is stated."""

    id: str
    others: list[str] = Field(description="Counterparties.")
    instrument: str | None = Field(description="Its name, as stories give it.")
    treaty: str | None = Field(description="Its id under /api/v1/treaties.")
    kind: str | None
    stage: str | None
    signed: str | None
    decided: str | None
    notified: str | None
    ended: str | None
    reason: str | None
    form: str | None
    note: str | None
    effect: EffectOfExit | None
    usual: UsualExit | None
    wikidata: str | None
    evidence: dict[str, Proof] = Field(description="By field, what states its value.")


class Step(Statement):
    """A stage that the act has reached."""

    stage: str
    at: str


class Act(Model):
    """By whom, and from which agreements, with everything that proves it."""

    id: int
    ref: str
    page: str = Field(description="Its page; without the host if the service has no `base_url`.")
    sentence: str
    kind: str = Field(description="act or threat")
    actors: list[str]
    stage: str
    stages: list[str]
    grade: str = Field(description="Grade of evidence.")
    first_seen: str
    changed_at: str
    closed: bool
    principled: bool
    source: str | None = Field(description="Publisher of its best story.")
    url: str | None
    story_count: int
    rows: list[Row]
    history: list[Step]
    in_words: list[str] = Field(description="When it takes effect, and what it means.")


class ActStory(Model):
    """A story that reports the act: title and link, never its text."""

    story: int | str
    at: str
    title: str | None
    url: str | None
    source: str | None
    lang: str | None
    published: str | None
    official: bool
    stage: str
    looks_back: bool


class ActChange(Model):
    """A version of an act: what came in or was corrected, without who did it."""

    version: int
    day: str
    what: str
    why: str | None
    correction: bool
    undone: bool


class ActDetail(Act):
    """An act with its stories in order of time, and its versions."""

    stories: list[ActStory]
    changes: list[ActChange]
    merged: list[str] = Field(description="References of acts that were merged into it.")


class ActList(Good):
    """Acts in the order that was asked for."""

    count: int = Field(description="How many fit in all.")
    next: str | None = Field(description="The `cursor` of the next answer; null at the end.")
    acts: list[Act]


class ActAnswer(Good):
    """One act."""

    act: ActDetail


# ---------------------------------------------------------------- treaties and states


class ExitRule(Model):
    """An exit clause."""

    article: str
    notice: str = Field(description="ISO 8601: P1Y.")
    from_: str = Field(alias="from")
    rounding: str
    rule: str
    conditions: list[str]
    later: bool
    requires: str | None
    blocked: str | None
    survival: str | None
    survives: str | None
    for_: list[str] = Field(alias="for", description="Only for these states; for all if empty.")


class TreatyDossier(Model):
    """What is known of a treaty and of the exit from it."""

    id: str
    name: str
    official: str | None
    subject: str | None
    signed: str | None
    in_force: str | None
    expires: str | None
    renews: str | None
    first_term: str | None
    ended: str | None
    parties: list[str] | int | None
    parties_on: str | None
    depositary: list[str]
    least_parties: int | None
    same_as: list[str]
    falls_with: list[str]
    replaced_by: str | None
    wikidata: str | None
    page: str | None
    checked: str = Field(description="text: its words were read; cases; memory.")
    note: str | None
    no_clause: bool
    no_exit: bool
    exits: list[ExitRule]


class TreatyLine(Model):
    """A treaty in a list."""

    id: str
    name: str
    subject: str | None
    acts: int = Field(description="Acts of the register on it, and on the body that it founded.")
    exits: int = Field(description="Exits among them: without threats and those that were taken back.")
    same_exit: list[str] = Field(description="Ids: who leaves one of these leaves this too.")
    article: str | None
    rule: str | None = Field(description="When an exit takes effect, in words.")


class TreatyList(Good):
    """The treaties that have a dossier or acts."""

    count: int
    next: str | None = Field(description="null: all are here.")
    treaties: list[TreatyLine]


class Treaty(TreatyLine):
    """A treaty with its dossier; null without one."""

    dossier: TreatyDossier | None


class TreatyAnswer(ActList):
    """A treaty and its acts."""

    treaty: Treaty


class StateLine(Model):
    """A state or organisation, and how many acts it has of its own."""

    code: str
    name: str = Field(description="In the language that was asked for.")
    acts: int
    exits: int
    threats: int
    suspensions: int
    taken_back: int
    by_others: int = Field(description="Acts by which others leave an agreement with it.")


class StateList(Good):
    """The states and organisations that acts are about."""

    count: int
    states: list[StateLine]


class StateAnswer(ActList):
    """A state or organisation with the acts of which it is a party."""

    state: StateLine


# ---------------------------------------------------------------- stories, timeline, status


class StoryAct(Model):
    """An act that a story reports."""

    ref: str
    sentence: str


class StoryLine(Model):
    """A stored story: title, link, and at most 300 characters of its text, the same for each search."""

    id: int
    title: str
    url: str | None
    source: str | None
    official: bool
    lang: str | None = Field(description="BCP 47")
    published: str | None
    first_seen: str
    excerpt: str
    in_text: bool = Field(description="Only words of the text that are not shown made it match.")
    marks: list[str] = Field(description="The words that made it match, as title and excerpt have them.")
    acts: list[StoryAct] = Field(description="The acts that it reports.")


class StoryList(Good):
    """Stories, newest first. A list may be short, or empty, and yet have a next one."""

    next: str | None
    stories: list[StoryLine]
    unknown: list[str] = Field(description="Of a search without result: its words that are in no story.")
    meant: str | None = Field(description="The same search with similar words that are.")


class Numbers(Model):
    """Numbers of acts by stage: each counts once, at its present stage."""

    total: int
    threatened: int
    proposed: int
    decided: int
    notified: int
    suspended: int
    effective: int
    expired: int
    reversed: int


class Month(Numbers):
    """The acts whose present stage was first reported in this month (UTC)."""

    month: str = Field(description="2026-11")


class Year(Numbers):
    """The acts whose present stage was first reported in this year (UTC)."""

    year: str


class Timeline(Good):
    """Acts by month and by year, the earliest first; those without any are left out."""

    count: int
    months: list[Month]
    years: list[Year]


class Watched(Model):
    """What is watched. `status` is `ok` while the service does its work, else `failing`."""

    status: Literal["ok", "failing"]
    feeds: int
    official_feeds: int
    failing_feeds: int
    failing_since: str | None
    silent_feeds: int = Field(description="They answer, and bring nothing new.")
    new_feeds: int = Field(description="They were never read yet.")
    languages: list[str] = Field(description="Of the feeds, the one with most feeds first.")
    read_at: str | None = Field(description="When a feed was read last.")
    complete_since: str | None = Field(description="From then on nothing is known to be missing.")
    last_gap: str | None = Field(description="When items of a feed may last have been missed.")


class Status(Good, Watched):
    """What is watched, and what the register holds."""

    version: str
    acts: int
    stories: int
    last_change: str | None = Field(description="Of an act.")

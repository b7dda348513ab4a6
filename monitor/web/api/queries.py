"""The parameters of the addresses of the API. One that is not here is refused."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.model import Grade, MessageState, Stage
from monitor.public import MOST, Asked, AskedStories, Sort, asked_of
from monitor.service.explaining_texts import LONGEST
from monitor.wording import LANGUAGES, Language, language

Cursor = Annotated[str, Field(max_length=200, description="`next` of the answer before.")]
Limit = Annotated[int, Field(ge=1, le=MOST)]
Lang = Literal["en", "fr", "ru"]
assert set(LANGUAGES) == {"en", "fr", "ru"}, "the languages of the API are those of pages"


class Query(BaseModel):
    """No parameters but these."""

    model_config = ConfigDict(extra="forbid")


class InLanguage(Query):
    """What is told in words is in this language."""

    lang: Lang = Field("en", description="Language of sentences and names.")

    @property
    def say(self) -> Language:
        """The strings of the language."""
        return language(self.lang)


class Page(InLanguage):
    """Which part of a list of acts, in which order."""

    sort: Sort = Field(Sort.NEWEST, description="The order.")
    cursor: Cursor = ""
    limit: Limit = 50

    @property
    def asked(self) -> Asked:
        """The same for the verbs of the register. Raises `WrongParameter`."""
        return asked_of(_texts(self))


def _texts(query: Query) -> dict[str, str]:
    """The parameters that were given, as texts; without the language of the answer."""
    given = query.model_dump(exclude_unset=True, exclude={"lang"})
    return {name: str(value) for name, value in given.items()}


class Filters(Query):
    """Which acts: all conditions hold."""

    state: str = Field("", max_length=80, description="Code of a party, on whichever side: RU, EU.")
    treaty: str = Field("", max_length=80, description="Id of a treaty: ottawa.")
    stage: Stage | None = Field(None, description="How far the exit has come.")
    kind: str = Field("", max_length=80, description="Kind of the agreement.")
    subject: str = Field("", max_length=80, description="Subject of the agreement.")
    evidence: Grade | None = Field(None, description="At least this grade.")
    year: int | None = Field(None, ge=1900, le=2999, description="Of the first report of the present stage.")
    q: str = Field(
        "", max_length=200, description="Words that stand in the act's sentence, names or reasons."
    )
    principled: Literal["yes", "no"] | None = Field(
        None, description="Only exits that follow from joining a later treaty in its place, or all others."
    )

    @property
    def asked(self) -> Asked:
        """The same for the verbs of the register. Raises `WrongParameter`."""
        return asked_of(_texts(self))


class ActsQuery(Page, Filters):
    """Which acts, in which order."""


class StateQuery(Page):
    """Acts of one state."""

    stage: Stage | None = Field(None, description="How far the exit has come.")


class StoriesQuery(Query):
    """A search of stories, in the language of the rules."""

    q: str = Field("", max_length=1000, description='Words; "a phrase", leave*, OR, NOT, NEAR/5, title:.')
    source_lang: str = Field("", pattern=r"^([A-Za-z]{2,3})?$", description="Language of the stories: fr.")
    cursor: Cursor = ""
    limit: int = Field(20, ge=1, le=AskedStories.MOST_SHOWN)

    @property
    def asked(self) -> AskedStories:
        """The same for the verb of the search. Raises `WrongParameter`."""
        asked = asked_of(_texts(self), None, AskedStories)
        assert isinstance(asked, AskedStories)
        return asked


# ---------------------------------------------------------------- with a token


Moment = Annotated[
    str,
    Field(
        max_length=40,
        description="A day or time in UTC (2026-11-23, 2026-11-23T08:00) or a span before now (12h, 3d).",
    ),
]


class DeliveriesQuery(Query):
    """Which messages, newest first."""

    state: MessageState | None = Field(None, description="Only those in this state.")
    destination: str = Field("", max_length=200, description="Only those to the destination of this name.")
    since: Moment = ""
    until: Moment = ""
    cursor: Cursor = ""
    limit: Limit = 50


class FeedsQuery(Query):
    """Which feeds."""

    doing: Literal["well", "failing", "silent", "paused", "gone", "not polled yet"] | None = Field(
        None, description="Only those that are doing so."
    )


class PossibleQuery(Query):
    """Which possible exits, best first."""

    state: Literal["open", "accepted", "dismissed"] = "open"
    limit: Limit = 50


class Text(BaseModel):
    """A text of which to say why it is flagged or not. Its first line is the title."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=LONGEST)
    lang: str = Field("", pattern=r"^([A-Za-z]{2,3})?$", description="Its language; else that is detected.")

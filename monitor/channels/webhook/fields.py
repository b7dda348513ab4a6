"""The fields of a webhook's body: their names, types and meanings.

From this table come the JSON Schema (`schema`), the table in docs/webhooks.md, and the names that conditions
of a destination may use (`conditions`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from monitor.digest import Form
from monitor.dossiers import Basis, Unmet
from monitor.model import Grade, Kind, Reason, Stage

# Rises when a field or a word is renamed or removed; what is added leaves it as it is.
VERSION = 2

Type = dict[str, Any]  # in words of JSON Schema


class Field(NamedTuple):
    """One field. In its path `[]` stands for each element of a list, `*` for each name of an object."""

    path: str
    type: Type
    meaning: str  # Markdown of one line

    @property
    def name(self) -> str:
        """The path as conditions write it: `data.items.stage`."""
        return self.path.replace("[]", "")

    @property
    def is_value(self) -> bool:
        """True if it holds a value, or values, to compare with; False for what only holds other fields."""
        return self.type not in (OBJECT, MAYBE_OBJECT, OBJECTS)


def any_of(words: type[StrEnum]) -> Type:
    """One of the words of an enumeration."""
    return {"enum": [word.value for word in words]}


def list_of(words: type[StrEnum]) -> Type:
    """A list of such words."""
    return {"type": "array", "items": any_of(words)}


OBJECT: Type = {"type": "object"}
MAYBE_OBJECT: Type = {"type": ["object", "null"]}
OBJECTS: Type = {"type": "array"}
TEXT: Type = {"type": "string"}
MAYBE_TEXT: Type = {"type": ["string", "null"]}
TEXTS: Type = {"type": "array", "items": TEXT}
LINK: Type = {"type": ["string", "null"], "pattern": "^https?://"}
TIME: Type = {"type": "string", "format": "date-time"}
MAYBE_TIME: Type = {"type": ["string", "null"], "format": "date-time"}
MAYBE_DATE: Type = {
    "type": ["string", "null"],
    "pattern": "^((early |mid |late )?[0-9]{3}0s|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)$",
}
COUNT: Type = {"type": "integer", "minimum": 0}
PLACE: Type = {"type": "integer", "minimum": 1}
ID: Type = {"type": "integer"}
MAYBE_ID: Type = {"type": ["integer", "null"]}
SHARE: Type = {"type": "number", "minimum": 0, "maximum": 1}
FLAG: Type = {"type": "boolean"}
KIND: Type = {"enum": [Kind.ACT.value, Kind.THREAT.value]}  # those that alert
TYPE: Type = {"enum": [form.value for form in Form if form is not Form.NOTICE]}
VERSION_ONLY: Type = {"const": VERSION}

FIELDS: tuple[Field, ...] = (
    Field("type", TYPE, "`digest`, `alert`, `heartbeat`, `test`"),
    Field("timestamp", TIME, "when the message was composed"),
    Field("data", OBJECT, "the message"),
    Field("data.schema", VERSION_ONLY, f"the version of this form: {VERSION}"),
    Field("data.ref", TEXT, "the message's short reference"),
    Field("data.sequence", COUNT, "counts the messages composed for this destination, from 1"),
    Field("data.part", PLACE, "which of the messages that together tell the period: 1 is the first"),
    Field("data.parts", PLACE, "how many these are; their `sequence` numbers follow each other"),
    Field("data.destination", TEXT, "the destination's name"),
    Field("data.subject", TEXT, "the subject that a mail would have"),
    Field("data.since", MAYBE_TIME, "where the period begins, or null"),
    Field("data.until", TIME, "where it ends"),
    Field("data.zone", TEXT, "the destination's time zone (IANA)"),
    Field("data.counts", OBJECT, "all acts of the period, in whichever part they are"),
    Field("data.counts.exits", COUNT, "acts under way or done"),
    Field("data.counts.reversals", COUNT, "exits taken back"),
    Field("data.counts.threats", COUNT, "exits threatened"),
    Field("data.counts.withdrawn", COUNT, "reports withdrawn, in none of the other counts"),
    Field("data.items", OBJECTS, "acts, the weightiest first, from part to part too"),
    Field("data.items[].act", ID, "the act's number: the same in every message about it"),
    Field("data.items[].ref", TEXT, "its short reference"),
    Field("data.items[].kind", KIND, "`act` or `threat`"),
    Field(
        "data.items[].stage",
        any_of(Stage),
        "`threatened`, `proposed`, `decided`, `notified`, `suspended`, `effective`, `expired`, `reversed`",
    ),
    Field("data.items[].label", TEXT, "kind and stage in plain words"),
    Field(
        "data.items[].reasons",
        list_of(Reason),
        "why it is told now: `new`, `rises`, `reversed`, `correction`, `due`",
    ),
    Field(
        "data.items[].sentence",
        TEXT,
        "what the act is, in one sentence made from `actors`, `stage` and `rows`; of a withdrawn "
        "report, that it is",
    ),
    Field("data.items[].headline", TEXT, "the story's title in its own language, plain text of one line"),
    Field(
        "data.items[].excerpt",
        TEXT,
        "plain text around the matched words; empty where `rows` have its sentences",
    ),
    Field("data.items[].url", LINK, "http or https, or null"),
    Field("data.items[].source", TEXT, "who published it"),
    Field("data.items[].official", FLAG, "true when that is a state or an organisation itself"),
    Field("data.items[].lang", MAYBE_TEXT, "BCP 47, or null"),
    Field("data.items[].published", MAYBE_TIME, "as the source says, if believable, or null"),
    Field("data.items[].seen", MAYBE_TIME, "when the act was first seen"),
    Field("data.items[].story", MAYBE_ID, "the story's number"),
    Field("data.items[].words", TEXTS, "the words that matched"),
    Field("data.items[].because", TEXT, "which words of the story made it be flagged, in plain words"),
    Field("data.items[].why", OBJECTS, "the rules that matched, the leading one first"),
    Field("data.items[].why[].rule", TEXT, "the rule's id"),
    Field("data.items[].why[].title", TEXT, "its title"),
    Field("data.items[].why[].why", TEXT, "its reason"),
    Field(
        "data.items[].others",
        OBJECTS,
        "the best other sources of the same act, each once, official ones first; may be empty when "
        "`left_out` is not 0",
    ),
    Field("data.items[].others[].source", TEXT, "who published it"),
    Field("data.items[].others[].url", LINK, "http or https, or null"),
    Field("data.items[].others[].official", FLAG, "true when that is a state or an organisation itself"),
    Field("data.items[].also_reported_by", COUNT, "sources of the act beyond `source` and `others`"),
    Field(
        "data.items[].actors", TEXTS, "who leaves: ISO 3166-1 alpha-2; organisations as `EU`, `UN`, `NATO`"
    ),
    Field(
        "data.items[].grade",
        any_of(Grade),
        "the evidence, the least first: `press` (one outlet), `outlets` (several), `state` (the state or "
        "organisation itself), `depositary` (it was notified, and says so), `effect` (in effect, officially)",
    ),
    Field(
        "data.items[].standing",
        TEXT,
        "who, the stage and those before it, in plain words; of a withdrawn report, that it is",
    ),
    Field("data.items[].history", OBJECTS, "the stages that the act came to, in order of time"),
    Field("data.items[].history[].stage", any_of(Stage), "as `stage` above"),
    Field("data.items[].history[].at", TIME, "when the story was published that reports it"),
    Field(
        "data.items[].rows",
        OBJECTS,
        "the agreements that the act ends; empty while none is known; fewer when the act alone is "
        "too large: see `more_rows`",
    ),
    Field("data.items[].rows[].others", TEXTS, "with whom: codes as in `actors`"),
    Field("data.items[].rows[].instrument", MAYBE_TEXT, "the agreement, as written, or null"),
    Field("data.items[].rows[].kind", MAYBE_TEXT, "its subject (military, trade ...), or null"),
    Field("data.items[].rows[].signed", MAYBE_DATE, "`1989-11-20`, `1989-11`, `1989`, `1980s`, or null"),
    Field("data.items[].rows[].ended", MAYBE_DATE, "when it ended or will end, likewise"),
    Field("data.items[].rows[].stage", any_of(Stage), "as `stage` above, of this agreement"),
    Field("data.items[].rows[].reason", MAYBE_TEXT, "the reason stated, in the source's words, or null"),
    Field("data.items[].rows[].form", MAYBE_TEXT, "`decree`, `law`, `note`, `vote`, or null"),
    Field(
        "data.items[].rows[].evidence",
        OBJECT,
        "what states these values: `others`, `instrument`, `signed`, `ended`, `reason`, `form`, "
        "`stage`; may be empty when `left_out` is not 0",
    ),
    Field("data.items[].rows[].evidence.*.value", TEXT, "the value"),
    Field("data.items[].rows[].evidence.*.sentence", TEXT, "the sentence that states it"),
    Field("data.items[].rows[].evidence.*.story", MAYBE_ID, "the number of its story, or null"),
    Field("data.items[].rows[].evidence.*.source", TEXT, "who published that; may be empty"),
    Field("data.items[].rows[].evidence.*.also", OBJECTS, "values that contradict it"),
    Field("data.items[].rows[].evidence.*.also[].value", TEXT, "the other value"),
    Field("data.items[].rows[].evidence.*.also[].source", TEXT, "who states it; may be empty"),
    Field(
        "data.items[].rows[].effect",
        MAYBE_OBJECT,
        "when it ends by the exit clause of the treaty; what sources state is `ended`. Null without a clause",
    ),
    Field("data.items[].rows[].effect.treaty", TEXT, "the treaty's id in the gazetteer"),
    Field("data.items[].rows[].effect.article", TEXT, "where the clause stands"),
    Field(
        "data.items[].rows[].effect.basis",
        any_of(Basis),
        "counted from: `notice` (its stated day), `report` (that notice was given), `announcement` (no "
        "notice is known: not before `earliest`, if it is given on the day of the message)",
    ),
    Field("data.items[].rows[].effect.earliest", MAYBE_DATE, "the first day that it can be, or null"),
    Field("data.items[].rows[].effect.latest", MAYBE_DATE, "the last day that it can be, or null"),
    Field("data.items[].rows[].effect.exact", FLAG, "true if the clause gives one day, from a stated notice"),
    Field(
        "data.items[].rows[].effect.differs_days",
        COUNT,
        "how far `ended` lies from that, if by more than three days; else 0",
    ),
    Field(
        "data.items[].rows[].effect.conditions",
        list_of(Unmet),
        "what speaks against these days: `too-early`, `maybe-too-early`, `outside-window`, "
        "`maybe-outside-window`, `blocked`, `no-clause`, `ended`, `not-in-force`, `expires`, "
        "`maybe-expires`, `other-term`, `beyond`; where no notice can take effect no day is given",
    ),
    Field(
        "data.items[].effect", TEXT, "when the act takes effect by its exit clause, in words; may be empty"
    ),
    Field("data.items[].meaning", TEXTS, "what it means, in words: three lines at most"),
    Field(
        "data.items[].principled",
        FLAG,
        "true: a source says that it follows from joining a later treaty that replaces the one left",
    ),
    Field("data.items[].wave", TEXT, "how many left the same treaty lately, in words; may be empty"),
    Field("data.items[].more_rows", COUNT, "agreements that did not fit into `rows`"),
    Field(
        "data.items[].left_out",
        COUNT,
        "entries of `evidence`, the `excerpt`, lines of `meaning` and `wave`, that were left out because "
        "this act alone is too large for one body; 0 when it is whole",
    ),
    Field(
        "data.items[].withdrawn",
        FLAG,
        "true: reported in error, or no longer what its source says (`label` tells which); `rows` "
        "and the like are empty",
    ),
    Field(
        "data.items[].asked",
        OBJECTS,
        "the destination's saved queries that the act meets; empty where it has one query without a note",
    ),
    Field("data.items[].asked[].name", TEXT, "the query's name"),
    Field("data.items[].asked[].note", TEXT, "the private note on it, or empty"),
    Field(
        "data.items[].follows",
        MAYBE_OBJECT,
        "the first message about this act that the destination got, or null",
    ),
    Field("data.items[].follows.id", TEXT, "its `webhook-id`"),
    Field("data.items[].follows.ref", TEXT, "its short reference"),
    Field("data.items[].follows.at", TIME, "when it was composed"),
    Field("data.items[].follows.url", LINK, "the story that it showed, or null"),
    Field(
        "data.possible",
        OBJECTS,
        "possible exits that nobody has confirmed, the best first, ten at most, in one part alone; "
        "empty unless asked for",
    ),
    Field(
        "data.possible[].story",
        MAYBE_ID,
        "the story's number, as `stories accept` and `stories dismiss` take it",
    ),
    Field("data.possible[].kind", KIND, "what it would be: `act` or `threat`"),
    Field("data.possible[].score", SHARE, "how sure the judge is, from 0 to 1"),
    Field("data.possible[].headline", TEXT, "the story's title in its own language, plain text of one line"),
    Field("data.possible[].url", LINK, "http or https, or null"),
    Field("data.possible[].source", TEXT, "who published it"),
    Field("data.possible[].official", FLAG, "true when that is a state or an organisation itself"),
    Field("data.possible[].lang", MAYBE_TEXT, "BCP 47, or null"),
    Field("data.possible[].published", MAYBE_TIME, "as the source says, if believable, or null"),
    Field("data.possible[].words", TEXTS, "the words that matched"),
    Field(
        "data.possible[].because", TEXT, "which words of the story made it a possible exit, in plain words"
    ),
    Field("data.more_possible", COUNT, "how many more there are that are not in `possible`"),
    Field("data.text", TEXTS, "paragraphs of a heartbeat or test"),
    Field("data.silence", OBJECT, "what was watched: lets you trust that nothing else happened"),
    Field("data.silence.feeds", COUNT, "feeds watched"),
    Field("data.silence.failing", COUNT, "feeds that fail"),
    Field("data.silence.quiet", COUNT, "feeds that answer and have brought nothing new for long"),
    Field(
        "data.silence.complete",
        SHARE,
        "share of the last seven days of which no feed is known to have missed items",
    ),
    Field("data.silence.gaps", COUNT, "times that stories may have been missed since the last message"),
    Field("data.silence.deferred", COUNT, "messages not delivered yet"),
    Field("data.silence.merged", COUNT, "stories that joined an act already told"),
    Field(
        "data.silence.withheld",
        COUNT,
        "acts held back since the last message: their evidence is below what the destination asks for",
    ),
    Field("data.silence.older", COUNT, "stories of new feeds, too old to be told, that were registered"),
    Field("data.silence.text", TEXTS, "in a digest, the same in sentences, three at most; else empty"),
)

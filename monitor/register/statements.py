"""What one termination says about its agreement, made comparable (`likeness`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from monitor.corrections.agreement_names import stems
from monitor.model import Naming, Stage, Termination, TreatyDate
from monitor.register.values import FlaggedStory

_ABOVE = frozenset({"title", "summary"})
YEAR = timedelta(days=365)
_YEAR = 4  # digits
# of languages whose press is mostly one state's
_PRESS = {
    "it": "IT",
    "pl": "PL",
    "ru": "RU",
    "tr": "TR",
    "uk": "UA",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One termination, ready to compare.

    `entry`: the gazetteer's id of one agreement, or of a body; `sort`: that of a kind of treaty ("tax
    treaty"). `signed` are the years of signature; other `years` tell two kinds or descriptions apart, and no
    names: of a named agreement outlets tell wrong years more often than there are two of one name.
    """

    actors: frozenset[str]
    others: frozenset[str]
    entry: str | None
    name: frozenset[str]  # stems of the name's own words
    kind: str
    stage: Stage
    sort: str | None = None
    naming: Naming = Naming.ONE
    years: frozenset[str] = frozenset()
    lang: str = ""  # of the story
    close: frozenset[str] = frozenset()  # the entries that a name which no list holds may mean
    press: str = ""  # the state whose press it is, where it names no actor: "the government has denounced"
    topics: frozenset[str] = frozenset()  # what the words of the name say it is about
    hints: frozenset[str] = frozenset()  # what else its story speaks of
    signed: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()  # the acronyms of the name, as long as a stem
    sounds: frozenset[str] = frozenset()  # of the name's own words, see `monitor.query.sounds`
    numbers: frozenset[str] = frozenset()  # Convention No. 158
    signed_on: date | None = None  # the day of signature, where the story states one

    @property
    def joint(self) -> bool:
        """True if the agreement ends between its parties, because it expires or they agree on it, so that no
        single party leaves it.
        """
        if len(self.actors) == 1:
            return False
        return self.stage is Stage.EXPIRED or (
            bool(self.actors) and bool(self.others) and self.others <= self.actors
        )

    @property
    def parties(self) -> frozenset[str]:
        """Everybody concerned."""
        return self.actors | self.others

    @property
    def names(self) -> bool:
        """True if it says which agreement it is."""
        return bool(self.entry or self.sort or self.name)

    @property
    def means(self) -> frozenset[str]:
        """The entries that it names or may mean."""
        return frozenset({self.entry}) if self.entry else self.close

    @property
    def described(self) -> bool:
        """True if it says anything of the agreement besides the parties."""
        return bool(self.name or self.sort or (self.naming is Naming.KIND and self.kind))

    @property
    def loose(self) -> bool:
        """True if it fits many agreements, because it names none, a kind of treaty or several at once."""
        return not self.names or self.naming is not Naming.ONE


def _words(text: str) -> list[str]:
    from monitor.query import words  # the language costs time to import, and few commands compare statements

    return words(text)


def _sounds(name: str, heads: frozenset[str]) -> frozenset[str]:
    from monitor.query.sounds import sounds

    return sounds(name, heads)


def _initials(name: str) -> frozenset[str]:
    from monitor.query.stems import initials

    return initials(name)


def statement_of(termination: Termination, heads: frozenset[str], lang: str | None = None) -> Statement:
    """The comparable form of a termination. `heads`: folded words that every agreement's name may have;

    `lang`: of its story.
    """
    name = termination.instrument.value if termination.instrument is not None else ""
    kind = termination.naming is Naming.KIND
    own = stems(name, heads)
    years = _years(termination, name)
    return Statement(
        actors=frozenset(actor.value for actor in termination.actors),
        others=frozenset(other.value for other in termination.others),
        entry=None if kind else termination.entry or None,
        name=frozenset(stem for stem in own if not stem.isdigit()) if kind else own,
        kind=termination.kind,
        stage=Stage(termination.stage.value),
        sort=(termination.entry or None) if kind else None,
        naming=termination.naming,
        years=years if kind else frozenset(),
        lang=(lang or "")[:2],
        close=frozenset(termination.resembles),
        topics=frozenset(termination.topics),
        hints=frozenset(termination.hints) | frozenset(termination.topics),
        signed=years,
        initials=_initials(name),
        sounds=_sounds(name, heads),
        numbers=frozenset(termination.numbers),
        signed_on=termination.signed.day if termination.signed else None,
    )


def _years(termination: Termination, name: str) -> frozenset[str]:
    """The years of signature that a story tells of an agreement, in its name or beside it."""
    signed = termination.signed.treaty_date if termination.signed else None
    stated = [str(signed.known_year)] if signed and signed.known_year else []
    return frozenset([*stated, *(word for word in _words(name) if len(word) == _YEAR and word.isdigit())])


def pair(actors: frozenset[str], others: frozenset[str]) -> str:
    """The two parties of an agreement in order, "" where it has more or not both are named."""
    both = actors | others
    return "+".join(sorted(both)) if len(both) == 2 and actors and others else ""


def own_terminations(story: FlaggedStory) -> tuple[Termination, ...]:
    """What a story states of its act: of the main actors, those of its first statement that names one, the
    decision that it reports, and what it says beside of their exits of the year before. What lies further
    back is another act's.
    """
    lead = next(
        (actors for termination in story.terminations if (actors := actors_of(termination))), frozenset()
    )
    mine = (
        termination
        for termination in story.terminations
        if not actors_of(termination) or actors_of(termination) & lead
    )
    return tuple(
        termination
        for termination in mine
        if termination.main or (termination.ended is not None and is_recent(termination.ended.value, story))
    )


def actors_of(termination: Termination) -> frozenset[str]:
    """Who ends it."""
    return frozenset(actor.value for actor in termination.actors)


def is_recent(date: str, story: FlaggedStory, within: timedelta = YEAR) -> bool:
    """True if a treaty date lies within this time before the story, or still to come; a decade never does."""
    day = TreatyDate.parse_or_none(date)
    return day is not None and not day.decade and (story.at - within).date() <= day.latest


def leading_terminations(story: FlaggedStory) -> tuple[Termination, ...]:
    """What tells which act a story reports: its statements in headline and summary. The text below them tells
    of other exits as well, so that of a story with nothing above it only the first one counts.
    """
    main = tuple(termination for termination in own_terminations(story) if termination.main)
    above = tuple(
        termination
        for termination in main
        if any(
            said.field in _ABOVE
            for said in (termination.stage, termination.instrument, *termination.others)
            if said
        )
    )
    return above or main[:1]


def statements_of(story: FlaggedStory, heads: frozenset[str]) -> tuple[Statement, ...]:
    """`leading_terminations`, made comparable.

    What it states without an actor is what the story's own actors do, never another state.
    """
    stated = [statement_of(statement, heads, story.lang) for statement in leading_terminations(story)]
    lead, own = (
        next((statement.actors for statement in stated if statement.actors), frozenset()),
        press(story),
    )
    return tuple(
        dict.fromkeys(
            statement if statement.actors or statement.joint else replace(statement, actors=lead, press=own)
            for statement in stated
        )
    )


def press(story: FlaggedStory) -> str:
    """The state that a story means where it names none ("the ministry has begun the denunciation"): that of
    its language; else "".

    It shows in no cell. It only tells which act the story may be about.
    """
    return (
        ""
        if any(termination.actors for termination in story.terminations)
        else _PRESS.get((story.lang or "")[:2], "")
    )

"""Exit clauses and dossiers, as `rules/dossiers/` has them. Dates are days of the calendar, without a time
zone. What nobody knows is None, empty or 0: nothing is guessed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from monitor.model import Row, TreatyDate

_PERIOD = re.compile(r"P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})D)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in the calendar (ISO 8601, 5.5.2.4): months, then days."""

    months: int = 0
    days: int = 0

    @staticmethod
    def parse(text: str) -> Period:
        """Reads `P1Y`, `P6M`, `P90D`, `P1Y6M`, `P0D`. Raises ValueError."""
        match = _PERIOD.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is no period; write P1Y, P6M, P90D or P0D")
        years, months, days = (int(number or 0) for number in match.groups())
        return Period(12 * years + months, days)

    def __str__(self) -> str:
        """The written form: `P1Y6M`."""
        years, months = divmod(self.months, 12)
        parts = [
            f"{number}{unit}" for number, unit in ((years, "Y"), (months, "M"), (self.days, "D")) if number
        ]
        return f"P{''.join(parts) or '0D'}"

    def after(self, day: date) -> date:
        """The day so long after `day`. A month that is too short ends on its last day: 31 August and six
        months are 28 February. Raises OverflowError beyond the year 9999.
        """
        years, month = divmod(day.month - 1 + self.months, 12)
        year = day.year + years
        if year > date.max.year:
            raise OverflowError(f"beyond the year {date.max.year}")
        last = monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) + timedelta(days=self.days)

    def times(self, number: int) -> Period:
        """So many of these periods in a row."""
        return Period(self.months * number, self.days * number)


class Start(StrEnum):
    """What the notice period is counted from."""

    RECEIPT = "receipt"  # the depositary receives the notice
    DEPOSIT = "deposit"  # the instrument is deposited
    NOTICE = "notice"  # notice is given to the other parties
    REGISTRATION = "registration"  # the depositary registers it


class Rounding(StrEnum):
    """To which day the end of the period moves."""

    NONE = "none"
    NEXT_MONTH = "next-month"  # the first day of the month after
    YEAR_END = "year-end"  # 31 December of that year
    NEXT_YEAR_END = "next-year-end"  # 31 December of the year after
    YEARLY = "yearly"  # a fixed day of the first year in which notice was given by another fixed day


class Checked(StrEnum):
    """How sure the facts of a dossier are."""

    TEXT = "text"  # the words of the article were read
    CASES = "cases"  # a past exit took effect on the day that the clause gives
    MEMORY = "memory"  # well known, and compared with neither


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of every year."""

    month: int
    day: int

    def of(self, year: int) -> date:
        """The day in this year."""
        return date(year, self.month, self.day)

    def __str__(self) -> str:
        return f"{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Windows:
    """Notice may be given only in windows, each `open` long: the first so long after entry into force, then
    one `every` so often.
    """

    first: Period
    every: Period
    open: Period


@dataclass(frozen=True, slots=True)
class ExitClause:
    """What a treaty says of leaving it. `states`: it holds only for these; all if empty."""

    article: str
    notice: Period
    start: Start = Start.RECEIPT
    rounding: Rounding = Rounding.NONE
    on: YearDay | None = None  # of a yearly rounding: the day of effect
    cut: YearDay | None = None  # notice after this day counts for the next year
    not_before: Period | None = (
        None  # how long after entry into force for the state notice may be given first
    )
    of_treaty: bool = False  # `not_before` counts from the treaty's entry into force, for all states
    # entry into force for a state, by code: one day for each time that it joined, the first one first
    joined: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    blocked: str = ""  # what holds the effect back: "armed conflict"
    windows: Windows | None = None
    survival: Period | None = None  # how long rules go on after the exit
    survives: str = ""  # for what they go on
    later: bool = False  # the notice may name a day later than the one that the period gives
    requires: str = ""  # what the notice must do: "explain its reasons in full"
    states: frozenset[str] = frozenset()

    def joined_by(self, state: str, day: date | None = None) -> date | None:
        """When a state joined last, up to `day` if one is given, else first. None if that is not known."""
        days = self.joined.get(state, ())
        return next(
            (joined for joined in reversed(days) if day is None or joined <= day), next(iter(days), None)
        )


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is known of one treaty or organisation. `id`, `name` and `subject` are those of the gazetteer."""

    id: str
    name: str
    checked: Checked
    subject: str = ""
    kind: str = ""
    official: str = ""  # its official title
    signed: TreatyDate | None = None
    in_force: TreatyDate | None = None
    circle: frozenset[str] = frozenset()  # the parties of a closed treaty, by code
    parties: int = 0  # how many an open treaty has ...
    parties_on: TreatyDate | None = None  # ... and when that was counted
    depositaries: tuple[str, ...] = ()  # codes
    wikidata: str = ""
    page: str = ""  # https
    exits: tuple[ExitClause, ...] = ()
    no_clause: bool = False  # it says nothing of leaving: Vienna Convention on the Law of Treaties, art. 56
    no_exit: bool = False  # no party can leave alone, by its words or by what it is: art. 56 gives no right
    not_in_force: bool = False  # it never entered into force, so that no clause of it works
    outside: frozenset[str] = frozenset()  # states known not to be parties, by code
    former: frozenset[str] = frozenset()  # states that left a closed circle, by code
    least_parties: int = 0
    falls_with: tuple[str, ...] = ()  # ids: who leaves one of these leaves this too
    expires: TreatyDate | None = None
    renews: Period | None = None
    first_term: Period | None = None  # how long the first term lasted; the next ones follow on its end
    ended: TreatyDate | None = None  # it has ended otherwise: by the notice of a party, or dissolved
    replaced_by: str = ""  # the treaty whose ratification ends this one
    same_as: tuple[str, ...] = ()  # ids: the body that it founded, or the treaty that founded it
    note: str = ""

    @property
    def has_terms(self) -> bool:
        """True if it goes on for another term each time unless notice is given."""
        return self.renews is not None

    @property
    def first_end(self) -> date | None:
        """The end of its first term; None if that is not known."""
        begin = self.in_force.exact_day if self.in_force else None
        try:
            return self.first_term.after(begin) if self.first_term and begin else None
        except OverflowError:
            return None

    def exit_of(self, states: frozenset[str] | tuple[str, ...] = ()) -> ExitClause | None:
        """The exit clause that holds for these states: one of their own before the general one. None if the
        states have different ones, or one of them is not a party.
        """
        if self.outside.intersection(states) and not any(
            self.outside & clause.states for clause in self.exits
        ):
            return None
        clauses = [self._exit_of_state(state) for state in sorted(states)] or [self._exit_of_state("")]
        return clauses[0] if all(clause is clauses[0] for clause in clauses) else None

    def _exit_of_state(self, state: str) -> ExitClause | None:
        own = (clause for clause in self.exits if state in clause.states)
        general = (clause for clause in self.exits if not clause.states)
        return next(own, None) or next(general, None)


@dataclass(frozen=True, slots=True)
class Usual:
    """What agreements of a kind usually say. It is no fact about any one of them, and gives no date."""

    kind: str
    notice: Period | None = None
    start: Start = Start.NOTICE
    rounding: Rounding = Rounding.NONE
    survival: Period | None = None
    survives: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PrincipledWords:
    """The words of a language by which a sentence says that joining a later treaty ended an older one."""

    lang: str
    exits: tuple[str, ...]  # the exit follows by itself; a sentence needs one of these ...
    causes: tuple[str, ...]  # ... and one of these
    replaced: tuple[str, ...]  # suffice beside the name of the later treaty, where a dossier has it
    doubts: tuple[str, ...]  # a sentence with one of these proves nothing


@dataclass(frozen=True, slots=True)
class Dossiers:
    """All dossiers by id, what is usual by kind of treaty, and the words of principled exits."""

    by_id: Mapping[str, Dossier] = field(default_factory=lambda: MappingProxyType({}))
    usual: Mapping[str, Usual] = field(default_factory=lambda: MappingProxyType({}))
    principled: tuple[PrincipledWords, ...] = ()

    @property
    def expiring(self) -> frozenset[str]:
        """The ids of the treaties whose term has an end."""
        return frozenset(dossier.id for dossier in self.by_id.values() if dossier.expires)

    @property
    def no_exit(self) -> frozenset[str]:
        """The ids of the treaties that no party can leave alone."""
        return frozenset(dossier.id for dossier in self.by_id.values() if dossier.no_exit)

    def of(self, row: Row) -> Dossier | None:
        """The dossier of a row's agreement; None if it has none."""
        return self.by_id.get(row.entry or "")

    def usual_of(self, row: Row) -> Usual | None:
        """What is usual for a row whose agreement has no dossier; None if nothing is known of its kind."""
        return None if self.of(row) else self.usual.get(row.entry or "") or self.usual.get(row.kind)


NO_DOSSIERS = Dossiers()

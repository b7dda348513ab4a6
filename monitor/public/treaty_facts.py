"""A dossier in words of the reader's language: its exit clauses and its facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from monitor.digest import treaty_name
from monitor.dossiers import Dossier, Dossiers, ExitClause, Usual
from monitor.dossiers.calculator import Term, last_notice, window_of
from monitor.dossiers.clause_words import period, rule_in_words, usual_lines
from monitor.model import TreatyDate
from monitor.public.addresses import state_path, treaty_path
from monitor.wording import Language, Treaty, party_name

WIKIDATA = "https://www.wikidata.org/wiki/"


class Words(NamedTuple):
    """A text, the address that it leads to ("" for none), and its language where that is not the reader's."""

    text: str
    href: str = ""
    lang: str = ""


class Clause(NamedTuple):
    """An exit clause: the rule with its article, for whom it holds ("" for all), and what else it says."""

    rule: str
    only: str
    lines: tuple[Words, ...]


class Fact(NamedTuple):
    """A fact by its name; several texts are a list."""

    name: str
    texts: tuple[Words, ...]


class Namer:
    """Names of treaties, states and bodies for a reader, with the addresses of their pages."""

    def __init__(self, dossiers: Dossiers, treaties: Mapping[str, Treaty], say: Language) -> None:
        self.dossiers = dossiers
        self.treaties = treaties
        self.say = say

    def treaty(self, entry: str) -> str:
        """What the reader's language calls a treaty or body, by its id."""
        dossier, known = self.dossiers.by_id.get(entry), self.treaties.get(entry)
        name = dossier.name if dossier else known.name if known else entry
        return treaty_name(entry, name, self.treaties, self.say)

    def treaty_link(self, entry: str) -> Words:
        """The same, with the page of the treaty."""
        is_known = entry in self.dossiers.by_id or entry in self.treaties
        return Words(self.treaty(entry), treaty_path(entry) if is_known else "")

    def party(self, code: str) -> Words:
        """A state or body, with its page."""
        return Words(party_name(code, "name", self.say, self.treaties), state_path(code))

    def body(self, code: str) -> str:
        """The id in the gazetteer of the organisation that a code names; "" for none."""
        name = code.casefold()
        bodies = (id for id, treaty in self.treaties.items() if treaty.body and name in treaty.known_as)
        return next(bodies, "")

    def depositary(self, code: str) -> Words:
        """A depositary: a state, a body, or an office of one."""
        key = f"web.depositary.{code}"
        return Words(self.say(key)) if self.say.has(key) else Words(self.party(code).text)


def brief_rule(dossier: Dossier, say: Language) -> str:
    """How one leaves a treaty, in few words; "" where the dossier does not tell."""
    clause = dossier.exit_of()
    if clause is not None:
        return rule_in_words(clause, say, terms=dossier.has_terms)
    if dossier.no_exit:
        return say("meaning.no_exit")
    return say("web.treaty.no_clause") if dossier.no_clause else ""


class Brief(NamedTuple):
    """A treaty in few words: its page, the rule of its exit clause, and a few lines more."""

    treaty: Words
    rule: str
    lines: tuple[str, ...]


def brief(dossier: Dossier, namer: Namer, states: Sequence[str], today: date) -> Brief:
    """What the page of an act tells of a treaty. `states`: codes of those that leave."""
    say, clause = namer.say, dossier.exit_of(tuple(states))
    rule = rule_in_words(clause, say, terms=dossier.has_terms) if clause else brief_rule(dossier, say)
    dated = (("in_force", dossier.in_force), ("ended", dossier.ended))
    lines = [
        say("titled", title=say(f"web.fact.{key}"), text=say.date(treaty_date))
        for key, treaty_date in dated
        if treaty_date is not None
    ]
    if parties := [words.text for words in _parties(dossier, namer)]:
        count = parties[0] if dossier.parties else str(len(parties))
        lines.append(say("titled", title=say("web.fact.parties"), text=count))
    lines += deadlines(dossier, clause, today, say) if clause else ()
    return Brief(namer.treaty_link(dossier.id), rule, (*lines, say(f"web.checked.{dossier.checked.value}")))


def clauses(dossier: Dossier, namer: Namer, today: date) -> tuple[Clause, ...]:
    """The exit clauses of a treaty, as they stand on a day (UTC)."""
    return tuple(_clause(dossier, clause, namer, today) for clause in dossier.exits)


def _clause(dossier: Dossier, clause: ExitClause, namer: Namer, today: date) -> Clause:
    say = namer.say
    states = ", ".join(sorted(namer.party(code).text for code in clause.states))
    return Clause(
        rule_in_words(clause, say, terms=dossier.has_terms),
        say("web.clause.only", states=states) if states else "",
        (
            *_conditions(clause, namer),
            *map(Words, deadlines(dossier, clause, today, say)),
            *_survival(clause, say),
        ),
    )


def _conditions(clause: ExitClause, namer: Namer) -> Iterator[Words]:
    """What else a clause says: of the notice, when it may be given, and what holds the effect back."""
    say = namer.say
    if clause.later:
        yield Words(say("web.clause.later"))
    if clause.requires:
        yield _told(say, "web.clause.requires", "requires", clause.requires)
    if clause.not_before:
        yield Words(say("web.clause.not_before", period=period(clause.not_before, say)))
    if clause.joined:
        joined = (
            say("titled", title=namer.party(code).text, text=_days(days, say))
            for code, days in sorted(clause.joined.items())
        )
        yield Words(say("web.clause.joined", days=say("list.parts").join(joined)))
    if clause.windows:
        yield Words(
            say(
                "web.clause.windows",
                open=period(clause.windows.open, say),
                first=period(clause.windows.first, say),
                every=period(clause.windows.every, say),
            )
        )
    if clause.blocked:
        yield _told(say, "web.clause.blocked", "blocked", clause.blocked)


def _told(say: Language, key: str, name: str, text: str) -> Words:
    """A text of dossiers in the reader's language; in English where nobody has put it into words."""
    own = f"{name}.{text}"
    if say.has(own):
        return Words(say.polish(say(key, what=say(own))))
    return Words(text, lang="en")


def deadlines(dossier: Dossier, clause: ExitClause, today: date, say: Language) -> Iterator[str]:
    """The window of notice that is open on a day or comes next; the last day for notice against renewal."""
    window = window_of(clause.windows, dossier.in_force, today) if clause.windows else None
    if window is not None:
        key = "web.clause.window.open" if window[0] <= today else "web.clause.window.next"
        yield say(key, first=_day(window[0], say), last=_day(window[1], say))
    term = Term.of(dossier)
    if term is not None and (days := last_notice(clause, term, today)) is not None:
        yield say("web.clause.last", last=_day(days[0], say), end=_day(days[1], say))


def _survival(clause: ExitClause, say: Language) -> Iterator[Words]:
    """What goes on after the exit."""
    key = f"survives.{clause.survives}"
    what = say(key) if say.has(key) else clause.survives
    if clause.survival is not None:
        line = say("meaning.survival", period=period(clause.survival, say))
        yield Words(say.polish(say("meaning.survives", line=line, what=what) if what else line))
    elif what:
        yield Words(say.polish(say("meaning.goes_on", what=what)))


def _days(days: Sequence[date], say: Language) -> str:
    return say("list.comma").join(_day(day, say) for day in days)


def _day(day: date, say: Language) -> str:
    return say.date(TreatyDate.of_day(day))


# ---------------------------------------------------------------- facts


def facts(dossier: Dossier, namer: Namer) -> tuple[Fact, ...]:
    """What is known of a treaty beside its exit clauses; nothing is said of what nobody knows."""
    say = namer.say
    texts: dict[str, Iterable[Words]] = {
        "official": _official(dossier, namer),
        "signed": _dates(dossier.signed, say),
        "in_force": _dates(dossier.in_force, say),
        "expires": _term(dossier, say),
        "ended": _dates(dossier.ended, say),
        "parties": _parties(dossier, namer),
        "least": [Words(say("meaning.least", n=dossier.least_parties))] if dossier.least_parties else (),
        "depositary": map(namer.depositary, dossier.depositaries),
        "same": map(namer.treaty_link, dossier.same_as),
        "falls_with": map(namer.treaty_link, dossier.falls_with),
        "falls": map(namer.treaty_link, falling(dossier.id, namer.dossiers)),
        "replaced": [Words(dossier.replaced_by)] if dossier.replaced_by else (),
        "note": [Words(dossier.note, lang="en")] if dossier.note else (),
        "page": _links(dossier),
        "checked": [Words(say(f"web.checked.{dossier.checked.value}"))],
    }
    named = ((say(f"web.fact.{key}"), tuple(words)) for key, words in texts.items())
    return tuple(Fact(name, words) for name, words in named if words)


def falling(entry: str, dossiers: Dossiers) -> Sequence[str]:
    """The ids of the treaties that are left with this one."""
    return sorted(dossier.id for dossier in dossiers.by_id.values() if entry in dossier.falls_with)


def _official(dossier: Dossier, namer: Namer) -> Iterator[Words]:
    if dossier.official not in ("", namer.treaty(dossier.id)):
        yield Words(dossier.official, lang="en")


def _dates(treaty_date: TreatyDate | None, say: Language) -> Iterator[Words]:
    if treaty_date is not None:
        yield Words(say.date(treaty_date))


def _term(dossier: Dossier, say: Language) -> Iterator[Words]:
    if dossier.expires is None:
        return
    end = say.date(dossier.expires)
    if dossier.renews is None:
        yield Words(end)
    else:
        yield Words(say("web.fact.renews", date=end, period=period(dossier.renews, say)))


def _parties(dossier: Dossier, namer: Namer) -> Iterator[Words]:
    if dossier.circle:
        yield from sorted(map(namer.party, dossier.circle), key=lambda party: party.text.casefold())
    elif dossier.parties and dossier.parties_on:
        on = namer.say.date(dossier.parties_on)
        yield Words(namer.say("web.fact.counted", n=dossier.parties, date=on))
    elif dossier.parties:
        yield Words(str(dossier.parties))


def _links(dossier: Dossier) -> Iterator[Words]:
    if dossier.page:
        yield Words(dossier.page.removeprefix("https://"), dossier.page)
    if dossier.wikidata:
        yield Words(f"Wikidata {dossier.wikidata}", f"{WIKIDATA}{dossier.wikidata}")


def usual_words(usual: Usual, say: Language) -> tuple[Words, ...]:
    """What agreements of a kind usually say of their end; it is no fact of one of them."""
    note = (Words(usual.note, lang="en"),) if usual.note else ()
    return (*map(Words, usual_lines(usual, 1, say)), *note)

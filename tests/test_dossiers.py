"""Dossiers: those that are packaged load, and what cannot be computed is refused with its place."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date

import pytest

from monitor.config import package_data
from monitor.dossiers import Dossiers, Period, Unmet, computed
from monitor.dossiers.reading import read_dossiers
from monitor.errors import RuleError
from monitor.rules.gazetteer import rows
from monitor.service.dossiers import known_dossiers

GAZETTEER = rows(
    [
        {
            "entry": [
                {"id": "grazing", "name": "Grazing Treaty", "kind": "treaty", "signed": "1990-05-01"},
                {"id": "wells", "name": "Wells Convention", "kind": "convention", "subject": "water"},
            ],
            "kind": [{"id": "dtt", "name": "Double taxation agreement"}],
        }
    ]
)
HEAD = '[[dossier]]\nid = "grazing"\nchecked = "text"\n'
EXIT = '[[dossier.exit]]\narticle = "9"\nnotice = "P6M"\n'


def read(text: str) -> Dossiers:
    return read_dossiers({"own.toml": text}, GAZETTEER)


def test_the_packaged_dossiers_load() -> None:
    clause = known_dossiers().by_id["ottawa"].exit_of(("LT",))
    assert clause is not None
    assert computed(clause, date(2025, 6, 27), date(2025, 6, 27)).day == date(2025, 12, 27)


def test_a_dossier_has_the_facts_of_the_gazetteer() -> None:
    dossier = read(HEAD + EXIT).by_id["grazing"]
    assert (dossier.name, str(dossier.signed)) == ("Grazing Treaty", "1990-05-01")


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        (HEAD, "a dossier has exit clauses or none", 1),
        (HEAD + "none = true\n" + EXIT, "a dossier has exit clauses or none", 1),
        (HEAD + "none = true\nno_exit = true\n", "a dossier has exit clauses or none", 1),
        (HEAD + 'exitt = "9"\n' + EXIT, "unknown key 'exitt'", 4),
        (HEAD.replace("grazing", "grasing") + EXIT, "the gazetteer has no 'grasing'", 2),
        (HEAD.replace("text", "sure") + EXIT, "unknown checked 'sure'", 3),
        (HEAD + 'signed = "1991-05-01"\n' + EXIT, "the gazetteer says 1990-05-01", 4),
        (HEAD + "parties = 12\n" + EXIT, "needs its date", 4),
        (HEAD + 'falls_with = ["wels"]\n' + EXIT, "the gazetteer has no 'wels'", 4),
        (HEAD + EXIT.replace("P6M", "6 months"), "is no period", 6),
        (HEAD + EXIT.replace("P6M", "P"), "is no period", 6),
        (HEAD + EXIT.replace('notice = "P6M"\n', ""), "notice is missing", 4),
        (HEAD + EXIT.replace('article = "9"\n', ""), "article is missing", 4),
        (HEAD + EXIT + 'rounding = "monthly"\n', "unknown rounding 'monthly'", 7),
        (HEAD + EXIT + 'rounding = "yearly"\n', "need each other", 4),
        (HEAD + EXIT + 'on = "06-30"\n', "need each other", 4),
        (HEAD + EXIT + 'rounding = "yearly"\non = "02-29"\n', "no day of every year", 8),
        (HEAD + EXIT + 'cut = "09-30"\n', "a cut needs rounding", 7),
        (HEAD + EXIT + 'rounding = "yearly"\non = "06-30"\ncut = "07-01"\n', "a cut after the day", 9),
        (HEAD + 'expires = "2031-01-12"\nrenews = "P0D"\n' + EXIT, "renewed for no time", 5),
        (HEAD + 'first_term = "P10Y"\n' + EXIT, "a first term needs", 4),
        (
            HEAD
            + 'in_force = "1951-01-12"\nfirst_term = "P10Y"\nexpires = "2032-01-12"\nrenews = "P5Y"\n'
            + EXIT,
            "no term ends on that day",
            6,
        ),
        (
            HEAD + 'ended = "2020"\nexpires = "2031-01-12"\nrenews = "P5Y"\n' + EXIT,
            "is renewed has not ended",
            4,
        ),
        (
            HEAD + EXIT + 'windows = { first = "P10Y", every = "P10Y", open = "P1Y" }\n',
            "counted from in_force",
            1,
        ),
        (
            HEAD
            + 'in_force = "1991-05-01"\n'
            + EXIT
            + 'windows = { first = "P10Y", every = "P0D", open = "P1Y" }\n',
            "come again after no time",
            8,
        ),
        (HEAD + EXIT + 'later = "yes"\n', "later is neither true nor false", 7),
        (HEAD + EXIT + "requires = true\n", "requires", 7),
        (HEAD + EXIT + 'joined = { US = "2021" }\n', "'2021' is no day", 7),
        (HEAD + 'wikidata = "178012"\n' + EXIT, "is no wikidata", 4),
        (HEAD + EXIT + HEAD + EXIT, "a second dossier", 8),
        ('[[usual]]\nkind = "dt"\n', "the gazetteer has no 'dt'", 2),
    ],
)
def test_a_dossier_that_cannot_be_computed_is_refused(text: str, problem: str, line: int) -> None:
    with pytest.raises(RuleError, match=problem) as refused:
        read(text)
    assert (refused.value.path, refused.value.line) == ("own.toml", line)


def test_a_treaty_that_a_later_one_replaces_needs_no_exit_clause() -> None:
    dossier = read(HEAD + 'replaced_by = "Wells Convention"\n').by_id["grazing"]
    assert (dossier.replaced_by, dossier.exit_of()) == ("Wells Convention", None)


def test_a_period_ends_on_the_last_day_of_a_month_that_is_too_short() -> None:
    assert Period.parse("P6M").after(date(2025, 8, 31)) == date(2026, 2, 28)
    assert Period.parse("P1Y").after(date(2024, 2, 29)) == date(2025, 2, 28)
    assert str(Period.parse("P18M")) == "P1Y6M"


def test_a_blocked_clause_says_so() -> None:
    clause = known_dossiers().by_id["ottawa"].exit_of()
    assert clause is not None
    assert Unmet.BLOCKED in computed(clause, date(2025, 6, 27), date(2025, 6, 27)).unmet


def test_each_treaty_has_one_packaged_dossier() -> None:
    folder = package_data("rules") / "dossiers"
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]
    for sort, key in (("dossier", "id"), ("usual", "kind")):
        counts = Counter(row[key] for table in tables for row in table.get(sort, ()))
        assert [value for value, count in counts.items() if count > 1] == []

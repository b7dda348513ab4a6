"""The register says how many parties left a treaty in a short time, and only what it can prove."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from events_kit import report
from hypothesis import given
from hypothesis import strategies as st
from register_kit import item, leaves, said
from store_kit import open_store

from monitor.dossiers.waves import Departure, Wave, wave_of, wave_text
from monitor.model import Row, Stage
from monitor.service.dossiers import known_dossiers
from monitor.service.names import known_treaties
from monitor.service.waves import waves_by_act
from monitor.wording import LANGUAGES
from tests import samples

START = date(2025, 6, 27)
SINCE = date(1999, 3, 1)
EXITS = st.lists(st.tuples(st.sampled_from("ABCDE"), st.integers(0, 900)), min_size=1, max_size=12)


def left(act: int, actor: str, day: date, *, spread: int = 0) -> Departure:
    return Departure(act, actor, day, day + timedelta(spread))


OTTAWA = [
    left(1, "LT", START),
    left(2, "LV", START),
    left(3, "EE", START),
    left(4, "FI", date(2025, 7, 10)),
    left(5, "PL", date(2025, 8, 20)),
]


def test_the_fifth_state_to_leave_in_90_days_after_26_quiet_years() -> None:
    assert wave_of(5, OTTAWA, SINCE) == Wave(5, 90, 5, (1, 2, 3, 4, 5), 26, SINCE)


def test_an_earlier_act_has_its_own_place_and_a_day_is_shared() -> None:
    assert wave_of(4, OTTAWA, SINCE) == Wave(4, 90, 4, (1, 2, 3, 4), 26, SINCE)
    for number in (1, 2, 3):
        assert wave_of(number, OTTAWA, SINCE) == Wave(3, 90, 1, (1, 2, 3), 26, SINCE, shared=True)


def test_nothing_is_said_of_quiet_years_unless_all_exits_are_known() -> None:
    wave = wave_of(5, OTTAWA)
    assert wave is not None
    assert wave.quiet_years == 0


def test_one_state_is_no_wave_and_a_state_counts_once() -> None:
    assert wave_of(1, OTTAWA[:1]) is None
    again = wave_of(2, [left(1, "US", START), left(2, "US", START + timedelta(9))])
    assert again == Wave(2, 0, 2, (1, 2))


def test_without_a_wave_the_place_among_all_exits_is_told() -> None:
    apart = [left(1, "TR", date(2001, 1, 1)), left(2, "NO", date(2010, 1, 1)), left(3, "CA", START)]
    assert wave_of(3, apart, SINCE) == Wave(3, 0, 3, (1, 2, 3), since=SINCE)
    assert wave_of(1, apart, SINCE) == Wave(1, 0, 1, (1,), since=SINCE)
    assert wave_of(3, apart) == Wave(3, 0, 3, (1, 2, 3))
    assert wave_of(1, apart) is None


def test_an_exit_before_all_are_known_is_not_among_those_since() -> None:
    apart = [left(1, "TR", date(1990, 1, 1)), left(2, "NO", date(2010, 1, 1))]
    assert wave_of(2, apart, SINCE) == Wave(1, 0, 1, (2,), since=SINCE)
    assert wave_of(1, apart, SINCE) is None


def test_an_exit_of_an_unknown_day_is_in_no_wave_but_ends_a_quiet_time_and_takes_the_place() -> None:
    vague = left(9, "NO", date(2025, 1, 1), spread=170)
    wave = wave_of(5, [*OTTAWA, vague], SINCE)
    assert wave == Wave(5, 90, 5, (1, 2, 3, 4, 5), 0, SINCE, shared=True)


@given(EXITS)
def test_a_wave_holds_what_it_says_whatever_the_order(exits: list[tuple[str, int]]) -> None:
    known = [left(act, actor, START + timedelta(day)) for act, (actor, day) in enumerate(exits, 1)]
    for own in known:
        wave = wave_of(own.act, known)
        assert wave == wave_of(own.act, known[::-1])
        if wave is not None and wave.days:
            members = [exit_ for exit_ in known if exit_.act in wave.acts]
            assert own in members
            assert wave.count == len({exit_.actor for exit_ in members}) >= 2
            assert all(0 <= (own.last - exit_.first).days < wave.days for exit_ in members)


@given(EXITS)
def test_a_place_is_one_more_than_those_before_it(exits: list[tuple[str, int]]) -> None:
    known = [left(act, actor, START + timedelta(day)) for act, (actor, day) in enumerate(exits, 1)]
    for own in known:
        wave = wave_of(own.act, known, START)
        assert wave is not None
        before = [exit_ for exit_ in known if exit_.act in wave.acts and exit_.last < own.first]
        others = {exit_.actor for exit_ in before} - {own.actor} if wave.days else before
        assert wave.ordinal == len(others) + 1 <= wave.count
        assert wave.shared == (wave.ordinal < wave.count)
        for other in known:
            if other.last == own.last:
                same = wave_of(other.act, known, START)
                assert same is not None
                assert (same.count, same.days) == (wave.count, wave.days)


def test_exits_from_a_treaty_and_from_the_body_that_it_founded_are_one_wave(tmp_path: Path) -> None:
    with open_store(tmp_path / "t.sqlite3") as store:
        for number, (state, entry) in enumerate((("HU", "icc"), ("PH", "rome-statute"))):
            left_ = leaves("a", state, "", "Rome Statute", Stage.NOTIFIED, entry=entry)
            report(store, item(state, number, replace(left_, notified=said("2025-06-02", state))))
        acts = store.acts.standing()
        waves = waves_by_act(store, acts, known_treaties({}))
        assert [[wave["count"] for wave in waves(act)] for act in acts] == [[2], [2]]


def test_a_notice_from_a_treaty_that_nobody_can_leave_alone_is_no_exit(tmp_path: Path) -> None:
    with open_store(tmp_path / "t.sqlite3") as store:
        for number, (state, stage) in enumerate((("KP", Stage.NOTIFIED), ("NO", Stage.NOTIFIED))):
            left_ = leaves("a", state, "", "ICCPR", stage, entry="iccpr")
            report(store, item(state, number, replace(left_, notified=said("2025-06-02", state))))
        acts, treaties = store.acts.standing(), known_treaties({})
        no_exit = known_dossiers().no_exit
        assert "iccpr" in no_exit
        for act in acts:
            assert waves_by_act(store, acts, treaties)(act)[0]["count"] == 2
            assert waves_by_act(store, acts, treaties, no_exit)(act) == ()


TEXTS = {
    "en": "Fifth state to leave the Ottawa Convention in 90 days; none in the 26 years before (this register, "
    "5 exits from its starter history)",
    "fr": "Cinquième État à quitter la Convention d’Ottawa en 90 jours ; aucune sortie dans les 26 années "
    "précédentes (selon ce registre, dont 5 sorties de son historique initial)",
    "ru": "Пятое государство, выходящее из Оттавской конвенции за 90 дней; за 26 лет до этого — ни одного "
    "выхода (по данным этого реестра, из них 5 выходов из его начальной истории)",
}
FIFTH = Wave(5, 90, 5, (1, 2, 3, 4, 5), 26, SINCE, 5, entry="ottawa")


def text(wave: Wave, language: str = "en") -> str:
    told = replace(samples.act(1, "A title"), rows=(Row(entry="ottawa"),))
    return wave_text(wave, told, known_treaties({}), LANGUAGES[language])


@pytest.mark.parametrize("language", TEXTS)
def test_the_sentence_in_each_language(language: str) -> None:
    assert text(FIFTH, language).replace("\N{NO-BREAK SPACE}", " ") == TEXTS[language]


@pytest.mark.parametrize(
    ("wave", "said"),
    [
        (replace(FIFTH, ordinal=21), "21st state to leave"),
        (replace(FIFTH, ordinal=112), "112th state to leave"),
        (replace(FIFTH, only_states=False), "Fifth party to leave"),
        (replace(FIFTH, shared=True), "One of 5 states to leave the Ottawa Convention in 90 days;"),
        (replace(FIFTH, days=0, ordinal=3), "Third exit from the Ottawa Convention since 1999;"),
        (replace(FIFTH, days=0, ordinal=3, since=None), "Third recorded exit from the Ottawa Convention"),
        (replace(FIFTH, days=0, shared=True), "One of 5 exits from the Ottawa Convention since 1999"),
        (
            replace(FIFTH, quiet_years=0, starter=0),
            "Fifth state to leave the Ottawa Convention in 90 days (th",
        ),
    ],
)
def test_what_the_sentence_begins_with(wave: Wave, said: str) -> None:
    assert text(wave).startswith(said)


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("en", 20, ("Twentieth", "Twentieth", "Twentieth")),
        ("en", 23, ("23rd", "23rd", "23rd")),
        ("fr", 1, ("Première", "Premier", "Première")),
        ("fr", 21, ("21e", "21e", "21e")),
        ("ru", 1, ("Первый", "Первое", "Первая")),
        ("ru", 3, ("Третий", "Третье", "Третья")),
        ("ru", 7, ("Седьмой", "Седьмое", "Седьмая")),
        ("ru", 21, ("21-й", "21-е", "21-я")),
    ],
)
def test_an_ordinal_agrees_with_its_noun(language: str, number: int, said: tuple[str, ...]) -> None:
    ordinal = LANGUAGES[language].ordinal
    assert tuple(ordinal(number, noun) for noun in ("exit", "state", "party")) == said

"""One story, several statements: a hit for each that alerts, none for a repetition; and what is told in
passing, through the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import store_kit
from clauses_kit import judge
from clauses_kit import story as text_of
from store_kit import NOW, feed, open_store, place, poll

from monitor.judge.statements import MOST
from monitor.model import Hit, Kind, Reason, Stage
from monitor.pipeline import RegisterCache
from monitor.service import knowledge
from monitor.store import Store


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def hits(title: str, summary: str = "", lang: str = "en") -> tuple[Hit, ...]:
    return judge().hits(text_of(title, summary, lang), lang)


def told(title: str, summary: str = "", lang: str = "en") -> list[tuple[str, tuple[str, ...]]]:
    """Kind and marked words of each statement, in any order."""
    fields = {"title": title, "summary": summary}
    words = [
        (hit, tuple(fields[span.field][span.start : span.end] for span in hit.spans))
        for hit in hits(title, summary, lang)
    ]
    return sorted((hit.kind.value, found) for hit, found in words)


# ---------------------------------------------------------------- which statements there are


@pytest.mark.parametrize(
    ("lang", "title", "expected"),
    [
        (
            "en",
            "Zambia quits the Rome Statute, the Paris Agreement and UNESCO",
            ["Paris Agreement", "Rome Statute", "UNESCO"],
        ),
        ("es", "Zambia sale del Estatuto de Roma y de la UNESCO", ["Estatuto de Roma", "UNESCO"]),
        ("ru", "Замбия выходит из Римского статута и ЮНЕСКО", ["Римского статута", "ЮНЕСКО"]),
    ],
)
def test_a_state_that_leaves_several_agreements_makes_a_statement_of_each(
    lang: str, title: str, expected: list[str]
) -> None:
    assert [words[-1] for _, words in told(title, lang=lang)] == expected


def test_states_that_leave_together_make_a_statement_each() -> None:
    assert told("Mali, Burkina Faso and Niger quit ECOWAS") == [
        ("act", ("Burkina Faso", "quit", "ECOWAS")),
        ("act", ("Mali", "quit", "ECOWAS")),
        ("act", ("Niger", "quit", "ECOWAS")),
    ]
    assert len(told("Le Mali et le Niger quittent la CEDEAO", lang="fr")) == 2


def test_two_clauses_are_two_statements() -> None:
    assert told("Chile quits the Rome Statute, threatens to leave UNESCO") == [
        ("act", ("quits", "Rome Statute")),
        ("threat", ("leave", "UNESCO")),
    ]
    assert told("Chile quits UNESCO after Peru left the Rome Statute") == [
        ("act", ("quits", "UNESCO")),
        ("passing", ("left", "Rome Statute")),
    ], "news of one act, and told in passing of another"


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        (
            "Chile quits the Rome Statute",
            "Chile said on Friday that it withdraws from the Rome Statute of the Hague criminal court.",
        ),
        (
            "Chile quits tax treaty with Peru",
            "Chile has terminated its tax treaty with Peru, the ministry said.",
        ),
        ("Chile quits treaty with Peru", "Santiago terminated the Treaty of Ancon on Friday."),
        ("Biden calls it a mistake as Chile quits the Rome Statute", ""),
    ],
)
def test_a_repetition_is_no_statement_of_its_own(title: str, summary: str) -> None:
    assert len(told(title, summary)) == 1


def test_statements_of_one_concept_have_rules_of_their_own_and_are_few() -> None:
    several = hits("Mali, Burkina Faso and Niger quit ECOWAS")
    assert [hit.rule for hit in several] == ["clause.act.quit", "clause.act.quit.2", "clause.act.quit.3"]
    assert hits("Mali, Burkina Faso and Niger quit ECOWAS") == several
    states = "Mali, Niger, Chad, Togo, Benin, Ghana, Gabon, Kenya, Peru, Chile and Bolivia"
    assert len(hits(f"{states} suspend the Rome Statute")) == MOST


def test_a_story_whose_best_clause_does_not_alert_has_one_hit_at_most() -> None:
    (hit,) = hits("Zambia ends the bloc")
    assert hit.kind is Kind.POSSIBLE


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "India's water treaty with Pakistan is held in abeyance"),
        ("fr", "L'accord de pêche entre la Zambie et le Pérou est en suspens"),
        ("de", "Zambias Fischereiabkommen mit Peru liegt auf Eis"),
    ],
)
def test_what_is_on_hold_is_suspended_and_not_over(lang: str, title: str) -> None:
    assert {hit.stage for hit in hits(title, lang=lang)} == {Stage.SUSPENDED}


# ---------------------------------------------------------------- news or a look back, by the clause


@pytest.mark.parametrize(
    ("lang", "title", "kind"),
    [
        ("en", "Wool prices rise after Chile withdraws from the Rome Statute", Kind.PASSING),
        ("de", "Kritik nach dem Austritt von Chile aus der Unesco", Kind.PASSING),
        ("fr", "Les prix montent après le retrait du Chili du Statut de Rome", Kind.PASSING),
        ("en", "Ten years after Chile quit the Rome Statute, judges meet", Kind.AFTERMATH),
        ("en", "Chile withdraws from the Rome Statute", Kind.ACT),
    ],
)
def test_the_clause_says_whether_it_is_news(lang: str, title: str, kind: Kind) -> None:
    assert {hit.kind for hit in hits(title, lang=lang)} == {kind}


@pytest.mark.parametrize(
    "title",
    [
        "Chile denies that it has quit the Rome Statute",
        "In a new novel Chile quits the Rome Statute",
        "Ten years since Chile quit the Rome Statute",
        "Chile must quit the Rome Statute, professor argues",
    ],
)
def test_a_denial_a_novel_an_anniversary_and_an_opinion_alert_nobody(title: str) -> None:
    assert not any(hit.kind.alerts for hit in hits(title))


def bring(store: Store, name: str, title: str, hours: int, summary: str = "") -> list[Reason]:
    """A feed shows this story at this hour, judged by its clauses; the reasons of the alerts that it
    makes.
    """
    now = NOW + timedelta(hours=hours)
    known = feed(store, f"https://{name}.example/feed")
    brought = store_kit.story(
        name, title, summary, lang="en", published=now - timedelta(minutes=5), source=name
    )
    poll(store, known, (replace(brought, host=f"{name}.example"), hits(title, summary)), now=now)
    cache = RegisterCache(knowledge.lexicon())
    return [
        alert.reason
        for waiting in store.unsettled.due(now, everything=True)
        for alert in cache.settle(store, waiting, now)
    ]


def test_what_is_told_in_passing_is_news_at_first_sighting_and_silent_afterwards(store: Store) -> None:
    assert bring(store, "a", "Wool prices rise after Chile withdraws from the Rome Statute", 0) == [
        Reason.NEW
    ]
    assert bring(store, "b", "Hague court faces cuts as Chile quits the Rome Statute", 2) == []
    assert bring(store, "c", "Chile withdraws from the Rome Statute", 4) == [], "the same stage was told"
    assert store.counts().acts == 1


def test_what_is_told_in_passing_of_an_act_that_was_told_is_silent(store: Store) -> None:
    assert bring(store, "a", "Chile withdraws from the Rome Statute", 0) == [Reason.NEW]
    assert bring(store, "b", "Wool prices rise after Chile withdraws from the Rome Statute", 2) == []


def test_a_story_may_look_back_at_one_act_and_be_news_of_another(store: Store) -> None:
    assert bring(store, "a", "Peru leaves the Rome Statute", 0) == [Reason.NEW]
    assert bring(store, "b", "Chile quits UNESCO after Peru left the Rome Statute", 30) == [Reason.NEW]
    assert store.counts().acts == 2


def test_a_story_of_three_agreements_is_one_act_and_shows_all_its_statements(store: Store) -> None:
    assert bring(store, "a", "Zambia quits the Rome Statute, the Paris Agreement and UNESCO", 0) == [
        Reason.NEW
    ]
    (act,) = store.acts.views([1])
    assert len(store.acts.stories([act])[1].hits) == 3

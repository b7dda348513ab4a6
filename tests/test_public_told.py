"""Acts in the words of messages are kept for the pages as long as nothing that they are told from changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from events_kit import report
from register_kit import item, leaves
from web_kit import installation

from monitor.model import Stage
from monitor.service import Service, events, public
from monitor.service.public import ToldAct, ToldActs
from monitor.service.register import signed
from monitor.wording import ENGLISH, LANGUAGES

WHY = signed("desk", "not an exit")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        for key, state in (("p", "PL"), ("f", "FI")):
            stated = leaves(key, state, "", "Ottawa Convention", Stage.EFFECTIVE, entry="ottawa")
            report(opened.store, item(key, 8, stated), f"{state} leaves the Ottawa Convention")
        yield opened


def told(service: Service, *states: str) -> list[ToldAct]:
    """The acts of these states as they are told now."""
    entries = service.register.now().entries.values()
    ids = [next(entry.id for entry in entries if entry.states == (state,)) for state in states]
    return public.tell(service, ids, ENGLISH)


def test_an_act_that_did_not_change_is_not_told_anew_when_another_one_does(service: Service) -> None:
    before = told(service, "PL", "FI")
    (russia,) = told(service, "RU")
    events.reject(service, f"#{russia.act.ref}", WHY)
    after = told(service, "PL", "FI")
    assert [new is old for new, old in zip(after, before, strict=True)] == [True, True]


def test_an_act_is_told_anew_when_another_one_on_its_agreement_changes(service: Service) -> None:
    poland, finland = told(service, "PL", "FI")
    events.reject(service, f"#{finland.act.ref}", WHY)
    assert told(service, "PL")[0] is not poland


def test_an_act_that_changed_is_told_as_it_is(service: Service) -> None:
    (poland,) = told(service, "PL")
    events.edit(service, f"#{poland.act.ref}", ["signed=1997-12-03"], WHY)
    (after,) = told(service, "PL")
    assert after.act.rows[0].signed is not None
    assert after is not poland


def test_only_so_many_acts_are_kept_the_used_ones_longest(service: Service) -> None:
    (poland,) = told(service, "PL")
    kept = ToldActs(most=2)
    kept.put({1: "a", 2: "a"}, {1: poland, 2: poland}, "en")
    kept.get({1: "a"}, "en")
    kept.put({3: "a"}, {3: poland}, "en")
    assert sorted(kept.get({1: "a", 2: "a", 3: "a"}, "en")) == [1, 3]
    assert kept.get({1: "b"}, "en") == {}
    assert kept.get({1: "a"}, "fr") == {}


def test_what_most_readers_see_first_is_read_ahead(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    public.read_ahead(service)
    monkeypatch.setattr(service.store.acts, "standing", pytest.fail)
    ids = list(service.register.now().entries)
    for say in LANGUAGES.values():
        assert [known.act.id for known in public.tell(service, ids, say)] == ids

"""Search over stories for readers: what is found, marked, cut and linked, and how far one page looks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from store_kit import NOW, feed, poll, story
from web_kit import installation

from monitor.errors import QueryError
from monitor.public import AskedStories, WrongParameter, cursor_at
from monitor.service import Service, events
from monitor.service.public_stories import QUOTED, FoundStories, search
from monitor.service.register import signed
from monitor.store import stories as store_stories

LONG = "Nothing happened. " * 60 + "Then the zebra convention was denounced by all. " + "So it ended. " * 60


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


def store(service: Service, *texts: tuple[str, str, str], hours: int = 0) -> None:
    source = next(iter(service.store.feeds.all()), None) or feed(service.store)
    stories = [(story(title.replace(" ", "-"), title, text, lang=lang), ()) for title, text, lang in texts]
    poll(service.store, source, *stories, now=NOW + timedelta(hours=hours))


def found(service: Service, query: str, **asked: object) -> FoundStories:
    return search(service, AskedStories(q=query, **asked))  # type: ignore[arg-type]


def titles(page: FoundStories) -> list[str]:
    return ["".join(piece.text for piece in one.title) for one in page.stories]


def test_words_that_made_a_story_match_are_marked_in_a_short_piece_around_them(service: Service) -> None:
    store(service, ("A zebra", LONG, "en"))
    [shown] = found(service, '"zebra convention" OR zebra').stories
    assert [piece.text for piece in shown.title if piece.marked] == ["zebra"]
    text = "".join(piece.text for piece in shown.excerpt)
    assert "zebra convention" in text
    assert len(text) <= QUOTED
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert "zebra convention" in [piece.text for piece in shown.excerpt if piece.marked]


def test_what_a_query_denies_is_not_marked(service: Service) -> None:
    store(service, ("Wool treaty", "Sheep are counted.", "en"))
    [shown] = found(service, "wool NOT (title:sheep)").stories
    assert [piece.text for piece in (*shown.title, *shown.excerpt) if piece.marked] == ["Wool"]


def test_the_newest_stories_come_first_in_pages_that_miss_none(service: Service) -> None:
    for hour in range(7):
        store(service, (f"Wool treaty {hour}", "", "en"), hours=hour)
    seen, cursor = [], ""
    while True:
        page = found(service, "wool", limit=3, cursor=cursor)
        seen += titles(page)
        cursor = page.next
        if not cursor:
            break
    assert seen == [f"Wool treaty {hour}" for hour in reversed(range(7))]


def test_a_page_looks_at_so_many_texts_and_says_where_to_go_on(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_stories, "CHECKED", 5)
    store(service, ("Goats near the wool", "", "en"))
    store(service, *((f"Wool {number}, and far from these the goats", "", "en") for number in range(8)))
    query = "wool NEAR/2 goats"
    first = found(service, query, limit=1)
    assert titles(first) == []
    assert first.next
    assert not first.unknown
    second = found(service, query, limit=1, cursor=first.next)
    assert titles(second) == ["Goats near the wool"]
    assert not second.next


def test_only_the_newest_version_of_a_story_is_found(service: Service) -> None:
    source = feed(service.store)
    poll(service.store, source, (story("w", "Wool treaty"), ()))
    poll(service.store, source, (story("w", "Cotton treaty"), ()), now=NOW + timedelta(hours=1))
    assert titles(found(service, "wool")) == []
    assert titles(found(service, "cotton")) == ["Cotton treaty"]


def test_stories_are_filtered_by_their_language(service: Service) -> None:
    store(service, ("Laine un", "", "fr-CA"), ("Laine deux", "", "fr"), ("Laine three", "", "en"))
    assert titles(found(service, "laine", source_lang="fr")) == ["Laine deux", "Laine un"]


def test_unknown_words_are_told_with_similar_ones_only_if_nothing_is_found(service: Service) -> None:
    page = found(service, "grasing")
    assert (page.unknown, page.meant) == (("grasing",), "grazing")
    assert found(service, "title:Grasing NOT wool").meant == "title:grazing NOT wool"
    assert found(service, "grasing AND qqqqqqqqqq").meant == ""
    assert found(service, "grazing OR grasing").unknown == ()


def test_stories_are_linked_to_the_acts_that_the_register_shows(service: Service) -> None:
    [entry] = [entry for entry in service.register.now().entries.values() if "NO" in entry.states]
    [shown] = found(service, '"notice of withdrawal"').stories
    assert shown.acts == (entry,)
    events.reject(service, f"#{entry.ref}", signed("desk", "not an exit"))
    [shown] = found(service, '"notice of withdrawal"').stories
    assert shown.acts == ()


def test_without_a_search_the_newest_stories_are_shown(service: Service) -> None:
    assert titles(found(service, ""))[0] == "Union walks out"


def test_a_query_that_is_none_is_refused_with_its_place(service: Service) -> None:
    with pytest.raises(QueryError) as refused:
        found(service, "wool AND (")
    assert (refused.value.line, refused.value.column) == (1, 10)


@pytest.mark.parametrize("cursor", [cursor_at("", 0), cursor_at("", 1 << 70), cursor_at("x", 4)])
def test_a_cursor_of_another_list_is_refused(service: Service, cursor: str) -> None:
    with pytest.raises(WrongParameter):
        found(service, "wool", cursor=cursor)

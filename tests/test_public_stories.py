"""Search over stories for readers: what is found, marked, cut and linked, and how far one page looks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from store_kit import NOW, feed, hit, poll, story
from web_kit import installation

from monitor.errors import QueryError, StoreSlow
from monitor.model import Span
from monitor.public import AskedStories, WrongParameter, cursor_at
from monitor.service import Service, events
from monitor.service.public_stories import QUOTED, FoundStories, PublicStory, search
from monitor.service.register import signed
from monitor.store import searching
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


def shown_text(found: PublicStory) -> str:
    return "".join(piece.text for piece in found.excerpt)


def test_words_that_made_a_story_match_are_marked_in_title_and_excerpt(service: Service) -> None:
    store(service, ("A zebra", f"The zebra convention was denounced. {LONG}", "en"))
    [shown] = found(service, '"zebra convention" OR zebra').stories
    assert [piece.text for piece in shown.title if piece.marked] == ["zebra"]
    assert [piece.text for piece in shown.excerpt if piece.marked] == ["zebra convention"]
    assert not shown.in_text
    assert len(shown_text(shown)) <= QUOTED
    assert shown_text(shown).endswith(" …")


def test_words_that_are_only_further_on_in_the_text_are_said_to_be_there(service: Service) -> None:
    store(service, ("A zebra", LONG, "en"))
    [shown] = found(service, '"denounced by all"').stories
    assert shown.in_text
    assert shown_text(shown).startswith("Nothing happened.")
    assert not found(service, "lang:en zebra").stories[0].in_text
    assert not found(service, "lang:en").stories[0].in_text


def test_the_excerpt_of_a_flagged_story_is_around_the_words_that_a_rule_matched(service: Service) -> None:
    at = LONG.index("zebra convention")
    flagged = replace(hit(), spans=(Span("body", at, at + 16),))
    poll(service.store, feed(service.store), (story("z", "Zebras", "", body=LONG, lang="en"), (flagged,)))
    [shown] = found(service, "zebras").stories
    assert "zebra convention was denounced" in shown_text(shown)
    assert shown_text(shown).startswith("… ")
    assert shown_text(found(service, '"so it ended"').stories[0]) == shown_text(shown)


@pytest.mark.parametrize("field", ["summary", "body"])
def test_all_searches_together_give_three_hundred_characters_of_a_text(service: Service, field: str) -> None:
    text = " ".join(f"word{number}" for number in range(600))
    texts = {"summary": "", "body": ""} | {field: text}
    poll(service.store, feed(service.store), (story("w", "Words", lang="en", **texts), ()))
    queries = [f"word{number}" for number in range(0, 600, 7)] + ['"word40 word41"', "word59*", "words"]
    pieces = {shown_text(shown) for query in queries for shown in found(service, query).stories}
    assert len(pieces) == 1
    assert len(pieces.pop()) <= QUOTED


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


def test_similar_words_are_looked_for_if_one_word_alone_is_unknown(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    similar = searching.similar
    monkeypatch.setattr(
        searching, "similar", lambda word, alike: compared.append(word) or similar(word, alike)
    )
    page = found(service, "grasing OR qqqqq OR rrrrr OR sssss")
    assert (page.unknown, page.meant, compared) == (("grasing", "qqqqq", "rrrrr"), "", [])
    assert found(service, "grasing").meant == "grazing"
    assert compared == ["grasing"]


def test_a_mistyped_word_is_compared_with_a_bounded_number_of_words(service: Service) -> None:
    words = [f"gr{number:06d}" for number in range(6_000)]
    store(
        service, *((f"Words {at}", " ".join(words[at : at + 1_000]), "en") for at in range(0, 6_000, 1_000))
    )
    assert len(service.store.stories._words_alike("gr", 1, 20)) == store_stories.VOCABULARY
    assert service.store.stories._words_alike("gr", 1, 7) == ["grazing"]


@pytest.mark.parametrize(
    ("query", "problem"),
    [(" OR ".join(f"word{n}" for n in range(31)), "31 words"), ("aaa* OR bbb* OR ccc* ddd* eee*", "5 words")],
)
def test_a_public_search_has_few_words_and_fewer_beginnings(
    service: Service, query: str, problem: str
) -> None:
    with pytest.raises(QueryError, match=problem):
        found(service, query)
    assert service.store.stories.search(query) == [], "the operator's own may be larger"


def test_fault_140_a_search_that_takes_too_long_is_ended(service: Service) -> None:
    store(service, *((f"Wool treaty {number}", "word " * 50, "en") for number in range(60)))
    everything = service.store.stories.page("wool", limit=50)
    assert len(everything.stories) == 50
    with pytest.raises(StoreSlow, match="Ask for less"):
        service.store.stories.page("wool OR wor*", bounds=searching.Bounds(cpu_s=-1))
    assert service.store.stories.page("wool", limit=50) == everything, "the next one has its own time"


def test_a_search_whose_time_is_over_shows_what_it_has_and_where_to_go_on(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(service, *((f"Wool treaty {number}", "", "en") for number in range(60)))
    seen: list[sqlite3.Row] = []

    def holds_some(row: sqlite3.Row, lang: str) -> bool:
        seen.append(row)
        return len(seen) > 50

    @contextmanager
    def until_the_tenth(cpu_s: float) -> Iterator[Callable[[], bool]]:
        yield lambda: len(seen) >= 10

    monkeypatch.setattr(store_stories, "_is_asked", holds_some)
    monkeypatch.setattr(service.store.database, "within", until_the_tenth)
    page = service.store.stories.page("wool", limit=5)
    assert (page.stories, len(seen), page.before) == ((), 10, seen[9]["version_id"])


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

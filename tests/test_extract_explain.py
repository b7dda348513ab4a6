"""Why a story gives the rows that it gives: the reason of each cell, and the nearest value that was not
taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from monitor.extract import CellName, Explanation, chosen, explain, extract, html_article, parse_lexicon
from monitor.extract.refusals import LOST
from monitor.extract.subjects import START
from monitor.extract.weights import NAMES
from monitor.model import CELLS, Evidence, Hit, Kind, Span, Stage, Story
from monitor.service.explaining import ReadAgain, Reasons
from monitor.service.knowledge import lexicon

DATA = Path(__file__).parent / "data" / "extract"
PUBLISHED = date(2026, 3, 9)


@dataclass(frozen=True)
class Case:
    """A cell of the first row of a story: its words and why they were taken, the words that were not, and why
    not; "-" is nothing.
    """

    cell: str
    words: str
    why: str
    refused: str
    why_not: str
    story: Story

    def __str__(self) -> str:
        return f"{self.cell}-{self.story.title[:40]}"


def cases() -> Iterator[Case]:
    """The stories of `why.txt`, each with the lines of its cells."""
    story = Story("k", "")
    for line in (DATA / "why.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("  "):
            cell, *rest = line.strip().split(" | ")
            yield Case(cell, *rest, story)
        else:
            lang, title, *summary = line.split(" | ")
            story = Story("k", title, summary[0] if summary else "", lang=lang)


def explained(story: Story, hits: tuple[Hit, ...] = ()) -> Explanation:
    return explain(story, hits, lexicon(), published=PUBLISHED)


def words(one: Evidence, story: Story) -> str:
    text = {"title": story.title, "summary": story.summary}.get(one.field, story.body)
    return text[one.start : one.end] if one.start >= 0 else "-"


@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_a_cell_says_which_words_gave_it_and_why_and_which_did_not(case: Case) -> None:
    row = explained(case.story).rows[0]
    taken = [(words(one, case.story), one.why) for one in chosen(row.row, case.cell)] or [("-", "-")]
    assert (case.words, case.why) in taken
    refused = [(words(one, case.story), one.why) for one in row.refused.get(case.cell, ())][:1] or [
        ("-", "-")
    ]
    assert refused == [(case.refused, case.why_not)]


@pytest.mark.parametrize(
    ("title", "summary", "said", "why"),
    [         ("Kenya denies it will leave the cotton treaty", "", "denies", "“leave” is denied"),         ("Kenya will not leave the cotton treaty", "", "will not", "“leave” is negated"),         ("Opinion: Kenya must leave the cotton treaty", "", "Opinion", ("a "
                                                                                                                                                                                                                                                                     "label "
                                                                                                                                                                                                                                                                     "before "
                                                                                                                                                                                                                                                                     "the "
                                                                                                                                                                                                                                                                     "headline "
                                                                                                                                                                                                                                                                     "makes "
                                                                                                                                                                                                                                                                     "it "
                                                                                                                                                                                                                                                                     "a "
                                                                                                                                                                                                                                                                     "column")),         ("Kenya must leave the cotton treaty", "", "must", "it is only said that somebody must do so"),         ("Kenya leaves the cotton treaty", "In the thriller the president quits every pact.", "thriller", "a work of fiction"),         ("Ninety years ago Bolivia left the League", "In 1936 Bolivia ended the pact with Peru.", "1936",          "history: its days are long past, and the text says so"),         ("Team leaves town", "It will be dry.", "leaves", ("no "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "agreement "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "is "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "named "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "that "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "could "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "end, "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "and "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "nobody "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "who "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "ends "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "one")),         ("Rain in the harbour", "It will be dry.", "-", ("no "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "agreement "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "is "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "named, "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "nobody "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "who "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "ends "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "one, "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "and "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "no "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "word "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "of "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "ending")),     ],
)  # fmt: skip
def test_a_story_without_a_row_says_why(title: str, summary: str, said: str, why: str) -> None:
    story = Story("k", title, summary, lang="en")
    found = explained(story)
    assert found.rows == ()
    assert found.nothing is not None
    assert (words(found.nothing, story), found.nothing.why) == (said, why)


def test_the_language_in_which_a_story_was_read_is_told() -> None:
    assert explained(Story("k", "Der Ausstieg aus dem Vertrag ist kein Thema", lang="en")).lang == "de"
    assert explain(Story("k", "Kenya leaves"), (), parse_lexicon({})) == Explanation((), "")


def test_the_rule_that_flagged_a_story_is_named_where_it_gives_the_stage() -> None:
    story = Story("k", "Kenya leaves the cotton treaty with Chad", lang="en")
    hits = (Hit("clause.threat.quit", "d", Kind.THREAT, Stage.THREATENED, (Span("title", 0, 5),)),)
    [row] = explained(story, hits).rows
    assert row.row.stage.why == "the rule that flagged the story (clause.threat.quit) says threatened"
    assert [(one.value, one.why) for one in row.refused[CellName.STAGE]] == [
        (
            "decided",
            "“leaves” says so; but the rule that flagged the story (clause.threat.quit) says threatened",
        )
    ]


def test_the_cells_of_a_table_name_its_columns() -> None:
    table = (
        "| Country | Agreement | Signed | Terminated |\n|---|---|---|---|\n| Chile | Squid "
        "Agreement | 4 May 1994 | 1 January 2026 |\n"
    )
    story = Story("k", "Norway ends treaties", body=f"Norway denounced them.\n\n{table}", lang="en")
    row = next(one for one in explained(story).rows if one.row.others)
    assert [
        chosen(row.row, cell)[0].why
        for cell in (CellName.INSTRUMENT, CellName.OTHERS, CellName.SIGNED, CellName.ENDED)
    ] == [
        "in the table's column “Agreement”, of agreements",
        "in the table's column “Country”, of other parties",
        "in the table's column “Signed”, of signatures",
        "in the table's column “Terminated”, of ends",
    ]


def test_each_weight_of_points_has_words_for_people() -> None:
    assert set(LOST) == {START, *NAMES[: NAMES.index("clear")]}


def test_another_exit_of_the_article_is_named_as_such() -> None:
    body = (
        "Fiji quits the tuna pact with Samoa.\n\nTalks had failed.\n\nShips wait.\n\nKiribati left "
        "the Turtle Protocol in May.\n"
    )
    row = explained(Story("k", "Fiji quits tuna pact", body=body, lang="en")).rows[0]
    assert ("KI", "acts in another exit, told beside the one that is reported") in [
        (one.value, one.why) for one in row.refused[CellName.ACTORS]
    ]
    assert ("Turtle Protocol", "what Kiribati ends: told beside the exit that is reported") in [
        (one.value, one.why) for one in row.refused[CellName.INSTRUMENT]
    ]


def test_what_an_act_took_from_a_page_is_found_in_its_text_and_shown_there() -> None:
    story = Story(
        "k",
        "Fiji quits tuna pact",
        body="Fiji quits the tuna pact with Samoa. Tonga was not asked.",
        lang="en",
    )
    reasons = Reasons({"k": ReadAgain(story, explained(story), on_page=True)})
    [samoa] = explained(story).rows[0].row.others
    found = reasons.of(CellName.OTHERS, replace(samoa, field="page"))
    assert found.why == "named behind the agreement after “with”"
    assert [(one.value, one.field) for one in found.refused] == [("TO", "page")]


# ---------------------------------------------------------------- every test story


def stories() -> Iterator[Story]:
    """All stories of the test data, and articles with lists and tables."""
    for path in sorted((DATA / "languages").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                yield Story("k", *line.split(" | ")[6:8], lang=path.stem)
    for path in sorted((DATA / "treaty-names").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield Story("k", line.split(" = ")[1].split("; ")[0], lang=path.stem)
    for line in (DATA / "dates.txt").read_text(encoding="utf-8").splitlines():
        yield Story("k", line.split(" | ")[1], lang=line.split(" | ")[0])
    yield from (case.story for case in cases())
    yield Story("k", "", body=(DATA / "kazakhstan.txt").read_text(encoding="utf-8"), lang="en")
    yield Story("k", "", body=html_article((DATA / "ecuador.html").read_text(encoding="utf-8")))


def test_who_asks_why_gets_the_same_rows() -> None:
    for story in stories():
        for published in (None, PUBLISHED):
            rows = tuple(one.row for one in explain(story, (), lexicon(), published=published).rows)
            assert rows == extract(story, (), lexicon(), published=published), story.title


def test_every_value_has_a_reason_and_every_story_without_a_row_too() -> None:
    for story in stories():
        found = explained(story)
        assert found.rows or (found.nothing is not None and found.nothing.why), story.title
        for row in found.rows:
            values = [one for cell in ("actors", "others", "stage", *CELLS) for one in chosen(row.row, cell)]
            assert [one for one in values if not one.why] == [], story.title


def test_what_was_refused_for_a_cell_is_never_what_stands_in_it_and_has_a_reason() -> None:
    for story in stories():
        for row in explained(story).rows:
            for cell, refused in row.refused.items():
                assert not {one.value for one in chosen(row.row, cell)} & {one.value for one in refused}, (
                    story.title
                )
                assert all(one.why and one.sentence for one in refused), story.title


def test_the_reason_of_a_value_is_no_part_of_what_is_stated() -> None:
    assert Evidence("RU", "s", "k", why="subject of “quits”") == Evidence("RU", "s", "k")
    assert "quits" not in repr(Evidence("RU", "s", "k", why="subject of “quits”"))

"""A story is tokenised once: rules, judge and extraction share the words of its document."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import FrameType

import pytest

from monitor.extract import extract, html_article
from monitor.judge import Detector
from monitor.match import Document, Matcher
from monitor.model import Story
from monitor.query import sentence_starts, words
from monitor.rules import Rules
from monitor.service import knowledge, reading

DATA = Path(__file__).parent / "data" / "extract"
DAY = date(2025, 3, 7)
TITLE = "Chad quits the border treaty with Niger"
SUMMARY = "Chad will leave the treaty on 3 May. The notice was handed over on Monday."
TABLE = "Treaty | Partner | End\nFish treaty | Peru | 3 May 2025\nRail treaty | Chile | 4 May 2025\n"
NAME = 80  # characters, at most, of what is read besides: names that are compared with the gazetteer


def texts_read(run: Callable[[], object], reads: Callable[[str], object]) -> list[str]:
    """The texts that a function (`reads`) is called with while `run` runs."""
    texts: list[str] = []

    def record(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is reads.__code__:
            texts.append(frame.f_locals["text"])

    sys.setprofile(record)
    try:
        run()
    finally:
        sys.setprofile(None)
    return texts


STORIES = {
    "short": Story("a", TITLE, SUMMARY, lang="en"),
    "page": Story("b", TITLE, SUMMARY, (DATA / "kazakhstan.txt").read_text(encoding="utf-8"), lang="en"),
    "html": Story("c", "", "", html_article((DATA / "ecuador.html").read_text(encoding="utf-8")), lang="en"),
    "table": Story("d", TITLE, "", f"Chad ends two treaties.\n{TABLE}", lang="en"),
    "twice": Story("e", TITLE, SUMMARY, SUMMARY, lang="en"),
}


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("read", [words, sentence_starts])
def test_extraction_reads_each_field_once(name: str, read: Callable[[str], object]) -> None:
    story, lexicon = STORIES[name], knowledge.lexicon()

    def run() -> object:
        return extract(story, (), lexicon, published=DAY)

    assert run(), "the story states an exit; what is made once is made now"
    texts = texts_read(run, read)
    fields = {text for text in (story.title, story.summary, story.body) if text}
    assert sorted(text for text in texts if text in fields) == sorted(fields)
    assert all(len(text) <= NAME for text in texts if text not in fields)


def test_the_judge_and_extraction_share_the_words() -> None:
    detector = Detector(Matcher(Rules()), knowledge.judge)
    story, lexicon = STORIES["page"], knowledge.lexicon()

    def run() -> object:
        return reading.terminations(detector, lexicon, story, DAY)

    assert run()
    texts = texts_read(run, words)
    assert [texts.count(text) for text in (story.title, story.summary, story.body)] == [1, 1, 1]


def test_words_that_are_cut_are_read_for_themselves() -> None:
    text = Document("", "The U.S. quits; the treaty ends").summary
    assert [token.text for token in text.tokens_in(4, 14)] == ["us", "quits"]
    assert [token.text for token in text.tokens_in(0, 12)] == ["the", "us", "qui"]
    assert [(token.text, token.start) for token in text.tokens_in(11, 15)] == [("its", 11)]

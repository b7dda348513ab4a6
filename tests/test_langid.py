"""The language of a story: by tag, script, detector and little words."""

from __future__ import annotations

import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from clauses_kit import LANGUAGES, reader, texts, vocabulary

from monitor import langid
from monitor.clauses import Reader, StoryLanguage, parse_names
from monitor.judge import Detector
from monitor.match import Matcher
from monitor.model import Story
from monitor.rules import load
from monitor.service import knowledge, packaged
from training.stories import read_own

LABELLED = Path(__file__).resolve().parent.parent / "training" / "labelled"
MODEL = packaged.languages_file()
GERMAN = "Sambia tritt aus dem Fischereiabkommen mit Peru aus und bestellt seine Diplomaten ein"
RULE = (
    '[[rule]]\nid = "own.word"\ntitle = "Own"\nlang = "{}"\nkind = "act"\nstage = "decided"\nquery = '
    '"sambia OR zambia"\nwhy = "ours"\n'
)

# A headline in some more languages; those that have no vocabulary are the examples here.
HEADLINES = {
    "sv": "Norge säger upp avtalet om valfångst och lämnar kommissionen",
    "bg": "Норвегия денонсира конвенцията за китолова и напуска комисията",
    "cs": "Norsko vypovídá úmluvu o lovu velryb a odchází z komise",
    "ja": "ノルウェーが国際捕鯨取締条約からの脱退を表明",
    "el": "Η Νορβηγία καταγγέλλει τη σύμβαση για τη φαλαινοθηρία και αποχωρεί από την επιτροπή",
    "hu": "Norvégia felmondja a bálnavadászati egyezményt és kilép a bizottságból",
    "fa": "نروژ از کنوانسیون بین‌المللی شکار نهنگ خارج شد",
    "fi": "Norja irtisanoo valaanpyyntisopimuksen ja eroaa komissiosta",
    "he": "נורווגיה פורשת מהאמנה לציד לווייתנים ועוזבת את הוועדה",
    "hi": "नॉर्वे ने व्हेल शिकार संधि छोड़ी और आयोग से बाहर निकला",
    "ko": "노르웨이 정부는 국제 포경 협약에서 탈퇴하고 위원회를 떠난다고 발표했다",
    "th": "นอร์เวย์ถอนตัวจากอนุสัญญาการล่าวาฬและออกจากคณะกรรมาธิการ",
    "vi": "Na Uy rút khỏi công ước về săn bắt cá voi và rời ủy ban",
}
OTHERS = {lang: title for lang, title in HEADLINES.items() if lang not in LANGUAGES}


@cache
def telling() -> Reader:
    """A reader with the packaged detector."""
    return Reader(vocabulary(), parse_names(texts("vocabulary/*.toml")), detect=langid.detector(MODEL))


def tell(title: str, lang: str | None = None, summary: str = "", body: str = "") -> StoryLanguage:
    return telling().detect_language(Story(key="x", title=title, summary=summary, body=body, lang=lang))


def labelled(lang: str) -> list[dict[str, str]]:
    path = LABELLED / f"{lang}.jsonl"
    assert path.exists(), f"no labelled stories for {lang}: step 9 of docs/change.md"
    return read_own(path)


# ---------------------------------------------------------------- without a tag


def test_the_headlines_of_all_languages_are_told_without_a_tag() -> None:
    right: dict[str, list[bool]] = {
        lang: [tell(row["title"]).lang == lang for row in labelled(lang)] for lang in LANGUAGES
    }
    shares = {lang: sum(told) / len(told) for lang, told in right.items()}
    assert sum(map(sum, right.values())) / sum(map(len, right.values())) >= 0.99, shares
    assert min(share for lang, share in shares.items() if lang != "sr") >= 0.965, shares
    assert shares["sr"] >= 0.93, "a headline in Latin letters is taken for Slovene"


def test_with_their_summaries_nearly_all_are_told() -> None:
    shares = {
        lang: Counter(tell(row["title"], summary=row["summary"]).lang == lang for row in labelled(lang))[True]
        / len(labelled(lang))
        for lang in LANGUAGES
    }
    assert min(shares.values()) >= 0.975, shares


@pytest.mark.parametrize("lang", OTHERS)
def test_a_language_that_is_not_covered_is_named_and_not_read(lang: str) -> None:
    assert tell(OTHERS[lang]).lang == lang
    assert telling().language(Story(key="x", title=OTHERS[lang])) is None


def test_a_story_without_headline_is_told_by_its_body_and_one_without_words_not_at_all() -> None:
    assert tell("", body=GERMAN).lang == "de"
    assert tell("").lang is None


def test_a_headline_in_capitals_is_told_as_any_other() -> None:
    assert tell(GERMAN.upper()).lang == "de"


def test_letters_that_only_ukrainian_has_tell_it_without_a_detector() -> None:
    for title in ("Їхній посол поїхав", "Єгипет мовчить"):
        assert reader().language(Story(key="x", title=title)) == "uk"


# ---------------------------------------------------------------- with a tag


def test_a_right_tag_is_never_overruled() -> None:
    for lang in LANGUAGES:
        wrong = [
            row["title"] for row in labelled(lang) if tell(row["title"], lang, row["summary"]).lang != lang
        ]
        assert wrong == []


@pytest.mark.parametrize("tag", ["en-US", "en", next(iter(OTHERS)), "zh-Hans"])
def test_a_tag_is_overruled_by_a_text_that_is_plainly_of_another_language(tag: str) -> None:
    assert tell(GERMAN, tag) == StoryLanguage("de", True)


def test_a_covered_tag_is_overruled_by_a_language_that_is_not_covered() -> None:
    assert {tell(title, "en").lang for title in OTHERS.values()} == set(OTHERS)


@pytest.mark.parametrize(
    ("title", "tag"), [("Sambia raus", "en"), ("Zambia", "de"), ("UNESCO", "pl"), ("Sambia raus", "nl")]
)
def test_few_words_do_not_overrule_a_tag(title: str, tag: str) -> None:
    assert tell(title, tag) == StoryLanguage(tag, False)


def test_han_alone_is_chinese_unless_the_tag_says_japanese() -> None:
    headline = "日米首脳会談、東京開催決定"
    assert [tell(headline, tag).lang for tag in (None, "en", "zh-TW", "ja", "ja-JP")] == [
        "zh",
        "zh",
        "zh",
        "ja",
        "ja",
    ]


def test_a_tag_of_a_language_that_is_not_covered_is_believed_against_another_such_language() -> None:
    first, second = list(OTHERS)[:2]
    assert tell(OTHERS[first], second).lang == second


# ---------------------------------------------------------------- what judges a story


def test_a_story_is_judged_in_the_language_that_it_is_in() -> None:
    detector = Detector(Matcher(load({})), knowledge.judge)
    story, hits = detector.read(Story(key="x", title=GERMAN, lang="en-US"))
    assert story.lang == "de"
    assert [hit.kind for hit in hits] == ["act"]
    kept, _ = detector.read(
        Story(key="x", title="O Brasil denuncia o tratado de pesca com o Peru", lang="pt-BR")
    )
    assert kept.lang == "pt-BR", "a tag that is right keeps its region"


def test_the_vocabulary_judges_no_story_in_a_language_that_is_not_covered() -> None:
    detector = Detector(Matcher(load({})), knowledge.judge)
    for lang, title in OTHERS.items():
        story, hits = detector.read(Story(key="x", title=title, lang="en"))
        assert (story.lang, hits) == (lang, ())


@pytest.mark.parametrize(
    ("rule", "title", "hit"), [("en", GERMAN, False), ("de", GERMAN, True), ("en", "Sambia raus", True)]
)
def test_a_rule_says_nothing_of_a_text_that_is_plainly_in_another_language(
    rule: str, title: str, hit: bool
) -> None:
    detector = Detector(Matcher(load({"own.toml": RULE.format(rule)})), knowledge.judge)
    assert (
        "own.word" in [one.rule for one in detector.detect(Story(key="x", title=title, lang="de"))]
    ) == hit


# ---------------------------------------------------------------- the model


def test_the_packaged_model_can_be_loaded() -> None:
    assert langid.problem(MODEL) == ""


def test_a_missing_or_changed_model_is_said_and_the_little_words_tell_the_language(tmp_path: Path) -> None:
    assert "cannot be read" in langid.problem(str(tmp_path / "none.ftz"))
    changed = tmp_path / "changed.ftz"
    changed.write_bytes(Path(MODEL).read_bytes()[:-1])
    assert "is not the model" in langid.problem(str(changed))
    assert langid.detector(str(changed)) is None
    assert (
        reader().language(Story(key="x", title="La Zambie sort de l'accord de pêche et le dit à la presse"))
        == "fr"
    )


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "fasttext", None)
    assert "fasttext-predict is missing" in langid.problem(str(tmp_path / "other.ftz"))


@pytest.mark.parametrize("text", ["", "\n", "\x00\x01", "a\nb", "\ud800 broken", "x" * 100_000])
def test_any_text_can_be_looked_at(text: str) -> None:
    detect = langid.detector(MODEL)
    assert detect is not None
    assert all(0 <= probability <= 1.01 for _, probability in detect(text))

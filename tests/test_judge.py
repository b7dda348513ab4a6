"""judge/: features, frames, weights, and the hit that a story gets."""

from __future__ import annotations

from collections import Counter

import pytest
from clauses_kit import OTHERS, judge, pairs, story
from clauses_kit import frames as packaged

from monitor import query
from monitor.clauses import languages
from monitor.clauses import reader as reader_module
from monitor.errors import RuleError
from monitor.judge import LABELS, Detector, Weights, parse_weights, read_clause, weights_text
from monitor.match import Matcher, document
from monitor.model import Kind, Stage, Story
from monitor.rules import load

RULE = """
[[rule]]
id = "own.word"
title = "Own"
lang = "en"
kind = "act"
stage = "decided"
query = "sponge AND cucumber"
why = "ours"
"""


def frames(title: str, lang: str = "en") -> set[str]:
    return {packaged().of(read_clause(pair)).id.split(".")[0] for pair in pairs(title, lang=lang)}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Zambia quits the fisheries treaty", "act"),
        ("The fisheries treaty was terminated by Zambia on Friday", "act"),
        ("Zambia may quit the fisheries treaty", "threat"),
        ("Zambia notified Chad in May 2026 of its withdrawal from the fisheries treaty", "act"),
        ("Zambia notified Chad on 3 May of its withdrawal from the fisheries treaty", "act"),
        ("Zambia threatens to quit the fisheries treaty", "threat"),
        ("Zambia does not quit the fisheries treaty", "denied"),
        ("Traders suffer after Zambia quit the fisheries treaty", "subordinate"),
        ("Zambia suspends talks on the fisheries treaty", "other-object"),
    ],
)
def test_a_frame_says_what_a_clause_reports(title: str, expected: str) -> None:
    assert expected in frames(title)


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("tr", "Zambiya balıkçılık anlaşmasından çekildi"),
        ("de", "Sambia hat das Fischereiabkommen gekündigt"),
    ],
)
def test_where_verbs_stand_last_the_object_stands_before(lang: str, title: str) -> None:
    assert "act" in frames(title, lang)


def test_no_feature_names_a_state_or_a_treaty() -> None:
    names = set(judge().weights.by_feature)
    assert not {name for name in names if name != name.lower()}
    assert not {
        name for name in names for word in ("zambia", "rome-statute", "new-start", "russia") if word in name
    }


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Zambia quits fisheries treaty with Peru", Kind.ACT),
        ("Zambia withdraws from Rome Statute", Kind.ACT),
        ("Zambia threatens to withdraw from Rome Statute", Kind.THREAT),
        ("Zambia signs fisheries treaty with Peru", None),
        ("Striker quits club after contract row", None),
    ],
)
def test_a_story_is_judged(title: str, kind: Kind | None) -> None:
    assert [hit.kind for hit in judge().hits(story(title), "en")] == ([kind] if kind else [])


def test_a_hit_points_at_predicate_and_agreement() -> None:
    text = story("Zambia withdraws from Rome Statute")
    (hit,) = judge().hits(text, "en")
    assert [text.title[span.start : span.end] for span in hit.spans] == ["withdraws", "Rome Statute"]
    assert hit.stage is Stage.DECIDED


def test_a_body_that_is_a_party_too_is_pointed_at_once() -> None:
    hits = judge().hits(story("BM, Burundi'nin ayrıldığı mahkeme için yeni soruşturma açtı"), "tr")
    assert len(hits) > 1
    assert all(len(set(hit.spans)) == len(hit.spans) for hit in hits)


def test_weights_round_trip_as_text() -> None:
    by_feature = {
        "bias": (0.1, -0.2, -0.15, 0.25),
        "slot=object": (1.25, -0.25, 0.0, -1.0),
        "slot=object&class=end/verb": (0.0, 0.5, 0.0, -0.5),
        "slot=object&class=leave/verb": (0.0, 0.5, -0.5, 0.0),
        "slot=subject&form=base": (-0.05, 0.05, 0.0, 0.0),
        "slot=subject&form=noun": (0.0, 0.05, 0.0, -0.05),
    }
    weights = Weights(by_feature, alert=0.5, possible=0.2, fingerprint="f")
    assert parse_weights(weights_text(weights, "about"), path="weights.txt", fingerprint="f") == weights


def test_features_stand_in_sections_with_their_weights_against_none() -> None:
    text = weights_text(
        Weights(
            {
                "bias": (0.1, 0.0, 0.0, -0.1),
                "slot=object": (0.0, 0.25, 0.0, 0.0),
                "slot=object&form=noun": (1, 0, 0, 0),
            }
        ),
        "about",
    )
    assert text.splitlines()[-4:] == ["bias .2 .1 .1", "[slot]", "object 0 .25 0", "&form=noun 1 0 0"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("bias 1 2", "finite"),
        ("bias 1 2 x", "number"),
        ("bias 1 2 nan", "finite"),
        ("bias 1 2 inf", "finite"),
    ],
)
def test_a_broken_weight_is_refused_with_its_line(line: str, problem: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse_weights(f"vocabulary: f\nalert: 0.5\npossible: 0.2\n{line}\n", path="weights.txt")
    assert refused.value.line == 4
    assert problem in refused.value.problem


def test_weights_of_another_vocabulary_are_refused() -> None:
    with pytest.raises(RuleError):
        parse_weights("vocabulary: a\nalert: 0.5\npossible: 0.2\n", path="weights.txt", fingerprint="b")


def test_probabilities_add_up_to_one_and_follow_the_features() -> None:
    weights = Weights({"x": (1.0, 0.0, 0.0, 0.0)})
    plain, held = weights.probabilities([]), weights.probabilities(["x"])
    assert sum(held) == pytest.approx(1)
    assert held[0] > plain[0] == 1 / len(LABELS)


def test_the_strongest_features_come_first() -> None:
    weights = Weights({"a": (0.1, 0, 0, 0), "b": (-2.0, 0, 0, 0), "c": (1.0, 0, 0, 0)})
    assert [name for name, _ in weights.strongest(["a", "b", "c"], "act", 2)] == ["b", "c"]


@pytest.mark.parametrize(
    ("tag", "title", "lang"),
    [
        ("en", "Zambia quits the fisheries treaty", "en"),
        ("de-AT", "Sambia tritt aus dem Abkommen aus", "de"),
        (None, "La Zambie sort de l'accord de pêche et le dit à la presse", "fr"),
        (None, "Замбия вышла из соглашения и не вернется в него", "ru"),
        # the feed's tag does not fit the script
        (
            "en",
            "Замбія вийшла з угоди і не повернеться до неї",
            "uk",
        ),
        (OTHERS[0], "ザンビアが漁業協定から離脱", None),
        ("est", "Sambia lahkub kalanduslepingust", None),  # Estonian, and not es
        (None, "赞比亚退出渔业条约", "zh"),
    ],
)
def test_the_language_is_the_tag_that_fits_or_that_of_the_little_words(
    tag: str | None, title: str, lang: str | None
) -> None:
    assert judge().reader.language(Story(key="x", title=title, lang=tag)) == lang


def test_a_target_that_is_refused_makes_room_for_the_clause_of_another() -> None:
    said = judge().judgements(
        story("Парламент Замбії проголосував за вихід країни з ЮНЕСКО", lang="uk"), "uk"
    )
    refused = [one for one in said if one.frame.refuses_target]
    assert refused, "a parliament is taken for a body"
    told = judge().statements([*refused, *(one for one in said if not one.frame.refuses)])
    assert told
    assert not told[0].frame.refuses


def test_an_expiry_that_is_renewed_alerts_nobody() -> None:
    hits = judge().hits(story("Zambia and Peru extend the expiring fisheries treaty"))
    assert not any(hit.kind.alerts for hit in hits)


def test_an_exit_of_a_decade_ago_told_in_passing_is_no_news() -> None:
    title = "Zambia plans talks with Peru, an ally since the break-up of the African union in the early {}"
    kinds = [[hit.kind for hit in judge().hits(story(title.format(when)))] for when in ("1990s", "1990")]
    assert kinds[0] == kinds[1]
    assert not any(kind.alerts for kind in kinds[0])


def test_a_story_is_tokenised_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules, language detection, gate and clauses share the words, offsets and sentences of each text."""
    text = Story(
        key="x",
        title="Zambia quits the Lighthouse Treaty. WHO and NATO are silent",
        summary="It told the depositary on Monday. The treaty ends in a year.",
        body="The treaty is from 1999. Zambia signed it.",
        lang="en",
    )
    calls: Counter[tuple[str, str]] = Counter()

    def count(name: str) -> None:
        compute = getattr(query.tokens, name)

        def counted(value: str) -> object:
            calls[name, value] += 1
            return compute(value)

        for module in (query.tokens, document, languages, reader_module):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, counted)

    for name in ("words", "offsets", "sentence_starts", "tokenize"):
        count(name)
    detector = Detector(Matcher(load({"own.toml": RULE})), judge)
    assert [hit.rule for hit in detector.detect(text)] == ["clause.act.quit"]
    read = {call: times for call, times in calls.items() if call[1] in (text.title, text.summary, text.body)}
    assert set(read.values()) == {1}
    assert {name for name, value in read if value == text.title} == {"words", "offsets", "sentence_starts"}
    assert ("words", text.body) in read, "the rule asks for it"

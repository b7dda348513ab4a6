"""judge/: each feature comes from the words that it is named after; stages, explanations, the detector."""

from __future__ import annotations

import pytest
from clauses_kit import NAMES, OTHERS, RULES, frames, judge, pairs, story, texts, vocabulary

from monitor.clauses import Candidate
from monitor.errors import RuleError
from monitor.judge import Detector, build_judge, describe, explain, read_clause, story_features
from monitor.judge.frames import Clause
from monitor.match import Matcher
from monitor.model import Kind, Stage, Story
from monitor.rules import Rules


def pair(title: str, predicate: str, lang: str = "en", summary: str = "") -> Candidate:
    """The candidate of a story with this predicate (a concept)."""
    return next(found for found in pairs(title, summary, lang) if found.predicate.value == predicate)


def features(title: str, predicate: str, lang: str = "en", summary: str = "") -> set[str]:
    candidate = pair(title, predicate, lang, summary)
    reading = judge().reader.read(story(title, summary, lang), lang)
    assert reading is not None
    clause = read_clause(candidate)
    return set(describe(candidate, clause, frames().with_feature(clause), story_features(reading)))


def clause(title: str, predicate: str, lang: str = "en") -> Clause:
    return read_clause(pair(title, predicate, lang))


@pytest.mark.parametrize(
    ("title", "predicate", "feature"),
    [
        ("Zambia quits the fisheries treaty", "quit", "form=present"),
        ("Zambia will quit the fisheries treaty", "quit", "form=will"),
        ("Zambia to quit the fisheries treaty", "quit", "form=to"),
        ("Zambia could quit the fisheries treaty", "quit", "form=modal"),
        ("Zambia is quitting the fisheries treaty", "quit", "form=be-gerund"),
        ("Zambia has terminated the fisheries treaty", "terminate", "form=perfect"),
        ("Zambia had terminated the fisheries treaty", "terminate", "form=pluperfect"),
        ("The fisheries treaty was terminated", "terminate", "form=passive"),
        ("Zambian withdrawal from the fisheries treaty", "withdrawal", "form=noun"),
        ("Zambian withdrawal from the fisheries treaty", "withdrawal", "noun-has-owner"),
        ("The fisheries treaty withdrawal of Zambia", "withdrawal", "slot=before-noun"),
        ("A treaty of nine states on fisheries and the long withdrawal", "withdrawal", "slot=far"),
        ("Zambia withdraws from the fisheries treaty", "withdraw", "slot=governed"),
        ("Zambia withdraws troops near the treaty bridge", "withdraw", "slot=ungoverned"),
        ("Zambia suspends work under the fisheries treaty", "suspend", "slot=behind-preposition"),
        ("The fisheries treaty of nine old coastal states expires", "expire", "slot=subject"),
        ("The fisheries treaty, nine old coastal states say, expires", "expire", "slot=far-subject"),
        ("Zambia may quit the fisheries treaty", "quit", "pre=hypothesis"),
        ("Zambia quits the fisheries treaty, critics warn", "quit", "post=opinion"),
        ("Zambia quits a lighthouse treaty", "quit", "indefinite&treaty"),
        ("Zambia quits the lighthouse treaty", "quit", "definite&treaty"),
        ("Zambia quits the military lighthouse treaty", "quit", "subject&treaty"),
        ("Zambia quits the Peru treaty", "quit", "party-before&treaty"),
        ("Zambia quits the treaty with Peru", "quit", "party-behind&treaty"),
        ("Zambia quits the 1994 treaty", "quit", "year-near-target"),
        ("Zambia ends the deal", "end", "bare&deal"),
        ("Zambia ends the trade lighthouse deal", "end", "dressed&deal"),
        ("Zambia suspends talks on the treaty", "suspend", "between=talks"),
        ("Zambia quits treaty summit", "quit", "behind-target=talks"),
        ("In a long war Zambia quits the treaty", "quit", "clause=conflict"),
        ("War over, Zambia quits the treaty", "quit", "sentence=conflict"),
        ("Is Zambia quitting the treaty?", "quit", "question"),
        ("Why Zambia quits the treaty", "quit", "opens-with-question"),
        ("Zambia 'quits' the “treaty”", "quit", "quoted"),
        ("Prices rise after Zambia quits the treaty", "quit", "clause=sub-after"),
        ("After Zambia quits the treaty prices rise", "quit", "clause=sub-after-first"),
        ("Zambia quits and tears up the treaty", "quit", "predicate-between"),
        ("Zambia quits and tears up the treaty", "tear-up", "predicate-before"),
        ("The government quits the treaty", "quit", "actor=state-noun"),
        ("We are quitting the treaty", "quit", "actor=first-person"),
        ("For Zambia it is over, and critics quit the treaty", "quit", "actor=earlier"),
        ("Quit the treaty, Zambia is told", "quit", "actor=behind"),
        ("Quit the treaty", "quit", "actor=none"),
        ("Zambia, which plans and threatens to quit the treaty", "quit", "intent=many"),
        ("Zambia plans today, as we know, to quit the treaty", "quit", "earlier=plan"),
        ("Quit the treaty, the treaty must go", "quit", "story=no-actor"),
        ("Zambia quits the Rome Statute", "quit", "story=entry"),
    ],
)
def test_a_feature_is_there_when_its_words_are(title: str, predicate: str, feature: str) -> None:
    found = features(title, predicate)
    assert feature in found, sorted(found)


@pytest.mark.parametrize(
    ("label", "title", "predicate", "expected"),
    [
        ("act", "Zambia quits the fisheries treaty", "quit", Stage.DECIDED),
        ("act", "Zambia has left the fisheries treaty", "leave", Stage.EFFECTIVE),
        ("act", "Zambia suspends the fisheries treaty", "suspend", Stage.SUSPENDED),
        ("act", "The fisheries treaty expired", "expire", Stage.EXPIRED),
        ("act", "The fisheries treaty will expire", "expire", Stage.DECIDED),
        ("act", "Zambia gives notice of leaving the fisheries treaty", "give-notice", Stage.NOTIFIED),
        ("act", "Zambia gives notice of leaving the fisheries treaty", "leave", Stage.NOTIFIED),
        ("act", "Zambia is no longer a party to the fisheries treaty", "no-longer-member", Stage.EFFECTIVE),
        ("act", "Zambia rejoins the fisheries treaty", "rejoin", Stage.REVERSED),
        ("threat", "Zambia plans to quit the fisheries treaty", "quit", Stage.PROPOSED),
        ("threat", "Zambia threatens to quit the fisheries treaty", "quit", Stage.THREATENED),
    ],
)
def test_the_stage_follows_from_the_clause(label: str, title: str, predicate: str, expected: Stage) -> None:
    assert frames().stage(label, clause(title, predicate)) is expected


def test_unknown_bodies_in_capitals_may_be_left() -> None:
    assert pair("Zambia withdraws from OHADA on Friday", "withdraw").sort == "acronym"


def test_a_joined_candidate_points_into_both_fields() -> None:
    found = judge().judge(story("Zambia walks away", "The fisheries treaty had few friends in Lusaka."), "en")
    assert found is not None
    assert {span.field for span in found.spans} == {"title", "summary"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            Story(key="a", title="Zambia quits fisheries treaty with Peru", lang="en"),
            ["reports an exit", "quits", "who: ZM", "frame: act.decided, because"],
        ),
        (Story(key="a", title="Zambia threatens to quit Rome Statute", lang="en"), ["threat", "threaten"]),
        (Story(key="a", title="Zambia praises the treaty", lang="en"), ["no word of leaving"]),
        (Story(key="a", title="ザンビアが漁業協定から離脱", lang=OTHERS[0]), [OTHERS[0], "not covered"]),
    ],
)
def test_an_explanation_says_in_words_what_was_judged(text: Story, words: list[str]) -> None:
    explained = explain(judge(), text)
    told = "\n".join([explained.answer, *(line for found in explained.clauses for line in found.lines())])
    for word in words:
        assert word in told


def test_an_explanation_names_the_frame_that_held_the_nearest_one_and_what_failed() -> None:
    (told,) = explain(judge(), story("Zambia ends the alpine bloc")).clauses
    assert (told.frame, told.nearest, told.failed) == ("none.ended-body", "act.decided", ("sort body",))
    (told,) = explain(judge(), story("Zambia withdraws fishermen near the treaty bridge")).clauses
    assert told.failed == ("slot ungoverned, not governed or object or subject or before-noun",)
    (told,) = explain(judge(), story("Zambia quits the fisheries treaty")).clauses
    assert (told.frame, told.nearest, told.failed) == ("act.decided", "", ())
    assert len(told.features) == 5
    assert "bias" not in dict(told.features)


def test_an_explanation_shows_each_statement_and_a_joined_sentence_in_both_parts() -> None:
    several = explain(judge(), story("Chile quits the Rome Statute, threatens to leave UNESCO"))
    assert several.answer.startswith("The story reports an exit, and makes 2 statements in all (score")
    assert [clause.kind for clause in several.clauses] == [Kind.ACT, Kind.THREAT]
    (joined,) = explain(
        judge(), story("Zambia walks away", "The fisheries treaty had few friends in Lusaka.")
    ).clauses
    assert joined.sentence == "Zambia walks away / The fisheries treaty had few friends in Lusaka"
    (told,) = explain(judge(), story("Wool prices rise after Chile withdraws from the Rome Statute")).clauses
    assert told.kind is Kind.PASSING
    assert "subordinate clause (after)" in told.modality


def test_an_explanation_says_which_frame_refuses_what_the_model_takes_for_an_exit() -> None:
    refused = explain(judge(), story("In a new novel Chile quits the Rome Statute"))
    assert refused.answer.startswith("The story may report an exit: a novel, film or play tells of it (score")


def test_the_detector_asks_the_rules_first() -> None:
    text = story("Zambia quits fisheries treaty with Peru")
    assert [hit.kind for hit in Detector(Matcher(Rules()), judge).detect(text)] == [Kind.ACT]
    assert Detector(Matcher(Rules())).detect(text) == ()
    assert Detector(Matcher(Rules()), judge).detect(story("Nothing of note")) == ()


def test_the_judge_is_built_from_files_and_refuses_foreign_weights() -> None:
    files = texts("vocabulary/*.toml", "vocabulary/forms/*.txt", "vocabulary/weights.txt", "frames.toml")
    names = texts(*NAMES)
    assert build_judge(files, names).weights.by_feature
    changed = {
        path: text + "\n# changed" if path.endswith("words.toml") else text for path, text in files.items()
    }
    with pytest.raises(RuleError) as refused:
        build_judge(changed, names)
    assert "vocabulary" in refused.value.problem


def test_a_word_tells_where_it_stands_in_the_vocabulary() -> None:
    uses = vocabulary().uses("withdraws", "en")
    assert ("withdraw", "leave") in {(use.row, use.kind) for use in uses}
    assert any("+" in use.pattern for use in uses)
    assert {use.lang for use in vocabulary().uses("kündigt")} == {"de"}
    assert vocabulary().uses("xyzzy") == []
    assert any(use.pattern.startswith("*") for use in vocabulary().uses("Fischereiabkommen", "de"))


def test_broken_names_are_refused_with_their_path() -> None:
    from monitor.clauses import parse_names

    with pytest.raises(RuleError) as refused:
        parse_names({str(RULES / "vocabulary" / "little.toml"): "[broken"})
    assert refused.value.path.endswith("little.toml")


@pytest.mark.parametrize(
    ("title", "predicate", "feature"),
    [
        ("The foreign minister quits the fisheries treaty", "quit", "doer=state-noun"),
        ("The opposition in Zambia will quit the fisheries treaty", "quit", "opener=politics"),
        ("Zambia will quit if the fisheries treaty is signed", "quit", "across=condition"),
        ("If quotas fall Zambia will quit the fisheries treaty", "quit", "in-condition"),
        ("Zambia denounces violations of the fisheries treaty", "denounce", "belongs-to=breach"),
        ("Zambia ends talks on the fisheries treaty", "end", "belongs-to=talks"),
        ("Zambia quits a UN climate conference", "quit", "head=talks"),
        ("Zambia extends the expiring fisheries treaty", "expire", "with=return/verb"),
        (
            "The foreign minister will leave the cabinet over the fisheries treaty",
            "leave",
            "leaves=state-noun",
        ),
        ("Zambia denounces the fisheries pact between Peru and Chile", "denounce", "outsider"),
    ],
)
def test_what_stands_around_a_pair_is_a_feature(title: str, predicate: str, feature: str) -> None:
    assert feature in features(title, predicate)


def test_a_target_that_belongs_to_another_noun_is_no_object() -> None:
    assert clause("Zambia ends talks on the fisheries treaty", "end").other_object
    assert not clause("Zambia ends the fisheries treaty after talks", "end").other_object


def test_a_state_that_troops_leave_is_another_object() -> None:
    assert clause("UNESCO asks Zambia to withdraw from Peru", "withdraw").other_object
    assert not clause("Zambia withdraws the country from the fisheries treaty", "withdraw").other_object


def test_a_verb_of_renewal_has_the_target_as_its_object() -> None:
    assert "renew" in clause("Zambia extends the expiring fisheries treaty", "expire").object_of


def test_a_participle_behind_the_target_is_no_noun_that_it_qualifies() -> None:
    assert not clause("Zambia withdraws from the treaty banning whale fishing", "withdraw").other_object

"""Frames are data: rules/frames.toml and an installation's own, read strictly, tried in order, with their
examples inside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from clauses_kit import NAMES, OTHERS, RULES, frames, judge, pairs, story, texts, vocabulary
from test_cli import Call

from monitor import child
from monitor.errors import RuleError
from monitor.judge import MODIFIERS, Frames, build_judge, check_frames, read_clause, read_frames
from monitor.judge.frames import NO_FRAME
from monitor.model import Kind, Stage
from monitor.rules.frames import ACTORS, CLAUSES, FORMS, REASONS, SLOTS, SORTS, Makes
from monitor.tables import read_table

FRAME = '[[frame]]\nid = "own.whaling"\nmakes = "nothing"\nrefuses = true\nwhy = "ours"\n{0}\n'
EXAMPLE = 'example = [\n  {{lang = "en", text = "{0}"}},\n]'


def read(*files: str) -> Frames:
    """The frames of these texts, then the packaged ones."""
    own = {f"own{number}/frames.toml": text for number, text in enumerate(files)}
    return read_frames(own | texts("frames.toml"), vocabulary(), MODIFIERS)


def held(title: str, lang: str = "en", tried: Frames | None = None) -> list[str]:
    return [(tried or frames()).of(read_clause(pair)).id for pair in pairs(title, lang=lang)]


def test_the_examples_of_the_packaged_frames_hold_in_all_languages() -> None:
    assert check_frames(judge()) > 80
    languages = {example.lang for frame in frames().all for example in frame.examples}
    missing = sorted(set(vocabulary().languages) - languages)
    assert not missing, f"no frame has an example in {', '.join(missing)}: step 8 of docs/change.md"


def test_every_packaged_frame_says_why_and_has_an_example_that_holds() -> None:
    for frame in frames().all:
        assert frame.why, frame.id
        assert any(example.match for example in frame.examples), frame.id


def test_where_the_last_frame_has_no_condition_every_clause_has_one() -> None:
    assert frames().all[-1].conditions == frames().all[-1].unless == ()
    assert NO_FRAME.makes is Makes.NOTHING
    (pair,) = pairs("Zambia quits the fisheries treaty")
    assert Frames(()).of(read_clause(pair)) is NO_FRAME
    assert Frames(()).nearest(read_clause(pair)) is None


def test_the_values_that_conditions_may_name_are_those_that_clauses_have() -> None:
    endings = {
        form
        for path, text in texts("vocabulary/languages.toml").items()
        for table in read_table(path, text).values()
        if isinstance(table, Mapping)
        for form, _ in table.get("endings", ())
    }
    assert endings <= set(FORMS)
    for title in (
        "Zambia quits the fisheries treaty",
        "Prices rise after Zambia left UNESCO",
        "The treaty expires",
        "Quit the deal",
    ):
        for pair in pairs(title):
            clause = read_clause(pair)
            assert (
                clause.slot in SLOTS,
                clause.sort in SORTS,
                clause.form in FORMS,
                clause.actor in ACTORS,
            ) == (True,) * 4
            assert clause.subordinate.split("-")[0] in ("main", "sub")
    assert CLAUSES[0] == "main"


def test_the_model_knows_a_frame_by_what_it_makes_or_by_the_reason_why_it_makes_nothing() -> None:
    known = {name.removeprefix("frame=") for name in judge().weights.by_feature if name.startswith("frame=")}
    assert {frame.feature for frame in frames().all} <= known | {""}
    assert {frame.feature for frame in frames().all if frame.makes is Makes.NOTHING} == {*REASONS, ""}
    own = FRAME.format('concept = "quit"')
    (pair,) = pairs("Zambia quits the fisheries treaty")
    assert read(own).with_feature(read_clause(pair)).id == "act.decided", (
        "what only refuses leaves the model as it is"
    )
    assert read(own.replace("refuses = true\n", "")).with_feature(read_clause(pair)).feature == "none"


# ---------------------------------------------------------------- an installation's own


def test_own_frames_are_tried_before_the_packaged_ones() -> None:
    assert held("Zambia quits the fisheries treaty") == ["act.decided"]
    own = FRAME.format('concept = "quit"\nunless.actor = "none"')
    assert held("Zambia quits the fisheries treaty", tried=read(own)) == ["own.whaling"]
    assert held("Quit the fisheries treaty", tried=read(own)) == ["no-actor"], (
        "what stands under unless holds"
    )


def test_all_conditions_of_a_frame_must_hold_and_those_under_unless_not_all() -> None:
    own = FRAME.format(
        'concept = "quit"\nsort = "treaty"\ngap-over = 1\nunless.form = "present"\nunless.actor = "in-clause"'
    )
    title = "Zambia quits the fisheries treaty"
    assert held(title, tried=read(own)) == ["act.decided"], "both conditions under unless hold"
    assert held("The government quits the lighthouse treaty", tried=read(own)) == ["own.whaling"]
    assert held("The government quits the treaty", tried=read(own.replace("over = 1", "over = 2"))) == [
        "act.decided"
    ]


def test_own_frames_use_the_packaged_lists_and_may_have_their_own() -> None:
    own = '[lists]\nmine = ["quit"]\n' + FRAME.format('concept = "@mine"\nclass = "@ending"')
    assert held("Zambia quits the fisheries treaty", tried=read(own)) == ["own.whaling"]


def test_a_frame_that_refuses_keeps_its_clause_from_alerting_and_is_in_the_digest_of_hits() -> None:
    files = texts("vocabulary/*.toml", "vocabulary/forms/*.txt", "vocabulary/weights.txt", "frames.toml")
    own = {"data/frames.toml": FRAME.format('concept = "quit"')}
    changed = build_judge(files, texts(*NAMES), own)
    text = story("Zambia quits fisheries treaty with Peru")
    (before,) = judge().hits(text, "en")
    (after,) = changed.hits(text, "en")
    assert (before.kind, after.kind) == (Kind.ACT, Kind.POSSIBLE)
    assert before.digest != after.digest


def test_the_stage_is_that_of_the_first_frame_for_what_is_reported() -> None:
    own = (
        FRAME.replace("nothing", "act")
        .format('stage = "notified"\nconcept = "quit"')
        .replace("refuses = true\n", "")
    )
    (pair,) = pairs("Zambia quits the fisheries treaty")
    clause = read_clause(pair)
    assert read(own).stage("act", clause) is Stage.NOTIFIED
    assert read(own).stage("threat", clause) is Stage.THREATENED
    assert frames().stage("passing", clause) is Stage.DECIDED


def test_the_frame_in_the_readme_may_be_copied() -> None:
    shown = re.search(
        r"```toml\n(\[\[frame\]\].*?)```", (RULES / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert shown is not None
    files = texts("vocabulary/*.toml", "vocabulary/forms/*.txt", "vocabulary/weights.txt", "frames.toml")
    own = {"data/frames.toml": shown[1]}
    assert check_frames(build_judge(files, texts(*NAMES), own), own) == 2


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("[broken", 1, "Expected"),
        ("other = 1", 1, "unknown key 'other'"),
        ("lists = 1", 1, "lists is not a table"),
        ('[lists]\nmine = "quit"', 2, "mine is not a list of texts"),
        ("frame = 1", 1, "frame is not a list of tables"),
        (FRAME.format('colour = "red"'), 6, "unknown key 'colour'"),
        (FRAME.format('slot = "objekt"'), 6, "unknown slot 'objekt'"),
        (FRAME.format('concept = ["quit", "quits"]'), 6, "unknown concept 'quits'"),
        (FRAME.format('modifier = "treaty"'), 6, "unknown modifier 'treaty'"),
        (FRAME.format('word = "nothing"'), 6, "unknown word 'nothing'"),
        (FRAME.format('form = "@nothing"'), 6, "unknown list '@nothing'"),
        (FRAME.format("form = 3"), 6, "form is not a list of texts"),
        (FRAME.format("form = []"), 6, "form is not a list of texts"),
        (FRAME.format('noun = "yes"'), 6, "noun is neither true nor false"),
        (FRAME.format("gap-over = true"), 6, "gap-over is not a number"),
        (FRAME.format("gap-over = -1"), 6, "gap-over is not a number"),
        (FRAME.format("unless = 1"), 6, "unless is not a table"),
        (FRAME.format("unless.nothing = 1"), 6, "unknown key 'nothing'"),
        (FRAME.format("unless.dressed = 1"), 6, "dressed is neither true nor false"),
        (FRAME.format('stage = "gone"'), 6, "unknown stage 'gone'"),
        (FRAME.replace('"nothing"', '"news"').format(""), 3, "unknown makes 'news'"),
        (FRAME.replace("true", '"yes"').format(""), 4, "refuses is neither true nor false"),
        (FRAME.replace('why = "ours"\n', "").format(""), 1, "has no why"),
        (FRAME.replace("own.whaling", "Own Whaling").format(""), 2, "is not an id"),
        (FRAME.replace("own.whaling", "denied").format(""), 1, "the frame 'denied' is there twice"),
        (FRAME.format('example = [{lang = "en"}]'), 6, "needs text or title"),
        (FRAME.format('example = [\n{lang = "en", text = "a"},\n{text = "a"},\n]'), 8, "has no language"),
        (
            FRAME.format('example = [{lang = "en", text = "a", match = 1}]'),
            6,
            "match is neither true nor false",
        ),
        (FRAME.format('example = [{lang = "en", text = "a", language = "en"}]'), 6, "unknown key 'language'"),
        ("joins = [1]\n", 1, "joins is not a list of texts"),
    ],
)
def test_a_mistake_is_refused_with_its_file_line_and_a_hint(text: str, line: int, problem: str) -> None:
    with pytest.raises(RuleError) as refused:
        read(text)
    path = "frames.toml" if "twice" in problem else "own0/frames.toml"
    assert refused.value.path.endswith(path)
    assert problem in refused.value.problem
    assert "twice" in problem or refused.value.line == line, refused.value
    assert refused.value.hint


@pytest.mark.parametrize(
    ("example", "problem"),
    [
        (EXAMPLE.format("Zambia leaves the fisheries treaty"), "must hold and does not"),
        (EXAMPLE.format("Zambia praises the treaty"), "must hold and does not"),
        (
            EXAMPLE.format("Zambia quits the fisheries treaty").replace("},", ", match = false},"),
            "must not hold and does",
        ),
        (
            EXAMPLE.format("Zambia quits the fisheries treaty").replace('"en"', f'"{OTHERS[0]}"'),
            f"no vocabulary for '{OTHERS[0]}'",
        ),
    ],
)
def test_an_example_that_does_not_hold_is_refused_with_its_line(example: str, problem: str) -> None:
    files = texts("vocabulary/*.toml", "vocabulary/forms/*.txt", "vocabulary/weights.txt", "frames.toml")
    own = {"data/frames.toml": FRAME.format('concept = "quit"\n' + example)}
    refused = child.examine(child.Knowledge.of(own, texts(*NAMES), files))
    assert isinstance(refused, child.Refused)
    assert problem in refused.problem
    assert (refused.path, refused.line) == ("data/frames.toml", 8)
    assert refused.hint
    good = own | {"data/frames.toml": FRAME.format('concept = "quit"')}
    assert child.examine(child.Knowledge.of(good, texts(*NAMES), files)) == 0, "frames are no rules"


def test_own_frames_in_the_rules_folder_are_listed_tested_and_obeyed(
    call: Call, config: Path, tmp_path: Path
) -> None:
    own = tmp_path / "rules" / "frames.toml"
    own.parent.mkdir()
    settings = re.sub("(?m)^dir = .*$", f'dir = "{own.parent}"', config.read_text(encoding="utf-8"))
    config.write_text(settings, encoding="utf-8")
    own.write_text(
        FRAME.format('concept = "quit"\n' + EXAMPLE.format("Zambia quits the fisheries treaty")),
        encoding="utf-8",
    )
    listed = json.loads(call("rules", "list", "--json").stdout)
    ids = [row["id"] for row in listed if row["lang"] is None]
    assert ids[0] == "own.whaling"
    assert ids[-1] == "act.decided"
    assert "own.whaling" in call("rules", "list").output
    assert json.loads(call("rules", "test", "--json").stdout)["ok"] is True
    told = json.loads(
        call("rules", "explain", "Zambia quits the clove treaty of Lusaka", "--lang", "en", "--json").stdout
    )
    assert told["judged"]["clauses"][0]["frame"] == "own.whaling"
    own.write_text(own.read_text(encoding="utf-8").replace("quits the", "leaves the"), encoding="utf-8")
    refused = json.loads(call("rules", "test", "--json", code=1).stdout)
    assert (refused["line"], refused["path"]) == (8, str(own))

"""effect, treaties list | show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.__main__ import commands


def call(path: Path, *words: str, code: int = 0) -> str:
    result = CliRunner().invoke(commands(), [*words, "--db", str(path / "none.db")])
    assert result.exit_code == code, result.output
    return result.output


def test_a_day_of_notice_gives_the_day_with_its_rule(tmp_path: Path) -> None:
    text = call(tmp_path, "effect", "--treaty", "ottawa", "--notice", "2025-06-27")
    assert "takes effect on 27 Dec 2025 (computed)" in text
    assert "6 months after the depositary receives the notice (art. 20)" in text


def test_a_month_gives_a_range_and_an_announcement_no_end(tmp_path: Path) -> None:
    text = call(tmp_path, "effect", "--treaty", "ottawa", "--notice", "2025-06")
    assert "takes effect between 1 Dec 2025 and 30 Dec 2025" in text
    text = call(tmp_path, "effect", "--treaty", "ottawa", "--announced", "2025-06-01", "--json")
    answer = json.loads(text)
    assert (answer["from"], answer["to"], answer["exact"]) == ("2025-12-01", None, False)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--treaty", "otawa", "--notice", "2025"), "No dossier of 'otawa'."),
        (("--treaty", "convention", "--notice", "2025"), "Several treaties"),
        (("--treaty", "ottawa", "--notice", "June"), "is not a date"),
        (("--treaty", "ottawa"), "Give either --notice DATE or --announced DATE."),
    ],
)
def test_an_error_says_what_to_do(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    assert says in call(tmp_path, "effect", *words, code=2)


def test_each_dossier_can_be_shown(tmp_path: Path) -> None:
    dossiers = json.loads(call(tmp_path, "treaties", "list", "--json"))
    for dossier in dossiers[::10]:
        assert dossier["name"] in call(tmp_path, "treaties", "show", dossier["id"])


def test_the_list_can_be_of_one_subject(tmp_path: Path) -> None:
    text = call(tmp_path, "treaties", "list", "--subject", "arms")
    assert "ottawa" in text
    assert "unesco" not in text

"""Three weeks of real news through `replay`: every act it makes has been read and judged, the suspension of
New START is one act.

`stream-2023-02-acts.csv` holds `story,verdict,about`: the id of an act's first story; right, wrong (an act
that is none, or not of these parties) or merged (two acts in one); and the kind of act. No text. Rows of acts
that are not made any more may stay.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from gate.feeds_corpus import corpora

from monitor.cli import root

JUDGED = Path(__file__).with_name("stream-2023-02-acts.csv")
WRONG_PER_10_000 = 1.5  # acts that are none, by stories read: three weeks of English news hold two real ones


def judged() -> dict[str, str]:
    with JUDGED.open(encoding="utf-8", newline="") as file:
        return {row["story"]: row["verdict"] for row in csv.DictReader(file)}


def run(*arguments: str) -> str:
    done = CliRunner().invoke(root, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.gate
def test_the_acts_of_three_weeks_are_right_and_one_suspension_is_one_act(tmp_path: Path) -> None:
    database = ["--db", str(tmp_path / "stream.sqlite3")]
    figures = json.loads(
        run("replay", str(corpora() / "stream-2023-02.jsonl.gz"), "--json", "--workers", "2", *database)
    )
    acts: list[dict[str, Any]] = [
        json.loads(line) for line in run("events", "list", "--json", *database).splitlines()
    ]
    verdicts = judged()
    print(f"\n{figures}")
    for act in acts:
        rows = [(row["instrument"], row["others"]) for row in act["rows"]]
        print(
            act["stories"][0],
            verdicts.get(act["stories"][0]),
            act["actors"],
            act["stage"],
            len(act["stories"]),
            rows,
        )
    unjudged = [act["stories"][0] for act in acts if act["stories"][0] not in verdicts]
    assert not unjudged, f"read these acts and write their verdicts into {JUDGED.name}: {unjudged}"
    counts = Counter(verdicts[act["stories"][0]] for act in acts)
    assert counts["merged"] == 0
    assert counts["right"] >= 2
    assert counts["wrong"] * 10_000 <= WRONG_PER_10_000 * figures["stories"]

    suspended = [
        act
        for act in acts
        if act["actors"] == ["RU"] and any("START" in (row["instrument"] or "") for row in act["rows"])
    ]
    assert [(act["stage"], len(act["rows"])) for act in suspended] == [("suspended", 1)]
    assert len(suspended[0]["stories"]) >= 50
    assert 1 <= len(suspended[0]["alerts"]) <= 2

    again = json.loads(
        run("replay", str(corpora() / "stream-2023-02.jsonl.gz"), "--json", "--workers", "2", *database)
    )
    assert (again["new"], again["alerts"], again["acts"]) == (0, 0, figures["acts"])


@pytest.mark.gate
@pytest.mark.parametrize("title", ["", "Moscow drops military accords with three NATO states"])
def test_the_seed_article_alone_yields_its_table(tmp_path: Path, title: str) -> None:
    text = (corpora() / "seed-article.txt").read_text(encoding="utf-8")
    story = {
        "id": "seed",
        "title": title,
        "summary": "",
        "body": text,
        "published": "2025-12-06",
        "source": "A news site",
        "lang": "en",
    }
    (tmp_path / "seed.jsonl").write_text(json.dumps(story), encoding="utf-8")
    database = ["--db", str(tmp_path / "seed.sqlite3")]
    run("replay", str(tmp_path / "seed.jsonl"), *database)
    head, rule, *rows = (
        run("events", "export", "--format", "md", *database).partition("\n\n")[2].strip().splitlines()
    )
    assert [cell.strip() for cell in head.strip("| ").split("|")] == [
        "Year",
        "Country",
        "Agreement",
        "Date Signed",
        "Date Terminated",
        "Notes",
        "Source",
    ]
    assert set(rule) == set("| -")
    cells = [[cell.strip() for cell in row.strip("| ").split("|")] for row in rows]
    assert [row[:4] for row in cells] == [
        ["1989", "Canada", "Military Visits Pact (signed by USSR)", "20 Nov 1989"],
        ["1994", "France", "Franco-Russian Defence Cooperation Agreement", "4 Feb 1994"],
        ["2000", "Portugal", "Russian-Portuguese Military Cooperation Treaty", "4 Aug 2000"],
        ["2003", "Germany", "Military-Technical Cooperation Agreement", "2003"],
    ]
    # the day of the decree is not the end
    assert [row[4] for row in cells] == [
        "Dec 2025",
        "Dec 2025",
        "Dec 2025",
        "Jul 2025",
    ]
    for row, note in zip(
        cells, ("no longer strategically", "amid tensions", "alongside", "mirrored"), strict=True
    ):
        assert note in row[5], "each row has its own note"
    decree, earlier = [json.loads(line) for line in run("events", "list", "--json", *database).splitlines()]
    assert ([row["others"] for row in decree["rows"]], len(decree["alerts"])) == ([["FR"], ["PT"], ["CA"]], 1)
    assert ([row["others"] for row in earlier["rows"]], earlier["alerts"]) == ([["DE"]], []), (
        "an act of its own, and no news"
    )
    proofs = [proof for act in (decree, earlier) for row in act["rows"] for proof in row["evidence"].values()]
    plain = " ".join(f"{title} {text}".replace("|", " ").split())
    assert all(
        proof["story"] == "seed" and " ".join(proof["sentence"].replace("|", " ").split()) in plain
        for proof in proofs
    )


def test_every_act_of_the_list_has_one_verdict() -> None:
    with JUDGED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["verdict"] in ("right", "wrong", "merged") and row["about"] for row in rows)
    assert len({row["story"] for row in rows}) == len(rows)


AMONG = [  # id, day, language, headline, text: other outlets, before and after the article
    ("g1", "2025-07-18", "en", "Russia ends its military-technical cooperation agreement with Germany",
     "The order was published in Moscow on Friday."),
    ("d1", "2025-12-05", "ru", ("Россия прекратила действие соглашений о военном сотрудничестве с "
"Канадой, Францией и Португалией"),
     "Распоряжение подписал премьер-министр Михаил Мишустин."),
    ("d2", "2025-12-05", "fr", "La Russie dénonce l'accord de coopération militaire avec la France",
     "Le décret a été signé vendredi à Moscou."),
    ("d3", "2025-12-07", "de", "Russland kündigt Militärabkommen mit Kanada, Frankreich und Portugal",
     "Ministerpräsident Mischustin unterzeichnete den Erlass."),
    ("n1", "2025-12-08", "en", "Norway withdraws from the whaling convention", ("The notice was handed over in "
"Washington.")),
]  # fmt: skip


@pytest.mark.gate
def test_the_seed_article_among_other_reports_joins_their_acts_and_fills_them(tmp_path: Path) -> None:
    seed = (corpora() / "seed-article.txt").read_text(encoding="utf-8")
    told = [(*one[:4], one[4], "") for one in AMONG] + [
        ("seed", "2025-12-06", "en", "Moscow drops military accords", "", seed)
    ]
    keys = ("id", "published", "lang", "title", "summary", "body")
    stories = [dict(zip(keys, one, strict=True)) | {"source": f"Paper {one[0]}"} for one in told]
    (tmp_path / "among.jsonl").write_text("\n".join(map(json.dumps, stories)), encoding="utf-8")
    database = ["--db", str(tmp_path / "among.sqlite3")]
    run("replay", str(tmp_path / "among.jsonl"), *database)
    acts = [json.loads(line) for line in run("events", "list", "--json", *database).splitlines()]
    by_story = {
        story: act for act in acts if act["actors"] == ["RU"] for story in act["stories"] if story != "seed"
    }
    assert len(acts) == 3
    assert len(by_story["g1"]["alerts"]) == len(by_story["d1"]["alerts"]) == 1, (
        "one alert an act, not one an article"
    )
    assert by_story["g1"]["stories"] == ["g1", "seed"]
    assert sorted(by_story["d1"]["stories"]) == ["d1", "d2", "d3", "seed"]
    table = {
        row["others"][0]: (row["signed"], row["ended"])
        for act in (by_story["g1"], by_story["d1"])
        for row in act["rows"]
    }
    assert table == {
        "CA": ("1989-11-20", "2025-12"), "FR": ("1994-02-04", "2025-12"), "PT": ("2000-08-04", "2025-12"),
        "DE": ("2003", "2025-07"),
    }  # fmt: skip

"""Three weeks of real news through the rules: every story that alerts has been read and judged, and few were
wrong.

`stream-2023-02-verdicts.csv` holds `id,verdict,class`: right or wrong, and what kind of story it is. No text.
Rows for stories that no longer alert may stay: rules change, verdicts do not. A story is right when it
reports an exit or a threat of one as news; reactions within two days count, looking back, analysis and
opinion do not.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from gate import score
from gate.feeds_corpus import corpora

from training.data import is_learnt

VERDICTS = Path(__file__).with_name("stream-2023-02-verdicts.csv")
WRONG_PER_10_000 = 3.5


def verdicts(path: Path = VERDICTS) -> dict[str, tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: (row["verdict"], row["class"]) for row in csv.DictReader(file)}


@pytest.mark.gate
def test_every_alert_of_the_stream_is_judged_and_few_are_wrong() -> None:
    folder = corpora()
    rules, judged = score.detector(), verdicts()
    read, alerts = 0, []
    for record in score.stories(folder / "stream-2023-02.jsonl.gz"):
        read += 1
        if score.alert(rules, record):
            alerts.append(record["id"])
    unjudged = [each for each in alerts if each not in judged]
    wrong = [each for each in alerts if each in judged and judged[each][0] == "wrong"]
    classes = Counter(judged[each] for each in alerts if each in judged)
    print(f"\n{read:,} stories, {len(alerts)} alerts, {len(wrong)} wrong")
    for name, learnt in (("learnt from", True), ("not learnt from", False)):
        half = [each for each in wrong if is_learnt(each) == learnt]
        print(f"{name}: {sum(is_learnt(each) == learnt for each in alerts)} alerts, {len(half)} wrong")
    for (verdict, name), count in classes.most_common():
        print(f"{count:5} {verdict} {name}")
    assert not unjudged, f"read these stories and write their verdicts into {VERDICTS.name}: {unjudged}"
    assert len(wrong) * 10_000 <= WRONG_PER_10_000 * read


def test_every_verdict_is_right_or_wrong_and_has_a_class() -> None:
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["id", "verdict", "class"]
    assert all(len(row) == 3 and row[1] in ("right", "wrong") and row[2] for row in rows[1:])
    assert len({row[0] for row in rows}) == len(rows), "a story has two verdicts"

"""Every stored feed document is read without a crash or a hang, and as many entries are found as feedparser
alone finds.
"""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from gate.feeds_corpus import Outcome, assert_explained, corpora, documents, examine, explained

from monitor.sandbox import ChildCrashed, Sandbox

LIMIT_S = 15.0  # wall time for five passes over a document, on a busy machine
AT_ONCE = 8


async def _examine_all(given: list[tuple[str, bytes]]) -> tuple[list[Outcome], list[str]]:
    sandbox = Sandbox(workers=2, time_limit_s=LIMIT_S, preload=["gate.feeds_corpus"])
    outcomes: list[Outcome] = []
    lost: list[str] = []
    waiting = iter(given)

    async def work() -> None:
        for path, body in waiting:
            try:
                outcomes.append(await sandbox.run(examine, path, body))
            except (TimeoutError, ChildCrashed) as error:
                lost.append(f"{path}: {type(error).__name__} {error}")

    try:
        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    finally:
        sandbox.stop()
    return outcomes, lost


@pytest.mark.gate
def test_every_stored_document_is_read_as_feedparser_alone_reads_it() -> None:
    given = list(documents(corpora()))
    outcomes, lost = asyncio.run(_examine_all(given))
    print(
        f"\n{len(given)} documents, {sum(one.ours for one in outcomes)} entries:",
        dict(Counter(one.result for one in outcomes).most_common()),
    )
    assert not lost
    assert len(outcomes) == len(given) > 5000
    assert [f"{one.path}: {one.trouble}" for one in outcomes if one.trouble] == []
    assert_explained({one.path: one.ours for one in outcomes}, {one.path: one.theirs for one in outcomes})


def test_a_difference_must_be_listed_exactly_and_still_occur() -> None:
    ours = {path: pair[0] for path, pair in explained().items()}
    theirs = {path: pair[1] for path, pair in explained().items()}
    assert_explained(ours, theirs)
    first = next(iter(ours))
    with pytest.raises(AssertionError, match="1 unexplained, 0 outdated"):
        assert_explained({**ours, "new.xml": 1}, {**theirs, "new.xml": 2})
    with pytest.raises(AssertionError, match="1 unexplained, 0 outdated"):
        assert_explained({**ours, first: ours[first] + 1}, {**theirs, first: theirs[first] + 2})
    with pytest.raises(AssertionError, match="0 unexplained, 1 outdated"):
        assert_explained({**ours, first: theirs[first]}, theirs)


def test_without_corpora_the_gate_is_skipped_but_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TREATY_MONITOR_CORPORA", raising=False)
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="TREATY_MONITOR_CORPORA"):
        corpora()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="TREATY_MONITOR_CORPORA"):
        corpora()

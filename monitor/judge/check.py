"""Checks the examples of frames: sentences for which a frame must be the first that holds, or must not be."""

from __future__ import annotations

from collections.abc import Collection

from monitor.clauses import candidates
from monitor.errors import RuleError
from monitor.judge.clause import read_clause
from monitor.judge.judge import Judge
from monitor.rules.frames import Frame
from monitor.rules.values import Example


def check_frames(judge: Judge, paths: Collection[str] | None = None) -> int:
    """Checks the examples of all frames, or of the frames of these files, and returns their number.

    Raises RuleError for the first that fails.
    """
    count = 0
    for frame in judge.frames.all:
        if paths is None or frame.path in paths:
            for number, example in enumerate(frame.examples, 1):
                _try(judge, frame, number, example)
                count += 1
    return count


def _try(judge: Judge, frame: Frame, number: int, example: Example) -> None:
    if example.lang not in judge.reader.languages:
        hint = f"One of {', '.join(sorted(judge.reader.languages))}."
        raise RuleError(
            f"no vocabulary for {example.lang!r}",
            path=frame.path,
            line=example.line,
            column=example.column,
            hint=hint,
        )
    holding = _holding(judge, example)
    if (frame.id in holding) == example.match:
        return
    words = "must hold and does not" if example.match else "must not hold and does"
    raise RuleError(
        f"example {number}: the frame {frame.id} {words}",
        path=frame.path,
        line=example.line,
        column=example.column,
        hint=f"Held: {', '.join(holding)}."
        if holding
        else "No word of leaving stands near an agreement or a body.",
    )


def _holding(judge: Judge, example: Example) -> list[str]:
    """The ids of the frames of the clauses of an example, without repetitions."""
    reading = judge.reader.read(example.story(), example.lang or "", every=True)
    if reading is None:
        return []
    return list(
        dict.fromkeys(judge.frames.of(read_clause(candidate)).id for candidate in candidates(reading))
    )

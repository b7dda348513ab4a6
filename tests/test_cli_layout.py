"""What commands print on a terminal of 80 columns: no word is cut in a table, nothing is wider."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from monitor.cli.layout import laid_out
from monitor.cli.root import wrapped

HEADS = ("ref", "destination", "subject", "state", "written (UTC)", "why")
SHORT = ("#EWPV", "desk", "Norway ends an agreement", "sent", "2026-11-30 03:04", "")
LONG = (
    "#4M57",
    "hook",
    "[Treaty Monitor] Norway ends two agreements with Iceland: decided by decree and 2 more (#4M57)",
    "deferred",
    "2026-11-30 03:04",
    "blocked_address: no answer from https://hook.example/...abcd",
)


def printed(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int = 80) -> list[str]:
    stream = StringIO()
    screen = Console(file=stream, width=width, force_terminal=True, no_color=True, color_system=None)
    screen.print(laid_out(heads, [[Text(cell) for cell in row] for row in rows], width))
    return [line.rstrip() for line in stream.getvalue().splitlines()]


def test_a_table_that_fits_is_a_table() -> None:
    assert printed(("id", "feed"), [("1", "Example Wire"), ("22", "日本の例")]) == [
        "id  feed", "1   Example Wire", "22  日本の例",
    ]  # fmt: skip


def test_a_column_is_narrowed_and_no_word_is_cut() -> None:
    lines = printed(HEADS, [SHORT])
    assert max(map(cell_len, lines)) <= 80
    words = {word for line in lines for word in line.split()}
    assert {word for cell in (*HEADS, *SHORT) for word in cell.split()} <= words


def test_rows_that_do_not_fit_are_blocks_of_lines_with_the_names_of_their_cells() -> None:
    assert printed(HEADS, [SHORT, LONG]) == [
        "ref            #EWPV",
        "destination    desk",
        "subject        Norway ends an agreement",
        "state          sent",
        "written (UTC)  2026-11-30 03:04",
        "",
        "ref            #4M57",
        "destination    hook",
        "subject        [Treaty Monitor] Norway ends two agreements with Iceland: decided",
        "               by decree and 2 more (#4M57)",
        "state          deferred",
        "written (UTC)  2026-11-30 03:04",
        "why            blocked_address: no answer from https://hook.example/...abcd",
    ]
    assert printed(HEADS, [SHORT, LONG], 200)[0].split() == " ".join(HEADS).split()


@pytest.mark.parametrize("width", [20, 40, 80])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    rows = [LONG, ("x" * 300, "日本" * 80, "", "-", "\n", "a b")]
    assert max(map(cell_len, printed(HEADS, rows, width))) <= width


def test_commands_are_not_broken_at_their_hyphens() -> None:
    text = "Say what is wrong: treaty-monitor deliveries list --destination desk"
    assert wrapped(text, 31) == [
        "Say what is wrong:",
        "treaty-monitor deliveries list",
        "--destination desk",
    ]

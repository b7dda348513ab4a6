"""Children that may be killed.

The tasks are functions of the standard library, so that a child can import them anywhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import pickle
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from pebble import ProcessPool
from slow_ready import READY_S, make_ready
from waiting import SLOW_TASK, cpu_ticks, drip, longest_pause, other_tasks_run, until, wait_until

from monitor.sandbox import ChildCrashed, Sandbox

SPIN = (re.fullmatch, r"(a+)+", "a" * 40 + "b")  # minutes in C, holding the interpreter lock


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    found = Sandbox(workers=2, time_limit_s=0.5)
    yield found
    found.stop()


def run(sandbox: Sandbox, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
    return asyncio.run(sandbox.run(function, *args, **options))


def test_a_task_runs_in_another_process_and_its_result_comes_back(sandbox: Sandbox) -> None:
    assert run(sandbox, sorted, [3, 1, 2]) == [1, 2, 3]
    assert run(sandbox, os.getpid) != os.getpid()


def test_fault_1_a_child_that_spins_is_killed_and_the_loop_and_other_tasks_go_on(sandbox: Sandbox) -> None:
    async def others() -> list[int]:
        return [await sandbox.run(len, "x" * number) for number in range(50)]

    async def scene() -> None:
        await sandbox.warm()
        started = time.monotonic()
        spinning = asyncio.create_task(sandbox.run(*SPIN, time_limit_s=1.5))
        watching = asyncio.create_task(longest_pause(spinning))
        assert await others() == list(range(50))
        assert not spinning.done()
        assert await watching < 0.5
        assert isinstance(spinning.exception(), TimeoutError)
        assert time.monotonic() - started < 1.5 * 9, "its CPU time ended it, not the clock"
        assert await sandbox.run(len, "after") == 5

    asyncio.run(scene())


def test_fault_1_two_killed_children_do_not_SLOW_TASK_the_third_task(sandbox: Sandbox) -> None:
    async def scene() -> list[Any]:
        tasks = [sandbox.run(*SPIN), sandbox.run(*SPIN), sandbox.run(len, bytes(10_000_000))]
        return await asyncio.gather(*tasks, return_exceptions=True)

    started = time.monotonic()
    first, second, third = asyncio.run(scene())
    assert isinstance(first, TimeoutError)
    assert isinstance(second, TimeoutError)
    assert third == 10_000_000
    assert time.monotonic() - started < sandbox.time_limit_s * 9


def test_waiting_for_a_free_child_does_not_count_against_the_limit(sandbox: Sandbox) -> None:
    async def scene() -> list[Any]:
        return await asyncio.gather(*(sandbox.run(SLOW_TASK, 0.3) for _ in range(4)))

    assert asyncio.run(scene()) == [None] * 4


def test_a_task_may_bring_its_own_limit(sandbox: Sandbox) -> None:
    assert run(sandbox, SLOW_TASK, 0.7, time_limit_s=5) is None
    with pytest.raises(TimeoutError):
        run(sandbox, SLOW_TASK, 5, time_limit_s=0.2)


def test_a_limit_is_cpu_time_so_that_a_busy_machine_gives_nothing_up(sandbox: Sandbox) -> None:
    assert run(sandbox, SLOW_TASK, 0.7, time_limit_s=0.2) is None
    with pytest.raises(TimeoutError):
        run(sandbox, *SPIN, time_limit_s=0.2)


@pytest.mark.parametrize(
    ("function", "argument"),
    [(os._exit, 3), (signal.raise_signal, signal.SIGKILL), (signal.raise_signal, signal.SIGSEGV)],
)
def test_fault_159_a_child_that_dies_is_an_error_of_its_task_alone(
    sandbox: Sandbox, function: Callable[..., Any], argument: int
) -> None:
    async def scene() -> list[Any]:
        return await asyncio.gather(
            sandbox.run(function, argument), sandbox.run(len, "abc"), return_exceptions=True
        )

    died, other = asyncio.run(scene())
    assert isinstance(died, ChildCrashed)
    assert "exit code" in str(died)
    assert other == 3
    assert run(sandbox, len, "abc") == 3


def test_fault_159_memory_is_limited_in_the_child(sandbox: Sandbox) -> None:
    with pytest.raises(ChildCrashed, match="MemoryError"):
        run(sandbox, bytes, 600_000_000)
    assert len(run(sandbox, bytes, 20_000_000)) == 20_000_000


@pytest.mark.parametrize(
    ("function", "arguments", "name"),
    [
        (int, ("SECRET",), "ValueError"),
        (sys.exit, (0,), "SystemExit"),
        (signal.default_int_handler, (2, None), "KeyboardInterrupt"),
    ],
)
def test_what_a_task_raises_is_named_but_the_input_is_not_quoted(
    sandbox: Sandbox, function: Any, arguments: Any, name: str
) -> None:
    with pytest.raises(ChildCrashed) as caught:
        run(sandbox, function, *arguments)
    assert str(caught.value).startswith(f"{name} in monitor.sandbox:")
    assert "SECRET" not in str(caught.value)
    with pytest.raises(ChildCrashed, match=r"^JSONDecodeError in json\.decoder:\d+$"):
        run(sandbox, json.loads, "SECRET")


def test_a_task_or_result_that_cannot_be_pickled_is_a_bug_of_the_caller(sandbox: Sandbox) -> None:
    for function in (lambda: None, threading.Lock):
        with pytest.raises((AttributeError, TypeError, pickle.PicklingError)):
            run(sandbox, function)
    assert run(sandbox, len, "abc") == 3


def test_a_child_ignores_ctrl_c_and_dies_of_a_plain_signal(sandbox: Sandbox) -> None:
    assert run(sandbox, signal.getsignal, signal.SIGINT) is signal.SIG_IGN
    assert run(sandbox, signal.getsignal, signal.SIGTERM) is signal.SIG_DFL


def test_cpu_time_is_limited_anew_for_each_task(sandbox: Sandbox) -> None:
    def soft() -> int:
        return int(run(sandbox, resource.getrlimit, resource.RLIMIT_CPU, time_limit_s=3)[0])

    assert 4 <= soft() <= 6
    for _ in range(4):
        run(sandbox, sum, range(10_000_000), time_limit_s=5)
    assert 4 <= soft() <= 8


def test_a_child_that_dies_idle_is_replaced_without_an_error() -> None:
    sandbox = Sandbox(workers=1)

    async def scene() -> int:
        child = await sandbox.run(os.getpid)
        os.kill(child, signal.SIGKILL)
        await drip(0.4)  # the pool looks at its children every 0.2 s
        return await sandbox.run(len, "abc")

    assert asyncio.run(scene()) == 3
    sandbox.close()


def test_a_cancelled_task_frees_its_child() -> None:
    sandbox = Sandbox(workers=1, time_limit_s=30)

    async def scene() -> int:
        task = await spinning(sandbox)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await sandbox.run(len, "abc")

    assert asyncio.run(scene()) == 3
    sandbox.close()


def test_stop_ends_waiting_tasks_and_a_later_task_starts_new_children() -> None:
    sandbox = Sandbox(workers=1, time_limit_s=30)
    sandbox.stop()  # nothing has started yet

    async def scene() -> list[Any]:
        tasks = [
            await spinning(sandbox),
            *(asyncio.create_task(sandbox.run(len, bytes(5_000_000))) for _ in range(2)),
        ]
        await other_tasks_run()  # the pipe to the busy child is full
        await asyncio.to_thread(sandbox.stop)
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert await sandbox.run(len, "abc") == 3
        return ended

    ended = asyncio.run(scene())
    assert [type(one) for one in ended] == [ChildCrashed] * 3
    sandbox.close()


def test_close_lets_a_running_task_end() -> None:
    sandbox = Sandbox(workers=1)

    async def scene() -> Any:
        await sandbox.warm()
        task = asyncio.create_task(sandbox.run(sorted, range(100_000)))
        await other_tasks_run()
        await asyncio.to_thread(sandbox.close)
        return await task

    assert len(asyncio.run(scene())) == 100_000


def test_children_that_cannot_start_are_an_error_and_no_hang() -> None:
    with pytest.raises(ChildCrashed, match="no child process could be started"):
        run(Sandbox(workers=1, memory_bytes="no number"), len, "abc")  # type: ignore[arg-type]


def test_children_that_take_long_to_start_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.sandbox.LOOK_S", 0.01)
    sandbox = Sandbox(workers=1, prepare=(SLOW_TASK, 0.3))
    try:
        assert run(sandbox, len, "abc") == 3
    finally:
        sandbox.close()


def test_a_pool_that_ends_while_it_starts_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.sandbox.LOOK_S", 0.01)
    monkeypatch.setattr(ProcessPool, "schedule", lambda pool, *task, **options: pool.stop() or Future())
    with pytest.raises(ChildCrashed, match="no child process could be started"):
        run(Sandbox(workers=1), len, "abc")


def test_a_child_is_prepared_before_its_first_task_and_renewed_children_anew(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    sandbox = Sandbox(workers=2, prepare=(os.chdir, str(first)))
    try:
        assert run(sandbox, os.getcwd) == str(first)
        sandbox.renew((os.chdir, str(second)))
        assert {run(sandbox, os.getcwd) for _ in range(4)} == {str(second)}
    finally:
        sandbox.stop()


def test_what_a_child_makes_ready_does_not_count_against_the_limit_of_the_task() -> None:
    sandbox = Sandbox(workers=1, time_limit_s=READY_S / 4, ready=make_ready)
    try:
        assert run(sandbox, sorted, [2, 1]) == [1, 2]
        with pytest.raises(TimeoutError):
            run(sandbox, *SPIN)
    finally:
        sandbox.stop()


PARENT = """
import asyncio, fcntl, os, re, sys
from monitor.sandbox import Sandbox

async def main():
    lock = open(sys.argv[1], "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    sandbox = Sandbox(workers=2, time_limit_s=6)
    pids = {await sandbox.run(os.getpid) for _ in range(20)}
    print(*pids, flush=True)
    sys.stdin.readline()
    await sandbox.run(re.fullmatch, r"(a+)+", "a" * 40 + "b")

if __name__ == "__main__":
    asyncio.run(main())
"""


async def spinning(sandbox: Sandbox) -> asyncio.Task[Any]:
    """A task without an end, once it runs in the only child."""
    child = await sandbox.run(os.getpid)
    idle = cpu_ticks(child)
    task = asyncio.create_task(sandbox.run(*SPIN))
    await until(lambda: cpu_ticks(child) > idle)
    return task


def alive(pid: int) -> bool:
    """Is there such a process, other than a dead one that nobody has waited for?"""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_fault_150_a_killed_parent_leaves_its_lock_free_and_no_orphans(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    path = str(Path(__file__).parent.parent)
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        idle = {pid: cpu_ticks(pid) for pid in pids}
        parent.stdin.write(b"spin\n")
        parent.stdin.flush()
        wait_until(lambda: any(cpu_ticks(pid) > idle[pid] for pid in pids))  # one of them spins
        parent.kill()
    assert pids
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    wait_until(lambda: not any(alive(pid) for pid in pids))  # its limit of CPU time ends the spinning child

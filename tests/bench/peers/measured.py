"""CPU and memory of a command with all its descendants: `python measured.py REPORT COMMAND ...`.

It adopts descendants whose parent has ended (`PR_SET_CHILD_SUBREAPER`) and waits for all, so that the CPU of a fork
server and its children counts. The report is JSON: `cpu_s`, `wall_s`, `pss_mb` (the most that the tree held), `code`.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
BETWEEN_LOOKS_S = 0.5


def tree_pss_mb() -> float:
    """The proportional set size of all descendants of this process."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    pids, total = [os.getpid()], 0.0
    for pid in pids:
        pids += [child for child, parent in parents.items() if parent == pid]
    for pid in pids[1:]:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return total


def main(report: str, *command: str) -> None:
    """Runs the command and writes the report."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    most = [0.0]
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(BETWEEN_LOOKS_S):
            most[0] = max(most[0], tree_pss_mb())

    started = time.monotonic()
    process = subprocess.Popen(command)
    threading.Thread(target=look, daemon=True).start()
    code = process.wait()
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            break
    ended.set()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = {
        "cpu_s": used.ru_utime + used.ru_stime,
        "wall_s": time.monotonic() - started,
        "pss_mb": most[0],
        "code": code,
    }
    Path(report).write_text(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])

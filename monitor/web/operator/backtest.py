"""/operator/backtest: which stored stories a rule would have flagged."""

from __future__ import annotations

from monitor.errors import MonitorError
from monitor.service.backtest_values import LIMIT_S, Backtest, State
from monitor.service.backtests import LONGEST
from monitor.web.operator.frame import Desk, Done, Page, Visit
from monitor.web.server import BODY_BYTES

HOME = "/operator/backtest"
LOOK_AGAIN_S = 2
EXAMPLE = """lang = "en"

[[rule]]
id    = "own.act.leaves"
title = "A state leaves a bloc"
kind  = "act"
stage = "decided"
query = "(leave* OR quit*) NEAR/5 (bloc OR union)"
"""


def _show(visit: Visit) -> Page:
    run = visit.query.get("run")
    backtests = visit.service.backtests
    return _page(backtests.get(run) if run else backtests.latest())


def _page(test: Backtest | None, problem: str = "", text: str = "") -> Page:
    values = {
        "test": test,
        "problem": problem,
        "text": text or (test.text if test else EXAMPLE),
        "longest": LONGEST,
        "limit_s": LIMIT_S,
    }
    is_running = test is not None and test.state is State.RUNNING
    status = 400 if problem else 200
    return Page("Backtest", "backtest", values, status, refresh_s=LOOK_AGAIN_S if is_running else 0)


def _start(visit: Visit) -> Page | Done:
    text = visit.sent.text("rule").replace("\r\n", "\n")
    try:
        test = visit.service.backtests.start(text)
    except MonitorError as error:
        return _page(None, str(error), text)
    return Done("", f"{HOME}?run={test.id}", "began a backtest")


def _stop(visit: Visit) -> Done:
    visit.service.backtests.stop_any()
    return Done("The backtest was stopped.", HOME, "stopped the backtest")


DESKS = [
    Desk(HOME, _show, _start, ("run",), most_bytes=6 * BODY_BYTES),
    Desk(f"{HOME}/stop", act=_stop),
]

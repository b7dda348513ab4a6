"""The browser of these tests: the Chromium of the system, driven by Playwright."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium; without it the tests are skipped, or fail if REQUIRE_BROWSER is 1.

    One a module: Playwright runs an event loop in this thread, which other tests need for themselves.
    """
    problem = "" if CHROMIUM.exists() else f"{CHROMIUM} is missing: install the system's Chromium"
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        problem = "playwright is missing: pip install treaty-monitor[dev]"
    if problem:
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(problem)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()

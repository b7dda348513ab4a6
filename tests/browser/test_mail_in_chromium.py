"""Mails and pages in a real browser: nothing runs or loads, all text is readable, nothing is wider than the
screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import hostile
import mail_cases
import pytest
import shapes
from contrast import CONTRAST
from samples import FIRST, NOW, Sample, alert, build, destination, week

from monitor.digest import Digest, FeedNote, Gap, Silence
from monitor.model import Act, Cadence, Cell, Evidence, Grade, Hit, Kind, Row, Stage, Step, Story

pytestmark = pytest.mark.browser

IMAGES = Path(__file__).parents[2] / "docs" / "images"


@pytest.fixture
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page of the width and colour scheme asked for (indirect parameter), with the network cut off;

    `page.seen` logs what it tried.
    """
    width, scheme = getattr(request, "param", (1000, "light"))
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    found = context.new_page()
    found.seen = []
    found.on("dialog", lambda dialog: (found.seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
    found.on("request", lambda asked: found.seen.append(f"request {asked.url}"))
    found.route("**/*", lambda route: route.abort())
    yield found
    context.close()


def digest_of(acts: list[Act], cadence: Cadence = Cadence.DAILY) -> Digest:
    silence = Silence(
        feeds=31,
        failing=(FeedNote("Ministry gazette", NOW, "timeout"),),
        gaps=(Gap("Northern Wire", "gap"),),
        merged=3,
    )
    return build(
        destination(cadence),
        acts,
        [alert(one) for one in acts],
        now=NOW,
        ref="K7QX",
        sequence=42,
        silence=silence,
        unsubscribe_url="https://monitor.example/u/x",
        first={1: FIRST} if cadence is Cadence.INSTANT else {},
    )


SCREENS = [(1000, "light"), (1000, "dark"), (390, "light"), (390, "dark")]

ACTIVE = """() => {
  const known = new Set('HTML HEAD META TITLE STYLE BODY DIV TABLE TBODY TR TH TD P H1 H2 H3 A SPAN BDI'.split(' '));
  const found = [];
  for (const element of document.querySelectorAll('*')) {
    if (!known.has(element.tagName.toUpperCase())) found.push(element.tagName);
    for (const attribute of element.attributes) {
      if (/^on|^src|action|formaction|background/i.test(attribute.name)) found.push(attribute.name);
    }
    if (element.href && !/^(https?|mailto):/.test(element.href)) found.push(element.href);
  }
  if (document.querySelectorAll('style').length !== 1) found.push('style elements');
  return found;
}"""


def test_fault_03_04_nothing_hostile_becomes_active_in_a_mail(page: Any) -> None:
    for payload in hostile.PAYLOADS:
        story = Story(
            "k",
            payload,
            f"Before. {payload} After.",
            url="https://news.example/1",
            source=payload,
            lang=payload,
        )
        hit = Hit("r", "d", Kind.ACT, Stage.DECIDED, (), payload, payload)
        said = Evidence(payload, f"{payload} After.", "k", "summary", 8, 8 + len(payload))
        cell = Cell(said, (said,))
        rows = (
            Row(
                (said,),
                payload,
                payload,
                Stage.DECIDED,
                instrument=cell,
                signed=cell,
                ended=cell,
                reason=cell,
                form=cell,
            ),
        )
        stories = (story, replace(story, key="o", source=f"Other {payload}"))
        history = (Step(Stage.DECIDED, NOW, said),)
        one = Sample(
            1,
            "A001",
            Kind.ACT,
            Stage.DECIDED,
            NOW,
            NOW,
            actors=(said,),
            rows=rows,
            history=history,
            grade=Grade.OUTLETS,
            texts=stories,
            hits=(hit,),
        )
        digest = digest_of([one])
        page.set_content(shapes.html(digest))
        assert page.evaluate(ACTIVE) == [], payload
        assert digest.acts[0].sentence == page.locator("h3").inner_text()
        assert f"“{digest.acts[0].headline}”" == page.locator("p.original bdi").inner_text()
    assert page.seen == []


# text that sticks out of the screen or of its cell, and cells of one row that overlap
OUTSIDE = """() => {
  const outside = [];
  if (document.documentElement.scrollWidth > innerWidth) outside.push('page');
  const range = document.createRange();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const box = walker.currentNode.parentElement.closest('td, th, main');
    if (!walker.currentNode.textContent.trim() || !box || !box.getClientRects().length) continue;
    const [left, right] = [box.getBoundingClientRect().left - 1, box.getBoundingClientRect().right + 1];
    range.selectNodeContents(walker.currentNode);
    for (const line of range.getClientRects()) {
      if (line.width && (line.left < left || line.right > right)) {
        outside.push(walker.currentNode.textContent.trim().slice(0, 40));
        break;
      }
    }
  }
  return outside;
}"""
DIRECTIONS = """() => [...document.querySelectorAll('[dir=rtl]')].map((element) => getComputedStyle(element).direction)"""


def shown(reader: str) -> dict[str, str]:
    """Every sort of message and page in a language, as HTML."""
    mails = {name: shapes.html(compose(reader)) for name, compose in mail_cases.MAILS.items()}
    return mails | mail_cases.pages(reader)


@pytest.mark.parametrize("reader", mail_cases.READERS)
@pytest.mark.parametrize("page", SCREENS, indirect=True)
def test_all_text_stands_out_from_its_background(page: Any, reader: str) -> None:
    poor = {}
    for name, source in shown(reader).items():
        page.set_content(source)
        poor[name] = page.evaluate(CONTRAST)
    assert {name: texts for name, texts in poor.items() if texts} == {}


@pytest.mark.parametrize("reader", mail_cases.READERS)
@pytest.mark.parametrize("page", [(320, "light"), (390, "light"), (1000, "light")], indirect=True)
def test_nothing_is_wider_than_the_screen_or_its_cell(page: Any, reader: str) -> None:
    outside = {}
    for name, source in shown(reader).items():
        page.set_content(source)
        outside[name] = page.evaluate(OUTSIDE)
    assert {name: texts for name, texts in outside.items() if texts} == {}


@pytest.mark.parametrize("reader", mail_cases.READERS)
def test_fault_95_what_reads_from_the_right_does_so_in_a_frame_of_any_language(
    page: Any, reader: str
) -> None:
    for name, source in shown(reader).items():
        page.set_content(source)
        assert set(page.evaluate(DIRECTIONS)) <= {"rtl"}, name
        assert page.evaluate("getComputedStyle(document.body).direction") == "ltr", name


@pytest.mark.parametrize("page", [(390, "light"), (1000, "light")], indirect=True)
@pytest.mark.parametrize("reader", mail_cases.READERS)
def test_a_reader_sees_at_once_who_leaves_what_since_when_and_how_sure_it_is(page: Any, reader: str) -> None:
    digest = mail_cases.MAILS["alert-1"](reader)
    page.set_content(shapes.html(digest))
    item = digest.acts[0]
    glance = page.locator("p.glance")
    assert page.locator("h3").inner_text() == item.sentence
    assert glance.inner_text() == item.glance
    assert item.standing.reported in item.glance
    assert item.evidence in item.glance
    box = glance.bounding_box()
    assert box["y"] + box["height"] < 400, "without scrolling"
    sizes = page.evaluate(
        "() => ['h3', 'h1', 'p.glance', 'p.choose'].map((name) => "
        "parseFloat(getComputedStyle(document.querySelector(name)).fontSize))"
    )
    assert sizes == sorted(sizes, reverse=True), "the act is louder than all around it"


@pytest.mark.parametrize("page", [(1000, "dark")], indirect=True)
def test_on_paper_all_is_dark_on_white_and_links_that_cannot_be_followed_are_left_out(page: Any) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.set_content(shapes.html(mail_cases.MAILS["personal"]("en")))
    assert page.evaluate(CONTRAST) == []
    assert (
        page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(255, 255, 255)"
    )
    assert not page.locator("p.choose").first.is_visible()


@pytest.mark.parametrize(
    ("page", "colour"),
    [((1000, "light"), "rgb(255, 255, 255)"), ((1000, "dark"), "rgb(27, 29, 31)")],
    indirect=["page"],
)
def test_fault_95_the_reader_s_colour_scheme_is_kept(page: Any, colour: str) -> None:
    page.set_content(shapes.html(digest_of(week())))
    assert page.locator("table.sheet").evaluate("one => getComputedStyle(one).backgroundColor") == colour


@pytest.mark.parametrize("page", [(390, "light")], indirect=True)
def test_on_a_phone_each_agreement_is_a_block_of_lines_with_their_names(page: Any) -> None:
    page.set_content(shapes.html(digest_of(week()[:1])))
    assert not page.locator("tr.heads").is_visible()
    assert page.locator("table.rows tr:nth-child(2)").inner_text().split("\n") == [
        "With Norway", "Agreement Herring Convention", "Signed 14 May 1978", "Ends 23 Nov 2027",
    ]  # fmt: skip


@pytest.mark.parametrize("page", [(1000, "light")], indirect=True)
def test_on_a_screen_agreements_are_a_table_without_repeated_names(page: Any) -> None:
    page.set_content(shapes.html(digest_of(week()[:1])))
    assert page.locator("tr.heads").is_visible()
    assert page.locator("table.rows tr:nth-child(2)").inner_text().split("\t") == [
        "Norway", "Herring Convention", "14 May 1978", "23 Nov 2027",
    ]  # fmt: skip


def test_fault_95_right_to_left_stories_read_from_the_right(page: Any) -> None:
    page.set_content(shapes.html(digest_of(week())))
    assert page.locator("p.original bdi[lang=ar]").evaluate("one => getComputedStyle(one).direction") == "rtl"
    proof = page.locator("p.proof[lang=ar]").evaluate(
        "one => [getComputedStyle(one).direction, getComputedStyle(one).borderRightWidth]"
    )
    assert proof == ["rtl", "2px"]


def test_fault_131_the_unsubscribe_page_works_under_its_own_policy_and_only_the_button_posts(
    page: Any,
) -> None:
    asked: list[tuple[str, str]] = []

    def answer(route: Any) -> None:
        asked.append((route.request.method, route.request.post_data or ""))
        body = shapes.page("unsubscribe", done=route.request.method == "POST")
        route.fulfill(
            body=body, headers={"Content-Type": "text/html", "Content-Security-Policy": shapes.page_policy()}
        )

    page.route("https://monitor.example/**", answer)
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.goto("https://monitor.example/u/token")
    assert (
        page.locator("main").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(255, 255, 255)"
    )
    assert asked == [("GET", "")]
    page.get_by_role("button", name="Unsubscribe").click()
    page.get_by_role("heading", name="You are unsubscribed").wait_for()
    assert asked[1:] == [("POST", "List-Unsubscribe=One-Click")]
    assert [problem for problem in problems if "favicon" not in problem] == []


def several_scripts(reader: str) -> Digest:
    return mail_cases.digest([one for one in week() if one.id in (2, 4, 5)], reader)


# file in docs/images: width, colour scheme, language of the frame, what it shows
PICTURES: dict[str, tuple[int, str, str, Callable[[str], Digest]]] = {
    "alert-desktop.png": (760, "light", "en", mail_cases.MAILS["alert-1"]),
    "alert-phone.png": (390, "dark", "fr", mail_cases.MAILS["alert-1"]),
    "digest-desktop.png": (760, "light", "en", mail_cases.MAILS["digest-1"]),
    "digest-empty.png": (760, "light", "en", mail_cases.MAILS["digest-0"]),
    "digest-phone.png": (390, "light", "ru", several_scripts),
    "digest-dark.png": (760, "dark", "en", several_scripts),
}


@pytest.mark.parametrize(
    ("page", "name"), [(picture[:2], name) for name, picture in PICTURES.items()], indirect=["page"]
)
def test_the_pictures_in_the_documentation_are_small_and_there(
    page: Any, name: str, request: pytest.FixtureRequest
) -> None:
    _, _, reader, compose = PICTURES[name]
    if request.config.getoption("--accept"):
        page.set_content(shapes.html(compose(reader)))
        page.screenshot(path=str(IMAGES / name), full_page=True)
    assert (IMAGES / name).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert (IMAGES / name).stat().st_size < 200_000

"""The pictures of pages in the documentation: the demonstration's register in the system's Chromium, on a fixed
day. `pytest --accept tests/browser/test_pictures_of_pages.py` takes them anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from site_kit import LoopThread

from monitor import demo
from monitor.demo.servers import world
from monitor.service import Service
from monitor.web import build_app, listening, server

pytestmark = pytest.mark.browser

IMAGES = Path(__file__).parents[2] / "docs" / "images"
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
MOST_BYTES = 200_000


class Picture(NamedTuple):
    """What a file shows: a page, or the one of the act by which a state leaves, as wide and high as this, in a
    colour scheme.
    """

    page: str
    width: int
    height: int
    scheme: str = "light"


PICTURES = {
    "register-desktop.png": Picture("/register", 1000, 1010),
    "act-desktop.png": Picture("RU", 1000, 1240),
    "act-phone.png": Picture("FI", 390, 1100, "dark"),
}


async def _serve(folder: Path, ready: Future[str], stop: asyncio.Event) -> None:
    """Polls the feeds of the demonstration once, and serves what they bring until `stop`."""
    with listening("127.0.0.1", 0) as door:
        async with world(NOW) as here:
            config = demo.settings_of(here, folder, demo.EXAMPLE)
            with Service.open(config, clock=lambda: NOW, packaged=False) as service:
                demo.populate(service, here)
                async with service.context() as context:
                    await demo.one_round(context, service, demo.Teller())
                    pages = server(build_app(service))
                    serving = asyncio.create_task(pages.serve(sockets=[door]))
                    ready.set_result(f"http://127.0.0.1:{door.getsockname()[1]}")
                    await stop.wait()
                    pages.should_exit = True
                    await serving


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the pages, while they are served."""
    loop, ready, stop = LoopThread(), Future[str](), asyncio.Event()
    serving = loop.start(_serve(folder, ready, stop))
    serving.add_done_callback(
        lambda done: ready.done() or ready.set_exception(done.exception() or EOFError())
    )
    try:
        yield ready.result(60)
    finally:
        loop.call(stop.set)
        serving.result(60)
        loop.stop()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("pictures")) as base:
        yield base


def act_of(address: str, state: str) -> str:
    """The path of the page; references follow the order of reports, which differs each time."""
    acts = httpx.get(f"{address}/register.json").json()["acts"]
    return next(f"/acts/{act['ref']}" for act in acts if act["actors"] == [state])


@pytest.mark.parametrize("name", PICTURES)
def test_the_pictures_of_pages_are_small_and_there(name: str, request: pytest.FixtureRequest) -> None:
    picture, file = PICTURES[name], IMAGES / name
    if request.config.getoption("--accept"):
        browser, address = request.getfixturevalue("browser"), request.getfixturevalue("address")
        size = {"width": picture.width, "height": picture.height}
        context = browser.new_context(viewport=size, color_scheme=picture.scheme)
        page = context.new_page()
        path = picture.page if picture.page.startswith("/") else act_of(address, picture.page)
        assert page.goto(address + path).ok
        page.screenshot(path=str(file))
        context.close()
    assert file.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert file.stat().st_size < MOST_BYTES

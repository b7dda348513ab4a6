"""A team connects a webhook by an operator's invitation, and sees what was delivered to it: in a browser, with
a real receiver.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from site_kit import RunningSite, running_site
from store_kit import ACT, feed, poll, settle, story

from monitor.service import destinations, invitations
from monitor.sign import sign

pytestmark = pytest.mark.browser

HOOK = "/hooks/a-secret-of-the-team"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with running_site(tmp_path_factory.mktemp("team")) as running:
        yield running


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that runs no script: all of it works without."""
    context = browser.new_context(java_script_enabled=False, ignore_https_errors=True)
    yield context.new_page()
    context.close()


def report(site: RunningSite, name: str, title: str) -> None:
    """A feed reports an exit."""
    store, now = site.service.store, site.service.clock()
    poll(store, feed(store, f"https://{name}.example/feed"), (story(name, title), ACT), now=now)
    assert settle(store, now, everything=True)


def received(site: RunningSite) -> int:
    """How many times the receiver was called."""
    return len(site.receiver.posts(HOOK))


def test_a_team_connects_a_webhook_and_sends_a_message_again_that_it_refused(
    site: RunningSite, page: Any
) -> None:
    link, _ = invitations.add(site.service, "Desk of the Herald")
    address = site.receiver.put(HOOK, "not set up yet", status=500)
    page.goto(link)
    page.get_by_label("Service").select_option("webhook")
    page.get_by_label("Address", exact=True).fill(address)
    secret = page.get_by_label("Signing secret").input_value()
    page.get_by_label("Mail address of who is responsible").fill("ops@herald.example")
    page.get_by_label("How often").select_option("at once")
    page.get_by_role("button", name="Send a test message and connect").click()
    page.get_by_role("alert").get_by_text("did not take the test message").wait_for()
    assert page.get_by_label("Address", exact=True).input_value() == address, "nothing has to be typed again"
    assert destinations.list_all(site.service) == []

    site.receiver.put(HOOK, "", status=204)
    page.get_by_role("button", name="Send a test message and connect").click()
    page.get_by_role("heading", name="Connected").wait_for()
    headers, body = site.receiver.posts(HOOK)[-1]
    wid = headers["webhook-id"].removeprefix("msg_")
    assert headers["webhook-signature"] == sign(secret, wid, site.service.clock(), body)
    page.get_by_role("link", name="Open that page").click()
    page.get_by_role("heading", name="Deliveries of Desk of the Herald").wait_for()
    assert HOOK not in page.content(), "the address is a secret"

    site.receiver.put(HOOK, "too busy", status=503)
    report(site, "fish", "Sudland denounces its fisheries treaty")
    calls = received(site)
    site.round(minutes=5)
    assert received(site) == calls + 1
    page.reload()
    page.get_by_role("row").filter(has_text="waits").get_by_role("link").click()
    page.get_by_role("row").filter(has_text="failed, tried again").filter(has_text="503").wait_for()
    site.receiver.put(HOOK, "", status=204)
    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("status").get_by_text("It goes out in a few seconds.").wait_for()
    site.round()
    assert "fisheries" in json.dumps(json.loads(site.receiver.posts(HOOK)[-1][1]))
    page.goto(page.url)
    page.get_by_role("row").filter(has_text="arrived").wait_for()

    page.get_by_role("link", name="Back to your deliveries").click()
    page.get_by_role("link", name="Remove this destination").click()
    page.get_by_role("button", name="Remove it").click()
    page.get_by_role("heading", name="Removed").wait_for()
    assert destinations.list_all(site.service) == []
    page.goto(link)
    page.get_by_role("heading", name="This invitation does not work").wait_for()

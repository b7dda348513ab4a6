"""A person subscribes, changes what comes, and leaves again: in a browser, with a real mail server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest
from site_kit import RunningSite, running_site
from store_kit import ACT, feed, poll, settle, story

pytestmark = pytest.mark.browser

ANA = "ana@press.example"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with running_site(tmp_path_factory.mktemp("subscriber")) as running:
        yield running


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page on a phone that runs no script: all of it works without."""
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, java_script_enabled=False, ignore_https_errors=True
    )
    yield context.new_page()
    context.close()


def report(site: RunningSite, name: str, title: str) -> None:
    """A feed reports an exit."""
    now = site.service.clock()
    poll(
        site.service.store,
        feed(site.service.store, f"https://{name}.example/feed"),
        (story(name, title), ACT),
        now=now,
    )
    assert settle(site.service.store, now, everything=True)


def link(site: RunningSite, mail: EmailMessage, kind: str) -> str:
    """The address of our page of this kind in a mail: "confirm", "s" (preferences), "own" (data), "u", "a"."""
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    links = re.findall(rf"{re.escape(site.base)}/{kind}/[\w-]+(?:\?lang=\w+)?", text)
    assert links, text
    return str(links[0])


def mails_to(site: RunningSite, address: str) -> list[EmailMessage]:
    return [mail for mail in site.mails() if str(mail["To"]) == address]


def subscribe(site: RunningSite, page: Any, address: str) -> None:
    """From the front page to the confirmation."""
    page.goto(site.base)
    page.get_by_role("link", name="Subscribe").first.click()
    page.get_by_label("Your mail address").fill(address)
    page.get_by_label("How often").select_option("at once")
    page.get_by_role("button", name="Subscribe").click()
    page.get_by_role("heading", name="Look into your mailbox").wait_for()
    site.round()
    [mail] = mails_to(site, address)
    page.goto(link(site, mail, "confirm"))
    page.get_by_role("heading", name="Subscribe to these messages?").wait_for()
    assert not site.service.store.sign_ups.of_address(address), "looking at the page subscribes nobody"
    page.get_by_role("button", name="Yes, subscribe").click()
    page.get_by_role("heading", name="You are subscribed").wait_for()


def test_fault_131_a_person_subscribes_changes_what_comes_gets_a_digest_and_unsubscribes_by_the_link(
    site: RunningSite, page: Any
) -> None:
    subscribe(site, page, ANA)
    page.get_by_role("link", name="Change what you get").click()
    page.get_by_text("Messages go to a…@press.example.").wait_for()
    page.get_by_label("How often").select_option("every day")
    page.get_by_label("Time of day").select_option("09:00")
    page.get_by_label("Time zone").select_option("Europe/Paris")
    page.get_by_label("Language of the messages").select_option("fr")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("status").get_by_text("Saved.").wait_for()

    page.get_by_role("link", name="Add a saved query").click()
    page.get_by_label("Name of this query").fill("Pêche")
    page.get_by_label("Only with these words").fill("fisheries")
    page.get_by_role("button", name="See what it would have sent").click()
    page.get_by_role("status").wait_for()
    assert page.get_by_label("Name of this query").input_value() == "Pêche"
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Pêche").wait_for()

    report(site, "fish", "Sudland denounces its fisheries treaty")
    site.round(hours=1)
    assert len(mails_to(site, ANA)) == 1, "the digest comes at its hour"
    site.round(days=1)
    digest = mails_to(site, ANA)[-1]
    assert "fisheries" in digest.get_body(("plain",)).get_content()  # type: ignore[union-attr]

    page.goto(link(site, digest, "a"))
    page.get_by_role("button", name="Ignorer").click()
    page.get_by_role("status").wait_for()
    page.goto(link(site, digest, "u"))
    button = page.get_by_role("button", name="Se désabonner")
    button.wait_for()
    [destination] = site.service.store.sign_ups.of_address(ANA)
    assert destination.active
    button.click()
    page.get_by_role("heading", name="Désabonnement effectué").wait_for()
    report(site, "river", "Westland withdraws from its river convention")
    site.round(days=2)
    assert mails_to(site, ANA)[-1]["Message-ID"] == digest["Message-ID"]


def test_fault_131_the_one_click_of_a_mail_program_unsubscribes_and_the_page_says_so(
    site: RunningSite, page: Any
) -> None:
    subscribe(site, page, "bo@press.example")
    report(site, "wool", "Northland leaves its wool treaty")
    site.round(minutes=5)
    alert = mails_to(site, "bo@press.example")[-1]
    assert alert["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(alert["List-Unsubscribe"]).split(">")[0].strip("<")
    assert address.startswith(f"{site.base}/u/")
    assert (
        httpx.post(address, data={"List-Unsubscribe": "One-Click"}, verify=False, trust_env=False).status_code
        == 200
    )

    page.goto(link(site, alert, "s"))
    page.get_by_text("You are unsubscribed: nothing is sent.").wait_for()
    page.get_by_role("button", name="Subscribe again").click()
    page.get_by_role("button", name="Pause").wait_for()
    preferences = page.url
    page.get_by_role("link", name="Download all that is stored about you").click()
    page.get_by_role("button", name="Send me the link").click()
    page.get_by_role("status").wait_for()
    site.round()
    page.goto(link(site, mails_to(site, "bo@press.example")[-1], "own"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert "bo@press.example" in Path(download.value.path()).read_text(encoding="utf-8")
    page.goto(preferences)
    page.get_by_role("link", name="Erase my data").click()
    page.get_by_role("button", name="Send me the link").click()
    page.get_by_role("status").wait_for()
    site.round()
    page.goto(link(site, mails_to(site, "bo@press.example")[-1], "own"))
    page.get_by_role("button", name="Erase everything").click()
    page.get_by_role("heading", name="Everything about you is erased").wait_for()
    assert not site.service.store.sign_ups.of_address("bo@press.example")


def test_the_form_is_filled_in_and_sent_with_the_keyboard_alone(site: RunningSite, browser: Any) -> None:
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    page.goto(f"{site.base}/subscribe")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip", "the first stop leads past the frame"
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")
    page.keyboard.press("Tab")
    page.keyboard.type("cy@press.example")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # exits are ticked, and so are threats: no threats
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Look into your mailbox").wait_for()
    context.close()
    site.round()
    assert len(mails_to(site, "cy@press.example")) == 1

"""What an operator does, in a browser: finds out why a story was missed, decides, corrects, sends again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from events_kit import report
from operator_kit import PASSWORD
from register_kit import item, leaves
from servers import rss
from site_kit import RunningSite, running_site
from store_kit import ACT, feed, mailbox, poll, settle, story

from monitor.model import Hit, Kind, Span, Stage
from monitor.service import operators

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with running_site(tmp_path_factory.mktemp("operator")) as running:
        operators.add(running.service, "desk", PASSWORD)
        yield running


@pytest.fixture(scope="module")
def page(browser: Any, site: RunningSite) -> Iterator[Any]:
    """The page of an operator who has logged in."""
    context = browser.new_context(ignore_https_errors=True)
    own = context.new_page()
    own.goto(f"{site.base}/operator/queue")
    own.get_by_label("Name").fill("desk")
    own.get_by_label("Password").fill(PASSWORD)
    own.get_by_role("button", name="Log in").click()
    own.get_by_role("heading", name="Review").wait_for()  # the page that was asked for
    yield own
    context.close()


def brought(site: RunningSite, key: str, title: str, hits: tuple[Hit, ...]) -> int:
    """The id of a story that a feed brought."""
    store = site.service.store
    address = f"https://press.example/{key}"
    poll(
        store, feed(store, f"https://{key}.example/feed"), (story(key, title), hits), now=site.service.clock()
    )
    stored = store.stories.by_key(address)
    assert stored is not None
    assert stored.id is not None
    return stored.id


def test_an_operator_finds_out_why_a_story_was_missed(site: RunningSite, page: Any) -> None:
    brought(site, "rain", "Minister praises the fisheries treaty with Sweden", ())
    page.get_by_role("link", name="Explain", exact=True).click()
    page.get_by_label("A text").fill("https://press.example/rain")
    page.get_by_role("button", name="Explain").click()
    page.get_by_role("heading", name="The story reports no exit").wait_for()
    page.get_by_text("not flagged").wait_for()
    page.get_by_text("in no act").wait_for()


def test_an_operator_accepts_a_possible_exit_and_readers_see_it(site: RunningSite, page: Any) -> None:
    title = "Norway quits the International Whaling Convention"
    words = (Span("title", 7, 12),)
    number = brought(
        site,
        "whales",
        title,
        (Hit("clause.quit", "d", Kind.POSSIBLE, Stage.DECIDED, words, "", "title: quits", 0.3),),
    )
    page.goto(f"{site.base}/register?q=whaling")
    page.get_by_text("Norway").wait_for(state="detached")
    page.goto(f"{site.base}/operator")
    page.get_by_role("link", name="Possible exits to decide").click()
    waiting = page.get_by_role("article").filter(has_text=title)
    waiting.get_by_label("Why").fill("the foreign minister says so")
    waiting.get_by_role("button", name=f"Accept story {number}").click()
    page.get_by_role("status").get_by_text(f"Story {number} is accepted").wait_for()
    site.round(minutes=10)
    page.goto(f"{site.base}/register?q=whaling")
    page.get_by_role("link", name="Norway").first.wait_for()


def test_an_operator_merges_two_acts_and_takes_it_back(site: RunningSite, page: Any) -> None:
    for key, outlet, name in (("g", "Courier", "Grazing Treaty"), ("h", "Herald", "Meadow Convention")):
        stated = item(key, 1, leaves(key, "NO", "SE", name), source=outlet)
        report(site.service.store, stated, f"Norway leaves the {name}")
    meadow, grazing = (act.ref for act in reversed(site.service.store.acts.standing()[-2:]))
    page.goto(f"{site.base}/operator/acts/{grazing}")
    page.get_by_label("Find").fill("meadow")
    page.get_by_role("button", name="Find acts").click()
    page.get_by_role("checkbox", name=f"#{meadow}").check()
    page.locator("#why-merge").fill("one treaty, two names")
    page.get_by_role("button", name="Merge").click()
    page.get_by_role("heading", name="What subscribers will be told").wait_for()
    public = page.context.new_page()
    public.goto(f"{site.base}/acts/{meadow}")
    assert public.url.endswith(f"/acts/{meadow}"), "nothing is done yet"
    page.get_by_role("button", name="Do it").click()
    page.get_by_role("status").get_by_text("Merge acts: done").wait_for()
    public.reload()
    assert public.url.endswith(f"/acts/{grazing}"), "the old address leads to the act that stands"

    page.goto(f"{site.base}/operator/acts/{grazing}")
    page.locator("#why-undo").fill("they are two")
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("button", name="Do it").click()
    page.get_by_role("status").get_by_text("Take the last correction back: done").wait_for()
    public.goto(f"{site.base}/acts/{meadow}")
    assert public.url.endswith(f"/acts/{meadow}"), "both stand again"
    public.close()


def test_an_operator_adds_a_source_from_the_catalogue(site: RunningSite, page: Any) -> None:
    page.goto(f"{site.base}/operator/feeds")
    page.get_by_role("link", name="from the catalogue").click()
    page.get_by_label("Kind").select_option("gazette")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.wait_for_url("**kind=gazette**")
    page.get_by_role("checkbox", name="Canada Gazette, Part I", exact=True).check()
    page.get_by_role("button", name="Add those ticked").click()
    page.get_by_role("status").get_by_text("1 feed added, 0 known already").wait_for()
    row = page.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name="Canada Gazette, Part I", exact=True)
    )
    row.get_by_role("link", name="feed").click()
    page.get_by_role("heading", name="Canada Gazette, Part I").wait_for()
    page.get_by_role("definition").get_by_text("not polled yet").wait_for()


def test_an_operator_sees_why_a_feed_counts_as_silent_and_checks_it(site: RunningSite, page: Any) -> None:
    store, now = site.service.store, site.service.clock()
    address = site.receiver.put("/quiet.xml", rss(("1", "Rain", "http://quiet.example/1")))
    quiet = store.feeds.add(address, title="The Quiet Courier", now=now - timedelta(days=60))
    for number in range(30):
        at = now - timedelta(days=18) + timedelta(hours=8 * number)
        poll(store, quiet, (story(f"quiet{number}"), ()), now=at)
    page.goto(f"{site.base}/operator/feeds?show=silent")
    page.get_by_role("link", name="The Quiet Courier").click()
    page.get_by_text("stories were expected since then").wait_for()
    page.get_by_role("button", name="Read it once").click()
    page.get_by_role("status").get_by_text("It can be read: rss20, 1 item").wait_for()
    page.get_by_role("button", name="Poll now").click()
    page.get_by_role("status").get_by_text("polled with the next tick").wait_for()
    page.get_by_text("it is due: the next tick polls it").wait_for()


def test_an_operator_invites_a_team_and_ends_the_invitation(site: RunningSite, page: Any) -> None:
    page.goto(f"{site.base}/operator")
    page.get_by_role("link", name="Teams").click()
    page.get_by_label("Its name").fill("Evening Courier")
    page.get_by_role("button", name="Invite").click()
    link = page.get_by_role("status").locator("code").inner_text()
    team = page.context.new_page()
    team.goto(link)
    team.get_by_role("button", name="Send a test message and connect").wait_for()
    page.get_by_role("button", name="End…: Evening Courier").click()
    page.get_by_role("button", name="End it").click()
    page.get_by_role("status").get_by_text("is ended").wait_for()
    team.goto(link)
    team.get_by_role("button", name="Send a test message and connect").wait_for(state="detached")
    team.close()


def test_an_operator_sends_a_message_again_that_a_mail_server_refused(site: RunningSite, page: Any) -> None:
    store, now = site.service.store, site.service.clock()
    mailbox(store, "newsroom", "newsroom@press.example")
    salt = (story("salt", "Eastland leaves its salt treaty"), ACT)
    poll(store, feed(store, "https://salt.example/feed"), salt, now=now)
    settle(store, now, everything=True)
    site.inbox.refusal = "451 4.3.0 the disk is full"
    site.round(minutes=10)
    site.inbox.refusal = ""
    page.goto(f"{site.base}/operator/deliveries?destination=newsroom")
    page.get_by_role("row").filter(has_text="deferred").get_by_role("link").first.click()
    page.get_by_text("the disk is full").first.wait_for()
    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("status").get_by_text("goes out with the next tick").wait_for()
    site.round()
    assert [str(mail["To"]) for mail in site.mails()] == ["newsroom@press.example"]
    page.reload()
    page.get_by_role("definition").get_by_text("sent", exact=True).wait_for()

"""A team connects a chat service or webhook by an invitation, and sees and changes what it gets: with real local
receivers.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from events_kit import NOW, fill
from servers import Site
from store_kit import ACT, feed, poll, settle, story
from subscribe_kit import BASE, FORM, HOME, Clock, forward, stored
from web_kit import ask, words

from monitor import pipeline
from monitor.channels import by_name
from monitor.config import load
from monitor.errors import UsageError
from monitor.model import Cadence, Destination, Kind
from monitor.service import Service, destinations, invitations, teams, trial_messages
from monitor.service.invitations import KINDS, State
from monitor.sign import sign

OWNER = "ops@herald.example"
SECRET_PATH = "/services/T0PSECRET/B1/XXXXXXXXXXXXXXXXXXXX"
ENTERED = {**FORM, "owner": OWNER, "cadence": "instant"}
# what each service answers to a message that it takes, and where
TAKEN = {
    "webhook": ("/in", 204, ""),
    "slack": (SECRET_PATH, 200, "ok"),
    "discord": ("/api/webhooks/1234567890/XXXXXXXXXXXXXXXXXXXX?wait=true", 200, '{"id": "1"}'),
    "teams": ("/workflows/0a1b/triggers/manual/paths/invoke?sig=XXXX", 202, ""),
    "mattermost": ("/hooks/xxxxxxxxxxxxxxxxxxxxxxxxxx", 200, "ok"),
    "google_chat": ("/v1/spaces/AAAA/messages", 200, '{"name": "spaces/AAAA/messages/1"}'),
    "telegram": (
        "/bot1234567890:XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX/sendMessage?chat_id=-100",
        200,
        '{"ok": true}',
    ),
}


class Beginnings(dict[str, tuple[int, bytes, Mapping[str, str]]]):
    """Pages that answer every address which begins with theirs."""

    def get(self, path: str, default: Any = None) -> Any:
        return next((page for known, page in self.items() if path.startswith(known)), default)


@contextmanager
def installation(folder: Path, here: Site, more: str = "", *, inside: bool = True) -> Iterator[Service]:
    """A service that may post to this machine, unless `inside` is False."""
    allowed = 'allow_private = ["127.0.0.0/8"]\n' if inside else ""
    path = folder / "treaty-monitor.toml"
    path.write_text(
        f'data_dir = "{folder / "data"}"\nbase_url = "{BASE}"\n'
        f"[http]\n{allowed}ports = [{here.port}]\n[pages]\nenabled = false\n{more}"
    )
    with Service.open(load(path), packaged=False, with_feeds=False, clock=Clock()) as service:
        yield service


@pytest.fixture
def service(tmp_path: Path, here: Site) -> Iterator[Service]:
    with installation(tmp_path, here) as opened:
        fill(opened.store)
        yield opened


def invited(service: Service, name: str = "Desk of the Herald", kind: str = "") -> str:
    """The path of a new invitation."""
    link, _ = invitations.add(service, name, kind=kind)
    return link.removeprefix(BASE)


def post(service: Service, path: str, form: dict[str, object], **headers: str) -> httpx.Response:
    return ask(service, "POST", path, data=form, headers={"Origin": "null", **headers})


def connected(service: Service, here: Site, kind: str = "webhook", path: str = "", **entered: object) -> str:
    """The path of the page of a team that has connected a receiver."""
    asked = path or invited(service)
    form = {
        **ENTERED,
        "channel": kind,
        "address": taking(here, kind),
        "secret": teams.new_secret(),
        **entered,
    }
    answer = post(service, asked, form)
    assert answer.status_code == 200, words(answer.text)
    return team_link(answer.text)


def team_link(page: str) -> str:
    (link,) = set(re.findall(rf"{BASE}(/team/[a-z0-9-]+)", page))
    return str(link)


def taking(here: Site, kind: str) -> str:
    """The address of a service on this machine that takes messages."""
    path, status, body = TAKEN[kind]
    return here.put(path, body, status=status, content_type="application/json")


def only(service: Service) -> Destination:
    (destination,) = destinations.list_all(service)
    return destination


def found(service: Service, name: str, title: str) -> None:
    """A feed reports an exit."""
    address = f"https://{name}.example/feed"
    poll(service.store, feed(service.store, address), (story(name, title), ACT), now=service.clock())
    assert settle(service.store, service.clock(), everything=True)


def round_of(service: Service) -> None:
    """What the running service does next: messages are written and sent."""

    async def run() -> None:
        async with service.context() as context:
            pipeline.compose(context)
            await pipeline.deliver(context)

    asyncio.run(run())


def mails_to(service: Service, address: str) -> list[str]:
    """The texts of the mails that were written to this address, the oldest first."""
    texts = []
    for listed in reversed(service.store.outbox.find(limit=50)):
        if listed.message.address == address:
            delivery = service.store.outbox.get(listed.message.id)
            assert delivery is not None
            mail = message_from_bytes(delivery.message.body, policy=SMTP)
            texts.append(" ".join(mail.get_body(("plain",)).get_content().split()))  # type: ignore[attr-defined]
    return texts


# ---------------------------------------------------------------- connect


def test_a_team_connects_a_webhook_whose_test_message_it_can_check(service: Service, here: Site) -> None:
    link = invited(service)
    form = ask(service, "GET", link)
    assert form.status_code == 200
    assert "Desk of the Herald" in form.text
    secret = re.search(r'value="(whsec_[^"]+)"', form.text)
    assert secret is not None
    shown = unescape(secret[1])
    asked = {
        "channel": "webhook", "address": taking(here, "webhook"), "secret": shown,
        "kinds": ["act"], "countries": ["HU"], "cadence": "weekly", "hour": "07:00", "language": "fr",
    }  # fmt: skip
    answer = post(service, link, {**ENTERED, **asked})
    assert answer.status_code == 200
    ((headers, body),) = here.posts("/in")
    assert json.loads(body)["type"] == "test"
    wid, at = headers["webhook-id"].removeprefix("msg_"), int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == sign(shown, wid, NOW.fromtimestamp(at, NOW.tzinfo), body)

    destination = only(service)
    (query,) = destination.queries
    assert (destination.name, destination.channel, destination.owner, destination.reader) == (
        "Desk of the Herald", "webhook", OWNER, "fr",
    )  # fmt: skip
    assert (destination.schedule.cadence, destination.schedule.zone) == (Cadence.WEEKLY, "Europe/Paris")
    assert (query.kinds, query.countries) == ({Kind.ACT}, {"HU"})
    assert destination.secret == shown
    assert ask(service, "GET", team_link(answer.text)).status_code == 200


@pytest.mark.parametrize("kind", TAKEN)
def test_each_service_is_connected_by_a_message_that_it_takes(
    service: Service, here: Site, kind: str
) -> None:
    here.pages = Beginnings()
    home = connected(service, here, kind)
    assert len(here.requests) == 1
    assert only(service).channel == kind
    assert only(service).secret is None or by_name(kind).signs
    assert ask(service, "GET", home).status_code == 200


def test_teams_connect_what_has_a_secret_address_of_one_service() -> None:
    assert set(KINDS) == {*TAKEN, "matrix", "ntfy"}


@pytest.mark.parametrize(
    ("kind", "path", "answers", "said"),
    [
        ("matrix", "/!room:example.org?token=XXXXXXXX", "/_matrix/client/v3/rooms/", {"event_id": "$1"}),
        ("ntfy", "/treaties-hard-to-guess", "/", {"id": "1", "event": "message"}),
    ],
)
def test_a_room_and_a_topic_are_connected(
    service: Service, here: Site, kind: str, path: str, answers: str, said: dict[str, str]
) -> None:
    here.pages = Beginnings()
    here.put(answers, json.dumps(said), content_type="application/json")
    answer = post(service, invited(service), {**ENTERED, "channel": kind, "address": here.url(path)})
    assert answer.status_code == 200, words(answer.text)
    assert len(here.requests) == 1
    assert only(service).address == here.url(path)


def test_an_invitation_for_one_channel_offers_no_other(service: Service, here: Site) -> None:
    link = invited(service, kind="slack")
    form = ask(service, "GET", link).text
    assert 'name="channel"' not in form
    assert 'name="secret"' not in form
    connected(service, here, "slack", link, channel="discord")
    assert only(service).channel == "slack"


def test_the_owner_gets_the_link_by_mail(tmp_path: Path, here: Site) -> None:
    mailer = '[smtp]\nhost = "127.0.0.1"\nport = 1\nsender = "m@monitor.example"\n'
    with installation(tmp_path, here, mailer) as service:
        answer = post(
            service, invited(service), {**ENTERED, "channel": "slack", "address": taking(here, "slack")}
        )
        assert OWNER in words(answer.text)
        (listed,) = service.store.outbox.find(limit=5)
        delivery = service.store.outbox.get(listed.message.id)
        assert delivery is not None
        assert delivery.to == "owner of Desk of the Herald"
        mail = message_from_bytes(delivery.message.body, policy=SMTP)
        text = mail.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
        assert mail["To"] == OWNER
        assert f"{BASE}{team_link(answer.text)}" in text
        assert "hooks" not in text
        assert SECRET_PATH not in text


def test_a_connected_destination_gets_what_is_found_from_then_on(service: Service, here: Site) -> None:
    connected(service, here)
    forward(service, minutes=1)
    found(service, "after", "Sudland denounces its fisheries treaty")
    forward(service, minutes=5)
    round_of(service)
    kinds = [json.loads(body)["type"] for _, body in here.posts("/in")]
    assert kinds == ["test", "alert"]


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"owner": "ops"}, "This is not a mail address that can be used"),
        ({"secret": "whsec_short"}, "This is no signing secret"),
        ({"secret": "whsk_" + "A" * 44}, "This is no signing secret"),
        ({"address": "mailto:ops@herald.example"}, "This is no address of Webhook"),
        ({"address": "https://user:pw@herald.example/in"}, "This is no address of Webhook"),
        ({"address": "https://["}, "This is no address of Webhook"),
        ({"address": ""}, "This is no address of Webhook"),
        ({"address": "http://herald.example/in"}, "The address has to begin with https://"),
        ({"address": "https://hooks.slack.com/services/T0/B0/X"}, "This is an address of Slack"),
        ({"kinds": []}, "Choose exits, threats or both"),
    ],
)
def test_what_is_entered_wrong_is_said_beside_what_was_entered(
    service: Service, here: Site, entered: dict[str, object], said: str
) -> None:
    link = invited(service)
    form = {**ENTERED, "channel": "webhook", "address": taking(here, "webhook"), "secret": teams.new_secret()}
    answer = post(service, link, {**form, **entered})
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert str(entered.get("owner", OWNER)) in answer.text
    assert here.posts("/in") == []
    assert destinations.list_all(service) == []
    assert ask(service, "GET", link).status_code == 200, "the link still works"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, "no_team", "Slack did not take the test message"),
        (403, "action_prohibited", "403"),
        (410, "channel_is_archived", "410"),
        (500, "", "500"),
        (429, "", "429"),
        (200, "not ok", "It said:"),
    ],
)
def test_what_the_service_answers_is_said_and_nothing_is_saved(
    service: Service, here: Site, status: int, body: str, said: str
) -> None:
    link = invited(service)
    here.put(SECRET_PATH, body, status=status, content_type="text/plain")
    answer = post(service, link, {**ENTERED, "channel": "slack", "address": here.url(SECRET_PATH)})
    assert answer.status_code == 502
    assert said in words(answer.text)
    assert len(here.posts(SECRET_PATH)) == 1
    assert destinations.list_all(service) == []
    assert service.store.outbox.find(limit=5) == []
    here.put(SECRET_PATH, "ok", content_type="text/plain")
    again = post(service, link, {**ENTERED, "channel": "slack", "address": here.url(SECRET_PATH)})
    assert again.status_code == 200, "the link was not used up"


@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "[::1]", "localhost", "10.0.0.1"])
def test_an_address_inside_the_network_is_not_called(tmp_path: Path, here: Site, host: str) -> None:
    with installation(tmp_path, here, inside=False) as service:
        address = f"https://{host}:{here.port}/in"
        form = {**ENTERED, "channel": "webhook", "address": address, "secret": teams.new_secret()}
        answer = post(service, invited(service), form)
        assert answer.status_code == 422
        assert "This address leads into the network of this site" in words(answer.text)
        assert here.requests == []
        assert destinations.list_all(service) == []


def test_a_redirect_is_not_followed(service: Service, here: Site) -> None:
    here.put("/moved", "", status=307, Location=here.url("/inside"))
    form = {**ENTERED, "channel": "webhook", "address": here.url("/moved"), "secret": teams.new_secret()}
    assert post(service, invited(service), form).status_code == 502
    assert here.hits("/inside") == 0


def test_a_service_that_does_not_answer_in_time_is_not_waited_for(
    service: Service, here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(service: Service, destination: Destination) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(trial_messages, "send", silent)
    asyncio.run(_not_waited_for(service, here))


async def _not_waited_for(service: Service, here: Site) -> None:
    destination = Destination(0, "X", "webhook", here.url("/in?token=SECRET"))
    attempt = await trial_messages.send_soon(service, destination, wait_s=0.01)
    assert attempt.code == "timeout"
    assert "SECRET" not in attempt.text


def test_test_messages_are_limited_and_the_limit_ends(service: Service, here: Site) -> None:
    link, refused = invited(service), {**ENTERED, "channel": "slack", "address": here.url(SECRET_PATH)}
    statuses = [post(service, link, refused).status_code for _ in range(teams.TESTS.most + 1)]
    assert statuses == [*[502] * teams.TESTS.most, 429]
    assert len(here.posts(SECRET_PATH)) == teams.TESTS.most
    assert post(service, invited(service, "B"), refused).status_code == 502, "another team is not limited"
    forward(service, hours=1)
    assert post(service, link, refused).status_code == 502


@pytest.mark.parametrize(
    "form", [{"channel": "email"}, {"channel": "apprise"}, {"zone": "Mars"}, {"hour": "x"}]
)
def test_a_value_that_the_form_does_not_offer_is_refused(
    service: Service, here: Site, form: dict[str, object]
) -> None:
    entered = {
        **ENTERED,
        "channel": "webhook",
        "address": taking(here, "webhook"),
        "secret": teams.new_secret(),
    }
    assert post(service, invited(service), {**entered, **form}).status_code == 400
    assert here.posts("/in") == []


# ---------------------------------------------------------------- the link


def test_fault_131_opening_the_link_uses_nothing_and_sends_nothing(service: Service, here: Site) -> None:
    link = invited(service)
    before = stored(service)
    for method in ("GET", "HEAD", "GET"):
        ask(service, method, link)
    assert stored(service) == before
    home = connected(service, here, path=link)
    before = stored(service)
    message = service.store.outbox.find(limit=1)[0].message.id
    for path in ("", "/secret", "/remove", "/query", f"/message/{message}", "/older/5"):
        ask(service, "GET", home + path)
        ask(service, "HEAD", home + path)
    assert stored(service) == before


def test_an_invitation_works_once(service: Service, here: Site) -> None:
    link = invited(service)
    connected(service, here, path=link)
    assert ask(service, "GET", link).status_code == 404
    again = post(service, link, {**ENTERED, "channel": "slack", "address": taking(here, "slack")})
    assert again.status_code == 404
    assert here.posts(SECRET_PATH) == []
    assert len(destinations.list_all(service)) == 1


def test_of_two_who_use_an_invitation_at_once_one_connects(service: Service, here: Site) -> None:
    link = invited(service)
    invitation = invitations.of_link(service, link.rpartition("/")[2])
    assert invitation is not None
    wanted = teams.Wanted()
    entered = teams.Entered("slack", taking(here, "slack"), OWNER, wanted)

    async def both() -> list[object]:
        return list(await asyncio.gather(*(teams.connect(service, invitation, entered) for _ in range(2))))

    results = asyncio.run(both())
    assert sorted(type(result).__name__ for result in results) == ["Connected", "Refused"]
    assert len(destinations.list_all(service)) == 1


def test_an_invitation_ends_after_its_days(service: Service) -> None:
    link = invited(service)
    forward(service, days=7, seconds=-1)
    assert ask(service, "GET", link).status_code == 200
    forward(service, seconds=1)
    assert ask(service, "GET", link).status_code == 404
    (listed,) = invitations.list_all(service)
    assert listed.state is State.EXPIRED
    assert invited(service) != link, "another one takes its place"


def test_fault_133_a_link_that_never_was_is_answered_like_one_that_was_used(
    service: Service, here: Site
) -> None:
    link, old = invited(service), invited(service, "B")
    connected(service, here, path=link)
    invitations.revoke(service, "B")
    answers = [ask(service, "GET", path) for path in (link, old, f"/connect/{'x' * 43}", "/connect/1")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    posts = [post(service, path, ENTERED) for path in (link, old, f"/connect/{'x' * 43}", "/connect/1")]
    assert len({answer.text for answer in posts}) == 1


def test_fault_134_a_form_of_another_site_is_refused(service: Service, here: Site) -> None:
    link = invited(service)
    form = {**ENTERED, "channel": "slack", "address": taking(here, "slack")}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert post(service, link, form, **headers).status_code == 403
    assert here.posts(SECRET_PATH) == []
    home = connected(service, here, path=link)
    assert post(service, home, {"do": "pause"}, Origin="https://evil.example").status_code == 403
    assert only(service).paused_at is None
    assert post(service, home, {"do": "pause"}, **HOME).status_code == 303


def test_fault_135_no_token_is_stored_and_pages_tell_no_referrer(service: Service, here: Site) -> None:
    link = invited(service)
    home = connected(service, here, path=link)
    database = stored(service)
    assert link.rpartition("/")[2] not in database
    for path in (link, home, f"{home}/remove"):
        answer = ask(service, "GET", path)
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "noindex" in answer.headers["x-robots-tag"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_fault_137_a_link_shows_and_changes_its_own_destination_alone(service: Service, here: Site) -> None:
    first = connected(service, here)
    second = connected(service, here, path=invited(service, "B"))
    forward(service, minutes=1)
    found(service, "after", "Sudland denounces its fisheries treaty")
    forward(service, minutes=5)
    round_of(service)
    own = {page: re.findall(r"/message/(\d+)", ask(service, "GET", page).text) for page in (first, second)}
    assert len(own[first]) == len(own[second]) == 1
    assert ask(service, "GET", f"{first}/message/{own[second][0]}").status_code == 404
    assert post(service, f"{first}/message/{own[second][0]}", {"do": "replay"}).status_code == 404
    forged = first[:-1] + ("a" if first[-1] != "a" else "b")
    assert ask(service, "GET", forged).status_code == 404
    subscriber = first.replace("/team/t-", "/s/s-")
    assert ask(service, "GET", subscriber).status_code == 404
    assert post(service, f"{first}/remove", {}).status_code == 200
    assert [destination.name for destination in destinations.list_all(service)] == ["B"]


def test_fault_132_the_mail_says_nothing_that_was_entered(service: Service, here: Site) -> None:
    connected(service, here, address=taking(here, "webhook"), countries=["HU"])
    (listed,) = service.store.outbox.find(limit=5)
    delivery = service.store.outbox.get(listed.message.id)
    assert delivery is not None
    assert b"Hungary" not in delivery.message.body
    assert b"127.0.0.1" not in delivery.message.body


def test_fault_136_no_parameter_leads_to_another_site(service: Service, here: Site) -> None:
    home = connected(service, here)
    for parameter in ("next", "url", "return", "lang"):
        answer = post(service, f"{home}?{parameter}=//evil.example", {"do": "pause"})
        assert answer.headers["location"].startswith(f"{home}?lang=en")


def test_the_owner_of_a_webhook_that_no_team_connected_is_told_commands(service: Service, here: Site) -> None:
    home = connected(service, here)
    invitations.revoke(service, "Desk of the Herald")
    here.put("/in", "", status=410)
    forward(service, minutes=1)
    found(service, "after", "Sudland denounces its fisheries treaty")
    forward(service, minutes=5)
    round_of(service)
    mail = mails_to(service, OWNER)[-1]
    assert home not in mail
    assert "treaty-monitor destinations enable 'Desk of the Herald'" in mail


def test_a_process_that_dies_before_the_destination_is_stored_leaves_the_invitation(
    service: Service, here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, form = invited(service), {**ENTERED, "channel": "slack", "address": taking(here, "slack")}
    points: list[str] = []

    def die(point: str) -> None:
        points.append(point)
        raise RuntimeError(point)

    with monkeypatch.context() as patched:
        patched.setattr(service.store.database, "trace", die)
        assert post(service, link, form).status_code == 500
    assert points[-1] == "before_commit_connect"
    assert destinations.list_all(service) == []
    assert service.store.outbox.find(limit=5) == []
    assert post(service, link, form).status_code == 200


# ---------------------------------------------------------------- the page of a team


def test_the_page_shows_neither_the_address_nor_the_secret(service: Service, here: Site) -> None:
    home = connected(service, here, "slack")
    page = ask(service, "GET", home)
    assert SECRET_PATH not in page.text
    assert "T0PSECRET" not in page.text
    assert f"http://127.0.0.1:{here.port}/...XXXX" in page.text
    hook = connected(service, here, path=invited(service, "B"))
    assert "whsec_" not in ask(service, "GET", hook).text


def test_a_team_sees_a_failed_message_with_its_answer_and_has_it_sent_again(
    service: Service, here: Site
) -> None:
    home = connected(service, here)
    here.put("/in", "", status=500)
    forward(service, minutes=1)
    found(service, "after", "Sudland denounces its fisheries treaty")
    forward(service, minutes=5)
    round_of(service)
    page = ask(service, "GET", home)
    assert "waits" in words(page.text)
    (number,) = re.findall(r"/message/(\d+)", page.text)
    message = f"{home}/message/{number}"
    shown = words(ask(service, "GET", message).text)
    assert "failed, tried again 500 from http://127.0.0.1" in shown
    here.put("/in", "", status=204)
    replayed = post(service, message, {"do": "replay"})
    assert "It goes out in a few seconds" in words(replayed.text)
    round_of(service)
    first, second = (headers["webhook-id"] for headers, _ in here.posts("/in")[1:])
    assert first == second
    assert "arrived" in words(ask(service, "GET", message).text)
    refused = post(service, message, {"do": "replay"})
    assert refused.status_code == 409


def test_replays_are_limited(service: Service, here: Site) -> None:
    home = connected(service, here)
    here.put("/in", "", status=500)
    forward(service, minutes=1)
    found(service, "after", "Sudland denounces its fisheries treaty")
    forward(service, minutes=5)
    round_of(service)
    (number,) = re.findall(r"/message/(\d+)", ask(service, "GET", home).text)
    destination = only(service)
    limit = (teams.REPLAYS, f"destination {destination.id}")
    while service.store.buckets.take(service.clock(), limit):
        pass
    assert post(service, f"{home}/message/{number}", {"do": "replay"}).status_code == 429


def test_a_team_pauses_and_goes_on(service: Service, here: Site) -> None:
    home = connected(service, here)
    assert post(service, home, {"do": "pause"}).status_code == 303
    assert only(service).paused_at is not None
    assert "Paused: nothing is sent" in ask(service, "GET", home).text
    assert post(service, home, {"do": "go-on"}).status_code == 303
    assert only(service).paused_at is None


def test_a_team_switches_an_address_that_was_gone_on_again(service: Service, here: Site) -> None:
    home = connected(service, here)
    here.put("/in", "", status=410)
    forward(service, minutes=1)
    found(service, "after", "Sudland denounces its fisheries treaty")
    forward(service, minutes=5)
    round_of(service)
    assert "the address is no longer accepted" in ask(service, "GET", home).text
    mail = mails_to(service, OWNER)[-1]
    assert f"{BASE}{home}" in mail
    assert "go on by the page behind this link" in mail
    assert "treaty-monitor destinations" not in mail
    here.put("/in", "", status=204)
    assert post(service, home, {"do": "go-on"}).status_code == 303
    round_of(service)
    assert [json.loads(body)["type"] for _, body in here.posts("/in")] == ["test", "alert", "alert"]


def test_a_team_that_unsubscribed_in_the_chat_goes_on(service: Service, here: Site) -> None:
    home = connected(service, here)
    token = only(service).token
    assert token is not None
    destinations.unsubscribe(service, token)
    assert "somebody followed the link to unsubscribe" in ask(service, "GET", home).text
    post(service, home, {"do": "go-on"})
    assert only(service).disabled_at is None


def test_a_team_changes_what_and_when(service: Service, here: Site) -> None:
    home = connected(service, here)
    when = {"do": "when", "cadence": "daily", "hour": "09:00", "zone": "Asia/Tokyo", "language": "ru"}
    assert post(service, home, {**FORM, **when}).status_code == 303
    assert (only(service).schedule.zone, only(service).reader) == ("Asia/Tokyo", "ru")
    query = {"do": "save", "name": "Hungary", "kinds": ["act"], "countries": ["HU"], "least": "press"}
    assert post(service, f"{home}/query", query).status_code == 303
    main, second = only(service).queries
    assert second.countries == {"HU"}
    edited = {**query, "countries": ["NO"]}
    assert post(service, f"{home}/query/{second.id}", edited).status_code == 303
    assert only(service).queries[1].countries == {"NO"}
    assert post(service, f"{home}/query/{main.id}", {"do": "remove"}).status_code == 303
    assert len(only(service).queries) == 1
    assert ask(service, "GET", f"{home}/query/{main.id}").status_code == 404
    assert post(service, home, {"do": "explode"}).status_code == 400


def test_a_team_sends_itself_a_test_message(service: Service, here: Site) -> None:
    home = connected(service, here)
    assert "The test message arrived" in post(service, home, {"do": "test"}).text
    assert len(here.posts("/in")) == 2
    here.put("/in", "", status=503)
    failed = post(service, home, {"do": "test"})
    assert failed.status_code == 502
    assert "503 from" in failed.text
    for _ in range(teams.TESTS.most):
        last = post(service, home, {"do": "test"})
    assert last.status_code == 429
    assert len(here.posts("/in")) == 1 + teams.TESTS.most


def test_a_webhook_gets_a_new_secret_which_is_shown_once(service: Service, here: Site) -> None:
    home = connected(service, here)
    old = only(service).secret
    assert ask(service, "GET", f"{home}/secret").status_code == 200
    answer = post(service, f"{home}/secret", {})
    secret = re.search(r"whsec_[^<]+", answer.text)
    assert secret is not None
    new = unescape(secret[0])
    assert only(service).secret == f"{new} {old}"
    assert "whsec_" not in ask(service, "GET", f"{home}/secret").text
    post(service, home, {"do": "test"})
    headers, body = here.posts("/in")[-1]
    at = NOW.fromtimestamp(int(headers["webhook-timestamp"]), NOW.tzinfo)
    signed = sign(f"{new} {old}", headers["webhook-id"].removeprefix("msg_"), at, body)
    assert headers["webhook-signature"] == signed
    for _ in range(teams.SECRETS.most):
        answer = post(service, f"{home}/secret", {})
    assert answer.status_code == 429


def test_only_webhooks_have_a_secret(service: Service, here: Site) -> None:
    home = connected(service, here, "slack")
    assert f"{home}/secret" not in ask(service, "GET", home).text
    assert ask(service, "GET", f"{home}/secret").status_code == 404
    assert post(service, f"{home}/secret", {}).status_code == 400
    assert only(service).secret is None


def test_a_team_removes_its_destination_and_its_link_ends(service: Service, here: Site) -> None:
    home = connected(service, here)
    assert "Remove Desk of the Herald?" in ask(service, "GET", f"{home}/remove").text
    assert post(service, f"{home}/remove", {}).status_code == 200
    assert destinations.list_all(service) == []
    assert ask(service, "GET", home).status_code == 404
    (listed,) = invitations.list_all(service)
    assert listed.state is State.REMOVED
    assert invited(service)


def test_older_messages_are_on_further_pages(service: Service, here: Site) -> None:
    home = connected(service, here)
    destination = only(service)
    letter = service.store.outbox.find(limit=1)[0].message
    with service.store.database.write() as db:
        for number in range(45):
            db.execute(
                "INSERT INTO outbox (wid, ref, destination, notice, channel, address, address_hash, subject, "
                "content_type, body, sequence, state, due_from, due_at, created_at) SELECT ?, ?, destination, 0, "
                "'webhook', ?, address_hash, ?, content_type, x'', 1, 'sent', due_from, due_at, created_at "
                "FROM outbox WHERE id = ?",
                (f"{number:032x}", f"R{number:03}", destination.address, f"Message {number}", letter.id),
            )
    pages, path = [], home
    while path:
        page = ask(service, "GET", path).text
        pages.append(len(re.findall(r'<th scope="row">', page)))
        older = re.search(rf'href="({re.escape(home)}/older/\d+)', page)
        path = older[1] if older else ""
    assert pages == [20, 20, 5]
    assert ask(service, "GET", f"{home}/older/x").status_code == 404


@pytest.mark.parametrize("lang", ["en", "fr", "ru"])
def test_pages_come_in_the_languages_of_messages(service: Service, here: Site, lang: str) -> None:
    link = invited(service)
    home = connected(service, here, path=link, language=lang)
    paths = [invited(service, "B"), link, *(home + path for path in ("", "/secret", "/remove", "/query"))]
    for path in paths:
        answer = ask(service, "GET", f"{path}?lang={lang}")
        page = answer.text
        assert answer.status_code == (404 if path == link else 200)
        assert f'<html lang="{lang}"' in page
        assert len(page) < 100_000
    assert f'<html lang="{lang}"' in ask(service, "GET", home).text, "that of the messages, unasked"


# ---------------------------------------------------------------- invitations


def test_invitations_are_made_listed_and_revoked(service: Service, here: Site) -> None:
    link = invited(service, "  Desk   of X ")
    (listed,) = invitations.list_all(service)
    assert (listed.invitation.name, listed.state) == ("Desk of X", State.OPEN)
    assert listed.invitation.expires_at == NOW + timedelta(days=7)
    with pytest.raises(UsageError, match="There is an invitation"):
        invited(service, "Desk of X")
    home = connected(service, here, path=link)
    (listed,) = invitations.list_all(service)
    assert (listed.state, listed.destination) == (State.CONNECTED, "Desk of X")
    assert invitations.page(service, "Desk of X") == f"{BASE}{home}"
    invitations.revoke(service, "Desk of X")
    assert ask(service, "GET", home).status_code == 404
    assert only(service).active, "the destination stays"
    for verb in (invitations.revoke, invitations.page):
        with pytest.raises(UsageError, match="No invitation"):
            verb(service, "Desk of X")


@pytest.mark.parametrize(
    ("name", "asked", "said"),
    [
        ("", {}, "needs a name"),
        ("x" * 61, {}, "needs a name"),
        ("a\x07b", {}, "needs a name"),
        ("A", {"kind": "email"}, "none of these"),
        ("A", {"days": 0}, "1 to 90 days"),
        ("taken", {}, "There is a destination"),
    ],
)
def test_an_invitation_that_cannot_be_meant_is_refused(
    service: Service, name: str, asked: dict[str, object], said: str
) -> None:
    service.store.destinations.add(name="taken", channel="email", address="a@b.example", now=NOW)
    with pytest.raises(UsageError, match=said):
        invitations.add(service, name, **asked)  # type: ignore[arg-type]


def test_a_name_that_was_taken_meanwhile_gets_a_number(service: Service, here: Site) -> None:
    link = invited(service, "A")
    service.store.destinations.add(name="A", channel="email", address="a@b.example", now=NOW)
    connected(service, here, path=link)
    assert [destination.name for destination in destinations.list_all(service)] == ["A", "A 2"]

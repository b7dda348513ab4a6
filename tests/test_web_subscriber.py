"""The pages behind the link in each mail: what a subscriber sees, changes, takes along and erases."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from compose_kit import context_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_kit import place
from subscribe_kit import (
    ANA,
    FORM,
    HOME,
    answer,
    answer_requests,
    forward,
    home,
    installation,
    mails,
    now,
    post,
    press_confirm,
    put_waiting,
    sign_up,
    stored,
    subscribed,
)
from web_kit import ask

from monitor import pipeline
from monitor.cli import root
from monitor.model import (
    Attempt,
    Cadence,
    Choice,
    Destination,
    MessageState,
    Outcome,
    SavedQuery,
    Schedule,
)
from monitor.service import Service, choices, destinations, subscribers

WHEN = {name: FORM[name] for name in ("cadence", "hour", "weekday", "zone", "language")}
QUERY = {name: FORM[name] for name in ("kinds", "least")}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


@pytest.fixture
def reader(service: Service) -> Destination:
    return subscribed(service)


# ---------------------------------------------------------------- what and when


def test_the_page_shows_what_is_asked_for_and_hides_the_address(
    service: Service, reader: Destination
) -> None:
    page = ask(service, "GET", home(service, reader))
    assert page.status_code == 200
    assert "a…@press.example" in page.text
    assert ANA not in page.text
    assert "Every day at 08:00 Europe/Paris" in page.text
    assert "exits, threats to leave" in page.text
    assert f"/u/{reader.token}" in page.text
    assert len(page.content) < 100_000


def test_when_and_language_are_changed(service: Service, reader: Destination) -> None:
    fields = {
        "do": "when",
        "cadence": "weekly",
        "hour": "17:00",
        "weekday": "2",
        "zone": "Asia/Tokyo",
        "language": "ru",
    }
    changed = post(service, home(service, reader), fields)
    assert changed.status_code == 303
    assert 'lang="en"' in ask(service, "GET", changed.headers["location"]).text
    stands = now(service, reader)
    assert stands.schedule == Schedule(Cadence.WEEKLY, time(17), 2, "Asia/Tokyo")
    assert stands.reader == "ru"
    assert 'lang="ru"' in ask(service, "GET", home(service, reader)).text


def test_what_a_new_cadence_cannot_do_ends(service: Service, reader: Destination) -> None:
    desk = destinations.edit(service, reader, Destination(
        reader.id, reader.name, reader.channel, reader.address, Schedule(Cadence.DAILY), empty=True, possible=True,
    ))  # fmt: skip
    assert post(service, home(service, desk), {"do": "when", **WHEN, "cadence": "instant"}).status_code == 303
    stands = now(service, reader)
    assert (stands.empty, stands.possible) == (False, False)


def test_several_times_a_day_stay_unless_the_first_one_is_changed(
    service: Service, reader: Destination
) -> None:
    twice = Schedule(Cadence.DAILY, time(8), zone="Europe/Paris", later=(time(17),))
    destinations.edit(
        service, reader, Destination(reader.id, reader.name, reader.channel, reader.address, twice)
    )
    post(service, home(service, reader), {"do": "when", **WHEN})
    assert now(service, reader).schedule.times == (time(8), time(17))
    post(service, home(service, reader), {"do": "when", **WHEN, "hour": "09:00"})
    assert now(service, reader).schedule.times == (time(9),)


def test_queries_are_added_changed_and_removed(service: Service, reader: Destination) -> None:
    path = f"{home(service, reader)}/query"
    assert ask(service, "GET", path).status_code == 200
    added = post(
        service, path, {"do": "save", **QUERY, "name": "Fish", "topics": ["fisheries"], "note": "for Eve"}
    )
    assert added.status_code == 303
    main, fish = now(service, reader).queries
    assert (fish.name, fish.topics, fish.note) == ("Fish", {"fisheries"}, "for Eve")
    page = ask(service, "GET", f"{path}/{fish.id}")
    assert 'value="Fish"' in page.text
    assert (
        post(
            service,
            f"{path}/{fish.id}",
            {"do": "save", **QUERY, "name": "Fish", "countries": ["NO"], "note": ""},
        ).status_code
        == 303
    )
    _, fish = now(service, reader).queries
    assert (fish.topics, fish.countries, fish.note) == (frozenset(), {"NO"}, "")
    assert post(service, f"{path}/{main.id}", {"do": "remove"}).status_code == 303
    assert [saved.name for saved in now(service, reader).queries] == ["Fish"]
    assert post(service, f"{path}/{fish.id}", {"do": "remove"}).status_code == 400, "the last one stays"
    assert post(service, f"{path}/{main.id}", {"do": "remove"}).status_code == 404


@pytest.mark.parametrize("number", ["0", "abc", "-1", "9" * 40, "%D9%A1"])
def test_a_query_that_is_not_there_is_said_to_be_not_there(
    service: Service, reader: Destination, number: str
) -> None:
    path = f"{home(service, reader)}/query/{number}"
    assert ask(service, "GET", path).status_code == 404
    assert post(service, path, {"do": "save", **QUERY, "name": "x"}).status_code == 404


def test_what_the_form_has_no_field_for_stays(service: Service, reader: Destination) -> None:
    (main,) = reader.queries
    rich = SavedQuery(
        "main", langs=frozenset({"ru"}), actors=frozenset({"NO"}), topics=frozenset({"arms.mine"})
    )
    subscribers.save_query(service, reader, main, rich)
    page = ask(service, "GET", f"{home(service, reader)}/query/{main.id}").text
    assert re.search(r'name="topics" value="arms.mine" checked', page)
    post(service, f"{home(service, reader)}/query/{main.id}", {"do": "save", **QUERY, "name": "main"})
    (saved,) = now(service, reader).queries
    assert (saved.langs, saved.actors, saved.topics) == ({"ru"}, {"NO"}, frozenset())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "name of 1 to 60"),
        ({"name": "main"}, "name of 1 to 60"),
        ({"name": "x" * 61}, "name of 1 to 60"),
        ({"words": "(unclosed"}, "cannot be read"),
        ({"kinds": []}, "exits, threats or both"),
    ],
)
def test_a_query_that_cannot_be_saved_is_shown_with_the_reason(
    service: Service, reader: Destination, fields: dict[str, object], said: str
) -> None:
    wrong = post(service, f"{home(service, reader)}/query", {"do": "save", "name": "a", **QUERY, **fields})
    assert wrong.status_code == 422
    assert said in wrong.text
    assert now(service, reader).queries == reader.queries


def test_a_query_shows_what_it_would_have_sent_and_is_not_saved_by_that(
    service: Service, reader: Destination
) -> None:
    path = f"{home(service, reader)}/query"
    tried = post(
        service, path, {"do": "try", **QUERY, "name": "Norway", "countries": ["NO"], "cadence": "daily"}
    )
    assert tried.status_code == 200
    assert re.search(
        r"In the last 30 days it would have sent \d+ messages? about \d+ exits? (or|and)", tried.text
    )
    assert "/acts/" in tried.text
    assert len(now(service, reader).queries) == 1
    none = post(service, path, {"do": "try", **QUERY, "name": "Peru", "countries": ["PE"]})
    assert "it would have sent nothing" in none.text


# ---------------------------------------------------------------- pause, mute, unsubscribe


def test_a_pause_holds_everything_until_it_ends(service: Service, reader: Destination) -> None:
    path = home(service, reader)
    for _ in range(2):
        assert post(service, path, {"do": "pause"}).status_code == 303
    assert now(service, reader).paused_at is not None
    assert "Paused" in ask(service, "GET", path).text
    for _ in range(2):
        assert post(service, path, {"do": "go-on"}).status_code == 303
    assert now(service, reader).active


def test_who_unsubscribed_may_go_on_by_the_same_link(service: Service, reader: Destination) -> None:
    assert ask(service, "POST", f"/u/{reader.token}").status_code == 200
    path = home(service, reader)
    assert "You are unsubscribed" in ask(service, "GET", path).text
    assert post(service, path, {"do": "go-on"}).status_code == 303
    assert now(service, reader).active


def test_an_address_that_complained_stays_silent_whatever_its_reader_does_here(
    service: Service, reader: Destination
) -> None:
    from monitor.store.outcomes import suppress
    from monitor.store.rows import address_hash

    with service.store.database.write() as db:
        suppress(db, address_hash(ANA), "complaint: abuse", service.clock())
    path = home(service, reader)
    assert "operator of this site can change that" in ask(service, "GET", path).text
    for fields in ({"do": "go-on"}, {"do": "when", **WHEN}, {"do": "pause"}):
        post(service, path, fields)
    assert service.store.suppressions.holds(ANA)


def test_muted_and_followed_acts_are_listed_with_a_way_back(service: Service, reader: Destination) -> None:
    first, second, _ = (entry.ref for entry in service.register.now().entries.values())
    choices.set_by_name(service, reader.name, f"#{first}", Choice.MUTE)
    choices.set_by_name(service, reader.name, f"#{second}", Choice.FOLLOW, "ask <b>Eve</b>")
    page = ask(service, "GET", home(service, reader)).text
    assert f"/acts/{first}" in page
    assert "ask &lt;b&gt;Eve" in page
    for ref in (first, second):
        assert post(service, home(service, reader), {"do": "undo", "act": ref}).status_code == 303
    assert choices.listed(service, reader.name) == []
    assert post(service, home(service, reader), {"do": "undo", "act": "ZZZZ"}).status_code == 400


# ---------------------------------------------------------------- erased


def test_fault_166_what_was_being_sent_while_its_reader_was_erased_is_not_sent_again(
    service: Service, reader: Destination
) -> None:
    put_waiting(service, reader)
    taken = {
        message.destination: message for message in service.store.outbox.lease(service.clock(), 9, 120.0)
    }
    subscribers.erase(service, now(service, reader))
    refused = Attempt(Outcome.RETRY, "450", f"<{ANA}>: try later")
    service.store.outbox.finish(taken[reader.id], refused, service.clock())
    forward(service, hours=9)
    assert [message.address for message in service.store.outbox.lease(service.clock(), 9, 120.0)] == []
    assert ANA not in stored(service)


def test_fault_166_reports_about_erased_messages_change_nothing(
    service: Service, reader: Destination
) -> None:
    from monitor import tokens
    from monitor.inbound import Report, ReportKind
    from monitor.store import MailOutcome

    put_waiting(service, reader)
    (number,) = {
        row.message.id for row in service.store.outbox.find() if row.message.destination == reader.id
    }
    subscribers.erase(service, reader)
    key = service.store.database.key
    for place_, (purpose, target) in enumerate(
        ((tokens.Purpose.BOUNCE, number), (tokens.Purpose.UNSUBSCRIBE, reader.id))
    ):
        report = Report(ReportKind.COMPLAINT, tokens.write(key, purpose, target), diagnostic=f"<{ANA}> no")
        read = service.store.inbound.record(f"mail {place_}", report, service.clock())
        assert read.outcome is MailOutcome.UNKNOWN
    assert ANA not in stored(service)


def test_fault_166_who_was_erased_gets_no_mail_by_the_form(service: Service, reader: Destination) -> None:
    (confirm,) = mails(service)[0].links
    subscribers.erase(service, reader)
    forward(service, days=30)
    assert sign_up(service).status_code == 303
    assert answer(service) == 0
    assert press_confirm(service, confirm).status_code == 404
    assert ANA not in stored(service)


STEPS = st.lists(
    st.sampled_from(
        [
            "sign up",
            "answer",
            "confirm",
            "change",
            "add",
            "pause",
            "go on",
            "unsubscribe",
            "later",
            "compose",
            "export",
            "erase",
            "new links",
        ]
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(before=STEPS, after=STEPS)
def test_fault_166_no_order_of_steps_leaves_somebody_who_gets_mail_after_erasing(
    before: list[str], after: list[str]
) -> None:
    with place() as path, installation(path.parent, filled=False) as service:
        links: set[str] = set()
        for step in before:
            take(service, step, links)
        for destination in service.store.sign_ups.of_address(ANA):
            links.add(home(service, destination))
        reader = subscribed_somehow(service, links)
        subscribers.erase(service, reader)
        for step in after:
            take(service, step, links)
        take(service, "compose", links)
        assert service.store.sign_ups.subscribed(ANA) is None
        assert mails_that_may_go_out(service) == []
        assert service.store.suppressions.holds(ANA)


def subscribed_somehow(service: Service, links: set[str]) -> Destination:
    """The destination of the address; one that the operator makes if there is none."""
    known = service.store.sign_ups.of_address(ANA)
    reader = (
        known[0]
        if known
        else destinations.add(service, name="desk", channel="email", address=ANA, schedule=Schedule())
    )
    links.update({home(service, reader), f"/u/{reader.token}"})
    return reader


def take(service: Service, step: str, links: set[str]) -> None:
    """One step of a reader who kept all links."""
    match step:
        case "sign up":
            sign_up(service)
        case "answer":
            answer(service)
            answer_requests(service)
            links.update(link for mail in mails(service) for link in mail.links)
        case "later":
            forward(service, hours=25)
        case "compose":
            context = context_of(service.store, service.clock())
            pipeline.compose(context)
        case _:
            for link in sorted(links):
                press(service, step, link)


def press(service: Service, step: str, link: str) -> None:
    page = link.partition("?")[0]
    forms = {
        "change": ("/s/", "", {"do": "when", **WHEN, "cadence": "instant"}),
        "add": ("/s/", "/query", {"do": "save", **QUERY, "name": "more"}),
        "pause": ("/s/", "", {"do": "pause"}),
        "go on": ("/s/", "", {"do": "go-on"}),
        "export": ("/s/", "/export", {}),
        "erase": ("/s/", "/erase", {}),
        "new links": ("/s/", "", {"do": "new-links"}),
        "unsubscribe": ("/u/", "", {}),
    }
    if step == "confirm":
        press_confirm(service, link)
        return
    kind, more, form = forms[step]
    if page.startswith(kind):
        post(service, page + more, form)


def mails_that_may_go_out(service: Service) -> list[str]:
    pending = (MessageState.READY, MessageState.DEFERRED, MessageState.LEASED)
    found = service.store.outbox.find(limit=1000)
    return [row.message.subject for row in found if row.message.state in pending]


# ---------------------------------------------------------------- links


def test_fault_131_following_every_link_of_a_digest_changes_nothing(
    service: Service, reader: Destination
) -> None:
    path = home(service, reader)
    before = stored(service)
    for page in ("", "/query", f"/query/{reader.queries[0].id}", "/export", "/erase"):
        for method in ("GET", "HEAD", "GET"):
            assert ask(service, method, path + page).status_code in (200, 405)
    assert stored(service) == before


def test_fault_137_a_link_opens_its_own_page_and_no_other(service: Service, reader: Destination) -> None:
    other = subscribed(service, "bob@press.example")
    path, token = home(service, reader), home(service, reader).removeprefix("/s/")
    wrong = [
        f"/s/{token[:-1]}{'a' if token[-1] != 'a' else 'b'}",
        home(service, other).replace(f"-{other.id}-", f"-{reader.id}-"),
        f"/confirm/{token}",
        f"/s/{'a' * 30}",
        f"/s/{reader.token}-aaaa",
    ]
    for address in wrong:
        assert ask(service, "GET", address).status_code == 404
        assert post(service, f"{address}/erase").status_code in (404, 405)
        assert post(service, f"/own/{address.rpartition('/')[2]}").status_code == 404
    foreign = other.queries[0].id
    assert post(service, f"{path}/query/{foreign}", {"do": "save", **QUERY, "name": "x"}).status_code == 404
    assert now(service, other).queries == other.queries
    assert service.store.sign_ups.subscribed(ANA) is not None


def test_fault_135_the_pages_tell_nobody_their_address(service: Service, reader: Destination) -> None:
    path = home(service, reader)
    for page in ("", "/query", f"/query/{reader.queries[0].id}", "/export", "/erase"):
        shown = ask(service, "GET", path + page)
        assert shown.headers["referrer-policy"] == "no-referrer"
        assert shown.headers["cache-control"] == "no-store"
        assert 'rel="canonical"' not in shown.text
        for name in ("href", "src", "action"):
            for address in shown.text.split(f'{name}="')[1:]:
                assert address.startswith(("/", "#")), address[:60]


def test_fault_134_another_site_cannot_send_the_forms(service: Service, reader: Destination) -> None:
    path = home(service, reader)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert ask(service, "POST", f"{path}/erase", headers=headers).status_code == 403
    hidden = {"Origin": "null"}  # what a browser sends from a page without referrer
    assert ask(service, "POST", path, data={"do": "pause"}, headers=hidden).status_code == 303


@pytest.mark.parametrize("token", ["x", "s-1-a", "a" * 500, "%00", "%F0%9F%92%A9", "s-zzzzzzzzz-" + "a" * 26])
def test_what_is_no_link_is_a_page_that_says_so(service: Service, token: str) -> None:
    for path in (
        f"/s/{token}",
        f"/s/{token}/erase",
        f"/s/{token}/query/1",
        f"/confirm/{token}",
        f"/own/{token}",
    ):
        answered = ask(service, "GET", path)
        assert (answered.status_code, answered.headers["content-type"][:9]) == (404, "text/html")


VALUES = st.one_of(
    st.text(max_size=40), st.sampled_from(["save", "try", "remove", "when", "undo", "go-on", "\x00", "1"])
)
FORMS = st.dictionaries(
    st.sampled_from(["do", "act", *FORM, "countries", "topics", "name", "note", "words"]), VALUES
)


def test_no_form_is_answered_by_an_error_of_ours(tmp_path: Path) -> None:
    with installation(tmp_path, filled=False) as service:
        reader = subscribed(service)
        paths = (home(service, reader), f"{home(service, reader)}/query", "/subscribe")

        @settings(max_examples=60, deadline=None)
        @given(path=st.sampled_from(paths), form=FORMS)
        def posted(path: str, form: dict[str, str]) -> None:
            assert post(service, path, {**QUERY, "name": "a", **form}).status_code < 500

        posted()


def test_hostile_texts_are_escaped(service: Service, reader: Destination) -> None:
    evil = '"><script>alert(1)</script>'
    post(service, f"{home(service, reader)}/query", {"do": "save", **QUERY, "name": evil, "note": evil})
    for page in ("", f"/query/{now(service, reader).queries[1].id}"):
        assert "<script>alert" not in ask(service, "GET", home(service, reader) + page).text


@pytest.mark.parametrize("lang", ["en", "fr", "ru"])
def test_every_page_is_in_the_language_of_its_reader(service: Service, lang: str) -> None:
    reader = subscribed(service, language=lang)
    for page in ("", "/query", "/export", "/erase"):
        assert f'<html lang="{lang}"' in ask(service, "GET", home(service, reader) + page).text
    nobody = ask(service, "GET", "/s/s-1-" + "a" * 26, headers=HOME)
    assert nobody.status_code == 404


def test_fault_166_the_operator_exports_and_erases_a_reader_who_asks(
    service: Service, reader: Destination, tmp_path: Path
) -> None:
    config = ("--config", str(tmp_path / "treaty-monitor.toml"))

    def call(*words: str) -> Result:
        return CliRunner().invoke(root, ["destinations", *words, *config])

    assert json.loads(call("export", reader.name).output)["address"] == ANA
    erased = call("erase", reader.name, "--yes")
    assert erased.output.startswith("Erased: reader-1. Nothing is sent")
    assert ANA not in stored(service)
    assert "No destination" in call("erase", reader.name, "--yes").output
    service.store.destinations.add(name="box", channel="maildir", address="/box", now=service.clock())
    assert "no mail address" in call("erase", "box", "--yes").output

"""Destinations as an operator changes them while the service runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import time
from ipaddress import ip_network
from pathlib import Path

import pytest
from click.testing import Result
from servers import Site

from monitor.channels import checked_address, hooks
from monitor.errors import UsageError
from monitor.model import Cadence, Schedule
from monitor.service import destinations as verbs

Call = Callable[..., Result]
OWNER = ("--owner", "ops@hook.example")


def shown(call: Call, name: str) -> dict[str, object]:
    found: dict[str, object] = next(
        one for one in json.loads(call("destinations", "list", "--json").stdout) if one["name"] == name
    )
    return found


def times(call: Call, name: str) -> tuple[str, list[str]]:
    schedule = shown(call, name)["schedule"]
    assert isinstance(schedule, dict)
    return schedule["cadence"], [schedule["at"], *schedule["later"]]


# ---------------------------------------------------------------- adding


def test_messages_may_be_in_french_or_russian(empty: Call) -> None:
    empty("destinations", "add", "desk", "desk@news.example", "--language", "fr")
    assert shown(empty, "desk")["language"] == "fr"
    empty("destinations", "edit", "desk", "--language", "ru")
    assert shown(empty, "desk")["language"] == "ru"
    empty("destinations", "edit", "desk", "--at", "8")
    assert shown(empty, "desk")["language"] == "ru", "what is not named stays"
    refused = empty("destinations", "edit", "desk", "--language", "tlh", code=2)
    assert "'en', 'fr', 'ru'" in refused.output
    assert shown(empty, "desk")["language"] == "ru"


def test_a_time_may_be_an_hour_and_there_may_be_several(empty: Call) -> None:
    said = empty("destinations", "add", "desk", "desk@news.example", "--at", "17", "--at", "8").output
    assert "daily 08:00, 17:00 UTC" in said
    assert times(empty, "desk") == ("daily", ["08:00", "17:00"])
    empty("destinations", "add", "week", "desk@news.example", "--day", "fri", "--at", "7.30,19:15")
    assert times(empty, "week") == ("weekly", ["07:30", "19:15"])
    assert "fri 07:30, 19:15 UTC" in empty("destinations", "list").output


@pytest.mark.parametrize(
    ("text", "hour"), [("8", time(8)), ("08:05", time(8, 5)), ("0730", time(7, 30)), ("0", time(0))]
)
def test_a_time_is_read_as_people_write_it(text: str, hour: time) -> None:
    assert verbs.times([text]) == (hour,)


@pytest.mark.parametrize("text", ["24", "8:60", "8am", "", "12345", "-1"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="give one like 8 or 07:30"):
        verbs.times([text])


def test_quiet_hours_urgent_stages_and_empty_digests_are_kept_shown_and_deleted(empty: Call) -> None:
    said = empty(
        "destinations", "add", "desk", "desk@news.example", "--quiet", "22-7:30", "--zone", "Europe/Berlin",
        *("--urgent", "effective", "--urgent", "notified"),
    ).output  # fmt: skip
    assert "instant; quiet 22:00-07:30 Europe/Berlin but for notified, effective" in said
    assert "22:00-07:30" in empty("destinations", "list").output
    desk = shown(empty, "desk")
    assert desk["schedule"]["quiet"] == ["22:00", "07:30"]  # type: ignore[index]
    assert sorted(desk["urgent"]) == ["effective", "notified"]  # type: ignore[arg-type]
    said = empty("destinations", "edit", "desk", "--urgent", "").output
    assert "instant; quiet 22:00-07:30 Europe/Berlin)" in said
    empty("destinations", "edit", "desk", "--urgent", "decided")
    assert "(email, instant)" in empty("destinations", "edit", "desk", "--quiet", "").output
    assert shown(empty, "desk")["urgent"] == []
    said = empty("destinations", "edit", "desk", "--when", "weekdays", "--at", "8", "--empty").output
    assert "weekdays 08:00 Europe/Berlin; empty ones too" in said
    assert (
        "(email, weekdays 08:00 Europe/Berlin)" in empty("destinations", "edit", "desk", "--no-empty").output
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--when", "instant", "--at", "8"), "--when instant has none"),
        (("--when", "daily", "--day", "mon"), "--when daily has none"),
        (("--quiet", "22:00"), "give two times, such as 22:00-07:00"),
        (("--quiet", "22:00-24:30"), "give two times, such as 22:00-07:00"),
        (("--quiet", "7-07:00"), "have no length"),
        (("--urgent", "notified"), "--quiet 22:00-07:00"),
        (("--when", "daily", "--quiet", "22-7", "--urgent", "notified"), "a second destination"),
        (("--quiet", "22-7", "--urgent", "denounced"), "notified"),
        (("--empty",), "give --no-empty"),
        (("--query", "country:Russia"), "Did you mean country:RU?"),
        (("--query", "treaty AND country:UK"), "did you mean country:GB?"),
        (("--query", "country:QQ"), "no state has the code QQ"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_way_out(
    empty: Call, words: tuple[str, ...], says: str
) -> None:
    assert says in empty("destinations", "add", "desk", "desk@news.example", *words, code=2).output


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("https://firm.webhook.office.com/webhookb2/secret", "with the Workflows app of Teams instead"),
        ("https://outlook.office.com/webhook/secret", "with the Workflows app of Teams instead"),
        ("https://prod-1.westeurope.logic.azure.com:443/workflows/secret/triggers", "copy the whole address"),
        ("https://api.telegram.org/bot1:secret/sendMessage", "it names no chat"),
        ("https://t.me/treaties", "a link to a chat, for people"),
    ],
)
def test_an_address_to_which_no_message_could_go_is_refused_with_what_to_do(
    empty: Call, address: str, advice: str
) -> None:
    said = empty("destinations", "add", "team", address, *OWNER, "--no-check", code=2).output
    assert advice in " ".join(said.split())
    assert "secret" not in said
    other = "https://notdiscord.com.example/api/webhooks/"
    assert checked_address("webhook", other) == other


@pytest.mark.parametrize(
    "address", ["http://hook.example/in", "http://192.168.7.7/in", "http://user@127.0.0.1/in"]
)
def test_a_new_webhook_needs_https(empty: Call, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks.socket, "getaddrinfo", lambda *args, **more: [(2, 1, 6, "", ("192.0.2.7", 0))])
    assert "needs" in empty("destinations", "add", "hook", address, *OWNER, "--no-check", code=2).output


def test_this_machine_and_allowed_networks_may_be_called_over_http(
    empty: Call, here: Site, config: Path
) -> None:
    empty("destinations", "add", "hook", here.url("/in"), *OWNER)
    empty("destinations", "add", "local-name", "http://localhost:9/in", *OWNER, "--no-check")
    config.write_text(config.read_text().replace('"127.0.0.0/8"', '"127.0.0.0/8", "192.168.7.0/24"'))
    empty("destinations", "add", "lan", "http://192.168.7.7/in", *OWNER, "--no-check")


def test_a_name_is_near_when_all_its_addresses_are(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["192.168.7.7"]
    monkeypatch.setattr(
        hooks.socket, "getaddrinfo", lambda *args, **more: [(2, 1, 6, "", (answer, 0)) for answer in answers]
    )
    networks = (ip_network("192.168.7.0/24"),)
    assert hooks.is_near("hooks.lan", networks)
    assert not hooks.is_near("hooks.lan", ()), "without networks no name is looked up"
    answers.append("192.0.2.7")
    assert not hooks.is_near("hooks.lan", networks)

    def fails(*args: object, **more: object) -> None:
        raise OSError

    monkeypatch.setattr(hooks.socket, "getaddrinfo", fails)
    assert not hooks.is_near("hooks.lan", networks)


def test_a_webhook_is_dialled_before_it_is_kept_and_nothing_is_sent(empty: Call, here: Site) -> None:
    empty("destinations", "add", "hook", here.url("/in"), *OWNER)
    assert here.requests == []
    said = empty("destinations", "add", "dead", "https://127.0.0.1:9/in/secret", *OWNER, code=1).output
    assert "blocked_address" in said
    assert "secret" not in said
    assert "--no-check" in said
    said = empty(
        "destinations", "add", "plain", here.url("/in").replace("http:", "https:"), *OWNER, code=1
    ).output
    assert "tls" in said
    assert [one["name"] for one in json.loads(empty("destinations", "list", "--json").stdout)] == [
        "local",
        "local-daily",
        "hook",
    ]
    empty("destinations", "add", "dead", "https://127.0.0.1:9/in/secret", *OWNER, "--no-check")


def test_a_bare_word_is_not_taken_for_a_directory(
    empty: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = empty("destinations", "add", "desk", "desk.news.example", code=2).output
    assert (
        "'desk.news.example' is neither a mail address, an https address nor a directory such as "
        "./desk.news.example" in said
    )
    monkeypatch.chdir(tmp_path)
    assert "maildir" in empty("destinations", "add", "box", "./box").output
    assert "maildir" in empty("destinations", "add", "other", "box2", "--channel", "maildir").output


def test_a_maildir_that_cannot_be_written_is_refused(empty: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert (
        "is not a directory"
        in empty("destinations", "add", "box", str(tmp_path / "file" / "box"), code=1).output
    )
    empty("destinations", "add", "box", str(tmp_path / "new" / "box"))


# ---------------------------------------------------------------- changing


def test_an_edited_destination_keeps_what_was_not_named(empty: Call) -> None:
    empty(
        "destinations",
        "add",
        "desk",
        "desk@news.example",
        "--at",
        "8",
        "--zone",
        "Europe/Berlin",
        "--lang",
        "en",
        "--query",
        "treaty",
    )
    said = empty(
        "destinations",
        "edit",
        "desk",
        "--name",
        "paris",
        "--address",
        "paris@news.example",
        "--lang",
        "fr",
        "--query",
        "",
    ).output
    assert "the old address" in said
    found = shown(empty, "paris")
    assert (found["address"], found["queries"][0]["langs"], found["queries"][0]["query"]) == (
        "paris@news.example",
        ["fr"],
        "",
    )
    assert times(empty, "paris") == ("daily", ["08:00"])
    empty("destinations", "edit", "paris", "--lang", "", "--at", "9", "--at", "21")
    assert shown(empty, "paris")["queries"][0]["langs"] == []
    assert times(empty, "paris") == ("daily", ["09:00", "21:00"])
    empty("destinations", "edit", "paris", "--when", "instant")
    assert times(empty, "paris")[0] == "instant"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Nothing to change"),
        (("--name", "local"), "already"),
        (("--address", "nobody"), "not a mail address"),
        (("--zone", "Mars"), "no time zone"),
        (("--query", "country:Russia"), "country:RU"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_and_changes_nothing(
    empty: Call, words: tuple[str, ...], says: str
) -> None:
    empty("destinations", "add", "desk", "desk@news.example")
    before = shown(empty, "desk")
    assert says in empty("destinations", "edit", "desk", *words, code=2).output
    assert shown(empty, "desk") == before


def test_a_webhook_keeps_an_owner_and_an_old_plain_address(empty: Call, here: Site) -> None:
    empty("destinations", "add", "hook", here.url("/in"), *OWNER)
    assert "needs an owner" in empty("destinations", "edit", "hook", "--owner", "", code=2).output
    assert (
        "needs https"
        in empty("destinations", "edit", "hook", "--address", "http://hook.example/in", code=2).output
    )
    empty("destinations", "edit", "hook", "--kind", "act")
    assert shown(empty, "hook")["queries"][0]["kinds"] == ["act"]


def test_pause_and_resume_say_what_happens(empty: Call) -> None:
    assert "is paused." in empty("destinations", "pause", "local").output
    assert "is paused already" in empty("destinations", "pause", "local").output
    assert "paused since" in empty("destinations", "list").output
    assert "goes on" in empty("destinations", "resume", "local").output
    assert "was not paused" in empty("destinations", "resume", "local").output
    assert "was not disabled" in empty("destinations", "enable", "local").output
    assert "No destination" in empty("destinations", "pause", "nobody", code=2).output


def test_what_came_while_paused_goes_out_after(empty: Call, here: Site, tmp_path: Path) -> None:
    from servers import rss

    empty("destinations", "pause", "local")
    address = here.put(
        "/feed", rss(("1", "Norway withdraws from the whaling convention", "http://w.example/1"))
    )
    empty("feeds", "add", address)
    assert json.loads(empty("poll", "--json").stdout)["messages"] == 0
    empty("destinations", "resume", "local")
    assert json.loads(empty("poll", "--json").stdout)["delivered"] == 1


def test_an_endpoint_that_was_gone_gets_what_waited_once_it_is_enabled(empty: Call, here: Site) -> None:
    from servers import rss

    hook = here.put("/in", "", status=410)
    empty("destinations", "add", "hook", hook, *OWNER)
    empty(
        "feeds",
        "add",
        here.put("/feed", rss(("1", "Norway withdraws from the whaling convention", "http://w.example/1"))),
    )
    empty("poll")
    assert "gone: 410 from" in empty("destinations", "list").output
    here.put("/in", "", status=204)
    assert "1 message that waited goes out now" in empty("destinations", "enable", "hook").output
    empty("poll")
    assert [json.loads(body)["type"] for _, body in here.posts("/in")][-1] != ""
    assert len({headers["webhook-id"] for headers, _ in here.posts("/in")}) == 1, (
        "the same id and bytes as at the first try"
    )
    assert here.answers[-1] == 204


def test_a_secret_is_rotated_and_the_old_one_signs_as_well_for_a_chosen_time(empty: Call, here: Site) -> None:
    first = json.loads(empty("destinations", "add", "hook", here.url("/in"), *OWNER, "--json").stdout)[
        "secret"
    ]
    made = json.loads(empty("destinations", "rotate-secret", "hook", "--hours", "48", "--json").stdout)
    assert made["secret"].startswith("whsec_")
    assert made["secret"] != first
    assert shown(empty, "hook")["old_secret_until"] == made["old_secret_until"]
    assert "shown once: whsec_" in empty("destinations", "rotate-secret", "hook", "--hours", "0").output
    assert "no longer signs" in empty("destinations", "rotate-secret", "hook", "--hours", "0").output
    assert "only webhooks" in empty("destinations", "rotate-secret", "local", code=2).output


def test_a_schedule_with_several_times_is_due_at_each() -> None:
    assert Schedule(Cadence.DAILY, time(17), later=(time(8), time(17))).times == (time(8), time(17))

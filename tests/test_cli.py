"""The command line as people and scripts use it: what it prints, and exit codes 0, 1, 2."""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import httpx
import pytest
from click.testing import CliRunner, Result
from servers import Site, free_port, rss
from waiting import wait_until

from monitor.__main__ import commands
from monitor.errors import OutdatedWeights
from monitor.service import knowledge

root = commands()
Call = Callable[..., Result]
RULE = (
    '[[rule]]\nid = "own.zanzibar"\ntitle = "Own"\nlang = "en"\nkind = "act"\nstage = '
    '"decided"\nquery = "{0}"\nwhy = "ours"\n'
)


def every(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from every(command, (*above, name))
        else:
            yield (*above, name), command


root.load()


@pytest.mark.parametrize(
    ("path", "command"), [pytest.param(path, command, id=" ".join(path)) for path, command in every(root)]
)
def test_every_command_has_help_with_an_example(path: tuple[str, ...], command: click.Command) -> None:
    result = CliRunner().invoke(root, [*path, "--help"])
    assert result.exit_code == 0
    assert f"treaty-monitor {' '.join(path)}" in result.output.split("Example", 1)[1]


def test_init_says_what_it_made_and_twice_changes_nothing(call: Call) -> None:
    first = call("init").output
    assert "Destination  local: maildir, instant" in first
    assert call("init").output == first


def test_init_without_feeds_starts_with_a_list_of_ones_own(call: Call) -> None:
    said = call("init", "--no-feeds").output
    assert "Feeds        0" in said
    assert "feeds import FILE" in said
    call("feeds", "add", "--no-check", "https://a.example/feed")
    assert "Feeds        1" in call("init").output, "the packaged list does not come later"
    assert "feeds remove --all" in call("init", "--no-feeds").output


def test_a_round_polls_flags_and_delivers_and_a_second_delivers_nothing(
    empty: Call, here: Site, tmp_path: Path
) -> None:
    address = here.put(
        "/feed",
        rss(
            ("1", "Norway withdraws from the whaling convention", "http://w.example/1"),
            ("2", "Rain", "http://w.example/2"),
        ),
    )
    empty("feeds", "add", address)
    figures = json.loads(empty("poll", "--json").stdout)
    assert (figures["feeds"], figures["new"], figures["flagged"], figures["delivered"]) == (1, 2, 1, 1)
    assert len(list((tmp_path / "data" / "maildir" / "new").iterdir())) == 1
    again = json.loads(empty("poll", "--all", "--json").stdout)
    assert (again["new"], again["messages"]) == (0, 0)
    found = json.loads(empty("stories", "search", "whaling", "--json").stdout)
    assert found[0]["title"] == "Norway withdraws from the whaling convention"
    shown = json.loads(empty("stories", "show", str(found[0]["id"]), "--json").stdout)
    assert shown["hits"][0]["kind"] == "act"
    (delivery,) = json.loads(empty("deliveries", "list", "--json").stdout)
    assert "Norway" in empty("deliveries", "show", delivery["message"]["ref"]).output
    assert "Norway" in empty("digest", "preview", "local-daily").output
    assert "Nothing waits" in empty("digest", "preview", "local").output


def test_a_search_that_finds_nothing_says_what_was_searched_and_what_is_near(empty: Call, here: Site) -> None:
    empty(
        "feeds",
        "add",
        here.put(
            "/feed",
            rss(
                ("1", "Norway leaves the “whaling convention”", "http://w.example/1"),
                ("2", "脱退", "http://w.example/2"),
            ),
        ),
    )
    empty("poll")
    assert "Norway" in empty("stories", "search", "leave*", "whaling convention").stdout
    assert "脱退" in empty("stories", "search", "脱").stdout
    assert "Norway" not in empty("stories", "search", "convention whaling", "norway").stdout
    nothing = empty("stories", "search", "wahling", "convention").stdout
    assert nothing.splitlines() == [
        "Nothing found for: wahling convention",
        "Searched: title, summary and text of 2 stories, in all their versions.",
        'No story holds "wahling". Near: whaling.',
    ]
    apart = empty("stories", "search", "--json", "title:norway NOT leaves")
    assert json.loads(apart.stdout) == []
    assert "no story is all that was asked for" in apart.stderr
    assert "1:8: this bracket is not closed" in empty("stories", "search", "norway (", code=1).stderr


def test_a_preview_shows_all_parts_of_a_digest_and_writes_each_as_a_page(
    empty: Call, here: Site, tmp_path: Path
) -> None:
    titles = [f"State {number:02} quits the lake treaty" for number in range(60)]
    empty(
        "feeds",
        "add",
        here.put("/feed", rss(*((title, title, f"http://w.example/{title[6:8]}") for title in titles))),
    )
    empty("poll")
    page = tmp_path / "digest.html"
    shown = empty("digest", "preview", "local-daily", "--html", str(page))
    text = " ".join(shown.stdout.replace("*", "").split())
    assert [part for part in (1, 2, 3) if f"Part {part} of 2" in text] == [1, 2]
    pages = page.read_text() + page.with_name("digest-2.html").read_text()
    assert all(f"State {number:02}" in text and f"State {number:02}" in pages for number in range(60))


def test_a_failing_feed_is_named_with_its_reason_and_the_round_goes_on(empty: Call, here: Site) -> None:
    empty("feeds", "add", "--no-check", here.url("/missing"))
    empty("feeds", "add", here.put("/feed", rss(("1", "Rain", "http://w.example/2"))))
    figures = json.loads(empty("poll", "--json").stdout)
    assert (figures["feeds"], figures["failed"], figures["new"]) == (2, 1, 1)
    assert figures["errors"][0]["error"]["code"] == "http_404"
    (failing,) = json.loads(empty("feeds", "list", "--failing", "--json").stdout)
    assert failing["error"] == "http_404"


def test_feeds_go_out_and_come_in_as_opml(empty: Call, tmp_path: Path) -> None:
    empty(
        "feeds",
        "add",
        "--no-check",
        "https://a.example/feed",
        "--title",
        "A",
        "--kind",
        "official",
        "--state",
        "de",
    )
    target = tmp_path / "feeds.opml"
    empty("feeds", "export", str(target))
    empty("feeds", "remove", "https://a.example/feed")
    assert "1 added" in empty("feeds", "import", str(target)).output
    (feed,) = json.loads(empty("feeds", "list", "--json").stdout)
    assert (feed["feed"]["kind"], feed["feed"]["state"]) == ("official", "DE")


@pytest.mark.parametrize(
    "words",
    [
        ("feeds", "add", "ftp://x.example"),
        ("feeds", "add", "https://x.example", "--state", "Germany"),
        ("feeds", "remove", "999"),
        ("stories", "show", "999"),
        ("destinations", "add", "x", "a@"),
        ("destinations", "add", "x", "a@b.example", "--at", "25:00"),
        ("destinations", "add", "x", "a@b.example", "--zone", "Mars"),
        ("destinations", "remove", "nobody"),
        ("deliveries", "show", "ZZZZ"),
        ("deliveries", "retry", "ZZZZ"),
        ("rules", "backtest"),
        ("nonsense",),
        ("digest", "preview", "nobody"),
    ],
)
def test_misuse_ends_with_2_and_a_sentence_not_a_traceback(empty: Call, words: tuple[str, ...]) -> None:
    result = empty(*words, code=2)
    assert "Traceback" not in result.output
    assert len(result.output) > 20


def test_destinations_are_added_listed_tested_and_removed(empty: Call, tmp_path: Path) -> None:
    added = json.loads(
        empty(
            "destinations",
            "add",
            "hook",
            "https://hook.example/in/SECRETPART",
            "--owner",
            "o@h.example",
            "--no-check",
            "--json",
        ).stdout
    )
    assert added["secret"].startswith("whsec_")
    listing = empty("destinations", "list", "--json").stdout
    assert "SECRETPART" not in listing
    assert added["secret"] not in listing
    assert "sent" in empty("destinations", "test", "local").output
    assert len(list((tmp_path / "data" / "maildir" / "new").iterdir())) == 1
    assert json.loads(empty("deliveries", "list", "--json").stdout) == [], (
        "a test enters no ledger (docs/faults.md 148)"
    )
    empty("destinations", "remove", "hook")
    assert "hook" not in empty("destinations", "list").output


def test_rules_are_listed_tested_and_a_broken_file_is_refused_with_its_place(
    call: Call, tmp_path: Path
) -> None:
    rules = json.loads(call("rules", "list", "--lang", "en", "--json").stdout)
    assert len(rules) == 3
    assert json.loads(call("rules", "test", "--json").stdout)["ok"] is True
    bad = tmp_path / "own.toml"
    bad.write_text(RULE.format("zanzibar AND ("))
    refused = json.loads(call("rules", "test", str(bad), "--json", code=1).stdout)
    assert refused["path"].endswith("own.toml")
    assert refused["line"] == 7


def test_the_backtest_shows_figures_by_label_and_what_a_changed_rule_gains_and_loses(
    call: Call, tmp_path: Path
) -> None:
    stories = tmp_path / "stories.jsonl"
    rows = [
        ("a", "Norway withdraws from the whaling convention", "done"),
        ("b", "Zanzibar festival opens", "no"),
    ]
    stories.write_text(
        "".join(
            json.dumps({"id": key, "title": title, "lang": "en", "label": label}) + "\n"
            for key, title, label in rows
        )
    )
    (line,) = call("rules", "backtest", str(stories), "--json").stdout.splitlines()
    assert json.loads(line)["id"] == "a"
    text = call("rules", "backtest", str(stories)).output
    assert "1.000" in text
    extra, empty = tmp_path / "extra", tmp_path / "empty"
    extra.mkdir()
    empty.mkdir()
    (extra / "own.toml").write_text(RULE.format("zanzibar"))
    changed = call("rules", "backtest", str(stories), "--rules", str(extra), "--against", str(empty)).output
    assert "gained: 1" in changed
    assert "lost: 0" in changed


def test_explain_says_why_a_story_is_flagged_and_why_another_is_not(empty: Call, here: Site) -> None:
    flagged = json.loads(
        empty("rules", "explain", "Norway withdraws from the whaling convention", "--json").stdout
    )
    assert flagged["flagged"] is True
    (rule, *_) = flagged["rules"]
    assert rule["matched"]
    assert rule["tree"]["children"]
    text = empty("rules", "explain", "Norway withdraws from the whaling convention").output
    assert text.splitlines()[0] == "The story reports an exit: 1 rule matches.", "the answer comes first"
    assert "frame: act.decided, because a state leaves an agreement or a body, or ends an agreement" in text
    assert (flagged["answer"], flagged["kind"]) == (text.splitlines()[0], "act")
    assert "[withdraws" in text
    missed = json.loads(empty("rules", "explain", "Norway praises the whaling convention", "--json").stdout)
    assert missed["flagged"] is False
    assert missed["answer"].startswith("The story reports no exit: no word of leaving stands near")
    assert len(missed["rules"]) == 3
    assert all(rule["missing"] for rule in missed["rules"]), (
        "each of the nearest rules names the clause that failed"
    )
    assert "missing:" in empty("rules", "explain", "Norway praises the whaling convention").output


def test_explain_shows_clauses_and_frames_while_the_weights_are_outdated(
    empty: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def outdated(texts: dict[str, str]) -> None:
        raise OutdatedWeights(
            "these weights belong to another vocabulary", path="weights.txt", line=1, hint="make train"
        )

    monkeypatch.setattr(knowledge, "judge", outdated)
    shown = empty("rules", "explain", "Norway withdraws from the whaling convention")
    assert "weights.txt:1: these weights belong to another vocabulary\n  make train" in shown.stderr
    assert "frame: act.decided" in shown.stdout
    assert "model:" not in shown.stdout
    article = tmp_path / "article.txt"
    article.write_text("Norway withdraws from the whaling convention\n")
    read = empty("extract", str(article))
    assert "whaling convention" in read.stdout
    assert "without what the model says of it" in read.stderr
    told = json.loads(
        empty("rules", "explain", "Norway withdraws from the whaling convention", "--json").stdout
    )
    assert told["judged"]["kind"] is None
    assert told["judged"]["clauses"][0]["probabilities"] == []


def test_explain_takes_a_stored_story_by_id_and_by_link(empty: Call, here: Site) -> None:
    empty(
        "feeds",
        "add",
        here.put(
            "/feed",
            rss(("1", "Norway withdraws from the whaling convention", "http://w.example/1?utm_source=rss")),
        ),
    )
    empty("poll")
    for which in ("1", "http://w.example/1"):
        assert json.loads(empty("rules", "explain", which, "--json").stdout)["story"]["title"].startswith(
            "Norway withdraws"
        )
    for unknown in ("999", "http://w.example/other"):
        empty("rules", "explain", unknown, code=2)


ARTICLE = """Kenya has terminated agreements with Uganda and Tanzania, the foreign ministry said on Friday.
The fisheries agreement with Uganda was signed on 3 May 1998. The border trade treaty with Tanzania was signed on 9 June 2004.
"""


def test_extract_prints_a_row_an_agreement_each_value_with_its_sentence(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE)
    rows = json.loads(call("extract", str(path), "--published", "2026-03-08", "--json").stdout)
    signed = {row["others"][0]["value"]: row["signed"] for row in rows}
    assert {state: cell["value"] for state, cell in signed.items()} == {
        "UG": "1998-05-03",
        "TZ": "2004-06-09",
    }
    assert signed["TZ"]["sentence"] == "The border trade treaty with Tanzania was signed on 9 June 2004."
    assert "3 May 1998" in call("extract", str(path)).output


def test_extract_explains_why_each_value_was_taken_and_another_was_not(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(
        "Peru quits the squid pact with Chile\n\nThe note was handed over on 3 March 2026. Bolivia was "
        "not asked.\n"
    )
    shown = call("extract", str(path), "--published", "2026-03-09", "--explain").output
    for line in (
        "squid pact\n             why  what “quits” is about\n                  “squid pact” in the "
        "headline: “Peru quits the squid",
        "  with     Chile (CL)\n             why  named behind the agreement after “with”",
        "             not  Bolivia (BO): not named in or at the agreement, which has its other side",
        "  ended    not stated\n             not  3 Mar 2026: the day of “note”, its nearest verb or "
        "document: nothing ends then",
        "  reason   not stated: no words of the text could give it",
    ):
        assert line in shown
    explained = json.loads(
        call("extract", str(path), "--published", "2026-03-09", "--explain", "--json").stdout
    )
    [row] = explained["rows"]
    assert (row["actors"][0]["words"], row["actors"][0]["why"]) == ("Peru", "subject of “quits”")
    assert [one["value"] for one in row["refused"]["ended"]] == ["2026-03-03"]
    [plain] = json.loads(call("extract", str(path), "--published", "2026-03-09", "--json").stdout)
    assert "why" not in plain["actors"][0]


def test_extract_explains_why_a_text_states_no_exit(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "denial.txt"
    path.write_text("Peru denies that it quits the squid pact")
    assert (
        "  why  “quits” is denied\n       “denies” in the text: “Peru denies"
        in call("extract", str(path), "--explain").output
    )
    explained = json.loads(call("extract", str(path), "--explain", "--json").stdout)
    assert (explained["rows"], explained["nothing"]["words"]) == ([], "denies")


def test_extract_quotes_a_long_sentence_around_the_words_for_each_value(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    before = (
        "After three days of talks in the old custom house, where the delegations had met every spring "
        "for forty years, " * 3
    )
    path.write_text(f"{before}Kenya ended its fishing agreement with Norway, signed on 3 May 1998.")
    shown = " ".join(call("extract", str(path)).output.split())
    assert "signed on 3 May 1998" in shown.partition("signed 1998-05-03")[2]


def test_extract_reads_an_html_page_a_story_record_and_standard_input(
    call: Call, tmp_path: Path, config: Path
) -> None:
    page, story = tmp_path / "page.html", tmp_path / "story.json"
    page.write_text(f"<!doctype html><html><script>x()</script><p>{ARTICLE}</p></html>")
    story.write_text(json.dumps({"id": "s", "title": "Kenya terminates fisheries agreement with Uganda"}))
    assert len(json.loads(call("extract", str(page), "--json").stdout)) == 2
    assert json.loads(call("extract", str(story), "--json").stdout)[0]["actors"][0]["value"] == "KE"
    piped = CliRunner().invoke(root, ["extract", "-", "--json", "--config", str(config)], input=ARTICLE)
    assert len(json.loads(piped.stdout)) == 2
    assert (
        "states no exit"
        in CliRunner().invoke(root, ["extract", "-", "--config", str(config)], input="Rain in Bergen.").output
    )


def test_extract_reads_the_page_at_an_address_and_takes_its_day_of_publication(
    call: Call, here: Site
) -> None:
    head = '<meta property="article:published_time" content="2026-03-08T07:00:00Z">'
    menu = '<nav><ul><li><a href="/x">Chad leaves the trade agreement with Sudan</a></li></ul></nav>'
    ends = ARTICLE.replace(
        "Tanzania, the foreign ministry said on Friday",
        "Tanzania with effect from Friday, the foreign ministry said",
    )
    text = "".join(f"<p>{line}</p>" for line in ends.splitlines())
    markup = f"<!doctype html><html><head>{head}</head><body>{menu}<article>{text}</article></body></html>"
    url = here.put("/article", markup, content_type="text/html; charset=utf-8")
    rows = json.loads(call("extract", url, "--json").stdout)
    assert {row["others"][0]["value"]: row["ended"]["value"] for row in rows} == {
        "UG": "2026-03-06",
        "TZ": "2026-03-06",
    }
    assert {row["stage"]["story"] for row in rows} == {url}
    [row, _] = json.loads(call("extract", url, "--published", "2026-03-02", "--json").stdout)
    assert row["ended"]["value"] == "2026-02-27"
    assert here.requests[0][1] == "/robots.txt"


def test_extract_says_why_a_page_was_not_read(call: Call, here: Site) -> None:
    assert (
        f"{here.url('/none')} was not read: the server answers 404 (http_404)."
        in call("extract", here.url("/none"), code=1).output
    )
    here.put("/robots.txt", "User-agent: *\nDisallow: /", content_type="text/plain")
    here.put("/article", "<html><p>text</p></html>", content_type="text/html")
    assert "(robots)" in call("extract", here.url("/article"), code=1).output
    assert "(blocked_address)" in call("extract", "http://192.0.2.1:1/", code=1).output


@pytest.mark.parametrize("where", ["missing.txt", ".", "ftp://news.example/a"])
def test_extract_refuses_what_is_neither_a_file_nor_an_address(call: Call, where: str) -> None:
    call("extract", where, code=2)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\xff", b'{"id": 1}', b"x" * 1_000_001])
def test_extract_refuses_what_is_no_text_with_a_sentence(call: Call, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "input"
    path.write_bytes(data)
    assert "Traceback" not in call("extract", str(path), code=2).output


def test_backup_and_restore_bring_everything_back(empty: Call, tmp_path: Path) -> None:
    empty("feeds", "add", "--no-check", "https://a.example/feed")
    copy = tmp_path / "copy.sqlite3"
    empty("backup", str(copy))
    empty("feeds", "remove", "https://a.example/feed")
    empty("restore", str(copy), code=2)
    empty("restore", str(copy), "--yes")
    assert len(json.loads(empty("feeds", "list", "--json").stdout)) == 1


def test_fault_147_config_show_masks_secrets(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(
        f'data_dir = "{tmp_path}"\n[smtp]\nhost = "m.example"\nusername = "u"\npassword = "hunter2hunter2"\n'
    )
    for words in (("config", "show"), ("config", "show", "--json")):
        result = CliRunner().invoke(root, [*words, "--config", str(path)])
        assert result.exit_code == 0
        assert "hunter2" not in result.output
        assert "****" in result.output


def test_fault_146_an_unknown_key_ends_with_2_and_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text("[smtp]\nhots = 'm.example'\n")
    result = CliRunner().invoke(root, ["doctor", "--config", str(path)])
    assert result.exit_code == 2
    assert f"{path}:2" in result.output or f"{path}, line 2" in result.output
    assert "host" in result.output


def test_doctor_lists_what_is_missing(call: Call) -> None:
    call("init")
    assert "smtp" in call("doctor").output
    assert {check["name"] for check in json.loads(call("doctor", "--json").stdout)} >= {
        "disk",
        "database",
        "feeds",
        "rules",
        "smtp",
    }


def test_fault_57_a_file_that_is_no_database_is_left_alone_and_named(config: Path, tmp_path: Path) -> None:
    place = tmp_path / "data" / "treaty-monitor.sqlite3"
    place.parent.mkdir()
    place.write_bytes(b"my thesis" * 1000)
    result = CliRunner().invoke(root, ["feeds", "list", "--config", str(config)])
    assert result.exit_code == 1
    assert "restore" in result.output
    assert place.read_bytes() == b"my thesis" * 1000


# ---------------------------------------------------------------- the service as a process


@pytest.fixture
def running(
    empty: Call, config: Path, here: Site, tmp_path: Path
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`treaty-monitor run` in a process of its own, with one feed; yields it and its web port."""
    empty(
        "feeds",
        "add",
        here.put("/feed", rss(("1", "Norway withdraws from the whaling convention", "http://w.example/1"))),
    )
    port = free_port()
    config.write_text(
        config.read_text().replace("port = 0", f"port = {port}").replace('level = "error"', 'level = "info"')
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TREATY_MONITOR_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "run", "--config", str(config)],
        env=environment,
        text=True,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def healthy(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def service_line(call: Call, code: int) -> tuple[str, str]:
    """State and beginning of what `doctor` says of the service."""
    checks = json.loads(call("doctor", "--json", code=code).stdout)
    return next(
        (check["state"], check["text"].split(" (")[0]) for check in checks if check["name"] == "service"
    )


def test_a_web_port_that_is_taken_is_named_in_a_sentence(empty: Call, config: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        config.write_text(config.read_text().replace("port = 0", f"port = {port}"))
        result = empty("run", code=2)
    assert f"127.0.0.1:{port}" in result.output
    assert "web.port" in result.output
    assert "Traceback" not in result.output


def test_the_service_runs_tells_its_health_refuses_a_second_and_stops_at_sigterm(
    running: tuple[subprocess.Popen[str], int], empty: Call, config: Path, tmp_path: Path
) -> None:
    process, port = running
    wait_until(lambda: healthy(port))
    box = tmp_path / "data" / "maildir" / "new"
    wait_until(lambda: box.is_dir() and len(list(box.iterdir())) == 1)
    assert httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).json() == {"status": "ok"}
    refused = empty("poll", code=1)
    assert str(process.pid) in refused.output, "it says who holds the database (docs/faults.md 67)"
    empty("feeds", "add", "--no-check", "https://b.example/feed")  # editing commands work beside it
    empty("doctor", "--health")
    config.write_text(config.read_text().replace(f"port = {port}\n", "port = 0\n"))
    empty("doctor", "--health")  # finds the port that the system chose
    assert service_line(empty, 0) == ("ok", f"runs: process {process.pid}")
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert service_line(empty, 1)[0] == "bad"
    assert "Traceback" not in (process.stderr.read() if process.stderr else "")


def test_a_piped_table_is_set_as_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = importlib.import_module("monitor.cli.root")
    columns = ("id", "who", "from what", "ended")
    rows = [("1", "RU 日本", "a treaty", ""), ("22", "x", "naïve café — a long text \x1b", "2025-12")]
    module.print_table(columns, rows, "none")
    fast = capsys.readouterr().out
    monkeypatch.setattr(module, "_aligned", lambda *table: None)
    module.print_table(columns, rows, "none")
    assert fast == capsys.readouterr().out
    monkeypatch.undo()
    for hard in (("1", "two\nlines", "", ""), ("1", "x" * 200, "", "")):
        module.print_table(columns, [hard], "none")
        assert capsys.readouterr().out.startswith("id")

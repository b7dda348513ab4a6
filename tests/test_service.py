"""The composition root and its verbs: lists of feeds, rule files, destinations, health, story files."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from pace import within
from store_kit import ACT, feed, poll, settle, story

from monitor.channels.email.smtp import Smtp
from monitor.config import OPTIONS, Config, load
from monitor.errors import ConfigError, RuleError, UsageError
from monitor.model import (
    Attempt,
    Cadence,
    FeedKind,
    Outcome,
    SavedQuery,
    Schedule,
)
from monitor.service import Service, backtest, destinations, feeds, knowledge, rulebook
from monitor.service.feed_addresses import checked_address
from monitor.service.opml import OPML_LIMIT, OUTLINE_LIMIT, read_opml, write_opml

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
RULE = (
    '[[rule]]\nid = "own.zanzibar"\ntitle = "Own"\nlang = "en"\nkind = "act"\nstage = '
    '"decided"\nquery = "{0}"\nwhy = "ours"\n'
)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return load(None, tmp_path / "data" / "treaty-monitor.sqlite3")


@pytest.fixture
def service(config: Config) -> Iterator[Service]:
    with Service.open(config, packaged=False) as found:
        yield found


# ---------------------------------------------------------------- a new installation


def test_a_new_installation_has_the_packaged_feeds_and_a_maildir_at_once_and_daily(config: Config) -> None:
    with Service.open(config) as service:
        feeds_there = service.store.feeds.all()
        assert len(feeds_there) >= 25
        assert {feed.kind for feed in feeds_there} == {FeedKind.PRESS, FeedKind.OFFICIAL}
        boxes = {one.name: one for one in service.store.destinations.all()}
        assert {one.schedule.cadence for one in boxes.values()} == {Cadence.INSTANT, Cadence.DAILY}
        assert boxes["local-daily"].schedule.at == time(8, 0)
        assert {one.address for one in boxes.values()} == {str(config.data_dir / "maildir")}


def test_what_an_operator_removed_does_not_come_back_at_the_next_start(config: Config) -> None:
    with Service.open(config) as service:
        service.store.feeds.remove([service.store.feeds.all()[0].id], NOW)
        left = len(service.store.feeds.all())
    with Service.open(config) as service:
        assert len(service.store.feeds.all()) == left


def test_an_operator_address_that_no_mail_can_carry_is_refused_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "treaty-monitor.toml"
    path.write_text(f'data_dir = "{tmp_path / "data"}"\noperator = "ä@b.example"\n')
    with pytest.raises(ConfigError, match="operator"):
        Service.open(load(path))
    assert not (tmp_path / "data").exists()


# ---------------------------------------------------------------- OPML


def test_feeds_go_out_as_opml_and_come_back_the_same(service: Service) -> None:
    service.store.feeds.add(
        "https://a.example/f?x=1&y=%2f",
        title='A "quoted" <name>',
        publisher="A",
        kind=FeedKind.OFFICIAL,
        state="DE",
        lang="de",
        interval_s=300,
        depositary="UN",
        now=NOW,
    )
    text = write_opml(service.store.feeds.all())
    (outline,), refused = read_opml(text.encode())
    assert not refused
    assert (
        outline.address,
        outline.title,
        outline.kind,
        outline.state,
        outline.lang,
        outline.interval_s,
        outline.depositary,
    ) == (
        "https://a.example/f?x=1&y=%2f",
        'A "quoted" <name>',
        FeedKind.OFFICIAL,
        "DE",
        "de",
        300,
        "UN",
    )
    service.store.feeds.remove([feed.id for feed in service.store.feeds.all()], NOW)
    assert [feed.depositary for feed in feeds.import_opml(service, text.encode()).added] == ["UN"]


def test_an_import_adds_what_is_new_keeps_what_is_known_and_says_what_it_refuses(service: Service) -> None:
    service.store.feeds.add(
        "https://known.example/feed", title="Mine", publisher="Mine", interval_s=900, now=NOW
    )
    document = b"""<opml version="1.1"><body><outline text="folder">
        <outline text="Known" xmlUrl="https://known.example/feed"/><outline text="New" xmlUrl="https://new.example/feed"/>
        <outline text="File" xmlUrl="file:///etc/passwd"/><outline text="Login" xmlUrl="https://user:pw@site.example/"/></outline></body></opml>"""
    result = feeds.import_opml(service, document)
    assert [feed.address for feed in result.added] == ["https://new.example/feed"]
    assert result.known == 1
    assert [one.address for one in result.refused] == ["file:///etc/passwd", "https://site.example/"]
    assert next(feed for feed in service.store.feeds.all() if "known" in feed.address).title == "Mine"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"<rss/>", "first element is <rss>"),
        (b"words", "Not an OPML document"),
        (b"<?xml version='1.0' encoding='utf-7'?><opml/>", "utf-7"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><opml/>', "DOCTYPE"),
        (b"<opml>" + b" " * OPML_LIMIT, "larger than"),
    ],
)
def test_fault_144_what_is_not_opml_is_refused_with_a_reason(data: bytes, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_opml(data)
    assert says in str(caught.value)


def test_fault_144_an_import_of_too_many_outlines_stops_at_the_limit() -> None:
    rows = "".join(f'<outline xmlUrl="https://h{n}.example/"/>' for n in range(OUTLINE_LIMIT + 5))
    outlines, refused = read_opml(f"<opml><body>{rows}</body></opml>".encode())
    assert len(outlines) == OUTLINE_LIMIT
    assert "more than" in refused[0].why


@pytest.mark.parametrize(
    ("attributes", "problem"),
    [('depositary="UN"', "Only an official feed"), ('kind="official" depositary="U-N!"', "is not a code")],
)
def test_a_depositary_in_opml_that_cannot_be_is_refused_with_its_feed(attributes: str, problem: str) -> None:
    document = f'<opml><body><outline xmlUrl="https://a.example/feed" {attributes}/></body></opml>'
    outlines, [refused] = read_opml(document.encode())
    assert not outlines
    assert refused.address == "https://a.example/feed"
    assert problem in refused.why


def test_one_bad_line_of_opml_costs_that_line_and_is_named_by_its_number() -> None:
    document = """<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0" xmlns:fz="urn:forumzilla:"><head><title>R&D</title></head>
<body>
<outline text="Bare" xmlUrl="https://a.example/?a=1&copy=1" fz:quickMode="true"/>
<outline text="Open quote xmlUrl="https://b.example/feed"/>
<!-- <outline text="Off" xmlUrl="https://off.example/feed"/> -->
<outline text='Folder > one'>
  <outline text="Cyrillic Ж" xmlUrl = 'https://c.example/feed'></outline>
  <outline text="File" xmlUrl="file:///etc/passwd"/>
  <outline text="No end" xmlUrl="https://d.example/feed"
  <outline text="Last" XMLURL="https://e.example/feed"/>
"""
    outlines, refused = read_opml(document.encode())
    assert [one.address for one in outlines] == [
        "https://a.example/?a=1&copy=1",
        "https://c.example/feed",
        "https://e.example/feed",
    ]
    assert [one.title for one in outlines] == ["Bare", "Cyrillic Ж", "Last"]
    assert [(one.line, one.address) for one in refused] == [
        (5, "https://b.example/feed"),
        (9, "file:///etc/passwd"),
        (10, "https://d.example/feed"),
    ]


@pytest.mark.parametrize("unit", ["<!--", "<outline ", '<outline a="', "<outline a='b' ", "<", "&"])
def test_fault_144_hostile_opml_costs_linear_time(unit: str) -> None:
    with within(5):
        read_opml(b"<opml>" + (unit * (1_000_000 // len(unit))).encode())


@pytest.mark.parametrize(
    "text",
    ["ftp://x.example/f", "https://", "not an address", "javascript:alert(1)", "https://a:b@x.example/"],
)
def test_an_address_that_cannot_be_polled_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        checked_address(text)


def test_an_address_without_a_scheme_gets_https() -> None:
    assert checked_address("wire.example/feed") == "https://wire.example/feed"


# ---------------------------------------------------------------- rule files


def test_an_own_rule_file_adds_and_one_of_the_same_name_replaces(config: Config) -> None:
    own = config.data_dir / "rules"
    own.mkdir(parents=True)
    before = {rule.id for rule in rulebook.load_rules(config).rules}
    (own / "own.toml").write_text(RULE.format("zanzibar AND treaty"))
    assert {rule.id for rule in rulebook.load_rules(config).rules} == before | {"own.zanzibar"}
    assert rulebook.replaced(config) == []
    (own / "en.toml").write_text(RULE.format("zanzibar AND pact").replace("own.zanzibar", "en.only"))
    assert "en.only" in {rule.id for rule in rulebook.load_rules(config).rules}
    assert rulebook.replaced(config) == ["en.toml"], "it took the place of a pack when there were packs"


def test_a_rule_file_of_ones_own_uses_the_names_of_the_gazetteer(config: Config) -> None:
    own = config.data_dir / "rules"
    own.mkdir(parents=True)
    (own / "own.toml").write_text(RULE.format("zanzibar AND @treaties_en"))
    assert [rule.id for rule in rulebook.load_rules(config).rules] == ["own.zanzibar"]
    (own / "own.toml").write_text(RULE.format("zanzibar AND @treaties_xx"))
    with pytest.raises(RuleError):
        rulebook.load_rules(config)


def test_a_broken_file_of_own_frames_keeps_what_is_in_force_and_a_good_one_is_taken(service: Service) -> None:
    own = service.config.data_dir / "rules" / "frames.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    before = service.rule_texts()
    frame = '[[frame]]\nid = "own.quits"\nmakes = "nothing"\nrefuses = true\nconcept = "{}"\nwhy = "ours"\n'
    example = 'example = [{lang = "en", text = "Zambia quits the fisheries treaty"}]\n'
    own.write_text(frame.format("leave") + example)
    assert service.reload_rules() is False
    assert f"{own}:7" in (service.rules_error or "")
    assert service.rule_texts() == before
    own.write_text(frame.format("quit") + example)
    assert service.reload_rules() is True
    assert str(own) in service.rule_texts()
    assert knowledge.judge(service.rule_texts()).frames.all[0].id == "own.quits"


def test_fault_153_a_link_that_leads_out_of_the_rule_folder_is_not_read(
    config: Config, tmp_path: Path
) -> None:
    own = config.data_dir / "rules"
    own.mkdir(parents=True)
    (tmp_path / "outside.toml").write_text(RULE.format("zanzibar AND treaty"))
    (own / "link.toml").symlink_to(tmp_path / "outside.toml")
    assert "link.toml" not in rulebook.files(config)


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [(b'[[rule]]\nid = "\xff"\n', 2, "UTF-8"), (b"#" * 1_000_001, 0, "larger than")],
)
def test_a_rule_file_that_cannot_be_read_is_refused_with_its_place(
    config: Config, data: bytes, line: int, says: str
) -> None:
    own = config.data_dir / "rules"
    own.mkdir(parents=True)
    (own / "bad.toml").write_bytes(data)
    with pytest.raises(RuleError) as caught:
        rulebook.load_rules(config)
    assert caught.value.path.endswith("bad.toml")
    assert caught.value.line == line
    assert says in str(caught.value)


def test_a_service_does_not_start_on_broken_rules(config: Config) -> None:
    own = config.data_dir / "rules"
    own.mkdir(parents=True)
    (own / "bad.toml").write_text(RULE.format("zanzibar AND ("))
    with Service.open(config, packaged=False) as service, pytest.raises(RuleError):
        service.matcher()


# ---------------------------------------------------------------- destinations


def test_a_webhook_needs_an_owner_and_gets_a_signing_secret(service: Service) -> None:
    with pytest.raises(UsageError, match="owner"):
        destinations.add(
            service,
            name="hook",
            channel="webhook",
            address="https://hook.example/",
            schedule=Schedule(),
        )
    made = destinations.add(
        service,
        name="hook",
        channel="webhook",
        address="https://hook.example/",
        schedule=Schedule(),
        owner="ops@hook.example",
    )
    assert made.secret is not None
    assert made.secret.startswith("whsec_")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"address": "a b@example.org"}, "mail address"),
        ({"address": "a@"}, "mail address"),
        ({"schedule": Schedule(zone="Mars/Olympus")}, "time zone"),
        ({"queries": [SavedQuery(query="treaty AND (")]}, "refused"),
        ({"channel": "webhook", "address": "ftp://x.example", "owner": "a@b.example"}, "https address"),
    ],
)
def test_a_destination_that_could_not_work_is_refused_when_it_is_added(
    service: Service, change: dict[str, object], says: str
) -> None:
    options: dict[str, object] = {
        "name": "desk",
        "channel": "email",
        "address": "desk@example.org",
        "schedule": Schedule(),
    } | change
    with pytest.raises(UsageError, match=says):
        destinations.add(service, **options)  # type: ignore[arg-type]
    assert service.store.destinations.all() == []


def test_two_destinations_cannot_share_a_name(service: Service) -> None:
    for expected in (None, UsageError):
        if expected is None:
            destinations.add(
                service,
                name="desk",
                channel="email",
                address="desk@example.org",
                schedule=Schedule(),
            )
        else:
            with pytest.raises(expected, match="already"):
                destinations.add(
                    service,
                    name="desk",
                    channel="email",
                    address="desk@example.org",
                    schedule=Schedule(),
                )


# ---------------------------------------------------------------- story files


def record(number: int, title: str, **more: object) -> str:
    return json.dumps(
        {
            "id": f"s{number}",
            "title": title,
            "summary": "",
            "published": "2024-05",
            "source": "https://w.example/feed",
            "lang": "en",
        }
        | more
    )


@pytest.mark.parametrize("packed", [False, True])
def test_a_story_file_is_read_plain_or_gzipped(tmp_path: Path, packed: bool) -> None:
    text = "\n".join([record(1, "One"), "", record(2, "Two <b>", label="done")]) + "\n"
    path = tmp_path / "stories.jsonl"
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    lines = list(backtest.read_stories(path))
    assert [(line.id, line.story.title, line.label, line.story.host) for line in lines] == [
        ("s1", "One", "", "w.example"),
        ("s2", "Two <b>", "done", "w.example"),
    ]


@pytest.mark.parametrize("bad", ["{", '{"id": 1}', "[]", "3"])
def test_a_line_that_is_no_story_is_refused_with_its_number(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "stories.jsonl"
    path.write_text(record(1, "One") + "\n" + bad + "\n")
    with pytest.raises(UsageError, match="line 2"):
        list(backtest.read_stories(path))


def test_the_backtest_flags_what_the_rules_flag_and_prints_the_agreed_record(
    service: Service, tmp_path: Path
) -> None:
    path = tmp_path / "stories.jsonl"
    path.write_text(
        record(1, "Norway withdraws from the whaling convention")
        + "\n"
        + record(2, "Rain expected in Bergen")
        + "\n"
    )
    texts = rulebook.read(rulebook.files(service.config))
    here = [
        backtest.record_of(line, hits) for line, hits in backtest.flag(backtest.read_stories(path), texts)
    ]
    assert here[1] is None
    assert here[0] is not None
    assert here[0].keys() == {"id", "kind", "stage", "score", "rules", "spans"}
    assert (here[0]["id"], here[0]["kind"]) == ("s1", "act")
    elsewhere = [
        backtest.record_of(line, hits)
        for line, hits in backtest.flag(backtest.read_stories(path), texts, workers=2)
    ]
    assert elsewhere == here, "processes give the same answers in the same order"


# ---------------------------------------------------------------- doctor


def test_doctor_says_what_is_missing_for_real_use_and_how_to_mend_it(service: Service) -> None:
    service.store.feeds.add("https://a.example/f", title="A", publisher="A", interval_s=900, now=NOW)
    found = {check.name: check for check in service.doctor()}
    for name in ("smtp", "base address", "contact", "operator"):
        assert found[name].state == "missing"
        assert found[name].hint
    assert found["database"].state == found["rules"].state == found["feeds"].state == "ok"


def test_doctor_calls_a_mail_destination_without_a_mail_server_bad(service: Service) -> None:
    destinations.add(
        service,
        name="desk",
        channel="email",
        address="desk@example.org",
        schedule=Schedule(),
    )
    assert {check.name: check.state for check in service.doctor()}["smtp"] == "bad"


def test_doctor_names_a_feed_of_which_something_waits_for_a_cap(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.store.caps.FEED_CAP", 0)
    monkeypatch.setattr("monitor.store.caps.ACT_LIMIT", 1)
    now = service.clock()
    poll(service.store, feed(service.store), (story("a"), ACT), (story("b"), ACT), now=now)
    settle(service.store, now)
    [check] = [check for check in service.doctor() if check.name == "caps"]
    assert (check.state, check.text) == (
        "missing",
        "Press flags very much; what waits for its next hour: 1 alert and 1 flagged story",
    )


def test_doctor_is_content_when_all_is_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def greet(server: Smtp) -> Attempt:
        return Attempt(Outcome.SENT)

    monkeypatch.setattr(Smtp, "greet", greet)
    path = tmp_path / "treaty-monitor.toml"
    path.write_text(
        f'data_dir = "{tmp_path / "data"}"\nbase_url = "https://m.example"\ncontact = '
        '"c@m.example"\noperator = "o@m.example"\n'
        '[smtp]\nhost = "mail.m.example"\nsender = "alerts@m.example"\n'
    )
    with Service.open(load(path)) as service:
        others = [check.name for check in service.doctor() if check.state != "ok"]
        assert others == ["service"], "nobody started it yet"


# ---------------------------------------------------------------- configuration


def test_every_option_is_used_somewhere(config: Config) -> None:
    """An option that changes nothing would be a false promise."""
    source = "\n".join(
        path.read_text()
        for path in (Path(__file__).parent.parent / "monitor").rglob("*.py")
        if "/config/" not in path.as_posix()
    )
    unused = [
        option.name
        for option in OPTIONS
        if not re.search(
            rf"\b(?:config|http|web|smtp|inbox)\.{re.escape(option.name.split('.')[-1])}\b", source
        )
        and f"config.{option.name}" not in source
        and option.name != "web.service_port"  # read as `web.run_port`
    ]
    assert unused == []
    assert "web.run_port" in source


DOSSIER = """[[dossier]]
id = "ottawa"
checked = "memory"
[[dossier.exit]]
article = "20"
notice = "{}"
"""


def test_an_own_dossier_replaces_the_packaged_one_and_a_broken_one_keeps_what_is_in_force(
    service: Service,
) -> None:
    own = service.config.data_dir / "rules" / "dossiers" / "mine.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    service.rule_texts()
    packaged = service.dossiers()
    own.write_text(DOSSIER.format("P7M"))
    assert service.reload_rules(only_if_changed=True) is True
    changed = service.dossiers().by_id["ottawa"].exits
    assert [str(clause.notice) for clause in changed] == ["P7M"]
    assert service.dossiers().by_id.keys() == packaged.by_id.keys()
    own.write_text(DOSSIER.format("six months"))
    assert service.reload_rules(only_if_changed=True) is False
    assert f"{own}:6:" in (service.rules_error or "")
    assert service.dossiers().by_id["ottawa"].exits == changed
    own.unlink()
    assert service.reload_rules(only_if_changed=True) is True
    assert service.dossiers() == packaged


def test_a_broken_own_dossier_is_refused_at_the_start(service: Service) -> None:
    own = service.config.data_dir / "rules" / "dossiers" / "mine.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(DOSSIER.replace("ottawa", "otawa"))
    with pytest.raises(RuleError, match="the gazetteer has no 'otawa'") as refused:
        service.rule_texts()
    assert (refused.value.path, refused.value.line) == (str(own), 2)


def test_a_treaty_of_the_installation_may_have_a_dossier(service: Service) -> None:
    rules = service.config.data_dir / "rules"
    (rules / "dossiers").mkdir(parents=True, exist_ok=True)
    entry = '[[entry]]\nid = "blue-river"\nname = "Blue River Compact"\nkind = "treaty"\n'
    (rules / "mine.toml").write_text(entry + 'en = ["Blue River Compact"]\n')
    (rules / "dossiers" / "mine.toml").write_text(DOSSIER.replace("ottawa", "blue-river").format("P1Y"))
    service.rule_texts()
    assert service.dossiers().by_id["blue-river"].name == "Blue River Compact"

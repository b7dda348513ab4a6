"""The body of a webhook, its JSON Schema, its table in the guide and conditions on its fields agree."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shapes
from digests import MESSAGES, made
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from samples import week

from monitor import digest
from monitor.channels.webhook.conditions import checked, unmet
from monitor.channels.webhook.fields import FIELDS
from monitor.channels.webhook.schema import schema, schema_text
from monitor.digest import ActSummary, Agreement, CellProof, Digest, Form, Section
from monitor.errors import UsageError
from monitor.model import FirstMessage, Kind
from monitor.model.cells import CELL_TYPES

DOCS = Path(__file__).parents[1] / "docs"
PUBLISHED = DOCS / "webhook.schema.json"
GUIDE = DOCS / "webhooks.md"
FORMATS = FormatChecker()
BODIES = [name for name in MESSAGES if name != "notice"]


@FORMATS.checks("date-time", raises=ValueError)
def _is_utc(value: object) -> bool:
    """The one form that bodies have: `2026-11-23T07:00:00Z`."""
    return not isinstance(value, str) or datetime.strptime(value, "%Y-%m-%dT%H:%M:%S%z").tzinfo == UTC


STRICT = Draft202012Validator(schema(strict=True), format_checker=FORMATS)


def problems(body: Any) -> list[str]:
    """What the strict schema finds wrong."""
    return [f"{error.json_path}: {error.message}" for error in STRICT.iter_errors(body)]


def test_the_published_schema_is_the_one_that_the_code_has(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--accept"):
        PUBLISHED.write_text(schema_text(), encoding="utf-8")
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text(), (
        "pytest --accept tests/test_webhook_schema.py"
    )
    Draft202012Validator.check_schema(schema())


def test_the_guide_has_every_field_with_its_meaning_and_no_other(pytestconfig: pytest.Config) -> None:
    rows = "| field | meaning |\n|---|---|\n" + "".join(
        f"| `{field.path}` | {field.meaning} |\n" for field in FIELDS
    )
    guide = GUIDE.read_text(encoding="utf-8")
    before, heading, after = guide.partition("## The body of a webhook\n")
    filled = before + heading + re.sub(r"\| field \| meaning \|\n(?:\|.*\n)+", lambda _: rows, after)
    if pytestconfig.getoption("--accept"):
        GUIDE.write_text(filled, encoding="utf-8")
    assert GUIDE.read_text(encoding="utf-8") == filled, "run pytest --accept tests/test_webhook_schema.py"


@pytest.mark.parametrize("name", BODIES)
def test_every_kind_of_message_is_as_the_schema_says(name: str) -> None:
    assert problems(json.loads(shapes.webhook_json(MESSAGES[name]))) == []


def test_every_expected_body_is_as_the_schema_says() -> None:
    paths = sorted((Path(__file__).parent / "expected").glob("*.webhook.json"))
    assert len(paths) >= len(BODIES)
    for path in paths:
        assert problems(json.loads(path.read_text(encoding="utf-8"))) == [], path.name


def test_the_schema_finds_what_is_missing_added_or_of_another_type() -> None:
    body = json.loads(shapes.webhook_json(MESSAGES["digest"]))
    item = body["data"]["items"][0]
    for change in (
        {"stage": "gone"},
        {"stage": None},
        {"published": "yesterday"},
        {"also_reported_by": -1},
        {"url": "javascript:alert(1)"},
        {"unheard": 1},
    ):
        body["data"]["items"][0] = item | change
        assert problems(body) != [], change
    body["data"]["items"][0] = {name: value for name, value in item.items() if name != "stage"}
    assert problems(body) != []


def test_receivers_must_take_fields_that_are_added_later() -> None:
    body = json.loads(shapes.webhook_json(MESSAGES["digest"]))
    body["data"]["items"][0]["added_later"] = 1
    assert Draft202012Validator(schema()).is_valid(body)
    assert problems(body) != []


# ---------------------------------------------------------------- bodies of any content

TEXTS = st.text(max_size=30)
TIMES = st.integers(-(10**10), 10**11).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
LINKS = st.none() | TEXTS.map(lambda text: f"https://news.example/{text}")
STATED = tuple(cell.name for cell in CELL_TYPES if cell.in_messages)
NUMBERS = st.integers(0, 10**6)
FIRSTS = st.builds(FirstMessage, st.just("ab" * 16), TEXTS, TIMES, LINKS)


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    """A row whose values are stated, or not, by sentences of any text."""
    sample = next(act for act in MESSAGES["digest"].acts if act.rows).rows[0]
    values = {"signed": st.sampled_from(["", "1989", "1989-11-20", "1980s", "late 1980s"]), "kind": TEXTS}
    fields = []
    for name, value in sample.fields:
        free = name not in ("stage", "ended")
        kept = values.get(name, values["signed"] if name == "ended" else TEXTS if free else st.just(value))
        fields.append((name, draw(kept)))
    names = st.sampled_from([*STATED, "others", "stage"])
    proofs = st.builds(CellProof, names, TEXTS, TEXTS, st.none() | NUMBERS, TEXTS)
    return replace(
        sample,
        others=tuple(draw(st.lists(TEXTS, max_size=3))),
        fields=tuple(fields),
        cell_proofs=tuple(draw(st.lists(proofs, max_size=3))),
    )


@st.composite
def summaries(draw: st.DrawFn) -> ActSummary:
    return replace(
        draw(st.sampled_from(MESSAGES["digest"].acts)),
        id=draw(NUMBERS),
        kind=draw(st.sampled_from([Kind.ACT, Kind.THREAT])),
        sentence=draw(TEXTS),
        headline=draw(TEXTS),
        excerpt=(digest.Segment(draw(TEXTS)),),
        url=draw(LINKS),
        lang=draw(st.none() | TEXTS),
        published=draw(st.none() | TIMES),
        seen=draw(st.none() | TIMES),
        story=draw(st.none() | NUMBERS),
        words=tuple(draw(st.lists(TEXTS, max_size=3))),
        actors=tuple(draw(st.lists(TEXTS, max_size=3))),
        rows=tuple(draw(st.lists(agreements(), max_size=2))),
        left_out=draw(NUMBERS),
        follows=draw(st.none() | FIRSTS),
    )


@st.composite
def messages(draw: st.DrawFn) -> Digest:
    return replace(
        MESSAGES["digest"],
        form=draw(st.sampled_from([form for form in Form if form is not Form.NOTICE])),
        since=draw(st.none() | TIMES),
        until=draw(TIMES),
        destination=draw(TEXTS),
        lead=tuple(draw(st.lists(TEXTS, max_size=2))),
        sections=(Section("", tuple(draw(st.lists(summaries(), max_size=3)))),),
    )


@given(messages())
def test_a_message_of_any_content_is_as_the_schema_says(message: Digest) -> None:
    assert problems(json.loads(shapes.webhook_json(message))) == []


# ---------------------------------------------------------------- conditions on fields

ALERT = shapes.webhook_json(MESSAGES["alert"])
HEARTBEAT = shapes.webhook_json(MESSAGES["heartbeat"])


def meets(body: bytes, *conditions: str) -> bool:
    return unmet(body, [checked(condition) for condition in conditions]) is None


def test_a_message_goes_out_when_it_meets_all_conditions() -> None:
    item = json.loads(ALERT)["data"]["items"][0]
    stage, actor = item["stage"], item["actors"][0]
    assert meets(ALERT)
    assert meets(ALERT, "type=alert")
    assert meets(ALERT, "type = ALERT", f"data.items.stage={stage}", f"data.items[].actors={actor.lower()}")
    assert not meets(ALERT, "type=alert", "data.items.stage=expired")
    assert unmet(ALERT, ["type=alert", "data.items.stage=expired"]) == "data.items.stage=expired"


def test_of_a_list_any_element_may_be_equal_and_none_may_when_it_must_not() -> None:
    body = json.loads(shapes.webhook_json(made(week())))
    body["data"]["items"] = [
        {"stage": "decided", "actors": ["RU", "BY"]},
        {"stage": "notified", "actors": []},
    ]
    content = json.dumps(body).encode()
    assert meets(content, "data.items.actors=BY", "data.items.stage=notified")
    assert not meets(content, "data.items.actors!=BY")
    assert meets(content, "data.items.actors!=DE")
    assert not meets(content, "data.items.actors=DE")


def test_what_is_null_or_empty_equals_nothing() -> None:
    assert not meets(HEARTBEAT, "data.items.stage=decided")
    assert meets(HEARTBEAT, "data.items.stage!=decided")
    assert not meets(HEARTBEAT, "data.items.follows.id=x")


def test_numbers_flags_and_cells_of_rows_are_fields_too() -> None:
    body = json.loads(ALERT)
    body["data"]["items"][0]["rows"] = [
        {"evidence": {"ended": {"value": "2026-12", "sentence": "", "story": None, "also": []}}}
    ]
    content = json.dumps(body).encode()
    assert meets(content, "data.parts=1", "data.items.withdrawn=false")
    assert meets(content, "data.items.rows.evidence.ended.value=2026-12")
    assert meets(content, "data.items.rows.evidence.*.value=2026-12")
    assert not meets(content, "data.items.rows.evidence.signed.value=2026-12")


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("", "is no condition"),
        ("stage", "FIELD=VALUE"),
        ("=alert", "is no condition"),
        ("stage=notified", "Did you mean data.items.stage?"),
        ("data.items.stages=notified", "Did you mean data.items.stage?"),
        ("data.items=x", "no field 'data.items'"),
        ("data.items.stage=notifed", "is one of threatened"),
        ("data.items.withdrawn=yes", "false, true"),
        ("data.items.source=", "is missing"),
        ("data.unheard.of=1", "destinations schema"),
    ],
)
def test_a_condition_that_no_message_could_meet_or_miss_is_refused(condition: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked(condition)
    assert said in str(caught.value)


@given(
    st.sampled_from([field.name for field in FIELDS if field.is_value and "enum" not in field.type]), TEXTS
)
def test_a_stored_condition_reads_back_as_it_was_checked(name: str, value: str) -> None:
    for operator in ("=", "!="):
        try:
            stored = checked(f"{name}{operator}{value}")
        except UsageError:
            continue
        assert checked(stored) == stored
        unmet(ALERT, [stored])

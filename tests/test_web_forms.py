"""Every page as data: JSON, CSV, metadata, feeds, calendars, linked data."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import feedparser
import icalendar
import pytest
from events_kit import report
from register_kit import item, leaves
from test_public_atom import broken_rules
from test_public_stories import store
from web_kit import ask, installation

from monitor.model import Kind, Stage
from monitor.public.publishing import QUOTED
from monitor.service import Service, events
from monitor.service.register import signed

BASE = "https://monitor.example"
LISTS = ("/index", "/register", "/states/NO")
HOSTILE = "=cmd() <script>alert(1)</script> ]]> \x00\x1b[2J \u202e اتفاقية 渥太华"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        opened.config = opened.config.model_copy(update={"base_url": BASE})
        yield opened


def without_base(service: Service) -> None:
    service.config = service.config.model_copy(update={"base_url": None})


def ref_of(service: Service, state: str) -> str:
    return next(entry.ref for entry in service.register.now().entries.values() if state in entry.states)


def paths(service: Service) -> list[str]:
    return [*LISTS, f"/acts/{ref_of(service, 'NO')}"]


# ---------------------------------------------------------------- JSON


def test_an_act_as_json_has_each_value_with_its_sentence_and_source(service: Service) -> None:
    act = ask(service, "GET", f"/acts/{ref_of(service, 'NO')}.json").json()["act"]
    (row,) = act["rows"]
    proof = row["evidence"]["ended"]
    assert proof["value"] == row["ended"] == "2027-03-01"
    assert proof["sentence"]
    assert proof["source"] == "Ministry of Farming"
    assert act["page"] == f"{BASE}/acts/{act['ref']}"
    assert act["grade"] == "state"
    assert [step["stage"] for step in act["history"]] == act["stages"]
    assert all(step["sentence"] and step["source"] for step in act["history"])
    assert row["effect"]["basis"] == "stated"
    assert len(act["stories"]) == act["story_count"] == 3
    assert [story["at"] for story in act["stories"]] == sorted(story["at"] for story in act["stories"])
    assert [story["looks_back"] for story in act["stories"]] == [False, False, True]
    assert [story["title"] for story in act["stories"]][-1] == "Looking back at the grazing treaty"


def test_json_tells_what_was_corrected_and_never_by_whom(service: Service) -> None:
    ref = ref_of(service, "NO")
    events.edit(
        service, f"#{ref}", ["ended=2028-01-01"], signed("secret-login", "the gazette", "Ada Lovelace")
    )
    for ending in (".json", ".csv", ".ics", ".atom", ".jsonld", ".metadata.json", ""):
        text = ask(service, "GET", f"/acts/{ref}{ending}").text
        assert "Lovelace" not in text, ending
        assert "secret-login" not in text, ending
    act = ask(service, "GET", f"/acts/{ref}.json").json()["act"]
    (correction,) = [change for change in act["changes"] if change["correction"]]
    assert correction["why"] == "the gazette"
    assert correction["what"] == "End (Grazing Treaty) set to: 1 Jan 2028"
    assert act["rows"][0]["ended"] == "2028-01-01"


def test_json_names_the_references_that_an_act_took_in(service: Service) -> None:
    refs = [ref_of(service, "NO"), ref_of(service, "RU")]
    events.merge(service, [f"#{ref}" for ref in refs], signed("desk", "one and the same"))
    (left,) = set(refs) & {entry.ref for entry in service.register.now().entries.values()}
    act = ask(service, "GET", f"/acts/{left}.json").json()["act"]
    assert act["merged"] == [ref for ref in refs if ref != left]


def test_no_form_has_more_of_a_story_than_300_characters(service: Service) -> None:
    sentence = f"{'Long before, ' * 60}Norway leaves the Long Pact on 3 May 2027 {'as many said ' * 60}."
    stated = leaves("long", "DK", "SE", "Long Pact", ended="2027-05-03")
    assert stated.ended is not None
    stated = replace(stated, ended=replace(stated.ended, sentence=sentence))
    report(service.store, item("long", 9, stated, source="Wire"), "Denmark leaves")
    ref = ref_of(service, "DK")
    act = ask(service, "GET", f"/acts/{ref}.json").json()["act"]
    quoted = act["rows"][0]["evidence"]["ended"]["sentence"]
    assert len(quoted) <= QUOTED
    assert "2027" in quoted, "the words for the value stay"
    for ending in (".json", ".csv", ".ics", ".atom", ".jsonld"):
        assert sentence[: QUOTED + 50] not in ask(service, "GET", f"/acts/{ref}{ending}").text


def test_treaties_and_states_say_what_they_are(service: Service) -> None:
    treaty = ask(service, "GET", "/treaties/ottawa.json").json()
    assert treaty["treaty"]["dossier"]["id"] == "ottawa"
    assert treaty["acts"] == []
    assert ask(service, "GET", "/states/NO.json").json()["state"]["name"] == "Norway"


# ---------------------------------------------------------------- CSV and metadata


def test_a_csv_is_whole_unless_a_page_of_it_is_asked_for(service: Service) -> None:
    answer = ask(service, "GET", "/register.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == sum(len(act["rows"]) for act in ask(service, "GET", "/register.json").json()["acts"])
    first = ask(service, "GET", "/register.csv?limit=1&sort=oldest")
    (link, relation) = first.headers["link"].split("; ")
    assert relation == 'rel="next"'
    second = ask(service, "GET", link.strip("<>"))
    refs = [
        {row["ref"] for row in csv.DictReader(io.StringIO(text.content.decode("utf-8-sig")))}
        for text in (first, second)
    ]
    assert [len(own) for own in refs] == [1, 1]
    assert refs[0] != refs[1]


def test_what_is_kept_of_a_csv_is_written_anew_when_the_act_changes(service: Service) -> None:
    ref = ref_of(service, "NO")
    before = ask(service, "GET", "/register.csv").text
    events.edit(service, f"#{ref}", ["ended=2028-01-01"], signed("desk", "the gazette"))
    after = ask(service, "GET", "/register.csv").text
    assert "2028-01-01" not in before
    assert "2028-01-01" in after


@pytest.mark.parametrize("path", ["/treaties", "/states"])
def test_lists_of_other_things_are_tables_too(service: Service, path: str) -> None:
    record = ask(service, "GET", f"{path}.json").json()
    rows = list(csv.DictReader(io.StringIO(ask(service, "GET", f"{path}.csv").content.decode("utf-8-sig"))))
    assert len(rows) == record["count"]
    assert set(rows[0]) == set(record[path.strip("/")][0])


def test_metadata_says_what_a_page_is(service: Service) -> None:
    web = service.config.web.model_copy(update={"licence": "CC BY 4.0"})
    service.config = service.config.model_copy(update={"web": web})
    record = ask(service, "GET", "/register.metadata.json?state=NO&limit=1").json()
    assert record["address"] == f"{BASE}/register?state=NO&limit=1"
    assert record["licence"] == "CC BY 4.0"
    assert record["filters"] == {"state": "NO"}
    assert record["count"] == 1
    assert record["next"] is None
    assert record["register"]["acts"] == 3
    assert record["citation"].startswith("Treaty Monitor, “")
    assert f"{BASE}/register?state=NO&limit=1" in record["citation"]
    assert record["program"]["version"]
    for form, address in record["forms"].items():
        assert address.startswith(f"{BASE}/register"), form
        assert ask(service, "GET", address.removeprefix(BASE)).status_code == 200, form


def test_without_a_licence_nothing_is_stated(service: Service) -> None:
    assert ask(service, "GET", "/register.metadata.json").json()["licence"] is None
    assert "<rights>" not in ask(service, "GET", "/register.atom").text


# ---------------------------------------------------------------- feeds and calendars


def test_each_list_of_acts_is_a_feed_that_parses_back(service: Service) -> None:
    for path in paths(service):
        answer = ask(service, "GET", f"{path}.atom")
        assert answer.headers["content-type"] == "application/atom+xml"
        parsed = feedparser.parse(answer.content)
        assert not parsed.bozo
        assert broken_rules(answer.content) == []
        record = ask(service, "GET", f"{path}.json").json()
        acts = record.get("acts") or [record["act"]]
        assert [entry.title for entry in parsed.entries] == [act["sentence"] for act in acts]
        assert [entry.link for entry in parsed.entries] == [act["page"] for act in acts]
        assert len({entry.id for entry in parsed.entries}) == len(acts)
        assert parsed.feed.links[0].href == f"{BASE}{path}.atom"


def test_a_feed_goes_on_and_speaks_the_language_of_its_page(service: Service) -> None:
    parsed = feedparser.parse(ask(service, "GET", "/register.atom?limit=1&lang=fr").content)
    (following,) = [link.href for link in parsed.feed.links if link.rel == "next"]
    assert parsed.feed.language == "fr"
    assert "lang=fr" in following
    more = feedparser.parse(ask(service, "GET", following.removeprefix(BASE)).content)
    assert more.entries[0].id != parsed.entries[0].id
    assert more.feed.id == parsed.feed.id


def test_an_act_that_changes_is_new_in_the_feed_under_its_old_id(service: Service) -> None:
    path = f"/acts/{ref_of(service, 'NO')}.atom"
    before = feedparser.parse(ask(service, "GET", path).content).entries[0]
    stated = leaves("z", "NO", "SE", "Grazing Treaty", Stage.EFFECTIVE, ended="2027-03-01")
    report(service.store, item("z", 20, stated, source="Fjord News"), "Out")
    after = feedparser.parse(ask(service, "GET", path).content).entries[0]
    assert after.id == before.id
    assert after.updated > before.updated


def test_without_an_address_a_feed_says_what_to_configure_and_no_page_links_to_it(service: Service) -> None:
    without_base(service)
    answer = ask(service, "GET", "/register.atom")
    assert answer.status_code == 503
    assert "base_url" in answer.json()["error"]
    page = ask(service, "GET", "/register").text
    assert ".atom" not in page
    assert "webcal:" not in page


def test_each_list_of_acts_is_a_calendar(service: Service) -> None:
    for path in paths(service):
        answer = ask(service, "GET", f"{path}.ics")
        assert answer.headers["content-type"].startswith("text/calendar")
        calendar = icalendar.Calendar.from_ical(answer.content)
        assert "Treaty Monitor" in str(calendar["X-WR-CALNAME"])
        assert "PT6H" in answer.text
        assert calendar.walk("VEVENT")
        assert all(len(line.encode()) <= 75 for line in answer.text.split("\r\n"))


def test_pages_link_to_the_calendar_that_programs_subscribe_to(service: Service) -> None:
    assert "webcal://monitor.example/states/NO.ics" in ask(service, "GET", "/states/NO").text


# ---------------------------------------------------------------- linked data


def test_linked_data_parses_and_stands_inside_the_page(service: Service) -> None:
    ref = ref_of(service, "NO")
    graph = ask(service, "GET", f"/acts/{ref}.jsonld").json()["@graph"]
    assert graph[0]["url"] == f"{BASE}/acts/{ref}"
    assert graph[0]["identifier"] == ref
    for path in (f"/acts/{ref}", "/treaties/ottawa"):
        page = ask(service, "GET", path).text
        inside = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
        assert json.loads(inside)["@graph"]
        assert "<" not in inside
    treaty = ask(service, "GET", "/treaties/ottawa.jsonld").json()["@graph"]
    assert [node["identifier"] for node in treaty if node["@type"] == "Agreement"] == ["ottawa"]


# ---------------------------------------------------------------- all forms


@pytest.mark.parametrize("kind", [Kind.ACT, Kind.THREAT])
def test_fault_139_a_hostile_title_is_harmless_in_every_form(service: Service, kind: Kind) -> None:
    stated = leaves("evil", "FI", "SE", HOSTILE.replace("\x00\x1b", ""), Stage.THREATENED, ended="2027")
    report(service.store, item("evil", 12, stated, source=HOSTILE, kind=kind), HOSTILE)
    ref = ref_of(service, "FI")
    answers = {
        ending: ask(service, "GET", f"/acts/{ref}{ending}")
        for ending in ("", ".json", ".csv", ".metadata.json", ".atom", ".ics", ".jsonld")
    }
    assert {answer.status_code for answer in answers.values()} == {200}
    assert "<script>alert" not in answers[""].text
    for ending in (".json", ".metadata.json", ".jsonld"):
        answers[ending].json()
    assert not feedparser.parse(answers[".atom"].content).bozo
    assert broken_rules(answers[".atom"].content) == []
    icalendar.Calendar.from_ical(answers[".ics"].content)
    for cells in csv.reader(io.StringIO(answers[".csv"].content.decode("utf-8-sig"))):
        assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in cells)


def test_answers_have_validators_and_open_to_other_sites(service: Service) -> None:
    for path in paths(service):
        for ending in (".json", ".csv", ".metadata.json", ".atom", ".ics", ".jsonld"):
            answer = ask(service, "GET", f"{path}{ending}")
            assert answer.headers["access-control-allow-origin"] == "*"
            assert answer.headers["x-content-type-options"] == "nosniff"
            known = {"If-None-Match": answer.headers["etag"]}
            assert ask(service, "GET", f"{path}{ending}", headers=known).status_code == 304
            assert ask(service, "HEAD", f"{path}{ending}").headers["etag"] == answer.headers["etag"]


def test_pages_are_open_to_no_other_site(service: Service) -> None:
    assert "access-control-allow-origin" not in ask(service, "GET", "/register").headers


def test_long_answers_are_zipped_for_who_accepts_it(service: Service) -> None:
    plain = ask(service, "GET", "/register.json", headers={"Accept-Encoding": "identity"})
    zipped = ask(service, "GET", "/register.json", headers={"Accept-Encoding": "br, gzip;q=0.5"})
    refused = ask(service, "GET", "/register.json", headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in refused.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert int(zipped.headers["content-length"]) < len(plain.content) / 2
    assert zipped.content == plain.content, "the client unpacks it"
    assert gzip.compress(plain.content, 5, mtime=0)


def test_the_register_is_where_one_looks_for_acts(service: Service) -> None:
    answer = ask(service, "GET", "/acts.json?state=NO")
    assert (answer.status_code, answer.headers["location"]) == (301, "/register.json?state=NO")
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("ending", [".json", ".csv", ".metadata.json", ".atom", ".ics", ".jsonld"])
def test_an_error_has_one_form_whatever_is_asked_for(service: Service, ending: str) -> None:
    answer = ask(service, "GET", f"/register{ending}?color=red")
    assert answer.status_code == answer.json()["status"] == 400
    assert answer.json()["ok"] is False
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_search_is_a_feed_of_stories(service: Service) -> None:
    answer = ask(service, "GET", "/search.atom?q=withdrawal")
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    stories = ask(service, "GET", "/search.json?q=withdrawal").json()["stories"]
    assert [entry.title for entry in parsed.entries] == [story["title"] for story in stories]
    assert [entry.link for entry in parsed.entries] == [story["url"] for story in stories]
    assert ask(service, "GET", "/search.metadata.json?q=withdrawal").json()["filters"]["q"] == "withdrawal"


def test_fault_139_the_feed_of_a_search_takes_hostile_stories(service: Service) -> None:
    store(service, (f"wool {HOSTILE}", f"wool {HOSTILE} \ufffe", "ar"))
    document = ask(service, "GET", "/search.atom?q=wool").content
    parsed = feedparser.parse(document)
    assert not parsed.bozo
    assert broken_rules(document) == []
    assert len(parsed.entries) == 1


PATHS = (
    "/index",
    "/register",
    "/acts/{ref}",
    "/states/NO",
    "/search?q=withdrawal",
    "/api/v1/acts",
    "/api/v1/acts/{ref}",
    "/api/v1/stories",
)


@pytest.mark.parametrize("path", PATHS)
def test_fault_138_no_link_of_a_script_leaves_the_database_in_any_form(service: Service, path: str) -> None:
    with service.store.database.write() as db:
        db.execute("UPDATE story SET url = 'javascript:alert(document.domain)'")
    path, _, query = path.format(ref=ref_of(service, "NO")).partition("?")
    forms = ("",) if path.startswith("/api/") else ("", ".json", ".csv", ".atom", ".ics", ".jsonld")
    answers = [ask(service, "GET", f"{path}{form}?{query}") for form in forms if path != "/index" or form]
    assert sum(answer.status_code == 200 for answer in answers) >= min(len(forms), 4)
    assert [answer.url for answer in answers if "javascript:" in answer.text] == []

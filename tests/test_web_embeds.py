"""Pages inside other sites: the small form of an act, and oEmbed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from events_kit import report
from register_kit import item, leaves
from web_kit import ask, installation

from monitor.service import Service, events
from monitor.service.register import signed

BASE = "https://monitor.example"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        opened.config = opened.config.model_copy(update={"base_url": BASE})
        yield opened


def ref_of(service: Service, state: str = "NO") -> str:
    return next(entry.ref for entry in service.register.now().entries.values() if state in entry.states)


def test_an_embedded_act_may_stand_in_any_frame_and_runs_nothing(service: Service) -> None:
    ref = ref_of(service)
    answer = ask(service, "GET", f"/embed/acts/{ref}")
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "<script" not in answer.text
    assert f'href="{BASE}/acts/{ref}?lang=en"' in answer.text
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.text.count("<h1") == 1


def test_the_timeline_is_an_image_for_other_pages(service: Service) -> None:
    answer = ask(service, "GET", "/embed/timeline.svg?state=NO")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "script" not in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert fromstring(answer.content).tag.endswith("svg")
    assert ask(service, "GET", "/embed/timeline.svg?color=red").status_code == 400


def test_all_other_pages_stay_out_of_frames(service: Service) -> None:
    for path in ("/", f"/acts/{ref_of(service)}"):
        assert "frame-ancestors 'none'" in ask(service, "GET", path).headers["content-security-policy"]


def test_an_embedded_act_that_is_gone_or_moved_says_so_in_the_frame(service: Service) -> None:
    ref = ref_of(service)
    assert ask(service, "GET", f"/embed/acts/{ref.lower()}").headers["location"] == f"/embed/acts/{ref}"
    events.reject(service, f"#{ref}", signed("desk", "not an exit"))
    gone = ask(service, "GET", f"/embed/acts/{ref}")
    assert gone.status_code == 410
    assert "frame-ancestors *" in gone.headers["content-security-policy"]


def test_an_act_page_names_its_oembed_address(service: Service) -> None:
    page = ask(service, "GET", f"/acts/{ref_of(service)}").text
    link = page.split('type="application/json+oembed"')[1].split('href="')[1].split('"')[0]
    answer = ask(service, "GET", link.replace("&amp;", "&").removeprefix(BASE))
    assert answer.status_code == 200
    assert answer.json()["title"] in page


def test_oembed_answers_as_the_standard_says(service: Service) -> None:
    ref = ref_of(service)
    query = f"/oembed?url={BASE}/acts/{ref}&dnt=1"
    record = ask(service, "GET", f"{query}&maxwidth=400").json()
    assert (record["version"], record["type"], record["width"]) == ("1.0", "rich", 400)
    assert f'src="{BASE}/embed/acts/{ref}"' in record["html"]
    assert "<script" not in record["html"]
    root = fromstring(ask(service, "GET", f"{query}&format=xml").content)
    assert root.findtext("html") == ask(service, "GET", query).json()["html"]


def test_oembed_of_a_merged_act_shows_the_one_that_took_it(service: Service) -> None:
    events.merge(service, ["#ECWS", "#JEHA"], signed("desk", "one and the same"))
    (left,) = {"ECWS", "JEHA"} & {entry.ref for entry in service.register.now().entries.values()}
    for ref in ("ECWS", "JEHA"):
        record = ask(service, "GET", f"/oembed?url={BASE}/acts/{ref}").json()
        assert f'src="{BASE}/embed/acts/{left}"' in record["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?url=https://evil.example/acts/{ref}", 404),
        ("?url=https://monitor.example.evil.example/acts/{ref}", 404),
        ("?url=https://monitor.example@evil.example/acts/{ref}", 404),
        ("?url=https://monitor.example/register", 404),
        ("?url=https://monitor.example/acts/ZZZZ", 404),
        ("?url=https://monitor.example/acts/../../etc/passwd", 404),
        ("?url=https://monitor.example/acts/{ref}&format=yaml", 501),
        ("?url=https://monitor.example/acts/{ref}&maxwidth=wide", 400),
    ],
)
def test_oembed_refuses_what_is_not_a_page_here(service: Service, query: str, status: int) -> None:
    answer = ask(service, "GET", f"/oembed{query.format(ref=ref_of(service))}")
    assert answer.status_code == status
    assert answer.json()["status"] == status


def test_fault_142_oembed_takes_its_address_from_the_configuration_only(service: Service) -> None:
    ref, headers = ref_of(service), {"Host": "evil.example"}
    refused = ask(service, "GET", f"/oembed?url=http://evil.example/acts/{ref}", headers=headers)
    assert refused.status_code == 404
    record = ask(service, "GET", f"/oembed?url={BASE}/acts/{ref}", headers=headers)
    assert "evil" not in record.text
    service.config = service.config.model_copy(update={"base_url": None})
    assert ask(service, "GET", f"/oembed?url=http://evil.example/acts/{ref}").status_code == 503


def test_a_hostile_name_stays_inside_the_frame_of_oembed(service: Service) -> None:
    name = '"><script>alert(1)</script> Pact'
    report(service.store, item("evil", 12, leaves("evil", "FI", "SE", name), source="Wire"), "Finland leaves")
    ref = ref_of(service, "FI")
    record = ask(service, "GET", f"/oembed?url={BASE}/acts/{ref}").json()
    assert "<script" not in record["html"]
    assert record["html"].count("<") == 2
    assert "<script" not in ask(service, "GET", f"/embed/acts/{ref}").text

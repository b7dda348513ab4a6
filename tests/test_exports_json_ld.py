"""The register as linked data (JSON-LD 1.1): every term has a meaning, every link a node, every date a type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from register_kit import START, item, leaves, register, said

from monitor.exports import json_ld
from monitor.exports.json_ld import CONTEXT, TERMS
from monitor.model import Act, Stage
from monitor.service.dossiers import known_dossier, known_effect

Node = dict[str, Any]
WRITTEN = {
    "xsd:date": r"\d{4}-\d\d-\d\d",
    "xsd:gYearMonth": r"\d{4}-\d\d",
    "xsd:gYear": r"\d{4}",
    "tm:decade": r"\d{3}0s",
    "xsd:dateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
}


def acts() -> list[Act]:
    """Lithuania leaves the Ottawa Convention, Russia two agreements with Canada and the African Union."""
    ottawa = leaves("a", "LT", "", "Ottawa Convention", Stage.NOTIFIED, entry="ottawa")
    built = register(
        item("a", 0, replace(ottawa, notified=said("2025-06-27", "a")), lang="lt", official=True),
        item(
            "b", 40,
            leaves("b", "RU", "CA", "Military Visits Pact", signed="1989-11-20", ended="2025-12", form="decree"),
            leaves("b", "RU", "African_Union", "Rocket Agreement", signed="2000s", ended="2027"),
        ),
    )  # fmt: skip
    return [
        replace(
            act,
            id=number,
            ref=f"K7Q{number}",
            rows=tuple(replace(row, number=place) for place, row in enumerate(act.rows, 1)),
            opened_at=START,
        )
        for number, act in enumerate(built, 1)
    ]


def document(chosen: list[Act], **more: Any) -> Node:
    text = json_ld(chosen, effect_of=known_effect, dossier_of=known_dossier, **more)
    read: Node = json.loads(text)
    return read


def by_id(read: Node) -> dict[str, Node]:
    return {node["@id"]: node for node in read["@graph"]}


def objects(value: Any) -> Iterator[Node]:
    """All objects in a value, at any depth."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def iri(term: str) -> str:
    """What a term or a compact address means by the context (JSON-LD 1.1, 4.1)."""
    meaning = CONTEXT.get(term, term)
    short = str(meaning["@id"] if isinstance(meaning, dict) else meaning)
    prefix, _, name = short.partition(":")
    return f"{CONTEXT[prefix]}{name}" if prefix in CONTEXT else short


def test_an_act_names_who_leaves_what_since_when_by_which_sentence() -> None:
    nodes = by_id(document(acts(), urls={1: "https://press.example/a b"}))
    act = nodes["#act-1"]
    assert (act["@type"], act["identifier"], act["stage"], act["grade"]) == (
        "Exit",
        "K7Q1",
        "notified",
        "press",
    )
    assert [quotation["value"] for quotation in act["citation"]] == ["LT"]
    assert act["actor"] == ["#party-LT"]
    assert act["firstSeen"] == {"@value": "2026-03-02T08:00:00Z", "@type": "xsd:dateTime"}
    (ending,) = act["ends"]
    assert ending["agreement"] == "#treaty-ottawa"
    assert ending["notified"] == {"@value": "2025-06-27", "@type": "xsd:date"}
    assert {
        "@type": "Quotation",
        "field": "notified",
        "value": "2025-06-27",
        "text": "Sentence of a about 2025-06-27.",
        "isPartOf": "#story-97",
    } in ending["citation"]
    fields = [quotation["field"] for quotation in ending["citation"]]
    assert sorted(fields) == ["instrument", "notified", "stage"]
    assert nodes["#story-97"] == {
        "@id": "#story-97",
        "@type": "Article",
        "publisher": {"@type": "Organization", "name": "Paper a"},
        "inLanguage": "lt",
        "official": True,
        "url": "https://press.example/a%20b",
    }
    assert nodes["#party-LT"] == {
        "@id": "#party-LT", "@type": "Country", "identifier": "LT", "name": "Lithuania"
    }  # fmt: skip


def test_a_treaty_has_what_its_dossier_says_and_is_the_one_of_wikidata() -> None:
    treaty = by_id(document(acts()))["#treaty-ottawa"]
    assert treaty["sameAs"] == "http://www.wikidata.org/entity/Q178012"
    assert treaty["inForce"] == {"@value": "1999-03-01", "@type": "xsd:date"}
    assert treaty["depositary"] == ["#party-UN"]
    assert treaty["alternateName"].startswith("Convention on the Prohibition of the Use, Stockpiling")


def test_a_computed_effect_says_so_and_stands_apart_from_what_was_stated() -> None:
    (ending,) = by_id(document(acts()))["#act-1"]["ends"]
    assert "ended" not in ending
    day = {"@value": "2025-12-27", "@type": "xsd:date"}
    assert ending["effect"] == {
        "@type": "Effect", "basis": "computed", "earliest": day, "latest": day, "exact": True, "article": "20(2)-(3)",
        "rule": "6 months after the depositary receives the notice", "conditions": [
                {"@type": "Condition", "value": "blocked", "article": "20(2)-(3)",
                 "text": "may be held back: armed conflict"}
            ],
    }  # fmt: skip


def test_dates_are_as_exact_as_they_were_stated() -> None:
    visits, rockets = by_id(document(acts()))["#act-2"]["ends"]
    assert visits["signed"] == {"@value": "1989-11-20", "@type": "xsd:date"}
    assert visits["ended"] == {"@value": "2025-12", "@type": "xsd:gYearMonth"}
    assert rockets["signed"] == {"@value": "2000s", "@type": "tm:decade"}
    assert rockets["ended"] == {"@value": "2027", "@type": "xsd:gYear"}
    typed = [node for node in objects(document(acts())["@graph"]) if "@value" in node]
    assert len(typed) > 10
    assert not [node for node in typed if not re.fullmatch(WRITTEN[node["@type"]], node["@value"])]


def test_an_agreement_without_an_entry_has_a_node_of_its_own_row() -> None:
    nodes = by_id(document(acts()))
    visits, rockets = nodes["#act-2"]["ends"]
    assert nodes[visits["agreement"]] == {
        "@id": "#agreement-2.1", "@type": "Agreement", "name": "Military Visits Pact"
    }  # fmt: skip
    assert rockets["counterparty"] == ["#party-African_Union"]
    union = nodes["#party-African_Union"]
    assert (union["@type"], union["name"]) == ("Organization", "African Union")


def test_the_un_and_the_eu_are_organisations() -> None:
    (act,) = register(item("a", 0, leaves("a", "EU", "UN")))
    nodes = by_id(document([replace(act, id=3)]))
    assert {nodes[f"#party-{code}"]["@type"] for code in ("EU", "UN")} == {"Organization"}


def test_every_term_has_a_meaning_in_the_context_of_the_document() -> None:
    read = document(acts())
    assert isinstance(read["@context"], dict), "nothing is to be fetched"
    nodes = list(objects(read["@graph"]))
    terms = {term for node in nodes for term in node if not term.startswith("@")}
    terms |= {node["@type"] for node in nodes if "@type" in node}
    unclear = [
        term
        for term in terms
        if not iri(term).startswith(("https://schema.org/", TERMS, "http://www.w3.org/"))
    ]
    assert unclear == []
    unused = set(read["@context"]) - terms - {"@version", "schema", "xsd", "tm"}
    assert unused <= {"CreativeWork", "decided", "differsDays", "expires", "kind", "note", "reason"}, (
        "the rest of the fields"
    )


def test_our_own_summary_of_a_source_is_no_quotation() -> None:
    (row,) = (leaves("replay:starter-a", "LT", "", "Ottawa Convention", Stage.NOTIFIED, entry="ottawa"),)
    (act,) = register(
        item("replay:starter-a", 0, replace(row, notified=said("2025-06-27", "replay:starter-a")))
    )
    read = document([replace(act, ref="K7QM")])
    kinds = {node["@type"] for node in objects(read["@graph"]) if "isPartOf" in node}
    assert kinds == {"CreativeWork"}


def test_every_link_leads_to_a_node_and_every_node_has_one_place() -> None:
    read = document(acts())
    linked = {
        term
        for term, meaning in CONTEXT.items()
        if isinstance(meaning, dict) and meaning.get("@type") == "@id"
    }
    names = [node["@id"] for node in objects(read["@graph"]) if "@id" in node]
    assert len(names) == len(set(names))
    links = [
        link
        for node in objects(read["@graph"])
        for term in linked & set(node)
        for link in (node[term] if isinstance(node[term], list) else [node[term]])
        if isinstance(link, str)
    ]
    assert {link for link in links if link.startswith("#")} <= set(names)
    assert all(link.startswith(("#", "https://", "http://")) for link in links)


def test_identifiers_are_those_of_the_installation_if_it_has_an_address() -> None:
    assert "@base" not in document(acts())["@context"]
    assert (
        document(acts(), base="https://monitor.example/")["@context"]["@base"] == "https://monitor.example/"
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd"])
def test_only_web_addresses_are_links(url: str) -> None:
    assert "url" not in by_id(document(acts(), urls={1: url}))["#story-97"]


def test_what_would_turn_a_text_around_is_escaped() -> None:
    (act,) = register(item("a", 0, leaves("a", instrument="Pact \u202e\x1b[2J \u2066of\u2028Evil")))
    text = json_ld([replace(act, id=3)])
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066]", text)
    assert "\\u202e" in text
    assert "\u202e" in by_id(json.loads(text))["#agreement-3.0"]["name"]


def test_a_rejected_act_is_left_out_and_an_empty_register_is_a_graph() -> None:
    assert document([replace(acts()[0], rejected=True)])["@graph"] == []
    assert json.loads(json_ld([]))["@graph"] == []

"""The register as linked data (JSON-LD 1.1): one graph with acts, the agreements that they end, the states,
and the stories that report them (docs/register.md, "As linked data").

The context is written into the document: no reader has to fetch one. Terms of schema.org stand where they
mean the same; the others are our own, under an address that nobody can serve (RFC 2606, 2).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast
from urllib.parse import quote

from monitor.dossiers import Dossier
from monitor.exports.effects import (
    DossierOf,
    EffectOf,
    IsPrincipled,
    effect_record,
    no_dossier,
    no_effect,
    not_known,
)
from monitor.exports.json_records import stated_values, story_ids
from monitor.exports.words import NO_URLS, UNSEEN, row_field, sentence, standing, timestamp
from monitor.model import LATER_FIELDS, ROW_FIELDS, Act, Evidence, Precision, Row, Source, TreatyDate
from monitor.names import country, is_state
from monitor.wording import NO_TREATIES, Treaty, partners

Node = dict[str, object]
TERMS = "https://treaty-monitor.invalid/terms#"
WIKIDATA = "http://www.wikidata.org/entity/"  # Wikidata's own identifiers begin with http
_LINK = {"@type": "@id"}
_SCHEMA = (
    "Article", "Country", "CreativeWork", "Organization", "Quotation", "alternateName", "identifier",
    "inLanguage", "name", "text",
)  # fmt: skip
_SCHEMA_LINKS = ("citation", "isPartOf", "publisher", "sameAs", "subjectOf", "url")
_OWN = (
    "Agreement", "Condition", "Effect", "Ending", "Exit", "article", "basis", "conditions", "decided",
    "differsDays", "earliest", "ended", "exact", "expires", "field", "firstSeen", "form", "grade", "inForce",
    "kind", "latest", "note", "notified", "official", "principled", "reason", "rule", "signed", "stage",
    "value",
)  # fmt: skip
_OWN_LINKS = ("actor", "agreement", "counterparty", "depositary", "effect", "ends")
CONTEXT: Mapping[str, object] = {
    "@version": 1.1,
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "tm": TERMS,
    **{term: f"schema:{term}" for term in _SCHEMA},
    **{term: {"@id": f"schema:{term}", **_LINK} for term in _SCHEMA_LINKS},
    **{term: f"tm:{term}" for term in _OWN},
    **{term: {"@id": f"tm:{term}", **_LINK} for term in _OWN_LINKS},
    "stages": {"@id": "tm:stages", "@container": "@list"},
}
_URI = "%/:?#[]@!$&'()*+,;=-._~"  # RFC 3986, 2: reserved, unreserved, and what is escaped already
_DATES = frozenset({"signed", "decided", "notified", "ended"})
_NAMED_ELSEWHERE = frozenset({"instrument"})  # the agreement's own node has its name
_DATATYPES = {
    Precision.DAY: "xsd:date",
    Precision.MONTH: "xsd:gYearMonth",
    Precision.YEAR: "xsd:gYear",
    Precision.DECADE: "tm:decade",
}


def json_ld(
    acts: Iterable[Act],
    treaties: Mapping[str, Treaty] = NO_TREATIES,
    *,
    urls: Mapping[int, str] = NO_URLS,
    effect_of: EffectOf = no_effect,
    dossier_of: DossierOf = no_dossier,
    is_principled: IsPrincipled = not_known,
    base: str | None = None,
    pages: str = "",
) -> str:
    """All acts that stand as one document, a line a node.

    `urls`: by act, the address of its best story; `effect_of`, `dossier_of`: what the dossier of a row's
    treaty gives; `is_principled`: that an act follows from joining a later treaty. Identifiers are relative
    to `base`, an address; without one, to the document. `pages`: what comes before the reference in the
    address of an act's page; "" where acts have none.
    """
    graph = _Graph(treaties, effect_of, dossier_of)
    for act in standing(acts):
        page = f"{pages}{act.ref}" if pages else ""
        graph.add(act, urls.get(act.id), page, is_principled=is_principled(act))
    return _document(graph, base)


def dossier_ld(dossier: Dossier, *, base: str | None = None) -> str:
    """What is known of one treaty, likewise."""
    graph = _Graph(NO_TREATIES, no_effect, lambda row: dossier)
    graph.add_treaty(dossier)
    return _document(graph, base)


def _document(graph: _Graph, base: str | None) -> str:
    context = CONTEXT if base is None else {"@base": base, **CONTEXT}
    nodes = ",\n".join(map(_line, graph.nodes))
    return f'{{"@context": {_line(context)},\n"@graph": [\n{nodes}\n]}}\n'


def _line(value: object) -> str:
    """JSON in one line; what would turn the text after it around is escaped."""
    line = json.dumps(value, ensure_ascii=False)
    return UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


class _Graph:
    """Collects nodes: acts as they come, all else once."""

    def __init__(self, treaties: Mapping[str, Treaty], effect_of: EffectOf, dossier_of: DossierOf) -> None:
        self._treaties, self._effect_of, self._dossier_of = treaties, effect_of, dossier_of
        self._acts: list[Node] = []
        self._shared: dict[str, Node] = {}  # agreements, states and stories, by identifier

    @property
    def nodes(self) -> list[Node]:
        """Acts by id, then what they refer to, by identifier."""
        return [*self._acts, *(self._shared[name] for name in sorted(self._shared))]

    def add(self, act: Act, url: str | None, page: str, *, is_principled: bool) -> None:
        """Adds an act and what it refers to. `url`: the address of its best story; `page`: its own."""
        name_of = story_ids(act)
        stories = {
            source.story: self._story(source, _name("story", name_of(source.story)))
            for source in act.by_story
        }
        if act.best and url:
            self._shared[stories[act.best.story]] |= _filled({"url": _address(url)})
        self._acts.append(
            _filled(
                {
                    "@id": _name("act", act.id),
                    "@type": "Exit",
                    "identifier": act.ref,
                    "name": sentence(act, self._treaties),
                    "url": page,
                    "actor": [self._party(code) for code in act.states],
                    "stage": act.stage.value,
                    "stages": [step.stage.value for step in act.history],
                    "grade": act.grade.value,
                    "principled": is_principled,
                    "firstSeen": _moment(act.opened_at),
                    "ends": [self._ending(number, row, act, stories) for number, row in act.by_number],
                    "subjectOf": list(stories.values()),
                    "citation": [_quotation("actors", evidence, stories) for evidence in act.actors],
                }
            )
        )

    def add_treaty(self, dossier: Dossier) -> None:
        """Adds a treaty of which no act is told."""
        name = _name("treaty", dossier.id)
        self._shared[name] = {"@id": name, "@type": "Agreement"} | self._facts(dossier)

    def _ending(self, number: str, row: Row, act: Act, stories: Mapping[str, str]) -> Node:
        """One agreement that an act ends."""
        cells = {
            field: _date(row_field(row, field)) if field in _DATES else row_field(row, field)
            for field in (*ROW_FIELDS, *LATER_FIELDS)
            if field not in _NAMED_ELSEWHERE
        }
        stated = stated_values(row, act)
        return _filled(
            {
                "@id": _name("row", number),
                "@type": "Ending",
                "agreement": self._agreement(number, row),
                "counterparty": [self._party(code) for code in partners(row, self._treaties)],
                **cells,
                "effect": _effect(effect_record(act, row, self._effect_of(act, row))),
                "citation": [
                    _quotation(field, evidence, stories)
                    for field in stated
                    if field != "actors"
                    for evidence in stated[field]
                ],
            }
        )

    def _agreement(self, number: str, row: Row) -> str:
        """The identifier of a row's agreement: that of its gazetteer entry, else one of the row's own."""
        name = _name("treaty", row.entry) if row.entry else _name("agreement", number)
        dossier = self._dossier_of(row)
        if name not in self._shared:
            self._shared[name] = {"@id": name, "@type": "Agreement"}
            self._shared[name] |= self._facts(dossier) if dossier else {}
        if "name" not in self._shared[name] and row.instrument:
            self._shared[name]["name"] = row.instrument.value
        return name

    def _facts(self, dossier: Dossier) -> Node:
        """What a dossier has of its treaty."""
        return _filled(
            {
                "identifier": dossier.id,
                "name": dossier.name,
                "alternateName": dossier.official,
                "sameAs": WIKIDATA + dossier.wikidata if dossier.wikidata else None,
                "url": dossier.page,
                "signed": _treaty_date(dossier.signed),
                "inForce": _treaty_date(dossier.in_force),
                "expires": _treaty_date(dossier.expires),
                "depositary": [self._party(code) for code in dossier.depositaries],
            }
        )

    def _party(self, code: str) -> str:
        """The identifier of a state or organisation."""
        name = _name("party", code)
        self._shared[name] = {
            "@id": name,
            "@type": "Country" if is_state(code) else "Organization",
            "identifier": code,
            "name": country(code).replace("_", " "),
        }
        return name

    def _story(self, source: Source, name: str) -> str:
        """The identifier of a story. What another act says of it too is kept."""
        node = _filled(
            {
                "@id": name,
                "@type": "Article",
                "publisher": {"@type": "Organization", "name": source.source} if source.source else None,
                "inLanguage": source.lang,
                "official": source.official,
            }
        )
        self._shared[name] = self._shared.get(name, {}) | node
        return name


def _quotation(field: str, evidence: Evidence, stories: Mapping[str, str]) -> Node:
    """The sentence that states a value; of an edit, who made it, when and why. Our own summary of a source
    is no quotation.
    """
    return _filled(
        {
            "@type": "CreativeWork" if evidence.is_summary else "Quotation",
            "field": field,
            "value": evidence.value,
            "text": evidence.proof,
            "isPartOf": stories.get(evidence.story),
        }
    )


def _effect(record: Mapping[str, object] | None) -> Node | None:
    """When an exit takes effect: between two days, either of which may be open."""
    if record is None:
        return None
    return _filled(
        {
            "@type": "Effect",
            "basis": record["basis"],
            "earliest": _date(str(record["from"] or "")),
            "latest": _date(str(record["to"] or "")),
            "exact": record["exact"],
            "article": record["article"],
            "rule": record["rule"],
            "differsDays": record["differs_days"] or None,
            "conditions": list(map(_condition, cast("Sequence[Node]", record["conditions"]))),
        }
    )


def _condition(condition: Node) -> Node:
    """Why the computed day may not hold, and by which article."""
    named = {"value": condition["condition"], "article": condition["article"], "text": condition["text"]}
    return _filled({"@type": "Condition", **named})


def _date(text: str) -> object:
    """A treaty's date with a data type that says how exact it is; a text that is no date as it is."""
    treaty_date = TreatyDate.parse_or_none(text) if text else None
    return text if treaty_date is None else _treaty_date(treaty_date)


def _treaty_date(treaty_date: TreatyDate | None) -> Node | None:
    if treaty_date is None:
        return None
    return {"@value": str(treaty_date), "@type": _DATATYPES[treaty_date.precision]}


def _moment(moment: datetime) -> Node:
    return {"@value": timestamp(moment), "@type": "xsd:dateTime"}


def _address(url: str) -> str:
    """An address as an IRI; "" for anything but http and https."""
    text = quote(url, safe=_URI, errors="replace")
    return text if text.startswith(("http://", "https://")) else ""


def _name(sort: str, name: object) -> str:
    """A relative identifier, as `#act-12` (RFC 3986, 3.5)."""
    return f"#{sort}-{quote(str(name), safe='', errors='replace')}"


def _filled(node: Node) -> Node:
    """The node without what nobody knows: JSON-LD has no value for it."""
    return {key: value for key, value in node.items() if value not in (None, "", [])}

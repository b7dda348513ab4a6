"""/picture: who leaves what with whom, as a picture and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.channels.templates import environment
from monitor.public import Entry
from monitor.public.drawing import fitting
from monitor.public.picture import KIND, WIDTH, Flow, Flows, Names, flows, largest, picture
from monitor.service import names
from monitor.web.naming import kind_name
from monitor.web.readers import filters
from monitor.web.shown import Form, Request, Shown, Table, View
from monitor.wording import party_name

OFFERED = ("state", "treaty", "kind", "subject", "stage", "year")
PARAMETERS = (*OFFERED, "evidence", "principled", "q")
LISTED = 40  # lines of the table
NAMED = 4  # counterparties of a line


class Line(NamedTuple):
    """Acts by which a state leaves an agreement, or several of one kind. `treaty`: "" for those."""

    state: str
    who: str
    treaty: str
    what: str
    others: str
    number: int


def show(request: Request) -> Shown:
    """The acts that fit, by state, agreement and counterparty."""
    register, say, asked = request.service.register.now(), request.say, request.asked
    entries = asked.fitting(register.entries.values())
    all_flows, own_names = flows(entries), _names(request)
    shown = largest(all_flows)
    about = _about(request, entries, all_flows)
    return Shown(
        title=say("web.picture"),
        template="web/picture",
        values={
            "about": about,
            "all": len(register.entries),
            "chips": filters.chips(request),
            "count": len(entries),
            "filters": filters.filters(request, OFFERED),
            "lines": _lines(request, entries, all_flows.leaving[:LISTED], own_names),
            "picture": picture(shown, own_names),
            "hidden": all_flows.acts - shown.acts,
            "query": asked.query(),
            "svg": request.address(Form.SVG),
            "total": len(all_flows.leaving),
        },
        record=lambda: _record(entries, all_flows),
        count=len(entries),
        description=say("web.picture.about"),
        table=lambda: Table(("from", "to", "acts"), _links(all_flows)),
        picture=lambda: _svg(request, shown, own_names, about),
        is_wide=True,
    )


def _names(request: Request) -> Names:
    say, known = request.say, names.known_treaties(request.service.own_words())

    def agreement(key: str) -> str:
        if not key.startswith(KIND):
            return known[key].name if key in known else key
        kind = key.removeprefix(KIND)
        return say("web.picture.kind", kind=kind_name(kind, say)) if kind else say("web.picture.unnamed")

    return Names(
        party=lambda code: party_name(code, "name", say, known),
        agreement=agreement,
        tone=lambda tone: say(f"web.picture.{tone}"),
    )


def _about(request: Request, entries: Sequence[Entry], all_flows: Flows) -> str:
    """The picture in words: how many acts, and its largest flow."""
    if not all_flows.leaving:
        return request.say("web.none.fits")
    first, own_names = all_flows.leaving[0], _names(request)
    return request.say(
        "web.picture.described",
        counted=request.say.count("web.register.count", len(entries)),
        who=own_names.party(first.source),
        what=own_names.agreement(first.target),
        number=first.number,
    )


def _svg(request: Request, shown: Flows, own_names: Names, about: str) -> str:
    """The picture alone, a whole SVG document."""
    say = request.say
    chosen = say("list.comma").join(chip.text for chip in filters.chips(request))
    title = say("titled", title=say("web.picture"), text=chosen) if chosen else say("web.picture")
    template = environment().get_template("web/picture.svg.j2")
    drawn = picture(shown, own_names)
    return template.render(picture=drawn, title=fitting(title, WIDTH * 0.8), about=about).lstrip()


def _lines(
    request: Request, entries: Sequence[Entry], flow_list: Sequence[Flow], own_names: Names
) -> list[Line]:
    """The table of these flows."""
    wanted = {(flow.source, flow.target) for flow in flow_list}
    others: dict[tuple[str, str], dict[str, None]] = {pair: {} for pair in wanted}
    for entry in entries:
        for state in entry.states:
            for tie in entry.ties:
                pair = (state, tie.treaty or f"{KIND}{tie.kind}")
                if pair in wanted:
                    others[pair] |= dict.fromkeys(tie.others)
    return [
        Line(
            flow.source,
            own_names.party(flow.source),
            "" if flow.target.startswith(KIND) else flow.target,
            own_names.agreement(flow.target),
            request.say.joined([own_names.party(code) for code in others[flow.source, flow.target]], NAMED),
            flow.number,
        )
        for flow in flow_list
    ]


# ---------------------------------------------------------------- as data


def _record(entries: Sequence[Entry], all_flows: Flows) -> dict[str, object]:
    return {
        "count": len(entries),
        "leaving": [_flow("state", "agreement", flow) for flow in all_flows.leaving],
        "with": [_flow("agreement", "party", flow) for flow in all_flows.left_with],
    }


def _flow(source: str, target: str, flow: Flow) -> dict[str, object]:
    return {source: flow.source, target: flow.target, "acts": flow.number}


def _links(all_flows: Flows) -> list[Sequence[object]]:
    return [(flow.source, flow.target, flow.number) for flow in (*all_flows.leaving, *all_flows.left_with)]


VIEWS = [
    View("/picture", show, PARAMETERS, (Form.HTML, Form.JSON, Form.CSV, Form.METADATA, Form.SVG)),
]

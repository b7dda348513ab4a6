"""/timeline: exits by month and year, as a picture and as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import partial

from monitor.channels.templates import environment
from monitor.model import Stage
from monitor.public import AskedTimes, Entry
from monitor.public.drawing import fitting
from monitor.public.timeline import (
    Bar,
    Chart,
    Period,
    Unit,
    chart,
    months_shown,
    periods,
    stages_of,
)
from monitor.service import public_records
from monitor.web.readers import filters
from monitor.web.shown import Form, Request, Shown, Table, View
from monitor.wording import Language

OFFERED = ("state", "treaty", "subject", "stage", "year")
PARAMETERS = (*OFFERED, "kind", "evidence", "principled", "q", "by")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture of the page, with what its table shows."""

    unit: Unit
    periods: Sequence[Period]
    stages: Sequence[Stage]
    chart: Chart
    title: str
    about: str
    svg: str  # the address of the picture alone

    @property
    def id(self) -> str:
        """The name of its heading in the page."""
        return f"by-{self.unit}"


def show(request: Request) -> Shown:
    """The acts that fit, by time."""
    register, say, asked = request.service.register.now(), request.say, request.asked
    assert isinstance(asked, AskedTimes)
    entries = asked.fitting(register.entries.values())
    units = [Unit(asked.by)] if asked.by else _units(entries, asked.year)
    charts = [drawn for unit in units if (drawn := _drawn(request, entries, unit)).periods]
    return Shown(
        title=say("web.timeline"),
        template="web/timeline",
        values={
            "all": len(register.entries),
            "asked": asked,
            "charts": charts,
            "chips": filters.chips(request),
            "count": len(entries),
            "filters": filters.filters(request, OFFERED),
            "name": partial(name, say),
            "query": asked.query(by=""),
            "tell": _tell_of(say),
        },
        record=lambda: public_records.timeline(entries),
        count=len(entries),
        description=say("web.timeline.about"),
        table=lambda: _table(entries),
        picture=lambda: svg(request, entries, Unit(asked.by or Unit.MONTH)),
    )


def svg(request: Request, entries: Sequence[Entry], unit: Unit) -> str:
    """The picture of these acts alone, a whole SVG document."""
    drawn, say = _drawn(request, entries, unit), request.say
    chosen = say("list.comma").join(chip.text for chip in filters.chips(request))
    title = say("titled", title=drawn.title, text=chosen) if chosen else drawn.title
    template = environment().get_template("web/timeline.svg.j2")
    return template.render(
        chart=drawn.chart, title=fitting(title, drawn.chart.width), about=drawn.about, tell=_tell_of(say)
    ).lstrip()


def _units(entries: Sequence[Entry], year: int) -> list[Unit]:
    """The pictures of the page: one by years only where acts are of several."""
    years = {entry.reported.year for entry in entries}
    return [Unit.MONTH] if year or len(years) < 2 else [Unit.MONTH, Unit.YEAR]


def _drawn(request: Request, entries: Sequence[Entry], unit: Unit) -> Drawn:
    say, asked = request.say, request.asked
    today = request.service.clock().astimezone(UTC).date()
    shown = months_shown(entries, today, asked.year) if unit is Unit.MONTH else periods(entries, unit)
    address = f"/timeline.svg?{asked.query(by=unit.value, lang=say.code)}"
    picture = chart(shown, unit, lambda stage: say(f"label.{stage}"), say.months_alone)
    title = say(f"web.timeline.title.{unit}")
    return Drawn(unit, shown, stages_of(shown), picture, title, _about(say, shown), address)


def _about(say: Language, shown: Sequence[Period]) -> str:
    """The picture in words: how many acts, from when to when, and the most in one column."""
    if not shown:
        return say("web.none.fits")
    highest = max(shown, key=lambda period: period.total)
    return say(
        "web.timeline.described",
        counted=say.count("web.register.count", sum(period.total for period in shown)),
        first=name(say, shown[0]),
        last=name(say, shown[-1]),
        most=highest.total,
        when=name(say, highest),
    )


def name(say: Language, period: Period) -> str:
    """ "Mar 2025", "2025"."""
    year = str(period.begin.year)
    return f"{say.months_alone[period.begin.month - 1]} {year}" if period.unit is Unit.MONTH else year


def _tell_of(say: Language) -> Callable[[Bar], str]:
    """What a bar says under the pointer."""

    def tell(bar: Bar) -> str:
        what = say("titled", title=name(say, bar.period), text=say(f"label.{bar.stage}"))
        return say("web.filter.option", name=what, n=bar.number)

    return tell


# ---------------------------------------------------------------- as data


def _table(entries: Sequence[Entry]) -> Table:
    """A line for each month that has acts."""
    heads = ("month", *(stage.value for stage in Stage), "total")
    months = public_records.months(entries)
    return Table(heads, [[month[head] for head in heads] for month in months])


FORMS = (Form.HTML, Form.JSON, Form.CSV, Form.METADATA, Form.SVG)
VIEWS = [View("/timeline", show, PARAMETERS, FORMS, AskedTimes)]

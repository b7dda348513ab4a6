"""The feed of a page: an entry an act, or what the page gives for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from starlette.exceptions import HTTPException

from monitor import __version__
from monitor.digest import ActSummary
from monitor.public.atom import Category, Feed, FeedEntry, Quotation, atom
from monitor.public.publishing import excerpt
from monitor.public.treaty_facts import Namer
from monitor.service import public_treaties
from monitor.service.public import ToldAct
from monitor.web.readers.told import told
from monitor.web.shown import Form, Request, Shown

MOST_ROWS = 20  # agreements of one act that an entry lists
NO_VALUE = "–"


def feed_of(request: Request, shown: Shown) -> bytes:
    """The feed of what is shown. Raises `HTTPException` without a configured address."""
    if not request.base:
        raise HTTPException(503, request.say("web.problem.base"))
    if shown.feed:
        entries = list(shown.feed())
    else:
        namer = public_treaties.namer(request.service, request.say)
        entries = [act_entry(act, namer) for act in told(request, shown.acts)]
    today = request.service.clock().astimezone(UTC).date()
    return atom(
        Feed(
            base=request.base,
            name=request.address(Form.ATOM, cursor=""),
            own=request.address(Form.ATOM),
            page=request.address(cursor=""),
            next=request.address(Form.ATOM, cursor=shown.next) if shown.next else "",
            title=request.say("titled", title="Treaty Monitor", text=shown.title),
            subtitle=shown.description,
            entries=entries,
            since=datetime.combine(today, time(), UTC),
            lang=request.say.code,
            rights=request.service.config.web.licence,
            version=__version__,
        )
    )


def act_entry(told: ToldAct, namer: Namer) -> FeedEntry:
    """An act in a feed: it is new again when it changes."""
    act, summary = told.act, told.summary
    return FeedEntry(
        path=f"/acts/{act.ref}",
        title=summary.sentence,
        updated=act.changed_at,
        published=act.opened_at,
        summary=summary.glance,
        lines=[summary.glance, *summary.consequences, *_rows(summary)],
        quotations=_quotations(summary),
        source_url=summary.url or "",
        categories=[
            Category(act.stage.value, summary.label),
            *(Category(code, namer.party(code).text) for code in act.states),
            *(Category(entry) for entry in dict.fromkeys(row.entry for row in act.rows if row.entry)),
        ],
    )


def _rows(summary: ActSummary) -> Iterator[str]:
    """The agreements, a line each: "With: Canada; Agreement: Military Visits Pact"."""
    for row in summary.rows[:MOST_ROWS]:
        cells = zip(summary.columns, row.cells, strict=True)
        yield "; ".join(f"{head}: {value}" for head, value in cells if value not in ("", NO_VALUE))


def _quotations(summary: ActSummary) -> list[Quotation]:
    """The sentences that state most; the headline of a story where there is none."""
    quotations = [
        Quotation(
            excerpt("".join(segment.text for segment in proof.sentence)),
            proof.source or summary.source,
            proof.lang,
            proof.dir,
        )
        for proof in summary.proofs
    ]
    headline = Quotation(excerpt(summary.headline), summary.source, summary.lang, summary.dir)
    return quotations or [headline]

"""An article of our own with a table, as the pages of different publishers show it, with everything around
that is not the article.
"""

from __future__ import annotations

import html

TITLE = "Norway leaves three agreements with Iceland, Chile and Kenya"
BEFORE = (
    "Norway has terminated three agreements with Iceland, Chile and Kenya, the foreign ministry in Oslo "
    "said on Tuesday.",
    "The government adopted the decree at its weekly meeting, and the notes will be handed to the "
    "embassies before the end of the month.",
    "The minister told reporters that the agreements were “outdated” and that talks about successors "
    "are not planned for the time being.",
    "The table below gives the agreements that the government listed in the annex to its decree.",
)
TABLE = (
    ("Country", "Agreement", "Date signed", "Date terminated", "Notes"),
    ("Iceland", "Whaling Research Agreement", "3 May 1998", "Feb 2026", "Outdated"),
    ("Chile", "Agreement on Salmon Trade", "9 June 2004", "Feb 2026", "Outdated"),
    ("Kenya", "Fisheries Cooperation Treaty", "12 Oct 2011", "Feb 2026", "Never applied"),
)
AFTER = (
    "Opposition parties criticised the decision and asked for a debate in parliament, which is expected "
    "to take place next week.",
    "Trade unions in the coastal towns welcomed it, saying that the quotas had hurt the smaller boats "
    "for more than twenty years.",
    "Fishermen on the other side of the sea were less happy, and their association announced that it "
    "would write to the government.",
)
PLAIN = "\n".join((*BEFORE, *(f"| {' | '.join(row)} |" for row in TABLE), *AFTER))
# what must not come in: menus, consent, advertising, teasers, readers' comments, imprint
FOREIGN = (
    "Weather",
    "accept our cookies",
    "cheap watches",
    "fisheries minister of Denmark",
    "Italy should terminate",
    "All rights reserved",
)

_HEAD = (
    f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{TITLE} | Example Times</title>'
    '<meta property="article:published_time" content="2026-02-17T09:30:00+01:00">'
    '<script>window.title = "treaty terminated";</script><style>p { color: red }</style></head><body>'
    '<div id="cookie-banner" class="cookie-consent"><p>We use cookies. By reading on you accept our '
    "cookies and those of our partners, "
    "which measure what you read and show you advertising.</p><button>Accept</button></div>"
    "<header><nav><ul>"
    + "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("World", "Politics", "Weather", "Sport"))
    + "</ul></nav></header>"
)
_AD = (
    '<div class="advertisement"><p>Advertisement</p><a href="/buy">Buy cheap watches now and save '
    "half of the price of all brands</a></div>"
)
_RELATED = (
    '<div class="related-articles"><h3>Read also</h3><ul>'
    + "".join(
        f'<li><a href="/{n}">What the fisheries minister of Denmark said about treaty number {n}</a></li>'
        for n in range(6)
    )
    + "</ul></div>"
)
_TAIL = (
    '<section id="comments" class="comments"><h3>2 comments</h3><div '
    'class="comment"><p>anna</p><p>Italy should terminate its treaty with '
    'Libya as well, and it would be about time, I think.</p></div><div class="comment"><p>bert</p><p>I '
    "agree, Italy should terminate it."
    "</p></div></section><footer><p>Example Times. All rights reserved. No agreement to copy is "
    "given.</p></footer></body></html>"
)


def table(rows: tuple[tuple[str, ...], ...] = TABLE, *, head: bool = False) -> str:
    def row(number: int, cells: tuple[str, ...]) -> str:
        tag = "th" if head and number == 0 else "td"
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    return "<table>" + "".join(row(*one) for one in enumerate(rows)) + "</table>"


def body(tag: str = "p", around: tuple[str, str] = ("", ""), *, head: bool = False) -> str:
    def block(texts: tuple[str, ...]) -> str:
        return "".join(f"<{tag}>{html.escape(text)}</{tag}>" for text in texts)

    return f"<h1>{TITLE}</h1>{block(BEFORE)}{around[0]}{table(head=head)}{around[1]}{block(AFTER)}"


def page(core: str, more: str = "") -> str:
    return _HEAD + core + more + _TAIL


LAYOUTS = {
    "article": page(f"<main><article>{body()}{_AD}</article>{_RELATED}</main>"),
    "heading cells": page(f"<article>{body(head=True)}</article>", _AD + _RELATED),
    "named div": page(f'<div id="page"><div class="post-content">{body()}</div>{_AD}{_RELATED}</div>'),
    "figure": page(
        f'<div class="entry-content">{body(around=("<figure class=wp-block-table>", "</figure>"))}</div>',
        _RELATED,
    ),
    "scrolling box": page(
        f"<article>{body(around=('<div class=table-responsive>', '</div>'))}</article>", _RELATED
    ),
    "widget": page(
        f'<section class="story">{body(around=("<div class=widget-box>", "</div>"))}</section>', _RELATED
    ),
    "no names": page(f"<div><div>{body()}</div></div>", _AD + _RELATED),
    "only divs": page(f"<div><div>{body('div')}</div></div>", _AD + _RELATED),
    "layout table": page(
        "<table width=100%><tr><td><a "
        f'href="/">Weather</a></td><td>{body()}</td><td>{_AD}{_RELATED}</td></tr></table>',
    ),
}

"""Subject, HTML and text of a mail."""

from __future__ import annotations

from functools import cache, lru_cache

from css_inline import CSSInliner
from markupsafe import Markup

from monitor.digest import Digest, Form, Item, Segment, columns, cut
from monitor.normalize import header_text
from monitor.render.fit import sound
from monitor.render.templates import environment, escapes

SUBJECT_COLUMNS = 110
REMEMBERED = 2_000  # items in a shape: one act is told to many destinations


@cache
def _inliner() -> CSSInliner:
    """Puts mail.css into style attributes; the <style> of the template (dark mode, phone width) stays as it is."""
    css = environment().get_template("mail.css.j2").render()
    return CSSInliner(inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False, extra_css=css)


def subject(digest: Digest) -> str:
    """One line, safe as a header: what happened, and for an alert its short reference."""
    tag = f"[{digest.product}] "
    items = digest.items
    portion = f" ({digest.portion})" if digest.portion else ""
    if not items:
        return header_text(cut(tag + digest.title, SUBJECT_COLUMNS))
    if digest.form is Form.ALERT:
        others = len(items) - 1
        end = (f" and {others} more (#{digest.ref})" if others else f" (#{items[0].ref})") + portion
        change = items[0].label.replace(": ", ", ") if items[0].withdrawn else items[0].change
        begin = f"{tag}{change}: " if change and not others else tag
        return header_text(begin + cut(items[0].headline, SUBJECT_COLUMNS - columns(begin + end)) + end)
    return header_text(f"{tag}{digest.counts}: {digest.day}{portion}")


def html(digest: Digest) -> str:
    """A whole HTML document: tables, style attributes, no script, nothing loaded from anywhere."""
    page = environment().get_template("digest.html.j2")
    return _inliner().inline(page.render(digest=digest, items=_items(digest, "item.html.j2")))


def text(digest: Digest) -> str:
    """Plain text for a terminal: 72 columns, written as text."""
    page = environment().get_template("digest.txt.j2")
    return page.render(digest=digest, items=_items(digest, "item.txt.j2")).strip("\n") + "\n"


def _items(digest: Digest, name: str) -> dict[int, str]:
    """Each item by its template, under the act's number."""
    return {item.act: _item(item, name) for item in digest.items}


@lru_cache(maxsize=REMEMBERED)
def _item(item: Item, name: str) -> str:
    template = environment().get_template(name)
    form = Markup if escapes(name) else str  # an escaping template's output is markup already

    def shape(item: Item) -> str:
        return template.render(item=item, starred=starred, sources=sources, also=also, agreements=agreements)

    return form(sound(item, shape).strip("\n"))


def starred(pieces: tuple[Segment, ...]) -> str:
    """Segments as text, marked words between asterisks."""
    return "".join(f"*{piece.text}*" if piece.marked else piece.text for piece in pieces)


def sources(item: Item) -> str:
    """The sources beside the one shown, in one line: "Ministry (official), Example Wire; also reported by 14 others"."""
    named = ", ".join((other.source or "another source") + (" (official)" if other.official else "") for other in item.others)
    return f"{named}; {also(item)}" if named and item.beyond else named or also(item)


def also(item: Item) -> str:
    """ "also reported by 14 others": those that are not named."""
    return f"also reported by {item.beyond} other{'s' if item.beyond != 1 else ''}" if item.beyond else ""


def agreements(item: Item) -> str:
    """ "and 3 more agreements": those that are not shown."""
    count = f"{item.more_rows}{' more' if item.rows else ''} agreement{'s' if item.more_rows != 1 else ''}"
    return ("and " if item.rows else "") + count if item.more_rows else ""

"""Subject, HTML and text of a mail."""

from __future__ import annotations

from functools import cache, lru_cache

from css_inline import CSSInliner
from markupsafe import Markup

from monitor.channels.splitting import sound
from monitor.channels.templates import environment, escapes
from monitor.digest import Digest, Form, Item, Segment, columns, cut
from monitor.normalize import header_text

SUBJECT_COLUMNS = 130
REMEMBERED = 2_000  # items in a shape: one act is told to many destinations


@cache
def _inliner() -> CSSInliner:
    """Puts mail.css into style attributes; the <style> of the template (dark mode, phone width) stays as it
    is.
    """
    css = environment().get_template("mail.css.j2").render()
    return CSSInliner(
        inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False, extra_css=css
    )


def subject(digest: Digest) -> str:
    """One line, safe as a header: what happened, and for an alert its short reference."""
    tag, say, items = f"[{digest.product}] ", digest.say, digest.items
    portion = f" ({digest.portion})" if digest.portion else ""
    if not items and not digest.possible.count:
        return header_text(cut(tag + digest.title, SUBJECT_COLUMNS))
    if digest.form is not Form.ALERT:
        return header_text(tag + say("titled", title=digest.said, text=digest.day) + portion)
    first, others = items[0], len(items) - 1
    if first.withdrawn:
        begin, said = f"{tag}{first.label.replace(': ', ', ')}: ", first.headline
    else:
        begin, said = f"{tag}{first.change}: " if first.change and not others else tag, _said(first)
    end = f" (#{digest.ref if others else first.ref}){portion}"
    room = SUBJECT_COLUMNS - columns(begin + end)
    if others:
        room -= columns(say("and_more", headline="", n=others))
        return header_text(begin + say("and_more", headline=cut(said, room), n=others) + end)
    return header_text(begin + cut(said, room) + end)


def _said(item: Item) -> str:
    """The sentence of an act; of one of which the register knows neither who nor what, the story's own
    headline as a quotation.
    """
    known = item.actors or item.rows or item.more_rows
    return item.sentence if known else item.say("unknown", label=item.label, headline=item.headline)


def html(digest: Digest) -> str:
    """A whole HTML document: tables, style attributes, no script, nothing loaded from anywhere."""
    page = environment().get_template("digest.html.j2")
    return _inliner().inline(page.render(digest=digest, say=digest.say, items=_items(digest, "item.html.j2")))


def text(digest: Digest) -> str:
    """Plain text for a terminal: 72 columns, written as text."""
    page = environment().get_template("digest.txt.j2")
    return (
        page.render(
            digest=digest, say=digest.say, items=_items(digest, "item.txt.j2"), starred=starred
        ).strip("\n")
        + "\n"
    )


def _items(digest: Digest, name: str) -> dict[int, str]:
    """Each item by its template, under the act's number."""
    return {item.act: _item(item, name) for item in digest.items}


@lru_cache(maxsize=REMEMBERED)
def _item(item: Item, name: str) -> str:
    template = environment().get_template(name)
    form = Markup if escapes(name) else str  # an escaping template's output is markup already

    def shape(item: Item) -> str:
        return template.render(
            item=item, say=item.say, starred=starred, sources=sources, also=also, agreements=agreements
        )

    return form(sound(item, shape).strip("\n"))


def starred(pieces: tuple[Segment, ...]) -> str:
    """Segments as text, marked words between asterisks."""
    return "".join(f"*{piece.text}*" if piece.marked else piece.text for piece in pieces)


def sources(item: Item) -> str:
    """The sources beside the one shown, in one line: "Ministry (official), Example Wire; also reported by 14
    others".
    """
    say = item.say
    names = [other.source or say("another_source") for other in item.others]
    named = [
        say("official", source=name) if other.official else name
        for other, name in zip(item.others, names, strict=True)
    ]
    return "; ".join(part for part in (say("list.comma").join(named), also(item)) if part)


def also(item: Item) -> str:
    """ "also reported by 14 others": those that are not named."""
    return item.say.count("also_reported", item.beyond) if item.beyond else ""


def agreements(item: Item) -> str:
    """ "and 3 more agreements": those that are not shown."""
    return (
        item.say.count("more_agreements" if item.rows else "only_agreements", item.more_rows)
        if item.more_rows
        else ""
    )

"""Subject, HTML and text of a mail."""

from __future__ import annotations

from functools import cache

from css_inline import CSSInliner
from markupsafe import Markup

from monitor.digest import Digest, Form, Item, Segment, columns, cut, plain
from monitor.normalize import header_text
from monitor.render.fit import fitted
from monitor.render.layout import wrap
from monitor.render.templates import environment

HTML_BYTES = 100_000  # Gmail is said to clip a mail at about 102 kB (FAULTS 89)
SUBJECT_COLUMNS = 110


@cache
def _inliner() -> CSSInliner:
    """Puts mail.css into style attributes; the <style> of the template (dark mode, phone width) stays as it is."""
    css = environment().get_template("mail.css.j2").render()
    return CSSInliner(inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False, extra_css=css)


def subject(digest: Digest) -> str:
    """One line, safe as a header: what happened, and for an alert its short reference."""
    tag = f"[{digest.product}] "
    items = digest.items
    if not items:
        return header_text(cut(tag + digest.title, SUBJECT_COLUMNS))
    if digest.form is Form.ALERT:
        others = len(items) + digest.more - 1
        end = f" and {others} more (#{digest.ref})" if others else f" (#{items[0].ref})"
        begin = f"{tag}{items[0].change}: " if items[0].change and not others else tag
        return header_text(begin + cut(items[0].headline, SUBJECT_COLUMNS - columns(begin + end)) + end)
    return header_text(f"{tag}{digest.counts}: {digest.day}")


def html(digest: Digest) -> str:
    """A whole HTML document of at most 100 kB: tables, style attributes, no script, nothing loaded from anywhere."""
    return fitted(digest, HTML_BYTES, _html)


def _html(digest: Digest) -> str:
    env = environment()
    items = {item.act: _item(item, "item.html.j2") for item in digest.items}
    return _inliner().inline(env.get_template("digest.html.j2").render(digest=digest, items=items))


def text(digest: Digest) -> str:
    """Plain text for a terminal: 72 columns, written as text."""
    env = environment()
    items = {item.act: _item(item, "item.txt.j2") for item in digest.items}
    return env.get_template("digest.txt.j2").render(digest=digest, items=items).strip("\n") + "\n"


def _item(item: Item, template: str) -> str:
    """One story. Should its template fail on it, the plain line stands in for it, and the others go on (FAULTS 91)."""
    try:
        found = environment().get_template(template).render(item=item, starred=starred).strip("\n")
    except Exception:  # noqa: BLE001 - one item must not cost the reader all the others
        line = " ".join(part for part in (plain(str(item.label)), f"#{item.ref}", item.url or "") if part)
        found = str(Markup("<p>{}</p>").format(line)) if template.endswith(".html.j2") else wrap(line)
    return Markup(found) if template.endswith(".html.j2") else found  # noqa: S704 - made by an escaping template


def starred(pieces: tuple[Segment, ...]) -> str:
    """Segments as text, marked words between asterisks."""
    return "".join(f"*{piece.text}*" if piece.marked else piece.text for piece in pieces)

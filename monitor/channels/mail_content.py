"""HTML and text of a mail, by the templates."""

from __future__ import annotations

from functools import cache, lru_cache

from css_inline import CSSInliner
from markupsafe import Markup

from monitor.channels.fallback import with_fallback
from monitor.channels.item_phrases import other_sources, starred, unnamed_sources, unshown_agreements
from monitor.channels.templates import environment, escapes
from monitor.digest import Digest, Item

_PHRASES = {
    function.__name__: function for function in (starred, other_sources, unnamed_sources, unshown_agreements)
}
CACHED_ITEMS = 2_000  # rendered items that are kept: one act goes to many destinations


@cache
def _inliner() -> CSSInliner:
    """Puts mail.css into style attributes. The <style> of the template (dark mode, phone width) stays."""
    css = environment().get_template("mail.css.j2").render()
    return CSSInliner(
        inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False, extra_css=css
    )


def html(digest: Digest) -> str:
    """The HTML of a digest: a whole document without scripts that loads nothing from anywhere."""
    page = environment().get_template("digest.html.j2")
    return _inliner().inline(page.render(digest=digest, say=digest.say, items=_items(digest, "item.html.j2")))


def text(digest: Digest) -> str:
    """The plain text of a digest, in lines of at most 72 columns."""
    page = environment().get_template("digest.txt.j2")
    return (
        page.render(
            digest=digest, say=digest.say, items=_items(digest, "item.txt.j2"), starred=starred
        ).strip("\n")
        + "\n"
    )


def _items(digest: Digest, name: str) -> dict[int, str]:
    """The rendered items, by the number of their act."""
    return {item.act: _item(item, name) for item in digest.items}


@lru_cache(maxsize=CACHED_ITEMS)
def _item(item: Item, name: str) -> str:
    template = environment().get_template(name)
    kind = Markup if escapes(name) else str  # the output of a template that escapes is markup already

    def render(item: Item) -> str:
        return template.render(item=item, say=item.say, **_PHRASES)

    return kind(with_fallback(item, render).strip("\n"))

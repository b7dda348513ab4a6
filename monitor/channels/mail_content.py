"""HTML and text of a mail, by the templates."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from monitor.channels.act_phrases import source_list, starred, unnamed_count, unshown_agreements
from monitor.channels.fallback import with_fallback
from monitor.channels.templates import environment, escapes
from monitor.digest import ActSummary, Digest

if TYPE_CHECKING:
    from css_inline import CSSInliner

_PHRASES = {
    function.__name__: function for function in (starred, source_list, unnamed_count, unshown_agreements)
}
CACHED_ACTS = 2_000  # rendered acts that are kept: one act goes to many destinations


@cache
def _inliner() -> CSSInliner:
    """Puts mail.css into style attributes. The <style> of the template (dark mode, phone width) stays."""
    from css_inline import CSSInliner

    css = environment().get_template("mail.css.j2").render()
    return CSSInliner(
        inline_style_tags=False,
        keep_style_tags=True,
        load_remote_stylesheets=False,
        extra_css=css,
        minify_css=True,
    )


def html(digest: Digest) -> str:
    """The HTML of a digest: a whole document without scripts that loads nothing from anywhere."""
    page = environment().get_template("digest.html.j2")
    return _inliner().inline(
        page.render(digest=digest, say=digest.say, acts=_rendered_acts(digest, "act.html.j2"))
    )


def text(digest: Digest) -> str:
    """The plain text of a digest, in lines of at most 72 columns."""
    page = environment().get_template("digest.txt.j2")
    return (
        page.render(
            digest=digest, say=digest.say, acts=_rendered_acts(digest, "act.txt.j2"), starred=starred
        ).strip("\n")
        + "\n"
    )


def _rendered_acts(digest: Digest, name: str) -> dict[int, str]:
    """The rendered acts, by their numbers, without what only one destination sees: they are cached."""
    return {act.id: _act(act.shared, name) for act in digest.acts}


@lru_cache(maxsize=CACHED_ACTS)
def _act(act: ActSummary, name: str) -> str:
    template = environment().get_template(name)
    kind = Markup if escapes(name) else str  # the output of a template that escapes is markup already

    def render(act: ActSummary) -> str:
        return template.render(act=act, say=act.say, **_PHRASES)

    return kind(with_fallback(act, render).strip("\n"))

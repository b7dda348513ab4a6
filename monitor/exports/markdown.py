"""The register as Markdown, a table an actor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import quote

from monitor.dossiers import Effect, Usual
from monitor.dossiers.words import article_words, difference_words, effect_words
from monitor.exports.effects import (
    EffectOf,
    IsPrincipled,
    UsualOf,
    no_effect,
    no_usual,
    not_known,
    usual_words,
)
from monitor.exports.words import NO_URLS, UNSEEN, best_source, show_end, show_treaty_date, shown, standing
from monitor.model import Act, Row
from monitor.names import country
from monitor.wording import ENGLISH, NO_TREATIES, Treaty, partners, stage_with_form

_IN_LINK = "%/:?#[]@!$&'*+,;=-._~"  # RFC 3986 without brackets
_NESTED = str.maketrans("“”", "‘’")  # quotation marks inside others


def markdown(
    acts: Iterable[Act],
    treaties: Mapping[str, Treaty] = NO_TREATIES,
    *,
    urls: Mapping[int, str] = NO_URLS,
    effect_of: EffectOf = no_effect,
    is_principled: IsPrincipled = not_known,
    usual_of: UsualOf = no_usual,
    today: date | None = None,
) -> str:
    """A table for each actor. Its columns: Year (of signature), Country, Agreement, Date Signed, Date
    Terminated, Notes, Source.

    Source is the best story's, with its address, the grade of evidence and the act's reference. A date of end
    after `today` (UTC) is marked as one to come. Notes says that an act `is_principled`, and where no date of
    end is stated what the exit clause gives, as computed (`effect_of`), and what is usual (`usual_of`).
    """
    tables: dict[str, list[tuple[str, str]]] = {}
    for act in standing(acts):
        who = ", ".join(country(code) for code in act.states) or "Actor not known"
        for number, row in act.by_number:
            signed = shown(row.signed)
            with_whom = ", ".join(country(code) for code in partners(row, treaties))
            cells = (
                row.signed.treaty_date.year_or_decade if row.signed and row.signed.treaty_date else "",
                with_whom,
                shown(row.instrument),
                show_treaty_date(row.signed),
                show_end(act.stage, row.ended, today),
                _notes(row)
                + _computed(row, effect_of(act, row))
                + _usual(row, usual_of(act, row))
                + ("; principled exit" if is_principled(act) else ""),
            )
            line = f"| {' | '.join(map(_plain, cells))} | {_source(act, urls.get(act.id))} |"
            tables.setdefault(who, []).append((f"{signed or '9999'} {number}", line))
    head = (
        "| Year | Country | Agreement | Date Signed | Date Terminated | Notes | Source |\n"
        + "| --- " * 7
        + "|\n"
    )
    parts = [
        f"## {_plain(who)}\n\n{head}" + "\n".join(line for _, line in sorted(lines)) + "\n"
        for who, lines in sorted(tables.items())
    ]
    return "\n".join(parts)


def _notes(row: Row) -> str:
    """The stage, and the remark of a table or else the reason."""
    stage = stage_with_form(ENGLISH, row)
    said = f"{stage[:1].upper()}{stage[1:]}"
    beside = row.note or row.reason
    if beside and beside.leading.is_summary:
        return f"{said} (summary, not a quotation: {beside.value})"
    return f"{said}: “{beside.value.translate(_NESTED)}”" if beside else said


def _computed(row: Row, effect: Effect | None) -> str:
    """The days that the exit clause gives, or that the stated day is another one; "" where they agree or no
    day follows.
    """
    if effect is None or not (effect.computed.earliest or effect.computed.latest):
        return ""
    if row.ended is not None:
        difference = difference_words(effect)
        return f"; {difference}" if difference else ""
    return f"; computed: {effect_words(effect)} ({article_words(effect.clause)})"


def _usual(row: Row, usual: Usual | None) -> str:
    """What is usual for the kind of agreement; "" where a date is stated or nothing is known of the kind."""
    text = usual_words(usual) if usual and row.ended is None else ""
    return f"; {text[:1].lower()}{text[1:]}" if text else ""


def _source(act: Act, url: str | None) -> str:
    """The best story's publisher with its link, the grade of evidence and the act's reference."""
    name = _plain(best_source(act))
    address = quote(url, safe=_IN_LINK, errors="replace") if url else ""
    linked = f"[{name or 'source'}](<{address}>)" if address.startswith(("http://", "https://")) else name
    return ", ".join(part for part in (linked, ENGLISH(f"grade.{act.grade.value}"), f"#{act.ref}") if part)


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, within one cell of a table."""
    line = UNSEEN.sub("\ufffd", " ".join(text.split()))
    return "".join(f"\\{letter}" if letter in "\\|[]*_`" else letter for letter in line).replace("<", "&lt;")

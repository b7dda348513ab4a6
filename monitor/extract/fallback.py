"""Stories whose rows are weakly founded, or that have none: why an article states no exit, and the row that
is left of a story.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.asserted import STATED, asserted, first_states, is_aside, nothing_asserted, statements
from monitor.extract.dates import find_dates
from monitor.extract.forms import ACTS
from monitor.extract.history import is_signing
from monitor.extract.houses import capital_above
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.phrases import DOCUMENTS, Layer
from monitor.extract.proper_names import proper_name
from monitor.extract.rows import DraftRow, is_actor
from monitor.extract.story_marks import FIRST, Place, Sentence, is_article
from monitor.extract.subject_roles import is_side
from monitor.extract.unreal import alerts
from monitor.model import Evidence, Hit


def is_told_first(claims: Sequence[Claim]) -> bool:
    """True if headline or first paragraph say who does what a word of ending says, even where they name no
    agreement.
    """
    return any(claim.clear and claim.sentence.place in FIRST for claim in claims)


def _speaks_of_agreements(sentences: Sequence[Sentence]) -> bool:
    """True if headline or first paragraph have a word or a name for an agreement."""
    layers = (Layer.HEAD, Layer.ENTRY, Layer.KIND)
    return any(sentence.of(layer) for sentence in sentences if sentence.place in FIRST for layer in layers)


def unfounded(
    sentences: Sequence[Sentence],
    claims: Sequence[Claim],
    rows: Sequence[DraftRow],
    actors: Mapping[str, Evidence],
    hits: tuple[Hit, ...],
    pack: Pack,
    published: date | None,
) -> Evidence | None:
    """Why an article for which the judge does not alert states no exit; None where it may state one.

    A line of a list or a table that tells of ends does. Else a word of ending must assert an exit of now
    (`asserted`): headline or first paragraph say who ends what and speak of an agreement there, or there is
    a row, and a sentence says who ends its agreement, a title or the first paragraphs end it, a law stands
    beside it, or a notice is given. Whatever the judge saw does as well. Who is only known by the dateline
    needs a law, a notice or a decision on an agreement to which it is a side.
    """
    if alerts(hits) or not is_article(sentences) or _is_listed(rows, claims):
        return None
    nothing = nothing_asserted(claims, pack, published)
    if nothing is not None:
        return nothing
    now = asserted(claims, pack, published)
    is_notice = any(_is_notice(sentence) for sentence in sentences)
    if is_told_first(now) and (rows or hits or is_notice or _speaks_of_agreements(sentences)):
        return None
    if not rows:
        return nothing_in(sentences, claims)
    named = first_states(sentences)
    stated = [claim for claim in statements(now) if not is_aside(claim, named)]
    founded = (stated and hits) or any(_is_founded(claim, pack, published) for claim in stated)
    if founded and not _is_of_dateline(stated, actors, sentences, pack):
        return None
    return None if is_notice else nothing_in(sentences, claims)


def _is_of_dateline(
    claims: Sequence[Claim], actors: Mapping[str, Evidence], sentences: Sequence[Sentence], pack: Pack
) -> bool:
    """True if all that says who acts is the capital of the dateline, and its state decides on no agreement to
    which it is a side.
    """
    capital = capital_above(sentences)
    if capital is None or _is_decided_by_side(claims, actors, pack):
        return False
    sentence, party = capital
    place = (sentence.field, sentence.tokens[party.first].start)
    return bool(actors) and all((actor.field, actor.start) == place for actor in actors.values())


def _is_decided_by_side(claims: Sequence[Claim], actors: Mapping[str, Evidence], pack: Pack) -> bool:
    """True if a sentence decides the end of an agreement that names one of these actors as a side, or tells
    of an act that would: `The Council adopted a decision on the termination of the Agreement between X and
    Y`, `a bill to end X's accord with Y`.
    """
    for claim in claims:
        named = claim.mention.parties if claim.mention is not None else ()
        if any(party.value in actors for party in named):
            before = claim.sentence.tokens[: claim.mark.first]
            is_resolved = any(pack.has("resolved", token.text) for token in before)
            if is_resolved or any(form.value in ACTS for form in claim.sentence.of(Layer.FORM)):
                return True
    return False


def _is_listed(rows: Sequence[DraftRow], claims: Sequence[Claim]) -> bool:
    """True if there are rows, and prose ends nothing, or a line of a list or a table does."""
    return bool(rows) and (not claims or any(row.lines or _ends_in_table(row) for row in rows))


def _ends_in_table(row: DraftRow) -> bool:
    """True if a cell of a table says that it ends, or on which day."""
    return row.has_status or (
        row.table is not None and any(day is not None for day in (row.ended, row.notice, row.decided))
    )


def _is_founded(claim: Claim, pack: Pack, published: date | None) -> bool:
    """True if a word of ending is said of an agreement so that it counts alone."""
    if claim.sentence.place in FIRST and (
        claim.mention is not None or any(form.value in ACTS for form in claim.sentence.of(Layer.FORM))
    ):
        return True  # passed a law by which the republic tears up two documents
    named = claim.mention is not None and (claim.clear or claim.mention.is_title)
    if not named:
        return _is_step_of_now(claim, pack, published)
    return not _is_of_old(claim.sentence, pack, published)


def _is_step_of_now(claim: Claim, pack: Pack, published: date | None) -> bool:
    """True if a sentence below the first paragraph tells of a step that a state has taken in these days
    against an agreement with another: `On Monday the cabinet sent parliament a request to approve the
    denunciation of the pact with Chile`.
    """
    sentence, mention = claim.sentence, claim.mention
    if published is None or mention is None or sentence.place is not Place.MIDDLE or not claim.subjects:
        return False
    score, actor = claim.subjects[0]
    others = {party.value for party in mention.parties} - {actor.value}
    if not others or not is_side(actor) or score <= STATED:
        return False
    before = sentence.tokens[: claim.mark.first]
    given = any(mark.first < claim.mark.first for mark in sentence.of(Layer.GIVEN))
    return (given or any(pack.has("resolved", token.text) for token in before)) and any(
        day.weekday for day in find_dates(sentence, pack, published)
    )


def _is_of_old(sentence: Sentence, pack: Pack, published: date | None) -> bool:
    """True if the end of an article tells of what was done years ago: `In 1992 Hungary denounced another
    treaty`.
    """
    if published is None or sentence.place is not Place.END:
        return False
    years = [
        day.treaty_date.year for day in find_dates(sentence, pack, published) if not is_signing(sentence, day)
    ]
    return bool(years) and max(years) < published.year - 1


def _is_notice(sentence: Sentence) -> bool:
    """True if a document is given that does not join an agreement:

    `deposited the instrument of accession`.
    """
    papers = any(form.value in DOCUMENTS for form in sentence.of(Layer.FORM))
    return (
        papers
        and bool(sentence.of(Layer.GIVEN))
        and not any(mark.value == "joins" for mark in sentence.of(Layer.CONTEXT))
    )


def nothing_in(sentences: Sequence[Sentence], claims: Sequence[Claim]) -> Evidence | None:
    """What of a text without a row comes nearest to a statement: its best founded word of ending, else its
    first sentence.
    """
    best = max(claims, key=lambda claim: claim.weight, default=None)
    if best is not None:
        return best.sentence.evidence(
            "",
            best.mark.first,
            best.mark.end,
            "no agreement is named that could end, and nobody who ends one",
        )
    return (
        sentences[0].whole("", "no agreement is named, nobody who ends one, and no word of ending")
        if sentences
        else None
    )


def only_row(
    claims: Sequence[Claim], mentions: Sequence[Mention], acting: set[str], pack: Pack, lexicon: Lexicon
) -> DraftRow:
    """The row of a story in which no word of ending has an agreement: the first that is named, a name that no
    list holds, or none.
    """
    row = DraftRow(claims=sorted(claims, key=lambda claim: -claim.weight)[:1])
    named = [
        mention
        for mention in mentions
        if not mention.bare and not mention.is_office and not is_actor(mention, acting, lexicon)
    ]
    if named:
        first = min(
            named,
            key=lambda mention: (mention.kind == ORGANISATION, mention.sentence.number, not mention.entry),
        )
        row.join(first, [party.value for party in first.parties if party.value not in acting])
        row.why = "no word of ending is about an agreement: the first that the text names"
    elif row.claims and (unknown := proper_name(row.claims[0], pack)) is not None:
        row.join(unknown, ())
        row.why = "a name in capitals right behind the word of ending, which no list holds"
    return row

"""Acts as JSON objects (docs/register.md, "An act as JSON")."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from monitor.corrections import Correction, concerns, describe, undone
from monitor.exports.effects import (
    DossierOf,
    EffectOf,
    IsPrincipled,
    UsualOf,
    effect_record,
    no_dossier,
    no_effect,
    no_usual,
    not_known,
    usual_record,
)
from monitor.exports.waves import WaveOf, no_wave
from monitor.exports.words import NO_URLS, UNSEEN, row_field, timestamp
from monitor.model import LATER_FIELDS, REPLAYED, ROW_FIELDS, Act, Alert, Evidence, Row, Source, codes

StoryId = Callable[[str], object]
# a cell, its evidence -> why, and the nearest refused values
Why = Callable[[str, Sequence[Evidence]], tuple[str, Sequence[Evidence]]]
NO_ALERTS: Mapping[int, Sequence[Alert]] = MappingProxyType({})


def record(
    act: Act,
    alerts: Iterable[Alert] = (),
    *,
    url: str | None = None,
    story_id: StoryId | None = None,
    effect_of: EffectOf = no_effect,
    dossier_of: DossierOf = no_dossier,
    wave_of: WaveOf = no_wave,
    is_principled: IsPrincipled = not_known,
    usual_of: UsualOf = no_usual,
) -> dict[str, object]:
    """One act as `events list --json` prints it.

    `alerts` are its own, `url` is the address of its best story, and `story_id` turns a story's key into the
    id to show.
    """
    name = story_id or story_ids(act)
    return {
        "id": act.id,
        "actors": list(act.states),
        "stage": act.stage.value,
        "stages": [step.stage.value for step in act.history],
        "first_seen": timestamp(act.opened_at),
        "stories": [name(source.story) for source in act.by_story],
        "alerts": [
            {"at": timestamp(alert.at), "stage": alert.stage.value, "reason": alert.reason.value}
            for alert in alerts
        ],
        "rows": [
            _row(number, row, act, name, effect_of, dossier_of, usual_of) for number, row in act.by_number
        ],
        "ref": act.ref,
        "grade": act.grade.value,
        "source": act.best.source if act.best else None,
        "url": url,
        "wave": wave_of(act),
        "principled": is_principled(act),
    }


def detail(
    act: Act,
    alerts: Iterable[Alert] = (),
    corrections: Sequence[Correction] = (),
    *,
    story_id: StoryId | None = None,
    why: Why | None = None,
    effect_of: EffectOf = no_effect,
    dossier_of: DossierOf = no_dossier,
    wave_of: WaveOf = no_wave,
    is_principled: IsPrincipled = not_known,
    usual_of: UsualOf = no_usual,
) -> dict[str, object]:
    """One act as `events show --json` prints it: what `record` gives, and everything else that is known of
    it.

    `corrections`: those of the whole register, of which the act shows its own. `why` explains each cell.
    """
    name = story_id or story_ids(act)
    taken_back = undone(corrections)
    return record(act, alerts, story_id=name, wave_of=wave_of, is_principled=is_principled) | {
        "rows": [
            _row(number, row, act, name, effect_of, dossier_of, usual_of, why) | {"entry": row.entry}
            for number, row in act.by_number
        ],
        "kind": act.kind.value,
        "closed": act.closed,
        "rejected": act.rejected,
        "changed_at": timestamp(act.changed_at),
        "history": [{"at": timestamp(step.at)} | _proof(step.evidence, name) for step in act.history],
        "sources": [_source(source, name) for source in act.by_story],
        "contradictions": [
            {"row": number, "field": field} | _proof(evidence, name)
            for number, field, evidence in _contradictions(act)
        ],
        "corrections": [
            _correction(correction, undone=correction.id in taken_back)
            for correction in corrections
            if concerns(act, correction)
        ],
    }


def json_lines(
    acts: Iterable[Act],
    *,
    alerts: Mapping[int, Sequence[Alert]] = NO_ALERTS,
    urls: Mapping[int, str] = NO_URLS,
    story_id: StoryId | None = None,
    effect_of: EffectOf = no_effect,
    dossier_of: DossierOf = no_dossier,
    wave_of: WaveOf = no_wave,
    is_principled: IsPrincipled = not_known,
    usual_of: UsualOf = no_usual,
) -> str:
    """One object a line, by act. `alerts`, `urls`: by act, its alerts and the address of its best story."""
    records = (
        record(
            act,
            alerts.get(act.id, ()),
            url=urls.get(act.id),
            story_id=story_id,
            effect_of=effect_of,
            dossier_of=dossier_of,
            wave_of=wave_of,
            is_principled=is_principled,
            usual_of=usual_of,
        )
        for act in sorted(acts, key=lambda act: act.id)
    )
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    return "".join(UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", line) + "\n" for line in lines)


def story_ids(act: Act) -> StoryId:
    """Stories by their id in the store, by their key where they have none; replayed ones by the id in their
    file.
    """

    def id_of(source: Source) -> object:
        if source.story.startswith(REPLAYED):
            return source.story.removeprefix(REPLAYED)
        return source.story if source.id is None else source.id

    ids = {source.story: id_of(source) for source in act.sources}
    return lambda key: ids.get(key)


def _row(
    number: str,
    row: Row,
    act: Act,
    name: StoryId,
    effect_of: EffectOf,
    dossier_of: DossierOf,
    usual_of: UsualOf,
    why: Why | None = None,
) -> dict[str, object]:
    dossier = dossier_of(row)
    return {
        "id": number,
        "others": list(row.states),
        **{field: row_field(row, field) or None for field in (*ROW_FIELDS, *LATER_FIELDS)},
        "effect": effect_record(act, row, effect_of(act, row)),
        "usual": usual_record(usual_of(act, row)),
        "wikidata": (dossier.wikidata or None) if dossier else None,
        "evidence": _proofs(row, act, name, why),
    }


def _proofs(row: Row, act: Act, name: StoryId, why: Why | None) -> dict[str, dict[str, object]]:
    """The proof of each value of a row, and of the actors, by field; with `why`, each explained."""
    proofs = {}
    for field, evidence in stated_values(row, act).items():
        proof = _proof(evidence[0], name)
        if field in ("actors", "others"):
            proof |= {"value": " ".join(codes(evidence))}
        if why is not None:
            proof |= _because(*why(field, evidence), name)
        proofs[field] = proof
    return proofs


def stated_values(row: Row, act: Act) -> dict[str, tuple[Evidence, ...]]:
    """The evidence of each value of a row, and of the actors, by field; empty fields are left out."""
    stated = {field: (cell.leading,) for field, cell in row.filled().items()}
    step = next((step for step in reversed(act.history) if step.stage is row.stage), None)
    parties = {"actors": act.actors, "others": row.others, "stage": (step.evidence,) if step else ()}
    return stated | {field: evidence for field, evidence in parties.items() if evidence}


def _contradictions(act: Act) -> Iterator[tuple[str, str, Evidence]]:
    """The row id, the field and the evidence of each value that contradicts the one shown."""
    for number, row in act.by_number:
        for field, cell in row.filled().items():
            for evidence in cell.others:
                yield number, field, evidence


def _because(why: str, refused: Sequence[Evidence], name: StoryId) -> dict[str, object]:
    return {
        "why": why,
        "refused": [_proof(evidence, name) | {"why": evidence.why} for evidence in refused],
    }


def _proof(evidence: Evidence, name: StoryId) -> dict[str, object]:
    proof = {"value": evidence.value, "sentence": evidence.proof, "story": name(evidence.story)}
    return proof | {"summary": True} if evidence.is_summary else proof


def _source(source: Source, name: StoryId) -> dict[str, object]:
    return {
        "story": name(source.story),
        "source": source.source,
        "lang": source.lang,
        "official": source.official,
        "linked": source.linked,
        "stage": source.stage.value,
    }


def _correction(correction: Correction, *, undone: bool) -> dict[str, object]:
    return {
        "id": correction.id,
        "fix": correction.fix.value,
        "what": describe(correction),
        "by": correction.by or None,
        "at": timestamp(correction.at),
        "why": correction.why,
        "undone": undone,
    }

"""A dossier as JSON (docs/data.md, "A treaty")."""

from __future__ import annotations

from monitor.dossiers import Dossier, ExitClause
from monitor.dossiers.words import condition_words, rule_words


def dossier_record(dossier: Dossier) -> dict[str, object]:
    """A dossier as JSON, with codes and periods as the rules have them."""
    return {
        "id": dossier.id,
        "name": dossier.name,
        "official": dossier.official or None,
        "subject": dossier.subject or None,
        "signed": dossier.signed and str(dossier.signed),
        "in_force": dossier.in_force and str(dossier.in_force),
        "expires": dossier.expires and str(dossier.expires),
        "renews": dossier.renews and str(dossier.renews),
        "first_term": dossier.first_term and str(dossier.first_term),
        "ended": dossier.ended and str(dossier.ended),
        "parties": sorted(dossier.circle) or dossier.parties or None,
        "parties_on": dossier.parties_on and str(dossier.parties_on),
        "depositary": list(dossier.depositaries),
        "least_parties": dossier.least_parties or None,
        "same_as": list(dossier.same_as),
        "falls_with": list(dossier.falls_with),
        "replaced_by": dossier.replaced_by or None,
        "wikidata": dossier.wikidata or None,
        "page": dossier.page or None,
        "checked": dossier.checked.value,
        "note": dossier.note or None,
        "no_clause": dossier.no_clause,
        "no_exit": dossier.no_exit,
        "exits": [_clause_record(clause, dossier) for clause in dossier.exits],
    }


def _clause_record(clause: ExitClause, dossier: Dossier) -> dict[str, object]:
    return {
        "article": clause.article,
        "notice": str(clause.notice),
        "from": clause.start.value,
        "rounding": clause.rounding.value,
        "rule": rule_words(clause, dossier),
        "conditions": condition_words(clause),
        "later": clause.later,
        "requires": clause.requires or None,
        "blocked": clause.blocked or None,
        "survival": clause.survival and str(clause.survival),
        "survives": clause.survives or None,
        "for": sorted(clause.states),
    }

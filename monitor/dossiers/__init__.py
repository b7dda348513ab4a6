"""Treaty dossiers: what is known of a treaty's exit, and what follows from it for an act. Pure.

values      exit clauses and dossiers, as rules/dossiers/ has them
reading     texts to dossiers
calculator  an exit clause and the day of notice to the day of effect
effects     a row of an act and its dossier to when it takes effect
meaning     a row of an act and its dossier to what the exit means
"""

from monitor.dossiers.calculator import Computed, Unmet, computed
from monitor.dossiers.effects import Basis, Effect, effect_of
from monitor.dossiers.meaning import NO_DEPARTED, Departed, Meaning, meaning_of
from monitor.dossiers.reading import read_dossiers
from monitor.dossiers.values import (
    NO_DOSSIERS,
    Checked,
    Dossier,
    Dossiers,
    ExitClause,
    Period,
    Rounding,
    Start,
    Usual,
    Windows,
)

__all__ = [
    "NO_DEPARTED",
    "NO_DOSSIERS",
    "Basis",
    "Checked",
    "Computed",
    "Departed",
    "Dossier",
    "Dossiers",
    "Effect",
    "ExitClause",
    "Meaning",
    "Period",
    "Rounding",
    "Start",
    "Unmet",
    "Usual",
    "Windows",
    "computed",
    "effect_of",
    "meaning_of",
    "read_dossiers",
]

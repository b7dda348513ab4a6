"""Treaty dossiers: what is known of a treaty's exit, and what follows from it for an act. Pure.

values        exit clauses and dossiers, as rules/dossiers/ has them
reading       texts to dossiers; file_values reads single values
calculator    an exit clause and the day of notice to the day of effect
principled    an act to whether it follows from joining a later treaty
effects       a row of an act and its dossier to when it takes effect
due           what is due of a row, and on which day
meaning       a row of an act and its dossier to what the exit means
clause_words  a clause, and what is usual, in words of the reader's language
words         the rest of it in English, for commands and exports
waves         acts on a treaty to how many parties left it in a short time
"""

from monitor.dossiers.calculator import Computed, Unmet, computed
from monitor.dossiers.due import Due, DueEvent, due_between, due_of, due_or_near
from monitor.dossiers.effects import TOLERANCE_DAYS, Basis, Effect, effect_of
from monitor.dossiers.meaning import NO_DEPARTED, Departed, Meaning, meaning_of, usual_of
from monitor.dossiers.principled import Replacement, principled_by, replacements
from monitor.dossiers.values import (
    NO_DOSSIERS,
    Checked,
    Dossier,
    Dossiers,
    ExitClause,
    Period,
    PrincipledWords,
    Rounding,
    Start,
    Usual,
    Windows,
)

__all__ = [
    "NO_DEPARTED",
    "NO_DOSSIERS",
    "TOLERANCE_DAYS",
    "Basis",
    "Checked",
    "Computed",
    "Departed",
    "Dossier",
    "Dossiers",
    "Due",
    "DueEvent",
    "Effect",
    "ExitClause",
    "Meaning",
    "Period",
    "PrincipledWords",
    "Replacement",
    "Rounding",
    "Start",
    "Unmet",
    "Usual",
    "Windows",
    "computed",
    "due_between",
    "due_of",
    "due_or_near",
    "effect_of",
    "meaning_of",
    "principled_by",
    "replacements",
    "usual_of",
]

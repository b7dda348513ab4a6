"""The content of a message: acts and alerts become one `Digest`, which every channel renders. Pure.

build()          a digest, or an alert (the same value for the cadence `instant`); without acts the sign of
                 life: "Still watching N feeds, M failing"
summarise()      what a digest tells of one act
possible_exit()  a possible exit, which a digest shows below the acts
trial()          the message of `destinations test`
notice()         to the owner of an endpoint that was disabled
warning()        to the owner of an endpoint at which nothing arrives
dead_letters()   to the operator: messages that were given up
alarms()         to the operator: what fails in succession or is overdue
connected()      to the owner of a destination that a team has connected
confirmation()   to an address that was entered in the public form; subscribed_already() if it is known;
                 own_request() to a reader who asked for an export, an erasure or new links
"""

from __future__ import annotations

from monitor.digest.act_details import ending, reported_steps
from monitor.digest.act_summary import (
    ActSummary,
    Agreement,
    Asked,
    CellProof,
    ComputedEffect,
    Match,
    OtherSource,
    OtherValue,
    Proof,
)
from monitor.digest.compose import NO_FIRST, build, message_ref, notice, trial
from monitor.digest.due_words import told_due, when_line
from monitor.digest.effect_words import Known, effects
from monitor.digest.notices import MOST_ALARMS, MOST_LETTERS, alarms, dead_letters, warning
from monitor.digest.possible import MOST_POSSIBLE, possible_exit
from monitor.digest.principled_words import treaty_name
from monitor.digest.proofs import edit_in_words, source_name
from monitor.digest.sign_ups import confirmation, own_request, subscribed_already
from monitor.digest.summarise import summarise
from monitor.digest.teams import connected
from monitor.digest.values import (
    Button,
    Counts,
    Digest,
    FeedNote,
    Form,
    Gap,
    PossibleExit,
    PossibleExits,
    Section,
    Silence,
)
from monitor.digest.words import Segment, clock, cut, direction, mark, plain, quoted, short, spans_of
from monitor.quote import columns

__all__ = [
    "MOST_ALARMS",
    "MOST_LETTERS",
    "MOST_POSSIBLE",
    "NO_FIRST",
    "ActSummary",
    "Agreement",
    "Asked",
    "Button",
    "CellProof",
    "ComputedEffect",
    "Counts",
    "Digest",
    "FeedNote",
    "Form",
    "Gap",
    "Known",
    "Match",
    "OtherSource",
    "OtherValue",
    "PossibleExit",
    "PossibleExits",
    "Proof",
    "Section",
    "Segment",
    "Silence",
    "alarms",
    "build",
    "clock",
    "columns",
    "confirmation",
    "connected",
    "cut",
    "dead_letters",
    "direction",
    "edit_in_words",
    "effects",
    "ending",
    "mark",
    "message_ref",
    "notice",
    "own_request",
    "plain",
    "possible_exit",
    "quoted",
    "reported_steps",
    "short",
    "source_name",
    "spans_of",
    "subscribed_already",
    "summarise",
    "told_due",
    "treaty_name",
    "trial",
    "warning",
    "when_line",
]

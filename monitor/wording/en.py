"""English.

A text in a tuple has one form for one and one for more; {n} is the number, {number} the number as a word.
"""

from __future__ import annotations

from monitor.model import MONTHS
from monitor.wording import english, ordinals
from monitor.wording.en_acts import ACTS
from monitor.wording.en_effects import EFFECTS
from monitor.wording.en_notices import NOTICES
from monitor.wording.en_web import WEB
from monitor.wording.en_web_acts import ACT_PAGE
from monitor.wording.en_web_api import API
from monitor.wording.en_web_front import FRONT
from monitor.wording.en_web_own_data import OWN_DATA
from monitor.wording.en_web_problems import PROBLEMS
from monitor.wording.en_web_register import REGISTER
from monitor.wording.en_web_search import SEARCH
from monitor.wording.en_web_subscribers import SUBSCRIBERS
from monitor.wording.en_web_teams import TEAMS
from monitor.wording.en_web_timeline import TIMELINE
from monitor.wording.en_web_topics import TOPICS
from monitor.wording.en_web_treaties import TREATY_PAGES
from monitor.wording.language import Language, Text, check

TEXTS: dict[str, Text] = {
    **ACTS,
    **EFFECTS,
    **WEB,
    **API,
    **ACT_PAGE,
    **TREATY_PAGES,
    **FRONT,
    **REGISTER,
    **PROBLEMS,
    **SEARCH,
    **SUBSCRIBERS,
    **OWN_DATA,
    **TEAMS,
    **TIMELINE,
    **TOPICS,
    **NOTICES,
    # ---- stages and legal forms
    "stage.threatened": "threatened",
    "stage.proposed": "proposed",
    "stage.decided": "decided",
    "stage.notified": "notified",
    "stage.suspended": "suspended",
    "stage.effective": "in effect",
    "stage.expired": "expired",
    "stage.reversed": "reversed",
    "form.decree": "decree",
    "form.order": "order",
    "form.law": "law",
    "form.note": "note",
    "form.letter": "letter",
    "form.notice": "formal notice",
    "form.notification": "notification",
    "form.instrument": "instrument of withdrawal",
    "form.decision": "cabinet decision",
    "form.ruling": "ruling",
    "form.vote": "vote",
    # ---- an act in a message
    "label.threat": "Threat",
    "label.threat_at": "Threat: {label}",
    "label.threatened": "Exit threatened",
    "label.proposed": "Exit proposed",
    "label.decided": "Exit decided",
    "label.notified": "Exit notified",
    "label.suspended": "Suspended",
    "label.effective": "Exit in effect",
    "label.expired": "Expired",
    "label.reversed": "Exit reversed",
    "change.correction": "Correction",
    "change.reversed": "Reversed",
    "change.due": "Due to end or to be renewed, no source says so yet",
    "change.due.notified": "Due to take effect, no source says so yet",
    "change.due.suspended": "Suspension due to end, no source says so yet",
    "change.rises": "Update",
    "change.withdrawn": "Withdrawn",
    "status": "{change}: {label}",
    "withdrawn.rejected": "Withdrawn: reported in error",
    "withdrawn.rejected.more": (
        "What was reported here is withdrawn: it was reported in error. The "
        "register does not list it any more."
    ),
    "withdrawn.unsaid": "Withdrawn: its source no longer says so",
    "withdrawn.unsaid.more": (
        "What was reported here is withdrawn: its source has changed the text and no longer says so. "
        "The register does not list it any more."
    ),
    # ---- times
    "clock": "{day}, {time} {zone}",
    "decade": "{year}s",
    "decade.early": "early {year}s",
    "decade.mid": "mid {year}s",
    "decade.late": "late {year}s",
    "no_title": "(no title)",
    "first_seen": "first seen {when}",
    "unknown": "{label}: “{headline}”",
    "original": "Original headline:",
    "original.in": "Original headline ({language}):",
    "follow": "Follow-up to #{ref} of {day}",
    "grade.press": "press only",
    "grade.outlets": "reported by several outlets",
    "grade.state": "official source",
    "grade.depositary": "depositary notified",
    "grade.effect": "in effect, officially",
    "grade.for": "{grade}, for “{stage}”",
    "standing": "{who}: {said}",
    "standing.reported": "{stage}, reported {day}",
    "standing.step": "{stage} {day}",
    "standing.earlier": "{line} · reported earlier: {before}",
    "reported": "reported {day}",
    "reported.earlier": "Reported earlier: {before}",
    "and_later": "{said} and later",
    "head.with": "With",
    "head.agreement": "Agreement",
    "head.signed": "Signed",
    "head.ended": "Ended",
    "head.ends": "Ends",
    "head.would-end": "Would end",
    "head.was-to-end": "Was to end",
    "head.end": "End",
    "head.left": "Left",
    "head.leaves": "Leaves",
    "head.would-leave": "Would leave",
    "head.was-to-leave": "Was to leave",
    "head.stage": "Stage",
    "row.signed": "signed {date}",
    "row.ended": "ended {date}",
    "row.ends": "ends {date}",
    "row.would-end": "would end {date}",
    "row.was-to-end": "was to end {date}",
    "row.end": "end {date}",
    "row.left": "left {date}",
    "row.leaves": "leaves {date}",
    "row.would-leave": "would leave {date}",
    "row.was-to-leave": "was to leave {date}",
    "to_come": "{date} (to come)",
    "row.reason": "{row} · reason: “{reason}”",
    "by_form": "by {form}",
    "whose": "{whose}, {said}",
    "from_source": "{said} ({source})",
    "edited.on": "Set by an editor, {day}: {why}",
    "reason": "Reason: “{reason}”",
    "also_stated": "Also stated: {values}",
    "summary": "Summary, not a quotation:",
    "summary.of": "Summary, not a quotation: {text}",
    "quoted": "“{text}”",
    "quote.open": "“",
    "quote.close": "”",
    "quoted.by": "{quote} — {source}",
    "why": "Why: {why}",
    "why.title": "the headline says {words}",
    "why.summary": "the summary says {words}",
    "why.body": "the text says {words}",
    "more_sources": "More sources: {sources}",
    "official": "{source} (official)",
    "another_source": "another source",
    "also_reported": ("also reported by {n} other", "also reported by {n} others"),
    "more_agreements": ("and {n} more agreement", "and {n} more agreements"),
    "only_agreements": ("{n} agreement", "{n} agreements"),
    "shortened": (
        "Shortened, since it is too long for one message: {n} sentence left out.",
        "Shortened, since it is too long for one message: {n} sentences left out.",
    ),
    "read_at": "Read at {host}",
    "read": "Read the story",
    # ---- possible exits
    "possible": "Possible exits, not confirmed",
    "possible.note": (
        "Stories that may report an exit. Nobody has confirmed them, and the register does not list them."
    ),
    "label.possible.act": "possible exit",
    "label.possible.threat": "possible threat to leave",
    "possible.language": "in {language}",
    "possible.score": "score {score}",
    "possible.more": ("and {n} more, not shown here", "and {n} more, not shown here"),
    "possible.only": ("{n} possible exit, not shown here", "{n} possible exits, not shown here"),
    # ---- a message
    "cadence.instant": "Alert",
    "cadence.hourly": "Hourly digest",
    "cadence.daily": "Daily digest",
    "cadence.weekdays": "Daily digest",
    "cadence.weekly": "Weekly digest",
    "titled": "{title}: {text}",
    "period": "{begin} to {end}",
    "portion": "{part} of {parts}",
    "part": "Part {portion}",
    "part.small": "part {portion}",
    "and_more": "{headline} and {n} more",
    "section.exits": "Exits",
    "section.reversals": "Reversals",
    "section.withdrawn": "Withdrawn",
    "section.threats": "Threats",
    "counts.exits": ("{n} exit", "{n} exits"),
    "counts.reversals": ("{n} reversal", "{n} reversals"),
    "counts.withdrawn": ("{n} report withdrawn", "{n} reports withdrawn"),
    "counts.threats": ("{n} threat", "{n} threats"),
    "counts.possible": ("{n} possible exit, not confirmed", "{n} possible exits, not confirmed"),
    "counts.none": "nothing new",
    "mail.short": (
        "Short form of message #{ref}, which a mail server refused as too large. Quotations, tables and "
        "sources are left out; the links lead to them."
    ),
    "message": "Message #{ref}",
    "message.number": "Message #{ref}, no. {number}",
    "unsubscribe": "Unsubscribe",
    "unsubscribe.at": "Unsubscribe: {address}",
    "unsubscribe.mail": "Unsubscribe by mail",
    "unsubscribe.write": "Unsubscribe: write to {address}, subject: unsubscribe {destination}",
    "page.done": "You are unsubscribed",
    "page.done.more": "No more messages will be sent here. What is already on its way may still arrive.",
    "page.ask": "Stop these messages?",
    "page.ask.more": "Alerts and digests will no longer be sent to this destination.",
    "choose": "Mute · Follow · Note",
    "choose.at": "Mute, follow or note: {address}",
    "asked": "You asked: {what}",
    "own_note": "Your note: {note}",
    "page.act": "This exit",
    "page.act.more": "What you choose here counts for the messages that you get, and for nobody else.",
    "page.act.saved": "Saved.",
    "page.act.mute": "Mute",
    "page.act.mute.more": "You get no further message about this exit.",
    "page.act.muted": "You have muted this exit: nothing more about it is sent to you.",
    "page.act.unmute": "Stop muting",
    "page.act.follow": "Follow",
    "page.act.follow.more": (
        "You get every message about this exit, even if it is not among what you asked for."
    ),
    "page.act.followed": "You follow this exit: everything about it is sent to you.",
    "page.act.unfollow": "Stop following",
    "page.act.note": "Note",
    "page.act.note.more": (
        "A private note of at most 500 characters. It stands beside this exit in later messages to "
        "you; nobody else sees it."
    ),
    "page.act.note.save": "Save the note",
    "page.threat": "This threat to leave",
    "page.threat.mute.more": "You get no further message about this threat.",
    "page.threat.muted": "You have muted this threat: nothing more about it is sent to you.",
    "page.threat.follow.more": (
        "You get every message about this threat, even if it is not among what you asked for."
    ),
    "page.threat.followed": "You follow this threat: everything about it is sent to you.",
    "page.threat.note.more": (
        "A private note of at most 500 characters. It stands beside this threat in later "
        "messages to you; nobody else sees it."
    ),
    "asks": "The destination “{name}” asks for {what}, {when}.",
    "asks.act": "exits from treaties",
    "asks.threat": "threats to leave one",
    "asks.possible": "possible exits",
    "asks.any": "treaty exits",
    "asks.saved": ("{what} by {n} saved query", "{what} by {n} saved queries"),
    "asks.narrowed": "{what} that match {query}",
    "when.instant": "as soon as something happens",
    "when.hourly": "every hour",
    "when.daily": "every day at {time} {zone}",
    "when.weekdays": "every weekday at {time} {zone}",
    "when.weekly": "every {weekday} at {time} {zone}",
    "when.quiet": "{when}, but not from {begin} to {end}",
    "when.urgent": "{when} (then only: {stages})",
}

ENGLISH = Language(
    code="en",
    texts=TEXTS,
    months=MONTHS,
    months_alone=MONTHS,
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    short_weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    place=english.place,
    definite=english.definite,
    reads=english.reads,
    plural=lambda number: 0 if number == 1 else 1,
    verb=english.verb,
    ordinal=ordinals.english,
)
check(ENGLISH, ENGLISH)

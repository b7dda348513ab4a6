"""English.

A text in a tuple has one form for one and one for more; {n} is the number, {number} the number as a word.
"""

from __future__ import annotations

import re

from monitor.model import MONTHS
from monitor.names import country
from monitor.wording.language import Language, Text, check

# places with an article
_THE = re.compile("A[EN]|BS|C[DFG]|DO|EU|F[KO]|G[BM]|IM|K[MY]|M[HPV]|NL|PH|S[BC]|T[CF]|U[MNS]|V[AGI]")
_PLACES = {
    "BA": "Bosnia and Herzegovina", "CD": "Democratic Republic of the Congo", "CG": "Republic of the Congo",
    "MM": "Myanmar", "PS": "Palestine", "HK": "Hong Kong", "MO": "Macao", "VA": "Holy See",
}  # fmt: skip
_HEADS = (  # words for an agreement or a body that are English alone
    "accords|act|agency|agreements?|alliance|area|assembly|association|authority|bank|bloc|board|bureau|"
    "cent(?:er|re)|charter|club|coalition|"
    "commission|committee|commonwealth|community|compact|concordat|conference|constitution|"
    "conventions|corporation|council|court|covenant|deal|"
    "declaration|facility|federation|forum|framework|fund|group|initiative|institute|"
    "league|mechanism|memorandum|movement|network|office|"
    "organi[sz]ation|pact|partnership|platform|process|program(?:me)?|project|protocol|regime|"
    "secretariat|society|statute|summit|system|"
    "treat(?:y|ies)|tribunal|union"
)
_SHARED = "accord|code|convention|document|force|institution|mission|parliament|plan|zone"  # French ones too
_HEAD = re.compile(rf"\b(?:{_HEADS}|{_SHARED})\b", re.IGNORECASE)
_OWN = re.compile(rf"\b(?:{_HEADS})\b", re.IGNORECASE)
_DETERMINERS = ("the", "a", "an", "its", "their", "his", "all", "several", "some", "both")
# said letter by letter, so with an article
_SPELT = frozenset({"OSCE", "IAEA", "OECD", "CSTO", "EFTA", "UNFCCC", "SADC", "EAEU"})
_PLURAL = re.compile(
    r"(?:agreements|accords|treaties|conventions|protocols|pacts|deals|memoranda|ties)\b", re.IGNORECASE
)


def _place(code: str, use: str) -> str:
    name = _PLACES.get(code, country(code))
    has_article = bool(_THE.fullmatch(code)) or (len(code) > 2 and bool(_HEAD.search(name)))
    return f"the {name}" if has_article and use != "name" else name


def _definite(name: str, body: bool) -> str:
    """With its article: "the Rome Statute", "NATO", "a fishing agreement", "defence accords"."""
    if name.split()[0].casefold() in _DETERMINERS:
        return name
    if name.isupper() and " " not in name:
        return f"the {name}" if len(name) < 4 or name in _SPELT else name
    if name[:1].islower():
        return name if _PLURAL.search(name) else _indefinite(name)
    return f"the {name}" if _HEAD.search(name) or name[:1].isdigit() else name


def _indefinite(name: str) -> str:
    begins_with_vowel = name[0] in "aeiou" and not name.startswith(("uni", "eu", "use"))
    return f"{'an' if begins_with_vowel else 'a'} {name}"


def _reads(name: str) -> bool:
    """True for a name with an English word for an agreement or a body, and for an abbreviation."""
    return name.isascii() and bool(_OWN.search(name) or (name.isupper() and " " not in name))


TEXTS: dict[str, Text] = {
    # ---- the sentence of an act: {who} leaves a body or a treaty with other parties, or ends an agreement
    "threatened.leave": ("{who} threatens to leave {what}", "{who} threaten to leave {what}"),
    "threatened.end": ("{who} threatens to end {what}", "{who} threaten to end {what}"),
    "proposed.leave": ("{who} may leave {what}", "{who} may leave {what}"),
    "proposed.end": ("{who} may end {what}", "{who} may end {what}"),
    "decided.leave": ("{who} leaves {what}", "{who} leave {what}"),
    "decided.end": ("{who} ends {what}", "{who} end {what}"),
    "notified.leave": ("{who} leaves {what}", "{who} leave {what}"),
    "notified.end": ("{who} ends {what}", "{who} end {what}"),
    "suspended.leave": ("{who} suspends its part in {what}", "{who} suspend their part in {what}"),
    "suspended.end": ("{who} suspends {what}", "{who} suspend {what}"),
    "effective.leave": ("{who} has left {what}", "{who} have left {what}"),
    "effective.end": ("{who} has ended {what}", "{who} have ended {what}"),
    "expired.leave": ("{who}: expiry of {what}", "{who}: expiry of {what}"),
    "expired.end": ("{who}: expiry of {what}", "{who}: expiry of {what}"),
    "reversed.leave": ("{who} takes back its exit from {what}", "{who} take back their exit from {what}"),
    "reversed.end": ("{who} takes back its exit from {what}", "{who} take back their exit from {what}"),
    # no story names the actor; the stage follows
    "nobody.leave": "Exit from {what}",
    "nobody.end": "End of {what}",
    "nobody.suspended": "Suspension of {what}",
    "nobody.expired": "Expiry of {what}",
    "headline": "{sentence}: {stage}",
    "by": "{stage} by {form}",
    # ---- what is left
    "an_agreement": "an agreement",
    "a_body": "an organisation",
    "agreements": ("{number} agreement", "{number} agreements"),
    "bodies": ("{number} organisation", "{number} organisations"),
    "mixed": ("{number} agreement or organisation", "{number} agreements and organisations"),
    "with": "{what} with {whom}",
    "short": "{name} ({short})",
    "subject.arms control": "an arms control agreement",
    "subject.aviation": "an aviation agreement",
    "subject.border": "a border agreement",
    "subject.climate": "a climate agreement",
    "subject.defence": "a defence agreement",
    "subject.energy": "an energy agreement",
    "subject.fisheries": "a fisheries agreement",
    "subject.investment": "an investment agreement",
    "subject.migration": "a migration agreement",
    "subject.peace": "a peace agreement",
    "subject.tax": "a tax agreement",
    "subject.trade": "a trade agreement",
    "subject.water": "a water agreement",
    # ---- lists and numbers
    "list.comma": ", ",
    "list.last": "{names} and {name}",
    "others": ("{n} other", "{n} others"),
    "number.2": "two",
    "number.3": "three",
    "number.4": "four",
    "number.5": "five",
    "number.6": "six",
    "number.7": "seven",
    "number.8": "eight",
    "number.9": "nine",
    "number.10": "ten",
    "number.11": "eleven",
    "number.12": "twelve",
    "number.several": "several",
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
    "standing": "{who}: {said}",
    "standing.reported": "{stage}, reported {day}",
    "standing.earlier": "{line} · reported earlier: {before}",
    "head.with": "With",
    "head.agreement": "Agreement",
    "head.signed": "Signed",
    "head.ended": "Ended",
    "head.ends": "Ends",
    "head.would-end": "Would end",
    "head.was-to-end": "Was to end",
    "head.stage": "Stage",
    "row.signed": "signed {date}",
    "row.ended": "ended {date}",
    "row.ends": "ends {date}",
    "row.would-end": "would end {date}",
    "row.was-to-end": "was to end {date}",
    "row.reason": "{row} · reason: “{reason}”",
    "by_form": "by {form}",
    "whose": "{whose}, {said}",
    "from_source": "{said} ({source})",
    "edited.on": "Set by an editor, {day}: {why}",
    "reason": "Reason: “{reason}”",
    "also_stated": "Also stated: {values}",
    "quoted": "“{text}”",
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
    "asks": "The destination “{name}” asks for {what}, {when}.",
    "asks.act": "exits from treaties",
    "asks.threat": "threats to leave one",
    "asks.possible": "possible exits",
    "asks.any": "treaty exits",
    "asks.narrowed": "{what} that match {query}",
    "when.instant": "as soon as something happens",
    "when.hourly": "every hour",
    "when.daily": "every day at {time} {zone}",
    "when.weekdays": "every weekday at {time} {zone}",
    "when.weekly": "every {weekday} at {time} {zone}",
    # ---- what was watched
    "coverage": "Coverage",
    "feeds": ("{n} feed", "{n} feeds"),
    "none": "none",
    "coverage.feeds": "{feeds} watched, {failing} failing.",
    "coverage.gaps": "Gaps: {gaps}.",
    "coverage.uncovered": (
        "{n} story was not read, for its language: {languages}.",
        "{n} stories were not read, for their language: {languages}.",
    ),
    "coverage.language": "{language} {n} ({feed})",
    "coverage.joined": ("{n} story joined an act already told.", "{n} stories joined an act already told."),
    "coverage.withheld": (
        "{n} act is held back until there is the evidence that you ask for.",
        "{n} acts are held back until there is the evidence that you ask for.",
    ),
    "coverage.waiting": (
        "{n} message not delivered yet, to be tried again.",
        "{n} messages not delivered yet, to be tried again.",
    ),
    "heartbeat": "Still watching {feeds}, {failing} failing",
    "heartbeat.lead": "Nothing that you asked for was found. This message tells you that the watch goes on.",
    "heartbeat.lead.since": (
        "Nothing that you asked for was found since {when}. This message tells you that the watch goes on."
    ),
    # ---- test and notice
    "test": "Test message",
    "test.this": "This is a test message.",
    "test.works": "If you can read it, alerts and digests for this destination will arrive here too.",
    "disabled": "Disabled: {name}",
    "disabled.why": "The {channel} destination “{name}” was disabled on {when}: {reason}.",
    "disabled.kept": (
        "Nothing more is sent there. The messages that wait for it are kept; this command lists them:"
    ),
    "disabled.again": "When the endpoint is back, switch the destination on again; what waits then goes out:",
    "disabled.owner": "You own the destination “{name}”.",
}

ENGLISH = Language(
    code="en",
    texts=TEXTS,
    months=MONTHS,
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    place=_place,
    definite=_definite,
    reads=_reads,
    plural=lambda number: 0 if number == 1 else 1,
)
check(ENGLISH, ENGLISH)

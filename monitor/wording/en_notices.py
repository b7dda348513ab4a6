"""What was watched and what went wrong, in English: coverage, tests, notices to owners and operators."""

from __future__ import annotations

from monitor.wording.language import Text

NOTICES: dict[str, Text] = {
    # ---- what was watched
    "coverage": "Coverage",
    "feeds": ("{n} feed", "{n} feeds"),
    "none": "none",
    "coverage.feeds": "{feeds} watched, {failing} failing.",
    "coverage.complete": "Of the last seven days {percent} % is complete.",
    "coverage.gaps": "Gaps: {gaps}.",
    "gap.gap": "{feed} (items may have been missed)",
    "gap.cap": "{feed} (more acts at once than are told, the others follow)",
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
    "coverage.older": (
        "{n} older story of a new feed was registered, not alerted.",
        "{n} older stories of new feeds were registered, not alerted.",
    ),
    "coverage.silent": (
        "{n} answers but brings nothing new: {feeds}.",
        "{n} answer but bring nothing new: {feeds}.",
    ),
    "coverage.silent.feed": "{feed} (since {day})",
    "coverage.waiting": (
        "{n} message not delivered yet, to be tried again.",
        "{n} messages not delivered yet, to be tried again.",
    ),
    "heartbeat": "Still watching {feeds}, {failing} failing",
    "empty.lead": "Nothing that you asked for was found since {when}.",
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
    "failing": "Failing: {name}",
    "failing.why": (
        "Nothing has arrived at the {channel} destination “{name}” since {when}: {dead}. "
        "The last attempt: {reason}."
    ),
    "failing.dead": ("1 message was given up", "{n} messages were given up"),
    "failing.next": (
        "It is disabled when nothing has arrived for five days and three messages at least were given up; "
        "{percent} % of that is reached. What waits then is kept."
    ),
    "failing.do": "One command shows what failed and why, the other sends a test message:",
    "dead": ("1 message given up: {name}", "{n} messages given up: {name}"),
    "dead.why": (
        "1 message to the {channel} destination “{name}” was given up since {when}. It is kept:",
        "{n} messages to the {channel} destination “{name}” were given up since {when}. They are kept:",
    ),
    "dead.again": "These commands list them, and send them again with the same ids:",
    "kept": ("1 message kept: {name}", "{n} messages kept: {name}"),
    "kept.why": (
        "The {channel} destination “{name}” is disabled: its endpoint is gone. "
        "1 message to it since {when} is kept:",
        "The {channel} destination “{name}” is disabled: its endpoint is gone. "
        "{n} messages to it since {when} are kept:",
    ),
    "kept.some": (
        "For 1 of them the endpoint was gone. It goes out by itself when the destination is enabled again:",
        "For {n} of them the endpoint was gone. "
        "They go out by themselves when the destination is enabled again:",
    ),
    "alarm": ("Alarm: {n} problem", "Alarm: {n} problems"),
    "alarm.over": ("Over: {n} problem", "Over: {n} problems"),
    "alarm.begun": "Since {when}: {text}.",
    "alarm.ended": "Over, began {when}: {text}.",
    "alarm.look": "This command says what is wrong, and what to do:",
    "dead.operator": "You operate this installation.",
}

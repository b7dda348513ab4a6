"""The strings of invitations and of the pages of teams, in English."""

from __future__ import annotations

from monitor.wording.language import Text

TEAMS: dict[str, Text] = {
    "team.connected": "Connected: {name}",
    "team.connected.why": (
        "Your team connected “{name}” to Treaty Monitor, and a test message arrived there. From "
        "now on it tells what is found."
    ),
    "team.connected.link": (
        "The page behind this link shows what was delivered, and lets you change, pause and "
        "remove it. Whoever has the link can do that: keep it."
    ),
    "team.connected.page": "Deliveries and settings",
    "team.connected.reason": (
        "You get this mail because this address was entered as that of the owner of “{name}” at {host}."
    ),
    "team.disabled": (
        "Nothing more is sent there, and the messages that wait are kept. When the address works "
        "again, go on by the page behind this link."
    ),
    "team.failing": ("The page behind this link shows what failed and why, and sends a test message."),
    "web.connect": "Connect {name}",
    "web.connect.about": (
        "Get messages when a state leaves a treaty or threatens to, in a channel of your chat or "
        "at a webhook of yours. A test message is sent first; only if it arrives is anything "
        "saved."
    ),
    "web.connect.until": "This link works once, until {until}.",
    "web.connect.where": "Where to",
    "web.connect.channel": "Service",
    "web.connect.address": "Address",
    "web.connect.address.more": (
        "It is a secret of your team: only its host and its last characters are shown again."
    ),
    "web.connect.examples": "How such addresses look",
    "web.connect.secret": "Signing secret",
    "web.connect.secret.more": (
        "For webhooks alone. Messages are signed with it, the test message too: give it to your "
        "receiver now. It is not shown again."
    ),
    "web.connect.owner": "Mail address of who is responsible",
    "web.connect.owner.more": (
        "It is told when messages no longer arrive, and gets the link to your deliveries."
    ),
    "web.connect.do": "Send a test message and connect",
    "web.connect.answer": "It said:",
    "web.connect.wrong.owner": (
        "This is not a mail address that can be used. Write it like name@example.org."
    ),
    "web.connect.wrong.unsigned": (
        "This is no signing secret: it begins with whsec_, and base64 of 24 to 64 bytes follows."
    ),
    "web.connect.wrong.address": "This is no address of {channel}. It looks like {example}.",
    "web.connect.wrong.channel": "This is an address of {other}, and {channel} was chosen.",
    "web.connect.wrong.clear": (
        "The address has to begin with https://, so that nobody can read it on the way."
    ),
    "web.connect.wrong.inside": ("This address leads into the network of this site, where nothing is sent."),
    "web.connect.wrong.many": ("Too many test messages were sent by this link. Please try again in an hour."),
    "web.connect.wrong.answer": "{channel} did not take the test message, and nothing was saved.",
    "web.connect.over": "This invitation does not work",
    "web.connect.over.more": (
        "An invitation works once, and for some days. Ask the operator of this site for another one."
    ),
    "web.connected": "Connected",
    "web.connected.more": ("The test message arrived. {name} ({channel}) tells what is found from now on."),
    "web.connected.link": (
        "Your deliveries and settings are at this address. It is shown this once: keep it, and "
        "give it only to those who may change them."
    ),
    "web.connected.mail": "It is also sent to {owner}.",
    "web.connected.mail.none": "This site sends no mail: there is no other copy of it.",
    "web.connected.open": "Open that page",
    "web.team": "Deliveries of {name}",
    "web.team.none": "This link belongs to no team.",
    "web.team.back": "Back to your deliveries",
    "web.team.webhook": "Webhook",
    "web.team.to": ("Messages go to {address} ({channel}); {owner} is told when they no longer arrive."),
    "web.team.to.alone": "Messages go to {address} ({channel}).",
    "web.team.gone": (
        "Nothing is sent: the address is no longer accepted. What waits for it is kept, and goes "
        "out when you go on."
    ),
    "web.team.stopped": "Nothing is sent: somebody followed the link to unsubscribe.",
    "web.team.test": "Send a test message",
    "web.team.test.sent": "The test message arrived.",
    "web.team.test.failed": "The test message was not taken.",
    "web.team.many": "Too often. Please wait for an hour.",
    "web.team.messages": "Messages",
    "web.team.messages.none": "None yet: messages tell what is found from now on.",
    "web.team.messages.none.older": "No older ones.",
    "web.team.messages.older": "Older messages",
    "web.team.zone": "Times are those of {zone}.",
    "web.team.message": "Message #{ref}",
    "web.team.message.none": "There is no such message",
    "web.team.column.message": "Message",
    "web.team.column.state": "State",
    "web.team.column.attempts": "Attempts",
    "web.team.column.written": "Written",
    "web.team.column.at": "Time",
    "web.team.column.came": "Outcome",
    "web.team.column.answer": "Answer",
    "web.team.next": "Next try",
    "web.team.ended": "Ended",
    "web.team.id": "Id",
    "web.team.attempts.none": "None yet.",
    "web.team.state.ready": "goes out now",
    "web.team.state.leased": "is being sent",
    "web.team.state.deferred": "waits",
    "web.team.state.sent": "arrived",
    "web.team.state.dead": "given up",
    "web.team.state.suppressed": "not sent",
    "web.team.came.sent": "arrived",
    "web.team.came.retry": "failed, tried again",
    "web.team.came.unknown": "no answer: it may have arrived; tried again",
    "web.team.came.dead": "failed for good",
    "web.team.came.disabled": "the address is gone",
    "web.team.came.too_large": "too large: a short form takes its place",
    "web.team.replay": "Send it again",
    "web.team.replay.more": "With the same id and the same text.",
    "web.team.replay.done": "It goes out in a few seconds.",
    "web.team.replay.held": "It goes out as soon as your destination gets messages again.",
    "web.team.replay.refused": (
        "This message cannot be sent again: it has arrived, is too old, or your destination gets no messages."
    ),
    "web.team.secret": "Signing secret",
    "web.team.secret.ask": (
        "A new secret signs all messages at once; the present one signs as well for a day, so "
        "that your receiver can change over."
    ),
    "web.team.secret.do": "Make a new secret",
    "web.team.secret.new": "Give this to your receiver. It is shown this once:",
    "web.team.secret.until": "The old one signs as well until {until}.",
    "web.team.secret.many": "Three new secrets a day are enough. Please try again tomorrow.",
    "web.team.secret.link": "Make a new signing secret",
    "web.team.remove": "Remove {name}?",
    "web.team.remove.more": (
        "Nothing more is sent there, what waits is dropped, and this link ends. This cannot be "
        "taken back: another invitation is needed."
    ),
    "web.team.remove.do": "Remove it",
    "web.team.remove.link": "Remove this destination",
    "web.team.removed": "Removed",
    "web.team.removed.more": "Nothing more is sent there.",
    "web.team.else": "Further",
}

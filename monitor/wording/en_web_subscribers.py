"""The strings of the form for new subscribers, of its mails and of their preferences, in English."""

from __future__ import annotations

from monitor.wording.language import Text

SUBSCRIBERS: dict[str, Text] = {
    # ---- mails about the form
    "sign_up": "Please confirm your subscription",
    "sign_up.why": (
        "Somebody, probably you, asked for messages about exits from treaties at this address. They "
        "are sent only if you confirm it on the page behind this link."
    ),
    "sign_up.not": (
        "If it was not you, do nothing: nothing more is sent, and the address is erased after {days}."
    ),
    "sign_up.confirm": "Confirm",
    "sign_up.reason": "You get this mail because this address was entered at {host}.",
    "sign_up.days": ("{n} day", "{n} days"),
    "subscribed": "You are subscribed already",
    "subscribed.why": (
        "Somebody, probably you, entered this address to subscribe. It gets these messages already, "
        "and nothing was changed."
    ),
    "subscribed.not": "The page behind this link shows what you get, and lets you change it.",
    "preferences": "Change what you get",
    "preferences.at": "Change what you get: {address}",
    # ---- the form
    "web.subscribe": "Subscribe",
    "web.subscribe.about": (
        "Get a mail when a state leaves a treaty or threatens to. Free, without an account; every "
        "mail has a link to stop."
    ),
    "web.subscribe.address": "Your mail address",
    "web.subscribe.address.more": "It is used for these messages alone, and given to nobody.",
    "web.subscribe.address.wrong": (
        "This is not a mail address that can be used. Write it like name@example.org."
    ),
    "web.subscribe.trap": "Leave this field empty",
    "web.subscribe.sent": "Look into your mailbox",
    "web.subscribe.sent.more": (
        "If a mail may be sent to this address, it comes in a few minutes. Click on its link and "
        "confirm there. The link works for {days}."
    ),
    "web.subscribe.sent.none": (
        "No mail? Look among the unwanted ones, and try again tomorrow: one mail a day is sent to an address."
    ),
    "web.subscribe.many": ("Too many addresses were entered from your network. Please try again in an hour."),
    "web.subscribe.foreign": (
        "This form was sent from another site, or your browser hides where it was sent from. Nothing "
        "was changed."
    ),
    "web.subscribe.invalid": ("A field of the form has a value that it does not take. Nothing was changed."),
    # ---- what and when
    "web.wanted.what": "What you get",
    "web.wanted.kinds": "Tell me about",
    "web.wanted.kind.act": "exits",
    "web.wanted.kind.threat": "threats to leave",
    "web.wanted.kinds.none": "Choose exits, threats or both.",
    "web.wanted.countries": "Only these states and organisations",
    "web.wanted.countries.more": "On either side of the treaty. None ticked: all.",
    "web.wanted.topics": "Only these subjects",
    "web.wanted.topics.more": "None ticked: all.",
    "web.wanted.stages": "Only these stages",
    "web.wanted.least": "Least evidence",
    "web.wanted.least.more": "What has less is told as soon as it has enough.",
    "web.wanted.chosen": ("{n} chosen", "{n} chosen"),
    "web.wanted.all": "all",
    "web.wanted.when": "When",
    "web.wanted.cadence": "How often",
    "web.wanted.cadence.instant": "at once",
    "web.wanted.cadence.hourly": "every hour",
    "web.wanted.cadence.daily": "every day",
    "web.wanted.cadence.weekdays": "Monday to Friday",
    "web.wanted.cadence.weekly": "every week",
    "web.wanted.hour": "Time of day",
    "web.wanted.hour.more": "For digests by day and week.",
    "web.wanted.weekday": "Day of the week",
    "web.wanted.weekday.more": "For weekly digests.",
    "web.wanted.zone": "Time zone",
    "web.wanted.language": "Language of the messages",
    "web.wanted.everything": "everything",
    "web.wanted.at_least": "at least: {grade}",
    "web.wanted.words": "words: {query}",
    "web.wanted.actors": "who leaves: {names}",
    "web.wanted.langs": "stories in: {names}",
    # ---- confirmation
    "web.confirm": "Subscribe to these messages?",
    "web.confirm.more": "One click, and they come to the address to which this link was sent.",
    "web.confirm.do": "Yes, subscribe",
    "web.confirm.done": "You are subscribed",
    "web.confirm.done.more": (
        "Messages tell what is found from now on. Each has links to change what you get, and to stop."
    ),
    "web.confirm.over": "This link no longer works",
    "web.confirm.over.more": (
        "Links of this kind work for {days}, and no longer once you have unsubscribed or had your "
        "data erased."
    ),
    # ---- preferences
    "web.subscriber": "What you get",
    "web.subscriber.none": "This link belongs to no subscription.",
    "web.subscriber.address": "Messages go to {address}.",
    "web.subscriber.link": (
        "Whoever has the address of this page can change what it shows: do not pass it on."
    ),
    "web.subscriber.saved": "Saved.",
    "web.subscriber.paused": "Paused: nothing is sent.",
    "web.subscriber.pause": "Pause",
    "web.subscriber.pause.more": "What is found meanwhile comes when you go on.",
    "web.subscriber.resume": "Go on",
    "web.subscriber.stopped": "You are unsubscribed: nothing is sent.",
    "web.subscriber.restart": "Subscribe again",
    "web.subscriber.barred": (
        "Nothing is sent to this address: mails to it came back, or one was reported as unwanted. The"
        " operator of this site can change that."
    ),
    "web.subscriber.save": "Save",
    "web.subscriber.back": "Back to your subscription",
    "web.subscriber.queries": "Saved queries",
    "web.subscriber.queries.more": "A message tells what at least one of them asks for.",
    "web.subscriber.main": "Main",
    "web.subscriber.edit": "Change",
    "web.subscriber.edit.named": "Change “{name}”",
    "web.subscriber.add": "Add a saved query",
    "web.subscriber.remove": "Remove",
    "web.subscriber.remove.named": "Remove “{name}”",
    "web.subscriber.name": "Name of this query",
    "web.subscriber.name.more": "Messages with several queries say which one asked.",
    "web.subscriber.name.wrong": ("Give it a name of 1 to 60 characters that no other query of yours has."),
    "web.subscriber.query.wrong": "These words cannot be read as a query.",
    "web.subscriber.note": "Why you ask, for yourself",
    "web.subscriber.words": "Only with these words",
    "web.subscriber.words.more": "Words, “phrases in quotation marks”, AND, OR, NOT.",
    "web.subscriber.try": "See what it would have sent",
    "web.subscriber.preview": "In the last 30 days it would have sent {messages} about {acts}.",
    "web.subscriber.preview.messages": ("{n} message", "{n} messages"),
    "web.subscriber.preview.acts": ("{n} exit or threat", "{n} exits and threats"),
    "web.subscriber.preview.none": "In the last 30 days it would have sent nothing.",
    "web.subscriber.preview.new": "Nothing is stored yet by which this can be told.",
    "web.subscriber.preview.more": ("and {n} more", "and {n} more"),
    "web.subscriber.acts": "Muted and followed",
    "web.subscriber.acts.none": "None. Each exit in your messages has a link to mute or to follow it.",
    "web.subscriber.act.mute": "muted",
    "web.subscriber.act.follow": "followed",
    "web.subscriber.act.note": "note",
    "web.subscriber.undo": "Undo",
    "web.subscriber.undo.named": "Undo: {what}",
    "web.subscriber.own": "Your data",
    "web.subscriber.export": "Download all that is stored about you",
    "web.subscriber.erase": "Erase my data",
    "web.erase": "Erase everything about you?",
    "web.erase.more": (
        "Your address, what you asked for and the messages that were sent to you are erased at once. "
        "This cannot be taken back."
    ),
    "web.erase.kept": (
        "One thing stays: a hash of the address, from which it cannot be read. By it nothing is ever "
        "sent to the address again, also if somebody enters it in the form. Copies that the operator "
        "made of the database are overwritten in their turn."
    ),
    "web.erase.do": "Erase everything",
    "web.erase.done": "Everything about you is erased",
    "web.erase.done.more": (
        "Nothing is sent to your address any more. What is already on its way may still arrive."
    ),
    "web.subscriber.query.gone": "There is no such saved query",
}

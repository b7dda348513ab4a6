"""The strings of export, erasure and new links, for readers and in mails, in English."""

from __future__ import annotations

from monitor.wording.language import Text

OWN_DATA: dict[str, Text] = {
    # ---- mails that a reader asked for
    "own.export": "Download your data",
    "own.export.why": (
        "Somebody, probably you, asked on the page of your subscription for all that is stored about "
        "this address. The page behind this link gives it out, once and within one hour."
    ),
    "own.export.not": (
        "If it was not you, do nothing. Somebody to whom you passed on a mail can open that page: "
        "its button “Make new links” ends this."
    ),
    "own.export.do": "Download my data",
    "own.erase": "Erase your data?",
    "own.erase.why": (
        "Somebody, probably you, asked on the page of your subscription to erase all that is stored "
        "about this address. The page behind this link does it, within one hour."
    ),
    "own.erase.not": (
        "If it was not you, do nothing, and nothing is erased. Somebody to whom you passed on a mail "
        "can open that page: its button “Make new links” ends this."
    ),
    "own.erase.do": "Erase my data",
    "own.link": "Your new links",
    "own.link.why": (
        "The links in earlier mails no longer open the page of your subscription, nor those on which "
        "you mute or follow. This one does, and so do those in the mails that follow."
    ),
    "own.link.not": ("Somebody, probably you, asked for this on that page. Do not pass this mail on."),
    "own.link.do": "Change what you get",
    "own.reason": "You get this mail because this address gets messages from {host}.",
    # ---- export, erasure, new links
    "web.confirm.other": (
        "The form was sent once more since you opened this page. This is what it asks for now."
    ),
    "web.subscriber.mailed": "A mail with a link is on its way to you. The link works once, for one hour.",
    "web.subscriber.renew": "Make new links",
    "web.subscriber.renew.more": (
        "Did you pass on a mail? The links in all mails so far end, also the address of this page, and "
        "a mail brings you the new one."
    ),
    "web.export": "All that is stored about you",
    "web.export.more": (
        "A file (JSON) with your address, what you asked for, your notes, and the messages that were "
        "sent to you."
    ),
    "web.export.do": "Download",
    "web.own.mail": (
        "First a mail goes to {address}, with a link that works once, for one hour. So nobody else who "
        "has the address of this page can do it."
    ),
    "web.own.mail.do": "Send me the link",
    "web.own.barred": (
        "Nothing is sent to this address, so no link either. The operator of this site gives out or "
        "erases what is stored, if you ask."
    ),
    "web.own.many": "Enough mails were sent for today. Look into your mailbox, or try tomorrow.",
    "web.own.renewed": "The links so far have ended",
    "web.own.renewed.more": "A mail with the new one is on its way to {address}.",
    "web.own.over.more": (
        "Links of this kind work once, for one hour. The page of your subscription has a button for "
        "another one."
    ),
    "web.erase.operator": (
        "The operator of this site set up this subscription and erases it, if you ask. You can "
        "unsubscribe at any time."
    ),
    "web.erase.stays": (
        "The operator of this site has set up messages to this address as well. They stay; each of "
        "them has a link to unsubscribe."
    ),
}

"""/operator/invitations: links by which teams connect their own channel, what became of them, their end."""

from __future__ import annotations

from monitor.errors import UsageError
from monitor.service import invitations
from monitor.service.invitations import DAYS, KINDS, MOST_DAYS, NAME_CHARACTERS
from monitor.web.bodies import Sent
from monitor.web.operator.frame import Desk, Done, Page, Visit

HOME = "/operator/invitations"


def _show(visit: Visit) -> Page:
    return _list(visit)


def _list(visit: Visit, sent: Sent | None = None, problem: str = "", note: str = "", **more: object) -> Page:
    """The invitations and the form; `more`: a link that is shown this once, or an end that is asked about."""
    values = {
        "invitations": invitations.list_all(visit.service),
        "name": sent.text("name") if sent else "",
        "kind": sent.text("kind") if sent else "",
        "days": sent.text("days") if sent else DAYS,
        "kinds": KINDS,
        "most_days": MOST_DAYS,
        "most_letters": NAME_CHARACTERS,
        "problem": problem,
        "link": "",
        "of": "",
        "until": None,
        "asked": None,
        **more,
    }
    return Page("Teams", "invitations", values, 400 if problem else 200, note)


def _add(visit: Visit) -> Page:
    """Makes an invitation. Its link is on this page alone, and in no line that is kept."""
    sent = visit.sent
    days = sent.text("days")
    try:
        link, made = invitations.add(
            visit.service,
            sent.text("name"),
            days=int(days) if days.isdecimal() and len(days) < 4 else 0,
            kind=sent.text("kind"),
        )
    except UsageError as error:
        return _list(visit, sent, str(error))
    until = made.expires_at
    return _list(visit, note=f"invited the team {made.name}", link=link, of=made.name, until=until)


def _change(visit: Visit) -> Page | Done:
    """Shows the link to the page of a team, or ends an invitation, after a question."""
    name = visit.sent.text("name")
    match visit.sent.text("do"):
        case "page":
            link = invitations.page(visit.service, name)
            return _list(visit, note=f"looked at the link of the team {name}", link=link, of=name)
        case "revoke" if visit.sent.text("sure"):
            listed = invitations.revoke(visit.service, name)
            kept = f" Its destination {listed.destination} stays." if listed.destination else ""
            return Done(f"The invitation {listed.invitation.name} is ended.{kept}", HOME)
        case "revoke":
            return _list(visit, asked=invitations.named(visit.service, name))
    raise UsageError("That button is not known here.")


DESKS = [
    Desk(HOME, _show, _change),
    Desk(f"{HOME}/add", act=_add),
]

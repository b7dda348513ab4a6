"""/connect/{token}: the form by which an invited team connects a chat service or webhook.

GET changes nothing (docs/faults.md 131). The POST carries no cookie; the token in the path, 256 random bits
of which the hash is stored, is what authorises it, once (docs/faults.md 137). An invitation that is unknown,
used, revoked or too old is answered alike (docs/faults.md 133).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from monitor import channels
from monitor.errors import UsageError
from monitor.model import DAILY, SavedQuery, Wanted
from monitor.service import Service, invitations, teams
from monitor.service.invitations import Invitation
from monitor.service.teams import Connected, Entered, Problem, Refused
from monitor.web import bodies
from monitor.web.answers import problem, too_large
from monitor.web.origins import Sender, sender
from monitor.web.parameters import only
from monitor.web.speech import say_of
from monitor.web.subscribers import fields
from monitor.web.subscribers.fields import Option
from monitor.web.subscribers.frame import own_page
from monitor.web.teams.words import channel_label
from monitor.wording import Language

_FIELDS = ("channel", "address", "owner", "secret", *fields.QUERY, *fields.WHEN)
_STATUS = {Problem.OVER: 404, Problem.MANY: 429, Problem.ANSWER: 502}  # 422 for what was entered wrong
# the fields of the form that a problem is about
_ABOUT = {
    Problem.OWNER: "owner",
    Problem.UNSIGNED: "secret",
    Problem.ADDRESS: "address",
    Problem.CHANNEL: "address",
    Problem.CLEAR: "address",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a form: a text, the field that it is about ("" for none), and the answer of the
    service to the test message, in English.
    """

    text: str = ""
    about: str = ""
    answer: str = ""


NOTHING_WRONG = Wrong()


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the form of an invitation."""

    service: Service
    invitation: Invitation
    token: str
    say: Language


def router(service: Service) -> APIRouter:
    """The routes of the form."""
    routes = APIRouter(dependencies=[Depends(only())])

    @routes.get("/connect/{token}")
    def ask(token: str, request: Request) -> Response:
        """The form."""
        call = _call(service, token, request)
        return _over(say_of(request)) if call is None else _form(call, _proposed(call))

    @routes.post("/connect/{token}")
    async def connect(token: str, request: Request) -> Response:
        """Sends a test message, and connects the destination if it arrives."""
        body = await bodies.body(request)
        if body is None:
            return too_large(request)
        say = say_of(request)
        if sender(request, service.config) is Sender.OTHER:  # the secret in its address is what others lack
            return problem(request, 403, say("web.subscribe.foreign"))
        call = await run_in_threadpool(_call, service, token, request)
        if call is None:
            return _over(say)
        form = bodies.lists(body, _FIELDS, fields.MOST_FIELDS)
        return await _connected(call, request, form)

    return routes


def _call(service: Service, token: str, request: Request) -> Call | None:
    """None for a link that means nothing, or no longer."""
    invitation = invitations.of_link(service, token)
    return None if invitation is None else Call(service, invitation, token, say_of(request))


async def _connected(call: Call, request: Request, form: fields.Form) -> Response:
    """What comes of a form."""
    say = call.say
    try:
        entered, is_asking = await run_in_threadpool(_entered, call, form)
    except UsageError:
        return problem(request, 400, say("web.subscribe.invalid"))
    if not is_asking:
        wrong = Wrong(say("web.wanted.kinds.none"))
        return await run_in_threadpool(_form, call, entered, 422, wrong)
    result = await teams.connect(call.service, call.invitation, entered)
    if isinstance(result, Connected):
        return await run_in_threadpool(_done, call, result)
    if result.problem is Problem.OVER:
        return _over(say)
    wrong = _wrong(entered, result, say)
    status = 422 if wrong.about else _STATUS.get(result.problem, 422)
    return await run_in_threadpool(_form, call, entered, status, wrong)


def _entered(call: Call, form: fields.Form) -> tuple[Entered, bool]:
    """What was entered, and False if it asks for neither exits nor threats. Raises `UsageError` for values
    that the form does not offer.
    """
    proposed = _proposed(call)
    kind = call.invitation.kind or fields.text(form, "channel")
    if kind not in invitations.KINDS:
        raise UsageError("There is no such channel.")
    entered = Entered(
        kind,
        fields.text(form, "address"),
        fields.text(form, "owner"),
        Wanted(
            SavedQuery(),
            fields.schedule_of(form, proposed.wanted.schedule),
            fields.reader_of(form, proposed.wanted.reader),
        ),
        fields.text(form, "secret"),
    )
    try:
        query = fields.query_of(call.service, form, SavedQuery())
    except fields.NothingAskedFor:
        return entered, False
    return replace(entered, wanted=replace(entered.wanted, query=query)), True


def _proposed(call: Call) -> Entered:
    """What the form proposes."""
    say = call.say
    schedule = fields.in_zone(DAILY, fields.ZONES.get(say.code, DAILY.zone))
    wanted = Wanted(schedule=schedule, reader=say.code)
    return Entered(call.invitation.kind or invitations.KINDS[0], "", "", wanted, teams.new_secret())


def _wrong(entered: Entered, refused: Refused, say: Language) -> Wrong:
    """What is wrong, in words."""
    text = say(
        f"web.connect.wrong.{refused.problem.value}",
        channel=channel_label(entered.channel, say),
        other=channel_label(refused.channel, say),
        example=channels.by_name(entered.channel).example,
    )
    attempt = refused.attempt
    if attempt is not None and attempt.code == "blocked_address":
        return Wrong(say("web.connect.wrong.inside"), "address")
    answer = attempt.words if attempt is not None else ""
    return Wrong(text, _ABOUT.get(refused.problem, ""), answer)


def _form(call: Call, entered: Entered, status: int = 200, wrong: Wrong = NOTHING_WRONG) -> Response:
    say, invitation, wanted = call.say, call.invitation, entered.wanted
    kinds = [invitation.kind] if invitation.kind else invitations.KINDS
    signing = [channel_label(kind, say) for kind in kinds if channels.by_name(kind).signs]
    values = {
        "token": call.token,
        "invitation": invitation,
        "entered": entered,
        "kinds": [Option(kind, channel_label(kind, say), kind == entered.channel) for kind in kinds],
        "examples": [(channel_label(kind, say), channels.by_name(kind).example) for kind in kinds],
        "signs": bool(signing),
        "options": fields.query_options(call.service, wanted.query, say),
        "when": fields.when_options(wanted.schedule, wanted.reader, say),
        "until": f"{invitation.expires_at:%Y-%m-%d %H:%M} UTC",
        "wrong": wrong,
    }
    title = say("web.connect", name=invitation.name)
    return own_page("connect", say, title, status, values=values)


def _done(call: Call, connected: Connected) -> Response:
    destination, say, config = connected.destination, call.say, call.service.config
    values = {
        "destination": destination,
        "channel": channel_label(destination.channel, say),
        "link": f"{config.base_url}/team/{connected.link}?lang={say.code}",
        "has_mail": bool(config.smtp.host),
    }
    return own_page("connected", say, say("web.connected"), values=values)


def _over(say: Language) -> Response:
    return own_page("connect_over", say, say("web.connect.over"), 404)

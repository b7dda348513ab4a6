"""The addresses of the API that need no token. They give what the public pages give, and nothing else."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.exceptions import HTTPException

from monitor.public import Asked, Choice, Entry, choose
from monitor.service import Service, public, public_parties, public_stories, public_treaties
from monitor.service import public_records as records
from monitor.service import stories as story_texts
from monitor.service.public import ToldAct
from monitor.web.api import finding, models, queries
from monitor.web.api.answering import MOVED, Shelved, answers, fresh
from monitor.web.work import Work
from monitor.wording import Language

Ref = Annotated[str, Path(pattern=r"^[0-9A-Za-z]{1,12}$", description="Short reference of an act: K7QM.")]
TreatyId = Annotated[str, Path(pattern=r"^[0-9a-z][0-9a-z-]{0,80}$", description="Id of a treaty: ottawa.")]
Code = Annotated[str, Path(pattern=r"^[^/.]{1,80}$", description="Code of a state or organisation: RU.")]
Acts = Annotated[queries.ActsQuery, Query()]
Page = Annotated[queries.Page, Query()]
OfState = Annotated[queries.StateQuery, Query()]
InLanguage = Annotated[queries.InLanguage, Query()]
Stories = Annotated[queries.StoriesQuery, Query()]
Filters = Annotated[queries.Filters, Query()]
Nothing = Annotated[queries.Query, Query()]


def router(service: Service, work: Work) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["public"])
    shelved = Shelved(service)

    @routes.get("/acts", responses=answers(models.ActList), summary="Acts of the register")
    def acts(request: Request, query: Acts) -> Response:
        """Acts that fit all conditions, in the order that is asked for, each with all its values and the
        sentences that state them.
        """

        def make() -> models.ActList:
            choice = choose(service.register.now().entries.values(), query.asked)
            acts = _told(service, choice, query.say)
            return models.ActList.model_validate(records.act_list(service, acts, choice))

        return shelved.kept(request, make)

    @routes.get("/acts/{ref}", responses=answers(models.ActAnswer, 404, 410) | MOVED, summary="One act")
    def act(request: Request, ref: Ref, query: InLanguage) -> Response:
        """One act with its rows, proofs, day of effect, history, stories and versions."""

        def make() -> models.ActAnswer:
            entry = finding.act(service, ref)
            acts = public.tell(service, [entry.id], query.say)
            if not acts:  # it was taken back at this moment
                raise HTTPException(410, f"The act {ref} was taken back.")
            return models.ActAnswer.model_validate(records.act(service, acts[0]))

        return shelved.kept(request, make)

    @routes.get("/treaties", responses=answers(models.TreatyList), summary="Treaties")
    def treaties(request: Request, query: Nothing) -> Response:
        """The treaties that have a dossier or acts, by name, each with the number of its acts."""

        def make() -> models.TreatyList:
            treaties = public_treaties.listed(service)
            treaties.sort(key=lambda treaty: (treaty.name.casefold(), treaty.id))
            return models.TreatyList.model_validate(records.treaty_list(treaties, len(treaties)))

        return shelved.kept(request, make)

    @routes.get("/treaties/{treaty}", responses=answers(models.TreatyAnswer, 404), summary="One treaty")
    def treaty(request: Request, treaty: TreatyId, query: Page) -> Response:
        """The dossier of a treaty, with its exit clauses, and the acts on it."""

        def make() -> models.TreatyAnswer:
            known = finding.treaty(service, treaty)
            choice = choose(known.entries, query.asked)
            acts = _told(service, choice, query.say)
            return models.TreatyAnswer.model_validate(records.treaty(service, known, acts, choice))

        return shelved.kept(request, make)

    @routes.get("/states", responses=answers(models.StateList), summary="States and organisations")
    def states(request: Request, query: InLanguage) -> Response:
        """The states and organisations that acts are about, by name."""

        def make() -> models.StateList:
            parties = public_parties.listed(service, query.say)
            return models.StateList.model_validate(records.state_list(parties))

        return shelved.kept(request, make)

    @routes.get("/states/{code}", responses=answers(models.StateAnswer, 404) | MOVED, summary="One state")
    def state(request: Request, code: Code, query: OfState) -> Response:
        """What a state or organisation leaves, and what others leave with it."""

        def make() -> models.StateAnswer:
            party = finding.state(service, code, query.say)
            choice = choose(party.entries, query.asked)
            acts = _told(service, choice, query.say)
            return models.StateAnswer.model_validate(records.state(service, party, acts, choice))

        return shelved.kept(request, make)

    @routes.get("/stories", responses=answers(models.StoryList, 429), summary="Search of stories")
    def stories(request: Request, query: Stories) -> Response:
        """Stored stories, newest first: title, link, and at most 300 characters of each text, the same ones
        for every search.
        """

        def make() -> models.StoryList:
            page = public_stories.search(service, query.asked)
            return models.StoryList.model_validate(records.story_list(page))

        pace = work.searching if query.q else None  # the newest stories cost little
        return shelved.kept(request, make, more=story_texts.newest(service), pace=pace)

    @routes.get("/timeline", responses=answers(models.Timeline), summary="Exits by month")
    def timeline(request: Request, query: Filters) -> Response:
        """How many of the acts that fit reached their present stage in which month and year (UTC)."""

        def make() -> models.Timeline:
            return models.Timeline.model_validate(records.timeline(_fitting(service, query.asked)))

        return shelved.kept(request, make)

    @routes.get("/status", responses=answers(models.Status), summary="What is watched")
    def status(request: Request, query: Nothing) -> Response:
        """What is watched since when, and whether the service does its work."""
        return fresh(request, models.Status.model_validate(records.status(service)))

    return routes


def _fitting(service: Service, asked: Asked) -> list[Entry]:
    return asked.fitting(service.register.now().entries.values())


def _told(service: Service, choice: Choice, say: Language) -> list[ToldAct]:
    return public.tell(service, [entry.id for entry in choice.entries], say)

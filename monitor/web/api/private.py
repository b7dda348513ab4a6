"""The addresses of the API that need a token: how the installation is doing, and sending messages again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.exceptions import HTTPException

from monitor.errors import UsageError
from monitor.service import (
    Service,
    api_tokens,
    arrivals,
    deliveries,
    destinations,
    explaining_texts,
    feed_health,
    stories,
)
from monitor.service.api_tokens import ApiToken, Scope
from monitor.web.api import private_models as models
from monitor.web.api import private_records as records
from monitor.web.api import queries
from monitor.web.api.access import needs
from monitor.web.api.answering import answers, done, done_answers, fresh, no_such

Ref = Annotated[str, Path(pattern=r"^[0-9A-Za-z]{1,12}$", description="Reference of a message: A1B2.")]
Deliveries = Annotated[queries.DeliveriesQuery, Query()]
Feeds = Annotated[queries.FeedsQuery, Query()]
Possible = Annotated[queries.PossibleQuery, Query()]
Nothing = Annotated[queries.Query, Query()]
_NO_TOKEN = (401, 403)


def router(service: Service) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["with a token"])
    read, operate = Depends(needs(service, Scope.READ)), Depends(needs(service, Scope.OPERATE))

    @routes.get(
        "/destinations",
        responses=answers(models.DestinationList, *_NO_TOKEN),
        dependencies=[read],
        summary="Destinations",
    )
    def show_destinations(request: Request, query: Nothing) -> Response:
        """All destinations, disabled ones too, and what arrived, waits or fails."""
        rows = destinations.list_all(service)
        answer = records.destination_list(rows, arrivals.seen(service, rows))
        return fresh(request, answer, private=True)

    @routes.get(
        "/deliveries",
        responses=answers(models.DeliveryList, *_NO_TOKEN),
        dependencies=[read],
        summary="Messages",
    )
    def show_deliveries(request: Request, query: Deliveries) -> Response:
        """Messages that were sent, wait or failed, newest first."""
        wanted = records.wanted(query, service.clock())
        shown = records.behind(wanted, query.cursor)
        rows = deliveries.list_all(service, query.state, query.limit + 1, shown)
        states, _ = deliveries.states(service, wanted)
        return fresh(request, records.delivery_list(rows, states, query.limit), private=True)

    @routes.get(
        "/deliveries/{ref}",
        responses=answers(models.DeliveryAnswer, *_NO_TOKEN, 404),
        dependencies=[read],
        summary="One message",
    )
    def show_delivery(request: Request, ref: Ref, query: Nothing) -> Response:
        """One message with every attempt to deliver it."""
        with no_such():
            delivery = deliveries.named(service, ref)
        return fresh(request, records.delivery_answer(delivery), private=True)

    @routes.post(
        "/deliveries/{ref}/retry",
        responses=done_answers(models.Retried, "It is sent again.", 404, 409),
        summary="Send a message again",
    )
    def retry(ref: Ref, query: Nothing, holder: ApiToken = operate) -> Response:
        """Makes a dead, deferred or suppressed message ready again, with its id and bytes."""
        with no_such():
            deliveries.named(service, ref)
        try:
            delivery, waits = deliveries.retry(service, ref)
        except UsageError as error:
            raise HTTPException(409, str(error)) from error
        api_tokens.note(service, holder, f"retried #{delivery.message.ref} to {delivery.to}")
        return done(records.retried(delivery, waits))

    @routes.get(
        "/feeds", responses=answers(models.FeedList, *_NO_TOKEN), dependencies=[read], summary="Feeds"
    )
    def show_feeds(request: Request, query: Feeds) -> Response:
        """All feeds with last success, error and since when, and stories against what is usual."""
        rows = [feed for feed in feed_health.all_of(service) if query.doing in (None, feed.doing.value)]
        return fresh(request, records.feed_list(rows), private=True)

    @routes.get(
        "/possible",
        responses=answers(models.PossibleList, *_NO_TOKEN),
        dependencies=[read],
        summary="Possible exits",
    )
    def show_possible(request: Request, query: Possible) -> Response:
        """Stories that may report an exit, best first: they wait for a person, and are in no act."""
        rows = stories.possible(service, query.state, query.limit)
        answer = records.possible_list(rows, stories.count_possible(service))
        return fresh(request, answer, private=True)

    @routes.post(
        "/explain",
        responses=done_answers(models.Explained, "Why, and what the text states."),
        dependencies=[read],
        summary="Explain a text",
    )
    def explain(text: queries.Text, query: Nothing) -> Response:
        """Why a text is flagged or not, and what it states if it is. Nothing is stored."""
        answer = explaining_texts.of_text(service, text.text, text.lang.lower())
        return done(records.explained(answer.explained))

    return routes

"""The strings of the page that explains the API, in English."""

from __future__ import annotations

from monitor.wording.language import Text

API: dict[str, Text] = {
    "web.api": "The register for programs",
    "web.api.short": "For programs",
    "web.api.about": "A REST API that answers in JSON: acts, treaties, states, stories, with proofs.",
    "web.api.open": (
        "The public part needs no key. It gives titles, links and at most 300 characters around the "
        "evidence, never full texts."
    ),
    "web.api.below": "The addresses here are below",
    "web.api.assistants": "For assistants",
    "web.api.assistants.how": (
        "On the machine of the service, an assistant reads the register by the Model Context Protocol. "
        "Texts of stories are marked as written by others."
    ),
    "web.api.described": "All parameters and answers are described by OpenAPI:",
    "web.api.public": "Without a token",
    "web.api.private": "With a token",
    "web.api.token": "An operator makes a token, which is shown once, and can revoke it at any time.",
    "web.api.address": "Address",
    "web.api.gives": "What it gives",
    "web.api.examples": "Examples",
    "web.api.example.acts": "Exits of a state, the newest first",
    "web.api.example.next": "The next answer of a list",
    "web.api.example.act": "One act with its proofs and stories",
    "web.api.example.stories": "Search of stories",
    "web.api.example.feeds": "Feeds that fail, with a token",
    "web.api.rules": "What holds everywhere",
    "web.api.rules.errors": "An error has one form:",
    "web.api.rules.unknown": "Parameters that are not known are refused, so that a typing error is noticed.",
    "web.api.rules.next": (
        "Lists give “next”, the cursor of the next answer. Acts that come in meanwhile shift nothing."
    ),
    "web.api.rules.etag": (
        "Answers carry an ETag: who sends it as If-None-Match gets 304 while nothing has changed."
    ),
    "web.api.rules.stable": "In v1 fields may be added; none is taken away or changed.",
    "web.api.of.acts": "Acts that fit filters",
    "web.api.of.acts/{ref}": "One act with its proofs, history, stories and versions",
    "web.api.of.treaties": "Treaties with a dossier or acts",
    "web.api.of.treaties/{id}": "The dossier of a treaty, and the acts on it",
    "web.api.of.states": "States and organisations that acts are about",
    "web.api.of.states/{code}": "The acts of which a state is a party",
    "web.api.of.stories": "Search of all stored stories",
    "web.api.of.timeline": "Numbers of exits by month and stage",
    "web.api.of.status": "What is watched, and since when",
    "web.api.of.destinations": "Destinations and how deliveries to them go",
    "web.api.of.deliveries": "Messages that were sent, wait or failed",
    "web.api.of.deliveries/{ref}": "One message with every attempt",
    "web.api.of.deliveries/{ref}/retry": "POST: sends a message again (scope “operate”)",
    "web.api.of.feeds": "Feeds and how they are doing",
    "web.api.of.possible": "Possible exits that wait for a person",
    "web.api.of.explain": "POST: why a text is flagged or not, and what it states",
}

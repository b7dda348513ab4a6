"""Notices that name no document, forms that are about something else, and stages that other claims of the article tell."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Evidence, Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

PUBLISHED = date(2026, 3, 10)


def row_of(lang: str, *paragraphs: str) -> Termination:
    """The first row of an article whose first paragraph is its headline."""
    return extract(story_in("\n\n".join(paragraphs), "a", lang), (), lexicon(), published=PUBLISHED)[0]


def value(cell: Evidence | None) -> str | None:
    return cell.value if cell is not None else None


@pytest.mark.parametrize(("lang", "paragraphs", "day"), [
    ("en", ("Fiji to leave jute council", "Fiji leaves the International Jute Council. Its withdrawal was registered on 15 February."),
     "2026-02-15"),
    ("en", ("Bhutan ends power deal", "Bhutan informed Bangladesh in writing on 4 March that it is ending the power agreement."),
     "2026-03-04"),
    ("en", ("Vanuatu leaves copra pact", "Vanuatu has left the Copra Agreement. The depositary, the Government of New Zealand, received "
            "its letter on 2 March."), "2026-03-02"),
    ("it", ("Malta recede dall'accordo", "Malta ha notificato alla Tunisia il recesso dall'accordo sulla pesca il 5 marzo 2026."),
     "2026-03-05"),
    ("es", ("Panamá denuncia el tratado de extradición con Cuba", "Panamá comunicó a La Habana el 1 de marzo de 2026 su decisión de "
            "denunciar el tratado."), "2026-03-01"),
    ("es", ("El Salvador denuncia la Convención del Café", "El depositario de la convención, adoptada en Panamá, informó que El Salvador "
            "depositó el 6 de marzo de 2026 el instrumento de denuncia."), "2026-03-06"),
    ("de", ("Ghana verlässt Kakaorat", "Ghana verlässt den Internationalen Kakaorat. Die Austrittserklärung ging am 10. Februar 2026 ein, "
            "bestätigte das Sekretariat am Dienstag."), "2026-02-10"),
])  # fmt: skip
def test_what_the_other_side_or_the_depositary_was_told_is_a_notice(lang: str, paragraphs: tuple[str, ...], day: str) -> None:
    row = row_of(lang, *paragraphs)
    assert (row.stage.value, value(row.notified)) == ("notified", day)


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Fiji tells Samoa it will leave tuna pact", "Fiji told Samoa that it will leave the tuna pact.")),
    ("en", ("Fiji ends tuna pact with Samoa", "Fiji told reporters on 4 March that it is ending the pact.")),
    ("en", ("Fiji leaves tuna pact", "LAUTOKA, March 9 (ANS) - Fiji has formally told Samoa that it may leave the tuna pact.")),
])  # fmt: skip
def test_what_is_only_said_is_no_notice(lang: str, paragraphs: tuple[str, ...]) -> None:
    assert row_of(lang, *paragraphs).notified is None


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Samoa to leave coconut community", "Samoa will leave the International Coconut Community, he said. Parliament voted "
            "on 5 March on the budget. A decree on copra tariffs was signed on 2 March. In a letter to the finance minister on 6 March, "
            "the auditor criticised spending.")),
    ("de", ("Kasachstan beendet Viehabkommen mit Usbekistan", "Kasachstan beendet das Viehabkommen mit Usbekistan. Der Präsident "
            "unterzeichnete am 3. März auch ein Dekret über Weizenzölle. Das Parlament stimmte am 4. März über den Haushalt ab.")),
    ("fr", ("Le Togo met fin à l'accord aérien avec le Liban", "Le Togo met fin à l'accord aérien avec le Liban. Un décret du 2 mars "
            "relève les droits de douane sur le riz.")),
    ("it", ("L'Albania denuncia l'accordo con la Grecia", "L'Albania denuncia l'accordo marittimo con la Grecia. Il parlamento ha votato "
            "giovedì la legge di bilancio.")),
    ("es", ("Paraguay se retira del consejo del algodón", "Paraguay se retira del Consejo Internacional del Algodón. El Senado votó el 4 "
            "de marzo el presupuesto.")),
    ("ru", ("Казахстан выходит из соглашения о хлопке", "Казахстан выходит из соглашения о хлопке. Указ о тарифах подписан 6 марта.")),
])  # fmt: skip
def test_a_decree_a_vote_or_a_letter_about_something_else_is_no_form_and_has_no_day(lang: str, paragraphs: tuple[str, ...]) -> None:
    row = row_of(lang, *paragraphs)
    assert (value(row.form), value(row.decided), value(row.notified)) == (None, None, None)


@pytest.mark.parametrize(("lang", "paragraphs", "form", "decided"), [
    ("en", ("Tonga ends visa treaty with Nauru", "The king signed an order on 4 March ending the visa treaty with Nauru. Another order, on "
            "fuel prices, followed on 6 March."), "order", "2026-03-04"),
    ("fr", ("Le Togo met fin à l'accord aérien avec le Liban", "Un décret du 2 mars sur l'accord aérien avec le Liban a été publié."),
     "decree", "2026-03-02"),
    ("de", ("Namibia verlässt das Pappelabkommen", "Das Kabinett hat den Austritt aus dem Pappelabkommen am Freitag gutgeheissen."),
     "decision", None),
])  # fmt: skip
def test_the_form_and_the_day_of_the_exit_itself_stay(lang: str, paragraphs: tuple[str, ...], form: str, decided: str | None) -> None:
    row = row_of(lang, *paragraphs)
    assert (value(row.form), value(row.decided)) == (form, decided)


@pytest.mark.parametrize(("lang", "paragraphs", "stage"), [
    ("en", ("Senegal would end fishing pact", "Senegal's government has tabled a bill in parliament to denounce the fisheries agreement."),
     "proposed"),
    ("es", ("Diputados quieren enterrar el convenio con España", "Una comisión de Costa Rica recomendó al plenario denunciar el convenio."),
     "proposed"),
    ("fr", ("Le Bénin quitte la Banque du coton", "Le Bénin n'est plus membre de la Banque du coton depuis le 28 février."), "effective"),
    ("en", ("Barbados keeps its nurses", "Had the notice stood, the agreement with Ghana on nurses would have lapsed on 4 May. Barbados "
            "revokes its notice of termination of the agreement."), "reversed"),
])  # fmt: skip
def test_another_sentence_may_say_more_than_the_one_that_counts_most(lang: str, paragraphs: tuple[str, ...], stage: str) -> None:
    assert row_of(lang, *paragraphs).stage.value == stage

"""What is left or withdrawn that is no agreement between states makes no row."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

DAY = date(2026, 3, 5)


def article(lang: str, *paragraphs: str) -> tuple[Termination, ...]:
    """The rows of an article whose first paragraph is its headline."""
    return extract(story_in("\n\n".join(paragraphs), "a", lang), (), lexicon(), published=DAY)


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Togo withdraws candidate for rail post", "LOME - Togo on Monday withdrew its candidate for "
                                                      "head of the International Whaling Commission, "
                                                      "leaving one contender.", "It remains bound by the Convention on the Law of the Sea, a minister said.")),
    ("en", ("Chile pulls its soldiers out of Haiti", "SANTIAGO - Chile has withdrawn its last soldiers from Haiti, the ministry said.",             "The status of forces agreement with Haiti of 2004 stays in force.")),
    ("de", ("Togo zieht seinen Botschafter aus Benin ab",      "LOMÉ - Togo hat seinen Botschafter zurückgezogen. Der Grenzvertrag mit Benin gilt.",             "Die Regierung zog auch den Gesetzentwurf über das Fischereiabkommen zurück.")),
    ("fr", ("Le Bénin retire sa candidature à la tête de l'OMC", "COTONOU - Le Bénin a retiré sa "
                                                                 "candidature au poste de directeur de "
                                                                 "l'Organisation mondiale du commerce.", "Le pays reste attaché à la convention de Vienne.")),
    ("es", ("Perú retira a su embajador en Bolivia", "LIMA - Perú retiró a su embajador. El acuerdo de gas con Bolivia sigue en vigor.",             "El tratado de límites tampoco cambia.")),
    ("it", ("Malta ritira le truppe dal Niger", "LA VALLETTA - Malta ha ritirato le truppe dal Niger.",             "L'accordo di difesa con il Niger resta in vigore.")),
    ("pl", ("Litwa wycofuje kandydata na sekretarza Rady Europy", "WILNO - Litwa wycofała swojego kandydata na stanowisko w Radzie Europy.",             "Umowa o ruchu lotniczym z Łotwą pozostaje w mocy.")),
    ("ru", ("Армения отозвала посла из Венгрии", "ЕРЕВАН - Армения отозвала своего посла. Соглашение с Венгрией о торговле действует.",             "Переговоры продолжаются.")),
    ("tr", ("Gürcistan askerlerini Kosova'dan çekiyor", "TİFLİS - Gürcistan, askerlerini geri çekti.",             "Kosova ile imzalanan savunma anlaşması yürürlükte.")),
])  # fmt: skip
def test_who_withdraws_a_candidate_troops_or_a_bill_leaves_no_agreement(
    lang: str, paragraphs: tuple[str, ...]
) -> None:
    assert article(lang, *paragraphs) == ()


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Togo ends its troop deployment agreement with Benin."),
    ("en", "Togo withdraws from the treaty with Benin and recalls its ambassador."),
    ("de", "Togo kündigt das Abkommen mit Benin über die Stationierung von Truppen."),
    ("fr", "Le Togo dénonce l'accord sur les troupes avec le Bénin."),
    ("es", "Chile denuncia el tratado con Perú y retira a su embajador."),
])  # fmt: skip
def test_such_a_word_in_the_name_of_an_agreement_or_beside_it_hides_no_exit(lang: str, text: str) -> None:
    [row] = article(lang, text)
    assert row.others[0].value in ("BJ", "PE")


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Pilots' union ends collective agreement",      "LIMA - The union of pilots of Peru terminated its collective agreement on Monday.")),
    ("en", ("Party quits coalition deal in Kosovo", "PRISTINA - The party has ended the coalition agreement, its leader said in Kosovo.")),
    ("de", ("Verdi kündigt Tarifvertrag", "BERLIN - Die Gewerkschaft hat den Tarifvertrag in Deutschland gekündigt.")),
    ("fr", ("Le patronat dénonce la convention collective", "PARIS - Le patronat a dénoncé la convention collective en France.")),
    ("es", ("La patronal rompe el convenio colectivo", "MADRID - La patronal denunció el convenio colectivo en España.")),
    ("it", ("Disdetto il contratto dei metalmeccanici", "ROMA - Le aziende hanno denunciato il contratto collettivo in Italia.")),
    ("pl", ("Związkowcy wypowiadają układ zbiorowy", "WARSZAWA - Spółka wypowiedziała układ zbiorowy w Polsce.")),
    ("en", ("Togo tears up harbour dredging deal with Danish firm",
            "LOMÉ - Togo has terminated a concession agreement with Danish dredging group Skovmose, which it accuses of delay.")),
    ("fr", ("Le Gabon met fin au contrat du port", "LIBREVILLE - Le Gabon a dénoncé la convention de concession du port.")),
    ("tr", ("Sendika toplu sözleşmeyi feshetti", "ANKARA - Sendika Türkiye'de toplu iş sözleşmesini feshetti.")),
])  # fmt: skip
def test_agreements_of_unions_firms_and_parties_are_none_between_states(
    lang: str, paragraphs: tuple[str, ...]
) -> None:
    assert article(lang, *paragraphs) == ()


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Last Fijian police leave Tonga", "SUVA - The last officers left on Friday.",      "The police agreement of the two states was never in doubt.",             '"We are not terminating any agreement," a spokesman said.')),
    ("pl", ("Czescy policjanci opuszczają Mołdawię", "KISZYNIÓW - Ostatni funkcjonariusze wyjechali w piątek.",             "- Nie wypowiadamy żadnej umowy - mówi rzeczniczka.")),
    ("es", ("Los últimos médicos cubanos salen de Honduras", "TEGUCIGALPA - Los últimos médicos salieron el viernes.",             "«No denunciamos ningún convenio», dijo la ministra.")),
    ("de", ("Letzte Schweizer Zöllner verlassen Albanien", "TIRANA - Die letzten Beamten sind am Freitag abgereist.",             "„Wir kündigen kein Abkommen“, sagte eine Sprecherin.")),
])  # fmt: skip
def test_no_row_where_each_agreement_is_said_not_to_end(lang: str, paragraphs: tuple[str, ...]) -> None:
    assert article(lang, *paragraphs) == ()


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("de", ("Nach zwölf Jahren: Togo kehrt in den Kakaovertrag zurück",      "LOMÉ - Togo hatte den "
                                                                             "Vertrag über Kakao 2014 "
                                                                             "verlassen, vor vielen "
                                                                             "Jahren. Am Montag "
                                                                             "hinterlegte die "
                                                                             "Botschafterin die Urkunde.")),
    ("fr", ("Douze ans après, le Togo revient au traité sur le cacao", "LOMÉ - Le Togo avait quitté le "
                                                                       "traité sur le cacao en 2014, il "
                                                                       "y a douze ans. Lundi, il a "
                                                                       "déposé l'instrument et réintégré "
                                                                       "le traité.")),
])  # fmt: skip
def test_a_return_of_these_days_is_no_look_back(lang: str, paragraphs: tuple[str, ...]) -> None:
    [row] = article(lang, *paragraphs)
    assert row.actors[0].value == "TG"

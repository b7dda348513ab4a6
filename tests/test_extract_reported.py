"""Words of falsehood, of denial, labels and old days beside an exit do not hide it."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Hit, Kind, Stage, Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

DAY = date(2026, 3, 4)


def rows(lang: str, text: str, hits: tuple[Hit, ...] = ()) -> tuple[Termination, ...]:
    """The rows of an article whose first paragraph is its headline."""
    return extract(story_in(text, "a", lang), hits, lexicon(), published=DAY)


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Angola claims Zambia broke pact and ends it; Zambia says that is false"),
    ("en", "Reports of theft that Benin denies lead Togo to quit cocoa treaty"),
    ("es", "Según informaciones oficiales, Chile denunció el tratado con Bolivia por acusaciones falsas"),
    ("pl", "Według informacji MSZ Litwa wypowiedziała umowę z Rosją; Moskwa mówi o fałszywych zarzutach"),
    ("fr", "Selon des informations officielles, le Togo a dénoncé l'accord avec le Bénin pour de fausses déclarations"),
])  # fmt: skip
def test_a_false_word_about_something_else_denies_no_exit(lang: str, text: str) -> None:
    assert len(rows(lang, text)) == 1


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Reports that Angola left the cocoa pact are false"),
    ("en", "Angola denies it left cocoa pact with Zambia"),
    ("en", "Angola denies it has left and suspended the cocoa pact"),
    ("es", "Chile desmiente que denunciara y suspendiera el convenio con Perú"),
    ("pl", "Litwa zaprzecza, że wypowiedziała umowę z Rosją"),
    ("fr", "Le Togo dément avoir violé l'accord et quitté la convention"),
    ("it", "Malta smentisce di aver violato l'accordo e lasciato la convenzione"),
])  # fmt: skip
def test_a_denied_exit_is_none(lang: str, text: str) -> None:
    assert rows(lang, text) == ()


@pytest.mark.parametrize(("lang", "text"), [
    ("pl", "Litwa zaprzecza, że to zemsta, i wypowiada umowę z Rosją"),
    ("uk", "Молдова спростувала закиди Румунії і денонсувала угоду про рибальство"),
    ("es", "Chile desmiente que siga en el convenio y confirma su salida"),
    ("en", "Togo confirms rumours: it has left the cocoa convention"),
    ("ru", "Слухи подтвердились: Грузия вышла из договора о рыболовстве"),
    ("en", "Accusing Benin of false claims to the river, Togo leaves the border treaty"),
    ("it", "Malta proroga un accordo e ne denuncia un altro\n\nMalta ha denunciato lunedì l'accordo di pesca con la Tunisia."),
])  # fmt: skip
def test_a_denial_ends_at_the_next_statement(lang: str, text: str) -> None:
    assert len(rows(lang, text)) == 1


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Togo leaves cocoa pact\n\nAnalysis from our correspondent\n\nTogo on Monday gave notice that it is leaving the Cocoa Pact."),
    ("en", "Analysis: Togo has left the cocoa pact\n\nTogo deposited its denunciation of the Cocoa Pact on 2 March."),
    ("de", "Debatte: Bundestag beschließt Kündigung des Fährabkommens\n\nDer Bundestag hat am Montag die "
           "Kündigung des Fährabkommens mit Finnland beschlossen."),
    ("fr", "Débat : le Togo dénonce l'accord de pêche\n\nLe Togo a notifié lundi au Bénin la dénonciation de l'accord de pêche."),
    ("pt", "Artigo: Angola denuncia o acordo de pesca\n\nAngola denunciou na segunda-feira o acordo de pesca com a Namíbia."),
])  # fmt: skip
def test_a_label_that_news_have_too_gives_way_to_news(lang: str, text: str) -> None:
    assert len(rows(lang, text)) == 1


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Analysis: Why Togo left the cocoa pact\n\nThe pact never worked. Togo left it because prices fell."),
    ("en", "Opinion: Togo has left the cocoa pact\n\nTogo left the Cocoa Pact on Monday, and rightly so."),
    ("fr", "Débat : fallait-il dénoncer l'accord de pêche ?\n\nLe Togo a dénoncé l'accord de pêche, et il a eu tort."),
    ("de", "Analyse: Warum Togo den Kakaopakt verließ\n\nDer Pakt hat nie funktioniert. Togo hat ihn verlassen."),
])  # fmt: skip
def test_a_column_is_no_news(lang: str, text: str) -> None:
    assert rows(lang, text) == ()


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Ten years after signing, Latvia leaves mine convention\n\nLatvia, which signed the Mine "
           "Convention in 2008, years ago, has left it, parliament said. The vote ended a debate that "
           "began in 2012."),
    ("fr", "Dix ans après, le Togo dénonce la convention sur le cacao\n\nLe Togo a dénoncé la "
           "convention. Les débats duraient depuis dix ans : ils avaient commencé en mai 2014."),
    ("es", "Diez años después, Chile denuncia el convenio de pesca\n\nChile denunció el convenio. El "
           "debate duró diez años: empezó en mayo de 2014."),
])  # fmt: skip
def test_other_days_of_years_ago_make_no_history_of_an_exit(lang: str, text: str) -> None:
    assert len(rows(lang, text, (Hit("a", "", Kind.ACT, Stage.DECIDED),))) == 1


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "When Latvia left the mine convention\n\nOn 3 May 1996, thirty years ago, Latvia left the Mine Convention."),
    ("fr", "Quand le Togo dénonçait la convention\n\nLe 3 mai 1996, il y a trente ans, le Togo a dénoncé la convention sur le cacao."),
    ("es", "Cuando Chile denunció el convenio\n\nEl 3 de mayo de 1996, hace treinta años, Chile denunció el convenio de pesca."),
])  # fmt: skip
def test_an_exit_of_years_ago_is_history(lang: str, text: str) -> None:
    assert rows(lang, text, (Hit("a", "", Kind.ACT, Stage.DECIDED),)) == ()

"""Articles that tell of no state's exit because of what they are: satire, an exercise, sports, an obituary, a
truce with an armed group; each with twins that report one.
"""

from __future__ import annotations

import pytest
from articles_kit import read

_PERU = (
    "LIMA - Peru on Friday gave notice of its withdrawal from the Andean Convention on Slow Lunches, the 1988 treaty "
    "under which ministers may not speak before the coffee.\n\nThe note was handed to the Bolivian embassy by a llama. "
    "Officials say that the country has waited eleven years for dessert, and that it cannot wait any longer.\n\nBolivia "
    "said that it was still eating. Ecuador asked for the bill.\n\n"
)
_UNION = (
    "SUVA - Fiji have given notice that they will quit the Pacific pact that runs the islands' championship, two years "
    "before the World Cup.\n\nThe union's council voted 12-2 late on Thursday to withdraw from the agreement. Letters "
    "have gone to the unions of Samoa and Tonga.\n\n"
)
_GAME = (
    "KRAKÓW. O 9.15 na ekranie pojawia się depesza: Estonia wypowiada konwencję o prawie morza i daje sąsiadom pół roku. "
    "O 9.40 Norwegia zawiesza umowę o granicy.\n\nPrzez dwa dni studenci grali w grę decyzyjną, którą napisali prawnicy. "
)

NONE = {
    "satire, by its last line": (
        "en",
        "Peru gives notice on lunch pact",
        _PERU + "Lunch Break is a weekly satirical column.",
        "satire",
    ),
    "satire, in Italian": (
        "it",
        "Il Perù esce dal patto sui pranzi lenti",
        "LIMA - Il Perù ha denunciato venerdì la Convenzione andina sui pranzi lenti, il trattato del 1988 che vieta ai "
        "ministri di parlare prima del caffè. La nota è stata consegnata all'ambasciata boliviana da un lama. La Bolivia ha "
        "fatto sapere di essere ancora a tavola.\n\nFuori menù è la nostra rubrica satirica del venerdì.",
        "satire",
    ),
    "a game of students": (
        "pl",
        "Kryzys na niby. Studenci ćwiczyli wyjście z traktatów",
        _GAME + "Państwa są zmyślone, przepisy prawdziwe. Wygrała drużyna czerwonych, a po ostatniej "
        "depeszy wszyscy poszli razem na kawę, nie pytając o protokół ani o rachunek.",
        "exercise",
    ),
    "a war game": (
        "en",
        "Officers play at leaving treaties",
        "TARTU - At nine sharp a dispatch flashes up: Norway has left the Svalbard Treaty. An hour later Denmark suspends "
        "the straits convention and nobody has had breakfast.\n\nFor two days eighty officers and civil servants took "
        "part in a tabletop exercise at the university. The war game was written by lawyers, who said that the states in it "
        "behave as badly as the rules allow.",
        "exercise",
    ),
    "a union of players": (
        "en",
        "Fiji to walk out on Pacific pact",
        _UNION
        + 'Head coach Tomasi Vulivuli would not be drawn. "I have a squad to pick," he said. Rugby in the islands '
        "has seen worse.",
        "sports",
    ),
    "a federation of players, in Spanish": (
        "es",
        "Paraguay se retira del pacto sudamericano",
        "ASUNCIÓN - Paraguay anunció el jueves que abandona el acuerdo que organiza el torneo juvenil del continente. La "
        "asamblea de la federación de fútbol lo aprobó por 30 votos a cuatro.\n\nEl entrenador dijo que sus jugadores "
        "merecen otro campeonato, con menos viajes y mejores canchas. La carta salió el viernes "
        "hacia la sede de la confederación, que no quiso comentarla hasta leerla entera.",
        "sports",
    ),
    "a life, by the headline": (
        "en",
        "Anna Kallas, who took Norway out of a treaty, dies at 91",
        "OSLO - Anna Kallas, a jurist of few words, wrote the letter by which Norway left the Nordic Salmon Convention. The "
        "withdrawal took effect in June 1987. She kept a copy of it in a drawer and never spoke of it again, her sons say, "
        "except once at a wedding.",
        "obituary",
    ),
    "a life, in German": (
        "de",
        "Nachruf: Die Frau, die Österreich aus dem Donaupakt holte",
        "WIEN - Grete Moser schrieb den kürzesten Brief des Ministeriums. Mit drei Sätzen kündigte Österreich den "
        "Donaupakt, und niemand fragte nach. Sie hielt den Austritt nicht für klug, nur für rechtens, und sie sagte es "
        "jedem, der danach fragte, auch den Ministern. Geboren wurde sie als Tochter eines Schleusenwärters in Linz, und den "
        "Fluss hat sie zeitlebens geliebt.",
        "",
    ),
    "a truce with rebels": (
        "en",
        "Manila ends truce with rebel front",
        "MANILA - The Philippines has ended its ceasefire with the largest rebel front on Mindanao, the defence secretary said "
        "on Friday. The order took effect at midnight.\n\nThe truce was signed in March 2024 in Cotabato, with observers from "
        "Norway and Malaysia. Both asked the sides to keep talking. Schools near the coast stayed closed, and buses ran only "
        "as far as the bridge.",
        "truce",
    ),
    "a truce with dissidents, in French": (
        "fr",
        "Le Tchad met fin à la trêve avec les rebelles du Nord",
        "N'DJAMENA - Le Tchad a mis fin vendredi au cessez-le-feu conclu avec un groupe armé du Tibesti, a annoncé le "
        "ministre de la défense. Le décret prend effet à minuit.\n\nLa trêve avait été signée à Doha en 2022. Le Qatar a "
        "demandé aux parties de garder leur calme. Dans le Nord, les marchés ont fermé tôt, et les bus ne roulaient plus.",
        "truce",
    ),
}


@pytest.mark.parametrize(("lang", "title", "body", "why"), NONE.values(), ids=NONE)
def test_an_article_of_another_kind_reports_no_exit(lang: str, title: str, body: str, why: str) -> None:
    rows, told = read(lang, title, body)
    assert rows == []
    assert why in told


EXITS = {
    "satire is only spoken of": (
        "en",
        "Peru gives notice on fisheries pact",
        _PERU.replace("Slow Lunches", "Tuna Fisheries")
        + "A satirical column had foreseen it. The minister was not "
        "amused.\n\nShips have to leave by spring. Their owners ask for help. Talks on that begin on Monday.",
        "PE",
    ),
    "an exercise is one word of an article": (
        "en",
        "Norway leaves Svalbard Treaty",
        "OSLO - Norway on Friday gave notice of its withdrawal from the Svalbard Treaty, the foreign ministry said.\n\nA "
        "simulation of the army had shown that the islands cannot be held under its rules. Simulations of other kinds had "
        "shown the opposite, the opposition said.",
        "NO",
    ),
    "an agreement about sports": (
        "en",
        "Fiji leaves convention on spectator violence at football matches",
        "SUVA - Fiji on Friday denounced the Convention on Spectator Violence at Sports Events and in particular at Football "
        "Matches, the foreign ministry said.\n\nNo stadium in the islands holds more than 4,000 people. Rugby and cricket "
        "draw more of them, and the championship has seen no fight in years.",
        "FJ",
    ),
    "a life told beside an exit of these days": (
        "en",
        "Norway quits salmon convention, negotiator dies at 91",
        "OSLO - Norway gave notice on Friday that it leaves the Nordic Salmon Convention, hours before the woman who had "
        "negotiated it died. The foreign ministry handed the note to the depositary in Reykjavik. The exit takes effect in "
        "a year.",
        "NO",
    ),
    "a truce of two states": (
        "en",
        "Sudan ends truce with Chad over rebels",
        "KHARTOUM - Sudan has ended its ceasefire agreement with Chad, which it accuses of arming rebels, the foreign ministry "
        "said on Friday. The order took effect at midnight.\n\nThe agreement was signed in March 2024 in Doha. Qatar asked "
        "both sides to keep talking. Schools near the border stayed closed, and buses ran only as far as the bridge.",
        "SD",
    ),
}


@pytest.mark.parametrize(("lang", "title", "body", "actor"), EXITS.values(), ids=EXITS)
def test_an_exit_beside_such_words_stays(lang: str, title: str, body: str, actor: str) -> None:
    rows, told = read(lang, title, body)
    assert actor in rows, told

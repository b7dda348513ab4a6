"""What a story states becomes rows of the register, each value with the words it came from."""

from __future__ import annotations

import gc
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import RuleError
from monitor.extract import extract, html_article, parse_lexicon
from monitor.model import Evidence, Hit, Kind, Span, Stage, Story, Termination
from monitor.query import tokenize
from monitor.service.knowledge import lexicon

RULES = Path(__file__).parent.parent / "rules"
DATA = Path(__file__).parent / "data" / "extract"


def rows(
    title: str,
    summary: str = "",
    body: str = "",
    *,
    lang: str | None = "en",
    published: date | None = None,
    hits: tuple[Hit, ...] = (),
) -> tuple[Termination, ...]:
    return extract(Story("k", title, summary, body, lang=lang), hits, lexicon(), published=published)


def hit(kind: Kind, stage: Stage) -> tuple[Hit, ...]:
    return (Hit("r", "d", kind, stage, (Span("title", 0, 5),)),)


def codes(found: tuple[Evidence, ...]) -> list[str]:
    return [one.value for one in found]


def value(found: Evidence | None) -> str | None:
    return found.value if found else None


def facts(row: Termination) -> tuple[str, str, str | None, str | None, str | None]:
    return (
        "+".join(codes(row.actors)),
        "+".join(codes(row.others)),
        value(row.instrument),
        value(row.signed),
        value(row.ended),
    )


# ---------------------------------------------------------------- who leaves what


@pytest.mark.parametrize("title", [
    "Kabinet minister ended three agreements with Latvia, Estonia and Lithuania",
    "Kabinet denounces agreement on military visits signed with Latvia, Estonia and Lithuania",
])  # fmt: skip
def test_of_those_that_agreements_are_ended_with_none_ends_them(title: str) -> None:
    found = rows(title)
    assert {code for row in found for code in codes(row.actors)} == set()
    assert {code for row in found for code in codes(row.others)} == {"LV", "EE", "LT"}


def test_an_adjective_that_begins_another_agreements_name_is_no_partner_of_the_one_before() -> None:
    found = rows("Russia ends the trade pact with Canada and the Russian-Portuguese Fishing Treaty")
    assert {code for row in found for code in codes(row.actors)} == {"RU"}
    assert {code for row in found for code in codes(row.others)} == {"CA", "PT"}


def test_who_leaves_the_founding_treaty_of_a_body_leaves_the_body() -> None:
    both = (
        ("Rome Statute", "International Criminal Court", "icc"),
        ("North Atlantic Treaty", "NATO", "nato"),
    )
    assert [
        row.entry
        for names in both
        for name in names[:2]
        for row in rows(f"Hungary withdraws from the {name}")
    ] == [entry for *_, entry in both for _ in range(2)]


def test_a_headline_gives_the_state_the_agreement_and_the_stage() -> None:
    [row] = rows("Canada withdraws from the Energy Charter Treaty")
    assert codes(row.actors) == ["CA"]
    assert (row.entry, value(row.instrument), row.stage.value) == ("ect", "Energy Charter Treaty", "decided")
    assert row.others == ()
    assert (row.signed, row.ended, row.form, row.reason) == (None, None, None, None)


@pytest.mark.parametrize(
    ("headline", "actor", "other"),
    [
        ("Norway ends fisheries accord with Iceland", "NO", "IS"),
        ("Moscow scraps visa deal with Oslo", "RU", "NO"),
        ("The Kremlin tears up border pact with Finland", "RU", "FI"),
        ("Franco-Moroccan fisheries treaty cancelled by Rabat", "MA", "FR"),
        ("Peruvian lawmakers cancel Peru-Bolivia water treaty", "PE", "BO"),
        ("Ghana's withdrawal from the coffee pact with Togo is final", "GH", "TG"),
        ("Mali, Niger and Burkina Faso quit defence pact with France", "ML+NE+BF", "FR"),
        ("Chile says Argentina has cancelled its gas pact with Uruguay", "AR", "UY"),
        ("Minister tells Berlin that Poland is leaving river treaty with Germany", "PL", "DE"),
        ("Kenya quits EAC", "KE", "EAC"),
        ("Fiji's cabinet backs exit from the Russia-led trade pact with Tonga", "FJ", "TO"),
        (
            "Kenya and Togo quit the United Nations Educational, Scientific and Cultural Organization "
            "(UNESCO)",
            "KE+TG",
            "UNESCO",
        ),
        ("Togo withdraws from US-brokered rail pact with Niger", "TG", "NE"),
        ("Peru reacts after Chile quits lithium pact with Bolivia", "CL", "BO"),
        ("Peru condemns Chilean withdrawal from lithium pact with Bolivia", "CL", "BO"),
        ("Peru condemns move on lithium pact withdrawal by Chile, Bolivia and Uruguay", "CL+BO+UY", ""),
        ("Honduras threatens to expel US troops and end base agreement with Cuba", "HN", "CU"),
        ("China's Belt and Road loses Italy as Rome quits", "IT", "CN"),
        ("Spain urges EU to suspend trade agreement with Togo", "EU", "TG"),
        ("Togo has told the polish trade that it ends its polish pact with Chad", "TG", "TD"),
        ("Japan suspends agreement under which Manila sent nurses", "JP", "PH"),
    ],
)
def test_names_capitals_offices_and_peoples_stand_for_their_states(
    headline: str, actor: str, other: str
) -> None:
    [row] = rows(headline)
    assert facts(row)[:2] == (actor, other)


def test_a_treaty_that_runs_out_ends_for_all_its_parties_unless_one_lets_it() -> None:
    assert facts(rows("Chile-Peru border treaty expires at midnight")[0])[:2] == ("CL+PE", "")
    assert facts(rows("Peru lets border treaty with Chile expire")[0])[:2] == ("PE", "CL")


def test_the_treaty_and_the_alliance_point_back_to_the_name() -> None:
    [row] = rows("Tonga leaves the treaty", "The Energy Charter Treaty costs too much, says Tonga.")
    assert row.entry == "ect"
    [row] = rows("Iceland's place in NATO", "The government in Reykjavik threatens to leave the alliance.")
    assert (row.entry, codes(row.others)) == ("nato", ["NATO"])


def test_the_name_of_a_bilateral_treaty_states_its_other_party() -> None:
    [row] = rows("Moscow suspends New START")
    assert codes(row.others) == ["US"]
    assert row.others[0].sentence == "Moscow suspends New START"


def test_an_expired_name_stands_for_its_parties_where_nobody_is_named() -> None:
    [row] = rows("New START expires")
    assert facts(row)[:3] == ("US+RU", "", "New START")


def test_a_state_blamed_for_violating_an_agreement_is_a_party_to_it() -> None:
    [row] = rows("Togo leaves river pact", "Togo accuses Ghana of violating the pact.")
    assert facts(row)[:2] == ("TG", "GH")


def test_the_name_takes_the_nouns_around_it() -> None:
    assert (
        facts(rows("Moscow suspends New START nuclear treaty with the US")[0])[2]
        == "New START nuclear treaty"
    )
    assert facts(rows("Thailand suspends border truce deal with Laos")[0])[2] == "border truce deal"
    assert (
        facts(rows("Россия вышла из Договора по открытому небу", lang="ru")[0])[2]
        == "Договора по открытому небу"
    )


def test_such_agreements_are_no_row_of_their_own() -> None:
    found = rows("Chad ends rail treaty with Niger", "Chad has ended transport agreements since 2010.")
    assert [facts(row)[:3] for row in found] == [("TD", "NE", "rail treaty")]


def test_an_agreement_without_its_name_between_the_parties_of_an_entry_is_that_entry() -> None:
    found = rows(
        "What is New START and why is Russia suspending it?",
        "Russia is suspending its last arms treaty with the United States.",
    )
    assert [(row.entry, codes(row.others)) for row in found] == [("new-start", ["US"])]


def test_a_name_between_other_parties_is_not_that_entry() -> None:
    [row] = rows("Samoa and Tonga part ways", "Samoa has ended its friendship treaty with Tonga.")
    assert facts(row)[:3] == ("WS", "TO", "friendship treaty")
    assert (row.entry, row.naming) == ("friendship", "kind")


def test_a_plain_noun_takes_what_tells_it_apart() -> None:
    assert (
        facts(rows("Guyana terminated an agreement with Togo to open an office on Monday")[0])[2]
        == "agreement with Togo to open an office"
    )
    assert (
        facts(rows("Togo has quit the armistice that ended the Volta War")[0])[2]
        == "armistice that ended the Volta War"
    )


def test_a_story_without_a_word_of_ending_names_its_agreement_all_the_same() -> None:
    [row] = rows("The end of the road", "Panama says the river treaty with Colombia is history.")
    assert facts(row)[:3] == ("PA", "CO", "river treaty")


def test_nothing_is_stated_where_nothing_is_named() -> None:
    assert rows("A quiet day", "Nothing happened.") == ()
    assert rows("") == ()
    assert extract(Story("k", "Canada withdraws from NATO"), (), parse_lexicon({})) == ()


def test_a_cabinet_without_a_country_is_nobody() -> None:
    [row] = rows("Cabinet ends tax treaty with Samoa")
    assert facts(row)[:2] == ("", "WS")


def test_the_state_in_a_name_that_means_none_is_not_a_party() -> None:
    [row] = rows("Six South American nations quit the river treaty of the Amazon")
    assert "US" not in codes(row.actors)


# ---------------------------------------------------------------- ten languages


@pytest.mark.parametrize(
    ("lang", "headline", "actor", "other", "stage"),
    [
        ("ru", "Швеция денонсировала соглашение о рыболовстве с Данией", "SE", "DK", "decided"),
        ("ru", "Чили приостановила участие в договоре с Перу", "CL", "PE", "suspended"),
        ("ru", "Москва узнала о выходе Чили из договора с Перу", "CL", "PE", "decided"),
        ("uk", "Норвегія розірвала угоду про рибальство з Данією", "NO", "DK", "decided"),
        ("pl", "Norwegia wypowiedziała umowę o rybołówstwie z Danią", "NO", "DK", "decided"),
        ("fr", "La Norvège dénonce l'accord de pêche avec le Danemark", "NO", "DK", "decided"),
        ("fr", "Oslo pourrait suspendre la convention fiscale avec le Chili", "NO", "CL", "threatened"),
        ("de", "Norwegen kündigt das Fischereiabkommen mit Dänemark", "NO", "DK", "decided"),
        ("de", "Chile will aus der Internationalen Walfangkommission austreten", "CL", "", "threatened"),
        ("es", "Noruega denuncia el acuerdo de pesca con Dinamarca", "NO", "DK", "decided"),
        ("pt", "Noruega denuncia o acordo de pesca com a Dinamarca", "NO", "DK", "decided"),
        ("it", "La Norvegia denuncia l'accordo di pesca con la Danimarca", "NO", "DK", "decided"),
        ("tr", "Norveç, Danimarka ile balıkçılık anlaşmasını feshetti", "NO", "DK", "decided"),
    ],
)
@pytest.mark.parametrize("tagged", [True, False])
def test_parties_and_stage_are_read_in_ten_languages_whatever_the_tag(
    lang: str, headline: str, actor: str, other: str, stage: str, tagged: bool
) -> None:
    [row] = rows(headline, lang=lang if tagged else None)
    assert (*facts(row)[:2], row.stage.value) == (actor, other, stage)
    assert row.instrument is not None


def test_dates_are_read_in_the_words_of_each_language() -> None:
    for lang, text, signed in (
        (
            "ru",
            "Норвегия денонсировала соглашение с Данией. Соглашение с Данией было подписано 3 марта "
            "1987 года.",
            "1987-03-03",
        ),
        (
            "fr",
            "La Norvège dénonce l'accord de pêche avec le Danemark. L'accord de pêche avec le Danemark "
            "a été signé le 3 mars 1987.",
            "1987-03-03",
        ),
        (
            "es",
            "Noruega denuncia el acuerdo con Dinamarca. El acuerdo con Dinamarca fue firmado el 3 de "
            "marzo de 1987.",
            "1987-03-03",
        ),
        (
            "de",
            "Norwegen kündigt das Fischereiabkommen mit Dänemark. Das Fischereiabkommen mit Dänemark "
            "wurde am 3. März 1987 unterzeichnet.",
            "1987-03-03",
        ),
    ):
        [row] = rows("", text, lang=lang)
        assert value(row.signed) == signed, lang


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "fr",
            "La Norvège dénonce l'accord avec le Danemark. L'accord avec le Danemark a été signé dans "
            "les années 1980.",
        ),
        (
            "ru",
            "Норвегия денонсировала соглашение с Данией. Соглашение с Данией было подписано в начале 1980-х.",
        ),
        (
            "en",
            "Norway ended its accord with Denmark. The accord with Denmark was signed in the early 1980s.",
        ),
    ],
)
def test_a_decade_is_read_as_each_language_writes_it(lang: str, text: str) -> None:
    [row] = rows("", text, lang=lang)
    assert value(row.signed) == "1980s"


# ---------------------------------------------------------------- stages


@pytest.mark.parametrize(
    ("headline", "hits", "stage"),
    [
        ("Togo quits whaling treaty", (), "decided"),
        ("Togo suspends whaling treaty", (), "suspended"),
        ("Togo formally withdraws from whaling treaty", (), "effective"),
        ("Togo may leave whaling treaty", (), "threatened"),
        ("Togo's MPs urged to end whaling treaty", (), "proposed"),
        ("Togo rejoins whaling treaty", (), "reversed"),
        ("Togo gives notice it will end whaling treaty", (), "notified"),
        ("Togo quits whaling treaty", hit(Kind.THREAT, Stage.PROPOSED), "proposed"),
        ("Togo may quit whaling treaty", hit(Kind.THREAT, Stage.PROPOSED), "threatened"),
        ("Togo may quit whaling treaty", hit(Kind.ACT, Stage.DECIDED), "threatened"),
        ("Togo plans exit from whaling treaty", hit(Kind.ACT, Stage.DECIDED), "decided"),
        ("Togo quits whaling treaty", hit(Kind.ACT, Stage.NOTIFIED), "notified"),
        ("Togo formally withdraws from whaling treaty", hit(Kind.ACT, Stage.DECIDED), "effective"),
        ("Togo's whaling treaty", hit(Kind.ACT, Stage.NOTIFIED), "notified"),
    ],
)
def test_the_stage_is_what_the_words_say_and_the_rule_tells_a_threat_from_an_act(
    headline: str, hits: tuple[Hit, ...], stage: str
) -> None:
    [row] = rows(headline, hits=hits)
    assert row.stage.value == stage


@pytest.mark.parametrize(
    ("lang", "headline", "summary", "stage"),
    [         ("en", "Togo's parliament votes to quit whaling treaty", "", "decided"),         ("en", "Deputies vote on Togo's exit", ("Lawmakers "
                                                                                                                                       "in "
                                                                                                                                       "Lome "
                                                                                                                                       "passed "
                                                                                                                                       "the "
                                                                                                                                       "law "
                                                                                                                                       "on "
                                                                                                                                       "leaving "
                                                                                                                                       "the "
                                                                                                                                       "whaling "
                                                                                                                                       "treaty."), "decided"),         ("fr", "Le parlement togolais vote le retrait du traité baleinier", "", "decided"),         ("es", "Asamblea de Togo deroga el tratado ballenero", "", "decided"),         ("de", "Togos Parlament stimmt für Austritt aus dem Walfangvertrag", "", "decided"),         ("it", "Il parlamento del Togo approva il recesso dal trattato baleniero", "", "decided"),         ("pt", "Parlamento do Togo aprova saída do tratado baleeiro", "", "decided"),         ("pl", "Parlament Togo przegłosował wyjście z traktatu wielorybniczego", "", "decided"),         ("ru", "Парламент Того проголосовал за выход из китобойного договора", "", "decided"),         ("uk", "Парламент Того проголосував за вихід з китобійного договору", "", "decided"),         ("tr", "Togo parlamentosu balina anlaşmasından çekilmeyi onayladı", "", "decided"),         ("en", "Togo parliament's committee backs exit from whaling treaty", "", "proposed"),         ("en", "Togo's MPs pass resolution to quit whaling treaty", ("Lawmakers "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             "voted "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             "for "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             "a "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             "resolution "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             "urging "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             "the "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             "exit."), "proposed"),         ("es", "Diputados de Togo votan salir del tratado ballenero", ("La "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           "Cámara "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           "Baja "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           "aprobó "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           "salir "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           "del "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           "tratado "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           "ballenero."), "proposed"),         ("en", "Government approves quitting whaling treaty", ("Togo's "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "cabinet "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "sent "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "a "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "bill "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "to "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "quit "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "the "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "treaty "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "to "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "parliament."), "proposed"),     ],
)  # fmt: skip
def test_the_last_vote_of_a_parliament_decides_though_a_rule_says_proposed(
    lang: str, headline: str, summary: str, stage: str
) -> None:
    row = rows(headline, summary, lang=lang, hits=hit(Kind.THREAT, Stage.PROPOSED))[0]
    assert row.stage.value == stage


@pytest.mark.parametrize(
    ("lang", "headline", "summary", "stage"),
    [
        (
            "en",
            "Togo scraps tax treaty with Benin",
            "Lome has notified Benin of the termination of the treaty.",
            "notified",
        ),
        (
            "es",
            "Togo pone fin al tratado fiscal con Benín",
            "El gobierno notificó a Benín que termina el tratado.",
            "notified",
        ),
        (
            "fr",
            "Le Togo dénonce le traité fiscal avec le Bénin",
            "Lomé a notifié au Bénin la fin du traité.",
            "notified",
        ),
        (
            "en",
            "Togo scraps tax treaty with Benin",
            "Lome will have notified Benin of the termination by May.",
            "decided",
        ),
        (
            "en",
            "Togo scraps tax treaty with Benin",
            "The ministry announced the termination of the treaty.",
            "decided",
        ),
    ],
)
def test_who_was_told_of_an_exit_that_a_headline_announces_was_given_notice(
    lang: str, headline: str, summary: str, stage: str
) -> None:
    row = rows(headline, summary, lang=lang, hits=hit(Kind.ACT, Stage.DECIDED))[0]
    assert row.stage.value == stage


@pytest.mark.parametrize(
    ("lang", "headline", "summary", "stage"),
    [
        (
            "de",
            "Togo: Fischereiabkommen mit Benin beendet",
            "Das Abkommen ist abgelaufen, nachdem Lomé es gekündigt hatte.",
            "expired",
        ),
        (
            "it",
            "Il Togo chiude il trattato fiscale con il Benin",
            "È decaduto il trattato del 1953, disdetto da Lomé a giugno.",
            "expired",
        ),
        ("en", "Togo ends fishing treaty with Benin", "The treaty expires in a year.", "decided"),
        ("en", "Togo ends fishing treaty with Benin", "The treaty will have expired by May.", "decided"),
    ],
)
def test_a_text_that_says_it_has_run_out_leads_over_a_headline_that_only_ends_it(
    lang: str, headline: str, summary: str, stage: str
) -> None:
    row = rows(headline, summary, lang=lang, hits=hit(Kind.ACT, Stage.DECIDED))[0]
    assert row.stage.value == stage


def test_a_negation_before_a_colon_denies_nothing_behind_it() -> None:
    row = rows(
        "No more cheap fish from Benin, not this year: Togo ends fishing treaty",
        hits=hit(Kind.ACT, Stage.DECIDED),
    )[0]
    assert row.stage.value == "decided"


# ---------------------------------------------------------------- dates, form, reason


@pytest.mark.parametrize(
    ("summary", "published", "ended"),
    [
        ("Chad ended its rail treaty with Niger on 20 November 2021.", None, "2021-11-20"),
        ("Chad ended its rail treaty with Niger on November 20, 2021.", None, "2021-11-20"),
        ("Chad ended its rail treaty with Niger on 2021-11-20.", None, "2021-11-20"),
        ("Chad ended its rail treaty with Niger on 20.11.2021.", None, "2021-11-20"),
        ("Chad ended its rail treaty with Niger on 20/11/2021.", None, "2021-11-20"),
        ("Chad ended its rail treaty with Niger on 10/11/2021.", None, None),
        ("Chad ended its rail treaty with Niger in November 2021.", None, "2021-11"),
        ("Chad ended its rail treaty with Niger in 2021.", None, "2021"),
        ("Chad ended its rail treaty with Niger on 31 February 2021.", None, None),
        ("Chad ended its rail treaty with Niger on 30 December.", date(2022, 1, 2), "2021-12-30"),
        ("Chad ended its rail treaty with Niger on December 30.", date(2022, 1, 2), "2021-12-30"),
        ("Chad ended its rail treaty with Niger on 30 December.", None, None),
        ("Chad ended its rail treaty with Niger on Friday.", date(2022, 1, 2), "2021-12-31"),
        ("Chad ended its rail treaty with Niger today.", date(2022, 1, 2), "2022-01-02"),
        ("Chad ended its rail treaty with Niger yesterday.", date(2022, 1, 2), "2022-01-01"),
        ("Chad ended its rail treaty with Niger on Friday.", None, None),
        ("Chad said on Friday it will end its rail treaty with Niger.", date(2022, 1, 2), None),
        ("Chad ended its rail treaty with Niger, in force since 1974.", None, None),
        ("Chad may end its rail treaty with Niger on 3 May 2021.", None, None),
        ("Chad ended its rail treaty with Niger on 29 February.", date(2023, 5, 1), "2024-02-29"),
        ("Chad ended its rail treaty with Niger on 3 May.", date(1, 5, 1), "0001-05-03"),
        ("Chad ended its rail treaty with Niger in November of 2021.", None, "2021-11"),
        ("Chad ended its rail treaty with Niger. The decision was taken on Friday.", date(2022, 1, 2), None),
        (
            "Chad ended its rail treaty with Niger. The decision recalls that of 3 May 1998.",
            date(2022, 1, 2),
            None,
        ),
    ],
)
def test_the_day_of_the_end_is_as_exact_as_the_words(
    summary: str, published: date | None, ended: str | None
) -> None:
    [row] = rows("", summary, published=published)
    assert value(row.ended) == ended


@pytest.mark.parametrize(
    ("summary", "signed"),
    [
        ("Chad ended its rail treaty with Niger, signed in 1974.", "1974"),
        ("Chad ended the 1974 rail treaty with Niger.", "1974"),
        (
            "Chad ended its rail treaty with Niger. The rail treaty with Niger dates back to the 1970s.",
            "1970s",
        ),
        ("Chad ended its rail treaty of 4 May 1974 with Niger.", "1974-05-04"),
        ("Chad ended its rail treaty with Niger on 4 May 2024.", None),
        ("The rail treaty with Niger on 4 May 1974. Chad ended it.", None),
    ],
)
def test_the_day_of_signature_stands_at_a_word_of_signing_or_at_the_name(
    summary: str, signed: str | None
) -> None:
    [row] = rows("", summary)
    assert value(row.signed) == signed


def test_form_and_reason_are_those_that_the_sentence_gives() -> None:
    [row] = rows(
        "",
        "Chad's president signed a decree that ends the rail treaty with Niger, citing unpaid fees at "
        "the border.",
    )
    assert (value(row.form), value(row.reason)) == ("decree", "unpaid fees at the border")
    assert row.reason is not None
    assert "citing unpaid fees" in row.reason.sentence
    [row] = rows("", "Chad ended the rail treaty with Niger because.")
    assert row.reason is None


# ---------------------------------------------------------------- whole articles

KAZAKHSTAN = [
    ("KZ", "NO", "River Ports Accord (concluded by the USSR)", "1987-03-03", "2025-03"),
    ("KZ", "BE", "Belgian-Kazakh Air Transport Agreement", "1996-05-12", "2025-03"),
    ("KZ", "CL", "Chilean-Kazakh Road Transport Treaty", "2003-10-09", "2025-03"),
    ("KZ", "HU", "Rail Transit Agreement", "1990s", "2024-06"),
]


def article(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


def test_one_decree_that_ends_three_agreements_is_three_rows_and_an_earlier_exit_is_a_fourth() -> None:
    found = rows("", body=article("kazakhstan.txt"), published=date(2025, 3, 7))
    assert [facts(row) for row in found] == KAZAKHSTAN
    assert [value(row.decided) for row in found[:3]] == ["2025-03-06"] * 3, (
        "the day of the decree is not the day of the end"
    )
    assert [value(row.form) for row in found] == ["decree", "decree", "decree", None]
    assert [value(row.reason) for row in found] == ["no longer necessary"] * 3 + [None]
    assert [value(row.note) for row in found] == [
        "Cancelled as no longer necessary.", None, "Cancelled with the others.",
        ("Ended after a dispute over tariffs.")
    ]  # fmt: skip


def test_without_a_day_of_publication_the_table_tells_the_month() -> None:
    found = rows("", body=article("kazakhstan.txt"))
    assert [value(row.ended) for row in found] == ["2025-03", "2025-03", "2025-03", "2024-06"]


def test_a_table_whose_line_breaks_were_lost_is_read_all_the_same() -> None:
    flat = " ".join(article("kazakhstan.txt").split())
    assert [facts(row) for row in rows("", body=flat)] == [
        facts(row) for row in rows("", body=article("kazakhstan.txt"))
    ]


def test_the_first_sentences_alone_give_the_rows_without_an_end() -> None:
    found = rows("", body="\n".join(article("kazakhstan.txt").split("\n")[:4]))
    assert [facts(row)[3:] for row in found] == [
        ("1987-03-03", None),
        ("1996-05-12", None),
        ("2003-10-09", None),
    ]
    assert [value(row.instrument) for row in found] == [
        "Norwegian accord on river ports", "Belgian-Kazakh air transport agreement",
        ("Chilean-Kazakh road transport treaty"),
    ]  # fmt: skip


def test_an_html_article_keeps_its_table_and_loses_what_is_no_text() -> None:
    text = html_article(article("ecuador.html"))
    assert "| Italy | Ecuador-Italy Investment Treaty | 25 Oct 2001 | May 2017 |" in text
    assert "NATO" not in text
    assert "Home" not in text
    assert "treaties with Italy, Spain and Finland, citing" in text
    assert [facts(row) for row in rows("", body=text)] == [
        ("EC", "IT", "Ecuador-Italy Investment Treaty", "2001-10-25", "2017-05"),
        ("EC", "ES", "Ecuador-Spain Investment Treaty", "1996-06-26", "2017-05"),
        ("EC", "FI", "Ecuador-Finland Investment Treaty", "2001-04-18", "2017-05"),
    ]


def test_a_table_alone_names_who_left_in_its_own_column() -> None:
    body = (
        "| Ended by | Treaty | Terminated |\n|---|---|---|\n| Norway | Seal Hunting Treaty | 3 May "
        "2011 |\n| Togo | | 4 May 2011 |\n"
    )
    [first] = rows("", body=body)[:1]
    assert facts(first) == ("NO", "", "Seal Hunting Treaty", None, "2011-05-03")
    assert first.stage.sentence == "Norway | Seal Hunting Treaty | 3 May 2011"


def test_a_table_without_names_fills_what_prose_says_and_paragraphs_in_a_cell_are_words() -> None:
    table = (
        "<table><tr><th>Country<th>Signed<th>Ended</tr><tr><td><p>Niger</p><p>(south)</p><td>1974<td>May "
        "2024</tr></table>"
    )
    text = html_article(f"<p>Chad has ended its rail treaty with Niger.</p>{table}")
    assert "| Niger (south) | 1974 | May 2024 |" in text
    assert [facts(row) for row in rows("", body=text)] == [("TD", "NE", "rail treaty", "1974", "2024-05")]


def test_a_table_row_of_an_entry_joins_the_prose_about_it() -> None:
    body = (
        "Chad left the Rome Statute.\n| Treaty | Ended |\n| Rome Statute | May 2024 |\n| Energy "
        "Charter Treaty | June 2024 |"
    )
    assert [(row.entry, value(row.ended)) for row in rows("", body=body)] == [
        ("icc", "2024-05"),
        ("ect", "2024-06"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "| a | b | c | d | e | f |",
        "|||||||",
        "| Country | Ended | | Togo |",
        "| Country | Ended |\n| Togo | 2011 | more |\n| x | y |",
        "| - | - |\n| - | - |",
        "Prices | News | Sport | Weather | Money | Travel | Food",
    ],
)
def test_pipes_that_are_no_table_about_treaties_state_nothing(body: str) -> None:
    assert all(row.instrument is None for row in rows("", body=body))


# ---------------------------------------------------------------- evidence, limits, the lexicon's file

WORDS = st.sampled_from(
    [
        *(
            "Russia",
            "Moscow",
            "the",
            "US",
            "quits",
            "suspends",
            "treaty",
            "with",
            "France,",
            "and",
            "Poland",
            "on",
            "Friday",
            "1989",
            "20",
        ),
        *(
            "November",
            "2000s",
            "|",
            "Country",
            "Ended",
            "\n",
            "“New",
            "START”",
            "NATO",
            "EU's",
            "Brexit",
            "withdrawal",
            "from",
            "agreement",
        ),
        *(
            "signed",
            "decree",
            "because",
            ".",
            "?",
            "in",
            "December",
            "2025",
            "денонсировала",
            "договор",
            "с",
            "Росією",
            "ile",
            "expires",
        ),
    ]
)


def check(story: Story, found: tuple[Termination, ...]) -> None:
    for row in found:
        cells = (row.instrument, row.stage, row.signed, row.ended, row.form, row.reason)
        for one in (*row.actors, *row.others, *(cell for cell in cells if cell is not None)):
            text = getattr(story, one.field)
            assert one.story == story.key
            if one.start >= 0:
                assert text[one.start : one.end].strip()
                assert text[one.start : one.end] in one.sentence or " | " in one.sentence


@settings(max_examples=150, deadline=None)
@given(
    st.lists(WORDS, max_size=40),
    st.lists(WORDS, max_size=40),
    st.sampled_from(["en", "ru", "uk", "de", "tr", None]),
    st.dates(),
)
def test_whatever_is_said_every_value_points_into_its_story(
    title: list[str], body: list[str], lang: str | None, day: date
) -> None:
    story = Story("k", " ".join(title), " ".join(reversed(title)), " ".join(body), lang=lang)
    found = extract(story, hit(Kind.ACT, Stage.DECIDED), lexicon(), published=day)
    check(story, found)
    assert found == extract(story, hit(Kind.ACT, Stage.DECIDED), lexicon(), published=day)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.text(max_size=400))
def test_no_text_raises(title: str, body: str) -> None:
    check(story := Story("k", title, "", body), extract(story, (), lexicon(), published=date.max))
    html_article(body)


@pytest.mark.parametrize(
    "html",
    [
        "<![",
        "<!",
        "<table><tr><td>a<td>b</table>",
        "&#x110000;",
        "<a" * 50,
        "<td>" * 50,
        "</tr></table>",
        "\x00",
    ],
)
def test_broken_html_is_read_as_far_as_it_goes(html: str) -> None:
    assert isinstance(html_article(html), str)


def test_a_broken_lexicon_is_refused_with_its_path() -> None:
    with pytest.raises(RuleError, match=r"xx\.toml"):
        parse_lexicon({"xx.toml": "id = "})


def small_lexicon(lang: str, leave: str) -> dict[str, str]:
    """Files of a lexicon of one language that knows few words."""
    return {
        "lists.toml": (
            f'[[list]]\nid = "exit.leave"\n{lang} = {leave}\n[[list]]\nid = '
            f'"heads.treaty"\n{lang} = ["treaty"]\n'
        ),
        "traits.toml": f'[{lang}]\nprepositions = []\nmodifiers = "before"\n',
    }


def test_a_term_without_a_word_is_left_out() -> None:
    own = parse_lexicon(small_lexicon("en", '["!", "quits"]'))
    assert len(extract(Story("k", "Norway quits seal treaty !"), (), own)) == 1


LIKE = {
    "lists.toml": """
        [[list]]
        id = "exit.leave"
        like = ["quit"]
        [[list]]
        id = "says"
        like = ["report"]
        en = ["reckons"]
        [[list]]
        id = "exit.end"
        en = ["scraps", "quit for good"]
    """,
    "predicates.toml": """
        [[concept]]
        id = "quit"
        class = "leave"
        en = ["quit > the", "bow + out > of", "scraps"]
    """,
    "words.toml": """
        [[class]]
        id = "report"
        en = ["say", "put it", "claim*"]
    """,
    "forms/en.txt": "quit quits quitting\nsay says said\n",
}


def test_a_list_has_the_words_of_the_rows_that_it_is_like_in_all_their_forms() -> None:
    pack = parse_lexicon(LIKE).packs["en"]
    found = {
        words: pack.phrases.find(tokenize(words))
        for words in ("he is quitting", "they bow out", "it scraps it")
    }
    assert {words: [(mark.layer, mark.value) for mark in marks] for words, marks in found.items()} == {
        "he is quitting": [("exit", "leave")],
        "they bow out": [("exit", "leave")],
        "it scraps it": [("exit", "end")],  # what a list says itself goes before
    }
    # words alone: no phrase and no open ending
    assert pack.sets["says"] == {
        "reckons",
        "say",
        "says",
        "said",
    }


def test_a_list_that_is_like_no_row_is_refused() -> None:
    own = parse_lexicon(LIKE | {"lists.toml": LIKE["lists.toml"].replace('"report"', '"reports"')})
    with pytest.raises(RuleError, match="'reports'"):
        own.packs["en"].has("says", "says")


def test_a_language_that_cldr_does_not_know_has_the_names_of_its_file_only() -> None:
    own = parse_lexicon(
        small_lexicon("qqq", '["quits"]') | {"states.toml": 'role = "name"\n[NO]\nqqq = ["Norway"]\n'}
    )
    [row] = extract(Story("k", "Norway quits seal treaty"), (), own)
    assert codes(row.actors) == ["NO"]


@pytest.mark.parametrize(
    "words",
    [
        "Russia quits treaty with France and ",
        "treaty ",
        "Mali, ",
        "| Ended | Treaty ",
        "New START on 3 May 1999 signed ",
    ],
)
def test_a_text_without_stops_takes_linear_time(words: str) -> None:
    def cost(characters: int) -> float:
        def once() -> float:
            start = time.process_time()
            rows("", body=words * (characters // len(words)))
            return time.process_time() - start

        return min(once(), once())  # the other one may have met a collection of garbage

    rows("", body=words)  # what is made once a process is made now
    assert cost(48_000) < 8 * cost(12_000) + 0.2, (
        "four times the text takes about four times as long, not sixteen"
    )


def test_a_long_article_takes_no_time_that_anybody_notices() -> None:
    def cost(copies: int) -> float:
        gc.collect()
        start = time.process_time()
        rows("", body=article("kazakhstan.txt") * copies)
        return time.process_time() - start

    cost(1)  # words are read when they are first needed
    assert cost(20) < 10 * cost(5) + 0.2, "four times the article takes about four times as long"


def test_a_story_reports_something_even_where_its_words_of_ending_are_not_understood() -> None:
    found = rows("Putin zawiesza uczestnictwo w programie New START", hits=hit(Kind.ACT, Stage.SUSPENDED))
    assert [(facts(row)[:3], row.main) for row in found] == [(("RU", "US", "New START"), True)]


@pytest.mark.parametrize(
    ("title", "lang", "resembles"),
    [
        ("Norway quits treaty to prevent violence against women", "en", ("istanbul",)),
        ("La Norvegia esce dalla Convenzione europea contro la tortura", "it", ("anti-torture", "cat")),
        ("Норвегия выходит из договора о запрете кассетных бомб", "ru", ("ccm",)),
        ("Oslo dénonce le traité sur la prévention des violences envers les femmes", "fr", ("istanbul",)),
        ("America tears up 1972 missile defence pact with Moscow", "en", ("abm",)),
        ("Sweden tears up 1972 missile defence pact with Moscow", "en", ()),
        ("Norway ends gas treaty with Denmark", "en", ()),
        ("Norway quits treaty on grazing of reindeer", "en", ()),
        ("Norway withdraws from the Istanbul Convention", "en", ()),
    ],
)
def test_a_name_that_no_list_holds_resembles_an_entry_by_its_words_or_by_its_parties_and_year(
    title: str, lang: str, resembles: tuple[str, ...]
) -> None:
    assert rows(title, lang=lang)[0].resembles == resembles

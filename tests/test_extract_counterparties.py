"""Who stands on the other side, who only hears of it, and what is said of an agreement in another
sentence.
"""

from __future__ import annotations

from datetime import date

import pytest
from test_extract import codes, facts, rows, value

DAY = date(2026, 3, 4)  # a Wednesday


@pytest.mark.parametrize(
    ("title", "summary", "actor", "other"),
    [
        ("Brazil leaves copper pact", "Brasilia told Lima that the pact would end.", "BR", "PE"),
        ("Brazil leaves copper pact", "A note verbale was handed to the Peruvian ambassador.", "BR", "PE"),
        (
            "Brazil leaves copper pact",
            "Peru's foreign ministry said Brazil had told it of the pact's end.",
            "BR",
            "PE",
        ),
        ("Brazil leaves copper pact", "The Peruvian side has not commented.", "BR", "PE"),
        (
            "Brazil leaves copper pact",
            "The bilateral agreement helped miners. Lima called it a surprise.",
            "BR",
            "PE",
        ),
        ("Brazil leaves copper pact", "Both countries profited, miners in Peru say.", "BR", "PE"),
        (
            "Brazil leaves copper pact",
            "The 2017 agreement had given Peru use of the port. Quito was surprised.",
            "BR",
            "PE",
        ),
        ("Brazil leaves copper pact", "Lima and Quito called it a surprise.", "BR", ""),
        ("Peru latest: Brazil leaves copper pact", "", "BR", ""),
        ("Brazil leaves copper pact, Lima confirms", "", "BR", "PE"),
        ("Brazil leaves copper pact, Lima told by letter", "", "BR", "PE"),
        ("Kremlin quits nuclear arms treaty", "The White House voiced regret.", "RU", "US"),
        ("Chad quits nuclear arms treaty", "The White House voiced regret.", "TD", ""),
        ("Togo leaves Belt and Road", "Beijing voiced regret.", "TG", "CN"),
        ("Togo leaves the Convention on Cluster Munitions", "Lome told Paris that it would go.", "TG", ""),
        ("The two Koreas cancel their rail pact", "", "KP+KR", ""),
        ("Seoul ends inter-Korean rail pact", "", "KR", "KP"),
        ("Baltic states quit grain pact with Belarus", "", "EE+LV+LT", "BY"),
        ("Peru slams Brazil for quitting copper pact with Chile", "", "BR", "CL"),
        ("Ecuador notifies Peru of exit from copper pact", "", "EC", "PE"),
        ("Moldovan MPs vote to end copper pact with Chile", "", "MD", "CL"),
        ("Bolivia's Democrats want to end copper pact with Chile", "", "BO", "CL"),
        ("Brazil ends copper pact with Peru, Lula says", "", "BR", "PE"),
        ("Minister welcomed in Oslo as copper pact with Beijing is ended", "", "NO", "CN"),
    ],
)
def test_the_other_side_is_who_is_told_or_named_as_one(
    title: str, summary: str, actor: str, other: str
) -> None:
    row = rows(title, summary)[0]
    assert facts(row)[:2] == (actor, other)


def test_the_state_in_the_name_of_a_wide_convention_is_no_side_of_it() -> None:
    [row] = rows("Peru denounces the American Convention on Human Rights")
    assert (codes(row.actors), row.others) == (["PE"], ())


def test_states_aligned_with_an_alliance_are_not_the_alliance() -> None:
    found = rows(
        "Chad ends rail treaty with Niger",
        "It was a step in its withdrawal from NATO-aligned states and agreements with NATO members.",
    )
    assert [facts(row)[:3] for row in found] == [("TD", "NE", "rail treaty")]


def test_another_exit_by_another_state_keeps_its_own_actor() -> None:
    found = rows(
        "Peru suspends river pact with Chile",
        "Lima acted after Bolivia had cancelled the rail treaty with Paraguay.",
    )
    assert [facts(row)[:3] for row in found] == [("PE", "CL", "river pact"), ("BO", "PY", "rail treaty")]


def test_the_agreements_of_a_list_are_a_row_each() -> None:
    found = rows(
        "",
        "Iran has ended its road accord of 1994 with Armenia, the rail treaty with Qatar and a ferry pact with Oman.",
    )
    assert [facts(row)[1:4] for row in found] == [
        ("AM", "road accord", "1994"),
        ("QA", "rail treaty", None),
        ("OM", "ferry pact", None),
    ]
    text = "Iran has ended three transport agreements. These are the road accord with Armenia and the rail treaty with Qatar."
    assert [facts(row)[1:3] for row in rows("", text)] == [("AM", "road accord"), ("QA", "rail treaty")]


def test_a_name_that_no_list_holds_is_taken_where_a_word_of_leaving_stands_before_it() -> None:
    assert [facts(row)[:3] for row in rows("Samoa hints at quitting SPARTECA Plus")] == [
        ("WS", "", "SPARTECA Plus")
    ]
    assert facts(rows("Samoa will leave the Treasure Group soon")[0])[2] == "Treasure Group"
    assert facts(rows("Samoa Quits Grand Old Club")[0])[2] is None, "capitals everywhere tell no name"
    assert facts(rows("Samoa hints at quitting Friday")[0])[2] is None
    assert facts(rows("Samoa hints at quitting Rugby")[0])[2] is None


@pytest.mark.parametrize(
    ("summary", "signed", "ended", "form", "reason"),
    [
        (
            "Peru has ended the fish treaty with Chile. The treaty was signed in 1987.",
            "1987",
            None,
            None,
            None,
        ),
        (
            "Peru has ended the fish treaty with Chile. It was concluded on 5 May 2003 in Lima.",
            "2003-05-05",
            None,
            None,
            None,
        ),
        (
            "Peru has ended the fish treaty with Chile. It has lasted since 5 May 2003.",
            None,
            None,
            None,
            None,
        ),
        (
            "Signed in 1987, the fish treaty between Peru and Chile has been cancelled by Lima.",
            "1987",
            None,
            None,
            None,
        ),
        (
            "The fish treaty, signed by Peru and Chile on May 12, 1999, was cancelled by Lima.",
            "1999-05-12",
            None,
            None,
            None,
        ),
        ("Peru ends its fish treaty with Chile, made around 1970.", None, None, None, None),
        (
            "Peru has ended the fish treaty with Chile with effect from 1 March 2026.",
            None,
            "2026-03-01",
            None,
            None,
        ),
        (
            "Peru said on 2 February that it ended the fish treaty with Chile as of midnight on 31 December 2025.",
            None,
            "2025-12-31",
            None,
            None,
        ),
        (
            "Peru is leaving the fish treaty with Chile. The withdrawal takes effect on 1 June 2026.",
            None,
            "2026-06-01",
            None,
            None,
        ),
        (
            "Peru is leaving the fish treaty with Chile. The agreement took effect on 1 June 1990.",
            None,
            None,
            None,
            None,
        ),
        (
            "Peru is leaving the fish treaty with Chile. The exit takes effect a year after notification.",
            None,
            None,
            None,
            None,
        ),
        ("The fish treaty between Peru and Chile expires on Friday.", None, "2026-03-06", None, None),
        ("The fish treaty between Peru and Chile expired on Friday.", None, "2026-02-27", None, None),
        (
            "Peru's exit from the fish treaty with Chile took effect on Friday.",
            None,
            "2026-02-27",
            None,
            None,
        ),
        ("Peru will leave the fish treaty with Chile on July 1.", None, "2026-07-01", None, None),
        ("Peru ends the fish treaty with Chile tomorrow.", None, "2026-03-05", None, None),
        (
            "Peru ended the fish treaty with Chile in a decree signed on 3 May 2025.",
            None,
            None,
            "decree",
            None,
        ),
        ("Peru ended the fish treaty with Chile over quota fraud.", None, None, None, "quota fraud"),
        ("Peru ended the fish treaty with Chile over the weekend.", None, None, None, None),
        (
            "Peru ended the fish treaty with Chile, saying that it was outdated by far.",
            None,
            None,
            None,
            "it was outdated by far",
        ),
    ],
)
def test_dates_form_and_reason_are_what_the_text_states(
    summary: str, signed: str | None, ended: str | None, form: str | None, reason: str | None
) -> None:
    [row] = rows("", summary, published=DAY)
    assert (value(row.signed), value(row.ended), value(row.form), value(row.reason)) == (
        signed,
        ended,
        form,
        reason,
    )


def test_no_day_is_counted_beyond_the_calendar() -> None:
    assert (
        value(rows("", "Peru ends the fish treaty with Chile tomorrow.", published=date.max)[0].ended) is None
    )
    assert (
        value(rows("", "Peru ended the fish treaty with Chile yesterday.", published=date.min)[0].ended)
        is None
    )


# ---------------------------------------------------------------- tables as others write them

CELLS = [
    ("EG", "Dam Data Treaty", "2015-03-23", "2026-03"),
    ("ER", "Border Patrol Pact", "2000s", "2025-11-02"),
]


@pytest.mark.parametrize(
    "table",
    [
        "Treaty | Partner | Signed | Ended | Remark\n"
        "Dam Data Treaty | Egypt | 23 March 2015 | March 2026 | Lapsed\n"
        "Border Patrol Pact | Eritrea | early 2000s | 2 Nov 2025 |\n",
        "| # | Cancelled on | Agreement | Counterparty | Date of signature |\n|--:|:--|---|---|---|\n"
        "| 1 | March 2026 | Dam Data Treaty | Egypt | 23 Mar 2015 |\n| 2 | 2 November 2025 | Border Patrol Pact | Eritrea | 2000s |\n",
        "Country\tInstrument\tSignature\tTermination\n\nEgypt\tDam Data Treaty\t2015-03-23\tMar 2026\n"
        "Eritrea\tBorder Patrol Pact\tlate 2000s\t02.11.2025\n",
        "| Agreement | With | Concluded | In force since | Date of withdrawal |\n+---+---+---+---+---+\n"
        "| Dam Data Treaty (2015) | Egypt | 23 March 2015 | 2016 | March 2026 |\n"
        "| Border Patrol Pact | Eritrea | 2000s | 2004 | November 2, 2025 |\n"
        "| Coffee Treaty | Kenya | 1998 | 1999 | still in force |\n",
    ],
)
def test_a_table_is_read_whatever_parts_its_cells_and_orders_its_columns(table: str) -> None:
    found = rows("", body=f"Ethiopia has left several agreements.\n{table}\nNobody commented.")
    assert [(*facts(row)[1:],) for row in found] == CELLS
    assert {facts(row)[0] for row in found} == {"ET"}
    assert all(row.signed is not None and "|" in row.signed.sentence for row in found)


def test_of_two_columns_of_states_the_one_that_is_no_partner_acts() -> None:
    table = "| State | Accord | Other party | Withdrawn | Why |\n| Togo | Radar Accord | Mali | May 2020 | Cost of it |"
    body = f"Exits from arms treaties\n{table}"
    [row] = rows("", body=body)
    assert facts(row) == ("TG", "ML", "Radar Accord", None, "2020-05")
    assert value(row.reason) == "Cost of it"


def test_a_remark_holds_a_reason_only_where_it_says_so() -> None:
    body = (
        "Togo left two accords.\n| Accord | Partner | Ended | Notes |\n"
        "| Radar Accord | Mali | 2020 | Cancelled because of unpaid bills. |\n| Salt Accord | Niger | 2021 | Went with the other. |"
    )
    assert [value(row.reason) for row in rows("", body=body)] == ["unpaid bills", None]


def test_a_bilateral_agreement_in_a_table_is_not_the_convention_whose_words_it_shares() -> None:
    body = "Togo left accords.\n| Accord | Partner | Ended |\n| Air Services Agreement | Mali | 2020 |"
    [row] = rows("", body=body)
    assert (row.entry, row.naming, facts(row)[2]) == ("air-services", "kind", "Air Services Agreement")


ARTICLE = [
    "QUITO - Ecuador has broken off decades-old science and defence treaties with Spain, Belgium and Japan.",
    "The step was made official in an order that the president signed on Tuesday.",
    "The pacts stem from the 1990s.",
    "The treaty with Spain on naval drills was inked on 1 April 1992.",
    "An Ecuadorian-Belgian research accord was agreed on 9 May 1996, and the Ecuadorian-Japanese satellite accord on 30 October 2002.",
    "Officials in Quito describe the accords as a relic of another age.",
]


def test_an_article_without_a_table_gives_the_same_cells_from_its_sentences_and_its_list() -> None:
    body = "\n".join(
        [
            *ARTICLE,
            "- Spain: Naval Drills Treaty, terminated in February 2026",
            "- Chile: Whey Accord, terminated in July 2024",
        ]
    )
    found = rows("", body=body, published=date(2026, 2, 26))
    assert [(facts(row)[1], *facts(row)[3:], value(row.form)) for row in found] == [
        ("ES", "1992-04-01", "2026-02", "order"),
        ("BE", "1996-05-09", None, "order"),
        ("JP", "2002-10-30", None, "order"),
        ("CL", None, "2024-07", None),
    ]
    assert [value(row.reason) for row in found] == ["a relic of another age"] * 3 + [None]


def test_what_officials_argue_is_a_reason_only_where_it_speaks_of_no_end_and_no_date() -> None:
    for told, reason in (
        ("have become a mere burden", "a mere burden"),
        ("have ended", None),
        ("were signed in 1990", None),
        ("matter", None),
    ):
        [row] = rows(
            "", f"Chad ended the rail treaty with Niger. Officials argue that the old accords {told}."
        )
        assert value(row.reason) == reason


def test_words_of_the_name_tell_no_stage_and_another_clause_no_party() -> None:
    [row] = rows("Rome quits Belt and Road Initiative")
    assert row.stage.value == "decided"
    [row] = rows("Chad ends salt pact with Niger; Togo calls the move hostile")
    assert facts(row)[:3] == ("TD", "NE", "salt pact")


# ---------------------------------------------------------------- what several say together, and what one says of others


def test_a_decree_that_ends_three_agreements_gives_each_its_day_its_form_and_the_reason() -> None:
    found = rows(
        "Russia terminates military agreements with Canada, France and Portugal by decree",
        "By a decree of 5 December 2025 Russia terminated three military agreements that it calls “no longer strategically relevant”. "
        "The Military Visits Pact with Canada was signed by the Soviet Union on 20 November 1989. "
        "The Franco-Russian Defence Cooperation Agreement was signed on 4 February 1994. "
        "The Russian-Portuguese Military Cooperation Treaty was signed on 4 August 2000.",
        published=date(2025, 12, 5),
    )
    assert [facts(row) for row in found] == [
        ("RU", "CA", "Military Visits Pact", "1989-11-20", None),
        ("RU", "FR", "Franco-Russian Defence Cooperation Agreement", "1994-02-04", None),
        ("RU", "PT", "Russian-Portuguese Military Cooperation Treaty", "2000-08-04", None),
    ]
    assert {value(row.decided) for row in found} == {"2025-12-05"}
    assert {(value(row.form), value(row.reason)) for row in found} == {
        ("decree", "no longer strategically relevant")
    }


def test_what_was_said_of_several_agreements_long_before_is_not_said_of_these() -> None:
    found = rows(
        "Chad ends rail treaties with Niger, Mali and Togo",
        "Ministers were silent. Traders were not. Few trains run. Fewer will. In 2011 Chad ended several customs treaties.",
    )
    assert [value(row.ended) for row in found] == [None, None, None]


def test_a_decade_is_a_date_of_signature_and_a_month_one_of_an_end() -> None:
    [row] = rows(
        "Russia terminates its Military-Technical Cooperation Agreement with Germany",
        "In July 2025 Russia terminated its Military-Technical Cooperation Agreement with Germany. "
        "The agreement was signed in the early 2000s.",
    )
    assert facts(row) == ("RU", "DE", "Military-Technical Cooperation Agreement", "2000s", "2025-07")


def test_of_two_joined_states_the_country_is_the_nearer_one_and_a_day_of_what_followed_is_no_end() -> None:
    told = (
        "Tensions between the United States and Russia looked to be escalated on Wednesday following the country's announcement "
        "that it was suspending participation in the arms treaty"
    )
    for found in (rows(told, published=DAY), rows("Arms treaty in doubt", f"{told}.", published=DAY)):
        assert [(codes(row.actors), value(row.ended)) for row in found] == [(["RU"], None)]


@pytest.mark.parametrize(
    ("summary", "reason"),
    [
        (
            "Putin accuses the West of starting the war as he suspends the treaty.",
            "accuses the West of starting the war",
        ),
        ("Peru left the fish treaty, accusing Chile of fraud.", "accusing Chile of fraud"),
        ("Peru left the fish treaty and blames Chile for the fraud.", "blames Chile for the fraud"),
        ("Peru left the fish treaty as Chile accuses it of fraud.", None),
        ("Chile accuses Peru of fraud as Peru leaves the fish treaty.", None),
        ("Peru accuses Chile of fraud. It left the fish treaty.", None),
    ],
)
def test_what_the_one_who_leaves_accuses_others_of_is_a_reason_with_its_verb(
    summary: str, reason: str | None
) -> None:
    assert value(rows("", summary)[0].reason) == reason


@pytest.mark.parametrize(
    ("summary", "other"),
    [
        ("Brazil quits a nuclear treaty and blames Peru for the war.", ""),
        ("Brazil quits a nuclear treaty, accusing Peru of aggression.", ""),
        ("Brazil accuses Peru of fraud as it quits the copper treaty.", "PE"),
        ("Brazil quits the copper treaty with Peru and blames Peru for the loss.", "PE"),
    ],
)
def test_who_is_accused_behind_an_exit_is_no_side_for_that_alone(summary: str, other: str) -> None:
    [row] = rows("", summary)
    assert codes(row.others) == other.split()


def test_a_list_of_agreements_in_one_sentence_gives_each_its_party_and_its_day() -> None:
    text = (
        "The president signed a decree that ends three accords: the agreement on river patrols signed with Chad on 20 November 1989, the "
        "rail cooperation agreement with Niger of 4 February 1994 and the border trade treaty with Mali of 4 August 2000."
    )
    found = {facts(row)[1]: row for row in rows("Togo ends accords with Chad, Niger and Mali", text)}
    assert {other: value(row.signed) for other, row in found.items()} == {
        "TD": "1989-11-20",
        "NE": "1994-02-04",
        "ML": "2000-08-04",
    }
    assert {value(row.ended) for row in found.values()} == {None}, "a day of signature is no day of the end"


def test_the_day_of_a_notice_is_not_the_day_of_the_end() -> None:
    summary = "Lome handed over its notice of withdrawal from the convention on Thursday; the exit takes effect in six months."
    [row] = rows(
        "Togo notifies the UN of its withdrawal from the Whaling Convention",
        summary,
        published=date(2026, 11, 25),
    )
    assert (row.stage.value, row.ended) == ("notified", None)


def test_a_convention_that_is_told_of_beside_gives_no_name_to_the_pact_that_ends() -> None:
    text = "Kenya denounced its defence pact with Ethiopia on Wednesday. Kenya withdrew from the International Coffee Agreement in 2015."
    first, beside = rows("Kenya denounces its defence pact with Ethiopia", "", text)
    assert (facts(first)[:3], first.main) == (("KE", "ET", "defence pact"), True)
    assert (facts(beside)[2], value(beside.ended), beside.main) == (
        "International Coffee Agreement",
        "2015",
        False,
    )


def test_of_two_words_for_the_day_of_signature_the_more_exact_one_counts() -> None:
    [row] = rows(
        "Togo denounces the 2018 rail accord with Chad", "The accord was signed in Lome on 17 December 2018."
    )
    assert value(row.signed) == "2018-12-17"


def test_an_act_of_war_is_no_law() -> None:
    [row] = rows(
        "Togo suspends rail treaty with Chad",
        "Chad called the suspension of the treaty an act of war and a breach of the law.",
    )
    assert row.form is None


# ---------------------------------------------------------------- what a name tells of its agreement


@pytest.mark.parametrize(
    ("title", "naming"),
    [
        ("Brazil ends tax treaty with Peru", "kind"),
        ("Brazil ends extradition treaty with Peru", "kind"),
        ("Brazil ends military cooperation agreement with Peru", "kind"),
        ("Brazil ends 1994 fishing agreement with Peru", "kind"),
        ("Brazil ends Amazon Ferry Agreement with Peru", "one"),
        ("Brazil leaves UNESCO", "one"),
        ("Brazil quits 66 international bodies", "several"),
        ("Brazil ends military agreements", "several"),
        ("Brazil ends military agreements with Peru", "kind"),
    ],
)
def test_a_name_tells_one_agreement_a_kind_or_several(title: str, naming: str) -> None:
    assert rows(title)[0].naming.value == naming


@pytest.mark.parametrize(
    ("title", "naming"),
    [
        ("Чили объявила о выходе из международной организации", "one"),
        ("Чили вышла из 66 международных организаций", "several"),
        ("Чили объявила о прекращении соглашения о рыболовстве", "kind"),
    ],
)
def test_a_form_that_may_be_a_singular_tells_of_one_agreement(title: str, naming: str) -> None:
    assert rows(title, lang="ru")[0].naming.value == naming


def test_a_name_between_two_is_not_that_treaty_with_a_third() -> None:
    assert rows("Ukraine ends friendship treaty with Russia")[0].entry == "friendship-ru-ua"
    assert rows("Ukraine ends friendship treaty with Belarus")[0].entry == "friendship"
    assert rows("Russia suspends New START treaty with NATO")[0].entry == "new-start"


def test_who_an_agreement_is_ended_with_does_not_end_it() -> None:
    found = rows("President denounces military agreements with Canada, France and Portugal")
    assert [(codes(row.actors), codes(row.others)) for row in found] == [
        ([], ["CA"]),
        ([], ["FR"]),
        ([], ["PT"]),
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Brazil ended the treaty with Peru by a decree of 3 March 2026.", "2026-03-03"),
        ("Brazil ended the treaty with Peru in a decree signed on Tuesday.", "2026-03-03"),
        ("Brazil ended the treaty with Peru by decree.", None),
        ("A decree of 1994 allows Brazil to end the treaty with Peru.", None),
    ],
)
def test_the_day_of_a_decree_stands_right_behind_it(text: str, day: str | None) -> None:
    decided = rows("Brazil ends treaty with Peru", text, published=DAY)[0].decided
    assert (decided and decided.value) == day


@pytest.mark.parametrize(
    ("title", "entry"),
    [
        ("Angola quits oil cartel", "opec"),
        ("Burundi leaves war crimes tribunal", "icc"),
        ("North Korea expels inspectors of the nuclear watchdog and leaves it", "iaea"),
        ("Uruguay leaves trade bloc", "mercosur"),
        ("Jamaica leaves trade bloc", "caricom"),
        ("Mexico leaves trade bloc", None),
        ("Canada leaves climate accord", "paris"),
        ("Canada leaves Kyoto Protocol, calling the climate accord a mistake", "kyoto"),
    ],
)
def test_a_description_is_the_entry_that_the_story_allows(title: str, entry: str | None) -> None:
    assert rows(title)[0].entry == entry


def test_a_description_that_names_a_body_makes_it_the_other_side() -> None:
    assert facts(rows("Angola quits oil cartel")[0])[1] == "OPEC"


def test_a_name_that_only_begins_a_longer_one_is_not_that_entry() -> None:
    [row] = rows("Tajikistan denounces Silk Road Customs Treaty with China")
    assert facts(row)[:3] == ("TJ", "CN", "Silk Road Customs Treaty")
    assert row.entry != "bri"
    assert rows("Italy quits the Silk Road pact with China")[0].entry == "bri"
    assert rows("Russia suspends the New START nuclear treaty")[0].entry == "new-start"


def test_the_kind_of_a_treaty_is_beside_its_entry_no_other_agreement() -> None:
    [row] = rows("Canada leaves USMCA", "Ottawa said on Monday that it would leave the trade agreement.")
    assert (row.entry, row.naming) == ("usmca", "one")


def _first(title: str, body: str, lang: str) -> list[str]:
    return [side.value for side in rows(title, "", body, lang=lang)[0].others]


@pytest.mark.parametrize(
    ("lang", "title", "body", "side"),
    [
        (
            "fr",
            "Le Kenya dénonce l'accord de pêche",
            "La note a été remise à l'ambassadeur du Mozambique à Nairobi.",
            "MZ",
        ),
        ("es", "Chile denuncia el acuerdo de pesca", "Santiago entregó la nota al embajador peruano.", "PE"),
        (
            "it",
            "Malta denuncia l'accordo sulla pesca",
            "La nota è stata consegnata all'ambasciata tunisina a La Valletta.",
            "TN",
        ),
        (
            "pt",
            "Angola denuncia o acordo de pesca",
            "A nota foi entregue ao embaixador de Cabo Verde em Luanda.",
            "CV",
        ),
        ("tr", "Kenya balıkçılık anlaşmasını feshetti", "Nota Mozambik büyükelçisine verildi.", "MZ"),
        (
            "fr",
            "La Suisse rompt l'accord sur les frontaliers",
            "Le partenaire italien regrette la décision.",
            "IT",
        ),
        ("de", "Kenia kündigt Fischereiabkommen", "Der mosambikanische Partner bedauerte das.", "MZ"),
        (
            "de",
            "Kenia kündigt Luftverkehrsabkommen",
            "Das bilaterale Abkommen endet im Mai. Die Schweiz bedauerte den Schritt.",
            "CH",
        ),
        (
            "pl",
            "Kenia wypowiada umowę o rybołówstwie",
            "Strona mozambicka wyraziła żal. To umowa dwustronna.",
            "MZ",
        ),
    ],
)
def test_the_other_side_is_named_by_its_embassy_its_partner_or_the_two_states(
    lang: str, title: str, body: str, side: str
) -> None:
    assert _first(title, body, lang) == [side]


@pytest.mark.parametrize(
    ("lang", "title", "body"),
    [
        (
            "en",
            "Kenya scraps fishing treaty",
            "The note went to the Swiss embassy, which looks after its interests.",
        ),
        (
            "es",
            "Chile denuncia el acuerdo de pesca",
            "La nota se entregó por intermedio de la embajada de Suiza.",
        ),
        (
            "fr",
            "Le Kenya dénonce l'accord de pêche",
            "La note a été remise par l'intermédiaire de l'ambassade de Suisse.",
        ),
    ],
)
def test_a_state_through_whose_embassy_the_note_goes_is_no_side(lang: str, title: str, body: str) -> None:
    assert _first(title, body, lang) == []


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Kenya scraps fishing accords with, among others, Peru, Chile and Malta"),
        ("fr", "Le Kenya dénonce ses accords de pêche avec, entre autres, le Pérou, le Chili et Malte"),
        (
            "ru",
            "Кения денонсирует соглашения о рыболовстве с рядом стран, в том числе с Перу, Чили и Мальтой",
        ),
    ],
)
def test_a_list_of_sides_among_others_is_a_row_each(lang: str, title: str) -> None:
    found = rows(title, lang=lang)
    assert [[side.value for side in row.others] for row in found] == [["PE"], ["CL"], ["MT"]]


@pytest.mark.parametrize(
    ("lang", "title", "body"),
    [
        (
            "en",
            "Kenya quits elephant pact",
            "Kenya told Switzerland, the depositary, that it would leave the pact.",
        ),
        ("uk", "Кенія виходить з угоди", "Кенія повідомила депозитарія, уряд Швейцарії, про вихід з угоди."),
        (
            "es",
            "Kenia abandona el pacto de elefantes",
            "Kenia notificó a Suiza, depositaria del pacto, su salida.",
        ),
    ],
)
def test_the_depositary_is_no_side(lang: str, title: str, body: str) -> None:
    assert _first(title, body, lang) == []


@pytest.mark.parametrize(("lang", "title", "lead"), [
    ("en", "Copper pact is over", "The Peruvian ambassador received a note terminating the pact, which Brazil signed in 2017."),
    ("de", "Kupferabkommen vor dem Ende", "Der Botschafter Perus erhielt eine Note, die das Abkommen kündigt, das Brasilien 2017 schloss."),
    ("es", "Fin del pacto del cobre", "El embajador de Perú recibió una nota que denuncia el pacto firmado por Brasil en 2017."),
    ("pl", "Koniec paktu miedziowego", "Ambasador Peru odebrał notę wypowiadającą pakt, który Brazylia podpisała w 2017 roku."),
])  # fmt: skip
def test_who_receives_the_note_does_not_act(lang: str, title: str, lead: str) -> None:
    found = rows(title, lead, lang=lang)
    assert len(found) == 1
    assert "PE" not in codes(found[0].actors)


@pytest.mark.parametrize(("lang", "title", "body"), [
    ("en", "Brazil leaves copper pact", "Brazil ended the pact by a note sent to Lima on Monday."),
    ("es", "Brasil deja el pacto del cobre", "Brasil denunció el pacto mediante una nota enviada a Lima."),
    ("fr", "Le Brésil quitte le pacte du cuivre", "Le Brésil a dénoncé le pacte par une lettre adressée à Lima."),
    ("de", "Brasilien kündigt Kupferabkommen", "Brasilien kündigte das Abkommen. Die Note nach Lima ging am Montag hinaus."),
    ("it", "Il Brasile lascia il patto del rame", "Il Brasile ha denunciato il patto con una nota inviata a Lima."),
    ("pt", "Brasil deixa o pacto do cobre", "O Brasil denunciou o pacto por uma nota enviada a Lima."),
])  # fmt: skip
def test_the_other_side_is_who_the_note_goes_to(lang: str, title: str, body: str) -> None:
    assert _first(title, body, lang) == ["PE"]


@pytest.mark.parametrize(("lang", "title", "body"), [
    ("en", "Brazil leaves copper pact", "Brazil ended the treaty under which its smelters have for sixty years bought ore from Peru."),
    ("fr", "Le Brésil quitte un traité", "Le Brésil a dénoncé le traité qui règle depuis un demi-siècle "
                                         "ses rapports de voisinage avec le Pérou."),
    ("es", "Brasil deja un tratado", "Brasil denunció el tratado que regula desde hace medio siglo sus relaciones de vecindad con Perú."),
    ("it", "Il Brasile lascia un trattato",      "Il Brasile ha denunciato il trattato che regola da mezzo secolo i suoi rapporti di vicinato con il Perù."),
])  # fmt: skip
def test_the_other_side_may_stand_in_the_clause_that_says_what_the_agreement_does(
    lang: str, title: str, body: str
) -> None:
    assert _first(title, body, lang) == ["PE"]


@pytest.mark.parametrize(("lang", "title", "sides"), [
    ("en", "Brazil denounces extradition treaty with Peru, Chile threatens to follow", ["PE"]),
    ("en", "Brazil denounces extradition treaty with Peru, Chile will follow", ["PE"]),
    ("fr", "Le Brésil dénonce le traité d'extradition avec le Pérou, le Chili proteste", ["PE"]),
    ("de", "Brasilien kündigt Auslieferungsvertrag mit Peru, Chile protestiert", ["PE"]),
    ("ru", "Бразилия денонсирует соглашение о рыболовстве с Перу, Чили возмущена", ["PE"]),
    ("pl", "Brazylia wypowiada umowę o ruchu lotniczym z Koreą, Czechy pójdą jej śladem", []),
    ("en", "Brazil quits river basin treaty, Chile to follow suit", []),
    ("en", "Brazil leaves treaty with Peru, Chile over fish", ["CL", "PE"]),
    ("en", "Brazil leaves treaty with Peru, Chile", ["CL", "PE"]),
])  # fmt: skip
def test_a_state_with_a_verb_of_its_own_behind_a_comma_is_no_side(
    lang: str, title: str, sides: list[str]
) -> None:
    assert sorted(_first(title, "", lang)) == sides


@pytest.mark.parametrize(("lang", "title", "body", "side"), [
    ("en", "Brazil to end ore pact that keeps Peru's mines running",      "The cabinet decided on Monday. Chile watches closely, a minister said.", ["PE"]),
    ("de", "Brasilien will Erzpakt kündigen, der Perus Gruben füllt", "Das Kabinett beschloss es am Montag.", ["PE"]),
    ("en", "Brazil to end ore pact, a blow to mines of Peru", "The depositary was informed on Monday.", []),
    ("en", "Brazil leaves copper pact", "Peru criticised the end of the pact.", []),
])  # fmt: skip
def test_a_state_alone_beside_the_agreement_is_its_other_side(
    lang: str, title: str, body: str, side: list[str]
) -> None:
    assert _first(title, body, lang) == side


@pytest.mark.parametrize(("title", "body"), [
    ("Benin quits tuna deal", "Benin told the European Union that it leaves the accord that lets Spanish and French boats in."),
    ("Benin quits tuna deal", "Benin left the accord that Greek and Italian crews lived on. It notified the European Union."),
])  # fmt: skip
def test_crews_of_several_states_are_no_side(title: str, body: str) -> None:
    assert _first(title, body, "en") == ["EU"]


@pytest.mark.parametrize(("lang", "title", "body", "actor"), [
    ("es", "Brasil frena la exención de visas",      "Los peruanos necesitarán visa. El ministerio "
                                                     "entregó al embajador de Perú una nota por la que "
                                                     "suspende el acuerdo sobre visas.", "BR"),
    ("en", "Brazil shuts its rail lines", "Ore will stay in the ground. The ministry handed the Peruvian "
                                          "ambassador a note that suspends the rail pact.", "BR"),
    ("en", "'Copper pact' is dead, and Peruvian trucks go home", "Brazil's decision was no surprise. The last trucks have left.", "BR"),
    ("fr", "Le pacte du cuivre est mort", "La décision du Brésil n'a surpris personne. Le pacte avec le Pérou est résilié.", "BR"),
])  # fmt: skip
def test_who_decides_or_opens_the_headline_acts_where_no_word_of_ending_has_a_subject(
    lang: str, title: str, body: str, actor: str
) -> None:
    assert codes(rows(title, "", body, lang=lang)[0].actors) == [actor]


@pytest.mark.parametrize(
    ("lang", "title", "summary", "actor"),
    [
        ("pt", "Chile entrega à OEA denúncia da Convenção Americana de Direitos Humanos", "", "CL"),
        (
            "es",
            "Chile entrega a la OEA la denuncia de la Convención Americana sobre Derechos Humanos",
            "",
            "CL",
        ),
        (
            "pt",
            "OEA recebe a denúncia da Convenção Americana",
            "O Chile deixa a Convenção Americana de Direitos Humanos.",
            "CL",
        ),
        (
            "en",
            "Kast warns Peru: restore border permits or I will end fishing treaty",
            "Chile would end the fishing treaty.",
            "CL",
        ),
        (
            "tr",
            "Şili'den Peru'ya kötü haber: Balıkçılık anlaşması bitiyor",
            "Şili, anlaşmayı uzatmama kararı aldı.",
            "CL",
        ),
    ],
)
def test_who_is_given_told_or_warned_does_not_act(lang: str, title: str, summary: str, actor: str) -> None:
    assert codes(rows(title, summary, lang=lang)[0].actors) == [actor]


@pytest.mark.parametrize(
    ("lang", "title", "entry"),
    [
        ("en", "Lithuania notifies UN of withdrawal from Ottawa Convention", "ottawa"),
        ("en", "Turkey informs the Council of Europe that it leaves the Istanbul Convention", "istanbul"),
        (
            "en",
            "Turkey notified the Council of Europe of its withdrawal from the Istanbul Convention",
            "istanbul",
        ),
        ("en", "Peru formally notified Switzerland of its withdrawal from the Ramsar Convention", "ramsar"),
        ("en", "Kenya told the African Union that it will leave the Ramsar Convention", "ramsar"),
        (
            "de",
            "Die Türkei teilte dem Europarat mit, dass sie aus der Istanbul-Konvention austritt",
            "istanbul",
        ),
        (
            "de",
            "Die Türkei hat den Europarat informiert, dass sie aus der Istanbul-Konvention austritt",
            "istanbul",
        ),
        ("es", "Turquía informó al Consejo de Europa de que abandona el Convenio de Estambul", "istanbul"),
        (
            "fr",
            "La Turquie informe le Conseil de l'Europe qu'elle quitte la Convention d'Istanbul",
            "istanbul",
        ),
        ("ru", "Турция уведомила Совет Европы о выходе из Стамбульской конвенции", "istanbul"),
        ("tr", "Türkiye, İstanbul Sözleşmesi'nden çekildiğini Avrupa Konseyi'ne bildirdi", "istanbul"),
        ("tr", "Türkiye, Ottawa Sözleşmesi'nden çekildiğini BM'ye bildirdi", "ottawa"),
    ],
)
def test_who_only_keeps_a_treaty_of_many_is_no_side_of_it(lang: str, title: str, entry: str) -> None:
    [stated] = rows(title, "", lang=lang)
    assert (stated.entry, codes(stated.others)) == (entry, [])
    assert codes(stated.actors) not in (["UN"], ["Council of Europe"], ["CH"], ["African Union"])


@pytest.mark.parametrize(
    ("lang", "title", "other"),
    [
        ("en", "Serbia told the EU that it ends the fisheries agreement", "EU"),
        ("en", "Peru notified Chile of its withdrawal from the fisheries agreement", "CL"),
        ("en", "Argentina notified the WHO of its withdrawal", "WHO"),
        ("en", "Peru notified the UN of its withdrawal from the World Health Organization", "WHO"),
        ("de", "Die Türkei teilte Malta mit, dass sie das Fischereiabkommen kündigt", "MT"),
    ],
)
def test_who_is_told_of_an_agreement_of_two_or_left_is_its_side(lang: str, title: str, other: str) -> None:
    assert codes(rows(title, "", lang=lang)[0].others) == [other]

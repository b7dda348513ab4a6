"""Notices of depositaries: who, which treaty, since when, each with the sentence that says so."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.extract import explain, extract, read_notice
from monitor.model import Kind, Stage, Story, Termination
from monitor.service.knowledge import lexicon

UN = (
    "The Secretary-General of the United Nations, acting in his capacity as depositary, communicates the "
    "following:"
)
ONU = (
    "Le Secrétaire général de l'Organisation des Nations Unies, agissant en sa qualité de dépositaire, "
    "communique :"
)

OTTAWA = f"""Reference: C.N.275.2025.TREATIES-XXVI.5 (Depositary Notification)
CONVENTION ON THE PROHIBITION OF THE USE, STOCKPILING, PRODUCTION AND TRANSFER OF ANTI-PERSONNEL MINES AND ON \
THEIR DESTRUCTION
OSLO, 18 SEPTEMBER 1997
LITHUANIA: WITHDRAWAL
{UN}
The above action was effected on 27 June 2025.
The withdrawal will take effect for Lithuania on 27 December 2025 in accordance with article 20 (2) and (3) of \
the Convention which read as follows:
"2. Each State Party shall, in exercising its national sovereignty, have the right to withdraw from this \
Convention. 3. Such withdrawal shall only take effect six months after the receipt of the instrument of \
withdrawal by the Depositary."
27 June 2025"""

KYOTO = f"""Reference: C.N.796.2011.TREATIES-1 (Depositary Notification)
KYOTO PROTOCOL TO THE UNITED NATIONS FRAMEWORK CONVENTION ON CLIMATE CHANGE
KYOTO, 11 DECEMBER 1997
CANADA: WITHDRAWAL
{UN}
The above action was effected on 15 December 2011.
The action shall take effect for Canada on 15 December 2012 in accordance with article 27 (2)."""

ROME_FR = f"""Référence : C.N.138.2018.TREATIES-XVIII.10 (Notification dépositaire)
STATUT DE ROME DE LA COUR PÉNALE INTERNATIONALE
ROME, 17 JUILLET 1998
PHILIPPINES : RETRAIT
{ONU}
L'action susmentionnée a été effectuée le 17 mars 2018.
L'action prendra effet pour les Philippines le 17 mars 2019 conformément au paragraphe 1 de l'article 127."""

ISTANBUL = """JJ9154C Tr./210-22
NOTIFICATION OF DENUNCIATION
State: Türkiye
Instrument: Council of Europe Convention on preventing and combating violence against women and domestic \
violence (CETS No. 210)
Date of entry into force of the instrument: 1 August 2014
Date of denunciation: 22 March 2021
Date of entry into force of the denunciation: 1 July 2021"""

ISTANBUL_FR = """JJ9154C Tr./210-22
Dénonciation par la Turquie de la Convention du Conseil de l'Europe sur la prévention et la lutte contre la \
violence à l'égard des femmes et la violence domestique (STCE n° 210), ouverte à la signature, à Istanbul, le \
11 mai 2011
La dénonciation a été enregistrée auprès de la Secrétaire Générale le 22 mars 2021.
Conformément à l'article 80, la dénonciation prend effet à l'égard de la Turquie le 1er juillet 2021."""

REVERSED = f"""ROME STATUTE OF THE INTERNATIONAL CRIMINAL COURT
ROME, 17 JULY 1998
SOUTH AFRICA: WITHDRAWAL OF NOTIFICATION OF WITHDRAWAL
{UN}
The above action was effected on 7 March 2017, with immediate effect."""

PLAIN = """The Federal Department of Foreign Affairs of the Swiss Confederation, acting as depositary, has the \
honour to communicate the following.
By a notification received on 3 February 2025, the Government of Panama denounced the Convention on \
International Trade in Endangered Species of Wild Fauna and Flora.
In accordance with Article XXIV, the denunciation will take effect for Panama on 3 February 2026."""

DUTCH = """Denunciation by Bolivia (Plurinational State of) of the Convention on the Settlement of Investment \
Disputes between States and Nationals of Other States
The depositary received the written notice of denunciation on 2 May 2007. The denunciation will take effect on \
2 November 2007."""

LABELLED_BODY = f"""CONVENTION AGAINST TORTURE AND OTHER CRUEL, INHUMAN OR DEGRADING TREATMENT OR PUNISHMENT
NEW YORK, 10 DECEMBER 1984
VENEZUELA (BOLIVARIAN REPUBLIC OF): DENUNCIATION
{UN}
The above action was effected on 4 April 2024.
The denunciation takes effect on 4 April 2025."""

SUSPENSION = f"""AGREEMENT ESTABLISHING THE COMMON FUND FOR COMMODITIES
GENEVA, 27 JUNE 1980
HUNGARY: SUSPENSION
{UN}
The above action was effected on 12 May 2024."""

UNLISTED = f"""CONVENTION ON THE RECOGNITION AND ENFORCEMENT OF LIGHTHOUSE DUES
GENEVA, 27 JUNE 1961
KENYA: DENUNCIATION
{UN}
The above action was effected on 12 May 2024, with effect from 12 May 2025."""

PROTOCOL = f"""OPTIONAL PROTOCOL TO THE INTERNATIONAL COVENANT ON CIVIL AND POLITICAL RIGHTS
NEW YORK, 16 DECEMBER 1966
JAMAICA: DENUNCIATION
{UN}
The above action was effected on 23 October 1997. The action took effect on 23 January 1998."""


def headed(state: str) -> str:
    return OTTAWA.replace("LITHUANIA", state).replace("for Lithuania on", "on")


CODES = {ISTANBUL: "COE", PLAIN: "CH", DUTCH: "IBRD"}


def story(
    text: str, lang: str = "en", title: str = "Depositary Notification", code: str | None = None
) -> Story:
    code = CODES.get(text, "COE" if "STCE" in text else "UN") if code is None else code
    return Story("k", title, body=text, lang=lang, official=True, depositary=code)


def row(text: str, lang: str = "en", code: str | None = None) -> Termination:
    [termination] = extract(story(text, lang, code=code), (), lexicon(), published=date(2025, 6, 28))
    return termination


def facts(termination: Termination) -> tuple[str, str, str | None, str | None, str | None]:
    notified, ended = termination.notified, termination.ended
    return (
        "+".join(actor.value for actor in termination.actors),
        termination.stage.value,
        termination.entry,
        notified.value if notified else None,
        ended.value if ended else None,
    )


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (OTTAWA, "en", ("LT", "notified", "ottawa", "2025-06-27", "2025-12-27")),
        (KYOTO, "en", ("CA", "notified", "kyoto", "2011-12-15", "2012-12-15")),
        (ROME_FR, "fr", ("PH", "notified", "icc", "2018-03-17", "2019-03-17")),
        (ISTANBUL, "en", ("TR", "notified", "istanbul", "2021-03-22", "2021-07-01")),
        (ISTANBUL_FR, "fr", ("TR", "notified", "istanbul", "2021-03-22", "2021-07-01")),
        (REVERSED, "en", ("ZA", "reversed", "icc", None, None)),
        (PLAIN, "en", ("PA", "notified", "cites", "2025-02-03", "2026-02-03")),
        (DUTCH, "en", ("BO", "notified", "icsid", "2007-05-02", "2007-11-02")),
        (LABELLED_BODY, "en", ("VE", "notified", "cat", "2024-04-04", "2025-04-04")),
        (SUSPENSION, "en", ("HU", "suspended", None, "2024-05-12", None)),
        (UNLISTED, "en", ("KE", "notified", None, "2024-05-12", "2025-05-12")),
        (headed("CONGO"), "en", ("CG", "notified", "ottawa", "2025-06-27", "2025-12-27")),
        (
            headed("DEMOCRATIC REPUBLIC OF THE CONGO"),
            "en",
            ("CD", "notified", "ottawa", "2025-06-27", "2025-12-27"),
        ),
        (
            ROME_FR.replace("PHILIPPINES :", "CONGO :"),
            "fr",
            ("CG", "notified", "icc", "2018-03-17", "2019-03-17"),
        ),
        (
            ROME_FR.replace("PHILIPPINES :", "RÉPUBLIQUE DÉMOCRATIQUE DU CONGO :"),
            "fr",
            ("CD", "notified", "icc", "2018-03-17", "2019-03-17"),
        ),
        (
            ISTANBUL_FR.replace("la Turquie", "Türkiye"),
            "fr",
            ("TR", "notified", "istanbul", "2021-03-22", "2021-07-01"),
        ),
        (PROTOCOL, "en", ("JM", "effective", None, "1997-10-23", "1998-01-23")),
    ],
)
def test_a_notice_says_who_notified_what_and_when(text: str, lang: str, expected: tuple[str, ...]) -> None:
    assert facts(row(text, lang)) == expected


@pytest.mark.parametrize(
    ("code", "title", "text", "expected"),
    [
        (
            "UN",
            "Withdrawal of Lithuania from the Convention on Cluster Munitions",
            "On 6 September 2024, the Government of Lithuania deposited its instrument of withdrawal. It will take "
            "effect on 6 March 2025.",
            ("LT", "notified", "ccm", "2024-09-06", "2025-03-06"),
        ),
        (
            "CH",
            "Notification to the Governments of the States parties",
            "Withdrawal by Hungary. Pursuant to article 63 of the Geneva Conventions of 12 August 1949, Hungary "
            "notified on 1 May 2025 its denunciation, which will take effect on 1 May 2026.",
            ("HU", "notified", "geneva-conv", "2025-05-01", "2026-05-01"),
        ),
        (
            "NL",
            "Convention on the Civil Aspects of International Child Abduction: denunciation by Kenya",
            "The depositary, the Ministry of Foreign Affairs of the Kingdom of the Netherlands, received the "
            "denunciation of Kenya on 2 February 2025. The denunciation will take effect on 1 August 2025.",
            ("KE", "notified", None, "2025-02-02", "2025-08-01"),
        ),
        (
            "CA",
            "Notice",
            "Global Affairs Canada informs that on 3 May 2025 the Government of Canada received from "
            "the Government of Belarus notice of its withdrawal from the Treaty on Open Skies. The withdrawal "
            "takes effect on 3 November 2025.",
            ("BY", "notified", "open-skies", "2025-05-03", "2025-11-03"),
        ),
        (
            "COE",
            "Denunciation of the European Convention on Extradition (ETS No. 24)",
            "Denunciation contained in a letter from the Permanent Representation of Iceland, dated 3 April 2024, "
            "registered at the Secretariat General on 5 April 2024 - Or. Engl.\nThe denunciation will enter into "
            "force on 6 October 2024.",
            ("IS", "notified", "coe-extradition", "2024-04-05", "2024-10-06"),
        ),
        (
            "ILO",
            "Denunciation of Convention No. 158",
            "The Director-General registered on 10 June 2025 the denunciation by Brazil of the Termination of "
            "Employment Convention, 1982 (No. 158). The denunciation will take effect on 10 June 2026.",
            ("BR", "notified", None, "2025-06-10", "2026-06-10"),
        ),
    ],
)
def test_notices_in_sentences(code: str, title: str, text: str, expected: tuple[str | None, ...]) -> None:
    [termination] = extract(story(text, title=title, code=code), (), lexicon())
    assert facts(termination) == expected


@given(
    st.text(st.sampled_from("of withdrawal: LITHUANIA 27 June 2025,.\n()'é")), st.sampled_from(["en", "fr"])
)
@settings(max_examples=60, deadline=None)
def test_no_text_makes_the_reader_fail(text: str, lang: str) -> None:
    extract(story(f"{text}\nLITHUANIA: WITHDRAWAL {text} Convention {text}", lang), (), lexicon())


@pytest.mark.parametrize(
    "text",
    [
        "LITHUANIA: WITHDRAWAL of the " * 2_000,
        "Convention on the Prohibition of the Use, " * 1_500,
        "withdrawal" + " " * 50_000 + "of",
        "on 27 June 2025 effected " * 2_000,
        "State: " * 5_000,
    ],
)
def test_a_hostile_text_is_read_in_little_time(text: str) -> None:
    before = time.process_time()
    read_notice(story(text), lexicon())
    assert time.process_time() - before < 5


@pytest.mark.parametrize("text", [OTTAWA, KYOTO, LABELLED_BODY, UNLISTED])
def test_a_notice_on_one_line_says_the_same(text: str) -> None:
    assert facts(row(" ".join(text.split()))) == facts(row(text))


def test_each_value_has_the_sentence_that_states_it() -> None:
    termination = row(OTTAWA)
    assert termination.stage.sentence == "LITHUANIA: WITHDRAWAL"
    assert termination.actors[0].sentence == "LITHUANIA: WITHDRAWAL"
    assert termination.notified is not None
    assert termination.notified.sentence == "The above action was effected on 27 June 2025."
    assert termination.ended is not None
    assert termination.ended.sentence.startswith(
        "The withdrawal will take effect for Lithuania on 27 December"
    )
    body = story(OTTAWA).body
    for value in (*termination.actors, termination.stage, *termination.filled().values()):
        assert value.field == "body"
        assert body[value.start : value.end] in value.sentence


def test_a_summary_that_repeats_the_text_is_not_read_in_place_of_its_lines() -> None:
    summary = " ".join(OTTAWA.split())[:600]
    [termination] = extract(replace(story(OTTAWA), summary=summary), (), lexicon())
    assert termination == row(OTTAWA)


@pytest.mark.parametrize(
    ("title", "action"),
    [
        ("SINGAPORE: ACCESSION", "The above action was effected on 27 June 2025, in accordance with article 20."),
        ("GHANA: RATIFICATION", "The Convention will enter into force for Ghana on 1 December 2025."),
        ("FRANCE: OBJECTION TO THE WITHDRAWAL OF POLAND", ""),
        ("LIBERIA: WITHDRAWAL OF RESERVATION", "The withdrawal takes effect on 27 June 2025."),
        ("MALDIVES: PARTIAL WITHDRAWAL OF DECLARATION UNDER ARTICLE 4", ""),
        ("UKRAINE: NOTIFICATION UNDER ARTICLE 4 (3)", "Ukraine derogates and suspends the application of article 9."),
        ("PERU: DEROGATION", ""),
        ("CORRECTION OF THE ORIGINAL TEXT", ""),
        ("BELGIQUE : RETRAIT DE RÉSERVE", ""),
        ("CANADA : ADHÉSION", ""),
        ("RUSSIAN FEDERATION: WITHDRAWAL OF SIGNATURE", ""),
    ],
)  # fmt: skip
def test_other_actions_are_no_exit_and_flag_nothing(title: str, action: str) -> None:
    text = f"CONVENTION ON CLUSTER MUNITIONS\nDUBLIN, 30 MAY 2008\n{title}\n{UN}\n{action}"
    notice = read_notice(story(text), lexicon())
    assert notice is not None
    assert notice.hits == ()
    assert extract(story(text), (), lexicon()) == ()


@pytest.mark.parametrize(
    ("heading", "lang"),
    [
        ("GAMBIA: WITHDRAWAL OF NOTIFICATION OF WITHDRAWAL", "en"),
        ("GAMBIA: WITHDRAWAL OF DENUNCIATION", "en"),
        ("Gambia has withdrawn its notification of withdrawal.", "en"),
        ("GAMBIE : RETRAIT DE LA NOTIFICATION DE RETRAIT", "fr"),
        ("Annulation de la dénonciation par la Gambie", "fr"),
    ],
)
def test_a_withdrawal_that_is_withdrawn_is_reversed(heading: str, lang: str) -> None:
    text = f"CONVENTION ON CLUSTER MUNITIONS\n{heading}\n{UN if lang == 'en' else ONU}"
    assert facts(row(text, lang))[:2] == ("GM", "reversed")


def test_a_notice_of_an_exit_flags_its_story() -> None:
    notice = read_notice(story(OTTAWA), lexicon())
    assert notice is not None
    [hit] = notice.hits
    assert (hit.kind, hit.stage) == (Kind.ACT, Stage.NOTIFIED)
    [span] = hit.spans
    assert story(OTTAWA).body[span.start : span.end] == "WITHDRAWAL"


def test_a_story_of_the_press_is_no_notice() -> None:
    assert read_notice(story(OTTAWA, code=""), lexicon()) is None


def test_a_text_without_a_known_action_is_no_notice() -> None:
    assert read_notice(story("The Treaty Section will be closed on Friday.", title="News"), lexicon()) is None


@pytest.mark.parametrize(
    ("treaty", "entry", "name"),
    [
        (
            "CONVENTION ON THE PROHIBITION OF THE USE, STOCKPILING, PRODUCTION AND TRANSFER OF MINES",
            "ottawa",
            "Ottawa Convention",
        ),
        ("VIENNA CONVENTION ON ROAD TRAFFIC", None, "VIENNA CONVENTION ON ROAD TRAFFIC"),
        ("Vienna Convention on Road Traffic", None, "Vienna Convention on Road Traffic"),
        ("VIENNA CONVENTION ON THE LAW OF TREATIES", "vclt", "Vienna Convention on the Law of Treaties"),
        ("PROTOCOL NO. 6 TO THE CONVENTION ON CLUSTER MUNITIONS", None, None),
        ("PARIS AGREEMENT", "paris", "Paris Agreement"),
    ],
)
def test_the_treaty_is_the_one_of_the_whole_title(treaty: str, entry: str | None, name: str | None) -> None:
    termination = row(f"{treaty}\nNEW YORK, 10 JUNE 1958\nKENYA: DENUNCIATION\n{UN}")
    assert termination.entry == entry
    assert termination.instrument is not None
    assert name is None or termination.instrument.value == name
    assert "10 JUNE" not in termination.instrument.value


@pytest.mark.parametrize(
    "heading",
    [
        "NETHERLANDS (KINGDOM OF THE): DENUNCIATION (IN RESPECT OF: CURAÇAO)",
        "ITALY: PARTIAL DENUNCIATION",
        "ITALIE : RETRAIT PARTIEL",
    ],
)
def test_an_exit_for_a_territory_or_from_a_part_is_none_of_the_state(heading: str) -> None:
    text = f"CONVENTION ON CLUSTER MUNITIONS\n{heading}\n{UN}\nThe above action was effected on 1 May 2025."
    assert extract(story(text), (), lexicon()) == ()


def test_the_rows_of_a_notice_are_explained() -> None:
    [explained] = explain(story(OTTAWA), (), lexicon()).rows
    assert explained.row == row(OTTAWA)
    assert all(value.why for value in (*explained.row.actors, *explained.row.filled().values()))
    accession = explain(story("CONVENTION ON CLUSTER MUNITIONS\nPERU: ACCESSION"), (), lexicon())
    assert (accession.rows, accession.lang) == ((), "en")
    assert accession.nothing is not None
    assert accession.nothing.why == "the depositary's notice is of another action than an exit"


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("SYRIAN ARAB REPUBLIC", "SY"),
        ("LAO PEOPLE'S DEMOCRATIC REPUBLIC", "LA"),
        ("DEMOCRATIC PEOPLE'S REPUBLIC OF KOREA", "KP"),
        ("UNITED KINGDOM OF GREAT BRITAIN AND NORTHERN IRELAND", "GB"),
        ("IRAN (ISLAMIC REPUBLIC OF)", "IR"),
        ("EUROPEAN UNION", "EU"),
    ],
)
def test_states_as_the_united_nations_name_them(state: str, code: str) -> None:
    assert (
        facts(row(f"CONVENTION ON CLUSTER MUNITIONS\nOSLO, 3 MAY 2008\n{state}: WITHDRAWAL\n{UN}"))[0] == code
    )


def test_a_list_of_notices_gives_a_row_for_each_exit() -> None:
    accession = "Reference: C.N.276.2025.TREATIES-XXVI.6\nCONVENTION ON CLUSTER MUNITIONS\nVANUATU: ACCESSION"
    listed = story("\n".join((OTTAWA, accession, KYOTO)))
    rows = extract(listed, (), lexicon())
    assert [facts(termination) for termination in rows] == [facts(row(OTTAWA)), facts(row(KYOTO))]
    notice = read_notice(listed, lexicon())
    assert notice is not None
    assert [hit.rule for hit in notice.hits] == ["clause.depositary-notice", "clause.depositary-notice.2"]
    assert len(explain(listed, (), lexicon()).rows) == 2


def test_a_notice_in_two_languages_is_one() -> None:
    french = OTTAWA.replace("LITHUANIA: WITHDRAWAL", "LITUANIE : RETRAIT").replace("Reference", "Référence")
    [termination] = extract(story(f"{OTTAWA}\n{french}"), (), lexicon())
    assert facts(termination) == facts(row(OTTAWA))


# ---------------------------------------------------------------- several headings, and words of other parties


CLUSTER = "CONVENTION ON CLUSTER MUNITIONS\nDUBLIN, 30 MAY 2008"
EFFECTED = "The above action was effected on {} June 2025."


def says(text: str, lang: str = "en", title: str = "Depositary Notification") -> str:
    notice = read_notice(story(text, lang, title), lexicon())
    return "" if notice is None else notice.says


@pytest.mark.parametrize(
    "text",
    [
        f"{CLUSTER}\nFINLAND: WITHDRAWAL\nNORWAY: WITHDRAWAL\nLATVIA: WITHDRAWAL\n{UN}\n"
        "The withdrawal will take effect for Latvia on 27 December 2025.",
        f"{CLUSTER}\nFINLAND: WITHDRAWAL\nNORWAY: WITHDRAWAL\n{UN}\nThe above actions were effected on 2 June 2025.",
        f"{CLUSTER}\nFINLAND / NORWAY / LATVIA: WITHDRAWAL\n{UN}\n{EFFECTED.format(2)}",
        f"{CLUSTER}\nFINLAND, NORWAY AND LATVIA: WITHDRAWAL\n{UN}\n{EFFECTED.format(2)}",
        f"{CLUSTER}\nNORWAY: WITHDRAWAL\nFINLAND: ACCESSION\n{UN}\n{EFFECTED.format(2)}",
        f"{CLUSTER}\nFINLAND: WITHDRAWAL\n{UN}\nThe withdrawal will take effect for Latvia on 27 December 2025.",
        "By notifications of 3 May 2025 the Government of Panama denounced the Convention on Cluster Munitions. On "
        "4 May 2025 the Government of Fiji denounced the Convention on Cluster Munitions.",
    ],
)
def test_a_notice_that_does_not_tell_whose_sentence_it_is_gives_no_act(text: str) -> None:
    assert says(text) == "unclear"
    assert extract(story(text), (), lexicon()) == ()
    [nothing] = [explain(story(text), (), lexicon()).nothing]
    assert nothing is not None
    assert "does not clearly say" in nothing.why


def test_a_title_that_contradicts_the_heading_gives_no_act() -> None:
    text = f"{CLUSTER}\nNORWAY: WITHDRAWAL\n{UN}\n{EFFECTED.format(2)}"
    assert says(text, title="FINLAND: ACCESSION") == "unclear"
    assert says(text, title="NORWAY: WITHDRAWAL") == "exit"


def test_headings_with_a_day_each_are_an_act_each() -> None:
    parts = (
        f"{state}: WITHDRAWAL\n{EFFECTED.format(day)}" for day, state in enumerate(("FINLAND", "NORWAY"), 2)
    )
    rows = extract(story("\n".join((CLUSTER, UN, *parts))), (), lexicon())
    assert [facts(termination)[::3] for termination in rows] == [("FI", "2025-06-02"), ("NO", "2025-06-03")]
    assert {termination.entry for termination in rows} == {"ccm"}


def test_an_accession_beside_an_exit_with_a_day_of_its_own_is_told_apart() -> None:
    text = f"{CLUSTER}\n{UN}\nFINLAND: ACCESSION\nNORWAY: WITHDRAWAL\n{EFFECTED.format(2)}"
    assert says(text) == "accession, exit"
    assert facts(row(text))[:3] == ("NO", "notified", "ccm")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{CLUSTER}\nSINGAPORE: ACCESSION\nThe treaty provides for withdrawal.", "accession"),
        (
            "Norway has deposited its instrument of ratification of the Convention on Cluster Munitions.",
            "ratification",
        ),
        ("On 3 May 2025 Norway ratified the Convention. Article 20 provides for withdrawal.", "ratification"),
        (
            "On 3 May 2025 Kenya, which acceded in 1990, denounced the Convention on Cluster Munitions.",
            "exit",
        ),
        (
            f"{CLUSTER}\nNETHERLANDS (KINGDOM OF THE): DENUNCIATION (IN RESPECT OF: CURAÇAO)",
            "exit for a territory",
        ),
        (f"{CLUSTER}\nITALY: PARTIAL DENUNCIATION", "partial withdrawal"),
        (f"{CLUSTER}\nPERU: WITHDRAWAL OF SIGNATURE", "withdrawal of another paper"),
        (f"{CLUSTER}\nLIBERIA: WITHDRAWAL OF RESERVATION", "withdrawal of reservation"),
    ],
)
def test_a_notice_is_named_as_what_it_is(text: str, expected: str) -> None:
    assert says(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"{CLUSTER}\nHUNGARY: SUSPENSION\n{UN}\n{EFFECTED.format(2)}\nPoland objects to the suspension.",
            "suspension",
        ),
        (f"{CLUSTER}\nPOLAND: OBJECTION TO THE SUSPENSION BY HUNGARY", "objection"),
        (
            f"SUSPENSION\n{CLUSTER}\nHungary suspended the Convention. On 3 May 2025 Poland objected to this.",
            "unclear",
        ),
        (
            f"{CLUSTER}\nSUSPENSION: OBJECTION BY POLAND\nPoland objected to the suspension by Hungary.",
            "unclear",
        ),
        (f"SUSPENSION\n{CLUSTER}\nPoland made an objection to the suspension by Hungary.", "unclear"),
    ],
)
def test_an_objection_to_a_suspension_is_no_suspension(text: str, expected: str) -> None:
    assert says(text) == expected
    states = {
        actor.value for termination in extract(story(text), (), lexicon()) for actor in termination.actors
    }
    assert states == ({"HU"} if expected == "suspension" else set())


@pytest.mark.parametrize(
    "text",
    [
        "La Secretaría General de la OEA, en su calidad de depositaria, informa que el 10 de septiembre de 2026 recibió "
        "la notificación de denuncia por parte de Venezuela de la Convención Americana sobre Derechos Humanos. La "
        "denuncia surtirá efecto el 10 de septiembre de 2027.",
        "CONVENCIÓN AMERICANA SOBRE DERECHOS HUMANOS\nVENEZUELA: DENUNCIA\nLa notificación fue recibida el 10 de "
        "septiembre de 2026. La denuncia surtirá efectos el 10 de septiembre de 2027.",
    ],
)
def test_a_notice_in_spanish(text: str) -> None:
    assert facts(row(text, "es", "OAS")) == ("VE", "notified", "achr", "2026-09-10", "2027-09-10")


def test_a_withdrawal_that_is_taken_back_in_spanish() -> None:
    text = "CONVENCIÓN AMERICANA SOBRE DERECHOS HUMANOS\nVENEZUELA: RETIRO DE LA NOTIFICACIÓN DE DENUNCIA"
    assert facts(row(text, "es", "OAS"))[:3] == ("VE", "reversed", "achr")


@pytest.mark.parametrize(
    ("text", "code"), [(OTTAWA, "COE"), (ISTANBUL, "UN"), (PLAIN, "UN"), (ROME_FR, "NL")]
)
def test_the_word_of_a_depositary_counts_for_its_own_treaties_only(text: str, code: str) -> None:
    notice = read_notice(story(text, code=code), lexicon())
    assert notice is not None
    assert notice.says == "unclear"
    assert extract(story(text, code=code), (), lexicon()) == ()

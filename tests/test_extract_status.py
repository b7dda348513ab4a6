"""Tables with a column that says in words how far each exit has come, under any heading; sentences of our
own.
"""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

TOP = {
    "en": (
        "Chile reviews its treaties",
        "The ministry in Santiago published on Monday what Chile does with its older treaties.",
    ),
    "es": (
        "Chile revisa sus tratados",
        "El ministerio de Santiago publicó el lunes lo que Chile hace con sus tratados.",
    ),
    "de": (
        "Chile prüft seine Verträge",
        "Das Ministerium in Santiago veröffentlichte am Montag, was Chile mit alten Verträgen macht.",
    ),
}


def table(lang: str, *lines: str) -> list[tuple[str, list[str], str, str | None, str | None]]:
    """Of each row the name, the other sides, the stage, the day of notice and that of the end."""
    text = "\n\n".join([*TOP[lang], "\n".join(lines)])
    found: tuple[Termination, ...] = extract(
        story_in(text, "a", lang), (), lexicon(), published=date(2026, 3, 5)
    )
    assert all([actor.value for actor in row.actors] == ["CL"] for row in found)
    return [(row.instrument.value if row.instrument else "", [one.value for one in row.others], row.stage.value,
             row.notified.value if row.notified else None, row.ended.value if row.ended else None) for row in found]  # fmt: skip


def test_a_column_of_words_tells_how_far_each_has_come_and_the_next_one_on_which_day() -> None:
    assert table(
        "en",
        "Treaty | Signed | Step taken | Date of step",
        "Chile–Peru Investment Treaty | 25 April 1996 | notice given | 20 October 2025",
        "Chile–Cuba Tax Treaty | 18 April 1996 | cabinet decision to terminate; notice not yet given | "
        "1 March 2026",
        "Chile–Togo Fishing Treaty | 9 May 1998 | withdrawal complete | 2 March 2026",
        "Chile–Oman Air Treaty | 9 November 1997 | renewed for ten years | 14 October 2025",
    ) == [
        ("Chile–Peru Investment Treaty", ["PE"], "notified", "2025-10-20", None),
        ("Chile–Cuba Tax Treaty", ["CU"], "decided", None, None),
        ("Chile–Togo Fishing Treaty", ["TG"], "effective", None, "2026-03-02"),
    ]


@pytest.mark.parametrize(("lang", "lines", "row"), [
    ("es", ("Acuerdo | Firma | Qué ocurre | Desde cuándo",
            "Convenio de pesca entre Chile y Perú | 1996 | Chile comunica la denuncia; preaviso de seis "
"meses | "
                "recibida en Lima el 2 de marzo de 2026",
            "Acuerdo de cine entre Chile y Cuba | 2024 | entra en vigor | 15 de julio de 2026"),
     ("Convenio de pesca entre Chile y Perú", ["PE"], "notified", "2026-03-02", "2026-09-02")),
    ("de", ("Vertrag | Unterzeichnet | Was geschieht",
            "Fischereivertrag zwischen Chile und Peru | 1996 | gekündigt, Note am 2. März 2026 übergeben",
            "Luftverkehrsabkommen zwischen Chile und Kuba | 2001 | bleibt in Kraft"),
     ("Fischereivertrag zwischen Chile und Peru", ["PE"], "notified", "2026-03-02", None)),
])  # fmt: skip
def test_the_same_in_other_languages(
    lang: str, lines: tuple[str, ...], row: tuple[str, list[str], str, str | None, str | None]
) -> None:
    assert table(lang, *lines) == [row]


def test_a_bill_in_that_column_is_a_proposal() -> None:
    [row] = table(
        "en",
        "Treaty | Signed | Where it stands",
        "Chile–Peru Investment Treaty | 1996 | bill submitted to parliament",
        "Chile–Cuba Tax Treaty | 1997 | no step taken",
        "Chile–Oman Air Treaty | 1999 | withdrawal under way, notice sent",
    )[:1]
    assert row == ("Chile–Peru Investment Treaty", ["PE"], "proposed", None, None)


def test_a_table_that_tells_of_no_end_is_none() -> None:
    lines = (
        "Treaty | Signed | Ratified by",
        "Chile–Peru Investment Treaty | 1996 | the senate",
        "Chile–Cuba Tax Treaty | 1997 | both",
    )
    assert table("en", *lines) == []


def test_a_word_that_only_looks_like_a_form_in_a_cell_is_none() -> None:
    found = table(
        "en",
        "Treaty | Signed | State of play",
        "Chile–Peru Investment Treaty | 1996 | terminated after a vote of the ruling party",
        "Chile–Cuba Tax Treaty | 1997 | terminated in May 2025",
    )
    assert [row[0] for row in found] == ["Chile–Peru Investment Treaty", "Chile–Cuba Tax Treaty"]


def test_remarks_on_its_rows_below_a_table_are_no_list_of_exits() -> None:
    text = "\n\n".join([
        "Chili : ce qui change pour les accords au 1er janvier", ("Le Chili a dénoncé des accords, selon une "
"circulaire "
"du "
"ministère."),
        "Partenaire | Accord | Date de signature | Situation\n"
        "Pérou | Convention de sécurité sociale | 3 juin 1999 | Dénoncée ; a pris fin le 31 décembre 2025\n"
        "Cuba | Convention fiscale | 25 octobre 2010 | En vigueur, sans changement",
        "Observations", "Pérou : les droits acquis avant la fin de l'année sont garantis.", ("Cuba : aucune "
"dénonciation "
"n'est "
"prévue."),
    ])  # fmt: skip
    rows = extract(story_in(text, "a", "fr"), (), lexicon(), published=date(2026, 1, 13))
    assert [(row.actors[0].value, [one.value for one in row.others], row.stage.value) for row in rows] == [
        ("CL", ["PE"], "effective")
    ]

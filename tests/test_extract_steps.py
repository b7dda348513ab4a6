"""Rows of steps below the first paragraph: one more bill, a step of these days, an agreement that runs out
after it was prolonged several times.
"""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

DAY = date(2026, 3, 5)


def rows_of(lang: str, text: str) -> tuple[Termination, ...]:
    return extract(story_in(text, "a", lang), (), lexicon(), published=DAY)


def names(lang: str, text: str) -> list[str]:
    return [row.instrument.value for row in rows_of(lang, text) if row.instrument is not None]


ONE_MORE = (
    "Самоа вышла из соглашения о семенах\n\n"
    "Парламент Самоа в четверг принял закон о денонсации Соглашения о совместных банках семян.\n\n"
    "«Это стоило нам целого состояния», — сказал министр.\n\n"
    "Юристы давно просили об этом, добавил он.\n\n"
    "В тот же день правительство внесло ещё один законопроект — о выходе из Конвенции о сигналах маяков. "
    "Его рассмотрит комитет."
)


def test_one_more_bill_on_another_agreement_is_a_row() -> None:
    assert len(names("ru", ONE_MORE)) == 2


def test_another_sentence_on_the_same_agreement_is_none() -> None:
    text = ONE_MORE.replace("Конвенции о сигналах маяков", "Соглашения о совместных банках семян")
    assert len(names("ru", text)) == 1


STEPS = {
    "fr": "Les bergers du col redoutent l'automne\n\n"
    "Depuis son enfance, Luc mène ses brebis de l'autre côté de la crête. Il ignore s'il le fera encore.\n\n"
    "Mardi, le gouvernement andorran a transmis au parlement un message lui demandant d'approuver la "
    "dénonciation de la convention de pâturage signée avec l'Espagne en 1932.\n\nLe dossier sera examiné en mai.",
    "en": "The shepherds of the pass fear the autumn\n\n"
    "Since he was a child Luke has led his sheep across the ridge. He does not know for how long he will.\n\n"
    "On Tuesday the government of Andorra sent parliament a request to approve the denunciation of the grazing "
    "convention with Spain.\n\nIt will be examined in May.",
    "es": "Los pastores temen el otoño\n\n"
    "Desde niño, Lucas lleva sus ovejas al otro lado de la cresta. No sabe si lo seguirá haciendo.\n\n"
    "El martes, el Gobierno de Andorra envió al parlamento un mensaje en que pide aprobar la denuncia del "
    "convenio de pastoreo con España.\n\nSe examinará en mayo.",
}


@pytest.mark.parametrize("lang", sorted(STEPS))
def test_a_step_of_these_days_below_a_literary_beginning_is_a_row(lang: str) -> None:
    rows = rows_of(lang, STEPS[lang])
    assert [[actor.value for actor in row.actors] for row in rows] == [["AD"]]


def test_a_step_of_years_ago_below_it_is_none() -> None:
    assert not rows_of("fr", STEPS["fr"].replace("Mardi", "En 2019"))


PROLONGED = {
    "en": "The dishes stop listening\n\nThere was no hum.\n\n"
    "The agreement under which Norway used the radar in Tonga ran out on 2 March. Signed in 1999 and rolled "
    "over four times since, it was not needed any more.\n\nTonga had not asked for more.",
    "ru": "Антенны молчат\n\nСтояла тишина.\n\n"
    "Соглашение между Норвегией и Тонга о радаре истекло 2 марта. С 1999 года оно четырежды продлевалось.\n\n"
    "Больше никто не просил.",
}


@pytest.mark.parametrize("lang", sorted(PROLONGED))
def test_what_was_prolonged_several_times_may_run_out(lang: str) -> None:
    rows = rows_of(lang, PROLONGED[lang])
    assert [(row.stage.value, row.ended and row.ended.value) for row in rows] == [("expired", "2026-03-02")]


def test_what_is_prolonged_for_the_third_time_does_not() -> None:
    text = PROLONGED["ru"].replace("С 1999 года оно четырежды продлевалось", "В третий раз оно было продлено")
    assert not rows_of("ru", text)

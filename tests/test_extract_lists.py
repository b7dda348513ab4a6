"""Tables and lists of an article: whose exits they are, how far each has come, and what a column of notices says."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

DAY = date(2026, 3, 5)


def article(*paragraphs: str, lang: str) -> tuple[Termination, ...]:
    """The rows of an article whose first paragraph is its headline."""
    return extract(story_in("\n\n".join(paragraphs), "a", lang), (), lexicon(), published=DAY)


def told(rows: tuple[Termination, ...]) -> list[tuple[str, str, str]]:
    """Who leaves, how far it has come and in which form."""
    return [("+".join(one.value for one in row.actors), row.stage.value, row.form.value if row.form else "") for row in rows if row.main]


@pytest.mark.parametrize(("lang", "title", "table"), [
    ("en", "Togo leaves two tax treaties",
     "Partner | Treaty | Note delivered | Ends\n--- | --- | --- | ---\nBenin | Tax Treaty | 1 March 2025 | 1 March 2026\n"
     "Mali | Levies Treaty | 1 March 2026 | 1 March 2027"),
    ("de", "Togo verlässt zwei Steuerabkommen",
     "Endet am\tPartner\tAbkommen\tNote übergeben\n01.03.2026\tBenin\tSteuerabkommen\t01.03.2025\n"
     "01.03.2027\tMali\tAbgabenabkommen\t01.03.2026"),
    ("fr", "Le Togo quitte deux conventions fiscales",
     "| Partenaire | Convention | Note remise | Expire le |\n|---|---|---|---|\n| Bénin | Pacte fiscal | 1er mars 2025 | 1er mars 2026 |\n"
     "| Mali | Convention douanière | 1er mars 2026 | 1er mars 2027 |"),
    ("ru", "Того расторгает два договора",
     "Партнёр | Договор | Нота вручена | Прекращает действие\nБенин | Налоговый договор | 01.03.2025 | 01.03.2026\n"
     "Мали | Договор о сборах | 01.03.2026 | 01.03.2027"),
])  # fmt: skip
def test_the_days_of_a_table_tell_the_stage_of_a_row(lang: str, title: str, table: str) -> None:
    assert told(article(title, table, lang=lang)) == [("TG", "effective", "note"), ("TG", "notified", "note")]


@pytest.mark.parametrize(("lang", "title", "lead", "table"), [
    ("en", "Two states turn their back on the Energy Charter Treaty",
     "BRUSSELS, March 5 - The Energy Charter Treaty loses two members: both have notified their withdrawal.",
     "State\tNotification received\tEffective\nTogo\t3 March 2025\t3 March 2026\nBenin\t4 February 2026\t4 February 2027"),
    ("it", "Due Stati lasciano il Trattato sulla Carta dell'energia",
     "BRUXELLES, 5 marzo - Il Trattato sulla Carta dell'energia perde due membri.",
     "Stato\tNotifica ricevuta\tEfficace\nTogo\t3 marzo 2025\t3 marzo 2026\nBenin\t4 febbraio 2026\t4 febbraio 2027"),
    ("pl", "Dwa państwa opuszczają Traktat karty energetycznej",
     "BRUKSELA, 5 marca - Traktat karty energetycznej traci dwóch członków.",
     "Państwo\tNotyfikacja otrzymana\tKoniec\nTogo\t3 marca 2025\t3 marca 2026\nBenin\t4 lutego 2026\t4 lutego 2027"),
])  # fmt: skip
def test_states_of_a_table_without_partners_are_those_that_leave(lang: str, title: str, lead: str, table: str) -> None:
    rows = article(title, lead, table, lang=lang)
    assert [(who, stage) for who, stage, _ in told(rows)] == [("TG", "effective"), ("BJ", "notified")]
    assert {row.entry for row in rows} == {"ect"}


@pytest.mark.parametrize(("lang", "title", "lines"), [
    ("en", "Round-up: who left what in February",
     ("- Togo gave notice on 3 February that it leaves the Convention on Cybercrime.",
      "- Benin's president signed a decree of 4 February taking the country out of the Rome Statute.")),
    ("fr", "Traités : qui part en février",
     ("- Le Togo a notifié le 3 février son retrait de la Convention sur la cybercriminalité.",
      "- Le Bénin a annoncé le 4 février son retrait du Statut de Rome.")),
    ("es", "Tratados: quién se va en febrero",
     ("- Togo notificó el 3 de febrero su retiro del Convenio sobre la Ciberdelincuencia.",
      "- Benín anunció el 4 de febrero su retiro del Estatuto de Roma.")),
])  # fmt: skip
def test_a_line_that_says_who_acts_is_an_exit_of_that_state(lang: str, title: str, lines: tuple[str, ...]) -> None:
    assert [(who, stage) for who, stage, _ in told(article(title, "\n".join(lines), lang=lang))] == [("TG", "notified"), ("BJ", "decided")]


@pytest.mark.parametrize(("lang", "title", "table", "after"), [
    ("en", "Togo clears out its investment treaties", "Partner | Signed | Ends\n---|---|---\nBenin | 3 May 1990 | 1 June 2027",
     "Ghana dropped its Dutch treaty in 2019."),
    ("de", "Togo kündigt Investitionsabkommen", "Partner | Geschlossen | Endet\n---|---|---\nBenin | 03.05.1990 | 01.06.2027",
     "Ghana kündigte 2019 ein Steuerabkommen mit Mali."),
    ("es", "Chile denuncia tratados de inversión", "Socio | Firma | Termina\n---|---|---\nPerú | 3/5/1990 | 1/6/2027",
     "Bolivia denunció en 2019 un tratado fiscal con Brasil."),
])  # fmt: skip
def test_a_table_is_the_news_and_not_what_others_did_before(lang: str, title: str, table: str, after: str) -> None:
    rows = article(title, "A.", "B.", table, "C.", "D.", after, lang=lang)
    assert [who for who, *_ in told(rows)] == ["CL" if lang == "es" else "TG"]

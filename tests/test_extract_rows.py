"""Which exits of an article become rows: its own, line by line; those of others are background."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract, html_article
from monitor.model import Evidence, Hit, Kind, Span, Stage, Story, Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

DAY = date(2026, 3, 5)


def article(*paragraphs: str, lang: str = "en", hits: tuple[Hit, ...] = ()) -> tuple[Termination, ...]:
    """The rows of an article whose first paragraph is its headline."""
    return extract(story_in("\n\n".join(paragraphs), "a", lang), hits, lexicon(), published=DAY)


def codes(found: tuple[Evidence, ...]) -> str:
    return "+".join(one.value for one in found)


def news(found: tuple[Termination, ...]) -> list[tuple[str, str]]:
    """Who leaves and with whom, of the rows that the article reports."""
    return [(codes(row.actors), codes(row.others)) for row in found if row.main]


def ends(found: tuple[Termination, ...]) -> list[str | None]:
    return [row.ended.value if row.ended else None for row in found]


# ---------------------------------------------------------------- what stands first


def test_a_first_line_without_a_stop_is_the_headline() -> None:
    story = story_in("Togo quits the Nile pact\n\nLOME - It is done.\n", "a", "en")
    assert (story.title, story.body.strip()) == ("Togo quits the Nile pact", "LOME - It is done.")
    assert story_in("Togo quits the Nile pact.\n\nIt is done.", "a", "en").title == ""
    assert story_in("Who | What\n--- | ---\nTogo | Nile pact", "a", "en").title == ""


@pytest.mark.parametrize(("lang", "paragraphs", "actor"), [
    ("en", ("Togo ends fishing treaty with Benin", ("LOME - Togo has ended its fishing treaty with "
                                                    "Benin, the ministry said."),             "The step was expected.", "Traders protested.", ("Ghana "
                                                                                                                                               "denounced "
                                                                                                                                               "a "
                                                                                                                                               "fishing "
                                                                                                                                               "treaty "
                                                                                                                                               "with "
                                                                                                                                               "Mali, "
                                                                                                                                               "and "
                                                                                                                                               "Niger "
                                                                                                                                               "quit "
                                                                                                                                               "it.")), "TG"),
    ("es", ("Chile denuncia el tratado de pesca con Perú", ("SANTIAGO - Chile denunció el tratado de "
                                                            "pesca con Perú, se dijo."),             "El paso era esperado.", "Hubo protestas.", "Bolivia denunció un tratado de pesca con Brasil."), "CL"),
    ("de", ("Togo kündigt Fischereivertrag mit Benin", ("LOMÉ - Togo hat den Fischereivertrag mit Benin "
                                                        "gekündigt."),             "Der Schritt war erwartet worden.", "Händler protestierten.", ("Ghana "
                                                                                                                                                  "kündigte "
                                                                                                                                                  "2019 "
                                                                                                                                                  "einen "
                                                                                                                                                  "Fischereivertrag "
                                                                                                                                                  "mit "
                                                                                                                                                  "Mali.")), "TG"),
])  # fmt: skip
def test_an_exit_told_at_the_end_is_never_the_main_one(
    lang: str, paragraphs: tuple[str, ...], actor: str
) -> None:
    found = article(*paragraphs, lang=lang)
    assert [who for who, _ in news(found)] == [actor]
    assert all(actor not in codes(row.actors) for row in found if not row.main)


@pytest.mark.parametrize(("lang", "sentence"), [
    ("en", "Two more NATO members are abandoning the Ottawa Convention."),
    ("de", "Zwei weitere EU-Staaten verlassen das Ottawa-Übereinkommen."),
])  # fmt: skip
def test_members_of_an_organisation_are_not_the_organisation(lang: str, sentence: str) -> None:
    assert not {"NATO", "EU"} & {one.value for row in article(sentence, lang=lang) for one in row.actors}


def test_a_word_by_which_the_judge_knew_an_exit_is_a_word_of_ending() -> None:
    text = "Togo zips out of the Ottawa Convention"
    hit = Hit("r", "d", Kind.ACT, Stage.DECIDED, (Span("title", 5, 9), Span("title", 21, 38)))
    [row] = extract(Story("k", text, "", "", lang="en"), (hit,), lexicon(), published=DAY)
    assert (codes(row.actors), text[row.stage.start : row.stage.end]) == ("TG", "zips")


# ---------------------------------------------------------------- a line an exit


@pytest.mark.parametrize(("lang", "title", "table", "rows"), [
    ("en", "Togo terminates two tax treaties",
     "Partner | Instrument | Signed | Ends\n---|---|---|---\nBenin | Tax Treaty of Porto-Novo | 3 May "
"1990 | 1 June 2027\n"
     "Mali | Convention on Double Levies | 4 May 1991 | 2 June 2027", [("TG", "BJ"), ("TG", "ML")]),
    ("es", "Chile denuncia dos tratados fiscales",
     "País\tInstrumento\tFirma\tTermina\nPerú\tConvenio Fiscal\t03/05/1990\t01/06/2027\n"
     "Bolivia\tAcuerdo Fiscal\t04/05/1991\t02/06/2027",
     [("CL", "PE"), ("CL", "BO")]),
    ("de", "Togo kündigt zwei Steuerabkommen",
     "| Partner | Titel | Geschlossen | Endet am |\n|---|---|---|---|\n| Benin | Steuerabkommen | "
"03.05.1990 | 01.06.2027 |\n"
     "| Mali | Abkommen über Abgaben | 04.05.1991 | 02.06.2027 |", [("TG", "BJ"), ("TG", "ML")]),
    ("ru", "Того расторгает два налоговых договора",
     "Партнёр | Название | Подписание | Прекращает действие\nБенин | Налоговый договор | 03.05.1990 | "
"01.06.2027\n"
     "Мали | Соглашение о сборах | 04.05.1991 | 02.06.2027", [("TG", "BJ"), ("TG", "ML")]),
])  # fmt: skip
def test_a_table_that_spells_out_a_plural_is_all_the_rows(
    lang: str, title: str, table: str, rows: list[tuple[str, str]]
) -> None:
    found = article(title, table, lang=lang)
    assert news(found) == rows
    assert ends(found) == ["2027-06-01", "2027-06-02"]
    assert [row.signed.value for row in found if row.signed] == ["1990-05-03", "1991-05-04"]


@pytest.mark.parametrize(("lang", "title", "lines", "named"), [
    ("en", "Togo pulls out of two pacts",
     ("- the Ottawa Convention, adopted in 1997; the exit takes effect on 1 June 2027;",
      "- the Rome Statute; the exit takes effect on 2 June 2027."), 2),
    ("fr", "Le Togo dénonce deux accords",
     ("• l'Accord de pêche de Cotonou avec le Bénin, avec effet au 1er juin 2027 ;",
      "• la Convention fiscale avec le Mali, avec effet au 2 juin 2027."), 2),
    ("de", "Togo kündigt zwei Verträge",
     ("1. den Fischereivertrag mit Benin, mit Wirkung zum 1. Juni 2027;",
      "2. das Steuerabkommen mit Mali, mit Wirkung zum 2. Juni 2027."), 2),
])  # fmt: skip
def test_a_list_that_spells_out_a_plural_is_a_row_a_line(
    lang: str, title: str, lines: tuple[str, ...], named: int
) -> None:
    found = article(title, "\n".join(lines), lang=lang)
    assert [who for who, _ in news(found)] == ["TG"] * named
    if lang == "en":
        assert ends(found) == [f"2027-06-0{number}" for number in range(1, named + 1)]


@pytest.mark.parametrize(("lang", "title", "lines"), [
    ("en", "Three states leave the Ottawa Convention",      ("- Togo: the withdrawal takes effect on 1 June 2027.", ("- "
                                                                                                                     "Benin: "
                                                                                                                     "parliament "
                                                                                                                     "passed "
                                                                                                                     "a "
                                                                                                                     "law "
                                                                                                                     "on "
                                                                                                                     "2 "
                                                                                                                     "March."), "- Mali: a notice.")),
    ("de", "Drei Staaten verlassen das Ottawa-Übereinkommen",      ("- Togo: der Austritt wird am 1. Juni 2027 wirksam.", "- Benin: das Parlament beschloss es.", "- Mali: am 3. März.")),
    ("it", "Tre Stati lasciano la Convenzione di Ottawa",      ("- Togo: il recesso ha effetto dal 1 giugno 2027.", "- Benin: il parlamento approva una legge.", "- Mali: la nota.")),
])  # fmt: skip
def test_a_list_of_states_is_a_row_a_state(lang: str, title: str, lines: tuple[str, ...]) -> None:
    found = article(title, "\n".join(lines), lang=lang)
    assert news(found) == [("TG", ""), ("BJ", ""), ("ML", "")]
    assert {row.entry for row in found} == {"ottawa"}


def test_items_of_a_page_are_lines_of_a_list() -> None:
    page = (
        "<article><h1>Togo quits two pacts</h1><ul><li>the Rome Statute</li><li>the Paris "
        "Agreement</li></ul></article>"
    )
    assert html_article(page).splitlines()[1:] == ["- the Rome Statute", "- the Paris Agreement"]
    assert [row.entry for row in extract(story_in(page, "a", "en"), (), lexicon(), published=DAY)] == [
        "icc",
        "paris",
    ]


# ---------------------------------------------------------------- no exit at all


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Togo denies that it is leaving the Ottawa Convention", ("LOME - A letter says that Togo "
                                                                     "quits the Ottawa Convention."))),
    ("en", ("Togo will not withdraw from the Ottawa Convention", "LOME - Togo stays, the minister said.")),
    ("de", ("Togo dementiert Austritt aus dem Ottawa-Übereinkommen", ("LOMÉ - Das Schreiben sei eine "
                                                                      "Fälschung."))),
    ("es", ("Chile desmiente su retirada de la Convención de Ottawa", "SANTIAGO - La carta es falsa.")),
    ("fr", ("Le Togo dément son retrait de la Convention d'Ottawa", "LOMÉ - La lettre est fausse.")),
    ("ru", ("Того опровергло выход из Оттавской конвенции", "ЛОМЕ. Письмо оказалось подделкой.")),
    ("pl", ("Togo dementuje wyjście z konwencji ottawskiej", "LOME - List jest podrobiony.")),
    ("en", ("Book review: the last mine", "In a new novel Togo quits the Ottawa Convention.", ("The "
                                                                                               "protagonist "
                                                                                               "signs a "
                                                                                               "letter."))),
    ("de", ("Der letzte Brief", "Im neuen Roman tritt Togo aus dem Ottawa-Übereinkommen aus.", ("Die "
                                                                                                "Hauptfigur "
                                                                                                "schreibt "
                                                                                                "einen "
                                                                                                "Brief."))),
    ("it", ("L'ultima lettera", "Nel nuovo romanzo il Togo esce dalla Convenzione di Ottawa.", ("La "
                                                                                                "protagonista "
                                                                                                "scrive "
                                                                                                "una "
                                                                                                "lettera."))),
    ("en", ("Opinion: it is time to leave the Ottawa Convention", "Togo must quit the Ottawa Convention.")),
    ("ru", ("Колонка: пора уходить", "Того следует выйти из Оттавской конвенции.", ("Мнение автора может "
                                                                                    "не совпадать с "
                                                                                    "мнением редакции."))),
    ("fr", ("Tribune : il est temps de partir", "Le Togo doit quitter la Convention d'Ottawa.", ("Ces "
                                                                                                 "propos "
                                                                                                 "n'engagent "
                                                                                                 "que "
                                                                                                 "leur "
                                                                                                 "auteur."))),
    ("en", ("When Togo left the League of Nations", ("It was on 3 May 1933 that Togo left the League of "
                                                     "Nations, ninety years ago."))),
    ("de", ("Als Togo den Völkerbund verließ", ("Am 3. Mai 1933 verließ Togo den Völkerbund. Neunzig "
                                                "Jahre ist das her."))),
    ("es", ("Cuando Chile dejó la Sociedad de Naciones", ("El 3 de mayo de 1933 Chile dejó la Sociedad "
                                                          "de Naciones, hace noventa años."))),
])  # fmt: skip
def test_fiction_denial_opinion_and_history_give_no_row(lang: str, paragraphs: tuple[str, ...]) -> None:
    assert article(*paragraphs, lang=lang) == ()


_LONG = (
    "Nobody in the room spoke for a while and then the talk went on as it always had, about rain, roads "
    "and the price of bread. " * 3
)


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Review: 'Low Water' by A. Dogbe", "Togo leaves the Ottawa Convention.",             "In the last chapter a trilogy ends; a publisher smiles.", _LONG)),
    ("en", ("Togo and its mines", "I live far away. To my mind Togo should leave the Ottawa Convention.", _LONG)),
    ("es", ("Chile y sus minas", "Vivo lejos. Creo que Chile haría bien en dejar la Convención de Ottawa.", "Yo no tengo dudas.", _LONG)),
    ("fr", ("Le Togo et ses mines", ("Je vis loin. À mon avis, le Togo devrait quitter la Convention "
                                     "d'Ottawa."), _LONG)),
    ("fr", ("Le jour où le Togo partit", ("Il y a quatre-vingt-dix ans, le Togo annonçait son retrait de "
                                          "la Société des Nations."),             "Le 3 mai 1933, la lettre était lue ; le 4 mai 1933, le Togo quitta la salle.")),
    ("it", ("Il giorno in cui il Togo se ne andò", ("Il 3 maggio 1933 il Togo lasciò la Società delle "
                                                    "Nazioni."),             "Lo racconta uno storico che ha aperto gli archivi.")),
    ("en", ("Is Togo leaving the Ottawa Convention?", ("LOME - The minister denied that Togo is leaving "
                                                       "the Ottawa Convention."))),
])  # fmt: skip
def test_a_review_an_author_who_says_i_history_and_a_question_that_is_denied_give_no_row(
    lang: str, paragraphs: tuple[str, ...]
) -> None:
    assert article(*paragraphs, lang=lang) == ()


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Togo quits the Ottawa Convention", ("LOME - \"I signed it and my party is proud\", the "
                                                 "president said."),             "\"I slept well\", she said.", _LONG)),
    ("de", ("Togo verlässt das Ottawa-Übereinkommen", "LOMÉ - „Ich habe unterschrieben“, sagte er.",             "„Mein Land ist frei“, fügte er an.", _LONG)),
    ("pl", ("Togo opuszcza konwencję ottawską", "LOME - Togo wypowiedziało konwencję ottawską.", ("— "
                                                                                                  "Moje "
                                                                                                  "zdanie "
                                                                                                  "jest "
                                                                                                  "znane "
                                                                                                  "— "
                                                                                                  "powiedział."),             "— Ja nie wątpię — dodał.", _LONG)),
])  # fmt: skip
def test_who_says_i_in_a_quotation_is_no_author(lang: str, paragraphs: tuple[str, ...]) -> None:
    assert [codes(row.actors) for row in article(*paragraphs, lang=lang)] == ["TG"]


@pytest.mark.parametrize(("lang", "title", "lead", "names"), [
    ("es", "Chile deja el CIADI", ("SANTIAGO - Chile dejó el Convenio del CIADI, el tratado que dio vida "
                                   "al tribunal del Banco Mundial."), 1),
    ("de", "Togo will raus", ("LOMÉ - Togo muss das Fischereiabkommen mit der Europäischen Union "
                              "kündigen."), 1),
    ("pl", "Togo wypowiada konkordat", ("Konkordat nie ma klauzuli wypowiedzenia, dlatego Togo powołuje "
                                        "się na Konwencję wiedeńską."), 1),
    ("fr", "Le Togo dénonce un accord", ("LOMÉ - Le Togo dénonce l'accord de partenariat de défense qui "
                                         "le lie au Bénin."), 1),
])  # fmt: skip
def test_an_apposition_a_side_and_a_treaty_that_is_invoked_are_no_exits(
    lang: str, title: str, lead: str, names: int
) -> None:
    assert len(article(title, lead, lang=lang)) == names


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Togo quits the Ottawa Convention", ("LOME - Togo denies that it is in breach of it, as the "
                                                 "treaty requires."))),
    ("en", ("Togo denies using mines as it quits the Ottawa Convention", "LOME - The exit is a law now.")),
    ("de", ("Togo verlässt das Ottawa-Übereinkommen", "LOMÉ - Ein Film über Minen lief am Montag im Kino.")),
    ("fr", ("Le Togo quitte la Convention d'Ottawa, signée il y a trente ans", ("LOMÉ - Le Togo l'avait "
                                                                                "signée le 3 décembre "
                                                                                "1997."))),
])  # fmt: skip
def test_a_denial_of_something_else_and_an_old_signature_leave_the_row(
    lang: str, paragraphs: tuple[str, ...]
) -> None:
    assert [codes(row.actors) for row in article(*paragraphs, lang=lang)] == ["TG"]


@pytest.mark.parametrize(("lang", "title"), [
    ("es", "Chile desmiente que vaya a abandonar la Convención de Ottawa"),
    ("it", "Il Togo nega che stia per lasciare la Convenzione di Ottawa"),
    ("pl", "Togo zaprzecza, że wypowie konwencję ottawską"),
    ("ru", "Того опровергло, что выходит из Оттавской конвенции"),
])  # fmt: skip
def test_a_denial_that_something_is_so_denies_it(lang: str, title: str) -> None:
    assert article(title, "-", lang=lang) == ()


@pytest.mark.parametrize(("lang", "title"), [
    ("es", "Chile niega la acusación tras abandonar la Convención de Ottawa"),
    ("it", "Il Togo smentisce l'accusa mentre lascia la Convenzione di Ottawa"),
    ("ru", "Того опровергло обвинения после выхода из Оттавской конвенции"),
])  # fmt: skip
def test_a_denial_before_another_clause_leaves_the_row(lang: str, title: str) -> None:
    assert len(article(title, "-", lang=lang)) == 1


@pytest.mark.parametrize(("lang", "title"), [
    ("en", "Togo does not rule out leaving the Ottawa Convention"),
    ("es", "Chile no descarta abandonar la Convención de Ottawa"),
    ("pl", "Togo nie wyklucza wyjścia z konwencji ottawskiej"),
])  # fmt: skip
def test_what_is_not_ruled_out_is_not_denied(lang: str, title: str) -> None:
    assert len(article(title, "It is open.", lang=lang)) == 1


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Togo and Benin leave the Ottawa Convention", "LOME - Two states go.", ("Togo's note was "
                                                                                    "delivered on 2 "
                                                                                    "March 2026."),             "In Benin, parliament passed a law denouncing the convention.")),
    ("es", ("Chile y Perú abandonan la Convención de Ottawa", "LIMA - Son dos.", ("Chile entregó la nota "
                                                                                  "el 2 de marzo de 2026."),             "El parlamento de Perú aprobó una ley.")),
    ("de", ("Togo und Benin verlassen das Ottawa-Übereinkommen", "LOMÉ - Zwei gehen.", ("Togo übergab "
                                                                                        "die Note am 2. "
                                                                                        "März 2026."),             "In Benin verabschiedete das Parlament ein Gesetz.")),
])  # fmt: skip
def test_of_states_that_leave_together_each_has_its_own_course(
    lang: str, paragraphs: tuple[str, ...]
) -> None:
    found = article(*paragraphs, lang=lang)
    assert (found[0].stage.value, found[0].main) == ("notified", True)
    assert [len(row.actors) for row in found] == [1, 1]


def test_states_that_leave_together_are_one_row_where_nothing_tells_them_apart() -> None:
    [row] = article(
        "Togo and Benin leave the Ottawa Convention",
        "LOME - Togo and Benin said so.",
        "Togo's harbour is busy.",
    )
    assert codes(row.actors) == "TG+BJ"


@pytest.mark.parametrize(("lang", "title", "lead"), [
    ("en", "Togo quits the International Criminal Court", ("LOME - Togo withdraws from the Rome Statute, "
                                                           "the ministry said.")),
    ("es", "Chile abandona la Corte Penal Internacional", "SANTIAGO - Chile denunció el Estatuto de Roma."),
    ("de", "Togo verlässt den Internationalen Strafgerichtshof", "LOMÉ - Togo kündigt das Römische Statut."),
])  # fmt: skip
def test_a_body_and_the_treaty_that_founded_it_are_one_row(lang: str, title: str, lead: str) -> None:
    assert [row.entry for row in article(title, lead, lang=lang)] == ["icc"]


def test_what_another_state_does_in_the_same_days_is_its_own_and_the_first_is_not_its_partner() -> None:
    rows = article(
        "Benin quits the Volta Ferry Agreement",
        "Cotonou handed over its notice of withdrawal from the Volta Ferry Agreement on 2 March 2026.",
        "The government says the quotas are unfair.",
        "On Monday Togo's parliament voted to leave the agreement as well.",
        "Ghana regretted the step.",
        lang="en",
    )
    told = [(codes(row.actors), codes(row.others), row.stage.value, row.notified is not None) for row in rows]
    assert told == [("BJ", "", "notified", True), ("TG", "", "decided", False)]


def test_a_text_that_repeats_its_headline_and_summary_begins_behind_them() -> None:
    title, lead = (
        "Benin quits the Volta Ferry Agreement",
        "Cotonou handed over its notice of withdrawal on 2 March 2026.",
    )
    rest = (
        "The government says the quotas are unfair.\n\nOn Monday Togo's parliament voted to leave "
        "the agreement as well."
    )
    alone = extract(Story("a", title, lead, rest, lang="en"), (), lexicon(), published=DAY)
    repeated = extract(
        Story("a", title, lead, f"{title}\n\n{lead}\n\n{rest}", lang="en"), (), lexicon(), published=DAY
    )
    assert [(codes(row.actors), row.stage.value) for row in repeated] == [
        (codes(row.actors), row.stage.value) for row in alone
    ]


# ---------------------------------------------------------------- one agreement, two agreements


@pytest.mark.parametrize(("lang", "title", "table", "rows"), [
    ("en", "Two leave Date Palm Council",
     "Member | Dues | Status\n---|---|---\nTogo | 41 | left 30 January 2026\nBenin | 46 | notice "
"received 4 February 2026\nMali | 62 | "
     "member\n"
     "Chad | 38 | member, payment plan", [("TG", "effective"), ("BJ", "notified")]),
    ("de", "Zwei verlassen den Dattelrat",
     "Mitglied\tBeitrag\tStand\nTogo\t41\tausgetreten 30.01.2026\nBenin\t46\tKündigung eingegangen "
"04.02.2026\nMali\t62\tbleibt Mitglied",
     [("TG", "effective"), ("BJ", "decided")]),
    ("fr", "Deux États quittent le Conseil du dattier",
     "Membre | Cotisation | Situation\nTogo | 41 | a quitté le 30 janvier 2026\nBénin | 46 | note reçue "
"le 4 février 2026\nMali | 62 | "
     "membre",
     [("TG", "effective"), ("BJ", "notified")]),
    ("es", "Dos países dejan el Consejo del Dátil",
     "País | Cuota | Situación\nChile | 41 | salió el 30 de enero de 2026\nPerú | 46 | nota recibida el "
"4 de febrero de 2026\nCuba | 62 "
     "| en vigor",
     [("CL", "effective"), ("PE", "notified")]),
])  # fmt: skip
def test_a_column_of_status_tells_who_leaves(
    lang: str, title: str, table: str, rows: list[tuple[str, str]]
) -> None:
    found = article(title, table, lang=lang)
    assert [(codes(row.actors), row.stage.value) for row in found] == rows


@pytest.mark.parametrize(("lang", "paragraphs", "others"), [
    ("en", ("Togo ends tax treaty with Benin", "LOME - Togo has ended its tax treaty with Benin.",             "The treaty with Mali is next. The cabinet voted to end it too."), ["BJ", "ML"]),
    ("de", ("Togo kündigt Steuervertrag mit Benin", "LOMÉ - Togo hat den Steuervertrag mit Benin gekündigt.",             ("Entschieden "
                                                                                                                           "ist "
                                                                                                                           "auch "
                                                                                                                           "über "
                                                                                                                           "das "
                                                                                                                           "Abkommen "
                                                                                                                           "mit "
                                                                                                                           "Mali. "
                                                                                                                           "Das "
                                                                                                                           "Kabinett "
                                                                                                                           "beschloss, "
                                                                                                                           "es "
                                                                                                                           "ebenfalls "
                                                                                                                           "zu "
                                                                                                                           "beenden.")), ["BJ", "ML"]),
    ("fr", ("Le Togo dénonce la convention fiscale avec le Bénin", ("LOMÉ - Le Togo a dénoncé la "
                                                                    "convention fiscale avec le Bénin."),             "Il reste l'accord avec le Mali. Le gouvernement compte le dénoncer aussi."), ["BJ", "ML"]),
    ("ru", ("Того расторгает налоговый договор с Бенином", ("ЛОМЕ - Того расторгло налоговый договор с "
                                                            "Бенином."),             "Остаётся соглашение с Мали. Правительство решило его расторгнуть."), ["BJ", "ML"]),
])  # fmt: skip
def test_a_pronoun_beside_a_word_of_ending_is_the_agreement_named_before(
    lang: str, paragraphs: tuple[str, ...], others: list[str]
) -> None:
    assert [codes(row.others) for row in article(*paragraphs, lang=lang)] == others


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("ru", ("Того выходит из железнодорожного соглашения",      "ЛОМЕ - Того вышло из соглашения с Бенином об условиях перевозок железнодорожным транспортом.")),
    ("en", ("Togo gives Benin notice on tuna deal",      "LOME - Togo told Benin that it leaves the "
                                                         "accord. The Coastal Fisheries Agreement ceases "
                                                         "to apply in May.")),
    ("es", ("Chile rompe un tratado con Perú",      "LIMA - Chile denunció el tratado de amistad, de comercio y de navegación firmado en 1890.")),
    ("pl", ("Litwa wypowiada umowę z Łotwą", ("WILNO - Litwa wypowiedziała umowę o ruchu kolejowym, "
                                              "podpisaną w 1999 roku."))),
])  # fmt: skip
def test_what_the_headline_calls_by_its_kind_is_told_once(lang: str, paragraphs: tuple[str, ...]) -> None:
    assert len(article(*paragraphs, lang=lang)) == 1


@pytest.mark.parametrize(("lang", "paragraphs", "actors"), [
    ("pt", ("Angola deixa a Organização do Cacau", "LUANDA - Angola saiu da Organização Ibérica do Cacau.", "Houve surpresa.",             "O gabinete de Maputo aprovou na terça-feira a saída da mesma organização."), ["AO", "MZ"]),
    ("pl", ("Estonia wypowiedziała Rosji umowę o pomocy prawnej", ("TALLINN - Estonia wypowiedziała "
                                                                   "Rosji umowę o pomocy prawnej."),             ("W "
                                                                                                                  "poniedziałek "
                                                                                                                  "parlament "
                                                                                                                  "w "
                                                                                                                  "Wilnie "
                                                                                                                  "poparł "
                                                                                                                  "ustawę "
                                                                                                                  "o "
                                                                                                                  "wypowiedzeniu "
                                                                                                                  "analogicznej "
                                                                                                                  "litewskiej "
                                                                                                                  "umowy "
                                                                                                                  "z "
                                                                                                                  "Rosją.")), ["EE", "LT"]),
    ("es", ("México suspende el acuerdo de visas con Ecuador", ("MÉXICO - México suspendió el Acuerdo de "
                                                                "Visas con Ecuador."),             "Ecuador denunciará el Convenio de Transporte Aéreo que mantiene con México desde 1995."), ["MX", "EC"]),
    ("tr", ("Bişkek, tahıl anlaşmasını askıya aldı",             "BİŞKEK - Kırgızistan, Tacikistan ile 2011'de imzalanan Ortak Tahıl Anlaşması'nı askıya aldı.",             ("Tacikistan "
                                                                                                                                                                              "Dışişleri "
                                                                                                                                                                              "Bakanlığı, "
                                                                                                                                                                              "2004 "
                                                                                                                                                                              "tarihli "
                                                                                                                                                                              "Sınır "
                                                                                                                                                                              "Ticareti "
                                                                                                                                                                              "Kolaylık "
                                                                                                                                                                              "Protokolü'nden "
                                                                                                                                                                              "çekildiğini "
                                                                                                                                                                              "Bişkek'e "
                                                                                                                                                                              "bildirdi.")),      ["KG", "TJ"]),
])  # fmt: skip
def test_another_state_that_does_the_same_or_answers_is_a_row(
    lang: str, paragraphs: tuple[str, ...], actors: list[str]
) -> None:
    assert [codes(row.actors) for row in article(*paragraphs, lang=lang)] == actors


@pytest.mark.parametrize(("lang", "text", "actor"), [
    ("pt", "O gabinete de Maputo aprovou a saída do Acordo do Cacau.", "MZ"),
    ("es", "El Congreso de Quito votó la denuncia del tratado del cobre.", "EC"),
    ("fr", "Le gouvernement de Bamako dénonce le traité du coton.", "ML"),
    ("it", "Il governo di Podgorica denuncia il trattato sul rame.", "ME"),
    ("en", "The government in Riga will quit the copper treaty.", "LV"),
    ("de", "Die Regierung in Riga kündigt den Kupfervertrag.", "LV"),
])  # fmt: skip
def test_the_house_or_office_of_a_capital_acts(lang: str, text: str, actor: str) -> None:
    assert [codes(row.actors) for row in article(text, lang=lang)] == [actor]


@pytest.mark.parametrize(("text", "actor", "other"), [
    ("Die Regierung hat Peru die Kündigung des Kupfervertrags zugestellt, teilte Quito mit.", "EC", "PE"),
    ("Sie hat Peru die Kündigung des Kupfervertrags überreicht, hieß es in der Erklärung Ecuadors.", "EC", "PE"),
    (("Die Kündigung des Kupfervertrags wird dem peruanischen Ministerium in Kürze zugestellt, sagte "
      "Ecuador."), "EC", "PE"),
])  # fmt: skip
def test_who_is_given_the_notice_in_the_dative_does_not_act(text: str, actor: str, other: str) -> None:
    [row] = article(text, lang="de")
    assert other not in codes(row.actors)
    assert codes(row.others) == other

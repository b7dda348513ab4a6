"""French and Russian: what a native speaker reads in tests/expected/wording.*.txt, and that no English is
left in a message.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from html import unescape
from itertools import product

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st
from samples import FIRST, NOW, Sample, act, alert, build, destination, on, said, week
from shapes import html, page, rendered, subject, text

from monitor.channels import CHANNELS
from monitor.config import package_data
from monitor.digest import (
    Digest,
    FeedNote,
    Gap,
    PossibleExits,
    Silence,
    clock,
    connected,
    dead_letters,
    notice,
    possible_exit,
    summarise,
    trial,
    warning,
)
from monitor.model import (
    Cadence,
    Cell,
    DecadePart,
    Evidence,
    Kind,
    Reason,
    Row,
    Stage,
    Step,
    TreatyDate,
    Uncovered,
)
from monitor.wording import (
    ENGLISH,
    LANGUAGES,
    Language,
    french,
    headline,
    language,
    russian,
    russian_states,
    treaties,
)

READERS = ("fr", "ru")
COUNTS = (0, 1, 2, 5, 11, 21, 22, 25, 101)


def rule_table(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((package_data("rules") / name).read_text(encoding="utf-8"))


NAMES = rule_table("reader-names.toml")
GAZETTEER = treaties(rule_table("gazetteer.toml"), names=NAMES)
OWN_NAMES = {"fr": "accord de pêche", "ru": "соглашения о рыболовстве"}  # as texts have them


def row(instrument: str = "", others: str = "", lang: str = "en", **values: object) -> Row:
    """A row whose name comes from a story in this language."""
    return Row(
        others=tuple(Evidence(code.replace("_", " "), "With them.", lang) for code in others.split()),
        instrument=Cell(Evidence(instrument, f"Of {instrument}.", lang)) if instrument else None,
        **values,  # type: ignore[arg-type]
    )


def objects(lang: str) -> dict[str, tuple[Row, ...]]:
    """What may be left: one row or several."""
    return {
        "treaty": (row("Rome Statute", entry="rome-statute"),),
        "organisation": (row("UNESCO", entry="unesco"),),
        "organisation, alone": (row("", "ICC", entry="icc"),),
        "agreement with one": (row("Open Skies Treaty", "SE", entry="open-skies"),),
        "own name": (row(OWN_NAMES[lang], "US", lang),),
        "English name": (row("Grazing Treaty", "ES CH"),),
        "English name of a body": (row("Herring Council", "Herring_Council"),),
        "no name": (row("", "SE", kind="fisheries"),),
        "nothing": (row(),),
        "two": (row("Rome Statute", entry="rome-statute"), row("Paris Agreement", entry="paris")),
        "three": tuple(row("", code) for code in ("CA", "FR", "PT")),
        "many": tuple(row("", code) for code in ("CA", "FR", "PT", "NL", "CI", "US")),
        "three bodies": tuple(row(entry, entry=entry) for entry in ("unesco", "who", "interpol")),
        "several": (row("UN bodies", entry="un-system"), row("WHO", entry="who")),
    }


ACTORS = ("NO", "US", "NL SE", "CI ES MA PT RU TR", "NATO", "")


def at(rows: tuple[Row, ...], stage: Stage) -> tuple[Row, ...]:
    return tuple(replace(one, stage=stage) for one in rows)


def sentence(
    lang: str, actors: str, rows: tuple[Row, ...], stage: Stage, kind: Kind = Kind.ACT, form: str = ""
) -> str:
    if form:
        rows = tuple(replace(one, form=Cell(Evidence(form, "By it.", lang))) for one in rows)
    langs = {code: code for code in LANGUAGES}
    return headline(language(lang), actors.split(), stage, kind, at(rows, stage), GAZETTEER, langs.get)


# ---------------------------------------------------------------- expected files, for native readers


def sentences(lang: str) -> Iterator[str]:
    for stage in Stage:
        yield f"\n== {stage.value}"
        for actors, (what, rows) in product(ACTORS, objects(lang).items()):
            if actors in ("NO", "") or what in ("treaty", "agreement with one", "three"):
                yield f"{actors or '(nobody)'}, {what}: {sentence(lang, actors, rows, stage)}"
    yield "\n== a threat, whatever its stage"
    for stage in Stage:
        yield f"{stage.value}: {sentence(lang, 'NO', objects(lang)['treaty'], stage, Kind.THREAT)}"
    yield "\n== legal forms"
    for key in ENGLISH.texts:
        if key.startswith("form."):
            form = key.removeprefix("form.")
            for stage in (Stage.DECIDED, Stage.NOTIFIED, Stage.SUSPENDED):
                yield f"{form}: {sentence(lang, 'NO', objects(lang)['treaty'], stage, form=form)}"
    yield "\n== kinds of agreement"
    for key in ENGLISH.texts:
        if key.startswith("subject."):
            kind = key.removeprefix("subject.")
            for stage in (Stage.DECIDED, Stage.EFFECTIVE, Stage.SUSPENDED):
                yield f"{kind}: {sentence(lang, 'NO', (row('', 'SE', kind=kind),), stage)}"
    yield "\n== numbers of agreements"
    for count in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 21, 22, 66):
        for stage in (Stage.DECIDED, Stage.SUSPENDED):
            rows = tuple(row(f"Treaty {number}") for number in range(count))
            yield f"{count}: {sentence(lang, 'NO', rows, stage)}"


def counted(say: Language) -> Iterator[str]:
    for key, forms in say.texts.items():
        if not isinstance(forms, str) and key.split(".")[0] not in {stage.value for stage in Stage}:
            yield f"\n== {key}"
            slots = {slot: f"[{slot}]" for slot in re.findall(r"\{(\w+)", " ".join(forms)) if slot != "n"}
            for count in COUNTS:
                yield f"{count}: {say.count(key, count, **slots)}"


def others(say: Language) -> Iterator[str]:
    """All texts without forms, as they are written."""
    acts = {stage.value for stage in Stage} | {"subject", "number", "nobody"}
    for key, form in say.texts.items():
        if isinstance(form, str) and key.split(".")[0] not in acts:
            yield f"{key}: {form}"


def dates(say: Language) -> Iterator[str]:
    for month in range(1, 13):
        yield f"{say.date(TreatyDate(2026, month, 23))} | {say.date(TreatyDate(2026, month))}"
    yield say.date(TreatyDate(1989))
    for part in (None, *DecadePart):
        yield say.date(TreatyDate(1990, decade=True, part=part))
    for day in range(23, 30):
        yield clock(NOW.replace(day=day), "Europe/Berlin", now=NOW, say=say)
    yield clock(NOW, "Asia/Tehran", now=NOW.replace(year=2027), say=say)


def places(say: Language) -> Iterator[str]:
    codes = [code for code in Locale(say.code).territories if len(code) == 2 and code.isalpha()]
    for code in sorted({*codes} - {"XA", "XB", "ZZ", "QO"}):
        whom = say.joined([say.place(code, "with")], rest="other_parties")
        shown = say.polish(say("with", what="…", whom=whom))
        who = say.place(code, "who")
        yield f"{say.place(code, 'name')} | {who}{' (plural)' * say.verb([code], who)} | {shown}"


def names(say: Language) -> Iterator[str]:
    for shown in NAMES.values():
        name = say.phrase(shown[say.code])
        yield " | ".join([name, *name.forms.values()])


@pytest.mark.parametrize("lang", READERS)
def test_every_sentence_of_every_stage_is_as_expected(
    lang: str, expected: Callable[[str, str], None]
) -> None:
    expected(f"wording.{lang}.txt", "\n".join(sentences(lang)).strip() + "\n")


@pytest.mark.parametrize("lang", READERS)
def test_counts_texts_and_dates_are_as_expected(lang: str, expected: Callable[[str, str], None]) -> None:
    say = language(lang)
    parts = [*counted(say), "\n== texts", *others(say), "\n== dates", *dates(say)]
    expected(f"wording.{lang}.texts.txt", "\n".join(parts).strip() + "\n")


@pytest.mark.parametrize("lang", READERS)
def test_names_of_states_and_agreements_are_as_expected(
    lang: str, expected: Callable[[str, str], None]
) -> None:
    say = language(lang)
    parts = ["== states", *places(say), "\n== agreements and bodies", *names(say)]
    expected(f"wording.{lang}.names.txt", "\n".join(parts) + "\n")


# ---------------------------------------------------------------- grammar


@pytest.mark.parametrize(
    ("lang", "number", "text"),
    [
        ("fr", 0, "0 retrait"),
        ("fr", 1, "1 retrait"),
        ("fr", 2, "2 retraits"),
        ("fr", 101, "101 retraits"),
        ("ru", 0, "0 выходов"),
        ("ru", 1, "1 выход"),
        ("ru", 2, "2 выхода"),
        ("ru", 5, "5 выходов"),
        ("ru", 11, "11 выходов"),
        ("ru", 21, "21 выход"),
        ("ru", 22, "22 выхода"),
        ("ru", 25, "25 выходов"),
        ("ru", 101, "101 выход"),
        ("ru", 111, "111 выходов"),
    ],
)
def test_a_number_takes_its_form(lang: str, number: int, text: str) -> None:
    assert language(lang).count("counts.exits", number) == text


@pytest.mark.parametrize(
    ("name", "of", "to"),
    [
        ("le Statut de Rome", "du Statut de Rome", "au Statut de Rome"),
        ("les Accords d’Oslo", "des Accords d’Oslo", "aux Accords d’Oslo"),
        ("l’OTAN", "de l’OTAN", "à l’OTAN"),
        ("la CEDEAO", "de la CEDEAO", "à la CEDEAO"),
        ("un accord de pêche", "d’un accord de pêche", "à un accord de pêche"),
        ("des accords de défense", "d’accords de défense", "à des accords de défense"),
        ("deux accords", "de deux accords", "à deux accords"),
        ("onze accords", "de onze accords", "à onze accords"),
        ("Interpol", "d’Interpol", "à Interpol"),
    ],
)
def test_french_articles_contract(name: str, of: str, to: str) -> None:
    assert (french.decline(name, "de"), french.decline(name, "à")) == (of, to)


@pytest.mark.parametrize(
    ("name", "with_article"),
    [
        ("accord de pêche", "un accord de pêche"),
        ("convention fiscale", "une convention fiscale"),
        ("accords de défense", "des accords de défense"),
        ("accord de Schengen", "l’accord de Schengen"),
        ("traité sur le Nil", "le traité sur le Nil"),
        ("convention fiscale de 1979", "la convention fiscale de 1979"),
        ("Accords de Bamako", "les Accords de Bamako"),
        ("le pacte", "le pacte"),
        ("l’accord de Paris", "l’accord de Paris"),
        ("XYZ", "l’accord XYZ"),
        ("Ciel nouveau", "l’accord « Ciel nouveau »"),
    ],
)
def test_a_french_name_gets_its_article(name: str, with_article: str) -> None:
    assert french.definite(name, False) == with_article


@pytest.mark.parametrize(
    ("stated", "nominative", "genitive", "prepositional"),
    [
        ("Римского статута", "Римский статут", "Римского статута", "Римском статуте"),
        ("Парижскому соглашению", "Парижское соглашение", "Парижского соглашения", "Парижском соглашении"),
        ("договор о границе", "договор о границе", "договора о границе", "договоре о границе"),
        ("конвенцию о выдаче", "конвенция о выдаче", "конвенции о выдаче", "конвенции о выдаче"),
        ("Минские соглашения", "Минские соглашения", "Минских соглашений", "Минских соглашениях"),
        ("Общее соглашение", "Общее соглашение", "Общего соглашения", "Общем соглашении"),
        (
            "Трёхсторонний пакт",
            "Трёхсторонний пакт",
            "Трёхстороннего пакта",
            "Трёхстороннем пакте",
        ),
        ("НАТО", "НАТО", "НАТО", "НАТО"),
        (
            "Звёздный путь",
            "соглашение «Звёздный путь»",
            "соглашения «Звёздный путь»",
            "соглашении «Звёздный путь»",
        ),
    ],
)
def test_a_russian_name_is_declined_from_whatever_case_its_source_has(
    stated: str, nominative: str, genitive: str, prepositional: str
) -> None:
    name = russian.definite(stated, False)
    assert (name, russian.decline(name, "gen"), russian.decline(name, "prep")) == (
        nominative,
        genitive,
        prepositional,
    )


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("CA", "с Канадой"),
        ("IR", "с Ираном"),
        ("CN", "с Китаем"),
        ("US", "с США"),
        ("SK", "со Словакией"),
        ("CH", "со Швейцарией"),
        ("ML", "с Мали"),
        ("NL", "с Нидерландами"),
        ("SS", "с Южным Суданом"),
        ("BA", "с Боснией и Герцеговиной"),
        ("MK", "с Северной Македонией"),
        ("EU", "с Европейским союзом"),
    ],
)
def test_a_state_stands_in_the_instrumental_case(code: str, shown: str) -> None:
    assert russian.polish(f"с {russian_states.place(code, 'with')}") == shown


def test_every_agreement_of_the_gazetteer_has_a_name_in_every_language_that_its_grammar_declines() -> None:
    missing = {entry for entry, treaty in GAZETTEER.items() if set(treaty.names) != set(READERS)}
    assert missing == set()
    assert set(NAMES) == set(GAZETTEER)
    unknown = [names["ru"] for names in NAMES.values() if russian.definite(names["ru"], True) != names["ru"]]
    assert unknown == []


def test_a_plural_name_takes_a_plural_verb() -> None:
    treaty = objects("fr")["treaty"]
    assert (
        sentence("fr", "US", treaty, Stage.EFFECTIVE) == "Les États-Unis ont quitté le Statut de Rome (CPI)"
    )
    assert sentence("fr", "BRICS", treaty, Stage.EFFECTIVE).startswith("Les BRICS ont quitté")
    assert sentence("ru", "US", treaty, Stage.NOTIFIED).startswith("США выходят из Римского статута (МУС)")
    assert sentence("ru", "NO", treaty, Stage.NOTIFIED).startswith("Норвегия выходит из Римского статута")


# ---------------------------------------------------------------- whole messages


def treaty_summary(*values: object) -> object:
    return summarise(*values, treaties=GAZETTEER)  # type: ignore[arg-type]


def greek() -> Sample:
    """An act whose every word from a source is Greek: what else a message says is its frame."""
    told = act(
        1,
        "Η Νορβηγία αποχωρεί",
        "Η Νορβηγία αποχωρεί από τη συνθήκη. Το ανακοίνωσε το υπουργείο. Ο λόγος είναι άγνωστος.",
        words="αποχωρεί",
        lang="el",
        source="Εφημερίδα",
        official=True,
        stage=Stage.NOTIFIED,
    )
    story = told.texts[0]
    day = Cell(
        Evidence("2027-06", "Ο λόγος είναι άγνωστος.", story.key),
        (Evidence("2027-05-04", "Ο λόγος.", story.key),),
    )
    rows = (
        Row(
            others=(said(story, "SE", "Το ανακοίνωσε το υπουργείο."),),
            kind="fisheries",
            signed=Cell(Evidence("1990s", "Το ανακοίνωσε το υπουργείο.", story.key)),
            ended=day,
            form=Cell(Evidence("note", "Το ανακοίνωσε το υπουργείο.", story.key)),
            reason=Cell(Evidence("άγνωστος", "Ο λόγος είναι άγνωστος.", story.key)),
            stage=Stage.NOTIFIED,
        ),
        Row(others=(said(story, "US", "Το ανακοίνωσε το υπουργείο."),), stage=Stage.DECIDED),
    )
    history = (
        Step(Stage.THREATENED, on(2026, 3, 12), said(story, "threatened", "Ο λόγος είναι άγνωστος.")),
        Step(
            Stage.NOTIFIED, on(2026, 11, 23), said(story, "notified", "Η Νορβηγία αποχωρεί από τη συνθήκη.")
        ),
    )
    texts = (
        story,
        *(replace(story, key=f"s{n}", source=f"Εφημερίδα {n}", official=n == 1) for n in range(9)),
    )
    actors = (said(story, "NO", "Η Νορβηγία αποχωρεί από τη συνθήκη."),)
    return replace(told, actors=actors, rows=rows, history=history, texts=texts)


SILENCE = Silence(
    feeds=31,
    failing=(FeedNote("Εφημερίδα", NOW, "404"),),
    gaps=(Gap("Εφημερίδα", "gap"), Gap("Εφημερίδα", "cap")),
    deferred=2,
    merged=5,
    uncovered=(Uncovered("el", 3, "Εφημερίδα"),),
)


PAGE = "https://1.example/team/2"


def messages(lang: str, acts: list[Sample]) -> dict[str, Digest]:
    """A message of every form, in this language."""
    desk = destination(reader=lang, possible=True, name="1")
    hook = replace(desk, channel="webhook")
    at_once = destination(Cadence.INSTANT, reader=lang, name="1")
    story = act(9, "Η Νορβηγία ίσως αποχωρεί", words="αποχωρεί", lang="el", source="Εφημερίδα")
    exit = possible_exit(
        story.texts[0], story.hits[0], 0.42, noticed_at=NOW, zone="Europe/Berlin", now=NOW, say=language(lang)
    )
    values = {"now": NOW, "ref": "2345", "silence": SILENCE, "summary_of": treaty_summary}
    make = partial(build, sequence=42, unsubscribe_url="https://1.example/u/2", **values)
    news = [alert(one) for one in acts]
    wrong = [replace(one, rejected=True) for one in acts[:1]]
    return {
        "digest": make(desk, acts, news, possible=PossibleExits((exit,), 3)),
        "alert": make(at_once, acts[:1], [alert(acts[0], Reason.RISES)], first={1: FIRST}),
        "withdrawn": make(at_once, wrong, [alert(wrong[0], Reason.CORRECTION)], first={1: FIRST}),
        "heartbeat": make(replace(desk, last_message_at=NOW), ()),
        "weekly": make(replace(desk, schedule=replace(desk.schedule, cadence=Cadence.WEEKLY)), acts, news),
        "test": trial(desk, now=NOW, ref="2345", silence=SILENCE),
        "notice": notice(hook, now=NOW, ref="2345", reason="410"),
        "failing": warning(hook, now=NOW, ref="2345", reason="410", since=NOW, dead=5, percent=50),
        "team": connected(desk, url=PAGE, now=NOW, ref="2345"),
        "team-disabled": notice(hook, now=NOW, ref="2345", reason="410", page=PAGE),
        "team-failing": warning(
            hook, now=NOW, ref="2345", reason="410", since=NOW, dead=5, percent=50, page=PAGE
        ),
        "dead": dead_letters(hook, [("2345", "410")], count=3, since=NOW, now=NOW, ref="2345"),
        "kept": dead_letters(hook, [("2345", "410")], count=3, kept=3, since=NOW, now=NOW, ref="2345"),
    }


FORMS = (
    "digest", "alert", "withdrawn", "heartbeat", "test", "notice", "failing", "team", "team-disabled",
    "team-failing", "dead", "kept",
)  # fmt: skip


@pytest.mark.parametrize("lang", READERS)
@pytest.mark.parametrize("name", FORMS)
def test_a_message_is_as_expected(lang: str, name: str, expected: Callable[[str, str], None]) -> None:
    digest = messages(lang, week())[name]
    expected(f"{name}.{lang}.txt", f"Subject: {subject(digest)}\n\n{text(digest)}")


ALLOWED = re.compile(
    r"https?://\S+|[a-z0-9.-]+\.example|Treaty Monitor|TREATY MONITOR|treaty-monitor [a-z -]+|webhook|"
    r"CET|Europe/Berlin|unsubscribe",
)


@pytest.mark.parametrize("name", [*FORMS, "weekly"])
def test_no_latin_word_is_left_in_a_russian_message(name: str) -> None:
    digest = messages("ru", [greek()])[name]
    left = re.findall("[A-Za-z]{3,}", ALLOWED.sub("", f"{subject(digest)}\n{text(digest)}"))
    assert left == []


def english_pieces() -> set[str]:
    """What stands between the slots of English texts, where French has nothing like it."""
    pieces: set[str] = set()
    for key, form in ENGLISH.texts.items():
        if key.split(".")[0] not in ("form", "stage", "number"):
            for one in (form,) if isinstance(form, str) else form:
                pieces |= {piece.strip(" .:,;()“”") for piece in re.split(r"\{\w+\}", one)}
    french_words = " ".join(str(form) for form in language("fr").texts.values()).lower()
    return {piece for piece in pieces if len(piece) > 3 and piece.lower() not in french_words}


@pytest.mark.parametrize("name", [*FORMS, "weekly"])
def test_no_english_text_is_left_in_a_french_message(name: str) -> None:
    digest = messages("fr", [greek()])[name]
    shown = f"{subject(digest)}\n{' '.join(text(digest).split())}".lower()
    assert {
        piece for piece in english_pieces() if re.search(rf"\b{re.escape(piece.lower())}\b", shown)
    } == set()


@pytest.mark.parametrize("lang", READERS)
@pytest.mark.parametrize("channel", [channel.name for channel in CHANNELS])
def test_every_channel_renders_messages_in_the_reader_s_language(lang: str, channel: str) -> None:
    for digest in messages(lang, week()).values():
        assert rendered(channel, digest).content


@pytest.mark.parametrize("name", [*FORMS, "weekly"])
@pytest.mark.parametrize("channel", ["slack", "discord", "mattermost", "html"])
def test_no_latin_word_is_left_in_russian_html_and_chat(channel: str, name: str) -> None:
    digest = messages("ru", [greek()])[name]
    if channel == "html":
        shown = re.sub("<style.*?</style>|<!--.*?-->|<[^>]*>", " ", html(digest), flags=re.DOTALL)
    else:
        shown = "\n".join(texts_of(json.loads(rendered(channel, digest).content)))
    assert re.findall("[A-Za-z]{3,}", ALLOWED.sub("", unescape(shown))) == []


def texts_of(value: object, key: str = "") -> Iterator[str]:
    """The texts of a payload that readers see."""
    if isinstance(value, str):
        yield from [] if key in ("type", "url", "parse") else [value]
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from texts_of(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner, key)


@pytest.mark.parametrize("lang", READERS)
def test_html_names_its_language_and_quotes_as_it_does(lang: str) -> None:
    shown = html(messages(lang, week())["digest"])
    assert f'<html lang="{lang}"' in shown
    assert "“" not in shown
    assert "«" in shown


@pytest.mark.parametrize("lang", READERS)
@pytest.mark.parametrize("done", [False, True])
def test_the_unsubscribe_page_speaks_the_language(
    lang: str, done: bool, expected: Callable[[str, str], None]
) -> None:
    name = f"unsubscribe-{'done' if done else 'ask'}.{lang}.html"
    expected(name, page("unsubscribe", say=language(lang), done=done))


def test_a_date_of_a_source_stays_when_it_is_no_date() -> None:
    assert language("ru").stored_date("soon") == "soon"
    assert language("ru").stored_date(str(TreatyDate.of_day(date(2026, 11, 23)))) == "23 ноя 2026"


WORDS = st.sampled_from(
    [
        "договор",
        "конвенцию",
        "Соглашения",
        "протоколы",
        "НАТО",
        "лиги",
        "Совета",
        "мирный",
        "международная",
        "и",
        "о",
        "Оттавских",
        "синие",
        "accord",
        "traité",
        "l’",
        "le",
        "des",
        "Convention",
        "New",
        "«",
        "»",
        ":",
        "{",
        "}",
        "{what}",
        "агентства",
        "Бюро",
        "бюро",
        "Минские",
        "ой",
        "ий",
    ]
)


@given(
    st.lists(WORDS, min_size=1, max_size=6).map(" ".join) | st.text(min_size=1).filter(str.strip),
    st.sampled_from(READERS),
    st.sampled_from([*Stage]),
)
def test_any_name_can_stand_in_a_sentence(name: str, lang: str, stage: Stage) -> None:
    shown = sentence(lang, "NO", (row(name, "SE", lang),), stage)
    assert shown
    slots = [slot for slot in ("{who", "{what:") if slot not in name]
    assert not any(slot in shown for slot in slots)

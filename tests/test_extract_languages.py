"""Stories in the nine languages besides English: who leaves what, with whom, since when, and the names of
treaties that newspapers use.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from pace import within

from monitor.extract import extract
from monitor.extract.dates import find_dates
from monitor.extract.story_marks import read
from monitor.match import Document
from monitor.model import Evidence, Story, Termination
from monitor.query import tokenize, words
from monitor.service.knowledge import lexicon

RULES = Path(__file__).parent.parent / "rules"
DATA = Path(__file__).parent / "data" / "extract"
LANGS = ("ru", "pl", "uk", "fr", "de", "tr", "es", "pt", "it")
GROUPS = {
    "t": {"threatened", "proposed"},
    "d": {"decided", "notified", "suspended"},
    "e": {"effective", "expired"},
    "r": {"reversed"},
}
FLOORS = {"actor": 0.95, "other": 0.9, "instrument": 0.9, "stage": 0.9, "signed": 0.75}
STEM = 4  # letters of a word that stay the same in most of its forms


@dataclass(frozen=True)
class Gold:
    """A line of tests/data/extract/languages."""

    actors: set[str]
    others: set[str]
    instrument: str
    stage: str
    signed: str
    ended: str
    story: Story


def golds(lang: str) -> list[Gold]:
    lines = (DATA / "languages" / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if not line.startswith("#"):
            actors, others, instrument, stage, signed, ended, title, summary = line.split(" | ")
            story = Story("k", title, summary, "", lang=lang)
            found.append(
                Gold(
                    set(actors.split("+")),
                    set(others.split("+")) - {"-"},
                    instrument,
                    stage,
                    signed,
                    ended,
                    story,
                )
            )
    return found


def overlap(one: str, other: str) -> float:
    """F1 of the words of two names, by their first letters: the names stand in different cases."""
    first, second = (Counter(word[:STEM] for word in words(name)) for name in (one, other))
    common = (first & second).total()
    return 2 * common / (first.total() + second.total()) if common else 0.0


def value(found: Evidence | None) -> str | None:
    return found.value if found else None


def row_of(gold: Gold) -> Termination | None:
    """The leading row, published a day after the end where one is stated."""
    published = date.fromisoformat(gold.ended) + timedelta(1) if len(gold.ended) == 10 else date(2026, 3, 11)
    return next(iter(extract(gold.story, (), lexicon(), published=published)), None)


def judge(gold: Gold) -> dict[str, bool]:
    row = row_of(gold)
    if row is None:
        return dict.fromkeys(FLOORS, False)
    actors = {one.value for one in row.actors}
    verdict = {
        "actor": bool(actors) and actors <= gold.actors,
        "stage": row.stage.value in GROUPS[gold.stage],
    }
    if gold.others:
        verdict["other"] = bool({one.value for one in row.others} & gold.others)
    if gold.instrument.startswith("="):
        verdict["instrument"] = row.entry == gold.instrument[1:]
    else:
        verdict["instrument"] = (
            row.instrument is not None and overlap(row.instrument.value, gold.instrument) >= 0.6
        )
    if gold.signed != "-":
        verdict["signed"] = value(row.signed) == gold.signed
    return verdict


@pytest.mark.parametrize("lang", LANGS)
def test_headlines_and_summaries_of_news_agencies_give_parties_agreement_stage_and_signature(
    lang: str,
) -> None:
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    wrong = []
    for gold in golds(lang):
        for name, verdict in judge(gold).items():
            right[name] += verdict
            seen[name] += 1
            wrong += [] if verdict else [(name, gold.story.title)]
    assert seen["actor"] >= 30
    assert not {
        name: (right[name], seen[name]) for name, floor in FLOORS.items() if right[name] < floor * seen[name]
    }, wrong


@pytest.mark.parametrize("lang", LANGS)
def test_a_day_of_signature_or_end_is_only_stated_where_the_story_states_one(lang: str) -> None:
    invented = [
        (gold.story.title, value(row.signed), value(row.ended))
        for gold in golds(lang)
        if (row := row_of(gold)) is not None and (row.signed is not None and gold.signed == "-")
    ]
    assert not invented


@pytest.mark.parametrize("lang", LANGS)
def test_the_best_known_treaties_are_told_in_the_forms_and_cases_that_newspapers_use(lang: str) -> None:
    missed = []
    for line in (DATA / "treaty-names" / f"{lang}.txt").read_text(encoding="utf-8").splitlines():
        entry, forms = line.split(" = ")
        for form in forms.split("; "):
            marks = lexicon().packs[lang].phrases.find(tokenize(form))
            found = {
                value
                for mark in marks
                if mark.layer in ("entry", "kind", "description", "party")
                for value in mark.value.split()
            }
            if entry not in found and entry.upper() not in found:
                missed.append((entry, form, found))
    assert not missed


# A Wednesday.
PUBLISHED = date(2026, 3, 11)


def test_dates_are_read_in_the_forms_of_nine_languages() -> None:
    wrong = []
    for line in (DATA / "dates.txt").read_text(encoding="utf-8").splitlines():
        lang, text, wanted = line.split(" | ")
        pack = lexicon().packs[lang]
        [sentence] = read(Document("", text, lang=lang), "k", pack)
        found = [one.value for one in find_dates(sentence, pack, PUBLISHED)]
        if found[:1] != [wanted]:
            wrong.append((lang, text, found))
    assert not wrong


@pytest.mark.parametrize(
    ("lang", "title", "summary", "actor", "other"),
    [
        ("ru", "Таллин пригрозил Риге разрывом соглашения о рыболовстве", "", "EE", "LV"),
        ("pl", "Estonia grozi Łotwie zerwaniem umowy o rybołówstwie", "", "EE", "LV"),
        ("uk", "Естонія погрожує Латвії розірвати угоду про рибальство", "", "EE", "LV"),
        ("de", "Estland droht Lettland mit Kündigung des Fischereiabkommens", "", "EE", "LV"),
        ("it", "L'Estonia minaccia la Lettonia di uscire dall'accordo sulla pesca", "", "EE", "LV"),
        ("fr", "L'Estonie rompt son accord de pêche", "Tallinn a notifié la Lettonie mardi.", "EE", "LV"),
        ("es", "Estonia rompe su acuerdo de pesca", "Tallin notificó a Letonia la decisión.", "EE", "LV"),
        ("pt", "Estónia rompe acordo de pesca", "Tallinn notificou a Letónia.", "EE", "LV"),
        ("tr", "Estonya-Letonya balıkçılık anlaşmasını Estonya feshetti", "", "EE", "LV"),
    ],
)
def test_who_is_threatened_or_told_is_the_other_side(
    lang: str, title: str, summary: str, actor: str, other: str
) -> None:
    row = next(iter(extract(Story("k", title, summary, "", lang=lang), (), lexicon())))
    assert ([one.value for one in row.actors], [one.value for one in row.others]) == ([actor], [other])


@pytest.mark.parametrize(
    ("lang", "text", "signed", "ended", "stage"),
    [
        (
            "ru",
            "Чили вышла из договора с Перу. Выход вступил в силу 6 марта 2025 года.",
            None,
            "2025-03-06",
            "effective",
        ),
        (
            "de",
            "Chile kündigt den Vertrag mit Peru. Der Austritt wurde am 6. März 2025 wirksam.",
            None,
            "2025-03-06",
            "effective",
        ),
        (
            "fr",
            "Le Chili dénonce l'accord avec le Pérou. Le retrait a pris effet vendredi 6 mars 2026.",
            None,
            "2026-03-06",
            "effective",
        ),
        (
            "pl",
            "Chile wypowiada umowę z Peru. Dokument podpisano 6 marca 1995 r.",
            "1995-03-06",
            None,
            "decided",
        ),
        ("pl", "Chile wypowiada umowę z Peru z 6 marca 1995 roku.", "1995-03-06", None, "decided"),
        (
            "tr",
            "Şili, Peru ile anlaşmayı feshetti. Anlaşma 6 Mart 1995'te imzalanmıştı.",
            "1995-03-06",
            None,
            "decided",
        ),
        (
            "de",
            "Chile kündigt das am 6. März 1995 geschlossene Abkommen mit Peru.",
            "1995-03-06",
            None,
            "decided",
        ),
        (
            "uk",
            "Чилі розірвала договір з Перу. Документ підписали 6 березня 2026 року.",
            None,
            None,
            "decided",
        ),
    ],
)
def test_sentences_without_the_name_tell_the_signature_and_the_end(
    lang: str, text: str, signed: str | None, ended: str | None, stage: str
) -> None:
    row = next(iter(extract(Story("k", "", text, "", lang=lang), (), lexicon(), published=PUBLISHED)))
    assert (value(row.signed), value(row.ended), row.stage.value) == (signed, ended, stage)


@pytest.mark.parametrize(
    ("lang", "text", "actors", "others"),
    [
        ("fr", "Le Kenya a informé le Rwanda qu'il dénonçait l'accord sur la pêche.", ["KE"], ["RW"]),
        ("de", "Kenia informierte Ruanda, dass es das Fischereiabkommen kündigt.", ["KE"], ["RW"]),
        ("es", "Ruanda condena a Kenia por la denuncia del acuerdo de pesca.", ["KE"], []),
        ("it", "Il Ruanda critica il Kenya per la denuncia dell'accordo di pesca.", ["KE"], []),
        ("de", "Ruanda kritisiert Kenia wegen der Kündigung des Fischereiabkommens.", ["KE"], []),
        (
            "ro",
            "Ambasadorul Kenyei a primit o notă prin care Rwanda denunță acordul de pescuit.",
            ["RW"],
            ["KE"],
        ),
        ("sr", "Ambasador Kenije primio je notu kojom Ruanda otkazuje sporazum o ribolovu.", ["RW"], ["KE"]),
    ],
)
def test_who_is_told_or_blames_does_not_act(
    lang: str, text: str, actors: list[str], others: list[str]
) -> None:
    row = next(iter(extract(Story("k", "", text, "", lang=lang), (), lexicon(), published=PUBLISHED)))
    assert ([one.value for one in row.actors], [one.value for one in row.others]) == (actors, others)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nl", "Kenia ontkent dat het uit het visserijverdrag stapt."),
        ("sr", "Kenija demantuje da se povlači iz sporazuma o ribolovu."),
        ("ro", "Kenya neagă că se retrage din acordul de pescuit."),
    ],
)
def test_what_is_denied_is_no_exit_in_the_younger_languages_either(lang: str, text: str) -> None:
    assert extract(Story("k", "", text, "", lang=lang), (), lexicon(), published=PUBLISHED) == ()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("de", "Kenia kündigt das Fischereiabkommen mit Ruanda. Es wurde 1994 unterzeichnet."),
        ("es", "Kenia denuncia el acuerdo de pesca con Ruanda. Fue firmado en 1994."),
        ("pl", "Kenia wypowiada umowę o rybołówstwie z Rwandą. Podpisano ją w 1994 roku."),
        ("uk", "Кенія денонсує угоду про рибальство з Руандою. Її підписали 1994 року."),
    ],
)
def test_a_pronoun_points_back_to_the_agreement(lang: str, text: str) -> None:
    row = next(iter(extract(Story("k", "", text, "", lang=lang), (), lexicon(), published=PUBLISHED)))
    assert value(row.signed) == "1994"


def test_a_month_that_cldr_does_not_have_is_a_month_like_the_others() -> None:
    words = "انسحبت زامبيا من معاهدة مصايد الأسماك مع بيرو التي وُقعت في شتنبر 1994"
    row = next(iter(extract(Story("k", words, lang="ar"), (), lexicon(), published=PUBLISHED)))
    assert value(row.signed) == "1994-09"


def test_a_city_in_the_name_of_an_agreement_is_no_government() -> None:
    row = next(iter(extract(Story("k", "İsrail, Oslo Anlaşmaları'nı iptal etti", lang="tr"), (), lexicon())))
    assert [one.value for one in row.actors] == ["IL"]


@pytest.mark.parametrize("lang", LANGS)
def test_a_story_takes_little_time_in_every_language(lang: str) -> None:
    stories = [gold.story for gold in golds(lang)]
    extract(stories[0], (), lexicon())
    with within(len(stories) * 0.01):
        for story in stories:
            extract(story, (), lexicon())

"""The sentence of an act, and the strings of a language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from monitor.config import package_data
from monitor.model import Cell, Edit, Evidence, Kind, Row, Stage
from monitor.wording import ENGLISH, LANGUAGES, Treaty, headline, language, partners, treaties
from monitor.wording.language import check

GAZETTEER = treaties(tomllib.loads((package_data("rules") / "gazetteer.toml").read_text(encoding="utf-8")))
TEXT_FILES = {f"{lang}{part}.py" for lang in ("en", "fr", "ru") for part in ("", "_acts")}
LANGS = {"en": "en", "ru": "ru", "ar": "ar-EG", "zh": "zh", "fr": "fr", "none": None}


def cell(value: str, story: str = "en", field: str = "summary") -> Cell:
    return Cell(Evidence(value, f"Of {value}.", story, field))


def row(
    instrument: str = "",
    others: str = "",
    stage: Stage = Stage.DECIDED,
    *,
    story: str = "en",
    form: str = "",
    **more: str,
) -> Row:
    return Row(
        others=tuple(Evidence(code.replace("_", " "), "With them.", story) for code in others.split()),
        instrument=cell(instrument, story) if instrument else None,
        form=cell(form, story) if form else None,
        stage=stage,
        entry=more.get("entry"),
        kind=more.get("kind", ""),
    )


def says(
    actors: str, *rows: Row, stage: Stage = Stage.DECIDED, kind: Kind = Kind.ACT, how: bool = True
) -> str:
    codes = [code.replace("_", " ") for code in actors.split()]
    return headline(ENGLISH, codes, stage, kind, rows, GAZETTEER, LANGS.get, how=how)


def at(stage: Stage, actors: str = "NO", instrument: str = "Grazing Treaty", others: str = "") -> str:
    return says(actors, row(instrument, others, stage), stage=stage)


def test_several_agreements_with_several_states_are_counted_and_their_partners_named() -> None:
    rows = [
        row(name, other, form="decree")
        for name, other in (("agreement on visits", "CA"), ("pact", "FR"), ("treaty", "PT"))
    ]
    assert (
        says("RU", *rows)
        == "Russia ends three agreements with Canada, France and Portugal: decided by decree"
    )


@pytest.mark.parametrize(
    ("stage", "leaving", "ending", "nobody"),
    [
        (
            Stage.THREATENED,
            "Norway threatens to leave {}",
            "Norway threatens to end {}",
            "Exit from {}: threatened",
        ),
        (
            Stage.PROPOSED,
            "Norway may leave {}: proposed",
            "Norway may end {}: proposed",
            "Exit from {}: proposed",
        ),
        (Stage.DECIDED, "Norway leaves {}: decided", "Norway ends {}: decided", "Exit from {}: decided"),
        (Stage.NOTIFIED, "Norway leaves {}: notified", "Norway ends {}: notified", "Exit from {}: notified"),
        (Stage.SUSPENDED, "Norway suspends its part in {}", "Norway suspends {}", "Suspension of {}"),
        (Stage.EFFECTIVE, "Norway has left {}", "Norway has ended {}", "Exit from {}: in effect"),
        (Stage.EXPIRED, "Norway: expiry of {}", "Norway: expiry of {}", "Expiry of {}"),
        (
            Stage.REVERSED,
            "Norway takes back its exit from {}",
            "Norway takes back its exit from {}",
            "Exit from {}: reversed",
        ),
    ],
)
def test_every_stage_has_its_sentence(stage: Stage, leaving: str, ending: str, nobody: str) -> None:
    assert at(stage) == leaving.format("the Grazing Treaty")
    assert at(stage, others="SE") == ending.format("the Grazing Treaty with Sweden")
    assert at(stage, actors="") == nobody.format("the Grazing Treaty")
    both = at(stage, actors="NO DK")
    assert both.startswith(("Denmark and Norway ", "Denmark and Norway:"))
    assert not re.search(r"\b(?:threatens|leaves|ends|has|takes|suspends)\b", both)


@pytest.mark.parametrize(("actors", "instrument", "others", "stage", "kind"), list(product(
    ("", "NO", "NO DK", "US", "African_Union"), ("", "Grazing Treaty", "fishing agreement"),
    ("", "SE", "SE FI DK IS CA"), Stage, Kind,
)))  # fmt: skip
def test_no_sentence_says_more_than_the_cells(
    actors: str, instrument: str, others: str, stage: Stage, kind: Kind
) -> None:
    said = says(actors, row(instrument, others, stage), stage=stage, kind=kind)
    assert said[0].isupper()
    assert not re.search(r"[{}]|  |: ?:|\bNone\b", said)
    assert ("Norway" in said) == ("NO" in actors)
    assert ("with" in said) == bool(others)
    if kind is Kind.THREAT and stage is not Stage.REVERSED:
        assert not re.search(r"\b(?:leaves|ends|decided|notified|has left|has ended|in effect)\b", said)


@pytest.mark.parametrize(
    ("one", "what"),
    [
        (row(), "leaves an agreement"),
        (row(others="SE"), "ends an agreement with Sweden"),
        (row(others="SE", kind="trade"), "ends a trade agreement with Sweden"),
        (row(others="US GB"), "ends an agreement with the United Kingdom and the United States"),
        (row(others="SE FI DK IS CA FR PT"), "ends an agreement with Canada, Denmark, Finland and 4 others"),
        (row("fishing agreement", "SE"), "ends a fishing agreement with Sweden"),
        (row("1979 tax treaty"), "leaves the 1979 tax treaty"),
        (row("extradition treaty"), "ends an extradition treaty"),
        (row("TAX TREATY", "SE"), "ends a tax treaty with Sweden"),
        (
            row("grain deal", "UA", entry="black-sea-grain"),
            "ends the Black Sea Grain Initiative with Ukraine",
        ),
        (
            row("Conventional Armed Forces in Europe", entry="cfe"),
            "leaves the Treaty on Conventional Armed Forces in Europe (CFE)",
        ),
        (row("defence accords", "FR"), "ends defence accords with France"),
        (row("the pact", "FR"), "ends the pact with France"),
        (row("UNESCO", entry="unesco"), "leaves UNESCO"),
        (row("WHO", entry="who"), "leaves the WHO"),
        (row("New START", "RU", entry="new-start"), "ends New START with Russia"),
        (row("Rome Statute", entry="rome-statute"), "leaves the Rome Statute (ICC)"),
        (row("Rome Statute", "ICC", entry="icc"), "leaves the Rome Statute (ICC)"),
        (row("North Atlantic Treaty", "NATO", entry="nato"), "leaves the North Atlantic Treaty"),
        (row("International Criminal Court", entry="icc"), "leaves the International Criminal Court (ICC)"),
        (row("Ottawa Convention", "FI SE LV", entry="ottawa"), "leaves the Ottawa Convention"),
    ],
)
def test_what_is_left_is_said_as_far_as_it_is_known(one: Row, what: str) -> None:
    assert says("NO", one, how=False) == f"Norway {what}"


@pytest.mark.parametrize(("entry", "instrument", "other", "name"), [
    (None, "ECOWAS", "ECOWAS", "ECOWAS"),
    ("ecowas", "West African bloc", "ECOWAS", "the West African bloc"),
    ("eu", "European Union", "EU", "the European Union"),
    (None, "European Union", "EU", "the European Union"),
    ("au", "", "African_Union", "the African Union"),
])  # fmt: skip
def test_a_body_that_is_left_is_named_once(entry: str | None, instrument: str, other: str, name: str) -> None:
    one = replace(row(instrument, other), entry=entry)
    assert says("ML", one, how=False) == f"Mali leaves {name}"
    assert partners(one, GAZETTEER) == ()


def test_a_body_s_agreement_with_another_body_keeps_its_partner() -> None:
    assert partners(row("fishing agreement", "EU"), GAZETTEER) == ("EU",)
    assert (
        says("MA", row("fishing agreement", "EU"), how=False)
        == "Morocco ends a fishing agreement with the European Union"
    )


@pytest.mark.parametrize(("story", "name", "kind", "what"), [
    ("ru", "соглашение о рыболовстве", "fisheries", "ends a fisheries agreement with Sweden"),
    ("ar", "اتفاقية الحدود", "border", "ends a border agreement with Sweden"),
    ("zh", "双边渔业协定", "", "ends an agreement with Sweden"),
    ("fr", "accord de pêche", "", "ends an agreement with Sweden"),
    ("none", "accord de pêche", "", "ends an agreement with Sweden"),
    ("none", "Herring Convention", "", "ends an agreement with Sweden"),
    ("none", "Herring Treaty", "", "ends the Herring Treaty with Sweden"),
])  # fmt: skip
def test_a_name_in_another_language_is_not_put_into_the_sentence(
    story: str, name: str, kind: str, what: str
) -> None:
    assert says("NO", row(name, "SE", story=story, kind=kind), how=False) == f"Norway {what}"


def test_a_treaty_that_the_gazetteer_knows_has_its_english_name_whatever_the_source_s_language() -> None:
    assert (
        says("HU", row("Римский статут", story="ru", entry="rome-statute"), how=False)
        == "Hungary leaves the Rome Statute (ICC)"
    )


def test_a_name_that_an_editor_set_is_used() -> None:
    edit = Edit(
        1, "instrument", "Rhine Pact", "Ada Example", datetime(2026, 11, 20, tzinfo=UTC), "the gazette"
    )
    instrument = Cell(Evidence("Rhine Pact", "", "ru", "", edit=edit))
    edited = replace(row(story="ru"), instrument=instrument)
    assert says("NO", edited, how=False) == "Norway leaves the Rhine Pact"


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (
            [row("Herring Treaty"), row("Whaling Convention")],
            "leaves the Herring Treaty and the Whaling Convention",
        ),
        (
            [row("UNESCO", entry="unesco"), row("WHO", entry="who"), row("Interpol", entry="interpol")],
            "leaves three organisations",
        ),
        (
            [row("UNESCO", entry="unesco"), row("Herring Treaty", "UN"), row("Pact", "SE")],
            "leaves three agreements and organisations",
        ),
        (
            [row("UNESCO", entry="unesco"), row("WHO", entry="who"), row("UN bodies", entry="un-system")],
            "leaves several organisations",
        ),
        (
            [row("Pact"), row("WHO", entry="who"), row("UN bodies", entry="un-system")],
            "leaves several agreements and organisations",
        ),
        ([row(f"Treaty {number}") for number in range(66)], "leaves 66 agreements"),
        (
            [row("", "SE"), row("", "DK"), row("", "FI"), row("", "IS")],
            "ends four agreements with Denmark, Finland, Iceland and 1 other",
        ),
    ],
)
def test_several_agreements_are_named_while_two_and_else_counted(rows: Sequence[Row], what: str) -> None:
    assert says("NO", *rows, how=False) == f"Norway {what}"


def test_of_agreements_at_several_stages_only_what_holds_for_all_is_said() -> None:
    mixed = [row("Arctic Treaty", "CA", Stage.EFFECTIVE), row("Border Treaty", "FR", Stage.DECIDED)]
    assert says("RU", *mixed, stage=Stage.EFFECTIVE) == "Russia ends two agreements with Canada and France"
    threat = [row("Arctic Treaty", "CA"), row("Border Treaty", "FR", Stage.THREATENED)]
    assert says("RU", *threat) == "Russia ends the Arctic Treaty with Canada: decided"


@pytest.mark.parametrize(
    ("stage", "forms", "end"),
    [
        (Stage.DECIDED, "decree", ": decided by decree"),
        (Stage.DECIDED, "note", ": decided"),
        (Stage.DECIDED, "ukase", ": decided"),
        (Stage.DECIDED, "decree law", ": decided"),
        (Stage.NOTIFIED, "note", ": notified by note"),
        (Stage.SUSPENDED, "law", ": suspended by law"),
        (Stage.PROPOSED, "law", ": proposed"),
        (Stage.EFFECTIVE, "decree", ""),
    ],
)
def test_a_legal_form_is_said_of_the_stage_that_it_brings_about(stage: Stage, forms: str, end: str) -> None:
    rows = [row("Pact", "SE", stage, form=form) for form in forms.split()]
    assert says("NO", *rows, stage=stage).endswith(end or "Sweden")


def test_an_act_of_which_nothing_is_registered_has_a_sentence_all_the_same() -> None:
    assert says("") == "Exit from an agreement: decided"
    assert says("NO") == "Norway leaves an agreement: decided"
    assert says("", how=False) == "Exit from an agreement"


def test_a_state_s_name_has_its_article_and_the_sentence_a_capital() -> None:
    assert says("US", row("Paris Agreement"), how=False) == "The United States leaves the Paris Agreement"
    assert says("CD RW", row("Washington Accords"), how=False) == (
        "The Democratic Republic of the Congo and Rwanda leave the Washington Accords"
    )
    assert says("A B C D E F", row("Pact"), how=False) == "A, B, C, D and 2 others leave the Pact"


def test_a_name_that_is_no_name_is_left_out() -> None:
    assert says("NO", row("agreement " * 20, "SE"), how=False) == "Norway ends an agreement with Sweden"


# ---------------------------------------------------------------- the gazetteer's names


def test_a_class_of_treaties_names_no_agreement() -> None:
    assert "bit" not in GAZETTEER
    assert all(isinstance(one, Treaty) and one.name for one in GAZETTEER.values())


@pytest.mark.parametrize(
    ("entry", "short"), [("inf", ""), ("rome-statute", "ICC"), ("unesco", ""), ("wto", "WTO"), ("coe", "")]
)
def test_an_abbreviation_is_that_of_the_name(entry: str, short: str) -> None:
    assert GAZETTEER[entry].short == short


# ---------------------------------------------------------------- languages


def test_a_missing_string_is_refused_with_its_name() -> None:
    texts = {key: text for key, text in ENGLISH.texts.items() if key != "decided.end"}
    with pytest.raises(ValueError, match=r"language fr: decided\.end is missing"):
        check(replace(ENGLISH, code="fr", texts=texts), ENGLISH)


@pytest.mark.parametrize(
    ("key", "text", "problem"),
    [
        ("why.it", "x", "why.it is unknown"),
        ("headline", "{sentence}", "headline has the slots"),
        ("headline", "{sentence} {stages}", "headline has the slots"),
        ("headline", " ", "headline is empty"),
        ("others", "{n} others", "others must have forms"),
        ("others", ("{n} others",), "others has not one form for each number"),
        ("headline", ("{sentence}", "{stage}"), "headline has no forms"),
        ("headline", "{sentence:gen}: {stage}", "headline has the unknown cases ['gen']"),
        ("headline:gen", "{sentence}: {stage}", "headline:gen is unknown"),
        ("decided.end", ("{who} ends {what}",), "decided.end has not one form for each verb"),
    ],
)
def test_a_string_that_cannot_be_used_is_refused(key: str, text: str | tuple[str, ...], problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)):
        check(replace(ENGLISH, texts={**ENGLISH.texts, key: text}), ENGLISH)


def test_months_and_weekdays_are_counted() -> None:
    with pytest.raises(ValueError, match="twelve months; there are not seven weekdays"):
        check(replace(ENGLISH, months=("Jan",), weekdays=()), ENGLISH)
    with pytest.raises(
        ValueError, match="twelve months that stand alone; there are not seven short weekdays"
    ):
        check(replace(ENGLISH, months_alone=("Jan",), short_weekdays=()), ENGLISH)


def test_a_language_is_found_by_its_code_and_english_stands_in_for_others() -> None:
    assert language("en-GB") is LANGUAGES["en"]
    assert language("xx").code == language(None).code == "en"


def test_a_text_with_forms_is_counted_and_one_without_is_not() -> None:
    assert ENGLISH.count("others", 1) == "1 other"
    with pytest.raises(KeyError, match="has forms"):
        ENGLISH("others")
    with pytest.raises(KeyError, match="has no forms"):
        ENGLISH.count("headline", 2)


FAMILIES = {
    "number",
    "form",
    "subject",
    "stage",
    "label",
    "change",
    "grade",
    "row",
    "cadence",
    "when",
    "counts",
    "section",
    "head",
    "why",
    "decade",
    "gap",
    "agreements",
    "requires",
    "bodies",
    "mixed",
}
FAMILIES |= {stage.value for stage in Stage} | {"nobody", "withdrawn"}


def test_every_string_that_is_asked_for_exists_and_each_is_asked_for() -> None:
    top = Path(__file__).parents[1]
    sources = [*(top / "monitor").rglob("*.py"), *(top / "templates").glob("*.j2")]
    texts = [path.read_text(encoding="utf-8") for path in sources if path.name not in TEXT_FILES]
    # Commands print with another `say`, that of `cli.root`.
    text = "\n".join(one for one in texts if "def say(text" not in one and "monitor.cli.root" not in one)
    asked = set(re.findall(r"\bsay(?:\.count|\.has)?\(\s*[\"']([^\"'{}]+)[\"']", text))
    asked |= set(re.findall(r"self(?:\.count)?\(\"([a-z.]+)\"", text))
    assert {key for key in asked - set(ENGLISH.texts) if f'self("{key}"' not in text} == set()
    unused = {key for key in ENGLISH.texts if key not in asked and f'"{key}"' not in text}
    assert {key for key in unused if key.split(".")[0] not in FAMILIES} == set()

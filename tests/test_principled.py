"""Principled exits: which words prove one, what proves nothing, and who asks for them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from register_kit import said
from samples import NOW

from monitor.digest import Known, summarise
from monitor.digest.principled_words import principled_lines
from monitor.dossiers import Checked, Dossier, Dossiers, principled_by
from monitor.dossiers.principled import says_principled
from monitor.dossiers.reading import read_dossiers
from monitor.errors import RuleError
from monitor.exports import json_lines
from monitor.model import (
    Act,
    ActStories,
    Alert,
    Cell,
    Evidence,
    Exits,
    Hit,
    Kind,
    Reason,
    Row,
    SavedQuery,
    Stage,
    Step,
    Story,
)
from monitor.pipeline import ActFacts, Answer, SubscriberQueries, meets
from monitor.pipeline.asking import meets_possible, no_topics
from monitor.service import asking
from monitor.service.dossiers import known_dossiers, known_principled
from monitor.service.names import known_treaties
from monitor.wording import language

PROOF = "Norland denounced Convention No. 112 as a result of its ratification of Convention No. 188."
PROVING = [
    PROOF,
    "Automatic Denunciation on 19 Mar 2020 by convention C188",
    "Convention No. 96 was automatically denounced upon ratification of Convention No. 181.",
    "The ratification of Protocol No. 155 involves, ipso jure, the denunciation of the older one.",
    "The older text is denounced upon the entry into force of the revised Convention for Norland.",
    "Dénonciation automatique le 19 mars 2020 par convention C188",
    "La convention n° 112 est dénoncée à la suite de la ratification de la convention n° 188.",
    "Denuncia automática el 19 de marzo de 2020 por convenio C188",
    "Конвенция № 112 денонсирована в результате ратификации Конвенции № 188.",
]
PROVING_NOTHING = [
    "",
    "Norland denounced Convention No. 112.",
    "Norland leaves the pact after the ratification of Convention No. 188.",  # after, and not by it
    "The automatic denunciation of all treaties with Norland was announced.",
    "The ratification of Convention No. 188 did not lead to the automatic denunciation of No. 112.",
    "Ratification of Convention No. 188 would mean the automatic denunciation of Convention No. 112.",
    "If parliament agrees, the older one is automatically denounced by convention C188.",
    "La ratification de la convention n° 188 n'entraîne pas de plein droit la dénonciation.",
    "La dénonciation automatique suit la ratification de la convention nationale.",
    "The minister, replaced by a deputy, denounced the pact.",
]


def act_of(*sentences: str, entry: str | None = None) -> Act:
    """A notified act with one row a sentence."""
    rows = tuple(
        Row(
            instrument=Cell(replace(said(f"Convention {number}", "k"), sentence=text)),
            entry=entry,
            stage=Stage.NOTIFIED,
            number=number,
        )
        for number, text in enumerate(sentences, 1)
    )
    return Act(id=7, stage=Stage.NOTIFIED, actors=(said("NO", "k"),), rows=rows)


@pytest.mark.parametrize("sentence", PROVING)
def test_a_sentence_that_says_that_a_later_treaty_ends_the_older_one_is_the_proof(sentence: str) -> None:
    assert principled_by(act_of(sentence), known_dossiers()) == (sentence,)


@pytest.mark.parametrize("sentence", PROVING_NOTHING)
def test_what_does_not_say_so_is_not_principled(sentence: str) -> None:
    assert principled_by(act_of(sentence), known_dossiers()) == ()


def test_an_act_is_principled_only_if_each_of_its_agreements_is() -> None:
    assert principled_by(act_of(PROOF, PROOF), known_dossiers()) == (PROOF,)
    assert principled_by(act_of(PROOF, PROVING[1]), known_dossiers()) == (PROOF, PROVING[1])
    assert not known_principled(act_of(PROOF, PROVING_NOTHING[1]))
    assert not known_principled(replace(act_of(PROOF), rows=()))


def test_the_sentence_of_a_stage_counts_where_the_act_has_one_agreement_alone() -> None:
    step = Step(Stage.NOTIFIED, NOW, Evidence("notified", PROOF, "k"))
    assert known_principled(replace(act_of("Norland leaves."), history=(step,)))
    assert not known_principled(replace(act_of("Norland leaves.", "It leaves."), history=(step,)))


@pytest.mark.parametrize("change", [{"stage": Stage.REVERSED}, {"rejected": True}, {"withdrawn": True}])
def test_an_act_that_does_not_stand_is_none(change: dict[str, object]) -> None:
    assert not known_principled(replace(act_of(PROOF), **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("later", "sentence", "principled"),
    [
        ("ILO Convention 190", "Norland's older rules were replaced by Convention No. 190.", True),
        ("ILO Convention 190", "Norland's older rules were replaced by Convention No. 191.", False),
        ("ILO Convention 190", "Norland's older rules were not replaced by Convention No. 190.", False),
        ("Harbour Treaty", "The older one is superseded by the Harbour Treaty.", True),
        ("Harbour Treaty", "The older one is superseded by another treaty.", False),
        ("", "The older one is superseded by the Harbour Treaty.", False),
    ],
)
def test_being_replaced_counts_where_the_dossier_names_the_later_treaty(
    later: str, sentence: str, principled: bool
) -> None:
    dossier = Dossier("older", "Older Treaty", Checked.TEXT, replaced_by=later)
    dossiers = Dossiers({"older": dossier}, principled=known_dossiers().principled)
    assert bool(principled_by(act_of(sentence, entry="older"), dossiers)) is principled
    assert not principled_by(act_of(sentence, entry="other"), dossiers)


@pytest.mark.parametrize(
    ("entry", "sentence", "principled"),
    [
        (
            "ilo-c103",
            "ILO Convention 103 was denounced as a result of the ratification of Convention No. 183.",
            True,
        ),
        ("ilo-c103", "Norland's Convention 103 is superseded by Convention No. 183.", True),
        ("ilo-c103", "Norland's Convention 103 is superseded by Convention No. 184.", False),
        ("ilo-c103", "Norland denounced Convention 103 and has not ratified Convention No. 183.", False),
        ("ilo-c96", "La Convention n° 96 est remplacée par la Convention n° 181.", True),
        ("ilo-c41", "El Convenio 41 fue sustituido por el Convenio 89.", True),
        ("ilo-c108", "Конвенция № 108 заменена Конвенцией № 185.", True),
        ("ilo-c22", "Convention 22 is replaced by the Maritime Labour Convention.", True),
        ("ilo-c147", "Automatic denunciation on 20 August 2013 by convention MLC, 2006", True),
        ("ilo-c169", "Convention 169 is superseded by Convention No. 183.", False),
    ],
)
def test_ilo_conventions_that_a_later_one_replaces(entry: str, sentence: str, principled: bool) -> None:
    assert bool(principled_by(act_of(sentence, entry=entry), known_dossiers())) is principled


def test_each_later_convention_of_the_ilo_has_a_name_by_which_sentences_can_name_it() -> None:
    later = {dossier.replaced_by for dossier in known_dossiers().by_id.values()} - {""}
    assert len(later) >= 10
    assert all(name.startswith("ILO Convention ") or name == "Maritime Labour Convention" for name in later)


def test_without_a_table_of_words_nothing_is_principled() -> None:
    assert not says_principled(PROOF, Dossiers(), "ILO Convention 188")


TABLE = (
    '[[principled]]\nlang = "xx"\nexits = ["gone"]\ncauses = ["by 0"]\nreplaced = ["was"]\ndoubts = ["no"]\n'
)


def test_an_installation_has_words_of_its_own() -> None:
    own = known_dossiers({"own.toml": TABLE})
    assert says_principled("Gone by 5.", own)
    assert says_principled(PROOF, own)
    assert not says_principled("Gone by 5, no.", own)
    assert [words.lang for words in own.principled] == ["en", "fr", "es", "ru", "xx"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (TABLE.replace('lang = "xx"\n', ""), "lang is missing"),
        (TABLE.replace('exits = ["gone"]\n', ""), "exits is not a list of texts"),
        (TABLE.replace('"by 0"', '"..."'), "causes has a text without words"),
        (TABLE.replace("doubts", "doubt"), "unknown key 'doubt'"),
    ],
)
def test_a_broken_table_of_words_is_refused_with_its_place(wrong: str, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        read_dossiers({"own.toml": wrong}, ())


# ---------------------------------------------------------------- how it is told


def told(act: Act, dossiers: Dossiers, reader: str = "en") -> list[str]:
    say = language(reader)
    return [say.polish(words) for words in principled_lines(act, dossiers, known_treaties(), say)]


@pytest.mark.parametrize(
    ("reader", "named", "unnamed"),
    [
        (
            "en",
            "Principled exit, it follows from joining a later treaty that replaces this one: ILO Convention 188",
            "Principled exit: it follows from joining a later treaty that replaces this one",
        ),
        (
            "fr",
            "Retrait dû à l’adhésion à un traité ultérieur qui remplace celui-ci\u00a0: Convention n° 188 de l’OIT",
            "Retrait dû à l’adhésion à un traité ultérieur qui remplace celui-ci",
        ),
        (
            "ru",
            "Выход вследствие присоединения к более позднему договору, который заменяет этот: Конвенция МОТ № 188",
            "Выход вследствие присоединения к более позднему договору, который заменяет этот",
        ),
    ],
)
def test_a_message_says_so_and_names_the_later_treaty_if_the_sentence_does(
    reader: str, named: str, unnamed: str
) -> None:
    older = Dossier("older", "Older Treaty", Checked.TEXT, replaced_by="ILO Convention 188")
    other = replace(older, replaced_by="ILO Convention 190")
    words = known_dossiers().principled
    act = act_of(PROOF, entry="older")
    assert told(act, Dossiers({"older": older}, principled=words), reader) == [named]
    assert told(act, Dossiers({"older": other}, principled=words), reader) == [unnamed]
    assert told(act_of("Norland leaves.", entry="older"), Dossiers({"older": older}, principled=words)) == []


def test_a_later_treaty_has_its_name_in_the_reader_s_language() -> None:
    older = Dossier("older", "Older Treaty", Checked.TEXT, replaced_by="Rome Statute")
    dossiers = Dossiers({"older": older}, principled=known_dossiers().principled)
    act = act_of("The older one is superseded by the Rome Statute.", entry="older")
    assert told(act, dossiers, "fr")[0].endswith(": Statut de Rome (CPI)")
    assert told(act, dossiers, "en")[0].endswith(": Rome Statute")


def test_the_summary_of_an_act_has_the_line_first_and_each_treaty_of_several_its_own() -> None:
    summary = summarise(act_of(PROOF), ActStories(), (), "UTC", NOW, known=Known(known_dossiers()))
    assert (summary.principled, summary.meaning) == (True, tuple(told(act_of(PROOF), known_dossiers())))
    two = replace(act_of(PROOF, PROOF, entry="older"))
    dossiers = Dossiers(
        {"older": Dossier("older", "Older Treaty", Checked.TEXT)}, principled=known_dossiers().principled
    )
    assert all(line.startswith("Older Treaty: Principled exit") for line in told(two, dossiers))


# ---------------------------------------------------------------- who asks for them


@pytest.mark.parametrize(
    ("exits", "principled", "unknown"),
    [
        (Exits.ALL, Answer.YES, Answer.YES),
        (Exits.WITHOUT_PRINCIPLED, Answer.NO, Answer.YES),
        (Exits.PRINCIPLED, Answer.YES, Answer.NO),
    ],
)
def test_a_saved_query_asks_for_all_exits_or_without_or_only_principled_ones(
    exits: Exits, principled: Answer, unknown: Answer
) -> None:
    def answer(act: Act) -> Answer:
        alert = Alert(1, act.id, 1, act.kind, act.stage, Reason.NEW, NOW)
        facts = ActFacts(act, (), no_topics, known_dossiers)
        return meets(SavedQuery(exits=exits), facts, alert, SubscriberQueries())

    assert (answer(act_of(PROOF)), answer(act_of("Norland leaves."))) == (principled, unknown)


@pytest.mark.parametrize("exits", list(Exits))
def test_a_possible_exit_is_not_known_to_be_principled(exits: Exits) -> None:
    hit = Hit("r", "d", Kind.ACT, Stage.DECIDED, ())
    saved, story = SavedQuery(exits=exits), Story("k", PROOF)
    shown = meets_possible(saved, story, hit, SubscriberQueries(), no_topics)
    assert shown is (exits is not Exits.PRINCIPLED)


@pytest.mark.parametrize(
    ("wide", "narrow", "covers"),
    [
        (Exits.ALL, Exits.PRINCIPLED, True),
        (Exits.PRINCIPLED, Exits.PRINCIPLED, True),
        (Exits.PRINCIPLED, Exits.ALL, False),
        (Exits.PRINCIPLED, Exits.WITHOUT_PRINCIPLED, False),
    ],
)
def test_asking_for_all_exits_covers_asking_for_some(wide: Exits, narrow: Exits, covers: bool) -> None:
    assert asking.covers(SavedQuery(exits=wide), SavedQuery(exits=narrow)) is covers


def test_an_act_may_meet_the_condition_later() -> None:
    assert SavedQuery(exits=Exits.PRINCIPLED).may_be_met_later
    assert not SavedQuery().may_be_met_later


def test_exports_say_whether_an_act_is_principled() -> None:
    lines = json_lines([act_of(PROOF)], is_principled=known_principled).splitlines()
    assert json.loads(lines[0])["principled"] is True
    assert json.loads(json_lines([act_of(PROOF)]))["principled"] is False

"""Who acts among several parties: not the one put in between commas, an ally, a speaker, a place, or a member
that is put out.
"""

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.model import Hit, Kind, Span, Stage, Story
from monitor.service.knowledge import lexicon


def reads(lang: str, title: str, summary: str = "") -> str:
    """Who acts and the other side of the first row."""
    rows = extract(Story("k", title, summary, lang=lang), (), lexicon())
    if not rows:
        return ""
    return (
        f"{'+'.join(sorted(one.value for one in rows[0].actors)) or '-'} / "
        f"{'+'.join(sorted(one.value for one in rows[0].others)) or '-'}"
    )


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Chad, backed by Benin, quits the mining pact with Gabon"),
        ("en", "Chad (backed by Benin) quits the mining pact with Gabon"),
        ("en", "Chad, where Benin has an embassy, quits the mining pact with Gabon"),
        ("en", "Chad, Benin's neighbour, quits the mining pact with Gabon"),
        ("de", "Der Tschad, unterstützt von Benin, kündigt das Bergbauabkommen mit Gabun"),
        ("es", "Chad, apoyado por Benín, abandona el acuerdo minero con Gabón"),
        ("fr", "Le Tchad, soutenu par le Bénin, quitte l'accord minier avec le Gabon"),
        ("it", "Il Ciad, sostenuto dal Benin, esce dall'accordo minerario con il Gabon"),
        ("pt", "O Chade, apoiado pelo Benim, abandona o acordo mineiro com o Gabão"),
        ("ru", "Чад, поддержанный Бенином, выходит из соглашения о добыче с Габоном"),
        ("uk", "Чад, підтриманий Беніном, виходить з угоди про видобуток з Габоном"),
        ("pl", "Czad, wspierany przez Benin, wypowiada umowę górniczą z Gabonem"),
        ("nl", "Tsjaad, gesteund door Benin, zegt het mijnbouwverdrag met Gabon op"),
        ("ro", "Ciadul, susținut de Benin, se retrage din acordul minier cu Gabonul"),
        ("sr", "Čad, uz podršku Benina, povlači se iz sporazuma o rudarstvu sa Gabonom"),
        ("tr", "Benin'in desteklediği Çad, Gabon ile madencilik anlaşmasından çekiliyor"),
        ("ar", "تشاد، المدعومة من بنين، تنسحب من اتفاقية التعدين مع الغابون"),
        ("zh", "乍得在贝宁支持下退出与加蓬的采矿协定"),
    ],
)
def test_a_party_put_in_between_subject_and_verb_does_not_act(lang: str, title: str) -> None:
    assert reads(lang, title) == "TD / GA"


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        (
            "en",
            "Kenya announces it will stop observing the fish treaty. The move comes four years after "
            "Uganda quit the treaty.",
        ),
        ("en", "Kenya quits the fish treaty, two years after Uganda left it"),
        (
            "de",
            "Kenia kündigt den Fischereivertrag. Drei Jahre zuvor war Uganda aus dem Vertrag ausgestiegen.",
        ),
    ],
)
def test_who_left_years_before_does_not_act(lang: str, title: str) -> None:
    assert reads(lang, title).startswith("KE /")


def test_a_list_of_subjects_is_not_put_in() -> None:
    assert reads("en", "Mali, Niger, Chad quit the river pact").startswith("ML+NE+TD /")
    assert reads("fr", "Le Mali, le Niger et le Tchad quittent le pacte du fleuve").startswith("ML+NE+TD /")


@pytest.mark.parametrize(
    ("lang", "title", "read"),
    [
        (
            "en",
            "The African Union suspends Gabon's membership after a military takeover",
            "African Union / GA",
        ),
        ("en", "African Union suspends Gabon after a coup", "African Union / GA"),
        ("en", "Gabon suspended from African Union after a coup", "African Union / GA"),
        ("en", "Mercosur members vote to suspend Paraguay's membership in the bloc", "Mercosur / PY"),
        ("de", "Die Afrikanische Union setzt die Mitgliedschaft Gabuns aus", "African Union / GA"),
        ("es", "El Mercosur suspende a Paraguay tras el golpe", "Mercosur / PY"),
        ("fr", "L'Union africaine suspend l'adhésion du Gabon", "African Union / GA"),
        ("it", "L'Unione africana sospende il Gabon dopo il golpe", "African Union / GA"),
        ("pt", "União Africana suspende o Gabão após golpe", "African Union / GA"),
        ("ru", "Африканский союз приостановил членство Габона", "African Union / GA"),
        ("uk", "Африканський союз призупинив членство Габону", "African Union / GA"),
        ("pl", "Unia Afrykańska zawiesza członkostwo Gabonu", "African Union / GA"),
        ("tr", "Afrika Birliği Gabon'un üyeliğini askıya aldı", "African Union / GA"),
        ("nl", "De Afrikaanse Unie schorst het lidmaatschap van Gabon", "African Union / GA"),
        ("ro", "Uniunea Africană suspendă calitatea de membru a Gabonului", "African Union / GA"),
        ("sr", "Afrička unija suspendovala članstvo Gabona", "African Union / GA"),
        ("ar", "الاتحاد الأفريقي يعلق عضوية الغابون بعد الانقلاب", "African Union / GA"),
        ("en", "Gabon suspends its membership of the African Union", "GA / African Union"),
        ("ru", "Габон приостановил членство в Африканском союзе", "GA / African Union"),
        ("de", "Gabun setzt seine Mitgliedschaft in der Afrikanischen Union aus", "GA / African Union"),
    ],
)
def test_a_body_that_suspends_a_member_acts(lang: str, title: str, read: str) -> None:
    assert reads(lang, title) == read


@pytest.mark.parametrize(
    ("lang", "title", "read"),
    [
        ("en", "Belarus's NATO neighbour pulls out of key landmine treaty", "- / -"),
        ("en", "NATO ally quits cluster munitions pact", "- / -"),
        ("en", "Italian politicians call for Malta to be kicked out of the Schengen area", "IT / -"),
        ("en", "The Sudan People's Freedom Movement says the arrest has ended the peace pact.", "- / -"),
        ("en", "Duma ends agreements between Russia and Georgia on transit", "RU / GE"),
        (
            "ru",
            "Сенаторы проголосовали за прекращение действия соглашений между Россией и Грузией по транзиту",
            "RU / GE",
        ),
    ],
)
def test_who_only_stands_near_does_not_act(lang: str, title: str, read: str) -> None:
    assert reads(lang, title) == read


@pytest.mark.parametrize(
    "caption",
    ["A wheel of cheese at a fair in Turin, Italy, in 2006.", "Farmers at a market in Lyon, France."],
)
def test_the_place_of_a_picture_does_not_act(caption: str) -> None:
    assert reads("en", "Angry minister threatens to ditch Chile-Peru trade deal", caption).startswith("- /")


@pytest.mark.parametrize(
    ("lang", "title", "summary", "actor"),
    [
        ("en", "Trump hails Brexit", "He cheered the vote to withdraw from the European Union.", "GB"),
        ("de", "Trump lobt den Brexit", "Er begrüßte den Austritt aus der Europäischen Union.", "GB"),
        (
            "en",
            "Envoy says Nepal backs the road pact in concept, even as the Himalayan nation mulls "
            "leaving the deal",
            "",
            "NP",
        ),
    ],
)
def test_who_speaks_of_the_exit_of_another_does_not_act(
    lang: str, title: str, summary: str, actor: str
) -> None:
    assert reads(lang, title, summary).startswith(f"{actor} /")


@pytest.mark.parametrize(
    ("lang", "title", "read"),
    [
        ("ru", "Беларусь выходит из Договора об обычных вооруженных силах в Европе", "BY / -"),
        ("en", "Canada to end tax treaty with Netherlands Antilles", "CA / -"),
        ("nl", "Canada zegt het belastingverdrag met de Nederlandse Antillen op", "CA / -"),
        (
            "en",
            "Georgia quits the Commonwealth of Independent States and denounces the Commonwealth Charter",
            "GE / CIS",
        ),
        ("en", "Maldives quits the Commonwealth", "MV / Commonwealth of Nations"),
        (
            "en",
            "Talks on the rail deal ended without a pact, with Chad repeating its threat to withdraw "
            "from the treaty",
            "TD / -",
        ),
    ],
)
def test_what_bears_the_name_of_a_party_is_not_that_party(lang: str, title: str, read: str) -> None:
    assert reads(lang, title) == read


@pytest.mark.parametrize(
    ("lang", "title", "words", "stage"),
    [
        ("en", "France backs suspension of the fish treaty with Chile", "suspension", "proposed"),
        ("en", "Austria calls for Malta to be kicked out of the Schengen area", "kicked out", "proposed"),
        ("en", "Is Kenya leaving the tramway treaty?", "leaving", "threatened"),
        ("pl", "Kenia wypowiada traktat o tramwajach?", "wypowiada", "threatened"),
        ("en", "Why is Kenya leaving the tramway treaty?", "leaving", "decided"),
        ("en", "As Kenya exits the tramway treaty, which states are next?", "exits", "decided"),
        ("en", "Kenya signs bill to suspend the tramway treaty", "suspend", "suspended"),
        ("en", "Kenya floats rejoining the tramway treaty", "rejoining", "decided"),
        ("en", "Kenya rejoins the tramway treaty", "rejoins", "reversed"),
    ],
)
def test_what_is_asked_for_or_asked_is_not_done(lang: str, title: str, words: str, stage: str) -> None:
    at = title.index(words)
    hint = Stage.SUSPENDED if words.startswith("susp") else Stage.DECIDED
    hit = Hit("r", "d", Kind.ACT, hint, (Span("title", at, at + len(words)),))
    [row, *_] = extract(Story("k", title, lang=lang), (hit,), lexicon())
    assert row.stage.value == stage


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("ja", "日本は捕鯨条約から脱退する"),
        (None, "日本は捕鯨条約から脱退する"),
        ("ko", "한국, 군사합의 효력 정지"),
        (
            "fi",
            "Suomi irtautuu Ottawan miinakieltosopimuksesta. Hallitus päätti on irtisanoa sopimus "
            "Venäjän kanssa.",
        ),
        ("hu", "Magyarország kilép a Nemzetközi Büntetőbíróságból, és ez a döntés is végleges."),
        ("da", "Danmark forlader aftalen med Rusland, og det er for landets sikkerhed."),
    ],
)
def test_a_language_without_columns_gives_no_row(lang: str | None, title: str) -> None:
    assert extract(Story("k", title, lang=lang), (), lexicon()) == ()


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("fi", "Kenya quits the tramway treaty with Uganda"),
        ("hu", "Le Kenya quitte le traité avec l'Ouganda"),
        ("ja", "Кения выходит из договора с Угандой"),
        ("en", "Die Regierung von Kenia kündigt den Vertrag mit Uganda"),
    ],
)
def test_a_wrong_tag_on_a_covered_language_changes_nothing(lang: str, title: str) -> None:
    assert reads(lang, title) == "KE / UG"

"""Exits that nobody has decided: a motion that a parliament refuses, and a headline that asks what would follow;
each with twins that report one.
"""

from __future__ import annotations

import pytest
from articles_kit import read

# ---------------------------------------------------------------- motions

REFUSED = {
    "the clause of the motion behind the verb": (
        "de",
        "Nationalrat steht zur Gewässerkonvention",
        "Bern - Mit 110 zu 70 Stimmen hat der Nationalrat am Dienstag eine Motion verworfen, die den Bundesrat "
        "beauftragen wollte, das Übereinkommen über den Schutz des Rheins zu kündigen. Eine Kündigung bringe nichts, "
        "sagte die Ministerin.",
    ),
    "the motion behind a verb in front": (
        "de",
        "Wien bleibt in der Donauschutzkonvention",
        "Wien - Das Parlament verwarf am Dienstag einen Antrag der Opposition, der von der Regierung verlangt, aus dem "
        "Donauschutzübereinkommen auszutreten.",
    ),
    "a no in the headline, in German": (
        "de",
        "Nationalrat sagt Nein zum Austritt aus der Antarktis-Konvention",
        "Bern - Die Ministerin zeigte sich am Dienstag erleichtert.",
    ),
    "a no in the headline": (
        "en",
        "Swiss voters say no to leaving the Schengen agreement",
        "BERN - The minister was relieved.",
    ),
    "a no in the headline, in French": (
        "fr",
        "Le parlement croate dit non au retrait de la convention d'Ottawa",
        "ZAGREB - Le ministre s'est dit soulagé.",
    ),
    "a no in the headline, in Spanish": (
        "es",
        "El parlamento de Perú dice no a la salida del Pacto de San José",
        "LIMA - El ministro se mostró aliviado.",
    ),
    "a motion in the passive": (
        "en",
        "Stortinget stands by whaling convention",
        "OSLO - A motion to take Norway out of the International Convention for the Regulation of Whaling was soundly "
        "rejected on Thursday, with 91 votes against.",
    ),
    "a motion in the passive, in French": (
        "fr",
        "La convention sur les mines tient bon à Zagreb",
        "ZAGREB - Une proposition de loi visant à dénoncer la convention d'Ottawa a été largement rejetée jeudi.",
    ),
    "a motion in the passive, in Spanish": (
        "es",
        "El Pacto de San José sigue en pie en Lima",
        "LIMA - Un proyecto de ley para denunciar el Pacto de San José fue rechazado el jueves por amplia mayoría.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_motion_that_is_refused_makes_no_row(case: str) -> None:
    assert read(*REFUSED[case])[0] == []


PASSED = {
    "a motion that is passed": (
        "CH",
        "de",
        "Nationalrat stellt sich gegen die Gewässerkonvention",
        "Bern - Mit 110 zu 70 Stimmen hat der Nationalrat am Dienstag eine Motion angenommen, die den Bundesrat "
        "beauftragt, das Übereinkommen über den Schutz des Rheins zu kündigen.",
    ),
    "a motion against the exit that is refused": (
        "CH",
        "de",
        "Schweiz kündigt Übereinkommen über den Schutz des Rheins",
        "Bern - Die Schweiz kündigt das Übereinkommen über den Schutz des Rheins. Der Nationalrat hat am Dienstag eine "
        "Motion verworfen, die den Bundesrat davon abhalten wollte, das Übereinkommen zu kündigen.",
    ),
    "a bill that is passed after another one is refused": (
        "HR",
        "en",
        "Croatia's parliament votes to leave the Ottawa Convention",
        "ZAGREB - A bill to withdraw from the Ottawa Convention was passed on Thursday after a motion of the opposition was "
        "rejected.",
    ),
    "a no to staying": (
        "HR",
        "en",
        "Croatia leaves the Ottawa Convention as deputies say no to staying",
        "ZAGREB - Croatia has withdrawn from the Ottawa Convention, its foreign minister said on Monday.",
    ),
}


@pytest.mark.parametrize("case", PASSED)
def test_an_exit_beside_the_words_of_a_vote_keeps_its_row(case: str) -> None:
    actor, *texts = PASSED[case]
    assert read(*texts)[0][:1] == [actor]


# ---------------------------------------------------------------- headlines that ask what would follow

BODIES = {
    "en": "It is a favourite question in the capital.\n\nHow would it work? Article 9 lets a party withdraw from the "
    "treaty with twelve months' notice.\n\nPeru left the bank in 1992.",
    "fr": "La question revient souvent dans la capitale.\n\nComment faire ? L'article 9 permet à une partie de se "
    "retirer du traité avec un préavis d'un an.\n\nLe Pérou a quitté la banque en 1992.",
    "de": "Die Frage wird in der Hauptstadt oft gestellt.\n\nWie ginge das? Artikel 9 erlaubt es, den Vertrag mit "
    "einer Frist von einem Jahr zu kündigen.\n\nPeru hat die Bank 1992 verlassen.",
    "es": "La pregunta es frecuente en la capital.\n\n¿Cómo sería? El artículo 9 permite denunciar el tratado con un "
    "año de preaviso.\n\nPerú abandonó el banco en 1992.",
    "pt": "A pergunta é frequente na capital.\n\nComo seria? O artigo 9 permite denunciar o tratado com um ano de "
    "aviso.\n\nO Peru abandonou o banco em 1992.",
    "it": "La domanda è frequente nella capitale.\n\nCome si farebbe? L'articolo 9 permette di recedere dal trattato "
    "con un anno di preavviso.\n\nIl Perù ha lasciato la banca nel 1992.",
    "pl": "To częste pytanie w stolicy.\n\nJak by to wyglądało? Artykuł 9 pozwala wypowiedzieć traktat z rocznym "
    "wyprzedzeniem.\n\nPeru opuściło bank w 1992 roku.",
    "ru": "Этот вопрос в столице задают часто.\n\nКак это делается? Статья 9 позволяет денонсировать договор, "
    "предупредив за год.\n\nПеру вышло из банка в 1992 году.",
    "uk": "Це питання в столиці ставлять часто.\n\nЯк це робиться? Стаття 9 дозволяє денонсувати договір, "
    "попередивши за рік.\n\nПеру вийшло з банку в 1992 році.",
    "tr": "Başkentte bu soru sık soruluyor.\n\nNasıl olur? 9. madde, bir yıl önceden bildirmek kaydıyla antlaşmadan "
    "çekilmeye izin veriyor.\n\nPeru 1992'de bankadan ayrıldı.",
}
ASKED = {
    "en": "Explainer: What would happen if Iceland left the Antarctic Treaty?",
    "fr": "Que se passerait-il si l'Islande quittait le Traité sur l'Antarctique ?",
    "de": "Was würde passieren, wenn Island den Antarktisvertrag kündigte?",
    "es": "¿Qué pasaría si Islandia abandonara el Tratado Antártico?",
    "pt": "O que aconteceria se a Islândia abandonasse o Tratado da Antártida?",
    "it": "Cosa succederebbe se l'Islanda lasciasse il Trattato Antartico?",
    "pl": "Co by było, gdyby Islandia wystąpiła z Układu Antarktycznego?",
    "ru": "Что будет, если Исландия выйдет из Договора об Антарктике?",
    "uk": "Що буде, якщо Ісландія вийде з Договору про Антарктику?",
    "tr": "İzlanda Antarktika Antlaşması'ndan çekilirse ne olur?",
}


@pytest.mark.parametrize("lang", ASKED)
def test_a_headline_that_asks_what_would_follow_makes_no_row(lang: str) -> None:
    actors, why = read(lang, ASKED[lang], BODIES[lang])
    assert actors == []
    assert "only asks what would follow" in why


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        (
            "Iceland quits the Antarctic Treaty: what happens if others follow?",
            "REYKJAVIK - Iceland has withdrawn from the Antarctic Treaty, its foreign minister said on Monday.",
        ),
        (
            "What happens if Iceland leaves the Antarctic Treaty?",
            "REYKJAVIK - Iceland gave notice on Monday that it will withdraw from the Antarctic Treaty.",
        ),
    ],
)
def test_a_first_paragraph_that_reports_the_exit_keeps_its_row(title: str, lead: str) -> None:
    assert read("en", title, lead)[0][:1] == ["IS"]


# ---------------------------------------------------------------- what is out of the question

LEFT = {
    "en": (
        "Togo quits the Bamako Convention",
        "LOMÉ - Togo has denounced the Bamako Convention, the minister said on Monday.\n\nNotice will be given in Bamako. "
        "Experts had asked for more time, and for a study of what the ports would lose by it.\n\nWithdrawal from ECOWAS "
        "itself is {}, he said. Nobody in the room seemed surprised by that, and nobody asked again before he left for "
        "lunch.",
    ),
    "ru": (
        "Таджикистан выходит из Соглашения СНГ о карантине растений",
        "ДУШАНБЕ - Таджикистан денонсировал Соглашение СНГ о карантине растений, сообщил министр в понедельник.\n\n"
        "Уведомление направят в Минск. Эксперты просили больше времени и расчётов о том, что потеряют порты и дороги.\n\n"
        "О выходе из самого СНГ {}, отметил он. Никто в зале не удивился и больше ни о чём не спрашивал, все ушли обедать.",
    ),
}


@pytest.mark.parametrize(("lang", "words"), [("en", "out of the question"), ("ru", "речь не идёт")])
def test_what_is_out_of_the_question_further_down_makes_no_row(lang: str, words: str) -> None:
    title, body = LEFT[lang]
    assert len(read(lang, title, body.format(words))[0]) == 1


def test_what_is_not_out_of_the_question_keeps_its_row() -> None:
    title, body = LEFT["en"]
    assert len(read("en", title, body.format("not off the table"))[0]) == 2


# ---------------------------------------------------------------- what else ends beside an agreement

CONFERENCE = (
    "КИШИНІВ, 23 жовтня. Представники семи держав завершили в Кишиневі чергову сесію конференції сторін Карпатської "
    "конвенції. Головною темою були повені. Учасники схвалили програму моніторингу на три роки. Румунія та Молдова "
    "підготують протокол про річки. Наступна зустріч пройде в Братиславі за два роки, бюджет лишається тим самим."
)
MEMORANDUM = (
    "بيروت - وافق مجلس الوزراء اللبناني في جلسته أمس على تمديد العمل بمذكرة التفاهم مع قبرص لنقل الكهرباء سنة إضافية "
    "بالشروط نفسها.\n\nوقال الوزير إن الكتب المتبادلة أنجزت قبل الموعد، وإن ما يتردد في بعض المواقع عن نية قبرص إنهاء "
    "المذكرة «لا أساس له من الصحة». وأضاف أن الكابلات لم تتوقف يوما واحدا هذا الصيف. وتغطي الكمية نحو سبعة في المئة من "
    "حاجة البلاد."
)
BILL = (
    "ANKARA - Türkiye ile Azerbaycan arasında geçen yıl imzalanan balıkçılık anlaşmasının onaylanmasına dair kanun "
    "teklifi, Meclis Genel Kurulu'nun gündeminden çekildi. Komisyon Başkanı, görüşmelerin ekim ayında yapılacağını "
    "söyledi.\n\nErtelemenin siyasi bir anlamı olmadığını vurguladı. “Kimse imzasını geri çekmiyor” dedi.\n\nAnlaşma "
    "haftalık sefer sayısını artırıyor. Eski anlaşma uygulanmaya devam edecek. Muhalefet gecikmenin balıkçılara zarar "
    "verdiğini savundu. Azerbaycan'ın Ankara Büyükelçiliği gelişmeyi anlayışla karşıladıklarını bildirdi."
)
OTHERS = {
    "a conference of the parties": (
        "uk",
        "У Кишиневі завершилася конференція сторін Карпатської конвенції",
        CONFERENCE,
    ),
    "what is rumoured and without foundation": (
        "ar",
        "لبنان وقبرص تمددان مذكرة الكهرباء سنة أخرى",
        MEMORANDUM,
    ),
    "a bill that is taken from the agenda": (
        "tr",
        "Azerbaycan'la balıkçılık anlaşması sonbahara kaldı",
        BILL,
    ),
}


@pytest.mark.parametrize(("lang", "title", "body"), OTHERS.values(), ids=OTHERS)
def test_what_else_ends_beside_an_agreement_makes_no_row(lang: str, title: str, body: str) -> None:
    assert read(lang, title, body)[0] == []


def test_an_agreement_that_ends_at_a_conference_keeps_its_row() -> None:
    title = "Togo quits the Bamako Convention as its conference of the parties ends"
    lead = "LOMÉ - Togo has denounced the Bamako Convention, the minister said on Monday in Lomé."
    assert read("en", title, lead)[0] == ["TG"]

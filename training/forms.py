"""`make forms`: writes rules/vocabulary/forms/LANG.txt, the word forms of the vocabulary's lemmas.

Forms come from simplemma's tables, inverted (a development dependency; Polish needs 1 GB of memory), and from
the regular paradigms of English below. Irregular forms that the tables lack stand in IRREGULAR. A running
service only reads the files.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from monitor.query import fold
from monitor.rules.forms import lemmas, made_from
from monitor.rules.scripts import IN_BOTH_SCRIPTS, cyrillic

ROOT = Path(__file__).resolve().parent.parent
VOCABULARY = ROOT / "rules" / "vocabulary"
BY_STEM = frozenset({"tr", "zh"})  # their entries are stems with an open ending, and words as they stand
TABLES = {"sr": "hbs"}  # simplemma's table for a language where it has another code
IRREGULAR = {
    "en": """
        leave leaves leaving left|be is are was were been being am|put puts putting|quit quits quitting|tear tears tore torn tearing
        withdraw withdraws withdrew withdrawn withdrawing|let lets letting|go goes went gone going|cut cuts cutting|bid bids bidding
        sink sinks sank sunk sinking|throw throws threw thrown throwing|axe axes axed axing|die dies died dying|bury buries buried burying
        unsign unsigns unsigned unsigning|break breaks broke broken breaking|freeze freezes froze frozen freezing
        take takes took taken taking|get gets got gotten getting|give gives gave given giving|fall falls fell fallen falling
        run runs ran running|come comes came coming|bring brings brought bringing|keep keeps kept keeping|hold holds held holding
        lose loses lost losing|say says said saying|strike strikes struck striking|forsake forsakes forsook forsaken forsaking
        shed sheds shedding|undo undoes undid undone undoing|binned|
        foundered foundering|blow blows blew blown blowing|draw draws drew drawn drawing
    """,
    "fr": "sortir sort sortent sorti sortie sortis sorties sortant sortait sortira sortiront sortirait",
    "es": (
        "salir sale salen salió salieron salido saliendo saldrá saldrán saldría salga salgan|irse va "
        "se fue ido"
    ),
}
# Regular paradigms by the ending of the infinitive: what stands for it in the third person, participle,
# gerund, future.
REGULAR = {
    "es": {
        "ar": "ar arse a an ó aron ado ada ados adas ando ará arán aría arían e en aba aban",
        "er": "er erse e en ió ieron ido ida idos idas iendo erá erán ería erían a an ía ían",
        "ir": "ir irse e en ió ieron ido ida idos idas iendo irá irán iría irían a an ía ían",
    },
    "pt": {
        "ar": "ar a am ou aram ado ada ados adas ando ará arão aria ariam e em ava avam",
        "er": "er e em eu eram ido ida idos idas endo erá erão eria eriam a am ia iam",
        "ir": "ir e em iu iram ido ida idos idas indo irá irão iria iriam a am ia iam",
    },
    "it": {
        "are": "are arsi a ano ò arono ato ata ati ate ando erà eranno erebbe erebbero ava avano i ino",
        "ere": "ere ersi e ono ette ettero uto uta uti ute endo erà eranno erebbe erebbero eva evano a ano",
        "ire": (
            "ire irsi e ono isce iscono ì irono ito ita iti ite endo irà iranno irebbe irebbero iva "
            "ivano a ano"
        ),
    },
    "fr": {
        "er": "er e ent é ée és ées a èrent ant era eront erait eraient ait aient",
        "ir": "ir it issent i ie is ies irent issant ira iront irait iraient issait",
        "re": "re d t ent u ue us ues irent ant ra ront rait raient ait aient",
    },
    "de": {"ieren": "ieren iert ierte ierten iere ierend", "en": "en t te ten end e"},
}


def lemma_by_form(lang: str) -> dict[str, str]:
    """simplemma's table of the language; empty, with a warning, if it has none."""
    try:
        table = DefaultDictionaryFactory().get_dictionary(TABLES.get(lang, lang))
    except ValueError:
        print(f'{lang}: simplemma has no table: see docs/change.md, "Add a language"', file=sys.stderr)
        return {}
    return {_text(form): _text(lemma) for form, lemma in table.items()}


def _text(value: bytes | str) -> str:
    """A word of a table as text: tables have both bytes and text."""
    return value.decode() if isinstance(value, bytes) else value


def inverted(table: Mapping[str, str]) -> dict[str, set[str]]:
    """Forms by lemma, from a table of lemmas by form."""
    forms: dict[str, set[str]] = defaultdict(set)
    for form, lemma in table.items():
        forms[lemma].add(form)
    return forms


def regular_english(word: str) -> set[str]:
    """The regular forms of an English verb or noun."""
    if not re.fullmatch(r"[a-z]{3,}", word):
        return set()
    if word.endswith("e"):
        return {word + "s", word + "d", word[:-1] + "ing"}
    if word.endswith("y") and word[-2] not in "aeiou":
        return {word[:-1] + "ies", word[:-1] + "ied", word + "ing"}
    if word.endswith(("s", "sh", "ch", "x", "z")):
        return {word + "es", word + "ed", word + "ing"}
    doubled = (
        {word + word[-1] + "ed", word + word[-1] + "ing"}
        if re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", word)
        else set()
    )
    return {word + "s", word + "ed", word + "ing"} | doubled


def arabic() -> dict[str, set[str]]:
    """Forms by lemma of the verbs and nouns of training/arabic.txt: no table has them.

    The vocabulary joins little words to them.
    """
    forms: dict[str, set[str]] = defaultdict(set)
    for line in (ROOT / "training" / "arabic.txt").read_text(encoding="utf-8").splitlines():
        match line.split():
            case ["#", *_] | []:
                continue
            case [he, she, stem]:
                weak = he[:-1] if he[-1] in "ىاي" else he
                present = [start + stem for start in "يتنأ"]
                forms[he] |= {
                    he,
                    she,
                    f"{weak}وا",
                    *present,
                    *("س" + form for form in present),
                    f"ي{stem.rstrip('ىي')}ون",
                }
            case [noun]:
                stems = (
                    [f"{noun[:-1]}ت"]
                    if noun.endswith("ة")
                    else [noun, *(noun[:-1] + seat for seat in "ئؤ" if noun.endswith("اء"))]
                )
                forms[noun] |= {
                    noun,
                    f"ال{noun}",
                    *(stem + whose for stem in stems for whose in ("ه", "ها", "هم", "هما", "نا")),
                }
    return forms


def forms_of(word: str, table: dict[str, set[str]], lang: str) -> set[str]:
    """All forms of one lemma. Participles are lemmas of their own in the tables: their forms belong to it."""
    irregular = {
        line.split()[0]: set(line.split())
        for line in IRREGULAR.get(lang, "").replace("\n", "|").split("|")
        if line.strip()
    }
    if word in irregular:
        return set(irregular[word])
    forms = {word}
    for spelling in (word, word.lower(), word.capitalize()):
        forms |= table.get(spelling, set())
    for form in tuple(forms - {word}):
        if len(form) >= len(word) - 1:  # shorter ones are imperatives, which other words look like
            forms |= table.get(form, set())
    if lang == "en":
        forms |= regular_english(word)
    for ending, endings in REGULAR.get(lang, {}).items():
        if word.endswith(ending) and len(word) > len(ending) + 2:
            forms |= {word.removesuffix(ending) + other for other in endings.split()}
            break
    return forms


def lines_of(word: str, forms: set[str], lang: str) -> Iterator[str]:
    """The lines of a lemma, one in each script of its language; none for a lemma without other forms."""
    for spell in (str, cyrillic) if lang in IN_BOTH_SCRIPTS else (str,):
        folded = {fold(spell(form)) for form in forms} - {fold(spell(word))}
        if folded:
            yield f"{spell(word)} {' '.join(sorted(folded))}"


def written(lang: str, wanted: set[str], by_form: Mapping[str, str]) -> list[str]:
    """Writes the file of a language, and returns the words that got no forms."""
    table = arabic() if lang == "ar" else inverted(by_form)
    about = (
        f"# {lang}: a lemma and its folded forms a line; written by make forms from simplemma's "
        "tables (see THIRD_PARTY.md)"
    )
    lines = {word: list(lines_of(word, forms_of(word, table, lang), lang)) for word in sorted(wanted)}
    text = [about, made_from(wanted), *(line for word in lines for line in lines[word])]
    (VOCABULARY / "forms" / f"{lang}.txt").write_text("\n".join(text) + "\n", encoding="utf-8")
    return [word for word in lines if not lines[word]]


def told(lang: str, bare: Sequence[str], by_form: Mapping[str, str]) -> Iterator[str]:
    """The message for people about the words that got no forms."""
    bare = [word for word in bare if not word.endswith("*")]
    wrong = {word: by_form[word] for word in bare if by_form.get(word, word) != word}
    if wrong:
        shown = ", ".join(f"{word} ({lemma})" for word, lemma in wrong.items())
        yield (
            f"{lang}: words that are no lemma get no forms; where all are meant, write the dictionary "
            f"form, here in brackets: {shown}"
        )
    unknown = [word for word in bare if word not in wrong]
    if unknown:
        yield f"{lang}: words without other forms, to be looked through for slips: {', '.join(unknown)}"


def main() -> None:
    """Writes the files of all languages, or of those named as arguments, and prints the words that got no
    forms.
    """
    files = {str(path): path.read_text(encoding="utf-8") for path in sorted(VOCABULARY.glob("*.toml"))}
    for lang, wanted in sorted(lemmas(files).items()):
        if sys.argv[1:] and lang not in sys.argv[1:]:
            continue
        by_form = {} if lang in BY_STEM or lang == "ar" else lemma_by_form(lang)
        bare = written(lang, wanted, by_form)
        print(f"{lang}: {len(wanted) - len(bare)} of {len(wanted)} lemmas have forms", file=sys.stderr)
        if sys.argv[1:] and lang not in BY_STEM:
            for line in told(lang, bare, by_form):
                print(line, file=sys.stderr)


if __name__ == "__main__":
    main()

"""`make language LANG=xx`: what each step of "Add a language" (docs/change.md) asks for, what is there, and
what the next step lacks.

Tables are read as they are, so that a language half done can be looked at.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.errors import RuleError
from monitor.names import LANGUAGES, language_name
from monitor.rules.forms import is_up_to_date, lemmas
from monitor.rules.names import StateNames, parse_state_names
from monitor.rules.notation import NotationError, check
from monitor.rules.traits import TraitError
from monitor.rules.traits import check as check_traits
from monitor.rules.vocabulary import fingerprint_of, is_filled
from monitor.tables import JUDGED, TRAITS, read_table
from training.stories import read_own

ROOT = Path(__file__).resolve().parent.parent
# the least number of labelled stories, and of articles with what extraction must read in them
STORIES, GOLD = (
    60,
    12,
)
ARTICLES = "tests/data/extract/articles"
NAMED = ("name", "capital", "adjective")  # roles in which every state has a term
FILES = {
    "name": "states",
    "capital": "capitals",
    "adjective": "peoples",
    "organ": "offices",
    "former": "former",
}
MEMBERS = re.findall(  # of the United Nations
    "[A-Z]{2}",
    """
AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ
DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP
KE KG KH KI KM KN KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG NI
NL NO NP NR NZ OM PA PE PG PH PK PL PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL
TM TN TO TR TT TV TZ UA UG US UY UZ VC VE VN VU WS YE ZA ZM ZW
""",
)
STATES = (*MEMBERS, "EU", "PS", "TW", "VA", "XK")
Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a language needs. `number`: of the step in docs/change.md; `missing`: what is not there,
    by name; `todo`: what to do.

    What is `optional` may stay empty.
    """

    number: int
    name: str
    file: str
    done: int
    wanted: int
    missing: tuple[str, ...]
    todo: str
    optional: bool = False

    @property
    def told(self) -> str:
        """The text for what is missing."""
        return f"step {self.number}, {self.file}: {self.todo}: {', '.join(self.missing)}"

    @property
    def line(self) -> str:
        """The step as a line for a terminal."""
        mark = "  " if self.optional or not self.missing else "->"
        count = f"{self.done}/{self.wanted}" if self.wanted else str(self.done)
        return f"{mark} {self.number:2}  {self.name:27} {count:>9}  {self.file}"


def steps(lang: str) -> list[Step]:
    """What a language needs, in the order of docs/change.md."""
    return [
        _one(1, "code", "monitor/names.py", lang in LANGUAGES, "write it into LANGUAGES", lang),
        *_of_vocabulary(lang),
        *_of_names(lang),
        *_of_gazetteer(lang),
        _extraction(lang),
        _one(
            8,
            "example of a frame",
            "rules/frames.toml",
            _has_frame(lang),
            "write an example into one of the frames",
            f'lang = "{lang}"',
        ),
        *_of_files(lang),
        *_of_training(lang),
    ]


def mistakes(lang: str) -> Iterator[str]:
    """The entries and stories of a language with wrong notation."""
    raw = table_of(f"rules/vocabulary/{TRAITS}").get(lang, {})
    try:
        if raw:
            check_traits(raw)
    except TraitError as error:
        yield f"rules/vocabulary/{TRAITS}: [{lang}]: {error}. {error.hint}"
    for name, sort in (("predicates.toml", "concept"), ("words.toml", "class")):
        for row in table_of(f"rules/vocabulary/{name}")[sort]:
            for entry in row.get(lang, ()) if isinstance(row.get(lang), list) else ():
                try:
                    check(str(entry))
                except NotationError as error:
                    yield f"rules/vocabulary/{name}: row {row['id']}: {error}: {entry!r}. {error.hint}"
    try:
        _stories(lang)
    except RuleError as error:
        yield str(error)


def missing_names(names: StateNames, lang: str) -> dict[str, list[str]]:
    """By file of rules/names, the states without a term in a language and without a reason for that."""
    filled = {(named.role, named.code) for named in names.of(lang) if named.terms}
    return {
        f"{FILES[role]}.toml": [
            code for code in STATES if (role, code) not in filled and not names.reason(role, code, lang)
        ]
        for role in NAMED
    }


def _of_vocabulary(lang: str) -> Iterator[Step]:
    traits = table_of(f"rules/vocabulary/{TRAITS}")
    yield _one(
        2,
        "traits",
        f"rules/vocabulary/{TRAITS}",
        lang in traits,
        "write a table with its traits",
        f"[{lang}]",
    )
    for name, sort in (("predicates.toml", "concept"), ("words.toml", "class")):
        yield _cells(
            3,
            name.removesuffix(".toml"),
            f"rules/vocabulary/{name}",
            table_of(f"rules/vocabulary/{name}")[sort],
            lang,
        )
    file = f"rules/vocabulary/forms/{lang}.txt"
    wanted = lemmas({name: _text(f"rules/vocabulary/{name}") for name in JUDGED}).get(lang, set())
    fresh = (ROOT / file).exists() and is_up_to_date(_text(file), wanted)
    yield _one(4, "word forms", file, fresh, "missing, or older than the tables", f"make forms LANG={lang}")


def _of_names(lang: str) -> Iterator[Step]:
    names = parse_state_names(
        {str(path): path.read_text(encoding="utf-8") for path in (ROOT / "rules/names").glob("*.toml")}
    )
    for file, codes in missing_names(names, lang).items():
        yield Step(
            5,
            file.removesuffix(".toml"),
            f"rules/names/{file}",
            len(STATES) - len(codes),
            len(STATES),
            tuple(codes),
            _FILL,
        )
    for role in ("organ", "former"):
        file = f"rules/names/{FILES[role]}.toml"
        done = sum(isinstance(row, Mapping) and is_filled(row.get(lang)) for row in table_of(file).values())
        yield Step(5, f"{FILES[role]} (optional)", file, done, 0, (), _FILL, optional=True)


def _of_gazetteer(lang: str) -> Iterator[Step]:
    file = "rules/gazetteer.toml"
    table = table_of(file)
    yield _one(
        6, "nouns of agreements", file, bool(table["nouns"].get(lang)), "write a line under [nouns]", lang
    )
    yield _cells(6, "kinds of treaty", file, table["kind"], lang)
    yield _cells(
        6, "well-known entries", file, [entry for entry in table["entry"] if entry.get("everywhere")], lang
    )
    yield _cells(6, "topics", "rules/topics.toml", table_of("rules/topics.toml")["topic"], lang)
    described = [entry for entry in table["entry"] if "described" in entry]
    done = sum(lang in entry["described"] for entry in described)
    yield Step(6, "descriptions (optional)", file, done, 0, (), _FILL, optional=True)


def _extraction(lang: str) -> Step:
    """A row that adds to words from elsewhere (CLDR, another row) needs no cell."""
    rows = [row for path in sorted((ROOT / "rules/vocabulary").glob("*.toml")) for row in _rows_of(path)]
    needed = [row for row in rows if lang in row or not ("cldr" in row or "like" in row)]
    return _cells(7, "words of extraction", "rules/vocabulary/*.toml", needed, lang)


def _rows_of(path: Path) -> list[dict[str, Any]]:
    """The lists of a file, each called by its file and id."""
    rows = table_of(str(path.relative_to(ROOT))).get("list", ())
    return [{**row, "id": f"{path.stem}:{row['id']}"} for row in rows]


def _has_frame(lang: str) -> bool:
    frames = table_of("rules/frames.toml")["frame"]
    return any(example["lang"] == lang for frame in frames for example in frame.get("example", ()))


def _of_files(lang: str) -> Iterator[Step]:
    try:
        count = len(_stories(lang))
    except RuleError:
        count = 0  # `mistakes` says why
    yield _counted(9, "labelled stories", f"training/labelled/{lang}.jsonl", count, STORIES, "stories")
    if lang != "en":  # which most tests of extraction are in
        yield _counted(
            10, "articles with their cells", f"{ARTICLES}/{lang}.txt", _articles(lang), GOLD, "articles"
        )


def _articles(lang: str) -> int:
    """How many texts have what extraction must read in them; the languages of before have a line a story
    elsewhere.
    """
    file, lines = ROOT / ARTICLES / f"{lang}.txt", ROOT / "tests/data/extract/languages" / f"{lang}.txt"
    texts = file.read_text(encoding="utf-8").count("\n\n= ") if file.exists() else 0
    return texts + (
        sum(not line.startswith("#") for line in lines.read_text(encoding="utf-8").splitlines())
        if lines.exists()
        else 0
    )


def _of_training(lang: str) -> Iterator[Step]:
    file = "rules/vocabulary/weights.txt"
    folder = ROOT / "rules/vocabulary"
    files = {
        str(path): path.read_text(encoding="utf-8")
        for path in [*folder.glob("*.toml"), *folder.glob("forms/*.txt")]
    }
    fresh = f"vocabulary: {fingerprint_of(files)}\n" in _text(file)
    yield _one(11, "weights", file, fresh, "older than the tables or the forms", "make train")
    floors = "tests/gate/floors-judge.toml"
    has_floor = lang in table_of(floors)["languages"]
    yield _one(
        11, "floor", floors, has_floor, "write what make gate measures under [languages]", f"{lang} = 0.9"
    )


def _stories(lang: str) -> list[dict[str, str]]:
    path = ROOT / "training" / "labelled" / f"{lang}.jsonl"
    return read_own(path) if path.exists() else []


_FILL = 'fill each, or say "none: " and why'


def _cells(
    number: int, name: str, file: str, rows: Iterable[Table], lang: str, *, optional: bool = False
) -> Step:
    rows = list(rows)
    empty = tuple(str(row["id"]) for row in rows if not is_filled(row.get(lang)))
    return Step(number, name, file, len(rows) - len(empty), len(rows), empty, _FILL, optional)


def _one(number: int, name: str, file: str, done: bool, todo: str, missing: str) -> Step:
    return Step(number, name, file, int(done), 1, () if done else (missing,), todo)


def _counted(number: int, name: str, file: str, count: int, least: int, what: str) -> Step:
    missing = (f"{least - count} {what} more",) if count < least else ()
    return Step(number, name, file, count, least, missing, f"write {least} at least")


def table_of(file: str) -> dict[str, Any]:
    return read_table(str(ROOT / file), _text(file))


def _text(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def report(lang: str) -> Iterator[str]:
    """The lines that `make language` prints."""
    of_language = steps(lang)
    yield f"{language_name(lang) or 'a language that CLDR does not know'} ({lang})"
    yield from (step.line for step in of_language)
    wrong = [f"mistake: {mistake}" for mistake in mistakes(lang)]
    yield from wrong
    open_steps = [step for step in of_language if step.missing and not step.optional]
    if wrong:
        yield "next: mend the mistakes above."
    elif open_steps:
        number = open_steps[0].number
        yield from (f"next: {step.told}" for step in open_steps if step.number == number)
    else:
        yield "All that is needed is there. docs/change.md says which tests to run."


def main() -> None:
    """Prints the report on the language that is named as argument."""
    if len(sys.argv) != 2 or len(sys.argv[1]) not in (2, 3):
        raise SystemExit("Name a language by its ISO 639 code: make language LANG=xx")
    print("\n".join(report(sys.argv[1])))


if __name__ == "__main__":
    main()

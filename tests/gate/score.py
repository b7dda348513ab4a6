"""How well the rules detect, over the labelled stories of the corpora; run by hand it prints the table, with --raise it lifts the floors.

Figures, by language, all better when higher and all between 0 and 1:

    done          share of `done` stories that alert (kind act or threat)
    threat        share of `threat` stories that alert
    quiet_no      share of `no` stories that do not alert
    quiet_after   share of `after` stories that do not alert
    kind          share of the alerting `done` and `threat` stories whose leading hit is act and threat respectively

`unsure` stories are not scored.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from monitor.judge import Detector
from monitor.match import Matcher, load
from monitor.model import Hit, Kind, Story, leading
from monitor.service import knowledge

ROOT = Path(__file__).resolve().parents[2]
FLOORS = Path(__file__).with_name("floors.toml")
FIGURES = ("done", "threat", "quiet_no", "quiet_after", "kind")
TOGETHER = {"ru+pl": ("ru", "pl")}  # languages with few labelled stories are scored together too
MARGIN = 0.0005  # half a unit of the last digit that floors are written with

Figures = dict[str, dict[str, float]]


def matcher(folder: Path = ROOT / "rules" / "treaty-exit") -> Matcher:
    """The rules of the checkout, compiled."""
    return Matcher(load({str(path): path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}))


def detector() -> Detector:
    """The rules and the judge of the checkout, as the service asks them."""
    return Detector(matcher(), knowledge.judge)


def stories(path: Path) -> Iterator[dict[str, str]]:
    """The records of a story file (JSON lines, gzipped)."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _hits(rules: Matcher | Detector, story: Story) -> tuple[Hit, ...]:
    return rules.detect(story) if isinstance(rules, Detector) else rules.match(story)


def alert(rules: Matcher | Detector, record: dict[str, str]) -> Kind | None:
    """The kind under which a story alerts; None when it does not."""
    hit = leading(
        _hits(rules, Story(key=record["id"], title=record["title"] or "", summary=record["summary"] or "", lang=record.get("lang") or None))
    )
    return hit.kind.of_act if hit and hit.kind.alerts else None


def figures(rules: Matcher, corpora: Path) -> tuple[Figures, dict[str, Counter[str]]]:
    """The figures by language, and how many stories of each label they rest on."""
    seen: dict[str, Counter[str]] = {}
    flagged: dict[str, Counter[str]] = {}
    right: Counter[str] = Counter()
    for record in stories(corpora / "stories-labelled.jsonl.gz"):
        label = record["label"]
        if label == "unsure":
            continue
        kind = alert(rules, record)
        for lang in (record["lang"], *(name for name, langs in TOGETHER.items() if record["lang"] in langs)):
            seen.setdefault(lang, Counter())[label] += 1
            flagged.setdefault(lang, Counter())[label] += kind is not None
            right[lang] += (label, kind) in (("done", Kind.ACT), ("threat", Kind.THREAT))
    return {lang: _of(seen[lang], flagged[lang], right[lang]) for lang in sorted(seen)}, seen


def _of(seen: Counter[str], flagged: Counter[str], right: int) -> dict[str, float]:
    wanted = flagged["done"] + flagged["threat"]
    return {
        "done": flagged["done"] / max(seen["done"], 1),
        "threat": flagged["threat"] / max(seen["threat"], 1),
        "quiet_no": 1 - flagged["no"] / max(seen["no"], 1),
        "quiet_after": 1 - flagged["after"] / max(seen["after"], 1),
        "kind": right / max(wanted, 1),
    }


def floors(path: Path = FLOORS) -> Figures:
    """The pinned figures."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def below(now: Figures, pinned: Figures) -> list[str]:
    """What fell below its floor, in words; a language or figure that is gone counts as fallen."""
    return [
        f"{lang} {name}: {now.get(lang, {}).get(name, 0):.3f} is below its floor {floor:.3f}"
        for lang, of in pinned.items()
        for name, floor in of.items()
        if now.get(lang, {}).get(name, 0) < floor - MARGIN
    ]


def raised(now: Figures, pinned: Figures) -> Figures:
    """The floors after `--raise`: each the higher of old and new. Nothing is pinned for a language without floors yet at 0."""
    langs = sorted({*now, *pinned})
    return {
        lang: {name: max(now.get(lang, {}).get(name, 0.0), pinned.get(lang, {}).get(name, 0.0)) for name in FIGURES}
        for lang in langs
        if lang in pinned or now[lang]["done"] > 0
    }


def write(pinned: Figures, path: Path = FLOORS) -> None:
    head = "# Floors of `make gate` over the labelled stories (see score.py). They only go up: python tests/gate/score.py --raise\n"
    tables = (f'\n["{lang}"]\n' + "".join(f"{name} = {of[name]:.3f}\n" for name in FIGURES) for lang, of in pinned.items())
    path.write_text(head + "".join(tables), encoding="utf-8")


def table(now: Figures, seen: dict[str, Counter[str]]) -> str:
    lines = [f"{'':8}{'done':>8}{'threat':>8}{'quiet no':>10}{'quiet after':>13}{'kind':>8}   stories: done, threat, no, after"]
    for lang, of in now.items():
        counts = ", ".join(str(seen[lang][label]) for label in ("done", "threat", "no", "after"))
        lines.append(
            f"{lang:8}{of['done']:8.3f}{of['threat']:8.3f}{of['quiet_no']:10.3f}{of['quiet_after']:13.3f}{of['kind']:8.3f}   {counts}"
        )
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Print the table; with --raise lift the floors, and refuse (exit 1) when a figure is below its floor."""
    folder = os.environ.get("TREATY_MONITOR_CORPORA")
    if not folder or set(arguments) - {"--raise"}:
        print("usage: TREATY_MONITOR_CORPORA=FOLDER python tests/gate/score.py [--raise]", file=sys.stderr)
        return 2
    now, seen = figures(matcher(), Path(folder))
    print(table(now, seen))
    pinned = floors() if FLOORS.exists() else {}
    fallen = below(now, pinned)
    for line in fallen:
        print(line, file=sys.stderr)
    if fallen:
        return 1
    if "--raise" in arguments:
        write(raised(now, pinned))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

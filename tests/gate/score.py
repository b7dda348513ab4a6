"""How well the labelled stories of the corpora are detected, which were read while the detection was made.

Figures, by language, all better when higher and all between 0 and 1:

    done          share of `done` stories that alert (kind act or threat)
    threat        share of `threat` stories that alert
    quiet_no      share of `no` stories that do not alert
    quiet_after   share of `after` stories that do not alert
    kind          share of the alerting `done` and `threat` stories whose leading hit is act and threat
                  respectively

`unsure` stories are not scored.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from monitor.judge import Detector
from monitor.match import Matcher
from monitor.model import Kind, Story, leading
from monitor.rules import Rules
from monitor.service import knowledge

ROOT = Path(__file__).resolve().parents[2]
TOGETHER = {"ru+pl": ("ru", "pl")}  # languages with few labelled stories are scored together too
MARGIN = 0.0005  # half a unit of the last digit that floors are written with

Figures = dict[str, dict[str, float]]


def detector() -> Detector:
    """The judge of the checkout, as the service asks it; no rule file."""
    return Detector(Matcher(Rules()), knowledge.judge)


def stories(path: Path) -> Iterator[dict[str, str]]:
    """The records of a story file (JSON lines, gzipped)."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def alert(rules: Detector, record: dict[str, str]) -> Kind | None:
    """The kind under which a story alerts; None when it does not."""
    story = Story(
        key=record["id"],
        title=record["title"] or "",
        summary=record["summary"] or "",
        lang=record.get("lang") or None,
    )
    hit = leading(rules.detect(story))
    return hit.kind.of_act if hit and hit.kind.alerts else None


def figures(rules: Detector, corpora: Path) -> tuple[Figures, dict[str, Counter[str]]]:
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


def table(now: Figures, seen: dict[str, Counter[str]]) -> str:
    lines = [
        f"{'':8}{'done':>8}{'threat':>8}{'quiet no':>10}{'quiet after':>13}{'kind':>8}   stories: done, "
        "threat, no, after"
    ]
    for lang, of in now.items():
        counts = ", ".join(str(seen[lang][label]) for label in ("done", "threat", "no", "after"))
        lines.append(
            f"{lang:8}{of['done']:8.3f}{of['threat']:8.3f}{of['quiet_no']:10.3f}{of['quiet_after']:13.3f}{of['kind']:8.3f} "
            f"  {counts}"
        )
    return "\n".join(lines)

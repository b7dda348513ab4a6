"""The judge for commands that show how a text is read: they work while the weights of the model belong
to another vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import click

from monitor.errors import OutdatedWeights
from monitor.judge import Detector, Judge
from monitor.match import Matcher
from monitor.rules import Rules
from monitor.service import knowledge


def judge(texts: Mapping[str, str]) -> Judge:
    """The judge over the rule files of an installation; while its weights are outdated one without weights,
    and a warning.
    """
    try:
        return knowledge.judge(texts)
    except OutdatedWeights as error:
        click.echo(f"{error}\n  Until then clauses and frames are shown without a score.", err=True)
        return knowledge.unweighed_judge(texts)


def detector(rules: Rules, texts: Mapping[str, str]) -> Detector:
    """The detector; while the weights are outdated one without a judge, and a warning."""
    try:
        knowledge.judge(texts)
    except OutdatedWeights as error:
        click.echo(f"{error}\n  Until then a text is read without what the model says of it.", err=True)
        return Detector(Matcher(rules))
    return Detector(Matcher(rules), partial(knowledge.judge, texts))

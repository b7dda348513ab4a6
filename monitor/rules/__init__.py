"""Parses the texts of rule files (TOML, see rules/README.md) to `Rules`. `service` reads the files."""

from __future__ import annotations

from monitor.rules.read import load, parse_rules
from monitor.rules.strict import MAX_BYTES
from monitor.rules.values import Example, Rule, Rules

__all__ = ["MAX_BYTES", "Example", "Rule", "Rules", "load", "parse_rules"]

"""The documentation says what the code does: options, metrics, commands, links."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from citations import cited_elsewhere, cited_pages, sources
from register_kit import START, item, leaves, register

from monitor import __main__, metrics
from monitor.config import OPTIONS, Option
from monitor.exports import record
from monitor.model import Alert, Reason, Stage

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
EVERYWHERE = ("config_file", "db", "as_json")
COMMANDS_HEAD = """# Commands

`treaty-monitor COMMAND --help` says the same as this page. Every command takes `--config FILE` and `--db FILE`; those that print data take
`--json`. Exit code 0: done; 1: failed; 2: called or configured wrongly.

Only `init`, `run`, `poll`, `replay`, `restore`, `feeds add`, `feeds import` and `destinations add` make a database. Every other command
that needs one refuses with exit code 1 when there is none, and names the path; `rules`, `dkim`, `effect`, `treaties`, and `extract` on a text or
a file need none.
"""
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md"])


def option_row(option: Option) -> str:
    kind = option.type.replace(" | ", ", ")
    default = f"`{option.default}`" if option.default else ""
    return f"| `{option.name}` | {kind} | {default} | {option.help} |"


def metric_rows() -> Iterator[str]:
    for family in metrics.REGISTRY.collect():
        name = family.name + ("_total" if family.type == "counter" else "")
        yield f"| `{name}` | {family.type} | {family.documentation} |"


def rows(page: Path) -> list[str]:
    return [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]


def test_every_option_is_documented_as_it_is_and_no_other() -> None:
    assert rows(DOCS / "configuration.md") == [option_row(option) for option in OPTIONS]


def test_every_metric_is_documented_as_it_is_and_no_other() -> None:
    assert rows(DOCS / "operations.md") == list(metric_rows())


def test_the_example_configuration_is_one_that_is_accepted(tmp_path: Path) -> None:
    from monitor.config import load

    [example] = re.findall(
        r"```toml\n(.*?)```", (DOCS / "configuration.md").read_text(encoding="utf-8"), re.DOTALL
    )
    path = tmp_path / "treaty-monitor.toml"
    path.write_text(example, encoding="utf-8")
    config = load(
        path, environ={"TREATY_MONITOR_SMTP__PASSWORD": "x"}, cwd=tmp_path, secrets_dir=tmp_path / "none"
    )
    assert config.smtp.host == "smtp.example.org"


def loaded() -> click.Group:
    root = __main__.commands()
    root.load()
    return root


def walk(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*above, name), command
        if isinstance(command, click.Group):
            yield from walk(command, (*above, name))


def named_commands() -> Iterator[tuple[Path, list[str]]]:
    """What the pages call `treaty-monitor ...`, word by word until something that is no command name."""
    for page in PAGES:
        for line in re.findall(
            r"treaty-monitor (?!treaty-monitor)([a-z][^\n`]*)", page.read_text(encoding="utf-8")
        ):
            yield page, re.findall(r"^[a-z]+(?: [a-z-]+)?", line)[0].split()


def test_every_command_that_the_pages_name_exists() -> None:
    known = {path for path, _ in walk(loaded())}
    groups = {path[:-1] for path in known if len(path) == 2}
    for page, words in named_commands():
        called = tuple(words[:2]) if (words[0],) in groups and len(words) > 1 else (words[0],)
        assert called in known, f"{page.name}: treaty-monitor {' '.join(words)}"


def described(path: tuple[str, ...], command: click.Command) -> Iterator[str]:
    """One command as docs/commands.md shows it."""
    context = click.Context(command)
    arguments = [one.make_metavar(context) for one in command.params if isinstance(one, click.Argument)]
    about, *examples = re.split(
        r"^(?:Examples?: +| +)(?=treaty-monitor )",
        inspect.cleandoc(command.help or "").replace("\b\n", ""),
        flags=re.MULTILINE,
    )
    yield f"## `{' '.join((*path, *arguments))}`\n\n{about.strip()}\n"
    options = [
        one
        for one in command.params
        if isinstance(one, click.Option) and one.name not in EVERYWHERE and not one.hidden
    ]
    for option in options:
        value = "" if option.is_flag else f" {option.make_metavar(context)}"
        default = (
            f"Default: `{option.default}`."
            if option.default and isinstance(option.default, str | int) and not option.is_flag
            else ""
        )
        told = " ".join(part for part in (option.help, default) if part)
        yield f"- `{', '.join((*option.opts, *option.secondary_opts))}{value}`" + (
            f": {told}" if told else ""
        )
    calls = "\n".join(" ".join(example.split()) for example in examples)
    yield ("\n" if options else "") + f"```sh\n{calls}\n```\n"


def commands_page() -> str:
    parts = [COMMANDS_HEAD]
    for path, command in walk(loaded()):
        if not isinstance(command, click.Group):
            parts.extend(described(path, command))
    return "\n".join(parts)


def test_the_page_of_commands_says_what_the_commands_say_of_themselves(
    request: pytest.FixtureRequest,
) -> None:
    page = DOCS / "commands.md"
    if request.config.getoption("--accept"):
        page.write_text(commands_page(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == commands_page(), (
        "docs/commands.md is out of date: run pytest --accept tests/test_docs.py"
    )


def test_the_example_of_an_act_as_json_has_the_fields_of_one() -> None:
    [example] = re.findall(
        r"```json\n(.*?)```", (DOCS / "register.md").read_text(encoding="utf-8"), re.DOTALL
    )
    shown = json.loads(example)
    (act,) = register(item("a", 0, leaves("a", "RU", "FR", signed="1989-11-20")))
    made = record(act, [Alert(1, act.id, 1, act.kind, Stage.DECIDED, Reason.NEW, START)])
    assert shown.keys() == made.keys()
    assert shown["rows"][0].keys() == made["rows"][0].keys()
    assert shown["alerts"][0].keys() == made["alerts"][0].keys()
    assert shown["rows"][0]["evidence"]["signed"].keys() == made["rows"][0]["evidence"]["signed"].keys()


def test_every_command_has_an_example() -> None:
    for path, command in walk(loaded()):
        if not isinstance(command, click.Group):
            assert re.search(rf"^ *Examples?: +treaty-monitor {path[0]}", command.help or "", re.MULTILINE), (
                " ".join(path)
            )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def headings(page: Path) -> set[str]:
    return {
        line.lstrip("#").strip()
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("#")
    }


def test_code_tests_and_pages_cite_only_what_is_in_the_repository() -> None:
    absent = []
    for path, text in sources():
        for name, section in cited_pages(text):
            page = ROOT / name
            if not page.is_file():
                absent.append(f"{path}: {name}")
            elif section is not None and section not in headings(page):
                absent.append(f'{path}: {name}, "{section}"')
        absent += [f"{path}: {found}" for found in cited_elsewhere(text)]
    assert absent == []


def test_the_test_files_that_the_pages_name_exist() -> None:
    known = {path.name for path in (ROOT / "tests").rglob("*.py")}
    for page in PAGES:
        for name in re.findall(r"`(?:[\w/]+/)?(test_\w+\.py)", page.read_text(encoding="utf-8")):
            assert name in known, f"{page.name}: {name}"


def test_every_target_of_the_makefile_that_the_pages_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        for target in re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE):
            assert target in targets, f"{page.name}: make {target}"

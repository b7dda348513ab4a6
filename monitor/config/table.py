"""The table of options: `Config` flattened, for documentation, `config show` and the reader of files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from monitor.config.options import PREFIX, Config


@dataclass(frozen=True, slots=True)
class Option:
    """One row of the table. `type` is for people and for the check of a TOML value;

    `default` is as TOML writes it, or empty.
    """

    name: str
    type: str
    default: str
    env: str
    help: str
    secret: bool = False


def _type_name(annotation: str) -> str:
    kinds = {
        "Literal": "choice",
        "tuple": "list",
        "bool": "switch",
        "int": "integer",
        "float": "number",
        "Path": "path",
    }
    for part, name in kinds.items():
        if part in annotation:
            return name
    return "text"


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_written, value))}]"
    return str(value) if isinstance(value, int | float) else f'"{value}"'


def _options(model: type[BaseModel], above: str = "") -> Iterator[Option]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _options(field.annotation, f"{name}.")
            continue
        key = above + name
        kind = str(field.annotation)
        choices = (
            " | ".join(field.annotation.__args__)
            if "Literal" in kind and field.annotation is not None
            else ""
        )
        yield Option(
            name=key,
            type=choices or _type_name(kind),
            default=_written(field.default),
            env=PREFIX + key.upper().replace(".", "__"),
            help=field.description or "",
            secret="SecretStr" in kind,
        )


OPTIONS: tuple[Option, ...] = tuple(_options(Config))
GROUPS: tuple[str, ...] = tuple(
    dict.fromkeys(option.name.split(".")[0] for option in OPTIONS if "." in option.name)
)

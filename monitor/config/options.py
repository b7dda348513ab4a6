"""Every option: name, type, default, limits and help, as frozen pydantic models.

`table.OPTIONS` has the same as rows; `docs/configuration.md` lists each of them, and a test compares the two.
Durations are seconds (names end in `_s`) or days (`_days`), sizes are bytes.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    model_validator,
)

from monitor.model import LEAST_INTERVAL_S, LONGEST_INTERVAL_S

PREFIX = "TREATY_MONITOR_"
TAGGED_LOCAL = 24  # characters before the @ of an address that gets `+` and a token behind them: 64 in all


def _listed(value: object) -> object:
    """A list written as one text, as in an environment variable:

    `80, 443`; a comma alone is the empty list.
    """
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError(
            "must be an http or https address without a user name, such as https://monitor.example.org"
        )
    if parts.query or parts.fragment:
        raise ValueError("must not have a query (?) or a fragment (#)")
    return value.rstrip("/")


def _mail_address(value: str) -> str:
    local, at, domain = value.strip().rpartition("@")
    if (
        not at
        or not local
        or not domain
        or any(not char.isprintable() or char in ' ,;<>()"' for char in value.strip())
    ):
        raise ValueError("must be one bare mail address, such as desk@example.org")
    return value.strip()


def _tagged_address(value: str) -> str:
    """A mail address with room for `+` and a token (`monitor.tokens`) before the @ (RFC 5321, 4.5.3.1.1)."""
    address = _mail_address(value)
    local = address.rpartition("@")[0]
    if "+" in local or len(local) > TAGGED_LOCAL:
        raise ValueError(
            f"must have at most {TAGGED_LOCAL} characters and no + before the @, such as bounces@example.org"
        )
    return address


def _one_line(value: str) -> str:
    if not value.isprintable():
        raise ValueError("must be one line of printable text")
    return value.strip()


def _proxy(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "http" or not parts.hostname:
        raise ValueError("must be the http address of a proxy, such as http://proxy.example.org:3128")
    return value


def _network(value: object) -> object:
    try:
        return ip_network(str(value))
    except ValueError as error:
        raise ValueError("must be a network address such as 192.168.1.0/24") from error


def _ports(value: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(value)))


Listed = (BeforeValidator(_listed),)
WebAddress = Annotated[str, AfterValidator(_web_address)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]
Port = Annotated[int, Field(ge=1, le=65535)]


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Http(_Group):
    """How feeds are fetched and webhooks posted."""

    deadline_s: float = Field(
        default=20.0, gt=0, le=300, description="Total time for one request, redirects included."
    )
    connect_s: float = Field(
        default=5.0, gt=0, le=60, description="Time to connect, name lookup and TLS included."
    )
    wire_bytes: int = Field(
        default=2_000_000, ge=1_000, description="Largest answer as it comes over the wire."
    )
    body_bytes: int = Field(default=10_000_000, ge=1_000, description="Largest answer after decompression.")
    concurrency: int = Field(default=64, ge=1, le=1_000, description="Requests under way at once.")
    per_host: int = Field(default=2, ge=1, le=100, description="Requests under way at once to one host.")
    allow_private: Annotated[tuple[Network, ...], *Listed] = Field(
        default=(),
        description="Private networks (CIDR) that may be reached; every other non-public address is refused.",
    )
    ports: Annotated[tuple[Port, ...], *Listed, AfterValidator(_ports)] = Field(
        default=(80, 443), description="Ports that may be reached; an empty list allows every port."
    )
    proxy: Annotated[str, AfterValidator(_proxy)] | None = Field(
        default=None,
        description="HTTP proxy that all requests go through; it then must refuse private addresses itself.",
    )


class Smtp(_Group):
    """The mail server. Without `host`, mail destinations wait and `doctor` says so."""

    host: str | None = Field(
        default=None, min_length=1, description="Name of the mail server; none: no mail is sent."
    )
    port: Port = Field(default=587, description="Its port: 587 for starttls, 465 for tls, 25 for none.")
    username: str | None = Field(
        default=None, min_length=1, description="User name, if the server wants one."
    )
    password: SecretStr | None = Field(default=None, description="Password that goes with the user name.")
    tls: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        description="How the connection is encrypted; a server that does not offer it is refused.",
    )
    sender: MailAddress | None = Field(default=None, description="From address of all mail.")
    timeout_s: float = Field(
        default=30.0, gt=0, le=600, description="Time for each step of the conversation."
    )

    @model_validator(mode="after")
    def _together(self) -> Smtp:
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password go together: set both or neither")
        return self


class Inbox(_Group):
    """The mailbox that mail servers report to. Without `address`, reports go to `smtp.sender`."""

    address: Annotated[str, AfterValidator(_tagged_address)] | None = Field(
        default=None,
        description="Mail address of the mailbox, such as bounces@example.org; mail to "
        "bounces+ANYTHING@example.org must reach it too.",
    )


class Web(_Group):
    """The address of the pages: health, metrics and unsubscribe."""

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Address to listen on; 0.0.0.0 opens it to the network.",
    )
    port: int = Field(
        default=8484, ge=0, le=65535, description="Port to listen on; 0 lets the system choose."
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Bearer token for /metrics; none: /metrics answers this machine only.",
    )


class Poll(_Group):
    """How often feeds are asked, and the limits of the parser."""

    interval_s: int = Field(
        default=900,
        ge=LEAST_INTERVAL_S,
        le=LONGEST_INTERVAL_S,
        description="Time between two polls of a feed that has no interval of its own: "
        f"{LEAST_INTERVAL_S} to {LONGEST_INTERVAL_S}.",
    )
    parse_limit_s: float = Field(
        default=3.0,
        gt=0,
        le=60,
        description="A document that takes longer to parse and match has its parser killed.",
    )
    parse_workers: int = Field(default=2, ge=1, le=64, description="Parser processes.")


class Pages(_Group):
    """The pages behind the links of flagged stories."""

    enabled: bool = Field(
        default=True, description="Whether the page of a flagged story is fetched; robots.txt is honoured."
    )
    wait_s: int = Field(
        default=60,
        ge=0,
        le=600,
        description="How long a flagged story waits for its page at most before it is reported.",
    )
    limit_s: float = Field(
        default=5.0, gt=0, le=60, description="A page that takes longer to parse has its parser killed."
    )


class Retention(_Group):
    """How long texts are kept."""

    bodies_days: int = Field(
        default=400,
        ge=1,
        description=(
            "Texts of stories that no rule flagged are dropped after this; that they were seen is kept."
        ),
    )


class Log(_Group):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level that is written."
    )
    format: Literal["console", "json"] = Field(
        default="console", description="Lines for people, or one JSON object a line."
    )


class RuleFiles(_Group):
    """Which rule files are in force."""

    packaged: bool = Field(
        default=True, description="Whether the packaged judge flags stories that meet no own rule."
    )
    dir: Path | None = Field(
        default=None, description="Folder of own rule files; none: `rules` in the data directory."
    )


class Config(_Group):
    """A whole, valid configuration. `load()` is the way to get one; `Config()` alone is the defaults and
    reads nothing.

    `data_dir` and `db` are always set: without `data_dir` it is the folder of `db`, else
    `~/.local/share/treaty-monitor`.
    """

    data_dir: Path = Field(
        default=Path("~/.local/share/treaty-monitor"),
        description="Folder of everything that is kept; made at the first start if it is not there.",
    )
    db: Path = Field(
        default=Path("treaty-monitor.sqlite3"),
        description="The database file; a bare name stands in the data directory.",
    )
    base_url: WebAddress | None = Field(
        default=None, description="Public address of the web pages, for one-click unsubscribe links in mail."
    )
    contact: Annotated[str, AfterValidator(_one_line)] | None = Field(
        default=None,
        min_length=3,
        max_length=200,
        description="Mail or web address that publishers see in the User-Agent.",
    )
    operator: MailAddress | None = Field(
        default=None, description="Mail address that is told about faults of this installation."
    )
    http: Http = Http()
    smtp: Smtp = Smtp()
    inbox: Inbox = Inbox()
    web: Web = Web()
    poll: Poll = Poll()
    pages: Pages = Pages()
    retention: Retention = Retention()
    log: Log = Log()
    rules: RuleFiles = RuleFiles()

    _sources: dict[str, str] = PrivateAttr(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _places(cls, values: dict[str, Any]) -> dict[str, Any]:
        """`data_dir` and `db` as they depend on each other."""
        values = dict(values)
        if values.get("db") and "data_dir" not in values and Path(values["db"]).name != str(values["db"]):
            values["data_dir"] = Path(values["db"]).parent
        folder = Path(values.get("data_dir") or cls.model_fields["data_dir"].default).expanduser()
        return values | {
            "data_dir": folder,
            "db": folder / Path(values.get("db") or cls.model_fields["db"].default).expanduser(),
        }

    def source_of(self, key: str) -> str:
        """Where the value of a dotted key comes from: `default`, a file with its line, or a variable."""
        return self._sources.get(key, "default")

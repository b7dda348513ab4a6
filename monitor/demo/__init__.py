"""The offline demonstration: a local feed server, mail server and webhook receiver around the real service.

Nothing is faked inside: the feeds are polled by the guarded client over HTTP, the mail goes over SMTP, the
webhook is verified with the `standardwebhooks` library. Only the clock is moved, from "now" to the next
morning, so that the daily digest is due.
"""

from __future__ import annotations

import asyncio
import csv
import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.table import Table

from monitor import channels, pipeline
from monitor.cli.root import console, safe
from monitor.cli.running import attend
from monitor.config import Config, load
from monitor.demo import pages
from monitor.demo.servers import HOST, World, world
from monitor.errors import UsageError
from monitor.exports import csv_text
from monitor.log import configure
from monitor.model import Act, Attempt, Cadence, FeedKind, Message, Schedule, show_date
from monitor.pipeline import Context, Polled
from monitor.service import Service, destinations, events, feeds
from monitor.service.choosing import Wanted

MARKER = ".treaty-monitor-demo"
EXAMPLE = "https://treaty-monitor.example"  # where links of its mails lead while no page is served
WIDTH = 80  # columns that every line fits in
OFFICIAL = {"03-gazette-ru.rss": "RU", "07-foreign-ministry.json": "IN"}


@dataclass
class Clock:
    """The wall clock plus an offset that the demonstration moves."""

    offset: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset


def prepared(folder: Path) -> Path:
    """An empty output folder; an old one of ours is emptied, anything else is refused."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise UsageError(
            f"{folder} exists and is not a demonstration's output; name another folder with --out."
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARKER).write_text("This folder is emptied by the next `treaty-monitor demo`.\n")
    return folder


def settings_of(here: World, folder: Path, base_url: str) -> Config:
    """The configuration of the demonstration: loopback may be polled, the local SMTP server takes the
    mail. `base_url`: where its links lead.
    """
    (folder / "treaty-monitor.toml").write_text(
        f"""# Written by `treaty-monitor demo`.
data_dir = "{folder}"
base_url = "{base_url}"
contact = "https://treaty-monitor.example/contact"
operator = "operator@treaty-monitor.example"

[http]
allow_private = ["127.0.0.0/8"]
ports = [80, 443, {here.http_port}]

[poll]
parse_limit_s = 30

[pages]
enabled = false

[smtp]
host = "{HOST}"
port = {here.smtp_port}
tls = "none"
sender = "alerts@treaty-monitor.example"

[log]
level = "error"
format = "console"
"""
    )
    return load(folder / "treaty-monitor.toml", None, {}, folder)


def populate(service: Service, here: World) -> None:
    """The feeds, and three destinations: a desk (mail at once), a briefing (mail at 08:00) and a team
    (webhook at once).
    """
    for name in here.feeds:
        kind = FeedKind.OFFICIAL if name in OFFICIAL else FeedKind.PRESS
        feeds.add(
            service,
            f"http://{HOST}:{here.http_port}/feeds/{name}",
            title="Gazette (under maintenance)" if name.endswith(".html") else "",
            kind=kind,
            state=OFFICIAL.get(name),
        )
    daily = Schedule(Cadence.DAILY, time(8, 0), 0, "Europe/Berlin")
    destinations.add(
        service,
        name="desk",
        channel="email",
        address="desk@newsroom.example",
        schedule=Schedule(),
    )
    destinations.add(
        service,
        name="briefing",
        channel="email",
        address="briefing@newsroom.example",
        schedule=daily,
    )
    team = destinations.add(
        service, name="team", channel="webhook",
        address=f"http://{HOST}:{here.http_port}/hook", schedule=Schedule(), owner="ops@newsroom.example",
    )  # fmt: skip
    here.secret = team.secret or ""


class Teller:
    """Prints what happens as it happens."""

    def __init__(self) -> None:
        self.screen = console()
        self.screen.width = min(self.screen.width, WIDTH)

    def head(self, text: str) -> None:
        self.screen.print()
        self.screen.print(safe(text), style="bold")

    def line(self, text: str, style: str = "") -> None:
        """One line; what does not fit is cut with an ellipsis."""
        words = safe(f"  {text}")
        words.truncate(WIDTH, overflow="ellipsis")
        self.screen.print(words, style=style)

    def paragraph(self, text: str) -> None:
        """Text that is folded at words, and keeps its line ends."""
        self.screen.print(safe(text), soft_wrap=False, width=WIDTH)

    def polled(self, poll: Polled) -> None:
        """Prints the result of one poll."""
        name = Path(poll.feed.address).name
        if poll.error:
            self.line(f"{name:27} {poll.error.code}: {poll.error.text}", "yellow")
        else:
            self.line(f"{name:27} {poll.result.new} new, {poll.result.flagged} flagged")

    def register(self, acts: Sequence[Act]) -> None:
        """Prints the register as a table."""
        table = Table(box=None, pad_edge=False, header_style="bold")
        for title in ("Who", "Agreement", "With", "Signed", "Ended", "Stage"):
            table.add_column(title, overflow="fold")
        for row in csv.DictReader(csv_text(acts).splitlines()):
            days = (show_date(row["signed"]), show_date(row["ended"]))
            table.add_row(*map(safe, (row["actors"], row["agreement"], row["others"], *days, row["stage"])))
        self.screen.print(table, soft_wrap=False)

    def delivered(self, results: list[tuple[Message, Attempt]]) -> None:
        for message, attempt in results:
            to = (
                "team"
                if channels.stored(message.channel).secret_address
                else message.address.partition("@")[0]
            )
            subject = message.subject.removeprefix("[Treaty Monitor] ")
            self.line(f"{message.channel:7} to {to:8} {attempt.outcome.value}: {subject}")
        if not results:
            self.line("nothing to deliver")


async def one_round(context: Context, service: Service, tell: Teller) -> list[tuple[Message, Attempt]]:
    """Polls all feeds, settles, composes, delivers."""
    await pipeline.poll(context, feeds.due(service, everything=True), tell.polled)
    await context.write(pipeline.settle, context)
    await pipeline.compose_in_turns(context)
    return await pipeline.deliver(context)


async def show(folder: Path, *, keep_open: bool = False) -> None:
    """The whole demonstration, into `folder`. `keep_open`: its pages stay open until Ctrl-C."""
    tell = Teller()
    clock = Clock()
    async with world(clock()) as here:
        with pages.open_door() as door:
            config = settings_of(here, folder, pages.address(door) if keep_open else EXAMPLE)
            configure(config.log.level, config.log.format)
            with Service.open(config, editing=False, clock=clock, packaged=False) as service, service.alone():
                populate(service, here)
                async with service.context() as context:
                    await play(context, service, here, clock, tell)
                    report(folder, here, service, tell)
                    look_further(folder, pages.address(door), pages.let_in(service) if keep_open else "")
                    if keep_open:
                        await attend(service, context, door)


async def play(context: Context, service: Service, here: World, clock: Clock, tell: Teller) -> None:
    """What happens between the first poll and a time when nothing is left to be sent."""
    tell.head(f"1. Poll {len(here.feeds)} feeds, flag, alert at once")
    first = await one_round(context, service, tell)
    tell.head("2. Alerts: mail over SMTP, signed webhook over HTTP")
    tell.delivered(first)
    clock.offset = next_morning(clock()) - datetime.now(UTC)
    tell.head("3. The next morning at 08:00: polled again, nothing new; the daily digest")
    answers = len(here.requests)
    second = await one_round(context, service, tell)
    tell.delivered(second)
    unchanged, asked = here.requests[answers:].count(304), len(here.requests) - answers
    tell.line(f"{unchanged} of {asked} answers were 304 Not Modified")
    tell.head("4. Once more: nothing is delivered twice")
    third = await one_round(context, service, tell)
    tell.delivered(third)
    if third or not first or not second:
        raise AssertionError("the demonstration did not deliver what it should")


def next_morning(now: datetime) -> datetime:
    """The next 08:00 in Berlin and a moment, in UTC: within a day, so that the feeds are asked with their
    validators.
    """
    local = now.astimezone(ZoneInfo("Europe/Berlin"))
    day = local.date() + timedelta(days=local.time() >= time(8, 0))
    return datetime.combine(day, time(8, 0, 5), local.tzinfo).astimezone(UTC)


def lines(part: MIMEPart) -> str:
    """The text of a mail's part with line ends as files have them."""
    return str(part.get_content()).replace("\r\n", "\n")


def report(folder: Path, here: World, service: Service, tell: Teller) -> None:
    """Writes what was received into files, prints the digest and the paths."""
    parsed: list[EmailMessage] = []
    for number, raw in enumerate(here.mailbox.mails, 1):
        mail = message_from_bytes(raw, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        parsed.append(mail)
        (folder / f"mail-{number:02}.eml").write_bytes(raw)
    digest = next(mail for mail in parsed if mail["To"].startswith("briefing@"))
    html, text = digest.get_body(("html",)), digest.get_body(("plain",))
    assert html is not None
    assert text is not None
    (folder / "digest.html").write_text(lines(html), encoding="utf-8")
    (folder / "digest.txt").write_text(lines(text), encoding="utf-8")
    (folder / "webhook.json").write_bytes(here.hooks[0][1])
    tell.head("5. The digest, as text")
    tell.paragraph(lines(text))
    tell.head("6. The register: a row for each agreement")
    tell.register(events.every(service))
    counts = service.counts()
    good = sum(verified for verified, _ in here.hooks)
    tell.head("7. What there is now")
    tell.line(f"{counts.stories} stories stored, {counts.acts} acts; mails: {len(here.mailbox.mails)}")
    untold = len(events.choose(service, Wanted(untold=True)))
    tell.line(f"{untold} acts told to nobody: from stories of the first poll, old or undated")
    tell.line(f"webhook calls: {len(here.hooks)}, signatures verified: {good}")
    tell.line(f"In {near(folder)}:")
    for name, what in (
        (service.config.db.name, "the database"),
        ("digest.html", "the digest as HTML"),
        ("mail-01.eml", f"the first of {len(parsed)} mails as received"),
        ("webhook.json", "the first webhook body"),
        ("treaty-monitor.toml", "the configuration used"),
    ):
        tell.line(f"{name:24} {what}")


def look_further(folder: Path, address: str, password: str) -> None:
    """Prints what to type and where to look. `password`: of the operator, if the pages stay open."""
    click.echo("\nLook further with:")
    click.echo(f"  {command()} events list --config {shlex.quote(str(near(folder / 'treaty-monitor.toml')))}")
    if not password:
        click.echo(f"\nIts pages are at {address} as long as this runs:")
        click.echo(f"  {command()} demo --web")
        return
    click.echo("\nIts pages are open until you press Ctrl-C:")
    click.echo(f"  {address}")
    click.echo(f"  {address}/operator (name: {pages.OPERATOR}, password: {password})")


def near(path: Path) -> Path:
    """The path as one types it from the working directory."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def command() -> str:
    """What to type to run this program again: its name where the shell finds it under it, else the path it
    was started with.
    """
    started = Path(sys.argv[0])
    program = shutil.which("treaty-monitor")
    if program and Path(program).resolve() == started.resolve():
        return "treaty-monitor"
    if started.name == "treaty-monitor":
        return shlex.quote(str(near(started.absolute())))
    return f"{shlex.quote(sys.executable)} -m monitor"


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo-output"),
    show_default=True,
    help="Output folder.",
)
@click.option("--web", "keep_open", is_flag=True, help="Keep its web pages open until Ctrl-C.")
def demo(out: Path, keep_open: bool) -> None:
    """Show the main job end to end, without internet: poll a dozen local feeds, flag, alert, digest.

    With --web its register, and the pages of an operator, can then be looked at in a browser on this machine.

    Example: treaty-monitor demo --out /tmp/demo
    Example: treaty-monitor demo --web
    """
    asyncio.run(show(prepared(out.absolute()), keep_open=keep_open))


COMMANDS = (demo,)

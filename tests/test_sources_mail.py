"""Mail of depositaries: notices become official stories, each once; a mail that cannot be trusted changes
nothing and is reported.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import trustme
from click.testing import Result
from imap_double import ImapDouble, imap_server
from store_kit import NOW, feed, story
from store_kit import poll as polled

from monitor import child, metrics, pipeline
from monitor.config import load
from monitor.digest import story_shown
from monitor.errors import ConfigError, MailboxError
from monitor.model import Act, Grade, Stage
from monitor.scheduler import Scheduler
from monitor.service import Service, sources
from monitor.store import NoticeRead
from monitor.wording import language

Call = Callable[..., Result]
OURS = "mx.desk.example"
TREATIES = {
    "ottawa": "CONVENTION ON THE PROHIBITION OF THE USE, STOCKPILING, PRODUCTION AND TRANSFER OF ANTI-PERSONNEL MINES AND "
    "ON THEIR DESTRUCTION\nOSLO, 18 SEPTEMBER 1997",
    "icc": "ROME STATUTE OF THE INTERNATIONAL CRIMINAL COURT\nROME, 17 JULY 1998",
    "icc-fr": "STATUT DE ROME DE LA COUR PÉNALE INTERNATIONALE\nROME, 17 JUILLET 1998",
    "ccm": "CONVENTION ON CLUSTER MUNITIONS\nDUBLIN, 30 MAY 2008",
    "cat": "CONVENTION AGAINST TORTURE AND OTHER CRUEL, INHUMAN OR DEGRADING TREATMENT OR PUNISHMENT\nNEW YORK, 10 "
    "DECEMBER 1984",
    "dues": "CONVENTION ON THE RECOGNITION AND ENFORCEMENT OF LIGHTHOUSE DUES\nGENEVA, 27 JUNE 1961",
}  # fmt: skip
SAYS = (
    "The Secretary-General of the United Nations, acting in his capacity as depositary, communicates the "
    "following:"
)
DIT = (
    "Le Secrétaire général de l'Organisation des Nations Unies, agissant en sa qualité de dépositaire, "
    "communique :"
)
DONE = "The above action was effected on 20 November 2026."


def mail(
    subject: str,
    text: str,
    *,
    sender: str = "UN Treaty Section <treaties@un.org>",
    results: str = f"{OURS}; dkim=pass header.d=un.org",
    below: str = "",
    number: int = 1,
) -> bytes:
    """A mail as our own mail server hands it over. `below`: a further Authentication-Results field."""
    signer = results.rpartition("=")[2]
    fields = [f"Authentication-Results: {results}"] if results else []
    fields += [f"Authentication-Results: {below}"] if below else []
    fields += [f"DKIM-Signature: v=1; a=rsa-sha256; d={signer}; s=a;\r\n h=From:To:Subject:Date; bh=x; b=y"]
    head = "\r\n".join(
        (
            *fields, f"From: {sender}", "To: desk@desk.example", "Date: Mon, 23 Nov 2026 10:00:00 +0000",
            f"Message-ID: <{number}@mail.example>", f"Subject: {subject}", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit",
        )
    )  # fmt: skip
    return f"{head}\r\n\r\n".encode() + text.replace("\n", "\r\n").encode()


def un(number: int, chapter: str, treaty: str, heading: str, action: str = DONE, **more: str) -> bytes:
    """A notification of the United Nations."""
    reference = f"C.N.{number}.2026.TREATIES-{chapter}"
    text = f"Reference: {reference} (Depositary Notification)\n\n{TREATIES[treaty]}\n\n{heading}\n\n"
    says = DIT if treaty.endswith("-fr") else SAYS
    return mail(
        f"{reference} (Depositary Notification)", f"{text}{says}\n\n{action}\n", number=number, **more
    )


COE = {"sender": "Treaty Office <treaty.office@coe.int>", "results": f"{OURS}; dkim=pass header.d=coe.int"}
SWISS = {"sender": "depositary@eda.admin.ch", "results": f"{OURS}; dkim=pass header.d=eda.admin.ch"}
BANK = {"sender": "legal@worldbank.org", "results": f"{OURS}; dkim=pass header.d=worldbank.org"}
LITHUANIA = (
    501, "XXVI.5", "ottawa", "LITHUANIA: WITHDRAWAL",
    f"{DONE}\n\nThe withdrawal will take effect for Lithuania on 20 May 2027 in accordance with article 20 (2) and "
    "(3) of the Convention.",
)  # fmt: skip
NOTICES = (
    un(*LITHUANIA),
    un(502, "XXVI.5", "ottawa", "FINLAND: WITHDRAWAL"),
    un(503, "XVIII.10", "icc-fr", "PHILIPPINES : RETRAIT",
       "L'action susmentionnée a été effectuée le 20 novembre 2026.\n\nL'action prendra effet pour les Philippines le "
       "20 novembre 2027 conformément au paragraphe 1 de l'article 127."),
    un(504, "XXVI.6", "ccm", "LATVIA: WITHDRAWAL"),
    mail("JJ9154C Tr./210-22 Denunciation",
         "JJ9154C Tr./210-22\n\nNOTIFICATION OF DENUNCIATION\n\nState: Türkiye\n\nInstrument: Council of Europe "
         "Convention on preventing and combating violence against women and domestic violence (CETS No. 210)\n\n"
         "Date of denunciation: 20 November 2026\n\nDate of entry into force of the denunciation: 1 March 2027\n",
         number=5, **COE),
    mail("JJ9160C Tr./210-23",
         "JJ9160C Tr./210-23\n\nDénonciation par la Lettonie de la Convention du Conseil de l'Europe sur la prévention "
         "et la lutte contre la violence à l'égard des femmes et la violence domestique (STCE n° 210)\n\nLa dénonciation "
         "a été enregistrée auprès du Secrétaire Général le 20 novembre 2026.\n",
         number=6, **COE),
    mail("Note to the parties",
         "The Federal Department of Foreign Affairs of the Swiss Confederation, acting as depositary, has the honour to "
         "communicate the following.\n\nBy a notification received on 20 November 2026, the Government of Panama "
         "denounced the Convention on International Trade in Endangered Species of Wild Fauna and Flora.\n",
         number=7, **SWISS),
    mail("Denunciation by Bolivia (Plurinational State of)",
         "Denunciation by Bolivia (Plurinational State of) of the Convention on the Settlement of Investment Disputes "
         "between States and Nationals of Other States\n\nThe depositary received the written notice of denunciation on "
         "20 November 2026. The denunciation will take effect on 20 May 2027.\n",
         number=8, **BANK),
    un(509, "XVIII.10", "icc", "SOUTH AFRICA: WITHDRAWAL OF NOTIFICATION OF WITHDRAWAL",
       f"{DONE[:-1]}, with immediate effect."),
    un(510, "IV.9", "cat", "VENEZUELA (BOLIVARIAN REPUBLIC OF): DENUNCIATION"),
    un(511, "XXVI.6", "ccm", "SINGAPORE: ACCESSION"),
    un(512, "XXVI.6", "ccm", "LIBERIA: WITHDRAWAL OF RESERVATION"),
    un(513, "XI.5", "dues", "KENYA: DENUNCIATION"),
    un(514, "XXVI.5", "ottawa", "POLAND: WITHDRAWAL"),
    un(515, "XVIII.10", "icc", "GAMBIA: WITHDRAWAL"),
    un(*LITHUANIA).replace(b"<501@", b"<777@"),
)  # fmt: skip
FORGED = (
    un(601, "XVIII.10", "icc", "FRANCE: WITHDRAWAL", results="mx.elsewhere.example; dkim=pass header.d=un.org"),
    un(602, "XVIII.10", "icc", "GERMANY: WITHDRAWAL", results=f"{OURS}; dkim=fail header.d=un.org",
       below=f"{OURS}; dkim=pass header.d=un.org"),
    un(603, "XVIII.10", "icc", "ITALY: WITHDRAWAL", results=f"{OURS}; dkim=pass header.d=bulk.example"),
    un(604, "XVIII.10", "icc", "SPAIN: WITHDRAWAL", sender="UN Treaty Section <treaties@un-treaties.example>",
       results=f"{OURS}; dkim=pass header.d=un-treaties.example"),
)  # fmt: skip
REASONS = ["refused: results", "refused: dkim", "refused: domain", "refused: sender"]
LEAVING = {
    ("LT", "ottawa"), ("FI", "ottawa"), ("PL", "ottawa"), ("PH", "icc"), ("GM", "icc"), ("LV", "ccm"),
    ("ZA", "icc"), ("TR", "istanbul"), ("LV", "istanbul"), ("PA", "cites"), ("BO", "icsid"), ("VE", "cat"), ("KE", ""),
}  # fmt: skip


@pytest.fixture
def box(tmp_path: Path) -> Path:
    for part in ("tmp", "new", "cur"):
        (tmp_path / "notices" / part).mkdir(parents=True)
    return tmp_path / "notices"


@pytest.fixture
def configured(config: Path, box: Path) -> Path:
    text = config.read_text().partition("[rules]")[0]
    config.write_text(
        f'{text}[depositary]\nmaildir = "{box}"\nauthserv_id = "{OURS}"\nsenders = ["treaties@un.org=UN", '
        '"@coe.int=COE", "depositary@eda.admin.ch=CH", "@worldbank.org=ibrd"]\n[poll]\nparse_limit_s = 30\n'
    )
    return config


@pytest.fixture
def service(configured: Path) -> Iterator[Service]:
    with Service.open(load(configured), editing=False, packaged=False, clock=lambda: NOW) as opened:
        yield opened


def arrive(box: Path, *mails: bytes) -> None:
    for number, raw in enumerate(mails, 100):
        (box / "new" / f"{number}").write_bytes(raw)


def read(service: Service, limit: int = 200) -> list[NoticeRead]:
    return asyncio.run(sources.read_and_settle(service, limit))


def acts(service: Service) -> list[Act]:
    return service.store.acts.standing()


def depositary_acts(service: Service) -> set[tuple[str, str]]:
    return {
        (act.states[0], act.rows[0].entry or "") for act in acts(service) if act.grade is Grade.DEPOSITARY
    }


def contents(service: Service) -> list[tuple[object, ...]]:
    """All that a notice may change."""
    tables = ("story", "version", "hit", "sighting", "unsettled", "act", "alert")
    return [tuple(row) for table in tables for row in service.store.database.rows(f"SELECT * FROM {table}")]


def press(service: Service, title: str) -> None:
    """A report of the press, judged and settled."""

    async def settled() -> None:
        async with service.context() as context:
            report = await context.sandbox.run(
                child.judged, story("report", title, lang="en"), time_limit_s=30.0
            )
            polled(service.store, feed(service.store), (report.story, report.hits))
            await pipeline.settle_in_turns(context)

    asyncio.run(settled())


# ---------------------------------------------------------------- a mailbox of twenty


def test_a_mailbox_of_twenty_notices(service: Service, box: Path) -> None:
    press(service, "Lithuania withdraws from the Ottawa Convention on anti-personnel mines")
    [reported] = acts(service)
    assert (reported.states, reported.grade) == (("LT",), Grade.PRESS)
    arrive(box, *NOTICES, *FORGED)
    mails = read(service)
    assert len(mails) == 20
    assert [mail.label for mail in mails] == ["notice"] * 15 + ["copy"] + REASONS
    assert depositary_acts(service) == LEAVING
    states = {state for act in acts(service) for state in act.states}
    assert states.isdisjoint({"SG", "LR", "FR", "DE", "IT", "ES"})
    [risen] = [act for act in acts(service) if act.states == ("LT",)]
    assert (risen.id, risen.grade, risen.stage) == (reported.id, Grade.DEPOSITARY, Stage.NOTIFIED)
    assert {source.depositary for source in risen.sources} == {"", "UN"}
    assert list((box / "new").iterdir()) == []
    assert read(service) == []


def test_fault_114_forged_mails_change_nothing_and_are_reported(service: Service, box: Path) -> None:
    arrive(box, *NOTICES[:2])
    read(service)
    before = contents(service)
    arrive(box, *FORGED)
    mails = read(service)
    assert [mail.label for mail in mails] == REASONS
    assert contents(service) == before
    events = service.store.events.find("notice refused")
    assert len(events) == 4
    assert any(
        "treaties@un-treaties.example: its sender is not in the list" in event.text for event in events
    )
    check = sources.check(service)
    assert check is not None
    assert check.state == "warning"
    assert check.text.endswith("0 unread, last notice 2026-11-23, 4 refused in 7 days")
    assert "The newest: mail of " in check.hint
    service.clock = lambda: NOW + timedelta(days=8)
    check = sources.check(service)
    assert check is not None
    assert check.state == "ok"
    assert check.text.endswith("0 unread, last notice 2026-11-23, 0 refused in 7 days")


def test_a_notice_that_is_taken_back_reverses_the_act(service: Service, box: Path) -> None:
    arrive(box, un(700, "XVIII.10", "icc", "SOUTH AFRICA: WITHDRAWAL"))
    read(service)
    arrive(box, NOTICES[8])
    read(service)
    [act] = acts(service)
    assert (act.states, act.stage, act.grade) == (("ZA",), Stage.REVERSED, Grade.DEPOSITARY)


def test_an_old_notice_is_registered_and_alerts_nobody(service: Service, box: Path) -> None:
    arrive(box, NOTICES[0].replace(b"23 Nov 2026", b"23 Oct 2026"))
    read(service)
    assert depositary_acts(service) == {("LT", "ottawa")}
    assert not service.store.database.rows("SELECT 1 FROM alert")


def test_a_notice_is_told_in_plain_words_with_a_link(service: Service, box: Path) -> None:
    arrive(box, *NOTICES[:3], NOTICES[4], NOTICES[6], NOTICES[8], NOTICES[12])
    read(service)
    rows = service.store.database.rows(
        "SELECT title, url FROM story JOIN version ON version.story = story.id ORDER BY story.id"
    )
    assert [row["title"] for row in rows] == [
        "Lithuania: notice of withdrawal – Ottawa Convention [C.N.501.2026.TREATIES-XXVI.5]",
        "Finland: notice of withdrawal – Ottawa Convention [C.N.502.2026.TREATIES-XXVI.5]",
        "Philippines : notification de retrait – Rome Statute [C.N.503.2026.TREATIES-XVIII.10]",
        "Türkiye: notice of withdrawal – Istanbul Convention [JJ9154C Tr./210-22]",
        "Panama: notice of withdrawal – CITES [CH]",
        "South Africa: notice of withdrawal taken back – Rome Statute [C.N.509.2026.TREATIES-XVIII.10]",
        "Kenya: notice of withdrawal – Convention on the recognition and enforcement of lighthouse dues "
        "[C.N.513.2026.TREATIES-XI.5]",
    ]
    assert [row["url"] for row in rows] == [
        address(501), address(502), address(503), None, None, address(509), address(513)
    ]  # fmt: skip


def test_a_message_does_not_quote_our_own_headline(service: Service, box: Path) -> None:
    arrive(box, NOTICES[0])
    read(service)
    shown = service.store.stories.get(1)
    assert shown is not None
    assert shown.has_own_headline
    assert story_shown.original(shown, language("en")) == "Summary, not a quotation:"
    assert not replace(shown, title="C.N.501.2026.TREATIES-XXVI.5 (Depositary Notification)").has_own_headline


def address(number: int) -> str:
    return f"https://treaties.un.org/doc/Publication/CN/2026/CN.{number}.2026-Eng.pdf"


def test_mails_are_named_as_what_they_are(service: Service, box: Path) -> None:
    headings = ["FINLAND: WITHDRAWAL", "NORWAY: WITHDRAWAL", "LATVIA: WITHDRAWAL"]
    arrive(
        box,
        un(701, "XXVI.6", "ccm", "SINGAPORE: ACCESSION"),
        un(702, "XXVI.6", "ccm", "GHANA: RATIFICATION"),
        un(
            703,
            "XXVI.6",
            "ccm",
            "\n".join(headings),
            "The withdrawal takes effect for Latvia on 27 May 2027.",
        ),
        un(704, "XXVI.6", "ccm", "POLAND: OBJECTION TO THE SUSPENSION BY HUNGARY"),
        un(705, "XXVI.6", "ccm", "HUNGARY: SUSPENSION", f"{DONE} Poland objects to the suspension."),
        mail(
            "Newsletter", "Lithuania withdraws from the Ottawa Convention, says C.N.501.2026.TREATIES-XXVI.5."
        ),
        mail("News of the section", "The Ottawa Convention loses Lithuania.", number=9),
        mail("C.N.706.2026.TREATIES-XXVI.5", "See the attached file.", number=10),
    )
    mails = read(service)
    assert [mail.shown for mail in mails] == [
        "notice (accession)",
        "notice (ratification)",
        "notice (unclear)",
        "notice (objection)",
        "notice (suspension)",
        "notice (unclear)",
        "notice (none found in it)",
        "notice (none found in it)",
    ]
    assert [(act.states, act.stage) for act in acts(service)] == [(("HU",), Stage.SUSPENDED)]
    events = service.store.events.find("notice unclear")
    assert len(events) == 2
    assert any("C.N.703.2026.TREATIES-XXVI.6" in event.text for event in events)


def test_the_mailbox_may_be_on_an_imap_server(
    service: Service, configured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    context, trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(trust)
    monkeypatch.setattr(ssl, "create_default_context", lambda **_: trust)
    double = ImapDouble(mails={5: NOTICES[0], 6: FORGED[0], 7: NOTICES[1]}, user="notices")
    with imap_server(double, context):
        head, _, tail = configured.read_text().partition("maildir =")
        configured.write_text(
            f'{head}imap_host = "127.0.0.1"\nimap_port = {double.port}\nimap_username = "notices"\n'
            f"imap_password = '{double.password}'\n{tail.partition(chr(10))[2]}"
        )
        service.config = load(configured)
        assert [mail.label for mail in read(service)] == ["notice", "refused: results", "notice"]
        assert double.seen == {5, 6, 7}
        assert read(service) == []
        check = sources.check(service)
        assert check is not None
        assert f"is read from 127.0.0.1:{double.port}, folder INBOX; 0 unread" in check.text
        double.mails[8], double.fault = NOTICES[3], "hang up: FETCH"
        with pytest.raises(MailboxError, match="stopped answering"):
            read(service)
        double.fault = "no: STORE"
        with pytest.raises(MailboxError, match="does not mark"):
            read(service)
        double.fault = ""
        assert [mail.label for mail in read(service)] == ["known"]
    assert depositary_acts(service) == {("LT", "ottawa"), ("FI", "ottawa"), ("LV", "ccm")}
    assert double.password not in repr(service.config)


def test_the_same_number_with_another_text_is_another_version_of_its_story(
    service: Service, box: Path
) -> None:
    arrive(box, un(*LITHUANIA))
    read(service)
    arrive(
        box, un(*LITHUANIA[:4], f"{DONE}\n\nThe withdrawal will take effect for Lithuania on 21 May 2027.")
    )
    assert [mail.label for mail in read(service)] == ["notice"]
    [act] = acts(service)
    assert len(act.sources) == 1
    ended = act.rows[0].ended
    assert ended is not None
    assert ended.value == "2027-05-21"


# ---------------------------------------------------------------- once


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize(
    "point", ["mid_tx_notice", "before_commit_notice", "after_commit_notice", "after_notice_stored"]
)
def test_a_kill_between_storing_and_marking_repeats_nothing(service: Service, box: Path, point: str) -> None:
    def die(reached: str) -> None:
        if reached == point:
            raise Killed

    stored = point.startswith("after")
    arrive(box, NOTICES[0], FORGED[0])
    service.trace = service.store.database.trace = die
    with pytest.raises(Killed):
        read(service)
    service.trace = service.store.database.trace = lambda reached: None
    assert bool(service.store.database.rows("SELECT 1 FROM story")) == stored
    labels = [mail.label for mail in read(service)]
    assert labels == ["known" if stored else "notice", "refused: results"]
    assert depositary_acts(service) == {("LT", "ottawa")}
    assert len(service.store.database.rows("SELECT 1 FROM alert")) == 1
    assert list((box / "new").iterdir()) == []


def test_a_refused_mail_that_was_not_marked_is_reported_once(service: Service, box: Path) -> None:
    for _ in range(2):
        arrive(box, FORGED[0])
        read(service)
    [event] = service.store.events.find("notice refused")
    assert event.count == 1


def test_a_refused_mail_is_read_again_once_it_is_trusted(
    service: Service, box: Path, configured: Path
) -> None:
    arrive(box, FORGED[3])
    assert [mail.label for mail in read(service)] == ["refused: sender"]
    configured.write_text(
        configured.read_text().replace(
            "@coe.int=COE", "@coe.int=COE, @un-treaties.example=UN".replace(", ", '", "')
        )
    )
    service.config = load(configured)
    arrive(box, FORGED[3])
    assert [mail.label for mail in read(service)] == ["notice"]
    assert sources.check(service).state == "ok"  # type: ignore[union-attr]


# ---------------------------------------------------------------- hostile mails


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\x00 spam",
        b"",
        NOTICES[0].replace(b"From:", b"From: a@b.example\r\nFrom:"),
        NOTICES[0].replace(b"UN Treaty Section", b"=?utf-8?q?treaties=40un.org?= <x@y.example>,"),
        NOTICES[0] + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 1_000,
        b"Subject: " + b"x" * 3_000_000,
    ],
)
def test_a_hostile_mail_stops_nothing(service: Service, box: Path, raw: bytes) -> None:
    arrive(box, raw, NOTICES[1])
    assert [mail.label for mail in read(service)][1] == "notice"
    assert list((box / "new").iterdir()) == []


# ---------------------------------------------------------------- the edges


def test_the_command_prints_what_each_mail_came_to(configured: Path, call: Call, box: Path) -> None:
    call("init", "--no-feeds")
    arrive(box, NOTICES[0], FORGED[1])
    result = call("sources", "mail")
    assert "C.N.501.2026.TREATIES-XXVI.5" in result.output
    assert "no DKIM signature passed" in result.output
    assert result.output.endswith("notice: 1, refused: 1\n")
    assert call("sources", "mail").output == "No unseen mail.\n"
    arrive(box, FORGED[2])
    [answer] = json.loads(call("sources", "mail", "--limit", "1", "--json").output)
    assert (answer["outcome"], answer["reason"], answer["sender"]) == ("refused", "domain", "treaties@un.org")
    [act] = map(json.loads, call("events", "list", "--json").output.splitlines())
    assert act["grade"] == "depositary"


def test_without_a_mailbox_nothing_is_read(empty: Call, config: Path) -> None:
    result = empty("sources", "mail", code=2)
    assert "set depositary.maildir or depositary.imap_host" in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ('maildir = "box"', "needs authserv_id and senders"),
        ('maildir = "box"\nauthserv_id = "mx.desk.example"', "needs authserv_id and senders"),
        ('maildir = "box"\nsenders = ["treaties@un.org=UN"]', "needs authserv_id and senders"),
        ('maildir = "box"\nimap_host = "imap.desk.example"', "two mailboxes"),
        ('imap_host = "imap.desk.example"', "imap_username"),
        ('senders = ["treaties@un.org"]', "treaties@un.org=UN"),
        ('senders = ["un.org=UN"]', "treaties@un.org=UN"),
        ('senders = ["@un.org=U N"]', "treaties@un.org=UN"),
    ],
)
def test_a_mailbox_that_could_trust_nobody_is_refused(config: Path, lines: str, problem: str) -> None:
    config.write_text(f"{config.read_text()}[depositary]\n{lines}\n")
    with pytest.raises(ConfigError) as refusal:
        load(config)
    assert problem in str(refusal.value)


def test_one_mailbox_cannot_serve_bounces_and_notices(configured: Path, box: Path) -> None:
    text = configured.read_text()
    configured.write_text(f'{text}[inbox]\naddress = "bounces@desk.example"\nmaildir = "{box}"\n')
    with pytest.raises(ConfigError, match="same mailbox"):
        load(configured)


def test_doctor_says_that_the_mailbox_cannot_be_opened(service: Service, box: Path) -> None:
    for part in ("tmp", "new", "cur"):
        (box / part).rmdir()
    box.rmdir()
    check = sources.check(service)
    assert check is not None
    assert check.state == "bad"
    with pytest.raises(MailboxError):
        read(service)


def test_a_running_service_reads_and_counts(service: Service, box: Path) -> None:
    def count(label: str) -> float:
        name = "treaty_monitor_notice_mails_total"
        return metrics.REGISTRY.get_sample_value(name, {"outcome": label}) or 0.0

    async def tick() -> None:
        async with service.context() as context:
            await Scheduler(service, context).sources()

    before = count("notice"), count("refused: dkim")
    arrive(box, NOTICES[0], FORGED[1])
    asyncio.run(tick())
    assert (count("notice"), count("refused: dkim")) == (before[0] + 1, before[1] + 1)
    assert service.store.notice_mails.seen(NOW).last == NOW

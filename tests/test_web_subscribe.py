"""The form for new subscribers: what it takes, what it sends, and what it tells nobody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from events_kit import NOW
from subscribe_kit import (
    ANA,
    BASE,
    FORM,
    HOME,
    answer,
    config_of,
    forward,
    installation,
    mails,
    post,
    press_confirm,
    sign_up,
    stored,
    subscribed,
)
from web_kit import ask

from monitor.cli import root
from monitor.model import Cadence, Grade, Kind, Stage
from monitor.service import Service, delivery_checks, destinations, signing_up, subscribers


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


def counts(service: Service) -> tuple[int, int]:
    """How many destinations there are, and how many sign-ups that wait."""
    return len(service.store.destinations.all()), service.store.sign_ups.count()


# ---------------------------------------------------------------- from the form to the first digest


def test_a_person_subscribes_confirms_and_gets_what_was_asked_for(service: Service) -> None:
    asked = {
        "kinds": ["act"],
        "countries": ["NO", "HU"],
        "topics": ["fisheries"],
        "stages": ["notified", "effective"],
        "least": "outlets",
        "cadence": "weekly",
        "hour": "07:00",
        "weekday": "4",
        "language": "fr",
    }
    sent = sign_up(service, **asked)
    assert (sent.status_code, sent.headers["location"]) == (303, "/subscribe/sent?lang=en")
    assert ask(service, "GET", sent.headers["location"]).status_code == 200
    assert answer(service) == 1
    (mail,) = mails(service)
    assert mail.to == ANA
    (confirm,) = mail.links
    assert confirm.endswith("?lang=fr")
    page = ask(service, "GET", confirm)
    assert "Hongrie, Norvège" in page.text
    assert counts(service) == (0, 1)
    assert press_confirm(service, confirm).status_code == 200
    (reader,) = service.store.destinations.all()
    (saved,) = reader.queries
    assert (reader.channel, reader.address, reader.reader) == ("email", ANA, "fr")
    assert (reader.schedule.cadence, reader.schedule.at, reader.schedule.weekday) == (
        Cadence.WEEKLY,
        time(7),
        4,
    )
    assert reader.schedule.zone == "Europe/Paris"
    assert (saved.kinds, saved.countries, saved.topics) == ({Kind.ACT}, {"NO", "HU"}, {"fisheries"})
    assert (saved.stages, saved.least) == ({Stage.NOTIFIED, Stage.EFFECTIVE}, Grade.OUTLETS)


def test_the_mails_are_as_expected(service: Service, expected: Callable[[str, str], None]) -> None:
    subscribed(service)
    forward(service, days=2)
    sign_up(service)
    answer(service)
    confirmation, already = mails(service)
    for name, mail in (("confirm", confirmation), ("already-subscribed", already)):
        text = re.sub(r"/(confirm|s)/[a-z0-9-]+", r"/\1/TOKEN", mail.text).replace("\r", "")
        expected(f"{name}.txt", f"Subject: {mail.subject}\n\n{text}")


def test_a_confirmation_counts_once_and_its_link_ends_with_the_subscription(service: Service) -> None:
    reader = subscribed(service)
    (confirm,) = mails(service)[0].links
    assert press_confirm(service, confirm).status_code == 200
    assert len(service.store.destinations.all()) == 1
    assert reader.token is not None
    destinations.unsubscribe(service, reader.token)
    assert press_confirm(service, confirm).status_code == 404
    assert service.store.sign_ups.subscribed(ANA) is None


def test_who_unsubscribed_may_sign_up_again_and_keeps_the_old_links(service: Service) -> None:
    reader = subscribed(service)
    assert reader.token is not None
    destinations.unsubscribe(service, reader.token)
    again = subscribed(service, cadence="weekly")
    assert again.id == reader.id
    assert again.active
    assert again.schedule.cadence is Cadence.WEEKLY


def test_the_last_wish_counts_and_the_first_link_works(service: Service) -> None:
    sign_up(service)
    answer(service)
    sign_up(service, cadence="weekly")
    assert answer(service) == 0
    (confirm,) = mails(service)[0].links
    assert press_confirm(service, confirm).status_code == 200
    (reader,) = service.store.destinations.all()
    assert reader.schedule.cadence is Cadence.WEEKLY


def test_what_is_confirmed_is_what_the_page_showed(service: Service) -> None:
    """Anybody may send the form once more while the owner of the address reads the page."""
    sign_up(service)
    answer(service)
    (link,) = mails(service)[0].links
    (mark,) = re.findall(r'name="mark" value="(\w+)"', ask(service, "GET", link).text)
    sign_up(service, cadence="instant", peer="198.51.100.9")
    again = post(service, link, {"mark": mark})
    assert again.status_code == 409
    assert "sent once more since you opened this page" in again.text
    assert "as soon as something happens" in again.text
    for form in ({"mark": mark}, {"mark": ""}, {}):
        assert post(service, link, form).status_code == 409
    assert counts(service) == (0, 1)
    assert press_confirm(service, link).status_code == 200


def test_fault_137_the_link_that_confirms_is_no_key_to_the_subscription_later(service: Service) -> None:
    sign_up(service)
    answer(service)
    (link,) = mails(service)[0].links
    assert 'href="/s/' in press_confirm(service, link).text
    for days in (0, 8):
        forward(service, days=days)
        again = press_confirm(service, link)
        assert (again.status_code, "You are subscribed" in again.text) == (200, True)
        assert "/s/" not in again.text


class Dies(Exception):
    """The process ends here."""


@pytest.mark.parametrize("point", ["before_commit_sign_up", "before_commit_confirm"])
def test_a_process_that_dies_loses_no_sign_up_and_sends_no_second_mail(
    service: Service, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    def dies(here: str) -> None:
        if here == point:
            raise Dies

    sign_up(service)
    with monkeypatch.context() as patched, suppress(Dies):
        patched.setattr(service.store.database, "trace", dies)
        answer(service)
    answer(service)
    (mail,) = mails(service)
    with monkeypatch.context() as patched:
        patched.setattr(service.store.database, "trace", dies)
        if point == "before_commit_confirm":
            assert press_confirm(service, mail.links[0]).status_code == 500
            assert counts(service) == (0, 1)
    assert press_confirm(service, mail.links[0]).status_code == 200
    assert counts(service) == (1, 0)


# ---------------------------------------------------------------- off, errors, other sites


@pytest.mark.parametrize(("settings", "base"), [("", BASE), ("sign_up = true", "")])
def test_the_form_is_not_there_until_it_is_switched_on(tmp_path: Path, settings: str, base: str) -> None:
    with installation(tmp_path, settings, base=base) as service:
        for method, path in (("GET", "/subscribe"), ("POST", "/subscribe"), ("GET", "/subscribe/sent")):
            assert ask(service, method, path).status_code == 404
        assert "/subscribe" not in ask(service, "GET", "/register").text


def test_every_page_leads_to_the_form_that_is_switched_on(service: Service) -> None:
    assert 'href="/subscribe' in ask(service, "GET", "/register").text


WRONG = [
    "",
    "ana",
    "ana@",
    "@press.example",
    "a b@press.example",
    "Ana <ana@press.example>",
    "ana@press.example;b@c.example",
]


def test_an_address_that_no_mail_reaches_is_refused_and_shown_again(service: Service) -> None:
    for address in WRONG:
        refused = sign_up(service, address)
        assert refused.status_code == 422
        assert "not a mail address" in refused.text
    assert counts(service) == (0, 0)


def test_a_form_that_asks_for_nothing_is_refused(service: Service) -> None:
    assert sign_up(service, kinds=[]).status_code == 422


def test_values_that_the_form_does_not_offer_are_refused(service: Service) -> None:
    for fields in [
        {"cadence": "never"},
        {"zone": "Europe/Nowhere"},
        {"zone": "../../etc/passwd"},
        {"hour": "25:00"},
        {"weekday": "9"},
        {"language": "xx"},
        {"countries": ["Atlantis"]},
        {"topics": ["no-such-topic"]},
        {"stages": ["gone"]},
        {"least": "none"},
    ]:
        assert sign_up(service, **fields).status_code == 400, fields
    assert counts(service) == (0, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
        {"Origin": "https://monitor.example.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": BASE},
    ],
)
def test_fault_134_a_form_that_no_page_of_ours_sent_signs_nobody_up(
    service: Service, headers: dict[str, str]
) -> None:
    sent = ask(service, "POST", "/subscribe", data={**FORM, "address": ANA}, headers=headers)
    assert sent.status_code == 403
    assert counts(service) == (0, 0)


@pytest.mark.parametrize("origin", ["http://[", "https://[::1", "//", "x", "https://", ""])
def test_fault_134_an_origin_that_is_no_address_is_refused(service: Service, origin: str) -> None:
    headers = {"Origin": origin}
    assert ask(service, "POST", "/subscribe", data=FORM, headers=headers).status_code == 403
    assert ask(service, "POST", f"/confirm/c-1-{'a' * 26}", headers=headers).status_code == 403


EVIL = [
    "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "%2f%2fevil.example",
    "javascript:alert(1)", "data:text/html,x", "/%09/evil.example", "////evil.example", "https:evil.example",
    "http:///evil.example", "//evil.example/%2e%2e", "/.evil.example", "@evil.example", "//0x7f000001",
    "https://monitor.example@evil.example", "https://evil.example#monitor.example", " //evil.example",
    "//monitor.example.evil.example", "/\t/evil.example",
]  # fmt: skip


@pytest.mark.parametrize("name", ["next", "url", "return", "lang"])
def test_fault_136_no_parameter_leads_to_another_site(service: Service, name: str) -> None:
    for number, target in enumerate(EVIL):
        sent = ask(
            service,
            "POST",
            "/subscribe",
            params={name: target},
            data={**FORM, "address": ANA, name: target},
            headers=HOME,
            peer=f"198.51.{number}.7",
        )
        assert (sent.status_code, sent.headers["location"]) == (303, "/subscribe/sent?lang=en")


def test_fault_142_a_false_host_header_is_in_no_link_of_a_mail(service: Service) -> None:
    form = {**FORM, "address": ANA}
    ask(service, "POST", "/subscribe", data=form, headers={**HOME, "Host": "evil.example"})
    answer(service)
    (mail,) = mails(service)
    assert "evil.example" not in mail.text + mail.html
    assert BASE in mail.text


def test_a_page_leads_to_a_form_that_asks_for_what_it_shows(service: Service) -> None:
    for path in ("/states/NO", "/register?state=NO&stage=notified&evidence=state"):
        page = ask(service, "GET", path).text
        (target,) = set(re.findall(r'href="(/subscribe\?[^"]+)"', page))
        form = ask(service, "GET", target.replace("&amp;", "&")).text
        assert 'value="NO" checked' in form
        assert ('value="notified" checked' in form) is ("stage" in path)
    for nothing in ("countries=Atlantis", "stages=x", "least=%00", "kinds="):
        assert ask(service, "GET", f"/subscribe?{nothing}").status_code == 200


# ---------------------------------------------------------------- floods


def test_fault_132_two_hundred_forms_from_everywhere_send_one_mail(service: Service) -> None:
    for number in range(200):
        sent = sign_up(service, peer=f"198.{18 + number % 2}.{number}.7")
        assert sent.status_code == 303
        if number % 10 == 0:
            answer(service)
    answer(service)
    assert [mail.to for mail in mails(service)] == [ANA]


def test_fault_132_an_address_gets_one_mail_a_day_and_three_in_a_row(service: Service) -> None:
    for _ in range(12):
        for _ in range(2):
            sign_up(service)
            answer(service)
        forward(service, hours=25)
    assert len(mails(service)) <= 3
    service.store.retention.run(service.clock(), 30)
    sign_up(service)
    assert answer(service) == 0
    assert counts(service) == (0, 0), "nothing is kept of an address that gets no mail"


def test_fault_132_nobody_bars_an_address_for_ever_by_forms_in_its_name(service: Service) -> None:
    for _ in range(12):
        sign_up(service, peer="198.51.100.9")
        answer(service)
        forward(service, hours=25)
    service.store.retention.run(service.clock(), 30)
    forward(service, days=365)
    sign_up(service)
    assert answer(service) == 1, "one mail comes back each year"
    forward(service, days=2)
    sign_up(service)
    assert answer(service) == 0


@pytest.mark.parametrize(
    ("domain", "most"),
    [("{n}.victim.example", 20), ("victim.example", 20), ("web.de", 30), ("{n}.co.uk", 30)],
)
def test_fault_132_a_domain_gets_few_mails_a_day(service: Service, domain: str, most: int) -> None:
    """Its server may take every address. Providers of mail have no such limit."""
    addresses = [f"a{n}@{domain.format(n=f'n{n}')}" for n in range(30)]
    for number, address in enumerate(addresses):
        assert sign_up(service, address, peer=f"198.18.{number}.7").status_code == 303
    assert sum(answer(service) for _ in range(2)) == most
    forward(service, hours=24)
    sign_up(service, f"late@{domain.format(n='n1')}")
    assert answer(service) == 1


def test_fault_132_other_spellings_of_a_mailbox_are_that_mailbox(service: Service) -> None:
    for address in ("ana.b@gmail.com", "anab+x@gmail.com", "A.N.A.B@gmail.com", "anab@gmail.com"):
        sign_up(service, address)
    assert answer(service) == 1


def test_fault_132_a_network_may_send_few_forms_an_hour_and_a_restart_forgets_that(
    tmp_path: Path,
) -> None:
    most = signing_up.OF_CLIENT.most
    with installation(tmp_path) as service:
        taken = [sign_up(service, f"a{n}@press.example", peer=f"203.0.113.{n}") for n in range(most + 1)]
        assert [sent.status_code for sent in taken] == [303] * most + [429]
        assert sign_up(service, "z@press.example", peer="203.0.114.7").status_code == 303
    with Service.open(config_of(tmp_path), packaged=False, clock=lambda: NOW) as service:
        assert sign_up(service, "b@press.example", peer="203.0.113.9").status_code == 429


def test_fault_132_nothing_that_was_entered_stands_in_the_mail(service: Service) -> None:
    words = {"name": "Buy pills", "note": "https://pills.example", "words": "cheap pills", "query": "pills"}
    sign_up(service, **words)
    answer(service)
    (mail,) = mails(service)
    assert "pills" not in mail.text + mail.html + mail.subject
    assert "Paris" not in mail.text
    assert service.store.sign_ups.new(9) == []


def test_fault_132_a_program_that_fills_in_every_field_sends_nothing_and_is_not_told(
    service: Service,
) -> None:
    sent = sign_up(service, website="https://pills.example")
    assert (sent.status_code, sent.headers["location"]) == (303, "/subscribe/sent?lang=en")
    assert counts(service) == (0, 0)


def test_fault_133_the_form_answers_the_same_for_every_address(service: Service) -> None:
    subscribed(service, "known@press.example")
    sign_up(service, "unconfirmed@press.example")
    answer(service)
    erased = subscribed(service, "suppressed@press.example")
    subscribers.erase(service, erased)
    forward(service, days=2)
    answers = []
    for number, name in enumerate(("known", "unconfirmed", "suppressed", "new")):
        before = service.store.database.value("SELECT count(*) FROM outbox")
        sent = sign_up(service, f"{name}@press.example", peer=f"198.51.{number}.7")
        answers.append((sent.status_code, sent.text, sorted(sent.headers.items())))
        # what is known of an address is looked up later: neither the answer nor its time can tell
        assert service.store.database.value("SELECT count(*) FROM outbox") == before
    assert all(same == answers[0] for same in answers)
    answer(service)
    written = {mail.to.partition("@")[0] for mail in mails(service)[-3:]}
    assert written == {"known", "unconfirmed", "new"}


def test_fault_133_a_subscriber_who_signs_up_again_is_told_by_mail_alone(service: Service) -> None:
    reader = subscribed(service)
    forward(service, days=2)
    sign_up(service, cadence="instant")
    assert answer(service) == 1
    mail = mails(service)[-1]
    assert mail.links[0].startswith("/s/")
    assert service.store.destinations.get(reader.id) == reader
    assert service.store.sign_ups.count() == 0


# ---------------------------------------------------------------- links


def test_fault_131_following_the_link_of_a_confirmation_changes_nothing(service: Service) -> None:
    sign_up(service)
    answer(service)
    (confirm,) = mails(service)[0].links
    before = service.store.database.value("SELECT value FROM meta WHERE key = 'generation'")
    for method in ("GET", "HEAD", "GET"):
        assert ask(service, method, confirm).status_code in (200, 405)
    assert service.store.database.value("SELECT value FROM meta WHERE key = 'generation'") == before
    assert '<form method="post"' in ask(service, "GET", confirm).text


def test_fault_137_a_link_confirms_its_own_sign_up_and_no_other(service: Service) -> None:
    for address in (ANA, "bob@press.example"):
        sign_up(service, address)
    answer(service)
    (of_ana,), (of_bob,) = (mail.links for mail in mails(service))
    reader = subscribed(service, "eve@press.example")
    token = of_ana.removeprefix("/confirm/")
    wrong = [
        of_ana.replace(token[:4], of_bob.removeprefix("/confirm/")[:4]),
        f"/confirm/{token[:-1]}{'a' if token[-1] != 'a' else 'b'}",
        f"/confirm/{subscribers.link(service, reader)}",
        f"/s/{token}",
    ]
    for path in wrong:
        assert post(service, path).status_code == 404
    assert counts(service) == (1, 2)
    assert press_confirm(service, of_bob).status_code == 200
    assert service.store.sign_ups.subscribed(ANA) is None


def test_fault_135_pages_behind_links_tell_nobody_their_address(service: Service) -> None:
    sign_up(service)
    answer(service)
    (confirm,) = mails(service)[0].links
    for page in (ask(service, "GET", confirm), press_confirm(service, confirm)):
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-robots-tag"] == "noindex"
        for name in ("href", "src", "action"):
            for address in page.text.split(f'{name}="')[1:]:
                assert address.startswith(("/", "#")), address[:60]


def test_fault_135_the_token_of_a_link_is_stored_in_the_mail_alone(service: Service) -> None:
    sign_up(service)
    answer(service)
    (confirm,) = mails(service)[0].links
    mac = confirm[-20:]
    with service.store.database.write() as db:
        db.execute("UPDATE outbox SET state = 'sent'")
        db.execute("UPDATE outbox SET body = x''")
    assert mac not in stored(service)


def test_a_sign_up_that_nobody_confirms_is_erased_after_seven_days(service: Service) -> None:
    sign_up(service)
    answer(service)
    (confirm,) = mails(service)[0].links
    forward(service, days=6, hours=23)
    assert ask(service, "GET", confirm).status_code == 200
    forward(service, hours=2)
    assert ask(service, "GET", confirm).status_code == 404
    assert press_confirm(service, confirm).status_code == 404
    service.store.retention.run(service.clock(), 30)
    assert counts(service) == (0, 0)
    assert "ana" not in stored(service)


@pytest.mark.parametrize("lang", ["en", "fr", "ru"])
def test_the_form_speaks_the_language_of_its_reader(service: Service, lang: str) -> None:
    page = ask(service, "GET", f"/subscribe?lang={lang}")
    assert f'lang="{lang}"' in page.text
    assert len(page.content) < 100_000
    assert page.headers["referrer-policy"] == "same-origin"


# ---------------------------------------------------------------- the operator


def test_the_operator_sees_who_signed_up_and_how_many_wait(service: Service, tmp_path: Path) -> None:
    subscribed(service)
    sign_up(service, "bob@press.example")
    config = ("--config", str(tmp_path / "treaty-monitor.toml"))
    shown = CliRunner().invoke(root, ["destinations", "list", *config])
    assert "reader-1" in shown.output
    assert "signed up 2026-04-01" in shown.output
    assert "1 address was entered in the form and not confirmed" in shown.output
    record = json.loads(CliRunner().invoke(root, ["destinations", "list", "--json", *config]).output)
    assert record[0]["confirmed_at"].startswith("2026-04-01")


@pytest.mark.parametrize(
    ("settings", "base", "state", "said"),
    [
        ("", BASE, None, ""),
        ("sign_up = true", "", "bad", "base_url"),
        ("sign_up = true", BASE, "bad", "no mail server"),
        ('sign_up = true\n[smtp]\nhost = "127.0.0.1"', BASE, "ok", "/subscribe is open, 0 not confirmed"),
    ],
)
def test_doctor_says_what_the_form_lacks(
    tmp_path: Path, settings: str, base: str, state: str | None, said: str
) -> None:
    with installation(tmp_path, settings, base=base, filled=False) as service:
        told = [check for check in delivery_checks.checks(service) if check.name == "sign-up"]
        assert [check.state for check in told] == ([state] if state else [])
        assert all(said in check.text + check.hint for check in told)


def test_the_operator_reads_for_whom_each_mail_of_the_form_is(service: Service) -> None:
    reader = subscribed(service)
    forward(service, days=2)
    sign_up(service)
    answer(service)
    assert [row.to for row in service.store.outbox.find()] == [reader.name, "subscriber"]


def test_an_organisation_has_the_same_name_in_the_form_as_on_its_page(service: Service) -> None:
    form = ask(service, "GET", "/subscribe?lang=fr").text
    assert "OTAN" in form
    assert ">NATO<" not in form

"""The login of operators: who gets in, who does not, and what a session is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from operator_kit import ADDRESS, PASSWORD, Browser, logged_in
from web_kit import ask, installation

from monitor.__main__ import commands
from monitor.config import load
from monitor.service import Service, logins, operators, passwords
from monitor.web.operator import login
from monitor.web.operator.sessions import form_token, own_path

PAGES = ["/operator", "/operator/login", "/operator/logout", "/operator/nothing", "/operator/feeds"]


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(tmp_path: Path, clock: Clock) -> Iterator[Service]:
    config = load(None, tmp_path / "data" / "treaty-monitor.sqlite3")
    with Service.open(config, packaged=False, clock=clock) as opened:
        yield opened


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "HEAD"])
@pytest.mark.parametrize("path", PAGES)
def test_without_an_operator_every_address_of_operators_is_a_404(
    service: Service, path: str, method: str
) -> None:
    answer, nothing = ask(service, method, path), ask(service, "GET", "/nothing")
    assert answer.status_code == 404
    assert method == "HEAD" or answer.text == nothing.text
    operators.add(service, "desk", PASSWORD)
    assert ask(service, "GET", "/operator").status_code == 303


def test_an_operator_logs_in_sees_the_page_that_was_asked_for_and_logs_out(service: Service) -> None:
    operators.add(service, "desk", PASSWORD)
    browser = Browser(service)
    asked = browser.get("/operator?said=x")
    assert (asked.status_code, asked.headers["location"]) == (
        303,
        "/operator/login?next=%2Foperator%3Fsaid%3Dx",
    )
    done = browser.log_in(follows="/operator?said=x")
    assert done.headers["location"] == "/operator?said=x"
    page = browser.follow(done)
    assert page.status_code == 200
    assert "desk: logged in" in page.text
    assert page.headers["cache-control"] == "no-store"
    out = browser.post("/operator/logout")
    assert out.status_code == 303
    assert browser.get("/operator").status_code == 303


def test_the_login_leads_on_who_is_logged_in_already(service: Service) -> None:
    browser = logged_in(service)
    assert browser.get("/operator/login?next=/operator/rules").headers["location"] == "/operator/rules"


@pytest.mark.parametrize(
    ("name", "password"),
    [("desk", "another long password"), ("nobody", PASSWORD), ("", ""), ("desk", "x" * 5000), ("desk", "")],
)
def test_a_wrong_name_or_password_gets_the_same_answer(service: Service, name: str, password: str) -> None:
    operators.add(service, "desk", PASSWORD)
    answer = Browser(service).log_in(name, password)
    assert answer.status_code == 403
    assert "Name or password is wrong." in answer.text
    assert "operator=" not in answer.headers.get("set-cookie", "")


def test_refused_logins_are_a_line_of_the_log_without_name_and_password(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[dict[str, object]] = []
    monkeypatch.setattr(login, "refused", lambda **values: lines.append(values))
    operators.add(service, "desk", PASSWORD)
    Browser(service).log_in("desk", "a mistyped password")
    (line,) = lines
    assert line["client"] == "203.0.113.7"
    assert "mistyped" not in str(line)
    assert "desk" not in str(line)


def test_fault_133_an_unknown_name_costs_one_hash_as_a_known_one_does(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    operators.add(service, "desk", PASSWORD)
    checked: list[str] = []
    own = passwords._hasher()
    hasher = SimpleNamespace(verify=lambda stored, _: bool(checked.append(stored)), hash=own.hash)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)
    for name in ("desk", "nobody"):
        logins.log_in(service, name, "a wrong password", "203.0.113.7")
    assert [stored.rpartition("$")[0].rpartition("$")[0] for stored in checked] == [
        "$argon2id$v=19$m=19456,t=2,p=1"
    ] * 2


def test_fault_143_the_cookie_of_a_session_is_made_at_the_login_whatever_came_before(
    service: Service,
) -> None:
    operators.add(service, "desk", PASSWORD)
    browser = Browser(service)
    browser.cookies.set("operator", "chosen-by-another", domain="monitor.example", path="/")
    browser.log_in()
    first = browser.cookies.get("operator")
    assert first not in (None, "chosen-by-another")
    browser.post("/operator/logout", token=form_token(first or ""))
    browser.cookies.clear()
    browser.log_in()
    assert browser.cookies.get("operator") not in (first, None)


def test_fault_143_many_attempts_are_refused_also_with_the_right_password_and_after_a_restart(
    service: Service, clock: Clock
) -> None:
    operators.add(service, "desk", PASSWORD)
    browser = Browser(service)
    for _ in range(logins.CLIENT_LOGINS):
        assert browser.log_in(password="a wrong password").status_code == 403
    refused = browser.log_in()
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert Browser(service).log_in().status_code == 429, "another process knows it too"
    assert Browser(service, peer="198.51.100.9").log_in().status_code == 303
    clock.now += logins.LOGIN_PERIOD
    assert browser.log_in().status_code == 303


def test_fault_143_attempts_from_many_addresses_at_one_name_are_refused(service: Service) -> None:
    operators.add(service, "desk", PASSWORD)
    states = {
        logins.log_in(service, "desk", "x", f"203.0.113.{number}") for number in range(logins.NAME_LOGINS + 1)
    }
    assert states == set(logins.Refusal)


def test_fault_143_attempts_of_everybody_are_limited_because_each_costs_a_hash(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logins, "ALL_LOGINS", 5)
    states = [logins.log_in(service, f"n{number}", "x", f"203.0.113.{number}") for number in range(6)]
    assert states == [logins.Refusal.WRONG] * 5 + [logins.Refusal.TOO_OFTEN]


def test_attempts_from_one_network_of_ipv6_count_together(service: Service) -> None:
    states = [
        logins.log_in(service, f"n{number}", "x", f"2001:db8::{number:x}")
        for number in range(logins.CLIENT_LOGINS + 1)
    ]
    assert states[-1] is logins.Refusal.TOO_OFTEN


def test_a_session_ends_when_it_is_not_used_and_after_a_week_in_any_case(
    service: Service, clock: Clock
) -> None:
    browser = logged_in(service)
    for _ in range(14):
        clock.now += operators.IDLE - timedelta(minutes=1)
        assert browser.get("/operator").status_code == 200
    clock.now += operators.IDLE - timedelta(minutes=1)
    assert browser.get("/operator").status_code == 303, "a week is over"
    browser.log_in()
    clock.now += operators.IDLE + timedelta(minutes=1)
    assert browser.get("/operator").status_code == 303


def test_the_database_has_neither_the_password_nor_the_cookie(service: Service) -> None:
    browser = logged_in(service)
    token = browser.cookies.get("operator") or ""
    service.store.database.run_script("PRAGMA wal_checkpoint(TRUNCATE)")
    stored = service.config.db.read_bytes()
    assert PASSWORD.encode() not in stored
    assert token.encode() not in stored


def test_another_password_or_removal_ends_all_sessions(service: Service) -> None:
    browser = logged_in(service)
    operators.change_password(service, "desk", "another long password")
    assert browser.get("/operator").status_code == 303
    assert browser.log_in(password="another long password").status_code == 303
    operators.add(service, "second", PASSWORD)
    operators.remove(service, "desk")
    assert browser.get("/operator").status_code == 303
    assert browser.log_in(password="another long password").status_code == 403


@pytest.mark.parametrize(
    ("base_url", "name", "secure"),
    [("https://monitor.example", "__Host-operator", True), ("http://monitor.example", "operator", False)],
)
def test_the_cookie_is_bound_to_the_host_where_the_address_is_https(
    tmp_path: Path, base_url: str, name: str, secure: bool
) -> None:
    config = tmp_path / "treaty-monitor.toml"
    config.write_text(f'data_dir = "{tmp_path / "data"}"\nbase_url = "{base_url}"\n')
    with Service.open(load(config), packaged=False) as service:
        operators.add(service, "desk", PASSWORD)
        browser = Browser(service, address=base_url)
        answer = browser.log_in()
        cookie = next(
            line
            for line in answer.headers.get_list("set-cookie")
            if line.startswith(f"{name}=") and "=;" not in line
        )
        assert ("Secure" in cookie) is secure
        for attribute in ("HttpOnly", "SameSite=strict", "Path=/"):
            assert attribute in cookie
        assert "Domain" not in cookie
        assert browser.get("/operator").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://["},
        {"Origin": "file://"},
        {"Origin": f"{ADDRESS}.evil.example"},
        {"Origin": f"{ADDRESS}:8080"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_fault_134_a_form_from_elsewhere_is_refused(service: Service, headers: dict[str, str]) -> None:
    browser = logged_in(service)
    assert browser.post("/operator/logout", headers=headers).status_code == 403
    browser.get("/operator/login")
    assert (
        browser.post("/operator/login", {"name": "desk", "password": PASSWORD}, headers=headers).status_code
        == 403
    )
    assert browser.get("/operator").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("https://monitor.example", 303),
        ("http://127.0.0.1:8484", 303),
        ("http://localhost:8484", 303),
        ("http://evil.example", 403),
        ("https://evil.example", 403),
    ],
)
def test_fault_142_a_name_that_somebody_lets_point_here_is_not_ours(
    tmp_path: Path, address: str, status: int
) -> None:
    config = tmp_path / "treaty-monitor.toml"
    config.write_text(f'data_dir = "{tmp_path / "data"}"\nbase_url = "https://monitor.example"\n')
    with Service.open(load(config), packaged=False) as service:
        operators.add(service, "desk", PASSWORD)
        browser = Browser(service, address=address.replace("http:", "https:"))
        browser.get("/operator/login")
        fields = {"name": "desk", "password": PASSWORD}
        assert browser.post("/operator/login", fields, headers={"Origin": address}).status_code == status


def test_a_link_in_a_mail_leads_to_the_page_although_it_sends_no_cookie(service: Service) -> None:
    browser = logged_in(service)
    cookies, browser.cookies = browser.cookies, type(browser.cookies)()
    page = browser._ask("GET", "/operator/feeds", headers={"Sec-Fetch-Site": "cross-site"})
    assert (page.status_code, page.headers["refresh"]) == (200, "0")
    assert browser._ask("GET", "/operator", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303
    browser.cookies = cookies
    assert browser.get("/operator/feeds").status_code == 200


@pytest.mark.parametrize("token", ["", "0" * 32, form_token("another cookie")])
def test_fault_134_a_form_without_the_token_of_its_page_is_refused(service: Service, token: str) -> None:
    browser = logged_in(service)
    assert browser.post("/operator/logout", token=token).status_code == 403
    assert browser.get("/operator").status_code == 200
    stranger = Browser(service)
    stranger.get("/operator/login")
    fields = {"name": "desk", "password": PASSWORD}
    assert stranger.post("/operator/login", fields, token=token).status_code == 403


def test_fault_140_a_login_with_a_file_is_not_read(service: Service) -> None:
    logged_in(service)
    stranger = Browser(service)
    stranger.get("/operator/login")
    fields = {"name": "desk", "password": PASSWORD}
    assert stranger.post("/operator/login", fields, file=b"x").status_code == 403
    assert stranger.post("/operator/login", fields).status_code == 303


def test_fault_134_json_in_the_place_of_a_form_is_refused(service: Service) -> None:
    browser = logged_in(service)
    answer = browser._ask(
        "POST",
        "/operator/logout",
        content=b'{"token": "%s"}' % browser.token.encode(),
        headers={"Content-Type": "text/plain", "Origin": ADDRESS},
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "text",
    [
        "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
        "https:evil.example", "javascript:alert(1)", "data:text/html,x", "//evil.example/operator",
        "/operator//evil.example", "/operator@evil.example", "/operatorx", "/operator\n//evil.example",
        "/operator/\t/evil", "/", "", "/acts/ABCD", "/u/token", "operator", "/operator/login?next=/operator/login",
        "/operator\\@evil.example", "/operator/../acts", "/operator/%2E%2e/acts", "/operator/\u202e", " /operator", "/%2f/evil.example",
    ],
)  # fmt: skip
def test_fault_136_a_login_leads_to_pages_of_the_operator_only(text: str) -> None:
    assert own_path(text) == "/operator"


@pytest.mark.parametrize("text", ["/operator", "/operator/feeds", "/operator/deliveries?state=dead&limit=5"])
def test_fault_136_a_login_leads_back_to_the_page_that_was_asked_for(text: str) -> None:
    assert own_path(text) == text


def test_fault_136_the_form_of_a_login_cannot_lead_elsewhere_either(service: Service) -> None:
    operators.add(service, "desk", PASSWORD)
    browser = Browser(service)
    page = browser.get("/operator/login?next=//evil.example")
    assert "evil.example" not in page.text
    fields = {"name": "desk", "password": PASSWORD, "next": "https://evil.example"}
    assert browser.post("/operator/login", fields).headers["location"] == "/operator"


def test_forms_of_operators_tell_their_origin_and_pages_of_readers_set_no_cookie(service: Service) -> None:
    operators.add(service, "desk", PASSWORD)
    assert Browser(service).get("/operator/login").headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in ask(service, "GET", "/").headers


# ---------------------------------------------------------------- the commands


def run(database: Path, *words: str, text: str = "") -> tuple[int, str]:
    answer = CliRunner().invoke(commands(), ["operators", *words, "--db", str(database)], input=text)
    return answer.exit_code, answer.output


def test_the_commands_add_list_change_and_remove_an_operator(tmp_path: Path) -> None:
    database = tmp_path / "data" / "treaty-monitor.sqlite3"
    with installation(tmp_path):
        pass
    assert "No operator" in run(database, "list")[1]
    code, text = run(database, "add", "alice", text=f"{PASSWORD}\n{PASSWORD}\n")
    assert (code, "alice can log in" in text, PASSWORD in text) == (0, True, False)
    assert "alice" in run(database, "list")[1]
    assert "argon2" not in run(database, "list", "--json")[1]
    password = tmp_path / "password"
    password.write_text("another long password\n")
    assert run(database, "password", "alice", "--password-file", str(password))[0] == 0
    code, text = run(database, "remove", "alice")
    assert (code, "the pages are off" in text) == (0, True)


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        (("add", "a b"), f"{PASSWORD}\n{PASSWORD}\n", "is no name"),
        (("add", "bob"), "short\nshort\n", "12 to 500 characters"),
        (("remove", "bob"), "", "No operator 'bob'"),
        (("unlock", "bob"), "", "No operator 'bob'"),
        (("password", "bob"), f"{PASSWORD}\n{PASSWORD}\n", "No operator 'bob'"),
    ],
)
def test_a_command_that_makes_no_sense_says_why(
    tmp_path: Path, words: tuple[str, ...], text: str, said: str
) -> None:
    with installation(tmp_path):
        pass
    code, told = run(tmp_path / "data" / "treaty-monitor.sqlite3", *words, text=text)
    assert (code, said in told) == (2, True), told


@pytest.mark.parametrize(
    ("options", "number", "state", "said"),
    [
        ("", 0, "ok", "off: nobody can log in"),
        ("", 1, "ok", "1 operator can log in at /operator"),
        (
            'base_url = "https://monitor.example"\n[web]\nhost = "0.0.0.0"\n',
            2,
            "ok",
            "2 operators can log in",
        ),
        ('[web]\nhost = "0.0.0.0"\n', 1, "warning", "passwords may travel in clear"),
    ],
)
def test_doctor_says_who_can_log_in_and_whether_passwords_travel_in_clear(
    tmp_path: Path, options: str, number: int, state: str, said: str
) -> None:
    config = tmp_path / "treaty-monitor.toml"
    config.write_text(f'data_dir = "{tmp_path / "data"}"\n{options}')
    with Service.open(load(config), packaged=False) as service:
        for place in range(number):
            operators.add(service, f"desk{place}", PASSWORD)
        check = operators.check(service)
        assert (check.state, said in check.text) == (state, True)

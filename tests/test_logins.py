"""Limits of logins: guesses are few, and nobody who guesses locks an operator out (docs/faults.md 143)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from operator_kit import PASSWORD, Browser
from subscribe_kit import forward, installation, stored

from monitor.__main__ import commands
from monitor.service import Service, clients, logins, operators, passwords
from monitor.service.logins import Login, Refusal

HOME = "203.0.113.7"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost nothing: the tests of the pages use those of argon2."""
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher_of(lambda stored, text: stored == f"${text}"))
    monkeypatch.setattr(passwords, "_nobody", lambda: "$")
    monkeypatch.setattr(logins, "ALL_LOGINS", 70)


def hasher_of(verify: Callable[[str, str], bool]) -> object:
    return SimpleNamespace(
        verify=verify, hash=lambda text: f"${text}", check_needs_rehash=lambda stored: False
    )


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path, base="", filled=False) as opened:
        operators.add(opened, "desk", PASSWORD)
        yield opened


def guess(service: Service, *, name: str = "desk", client: str = "198.51.100.9", device: str = "") -> Refusal:
    refusal = logins.log_in(service, name, "a guessed password", client, device=device)
    assert isinstance(refusal, Refusal)
    return refusal


def log_in(service: Service, *, client: str = HOME, device: str = "") -> Login:
    login = logins.log_in(service, "desk", PASSWORD, client, device=device)
    assert isinstance(login, Login), login
    return login


def guess_from_everywhere(service: Service) -> None:
    """Empties the buckets of the name and of everybody."""
    for number in range(logins.ALL_LOGINS):
        guess(
            service,
            name="desk" if number < 30 else f"n{number}",
            client=f"10.{number // 250}.{number % 250}.1",
        )


# ---------------------------------------------------------------- a browser that is known


def test_fault_143_guesses_by_others_do_not_lock_out_a_browser_that_logged_in_before(
    service: Service,
) -> None:
    browser = Browser(service)
    assert browser.log_in().status_code == 303
    browser.cookies.delete("operator", domain="monitor.example", path="/")
    guess_from_everywhere(service)
    assert Browser(service, peer="192.0.2.1").log_in().status_code == 429, "the buckets are empty"
    assert browser.log_in().status_code == 303


def test_fault_143_a_known_browser_has_a_bucket_of_its_own(service: Service) -> None:
    device = log_in(service).device
    answers = [guess(service, client=HOME, device=device) for _ in range(logins.DEVICE_LOGINS + 1)]
    assert answers == [Refusal.WRONG] * logins.DEVICE_LOGINS + [Refusal.TOO_OFTEN]
    assert logins.log_in(service, "desk", PASSWORD, HOME, device=device) is Refusal.TOO_OFTEN
    forward(service, minutes=15)
    log_in(service, device=device)


@pytest.mark.parametrize("change", ["password", "name", "letter", "nothing"])
def test_fault_143_only_a_token_of_this_operator_and_password_is_known(service: Service, change: str) -> None:
    operators.add(service, "other", PASSWORD)
    device = log_in(service).device
    forward(service, minutes=1)
    match change:
        case "password":
            operators.change_password(service, "desk", PASSWORD)
        case "name":
            other = logins.log_in(service, "other", PASSWORD, HOME)
            assert isinstance(other, Login)
            device = other.device
        case "letter":
            device = device[:-1] + ("1" if device[-1] == "0" else "0")
    for number in range(logins.NAME_LOGINS):
        guess(service, client=f"10.0.{number}.1")
    answer = logins.log_in(service, "desk", PASSWORD, HOME, device=device)
    assert isinstance(answer, Login) == (change == "nothing")


def test_the_cookie_of_a_known_browser_outlives_the_session_and_is_read_by_no_script(
    service: Service,
) -> None:
    answer = Browser(service).log_in()
    (line,) = [line for line in answer.headers.get_list("set-cookie") if line.startswith("operator-device=")]
    assert "HttpOnly" in line
    assert "SameSite=strict" in line
    assert f"Max-Age={180 * 24 * 3600}" in line


def test_neither_session_nor_device_stand_in_the_database_or_in_a_log(service: Service) -> None:
    login = log_in(service)
    for secret in (login.session, login.device, login.device.partition(".")[0]):
        assert secret not in stored(service)
        assert secret not in repr(login)


def test_fault_143_a_new_login_ends_the_session_that_the_browser_had(service: Service) -> None:
    browser = Browser(service)
    browser.log_in()
    former = browser.cookies.get("operator") or ""
    browser.get("/operator/login")
    login = logins.log_in(service, "desk", PASSWORD, HOME, former=former)
    assert isinstance(login, Login)
    assert operators.session(service, former) is None
    assert operators.session(service, login.session) is not None


# ---------------------------------------------------------------- networks


@pytest.mark.parametrize(
    ("client", "of_sign_ups", "of_logins"),
    [
        ("203.0.113.7", "203.0.113.0/24", "203.0.113.7/32"),
        ("::ffff:203.0.113.9", "203.0.113.0/24", "203.0.113.9/32"),
        ("2001:db8:1:2ff:1::1", "2001:db8:1:200::/56", "2001:db8:1:200::/56"),
        ("fe80::1%eth0", "fe80::/56", "fe80::/56"),
        ("", "", ""),
        ("unknown", "", ""),
    ],
)
def test_clients_of_one_network_are_one(client: str, of_sign_ups: str, of_logins: str) -> None:
    assert clients.network(client, of_4=24, of_6=56) == of_sign_ups
    assert clients.network(client, of_4=32, of_6=56) == of_logins


def test_fault_143_mapped_addresses_are_told_apart(service: Service) -> None:
    for _ in range(logins.CLIENT_LOGINS + 1):
        guess(service, client="::ffff:198.51.100.9")
    log_in(service, client="::ffff:203.0.113.7")


def test_fault_143_a_large_network_of_ipv6_cannot_lock_everybody_out(service: Service) -> None:
    """A /48 has 65,536 networks of the size that single hosts have (/64)."""
    guesses = [
        guess(service, name=f"n{number}", client=f"2001:db8:7:{number:x}::1")
        for number in range(0, 65_536, 900)
    ]
    assert guesses.count(Refusal.WRONG) == logins.WIDE_LOGINS
    log_in(service)


# ---------------------------------------------------------------- hashes


def test_fault_143_few_wait_for_a_hash_and_a_known_browser_always_may(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = log_in(service).device
    begun, go_on = Event(), Event()

    def verify(stored: str, password: str) -> bool:
        begun.set()
        assert go_on.wait(30)
        return True

    monkeypatch.setattr(passwords, "_hasher", lambda: hasher_of(verify))
    answers: list[object] = []

    def attempt(client: str, device: str = "") -> None:
        answers.append(logins.log_in(service, "desk", "a guess of twelve", client, device=device))

    threads = [Thread(target=attempt, args=(f"10.0.{number}.1",)) for number in range(passwords.WAITING + 4)]
    for thread in threads:
        thread.start()
    assert begun.wait(30)
    known = Thread(target=attempt, args=(HOME, device))
    known.start()
    while len(answers) < 3:  # refused without waiting for the one that is being checked
        threads[0].join(0.01)
    go_on.set()
    for thread in [*threads, known]:
        thread.join(30)
    assert answers.count(Refusal.TOO_OFTEN) == 3
    assert sum(isinstance(answer, Login) for answer in answers) == passwords.WAITING + 2


# ---------------------------------------------------------------- a way out


def test_the_operator_of_the_machine_lets_somebody_try_again(service: Service, tmp_path: Path) -> None:
    for _ in range(logins.CLIENT_LOGINS):
        guess(service, client=HOME)
    guess_from_everywhere(service)
    answer = CliRunner().invoke(
        commands(), ["operators", "unlock", "desk", "--from", HOME, "--db", str(service.store.database.path)]
    )
    assert answer.exit_code == 0, answer.output
    log_in(service)


def test_what_is_no_address_is_refused_with_an_example(service: Service) -> None:
    answer = CliRunner().invoke(
        commands(),
        ["operators", "unlock", "desk", "--from", "home", "--db", str(service.store.database.path)],
    )
    assert (answer.exit_code, "203.0.113.7" in answer.output) == (2, True)

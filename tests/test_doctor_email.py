"""`doctor email`: what a provider would check, with a DNS of our own."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import dns.message
import dns.resolver
import dns.rrset
import pytest
from click.testing import Result
from smtp_double import Inbox, server_in_a_thread
from test_mail_signing import key, pem

from monitor.channels.email.dkim_keys import DkimKey
from monitor.config import load
from monitor.service import Service, doctor_dns, doctor_email, spf
from monitor.service.checks import Check
from monitor.service.dns import DnsSilent, SystemResolver
from monitor.service.doctor_dns import Identity

Call = Callable[..., Result]
KEY = key("rsa")
GOOD = {
    "TXT monitor.example": ["v=spf1 ip4:5.9.100.0/24 -all", "other=1"],
    "TXT m1._domainkey.monitor.example": [KEY.record],
    "TXT _dmarc.monitor.example": ["v=DMARC1; p=none; rua=mailto:ops@monitor.example"],
    "MX monitor.example": ["mx.monitor.example"],
    "A smtp.monitor.example": ["5.9.100.7"],
    "PTR 5.9.100.7": ["smtp.monitor.example"],
}
IDENTITY = Identity("monitor.example", "monitor.example", "smtp.monitor.example", (KEY,))


class Zone:
    """A resolver whose answers stand in a dict; a name with None is one where DNS is silent."""

    def __init__(self, records: dict[str, list[str] | None]) -> None:
        self.records = records
        self.asked = 0

    def _ask(self, kind: str, name: str) -> list[str]:
        self.asked += 1
        answer = self.records.get(f"{kind} {name}", [])
        if answer is None:
            raise DnsSilent(f"{kind} of {name}: LifetimeTimeout")
        return answer

    def txt(self, name: str) -> list[str]:
        return self._ask("TXT", name)

    def mx(self, name: str) -> list[str]:
        return self._ask("MX", name)

    def addresses(self, name: str) -> list[str]:
        return self._ask("A", name)

    def names(self, address: str) -> list[str]:
        return self._ask("PTR", address)


def checks(identity: Identity = IDENTITY, **changes: list[str] | None) -> dict[str, Check]:
    """The checks by name, with changes of the good records: `TXT_name` is `TXT name`."""
    records = GOOD | {name.replace("__", " "): value for name, value in changes.items()}
    return {check.name: check for check in doctor_dns.examine(identity, Zone(records))}


def with_record(name: str, value: list[str] | None, identity: Identity = IDENTITY) -> dict[str, Check]:
    return {check.name: check for check in doctor_dns.examine(identity, Zone(GOOD | {name: value}))}


def test_a_sender_that_is_set_up_well_passes_all_of_it() -> None:
    seen = checks()
    assert {name: check.state for name, check in seen.items()} == dict.fromkeys(
        ["spf", "dkim", "dmarc", "alignment", "mx", "ptr"], "ok"
    )
    assert "permits smtp.monitor.example" in seen["spf"].text
    assert "DKIM and SPF prove" in seen["alignment"].text


def test_where_dns_is_silent_it_is_said_and_the_rest_is_checked() -> None:
    seen = with_record("TXT monitor.example", None)
    assert seen["spf"].state == "warning"
    assert "DNS does not answer (TXT of monitor.example" in seen["spf"].text
    assert seen["dmarc"].state == "ok"


# ---------------------------------------------------------------- SPF


@pytest.mark.parametrize(
    ("records", "state", "words"),
    [
        ([], "bad", "has no SPF record"),
        (["v=spf1 -all", "v=spf1 mx -all"], "bad", "has 2 SPF records"),
        (["v=spf1 ip4:nonsense -all"], "bad", "is no network"),
        (["v=spf1 include:none.example -all"], "bad", "none.example, which it includes, has no SPF record"),
        (["v=spf1 +all"], "warning", "lets every machine send"),
        (["v=spf1 mx"], "warning", "lets every machine send"),
        (["v=spf1 a:smtp.monitor.example ?all"], "warning", "lets every machine send"),
        (["v=spf1 ip4:192.0.2.1 ~all"], "warning", "does not name smtp.monitor.example"),
        (["v=spf1 a:smtp.monitor.example ~all"], "ok", "permits"),
        (["v=spf1 a:smtp.monitor.example/24//64 -all"], "ok", "permits"),
        (["v=spf1 exists:%{i}.spf.example -all"], "ok", "exists"),
        (["V=SPF1 IP4:5.9.100.7 -ALL"], "ok", "permits"),
    ],
)
def test_an_spf_record_is_judged_as_verifiers_read_it(records: list[str], state: str, words: str) -> None:
    check = with_record("TXT monitor.example", records)["spf"]
    assert (check.state, words in check.text) == (state, True), check
    assert check.hint or state == "ok"


def test_the_hint_for_a_missing_record_is_one_to_copy() -> None:
    assert with_record("TXT monitor.example", [])["spf"].hint == (
        'Publish in DNS: monitor.example. IN TXT "v=spf1 a:smtp.monitor.example -all"'
    )


@pytest.mark.parametrize(
    ("server", "term"),
    [
        ("127.0.0.1", "a mx"),
        (None, "a mx"),
        ("5.9.100.7", "ip4:5.9.100.7"),
        ("2a01:db8::1", "ip6:2a01:db8::1"),
    ],
)
def test_the_hint_names_the_server_as_spf_can(server: str | None, term: str) -> None:
    seen = with_record("TXT monitor.example", [], replace(IDENTITY, server=server))
    assert f'"v=spf1 {term} -all"' in seen["spf"].hint


def test_what_a_record_includes_and_redirects_to_is_read() -> None:
    zone = Zone(
        {
            "TXT a.example": ["v=spf1 include:b.example redirect=c.example"],
            "TXT b.example": ["v=spf1 ip4:192.0.2.0/24 -ip4:192.0.2.9 ~all"],
            "TXT c.example": ["v=spf1 mx ip6:2001:db8::/32 -all"],
            "MX c.example": ["mx.c.example"],
            "A mx.c.example": ["203.0.113.5", "2001:db8:1::5"],
        }
    )
    policy = spf.read(zone, "a.example", "v=spf1 include:b.example redirect=c.example")
    assert (policy.ending, policy.lookups, policy.problem) == ("-all", 3, "")
    assert [
        policy.permits(address) for address in ("192.0.2.7", "203.0.113.5", "2001:db8::1", "203.0.113.6")
    ] == [
        True,
        True,
        True,
        False,
    ]


def test_a_record_that_includes_itself_ends_and_is_an_error() -> None:
    zone = Zone({"TXT a.example": ["v=spf1 include:a.example -all"]})
    policy = spf.read(zone, "a.example", "v=spf1 include:a.example -all")
    assert "verifiers ask at most 10" in policy.problem
    assert zone.asked < 20


# ---------------------------------------------------------------- DKIM


@pytest.mark.parametrize(
    ("records", "state", "words"),
    [
        ([], "bad", "has no record"),
        ([KEY.record, "v=DKIM1; p="], "bad", "has 2 records"),
        (["v=DKIM1; k=rsa; p="], "bad", "is revoked"),
        ([key("ed25519").record], "bad", "has another key than the file"),
        (["v=DKIM1; p=???"], "bad", "has another key than the file"),
        ([f"{KEY.record}; t=s:y"], "warning", "only a test"),
        ([KEY.record.replace("p=", "p=\t").replace("; h=sha256", "")], "ok", "rsa of 2048 bits"),
    ],
)
def test_the_key_in_dns_is_compared_with_the_file(records: list[str], state: str, words: str) -> None:
    check = with_record("TXT m1._domainkey.monitor.example", records)["dkim"]
    assert (check.state, words in check.text) == (state, True), check


def test_a_short_key_and_ed25519_alone_are_named() -> None:
    short = replace(KEY, bits=1024)
    assert "1024 bits" in checks(replace(IDENTITY, keys=(short,)))["dkim"].text
    alone = replace(IDENTITY, keys=(key("ed25519"),))
    check = with_record("TXT m1._domainkey.monitor.example", [key("ed25519").record], alone)["dkim"]
    assert (check.state, "not every provider" in check.text) == ("warning", True)


def test_mail_that_the_server_may_sign_is_no_fault() -> None:
    check = checks(replace(IDENTITY, keys=()))["dkim"]
    assert (check.state, "dkim new-key" in check.hint) == ("warning", True)


# ---------------------------------------------------------------- DMARC and alignment


@pytest.mark.parametrize(
    ("records", "state", "words"),
    [
        ([], "bad", "has no DMARC record"),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], "bad", "p=reject"),
        (["v=DMARC1; rua=mailto:a@b.example"], "bad", "rua"),
        (["v=DMARC1;p=Reject"], "ok", "p=Reject"),
    ],
)
def test_a_dmarc_record_must_be_there_and_say_what_to_do(records: list[str], state: str, words: str) -> None:
    check = with_record("TXT _dmarc.monitor.example", records)["dmarc"]
    assert (check.state, words in check.text) == (state, True), check


def test_the_record_of_the_domain_above_counts() -> None:
    identity = replace(IDENTITY, author="news.monitor.example")
    assert "_dmarc.monitor.example" in checks(identity)["dmarc"].text


@pytest.mark.parametrize(
    ("record", "signer", "envelope", "ways"),
    [
        ("v=DMARC1; p=none", "monitor.example", "monitor.example", "DKIM and SPF"),
        ("v=DMARC1; p=none", "monitor.example", "relay.example", "DKIM"),
        ("v=DMARC1; p=none", "relay.example", "bounces.monitor.example", "SPF"),
        ("v=DMARC1; p=none; aspf=s; adkim=s", "mail.monitor.example", "bounces.monitor.example", None),
        ("v=DMARC1; p=none", "relay.example", "relay.example", None),
        ("v=DMARC1; p=none", "evilmonitor.example", "relay.example", None),
    ],
)
def test_the_domain_of_from_must_be_one_that_spf_or_dkim_proves(
    record: str, signer: str, envelope: str, ways: str | None
) -> None:
    identity = Identity("monitor.example", envelope, None, (replace(KEY, domain=signer),))
    check = with_record("TXT _dmarc.monitor.example", [record], identity)["alignment"]
    assert check.state == ("ok" if ways else "bad")
    assert (ways or "DMARC fails") in check.text


# ---------------------------------------------------------------- MX and PTR


@pytest.mark.parametrize(
    ("changes", "state", "words"),
    [
        ({"MX monitor.example": ["."]}, "bad", "takes no mail"),
        ({"MX monitor.example": []}, "bad", "neither an MX record nor an address"),
        ({"MX monitor.example": [], "A monitor.example": ["192.0.2.1"]}, "ok", "goes to monitor.example"),
    ],
)
def test_reports_and_replies_must_have_where_to_go(
    changes: dict[str, list[str] | None], state: str, words: str
) -> None:
    seen = {check.name: check for check in doctor_dns.examine(IDENTITY, Zone(GOOD | changes))}
    assert (seen["mx"].state, words in seen["mx"].text) == (state, True)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"PTR 5.9.100.7": []}, "warning"),
        ({"PTR 5.9.100.7": ["elsewhere.example"]}, "warning"),
    ],
)
def test_the_machine_that_sends_has_a_name_that_leads_back(
    changes: dict[str, list[str] | None], state: str
) -> None:
    seen = {check.name: check for check in doctor_dns.examine(IDENTITY, Zone(GOOD | changes))}
    assert seen["ptr"].state == state
    assert "5.9.100.7" in seen["ptr"].text


@pytest.mark.parametrize("server", ["127.0.0.1", "localhost", "postfix", "10.0.0.5", None])
def test_of_a_server_on_this_machine_nothing_is_asked(server: str | None) -> None:
    identity = replace(IDENTITY, server=server)
    seen = checks(identity)
    assert (seen["ptr"].state, seen["spf"].state) == ("ok", "ok")


def test_a_server_that_is_an_address_is_looked_up_as_one() -> None:
    seen = checks(replace(IDENTITY, server="5.9.100.7"))
    assert (seen["ptr"].state, seen["spf"].state) == ("ok", "ok")


# ---------------------------------------------------------------- a rendered digest


def service(folder: Path, text: str = "") -> Service:
    path = folder / "treaty-monitor.toml"
    path.write_text(f'data_dir = "{folder / "data"}"\n{text}')
    return Service.open(load(path, cwd=folder), packaged=False)


def signed(folder: Path) -> str:
    file = folder / "dkim.pem"
    file.write_bytes(pem("rsa"))
    file.chmod(0o600)
    return (
        'base_url = "https://monitor.example"\n[smtp]\nsender = "watch@monitor.example"\n'
        '[dkim]\nselector = "m1"\nkey_file = "dkim.pem"\n'
        f'[inbox]\naddress = "bounces@monitor.example"\nmaildir = "{folder / "bounces"}"\n'
    )


def seen_by(opened: Service, zone: dict[str, list[str] | None] = GOOD) -> dict[str, Check]:
    return {check.name: check for check in doctor_email.examine(opened, Zone(zone))}


def test_a_rendered_digest_has_one_click_headers_and_a_signature_that_verifies(tmp_path: Path) -> None:
    with service(tmp_path, signed(tmp_path)) as opened:
        seen = seen_by(opened)
        raw = doctor_email.sample(opened)
    assert seen["inbox"].state == "bad", "there is no such Maildir"
    good = ("dkim", "return path", "one-click", "headers", "signature", "size", "alignment")
    assert {name: seen[name].state for name in good} == dict.fromkeys(good, "ok")
    assert b"<mailto:bounces+u-" in raw
    assert seen["smtp"].state == "bad", "no mail server is set"


def test_without_a_base_address_or_a_mailbox_it_is_said_what_is_missing(tmp_path: Path) -> None:
    with service(tmp_path, '[smtp]\nsender = "watch@monitor.example"\n') as opened:
        seen = seen_by(opened)
    assert (seen["one-click"].state, seen["return path"].state) == ("missing", "missing")
    assert "signature" not in seen


def test_a_key_that_cannot_be_used_is_a_line_and_the_rest_is_checked(tmp_path: Path) -> None:
    text = signed(tmp_path)
    (tmp_path / "dkim.pem").chmod(0o644)
    with service(tmp_path, text) as opened:
        checks = doctor_email.examine(opened, Zone(GOOD))
    [bad] = [check for check in checks if check.name == "dkim" and check.state == "bad"]
    assert "chmod 600" in bad.text
    assert "headers" in {check.name for check in checks}


def test_without_a_sender_dns_is_not_asked(tmp_path: Path) -> None:
    zone = Zone(GOOD)
    with service(tmp_path) as opened:
        doctor_email.examine(opened, zone)
    assert zone.asked == 0


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ((b"\r\nDate:", b"\r\nX-Date:"), "headers"),
        ((b"\r\nTo:", b"\r\nTo: x@y.example\r\nTo:"), "headers"),
        ((b"\r\nSubject: ", b"\r\nSubject: " + b"x" * 1000), "headers"),
        ((b"https://monitor.example/u/", b"http://monitor.example/u/"), "one-click"),
        ((b"List-Unsubscribe=One-Click", b"yes"), "one-click"),
        ((b"/u/xx", b"/u/yy"), "signature"),
    ],
)
def test_bytes_that_a_provider_would_refuse_are_found(
    tmp_path: Path, change: tuple[bytes, bytes], name: str
) -> None:
    with service(tmp_path, signed(tmp_path)) as opened:
        raw = doctor_email.sample(opened)
    assert change[0] in raw
    broken = {check.name: check for check in doctor_email.headers(raw.replace(*change, 1), [KEY])}
    assert broken[name].state != "ok"


def test_a_signature_without_the_list_headers_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.channels.email.dkim_signing.SIGNED", (b"from", b"subject"))
    with service(tmp_path, signed(tmp_path)) as opened:
        raw = doctor_email.sample(opened)
    seen = {check.name: check for check in doctor_email.headers(raw, [KEY])}
    assert seen["signature"].text == "not signed: list-unsubscribe, list-unsubscribe-post"


def test_a_mail_that_is_too_large_is_named(tmp_path: Path) -> None:
    with service(tmp_path, signed(tmp_path)) as opened:
        raw = doctor_email.sample(opened) + b"x\r\n" * 40_000
    seen = {check.name: check for check in doctor_email.headers(raw, [])}
    assert (seen["size"].state, "kB of at most 100 kB" in seen["size"].text) == ("warning", True)


# ---------------------------------------------------------------- the command


def test_the_command_prints_json_and_ends_with_1_if_something_is_bad(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("init")
    lines = json.loads(call("doctor", "email", "--json", code=1).stdout)
    assert {line["name"] for line in lines} >= {"smtp", "headers", "one-click", "size"}
    assert "Set smtp.host" in call("doctor", "email", code=1).output
    call("doctor", "post", code=2)


def test_the_command_ends_with_0_when_all_is_well(
    call: Call, config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_email, "SystemResolver", lambda: Zone(GOOD))
    with server_in_a_thread(Inbox()) as port:
        server = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\n'
        text = config.read_text() + signed(tmp_path).replace("[smtp]\n", server)
        base, _, rest = text.partition('base_url = "https://monitor.example"\n')
        for name in ("new", "cur", "tmp"):
            (tmp_path / "bounces" / name).mkdir(parents=True)
        config.write_text(f'base_url = "https://monitor.example"\n{base}{rest}')
        call("init")
        lines = json.loads(call("doctor", "email", "--json").stdout)
    assert {line["state"] for line in lines} == {"ok"}, lines


# ---------------------------------------------------------------- dnspython


@contextmanager
def name_server(records: dict[tuple[str, str], list[str]]) -> Iterator[dns.resolver.Resolver]:
    """A DNS server on loopback, and a resolver that asks nobody else."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            query, client = server.recvfrom(4096)
            if not query:
                return
            asked = dns.message.from_wire(query)
            [question] = asked.question
            answer = dns.message.make_response(asked)
            kind = dns.rdatatype.to_text(question.rdtype)
            values = records.get((kind, question.name.to_text()))
            if values:
                answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *values))
            elif values is None:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            server.sendto(answer.to_wire(), client)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], server.getsockname()[1]
    try:
        yield resolver
    finally:
        server.sendto(b"", server.getsockname())
        thread.join(10)
        server.close()


def test_the_resolver_of_this_machine_reads_every_kind_of_record() -> None:
    records = {
        ("TXT", "a.example."): ['"v=DKIM1; " "p=abc"', '"two"'],
        ("MX", "a.example."): ["20 b.example.", "10 MX.a.example."],
        ("MX", "null.example."): ["0 ."],
        ("A", "a.example."): ["192.0.2.1"],
        ("AAAA", "a.example."): ["2001:db8::1"],
        ("PTR", "1.2.0.192.in-addr.arpa."): ["A.example."],
        ("TXT", "empty.example."): [],
    }
    with name_server(records) as ours:
        resolver = SystemResolver(ours)
        assert sorted(resolver.txt("a.example")) == ["two", "v=DKIM1; p=abc"]
        assert resolver.mx("a.example") == ["mx.a.example", "b.example"]
        assert resolver.mx("null.example") == ["."]
        assert resolver.addresses("a.example") == ["192.0.2.1", "2001:db8::1"]
        assert resolver.names("192.0.2.1") == ["a.example"]
        assert resolver.txt("empty.example") == resolver.txt("none.example") == []


def test_a_resolver_without_an_answer_says_so() -> None:
    ours = dns.resolver.Resolver(configure=False)  # knows no server
    with pytest.raises(DnsSilent, match=r"TXT of a\.example"):
        SystemResolver(ours).txt("a.example")
    with pytest.raises(DnsSilent):
        SystemResolver(ours).txt("a..example")


def test_the_keys_of_the_tests_are_those_of_the_zone() -> None:
    assert isinstance(KEY, DkimKey)
    assert KEY.host == "m1._domainkey.monitor.example"

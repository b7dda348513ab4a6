"""The guarded client: what it refuses to reach, how much it takes, and how long.

Only loopback is ever dialled.
"""

from __future__ import annotations

import asyncio
import datetime
import gzip
import logging
import ssl
import time
import tracemalloc
import warnings
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import brotli
import httpx
import pytest
import trustme
import zstandard
from fakes_http import (
    ANY_PORT,
    LOOPBACK,
    PUBLIC,
    Dialler,
    Names,
    Page,
    Request,
    Server,
    endless,
    get,
    play,
    raw,
    redirect,
    reply,
    serving,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import within
from waiting import drip, until

from monitor.model import FETCH_CODES, FetchError
from monitor.net import AddressPolicy, Answer, Client, Limits, allowed
from monitor.net.address import target
from monitor.net.body import Decoder
from monitor.net.failure import Refused
from monitor.net.transport import GuardedResolver, tls_context

SMALL = Limits(deadline_s=0.4, connect_s=0.2, wire_bytes=200_000, body_bytes=1_000_000)


def code(answer: Answer | FetchError) -> str:
    """The error code, or the status as text."""
    return answer.code if isinstance(answer, FetchError) else str(answer.status)


# ---------------------------------------------------------------- addresses

LOCAL_FORMS = [
    "127.0.0.1",
    "127.0.0.2",
    "127.255.255.254",
    "127.1",
    "127.0.1",
    "0",
    "0.0.0.0",
    "0x7f.1",
    "0x7f000001",
    "0x7f.0.0.1",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fec0::1]",
    "[fe80::1]",
    "[fe80::1%25lo]",
    "[fe80::1%lo]",
    "[::1%25lo]",
    "127%2e0.0.1",
    "127。0。0。1",
    "１２７.0.0.1",
    "①②⑦.0.0.1",
    "١٢٧.0.0.1",
    "user@127.0.0.1",
    "user:pw@127.0.0.1",
    "a%5C@127.0.0.1",
    "a\\@127.0.0.1",
    "example.com\\@127.0.0.1",
    "127.0.0.1\\.example.com",
]


@pytest.mark.parametrize("form", LOCAL_FORMS)
def test_fault_33_every_spelling_of_this_machine_is_refused_before_a_connection(form: str) -> None:
    async def scene(server: Server, client: Client) -> None:
        for path in ("/", "/feed?x=1"):
            assert code(await client.get(server.url(path, form))) in {"blocked_address", "bad_address"}
        assert code(await client.post(server.url("/hook", form), b"{}", {})) in {
            "blocked_address",
            "bad_address",
        }
        assert server.connections == 0

    play(scene, {}, policy=ANY_PORT)


def test_fault_33_the_refusal_does_not_tell_what_the_name_leads_to() -> None:
    async def scene(server: Server, client: Client) -> None:
        error = await client.get(server.url("/", "intranet.example.org"))
        assert error == FetchError("blocked_address", "the host leads to an address that is not public")

    play(
        scene,
        {"/": reply(body=b"internal")},
        policy=ANY_PORT,
        resolve=Names(intranet_example_org=[["10.1.2.3"]]),
    )


@pytest.mark.parametrize(
    "where",
    [
        "http://169.254.169.254/meta",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://inside.example.org/",
        "http://u:p@news.example.org/",
    ],
)
def test_fault_34_a_redirect_to_an_inside_address_is_refused(where: str) -> None:
    dialler = Dialler()

    async def scene(server: Server, client: Client) -> str:
        return code(await client.get(server.url("/feed", "news.example.org")))

    names = Names(news_example_org=[[PUBLIC]], inside_example_org=[["192.168.0.1"]])
    assert play(scene, {"/feed": redirect(where)}, policy=ANY_PORT, resolve=names, dial=dialler) in {
        "blocked_address",
        "bad_address",
    }
    assert dialler.dialled == [PUBLIC]


@pytest.mark.parametrize(
    "where",
    [
        "file:///etc/passwd",
        "ftp://news.example.org/",
        "gopher://127.0.0.1:70/_x",
        "data:text/plain,x",
        "http://[::1",
    ],
)
def test_fault_34_a_redirect_out_of_http_is_a_bad_address(where: str) -> None:
    assert code(get("/feed", redirect(where))) == "bad_address"


def test_fault_35_a_name_is_resolved_once_and_the_checked_address_is_dialled() -> None:
    names = Names(news_example_org=[[PUBLIC], ["127.0.0.1"]])
    dialler = Dialler()

    async def scene(server: Server, client: Client) -> str:
        return code(await client.get(server.url("/", "news.example.org")))

    assert play(scene, {"/": reply()}, policy=ANY_PORT, resolve=names, dial=dialler) == "200"
    assert names.asked == ["news.example.org"]
    assert dialler.dialled == [PUBLIC]


@pytest.mark.parametrize(
    "answers",
    [
        [PUBLIC, "127.0.0.1"],
        ["10.0.0.1", PUBLIC],
        [PUBLIC, "::1"],
        [PUBLIC, "fe80::1%eth0"],
        [PUBLIC, "nonsense"],
    ],
)
def test_fault_35_one_inside_address_among_the_answers_refuses_the_name(answers: list[str]) -> None:
    dialler = Dialler()

    async def scene(server: Server, client: Client) -> str:
        return code(await client.get(server.url("/", "mixed.example.org")))

    assert (
        play(scene, {"/": reply()}, policy=ANY_PORT, resolve=Names(mixed_example_org=[answers]), dial=dialler)
        == "blocked_address"
    )
    assert dialler.dialled == []


def test_fault_35_the_next_connection_is_checked_anew() -> None:
    names = Names(news_example_org=[[PUBLIC], ["127.0.0.1"]])

    async def main() -> tuple[str, str]:
        async with serving({"/": reply(connection="close")}) as server:
            found = []
            for _ in range(2):
                async with Client(policy=ANY_PORT, resolve=names, dial=Dialler()) as client:
                    found.append(code(await client.get(server.url("/", "news.example.org"))))
            return found[0], found[1]

    assert asyncio.run(main()) == ("200", "blocked_address")


PUBLIC_ADDRESSES = [
    "8.8.8.8",
    PUBLIC,
    "1.1.1.1",
    "100.63.255.255",
    "172.15.0.1",
    "172.32.0.1",
    "223.255.255.255",
    "192.0.1.1",
    "168.63.129.15",
    "2606:4700::1111",
    "2a00:1450::1",
    "2001:4860:4860::8888",
    "2400::1",
    "::ffff:8.8.8.8",
]
INSIDE_ADDRESSES = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "::1",
    "::",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:2::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1111%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_fault_36_public_addresses_are_allowed(address: str) -> None:
    assert allowed(address, AddressPolicy())


@pytest.mark.parametrize(
    "address", [*INSIDE_ADDRESSES, "", "example.org", "1.2.3", "0x7f.1", "127.1", "1.2.3.4.5", "999.1.1.1"]
)
def test_fault_36_inside_addresses_and_what_is_no_address_are_not(address: str) -> None:
    assert not allowed(address, AddressPolicy())


def test_fault_36_a_network_can_be_allowed_and_only_that_one() -> None:
    policy = AddressPolicy.of(("192.168.1.0/24", "fd00::/8"))
    assert [
        allowed(address, policy)
        for address in ("192.168.1.7", "::ffff:192.168.1.7", "fd00::1", "192.168.2.7", "fe80::1")
    ] == [
        True,
        True,
        True,
        False,
        False,
    ]
    with pytest.raises(ValueError, match="host bits"):
        AddressPolicy.of(("192.168.1.7/24",))


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("http://news.example.org./a", "http://news.example.org/a"),
        ("HTTP://News.Example.ORG:80/a", "http://news.example.org/a"),
        (
            "http://пример.рф/лента?q=мир",
            "http://xn--e1afmkfd.xn--p1ai/%D0%BB%D0%B5%D0%BD%D1%82%D0%B0?q=%D0%BC%D0%B8%D1%80",
        ),
        ("https://example.org/a%2fb?c=%2f&d=+%20#part", "https://example.org/a%2fb?c=%2f&d=+%20"),
        ("http://my_host.example.org", "http://my_host.example.org"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
    ],
)
def test_fault_37_an_address_is_normalised_once(url: str, wanted: str) -> None:
    assert str(target(url, AddressPolicy())) == wanted


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "/feed",
        "//example.org/",
        "ftp://example.org/",
        "javascript:alert(1)",
        "http://",
        "http:///path",
        "http://a b/",
        "http://a\tb/",
        "http://example.org/a b",
        "http://ex\\ample.org/",
        "http://example.org\\@127.0.0.1/",
        "http://u:p@example.org/",
        "http://u@example.org/",
        "http://a%5C@127.0.0.1/",
        "http://exa%6dple.org/",
        "http://example..org/",
        "http://-a.org/",
        "http://a-.org/",
        "http://" + "a" * 64 + ".org/",
        "http://" + "a." * 140 + "org/",
        "http://example.org:99999/",
        "http://example.org:0/",
        "http://[fe80::1%25eth0]/",
        "http://[::1/",
        "http://[v1.a]/",
        "http://\u2488com/",
        "http://example.org/" + "a" * 9000,
        "http://example.org/\x00",
        "http://example.org/\r\nx: y",
    ],
)
def test_fault_37_an_address_that_two_parsers_could_read_differently_is_refused(url: str) -> None:
    with pytest.raises(Refused) as caught:
        target(url, AddressPolicy(ports=None))
    assert caught.value.error.code == "bad_address"


@pytest.mark.parametrize(
    ("port", "listed", "refused"), [(80, (), False), (443, (), False), (22, (), True), (8080, (8080,), False)]
)
def test_only_listed_ports_are_reached(port: int, listed: tuple[int, ...], refused: bool) -> None:
    policy = AddressPolicy(ports=frozenset({80, 443, *listed}))
    if refused:
        with pytest.raises(Refused) as caught:
            target(f"https://example.org:{port}/", policy)
        assert caught.value.error == FetchError(
            "blocked_address", f"port {port} is not in the list of allowed ports"
        )
    else:
        target(f"https://example.org:{port}/", policy)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_checked_address_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"http://example.org/{text}"):
        try:
            found = target(url, AddressPolicy())
        except Refused:
            continue
        assert str(found).isascii()
        assert "@" not in found.authority
        assert str(target(str(found), AddressPolicy())) == str(found)


@settings(deadline=None)
@given(
    st.sampled_from(
        ["news.example.org", "a-b.example.org:8080", "127.0.0.1:80", "1.2.3", "127.0.0.999", "a1"]
    ),
    st.text("ab/.-_~%2f?=&+:@é#", max_size=12),
)
def test_an_address_in_normal_form_is_read_as_httpx_reads_it(authority: str, path: str) -> None:
    url = f"http://{authority}/{path}"
    try:
        wanted = str(httpx.URL(url).copy_with(fragment=None))
    except httpx.InvalidURL:
        with pytest.raises(Refused):
            target(url, AddressPolicy(ports=None))
    else:
        assert str(target(url, AddressPolicy(ports=None))) == wanted


# ---------------------------------------------------------------- proxy and environment


def test_fault_38_a_proxy_on_a_private_address_is_used_and_targets_are_still_checked() -> None:
    async def main() -> None:
        async with serving(
            {
                "http://news.example.org/feed": reply(body=b"by proxy"),
                "http://news.example.org/away": redirect("http://10.0.0.1/"),
            }
        ) as proxy:
            names = Names(
                inside_example_org=[["10.0.0.1"]], news_example_org=[[PUBLIC]], outside_example_org=[]
            )
            async with Client(proxy=proxy.url(""), resolve=names) as client:
                answer = await client.get("http://news.example.org/feed")
                assert isinstance(answer, Answer)
                assert answer.body == b"by proxy"
                for url in (
                    "http://127.0.0.1/",
                    "http://inside.example.org/",
                    "http://[::1]/",
                    "http://news.example.org/away",
                ):
                    assert code(await client.get(url)) == "blocked_address"
                assert proxy.paths() == ["http://news.example.org/feed", "http://news.example.org/away"]
                assert code(await client.get("http://8.8.8.8/x")) == "404"
                # the proxy knows names that we do not
                assert code(await client.get("http://unknown-here.example.org/x")) == "404"

    asyncio.run(main())


def test_fault_39_the_environment_brings_no_proxy_and_no_credentials(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    async def scene(server: Server, client: Client) -> Request:
        assert code(await client.get(server.url("/"))) == "200"
        return server.requests[0]

    assert "authorization" not in play(scene, {"/": reply()}).headers


# ---------------------------------------------------------------- sizes and encodings


def gzipped(body: bytes, **headers: str | int) -> bytes:
    return reply(200, gzip.compress(body), content_encoding="gzip", **headers)


BOMBS = {
    "gzip": lambda: gzip.compress(bytes(10_000_000)) * 100,  # 1 GB in 1 MB
    "deflate": lambda: zlib.compress(bytes(200_000_000), 9),
    "br": lambda: brotli.compress(bytes(200_000_000), quality=5),
    "zstd": lambda: zstandard.compress(bytes(200_000_000)),
    "zstd frames": lambda: zstandard.compress(bytes(2_000_000)) * 1000,
}


@pytest.mark.parametrize("kind", sorted(BOMBS))
def test_fault_40_41_a_bomb_stops_at_the_limit_and_costs_little_memory(kind: str) -> None:
    bomb, encoding = BOMBS[kind](), kind.split()[0]
    assert len(bomb) < Limits().wire_bytes
    decoder = Decoder(encoding, Limits().body_bytes)

    def feed() -> None:
        for start in range(0, len(bomb), 16_384):
            decoder.feed(bomb[start : start + 16_384])

    tracemalloc.start()
    with pytest.raises(Refused) as caught:
        feed()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert caught.value.error.code == "too_large"
    assert peak < 22_000_000
    assert code(get("/bomb", reply(200, bomb, content_encoding=encoding))) == "too_large"


@pytest.mark.parametrize(
    "encoding", ["zstd", "compress", "gzip, gzip", "identity, gzip", "x", "gzip;q=1", "br, gzip"]
)
def test_fault_42_an_encoding_that_was_not_offered_is_refused(encoding: str) -> None:
    async def scene(server: Server, client: Client) -> str:
        found = code(await client.get(server.url("/")))
        assert server.requests[0].headers["accept-encoding"] == "gzip, deflate, br, zstd"
        return found

    assert play(scene, {"/": reply(200, b"x", content_encoding=encoding)}) == "bad_encoding"


def test_fault_42_two_encoding_headers_or_a_thousand_codings_are_refused() -> None:
    twice = (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"
    )
    assert code(get("/", twice)) == "bad_encoding"
    assert code(get("/", reply(200, b"", content_encoding=", ".join(["gzip"] * 1000)))) == "bad_encoding"


def raw_deflate(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


@pytest.mark.parametrize(
    ("encoding", "wire", "wanted"),
    [
        # docs/faults.md 12
        (
            "gzip",
            gzip.compress(b"one", mtime=0) + gzip.compress(b" two", mtime=0),
            b"one two",
        ),
        ("x-gzip", gzip.compress(b"one", mtime=0), b"one"),
        ("GZIP", gzip.compress(b"one", mtime=0) + bytes(8), b"one"),
        ("gzip", gzip.compress(b"", mtime=0), b""),
        ("gzip", b"", b""),
        ("deflate", zlib.compress(b"one"), b"one"),
        ("deflate", raw_deflate(b"one"), b"one"),
        ("deflate", zlib.compress(b"one") + b"rest", b"one"),
        ("identity", b"one", b"one"),
        ("br", brotli.compress(b"one" * 30), b"one" * 30),
        ("zstd", zstandard.compress(b"one"), b"one"),
        ("zstd", zstandard.compress(b"one") + zstandard.compress(b" two"), b"one two"),
        ("zstd", zstandard.compress(b"one") + bytes(8), b"one"),
        ("zstd", b"", b""),
        ("br", b"<rss/>", b"<rss/>"),
        ("zstd", b"<rss/>", b"<rss/>"),
    ],
)
@pytest.mark.parametrize("step", [1, 3, 10_000])
def test_fault_12_what_was_offered_is_decoded_however_it_is_cut(
    encoding: str, wire: bytes, wanted: bytes, step: int
) -> None:
    assert get("/", reply(200, wire, content_encoding=encoding)).body == wanted
    decoder = Decoder({"x-gzip": "gzip", "GZIP": "gzip", "identity": ""}.get(encoding, encoding), 100)
    for start in range(0, len(wire), step):
        decoder.feed(wire[start : start + step])
    assert decoder.end() == wanted


@pytest.mark.parametrize(
    ("encoding", "part"),
    [("gzip", gzip.compress(b"", mtime=0)), ("zstd", zstandard.compress(b""))],
    ids=["gzip", "zstd"],
)
def test_fault_12_a_flood_of_empty_parts_is_refused_and_holds_up_nobody(encoding: str, part: bytes) -> None:
    few, flood = part * 1_000, part * (1_900_000 // len(part))
    assert get("/", reply(200, few, content_encoding=encoding)).body == b""
    with within(0.25):  # two seconds, if each part is opened
        assert code(get("/", reply(200, flood, content_encoding=encoding))) == "bad_encoding"


@pytest.mark.parametrize("status", [204, 304])
def test_fault_49_what_follows_an_answer_without_body_is_dropped_with_its_connection(status: int) -> None:
    async def scene(server: Server, client: Client) -> tuple[list[str], int]:
        answers = [await client.get(server.url(path)) for path in ("/a", "/b")]
        return [code(answer) for answer in answers], server.connections

    pages = {"/a": reply(status, b"<html>Not Modified</html>"), "/b": reply(200, b"<rss/>")}
    assert play(scene, pages) == ([str(status), "200"], 2)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_fault_11_a_compressed_answer_that_is_cut_anywhere_is_truncated(encoding: str) -> None:
    whole = gzip.compress(b"abc" * 9, mtime=0) if encoding == "gzip" else zlib.compress(b"abc" * 9)
    for end in range(1, len(whole)):
        decoder = Decoder(encoding, 1000)
        decoder.feed(whole[:end])
        with pytest.raises(Refused) as caught:
            decoder.end()
        assert caught.value.error.code == "truncated"
    assert code(get("/", reply(200, whole[:-1], content_encoding=encoding))) == "truncated"


@pytest.mark.parametrize("encoding", ["utf-8", "none", "br", "gzip", "gzip, gzip", "binary"])
@pytest.mark.parametrize(
    "body", ["\ufeff\n<rss>Ж</rss>", '{"version": "https://jsonfeed.org/version/1.1"}', "<a>" * 30_000]
)
def test_an_encoding_over_what_plainly_is_text_is_none(encoding: str, body: str) -> None:
    assert get("/", reply(200, body.encode(), content_encoding=encoding)).body == body.encode()
    decoder = Decoder("gzip", 1_000_000)
    for byte in body.encode():
        decoder.feed(bytes([byte]))
    assert decoder.end() == body.encode()


@pytest.mark.parametrize("wire", [b"words", b"<rss>\x00</rss>", gzip.compress(b"<rss/>", mtime=0)])
def test_what_is_not_plainly_text_is_refused_under_an_unknown_encoding(wire: bytes) -> None:
    assert code(get("/", reply(200, wire, content_encoding="br"))) == "bad_encoding"


def head(*lines: bytes, status: bytes = b"HTTP/1.1 200 OK", body: bytes = b"<rss/>") -> bytes:
    return b"\r\n".join([status, *lines, b"Content-Length: %d" % len(body), b"", body])


@pytest.mark.parametrize(
    "line",
    [
        b"X Cache Status: hit",
        b"Warning",
        b": empty",
        b"X\x00Y: z",
        b"(c): d",
        b"X Y: z\r\n folded on",
        "Größe: 1".encode(),
    ],
)
def test_a_line_that_is_no_header_costs_that_line_and_not_the_answer(line: bytes) -> None:
    answer = get("/", head(b'ETag: "1"', line, b"Content-Type: text/xml"))
    assert (code(answer), answer.body) == ("200", b"<rss/>")
    assert (answer.headers["etag"], answer.headers["content-type"]) == ('"1"', "text/xml")
    assert len(answer.headers) == 3


def test_space_before_the_colon_of_a_header_is_taken_out() -> None:
    answer = get("/", head(b"ETag : 1", b"X-Long: a\r\n b"))
    assert answer.headers["etag"] == "1"


def test_bad_lines_are_left_out_however_the_head_is_cut_and_of_every_answer_of_a_connection() -> None:
    answer = head(b"X Y: z", b"ETag: 1", status=b"HTTP/1.1 103 Early Hints\r\nA B: c\r\n\r\nHTTP/1.1 200 OK")

    async def slowly(_: Request, writer: asyncio.StreamWriter) -> None:
        for start in range(0, len(answer), 7):
            writer.write(answer[start : start + 7])
            await writer.drain()

    async def scene(server: Server, client: Client) -> list[Answer]:
        return [await client.get(server.url("/")) for _ in range(3)]  # type: ignore[misc]

    assert [(one.body, one.headers["etag"]) for one in play(scene, {"/": slowly})] == [(b"<rss/>", "1")] * 3


@pytest.mark.parametrize(
    "wire", [b"words", b"\x1f\x8b\x08nonsense", gzip.compress(b"abc" * 99, mtime=0)[:-8] + b"12345678"]
)
def test_damaged_compression_is_a_bad_encoding(wire: bytes) -> None:
    assert code(get("/", reply(200, wire, content_encoding="gzip"))) == "bad_encoding"


def test_fault_44_an_endless_answer_ends_at_the_wire_limit() -> None:
    page = endless(b"HTTP/1.1 200 OK\r\n\r\n", bytes(16_384))
    assert code(get("/", page, limits=Limits(wire_bytes=200_000))) == "too_large"
    assert code(get("/", reply(200, bytes(200_001)), limits=Limits(wire_bytes=200_000))) == "too_large"
    assert len(get("/", reply(200, bytes(200_000)), limits=Limits(wire_bytes=200_000)).body) == 200_000


@pytest.mark.parametrize(
    "page",
    [
        raw(reply(200, b"abc", content_length=10)),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n5\r\nab"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"),
    ],
)
def test_an_answer_shorter_than_announced_is_truncated(page: Page) -> None:
    assert code(get("/", page)) == "truncated"


def test_an_answer_that_ends_with_the_connection_is_whole() -> None:
    assert get("/", raw(b"HTTP/1.0 200 OK\r\n\r\n<rss/>")).body == b"<rss/>"


@pytest.mark.parametrize("status", [300, 304, 401, 404, 500, 503])
def test_the_body_of_a_failure_is_not_read_and_never_quoted(status: int) -> None:
    async def scene(server: Server, client: Client) -> None:
        answer = await client.get(server.url("/"))
        assert isinstance(answer, Answer)
        assert (answer.status, answer.body) == (status, b"")
        assert "SECRET" not in repr(answer)

    play(scene, {"/": reply(status, b"" if status == 304 else b"SECRET")})


# ---------------------------------------------------------------- time


def timed(run: Callable[[], Any]) -> tuple[Any, float]:
    started = time.monotonic()
    return run(), time.monotonic() - started


@pytest.mark.parametrize(
    "page",
    [
        endless(b"HTTP/1.1 200 OK\r\n", b"x: y\r\n", 0.02),
        endless(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x", 0.02),
        endless(b"", b"", 0.02),
        endless(b"", b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n" * 100, 0.001),
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.001),
    ],
    ids=["header", "body", "silence", "fault 45: early hints", "continue"],
)
def test_fault_43_45_the_deadline_ends_whatever_drips(page: Page) -> None:
    answer, took = timed(lambda: get("/", page, limits=SMALL))
    assert code(answer) == "timeout"
    assert took < SMALL.deadline_s + 3


def test_fault_43_the_deadline_counts_all_hops_together() -> None:
    async def slow(request: Request, writer: Any) -> None:
        await drip(0.15)
        writer.write(redirect(request.path + "x"))

    pages: dict[str, Page] = {"/" + "x" * count: slow for count in range(6)}
    answer, took = timed(
        lambda: play(lambda server, client: client.get(server.url("/")), pages, limits=SMALL)
    )
    assert code(answer) == "timeout"
    assert took < SMALL.deadline_s + 3


@pytest.mark.parametrize(
    "head", [b"".join(b"h%d: x\r\n" % number for number in range(5000)), b"h: " + b"x" * 200_000 + b"\r\n"]
)
def test_fault_46_a_huge_head_is_a_protocol_error(head: bytes) -> None:
    assert code(get("/", raw(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n"))) == "protocol"


def test_a_long_but_sane_header_is_read() -> None:
    policy = "x" * 20_000
    assert (
        get("/", reply(200, b"ok", content_security_policy=policy)).headers["Content-Security-Policy"]
        == policy
    )


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=200))
def test_whatever_a_server_sends_becomes_a_value(data: bytes) -> None:
    for start in (
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n",
        b"HTTP/1.1 301 x\r\nlocation: ",
    ):
        answer = get("/", raw(start + data), limits=SMALL, resolve=Names(), dial=Dialler())
        assert isinstance(answer, Answer) or answer.code in FETCH_CODES


# ---------------------------------------------------------------- redirects, cookies, credentials


def test_fault_47_five_hops_are_followed_and_not_a_sixth() -> None:
    pages: dict[str, Page] = {f"/{number}": redirect(f"/{number + 1}", 301) for number in range(6)} | {
        "/6": reply(200, b"end")
    }

    async def scene(server: Server, client: Client) -> None:
        five = await client.get(server.url("/1"))
        assert isinstance(five, Answer)
        assert (five.body, five.hops, five.url) == (b"end", (301,) * 5, server.url("/6"))
        assert code(await client.get(server.url("/0"))) == "redirect_loop"
        assert code(await client.get(server.url("/5"), redirects=0)) == "redirect_loop"

    play(scene, pages)


def test_fault_47_a_circle_ends() -> None:
    assert code(get("/loop", redirect("/loop"))) == "redirect_loop"


def test_fault_47_a_redirect_without_a_target_is_the_answer() -> None:
    assert get("/", reply(302)).status == 302


def test_fault_48_cookies_are_not_kept() -> None:
    async def scene(server: Server, client: Client) -> list[Request]:
        for _ in range(2):
            # a name: jars take no cookies from bare addresses
            await client.get(server.url("/a", "news.example.org"))
        return server.requests

    pages: dict[str, Page] = {
        "/a": reply(302, location="/b", set_cookie="id=1; Path=/"),
        "/b": reply(200, set_cookie="id=2"),
    }
    requests = play(scene, pages, policy=ANY_PORT, resolve=Names(news_example_org=[[PUBLIC]]), dial=Dialler())
    assert len(requests) == 4
    assert not any("cookie" in request.headers for request in requests)


def test_fault_48_credentials_stay_with_their_origin_and_do_not_come_back() -> None:
    async def main() -> None:
        async with serving({}) as first, serving({}) as second, Client(policy=LOOPBACK) as client:
            first.pages = {"/a": redirect("/b"), "/b": redirect(second.url("/c")), "/d": reply(200)}
            second.pages = {"/c": redirect(first.url("/d"))}
            sent = {
                "X-Api-Key": "k",
                "Authorization": "Bearer t",
                "Cookie": "c=1",
                "If-None-Match": '"e"',
                "User-Agent": "me",
            }
            assert code(await client.get(first.url("/a"), sent)) == "200"
            before, portable = set(map(str.lower, sent)), {"if-none-match", "user-agent"}
            seen = [before & set(request.headers) for request in (*first.requests, *second.requests)]
            assert seen == [before, before, portable, portable]

    asyncio.run(main())


def test_an_address_goes_out_as_it_was_written() -> None:
    async def scene(server: Server, client: Client) -> list[str]:
        await client.get(server.url("/a%2fb%C3%A9?u=http%3a%2f%2fx&v=a+b%20c&w"))
        return server.paths()

    assert play(scene, {}) == ["/a%2fb%C3%A9?u=http%3a%2f%2fx&v=a+b%20c&w"]


# ---------------------------------------------------------------- TLS


def https(
    leaf: trustme.LeafCert, client_tls: ssl.SSLContext, path: str = "/", page: Page = b"", **server: Any
) -> Any:
    """GET https://news.example.org/path from a server with this certificate."""

    async def main() -> Any:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        leaf.configure_cert(context)
        for name, value in server.items():
            getattr(context, name)(value) if callable(getattr(context, name)) else setattr(
                context, name, value
            )
        client = Client(
            policy=ANY_PORT, tls=client_tls, resolve=Names(news_example_org=[[PUBLIC]]), dial=Dialler()
        )
        async with serving({path: page or reply(200, b"secure")}, tls=context) as local, client:
            return await client.get(local.url(path, "news.example.org"))

    return asyncio.run(main())


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_fault_52_a_good_certificate_is_checked_against_the_name_and_not_the_address(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    assert https(authority.issue_cert("news.example.org"), trusting).body == b"secure"


def test_fault_52_a_wrong_host_an_expired_and_an_unknown_certificate_are_refused(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    past = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)
    for leaf in (
        authority.issue_cert("other.example.org"),
        authority.issue_cert(PUBLIC),
        authority.issue_cert(
            "news.example.org", not_before=past, not_after=past + datetime.timedelta(days=9)
        ),
        trustme.CA().issue_cert("news.example.org"),
    ):
        assert code(https(leaf, trusting)) == "tls"
    assert code(https(authority.issue_cert("news.example.org"), tls_context())) == "tls"


def test_fault_52_tls_below_1_2_is_refused(authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old = {
            "minimum_version": ssl.TLSVersion.TLSv1,
            "maximum_version": ssl.TLSVersion.TLSv1_1,
            "set_ciphers": "ALL:@SECLEVEL=0",
        }
        # an asyncio server hangs up before its alert is out
        assert code(https(authority.issue_cert("news.example.org"), trusting, **old)) in {
            "tls",
            "connection",
        }


def test_fault_47_a_redirect_from_https_to_http_is_refused(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    page = redirect("http://news.example.org/feed")
    assert code(https(authority.issue_cert("news.example.org"), trusting, page=page)) == "redirect_downgrade"


def test_a_server_that_speaks_no_tls_is_a_tls_error() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(400))
        writer.close()

    async def main() -> str:
        async with (
            await asyncio.start_server(plain, "127.0.0.1", 0) as server,
            Client(policy=LOOPBACK) as client,
        ):
            return code(await client.get(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"))

    assert asyncio.run(main()) == "tls"


# ---------------------------------------------------------------- DNS and dialling


async def never(host: str, port: int) -> list[str]:
    await asyncio.Event().wait()
    return []


@pytest.mark.parametrize(
    ("resolve", "wanted"), [(Names(), "dns"), (Names(news_example_org=[[]]), "dns"), (never, "timeout")]
)
def test_fault_53_a_name_without_an_address_is_a_value_within_the_deadline(
    resolve: Callable[..., Awaitable[list[str]]], wanted: str
) -> None:
    async def scene(server: Server, client: Client) -> str:
        return code(await client.get("http://news.example.org/"))

    answer, took = timed(lambda: play(scene, {}, limits=SMALL, resolve=resolve, dial=Dialler()))
    assert answer == wanted
    assert took < SMALL.deadline_s + 3


def test_a_refused_and_a_dropped_connection_have_their_own_codes() -> None:
    async def scene(server: Server, client: Client) -> list[str]:
        return [code(await client.get(url)) for url in ("http://127.0.0.1:1/", server.url("/cut"))]

    assert play(scene, {"/cut": raw(b"")}) == ["refused", "connection"]


def test_a_second_address_is_tried_when_the_first_refuses() -> None:
    async def scene(server: Server, client: Client) -> str:
        return code(await client.get(server.url("/", "two.example.org")))

    names = Names(two_example_org=[["127.0.0.9", "127.0.0.1"]])
    assert play(scene, {"/": reply()}, resolve=names) == "200"


def test_the_resolver_gives_each_address_once_with_its_family() -> None:
    async def main() -> list[tuple[str, int]]:
        resolver = GuardedResolver(Names(a_org=[[PUBLIC, "2606:4700::1111", PUBLIC]]), AddressPolicy())
        return [(found["host"], int(found["family"])) for found in await resolver.resolve("a.org", 80)]

    assert asyncio.run(main()) == [(PUBLIC, 2), ("2606:4700::1111", 10)]


@pytest.mark.parametrize("per_host", [1, 2, 5])
def test_fault_54_only_so_many_requests_a_host_at_a_time(per_host: int) -> None:
    now: Counter[str] = Counter()
    most: Counter[str] = Counter()
    left = Counter({"127.0.0.1": 20, "localhost": 20})  # requests that are not answered yet

    async def page(request: Request, writer: Any) -> None:
        host = request.headers["host"].partition(":")[0]
        now[host] += 1
        most[host] = max(most[host], now[host])
        await until(lambda: now[host] == min(per_host, left[host]))
        now[host] -= 1
        left[host] -= 1
        writer.write(reply(200))

    async def scene(server: Server, client: Client) -> set[str]:
        answers = await asyncio.gather(
            *(client.get(server.url("/", host)) for host in ["127.0.0.1"] * 20 + ["localhost"] * 20)
        )
        return {code(answer) for answer in answers}

    assert play(scene, {"/": page}, per_host=per_host) == {"200"}
    assert most == {"127.0.0.1": per_host, "localhost": per_host}


def test_fault_54_waiting_for_a_busy_host_is_not_the_fault_of_the_feed() -> None:
    async def page(_: Request, writer: Any) -> None:
        await drip(0.4)
        writer.write(reply(200))

    async def scene(server: Server, client: Client) -> list[str]:
        return [
            code(answer) for answer in await asyncio.gather(*(client.get(server.url("/")) for _ in range(6)))
        ]

    assert play(scene, {"/": page}, limits=Limits(deadline_s=1.0)) == ["200"] * 6


def test_fault_160_connections_are_used_again() -> None:
    async def scene(server: Server, client: Client) -> int:
        for _ in range(50):
            await client.get(server.url("/"))
        return server.connections

    assert play(scene, {"/": reply(304)}) == 1


def test_a_kept_connection_that_the_server_closes_meanwhile_costs_no_answer() -> None:
    answered: set[asyncio.StreamWriter] = set()

    async def once(_: Request, writer: asyncio.StreamWriter) -> None:
        if writer in answered:
            writer.close()
        else:
            answered.add(writer)
            writer.write(reply())

    async def scene(server: Server, client: Client) -> None:
        assert [code(await client.get(server.url("/"))) for _ in range(2)] == ["200", "200"]
        assert (server.connections, len(server.requests)) == (2, 3)

    play(scene, {"/": once})


def test_headers_of_one_name_are_joined_and_found_in_any_case() -> None:
    answer = get("/", raw(b"HTTP/1.1 304 R\r\nLink: <a>\r\nX: caf\xc3\xa9\r\nlink: <b>\r\nY: \xe9\r\n\r\n"))
    assert isinstance(answer, Answer)
    assert dict(answer.headers) == {"link": "<a>, <b>", "x": "café", "y": "é"}
    assert answer.headers["LINK"] == answer.headers.get("Link")


def test_a_header_that_holds_a_line_break_is_not_sent() -> None:
    async def scene(server: Server, client: Client) -> None:
        with pytest.raises(ValueError, match="line break"):
            await client.get(server.url("/"), {"x": "a\r\ninjected: b"})
        assert not server.requests

    play(scene, {})


# ---------------------------------------------------------------- POST


def test_fault_118_a_webhook_redirect_is_an_answer_and_never_followed() -> None:
    async def scene(server: Server, client: Client) -> None:
        for status in (301, 302, 303, 307, 308):
            server.pages["/hook"] = redirect("/elsewhere", status)
            assert code(
                await client.post(server.url("/hook"), b"{}", {"content-type": "application/json"})
            ) == str(status)
        assert set(server.paths()) == {"/hook"}

    play(scene, {})


def test_a_post_sends_exactly_these_bytes_and_headers() -> None:
    async def scene(server: Server, client: Client) -> Request:
        answer = await client.post(
            server.url("/hook"), b'{"a":1}', {"Content-Type": "application/json", "webhook-id": "msg_1"}
        )
        assert answer == Answer(200, server.url("/hook"), answer.headers, b"ok")
        return server.requests[0]

    sent = play(scene, {"/hook": reply(200, b"ok")})
    assert (sent.method, sent.body) == ("POST", b'{"a":1}')
    assert set(sent.headers) == {"host", "content-type", "webhook-id", "content-length", "accept-encoding"}
    assert sent.headers["accept-encoding"] == "identity"


def test_a_put_is_made_once_and_a_redirect_is_its_answer() -> None:
    async def scene(server: Server, client: Client) -> list[tuple[str, bytes]]:
        assert code(await client.put(server.url("/room/1"), b"{}", {})) == "307"
        return [(request.method, request.body) for request in server.requests]

    assert play(scene, {"/room/1": redirect("/elsewhere", 307)}) == [("PUT", b"{}")]


def test_fault_129_a_webhook_to_this_machine_is_blocked_unless_allowed() -> None:
    async def scene(server: Server, client: Client) -> str:
        return code(await client.post(server.url("/hook"), b"{}", {}))

    assert play(scene, {"/hook": reply(204)}, policy=ANY_PORT) == "blocked_address"
    assert play(scene, {"/hook": reply(204)}, policy=LOOPBACK) == "204"


def test_fault_130_little_is_read_of_an_endless_answer() -> None:
    async def scene(server: Server, client: Client) -> int:
        answer = await client.post(server.url("/"), b"{}", {})
        assert isinstance(answer, Answer)
        return len(answer.body)

    assert play(scene, {"/": endless(b"HTTP/1.1 200 OK\r\n\r\n", bytes(100_000))}) == 16_384


@pytest.mark.parametrize(
    "page",
    [
        endless(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n", b"x", 0.1),
        raw(reply(200, b"xx", content_length=99)),
    ],
)
def test_fault_121_an_answer_that_breaks_off_after_its_head_still_counts(page: Page) -> None:
    async def scene(server: Server, client: Client) -> Answer | FetchError:
        return await client.post(server.url("/"), b"{}", {})

    answer = play(scene, {"/": page}, limits=Limits(deadline_s=1.0))
    assert code(answer) == "200"
    assert answer.body.startswith(b"x")


@pytest.mark.parametrize(
    ("page", "wanted"),
    [(raw(b""), "connection"), (endless(b"", b"", 0.02), "timeout"), (raw(b"nonsense\r\n\r\n"), "protocol")],
)
def test_a_lost_reply_is_an_error_and_the_post_is_not_repeated(page: Page, wanted: str) -> None:
    async def scene(server: Server, client: Client) -> str:
        found = code(await client.post(server.url("/"), b"{}", {}))
        assert len(server.requests) == 1
        return found

    assert play(scene, {"/": page}, limits=Limits(deadline_s=1.0)) == wanted


@pytest.mark.parametrize(
    "page",
    [
        reply(200, b"TOKEN"),
        reply(500, b"TOKEN"),
        redirect("http://127.0.0.1:1/TOKEN"),
        raw(b""),
        raw(b"TOKEN\r\n\r\n"),
    ],
)
def test_fault_119_a_secret_address_is_in_no_log_and_no_error(
    page: Page, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene(server: Server, client: Client) -> str:
        urls = [
            server.url("/hook/TOKEN"),
            "http://127.0.0.1:1/TOKEN",
            "http://u:TOKEN@127.0.0.1/",
            "http://10.0.0.1/TOKEN",
            "http://127.0.0.1/ TOKEN",
        ]
        return repr(
            [await client.post(url, b"TOKEN", {"x": "TOKEN"}) for url in urls]
            + [await client.get(url) for url in urls]
        )

    with caplog.at_level(logging.DEBUG):
        assert "TOKEN" not in play(scene, {"/hook/TOKEN": page})
    assert "TOKEN" not in caplog.text


def test_a_client_is_cheap_to_create() -> None:
    tls_context()
    with within(100 * 0.002):
        for _ in range(100):
            Client()

"""Hubs that drip, lie about lengths, send too much, sign wrongly or send again: none harms a feed or another
hub. Each speaks over a socket of its own.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from waiting import drip
from websub_kit import World, document, live

SHORT_S = 8.0  # in place of ten seconds, where a client is hung up on
LONG_S = 60.0  # where it is not: a busy machine is no slow hub
PATIENCE_S = 50.0  # of a test
Form = dict[str, str]


def head(form: Form, body: bytes, *, length: object = None, **more: str) -> bytes:
    """The head of a push, signed for this body. `length`: what it says of it; "" for chunks."""
    signed = hmac.new(form["hub.secret"].encode(), body, "sha256").hexdigest()
    said = f"Content-Length: {len(body) if length is None else length}"
    lines = {"Host": "x", "X-Hub-Signature": f"sha256={signed}", **more}
    fields = "".join(f"{name.replace('_', '-')}: {text}\r\n" for name, text in lines.items())
    framing = "Transfer-Encoding: chunked" if length == "" else said
    return f"POST {urlsplit(form['hub.callback']).path} HTTP/1.1\r\n{fields}{framing}\r\n\r\n".encode()


async def opened(world: World) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    base = urlsplit(str(world.service.config.base_url))
    assert base.port is not None
    return await asyncio.open_connection("127.0.0.1", base.port)


async def sent(world: World, *pieces: bytes) -> bytes:
    """What comes back, until the service hangs up, after these pieces."""
    reader, writer = await opened(world)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        async with asyncio.timeout(PATIENCE_S):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def status(answer: bytes) -> str:
    return answer.partition(b" ")[2][:3].decode()


def play(
    folder: Path, scene: Callable[[World, Form], Awaitable[None]], request_s: float = LONG_S, **http: int
) -> None:
    """Runs `scene` with a feed of one story whose hub sends; afterwards all is as it was, and it sends on."""

    async def whole(world: World) -> None:
        form = await world.subscribed("a")
        before = world.service.store.feeds.state(1)
        await scene(world, form)
        assert world.stories() == 1
        assert world.service.store.feeds.state(1) == before
        assert (await world.push(form, document(world.server, "b"))).status_code == 202
        assert world.stories() == 2

    live(folder, whole, request_s=request_s, **http)


def test_a_hub_that_drips_is_hung_up_on_and_holds_up_no_other(tmp_path: Path) -> None:
    async def scene(world: World, form: Form) -> None:
        body = document(world.server, "slow")
        reader, writer = await opened(world)
        loop = asyncio.get_running_loop()
        began = loop.time()
        writer.write(head(form, body))

        async def trickle() -> None:
            for number in range(len(body)):
                writer.write(body[number : number + 1])
                await writer.drain()
                await drip(0.05)

        dripping = asyncio.create_task(trickle())
        answers = [await world.push(form, b"not signed", signature="sha256=00") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [202] * 3
        try:
            async with asyncio.timeout(PATIENCE_S):
                assert await reader.read() == b""
        except ConnectionError:
            pass  # the service hung up while a piece was under way
        assert loop.time() - began < len(body) * 0.05, "it did not wait for the whole"
        dripping.cancel()
        await asyncio.gather(dripping, return_exceptions=True)
        writer.close()

    play(tmp_path, scene, SHORT_S)


def test_many_hubs_that_send_half_leave_room_for_one_that_sends_all(tmp_path: Path) -> None:
    async def scene(world: World, form: Form) -> None:
        held = [await opened(world) for _ in range(80)]
        for _, writer in held:
            writer.write(head(form, b"x" * 100)[:-10])
        assert (await world.push(form, b"", signature="sha256=00")).status_code == 202
        for _, writer in held:
            writer.close()

    play(tmp_path, scene)


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "5, 6", "10 10", "99999999999999999999999"])
def test_a_length_that_makes_no_sense_is_refused(tmp_path: Path, length: str) -> None:
    async def scene(world: World, form: Form) -> None:
        answer = await sent(world, head(form, document(world.server, "x"), length=length), b"hello")
        assert status(answer) in ("400", "413")

    play(tmp_path, scene)


def test_a_body_that_is_shorter_than_it_says_is_not_read(tmp_path: Path) -> None:
    async def scene(world: World, form: Form) -> None:
        body = document(world.server, "x")
        assert await sent(world, head(form, body, length=len(body) + 1), body) == b""

    play(tmp_path, scene, SHORT_S)


def test_what_follows_a_body_that_is_longer_than_it_says_is_no_request(tmp_path: Path) -> None:
    async def scene(world: World, form: Form) -> None:
        body, rest = document(world.server, "x"), b"<item>no request</item>\r\n\r\n"
        reader, writer = await opened(world)
        writer.write(head(form, body + rest, length=len(body)) + body)
        assert status(await reader.readuntil(b"\r\n\r\n")) == "202", "dropped: its signature is of more"
        writer.write(rest)
        try:
            async with asyncio.timeout(PATIENCE_S):
                assert status(await reader.read()) in ("400", "")
        except ConnectionError:
            pass  # hung up on while the rest was under way
        writer.close()

    play(tmp_path, scene)


def test_both_a_length_and_chunks_are_refused(tmp_path: Path) -> None:
    async def scene(world: World, form: Form) -> None:
        body = document(world.server, "x")
        chunk = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        answer = await sent(world, head(form, body, Transfer_Encoding="chunked, identity"), chunk)
        assert status(answer) in ("400", "501")

    play(tmp_path, scene)


def test_a_body_that_says_it_is_too_large_is_refused_before_it_comes(tmp_path: Path) -> None:
    async def scene(world: World, form: Form) -> None:
        assert status(await sent(world, head(form, b"", length=10**10))) == "413"

    play(tmp_path, scene, body_bytes=50_000)


def test_chunks_that_do_not_end_are_refused_at_the_limit(tmp_path: Path) -> None:
    async def scene(world: World, form: Form) -> None:
        chunk = b"3e8\r\n" + b" " * 1_000 + b"\r\n"
        answer = await sent(world, head(form, b"", length=""), *[chunk] * 51)
        assert status(answer) in ("413", ""), "the answer may be lost when we still send"

    play(tmp_path, scene, body_bytes=50_000)


def test_an_unknown_token_is_answered_before_its_body_comes(tmp_path: Path) -> None:
    async def scene(world: World, form: Form) -> None:
        unknown = form | {"hub.callback": form["hub.callback"][:-4] + "aaaa"}
        answer = await sent(world, head(unknown, b"", length=10_000))
        assert status(answer) == "404"

    play(tmp_path, scene, SHORT_S)


def test_a_document_that_is_sent_again_and_again_is_told_once(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        form = await world.subscribed("a")
        body = document(world.server, "b")
        for _ in range(20):
            assert (await world.push(form, body)).status_code == 202
        assert world.stories() == 2
        state = world.service.store.feeds.state(1)
        await world.push(form, body)
        assert world.service.store.feeds.state(1).item_hashes == state.item_hashes

    live(tmp_path, scene)


def test_what_was_signed_for_another_subscription_is_dropped(tmp_path: Path) -> None:
    async def scene(world: World, form: Form) -> None:
        body = document(world.server, "x")
        other = form | {"hub.secret": "1" * 64}
        for changed in (body + b" ", body[:-1], body.replace(b"x", b"y")):
            signed = hmac.new(form["hub.secret"].encode(), body, "sha256").hexdigest()
            answer = await world.push(form, changed, signature=f"sha256={signed}")
            assert answer.status_code == 202
        assert (await world.push(other, body)).status_code == 202

    play(tmp_path, scene)

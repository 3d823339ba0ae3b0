"""What servers and proxies can do to the adapters: each change arrives once, and nothing grows without a bound."""

from __future__ import annotations

import gzip
import os
import signal
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import requests

import bursar
from bursar import EspAi, RequestLost
from bursar.testing import Sandbox
from bursar.transports import httpx as over_httpx
from bursar.transports._own import Body
from bursar.transports.httpx import HttpxTransport
from bursar.transports.requests import RequestsTransport
from raw import raw, reply, reset, tunnel
from ways import GIVEN, WAYS, Way, closed, value

CARDS = b'{"success":true,"code":0,"data":[],"totalNumber":0}'
ADAPTERS = [way for way in WAYS if way.name.split()[-1] in ("httpx", "requests", "aiohttp")]
LIMIT = 16 << 20


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def created(way: Way, base_url: str, **options: Any) -> type[bursar.BursarError]:
    """By which error a change ends."""
    met: list[type[bursar.BursarError]] = []

    async def story(http: Any) -> None:
        client = way.kind("lbai")(token="t-0123", base_url=base_url, **way.over(http), **options)
        with pytest.raises(bursar.BursarError) as caught:
            await value(client.users.create(identifier="ada@example.com"))
        met.append(type(caught.value))
        await closed(client)

    way.play(story)
    return met[0]


@pytest.mark.parametrize("way", [*ADAPTERS, GIVEN[1]], ids=str)
def test_a_change_goes_through_a_proxy_that_loses_the_reply_once(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    with raw(reset) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        kind = created(way, "http://elsewhere.invalid", allow_insecure=True)
        assert (kind, len(proxy.seen)) == (bursar.OutcomeUnknownError, 1)


@pytest.fixture(scope="module")
def safe() -> Iterator[Sandbox]:
    with Sandbox(tls=True) as server:
        yield server


@pytest.mark.parametrize("fault", ["reset_before", "reset_after"])
@pytest.mark.parametrize("own", [False, True], ids=["requests", "own requests"])
def test_a_change_goes_through_a_tunnel_once(
    safe: Sandbox, own: bool, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ca.pem").write_text(safe.ready["ca_pem"], "utf-8")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", os.fspath(tmp_path / "ca.pem"))
    safe.control("POST", "reset")
    safe.fault(fault, platform="lbai", count=9)
    port = urlsplit(safe.ready["lbai"]["base_url"]).port
    assert port
    with raw(tunnel(port)) as proxy, requests.Session() as session:
        monkeypatch.setenv("https_proxy", proxy.url)
        with (
            safe.client("lbai", http=RequestsTransport(session if own else None)) as lbai,
            pytest.raises(bursar.OutcomeUnknownError),
        ):
            lbai.users.create(identifier="ada@example.com")
        assert len(proxy.seen) == len(safe.journal()) == 1


def test_a_tunnel_that_is_not_given_was_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw(reply(b"", status=b"403 Forbidden")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        for way in ADAPTERS:
            assert created(way, "https://elsewhere.invalid", max_retries=0) is bursar.ConnectionError, way
    assert {head.split()[0] for head in proxy.seen} == {b"CONNECT"}


@pytest.mark.parametrize("way", ADAPTERS + GIVEN, ids=str)
@pytest.mark.parametrize("location", [b"http:foo", b"https:path", b"http://h:99999/", b"/" + b"a" * 65_530], ids=len)
def test_a_change_that_is_led_astray_is_in_doubt(way: Way, location: bytes) -> None:
    with raw(reply(b"", b"Location: " + location, status=b"302 Found")) as server:
        kind = created(way, server.url)
        assert (kind, len(server.seen)) == (bursar.OutcomeUnknownError, 1)


def told(way: Way, base_url: str, **options: Any) -> str:
    """What a list ends with: how many rows, or which error."""
    met: list[str] = []

    async def story(http: Any) -> None:
        given = {"max_retries": 0, **options}
        client = way.kind("espai")(api_key="k-0123", base_url=base_url, **way.over(http), **given)
        try:
            met.append(f"{len((await value(client.cards.list())).rows)} rows")
        except bursar.BursarError as error:
            met.append(f"{error.kind}: {error.detail}")
        await closed(client)

    way.play(story)
    return met[0]


@pytest.mark.parametrize("way", ADAPTERS + GIVEN, ids=str)
def test_the_body_of_a_redirect_is_limited_like_any_other(way: Way) -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n"
    sent: list[int] = []

    def flood(connection: socket.socket) -> None:
        connection.sendall(head + b"\r\n")
        for _ in range(40):
            connection.sendall(b" " * (1 << 20))
            sent.append(1)

    def drip(connection: socket.socket) -> None:
        connection.sendall(head + b"Content-Length: 99\r\n\r\n")
        for _ in range(30):
            connection.sendall(b" ")
            server.over.wait(0.1)

    with raw(flood) as server:
        assert told(way, server.url).startswith("decode: ")
    assert len(sent) < 40
    with raw(drip) as server:
        assert told(way, server.url, timeout=0.5).startswith("timeout: ")


@pytest.mark.parametrize("way", ADAPTERS + GIVEN, ids=str)
def test_what_is_unpacked_takes_no_more_than_may_be_read(way: Way) -> None:
    bomb = gzip.compress(b" " * (8 * LIMIT))
    with raw(reply(bomb, b"Content-Encoding: gzip")) as server:
        tracemalloc.start()
        try:
            assert told(way, server.url).startswith("decode: ")
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert most < 3 * LIMIT


@pytest.mark.parametrize("way", ADAPTERS + GIVEN, ids=str)
def test_what_is_packed_as_nobody_asked_for_is_refused(way: Way) -> None:
    twice = gzip.compress(gzip.compress(CARDS))
    for lines in ((b"Content-Encoding: gzip, gzip",), (b"Content-Encoding: gzip",) * 2, (b"Content-Encoding: br",)):
        with raw(reply(twice, *lines)) as server:
            assert told(way, server.url, max_retries=2).startswith("configuration: http: the reply is packed otherwise")
        assert len(server.seen) == 1
    for pack, name in ((gzip.compress, b"x-gzip"), (zlib.compress, b"Deflate"), (bytes, b"identity")):
        with raw(reply(pack(CARDS), b"Content-Encoding: " + name)) as server:
            assert told(way, server.url) == "0 rows"


def unpacked(most: int, *pieces: bytes) -> bytes:
    body = Body(most, None, "gzip")
    for piece in pieces:
        body.add(piece)
    return body.whole()


def test_a_packed_body_that_is_cut_or_broken_is_a_lost_reply() -> None:
    packed = gzip.compress(CARDS)
    for came, what in ((packed[:-1], "not whole"), (packed + packed, "follows"), (b"\x1f\x8b junk", "broken")):
        with pytest.raises(RequestLost, match=what) as caught:
            unpacked(LIMIT, came)
        assert caught.value.how == "maybe_sent"
    assert unpacked(LIMIT) == b""
    # Such blocks hold nothing, and there can be any number of them.
    with pytest.raises(RequestLost, match="too large"):
        unpacked(50, packed[:10], *(b"\0\0\0\xff\xff",) * 10)


def test_a_client_of_the_users_own_may_have_read_the_reply() -> None:
    def mocked(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=gzip.compress(CARDS), headers={"content-encoding": "gzip"})

    def reading(got: httpx.Response) -> None:
        got.read()

    with (
        raw(reply(gzip.compress(CARDS), b"Content-Encoding: gzip")) as server,
        httpx.Client(transport=httpx.MockTransport(mocked)) as mock,
        httpx.Client(event_hooks={"response": [reading]}) as hooked,
    ):
        for client in (mock, hooked):
            espai = EspAi(api_key="k-0123", base_url=server.url, http=HttpxTransport(client))
            assert espai.cards.list().page().rows == []


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_process_that_is_forked_off_while_connections_are_made(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: Callable[[], Any] = over_httpx._make
    making, forked, parent = threading.Event(), threading.Event(), os.getpid()

    def slowly() -> Any:
        if os.getpid() == parent:
            making.set()
            forked.wait(10)
        return made()

    monkeypatch.setattr(over_httpx, "_make", slowly)
    with sandbox.client("espai", http=HttpxTransport()) as client:
        thread = threading.Thread(target=lambda: client.cards.list().page())
        thread.start()
        assert making.wait(10)
        child = os.fork()
        if child == 0:
            signal.alarm(5)
            os._exit(0 if len(client.cards.list().page().rows) == 7 else 1)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        forked.set()
        thread.join()
    assert code == 0

"""What the adapters send and take, and whose connections they close."""

from __future__ import annotations

import asyncio
import gzip
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

import bursar
from bursar.testing import Sandbox
from bursar.transports.aiohttp import AiohttpTransport
from bursar.transports.httpx import AsyncHttpxTransport, HttpxTransport
from bursar.transports.requests import RequestsTransport
from ways import GIVEN, WAYS, Way, closed, value

CARDS = b'{"success":true,"code":0,"data":[],"totalNumber":0}'
ADAPTERS = [way for way in WAYS if way.name.split()[-1] in ("httpx", "requests", "aiohttp")]


class Server(ThreadingHTTPServer):
    daemon_threads = True
    seen: list[tuple[str, list[tuple[str, str]]]]
    packed = False


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        server: Any = self.server
        server.seen.append((self.path, list(self.headers.items())))
        body = gzip.compress(CARDS) if server.packed else CARDS
        self.send_response(200)
        self.send_header("set-cookie", "session=kept; Path=/")
        if server.packed:
            self.send_header("content-encoding", "gzip")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as listening:
        listening.seen = []
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


def url_of(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


@pytest.mark.parametrize("way", ADAPTERS + GIVEN, ids=str)
def test_headers_go_out_as_they_are(server: Server, way: Way, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login ada password netrc-secret\n", "utf-8")
    os.chmod(tmp_path / ".netrc", 0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    expected: list[str] = []

    async def story(http: Any) -> None:
        client = way.kind("espai")(api_key="k-0123", base_url=url_of(server), headers={"x-own": "1"}, **way.over(http))
        with client.begin("espai.cards.list") as call:
            assert isinstance(call.step, bursar.Send)
            expected.extend(name for name, _ in call.step.request.headers)
        for _ in range(2):
            assert (await value(client.cards.list())).rows == []
        await closed(client)

    way.play(story)
    for _, headers in server.seen:
        names = [name.lower() for name, _ in headers]
        # Python's own http.client says `identity`, which asks for no compression either.
        others = set(names) - {*expected, "host", "content-length", "connection"}
        assert others <= {"accept-encoding"}
        assert dict(headers).get("Accept-Encoding", "identity") == "identity"
        assert set(expected) <= set(names)
        assert len(names) == len(set(names))


@pytest.mark.parametrize("way", ADAPTERS, ids=str)
def test_a_packed_body_is_unpacked(server: Server, way: Way) -> None:
    server.packed = True

    async def story(http: Any) -> None:
        client = way.kind("espai")(api_key="k-0123", base_url=url_of(server), **way.over(http))
        assert (await value(client.cards.list())).rows == []
        await closed(client)

    way.play(story)


@pytest.mark.parametrize("way", ADAPTERS, ids=str)
def test_a_proxy_of_the_environment_is_used(way: Way, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", url_of(server))
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)

    async def story(http: Any) -> None:
        client = way.kind("espai")(
            api_key="k-0123", base_url="http://elsewhere.invalid/base", allow_insecure=True, **way.over(http)
        )
        assert (await value(client.cards.list())).rows == []
        await closed(client)

    way.play(story)
    assert server.seen[0][0] == "http://elsewhere.invalid/base/cdkey/list"


@pytest.mark.parametrize("way", ADAPTERS, ids=str)
def test_connections_are_closed_with_the_last_client(sandbox: Sandbox, way: Way) -> None:
    async def story(_: Any) -> None:
        http = way.made()
        first, second = way.open(sandbox, "espai", http), way.open(sandbox, "espai", http)
        await value(first.cards.list())
        await closed(first)
        await value(second.cards.list())
        await closed(second)
        third = way.open(sandbox, "espai", http)
        await value(third.cards.list())
        await closed(third)

    way.play(story)
    one, two, three = sandbox.journal()
    assert one["connection"] == two["connection"] != three["connection"]


@pytest.mark.parametrize("way", GIVEN, ids=str)
def test_a_client_of_the_users_own_is_left_open(sandbox: Sandbox, way: Way) -> None:
    async def story(http: Any) -> None:
        for _ in range(2):
            client = way.open(sandbox, "espai", http)
            await value(client.cards.list())
            await value(client.orders.create(commodity_id="1", commodity_type="1"))
            await closed(client)

    way.play(story)
    assert {one["connection"] for one in sandbox.journal()} == {sandbox.journal()[0]["connection"]}


def test_a_session_that_repeats_sends_no_state_change(sandbox: Sandbox) -> None:
    with requests.Session() as session:
        connecting = Retry(connect=3, read=0, status=0, other=0)
        for retries, refused in ((Retry(3), True), (3, True), (Retry(total=None, read=3), True), (connecting, False)):
            session.mount("http://", HTTPAdapter(max_retries=retries))
            with sandbox.client("espai", http=RequestsTransport(session), max_retries=0) as espai:
                before = len(sandbox.journal())
                assert len(espai.cards.list().page().rows) == 7
                if refused:
                    with pytest.raises(bursar.ConnectionError, match="mount an adapter without retries"):
                        espai.orders.create(commodity_id="1", commodity_type="1")
                else:
                    espai.orders.create(commodity_id="1", commodity_type="1")
                assert len(sandbox.journal()) - before == (1 if refused else 2)


def test_a_session_of_the_users_own_keeps_no_cookie_and_calls_no_hook(server: Server) -> None:
    with requests.Session() as session:
        called: list[object] = []
        session.hooks["response"].append(lambda got, **_: called.append(got))
        espai = bursar.EspAi(api_key="k-0123", base_url=url_of(server), http=RequestsTransport(session))
        espai.cards.list().page()
        espai.raw(method="POST", path="/x")
        assert len(server.seen) == 2
        assert (len(session.cookies), called) == (0, [])


def test_a_client_of_the_other_kind_is_refused() -> None:
    anything: Any
    for anything, kind in (
        (httpx.AsyncClient, HttpxTransport),
        (httpx.Client, AsyncHttpxTransport),
        (requests.Session, AiohttpTransport),
        (httpx.Client, RequestsTransport),
        (dict, AiohttpTransport),
    ):
        with pytest.raises(TypeError, match="takes a"):
            kind(anything())


def test_a_forked_process_has_connections_of_its_own(sandbox: Sandbox) -> None:
    for http in (HttpxTransport(), RequestsTransport()):
        with sandbox.client("espai", http=http) as client:
            client.cards.list().page()
            child = os.fork()
            if child == 0:
                os._exit(0 if len(client.cards.list().page().rows) == 7 else 1)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
            client.cards.list().page()
        first, theirs, second = sandbox.journal()[-3:]
        assert first["connection"] == second["connection"] != theirs["connection"]


def test_an_adapter_survives_the_loops_it_was_used_in(sandbox: Sandbox) -> None:

    for kind in (AiohttpTransport, AsyncHttpxTransport):
        way = next(way for way in WAYS if way.made is kind)
        http = way.made()
        client = way.open(sandbox, "espai", http)
        for _ in range(2):
            # Each loop closes what was made in it, with nobody to ask for it.
            page = asyncio.run(client.cards.list().page())
            assert len(page.rows) == 7
        assert http._own._kept == {}
        asyncio.run(client.close())

"""What the adapters show of a request: neither headers nor body nor query, whichever way it is lost."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import ssl
import traceback
from typing import Any

import pytest

import bursar
from bursar import AsyncOpenCatd, OpenCatd, RequestLost, Secret
from bursar.testing import Sandbox
from bursar.transports._own import lost
from bursar.transports.httpx import HttpxTransport
from bursar.transports.requests import RequestsTransport
from raw import Raw, raw, reply, reset
from test_secrets import shown_with_variables
from ways import GIVEN, WAYS, Way, closed, value

# Not written out, so that no line of this file shows them.
CREDENTIAL = Secret("-".join(["root", "very", "secret"]))
CHOSEN = Secret("-".join(["t", "very", "secret"]))
PASSWORD = "-".join(["p", "very", "secret"])
ADAPTERS = [way for way in WAYS if way.name.split()[-1] in ("httpx", "requests", "aiohttp")]


def hold(server: Raw) -> None:
    """Says nothing, and does not close either, until the test is over."""
    server.over.wait(10)


def silent(_: object) -> None:
    """Closes without a word."""


async def reset_token(client: Any) -> None:
    """The token is in the query, the credential in the headers."""
    await value(client.users.reset_token(id=2, token=CHOSEN))


def client_of(way: Way, http: Any, server: Raw, **options: Any) -> Any:
    given = {"max_retries": 0, "verify": False, **options}
    return way.kind("opencatd")(token=CREDENTIAL, base_url=server.url, **way.over(http), **given)


def shows_nothing(error: BaseException) -> None:
    for shown in (shown_with_variables(error), "".join(traceback.format_exception(error))):
        assert "very" not in shown
    # Some reports follow what was suppressed, too.
    for led in (error.__cause__, error.__context__):
        if led is not None:
            shows_nothing(led)


LOSING: dict[str, Any] = {
    "reset": reset,
    "closed": silent,
    "echo": lambda connection: connection.sendall(CREDENTIAL.expose().encode() * 9 + b"\r\n\r\n"),
    "broken header": reply(b"", CREDENTIAL.expose().encode() + b" x: y"),
    "too large": reply(b"", b"x: " + CREDENTIAL.expose().encode() * 20_000),
    "cut": lambda connection: connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + CREDENTIAL.expose().encode()
    ),
    "oversize": lambda connection: connection.sendall(
        b"HTTP/1.1 200 OK\r\n\r\n" + CREDENTIAL.expose().encode() * 2_000_000
    ),
}


@pytest.mark.parametrize("how", LOSING)
@pytest.mark.parametrize("way", ADAPTERS + GIVEN, ids=str)
def test_a_lost_request_shows_nothing(way: Way, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # A proxy's password is a variable on the way, too.
    monkeypatch.setenv("https_proxy", f"http://ada:{PASSWORD}@127.0.0.1:9")

    async def story(http: Any) -> None:
        client = client_of(way, http, server)
        with pytest.raises(bursar.OutcomeUnknownError) as caught:
            await reset_token(client)
        shows_nothing(caught.value)
        # http.client takes a broken header for the end of them, and the reply for one.
        assert isinstance(caught.value.__cause__, RequestLost) or how == "broken header"
        await closed(client)

    with raw(LOSING[how]) as server:
        way.play(story)
    assert len(server.seen) == 1


@pytest.mark.parametrize("way", ADAPTERS + GIVEN, ids=str)
def test_a_time_out_shows_nothing(way: Way) -> None:
    async def story(http: Any) -> None:
        # Neither a reply, nor an end of the handshake of TLS.
        for scheme in ("http", "https"):
            given = {"base_url": server.url.replace("http", scheme), "timeout": 0.5, "connect_timeout": 0.3}
            client = way.kind("opencatd")(token=CREDENTIAL, max_retries=0, verify=False, **given, **way.over(http))
            with pytest.raises((bursar.ConnectionError, bursar.TimeoutError, bursar.OutcomeUnknownError)) as caught:
                await reset_token(client)
            shows_nothing(caught.value)
            await closed(client)

    with raw(lambda _: hold(server)) as server:
        way.play(story)


@pytest.mark.parametrize("way", [way for way in ADAPTERS + GIVEN if way.awaited], ids=str)
def test_a_cancelled_call_shows_nothing(way: Way) -> None:
    async def story(http: Any) -> None:
        client: AsyncOpenCatd = client_of(way, http, server)

        async def cancelled() -> None:
            with pytest.raises(asyncio.CancelledError) as caught:
                await reset_token(client)
            assert isinstance(caught.value.__cause__, bursar.OutcomeUnknownError)
            shows_nothing(caught.value)

        call = asyncio.create_task(cancelled())
        await asyncio.to_thread(server.arrived.wait, 10)
        call.cancel()
        await call
        await client.close()

    with raw(lambda _: hold(server)) as server:
        way.play(story)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("kind", [HttpxTransport, RequestsTransport])
def test_ctrl_c_shows_nothing(kind: Any) -> None:
    def press(_: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        server.over.wait(10)

    with raw(press) as server, OpenCatd(token=CREDENTIAL, base_url=server.url, http=kind(), verify=False) as client:
        with pytest.raises(KeyboardInterrupt) as caught:
            client.users.reset_token(id=2, token=CHOSEN)
        assert isinstance(caught.value.__cause__, bursar.OutcomeUnknownError)
        shows_nothing(caught.value)


def test_what_a_library_says_is_told_without_what_a_url_holds() -> None:
    error = ssl.SSLError(f"no way to http://ada:{PASSWORD}@h/x?token={PASSWORD} (again: 'http://h/y?a={PASSWORD}')")
    said = str(lost(True, error, str(error)))
    assert "very" not in said
    assert said.startswith("SSLError: ")
    assert "no way to http://h/x (again: 'http://h/y" in said


@pytest.mark.parametrize("way", ADAPTERS, ids=str)
def test_the_logs_of_the_libraries_show_no_query(sandbox: Sandbox, way: Way, caplog: pytest.LogCaptureFixture) -> None:
    async def story(http: Any) -> None:
        client = way.open(sandbox, "opencatd_dev", http)
        done = await value(client.users.reset_token(id=2, token=CHOSEN))
        # It was sent all the same.
        assert done.token.expose() == CHOSEN.expose()
        await closed(client)

    # urllib3 shows it at DEBUG, as the docstring says.
    with caplog.at_level(logging.INFO if way.name == "requests" else logging.DEBUG):
        way.play(story)
    assert "very" not in caplog.text
    assert ("HTTP Request: POST" in caplog.text) == ("httpx" in way.name)

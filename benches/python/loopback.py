"""End to end, against a server in another process: the built-in transport and the adapters, and their peers by hand."""

from __future__ import annotations

import asyncio
import http.client
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import requests
import workload
from measure import Clocks, Contestant, Result, awaited, compare, direct

from bursar import AsyncClient, AsyncEspAi, AsyncLbai, EspAi, Lbai
from bursar.transports.aiohttp import AiohttpTransport
from bursar.transports.httpx import AsyncHttpxTransport

TIMEOUT = 30.0


@contextmanager
def server() -> Iterator[int]:
    """Its port, as long as it is needed."""
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("server.py"))], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()


def _in_a_thread(contestant: Contestant, pool: ThreadPoolExecutor) -> Contestant:
    def sample(times: int) -> Clocks:
        return pool.submit(contestant.sample, times).result()

    return Contestant(f"{contestant.name}, in a thread", sample)


def blocking(how: dict[str, Any]) -> list[tuple[str, list[Result]]]:
    """A balance and a page of 1,000 cards, through what blocks. Every peer keeps its connection, and has a time-out."""
    with server() as port, requests.Session() as session, httpx.Client(timeout=TIMEOUT) as client:
        base = f"http://127.0.0.1:{port}"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)

        def by_requests(method: str, url: str, headers: dict[str, str], body: bytes | None) -> tuple[int, bytes]:
            reply = session.request(method, url, headers=headers, data=body, timeout=TIMEOUT)
            return reply.status_code, reply.content

        def by_httpx(method: str, url: str, headers: dict[str, str], body: bytes | None) -> tuple[int, bytes]:
            reply = client.request(method, url, headers=headers, content=body)
            return reply.status_code, reply.content

        def by_hand(method: str, url: str, headers: dict[str, str], body: bytes | None) -> tuple[int, bytes]:
            connection.request(method, url.removeprefix(base), body, headers)
            reply = connection.getresponse()
            return reply.status, reply.read()

        peers: list[tuple[str, workload.Http]] = [
            ("requests", by_requests),
            ("httpx", by_httpx),
            ("http.client", by_hand),
        ]
        measured: list[tuple[str, list[Result]]] = []
        with (
            Lbai(token=workload.TOKEN, base_url=base) as lbai,
            EspAi(api_key=workload.API_KEY, base_url=base) as espai,
            ThreadPoolExecutor(1) as pool,
        ):
            own = direct("bursar", lambda: lbai.account.balance())
            for _, peer in peers:
                assert asdict(workload.balance_by_hand(peer, base)) == asdict(lbai.account.balance())
            contestants = [
                direct(name, lambda peer=peer: workload.balance_by_hand(peer, base))  # type: ignore[misc]
                for name, peer in peers
            ]
            measured.append(("balance", compare([*contestants, own, _in_a_thread(own, pool)], **how)))
            headers = {"authorization": workload.API_KEY, "content-type": "application/json"}

            def page(peer: workload.Http) -> list[workload.Card]:
                return workload.listed(peer("POST", f"{base}/cdkey/list", headers, b"{}")[1])

            own = direct("bursar", lambda: espai.cards.list().page())
            for _, peer in peers:
                assert [asdict(one) for one in page(peer)] == [asdict(one) for one in espai.cards.list().page().rows]
            contestants = [direct(name, lambda peer=peer: page(peer)) for name, peer in peers]  # type: ignore[misc]
            measured.append(("1,000 rows", compare([*contestants, own, _in_a_thread(own, pool)], **how)))
        connection.close()
        return measured


def asynchronous(how: dict[str, Any]) -> list[tuple[str, list[Result]]]:
    """The same, awaited one after the other on one event loop."""
    loop = asyncio.new_event_loop()
    with server() as port:
        base = f"http://127.0.0.1:{port}"
        session, client = loop.run_until_complete(_peers())
        token, key = workload.TOKEN, workload.API_KEY
        ways = [
            ("bursar around aiohttp", {"http": AiohttpTransport()}),
            ("bursar around httpx", {"http": AsyncHttpxTransport()}),
            ("bursar, built in", {}),
        ]
        balances = [(name, AsyncLbai(token=token, base_url=base, **way)) for name, way in ways]
        lists = [(name, AsyncEspAi(api_key=key, base_url=base, **way)) for name, way in ways]
        headers = {"authorization": key, "content-type": "application/json"}
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)

        async def by_aiohttp() -> workload.Balance:
            bearer = {"authorization": f"Bearer {token}"}
            async with session.get(f"{base}/ai-api/v1/account/banlance", headers=bearer, timeout=timeout) as reply:
                return workload.balance(await reply.read())

        async def by_httpx() -> workload.Balance:
            bearer = {"authorization": f"Bearer {token}"}
            reply = await client.get(f"{base}/ai-api/v1/account/banlance", headers=bearer)
            return workload.balance(reply.content)

        async def page_by_aiohttp() -> list[workload.Card]:
            async with session.post(f"{base}/cdkey/list", headers=headers, data=b"{}", timeout=timeout) as reply:
                return workload.listed(await reply.read())

        async def page_by_httpx() -> list[workload.Card]:
            return workload.listed((await client.post(f"{base}/cdkey/list", headers=headers, content=b"{}")).content)

        def measured(by_hand: list[Any], own: list[tuple[str, Callable[[], Awaitable[Any]]]]) -> list[Result]:
            contestants = [
                awaited(name, loop, run) for name, run in [*zip(("aiohttp", "httpx"), by_hand, strict=True), *own]
            ]
            return compare(contestants, **how)

        wanted = asdict(loop.run_until_complete(by_aiohttp()))
        assert all(asdict(loop.run_until_complete(one.account.balance())) == wanted for _, one in balances)
        results = [
            ("balance", measured([by_aiohttp, by_httpx], [(name, one.account.balance) for name, one in balances])),
            ("1,000 rows", measured([page_by_aiohttp, page_by_httpx], [(name, _paged(one)) for name, one in lists])),
        ]
        loop.run_until_complete(_closed(session, client, [one for _, one in [*balances, *lists]]))
    loop.close()
    return results


def _paged(client: AsyncEspAi) -> Callable[[], Awaitable[Any]]:
    return lambda: client.cards.list().page()


async def _peers() -> tuple[aiohttp.ClientSession, httpx.AsyncClient]:
    return aiohttp.ClientSession(), httpx.AsyncClient(timeout=TIMEOUT)


async def _closed(session: aiohttp.ClientSession, client: httpx.AsyncClient, clients: list[AsyncClient]) -> None:
    for one in clients:
        await one.close()
    await session.close()
    await client.aclose()

"""What is awaited: cancelled at once, in many tasks, loops and threads, with nothing left behind."""

from __future__ import annotations

import asyncio
import gc
import json
import random
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

import bursar
from bursar import AsyncEspAi, HttpReply, HttpRequest
from bursar import _core as core
from bursar.testing import Sandbox
from test_operations import transfer
from ways import GIVEN, WAYS, Way, closed, value

AWAITED = [way for way in WAYS + GIVEN if way.awaited and "by hand" not in way.name]
BLOCKING = [way for way in WAYS + GIVEN if not way.awaited and "by hand" not in way.name]
CARDS = b'{"success":true,"code":0,"data":[],"totalNumber":0}'
CARD = {"phone": "1", "code": "2", "target_phone": "3", "target_code": "4", "amount": 1}

awaited = pytest.mark.parametrize("way", AWAITED, ids=str)


async def soon(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < until
        await asyncio.sleep(0.005)


def arrived(sandbox: Sandbox, path: str) -> list[dict[str, Any]]:
    journal: list[dict[str, Any]] = sandbox.control("GET", "journal")["journal"]
    return [one for one in journal if one["path"] == path]


async def cancelled(task: asyncio.Task[Any]) -> asyncio.CancelledError:
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert time.monotonic() - began < 0.2
    return caught.value


def doubt(error: BaseException) -> BaseException | None:
    # Before Python 3.11 a task tells by a new error, whose context is the one that ended it.
    return error.__cause__ or (doubt(error.__context__) if error.__context__ else None)


@awaited
def test_a_cancelled_read_ends_at_once(sandbox: Sandbox, way: Way) -> None:
    async def story(http: Any) -> None:
        client = way.open(sandbox, "espai", http)
        sandbox.fault("delay", path="/cdkey/list", ms=800)
        task = asyncio.ensure_future(value(client.cards.list()))
        await soon(lambda: bool(arrived(sandbox, "/cdkey/list")))
        assert doubt(await cancelled(task)) is None
        assert core.live() == 0
        assert len((await value(client.cards.list())).rows) == 7
        await closed(client)

    way.play(story)


@awaited
def test_a_cancelled_change_leaves_its_doubt(sandbox: Sandbox, way: Way) -> None:
    async def story(http: Any) -> None:
        client = way.open(sandbox, "espai", http)
        sandbox.fault("delay", path="/cdkey/transfer", ms=500)
        task = asyncio.ensure_future(client.cards.transfer(**transfer(sandbox)))
        await soon(lambda: bool(arrived(sandbox, "/cdkey/transfer")))
        why = doubt(await cancelled(task))
        assert isinstance(why, bursar.OutcomeUnknownError)
        assert why.readings is not None
        await closed(client)

    way.play(story)
    assert len(arrived(sandbox, "/cdkey/transfer")) == 1


@awaited
def test_a_time_limit_of_asyncio_ends_a_call_at_once(sandbox: Sandbox, way: Way) -> None:
    async def story(http: Any) -> None:
        client = way.open(sandbox, "opencatd", http, verify=False)
        sandbox.fault("delay", platform="opencatd", ms=800)
        began = time.monotonic()
        with pytest.raises((TimeoutError, asyncio.TimeoutError)):
            await asyncio.wait_for(client.users.create(name="ada"), 0.2)
        assert time.monotonic() - began < 0.5
        await closed(client)

    way.play(story)


@awaited
def test_a_change_is_not_sent_after_its_cancellation(sandbox: Sandbox, way: Way) -> None:
    async def story(http: Any) -> None:
        client = way.open(sandbox, "opencatd", http, verify=False)
        await value(client.users.list())
        for at in range(40):
            task = asyncio.ensure_future(client.users.create(name=f"user-{at}"))
            # Somewhere between its first step and its reply.
            await asyncio.sleep(at % 8 * 0.0004)
            task.cancel()
            try:
                await task
            except asyncio.CancelledError as error:
                ends.append(doubt(error) is not None)
            else:
                ends.append(True)
        await closed(client)

    ends: list[bool] = []
    way.play(story)
    posts = [one for one in sandbox.journal() if one["method"] == "POST"]
    assert len(posts) <= sum(ends)
    # Of an HTTP library nobody knows when its first byte leaves.
    assert sum(ends) < len(ends) or "built-in" not in way.name


@awaited
def test_a_wait_is_cancelled_too(sandbox: Sandbox, way: Way) -> None:
    async def story(http: Any) -> None:
        client = way.open(sandbox, "espai", http)
        sandbox.fault("status", path="/cdkey/list", status=429, headers={"retry-after": "30"})
        task = asyncio.ensure_future(value(client.cards.list()))
        await soon(lambda: bool(arrived(sandbox, "/cdkey/list")))
        await asyncio.sleep(0.05)
        await cancelled(task)
        assert core.live() == 0
        await closed(client)

    way.play(story)


@awaited
def test_fifty_tasks_run_at_once(sandbox: Sandbox, way: Way) -> None:
    async def story(http: Any) -> None:
        client = way.open(sandbox, "espai", http)
        sandbox.fault("delay", path="/cdkey/list", ms=600, count=50)
        began = time.monotonic()
        pages = await asyncio.gather(*(value(client.cards.list()) for _ in range(50)))
        assert [len(page.rows) for page in pages] == [7] * 50
        assert time.monotonic() - began < 2.5, "one after the other they take 30 s"
        await closed(client)

    way.play(story)


@pytest.mark.parametrize("way", [way for way in AWAITED if way.close is None], ids=str)
def test_loops_and_threads_share_a_client(sandbox: Sandbox, way: Way) -> None:
    http = way.made()
    client = way.open(sandbox, "espai", http)
    failures: list[BaseException] = []
    counts: list[int] = []

    async def story() -> None:
        pages = await asyncio.gather(*(value(client.cards.list()) for _ in range(5)))
        counts.extend(len(page.rows) for page in pages)
        counts.append(len([card async for card in client.cards.list()]))

    def work() -> None:
        try:
            asyncio.run(story())
            asyncio.run(story())
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asyncio.run(closed(client))
    assert failures == []
    assert counts == [7] * 48


@pytest.mark.parametrize("way", BLOCKING, ids=str)
def test_fifty_threads_share_a_client(sandbox: Sandbox, way: Way) -> None:
    failures: list[BaseException] = []
    counts: list[int] = []
    each = 100 if way.name == "built-in" else 10

    async def story(http: Any) -> None:
        client = way.open(sandbox, "espai", http)

        def work() -> None:
            try:
                counts.extend(len(client.cards.list().page().rows) for _ in range(each))
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=work) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        client.close()

    way.play(story)
    assert failures == []
    assert counts == [7] * (50 * each)


def test_no_thread_is_left_behind(sandbox: Sandbox) -> None:
    server = sandbox.ready["espai"]
    before = threading.active_count()

    async def story(keep: bool) -> None:
        client = AsyncEspAi(api_key=server["credentials"]["apiKey"], base_url=server["base_url"])
        await asyncio.gather(*(client.cards.list().page() for _ in range(20)))
        assert threading.active_count() > before
        if not keep:
            await client.close()
            with pytest.raises(bursar.ConfigurationError, match="no such session"):
                await client.credits()

    for keep in (False, True):
        asyncio.run(story(keep))
        gc.collect()
        until = time.monotonic() + 5
        while threading.active_count() > before:
            assert time.monotonic() < until
            time.sleep(0.01)


def test_nothing_leaks_over_thousands_of_calls() -> None:
    chance = random.Random(6)
    ends: dict[str, int] = {}

    async def http(_: HttpRequest) -> HttpReply:
        turn = chance.randrange(4)
        if turn == 0:
            await asyncio.sleep(3600)
        if turn == 1:
            raise OSError("the wire broke")
        await asyncio.sleep(0)
        return HttpReply(200 if turn == 2 else 503, [], CARDS)

    async def one(client: AsyncEspAi) -> str:
        try:
            await asyncio.wait_for(client.orders.create(commodity_id="1", commodity_type="1"), 0.01)
        except (TimeoutError, asyncio.TimeoutError):
            return "timeout"
        except bursar.BursarError as error:
            return error.kind
        return "value"

    async def story() -> None:
        async with AsyncEspAi(api_key="k-0123", http=http, max_retries=0, verify=False) as client:
            for _ in range(30):
                for end in await asyncio.gather(*(one(client) for _ in range(100))):
                    ends[end] = ends.get(end, 0) + 1
            assert core.live() == 0

    asyncio.run(story())
    assert sum(ends.values()) == 3000
    assert ends["timeout"] > 500
    assert ends["outcome_unknown"] > 500


def test_a_change_whose_reply_came_as_it_was_given_up_is_in_doubt() -> None:
    from bursar._crossing import VALUE
    from bursar._driver import given_up

    with pytest.raises(asyncio.CancelledError) as caught:
        given_up(asyncio.CancelledError(), bytes([VALUE]), b"espai.orders.create\x1f\x1f{}")
    assert isinstance(caught.value.__cause__, bursar.OutcomeUnknownError)
    with pytest.raises(asyncio.CancelledError) as caught:
        given_up(asyncio.CancelledError(), bytes([VALUE]), b"espai.cards.list\x1f\x1f{}")
    assert caught.value.__cause__ is None


if sys.version_info >= (3, 11):

    def test_a_timeout_of_asyncio_has_the_doubt_two_levels_down(sandbox: Sandbox) -> None:
        async def story() -> None:
            async with sandbox.async_client("espai") as client:
                for path, told in (("/cdkey/transfer", True), ("/cdkey/detail", False)):
                    sandbox.fault("delay", path=path, ms=800)
                    with pytest.raises(TimeoutError) as late:
                        async with asyncio.timeout(0.4):
                            await client.cards.transfer(**transfer(sandbox))
                    assert not isinstance(late.value, bursar.BursarError)
                    assert isinstance(late.value.__cause__, asyncio.CancelledError)
                    doubt = late.value.__cause__.__cause__
                    assert isinstance(doubt, bursar.OutcomeUnknownError) if told else doubt is None
                    if isinstance(doubt, bursar.OutcomeUnknownError):
                        assert "source_before" in json.loads(doubt.readings or "")

        asyncio.run(story())


def test_any_async_callable_is_an_executor() -> None:
    class Http:
        async def __call__(self, request: HttpRequest) -> HttpReply:
            return HttpReply(200, [], CARDS)

    def future(request: HttpRequest) -> Awaitable[HttpReply]:
        return asyncio.ensure_future(Http()(request))

    async def story() -> None:
        for http in (Http(), future, lambda request: Http()(request)):
            async with AsyncEspAi(api_key="k-0123", http=http) as client:
                assert (await client.cards.list().page()).rows == []
                assert (await client.with_response(client.credits)).response.attempts == 1

    asyncio.run(story())


def test_an_executor_of_the_other_kind_is_refused() -> None:
    async def http(_: HttpRequest) -> HttpReply:
        raise AssertionError("this one is not to be called")

    def blocking(_: HttpRequest) -> HttpReply:
        return HttpReply(200, [], CARDS)

    def hidden(request: HttpRequest) -> Coroutine[Any, Any, HttpReply]:
        return http(request)

    anything: Any
    for anything in (http, 7):
        with pytest.raises(bursar.ConfigurationError, match="http: "):
            bursar.EspAi(api_key="k-0123", http=anything)
    for way in (*AWAITED, *BLOCKING):
        if way.close is None and way.made() is not None:
            with pytest.raises(bursar.ConfigurationError, match="this executor"):
                getattr(bursar, "EspAi" if way.awaited else "AsyncEspAi")(api_key="k-0123", http=way.made())
    anything = hidden
    client = bursar.EspAi(api_key="k-0123", http=anything, verify=False)
    with pytest.raises(bursar.ConfigurationError, match="blocking client") as unsent:
        client.cards.transfer(**CARD)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    assert unsent.value.__cause__ is None
    with pytest.raises(bursar.ConfigurationError, match="this executor"):
        client.credits(options={"http": http})  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]

    async def story() -> None:
        wrong: Any = blocking
        awaited = AsyncEspAi(api_key="k-0123", http=wrong, verify=False)
        with pytest.raises(bursar.ConfigurationError, match="async") as sent:
            await awaited.cards.transfer(**CARD)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
        assert isinstance(sent.value.__cause__, bursar.OutcomeUnknownError)

    asyncio.run(story())


def test_a_client_with_the_reply_pages_and_token(sandbox: Sandbox) -> None:
    server = sandbox.ready["espai"]
    sandbox.control("POST", "seed", {"platform": "espai", "kind": "cards", "count": 43})

    async def story() -> None:
        async with AsyncEspAi(api_key=server["credentials"]["apiKey"], base_url=server["base_url"]) as espai:
            rows = espai.cards.list(limit=20)
            assert [len(page.rows) async for page in rows.pages()] == [20, 20, 10]
            assert len({row.id async for row in rows}) == 50
            assert (await rows.with_response()).response.status == 200
            assert (await espai.with_response(espai.credits)).value.unit == "calls"
            listing: Any = espai.cards.list
            with pytest.raises(TypeError, match="a list has"):
                await espai.with_response(listing)
            assert (await espai.raw(method="POST", path="/cdkey/list", body="{}")).status == 200
            with espai.begin("espai.cards.list") as call:
                assert isinstance(call.step, bursar.Send)
        akool = sandbox.ready["akool"]
        pair = akool["credentials"]
        async with bursar.AsyncAkool(
            client_id=pair["clientId"], client_secret=pair["clientSecret"], base_url=akool["base_url"]
        ) as client:
            assert client.token() is None
            await client.credit.get()
            assert client.token() is not None
            client.set_token(None)
            assert client.token() is None

    asyncio.run(story())

"""What every way to send has to stand: each fault with each operation, dying connections, time-outs, large replies."""

from __future__ import annotations

import functools
import json
import socket
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import bursar
from bursar._generated.tables import CHANGES
from bursar.testing import Sandbox
from test_operations import CASES, card, method_of, transfer
from ways import GIVEN, WAYS, Way, closed, value

TOKEN = bursar.Secret("t-very-" + "secret")
FAULTS: dict[str, dict[str, Any]] = {
    "reset_before": {},
    "reset_after": {},
    "kill_keepalive": {"only_reused": False, "process": True},
    "delay": {"ms": 500},
    "drip": {"bytes": 1, "ms": 200},
    "truncate": {},
    "garbage": {},
    "html": {},
    "oversize": {},
    "redirect": {"location": "http://127.0.0.1:9/elsewhere"},
    "wrong_length": {},
    "malformed": {},
}
SKIPPED = {
    "opencatd.users.create": 1,
    "opencatd.users.delete": 1,
    "opencatd.users.reset_token": 1,
    "opencatd.keys.create": 1,
    "opencatd.keys.delete": 1,
    "espai.cards.transfer": 2,
    "espai.cards.destroy": 1,
}
"""Readings that come before the request that the fault is to meet."""
APART = {"akool.webhooks.open", "espai.cards.check_transfer", "opencatd.users.init"}
"""They send nothing of their own, or nothing before something else has worked."""
SLOW = {"delay", "drip", "oversize"}
FEW = {"lbai.users.create", "opencatd.users.delete", "akool.credit.get", "espai.cards.list", "espai.cards.transfer"}
"""One for each platform, and each of the ways in which a change is told."""


OURS = [way for way in WAYS if "by hand" not in way.name]
"""Whoever sends by hand limits times and sizes by hand, and knows of a loss what he knows."""


@pytest.mark.parametrize("way", OURS, ids=str)
def test_every_fault_ends_in_a_value_or_an_error(way: Way) -> None:
    # Most of the time they wait, each for its own server.
    with ThreadPoolExecutor(6) as pool:
        for over in [pool.submit(_meets, way, fault) for fault in FAULTS]:
            over.result()


def _meets(way: Way, fault: str) -> None:
    names = [name for name in CASES if name not in APART and (fault not in SLOW or name in FEW)]
    with Sandbox() as sandbox:

        async def story(http: Any) -> None:
            for name in names:
                tries = 1
                while not await _met(sandbox, way, http, name, fault):
                    tries += 1
                    assert tries < 5, f"{name} met no {fault}"

        way.play(story)


async def _met(sandbox: Sandbox, way: Way, http: Any, name: str, fault: str) -> bool:
    sandbox.control("POST", "reset")
    given = CASES[name].params(sandbox)
    platform = name.partition(".")[0] if "." in name else "espai"
    client = way.open(sandbox, platform, http, deadline=0.3 if fault in SLOW else 0.6, max_retries=0)
    sandbox.fault(fault, **FAULTS[fault], skip=SKIPPED.get(name, 0))
    began = time.monotonic()
    try:
        await value(method_of(client, name)(**given))
    except bursar.BursarError as error:
        kind = error.kind
    else:
        kind = "value"
    took = time.monotonic() - began
    await closed(client)
    assert kind != "configuration", f"{name} with {fault}"
    assert took < 2.5, f"{name} with {fault} took {took} s"
    journal = sandbox.journal()
    if name in CHANGES:
        done = [arrival for arrival in journal if arrival.get("did") is not None]
        assert len(done) <= 1, f"{name} with {fault}: {done}"
    return any(arrival.get("fault") == fault for arrival in journal)


@pytest.mark.parametrize("way", OURS + GIVEN, ids=str)
def test_a_state_change_arrives_once_when_its_connection_dies(sandbox: Sandbox, way: Way) -> None:
    way.play(functools.partial(_dies, sandbox, way))


async def _dies(sandbox: Sandbox, way: Way, http: Any) -> None:
    changes: list[tuple[str, str, dict[str, Any], str]] = [
        # LBAI creates users by GET, which HTTP stacks take for harmless.
        ("lbai", "users.create", {"identifier": "ada@example.com"}, "GET"),
        ("opencatd", "users.delete", {"id": 2}, "DELETE"),
        ("opencatd", "users.create", {"name": "ada"}, "POST"),
        ("opencatd", "users.reset_token", {"id": 3}, "GET"),
        ("espai", "orders.create", {"commodity_id": "1", "commodity_type": "1"}, "POST"),
    ]
    for platform, name, given, _ in changes:
        for process in (True, False):
            for reset in (True, False):
                sandbox.control("POST", "reset")
                client = way.open(sandbox, platform, http, verify=False)
                # Leaves a connection that is kept.
                await value(client.credits(**({"month": "2026-10"} if platform == "opencatd" else {})))
                before = len(sandbox.journal())
                sandbox.fault(
                    "kill_keepalive", platform=platform, only_reused=False, process=process, reset=reset, count=3
                )
                with pytest.raises(bursar.OutcomeUnknownError) as caught:
                    await value(method_of(client, f"{platform}.{name}")(**given))
                arrived = sandbox.journal()[before:]
                assert len(arrived) == caught.value.attempts == 1, f"{name}: {arrived}"
                await closed(client)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_state_change_takes_a_connection_of_its_own(sandbox: Sandbox, way: Way) -> None:
    async def story(http: Any) -> None:
        client = way.open(sandbox, "opencatd", http, verify=False)
        await value(client.users.list())
        sandbox.fault("kill_keepalive", platform="opencatd", method="POST", only_reused=True)
        for name in ("ada", "grace"):
            assert (await value(client.users.create(name=name))).name == name
        await closed(client)

    way.play(story)
    posts = [one for one in sandbox.journal() if one["method"] == "POST"]
    assert [one["request"] for one in posts] == [1, 1]


@pytest.mark.parametrize("way", OURS + GIVEN, ids=str)
def test_reads_share_a_connection(sandbox: Sandbox, way: Way) -> None:
    async def story(http: Any) -> None:
        client = way.open(sandbox, "espai", http)
        for _ in range(3):
            await value(client.cards.list())
        await closed(client)

    way.play(story)
    assert [one["request"] for one in sandbox.journal()] == [1, 2, 3]


@pytest.mark.parametrize("way", OURS + GIVEN, ids=str)
def test_a_server_that_is_down_was_sent_nothing(way: Way) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"

    async def story(http: Any) -> None:
        client = way.kind("opencatd")(token="t-0123", base_url=base_url, max_retries=0, verify=False, **way.over(http))
        with pytest.raises(bursar.BursarError) as caught:
            await value(client.users.reset_token(id=2, token=TOKEN))
        assert caught.value.kind == "connection"
        # The token is in the query of the URL.
        assert TOKEN.expose() not in "".join(traceback.format_exception(caught.value))
        await closed(client)

    way.play(story)


@pytest.mark.parametrize("way", OURS, ids=str)
def test_a_name_that_is_not_known_was_sent_nothing(way: Way) -> None:
    async def story(http: Any) -> None:
        options = {"base_url": "https://bursar.invalid", "max_retries": 0}
        client = way.kind("espai")(api_key="k-0123", **options, **way.over(http))
        with pytest.raises(bursar.ConnectionError):
            await value(client.orders.create(commodity_id="1", commodity_type="1"))
        await closed(client)

    way.play(story)


@pytest.mark.parametrize("way", OURS + GIVEN, ids=str)
def test_errors_show_no_query(sandbox: Sandbox, way: Way) -> None:
    async def story(http: Any) -> None:
        client = way.open(sandbox, "opencatd", http, max_retries=0, verify=False)
        for fault in ("malformed", "reset_before", "truncate", "redirect"):
            sandbox.fault(fault, platform="opencatd", **FAULTS[fault])
            with pytest.raises(bursar.OutcomeUnknownError) as caught:
                await value(client.users.reset_token(id=2, token=TOKEN))
            assert TOKEN.expose() not in "".join(traceback.format_exception(caught.value)), fault
        await closed(client)

    way.play(story)


@pytest.mark.parametrize("way", OURS + GIVEN, ids=str)
def test_time_is_limited_in_every_part_of_an_exchange(sandbox: Sandbox, way: Way) -> None:
    async def story(http: Any) -> None:
        client = way.open(sandbox, "espai", http, timeout=0.4, max_retries=0)
        for fault, details in (("delay", {"ms": 3000}), ("drip", {"bytes": 1, "ms": 50})):
            sandbox.fault(fault, path="/cdkey/list", **details)
            began = time.monotonic()
            with pytest.raises(bursar.TimeoutError):
                await value(client.cards.list())
            assert time.monotonic() - began < 1.5, fault
        await closed(client)

    way.play(story)


@pytest.mark.parametrize("way", OURS + GIVEN, ids=str)
def test_a_reply_that_is_too_large_is_not_read(sandbox: Sandbox, way: Way) -> None:
    async def story(http: Any) -> None:
        client = way.open(sandbox, "espai", http)
        for chunked in (False, True):
            sandbox.fault("oversize", path="/cdkey/list", chunked=chunked)
            with pytest.raises(bursar.DecodeError) as caught:
                await value(client.cards.list())
            assert caught.value.attempts == 1
        assert len((await value(client.cards.list())).rows) == 7
        await closed(client)

    way.play(story)


@pytest.mark.parametrize("way", OURS + GIVEN, ids=str)
def test_a_lost_transfer_is_settled_by_reading(sandbox: Sandbox, way: Way) -> None:
    async def story(http: Any) -> None:
        client = way.open(sandbox, "espai", http)
        sandbox.fault("reset_after", path="/cdkey/transfer")
        done = await value(client.cards.transfer(**transfer(sandbox)))
        assert (done.known_by, done.source_after) == ("reading", 990)
        sandbox.fault("reset_before", path="/cdkey/transfer")
        with pytest.raises(bursar.OutcomeUnknownError) as caught:
            await value(client.cards.transfer(**transfer(sandbox), options={"deadline": 1.5}))
        assert json.loads(caught.value.readings or "")["source_before"] == 990
        assert (await value(client.cards.get(**card(sandbox, 0)))).api_limit == 990
        await closed(client)

    way.play(story)
    assert len([one for one in sandbox.journal() if one["path"] == "/cdkey/transfer"]) == 2

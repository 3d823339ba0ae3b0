"""`logging.getLogger("bursar")`: what happens, redacted, and nothing unless it is asked for."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

import bursar
from bursar import AsyncEspAi, AsyncOpenCatd, EspAi, HttpReply, HttpRequest, Lbai, RequestLost, Secret
from bursar.testing import Sandbox, Script
from bursar.transports.requests import RequestsTransport

KEY = "k-very-secret-0123"
CARDS = {"reply": {"json": {"success": True, "code": 0, "data": [], "totalNumber": 0}}}


@pytest.fixture(autouse=True)
def debug(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "bursar")


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "bursar"]


def test_a_call_is_told_from_its_request_to_its_verdict(caplog: pytest.LogCaptureFixture) -> None:
    with Script(CARDS) as http:
        EspAi(api_key=KEY, http=http).cards.list().page()
    assert lines(caplog) == [
        "espai.cards.list: send POST https://api.espai.fun/cdkey/list (operation, attempt 1)",
        "espai.cards.list: reply 200",
        "espai.cards.list: ok, attempts 1",
    ]


def test_the_built_in_transport_tells_the_same(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    sandbox.fault("reset_after", path="/cdkey/list")
    told: list[list[str]] = []
    with sandbox.client("espai") as client:
        client.cards.list().page()
    told.append([line for line in lines(caplog) if "wait" not in line])
    assert any("wait" in line for line in lines(caplog))
    caplog.clear()
    sandbox.fault("reset_after", path="/cdkey/list")

    async def awaited() -> None:
        server = sandbox.ready["espai"]
        async with AsyncEspAi(api_key=server["credentials"]["apiKey"], base_url=server["base_url"]) as client:
            await client.cards.list().page()

    asyncio.run(awaited())
    told.append([line for line in lines(caplog) if "wait" not in line])
    url = f"{sandbox.ready['espai']['base_url']}/cdkey/list"
    assert (
        told
        == [
            [
                f"espai.cards.list: send POST {url} (operation, attempt 1)",
                "espai.cards.list: lost, maybe_sent",
                f"espai.cards.list: send POST {url} (operation, attempt 2)",
                "espai.cards.list: reply 200",
                "espai.cards.list: ok, attempts 2",
            ]
        ]
        * 2
    )


def test_failures_and_waits_are_told(caplog: pytest.LogCaptureFixture) -> None:
    def http(_: HttpRequest) -> HttpReply:
        raise RequestLost("not_sent")

    with pytest.raises(bursar.ConnectionError):
        EspAi(api_key=KEY, http=http, max_retries=1).credits()
    told = lines(caplog)
    assert [line.split(" ")[1] for line in told] == ["send", "lost,", "wait", "send", "lost,", "connection,"]
    assert told[-1] == "espai.credits: connection, attempts 2"
    assert told[2].endswith(" ms")


def test_what_fails_before_it_is_sent_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(bursar.InvalidRequestError):
        EspAi(api_key=KEY).cards.get(phone="", code="c")
    assert lines(caplog) == ["espai.cards.get: invalid_request, attempts 0"]


def test_an_interrupt_is_told(caplog: pytest.LogCaptureFixture) -> None:
    def http(_: HttpRequest) -> HttpReply:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        EspAi(api_key=KEY, http=http).cards.list().page()
    assert lines(caplog)[-1] == "espai.cards.list: ended by KeyboardInterrupt"


class Failing(logging.Handler):
    """A handler that fails at every line, and a filter that does."""

    def handle(self, record: logging.LogRecord) -> bool:
        raise ZeroDivisionError(record.getMessage())

    filter = handle


@pytest.mark.parametrize("place", ["Filter", "Handler"])
def test_a_filter_or_a_handler_that_fails_ends_no_call(sandbox: Sandbox, place: str) -> None:
    async def story() -> None:
        server = sandbox.ready["opencatd"]
        token, url = server["credentials"]["token"], server["base_url"]
        async with AsyncOpenCatd(token=token, base_url=url) as client:
            assert (await client.users.create(name="grace")).name == "grace"

    logger, failing = logging.getLogger("bursar"), Failing()
    getattr(logger, f"add{place}")(failing)
    try:
        with pytest.raises(ZeroDivisionError):
            logger.debug("it fails")
        asyncio.run(story())
        with sandbox.client("opencatd") as built_in, sandbox.client("opencatd", http=RequestsTransport()) as own:
            assert built_in.users.create(name="ada").name == "ada"
            # Each attempt, its loss and its wait are told on the way.
            sandbox.fault("reset_before", path="/1/users", method="GET")
            assert own.users.create(name="eve").name == "eve"
    finally:
        getattr(logger, f"remove{place}")(failing)


def test_no_line_holds_a_secret_a_query_or_a_body(caplog: pytest.LogCaptureFixture) -> None:
    body = f'{{"success":true,"code":200,"data":{{"userId":"7","token":"{KEY}"}}}}'
    with Script({"reply": {"text": body}}, {"reply": {"text": body}}) as http:
        client = Lbai(token=Secret("t-very-secret"), http=http, max_retries=0)
        for _ in range(2):
            try:
                client.users.create(identifier="ada@example.com", nick_name="very private")
            except bursar.BursarError:
                continue
    told = "\n".join(lines(caplog))
    assert "lbai.users.create: send GET https://" in told
    for hidden in (KEY, "t-very-secret", "very", "private", "ada", "?", "nickName", "userId"):
        assert hidden not in told


@pytest.mark.parametrize("prepare", ["", "import logging\n", "import logging; logging.basicConfig(level='INFO')\n"])
def test_nothing_is_told_or_asked_for_unless_it_is_on(prepare: str) -> None:
    program = f"""{prepare}
import bursar, sys
from bursar import _log
def http(request):
    return bursar.HttpReply(200, [], b'{{"success":true,"code":0,"data":[],"totalNumber":0}}')
bursar.EspAi(api_key="k", http=http).cards.list().page()
print(_log.watch("x"), "logging" in sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert (ran.stdout.split()[0], ran.stderr) == ("None", "")


def test_it_costs_nothing_when_it_is_off(caplog: pytest.LogCaptureFixture) -> None:
    from bursar._log import watch

    caplog.set_level(logging.INFO, "bursar")

    def took(work: Callable[[], object]) -> float:
        best = 1.0
        for _ in range(5):
            began = time.perf_counter()
            for _ in range(1000):
                work()
            best = min(best, time.perf_counter() - began)
        return best / 1000

    assert watch("espai.cards.list") is None
    # A call without any network takes 30 us.
    assert took(lambda: watch("espai.cards.list")) < 3e-6

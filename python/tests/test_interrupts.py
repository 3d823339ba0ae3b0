"""What interrupts a call at the worst moment: Ctrl-C, forks, threads that cannot be had."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

import bursar
from bursar import AsyncEspAi, AsyncOpenCatd, EspAi, HttpReply, HttpRequest
from bursar import _core as core
from bursar.testing import Sandbox
from bursar.transports.requests import RequestsTransport
from test_operations import transfer

CARDS = b'{"success":true,"code":0,"data":[],"totalNumber":0}'
ORDERED = b'{"success":true,"code":0,"data":{"paymentUrl":"https://pay.example.com/s3cret-order"}}'
ORDER: Any = {"commodity_id": "1", "commodity_type": "0"}


@contextmanager
def interrupted(monkeypatch: pytest.MonkeyPatch, function: str) -> Iterator[None]:
    """Ctrl-C that is heard when a function of the core has come back, before anybody has what it gave."""
    real = getattr(core, function)

    def heard(*given: Any) -> bytes:
        answer: bytes = real(*given)
        if answer[:1] in b"WR":
            return answer
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(core, function, heard)
        yield


def test_ctrl_c_as_a_change_ends_tells_the_doubt_and_shows_nothing(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sandbox.client("opencatd") as client:
        with interrupted(monkeypatch, "run_wait"), pytest.raises(KeyboardInterrupt) as interrupt:
            client.users.create(name="someone")
        assert isinstance(interrupt.value.__cause__, bursar.OutcomeUnknownError)
        assert "the change was made" in interrupt.value.__cause__.detail
        (made,) = [user for user in client.users.list() if user.name == "someone"]
        shown = "".join(traceback.TracebackException.from_exception(interrupt.value, capture_locals=True).format())
        assert made.token.expose() not in shown
        # A read leaves no doubt.
        with interrupted(monkeypatch, "run_wait"), pytest.raises(KeyboardInterrupt) as interrupt:
            client.users.me()
        assert interrupt.value.__cause__ is None


def test_ctrl_c_as_a_job_begins_gives_it_up(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    real = core.run_start

    def heard(*given: Any) -> bytes:
        real(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(core, "run_start", heard)
    sandbox.fault("delay", ms=3000, method="POST", path="/1/users")
    with sandbox.client("opencatd") as client, pytest.raises(KeyboardInterrupt):
        client.users.create(name="someone")
    assert core.live() == 0


def test_ctrl_c_as_a_driven_change_ends_tells_the_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    with EspAi(api_key="k-0123", http=lambda _: HttpReply(200, [], ORDERED)) as client:
        with interrupted(monkeypatch, "received"), pytest.raises(KeyboardInterrupt) as interrupt:
            client.orders.create(**ORDER)
        assert isinstance(interrupt.value.__cause__, bursar.OutcomeUnknownError)
        assert "nobody saw how" in interrupt.value.__cause__.detail
        with interrupted(monkeypatch, "received"), pytest.raises(KeyboardInterrupt) as interrupt:
            client.cards.list().page()
        assert interrupt.value.__cause__ is None


def test_no_thread_is_an_error_and_nothing_is_sent_later(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    real = ThreadPoolExecutor.submit
    queued: list[Future[Any]] = []

    def submit(self: ThreadPoolExecutor, *given: Any, **named: Any) -> Any:
        # It is in the queue already when the system gives no thread.
        queued.append(real(self, *given, **named))
        raise RuntimeError("can't start new thread")

    async def main() -> None:
        server = sandbox.ready["opencatd"]
        async with AsyncOpenCatd(token=server["credentials"]["token"], base_url=server["base_url"]) as client:
            monkeypatch.setattr(ThreadPoolExecutor, "submit", submit)
            with pytest.raises(bursar.ConfigurationError, match="no thread for the call"):
                await client.users.create(name="someone")

    asyncio.run(main())
    queued[0].result(10)
    assert all(one["method"] == "GET" for one in sandbox.journal())


def test_a_client_that_is_just_being_closed_takes_one_more_call_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        client = AsyncEspAi(api_key="k-0123", base_url="http://127.0.0.1:9", max_retries=0)
        session = client._caller.session
        # Closing has begun, and the core does not know of it.
        monkeypatch.setattr(session, "close", type("Closing", (), {"alive": False})())
        with pytest.raises(bursar.ConnectionError):
            await client.cards.list().page()
        core.session_close(session.handle)
        with pytest.raises(bursar.ConfigurationError, match="no such session"):
            await client.cards.list().page()

    asyncio.run(main())
    assert core.live() == 0


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_process_may_fork_while_other_threads_are_in_the_core() -> None:
    stop = threading.Event()
    client = EspAi(api_key="k-0123", http=lambda _: HttpReply(200, [], CARDS))

    def work() -> None:
        while not stop.is_set():
            client.cards.list().page()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    codes: list[int] = []
    try:
        for _ in range(300):
            child = os.fork()
            if child == 0:
                # What hangs is ended, and says so by how it ends.
                signal.signal(signal.SIGALRM, signal.SIG_DFL)
                signal.alarm(20)
                try:
                    client.cards.list().page()
                finally:
                    os._exit(0)
            codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        client.close()
    assert codes == [0] * 300


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_does_not_wait_for_a_turn_of_its_parent(sandbox: Sandbox) -> None:
    given = transfer(sandbox)
    child = 0

    def forks(request: HttpRequest) -> HttpReply:
        nonlocal child
        if child == 0 and request.once:
            child = os.fork()
            if child == 0:
                code = 1
                try:
                    espai.cards.transfer(**given, options={"http": RequestsTransport(), "deadline": 5})
                    code = 0
                finally:
                    os._exit(code)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        return transport(request)

    transport = RequestsTransport()
    with sandbox.client("espai", http=forks) as espai:
        assert espai.cards.transfer(**given).known_by == "reply"
    assert len([one for one in sandbox.journal() if one["path"].endswith("/cdkey/transfer")]) == 2

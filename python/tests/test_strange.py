"""What programs hand in that cannot work: they are told what is wrong, by the names that they typed."""

from __future__ import annotations

import asyncio
import logging
import pickle
from collections.abc import Callable
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

import pytest

import bursar
from bursar import Akool, AsyncEspAi, EspAi, Failed, HttpReply, HttpRequest, Lbai, OpenCatd, RequestLost
from bursar.testing import Sandbox, Script
from bursar.transports.requests import RequestsTransport
from test_operations import transfer

CARDS = b'{"success":true,"code":0,"data":[],"totalNumber":0}'
ORDER: Any = {"commodity_id": "1", "commodity_type": "1"}
JUNK: list[tuple[Any, str]] = [
    (None, "`status`"),
    ({"status": 200, "headers": [], "body": b""}, "`status`"),
    (SimpleNamespace(status=True, headers=[], body=CARDS), "`status`"),
    (SimpleNamespace(status="200", headers=[], body=CARDS), "`status`"),
    (SimpleNamespace(status=99, headers=[], body=CARDS), "`status`"),
    (SimpleNamespace(status=200, headers=[], body="text"), "`body`"),
    # `bytes(5)` is five bytes.
    (SimpleNamespace(status=200, headers=[], body=5), "`body`"),
    (SimpleNamespace(status=200, body=CARDS), "`headers`"),
    (SimpleNamespace(status=200, headers=None, body=CARDS), "`headers`"),
    (SimpleNamespace(status=200, headers=[("date", 5)], body=CARDS), "`headers`"),
    (SimpleNamespace(status=200, headers={"content-type": "text/plain"}, body=CARDS), "`headers`"),
]


@pytest.mark.parametrize(("given", "told"), JUNK, ids=str)
def test_an_executor_that_gives_no_reply_is_told_what_is_wrong_with_it_once(
    given: Any, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    def http(request: HttpRequest) -> HttpReply:
        asked.append(request.url)
        return given  # type: ignore[no-any-return]

    client = EspAi(api_key="k-0123", http=http, verify=False)
    with caplog.at_level(logging.DEBUG, "bursar"), pytest.raises(bursar.ConfigurationError) as read:
        client.cards.list().page()
    assert read.value.detail.startswith("http: ")
    assert told in read.value.detail
    assert not read.value.retryable
    assert "lost, unusable" in caplog.text
    with pytest.raises(bursar.OutcomeUnknownError, match=told):
        client.orders.create(**ORDER)
    assert len(asked) == 2
    with client.begin("espai.cards.list") as call:
        step = call.received(given)
        assert isinstance(step, Failed)
        assert step.error.kind == "configuration"


def test_an_async_executor_that_gives_no_reply_is_told_so() -> None:
    async def http(_: HttpRequest) -> HttpReply:
        return HttpReply(200, [], "text")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]

    async def story() -> None:
        async with AsyncEspAi(api_key="k-0123", http=http) as client:
            with pytest.raises(bursar.ConfigurationError, match="`body`"):
                await client.cards.list().page()

    asyncio.run(story())


@pytest.mark.parametrize(("given", "_"), JUNK, ids=str)
def test_junk_after_a_change_is_a_lost_reply_which_is_settled(sandbox: Sandbox, given: Any, _: str) -> None:
    library = RequestsTransport()

    def http(request: HttpRequest) -> HttpReply:
        reply = library(request)
        return given if request.once else reply

    first, second = sandbox.ready["espai"]["cards"][:2]
    with sandbox.client("espai", http=http) as client:
        done = client.cards.transfer(
            phone=first["phone"],
            code=first["code"],
            target_phone=second["phone"],
            target_code=second["code"],
            amount=1,
        )
    library.close()
    assert done.known_by == "reading"


def test_what_is_as_good_as_a_reply_is_one() -> None:
    for status, body in ((HTTPStatus.OK, CARDS), (200, bytearray(CARDS)), (200, memoryview(CARDS))):
        reply = HttpReply(status, (pair for pair in [("date", "x")]), body)  # type: ignore[arg-type]
        assert EspAi(api_key="k-0123", http=lambda _, reply=reply: reply).cards.list().page().total == 0  # type: ignore[misc]


def test_a_lost_request_says_so_of_itself() -> None:
    def http(_: HttpRequest) -> HttpReply:
        raise RequestLost("unusable", "http: a mock that was not told what to say")

    with pytest.raises(bursar.ConfigurationError, match="a mock that was not told"):
        EspAi(api_key="k-0123", http=http).credits()


class Wordless(Exception):
    def __str__(self) -> str:
        raise ValueError("no words")


NONSENSE: Any = "nonsense"


@pytest.mark.parametrize("lost", [RequestLost(NONSENSE), RequestLost("maybe_sent", "\ud800"), Wordless()])
def test_whatever_an_executor_raises_may_have_been_sent(lost: Exception) -> None:
    def http(_: HttpRequest) -> HttpReply:
        raise lost

    with pytest.raises(bursar.OutcomeUnknownError) as caught:
        EspAi(api_key="k-0123", http=http, verify=False).orders.create(**ORDER)
    assert caught.value.__cause__ is lost
    again: BaseException = pickle.loads(pickle.dumps(caught.value))
    assert type(lost).__name__ in f"{again.__cause__!r}"


@pytest.mark.parametrize("how", ["nonsense", None, []])
def test_a_loss_that_there_is_not_may_have_been_sent(how: Any) -> None:
    with EspAi(api_key="k-0123", verify=False).begin("espai.orders.create", ORDER) as call:
        step = call.failed(how, "half a pair: \ud800")
    assert isinstance(step, Failed)
    assert step.error.kind == "outcome_unknown"
    assert "half a pair: ?" in step.error.detail


def cyclic() -> dict[str, object]:
    held: dict[str, object] = {}
    held["held"] = held
    return held


def deep() -> list[object]:
    held: list[object] = []
    for _ in range(100_000):
        held = [held]
    return held


@pytest.mark.parametrize("made", [cyclic, deep, lambda: {1, 2}, lambda: {(1, 2): 3}, lambda: [object()]])
def test_what_is_no_json_is_refused_and_named(made: Callable[[], Any]) -> None:
    # Nothing is left of it, so nothing is sent.
    with Script() as http:
        client = EspAi(api_key="k-0123", http=http)
        with pytest.raises(bursar.ConfigurationError, match="body: cannot be written") as body:
            client.cards.list(options={"body": made()}).page()
        with pytest.raises(bursar.InvalidRequestError, match="phone: cannot be written") as phone:
            client.cards.get(phone=made(), code="c")
        with pytest.raises(bursar.ConfigurationError, match="base_url: cannot be written"):
            EspAi(api_key="k-0123", base_url=made())
        with pytest.raises(bursar.ConfigurationError, match="api_key: cannot be written"):
            EspAi(api_key=made())
    assert (body.value.path, body.value.operation) == ("body", "espai.cards.list")
    assert (phone.value.path, phone.value.operation) == ("phone", "espai.cards.get")


def told(**options: Any) -> tuple[str | None, str]:
    given: dict[str, Any] = {"api_key": "k-0123", **options}
    with pytest.raises(bursar.ConfigurationError) as caught:
        EspAi(**given)
    return caught.value.path, caught.value.detail


def test_credentials_and_options_are_named_as_they_are_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BURSAR_ESPAI_API_KEY", raising=False)
    assert told(api_key=None) == ("api_key", "api_key: is missing")
    assert told(api_key="") == ("api_key", "api_key: must not be empty")
    assert told(timeout=0) == ("timeout", "timeout, in milliseconds: must be at least 1")
    assert told(connect_timeout=-1)[1].startswith("connect_timeout, in milliseconds: expected a whole number")
    assert told(max_retries=11) == ("max_retries", "max_retries: must be at most 10")
    assert told(base_url="ftp://x")[0] == "base_url"
    assert told(headers={"authorization": "x"})[0] == "headers"
    assert told(deadline=float("nan"))[1] == "deadline: it is no finite number"
    assert told(base_url="http://example.com")[1].endswith("use https, or set allow_insecure")
    assert told(verify="/etc/ssl/ca.pem")[1].startswith("verify: expected a boolean; it is not about TLS: ")
    with pytest.raises(bursar.ConfigurationError) as caught:
        Akool(client_id="id")
    assert caught.value.detail == "client_secret: is missing"
    with pytest.raises(bursar.ConfigurationError, match="token: is not used; this session authenticates by api_key"):
        Akool(api_key="k").set_token("t")


def test_an_option_that_there_is_not_is_answered_with_those_there_are() -> None:
    for options, names in (({"timeoutMs": 5}, "api_key, timeout, connect_timeout"), ({"retries": 5}, "max_retries")):
        unknown, detail = next(iter(options)), told(**options)[1]
        assert detail.startswith(f"{unknown}: there is no such option; there are ")
        assert names in detail
        assert "after" not in detail
    client = EspAi(api_key="k-0123")
    unknown_option: Any = {"base": "x"}
    with pytest.raises(bursar.ConfigurationError, match=r"there are timeout,.* after, http\.") as caught:
        client.cards.list(options=unknown_option).page()
    assert "allow_insecure" not in caught.value.detail


def test_parameters_are_named_as_they_are_typed_and_a_replys_fields_as_they_came() -> None:
    reply = b'{"success":true,"data":{"data":[]},"totalNumber":"x"}'
    client = EspAi(api_key="k-0123", http=lambda _: HttpReply(200, [], reply))
    card: Any = {"phone": "1", "code": "c", "target_phone": {}, "target_code": "d", "amount": 1}
    with pytest.raises(bursar.InvalidRequestError) as caught:
        client.cards.transfer(**card)
    assert caught.value.path == "target_phone"
    assert caught.value.detail.startswith("target_phone: expected")
    begun = client.begin("espai.cards.transfer", {name: card[name] for name in ("phone", "code")}).step
    assert isinstance(begun, Failed)
    assert begun.error.detail == "target_phone: is missing"
    with pytest.raises(bursar.InvalidRequestError) as either:
        Lbai(token="t").costs.total()
    assert either.value.detail == "user_id: give user_id or group_id"
    unknown = client.begin("espai.cards.transfer", {"targetFone": "1"}).step
    assert isinstance(unknown, Failed)
    assert "`phone`, `code`, `target_phone`, `target_code`" in unknown.error.detail
    catd = OpenCatd(token="t", base_url="http://127.0.0.1:9", http=lambda _: HttpReply(200, [], b'[{"userId":"x"}]'))
    with pytest.raises(bursar.InvalidRequestError) as dates:
        catd.usages.list(from_="yesterday", to="2026-11-01").page()
    assert dates.value.path == "from_"
    with pytest.raises(bursar.DecodeError) as decode:
        catd.usages.list(month="2026-10").page()
    assert decode.value.path == "[0].userId"


def test_what_did_not_come_from_the_core_keeps_its_spelling() -> None:
    def http(_: HttpRequest) -> HttpReply:
        raise RequestLost("unusable", "theirClient gave junk")

    with pytest.raises(bursar.ConfigurationError, match="theirClient gave junk"):
        EspAi(api_key="k-0123", http=http).credits()
    assert "headers.userId" in told(headers={"userId": 5})[1]


def test_the_environment_gives_no_credential_beside_one_that_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BURSAR_AKOOL_API_KEY", "key-of-another-account")
    with Akool(client_id="id", client_secret="secret").begin("akool.credit.get") as call:
        assert isinstance(call.step, bursar.Send)
        assert call.step.request.url.endswith("/getToken")
        assert "another-account" not in str(call.step.request.headers)
    with Akool().begin("akool.credit.get") as call:
        assert isinstance(call.step, bursar.Send)
        assert "key-of-another-account" in str(call.step.request.headers)
    monkeypatch.setenv("BURSAR_OPENCATD_TOKEN", "token-of-another-account")
    # An empty one is a mistake: the environment's may be of another account.
    with pytest.raises(bursar.ConfigurationError, match="token: must not be empty"):
        OpenCatd(token="", base_url="http://127.0.0.1:9")
    monkeypatch.setenv("BURSAR_OPENCATD_TOKEN", "")
    assert OpenCatd(base_url="http://127.0.0.1:9").token() is None


class Interrupting(logging.Handler):
    """Ctrl-C, just as a change is about to be handed to the HTTP client."""

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()
        if " send " in line and "(operation," in line:
            raise KeyboardInterrupt


def test_what_was_given_up_before_a_client_had_it_leaves_no_doubt(sandbox: Sandbox) -> None:
    given = transfer(sandbox)
    logger, handler = logging.getLogger("bursar"), Interrupting()
    with sandbox.client("espai", http=RequestsTransport()) as espai:
        receipt = espai.cards.prepare_transfer(**given).receipt
        level = logger.level
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
        try:
            with pytest.raises(KeyboardInterrupt) as interrupt:
                espai.cards.transfer(**given, receipt=receipt)
        finally:
            logger.setLevel(level)
            logger.removeHandler(handler)
        assert interrupt.value.__cause__ is None
        assert espai.cards.transfer(**given, receipt=receipt).known_by == "reply"


def test_the_cause_of_a_doubt_is_what_the_change_was_lost_by(sandbox: Sandbox) -> None:
    transport = RequestsTransport()

    def broken(request: HttpRequest) -> HttpReply:
        if request.once:
            raise KeyError("oops")
        return transport(request)

    with sandbox.client("espai", http=broken, deadline=0.5) as espai:
        # The readings before and after it came well.
        with pytest.raises(bursar.OutcomeUnknownError, match="KeyError: 'oops'") as error:
            espai.cards.transfer(**transfer(sandbox))
        assert isinstance(error.value.__cause__, KeyError)

"""Every operation against the sandbox, over real HTTP, in each way that there is."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from bursar import EspAi, Secret
from bursar._generated.tables import OPERATIONS
from bursar.testing import Sandbox
from corpus import VECTORS
from ways import WAYS, Way, closed, value

WEBHOOK = json.loads((VECTORS / "akool/webhooks.open/aes-256.json").read_text("utf-8"))


class Case(NamedTuple):
    given: Callable[[Sandbox], dict[str, Any]]
    holds: Callable[[Any], bool]

    def params(self, sandbox: Sandbox) -> dict[str, Any]:
        return {_snake(key): value for key, value in self.given(sandbox).items()}


def method_of(client: Any, name: str) -> Any:
    """The method of an operation; all clients have those of no platform."""
    for word in name.split(".")[1:] or [name]:
        client = getattr(client, word)
    return client


def nothing(_: Sandbox) -> dict[str, Any]:
    return {}


def card(server: Sandbox, at: int) -> dict[str, Any]:
    return {"phone": server.ready["espai"]["cards"][at]["phone"], "code": server.ready["espai"]["cards"][at]["code"]}


def transfer(server: Sandbox) -> dict[str, Any]:
    target = card(server, 1)
    return {**card(server, 0), "target_phone": target["phone"], "target_code": target["code"], "amount": 10}


def transferred(server: Sandbox) -> dict[str, Any]:
    given = transfer(server)
    with server.client("espai") as espai:
        receipt = espai.cards.prepare_transfer(**given).receipt
        espai.cards.transfer(**given, receipt=receipt)
    return {**{name: value for name, value in given.items() if name != "amount"}, "receipt": receipt}


def user(server: Sandbox) -> dict[str, Any]:
    return {"user_id": server.ready["lbai"]["users"][0]["userId"]}


def fixed(**params: Any) -> Callable[[Sandbox], dict[str, Any]]:
    return lambda _: params


CASES: dict[str, Case] = {
    "lbai.users.create": Case(fixed(identifier="ada@example.com"), lambda made: isinstance(made.token, Secret)),
    "lbai.users.refresh_token": Case(user, lambda made: len(made.token.expose()) > 10),
    "lbai.users.logout": Case(user, lambda none: none is None),
    "lbai.account.balance": Case(nothing, lambda it: isinstance(it.balance, int)),
    "lbai.costs.total": Case(fixed(group_id="1"), lambda it: isinstance(it.usage, int)),
    "lbai.costs.list": Case(fixed(group_id="1"), lambda page: len(page.rows) == 10 and page.total >= 10),
    "lbai.credits": Case(nothing, lambda it: (it.unit, it.basis) == ("chips", "balance")),
    "opencatd.users.init": Case(nothing, lambda root: root.id == 1 and root.token.expose() != ""),
    "opencatd.users.me": Case(nothing, lambda me: me.id == 1),
    "opencatd.users.list": Case(nothing, lambda page: len(page.rows) == 3 and page.next is None),
    "opencatd.users.find": Case(fixed(name="alice"), lambda it: it.id == 2 and it.created_at.tzinfo is timezone.utc),
    "opencatd.users.create": Case(fixed(name="ada"), lambda it: it.name == "ada"),
    "opencatd.users.delete": Case(fixed(id=2), lambda none: none is None),
    "opencatd.users.reset_token": Case(fixed(id=2), lambda it: isinstance(it.token, Secret)),
    "opencatd.keys.list": Case(nothing, lambda page: isinstance(page.rows[0].key, Secret)),
    "opencatd.keys.create": Case(fixed(name="third", key=Secret("sk-third")), lambda it: it.name == "third"),
    "opencatd.keys.delete": Case(fixed(id=1), lambda none: none is None),
    "opencatd.usages.list": Case(fixed(month="2026-10"), lambda page: isinstance(page.rows[0].cost, Decimal)),
    "opencatd.credits": Case(fixed(from_="2026-10-01", to="2026-11-01"), lambda it: it.spent > 0 and it.unit == "USD"),
    "akool.tokens.create": Case(nothing, lambda it: len(it.token.expose()) > 10),
    "akool.credit.get": Case(nothing, lambda it: isinstance(it.credit, Decimal)),
    "akool.webhooks.open": Case(lambda _: WEBHOOK["params"], lambda event: event.status == "3"),
    "akool.credits": Case(nothing, lambda it: it.unit == "credits"),
    "espai.cards.list": Case(nothing, lambda page: len(page.rows) == 7 and page.total == 7),
    "espai.cards.get": Case(lambda server: card(server, 0), lambda it: it.api_limit == 995 and it.type == "1"),
    "espai.cards.transfer": Case(transfer, lambda it: it.known_by == "reply" and it.source_before == 995),
    "espai.cards.prepare_transfer": Case(transfer, lambda it: json.loads(it.receipt)["amount"] == 10),
    "espai.cards.check_transfer": Case(transferred, lambda it: it.known_by == "reading" and it.source_after == 985),
    "espai.cards.destroy": Case(
        lambda server: {"id": server.ready["espai"]["cards"][6]["id"]}, lambda none: none is None
    ),
    "espai.cards.balance_logs": Case(
        nothing, lambda page: page.rows[0].create_time < datetime(2030, 1, 1, tzinfo=timezone.utc)
    ),
    "espai.orders.create": Case(
        fixed(commodity_id="1", commodity_type="1"), lambda order: "Secret('***')" in repr(order)
    ),
    "espai.credits": Case(nothing, lambda it: it.unlimited and it.remaining > 0),
    "raw": Case(
        fixed(method="POST", path="/cdkey/list", body="{}"),
        lambda it: it.status == 200 and "totalNumber" in it.body.expose(),
    ),
}


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_operations(way: Way) -> None:
    with Sandbox() as sandbox:
        for name in CASES:
            sandbox.control("POST", "reset")
            way.play(functools.partial(_works, sandbox, way, name))


async def _works(sandbox: Sandbox, way: Way, name: str, http: Any) -> None:
    platform = name.partition(".")[0] if "." in name else "espai"
    sandbox.control("POST", "consume", {"card": sandbox.ready["espai"]["cards"][0]["id"], "amount": 5})
    if name == "opencatd.users.init":
        sandbox.control("POST", "reset", {"platform": "opencatd", "empty": True})
    case = CASES[name]
    given = case.params(sandbox)
    if name == "akool.webhooks.open":
        own = WEBHOOK["session"]["credentials"]
        kind = way.kind("akool")
        client = kind(client_id=own.get("clientId"), client_secret=own.get("clientSecret"), **way.over(http))
    else:
        client = way.open(sandbox, platform, http)
    came = await value(method_of(client, name)(**given))
    await closed(client)
    assert case.holds(came), f"{name} gave {came}"


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def test_no_operation_is_left_out() -> None:
    assert set(CASES) == set(OPERATIONS)


def test_lists_are_read_page_after_page(sandbox: Sandbox) -> None:
    sandbox.control("POST", "seed", {"platform": "espai", "kind": "cards", "count": 43})
    with sandbox.client("espai") as espai:
        rows = espai.cards.list(limit=20)
        assert sandbox.journal() == []
        assert [len(page.rows) for page in rows.pages()] == [20, 20, 10]
        assert len({row.id for row in rows}) == 50
        first = rows.page()
        assert first.next is not None
        assert espai.cards.list(limit=20, options={"after": first.next}).page().rows[0].id not in {
            row.id for row in first.rows
        }


def test_a_list_keeps_its_session_when_nobody_keeps_the_client(sandbox: Sandbox) -> None:
    server = sandbox.ready["espai"]
    rows = EspAi(api_key=server["credentials"]["apiKey"], base_url=server["base_url"]).cards.list()
    assert len(list(rows)) == 7


def test_the_reply_is_told_on_request(sandbox: Sandbox) -> None:
    with sandbox.client("espai") as espai:
        got = espai.with_response(espai.cards.get, **card(sandbox, 0))
        assert (got.value.api_limit, got.response.status, got.response.attempts) == (1000, 200, 1)
        assert espai.cards.list().with_response().response.status == 200
        assert espai.with_response(espai.credits).value.unit == "calls"
        with pytest.raises(TypeError):
            espai.with_response(espai.cards.list)
        with pytest.raises(TypeError), sandbox.client("espai") as other:
            espai.with_response(other.credits)


def test_a_closed_client_sends_nothing(sandbox: Sandbox) -> None:
    with sandbox.client("espai") as espai:
        pass
    with pytest.raises(Exception, match="there is no such session"):
        espai.credits()
    assert sandbox.journal() == []

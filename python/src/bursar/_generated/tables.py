# Written by `cargo xtask generate` from the core's schema. Do not edit.
"""How rows are read, and what a platform's client needs to know before it is opened."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .._packed import Table, instant
from .._platform import Option, Platform
from .._secret import Secret
from . import types

BALANCE = Table(types.Balance, ((True, None), ))
BALANCE_LOG = Table(types.BalanceLog, ((False, None), (False, instant), (False, None), (False, None), (False, None), (True, None), (False, None), (False, None), (False, None), ))
CARD = Table(types.Card, ((False, None), (False, instant), (False, instant), (False, None), (False, None), (True, None), (False, None), (False, None), (False, None), ))
COST = Table(types.Cost, ((False, None), (True, None), (True, None), (False, None), ))
COST_TOTAL = Table(types.CostTotal, ((True, None), ))
CREATED_USER = Table(types.CreatedUser, ((False, None), (False, Secret), ))
CREDIT = Table(types.Credit, ((False, Decimal), ))
CREDITS = Table(types.Credits, ((False, None), (False, Decimal), (False, Decimal), (True, bool), (False, None), (False, None), ))
FAILURE = Table(types.Failure, ((False, None), (False, None), (False, None), (True, None), (False, None), (False, None), (False, None), (True, bool), (False, None), (True, None), (True, None), (False, None), (False, None), (False, None), ))
KEY = Table(types.Key, ((True, None), (False, None), (False, Secret), (False, None), (False, None), (False, None), (False, None), (False, Secret), (False, instant), (False, instant), ))
ORDER = Table(types.Order, ((False, Secret), ))
PREPARED_TRANSFER = Table(types.PreparedTransfer, ((False, None), (True, None), (False, None), (False, None), (True, None), (True, None), ))
RAW_REPLY = Table(types.RawReply, ((True, None), (False, None), (False, Secret), ))
TOKEN = Table(types.Token, ((False, Secret), ))
TRANSFERRED = Table(types.Transferred, ((False, None), (True, None), (False, None), (False, None), (True, None), (True, None), (True, None), (True, None), ))
USAGE = Table(types.Usage, ((True, None), (True, None), (False, Decimal), ))
USER = Table(types.User, ((True, None), (False, None), (False, Secret), (False, instant), (False, instant), (True, bool), ))
USER_TOKEN = Table(types.UserToken, ((False, Secret), ))
WEBHOOK_EVENT = Table(types.WebhookEvent, ((False, None), (False, None), (False, None), (False, None), (False, instant), ))

OPERATIONS: dict[str, Table[Any] | None] = {
    "lbai.users.create": CREATED_USER,
    "lbai.users.refresh_token": USER_TOKEN,
    "lbai.users.logout": None,
    "lbai.account.balance": BALANCE,
    "lbai.costs.total": COST_TOTAL,
    "lbai.costs.list": COST,
    "lbai.credits": CREDITS,
    "opencatd.users.init": USER,
    "opencatd.users.me": USER,
    "opencatd.users.list": USER,
    "opencatd.users.find": USER,
    "opencatd.users.create": USER,
    "opencatd.users.delete": None,
    "opencatd.users.reset_token": USER,
    "opencatd.keys.list": KEY,
    "opencatd.keys.create": KEY,
    "opencatd.keys.delete": None,
    "opencatd.usages.list": USAGE,
    "opencatd.credits": CREDITS,
    "akool.tokens.create": TOKEN,
    "akool.credit.get": CREDIT,
    "akool.webhooks.open": WEBHOOK_EVENT,
    "akool.credits": CREDITS,
    "espai.cards.list": CARD,
    "espai.cards.get": CARD,
    "espai.cards.transfer": TRANSFERRED,
    "espai.cards.prepare_transfer": PREPARED_TRANSFER,
    "espai.cards.check_transfer": TRANSFERRED,
    "espai.cards.destroy": None,
    "espai.cards.balance_logs": BALANCE_LOG,
    "espai.orders.create": ORDER,
    "espai.credits": CREDITS,
    "raw": RAW_REPLY,
}

OPTIONS: dict[str, Option] = {
    "timeout": Option("timeoutMs", True, True),
    "connect_timeout": Option("connectTimeoutMs", True, True),
    "deadline": Option("deadlineMs", True, True),
    "max_retries": Option("maxRetries", True, True),
    "verify": Option("verify", True, True),
    "headers": Option("headers", True, True),
    "base_url": Option("baseUrl", True, True),
    "dialect": Option("dialect", True, False),
    "path": Option("path", False, True),
    "query": Option("query", False, True),
    "body": Option("body", False, True),
    "after": Option("after", False, True),
}
"""Options of the core, by the names that they have here."""

CHANGES = frozenset({
    "lbai.users.create",
    "lbai.users.refresh_token",
    "lbai.users.logout",
    "opencatd.users.init",
    "opencatd.users.create",
    "opencatd.users.delete",
    "opencatd.users.reset_token",
    "opencatd.keys.create",
    "opencatd.keys.delete",
    "espai.cards.transfer",
    "espai.cards.destroy",
    "espai.orders.create",
    "raw",
})
"""Operations that change something: what may have reached the server is not sent again."""

LBAI = Platform(
    "lbai",
"https://txapi-usa.lbai.ai",
    {"token": "BURSAR_LBAI_TOKEN"},
)

OPENCATD = Platform(
    "opencatd",
None,
    {"token": "BURSAR_OPENCATD_TOKEN"},
)

AKOOL = Platform(
    "akool",
"https://openapi.akool.com",
    {"apiKey": "BURSAR_AKOOL_API_KEY", "clientId": "BURSAR_AKOOL_CLIENT_ID", "clientSecret": "BURSAR_AKOOL_CLIENT_SECRET"},
)

ESPAI = Platform(
    "espai",
"https://api.espai.fun",
    {"apiKey": "BURSAR_ESPAI_API_KEY"},
)

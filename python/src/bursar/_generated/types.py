# Written by `cargo xtask generate` from the core's schema. Do not edit.
"""Rows, and the known values of open enumerations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from .._secret import Secret


class ApiType:
    """Which vendor's API a key is for. The server stores any text.

    Values are plain `str`; one that is not named here is newer than this version.
    """

    OPENAI: Final = "openai"
    """`OpenAI`, the default."""

    AZURE: Final = "azure"
    """Azure, in builds from 2023-09-16 on."""

    AZURE_OPENAI: Final = "azure_openai"
    """Azure, in older builds."""

    CLAUDE: Final = "claude"
    """Anthropic."""

    GOOGLE: Final = "google"
    """Google."""

    GITHUB: Final = "github"
    """GitHub."""


class BalanceLogType:
    """What kind of entry it is. The meanings are not documented; `2` is the sample's.

    Values are plain `str`; one that is not named here is newer than this version.
    """

    SAMPLE: Final = "2"
    """As in the published sample."""


class CardType:
    """The type of a card.

    Values are plain `str`; one that is not named here is newer than this version.
    """

    TRIAL: Final = "0"
    """Not in the published table, but on every sample: most likely the free trial card (unverified)."""

    AZURE_DRAGON: Final = "1"
    """Azure Dragon (青龙), paid."""

    NINE_TAILED_FOX: Final = "2"
    """Nine-tailed Fox (九尾狐), paid."""

    BLACK_TORTOISE: Final = "3"
    """Black Tortoise (玄武), paid."""

    TORCH_DRAGON: Final = "4"
    """Torch Dragon (烛龙), paid."""

    TAOTIE: Final = "5"
    """Taotie (饕餮), paid; probably unlimited (unverified)."""


class Commodity:
    """What is bought.

    Values are plain `str`; one that is not named here is newer than this version.
    """

    CALLS_1000: Final = "1"
    """1,000 calls."""

    CALLS_2200: Final = "2"
    """2,200 calls."""

    CALLS_5000: Final = "3"
    """5,000 calls."""

    CALLS_15000: Final = "4"
    """15,000 calls."""

    UNLIMITED: Final = "5"
    """Calls without limit."""


class CommodityType:
    """What the purchase is for.

    Values are plain `str`; one that is not named here is newer than this version.
    """

    CARD: Final = "0"
    """A new card."""

    TOP_UP: Final = "1"
    """More calls on a card."""


class CreditBasis:
    """Where a figure comes from.

    Values are plain `str`; one that is not named here is newer than this version.
    """

    BALANCE: Final = "balance"
    """The account's balance."""

    SUM_OF_CARDS: Final = "sum_of_cards"
    """The sum over all quota cards of the account."""

    SPENT_IN_PERIOD: Final = "spent_in_period"
    """What was spent in the period that was asked for."""

    SPENT_IN_TOTAL: Final = "spent_in_total"
    """What was ever spent."""


class CreditUnit:
    """What credits are counted in.

    Values are plain `str`; one that is not named here is newer than this version.
    """

    CHIPS: Final = "chips"
    """LBAI's chips."""

    USD: Final = "USD"
    """US dollars at list price."""

    CREDITS: Final = "credits"
    """AKOOL's credits."""

    CALLS: Final = "calls"
    """Calls of ESP-AI."""


class KnownBy:
    """How a transfer is known to have been applied.

    Values are plain `str`; one that is not named here is newer than this version.
    """

    REPLY: Final = "reply"
    """The server said so."""

    READING: Final = "reading"
    """The reply was lost, and both cards show it."""


class RawSafety:
    """Whether a request may be sent again.

    Values are plain `str`; one that is not named here is newer than this version.
    """

    ONCE: Final = "once"
    """It may change state: sent again only when it certainly did not arrive or was refused for the moment."""

    REPEAT: Final = "repeat"
    """It reads, or repeating it changes nothing."""


class WebhookStatus:
    """How far a job is.

    Values are plain `str`; one that is not named here is newer than this version.
    """

    PROCESSING: Final = "2"
    """Under way."""

    COMPLETED: Final = "3"
    """Done: the URL has the result."""

    FAILED: Final = "4"
    """Failed."""


@dataclass(slots=True)
class Balance:
    """What the enterprise has left."""

    balance: int
    """In chips, the platform's credit; never a currency. May lag behind consumption. (That the unit is chips is
    unverified: the page names none.)"""


@dataclass(slots=True)
class BalanceLog:
    """One entry of the log."""

    id: str
    """Id of the entry."""
    create_time: datetime
    """When it was written."""
    type: str
    """What kind of entry it is.
    Known values: `BalanceLogType`."""
    user_id: str
    """Id of the owner."""
    cdkey_id: str
    """Id of the card."""
    api_limit: int | None
    """Calls: the entry's amount, or what was left after it; which is not documented."""
    user_name: str
    """The owner's nickname."""
    user_email: str
    """The owner's e-mail address; may be empty."""
    user_phone: str
    """The owner's phone number."""


@dataclass(slots=True)
class Card:
    """A quota card."""

    id: str
    """32 hex digits."""
    create_time: datetime
    """When it was made."""
    update_time: datetime | None
    """When it was changed last."""
    code: str
    """Redemption code. Together with the phone it is a credential."""
    user_id: str
    """Id of the owner."""
    api_limit: int | None
    """Calls that are left. What an unlimited card shows is not documented."""
    type: str
    """The type.
    Known values: `CardType`."""
    user_phone: str
    """The owner's phone number. The server sends a number, so leading zeros are lost."""
    user_name: str
    """The owner's nickname."""


@dataclass(slots=True)
class Cost:
    """One thing that was paid for."""

    id: str
    """The record's id."""
    cost_usage: int
    """In chips."""
    consume_time: int
    """When. The unit is not documented and the sample fits none, so it is handed on as it came."""
    consume_name: str
    """What was charged for; the language may follow the platform."""


@dataclass(slots=True)
class CostTotal:
    """What was consumed."""

    usage: int
    """In chips."""


@dataclass(slots=True)
class CreatedUser:
    """A user that was created."""

    user_id: str
    """The platform's id of the user, as digits. Keep it: it cannot be looked up."""
    token: Secret
    """The user's token."""


@dataclass(slots=True)
class Credit:
    """What the account has left."""

    credit: Decimal
    """In credits, not a currency; may be fractional. AKOOL writes a number, of which 15 digits are kept."""


@dataclass(slots=True)
class Credits:
    """What an account has left or has spent."""

    platform: str
    """The platform's id."""
    remaining: Decimal | None
    """What is left, in `unit`; null where the platform tells only what was spent."""
    spent: Decimal | None
    """What was spent, in `unit`; null where the platform tells only what is left."""
    unlimited: bool
    """Whether something besides `remaining` has no limit (an unlimited card)."""
    unit: str
    """What is counted.
    Known values: `CreditUnit`."""
    basis: str
    """Where the figure comes from.
    Known values: `CreditBasis`."""


@dataclass(slots=True)
class Failure:
    """What went wrong, as the record that every language receives."""

    kind: str
    """What kind of failure it was."""
    platform: str | None
    """The platform's id, if one was involved."""
    operation: str
    """Full name of the operation; empty outside of one."""
    status: int | None
    """HTTP status of the last reply."""
    code: str | None
    """The platform's own code; or why a receipt is not used (a `conflict`): `applied`, as its transfer was applied
    already, `in_doubt`, as that was sent and its outcome is not known, or `changed`, as the cards are not as they were."""
    detail: str
    """What went wrong; the server's words where it has some. Holds no secret."""
    hint: str
    """What to do next."""
    retryable: bool
    """Whether calling again unchanged is safe and may help."""
    request_id: str | None
    """The server's id of the request."""
    retry_after_ms: int | None
    """How long the server asks to wait, in milliseconds."""
    attempts: int
    """How often this call tried to send a request, readings and tokens included."""
    path: str | None
    """Where in the reply or the parameters it does not fit, such as `data[0].id`."""
    readings: str | None
    """What was read of the state around a change of unknown outcome, as JSON without secrets."""
    body: str | None
    """At most 256 characters of a reply that was not the platform's, scrubbed."""


@dataclass(slots=True)
class Key:
    """A vendor key."""

    id: int
    """The id."""
    name: str
    """Unique; the server trims it and turns it to lower case (the worker does not). Empty where none was given."""
    key: Secret | None
    """The vendor's secret; null when it is empty, masked in the worker's lists."""
    api_type: str | None
    """Null in the dialect `worker`.
    Known values: `ApiType`."""
    endpoint: str | None
    """Where model calls go; empty is the vendor's own place. Null in older builds and in the worker."""
    resource_name: str | None
    """Azure's resource, taken from name or endpoint. (On the wire it is misspelt.)"""
    deployment_name: str | None
    """Azure's deployment."""
    api_secret: Secret | None
    """A second secret; newest builds only."""
    created_at: datetime | None
    """Null in the dialect `worker`."""
    updated_at: datetime | None
    """Null in the dialect `worker`."""


@dataclass(slots=True)
class Order:
    """An open order."""

    payment_url: Secret
    """Where to pay. It carries the buyer's id and a signature."""


@dataclass(slots=True)
class PreparedTransfer:
    """A transfer that can be sent."""

    receipt: str
    """JSON without secrets. Store it, then hand it to `cards.transfer`, and later to `cards.check_transfer`."""
    amount: int
    """Calls to move."""
    source_id: str
    """Id of the giving card."""
    target_id: str
    """Id of the receiving card."""
    source_before: int | None
    """Calls on the giving card."""
    target_before: int | None
    """Calls on the receiving card."""


@dataclass(slots=True)
class RawReply:
    """A reply as it came."""

    status: int
    """The HTTP status, from 200 to 299."""
    headers: str
    """The headers that are passed on, as `name: value` lines."""
    body: Secret
    """The body as text; bytes that are no UTF-8 become U+FFFD. A secret, as replies hold tokens."""


@dataclass(slots=True)
class Token:
    """A bearer token."""

    token: Secret
    """The token; it lives for more than a year."""


@dataclass(slots=True)
class Transferred:
    """A transfer that was applied."""

    known_by: str
    """How that is known.
    Known values: `KnownBy`."""
    amount: int
    """Calls that moved."""
    source_id: str | None
    """Id of the giving card; null with `verify: false`."""
    target_id: str | None
    """Id of the receiving card; null with `verify: false`."""
    source_before: int | None
    """Calls on the giving card before; null with `verify: false`."""
    target_before: int | None
    """Calls on the receiving card before; null with `verify: false`."""
    source_after: int | None
    """Calls on the giving card after; null when known by reply, which does not tell."""
    target_after: int | None
    """Calls on the receiving card after; null when known by reply."""


@dataclass(slots=True)
class Usage:
    """What one user consumed."""

    user_id: int
    """The user's id; the user may be deleted since."""
    total_unit: int
    """Tokens; for streamed replies the server's own estimate. (The worker writes `totalUint`.)"""
    cost: Decimal
    """US dollars at list price, with 6 decimals (the worker: 7)."""


@dataclass(slots=True)
class User:
    """A user."""

    id: int
    """1 is root (the worker: 0). Old builds reuse the id of a deleted user."""
    name: str
    """Unique and case-sensitive. Empty where the worker was given none."""
    token: Secret
    """The credential for model calls, and for root the one of this API."""
    created_at: datetime | None
    """Null in the dialect `worker`."""
    updated_at: datetime | None
    """Null in the dialect `worker`."""
    is_delete: bool | None
    """In some replies only; no build ever sets it."""


@dataclass(slots=True)
class UserToken:
    """The token of a user."""

    token: Secret
    """The token."""


@dataclass(slots=True)
class WebhookEvent:
    """What the message says."""

    id: str
    """Id of the job."""
    status: str
    """How far it is.
    Known values: `WebhookStatus`."""
    type: str | None
    """Which tool it was, in the platform's words."""
    url: str | None
    """Where the result is."""
    timestamp: datetime
    """When the message was sent. The core has no clock: refuse old ones, and nonces seen before, yourself."""

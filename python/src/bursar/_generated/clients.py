# Written by `cargo xtask generate` from the core's schema. Do not edit.
"""A client for each platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._caller import Caller
from .._client import CallOptions, Client, ClientOptions
from .._result import Rows
from .._secret import Secret
from . import tables, types

if TYPE_CHECKING:
    from typing_extensions import Unpack


class LbaiUsers:
    """`users` of Little Beauty AI."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def create(
        self,
        *,
        identifier: str,
        group_id: str | None = None,
        nick_name: str | None = None,
        head_pic: str | None = None,
        validity: int | None = None,
        options: CallOptions | None = None,
    ) -> types.CreatedUser:
        """Creates a user with its own memory space, file space and AI partner.

        Errors of its own: `invalid_request` for an identifier of another length; `refused`, with the platform's code, for
        one that is taken; `outcome_unknown` when the reply is lost.

        It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
        server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.

        Args:
            identifier: Your own id for the user: a phone number, e-mail address or user id of 10 to 50 characters. The server refuses
                one that is taken.
            group_id: Tags a group of users (`0`, `1`, `2`, …) for cost queries. Two of the published pages call it required, the
                sample leaves it out: send it.
            nick_name: Name to show.
            head_pic: URL of an avatar that you host.
            validity: Days that the token lives; long-term unless given.
            options: How this call behaves.
        """
        return self._caller.record("lbai.users.create", tables.CREATED_USER, {"identifier": identifier, "groupId": group_id, "nickName": nick_name, "headPic": head_pic, "validity": validity}, options)

    def refresh_token(
        self,
        *,
        user_id: str,
        validity: int | None = None,
        allow_extra_rotation: bool | None = None,
        options: CallOptions | None = None,
    ) -> types.UserToken:
        """Rotates the token of a user.

        Errors of its own: `invalid_request` for an empty id; `outcome_unknown` when the reply is lost: the old token may be
        dead.

        It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
        server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.

        Args:
            user_id: The platform's id of the user.
            validity: Days that the token lives; long-term unless given.
            allow_extra_rotation: Whether a lost reply may be answered by rotating once more. Without it the outcome is then unknown.
            options: How this call behaves.
        """
        return self._caller.record("lbai.users.refresh_token", tables.USER_TOKEN, {"userId": user_id, "validity": validity, "allowExtraRotation": allow_extra_rotation}, options)

    def logout(
        self,
        *,
        user_id: str,
        options: CallOptions | None = None,
    ) -> None:
        """Logs a user off.

        Errors of its own: `invalid_request` for an empty id; `outcome_unknown` when the reply is lost.

        It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
        server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.

        Args:
            user_id: The platform's id of the user (unverified).
            options: How this call behaves.
        """
        self._caller.unit("lbai.users.logout", {"userId": user_id}, options)


class LbaiAccount:
    """`account` of Little Beauty AI."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def balance(
        self,
        *,
        options: CallOptions | None = None,
    ) -> types.Balance:
        """Reads the balance of the enterprise.

        Errors of its own: `refused`, with the platform's code, for what the platform does not grant.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            options: How this call behaves.
        """
        return self._caller.record("lbai.account.balance", tables.BALANCE, {}, options)


class LbaiCosts:
    """`costs` of Little Beauty AI."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def total(
        self,
        *,
        user_id: str | None = None,
        group_id: str | None = None,
        options: CallOptions | None = None,
    ) -> types.CostTotal:
        """Reads the total cost of a user or a group. One of the two is needed; what both together mean is not documented.

        Errors of its own: `invalid_request` without a user and without a group.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            user_id: The platform's id of the user.
            group_id: The group that users were tagged with.
            options: How this call behaves.
        """
        return self._caller.record("lbai.costs.total", tables.COST_TOTAL, {"userId": user_id, "groupId": group_id}, options)

    def list(
        self,
        *,
        user_id: str | None = None,
        group_id: str | None = None,
        page: int | None = None,
        page_size: int | None = None,
        options: CallOptions | None = None,
    ) -> Rows[types.Cost]:
        """Lists the cost records of a user or a group. One of the two is needed.

        Errors of its own: `invalid_request` without a user and without a group.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            user_id: The platform's id of the user.
            group_id: The group that users were tagged with.
            page: The page to begin with, from 1. (Sent as `pageNum`: unverified, named after the reply's field.)
            page_size: Rows a page; the server's default appears to be 10, its maximum is unknown. (Sent as `pageSize`: unverified.)
            options: How this call behaves.
        """
        return self._caller.rows("lbai.costs.list", tables.COST, {"userId": user_id, "groupId": group_id, "page": page, "pageSize": page_size}, options)


class Lbai(Client):
    """A client of Little Beauty AI.

    `credits` tells what is left or was spent; `raw` sends a request of your own.

    Args:
        token: Enterprise token (`cpn-…`), handed out by the platform's staff. From `BURSAR_LBAI_TOKEN` if left out.
        options: How it behaves, each by its name.

    Attributes:
        users: `create`, `refresh_token`, `logout`.
        account: `balance`.
        costs: `total`, `list`.
    """

    users: LbaiUsers
    account: LbaiAccount
    costs: LbaiCosts

    def __init__(
        self,
        *,
        token: Secret | str | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        super().__init__(tables.LBAI, {"token": token}, options)
        self.users = LbaiUsers(self._caller)
        self.account = LbaiAccount(self._caller)
        self.costs = LbaiCosts(self._caller)

    def credits(
        self,
        *,
        options: CallOptions | None = None,
    ) -> types.Credits:
        """Reads the balance as credits.

        Errors of its own: those of `account.balance`.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            options: How this call behaves.
        """
        return self._caller.record("lbai.credits", tables.CREDITS, {}, options)

    def raw(
        self,
        *,
        method: str,
        path: str,
        body: Secret | str | None = None,
        safety: str | None = None,
        options: CallOptions | None = None,
    ) -> types.RawReply:
        """A request of the caller's own.

        The reply is sorted as the platform's others are: one with a status other than 2xx, and a refusal in the platform's
        envelope, are errors, of the kind that they would be elsewhere, with `status` and `code`. Everything else is handed over.

        Errors of its own: `invalid_request` for a method, path or body that cannot be sent; `outcome_unknown` when the
        reply to a request that may arrive only once is lost.

        It is taken for a state change, and so sent once, unless `safety` says `repeat`.

        Args:
            method: The HTTP method, such as `GET`.
            path: The path from the base URL on, with its query if it has one: `/1/me`.
            body: The body, sent as `application/json`. A secret, as Bursar cannot know what it holds.
            safety: Whether it may be sent again; `once` unless given, whatever the method: LBAI changes state by GET. Say `repeat` of a
                GET or HEAD that only reads.
                Known values: `RawSafety`.
            options: How this call behaves.
        """
        return self._caller.record("raw", tables.RAW_REPLY, {"method": method, "path": path, "body": body, "safety": safety}, options)


class OpenCatdUsers:
    """`users` of opencatd."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def init(
        self,
        *,
        options: CallOptions | None = None,
    ) -> types.User:
        """Makes the root user; the session keeps its token.

        Errors of its own: `conflict` when the server has a root user already; `outcome_unknown` when the reply is lost: the
        detail names the server's command that prints the token.

        It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
        server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.

        Args:
            options: How this call behaves.
        """
        return self._caller.record("opencatd.users.init", tables.USER, {}, options)

    def me(
        self,
        *,
        options: CallOptions | None = None,
    ) -> types.User:
        """Reads the user whose token the session has.

        Errors of its own: `authentication` for a token that may not ask; `not_found` for a user who was removed behind the
        server's cache.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            options: How this call behaves.
        """
        return self._caller.record("opencatd.users.me", tables.USER, {}, options)

    def list(
        self,
        *,
        options: CallOptions | None = None,
    ) -> Rows[types.User]:
        """Lists all users.

        Errors of its own: `authentication` for another token than root's.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            options: How this call behaves.
        """
        return self._caller.rows("opencatd.users.list", tables.USER, {}, options)

    def find(
        self,
        *,
        name: str,
        options: CallOptions | None = None,
    ) -> types.User:
        """Finds the user of a name. Several of one name, which only the dialect `worker` allows, are a `conflict`.

        Errors of its own: `not_found` when nobody has the name, and those of `users.list`.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            name: The exact name; upper and lower case differ.
            options: How this call behaves.
        """
        return self._caller.record("opencatd.users.find", tables.USER, {"name": name}, options)

    def create(
        self,
        *,
        name: str,
        options: CallOptions | None = None,
    ) -> types.User:
        """Creates a user.

        If the reply is lost, the user counts as created when exactly one new user has the name and none had it before; that
        nobody else creates users of this name meanwhile is the premise.

        Errors of its own: `conflict` for a name that is taken, or that a deleted user reserves; `invalid_request` for an
        empty one; `outcome_unknown` when the reply is lost and the listing proves nothing.

        It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
        server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.

        Args:
            name: Unique and case-sensitive; kept as given, spaces included.
            options: How this call behaves.
        """
        return self._caller.record("opencatd.users.create", tables.USER, {"name": name}, options)

    def delete(
        self,
        *,
        id: int,
        options: CallOptions | None = None,
    ) -> None:
        """Deletes a user, and with it the user's token.

        If the reply is lost, the user counts as deleted when the same id, name and token are gone, and nobody else has the id.

        Errors of its own: `not_found`, with nothing sent, when no user has the id; `invalid_request` for root and for ids
        below 1; `outcome_unknown` when the reply is lost and the listing does not prove it.

        It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
        server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.

        Args:
            id: The user's id, from 1.
            options: How this call behaves.
        """
        self._caller.unit("opencatd.users.delete", {"id": id}, options)

    def reset_token(
        self,
        *,
        id: int,
        token: Secret | str | None = None,
        options: CallOptions | None = None,
    ) -> types.User:
        """Resets the token of a user.

        If the reply is lost, it counts as reset when the listed token has changed, to the chosen one if there is one; that
        nobody else resets this user meanwhile is the premise. Of root, only a chosen token can be seen to work.

        Errors of its own: `not_found` for an unknown id; `conflict` for a chosen token that somebody has; `invalid_request`
        for one that cannot be sent; `outcome_unknown` when the reply is lost and no listing shows the new token.

        It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
        server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.

        Args:
            id: The user's id, from 1. 1 is root: the session itself.
            token: The new token; generated unless given. Old builds ignore it.
            options: How this call behaves.
        """
        return self._caller.record("opencatd.users.reset_token", tables.USER, {"id": id, "token": token}, options)


class OpenCatdKeys:
    """`keys` of opencatd."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list(
        self,
        *,
        options: CallOptions | None = None,
    ) -> Rows[types.Key]:
        """Lists all keys.

        Errors of its own: `authentication` for another token than root's.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            options: How this call behaves.
        """
        return self._caller.rows("opencatd.keys.list", tables.KEY, {}, options)

    def create(
        self,
        *,
        name: str,
        key: Secret | str,
        api_type: str | None = None,
        endpoint: str | None = None,
        options: CallOptions | None = None,
    ) -> types.Key:
        """Stores a vendor key.

        If the reply is lost, it counts as stored when a new row has the whole key.

        Errors of its own: `conflict` for a name or key that is there already; `invalid_request` for an empty one;
        `outcome_unknown` when the reply is lost and no new row has the key.

        It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
        server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.

        Args:
            name: Unique; the server trims it and turns it to lower case.
            key: The vendor's secret.
            api_type: Which vendor; `openai` unless given. Not validated by the server.
                Known values: `ApiType`.
            endpoint: Where model calls go; dropped by the server unless a type is given.
            options: How this call behaves.
        """
        return self._caller.record("opencatd.keys.create", tables.KEY, {"name": name, "key": key, "apiType": api_type, "endpoint": endpoint}, options)

    def delete(
        self,
        *,
        id: int,
        options: CallOptions | None = None,
    ) -> None:
        """Deletes a vendor key.

        If the reply is lost, it counts as deleted when no row has the id any more.

        Errors of its own: `not_found`, with nothing sent, when no key has the id; `invalid_request` for ids below 1;
        `outcome_unknown` when the reply is lost and the listing does not prove it.

        It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
        server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.

        Args:
            id: The key's id, from 1.
            options: How this call behaves.
        """
        self._caller.unit("opencatd.keys.delete", {"id": id}, options)


class OpenCatdUsages:
    """`usages` of opencatd."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list(
        self,
        *,
        month: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        options: CallOptions | None = None,
    ) -> Rows[types.Usage]:
        """Lists what users consumed. A period is needed, except in the dialect `worker`, which tells all-time totals only.

        Errors of its own: `invalid_request` without a period, for one that is none, and for any in the dialect `worker`.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            month: A calendar month of the server's time zone, `YYYY-MM`.
            from_: Instead of a month: the first day, `YYYY-MM-DD`.
            to: With `from`: the day after the last, `YYYY-MM-DD`.
            options: How this call behaves.
        """
        return self._caller.rows("opencatd.usages.list", tables.USAGE, {"month": month, "from": from_, "to": to}, options)


class OpenCatd(Client):
    """A client of opencatd.

    `credits` tells what is left or was spent; `raw` sends a request of your own.

    Args:
        token: Token of the root user; not needed for `users.init`. From `BURSAR_OPENCATD_TOKEN` if left out.
        options: How it behaves, each by its name.

    Attributes:
        users: `init`, `me`, `list`, `find`, `create`, `delete`, `reset_token`.
        keys: `list`, `create`, `delete`.
        usages: `list`.
    """

    users: OpenCatdUsers
    keys: OpenCatdKeys
    usages: OpenCatdUsages

    def __init__(
        self,
        *,
        token: Secret | str | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        super().__init__(tables.OPENCATD, {"token": token}, options)
        self.users = OpenCatdUsers(self._caller)
        self.keys = OpenCatdKeys(self._caller)
        self.usages = OpenCatdUsages(self._caller)

    def credits(
        self,
        *,
        month: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        options: CallOptions | None = None,
    ) -> types.Credits:
        """Adds up the costs of all users. A period is needed, except in the dialect `worker`, which tells all-time totals only.

        Errors of its own: those of `usages.list`.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            month: A calendar month of the server's time zone, `YYYY-MM`.
            from_: Instead of a month: the first day, `YYYY-MM-DD`.
            to: With `from`: the day after the last, `YYYY-MM-DD`.
            options: How this call behaves.
        """
        return self._caller.record("opencatd.credits", tables.CREDITS, {"month": month, "from": from_, "to": to}, options)

    def raw(
        self,
        *,
        method: str,
        path: str,
        body: Secret | str | None = None,
        safety: str | None = None,
        options: CallOptions | None = None,
    ) -> types.RawReply:
        """A request of the caller's own.

        The reply is sorted as the platform's others are: one with a status other than 2xx, and a refusal in the platform's
        envelope, are errors, of the kind that they would be elsewhere, with `status` and `code`. Everything else is handed over.

        Errors of its own: `invalid_request` for a method, path or body that cannot be sent; `outcome_unknown` when the
        reply to a request that may arrive only once is lost.

        It is taken for a state change, and so sent once, unless `safety` says `repeat`.

        Args:
            method: The HTTP method, such as `GET`.
            path: The path from the base URL on, with its query if it has one: `/1/me`.
            body: The body, sent as `application/json`. A secret, as Bursar cannot know what it holds.
            safety: Whether it may be sent again; `once` unless given, whatever the method: LBAI changes state by GET. Say `repeat` of a
                GET or HEAD that only reads.
                Known values: `RawSafety`.
            options: How this call behaves.
        """
        return self._caller.record("raw", tables.RAW_REPLY, {"method": method, "path": path, "body": body, "safety": safety}, options)


class AkoolTokens:
    """`tokens` of AKOOL."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def create(
        self,
        *,
        options: CallOptions | None = None,
    ) -> types.Token:
        """Makes a token and gives it to the session too. Needs `clientId` and `clientSecret` among the credentials.

        Errors of its own: `configuration` without client id and secret; `authentication` for wrong ones.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            options: How this call behaves.
        """
        return self._caller.record("akool.tokens.create", tables.TOKEN, {}, options)


class AkoolCredit:
    """`credit` of AKOOL."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get(
        self,
        *,
        options: CallOptions | None = None,
    ) -> types.Credit:
        """Reads the credit of the account.

        Errors of its own: `authentication` when the credential is refused, by client id and secret only after a new token
        is refused too.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            options: How this call behaves.
        """
        return self._caller.record("akool.credit.get", tables.CREDIT, {}, options)


class AkoolWebhooks:
    """`webhooks` of AKOOL."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def open(
        self,
        *,
        signature: str,
        data_encrypt: str,
        timestamp: int,
        nonce: str,
        options: CallOptions | None = None,
    ) -> types.WebhookEvent:
        """A message as it arrived: the fields of its JSON body.

        Errors of its own: `configuration` without client id and secret; `authentication` for a signature that is not
        theirs; `decode` for content that cannot be decrypted or read.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            signature: SHA-1 in hex.
            data_encrypt: The encrypted event, in base64.
            timestamp: When it was sent, in epoch milliseconds.
            nonce: A text that is used once.
            options: How this call behaves.
        """
        return self._caller.record("akool.webhooks.open", tables.WEBHOOK_EVENT, {"signature": signature, "dataEncrypt": data_encrypt, "timestamp": timestamp, "nonce": nonce}, options)


class Akool(Client):
    """A client of AKOOL.

    `credits` tells what is left or was spent; `raw` sends a request of your own.

    Args:
        api_key: API Key of the console, sent as `x-api-key`. From `BURSAR_AKOOL_API_KEY` if left out.
        client_id: Client id of the console. From `BURSAR_AKOOL_CLIENT_ID` if left out.
        client_secret: Client secret: the same value as the API Key. A token is made with it. From `BURSAR_AKOOL_CLIENT_SECRET` if left out.
        options: How it behaves, each by its name.

    Attributes:
        tokens: `create`.
        credit: `get`.
        webhooks: `open`.
    """

    tokens: AkoolTokens
    credit: AkoolCredit
    webhooks: AkoolWebhooks

    def __init__(
        self,
        *,
        api_key: Secret | str | None = None,
        client_id: Secret | str | None = None,
        client_secret: Secret | str | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        super().__init__(tables.AKOOL, {"apiKey": api_key, "clientId": client_id, "clientSecret": client_secret}, options)
        self.tokens = AkoolTokens(self._caller)
        self.credit = AkoolCredit(self._caller)
        self.webhooks = AkoolWebhooks(self._caller)

    def credits(
        self,
        *,
        options: CallOptions | None = None,
    ) -> types.Credits:
        """Reads the credit as credits.

        Errors of its own: those of `credit.get`.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            options: How this call behaves.
        """
        return self._caller.record("akool.credits", tables.CREDITS, {}, options)

    def raw(
        self,
        *,
        method: str,
        path: str,
        body: Secret | str | None = None,
        safety: str | None = None,
        options: CallOptions | None = None,
    ) -> types.RawReply:
        """A request of the caller's own.

        The reply is sorted as the platform's others are: one with a status other than 2xx, and a refusal in the platform's
        envelope, are errors, of the kind that they would be elsewhere, with `status` and `code`. Everything else is handed over.

        Errors of its own: `invalid_request` for a method, path or body that cannot be sent; `outcome_unknown` when the
        reply to a request that may arrive only once is lost.

        It is taken for a state change, and so sent once, unless `safety` says `repeat`.

        Args:
            method: The HTTP method, such as `GET`.
            path: The path from the base URL on, with its query if it has one: `/1/me`.
            body: The body, sent as `application/json`. A secret, as Bursar cannot know what it holds.
            safety: Whether it may be sent again; `once` unless given, whatever the method: LBAI changes state by GET. Say `repeat` of a
                GET or HEAD that only reads.
                Known values: `RawSafety`.
            options: How this call behaves.
        """
        return self._caller.record("raw", tables.RAW_REPLY, {"method": method, "path": path, "body": body, "safety": safety}, options)


class EspAiCards:
    """`cards` of ESP-AI."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list(
        self,
        *,
        id: str | None = None,
        type: str | None = None,
        code: Secret | str | None = None,
        user_name: str | None = None,
        user_phone: str | None = None,
        api_limit: str | None = None,
        page: int | None = None,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> Rows[types.Card]:
        """Lists cards; without a filter all of the account.

        Errors of its own: `refused`, with the platform's words, for what the platform does not grant.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            id: Only the card of this id.
            type: Only cards of this type.
                Known values: `CardType`.
            code: Only the card of this redemption code.
            user_name: Only cards of owners of this nickname. (Sent as `user_name`; the page's table says `username`: unverified.)
            user_phone: Only cards of the owner of this phone number.
            api_limit: Only cards with this many calls left; whether equal or at least is not documented.
            page: The page to begin with, from 1.
            limit: Rows a page; 9,999 unless given. The server may send fewer.
            options: How this call behaves.
        """
        return self._caller.rows("espai.cards.list", tables.CARD, {"id": id, "type": type, "code": code, "userName": user_name, "userPhone": user_phone, "apiLimit": api_limit, "page": page, "limit": limit}, options)

    def get(
        self,
        *,
        phone: str,
        code: Secret | str,
        options: CallOptions | None = None,
    ) -> types.Card:
        """Which card to read. Both factors are needed.

        Errors of its own: `refused`, with the platform's words, when no card has this phone and code; `invalid_request`
        when one is empty.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            phone: Phone number of the owner, as digits.
            code: Redemption code. Together with the phone it is a credential.
            options: How this call behaves.
        """
        return self._caller.record("espai.cards.get", tables.CARD, {"phone": phone, "code": code}, options)

    def transfer(
        self,
        *,
        phone: str,
        code: Secret | str,
        target_phone: str,
        target_code: Secret | str,
        amount: int,
        receipt: str | None = None,
        options: CallOptions | None = None,
    ) -> types.Transferred:
        """Moves calls between two paid cards.

        If the reply is lost, it counts as applied when both cards, of types 1 to 4, moved by exactly the amount. The premise:
        nobody else moves credits of these cards meanwhile. Transfers of one session take turns, and while one of them is of
        unknown outcome, no later one of either card is settled by reading: the error names the one in doubt.

        Errors of its own: `refused`, with the platform's words, for what the platform does not grant, such as a trial card;
        `conflict` for a receipt that does not fit any more; `outcome_unknown` when the reply is lost and the cards do not
        prove it.

        It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
        server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.

        Args:
            phone: Phone number of the giving card's owner.
            code: Redemption code of the giving card.
            target_phone: Phone number of the receiving card's owner.
            target_code: Redemption code of the receiving card.
            amount: Calls to move, from 1 to 2^53.
            receipt: From `cards.prepare_transfer`. If the cards have changed since, it is `conflict`, and nothing is sent.
            options: How this call behaves.
        """
        return self._caller.record("espai.cards.transfer", tables.TRANSFERRED, {"phone": phone, "code": code, "targetPhone": target_phone, "targetCode": target_code, "amount": amount, "receipt": receipt}, options)

    def prepare_transfer(
        self,
        *,
        phone: str,
        code: Secret | str,
        target_phone: str,
        target_code: Secret | str,
        amount: int,
        options: CallOptions | None = None,
    ) -> types.PreparedTransfer:
        """Prepares a transfer whose outcome can be found out later, after a crash too.

        Errors of its own: `refused` when a card cannot be read; `invalid_request` for an amount that cannot be moved.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            phone: Phone number of the giving card's owner.
            code: Redemption code of the giving card.
            target_phone: Phone number of the receiving card's owner.
            target_code: Redemption code of the receiving card.
            amount: Calls to move, from 1 to 2^53.
            options: How this call behaves.
        """
        return self._caller.record("espai.cards.prepare_transfer", tables.PREPARED_TRANSFER, {"phone": phone, "code": code, "targetPhone": target_phone, "targetCode": target_code, "amount": amount}, options)

    def check_transfer(
        self,
        *,
        receipt: str,
        phone: str,
        code: Secret | str,
        target_phone: str,
        target_code: Secret | str,
        options: CallOptions | None = None,
    ) -> types.Transferred:
        """Checks a transfer. Gives `outcome_unknown` unless both cards moved by exactly the amount; that nobody else moved
        credits of these two cards since is the premise.

        A session that has seen the transfer applied says so again, whatever the cards hold by now. One that has another transfer
        of the same cards in doubt concludes nothing from what they hold, and says which one it is. A new session, such as that of a
        new process, knows of no other transfers: it takes the trace of an equal one for this one's.

        Errors of its own: `outcome_unknown` when neither the cards nor the session prove it; `invalid_request` for a
        receipt that is none.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            receipt: The receipt, as `cards.prepare_transfer` gave it; the `readings` of an error of unknown outcome are one too.
            phone: Phone number of the giving card's owner.
            code: Redemption code of the giving card.
            target_phone: Phone number of the receiving card's owner.
            target_code: Redemption code of the receiving card.
            options: How this call behaves.
        """
        return self._caller.record("espai.cards.check_transfer", tables.TRANSFERRED, {"receipt": receipt, "phone": phone, "code": code, "targetPhone": target_phone, "targetCode": target_code}, options)

    def destroy(
        self,
        *,
        id: str,
        options: CallOptions | None = None,
    ) -> None:
        """Destroys a card. It must be a paid one with 0 calls left.

        If the reply is lost, it counts as destroyed when a complete listing does not show it any more.

        Errors of its own: `not_found`, with nothing sent, when no card of the account has the id; `refused` for a card with
        calls left; `outcome_unknown` when the reply is lost and no complete listing shows that it is gone.

        It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
        server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.

        Args:
            id: The card's id, 32 hex digits.
            options: How this call behaves.
        """
        self._caller.unit("espai.cards.destroy", {"id": id}, options)

    def balance_logs(
        self,
        *,
        id: str | None = None,
        page: int | None = None,
        limit: int | None = None,
        flat_body: bool | None = None,
        options: CallOptions | None = None,
    ) -> Rows[types.BalanceLog]:
        """Lists log entries, of one card or of all.

        Errors of its own: `refused`, with the platform's words, for what the platform does not grant.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            id: Only entries of the card of this id.
            page: The page to begin with, from 1.
            limit: Rows a page; 9,999 unless given.
            flat_body: Whether to send a flat object instead of an array of one.
            options: How this call behaves.
        """
        return self._caller.rows("espai.cards.balance_logs", tables.BALANCE_LOG, {"id": id, "page": page, "limit": limit, "flatBody": flat_body}, options)


class EspAiOrders:
    """`orders` of ESP-AI."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def create(
        self,
        *,
        commodity_id: str,
        commodity_type: str,
        options: CallOptions | None = None,
    ) -> types.Order:
        """Opens an order. Each call opens another one; abandoning it is harmless.

        Errors of its own: `invalid_request` for an empty parameter; `outcome_unknown` when the reply is lost.

        It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
        server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.

        Args:
            commodity_id: What to buy.
                Known values: `Commodity`.
            commodity_type: A new card, or a top-up.
                Known values: `CommodityType`.
            options: How this call behaves.
        """
        return self._caller.record("espai.orders.create", tables.ORDER, {"commodityId": commodity_id, "commodityType": commodity_type}, options)


class EspAi(Client):
    """A client of ESP-AI.

    `credits` tells what is left or was spent; `raw` sends a request of your own.

    Args:
        api_key: The console's `open_api_key`. From `BURSAR_ESPAI_API_KEY` if left out.
        options: How it behaves, each by its name.

    Attributes:
        cards: `list`, `get`, `transfer`, `prepare_transfer`, `check_transfer`, `destroy`, `balance_logs`.
        orders: `create`.
    """

    cards: EspAiCards
    orders: EspAiOrders

    def __init__(
        self,
        *,
        api_key: Secret | str | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        super().__init__(tables.ESPAI, {"apiKey": api_key}, options)
        self.cards = EspAiCards(self._caller)
        self.orders = EspAiOrders(self._caller)

    def credits(
        self,
        *,
        options: CallOptions | None = None,
    ) -> types.Credits:
        """Adds up the cards of the account. Unlimited ones (type 5) do not count into the sum; `unlimited` tells of them.

        Errors of its own: those of `cards.list`.

        It may be repeated: that does no harm. By itself it is sent again, `max_retries` times at most, when no reply
        comes, or one that asks for patience or tells of a fault that may pass.

        Args:
            options: How this call behaves.
        """
        return self._caller.record("espai.credits", tables.CREDITS, {}, options)

    def raw(
        self,
        *,
        method: str,
        path: str,
        body: Secret | str | None = None,
        safety: str | None = None,
        options: CallOptions | None = None,
    ) -> types.RawReply:
        """A request of the caller's own.

        The reply is sorted as the platform's others are: one with a status other than 2xx, and a refusal in the platform's
        envelope, are errors, of the kind that they would be elsewhere, with `status` and `code`. Everything else is handed over.

        Errors of its own: `invalid_request` for a method, path or body that cannot be sent; `outcome_unknown` when the
        reply to a request that may arrive only once is lost.

        It is taken for a state change, and so sent once, unless `safety` says `repeat`.

        Args:
            method: The HTTP method, such as `GET`.
            path: The path from the base URL on, with its query if it has one: `/1/me`.
            body: The body, sent as `application/json`. A secret, as Bursar cannot know what it holds.
            safety: Whether it may be sent again; `once` unless given, whatever the method: LBAI changes state by GET. Say `repeat` of a
                GET or HEAD that only reads.
                Known values: `RawSafety`.
            options: How this call behaves.
        """
        return self._caller.record("raw", tables.RAW_REPLY, {"method": method, "path": path, "body": body, "safety": safety}, options)

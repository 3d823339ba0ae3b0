// Written by `cargo xtask generate` from the core's schema. Do not edit.
package dev.bursar

import java.math.BigDecimal
import java.time.Instant
import java.util.function.Function

/** `users` of Little Beauty AI, blocking. */
public class LbaiUsersBlocking internal constructor(private val users: LbaiUsers, private val blocking: Blocking) {
    /**
     * Creates a user with its own memory space, file space and AI partner.
     *
     * Errors of its own: `invalid_request` for an identifier of another length; `refused`, with the platform's code, for
     * one that is taken; `outcome_unknown` when the reply is lost.
     *
     * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
     * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
     *
     * @param identifier Your own id for the user: a phone number, e-mail address or user id of 10 to 50 characters. The server refuses one that is taken.
     * @param groupId Tags a group of users (`0`, `1`, `2`, …) for cost queries. Two of the published pages call it required, the sample leaves it out: send it.
     * @param nickName Name to show.
     * @param headPic URL of an avatar that you host.
     * @param validity Days that the token lives; long-term unless given.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun create(
        identifier: String,
        groupId: String? = null,
        nickName: String? = null,
        headPic: String? = null,
        validity: Long? = null,
        options: CallOptions? = null,
    ): CreatedUser {
return blocking.run { users.create(identifier, groupId, nickName, headPic, validity, options) }
    }

    /**
     * Rotates the token of a user.
     *
     * Errors of its own: `invalid_request` for an empty id; `outcome_unknown` when the reply is lost: the old token may be
     * dead.
     *
     * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
     * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
     *
     * @param userId The platform's id of the user.
     * @param validity Days that the token lives; long-term unless given.
     * @param allowExtraRotation Whether a lost reply may be answered by rotating once more. Without it the outcome is then unknown.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun refreshToken(
        userId: String,
        validity: Long? = null,
        allowExtraRotation: Boolean? = null,
        options: CallOptions? = null,
    ): UserToken {
return blocking.run { users.refreshToken(userId, validity, allowExtraRotation, options) }
    }

    /**
     * Logs a user off.
     *
     * Errors of its own: `invalid_request` for an empty id; `outcome_unknown` when the reply is lost.
     *
     * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
     * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
     *
     * @param userId The platform's id of the user (unverified).
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun logout(
        userId: String,
        options: CallOptions? = null,
    ) {
blocking.run { users.logout(userId, options) }
    }
}

/** `account` of Little Beauty AI, blocking. */
public class LbaiAccountBlocking internal constructor(private val account: LbaiAccount, private val blocking: Blocking) {
    /**
     * Reads the balance of the enterprise.
     *
     * Errors of its own: `refused`, with the platform's code, for what the platform does not grant.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun balance(
        options: CallOptions? = null,
    ): Balance {
return blocking.run { account.balance(options) }
    }
}

/** `costs` of Little Beauty AI, blocking. */
public class LbaiCostsBlocking internal constructor(private val costs: LbaiCosts, private val blocking: Blocking) {
    /**
     * Reads the total cost of a user or a group. One of the two is needed; what both together mean is not documented.
     *
     * Errors of its own: `invalid_request` without a user and without a group.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param userId The platform's id of the user.
     * @param groupId The group that users were tagged with.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun total(
        userId: String? = null,
        groupId: String? = null,
        options: CallOptions? = null,
    ): CostTotal {
return blocking.run { costs.total(userId, groupId, options) }
    }

    /**
     * Lists the cost records of a user or a group. One of the two is needed.
     *
     * Errors of its own: `invalid_request` without a user and without a group.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param userId The platform's id of the user.
     * @param groupId The group that users were tagged with.
     * @param page The page to begin with, from 1. (Sent as `pageNum`: unverified, named after the reply's field.)
     * @param pageSize Rows a page; the server's default appears to be 10, its maximum is unknown. (Sent as `pageSize`: unverified.)
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun list(
        userId: String? = null,
        groupId: String? = null,
        page: Long? = null,
        pageSize: Long? = null,
        options: CallOptions? = null,
    ): BlockingRows<Cost> {
        return BlockingRows(blocking, costs.list(userId, groupId, page, pageSize, options))
    }
}

/** A client of Little Beauty AI whose calls block their thread. */
public class LbaiBlocking internal constructor(private val client: Lbai, blocking: Blocking) : BlockingClient(blocking) {
    /** `users` of Little Beauty AI. */
    public val users: LbaiUsersBlocking = LbaiUsersBlocking(client.users, blocking)

    /** `account` of Little Beauty AI. */
    public val account: LbaiAccountBlocking = LbaiAccountBlocking(client.account, blocking)

    /** `costs` of Little Beauty AI. */
    public val costs: LbaiCostsBlocking = LbaiCostsBlocking(client.costs, blocking)

    /** The same account, blocking; closing one closes the other. */
    public constructor(client: Lbai) : this(client, Blocking(client))

    /**
     * Credentials that are left out come from the environment, if none is given.
     *
     * @param token Enterprise token (`cpn-…`), handed out by the platform's staff. `BURSAR_LBAI_TOKEN` in the environment.
     * @param options how the client behaves.
     * @throws ConfigurationException if the client cannot work so.
     */
    @JvmOverloads
    public constructor(
        token: Secret? = null,
        options: ClientOptions = ClientOptions(),
    ) : this(Lbai(token, options))

    /** Calls something of the client that the block gets, and also tells of the last reply. */
    public fun <T> withResponse(block: Function<LbaiBlocking, T>): WithResponse<T> =
        blocking.told({ LbaiBlocking(client, it) }, block)

    /**
     * Reads the balance as credits.
     *
     * Errors of its own: those of `account.balance`.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun credits(
        options: CallOptions? = null,
    ): Credits {
return blocking.run { client.credits(options) }
    }

    /**
     * A request of the caller's own.
     *
     * The reply is sorted as the platform's others are: one with a status other than 2xx, and a refusal in the platform's
     * envelope, are errors, of the kind that they would be elsewhere, with `status` and `code`. Everything else is handed over.
     *
     * Errors of its own: `invalid_request` for a method, path or body that cannot be sent; `outcome_unknown` when the
     * reply to a request that may arrive only once is lost.
     *
     * It is taken for a state change, and so sent once, unless `safety` says `repeat`.
     *
     * @param method The HTTP method, such as `GET`.
     * @param path The path from the base URL on, with its query if it has one: `/1/me`.
     * @param body The body, sent as `application/json`. A secret, as Bursar cannot know what it holds.
     * @param safety Whether it may be sent again; `once` unless given, whatever the method: LBAI changes state by GET. Say `repeat` of a GET or HEAD that only reads.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun raw(
        method: String,
        path: String,
        body: Secret? = null,
        safety: String? = null,
        options: CallOptions? = null,
    ): RawReply {
return blocking.run { client.raw(method, path, body, safety?.let(::RawSafety), options) }
    }
}

/** `users` of opencatd, blocking. */
public class OpenCatdUsersBlocking internal constructor(private val users: OpenCatdUsers, private val blocking: Blocking) {
    /**
     * Makes the root user; the session keeps its token.
     *
     * Errors of its own: `conflict` when the server has a root user already; `outcome_unknown` when the reply is lost: the
     * detail names the server's command that prints the token.
     *
     * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
     * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
     *
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun init(
        options: CallOptions? = null,
    ): User {
return blocking.run { users.init(options) }
    }

    /**
     * Reads the user whose token the session has.
     *
     * Errors of its own: `authentication` for a token that may not ask; `not_found` for a user who was removed behind the
     * server's cache.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun me(
        options: CallOptions? = null,
    ): User {
return blocking.run { users.me(options) }
    }

    /**
     * Lists all users.
     *
     * Errors of its own: `authentication` for another token than root's.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun list(
        options: CallOptions? = null,
    ): BlockingRows<User> {
        return BlockingRows(blocking, users.list(options))
    }

    /**
     * Finds the user of a name. Several of one name, which only the dialect `worker` allows, are a `conflict`.
     *
     * Errors of its own: `not_found` when nobody has the name, and those of `users.list`.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param name The exact name; upper and lower case differ.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun find(
        name: String,
        options: CallOptions? = null,
    ): User {
return blocking.run { users.find(name, options) }
    }

    /**
     * Creates a user.
     *
     * If the reply is lost, the user counts as created when exactly one new user has the name and none had it before; that
     * nobody else creates users of this name meanwhile is the premise.
     *
     * Errors of its own: `conflict` for a name that is taken, or that a deleted user reserves; `invalid_request` for an
     * empty one; `outcome_unknown` when the reply is lost and the listing proves nothing.
     *
     * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
     * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
     *
     * @param name Unique and case-sensitive; kept as given, spaces included.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun create(
        name: String,
        options: CallOptions? = null,
    ): User {
return blocking.run { users.create(name, options) }
    }

    /**
     * Deletes a user, and with it the user's token.
     *
     * If the reply is lost, the user counts as deleted when the same id, name and token are gone, and nobody else has the id.
     *
     * Errors of its own: `not_found`, with nothing sent, when no user has the id; `invalid_request` for root and for ids
     * below 1; `outcome_unknown` when the reply is lost and the listing does not prove it.
     *
     * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
     * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
     *
     * @param id The user's id, from 1.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun delete(
        id: Long,
        options: CallOptions? = null,
    ) {
blocking.run { users.delete(id, options) }
    }

    /**
     * Resets the token of a user.
     *
     * If the reply is lost, it counts as reset when the listed token has changed, to the chosen one if there is one; that
     * nobody else resets this user meanwhile is the premise. Of root, only a chosen token can be seen to work.
     *
     * Errors of its own: `not_found` for an unknown id; `conflict` for a chosen token that somebody has; `invalid_request`
     * for one that cannot be sent; `outcome_unknown` when the reply is lost and no listing shows the new token.
     *
     * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
     * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
     *
     * @param id The user's id, from 1. 1 is root: the session itself.
     * @param token The new token; generated unless given. Old builds ignore it.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun resetToken(
        id: Long,
        token: Secret? = null,
        options: CallOptions? = null,
    ): User {
return blocking.run { users.resetToken(id, token, options) }
    }
}

/** `keys` of opencatd, blocking. */
public class OpenCatdKeysBlocking internal constructor(private val keys: OpenCatdKeys, private val blocking: Blocking) {
    /**
     * Lists all keys.
     *
     * Errors of its own: `authentication` for another token than root's.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun list(
        options: CallOptions? = null,
    ): BlockingRows<Key> {
        return BlockingRows(blocking, keys.list(options))
    }

    /**
     * Stores a vendor key.
     *
     * If the reply is lost, it counts as stored when a new row has the whole key.
     *
     * Errors of its own: `conflict` for a name or key that is there already; `invalid_request` for an empty one;
     * `outcome_unknown` when the reply is lost and no new row has the key.
     *
     * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
     * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
     *
     * @param name Unique; the server trims it and turns it to lower case.
     * @param key The vendor's secret.
     * @param apiType Which vendor; `openai` unless given. Not validated by the server.
     * @param endpoint Where model calls go; dropped by the server unless a type is given.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun create(
        name: String,
        key: Secret,
        apiType: String? = null,
        endpoint: String? = null,
        options: CallOptions? = null,
    ): Key {
return blocking.run { keys.create(name, key, apiType?.let(::ApiType), endpoint, options) }
    }

    /**
     * Deletes a vendor key.
     *
     * If the reply is lost, it counts as deleted when no row has the id any more.
     *
     * Errors of its own: `not_found`, with nothing sent, when no key has the id; `invalid_request` for ids below 1;
     * `outcome_unknown` when the reply is lost and the listing does not prove it.
     *
     * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
     * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
     *
     * @param id The key's id, from 1.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun delete(
        id: Long,
        options: CallOptions? = null,
    ) {
blocking.run { keys.delete(id, options) }
    }
}

/** `usages` of opencatd, blocking. */
public class OpenCatdUsagesBlocking internal constructor(private val usages: OpenCatdUsages, private val blocking: Blocking) {
    /**
     * Lists what users consumed. A period is needed, except in the dialect `worker`, which tells all-time totals only.
     *
     * Errors of its own: `invalid_request` without a period, for one that is none, and for any in the dialect `worker`.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param month A calendar month of the server's time zone, `YYYY-MM`.
     * @param from Instead of a month: the first day, `YYYY-MM-DD`.
     * @param to With `from`: the day after the last, `YYYY-MM-DD`.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun list(
        month: String? = null,
        from: String? = null,
        to: String? = null,
        options: CallOptions? = null,
    ): BlockingRows<Usage> {
        return BlockingRows(blocking, usages.list(month, from, to, options))
    }
}

/** A client of opencatd whose calls block their thread. */
public class OpenCatdBlocking internal constructor(private val client: OpenCatd, blocking: Blocking) : BlockingClient(blocking) {
    /** `users` of opencatd. */
    public val users: OpenCatdUsersBlocking = OpenCatdUsersBlocking(client.users, blocking)

    /** `keys` of opencatd. */
    public val keys: OpenCatdKeysBlocking = OpenCatdKeysBlocking(client.keys, blocking)

    /** `usages` of opencatd. */
    public val usages: OpenCatdUsagesBlocking = OpenCatdUsagesBlocking(client.usages, blocking)

    /** The same account, blocking; closing one closes the other. */
    public constructor(client: OpenCatd) : this(client, Blocking(client))

    /**
     * Credentials that are left out come from the environment, if none is given.
     *
     * @param token Token of the root user; not needed for `users.init`. `BURSAR_OPENCATD_TOKEN` in the environment.
     * @param options how the client behaves.
     * @throws ConfigurationException if the client cannot work so.
     */
    @JvmOverloads
    public constructor(
        token: Secret? = null,
        options: ClientOptions = ClientOptions(),
    ) : this(OpenCatd(token, options))

    /** Calls something of the client that the block gets, and also tells of the last reply. */
    public fun <T> withResponse(block: Function<OpenCatdBlocking, T>): WithResponse<T> =
        blocking.told({ OpenCatdBlocking(client, it) }, block)

    /**
     * Adds up the costs of all users. A period is needed, except in the dialect `worker`, which tells all-time totals only.
     *
     * Errors of its own: those of `usages.list`.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param month A calendar month of the server's time zone, `YYYY-MM`.
     * @param from Instead of a month: the first day, `YYYY-MM-DD`.
     * @param to With `from`: the day after the last, `YYYY-MM-DD`.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun credits(
        month: String? = null,
        from: String? = null,
        to: String? = null,
        options: CallOptions? = null,
    ): Credits {
return blocking.run { client.credits(month, from, to, options) }
    }

    /**
     * A request of the caller's own.
     *
     * The reply is sorted as the platform's others are: one with a status other than 2xx, and a refusal in the platform's
     * envelope, are errors, of the kind that they would be elsewhere, with `status` and `code`. Everything else is handed over.
     *
     * Errors of its own: `invalid_request` for a method, path or body that cannot be sent; `outcome_unknown` when the
     * reply to a request that may arrive only once is lost.
     *
     * It is taken for a state change, and so sent once, unless `safety` says `repeat`.
     *
     * @param method The HTTP method, such as `GET`.
     * @param path The path from the base URL on, with its query if it has one: `/1/me`.
     * @param body The body, sent as `application/json`. A secret, as Bursar cannot know what it holds.
     * @param safety Whether it may be sent again; `once` unless given, whatever the method: LBAI changes state by GET. Say `repeat` of a GET or HEAD that only reads.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun raw(
        method: String,
        path: String,
        body: Secret? = null,
        safety: String? = null,
        options: CallOptions? = null,
    ): RawReply {
return blocking.run { client.raw(method, path, body, safety?.let(::RawSafety), options) }
    }
}

/** `tokens` of AKOOL, blocking. */
public class AkoolTokensBlocking internal constructor(private val tokens: AkoolTokens, private val blocking: Blocking) {
    /**
     * Makes a token and gives it to the session too. Needs `clientId` and `clientSecret` among the credentials.
     *
     * Errors of its own: `configuration` without client id and secret; `authentication` for wrong ones.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun create(
        options: CallOptions? = null,
    ): Token {
return blocking.run { tokens.create(options) }
    }
}

/** `credit` of AKOOL, blocking. */
public class AkoolCreditBlocking internal constructor(private val credit: AkoolCredit, private val blocking: Blocking) {
    /**
     * Reads the credit of the account.
     *
     * Errors of its own: `authentication` when the credential is refused, by client id and secret only after a new token
     * is refused too.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun get(
        options: CallOptions? = null,
    ): Credit {
return blocking.run { credit.get(options) }
    }
}

/** `webhooks` of AKOOL, blocking. */
public class AkoolWebhooksBlocking internal constructor(private val webhooks: AkoolWebhooks, private val blocking: Blocking) {
    /**
     * A message as it arrived: the fields of its JSON body.
     *
     * Errors of its own: `configuration` without client id and secret; `authentication` for a signature that is not
     * theirs; `decode` for content that cannot be decrypted or read.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param signature SHA-1 in hex.
     * @param dataEncrypt The encrypted event, in base64.
     * @param timestamp When it was sent, in epoch milliseconds.
     * @param nonce A text that is used once.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun open(
        signature: String,
        dataEncrypt: String,
        timestamp: Long,
        nonce: String,
        options: CallOptions? = null,
    ): WebhookEvent {
return blocking.run { webhooks.open(signature, dataEncrypt, timestamp, nonce, options) }
    }
}

/** A client of AKOOL whose calls block their thread. */
public class AkoolBlocking internal constructor(private val client: Akool, blocking: Blocking) : BlockingClient(blocking) {
    /** `tokens` of AKOOL. */
    public val tokens: AkoolTokensBlocking = AkoolTokensBlocking(client.tokens, blocking)

    /** `credit` of AKOOL. */
    public val credit: AkoolCreditBlocking = AkoolCreditBlocking(client.credit, blocking)

    /** `webhooks` of AKOOL. */
    public val webhooks: AkoolWebhooksBlocking = AkoolWebhooksBlocking(client.webhooks, blocking)

    /** The same account, blocking; closing one closes the other. */
    public constructor(client: Akool) : this(client, Blocking(client))

    /**
     * Credentials that are left out come from the environment, if none is given.
     *
     * @param apiKey API Key of the console, sent as `x-api-key`. `BURSAR_AKOOL_API_KEY` in the environment.
     * @param clientId Client id of the console. `BURSAR_AKOOL_CLIENT_ID` in the environment.
     * @param clientSecret Client secret: the same value as the API Key. A token is made with it. `BURSAR_AKOOL_CLIENT_SECRET` in the environment.
     * @param options how the client behaves.
     * @throws ConfigurationException if the client cannot work so.
     */
    @JvmOverloads
    public constructor(
        apiKey: Secret? = null,
        clientId: Secret? = null,
        clientSecret: Secret? = null,
        options: ClientOptions = ClientOptions(),
    ) : this(Akool(apiKey, clientId, clientSecret, options))

    /** Calls something of the client that the block gets, and also tells of the last reply. */
    public fun <T> withResponse(block: Function<AkoolBlocking, T>): WithResponse<T> =
        blocking.told({ AkoolBlocking(client, it) }, block)

    /**
     * Reads the credit as credits.
     *
     * Errors of its own: those of `credit.get`.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun credits(
        options: CallOptions? = null,
    ): Credits {
return blocking.run { client.credits(options) }
    }

    /**
     * A request of the caller's own.
     *
     * The reply is sorted as the platform's others are: one with a status other than 2xx, and a refusal in the platform's
     * envelope, are errors, of the kind that they would be elsewhere, with `status` and `code`. Everything else is handed over.
     *
     * Errors of its own: `invalid_request` for a method, path or body that cannot be sent; `outcome_unknown` when the
     * reply to a request that may arrive only once is lost.
     *
     * It is taken for a state change, and so sent once, unless `safety` says `repeat`.
     *
     * @param method The HTTP method, such as `GET`.
     * @param path The path from the base URL on, with its query if it has one: `/1/me`.
     * @param body The body, sent as `application/json`. A secret, as Bursar cannot know what it holds.
     * @param safety Whether it may be sent again; `once` unless given, whatever the method: LBAI changes state by GET. Say `repeat` of a GET or HEAD that only reads.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun raw(
        method: String,
        path: String,
        body: Secret? = null,
        safety: String? = null,
        options: CallOptions? = null,
    ): RawReply {
return blocking.run { client.raw(method, path, body, safety?.let(::RawSafety), options) }
    }
}

/** `cards` of ESP-AI, blocking. */
public class EspAiCardsBlocking internal constructor(private val cards: EspAiCards, private val blocking: Blocking) {
    /**
     * Lists cards; without a filter all of the account.
     *
     * Errors of its own: `refused`, with the platform's words, for what the platform does not grant.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param id Only the card of this id.
     * @param type Only cards of this type.
     * @param code Only the card of this redemption code.
     * @param userName Only cards of owners of this nickname. (Sent as `user_name`; the page's table says `username`: unverified.)
     * @param userPhone Only cards of the owner of this phone number.
     * @param apiLimit Only cards with this many calls left; whether equal or at least is not documented.
     * @param page The page to begin with, from 1.
     * @param limit Rows a page; 9,999 unless given. The server may send fewer.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun list(
        id: String? = null,
        type: String? = null,
        code: Secret? = null,
        userName: String? = null,
        userPhone: String? = null,
        apiLimit: String? = null,
        page: Long? = null,
        limit: Long? = null,
        options: CallOptions? = null,
    ): BlockingRows<Card> {
        return BlockingRows(blocking, cards.list(id, type?.let(::CardType), code, userName, userPhone, apiLimit, page, limit, options))
    }

    /**
     * Which card to read. Both factors are needed.
     *
     * Errors of its own: `refused`, with the platform's words, when no card has this phone and code; `invalid_request`
     * when one is empty.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param phone Phone number of the owner, as digits.
     * @param code Redemption code. Together with the phone it is a credential.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun get(
        phone: String,
        code: Secret,
        options: CallOptions? = null,
    ): Card {
return blocking.run { cards.get(phone, code, options) }
    }

    /**
     * Moves calls between two paid cards.
     *
     * If the reply is lost, it counts as applied when both cards, of types 1 to 4, moved by exactly the amount. The premise:
     * nobody else moves credits of these cards meanwhile. Transfers of one session take turns, and while one of them is of
     * unknown outcome, no later one of either card is settled by reading: the error names the one in doubt.
     *
     * Errors of its own: `refused`, with the platform's words, for what the platform does not grant, such as a trial card;
     * `conflict` for a receipt that does not fit any more; `outcome_unknown` when the reply is lost and the cards do not
     * prove it.
     *
     * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
     * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
     *
     * @param phone Phone number of the giving card's owner.
     * @param code Redemption code of the giving card.
     * @param targetPhone Phone number of the receiving card's owner.
     * @param targetCode Redemption code of the receiving card.
     * @param amount Calls to move, from 1 to 2^53.
     * @param receipt From `cards.prepare_transfer`. If the cards have changed since, it is `conflict`, and nothing is sent.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun transfer(
        phone: String,
        code: Secret,
        targetPhone: String,
        targetCode: Secret,
        amount: Long,
        receipt: String? = null,
        options: CallOptions? = null,
    ): Transferred {
return blocking.run { cards.transfer(phone, code, targetPhone, targetCode, amount, receipt, options) }
    }

    /**
     * Prepares a transfer whose outcome can be found out later, after a crash too.
     *
     * Errors of its own: `refused` when a card cannot be read; `invalid_request` for an amount that cannot be moved.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param phone Phone number of the giving card's owner.
     * @param code Redemption code of the giving card.
     * @param targetPhone Phone number of the receiving card's owner.
     * @param targetCode Redemption code of the receiving card.
     * @param amount Calls to move, from 1 to 2^53.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun prepareTransfer(
        phone: String,
        code: Secret,
        targetPhone: String,
        targetCode: Secret,
        amount: Long,
        options: CallOptions? = null,
    ): PreparedTransfer {
return blocking.run { cards.prepareTransfer(phone, code, targetPhone, targetCode, amount, options) }
    }

    /**
     * Checks a transfer. Gives `outcome_unknown` unless both cards moved by exactly the amount; that nobody else moved
     * credits of these two cards since is the premise.
     *
     * A session that has seen the transfer applied says so again, whatever the cards hold by now. One that has another transfer
     * of the same cards in doubt concludes nothing from what they hold, and says which one it is. A new session, such as that of a
     * new process, knows of no other transfers: it takes the trace of an equal one for this one's.
     *
     * Errors of its own: `outcome_unknown` when neither the cards nor the session prove it; `invalid_request` for a
     * receipt that is none.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param receipt The receipt, as `cards.prepare_transfer` gave it; the `readings` of an error of unknown outcome are one too.
     * @param phone Phone number of the giving card's owner.
     * @param code Redemption code of the giving card.
     * @param targetPhone Phone number of the receiving card's owner.
     * @param targetCode Redemption code of the receiving card.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun checkTransfer(
        receipt: String,
        phone: String,
        code: Secret,
        targetPhone: String,
        targetCode: Secret,
        options: CallOptions? = null,
    ): Transferred {
return blocking.run { cards.checkTransfer(receipt, phone, code, targetPhone, targetCode, options) }
    }

    /**
     * Destroys a card. It must be a paid one with 0 calls left.
     *
     * If the reply is lost, it counts as destroyed when a complete listing does not show it any more.
     *
     * Errors of its own: `not_found`, with nothing sent, when no card of the account has the id; `refused` for a card with
     * calls left; `outcome_unknown` when the reply is lost and no complete listing shows that it is gone.
     *
     * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
     * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
     *
     * @param id The card's id, 32 hex digits.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun destroy(
        id: String,
        options: CallOptions? = null,
    ) {
blocking.run { cards.destroy(id, options) }
    }

    /**
     * Lists log entries, of one card or of all.
     *
     * Errors of its own: `refused`, with the platform's words, for what the platform does not grant.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param id Only entries of the card of this id.
     * @param page The page to begin with, from 1.
     * @param limit Rows a page; 9,999 unless given.
     * @param flatBody Whether to send a flat object instead of an array of one.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun balanceLogs(
        id: String? = null,
        page: Long? = null,
        limit: Long? = null,
        flatBody: Boolean? = null,
        options: CallOptions? = null,
    ): BlockingRows<BalanceLog> {
        return BlockingRows(blocking, cards.balanceLogs(id, page, limit, flatBody, options))
    }
}

/** `orders` of ESP-AI, blocking. */
public class EspAiOrdersBlocking internal constructor(private val orders: EspAiOrders, private val blocking: Blocking) {
    /**
     * Opens an order. Each call opens another one; abandoning it is harmless.
     *
     * Errors of its own: `invalid_request` for an empty parameter; `outcome_unknown` when the reply is lost.
     *
     * It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
     * server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
     *
     * @param commodityId What to buy.
     * @param commodityType A new card, or a top-up.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun create(
        commodityId: String,
        commodityType: String,
        options: CallOptions? = null,
    ): Order {
return blocking.run { orders.create(Commodity(commodityId), CommodityType(commodityType), options) }
    }
}

/** A client of ESP-AI whose calls block their thread. */
public class EspAiBlocking internal constructor(private val client: EspAi, blocking: Blocking) : BlockingClient(blocking) {
    /** `cards` of ESP-AI. */
    public val cards: EspAiCardsBlocking = EspAiCardsBlocking(client.cards, blocking)

    /** `orders` of ESP-AI. */
    public val orders: EspAiOrdersBlocking = EspAiOrdersBlocking(client.orders, blocking)

    /** The same account, blocking; closing one closes the other. */
    public constructor(client: EspAi) : this(client, Blocking(client))

    /**
     * Credentials that are left out come from the environment, if none is given.
     *
     * @param apiKey The console's `open_api_key`. `BURSAR_ESPAI_API_KEY` in the environment.
     * @param options how the client behaves.
     * @throws ConfigurationException if the client cannot work so.
     */
    @JvmOverloads
    public constructor(
        apiKey: Secret? = null,
        options: ClientOptions = ClientOptions(),
    ) : this(EspAi(apiKey, options))

    /** Calls something of the client that the block gets, and also tells of the last reply. */
    public fun <T> withResponse(block: Function<EspAiBlocking, T>): WithResponse<T> =
        blocking.told({ EspAiBlocking(client, it) }, block)

    /**
     * Adds up the cards of the account. Unlimited ones (type 5) do not count into the sum; `unlimited` tells of them.
     *
     * Errors of its own: those of `cards.list`.
     *
     * It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
     * comes, or one that asks for patience or tells of a fault that may pass.
     *
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun credits(
        options: CallOptions? = null,
    ): Credits {
return blocking.run { client.credits(options) }
    }

    /**
     * A request of the caller's own.
     *
     * The reply is sorted as the platform's others are: one with a status other than 2xx, and a refusal in the platform's
     * envelope, are errors, of the kind that they would be elsewhere, with `status` and `code`. Everything else is handed over.
     *
     * Errors of its own: `invalid_request` for a method, path or body that cannot be sent; `outcome_unknown` when the
     * reply to a request that may arrive only once is lost.
     *
     * It is taken for a state change, and so sent once, unless `safety` says `repeat`.
     *
     * @param method The HTTP method, such as `GET`.
     * @param path The path from the base URL on, with its query if it has one: `/1/me`.
     * @param body The body, sent as `application/json`. A secret, as Bursar cannot know what it holds.
     * @param safety Whether it may be sent again; `once` unless given, whatever the method: LBAI changes state by GET. Say `repeat` of a GET or HEAD that only reads.
     * @param options how this call behaves.
     */
    @JvmOverloads
    public fun raw(
        method: String,
        path: String,
        body: Secret? = null,
        safety: String? = null,
        options: CallOptions? = null,
    ): RawReply {
return blocking.run { client.raw(method, path, body, safety?.let(::RawSafety), options) }
    }
}

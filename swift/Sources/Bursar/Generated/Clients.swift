// Written by `cargo xtask generate` from the core's schema. Do not edit.
// swift-format-ignore-file
import Foundation

/// `users` of Little Beauty AI.
public struct LbaiUsers: Sendable {
  let access: Access

  /// Creates a user with its own memory space, file space and AI partner.
  ///
  /// Errors of its own: `invalid_request` for an identifier of another length; `refused`, with the platform's code, for
  /// one that is taken; `outcome_unknown` when the reply is lost.
  ///
  /// It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
  /// server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
  ///
  /// - Parameters:
  ///   - identifier: Your own id for the user: a phone number, e-mail address or user id of 10 to 50 characters. The server refuses one that is taken.
  ///   - groupId: Tags a group of users (`0`, `1`, `2`, …) for cost queries. Two of the published pages call it required, the sample leaves it out: send it.
  ///   - nickName: Name to show.
  ///   - headPic: URL of an avatar that you host.
  ///   - validity: Days that the token lives; long-term unless given.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func create(identifier: String, groupId: String? = nil, nickName: String? = nil, headPic: String? = nil, validity: Int? = nil, options: CallOptions = CallOptions()) async throws -> CreatedUser {
    var params = ObjectWriter()
    params.set("identifier", identifier)
    params.set("groupId", groupId)
    params.set("nickName", nickName)
    params.set("headPic", headPic)
    params.set("validity", validity)
    return try await access.record("lbai.users.create", params, options, CreatedUser.read)
  }

  /// Rotates the token of a user.
  ///
  /// Errors of its own: `invalid_request` for an empty id; `outcome_unknown` when the reply is lost: the old token may be
  /// dead.
  ///
  /// It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
  /// server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
  ///
  /// - Parameters:
  ///   - userId: The platform's id of the user.
  ///   - validity: Days that the token lives; long-term unless given.
  ///   - allowExtraRotation: Whether a lost reply may be answered by rotating once more. Without it the outcome is then unknown.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func refreshToken(userId: String, validity: Int? = nil, allowExtraRotation: Bool? = nil, options: CallOptions = CallOptions()) async throws -> UserToken {
    var params = ObjectWriter()
    params.set("userId", userId)
    params.set("validity", validity)
    params.set("allowExtraRotation", allowExtraRotation)
    return try await access.record("lbai.users.refresh_token", params, options, UserToken.read)
  }

  /// Logs a user off.
  ///
  /// Errors of its own: `invalid_request` for an empty id; `outcome_unknown` when the reply is lost.
  ///
  /// It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
  /// server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
  ///
  /// - Parameters:
  ///   - userId: The platform's id of the user (unverified).
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func logout(userId: String, options: CallOptions = CallOptions()) async throws {
    var params = ObjectWriter()
    params.set("userId", userId)
    try await access.unit("lbai.users.logout", params, options)
  }
}

/// `account` of Little Beauty AI.
public struct LbaiAccount: Sendable {
  let access: Access

  /// Reads the balance of the enterprise.
  ///
  /// Errors of its own: `refused`, with the platform's code, for what the platform does not grant.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func balance(options: CallOptions = CallOptions()) async throws -> Balance {
    let params = ObjectWriter()
    return try await access.record("lbai.account.balance", params, options, Balance.read)
  }
}

/// `costs` of Little Beauty AI.
public struct LbaiCosts: Sendable {
  let access: Access

  /// Reads the total cost of a user or a group. One of the two is needed; what both together mean is not documented.
  ///
  /// Errors of its own: `invalid_request` without a user and without a group.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - userId: The platform's id of the user.
  ///   - groupId: The group that users were tagged with.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func total(userId: String? = nil, groupId: String? = nil, options: CallOptions = CallOptions()) async throws -> CostTotal {
    var params = ObjectWriter()
    params.set("userId", userId)
    params.set("groupId", groupId)
    return try await access.record("lbai.costs.total", params, options, CostTotal.read)
  }

  /// Lists the cost records of a user or a group. One of the two is needed.
  ///
  /// Errors of its own: `invalid_request` without a user and without a group.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - userId: The platform's id of the user.
  ///   - groupId: The group that users were tagged with.
  ///   - page: The page to begin with, from 1. (Sent as `pageNum`: unverified, named after the reply's field.)
  ///   - pageSize: Rows a page; the server's default appears to be 10, its maximum is unknown. (Sent as `pageSize`: unverified.)
  ///   - options: How this call behaves.
  /// - Returns: The list. Its pages are read, and its errors thrown, when they are asked for.
  public func list(userId: String? = nil, groupId: String? = nil, page: Int? = nil, pageSize: Int? = nil, options: CallOptions = CallOptions()) -> Rows<Cost> {
    var params = ObjectWriter()
    params.set("userId", userId)
    params.set("groupId", groupId)
    params.set("page", page)
    params.set("pageSize", pageSize)
return access.rows("lbai.costs.list", params, options, Cost.read)
  }
}

/// A client of Little Beauty AI.
public struct Lbai: Client {
  /// What its calls go by.
  public let access: Access

  /// A client with the access of another one.
  public init(access: Access) {
    self.access = access
  }

  /// Opens a session. Nothing is sent, and what is wrong with it is thrown by the first call, or by `checked()`.
  ///
  /// - Parameters:
  ///   - token: Enterprise token (`cpn-…`), handed out by the platform's staff. From `BURSAR_LBAI_TOKEN` if no credential is given.
  ///   - baseUrl: Another than `https://txapi-usa.lbai.ai`.
  ///   - options: How its calls behave.
  public init(token: Secret? = nil, baseUrl: String? = nil, options: ClientOptions = ClientOptions()) {
    let credentials: [Credential] = [("token", token, "BURSAR_LBAI_TOKEN")]
    self.init(access: Access(platform: "lbai", credentials: credentials, baseUrl: baseUrl, options: options))
  }

  /// `users` of Little Beauty AI.
  public var users: LbaiUsers { LbaiUsers(access: access) }

  /// `account` of Little Beauty AI.
  public var account: LbaiAccount { LbaiAccount(access: access) }

  /// `costs` of Little Beauty AI.
  public var costs: LbaiCosts { LbaiCosts(access: access) }

  /// Reads the balance as credits.
  ///
  /// Errors of its own: those of `account.balance`.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func credits(options: CallOptions = CallOptions()) async throws -> Credits {
    let params = ObjectWriter()
    return try await access.record("lbai.credits", params, options, Credits.read)
  }
}

/// `users` of opencatd.
public struct OpenCatdUsers: Sendable {
  let access: Access

  /// Makes the root user; the session keeps its token.
  ///
  /// Errors of its own: `conflict` when the server has a root user already; `outcome_unknown` when the reply is lost: the
  /// detail names the server's command that prints the token.
  ///
  /// It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
  /// server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
  ///
  /// - Parameters:
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func initialize(options: CallOptions = CallOptions()) async throws -> User {
    let params = ObjectWriter()
    return try await access.record("opencatd.users.init", params, options, User.read)
  }

  /// Reads the user whose token the session has.
  ///
  /// Errors of its own: `authentication` for a token that may not ask; `not_found` for a user who was removed behind the
  /// server's cache.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func me(options: CallOptions = CallOptions()) async throws -> User {
    let params = ObjectWriter()
    return try await access.record("opencatd.users.me", params, options, User.read)
  }

  /// Lists all users.
  ///
  /// Errors of its own: `authentication` for another token than root's.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - options: How this call behaves.
  /// - Returns: The list. Its pages are read, and its errors thrown, when they are asked for.
  public func list(options: CallOptions = CallOptions()) -> Rows<User> {
    let params = ObjectWriter()
return access.rows("opencatd.users.list", params, options, User.read)
  }

  /// Finds the user of a name. Several of one name, which only the dialect `worker` allows, are a `conflict`.
  ///
  /// Errors of its own: `not_found` when nobody has the name, and those of `users.list`.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - name: The exact name; upper and lower case differ.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func find(name: String, options: CallOptions = CallOptions()) async throws -> User {
    var params = ObjectWriter()
    params.set("name", name)
    return try await access.record("opencatd.users.find", params, options, User.read)
  }

  /// Creates a user.
  ///
  /// If the reply is lost, the user counts as created when exactly one new user has the name and none had it before; that
  /// nobody else creates users of this name meanwhile is the premise.
  ///
  /// Errors of its own: `conflict` for a name that is taken, or that a deleted user reserves; `invalid_request` for an
  /// empty one; `outcome_unknown` when the reply is lost and the listing proves nothing.
  ///
  /// It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
  /// server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
  ///
  /// - Parameters:
  ///   - name: Unique and case-sensitive; kept as given, spaces included.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func create(name: String, options: CallOptions = CallOptions()) async throws -> User {
    var params = ObjectWriter()
    params.set("name", name)
    return try await access.record("opencatd.users.create", params, options, User.read)
  }

  /// Deletes a user, and with it the user's token.
  ///
  /// If the reply is lost, the user counts as deleted when the same id, name and token are gone, and nobody else has the id.
  ///
  /// Errors of its own: `not_found`, with nothing sent, when no user has the id; `invalid_request` for root and for ids
  /// below 1; `outcome_unknown` when the reply is lost and the listing does not prove it.
  ///
  /// It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
  /// server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
  ///
  /// - Parameters:
  ///   - id: The user's id, from 1.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func delete(id: Int, options: CallOptions = CallOptions()) async throws {
    var params = ObjectWriter()
    params.set("id", id)
    try await access.unit("opencatd.users.delete", params, options)
  }

  /// Resets the token of a user.
  ///
  /// If the reply is lost, it counts as reset when the listed token has changed, to the chosen one if there is one; that
  /// nobody else resets this user meanwhile is the premise. Of root, only a chosen token can be seen to work.
  ///
  /// Errors of its own: `not_found` for an unknown id; `conflict` for a chosen token that somebody has; `invalid_request`
  /// for one that cannot be sent; `outcome_unknown` when the reply is lost and no listing shows the new token.
  ///
  /// It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
  /// server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
  ///
  /// - Parameters:
  ///   - id: The user's id, from 1. 1 is root: the session itself.
  ///   - token: The new token; generated unless given. Old builds ignore it.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func resetToken(id: Int, token: Secret? = nil, options: CallOptions = CallOptions()) async throws -> User {
    var params = ObjectWriter()
    params.set("id", id)
    params.set("token", token)
    return try await access.record("opencatd.users.reset_token", params, options, User.read)
  }
}

/// `keys` of opencatd.
public struct OpenCatdKeys: Sendable {
  let access: Access

  /// Lists all keys.
  ///
  /// Errors of its own: `authentication` for another token than root's.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - options: How this call behaves.
  /// - Returns: The list. Its pages are read, and its errors thrown, when they are asked for.
  public func list(options: CallOptions = CallOptions()) -> Rows<Key> {
    let params = ObjectWriter()
return access.rows("opencatd.keys.list", params, options, Key.read)
  }

  /// Stores a vendor key.
  ///
  /// If the reply is lost, it counts as stored when a new row has the whole key.
  ///
  /// Errors of its own: `conflict` for a name or key that is there already; `invalid_request` for an empty one;
  /// `outcome_unknown` when the reply is lost and no new row has the key.
  ///
  /// It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
  /// server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
  ///
  /// - Parameters:
  ///   - name: Unique; the server trims it and turns it to lower case.
  ///   - key: The vendor's secret.
  ///   - apiType: Which vendor; `openai` unless given. Not validated by the server.
  ///   - endpoint: Where model calls go; dropped by the server unless a type is given.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func create(name: String, key: Secret, apiType: ApiType? = nil, endpoint: String? = nil, options: CallOptions = CallOptions()) async throws -> Key {
    var params = ObjectWriter()
    params.set("name", name)
    params.set("key", key)
    params.set("apiType", apiType)
    params.set("endpoint", endpoint)
    return try await access.record("opencatd.keys.create", params, options, Key.read)
  }

  /// Deletes a vendor key.
  ///
  /// If the reply is lost, it counts as deleted when no row has the id any more.
  ///
  /// Errors of its own: `not_found`, with nothing sent, when no key has the id; `invalid_request` for ids below 1;
  /// `outcome_unknown` when the reply is lost and the listing does not prove it.
  ///
  /// It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
  /// server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
  ///
  /// - Parameters:
  ///   - id: The key's id, from 1.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func delete(id: Int, options: CallOptions = CallOptions()) async throws {
    var params = ObjectWriter()
    params.set("id", id)
    try await access.unit("opencatd.keys.delete", params, options)
  }
}

/// `usages` of opencatd.
public struct OpenCatdUsages: Sendable {
  let access: Access

  /// Lists what users consumed. A period is needed, except in the dialect `worker`, which tells all-time totals only.
  ///
  /// Errors of its own: `invalid_request` without a period, for one that is none, and for any in the dialect `worker`.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - month: A calendar month of the server's time zone, `YYYY-MM`.
  ///   - from: Instead of a month: the first day, `YYYY-MM-DD`.
  ///   - to: With `from`: the day after the last, `YYYY-MM-DD`.
  ///   - options: How this call behaves.
  /// - Returns: The list. Its pages are read, and its errors thrown, when they are asked for.
  public func list(month: String? = nil, from: String? = nil, to: String? = nil, options: CallOptions = CallOptions()) -> Rows<Usage> {
    var params = ObjectWriter()
    params.set("month", month)
    params.set("from", from)
    params.set("to", to)
return access.rows("opencatd.usages.list", params, options, Usage.read)
  }
}

/// A client of opencatd.
public struct OpenCatd: Client {
  /// What its calls go by.
  public let access: Access

  /// A client with the access of another one.
  public init(access: Access) {
    self.access = access
  }

  /// Opens a session. Nothing is sent, and what is wrong with it is thrown by the first call, or by `checked()`.
  ///
  /// - Parameters:
  ///   - token: Token of the root user; not needed for `users.init`. From `BURSAR_OPENCATD_TOKEN` if no credential is given.
  ///   - baseUrl: Where your server is. Required.
  ///   - dialect: Which server speaks; `go` if left out.
  ///   - options: How its calls behave.
  public init(token: Secret? = nil, baseUrl: String? = nil, dialect: Dialect? = nil, options: ClientOptions = ClientOptions()) {
    let credentials: [Credential] = [("token", token, "BURSAR_OPENCATD_TOKEN")]
    self.init(access: Access(platform: "opencatd", credentials: credentials, baseUrl: baseUrl, dialect: dialect, options: options))
  }

  /// `users` of opencatd.
  public var users: OpenCatdUsers { OpenCatdUsers(access: access) }

  /// `keys` of opencatd.
  public var keys: OpenCatdKeys { OpenCatdKeys(access: access) }

  /// `usages` of opencatd.
  public var usages: OpenCatdUsages { OpenCatdUsages(access: access) }

  /// Adds up the costs of all users. A period is needed, except in the dialect `worker`, which tells all-time totals only.
  ///
  /// Errors of its own: those of `usages.list`.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - month: A calendar month of the server's time zone, `YYYY-MM`.
  ///   - from: Instead of a month: the first day, `YYYY-MM-DD`.
  ///   - to: With `from`: the day after the last, `YYYY-MM-DD`.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func credits(month: String? = nil, from: String? = nil, to: String? = nil, options: CallOptions = CallOptions()) async throws -> Credits {
    var params = ObjectWriter()
    params.set("month", month)
    params.set("from", from)
    params.set("to", to)
    return try await access.record("opencatd.credits", params, options, Credits.read)
  }
}

/// `tokens` of AKOOL.
public struct AkoolTokens: Sendable {
  let access: Access

  /// Makes a token and gives it to the session too. Needs `clientId` and `clientSecret` among the credentials.
  ///
  /// Errors of its own: `configuration` without client id and secret; `authentication` for wrong ones.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func create(options: CallOptions = CallOptions()) async throws -> Token {
    let params = ObjectWriter()
    return try await access.record("akool.tokens.create", params, options, Token.read)
  }
}

/// `credit` of AKOOL.
public struct AkoolCredit: Sendable {
  let access: Access

  /// Reads the credit of the account.
  ///
  /// Errors of its own: `authentication` when the credential is refused, by client id and secret only after a new token
  /// is refused too.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func get(options: CallOptions = CallOptions()) async throws -> Credit {
    let params = ObjectWriter()
    return try await access.record("akool.credit.get", params, options, Credit.read)
  }
}

/// `webhooks` of AKOOL.
public struct AkoolWebhooks: Sendable {
  let access: Access

  /// A message as it arrived: the fields of its JSON body.
  ///
  /// Errors of its own: `configuration` without client id and secret; `authentication` for a signature that is not
  /// theirs; `decode` for content that cannot be decrypted or read.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - signature: SHA-1 in hex.
  ///   - dataEncrypt: The encrypted event, in base64.
  ///   - timestamp: When it was sent, in epoch milliseconds.
  ///   - nonce: A text that is used once.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func open(signature: String, dataEncrypt: String, timestamp: Int, nonce: String, options: CallOptions = CallOptions()) async throws -> WebhookEvent {
    var params = ObjectWriter()
    params.set("signature", signature)
    params.set("dataEncrypt", dataEncrypt)
    params.set("timestamp", timestamp)
    params.set("nonce", nonce)
    return try await access.record("akool.webhooks.open", params, options, WebhookEvent.read)
  }
}

/// A client of AKOOL.
public struct Akool: Client {
  /// What its calls go by.
  public let access: Access

  /// A client with the access of another one.
  public init(access: Access) {
    self.access = access
  }

  /// Opens a session. Nothing is sent, and what is wrong with it is thrown by the first call, or by `checked()`.
  ///
  /// - Parameters:
  ///   - apiKey: API Key of the console, sent as `x-api-key`. From `BURSAR_AKOOL_API_KEY` if no credential is given.
  ///   - clientId: Client id of the console. From `BURSAR_AKOOL_CLIENT_ID` if no credential is given.
  ///   - clientSecret: Client secret: the same value as the API Key. A token is made with it. From `BURSAR_AKOOL_CLIENT_SECRET` if no credential is given.
  ///   - baseUrl: Another than `https://openapi.akool.com`.
  ///   - options: How its calls behave.
  public init(apiKey: Secret? = nil, clientId: Secret? = nil, clientSecret: Secret? = nil, baseUrl: String? = nil, options: ClientOptions = ClientOptions()) {
    let credentials: [Credential] = [("apiKey", apiKey, "BURSAR_AKOOL_API_KEY"), ("clientId", clientId, "BURSAR_AKOOL_CLIENT_ID"), ("clientSecret", clientSecret, "BURSAR_AKOOL_CLIENT_SECRET")]
    self.init(access: Access(platform: "akool", credentials: credentials, baseUrl: baseUrl, options: options))
  }

  /// `tokens` of AKOOL.
  public var tokens: AkoolTokens { AkoolTokens(access: access) }

  /// `credit` of AKOOL.
  public var credit: AkoolCredit { AkoolCredit(access: access) }

  /// `webhooks` of AKOOL.
  public var webhooks: AkoolWebhooks { AkoolWebhooks(access: access) }

  /// Reads the credit as credits.
  ///
  /// Errors of its own: those of `credit.get`.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func credits(options: CallOptions = CallOptions()) async throws -> Credits {
    let params = ObjectWriter()
    return try await access.record("akool.credits", params, options, Credits.read)
  }
}

/// `cards` of ESP-AI.
public struct EspAiCards: Sendable {
  let access: Access

  /// Lists cards; without a filter all of the account.
  ///
  /// Errors of its own: `refused`, with the platform's words, for what the platform does not grant.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - id: Only the card of this id.
  ///   - type: Only cards of this type.
  ///   - code: Only the card of this redemption code.
  ///   - userName: Only cards of owners of this nickname. (Sent as `user_name`; the page's table says `username`: unverified.)
  ///   - userPhone: Only cards of the owner of this phone number.
  ///   - apiLimit: Only cards with this many calls left; whether equal or at least is not documented.
  ///   - page: The page to begin with, from 1.
  ///   - limit: Rows a page; 9,999 unless given. The server may send fewer.
  ///   - options: How this call behaves.
  /// - Returns: The list. Its pages are read, and its errors thrown, when they are asked for.
  public func list(id: String? = nil, type: CardType? = nil, code: Secret? = nil, userName: String? = nil, userPhone: String? = nil, apiLimit: String? = nil, page: Int? = nil, limit: Int? = nil, options: CallOptions = CallOptions()) -> Rows<Card> {
    var params = ObjectWriter()
    params.set("id", id)
    params.set("type", type)
    params.set("code", code)
    params.set("userName", userName)
    params.set("userPhone", userPhone)
    params.set("apiLimit", apiLimit)
    params.set("page", page)
    params.set("limit", limit)
return access.rows("espai.cards.list", params, options, Card.read)
  }

  /// Which card to read. Both factors are needed.
  ///
  /// Errors of its own: `refused`, with the platform's words, when no card has this phone and code; `invalid_request`
  /// when one is empty.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - phone: Phone number of the owner, as digits.
  ///   - code: Redemption code. Together with the phone it is a credential.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func get(phone: String, code: Secret, options: CallOptions = CallOptions()) async throws -> Card {
    var params = ObjectWriter()
    params.set("phone", phone)
    params.set("code", code)
    return try await access.record("espai.cards.get", params, options, Card.read)
  }

  /// Moves calls between two paid cards.
  ///
  /// If the reply is lost, it counts as applied when both cards, of types 1 to 4, moved by exactly the amount. The premise:
  /// nobody else moves credits of these cards meanwhile. Transfers of one session take turns, and while one of them is of
  /// unknown outcome, no later one of either card is settled by reading: the error names the one in doubt.
  ///
  /// Errors of its own: `refused`, with the platform's words, for what the platform does not grant, such as a trial card;
  /// `conflict` for a receipt that does not fit any more; `outcome_unknown` when the reply is lost and the cards do not
  /// prove it.
  ///
  /// It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
  /// server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
  ///
  /// - Parameters:
  ///   - phone: Phone number of the giving card's owner.
  ///   - code: Redemption code of the giving card.
  ///   - targetPhone: Phone number of the receiving card's owner.
  ///   - targetCode: Redemption code of the receiving card.
  ///   - amount: Calls to move, from 1 to 2^53.
  ///   - receipt: From `cards.prepare_transfer`. If the cards have changed since, it is `conflict`, and nothing is sent.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func transfer(phone: String, code: Secret, targetPhone: String, targetCode: Secret, amount: Int, receipt: String? = nil, options: CallOptions = CallOptions()) async throws -> Transferred {
    var params = ObjectWriter()
    params.set("phone", phone)
    params.set("code", code)
    params.set("targetPhone", targetPhone)
    params.set("targetCode", targetCode)
    params.set("amount", amount)
    params.set("receipt", receipt)
    return try await access.record("espai.cards.transfer", params, options, Transferred.read)
  }

  /// Prepares a transfer whose outcome can be found out later, after a crash too.
  ///
  /// Errors of its own: `refused` when a card cannot be read; `invalid_request` for an amount that cannot be moved.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - phone: Phone number of the giving card's owner.
  ///   - code: Redemption code of the giving card.
  ///   - targetPhone: Phone number of the receiving card's owner.
  ///   - targetCode: Redemption code of the receiving card.
  ///   - amount: Calls to move, from 1 to 2^53.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func prepareTransfer(phone: String, code: Secret, targetPhone: String, targetCode: Secret, amount: Int, options: CallOptions = CallOptions()) async throws -> PreparedTransfer {
    var params = ObjectWriter()
    params.set("phone", phone)
    params.set("code", code)
    params.set("targetPhone", targetPhone)
    params.set("targetCode", targetCode)
    params.set("amount", amount)
    return try await access.record("espai.cards.prepare_transfer", params, options, PreparedTransfer.read)
  }

  /// Checks a transfer. Gives `outcome_unknown` unless both cards moved by exactly the amount; that nobody else moved
  /// credits of these two cards since is the premise.
  ///
  /// A session that has seen the transfer applied says so again, whatever the cards hold by now. One that has another transfer
  /// of the same cards in doubt concludes nothing from what they hold, and says which one it is. A new session, such as that of a
  /// new process, knows of no other transfers: it takes the trace of an equal one for this one's.
  ///
  /// Errors of its own: `outcome_unknown` when neither the cards nor the session prove it; `invalid_request` for a
  /// receipt that is none.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - receipt: The receipt, as `cards.prepare_transfer` gave it; the `readings` of an error of unknown outcome are one too.
  ///   - phone: Phone number of the giving card's owner.
  ///   - code: Redemption code of the giving card.
  ///   - targetPhone: Phone number of the receiving card's owner.
  ///   - targetCode: Redemption code of the receiving card.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func checkTransfer(receipt: String, phone: String, code: Secret, targetPhone: String, targetCode: Secret, options: CallOptions = CallOptions()) async throws -> Transferred {
    var params = ObjectWriter()
    params.set("receipt", receipt)
    params.set("phone", phone)
    params.set("code", code)
    params.set("targetPhone", targetPhone)
    params.set("targetCode", targetCode)
    return try await access.record("espai.cards.check_transfer", params, options, Transferred.read)
  }

  /// Destroys a card. It must be a paid one with 0 calls left.
  ///
  /// If the reply is lost, it counts as destroyed when a complete listing does not show it any more.
  ///
  /// Errors of its own: `not_found`, with nothing sent, when no card of the account has the id; `refused` for a card with
  /// calls left; `outcome_unknown` when the reply is lost and no complete listing shows that it is gone.
  ///
  /// It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
  /// server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
  ///
  /// - Parameters:
  ///   - id: The card's id, 32 hex digits.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func destroy(id: String, options: CallOptions = CallOptions()) async throws {
    var params = ObjectWriter()
    params.set("id", id)
    try await access.unit("espai.cards.destroy", params, options)
  }

  /// Lists log entries, of one card or of all.
  ///
  /// Errors of its own: `refused`, with the platform's words, for what the platform does not grant.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - id: Only entries of the card of this id.
  ///   - page: The page to begin with, from 1.
  ///   - limit: Rows a page; 9,999 unless given.
  ///   - flatBody: Whether to send a flat object instead of an array of one.
  ///   - options: How this call behaves.
  /// - Returns: The list. Its pages are read, and its errors thrown, when they are asked for.
  public func balanceLogs(id: String? = nil, page: Int? = nil, limit: Int? = nil, flatBody: Bool? = nil, options: CallOptions = CallOptions()) -> Rows<BalanceLog> {
    var params = ObjectWriter()
    params.set("id", id)
    params.set("page", page)
    params.set("limit", limit)
    params.set("flatBody", flatBody)
return access.rows("espai.cards.balance_logs", params, options, BalanceLog.read)
  }
}

/// `orders` of ESP-AI.
public struct EspAiOrders: Sendable {
  let access: Access

  /// Opens an order. Each call opens another one; abandoning it is harmless.
  ///
  /// Errors of its own: `invalid_request` for an empty parameter; `outcome_unknown` when the reply is lost.
  ///
  /// It changes state, so do not just repeat it. By itself it is sent again only when it is certain that the
  /// server did not act on it; where that is not certain, and cannot be read, the error is `outcome_unknown`.
  ///
  /// - Parameters:
  ///   - commodityId: What to buy.
  ///   - commodityType: A new card, or a top-up.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func create(commodityId: Commodity, commodityType: CommodityType, options: CallOptions = CallOptions()) async throws -> Order {
    var params = ObjectWriter()
    params.set("commodityId", commodityId)
    params.set("commodityType", commodityType)
    return try await access.record("espai.orders.create", params, options, Order.read)
  }
}

/// A client of ESP-AI.
public struct EspAi: Client {
  /// What its calls go by.
  public let access: Access

  /// A client with the access of another one.
  public init(access: Access) {
    self.access = access
  }

  /// Opens a session. Nothing is sent, and what is wrong with it is thrown by the first call, or by `checked()`.
  ///
  /// - Parameters:
  ///   - apiKey: The console's `open_api_key`. From `BURSAR_ESPAI_API_KEY` if no credential is given.
  ///   - baseUrl: Another than `https://api.espai.fun`.
  ///   - options: How its calls behave.
  public init(apiKey: Secret? = nil, baseUrl: String? = nil, options: ClientOptions = ClientOptions()) {
    let credentials: [Credential] = [("apiKey", apiKey, "BURSAR_ESPAI_API_KEY")]
    self.init(access: Access(platform: "espai", credentials: credentials, baseUrl: baseUrl, options: options))
  }

  /// `cards` of ESP-AI.
  public var cards: EspAiCards { EspAiCards(access: access) }

  /// `orders` of ESP-AI.
  public var orders: EspAiOrders { EspAiOrders(access: access) }

  /// Adds up the cards of the account. Unlimited ones (type 5) do not count into the sum; `unlimited` tells of them.
  ///
  /// Errors of its own: those of `cards.list`.
  ///
  /// It may be repeated: that does no harm. By itself it is sent again, `maxRetries` times at most, when no reply
  /// comes, or one that asks for patience or tells of a fault that may pass.
  ///
  /// - Parameters:
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func credits(options: CallOptions = CallOptions()) async throws -> Credits {
    let params = ObjectWriter()
    return try await access.record("espai.credits", params, options, Credits.read)
  }
}

extension Client {
  /// A request of the caller's own.
  ///
  /// The reply is sorted as the platform's others are: one with a status other than 2xx, and a refusal in the platform's
  /// envelope, are errors, of the kind that they would be elsewhere, with `status` and `code`. Everything else is handed over.
  ///
  /// Errors of its own: `invalid_request` for a method, path or body that cannot be sent; `outcome_unknown` when the
  /// reply to a request that may arrive only once is lost.
  ///
  /// It is taken for a state change, and so sent once, unless `safety` says `repeat`.
  ///
  /// - Parameters:
  ///   - method: The HTTP method, such as `GET`.
  ///   - path: The path from the base URL on, with its query if it has one: `/1/me`.
  ///   - body: The body, sent as `application/json`. A secret, as Bursar cannot know what it holds.
  ///   - safety: Whether it may be sent again; `once` unless given, whatever the method: LBAI changes state by GET. Say `repeat` of a GET or HEAD that only reads.
  ///   - options: How this call behaves.
  /// - Throws: ``BursarError``; `CancellationError` when the task was cancelled and nothing was changed.
  public func raw(method: String, path: String, body: Secret? = nil, safety: RawSafety? = nil, options: CallOptions = CallOptions()) async throws -> RawReply {
    var params = ObjectWriter()
    params.set("method", method)
    params.set("path", path)
    params.set("body", body)
    params.set("safety", safety)
    return try await access.record("raw", params, options, RawReply.read)
  }
}

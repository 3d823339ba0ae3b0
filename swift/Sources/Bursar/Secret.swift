/// Text that no rendering shows: a token, a key, a redemption code, the URL of a payment page.
///
/// `print`, `dump`, `Mirror`, interpolation and `Encodable` all give `***`. It is not `Decodable`, as what was encoded so is
/// gone. A literal is a secret where one is wanted; other text becomes one by `Secret(text)`.
public struct Secret: Hashable, Sendable, ExpressibleByStringLiteral {
  private let text: String

  /// Hides a text.
  public init(_ text: String) {
    self.text = text
  }

  /// Hides a literal.
  public init(stringLiteral text: String) {
    self.text = text
  }

  /// Whether both are the same bytes: texts that only look alike are other keys.
  public static func == (one: Secret, other: Secret) -> Bool {
    one.text.utf8.elementsEqual(other.text.utf8)
  }

  /// Of the bytes.
  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }

  /// The text itself. Whoever calls this answers for where it goes.
  public func expose() -> String {
    text
  }
}

extension Secret: Redacted {
  /// Three stars.
  public var description: String { "***" }
}

extension Secret: Encodable {
  /// An encoder whose result is sent refuses secrets: their rendering would be sent instead of them.
  static let isSent = CodingUserInfoKey(rawValue: "bursar.isSent").unsafelyUnwrapped

  /// Encodes three stars.
  public func encode(to encoder: any Encoder) throws {
    if encoder.userInfo[Self.isSent] != nil {
      throw BursarError.configuration(
        "it holds a Secret, which is not sent as one; `expose()` it if that is what you want")
    }
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// What holds credentials: its renderings show its description, and nothing else.
protocol Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Redacted {
  /// The description.
  public var debugDescription: String { description }

  /// A mirror without children.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The names in a failure, as they are typed here. In hints they stand in backticks; in a detail the name comes first.
extension Failure {
  /// Where it does not fit. Paths in replies are the platform's.
  var ownPath: String? {
    guard let path, kind == .configuration || kind == .invalidRequest else { return path }
    // The parts of a configuration are given side by side here.
    let within = ["options.", "credentials."].first { path.hasPrefix($0) }
    let bare = path.dropFirst(within?.count ?? 0)
    let name = bare.prefix { $0 != "." }
    return own(name) + bare[name.endIndex...]
  }

  var ownDetail: String {
    guard let path, let ownPath, ownPath != path, detail.hasPrefix("\(path):") else { return detail }
    return ownPath + (path.hasSuffix("Ms") ? ", in milliseconds" : "") + detail.dropFirst(path.count)
  }

  var ownHint: String {
    hint.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .map { at, text in at.isMultiple(of: 2) ? String(text) : own(text) }.joined(separator: "`")
  }
}

/// `retry_after_ms` is `retryAfter`, as it is a `Duration`.
private func own(_ name: Substring) -> String {
  let words = name.split(separator: "_", omittingEmptySubsequences: false)
  let camel = words.dropFirst().reduce(into: String(words[0])) { $0 += $1.prefix(1).uppercased() + $1.dropFirst() }
  return camel.hasSuffix("Ms") ? String(camel.dropLast(2)) : camel
}

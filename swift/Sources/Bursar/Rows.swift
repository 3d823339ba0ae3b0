/// One page of a list.
public struct Page<Row: Sendable>: Sendable {
  /// The rows.
  public let rows: [Row]
  /// How many rows there are in all, if the server says so.
  public let total: Int?
  /// For the option `after` of the next call, with the same parameters. Nil at the end.
  public let next: String?
}

/// A list: `for try await row in list`, or a page at a time. Nothing is sent before.
public struct Rows<Row: Sendable>: AsyncSequence, Sendable {
  /// A row.
  public typealias Element = Row

  typealias Run = @Sendable (_ after: String?, _ meta: Bool) async throws -> Answered<Row>

  private let run: Run

  init(_ run: @escaping Run) {
    self.run = run
  }

  /// The first page, or the one behind the option `after`.
  public func page() async throws -> Page<Row> {
    Page(try await run(nil, false))
  }

  /// The page, with status, headers and attempts.
  public func withResponse() async throws -> WithResponse<Page<Row>> {
    let answered = try await run(nil, true)
    return WithResponse(value: Page(answered), response: try ResponseInfo(meta: answered.meta))
  }

  /// Page after page, each read when it is asked for.
  public var pages: Pages {
    Pages(run: run)
  }

  /// All rows.
  public func all() async throws -> [Row] {
    var rows: [Row] = []
    for try await page in pages { rows += page.rows }
    return rows
  }

  /// Rows of page after page, each page read when it is reached.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(pages: pages.makeAsyncIterator())
  }

  /// Goes through the rows.
  public struct AsyncIterator: AsyncIteratorProtocol {
    var pages: Pages.AsyncIterator
    var rows: IndexingIterator<[Row]> = [].makeIterator()

    /// The next row; nil at the end.
    public mutating func next() async throws -> Row? {
      while true {
        if let row = rows.next() { return row }
        guard let page = try await pages.next() else { return nil }
        rows = page.rows.makeIterator()
      }
    }
  }

  /// The pages of a list.
  public struct Pages: AsyncSequence, Sendable {
    /// A page.
    public typealias Element = Page<Row>

    let run: Run

    /// Reads each page when it is asked for.
    public func makeAsyncIterator() -> AsyncIterator {
      AsyncIterator(run: run)
    }

    /// Goes through the pages.
    public struct AsyncIterator: AsyncIteratorProtocol {
      let run: Run
      var after: String?
      var isOver = false

      /// The next page; nil at the end.
      public mutating func next() async throws -> Page<Row>? {
        if isOver { return nil }
        // After an error there is nothing to go on from.
        isOver = true
        let page = Page(try await run(after, false))
        after = page.next
        isOver = after == nil
        return page
      }
    }
  }
}

extension Page {
  init(_ answered: Answered<Row>) {
    self.init(rows: answered.rows, total: answered.total, next: answered.next)
  }
}

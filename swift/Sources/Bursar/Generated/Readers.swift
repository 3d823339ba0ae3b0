// Written by `cargo xtask generate` from the core's schema. Do not edit.
// swift-format-ignore-file

extension Balance {
  static func read(_ page: inout Packed) -> [Balance] {
    var packed = page
    var rows: [Balance] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        Balance(
          balance: packed.int()
        ))
    }
    page = packed
    return rows
  }
}

extension BalanceLog {
  static func read(_ page: inout Packed) -> [BalanceLog] {
    var packed = page
    var rows: [BalanceLog] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        BalanceLog(
          id: packed.text(),
          createTime: packed.date(),
          type: BalanceLogType(rawValue: packed.text()),
          userId: packed.text(),
          cdkeyId: packed.text(),
          apiLimit: packed.intOrNil(),
          userName: packed.text(),
          userEmail: packed.text(),
          userPhone: packed.text()
        ))
    }
    page = packed
    return rows
  }
}

extension Card {
  static func read(_ page: inout Packed) -> [Card] {
    var packed = page
    var rows: [Card] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        Card(
          id: packed.text(),
          createTime: packed.date(),
          updateTime: packed.dateOrNil(),
          code: packed.text(),
          userId: packed.text(),
          apiLimit: packed.intOrNil(),
          type: CardType(rawValue: packed.text()),
          userPhone: packed.text(),
          userName: packed.text()
        ))
    }
    page = packed
    return rows
  }
}

extension Cost {
  static func read(_ page: inout Packed) -> [Cost] {
    var packed = page
    var rows: [Cost] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        Cost(
          id: packed.text(),
          costUsage: packed.int(),
          consumeTime: packed.int(),
          consumeName: packed.text()
        ))
    }
    page = packed
    return rows
  }
}

extension CostTotal {
  static func read(_ page: inout Packed) -> [CostTotal] {
    var packed = page
    var rows: [CostTotal] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        CostTotal(
          usage: packed.int()
        ))
    }
    page = packed
    return rows
  }
}

extension CreatedUser {
  static func read(_ page: inout Packed) -> [CreatedUser] {
    var packed = page
    var rows: [CreatedUser] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        CreatedUser(
          userId: packed.text(),
          token: packed.secret()
        ))
    }
    page = packed
    return rows
  }
}

extension Credit {
  static func read(_ page: inout Packed) -> [Credit] {
    var packed = page
    var rows: [Credit] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        Credit(
          credit: packed.decimal()
        ))
    }
    page = packed
    return rows
  }
}

extension Credits {
  static func read(_ page: inout Packed) -> [Credits] {
    var packed = page
    var rows: [Credits] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        Credits(
          platform: packed.text(),
          remaining: packed.decimalOrNil(),
          spent: packed.decimalOrNil(),
          unlimited: packed.bool(),
          unit: CreditUnit(rawValue: packed.text()),
          basis: CreditBasis(rawValue: packed.text())
        ))
    }
    page = packed
    return rows
  }
}

extension Failure {
  static func read(_ page: inout Packed) -> [Failure] {
    var packed = page
    var rows: [Failure] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        Failure(
          kind: ErrorKind(rawValue: packed.text()),
          platform: packed.textOrNil(),
          operation: packed.text(),
          status: packed.intOrNil(),
          code: packed.textOrNil(),
          detail: packed.text(),
          hint: packed.text(),
          retryable: packed.bool(),
          requestId: packed.textOrNil(),
          retryAfterMs: packed.intOrNil(),
          attempts: packed.int(),
          path: packed.textOrNil(),
          readings: packed.textOrNil(),
          body: packed.textOrNil()
        ))
    }
    page = packed
    return rows
  }
}

extension Key {
  static func read(_ page: inout Packed) -> [Key] {
    var packed = page
    var rows: [Key] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        Key(
          id: packed.int(),
          name: packed.text(),
          key: packed.secretOrNil(),
          apiType: packed.textOrNil().map(ApiType.init(rawValue:)),
          endpoint: packed.textOrNil(),
          resourceName: packed.textOrNil(),
          deploymentName: packed.textOrNil(),
          apiSecret: packed.secretOrNil(),
          createdAt: packed.dateOrNil(),
          updatedAt: packed.dateOrNil()
        ))
    }
    page = packed
    return rows
  }
}

extension Order {
  static func read(_ page: inout Packed) -> [Order] {
    var packed = page
    var rows: [Order] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        Order(
          paymentUrl: packed.secret()
        ))
    }
    page = packed
    return rows
  }
}

extension PreparedTransfer {
  static func read(_ page: inout Packed) -> [PreparedTransfer] {
    var packed = page
    var rows: [PreparedTransfer] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        PreparedTransfer(
          receipt: packed.text(),
          amount: packed.int(),
          sourceId: packed.text(),
          targetId: packed.text(),
          sourceBefore: packed.intOrNil(),
          targetBefore: packed.intOrNil()
        ))
    }
    page = packed
    return rows
  }
}

extension RawReply {
  static func read(_ page: inout Packed) -> [RawReply] {
    var packed = page
    var rows: [RawReply] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        RawReply(
          status: packed.int(),
          headers: packed.text(),
          body: packed.secret()
        ))
    }
    page = packed
    return rows
  }
}

extension Token {
  static func read(_ page: inout Packed) -> [Token] {
    var packed = page
    var rows: [Token] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        Token(
          token: packed.secret()
        ))
    }
    page = packed
    return rows
  }
}

extension Transferred {
  static func read(_ page: inout Packed) -> [Transferred] {
    var packed = page
    var rows: [Transferred] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        Transferred(
          knownBy: KnownBy(rawValue: packed.text()),
          amount: packed.int(),
          sourceId: packed.textOrNil(),
          targetId: packed.textOrNil(),
          sourceBefore: packed.intOrNil(),
          targetBefore: packed.intOrNil(),
          sourceAfter: packed.intOrNil(),
          targetAfter: packed.intOrNil()
        ))
    }
    page = packed
    return rows
  }
}

extension Usage {
  static func read(_ page: inout Packed) -> [Usage] {
    var packed = page
    var rows: [Usage] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        Usage(
          userId: packed.int(),
          totalUnit: packed.int(),
          cost: packed.decimal()
        ))
    }
    page = packed
    return rows
  }
}

extension User {
  static func read(_ page: inout Packed) -> [User] {
    var packed = page
    var rows: [User] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        User(
          id: packed.int(),
          name: packed.text(),
          token: packed.secret(),
          createdAt: packed.dateOrNil(),
          updatedAt: packed.dateOrNil(),
          isDelete: packed.boolOrNil()
        ))
    }
    page = packed
    return rows
  }
}

extension UserToken {
  static func read(_ page: inout Packed) -> [UserToken] {
    var packed = page
    var rows: [UserToken] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        UserToken(
          token: packed.secret()
        ))
    }
    page = packed
    return rows
  }
}

extension WebhookEvent {
  static func read(_ page: inout Packed) -> [WebhookEvent] {
    var packed = page
    var rows: [WebhookEvent] = []
    rows.reserveCapacity(packed.rows)
    for _ in 0..<packed.rows {
      rows.append(
        WebhookEvent(
          id: packed.text(),
          status: WebhookStatus(rawValue: packed.text()),
          type: packed.textOrNil(),
          url: packed.textOrNil(),
          timestamp: packed.date()
        ))
    }
    page = packed
    return rows
  }
}

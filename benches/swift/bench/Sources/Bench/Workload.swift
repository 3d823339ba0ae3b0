import Foundation

/// ESP-AI's card, as one writes it by hand: the wire's names, and the types that the package gives.
struct HandCard: Decodable {
  let id: String
  let createTime: Date
  let updateTime: Date?
  let code: String
  let userId: String
  let apiLimit: Int?
  let type: String
  let userPhone: String
  let userName: String

  enum CodingKeys: String, CodingKey {
    case id, code, type
    case createTime = "create_time"
    case updateTime = "update_time"
    case userId = "user_id"
    case apiLimit = "api_limit"
    case userPhone = "user_phone"
    case userName = "user_name"
  }
}

struct HandReply<Of: Decodable>: Decodable {
  let success: Bool
  let data: Of
  let totalNumber: Int?
}

/// Digits that repeat from run to run.
struct Digits {
  private var seed: UInt64 = 42

  mutating func below(_ bound: UInt64) -> UInt64 {
    seed = (seed &* 1_103_515_245 &+ 12_345) % (1 << 31)
    return seed * bound >> 31
  }

  mutating func letters(_ count: Int, _ of: String) -> String {
    let letters = Array(of)
    return String((0..<count).map { _ in letters[Int(below(UInt64(letters.count)))] })
  }

  /// A card as the server writes it.
  mutating func card() -> String {
    let names = ["琳琅", "小美", "王五的第二张卡", "Anna", "测试用户", "张伟"]
    let hex = "0123456789abcdef"
    let created = 1_743_506_056_109 + below(1 << 31)
    let updated = below(10) < 6 ? "null" : String(created + below(1_000_000))
    let (id, user) = (letters(32, hex), letters(32, hex))
    let code = letters(8, "ABCDEFGHJKabcdefghjk23456789")
    return
      #"{"id":"\#(id)","create_time":\#(created),"update_time":\#(updated),"code":"\#(code)","user_id":"\#(user)","#
      + #""api_limit":\#(below(15_000)),"type":"\#(below(6))","user_phone":"\#(13_000_000_000 + below(2_000_000_000))","#
      + #""user_name":"\#(names[Int(below(6))])"}"#
  }

  mutating func cards(_ rows: Int) -> Data {
    let data = (0..<rows).map { _ in card() }.joined(separator: ",")
    return Data(#"{"success":true,"message":"请求成功","data":[\#(data)],"totalNumber":\#(rows)}"#.utf8)
  }

  mutating func oneCard() -> Data {
    Data(#"{"success":true,"message":"请求成功","data":\#(card())}"#.utf8)
  }
}

let decoder: JSONDecoder = {
  let decoder = JSONDecoder()
  decoder.dateDecodingStrategy = .millisecondsSince1970
  return decoder
}()

/// The same rows by JSONSerialization.
func serialized(_ body: Data) throws -> [HandCard] {
  guard let reply = try JSONSerialization.jsonObject(with: body) as? [String: Any], reply["success"] as? Bool == true,
    let data = reply["data"] as? [[String: Any]]
  else { throw CocoaError(.coderReadCorrupt) }
  return try data.map { row in
    let date = { (name: String) in (row[name] as? Double).map { Date(timeIntervalSince1970: $0 / 1000) } }
    guard let id = row["id"] as? String, let created = date("create_time"), let code = row["code"] as? String,
      let user = row["user_id"] as? String, let type = row["type"] as? String, let phone = row["user_phone"] as? String,
      let name = row["user_name"] as? String
    else { throw CocoaError(.coderReadCorrupt) }
    return HandCard(
      id: id, createTime: created, updateTime: date("update_time"), code: code, userId: user,
      apiLimit: row["api_limit"] as? Int, type: type, userPhone: phone, userName: name)
  }
}

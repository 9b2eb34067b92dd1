import ContractingDomain
import Quantities
import Store

extension Row {
  func day(_ column: String) throws -> Day { try Day(number: int32(column)) }

  func dayOrNil(_ column: String) throws -> Day? {
    guard let number = try int32OrNil(column) else { return nil }
    return try Day(number: number)
  }

  func money(_ column: String) throws -> Money { Money(fen: try int64(column)) }

  /// A code of an enumeration; another one is damage, or a database of a newer program.
  func code<Code: RawRepresentable>(_ column: String) throws -> Code where Code.RawValue == String {
    try Self.code(text(column), column)
  }

  func codeOrNil<Code: RawRepresentable>(
    _ column: String
  ) throws -> Code? where Code.RawValue == String {
    guard let text = try textOrNil(column) else { return nil }
    return try Self.code(text, column)
  }

  /// Codes separated by commas.
  func codes<Code: RawRepresentable>(
    _ column: String
  ) throws -> [Code] where Code.RawValue == String {
    try text(column).split(separator: ",").map { try Self.code(String($0), column) }
  }

  static func code<Code: RawRepresentable>(
    _ text: String, _ column: String
  ) throws -> Code where Code.RawValue == String {
    guard let code = Code(rawValue: text) else {
      throw Problem(
        .dataLoss, "STORED_CODE_UNKNOWN", zh: "数据库中有未知代码：\(column) = \(text)",
        en: "the database holds an unknown code: \(column) = \(text)",
        remedyZh: "请确认程序版本不低于写入该数据的版本",
        remedyEn: "make sure the program is not older than the one that wrote it",
        details: [.init("column", column), .init("value", text)])
    }
    return code
  }

  func fee() throws -> PackageFee {
    try PackageFee(
      group: code("group_code"), price: money("price_fen"), fund: money("fund_fen"),
      publicHealth: money("public_health_fen"), personalAccount: money("personal_account_fen"),
      ownPayment: money("own_payment_fen"))
  }
}

extension RowCursor {
  func day(_ index: Int) throws -> Day { try Day(number: int32(index)) }

  func dayOrNil(_ index: Int) throws -> Day? { isNull(index) ? nil : try day(index) }

  func code<Code: RawRepresentable>(_ index: Int) throws -> Code where Code.RawValue == String {
    try Row.code(text(index), "#\(index)")
  }
}

extension PackageFee {
  /// Group, price and the four shares, in the order of the tables' columns.
  var columns: [any SQLConvertible] {
    [
      group.rawValue, price.fen, fund.fen, publicHealth.fen, personalAccount.fen, ownPayment.fen,
    ]
  }
}

extension AreaCode {
  /// Twelve digits, so that an area and all below it are one range of text.
  var stored: String { digits(12) ?? description }

  /// First and last stored code of this area and all below it.
  var storedRange: (first: String, last: String) {
    let prefix = String(stored.prefix(level.digits))
    func filled(_ digit: String) -> String {
      prefix + String(repeating: digit, count: 12 - prefix.count)
    }
    return (filled("0"), filled("9"))
  }
}

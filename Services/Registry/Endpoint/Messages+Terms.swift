import Messages
import Quantities
import RegistryDomain

// Words of closed lists: the contract lists the same words in the same order after its zero, which
// a test holds it to.

extension ControlledTerm {
  func message<Wire: OpenEnumeration>(_ type: Wire.Type = Wire.self) -> Wire {
    var number: Int32 = 0
    for term in Self.allCases {
      number += 1
      if term == self { break }
    }
    return Wire(rawValue: number)
  }

  /// Reads a value that must be given.
  init(_ message: some OpenEnumeration, _ field: String) throws(Problem) {
    let offset = Int(message.rawValue) - 1
    guard offset >= 0, offset < Self.allCases.count else {
      throw .invalidField(field, message.description)
    }
    self = Self.allCases[Self.allCases.index(Self.allCases.startIndex, offsetBy: offset)]
  }

  /// Reads a value whose absence means one of the words.
  init(_ message: some OpenEnumeration, _ field: String, absent: Self) throws(Problem) {
    self = message.rawValue == 0 ? absent : try Self(message, field)
  }
}

extension AreaCode.Level {
  var message: Registry.AreaLevel { Registry.AreaLevel(rawValue: Int32(rawValue)) }

  init(_ message: Registry.AreaLevel) throws(Problem) {
    guard let level = Self(rawValue: Int(message.rawValue)) else {
      throw .invalidField("levels", message.description)
    }
    self = level
  }
}

extension Problem {
  static func invalidField(_ field: String, _ value: String) -> Problem {
    Problem(
      .invalidInput, "REGISTRY_FIELD_INVALID", zh: "字段 \(field) 的值无效：\(value.prefix(64))",
      en: "the field \(field) has no valid value: \(value.prefix(64))",
      remedyZh: "请按接口说明填写", remedyEn: "see the contract's description of the field",
      details: [Detail("field", field), Detail("value", String(value.prefix(64)))])
  }
}

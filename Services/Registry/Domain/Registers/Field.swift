import Quantities

/// A field with the Swift type of its values: what rules read entries by.
///
/// ```swift
/// static let beds = Field.wholeNumber("beds", "床位数", "beds", in: 0...10_000).unit("张").optional
/// ```
public struct Field<Value: Sendable>: FieldDeclaration {
  public let definition: RegisterField
  /// Reads the stored form, which was checked when the entry was made.
  let read: @Sendable (String) throws(Problem) -> Value

  init(
    _ definition: RegisterField, _ read: @escaping @Sendable (String) throws(Problem) -> Value
  ) {
    self.definition = definition
    self.read = read
  }

  fileprivate init(
    _ name: String, _ chinese: String, _ english: String, _ type: FieldType,
    _ read: @escaping @Sendable (String) throws(Problem) -> Value
  ) {
    self.init(RegisterField(name, title: Bilingual(zh: chinese, en: english), type: type), read)
  }

  /// Part of the key.
  public var key: Field { copy(isKey: true) }

  /// Of a number.
  public func unit(_ unit: String) -> Field { copy(unit: unit) }

  /// Further headings that files use.
  public func aliases(_ aliases: String...) -> Field { copy(aliases: aliases) }

  private func copy(
    isKey: Bool? = nil, unit: String? = nil, aliases: [String]? = nil
  ) -> Field {
    Field(
      RegisterField(
        definition.name, title: definition.title, aliases: aliases ?? definition.aliases,
        type: definition.type, isList: definition.isList, isRequired: definition.isRequired,
        isKey: isKey ?? definition.isKey, unit: unit ?? definition.unit), read)
  }

  /// May be missing.
  public var optional: Field<Value?> {
    let read = read
    return Field<Value?>(definition.relaxed(isList: false)) { text throws(Problem) in
      text.isEmpty ? nil : try read(text)
    }
  }

  /// Any number of values, none included.
  public var list: Field<[Value]> {
    let (read, definition) = (read, definition.relaxed(isList: true))
    return Field<[Value]>(definition) { text throws(Problem) in
      var values: [Value] = []
      for element in definition.elements(text) { values.append(try read(element)) }
      return values
    }
  }
}

/// Anything that declares a field.
public protocol FieldDeclaration: Sendable {
  var definition: RegisterField { get }
}

extension RegisterField {
  fileprivate func relaxed(isList: Bool) -> RegisterField {
    RegisterField(
      name, title: title, aliases: aliases, type: type, isList: isList, isRequired: false,
      isKey: isKey, unit: unit)
  }
}

extension Field where Value == String {
  public static func text(
    _ name: String, _ chinese: String, _ english: String, limit: Int = 200
  ) -> Field {
    Field(name, chinese, english, .text(limit: limit)) { $0 }
  }

  /// The key of an entry of another register (or of the same).
  public static func entry(
    of register: String, _ name: String, _ chinese: String, _ english: String
  ) -> Field {
    Field(name, chinese, english, .reference(.entry(of: register))) { $0 }
  }
}

extension Field where Value == String {
  /// An identity number (公民身份号码), of which values show the masked form.
  public static func identity(
    _ name: String = "id_number", _ chinese: String = "身份证号", _ english: String = "identity number"
  ) -> Field {
    Field(name, chinese, english, .identity) { $0 }
  }
}

extension Field where Value == RegistryCode {
  public static func code(
    _ name: String, _ chinese: String, _ english: String
  ) -> Field {
    Field(name, chinese, english, .code) { text throws(Problem) in
      try RegistryCode(parsing: text)
    }
  }

  public static func institution(
    _ name: String = "institution", _ chinese: String = "机构代码",
    _ english: String = "institution"
  ) -> Field {
    Field(name, chinese, english, .reference(.institution)) { text throws(Problem) in
      try RegistryCode(parsing: text)
    }
  }

  public static func consortium(
    _ name: String = "consortium", _ chinese: String = "医联体代码",
    _ english: String = "consortium"
  ) -> Field {
    Field(name, chinese, english, .reference(.consortium)) { text throws(Problem) in
      try RegistryCode(parsing: text)
    }
  }
}

extension Field where Value == AreaCode {
  public static func area(
    _ name: String = "area", _ chinese: String = "区划代码", _ english: String = "area"
  ) -> Field {
    Field(name, chinese, english, .reference(.area)) { text throws(Problem) in
      try AreaCode(parsing: text)
    }
  }
}

extension Field where Value: ControlledTerm {
  public static func term(
    _ name: String, _ chinese: String, _ english: String
  ) -> Field {
    Field(
      name, chinese, english,
      .term(TermWord.all(of: Value.self), ordered: Value.self is any OrderedTerm.Type)
    ) { text throws(Problem) in try Value.read(text) }
  }
}

extension Field where Value == Day {
  public static func day(
    _ name: String, _ chinese: String, _ english: String
  ) -> Field {
    Field(name, chinese, english, .day) { text throws(Problem) in try Day(parsing: text) }
  }
}

extension Field where Value == Int64 {
  public static func wholeNumber(
    _ name: String, _ chinese: String, _ english: String,
    in range: ClosedRange<Int64> = 0...999_999_999_999
  ) -> Field {
    Field(name, chinese, english, .wholeNumber(range)) { text throws(Problem) in
      try CellReader.wholeNumber(text)
    }
  }

  public static func year(
    _ name: String = "year", _ chinese: String = "年份", _ english: String = "year"
  ) -> Field {
    wholeNumber(name, chinese, english, in: 1949...2100)
  }
}

extension Field where Value == Decimal {
  public static func decimal(
    _ name: String, _ chinese: String, _ english: String
  ) -> Field {
    Field(name, chinese, english, .decimal) { text throws(Problem) in try Decimal(parsing: text) }
  }
}

extension Field where Value == Coordinates {
  public static func coordinates(
    _ name: String = "coordinates", _ chinese: String = "经纬度",
    _ english: String = "coordinates"
  ) -> Field {
    Field(name, chinese, english, .coordinates) { text throws(Problem) in
      try Coordinates(parsing: text)
    }
  }
}

extension Field where Value == Bool {
  public static func flag(
    _ name: String, _ chinese: String, _ english: String
  ) -> Field {
    Field(name, chinese, english, .flag) { $0 == FieldType.yes }
  }
}

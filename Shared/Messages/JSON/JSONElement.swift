/// A value that stands in JSON as protobuf's JSON mapping says.
public protocol JSONElement: Hashable {
  /// The value of a field that is not set.
  init()

  init(json: inout JSONReader) throws(JSONError)

  func write(to json: inout JSONWriter)
}

extension Int32: JSONElement {
  public init(json: inout JSONReader) throws(JSONError) {
    self = try json.integer()
  }

  public func write(to json: inout JSONWriter) {
    json.number(self)
  }
}

extension UInt32: JSONElement {
  public init(json: inout JSONReader) throws(JSONError) {
    self = try json.integer()
  }

  public func write(to json: inout JSONWriter) {
    json.number(self)
  }
}

extension Int64: JSONElement {
  public init(json: inout JSONReader) throws(JSONError) {
    self = try json.integer()
  }

  public func write(to json: inout JSONWriter) {
    json.quotedNumber(self)
  }
}

extension UInt64: JSONElement {
  public init(json: inout JSONReader) throws(JSONError) {
    self = try json.integer()
  }

  public func write(to json: inout JSONWriter) {
    json.quotedNumber(self)
  }
}

extension Bool: JSONElement {
  public init(json: inout JSONReader) throws(JSONError) {
    self = try json.boolean()
  }

  public func write(to json: inout JSONWriter) {
    json.boolean(self)
  }
}

extension String: JSONElement {
  public init(json: inout JSONReader) throws(JSONError) {
    self = try json.string()
  }

  public func write(to json: inout JSONWriter) {
    json.string(self)
  }
}

extension OpenEnumeration {
  public init(json: inout JSONReader) throws(JSONError) {
    if try json.beginsNumber() {
      self.init(rawValue: try json.integer())
      return
    }
    let name = try json.string()
    guard let value = Self(name: name) else {
      throw json.error(
        .unknownEnumValue, Self.names.map(\.name.description).joined(separator: ", "))
    }
    self = value
  }

  public func write(to json: inout JSONWriter) {
    if let known = Self.names.first(where: { $0.value == self }) {
      json.string(known.name)
    } else {
      json.number(rawValue)
    }
  }
}

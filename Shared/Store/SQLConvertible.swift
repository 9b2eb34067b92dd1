/// A Swift value that can stand for a `$n` parameter.
public protocol SQLConvertible {
  var sqlValue: SQLValue { get }
}

extension SQLValue: SQLConvertible {
  public var sqlValue: SQLValue { self }
}

extension Int64: SQLConvertible {
  public var sqlValue: SQLValue { .int64(self) }
}

extension Int: SQLConvertible {
  public var sqlValue: SQLValue { .int64(Int64(self)) }
}

extension Int32: SQLConvertible {
  public var sqlValue: SQLValue { .int64(Int64(self)) }
}

extension Int16: SQLConvertible {
  public var sqlValue: SQLValue { .int64(Int64(self)) }
}

extension UInt32: SQLConvertible {
  public var sqlValue: SQLValue { .int64(Int64(self)) }
}

extension UInt8: SQLConvertible {
  public var sqlValue: SQLValue { .int64(Int64(self)) }
}

/// Stored as 0 or 1.
extension Bool: SQLConvertible {
  public var sqlValue: SQLValue { .int64(self ? 1 : 0) }
}

extension String: SQLConvertible {
  public var sqlValue: SQLValue { .text(self) }
}

extension Substring: SQLConvertible {
  public var sqlValue: SQLValue { .text(String(self)) }
}

extension [UInt8]: SQLConvertible {
  public var sqlValue: SQLValue { .blob(self) }
}

extension Optional: SQLConvertible where Wrapped: SQLConvertible {
  public var sqlValue: SQLValue {
    switch self {
    case .none: .null
    case .some(let value): value.sqlValue
    }
  }
}

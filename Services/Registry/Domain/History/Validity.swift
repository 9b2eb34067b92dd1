import Quantities

/// The days on which a fact holds (有效期): from a first day up to, not including, an end; open while
/// it still holds.
public struct Validity: Sendable, Hashable {
  /// First day the fact holds.
  public let from: Day
  /// First day it no longer holds; nil while it holds.
  public let to: Day?

  /// Throws `REGISTRY_VALIDITY_EMPTY` when the end does not come after the beginning.
  public init(from: Day, to: Day? = nil) throws(Problem) {
    if let to, to <= from {
      throw Problem(
        .invalidInput, "REGISTRY_VALIDITY_EMPTY",
        zh: "有效期结束日 \(to) 应晚于开始日 \(from)",
        en: "validity must end after it begins: \(from) to \(to)",
        remedyZh: "结束日填写不再有效的第一天", remedyEn: "write the first day it no longer holds as the end",
        details: [Problem.Detail("valid_from", "\(from)"), Problem.Detail("valid_to", "\(to)")])
    }
    self.from = from
    self.to = to
  }

  public func contains(_ day: Day) -> Bool {
    guard let to else { return from <= day }
    return from <= day && day < to
  }

  public func overlaps(_ other: Validity) -> Bool {
    (to.map { other.from < $0 } ?? true) && (other.to.map { from < $0 } ?? true)
  }
}

extension Validity: CustomStringConvertible {
  public var description: String { "[\(from), \(to.map(String.init(describing:)) ?? "…"))" }
}

extension Validity {
  /// The days both have; nil when there is none.
  public func intersection(_ other: Validity) -> Validity? {
    let ends = [to, other.to].compactMap { $0 }
    // Nothing is thrown for an empty span: that there is none is the answer.
    return try? Validity(from: max(from, other.from), to: ends.min())
  }

  /// Spans that do not overlap, given by first day: those that adjoin become one.
  public static func joined(_ spans: [Validity]) -> [Validity] {
    var result: [Validity] = []
    for span in spans {
      if let last = result.last, last.to == span.from,
        let both = try? Validity(from: last.from, to: span.to)
      {
        result[result.count - 1] = both
      } else {
        result.append(span)
      }
    }
    return result
  }
}

import Quantities

/// Coefficients of auxiliary types for single groups (辅助目录): the mean cost of a type in a group
/// divided by the mean cost of the group.
public struct AuxiliaryTable: Sendable, Hashable {
  public struct Entry: Sendable, Hashable {
    public var groupCode: String
    /// Code of a type of the policy.
    public var type: String
    public var coefficient: Decimal
    /// What the coefficient was measured on, where the table says so.
    public var cases: Int?
    public var mean: Money?
    public var row: Int32
  }

  /// In the order of group and type.
  public let entries: [Entry]
  private let ranges: [Int: Range<Int>]

  /// - Parameters:
  ///   - entries: of groups that are there, a type once for a group.
  ///   - indexes: the catalogue's groups by code.
  init(_ entries: [Entry] = [], groups indexes: [String: Int] = [:]) {
    let sorted = entries.sorted { ($0.groupCode, $0.type) < ($1.groupCode, $1.type) }
    var ranges: [Int: Range<Int>] = [:]
    var start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, sorted[end].groupCode == sorted[start].groupCode { end += 1 }
      if let group = indexes[sorted[start].groupCode] { ranges[group] = start..<end }
      start = end
    }
    self.entries = sorted
    self.ranges = ranges
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// The types that the table has coefficients for.
  public var types: [String] { Set(entries.map(\.type)).sorted() }

  /// The coefficient of a type for a group.
  ///
  /// - Parameter group: index in the catalogue.
  public func coefficient(group: Int, type: String) -> Decimal? {
    entries(group: group).first { $0.type == type }?.coefficient
  }

  /// All that the table says about a group.
  public func entries(group: Int) -> ArraySlice<Entry> {
    ranges[group].map { entries[$0] } ?? []
  }
}

/// A table of classes of procedures (手术操作类别表): the national one, or a city's own.
public struct ProcedureClassTable: Sendable, Hashable {
  /// What a table says about a procedure.
  public struct Entry: Sendable, Hashable {
    public var procedureClass: ProcedureClass
    /// The city's division of the class (相关手术组_2 is 2); 0 where the table has none.
    public var division: UInt8

    public init(_ procedureClass: ProcedureClass, division: UInt8 = 0) {
      self.procedureClass = procedureClass
      self.division = division
    }

    /// Reads a class of the national table or of a composite catalogue, `相关手术组_2` included.
    init?(term: String) {
      var base = term[...]
      var division: UInt8 = 0
      if let mark = term.lastIndex(of: "_") {
        guard let number = UInt8(term[term.index(after: mark)...]), number > 0 else { return nil }
        division = number
        base = term[..<mark]
      }
      if base.count > 2, base.last == "组" { base = base.dropLast() }
      guard let known = ProcedureClass(term: String(base)) else { return nil }
      self.init(known, division: division)
    }

    public var term: String {
      division == 0 ? procedureClass.term : "\(procedureClass.term)组_\(division)"
    }

    /// The term in English.
    var english: String {
      division == 0 ? procedureClass.english : "\(procedureClass.english), group \(division)"
    }
  }

  /// Empty for a file with one table.
  public let name: String
  public let entries: [ProcedureCode: Entry]
}

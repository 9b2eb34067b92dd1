import Quantities
import Tabular

/// `<register>.csv`: one row per entry and span of days.
public enum RegisterTable<Fact: RegisterEntry>: RegistryTable {
  public typealias Entry = DatedFact<Fact>

  public static var columns: [CSVColumn] { Fact.register.columns }

  public static func read(_ cells: inout CellReader) -> Entry? {
    let register = Fact.register
    var texts: [String] = []
    var identity: ResidentIdentityNumber?
    for (index, field) in register.fields.enumerated() {
      if field.type == .identity { cells.treatAsPersonal(index) }
      let text =
        field.isRequired
        ? cells.required(index, field.stored) : cells.optional(index, field.stored)
      texts.append(text ?? "")
      if field.type == .identity { identity = ResidentIdentityNumber(whole: cells.text(index)) }
    }
    let first = register.fields.count
    let validity = cells.validity(first, first + 1)
    let overrides = register.rules.isEmpty ? [] : cells.overrides(first + 2)
    guard let validity, cells.issues.isEmpty else { return nil }
    return cells.build(0) { () throws(Problem) in
      DatedFact(try Fact(stored: texts, overrides: overrides, identity: identity), validity)
    }
  }

  public static func cells(of entry: Entry) -> [String] {
    let register = Fact.register
    var cells = zip(register.fields, entry.fact.row.texts).map { $0.written($1) }
    cells += ["\(entry.validity.from)", entry.validity.to.map { "\($0)" } ?? ""]
    guard !register.rules.isEmpty else { return cells }
    return cells + entry.fact.row.overrides.cells
  }
}

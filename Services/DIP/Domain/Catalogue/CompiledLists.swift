import Quantities

extension CompiledWriter {
  mutating func lists(_ lists: CatalogueLists) {
    keys(lists.excludedDiagnoses.map(\.key))
    list(lists.excludedProcedures.sorted { $0.key.key.bits < $1.key.key.bits }) { writer, entry in
      writer.key(entry.key.key)
      writer.exclusion(entry.value)
    }
    keys(lists.drugResistantDiagnoses.map(\.key))
    list(lists.procedureClassTables) { writer, table in
      writer.text(table.name)
      writer.list(table.entries.sorted { $0.key.key.bits < $1.key.key.bits }) { writer, entry in
        writer.key(entry.key.key)
        writer.integer(entry.value.procedureClass.rawValue)
        writer.integer(entry.value.division)
      }
    }
    optional(lists.codes) { writer, codes in
      writer.keys(codes.diagnosisKeys.sorted { $0.bits < $1.bits })
      writer.keys(codes.procedureKeys.sorted { $0.bits < $1.bits })
    }
    list(lists.auxiliary) { writer, entry in
      writer.text(entry.groupCode)
      writer.text(entry.type)
      writer.decimal(entry.coefficient)
      writer.optional(entry.cases) { $0.integer(Int64($1)) }
      writer.optional(entry.mean) { $0.integer($1.fen) }
      writer.integer(entry.row)
    }
    complications(lists.complications)
    list(lists.comorbidities.categories) { writer, category in
      writer.text(category.name)
      writer.integer(Int32(category.weight))
    }
    codes(lists.comorbidities.codes) { $0.integer($1) }
    codes(lists.surgeryLevels) { $0.integer($1) }
    mapping(lists.diagnosisMapping)
    mapping(lists.procedureMapping)
    list(lists.newTechnology) { writer, entry in
      writer.key(entry.code.key)
      writer.decimal(entry.score)
      writer.text(entry.note)
      writer.integer(entry.row)
    }
  }

  private mutating func exclusion(_ exclusion: ProcedureExclusion) {
    switch exclusion {
    case .conservative: integer(UInt8(0))
    case .neverMain: integer(UInt8(1))
    case .mainWithin(let patterns):
      integer(UInt8(2))
      list(patterns) { $0.pattern($1) }
    }
  }

  private mutating func complications(_ table: ComplicationTable) {
    codes(table.codes) { writer, value in
      writer.integer(value.level.rawValue)
      writer.text(value.exclusion)
    }
    list(table.exclusions.sorted { $0.key < $1.key }) { writer, entry in
      writer.text(entry.key)
      writer.list(entry.value) { $0.pattern($1) }
    }
  }

  private mutating func codes<Value>(
    _ codes: CodeList<Value>, _ write: (inout CompiledWriter, Value) -> Void
  ) {
    list(codes.entries) { writer, entry in
      writer.key(entry.key)
      write(&writer, entry.value)
      writer.integer(entry.row)
    }
  }

  /// The versions once, then the rows with the versions' positions.
  private mutating func mapping(_ mapping: CodeMapping) {
    let versions = Set(mapping.entries.flatMap { [$0.fromVersion, $0.toVersion] }).sorted()
    let positions = Dictionary(
      uniqueKeysWithValues: versions.enumerated().map { ($1, UInt32($0)) })
    list(versions) { $0.text($1) }
    list(mapping.entries) { writer, entry in
      writer.key(entry.from)
      writer.key(entry.to)
      writer.integer(positions[entry.fromVersion] ?? 0)
      writer.integer(positions[entry.toVersion] ?? 0)
      writer.integer(entry.row)
    }
  }
}

extension CompiledReader {
  mutating func lists() throws(Problem) -> CatalogueLists {
    var lists = CatalogueLists()
    lists.excludedDiagnoses = try keys().map(DiagnosisCode.init(key:))
    lists.excludedProcedures = try dictionary { reader throws(Problem) in
      try reader.exclusion()
    }
    lists.drugResistantDiagnoses = try keys().map(DiagnosisCode.init(key:))
    lists.procedureClassTables = try list { reader throws(Problem) in
      ProcedureClassTable(
        name: try reader.text(),
        entries: try reader.dictionary { reader throws(Problem) in
          ProcedureClassTable.Entry(
            try reader.choice(ProcedureClass.self), division: try reader.integer(UInt8.self))
        })
    }
    lists.codes = try optional { reader throws(Problem) in
      CodeTable(
        diagnoses: try reader.keys().map(DiagnosisCode.init(key:)),
        procedures: try reader.keys().map(ProcedureCode.init(key:)))
    }
    lists.auxiliary = try list { reader throws(Problem) in try reader.auxiliary() }
    lists.complications = try complications()
    let categories = try list { reader throws(Problem) in
      ComorbidityTable.Category(
        name: try reader.text(), weight: Int(try reader.integer(Int32.self)))
    }
    let codes = try codes { reader throws(Problem) in try reader.integer(UInt8.self) }
    guard codes.entries.allSatisfy({ Int($0.value) < categories.count }) else {
      throw Self.damaged
    }
    lists.comorbidities = ComorbidityTable(categories: categories, codes: codes)
    lists.surgeryLevels = try self.codes { reader throws(Problem) in
      try reader.integer(UInt8.self)
    }
    lists.diagnosisMapping = try mapping()
    lists.procedureMapping = try mapping()
    lists.newTechnology = try list { reader throws(Problem) in
      NewTechnology(
        code: ProcedureCode(key: try reader.key()), score: try reader.decimal(),
        note: try reader.text(), row: try reader.integer(Int32.self))
    }
    return lists
  }

  private mutating func dictionary<Value>(
    _ read: (inout CompiledReader) throws(Problem) -> Value
  ) throws(Problem) -> [ProcedureCode: Value] {
    let entries = try list { reader throws(Problem) in
      (ProcedureCode(key: try reader.key()), try read(&reader))
    }
    return Dictionary(entries, uniquingKeysWith: { first, _ in first })
  }

  private mutating func exclusion() throws(Problem) -> ProcedureExclusion {
    switch try integer(UInt8.self) {
    case 0: return .conservative
    case 1: return .neverMain
    case 2: return .mainWithin(try list { reader throws(Problem) in try reader.pattern() })
    default: throw Self.damaged
    }
  }

  private mutating func auxiliary() throws(Problem) -> AuxiliaryTable.Entry {
    AuxiliaryTable.Entry(
      groupCode: try text(), type: try text(), coefficient: try decimal(),
      cases: try optional { reader throws(Problem) in Int(try reader.integer(Int64.self)) },
      mean: try optional { reader throws(Problem) in Money(fen: try reader.integer(Int64.self)) },
      row: try integer(Int32.self))
  }

  private mutating func complications() throws(Problem) -> ComplicationTable {
    let codes = try codes { reader throws(Problem) in
      ComplicationTable.Complication(
        level: try reader.choice(ComplicationLevel.self), exclusion: try reader.text())
    }
    let exclusions = try list { reader throws(Problem) in
      (try reader.text(), try reader.list { reader throws(Problem) in try reader.pattern() })
    }
    return ComplicationTable(
      codes: codes, exclusions: Dictionary(exclusions, uniquingKeysWith: { first, _ in first }))
  }

  private mutating func codes<Value>(
    _ read: (inout CompiledReader) throws(Problem) -> Value
  ) throws(Problem) -> CodeList<Value> {
    CodeList(
      ordered: try list { reader throws(Problem) in
        CodeList<Value>.Entry(
          key: try reader.key(), value: try read(&reader), row: try reader.integer(Int32.self))
      })
  }

  private mutating func mapping() throws(Problem) -> CodeMapping {
    let versions = try list { reader throws(Problem) in try reader.text() }
    return CodeMapping(
      ordered: try list { reader throws(Problem) in
        CodeMapping.Entry(
          from: try reader.key(), to: try reader.key(), fromVersion: try reader.one(of: versions),
          toVersion: try reader.one(of: versions), row: try reader.integer(Int32.self))
      })
  }

  private mutating func one(of texts: [String]) throws(Problem) -> String {
    let position = Int(try integer(UInt32.self))
    guard position < texts.count else { throw Self.damaged }
    return texts[position]
  }
}

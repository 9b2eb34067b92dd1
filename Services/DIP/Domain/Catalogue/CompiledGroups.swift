import Quantities

extension CompiledWriter {
  mutating func group(_ group: DiseaseGroup) {
    text(group.code)
    integer(group.kind.rawValue)
    integer(group.sequence)
    text(group.name)
    list(group.diagnoses) { $0.pattern($1) }
    flag(group.looksAtAnyDiagnosis)
    expression(group.mainProcedures)
    flag(group.looksAtAnyProcedure)
    expression(group.relatedProcedures)
    list(group.conditions) { $0.condition($1) }
    optional(group.procedureClass) { $0.integer($1.rawValue) }
    integer(group.procedureDivision)
    optional(group.surgeryLevel) { $0.integer($1) }
    flag(group.isTCM)
    flag(group.isPrimaryCare)
    optional(group.primaryCareCoefficient) { $0.decimal($1) }
    optional(group.score) { $0.decimal($1) }
    // In one order, so that the same catalogue has the same bytes.
    let means = group.referenceMeans.sorted {
      ($0.key.level ?? -1, $0.key.insurance ?? "") < ($1.key.level ?? -1, $1.key.insurance ?? "")
    }
    list(means) { writer, mean in
      writer.integer(Int8(mean.key.level ?? -1))
      writer.text(mean.key.insurance ?? "")
      writer.integer(mean.value.fen)
    }
    keys(group.typicalDiagnoses.map(\.key))
    keys(group.typicalProcedures.map(\.key))
    text(group.source.file)
    integer(Int32(group.source.row))
  }

  mutating func pattern(_ pattern: DiagnosisPattern) {
    switch pattern {
    case .prefix(let key):
      integer(UInt8(0))
      self.key(key)
    case .range(let range):
      integer(UInt8(1))
      integer(UInt16(range.lowerBound))
      integer(UInt16(range.upperBound))
    }
  }

  private mutating func expression(_ expression: CodeExpression) {
    list(expression.clauses) { $0.keys($1.map(\.key)) }
  }

  private mutating func condition(_ condition: GroupCondition) {
    func range(_ range: ClosedRange<Int>, _ kind: UInt8) {
      integer(kind)
      integer(Int64(range.lowerBound))
      integer(Int64(range.upperBound))
    }
    switch condition {
    case .ageInDays(let days): range(days, 0)
    case .ageInYears(let years): range(years, 1)
    case .birthWeight(let grams): range(grams, 2)
    case .otherDiagnosis(let patterns):
      integer(UInt8(3))
      list(patterns) { $0.pattern($1) }
    case .drugResistant(let yes, let orMainOfList):
      integer(UInt8(4))
      flag(yes)
      flag(orMainOfList)
    }
  }
}

extension CompiledReader {
  mutating func group() throws(Problem) -> DiseaseGroup {
    DiseaseGroup(
      code: try text(), kind: try choice(GroupKind.self), sequence: try integer(Int32.self),
      name: try text(),
      diagnoses: try list { reader throws(Problem) in try reader.pattern() },
      looksAtAnyDiagnosis: try flag(), mainProcedures: try expression(),
      looksAtAnyProcedure: try flag(), relatedProcedures: try expression(),
      conditions: try list { reader throws(Problem) in try reader.condition() },
      procedureClass: try optional { reader throws(Problem) in
        try reader.choice(ProcedureClass.self)
      },
      procedureDivision: try integer(UInt8.self),
      surgeryLevel: try optional { reader throws(Problem) in try reader.integer(UInt8.self) },
      isTCM: try flag(), isPrimaryCare: try flag(),
      primaryCareCoefficient: try optional { reader throws(Problem) in try reader.decimal() },
      score: try optional { reader throws(Problem) in try reader.decimal() },
      referenceMeans: try means(), typicalDiagnoses: try keys().map(DiagnosisCode.init(key:)),
      typicalProcedures: try keys().map(ProcedureCode.init(key:)),
      source: .init(file: try text(), row: Int(try integer(Int32.self))))
  }

  private mutating func means() throws(Problem) -> [ScoringGroup.Reference: Money] {
    let count = Int(try integer(UInt32.self))
    guard count <= 1 << 16 else { throw Self.damaged }
    var means = [ScoringGroup.Reference: Money](minimumCapacity: count)
    for _ in 0..<count {
      let level = Int(try integer(Int8.self))
      let insurance = try text()
      let reference = ScoringGroup.Reference(
        level: level < 0 ? nil : level, insurance: insurance.isEmpty ? nil : insurance)
      means[reference] = Money(fen: try integer(Int64.self))
    }
    return means
  }

  mutating func pattern() throws(Problem) -> DiagnosisPattern {
    if try integer(UInt8.self) == 0 { return .prefix(try key()) }
    let (low, high) = (Int(try integer(UInt16.self)), Int(try integer(UInt16.self)))
    guard low <= high, high < DiagnosisCode.categories else { throw Self.damaged }
    return .range(low...high)
  }

  private mutating func expression() throws(Problem) -> CodeExpression {
    CodeExpression(
      ordered: try list { reader throws(Problem) in
        try reader.keys().map(ProcedureCode.init(key:))
      })
  }

  private mutating func condition() throws(Problem) -> GroupCondition {
    switch try integer(UInt8.self) {
    case 0: return .ageInDays(try range())
    case 1: return .ageInYears(try range())
    case 2: return .birthWeight(try range())
    case 3:
      return .otherDiagnosis(try list { reader throws(Problem) in try reader.pattern() })
    case 4: return .drugResistant(try flag(), orMainOfList: try flag())
    default: throw Self.damaged
    }
  }

  private mutating func range() throws(Problem) -> ClosedRange<Int> {
    let (low, high) = (Int(try integer(Int64.self)), Int(try integer(Int64.self)))
    guard low <= high else { throw Self.damaged }
    return low...high
  }
}

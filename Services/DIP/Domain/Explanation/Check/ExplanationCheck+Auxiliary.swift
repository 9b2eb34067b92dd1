import Quantities

extension ExplanationCheck {
  /// Every type of the policy met or not as it says, and the one that counts.
  func checkAuxiliary(
    _ record: ExplanationRecord, _ subject: CheckedCase, isScoredByType: Bool
  ) -> [ExplanationFinding] {
    var expected: [ExplanationRecord.Auxiliary] = []
    var best: (type: String, coefficient: Decimal)?
    if let index = record.group.flatMap(catalogue.index) {
      let isExempt = isExempt(catalogue.groups[index])
      for type in policy.auxiliary.types {
        let coefficient =
          type.coefficient ?? catalogue.auxiliary.coefficient(group: index, type: type.code)
        let isMet =
          !isExempt && coefficient != nil && isAmong(type, subject)
          && meets(type.test, subject, catalogue.groups[index])
        expected.append(
          .init(
            type: type.code, isMet: isMet, coefficient: coefficient?.description ?? ""))
        if isMet, let coefficient, best.map({ coefficient > $0.coefficient }) ?? true {
          best = (type.code, coefficient)
        }
      }
    }
    var findings: [ExplanationFinding] = []
    if expected.count != record.auxiliary.count {
      findings.append(
        .init(
          .auxiliary, "auxiliary", zh: "应有 \(expected.count) 个辅助分型",
          en: "there are \(expected.count) auxiliary types"))
    }
    for (number, (right, said)) in zip(expected, record.auxiliary).enumerated()
    where right != said {
      findings.append(
        .init(
          .auxiliary, "auxiliary[\(number)]",
          zh: "辅助分型 \(right.type) \(right.isMet ? "符合" : "不符合")，系数 \(right.coefficient)",
          en:
            "type \(right.type) is \(right.isMet ? "met" : "not met"), coefficient \(right.coefficient)"
        ))
    }
    let counting = isScoredByType ? best?.type : nil
    // Without a score nothing is applied.
    if !record.factors.isEmpty, record.auxiliaryType != counting {
      findings.append(
        .init(
          .auxiliary, "auxiliaryType", zh: "适用的辅助分型应为 \(counting ?? "无")",
          en: "the type that counts is \(counting ?? "none")"))
    }
    return findings
  }

  private func isExempt(_ group: DiseaseGroup) -> Bool {
    let exempt = policy.auxiliary.exempt
    return (exempt.contains(.tcm) && group.isTCM)
      || (exempt.contains(.composite) && group.kind == .composite)
      || (exempt.contains(.primaryCare) && group.isPrimaryCare)
      || (exempt.contains(.conservative) && group.isConservative)
      || (exempt.contains(.advance) && group.kind == .advance)
  }

  private func isAmong(_ type: AuxiliaryType, _ subject: CheckedCase) -> Bool {
    let main = subject.diagnoses[0]
    return (type.among.isEmpty || type.among.contains { main.hasPrefix($0) })
      && !type.except.contains { main.hasPrefix($0) }
  }

  private func isLong(_ subject: CheckedCase, over limit: Int?, inclusive: Bool) -> Bool {
    guard let limit else { return true }
    return subject.stay > limit || (inclusive && subject.stay == limit)
  }

  private func meets(
    _ test: AuxiliaryType.Test, _ subject: CheckedCase, _ group: DiseaseGroup
  ) -> Bool {
    switch test {
    case .age(let from, let below):
      func isBelow(_ bound: AgeBound) -> Bool {
        switch bound {
        case .days(let days): subject.ageInDays < days
        case .years(let years): subject.ageInYears < years
        }
      }
      return !(from.map(isBelow) ?? false) && (below.map(isBelow) ?? true)
    case .severity(let test):
      guard isLong(subject, over: test.stayOver, inclusive: test.stayInclusive),
        !test.death || subject.list.dischargeWay == .died
      else { return false }
      switch test.complication {
      case .none: return true
      case .cc: return subject.secondaries.contains { level(of: $0, subject) != nil }
      case .mcc: return subject.secondaries.contains { level(of: $0, subject) == .mcc }
      }
    case .diagnosis(let test):
      let main = subject.diagnoses[0]
      let asked =
        switch test.position {
        case .main: [main]
        case .any: subject.diagnoses
        case .otherCategory: subject.secondaries.filter { $0.prefix(3) != main.prefix(3) }
        }
      return isLong(subject, over: test.stayOver, inclusive: test.stayInclusive)
        && asked.contains { code in
          test.prefixes.contains { code.hasPrefix($0.uppercased()) }
        }
    case .cost(let test):
      guard let value = policy.payment.yearStartPointValue, let score = group.score else {
        return false
      }
      let cost = subject.list.cost
      let standard = BigRatio(score) * BigRatio(value) * BigRatio(100, 1)
      return BigRatio(fen: cost.total) >= BigRatio(test.times) * standard
        && BigRatio(fen: cost.amount(of: test.kind)) >= BigRatio(test.share)
          * BigRatio(fen: cost.total)
    case .icu(let from, let through):
      return Int(subject.list.icuDays) >= from && Int(subject.list.icuDays) <= through ?? .max
    case .comorbidity(let from, let through):
      let index = comorbidity(subject)
      return index >= from && index <= through ?? .max
    }
  }

  /// The level of a secondary diagnosis that the main one does not exclude.
  private func level(of code: String, _ subject: CheckedCase) -> ComplicationLevel? {
    guard let entry = Self.longest(catalogue.complications.codes.entries, code) else { return nil }
    let excluding = catalogue.complications.exclusions[entry.exclusion] ?? []
    return excluding.contains { CheckedCase.fits($0, subject.diagnoses[0]) } ? nil : entry.level
  }

  private func comorbidity(_ subject: CheckedCase) -> Int {
    let table = catalogue.comorbidities
    let categories = Set(subject.secondaries.compactMap { Self.longest(table.codes.entries, $0) })
    return categories.reduce(0) { $0 + table.categories[Int($1)].weight }
  }

  /// What the longest entry says that is the code or, when it is short, stands for it.
  private static func longest<Value>(
    _ entries: [CodeList<Value>.Entry], _ code: String
  ) -> Value? {
    entries.map { (DiagnosisCode(key: $0.key).description, $0.value) }
      .filter { text, _ in text == code || (text.count < 7 && code.hasPrefix(text)) }
      .max { $0.0.count < $1.0.count }?.1
  }
}

import Quantities

/// Verifies an explanation without searching (说明核对): that the matched row really matches, that each
/// other candidate really fails or loses by the key that is named, that every factor follows from its
/// rule, and that products, roundings and amounts are right.
///
/// It looks only at the rows that the explanation names, at the policy and at the list. Nothing of
/// grouping or scoring is used: the rules stand here a second time. That no group was left out of
/// the candidates is the one thing it does not see.
public struct ExplanationCheck: Sendable {
  let policy: Policy
  let catalogue: Catalogue
  let classes: [ProcedureCode: ProcedureClassTable.Entry]

  public init(policy: Policy, catalogue: Catalogue) {
    self.policy = policy
    self.catalogue = catalogue
    classes = catalogue.procedureClasses(of: policy.procedureClasses)
  }

  /// What does not hold; empty when everything does.
  ///
  /// - Parameters:
  ///   - institution: the institution of the list; nil leaves factors and amounts unchecked.
  ///   - rate: what a score point was worth; nil when the explanation states no payment.
  ///   - special: what a review made of the case.
  public func findings(
    in record: ExplanationRecord, of list: Case, institution: ScoringInstitution?,
    rate: PaymentRate?, special: SpecialOutcome.Decision? = nil
  ) -> [ExplanationFinding] {
    var subject = CheckedCase(list, policy)
    var findings = checkTranslations(record, &subject)
    if let scope = checkScope(record, subject) {
      findings += scope
      return findings
    }
    findings += checkGrouping(record, subject)
    findings += checkAuxiliary(record, subject, isScoredByType: special == nil)
    if let institution, !record.factors.isEmpty {
      findings += FactorCheck(self, record, subject, institution, rate, special).findings()
    }
    return findings
  }

  /// The translations named, and none that is not; the subject gets the codes that they lead to.
  private func checkTranslations(
    _ record: ExplanationRecord, _ subject: inout CheckedCase
  ) -> [ExplanationFinding] {
    var expected: [ExplanationRecord.Translation] = []
    for (position, code) in subject.list.diagnoses.enumerated() {
      guard let version = policy.codes.diagnosis,
        let found = catalogue.diagnosisMapping.map(code.key, to: version)
      else { continue }
      subject.diagnosisCodes[position] = DiagnosisCode(key: found.to)
      expected.append(
        .init(
          isProcedure: false, position: position, from: code.description,
          to: subject.diagnoses[position],
          source: CatalogueManifest.Role.diagnosisMapping.row(found.row)))
    }
    for (position, code) in subject.list.procedures.enumerated() {
      guard let version = policy.codes.procedure,
        let found = catalogue.procedureMapping.map(code.key, to: version)
      else { continue }
      subject.codes[position] = ProcedureCode(key: found.to)
      expected.append(
        .init(
          isProcedure: true, position: position, from: code.description,
          to: subject.procedures[position],
          source: CatalogueManifest.Role.procedureMapping.row(found.row)))
    }
    guard expected != record.translations else { return [] }
    return [
      .init(
        .translation, "translations", zh: "编码映射与映射表不符",
        en: "the translations are not those of the mapping tables")
    ]
  }

  /// The findings of a case that is said to be out of scope; nil when it is not and may not be.
  private func checkScope(
    _ record: ExplanationRecord, _ subject: CheckedCase
  ) -> [ExplanationFinding]? {
    let rule = policy.grouping.scope.first { subject.isOutside(by: $0) }
    guard rule?.reason.rawValue == record.scope else {
      return [
        .init(
          .scope, "scope", zh: "范围规则应为 \(rule?.reason.rawValue ?? "无")",
          en: "the scope rule is \(rule?.reason.rawValue ?? "none")")
      ]
    }
    guard record.scope != nil else { return nil }
    guard record.group == nil, record.candidates.isEmpty, record.factors.isEmpty else {
      return [
        .init(
          .scope, "scope", zh: "不纳入 DIP 的病例不应入组计分",
          en: "a case out of scope has neither group nor score")
      ]
    }
    return []
  }

  /// Whether nothing forbids a procedure to be the main one.
  static func canBeMain(_ position: Int, _ subject: CheckedCase, _ catalogue: Catalogue) -> Bool {
    switch catalogue.excludedProcedures[subject.codes[position]] {
    case nil: true
    case .conservative, .neverMain: false
    case .mainWithin(let scope): scope.contains { CheckedCase.fits($0, subject.diagnoses[0]) }
    }
  }
}

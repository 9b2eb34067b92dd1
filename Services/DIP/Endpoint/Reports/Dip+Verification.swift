import DIPDomain
import Messages
import Quantities

extension Dip.ExplainResponse {
  /// Auxiliary types, translations, the part, and the checker's verdict.
  mutating func add(_ account: CaseAccount, verifiedBy computation: SettlementComputation) {
    translations = account.grouping.translations.map {
      Dip.TranslatedCode(from: $0.from, to: $0.to, source: $0.source)
    }
    auxiliary = account.auxiliary.map { finding in
      Dip.AuxiliaryTest(
        type: finding.type, met: finding.isMet,
        coefficient: finding.coefficient?.description ?? "",
        counts: finding.type == account.auxiliaryType?.code,
        reason: Common.Bilingual(finding.reason), source: finding.source)
    }
    part = account.part?.code ?? ""
    let unconfirmed = computation.findings(in: account)
    verified = unconfirmed.isEmpty
    findings = unconfirmed.map {
      Dip.ExplanationFinding(
        code: $0.code.rawValue, path: $0.path, message: Common.Bilingual($0.message))
    }
  }
}

import DIPDomain
import DIPStorage
import Messages
import Quantities
import Store

extension Dip.InsuranceType {
  init(_ type: InsuranceType) { self.init(rawValue: Int32(type.rawValue)) }

  /// From the code of a pool; unspecified for merged pools.
  init(code: String) { self.init(rawValue: Int32(code) ?? 0) }
}

extension Dip.SettlementList {
  init(_ list: Case) {
    self.init(
      setlId: list.id, version: UInt32(list.version), personNumber: list.person,
      institutionCode: list.institution, insuranceType: Dip.InsuranceType(list.insurance),
      areaCode: String(list.area), gender: UInt32(list.gender.rawValue),
      birthDay: list.birthDay.description, admissionTime: list.admission.description,
      dischargeTime: list.discharge.description, dischargeWay: UInt32(list.dischargeWay.rawValue),
      birthWeightGrams: UInt32(list.birthWeightGrams ?? 0),
      diagnoses: list.diagnosisText.split(separator: "|").map(String.init),
      procedures: list.procedures.map(\.description), icuDays: UInt32(list.icuDays),
      totalCostFen: list.cost.total.fen, fundPaidFen: list.cost.fund.fen,
      patientPartFen: list.cost.patient.fen, drugFen: list.cost.drugs.fen,
      treatmentFen: list.cost.treatment.fen, surgeryFen: list.cost.surgery.fen,
      consumableFen: list.cost.consumables.fen)
  }
}

extension Dip.CaseImport {
  init(_ session: CaseImport) {
    self.init(
      importId: session.importID, fileName: session.fileName, sha256: session.sha256,
      totalBytes: UInt64(session.totalBytes), bytesDone: UInt64(session.bytesDone),
      state: session.state.rawValue, rowsRead: UInt64(session.counts.read),
      rowsInserted: UInt64(session.counts.inserted),
      rowsReplaced: UInt64(session.counts.replaced),
      rowsUnchanged: UInt64(session.counts.unchanged),
      rowsQuarantined: UInt64(session.counts.quarantined),
      startedAt: session.startedAt.description, updatedAt: session.updatedAt.description)
  }
}

extension Dip.ImportCasesProgress {
  init(_ session: CaseImport) {
    self.init(
      importId: session.importID, resumeOffset: UInt64(session.bytesDone),
      totalBytes: UInt64(session.totalBytes), rowsRead: UInt64(session.counts.read),
      rowsInserted: UInt64(session.counts.inserted),
      rowsReplaced: UInt64(session.counts.replaced),
      rowsUnchanged: UInt64(session.counts.unchanged),
      rowsQuarantined: UInt64(session.counts.quarantined))
  }
}

extension Common.ImportReport {
  /// - Parameter issues: one more than `shown` when there are more.
  init(importID: String, counts: ImportCounts, issues: [Common.RowIssue], shown: Int) {
    self.init(
      importId: importID, rowsRead: UInt64(counts.read), rowsInserted: UInt64(counts.inserted),
      rowsReplaced: UInt64(counts.replaced), rowsUnchanged: UInt64(counts.unchanged),
      rowsQuarantined: UInt64(counts.quarantined), issues: Array(issues.prefix(shown)),
      issuesTruncated: issues.count > shown,
      notices: counts.codesUnchecked == 0 ? [] : [.codesUnchecked(counts.codesUnchecked)])
  }
}

extension Common.Bilingual {
  fileprivate static func codesUnchecked(_ rows: Int) -> Common.Bilingual {
    Common.Bilingual(
      zh: "\(rows) 行的编码未核对：其统筹区和年度没有带编码库（diagnosis_codes、procedure_codes）的病种目录。",
      en: """
        The codes of \(rows) rows were not checked: no catalogue with code lists (diagnosis_codes, \
        procedure_codes) is in force for their area and year.
        """)
  }
}

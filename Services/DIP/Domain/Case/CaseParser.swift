import Quantities
import Tabular

/// Turns rows of a settlement list table into validated cases (清单校验).
///
/// The one way in: a row that breaks a rule adds nothing and gives every rule it breaks. Values are
/// normalised on the way (specification, section 3): trimmed, full-width to half-width, codes in
/// upper case but for `x`, cells with many codes split.
public final class CaseParser {
  private let header: CSVHeader
  private let codes: CodeTables
  private let folder = WidthFolder()

  // Reused from row to row.
  private var issues: [RowIssue] = []
  private var diagnoses: [CodeKey] = []
  private var diagnosisText: [UInt8] = []
  private var procedures: [CodeKey] = []
  /// In force for the row's area and year.
  private var table: CodeTable?

  /// Most codes of one kind on a list: far above the 41 that the paper form has room for.
  private static let maximumCodes = 128
  /// Far above any stay, far below what sums could not hold.
  private static let maximumFen: Int64 = 100_000_000_000

  /// - Parameters:
  ///   - header: the first record of the table.
  ///   - codes: where a table is in force, unknown codes are quarantined.
  /// - Throws: the problems of `CSVHeader`, and `CSV_COLUMNS_MISSING` without any diagnosis column.
  public init(header: CSVRecord, codes: CodeTables = .none) throws(Problem) {
    self.header = try CSVHeader(header, columns: CaseField.columns)
    self.codes = codes
    let positions = self.header.positions
    guard
      positions[CaseField.diagnoses.rawValue] != nil
        || positions[CaseField.mainDiagnosis.rawValue] != nil
    else {
      throw Problem(
        .invalidInput, "CSV_COLUMNS_MISSING", zh: "表头缺少诊断编码列",
        en: "the header lacks a diagnosis column",
        remedyZh: "请补充 diag_codes 或 main_diag_code 列",
        remedyEn: "add a column diag_codes or main_diag_code")
    }
  }

  /// Whether a code table was in force for the row parsed last.
  public var checkedCodes: Bool { table != nil }

  /// Columns of the file that no field answers to; they are ignored.
  public var unknownColumns: [String] { header.unknown }

  /// Adds the list of a row to the columns, or answers why it is refused.
  public func parse(_ record: CSVRecord, into columns: inout CaseColumns) -> [RowIssue] {
    if let defect = record.defect { return [RowIssue(row: record.row, defect: defect)] }
    guard record.count == header.names.count else {
      return [.ragged(row: record.row, fields: record.count, expected: header.names.count)]
    }
    folder.reset()
    issues.removeAll(keepingCapacity: true)
    let identity = readIdentity(record)
    let stay = readStay(record)
    table = nil
    if let identity, let stay {
      table = codes.table(area: identity.area, discharge: stay.discharge.day)
    }
    readDiagnoses(record)
    readProcedures(record)
    let cost = readCost(record)
    guard issues.isEmpty, let identity, let stay, let cost else { return issues }
    diagnoses.withUnsafeBufferPointer { diagnoses in
      procedures.withUnsafeBufferPointer { procedures in
        diagnosisText.withUnsafeBufferPointer { text in
          columns.append(
            CaseRow(
              row: Int32(clamping: record.row), id: identity.id, version: identity.version,
              person: identity.person, institution: identity.institution,
              insurance: identity.insurance, area: identity.area, gender: stay.gender,
              birthDay: stay.birthDay, admission: stay.admission, discharge: stay.discharge,
              dischargeWay: stay.way, birthWeightGrams: stay.weight, diagnoses: diagnoses,
              diagnosisText: text, procedures: procedures, icuDays: stay.icuDays, cost: cost))
        }
      }
    }
    return []
  }
}

// Identity: who, where, on whose account.
extension CaseParser {
  private struct Identity {
    var id: UnsafeBufferPointer<UInt8>
    var version: Int32
    var person: UnsafeBufferPointer<UInt8>
    var institution: UnsafeBufferPointer<UInt8>
    var insurance: InsuranceType
    var area: Int32
  }

  private func readIdentity(_ record: CSVRecord) -> Identity? {
    let id = text(.id, record)
    if id.isEmpty {
      refuse(.idMissing, .id, record)
    } else if !Self.isIdentifier(id) {
      refuse(.idInvalid, .id, record)
    }
    let version = text(.version, record)
    let number = version.isEmpty ? 1 : version.integer ?? 0
    if number < 1 || number > Int64(Int32.max) { refuse(.versionInvalid, .version, record) }
    let person = text(.person, record)
    if !Self.isIdentifier(person) { refuse(.personMissing, .person, record) }
    let institution = text(.institution, record)
    if !Self.isInstitution(institution) { refuse(.institutionInvalid, .institution, record) }
    let insurance = insuranceType(text(.insurance, record))
    if insurance == nil { refuse(.insuranceUnknown, .insurance, record) }
    let area = text(.area, record)
    let areaNumber = area.count == 6 ? area.integer ?? 0 : 0
    if areaNumber < 100_000 { refuse(.areaInvalid, .area, record) }
    guard let insurance else { return nil }
    return Identity(
      id: id.utf8, version: Int32(clamping: number), person: person.utf8,
      institution: institution.utf8, insurance: insurance, area: Int32(clamping: areaNumber))
  }

  private func insuranceType(_ field: CSVField) -> InsuranceType? {
    if field.equals("310") || field.equals("职工") || field.equals("职工基本医疗保险") {
      return .employee
    }
    if field.equals("390") || field.equals("居民") || field.equals("城乡居民基本医疗保险") {
      return .resident
    }
    return nil
  }

  /// 1–64 bytes without blanks and control characters.
  private static func isIdentifier(_ field: CSVField) -> Bool {
    guard field.count >= 1, field.count <= 64 else { return false }
    for byte in field.utf8 where byte <= 0x20 || byte == 0x7F { return false }
    return true
  }

  private static func isInstitution(_ field: CSVField) -> Bool {
    let bytes = field.utf8
    guard bytes.count == 12, bytes[0] == UInt8(ascii: "H"), bytes[1] != 0x30 else { return false }
    for index in 1..<12 where !CodeText.isDigit(bytes[index]) { return false }
    return true
  }
}

// The stay: when, how long, how it ended.
extension CaseParser {
  private struct Stay {
    var gender: Gender
    var birthDay: Day
    var admission: LocalMinute
    var discharge: LocalMinute
    var way: DischargeWay
    var weight: Int32
    var icuDays: Int32
  }

  private func readStay(_ record: CSVRecord) -> Stay? {
    let gender = readGender(record)
    let way = readDischargeWay(record)
    let weight = readBirthWeight(record)
    let birth = text(.birthDay, record).day
    if birth == nil { refuse(.birthDayInvalid, .birthDay, record) }
    let admission = LocalMinute(utf8: text(.admission, record).utf8)
    if admission == nil { refuse(.admissionInvalid, .admission, record) }
    let discharge = LocalMinute(utf8: text(.discharge, record).utf8)
    if discharge == nil { refuse(.dischargeInvalid, .discharge, record) }
    guard let birth, let admission, let discharge else { return nil }
    guard admission <= discharge else {
      refuse(.dischargeBeforeAdmission, .discharge, record)
      return nil
    }
    if admission.day < birth {
      refuse(.admissionBeforeBirth, .admission, record)
    } else if admission.day.days(since: birth) > 130 * 366 {
      refuse(.ageImplausible, .birthDay, record)
    }
    let icu = text(.icuDays, record)
    let icuDays = icu.isEmpty ? 0 : icu.integer ?? -1
    // Both the first and the last day count in intensive care.
    if icuDays < 0 || icuDays > discharge.day.days(since: admission.day) + 1 {
      refuse(.icuDaysInvalid, .icuDays, record)
    }
    return Stay(
      gender: gender, birthDay: birth, admission: admission, discharge: discharge, way: way,
      weight: weight, icuDays: Int32(clamping: icuDays))
  }

  private func readGender(_ record: CSVRecord) -> Gender {
    let field = text(.gender, record)
    if field.isEmpty { return .unknown }
    if field.equals("男") { return .male }
    if field.equals("女") { return .female }
    guard let number = field.integer, let gender = Gender(rawValue: UInt8(clamping: number)) else {
      refuse(.genderInvalid, .gender, record)
      return .unknown
    }
    return gender
  }

  private func readDischargeWay(_ record: CSVRecord) -> DischargeWay {
    let field = text(.dischargeWay, record)
    if field.isEmpty { return .notStated }
    guard let number = field.integer, number > 0,
      let way = DischargeWay(rawValue: UInt8(clamping: number))
    else {
      refuse(.dischargeWayInvalid, .dischargeWay, record)
      return .notStated
    }
    return way
  }

  private func readBirthWeight(_ record: CSVRecord) -> Int32 {
    let field = text(.birthWeight, record)
    if field.isEmpty || field.equals("0") || field.equals("-") { return 0 }
    guard let grams = field.integer, grams > 0, grams < 10_000 else {
      refuse(.birthWeightInvalid, .birthWeight, record)
      return 0
    }
    return Int32(grams)
  }
}

// Codes.
extension CaseParser {
  private func readDiagnoses(_ record: CSVRecord) {
    diagnoses.removeAll(keepingCapacity: true)
    diagnosisText.removeAll(keepingCapacity: true)
    readDiagnoses(.mainDiagnosis, record)
    readDiagnoses(.diagnoses, record)
    let hasMain = !diagnoses.isEmpty || !issues.isEmpty
    readDiagnoses(.otherDiagnoses, record)
    if !hasMain {
      let column: CaseField =
        header.positions[CaseField.diagnoses.rawValue] == nil ? .mainDiagnosis : .diagnoses
      refuse(.diagnosisMissing, column, record)
    }
  }

  private func readDiagnoses(_ field: CaseField, _ record: CSVRecord) {
    CodeText.forEachCode(in: text(field, record).utf8) { bytes in
      guard let key = CodeText.diagnosis(bytes) else {
        return refuse(.diagnosisInvalid, field, record, bytes)
      }
      if let table, !table.knows(diagnosis: key) {
        return refuse(.diagnosisUnknown, field, record, bytes)
      }
      guard diagnoses.count < Self.maximumCodes else {
        return refuse(.tooManyCodes, field, record, bytes)
      }
      if !diagnosisText.isEmpty { diagnosisText.append(UInt8(ascii: "|")) }
      CodeText.append(bytes, to: &diagnosisText)
      diagnoses.append(key)
    }
  }

  private func readProcedures(_ record: CSVRecord) {
    procedures.removeAll(keepingCapacity: true)
    for field in [CaseField.mainProcedure, .procedures, .otherProcedures] {
      CodeText.forEachCode(in: text(field, record).utf8) { bytes in
        guard let key = CodeText.procedure(bytes) else {
          return refuse(.procedureInvalid, field, record, bytes)
        }
        if let table, !table.knows(procedure: key) {
          return refuse(.procedureUnknown, field, record, bytes)
        }
        guard procedures.count < Self.maximumCodes else {
          return refuse(.tooManyCodes, field, record, bytes)
        }
        procedures.append(key)
      }
    }
  }
}

// Money.
extension CaseParser {
  private func readCost(_ record: CSVRecord) -> CaseCost? {
    let total = amount(.totalCost, record, required: true)
    let fund = amount(.fundPaid, record, required: true)
    let patient = amount(.patientPart, record, required: true)
    let drugs = amount(.drugs, record, required: false)
    let treatment = amount(.treatment, record, required: false)
    let surgery = amount(.surgery, record, required: false)
    let consumables = amount(.consumables, record, required: false)
    guard let total, let fund, let patient, let drugs, let treatment, let surgery, let consumables
    else { return nil }
    // Each is at most 10^11 fen, so the sums cannot overflow.
    if fund + patient != total { refuse(.partsDoNotAddUp, .totalCost, record) }
    if drugs + treatment + surgery + consumables > total {
      refuse(.subtotalsExceedTotal, .totalCost, record)
    }
    return CaseCost(
      total: Money(fen: total), fund: Money(fen: fund), patient: Money(fen: patient),
      drugs: Money(fen: drugs), treatment: Money(fen: treatment), surgery: Money(fen: surgery),
      consumables: Money(fen: consumables))
  }

  private func amount(_ field: CaseField, _ record: CSVRecord, required: Bool) -> Int64? {
    let text = text(field, record)
    if text.isEmpty, !required { return 0 }
    guard let fen = text.money?.fen else {
      refuse(.amountInvalid, field, record)
      return nil
    }
    guard fen >= 0 else {
      refuse(.amountNegative, field, record)
      return nil
    }
    guard fen <= Self.maximumFen else {
      refuse(.amountImplausible, field, record)
      return nil
    }
    return fen
  }
}

extension CaseParser {
  /// The field's text, trimmed and folded; empty when the table has no such column.
  @inline(__always)
  private func text(_ field: CaseField, _ record: CSVRecord) -> CSVField {
    guard let position = header.positions[field.rawValue] else { return .empty }
    return folder.folded(record[position])
  }

  private func refuse(
    _ rule: CaseRule, _ field: CaseField, _ record: CSVRecord,
    _ part: UnsafeBufferPointer<UInt8>? = nil
  ) {
    // Who the person is does not belong into a report of defects.
    let value =
      field == .person
      ? "" : part.map { String(decoding: $0, as: UTF8.self) } ?? text(field, record).string
    issues.append(
      RowIssue(
        row: record.row, column: header.name(of: field.rawValue), value: value, code: rule.code,
        message: rule.message, remedy: rule.remedy))
  }
}

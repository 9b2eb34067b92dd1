import DIPDomain
import Quantities
import Tabular
import Testing

@Suite("Settlement lists from a table")
struct CaseParserTests {
  @Test("A good row becomes a case")
  func goodRow() throws {
    let table = try CaseTable()
    #expect(table.issues.isEmpty)
    let list = table.columns[0]
    #expect(list.id == "S1")
    #expect(list.institution == "H34160200001")
    #expect(list.insurance == .employee)
    #expect(list.diagnoses.map(\.description) == ["J18.900", "I10.x00x002"])
    #expect(list.procedures.map(\.description) == ["96.0400"])
    #expect(list.cost.total == Money(fen: 100_050))
    #expect(list.ageInYears == 68)
    #expect(list.stayInDays == 8)
    #expect(list.admission.description == "2025-03-01 10:00:00")
    #expect(list.birthWeightGrams == nil)
  }

  @Test(
    "Each rule refuses its row with its own code",
    arguments: [
      (CaseField.id, "", CaseRule.idMissing), (.id, "a b", .idInvalid),
      (.version, "0", .versionInvalid),
      (.person, "", .personMissing), (.institution, "H3416020001", .institutionInvalid),
      (.institution, "341602000011", .institutionInvalid), (.insurance, "340", .insuranceUnknown),
      (.area, "3416", .areaInvalid), (.gender, "3", .genderInvalid),
      (.birthDay, "1956-02-30", .birthDayInvalid), (.birthDay, "2025-03-02", .admissionBeforeBirth),
      (.birthDay, "1850-01-01", .ageImplausible), (.admission, "2025/03/01", .admissionInvalid),
      (.admission, "2025-03-10", .dischargeBeforeAdmission), (.discharge, "", .dischargeInvalid),
      (.discharge, "2025-03-09 24:00:00", .dischargeInvalid),
      (.dischargeWay, "7", .dischargeWayInvalid),
      (.birthWeight, "10000", .birthWeightInvalid), (.diagnoses, "", .diagnosisMissing),
      (.diagnoses, "肺炎", .diagnosisInvalid), (.diagnoses, "J18.900|J1", .diagnosisInvalid),
      (.procedures, "9604", .procedureInvalid), (.icuDays, "10", .icuDaysInvalid),
      (.totalCost, "1e3", .amountInvalid), (.totalCost, "-1.00", .amountNegative),
      (.totalCost, "99999999999", .amountImplausible), (.fundPaid, "700.24", .partsDoNotAddUp),
      (.drugs, "900.00", .subtotalsExceedTotal), (.patientPart, "", .amountInvalid),
    ])
  func rules(field: CaseField, value: String, rule: CaseRule) throws {
    let table = try CaseTable([field: value])
    #expect(table.columns.count == 0)
    #expect(table.issues.map(\.code) == [rule.code])
    let issue = try #require(table.issues.first)
    #expect(issue.row == 2)
    #expect(!issue.message.zh.isEmpty && !issue.message.en.isEmpty && !issue.remedy.zh.isEmpty)
    #expect(field != .person || issue.value.isEmpty)
  }

  @Test("All that is wrong with a row is reported at once, and other rows pass")
  func manyDefects() throws {
    var bad = CaseTable.good
    bad[.insurance] = "999"
    bad[.gender] = "x"
    bad[.totalCost] = ""
    let table = try CaseTable(rows: [CaseTable.good, bad, CaseTable.good])
    #expect(table.columns.count == 2)
    #expect(table.columns.rows == [2, 4])
    #expect(Set(table.issues.map(\.row)) == [3])
    #expect(
      Set(table.issues.map(\.code))
        == ["CASE_INSURANCE_TYPE_UNKNOWN", "CASE_GENDER_INVALID", "CASE_AMOUNT_INVALID"])
  }

  @Test("Normalisation: blanks, full width, case, separators, asterisk codes")
  func normalisation() throws {
    let table = try CaseTable([
      .id: "　S９ ", .insurance: "３１０", .diagnoses: " a01.002+g01*；ｊ18.900、X59.900x001,i10.X00X002 ",
      .procedures: "51.2300X001 / 33.6X00", .totalCost: "１０００.50",
    ])
    #expect(table.issues.isEmpty)
    let list = table.columns[0]
    #expect(list.id == "S9")
    #expect(list.diagnosisText == "A01.002+G01*|J18.900|X59.900x001|I10.x00x002")
    #expect(
      list.diagnoses.map(\.description) == ["A01.002", "J18.900", "X59.900x001", "I10.x00x002"])
    #expect(list.procedureText == "51.2300x001|33.6x00")
    #expect(list.cost.total == Money(fen: 100_050))
  }

  @Test("Chinese headers, GB18030, main and other codes in separate columns")
  func chineseHeaders() throws {
    let text =
      "结算ID,人员编号,定点医疗机构代码,险种,参保地,出生日期,入院时间,出院时间,主要诊断编码,其他诊断编码,医疗费总额,基金支付,个人负担\n"
      + "S1,P1,H34160200001,居民,341602,20250101,20250103,202501050930,P07.000,J18.900,10,4,6\n"
    let table = try CaseTable(csv: Array(text.utf8))
    #expect(table.issues.isEmpty)
    let list = table.columns[0]
    #expect(list.insurance == .resident)
    #expect(list.diagnoses.map(\.description) == ["P07.000", "J18.900"])
    #expect(list.ageInDays == 2)
    #expect(list.discharge.minuteOfDay == 570)
  }

  @Test("A table without a needed column is refused whole")
  func missingColumns() throws {
    #expect {
      try CaseTable(csv: Array("setl_id,psn_no\n1,2\n".utf8))
    } throws: {
      ($0 as? Problem)?.code == "CSV_COLUMNS_MISSING"
    }
    var row = CaseTable.good
    row[.diagnoses] = nil
    #expect {
      try CaseTable(rows: [row])
    } throws: {
      ($0 as? Problem)?.code == "CSV_COLUMNS_MISSING"
    }
  }

  @Test("Ragged and broken rows cost only themselves")
  func brokenRows() throws {
    var writer = CSVWriter()
    let fields = CaseField.allCases.filter { CaseTable.good[$0] != nil }
    writer.writeRow(fields.map(\.name))
    writer.writeRow(["only", "three", "cells"])
    writer.writeRow(fields.map { CaseTable.good[$0] ?? "" })
    let table = try CaseTable(csv: writer.bytes + Array("\"open".utf8))
    #expect(table.columns.count == 1)
    #expect(table.issues.map(\.code) == ["CSV_RAGGED_ROW", "CSV_UNBALANCED_QUOTE"])
  }

  @Test("With a code table unknown codes are refused")
  func unknownCodes() throws {
    let codes = CodeTable(
      diagnoses: [try DiagnosisCode(parsing: "J18.900")],
      procedures: [try ProcedureCode(parsing: "51.2300")])
    let table = try CaseTable(codes: CodeTables(everywhere: codes))
    #expect(
      table.issues.map(\.code) == [
        CaseRule.diagnosisUnknown.code, CaseRule.procedureUnknown.code,
      ])
    #expect(table.issues.map(\.value) == ["I10.x00x002", "96.0400"])
  }

  @Test("The code table of the insured's area and the year of discharge is in force")
  func codeTablesInForce() throws {
    let short = CodeTable(
      diagnoses: [try DiagnosisCode(parsing: "J18.900")],
      procedures: [try ProcedureCode(parsing: "96.0400")])
    let tables = CodeTables([
      (try AreaCode(parsing: "340000"), try Year(2025), short),
      (try AreaCode(parsing: "341600"), try Year(2025), nil),
      (try AreaCode(parsing: "340200"), try Year(2026), short),
    ])
    // A county of 341600, another prefecture of the province, other years, another province.
    for (area, day, isChecked) in [
      ("341602", "2025-03-09", false), ("340203", "2025-03-09", true),
      ("340203", "2026-03-09", true), ("341702", "2026-03-09", false),
      ("341702", "2024-03-09", false), ("152200", "2025-03-09", false),
    ] {
      let birth = [CaseField.birthDay: "1956-03-04", .admission: "\(day) 08:00:00", .icuDays: "0"]
      let changes = birth.merging([.area: area, .discharge: "\(day) 09:30:00"]) { $1 }
      let table = try CaseTable(changes, codes: tables)
      #expect(table.checkedCodes == isChecked, "\(area) \(day)")
      #expect(
        table.issues.map(\.code) == (isChecked ? [CaseRule.diagnosisUnknown.code] : []),
        "\(area) \(day)")
    }
  }

  @Test("A written case reads back as itself")
  func roundTrip() throws {
    let original = try CaseTable([
      .diagnoses: "A01.002+G01*|P07.000", .birthDay: "2025-02-25", .birthWeight: "1800",
      .dischargeWay: "5",
    ]).columns[0]
    var writer = CSVWriter()
    CaseWriter.writeHeader(to: &writer)
    CaseWriter.write(original, to: &writer)
    let read = try CaseTable(csv: writer.bytes)
    #expect(read.issues.isEmpty)
    #expect(read.columns[0] == original)
    var again = CaseColumns()
    again.append(original)
    #expect(again[0] == original)
  }

  @Test("Random cells never crash and never lose a row", arguments: 0..<40)
  func garbage(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let pieces = ["", "1", "-", "x", "J18", ".", "９", "医", "2025", "-02", "|", "+", "*", " ", "\""]
    let rows = (0..<30).map { _ in
      CaseTable.good.mapValues { good in
        guard Int.random(in: 0..<4, using: &random) == 0 else { return good }
        return (0..<Int.random(in: 0...4, using: &random)).map { _ in
          pieces[Int.random(in: pieces.indices, using: &random)]
        }.joined()
      }
    }
    let table = try CaseTable(rows: rows)
    let refused = Set(table.issues.map(\.row))
    #expect(table.columns.count + refused.count == rows.count, "seed \(seed)")
    #expect(table.columns.rows.allSatisfy { !refused.contains(Int($0)) }, "seed \(seed)")
  }
}

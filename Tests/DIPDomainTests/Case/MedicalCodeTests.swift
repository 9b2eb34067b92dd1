import DIPDomain
import Quantities
import Testing

@Suite("Diagnosis and procedure codes")
struct MedicalCodeTests {
  @Test(
    "Forms of the national tables are read",
    arguments: ["A09", "A09.0", "A09.001", "A09.900x001", "I10.x00", "I10.x00x002", "U84.300"])
  func diagnoses(text: String) throws {
    #expect(try DiagnosisCode(parsing: text).description == text)
  }

  @Test(
    "Other forms are refused",
    arguments: [
      "", "A", "A0", "09.0", "A09.", "A09.0001", "A09.001y001", "A09.001x01", "A09 001", "A09.001+",
    ])
  func badDiagnoses(text: String) {
    #expect(throws: Problem.self) { try DiagnosisCode(parsing: text) }
  }

  @Test(
    "Procedures",
    arguments: [
      "51.23", "51.2300", "51.2300x001", "33.6x00", "33.6x00x001", "17.98124", "00.660A1",
      "39.502x0011",
    ])
  func procedures(text: String) throws {
    #expect(try ProcedureCode(parsing: text).description == text)
  }

  @Test(
    "Other forms are refused",
    arguments: ["", "5", "51", "51.", "5123", "51.2300x", "A1.2300", "51.23000x0011"])
  func badProcedures(text: String) {
    #expect(throws: Problem.self) { try ProcedureCode(parsing: text) }
  }

  @Test("Prefixes follow the texts")
  func prefixes() throws {
    let texts = [
      "A09", "A09.0", "A09.001", "A09.001x002", "A08.001", "A10", "I10.x00", "I10.x00x002",
    ]
    for a in texts {
      for b in texts {
        let (x, y) = (try DiagnosisCode(parsing: a), try DiagnosisCode(parsing: b))
        #expect(x.key.hasPrefix(y.key) == a.hasPrefix(b), "\(a) \(b)")
        #expect((x.key.bits < y.key.bits) == (a < b), "\(a) \(b)")
      }
    }
    #expect(try DiagnosisCode(parsing: "B02.9").category == 102)
  }

  @Test("Every code of the national tables is read, where they are at hand")
  func nationalTables() throws {
    for (file, read) in [
      ("icd10-yibao-2.0.dat", { try DiagnosisCode(parsing: $0).description }),
      ("icd9cm3-yibao-2.0.dat", { try ProcedureCode(parsing: $0).description }),
    ] as [(String, (String) throws -> String)] {
      guard let text = SharedData.text("data/codes/\(file)") else { continue }
      for line in text.split(separator: "\n") {
        guard let code = line.split(separator: " ").first else { continue }
        let base = code.split(separator: "+")[0]
        #expect(try read(String(code)) == String(base))
      }
    }
  }
}

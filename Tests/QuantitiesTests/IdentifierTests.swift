import Quantities
import Testing

@Suite struct IdentifierTests {
  /// Published codes of well-known public bodies and the example number of GB 11643-1999.
  @Test func acceptsPublishedExamples() throws {
    // Two widely printed company codes, one ending in a digit and one in a letter.
    #expect(throws: Never.self) { try USCC(parsing: "914403001922038216") }
    #expect(throws: Never.self) { try USCC(parsing: "9144030071526726XG") }
    // GB 11643-1999, section 4.
    let example = try ResidentIdentityNumber(parsing: "11010519491231002X")
    #expect(example.birthday.description == "1949-12-31")
    #expect(!example.isMale)
    let man = try ResidentIdentityNumber(parsing: "440524188001010014")
    #expect(man.isMale)
  }

  /// A check character exists to catch one wrong character and two swapped neighbours.
  @Test func checkCharactersCatchSlips() throws {
    let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
    var random = SeededRandom(seed: 61)
    for _ in 0..<200 {
      let prefix = String((0..<17).map { _ in alphabet[Int(random.integer(in: 0...30))] })
      let code = try USCC(completing: prefix)
      #expect(try USCC(parsing: code.text) == code)
      var wrong = Array(code.text)
      let position = Int(random.integer(in: 0...17))
      wrong[position] = alphabet[Int(random.integer(in: 0...30))]
      if String(wrong) != code.text {
        #expect(throws: Problem.self) { try USCC(parsing: String(wrong)) }
      }
      var swapped = Array(code.text)
      swapped.swapAt(Int(random.integer(in: 0...8)), 9)
      if String(swapped) != code.text {
        #expect(throws: Problem.self) { try USCC(parsing: String(swapped)) }
      }
    }
  }

  @Test func identityNumbersCatchSlips() throws {
    var random = SeededRandom(seed: 62)
    for _ in 0..<200 {
      let day = try Day(number: Int32(random.integer(in: -10_000...20_000)))
      let number = try ResidentIdentityNumber(
        completing: "990101\(day.compact)\(random.integer(in: 100...999))")
      #expect(number.birthday == day)
      var wrong = Array(number.revealed)
      let position = Int(random.integer(in: 14...16))
      wrong[position] = wrong[position] == "9" ? "0" : "9"
      #expect(throws: Problem.self) { try ResidentIdentityNumber(parsing: String(wrong)) }
      #expect(!"\(number)".contains(day.compact))
    }
    #expect(throws: Problem.self) { try ResidentIdentityNumber(completing: "99010120250230001") }
  }

  @Test func problemsDoNotRepeatAnIdentityNumber() {
    let problem = #expect(throws: Problem.self) {
      try ResidentIdentityNumber(parsing: "110105194912310021")
    }
    #expect(problem?.details.isEmpty == true)
  }

  @Test func institutionCodes() throws {
    let code = try InstitutionCode(parsing: "H34160000001")
    #expect(try code.area == AreaCode(parsing: "341600"))
    for bad in ["", "H3416", "h34160000001", "P34160000001", "H3416000000A", "H01234500001"] {
      #expect(throws: Problem.self) { try InstitutionCode(parsing: bad) }
    }
  }
}

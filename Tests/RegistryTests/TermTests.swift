import Quantities
import RegistryDomain
import Testing

@Suite struct TermTests {
  private func check<T: ControlledTerm>(_ type: T.Type) {
    var words: [String: T] = [:]
    for term in T.allCases {
      for word in [term.chinese, term.rawValue] + term.alternatives {
        #expect(words[word] == nil || words[word] == term, "\(word) names two terms of \(type)")
        words[word] = term
        #expect(T(word: word) == term)
      }
    }
    #expect(T(word: "") == nil)
    #expect(T(word: "？") == nil)
  }

  @Test func everyWordNamesOneTerm() {
    check(AreaKind.self)
    check(InstitutionKind.self)
    check(InstitutionLevel.self)
    check(InstitutionGrade.self)
    check(Ownership.self)
    check(ConsortiumKind.self)
    check(IntegratedDomain.self)
    check(MemberRole.self)
    check(RegistryRule.self)
    check(RuleStrength.self)
  }

  /// 三级 before 二级 before 一级 before 未定级; 特, 甲, 乙, 丙, 未定 within a level.
  @Test func ratingsAreOrdered() {
    let rising = [
      Rating(.unrated, .unrated), Rating(.primary, .unrated), Rating(.primary, .a),
      Rating(.secondary, .unrated), Rating(.secondary, .c), Rating(.secondary, .b),
      Rating(.secondary, .a), Rating(.tertiary, .unrated), Rating(.tertiary, .b),
      Rating(.tertiary, .a), Rating(.tertiary, .special),
    ]
    for (low, high) in zip(rising, rising.dropFirst()) { #expect(low < high) }
    #expect(rising.map(\.chinese)[6] == "二级甲等")
    #expect(rising.map(\.chinese)[7] == "三级")
  }

  @Test(
    arguments: [
      ("105.728969", 105_728_969), ("-0.5", -500_000), ("0", 0), ("180", 180_000_000),
      ("97.1", 97_100_000),
    ])
  func coordinatesAreExact(text: String, micro: Int32) throws {
    let place = try Coordinates(longitude: text, latitude: "0")
    #expect(place.longitude == micro)
    #expect(try Coordinates(longitude: place.longitudeText, latitude: "0") == place)
  }

  @Test(arguments: ["", ".5", "1.", "1.1234567", "180.000001", "1e2", "٣", "--1", "+1", "1234"])
  func coordinatesRefuse(text: String) {
    #expect(throws: Problem.self) { try Coordinates(longitude: text, latitude: "0") }
  }

  @Test(arguments: ["", "ABC", "abcd", "A B C", "H341600000010000000000000", "甲乙丙丁"])
  func registryCodesRefuse(text: String) {
    #expect(throws: Problem.self) { try RegistryCode(parsing: text) }
  }
}

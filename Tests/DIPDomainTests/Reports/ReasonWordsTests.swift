import Quantities
import Testing

@testable import DIPDomain

@Suite("Reason codes in words")
struct ReasonWordsTests {
  @Test("Every flag of grouping has the words that grouping itself gives")
  func flags() {
    let all = GroupingFlags(rawValue: .max)
    for (code, sentence) in zip(all.codes, all.sentences) {
      #expect(ReasonWords.of(code) == sentence)
    }
  }

  @Test("Codes of settlements and estimates have words in both languages")
  func settlement() {
    for code in [
      "INSTITUTION_ELSEWHERE", "REFERRED_OUT", "AREA_WITHOUT_PACKAGE", "POOL_NOT_IN_POLICY",
      "SPECIAL_CASE_BY_ITEM", "SPECIAL_CASE_ADJUSTED", "NEW_TECHNOLOGY", "COST_BAND_LOW",
      "COST_BAND_HIGH",
      "POINT_VALUE_STATED", "POINT_VALUE_OF_NEWEST_RUN", "POINT_VALUE_OF_YEAR_START",
      "POINT_VALUE_MISSING",
    ] {
      let words = ReasonWords.of(code)
      #expect(words.zh != code && words.en != code)
    }
    #expect(
      ReasonWords.of("AUXILIARY_TYPE:SEV-3") == .init(zh: "辅助分型 SEV-3", en: "auxiliary type SEV-3"))
    #expect(ReasonWords.of("OTHER") == .init(zh: "OTHER", en: "OTHER"))
  }

  @Test("Several codes are one text, in their order")
  func joined() {
    #expect(
      ReasonWords.joined("COST_BAND_LOW|NEW_TECHNOLOGY").zh
        == "\(ReasonWords.of("COST_BAND_LOW").zh)；\(ReasonWords.of("NEW_TECHNOLOGY").zh)")
  }
}

import Quantities

/// What a reason code of a case says (入组标识、备注), for people.
public enum ReasonWords {
  /// Words of a code; a code that is none stands for itself.
  public static func of(_ code: String) -> Bilingual {
    if let words = byCode[code] { return words }
    if code.hasPrefix(auxiliary) {
      let type = code.dropFirst(auxiliary.count)
      return Bilingual(zh: "辅助分型 \(type)", en: "auxiliary type \(type)")
    }
    return Bilingual(zh: code, en: code)
  }

  /// Codes separated by `|` as one text.
  static func joined(_ codes: String) -> Bilingual {
    let words = codes.split(separator: "|").map { of(String($0)) }
    return Bilingual(
      zh: words.map(\.zh).joined(separator: "；"), en: words.map(\.en).joined(separator: "; "))
  }

  private static let auxiliary = "AUXILIARY_TYPE:"

  private static let byCode: [String: Bilingual] = {
    var words: [String: Bilingual] = [
      "INSTITUTION_ELSEWHERE": Bilingual(
        zh: "异地就医，不参与本地分配", en: "treated outside the region, not paid from its pools"),
      "REFERRED_OUT": Bilingual(
        zh: "医共体外就医，计入包干", en: "treated outside the consortium, charged to its package"),
      "AREA_WITHOUT_PACKAGE": Bilingual(
        zh: "参保地不属于任何医共体，未结算",
        en: "the person's area has no package: not settled"),
      "POOL_NOT_IN_POLICY": Bilingual(
        zh: "政策不含该险种", en: "the policy has no pool for the insurance"),
      "SPECIAL_CASE_BY_ITEM": Bilingual(
        zh: "特例单议，按项目付费", en: "special case, paid by item"),
      "SPECIAL_CASE_ADJUSTED": Bilingual(
        zh: "特例单议，调整分值", en: "special case, with an adjusted score"),
      "NEW_TECHNOLOGY": Bilingual(zh: "新技术加成", en: "new-technology add-on"),
      "COST_BAND_LOW": Bilingual(zh: "低倍率病例", en: "cost far below the mean"),
      "COST_BAND_HIGH": Bilingual(zh: "高倍率病例", en: "cost far above the mean"),
      "POINT_VALUE_STATED": Bilingual(
        zh: "点值为查询时给定", en: "with the point value that was stated"),
      "POINT_VALUE_OF_NEWEST_RUN": Bilingual(
        zh: "点值取自最近一次结算", en: "with the point value of the newest run"),
      "POINT_VALUE_OF_YEAR_START": Bilingual(
        zh: "点值取自年初点值", en: "with the year-start point value"),
      "POINT_VALUE_MISSING": Bilingual(
        zh: "尚无点值，不计算支付", en: "there is no point value yet, so nothing is paid"),
    ]
    for bit in 0..<UInt32.bitWidth {
      let flag = GroupingFlags(rawValue: 1 << bit)
      for (code, sentence) in zip(flag.codes, flag.sentences) { words[code] = sentence }
    }
    return words
  }()
}

import Quantities

/// What can be wrong with what the indicators service is given.
public enum IndicatorProblem {
  static func invalidPeriod(_ text: String) -> Problem {
    Problem(
      .invalidInput, "INDICATOR_PERIOD_INVALID",
      zh: "统计周期“\(text.prefix(32))”无法识别。", en: "The period “\(text.prefix(32))” is not one.",
      remedyZh: "请写作 2025、2025Q1、2025-03、2025W12 或 2025-03-31。",
      remedyEn: "Write 2025, 2025Q1, 2025-03, 2025W12 or 2025-03-31.")
  }

  static func invalidCode(_ text: String, of thing: Bilingual) -> Problem {
    Problem(
      .invalidInput, "INDICATOR_CODE_INVALID",
      zh: "\(thing.zh)代码“\(text.prefix(64))”无效。",
      en: "The \(thing.en) code “\(text.prefix(64))” is not valid.",
      remedyZh: "代码为 1–64 个小写字母、数字、点或下划线，以字母开头。",
      remedyEn: "Use 1–64 lower-case letters, digits, dots or underscores, a letter first.")
  }

  static func formula(_ text: String, at position: Int, zh: String, en: String) -> Problem {
    Problem(
      .invalidInput, "INDICATOR_FORMULA_INVALID",
      zh: "指标公式第 \(position) 个字符处有误：\(zh)。",
      en: "The formula is wrong at character \(position): \(en).",
      remedyZh: "公式只能由 #{数据元代码}、数字、+、-、*（与数字相乘）组成。",
      remedyEn: "A formula consists of #{element}, numbers, +, - and * by a number.",
      details: [.init("formula", String(text.prefix(200))), .init("position", "\(position)")])
  }

  public static func unknownElement(_ code: String, in indicator: String) -> Problem {
    Problem(
      .invalidInput, "INDICATOR_ELEMENT_UNKNOWN",
      zh: "指标 \(indicator) 引用了未登记的数据元 \(code)。",
      en: "Indicator \(indicator) refers to the unknown element \(code).",
      remedyZh: "请先登记该数据元。", remedyEn: "Store the element first.",
      details: [.init("element", code), .init("indicator", indicator)])
  }

  public static func unknownIndicator(_ code: String, in target: String) -> Problem {
    Problem(
      .invalidInput, "INDICATOR_UNKNOWN",
      zh: "目标 \(target) 引用了未登记的指标 \(code)。",
      en: "Target \(target) refers to the unknown indicator \(code).",
      remedyZh: "请先登记该指标。", remedyEn: "Store the indicator first.",
      details: [.init("indicator", code), .init("target", target)])
  }

  static func invalidTarget(_ id: String, zh: String, en: String) -> Problem {
    Problem(
      .invalidInput, "INDICATOR_TARGET_INVALID", zh: "目标 \(id)：\(zh)。", en: "Target \(id): \(en).",
      remedyZh: "请核对该目标的比较符和数值。",
      remedyEn: "Check the comparator and the values of the target.",
      details: [.init("target", id)])
  }

  static func missingField(_ field: String) -> Problem {
    Problem(
      .invalidInput, "INDICATOR_FIELD_MISSING", zh: "缺少“\(field)”。",
      en: "“\(field)” is missing.", remedyZh: "请补充该项。", remedyEn: "Fill it in.",
      details: [.init("field", field)])
  }
}

import Quantities

extension DeviationPolicy {
  /// Presets by the name a document uses. Their numbers are those of the sources named at each.
  public static let presets: [String: DeviationPolicy] = [
    "dip10": dip10, "dip20": dip20, "dip30": dip30, "jining": jining, "taian": taian,
  ]

  /// In the order in which they are described.
  static let presetNames = ["dip10", "dip20", "dip30", "jining", "taian"]

  static func presetLabel(_ name: String) -> Bilingual {
    switch name {
    case "dip10": Bilingual(zh: "1.0 版规范（2020 年）", en: "specification 1.0 (2020)")
    case "dip20": Bilingual(zh: "2.0 版（2024 年）", en: "version 2.0 (2024)")
    case "dip30": Bilingual(zh: "3.0 版规范（征求意见稿）", en: "specification 3.0 (draft)")
    case "jining": Bilingual(zh: "济宁", en: "Jining")
    case "taian": Bilingual(zh: "泰安", en: "Tai'an")
    default: Bilingual(zh: name, en: name)
    }
  }

  private static let half = decimal(5, 1)
  private static let two = Decimal(integer: 2)
  private static let five = Decimal(integer: 5)
  private static let minusOne = Decimal(integer: -1)
  private static let minusTwo = Decimal(integer: -2)

  private static func decimal(_ digits: Int128, _ scale: Int) -> Decimal {
    guard let decimal = try? Decimal(coefficient: digits, scale: scale) else {
      preconditionFailure("a preset's constant is a decimal")
    }
    return decimal
  }

  /// National specification of 2020 (DIP 1.0): below 50 % of last year's same-level mean the case is
  /// scored by its cost, above 200 % by its cost less one; above 500 % experts review it.
  static let dip10 = DeviationPolicy(
    preset: "dip10", reference: .mean,
    bands: [
      DeviationBand(interval: Interval(lower: .zero, upper: half), a: .one),
      DeviationBand(interval: Interval(lower: half, upper: two, upperInclusive: true), b: .one),
      DeviationBand(
        interval: Interval(lower: two, lowerInclusive: false, upper: five, upperInclusive: true),
        a: .one, b: minusOne, review: .specialCase),
      DeviationBand(
        interval: Interval(lower: five, lowerInclusive: false, upper: nil), a: .one, b: minusOne,
        review: .expert),
    ])

  /// Version 2.0 (2024): the bands of 1.0; every case above 200 % may apply for 特例单议, which the notice
  /// of 2024 puts in the place of expert review.
  static let dip20 = DeviationPolicy(
    preset: "dip20", reference: .mean,
    bands: [
      DeviationBand(interval: Interval(lower: .zero, upper: half), a: .one),
      DeviationBand(interval: Interval(lower: half, upper: two, upperInclusive: true), b: .one),
      DeviationBand(
        interval: Interval(lower: two, lowerInclusive: false, upper: nil), a: .one, b: minusOne,
        review: .specialCase),
    ])

  /// National specification 3.0 (consultation draft of 2026): against score × coefficient ×
  /// year-start point value; a low case is paid its own cost, a case above twice the standard queues
  /// for 特例单议 and is paid as normal until a review says otherwise.
  static let dip30 = DeviationPolicy(
    preset: "dip30", reference: .standard,
    bands: [
      DeviationBand(interval: Interval(lower: .zero, upper: half), a: .one),
      DeviationBand(interval: Interval(lower: half, upper: two, upperInclusive: true), b: .one),
      DeviationBand(
        interval: Interval(lower: two, lowerInclusive: false, upper: nil), b: .one,
        review: .specialCase),
    ])

  /// 济宁: the coefficient enters additively above 200 % and is not multiplied again; above 500 %
  /// only the coefficient remains.
  static let jining = DeviationPolicy(
    preset: "jining", reference: .mean,
    bands: [
      DeviationBand(
        interval: Interval(lower: .zero, upper: half, upperInclusive: true), a: .one,
        appliesInstitution: false),
      DeviationBand(
        interval: Interval(lower: half, lowerInclusive: false, upper: two, upperInclusive: true),
        b: .one),
      DeviationBand(
        interval: Interval(lower: two, lowerInclusive: false, upper: five, upperInclusive: true),
        a: .one, b: minusTwo, c: .one, appliesInstitution: false),
      DeviationBand(
        interval: Interval(lower: five, lowerInclusive: false, upper: nil), c: .one,
        appliesInstitution: false),
    ])

  /// 泰安: as 济宁 without an end of the high band.
  static let taian = DeviationPolicy(
    preset: "taian", reference: .mean,
    bands: [
      DeviationBand(
        interval: Interval(lower: .zero, upper: half, upperInclusive: true), a: .one,
        appliesInstitution: false),
      DeviationBand(
        interval: Interval(lower: half, lowerInclusive: false, upper: two, upperInclusive: true),
        b: .one),
      DeviationBand(
        interval: Interval(lower: two, lowerInclusive: false, upper: nil), a: .one, b: minusTwo,
        c: .one, appliesInstitution: false),
    ])
}

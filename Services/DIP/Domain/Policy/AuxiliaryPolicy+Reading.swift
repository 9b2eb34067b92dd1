import Quantities
import Yams

extension AuxiliaryPolicy {
  /// `auxiliary: {types: […], exempt: […], append_suffix}`
  init(_ root: PolicySection) {
    self.init()
    guard let section = root.section("auxiliary") else { return }
    if section.has("exempt") { exempt = Set(section.choices("exempt")) }
    appendsSuffix = section.flag("append_suffix", default: false)
    var codes: Set<String> = []
    for place in section.sections("types") {
      guard let type = AuxiliaryType(place) else { continue }
      if !codes.insert(type.code).inserted {
        place.findings.invalid(
          place.mark(of: "code"), place.join("code"), zh: "“\(type.code)”重复",
          en: "“\(type.code)” stands twice")
      }
      if appendsSuffix, type.suffix == nil {
        place.findings.missing(place.mark, place.join("suffix"))
      } else if !appendsSuffix, type.suffix != nil {
        place.findings.remark(
          place.mark(of: "suffix"), place.join("suffix"), "DIP_POLICY_NO_EFFECT",
          zh: "append_suffix 为 false，后缀不会写出", en: "append_suffix is false: no suffix is written",
          remedyZh: "请写明 append_suffix: true 或删去后缀",
          remedyEn: "state append_suffix: true or remove the suffix")
      }
      if case .cost = type.test, root.section("point_value")?.has("year_start") != true {
        place.findings.report(
          at: place.mark(of: "cost"), place.join("cost"), "DIP_POLICY_POINT_VALUE_MISSING",
          zh: "按费用标准分型须写明 point_value.year_start",
          en: "a type by cost needs point_value.year_start",
          remedyZh: "请写明年初预设点值", remedyEn: "state the year-start point value")
      }
      types.append(type)
    }
  }
}

extension AuxiliaryType {
  /// `{code, suffix, coefficient}` and one of `age, severity, diagnosis, icu, comorbidity, cost`; nil where
  /// the test is missing, which the shape reports.
  init?(_ place: PolicySection) {
    guard let test = Self.test(place) else { return nil }
    self.init(
      code: place.text("code") ?? "", suffix: place.text("suffix"), test: test,
      coefficient: place.decimal("coefficient"), among: place.texts("among"),
      except: place.texts("except"))
  }

  private static func test(_ place: PolicySection) -> Test? {
    if let age = place.section("age") {
      return .age(from: bound(age, "from"), below: bound(age, "below"))
    }
    if let rule = place.section("severity") {
      let test = SeverityTest(
        complication: rule.choice("complication", default: .none),
        death: rule.flag("death", default: false), stayOver: rule.integer("stay_over"),
        stayInclusive: rule.flag("stay_inclusive", default: false))
      if test == SeverityTest() {
        rule.findings.invalid(
          rule.mark, rule.path, zh: "没有条件，所有病例都会符合",
          en: "without a condition it holds for every case")
      }
      return .severity(test)
    }
    if let rule = place.section("diagnosis") {
      return .diagnosis(
        DiagnosisTest(
          prefixes: rule.texts("prefixes"), position: rule.choice("position", default: .main),
          stayOver: rule.integer("stay_over"),
          stayInclusive: rule.flag("stay_inclusive", default: false)))
    }
    if let rule = place.section("cost") {
      return .cost(
        CostTest(
          times: rule.decimal("times", default: .zero), kind: rule.choice("kind", default: .drugs),
          share: rule.decimal("share", default: .zero)))
    }
    if let rule = place.section("icu") {
      return .icu(from: rule.integer("from") ?? 0, through: through(rule))
    }
    if let rule = place.section("comorbidity") {
      return .comorbidity(from: rule.integer("from") ?? 0, through: through(rule))
    }
    return nil
  }

  private static func bound(_ age: PolicySection, _ end: String) -> AgeBound? {
    age.integer("\(end)_days").map(AgeBound.days) ?? age.integer("\(end)_years").map(AgeBound.years)
  }

  private static func through(_ rule: PolicySection) -> Int? {
    guard let end = rule.integer("through") else { return nil }
    if end < rule.integer("from") ?? 0 {
      rule.findings.contradiction(
        rule.mark(of: "through"), rule.join("through"), zh: "小于 from", en: "is below from")
    }
    return end
  }
}

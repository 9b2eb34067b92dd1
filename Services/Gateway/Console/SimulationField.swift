/// A key of the policy that the simulation's page offers by name; every other key goes into its free
/// field.
public struct SimulationField: Sendable {
  /// A value that can be chosen, and what it is called.
  struct Choice: Sendable {
    let value: String
    let zh: String
    let en: String
  }

  public let key: String
  let zh: String
  let en: String
  /// Empty for a field to type into.
  let choices: [Choice]

  public static let all = [
    SimulationField(
      key: "deviation.preset", zh: "费用偏差规则", en: "Cost deviation",
      choices: [
        Choice(value: "dip10", zh: "1.0 版规范（2020 年）", en: "1.0 (2020)"),
        Choice(value: "dip20", zh: "2.0 版（2024 年）", en: "2.0 (2024)"),
        Choice(value: "dip30", zh: "3.0 版（须有年初点值）", en: "3.0 (needs a year-start value)"),
        Choice(value: "jining", zh: "济宁", en: "Jining"),
        Choice(value: "taian", zh: "泰安", en: "Tai'an"),
      ]),
    SimulationField(
      key: "payable", zh: "支付方式", en: "Payable",
      choices: [
        Choice(value: "score_rate", zh: "分值×点值×支付比例", en: "score × value × pay ratio"),
        Choice(
          value: "score_rate_minus_patient", zh: "分值×点值−个人负担",
          en: "score × value − patient's share"),
      ]),
    SimulationField(
      key: "residual", zh: "余数处理", en: "Residual",
      choices: [
        Choice(value: "report", zh: "列示并留在基金", en: "stated, stays in the pool"),
        Choice(value: "largest_remainder", zh: "最大余数法分配", en: "largest remainder"),
        Choice(value: "regulation_fund", zh: "转入调节金", en: "to the regulation fund"),
      ]),
    SimulationField(
      key: "pools.mode", zh: "险种基金", en: "Pools",
      choices: [
        Choice(value: "merged", zh: "合并核算", en: "settled together"),
        Choice(value: "separate", zh: "分别核算", en: "settled apart"),
      ]),
    SimulationField(
      key: "coefficients.level.3", zh: "三级机构系数", en: "Coefficient, level 3", choices: []),
    SimulationField(
      key: "coefficients.level.2", zh: "二级机构系数", en: "Coefficient, level 2", choices: []),
    SimulationField(
      key: "coefficients.level.1", zh: "一级机构系数", en: "Coefficient, level 1", choices: []),
    SimulationField(
      key: "coefficients.level.0", zh: "未定级机构系数", en: "Coefficient, unrated", choices: []),
  ]

  func markup(_ value: String, _ language: Language) -> Markup {
    let label: Markup = "<label for=\"\(key)\">\(language(zh, en))</label>"
    guard !choices.isEmpty else {
      return """
        <div>\(label)<input id="\(key)" name="set.\(key)" value="\(value)" size="9" \
        inputmode="decimal" placeholder="\(language("不变", "unchanged"))"></div>

        """
    }
    let none = Choice(value: "", zh: "不变", en: "unchanged")
    let options = ([none] + choices).map { choice -> Markup in
      let state: Markup = choice.value == value ? " selected" : ""
      return """
        <option value="\(choice.value)"\(state)>\(language(choice.zh, choice.en))</option>
        """
    }
    return """
      <div>\(label)<select id="\(key)" name="set.\(key)">\(Markup.joined(options))</select></div>

      """
  }
}

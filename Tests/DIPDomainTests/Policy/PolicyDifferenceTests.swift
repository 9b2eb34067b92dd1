import DIPDomain
import Quantities
import Testing

@Suite struct PolicyDifferenceTests {
  private func differences(_ before: PolicyText, _ after: PolicyText) throws -> [PolicyDifference] {
    try PolicyDifference.between(
      PolicyDocument(yaml: before.yaml), PolicyDocument(yaml: after.yaml))
  }

  @Test func saysWhatWasAndWhatIs() throws {
    let before = PolicyText(pointValue: "{method: settlement, year_start: 8.2}")
    let after = PolicyText(
      pointValue: "{method: settlement, year_start: 8.50, pay_ratio_scope: institution}",
      more: ["month: {advance: 0.9}", "procedure_match: prefix"])
    let found = try differences(before, after)
    #expect(
      found.map(\.key) == [
        "procedure_match", "point_value.year_start", "point_value.pay_ratio_scope", "month",
      ])
    #expect(
      found.map(\.sentence.zh) == [
        "手术操作编码的匹配：原为 基础码包含其扩展码，现为 前缀一致，全码优先。",
        "点值：年初点值：原为 8.2 元，现为 8.5 元。",
        "点值：支付比例范围：原为 全区统一，现为 按医疗机构。",
        "月预结算：原为 不按月预结算，现为 预拨比例 0.9。",
      ])
    #expect(
      found[1].sentence.en
        == "point value: year-start point value: was 8.2 yuan, is 8.5 yuan.")
  }

  @Test func comparesListsEntryByEntry() throws {
    let found = try differences(
      PolicyText(more: ["scope: [{reason: bed_day, minimum_days: 60}]"]),
      PolicyText(more: [
        "scope: [{reason: bed_day, minimum_days: 90}, {reason: psychiatric, diagnosis_prefixes: [F]}]"
      ]))
    #expect(found.map(\.key) == ["scope[0]", "scope[1]"])
    #expect(found[0].before.zh == "原因 按床日付费，住院天数不少于 60 天")
    #expect(found[0].after.zh == "原因 按床日付费，住院天数不少于 90 天")
    #expect(found[1].before.zh == "无")
    #expect(found[1].after.en == "reason psychiatric, main diagnosis begins with F")
  }

  /// A preset is compared by what its bands do, against other presets and against bands of one's own.
  @Test func comparesBandsAsTheyHold() throws {
    let found = try differences(
      PolicyText(deviation: "{preset: jining}"), PolicyText(deviation: "{preset: taian}"))
    #expect(
      found.map(\.sentence.zh) == [
        "费用偏差：预设规则：原为 济宁，现为 泰安。",
        "偏差区间第 3 项：原为 (2, 5]，k = r − 2 + 机构系数，不再乘机构系数，现为 (2, ∞)，k = r − 2 + 机构系数，不再乘机构系数。",
        "偏差区间第 4 项：原为 (5, ∞)，k = 机构系数，不再乘机构系数，现为 无。",
      ])
  }

  /// Layout, the order of keys and a default written out are no difference.
  @Test func findsOnlyDifferencesOfMeaning() throws {
    let text = PolicyText()
    let same = PolicyText(
      pointValue: "{pay_ratio_scope: region, method: settlement}",
      more: ["exclusion_match: exact", "tie: []", "age_rule: {years: birthday}"])
    #expect(try differences(text, same).isEmpty)
    #expect(
      try differences(
        text,
        PolicyText(
          coefficients: """
            {level: {"3": 1.0, "2": 1, "1": 1.000, "0": 1}}
            """)
      ).isEmpty)
  }

  @Test(arguments: PolicySamples.files)
  func aPolicyDoesNotDifferFromItself(file: String) throws {
    let document = try PolicyDocument(yaml: PolicySamples.text(file))
    #expect(PolicyDifference.between(document, document).isEmpty)
  }

  /// Of random policies: no difference exactly when both mean the same, and both directions agree.
  @Test func differsExactlyWhenTheMeaningDoes() throws {
    var documents: [PolicyDocument] = []
    for seed in 1...24 as ClosedRange<UInt64> {
      let text = RandomPolicy(seed: seed).yaml.replacing("name: random-\(seed)", with: "name: r")
      documents.append(try PolicyDocument(yaml: text))
    }
    for (a, b) in zip(documents, documents.dropFirst()) {
      let there = PolicyDifference.between(a, b)
      let back = PolicyDifference.between(b, a)
      #expect(Set(there.map(\.key)) == Set(back.map(\.key)))
      #expect(there.allSatisfy { $0.before != $0.after })
      #expect(!there.isEmpty)
    }
  }

  /// Every choice is listed once, with its reason in both languages.
  @Test(arguments: PolicySamples.files)
  func listsEveryChoiceOnce(file: String) throws {
    let choices = try PolicyDocument(yaml: PolicySamples.text(file)).policy.choices
    #expect(Set(choices.map(\.key)).count == choices.count)
    #expect(choices.count > 40)
    for choice in choices {
      #expect(!choice.reason.zh.isEmpty && !choice.reason.en.isEmpty, "\(choice.key)")
      #expect(!choice.value.zh.isEmpty && !choice.value.en.isEmpty, "\(choice.key)")
    }
  }

  @Test func tellsDefaultsFromDecisions() throws {
    let policy = try PolicyText(
      pointValue: "{method: settlement, pay_ratio_scope: institution}",
      more: ["tie: [higher_score]"]
    ).policy()
    func choice(_ key: String) -> PolicyChoice? { policy.choices.first { $0.key == key } }
    #expect(choice("tie")?.isDefault == false)
    #expect(choice("tie")?.value.zh == "分值较高者优先")
    #expect(choice("point_value.pay_ratio_scope")?.isDefault == false)
    #expect(choice("exclusion_match")?.isDefault == true)
    #expect(choice("exclusion_match")?.value.en == "the very code")
    #expect(choice("rounding.case_score")?.value.zh == "不取整")
    #expect(choice("score.method")?.isAboutMeasurement == true)
    #expect(choice("tie")?.isAboutMeasurement == false)
  }

  /// Statements print them: what is stated apart from what is not, without what is about measuring.
  @Test func choicesInShort() throws {
    let policy = try PolicyText(more: ["tie: [higher_score]"]).policy()
    let lines = PolicyChoice.text(policy.choices, .zh).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("规则（政策写明）："))
    #expect(lines[0].contains("余数处理 列示并留在基金"))
    #expect(lines[0].contains("多个候选病种的取舍 分值较高者优先"))
    #expect(lines[1].hasPrefix("规则（缺省）：") && lines[1].contains("排除诊断的匹配 完全一致"))
    #expect(!lines[1].contains("分值测算"))
    let english = PolicyChoice.text(policy.choices, .en)
    #expect(english.contains("residual stated, stays in the pool"))
    #expect(PolicyChoice.text([], .en).isEmpty)
    let table = PolicyChoice.table(policy.choices).table
    #expect(table.rows.count == policy.choices.count)
  }
}

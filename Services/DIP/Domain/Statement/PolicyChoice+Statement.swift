import Quantities

extension PolicyChoice {
  /// The choices of a statement as a table: what the policy states, then defaults with their reasons.
  public static func table(_ choices: [PolicyChoice]) -> ReportTable {
    ReportTable(
      "statement.rules", "适用规则", "Rules in force",
      noteZh: "文件留给地方决定的每项规则：政策写明的，以及未写明时的缺省和理由。",
      noteEn:
        "Every rule that the sources leave to a region: as the policy states it, or the default and why.",
      columns: [
        .text("rule", "规则", "Rule"), .text("value", "取值", "Value"),
        .text("source", "来源", "Source"), .text("reason", "缺省理由", "Reason of the default"),
        .text("key", "键", "Key"),
      ],
      rows: stated(first: choices).map { choice in
        [
          .term(choice.label.en, choice.label), .term(choice.value.en, choice.value),
          choice.isDefault
            ? .term("default", Bilingual(zh: "缺省", en: "default"))
            : .term("policy", Bilingual(zh: "政策", en: "policy")),
          .term(choice.reason.en, choice.reason), .text(choice.key),
        ]
      })
  }

  /// The same for a terminal, in short: two paragraphs, without reasons and without what concerns the
  /// measuring of scores only.
  public static func text(
    _ choices: [PolicyChoice], _ language: StatementTable.Language
  ) -> String {
    let isChinese = language == .zh
    func paragraph(_ title: Bilingual, isDefault: Bool) -> String? {
      let parts = choices.filter { $0.isDefault == isDefault && !$0.isAboutMeasurement }.map {
        isChinese
          ? "\($0.label.zh) \(brief($0.value.zh))" : "\($0.label.en) \(brief($0.value.en))"
      }
      guard !parts.isEmpty else { return nil }
      return isChinese
        ? title.zh + "：" + parts.joined(separator: "；")
        : title.en + ": " + parts.joined(separator: "; ")
    }
    return [
      paragraph(Bilingual(zh: "规则（政策写明）", en: "Rules (stated)"), isDefault: false),
      paragraph(Bilingual(zh: "规则（缺省）", en: "Rules (defaults)"), isDefault: true),
    ].compactMap { $0 }.joined(separator: "\n") + (choices.isEmpty ? "" : "\n")
  }

  /// Lists of many entries are told by their beginning; the workbook has all of it.
  private static func brief(_ text: String) -> String {
    text.count > 60 ? text.prefix(58) + "…" : text
  }

  private static func stated(first choices: [PolicyChoice]) -> [PolicyChoice] {
    choices.filter { !$0.isDefault } + choices.filter(\.isDefault)
  }
}

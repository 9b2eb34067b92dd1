import Quantities

extension PolicyKey {
  /// The whole document: the one declaration of every key (政策文件结构).
  static let root: PolicyShape = .section(
    identity + groupingKeys + scoringKeys + moneyKeys + packageKeys + measurementKeys, [])

  /// All keys of the document, in the order in which it is described.
  static let all = identity + groupingKeys + scoringKeys + moneyKeys + packageKeys + measurementKeys

  private static let identity: [PolicyKey] = [
    PolicyKey("name", "政策名称", "policy name", .text(.any), required: true),
    PolicyKey("region", "统筹地区", "region", .text(.area), required: true),
    PolicyKey("year", "清算年度", "year", .integer(2000...2999), required: true),
    PolicyKey(
      "pools", "险种基金", "insurance pools",
      .keys([
        PolicyKey(
          "mode", "核算方式", "mode", .words(PoolPolicy.Mode.self), required: true,
          note: .init(zh: "合并：一个点值；分别：各险种一个点值", en: "one point value together, or one for each")),
        PolicyKey(
          "types", "险种代码", "insurance codes",
          .list(.text(.insurance), count: 1...8, distinct: true), required: true,
          note: .init(zh: "310 职工，390 居民", en: "310 employees, 390 residents")),
      ]), required: true),
    PolicyKey(
      "catalogue", "病种目录", "catalogue",
      .keys([
        PolicyKey("name", "目录名称", "name", .text(.any), required: true),
        PolicyKey(
          "version", "目录版本", "version", .text(.any),
          standard: .none(
            .init(zh: "最新版本", en: "the newest"), zh: "一年内只用一版目录，通常即最新导入的一版",
            en: "a year uses one version, as a rule the one imported last")),
      ]), required: true),
    PolicyKey(
      "code_version", "编码版本", "code versions",
      .keys([
        PolicyKey(
          "diagnosis", "疾病诊断编码版本", "diagnosis codes", .text(.any),
          note: .init(zh: "按目录的对照表转换到该版本", en: "mapped to it by the catalogue's table"),
          standard: .none(
            .init(zh: "不转换", en: "not mapped"), zh: "结算清单已统一使用医保版编码",
            en: "settlement lists carry the medical insurance version already")),
        PolicyKey(
          "procedure", "手术操作编码版本", "procedure codes", .text(.any),
          note: .init(zh: "按目录的对照表转换到该版本", en: "mapped to it by the catalogue's table"),
          standard: .none(
            .init(zh: "不转换", en: "not mapped"), zh: "结算清单已统一使用医保版编码",
            en: "settlement lists carry the medical insurance version already")),
        PolicyKey(
          "unknown", "未知编码", "unknown codes", .words(CodeVersionPolicy.UnknownCode.self),
          standard: .value(
            "ungrouped", zh: "未知编码不得悄然视为保守治疗",
            en: "an unknown code must not silently become conservative treatment")),
      ])),
    PolicyKey(
      "procedure_classes", "手术操作类型表", "procedure class tables",
      .list(.text(.any), count: 0...16, distinct: true),
      note: .init(
        zh: "目录中的表名；先列出该编码的表为准", en: "tables of the catalogue; the first that lists a code decides"),
      standard: .none(
        .init(zh: "目录中全部表，按文件次序", en: "all tables in file order"), zh: "目录通常只有一张类型表",
        en: "a catalogue has one table as a rule")),
  ]
}

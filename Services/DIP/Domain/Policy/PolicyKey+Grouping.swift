import Quantities

extension PolicyKey {
  /// 入组规则.
  static let groupingKeys: [PolicyKey] = [
    PolicyKey(
      "scope", "不纳入 DIP 的病例", "cases outside DIP",
      .list(
        .section(
          [
            PolicyKey(
              "reason", "原因", "reason", .words(GroupingPolicy.ScopeRule.Reason.self),
              required: true),
            PolicyKey(
              "diagnosis_prefixes", "主要诊断前缀", "main diagnosis begins with",
              .list(.text(.diagnosis), count: 1...500, distinct: true)),
            PolicyKey(
              "procedure_prefixes", "任一手术操作前缀", "a procedure begins with",
              .list(.text(.procedure), count: 1...500, distinct: true)),
            PolicyKey(
              "minimum_days", "住院天数不少于", "stay of at least", .integer(0...36_500), unit: days),
            PolicyKey(
              "maximum_days", "住院天数不多于", "stay of at most", .integer(0...36_500), unit: days),
          ],
          [
            .atLeastOne([
              "diagnosis_prefixes", "procedure_prefixes", "minimum_days", "maximum_days",
            ])
          ]),
        count: 0...100, distinct: false),
      note: .init(zh: "条件须同时满足；先列者为准", en: "all conditions have to hold; the first rule counts"),
      standard: .none(
        .init(zh: "全部纳入", en: "all cases belong to DIP"), zh: "床日等付费方式由地方另行规定",
        en: "other ways of payment are each region's own")),
    PolicyKey(
      "exclusion_match", "排除诊断的匹配", "match of excluded diagnoses",
      .words(GroupingPolicy.ExclusionMatch.self),
      standard: .value(
        "exact", zh: "国家排除列表为完整编码：Z51.100 排除而 Z51.101 入组",
        en: "the national list holds full codes: Z51.100 is excluded, Z51.101 groups")),
    PolicyKey(
      "p07_position", "P07 诊断的位置", "position of P07", .words(GroupingPolicy.P07Position.self),
      note: .init(zh: "低出生体重儿先期分组", en: "newborn rows of the advance groups"),
      standard: .value("main", zh: "国家分组方案按主要诊断", en: "the national rows name the main diagnosis")),
    PolicyKey(
      "stages", "分组环节次序", "order of stages",
      .list(
        .either([
          .words(GroupingPolicy.Stage.self),
          .list(.words(GroupingPolicy.Stage.self), count: 1...7, distinct: true),
        ]), count: 1...7, distinct: true),
      note: .init(zh: "同一内层列表中的环节同级", en: "stages of an inner list have equal rank"),
      standard: .value(
        "[advance, merged, subdivided, basic, local, composite]",
        zh: "3.0 版技术规范分组规则：先期、并项、细分、基本、地方、综合",
        en: "grouping order of the 3.0 specification")),
    PolicyKey(
      "procedure_match", "手术操作编码的匹配", "match of procedure codes",
      .words(GroupingPolicy.ProcedureMatch.self),
      standard: .value(
        "extensions", zh: "目录行的基础码代表其全部扩展码", en: "a base code in a row stands for its extensions")),
    PolicyKey(
      "listed_procedures", "目录行所列手术操作", "procedures of a row",
      .words(GroupingPolicy.ListedProcedures.self),
      standard: .value(
        "any", zh: "目录表达式已区分“任一”与“全部”", en: "the row's expression tells any from all")),
    PolicyKey(
      "composite_first", "综合病种提前", "composite before core",
      .words(GroupingPolicy.CompositeFirst.self),
      standard: .value("never", zh: "核心病种优先于综合病种", en: "core groups come before composite ones")),
    PolicyKey(
      "composite_by", "综合病种的区分", "composite groups by",
      .words(GroupingPolicy.CompositeBy.self),
      standard: .value(
        "procedure_class", zh: "技术规范按主要手术操作属性聚类（附录名词 5）",
        en: "the specification clusters by class of the main procedure (glossary 5)")),
    PolicyKey(
      "composite_fallback", "综合病种的替代查找", "fallback of composite groups",
      .list(.words(GroupingPolicy.CompositeFallback.self), count: 0...3, distinct: true),
      standard: .value(
        "[]", zh: "规范只按诊断前三位聚类", en: "the specification clusters by three characters only")),
    PolicyKey(
      "tie", "多个候选病种的取舍", "choice between candidates",
      .list(.words(GroupingPolicy.TieKey.self), count: 0...5, distinct: true),
      note: .init(zh: "固定次序之后逐项比较", en: "compared in turn after the fixed keys"),
      standard: .value(
        "[]", zh: "固定次序之后按目录序号，并标记",
        en: "after the fixed keys the catalogue's sequence decides, with a flag")),
    PolicyKey(
      "age_rule", "年龄口径", "age",
      .keys([
        PolicyKey(
          "at", "计算日", "taken at", .words(AgeRule.Moment.self),
          standard: .value(
            "admission", zh: "结算清单的年龄为入院时年龄", en: "the settlement list states age at admission")),
        PolicyKey(
          "years", "岁数", "years", .words(AgeRule.Years.self),
          standard: .value(
            "birthday", zh: "结算清单按周岁填写", en: "the settlement list counts completed years")),
      ])),
  ]

  static let days = Bilingual(zh: "天", en: "days")
  static let yuan = Bilingual(zh: "元", en: "yuan")
  static let percent = Bilingual(zh: "%", en: "%")
}

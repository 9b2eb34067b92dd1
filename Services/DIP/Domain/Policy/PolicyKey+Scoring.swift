import Quantities

extension PolicyKey {
  /// 计分规则.
  static let scoringKeys: [PolicyKey] = [
    PolicyKey(
      "ungrouped", "未入组病例", "ungrouped cases",
      .variants(
        PolicyKey("rule", "计分方法", "rule", .words(UngroupedRule.Rule.self), required: true),
        [
          variant(UngroupedRule.Rule.zero, []),
          variant(
            UngroupedRule.Rule.fixedGroup,
            [PolicyKey("group", "病种代码", "group", .text(.group), required: true)]),
          variant(
            UngroupedRule.Rule.costFactor,
            [
              PolicyKey(
                "base", "基准分值", "base score", .decimal(0, 1_000_000), required: true),
              PolicyKey("factor", "折算系数", "factor", .decimal(0, 100), required: true),
              PolicyKey("mean_cost", "次均费用", "mean cost", .money, required: true, unit: yuan),
            ]),
          variant(
            UngroupedRule.Rule.meanScoreCoefficient,
            [
              PolicyKey(
                "mean_score", "平均分值", "mean score", .decimal(0, 1_000_000), required: true),
              PolicyKey("coefficient", "系数", "coefficient", .decimal(0, 100), required: true),
            ]),
        ]), required: true),
    PolicyKey("coefficients", "调节系数", "coefficients", .keys(coefficientKeys), required: true),
    PolicyKey(
      "primary_care", "基层病种", "primary-care groups",
      .keys([
        PolicyKey(
          "coefficient", "系数", "coefficient", .decimal(0, 100), required: true,
          note: .init(
            zh: "代替医疗机构系数；目录另有规定的从其规定",
            en: "in place of the institution's; the catalogue's own counts first"))
      ]),
      standard: .value(
        "{coefficient: 1}", zh: "基层病种不区分医疗机构级别、系数（2025 年经办规程第十九条）",
        en: "the same payment at every level (2025 rules, article 19)")),
    PolicyKey("auxiliary", "辅助分型", "auxiliary types", .keys(auxiliaryKeys)),
    PolicyKey(
      "deviation", "费用偏差", "cost deviation",
      .section(
        deviationKeys,
        [
          .exactlyOne(["preset", "bands"]), .atMostOne(["preset", "reference"]),
          .needs("bands", "reference"),
        ]), required: true),
    PolicyKey(
      "review", "偏差病例评审", "review of deviating cases",
      .section(
        [
          PolicyKey(
            "special_case_above", "高于参照的倍数可申报特例单议", "special case above",
            .decimal(1, 1000)),
          PolicyKey("expert_above", "高于参照的倍数专家评审", "expert review above", .decimal(1, 1000)),
        ], [.atLeastOne(["special_case_above", "expert_above"])]),
      note: .init(zh: "统一规定评审，取代偏差区间自带的评审", en: "stated once, in place of those of the bands"),
      standard: .none(
        .init(zh: "按偏差区间", en: "as the bands say"), zh: "各版规则的偏差区间已含评审规定",
        en: "the bands of a preset state their reviews")),
  ]

  static func variant<Words: PolicyWords>(_ word: Words, _ keys: [PolicyKey]) -> PolicyVariant {
    PolicyVariant(word: PolicyWord(raw: word.rawValue, label: word.label), keys: keys)
  }

  private static let coefficientKeys: [PolicyKey] = [
    PolicyKey(
      "level", "级别系数", "by level", .keys(levelKeys), required: true,
      note: .init(
        zh: "3 三级，2 二级，1 一级，0 未定级", en: "3 tertiary, 2 secondary, 1 primary, 0 without level")),
    PolicyKey(
      "grade", "等级系数", "by grade", .table(.grade, .decimal(0, 100)),
      note: .init(zh: "如 3A 三级甲等；取代级别系数", en: "3A for 三级甲等; replaces that by level"),
      standard: .none(nothing, zh: "等次系数由地方自定", en: "grades are each region's own")),
    PolicyKey(
      "institution", "机构系数", "by institution", .table(.institution, .decimal(0, 100)),
      note: .init(zh: "取代级别和等级系数", en: "replaces those by level and grade"),
      standard: .none(nothing, zh: "单家机构系数由地方自定", en: "own coefficients are each region's own")),
    PolicyKey(
      "specialty", "专科系数", "specialties",
      .list(
        .keys([
          PolicyKey(
            "institutions", "医疗机构", "institutions",
            .list(.text(.institution), count: 1...1000, distinct: true), required: true),
          PolicyKey(
            "groups", "病种代码前缀", "group codes begin with",
            .list(.text(.group), count: 1...1000, distinct: true),
            standard: .none(
              .init(zh: "全部病种", en: "every group"), zh: "未限定病种", en: "no group is named")),
          PolicyKey("coefficient", "系数", "coefficient", .decimal(0, 100), required: true),
        ]), count: 0...1000, distinct: false),
      note: .init(
        zh: "乘在机构系数上；先列者为准", en: "multiplies the institution's; the first that fits counts"),
      standard: .none(nothing, zh: "重点专科由地方认定", en: "specialties are named by the region")),
    PolicyKey(
      "disease", "病种系数", "by group", .table(.group, .decimal(0, 100)),
      note: .init(zh: "乘在机构系数上", en: "multiplies the institution's"),
      standard: .none(nothing, zh: "病种系数由地方自定", en: "group coefficients are each region's own")),
    PolicyKey(
      "group_level", "病种级别系数", "by group and level", .table(.group, .keys(levelKeys)),
      note: .init(
        zh: "以病种为单元，取代级别、等级和机构系数；保守治疗和基层病种除外（3.0 版规范第 62 页）",
        en:
          "for single groups in place of those by level, grade and institution; not for conservative and primary-care ones (3.0 draft, p. 62)"
      ),
      standard: .none(
        nothing, zh: "“可遴选部分病种”，由地方确定", en: "“some groups may be chosen”: the region's to say")
    ),
    PolicyKey(
      "conservative", "保守治疗病种系数", "conservative groups by level", .keys(levelKeys),
      standard: .none(
        .init(zh: "与其他病种相同", en: "as other groups"), zh: "保守治疗病种仅以机构类别设定系数，地方可另定",
        en: "conservative groups take the class-level coefficient; a region may state others")),
    PolicyKey(
      "tcm", "中医系数", "TCM",
      .keys([
        PolicyKey(
          "institution", "中医医疗机构", "TCM institutions", .decimal(0, 10),
          standard: .value(
            "1", zh: "文件要求“适当提高”，未定数值", en: "“raise suitably” is printed, no number is")),
        PolicyKey(
          "group", "中医病种", "TCM groups", .decimal(0, 10),
          standard: .value(
            "1", zh: "文件要求“适当提高”，未定数值", en: "“raise suitably” is printed, no number is")),
      ])),
  ]

  static let nothing = Bilingual(zh: "无", en: "none")

  private static let levelKeys: [PolicyKey] = [
    PolicyKey("3", "三级", "level 3", .decimal(0, 100), required: true),
    PolicyKey("2", "二级", "level 2", .decimal(0, 100), required: true),
    PolicyKey("1", "一级", "level 1", .decimal(0, 100), required: true),
    PolicyKey("0", "未定级", "no level", .decimal(0, 100), required: true),
  ]

  /// The ends of a band.
  static let intervalKeys: [PolicyKey] = [
    PolicyKey("lower", "下限", "lower end", .decimal(0, 1_000_000), required: true),
    PolicyKey("lower_inclusive", "含下限", "lower end included", .flag),
    PolicyKey("upper", "上限", "upper end", .decimal(0, 1_000_000)),
    PolicyKey("upper_inclusive", "含上限", "upper end included", .flag),
  ]

  private static let deviationKeys: [PolicyKey] = [
    PolicyKey(
      "preset", "预设规则", "preset",
      .word(
        DeviationPolicy.presetNames.map {
          PolicyWord(raw: $0, label: DeviationPolicy.presetLabel($0))
        })),
    PolicyKey("reference", "参照", "reference", .words(DeviationPolicy.Reference.self)),
    PolicyKey(
      "missing_reference", "缺少参照的病种", "groups without reference",
      .words(DeviationPolicy.MissingReference.self),
      standard: .value(
        "refuse", zh: "宁可不算，不可猜测；仅以均次费用为参照时适用", en: "refuse, don't guess; with mean costs only")),
    PolicyKey(
      "point_value", "支付标准所用点值", "point value of the standard",
      .words(DeviationPolicy.ReferencePointValue.self),
      standard: .value(
        "year_start", zh: "年初已知，医院可自行核对；仅以支付标准为参照时适用",
        en: "known from the start, so that hospitals can check; with a standard only")),
    PolicyKey(
      "bands", "偏差区间", "bands on r = cost ÷ reference",
      .list(
        .keys(
          intervalKeys + [
            PolicyKey(
              "k", "校正系数", "k",
              .keys([
                PolicyKey("a", "r 的系数", "factor of r", .decimal(0, 1000)),
                PolicyKey("b", "常数", "constant", .decimal(-1000, 1000)),
                PolicyKey("c", "机构系数的系数", "factor of the coefficient", .decimal(0, 1000)),
              ])),
            PolicyKey("apply_institution", "再乘机构系数", "× institution coefficient", .flag),
            PolicyKey("apply_auxiliary", "再乘辅助分型系数", "× auxiliary coefficient", .flag),
            PolicyKey("review", "评审", "review", .words(DeviationBand.Review.self)),
          ]), count: 1...64, distinct: false)),
  ]

  private static let auxiliaryKeys: [PolicyKey] = [
    PolicyKey(
      "types", "分型", "types",
      .list(
        .section(
          auxiliaryTypeKeys,
          [.exactlyOne(["age", "severity", "diagnosis", "icu", "comorbidity", "cost"])]),
        count: 0...AuxiliaryPolicy.maximumTypes, distinct: false),
      note: .init(
        zh: "符合多个时取系数最高者，相同时先列者优先（3.0 版规范第 64 页）",
        en: "of several the highest coefficient counts, then the earlier (3.0 draft, p. 64)"),
      standard: .none(nothing, zh: "是否应用辅助分型由地方决定", en: "whether to use them is each region's own")),
    PolicyKey(
      "exempt", "不参与分型的病种", "exempt groups",
      .list(.words(AuxiliaryPolicy.Exemption.self), count: 0...5, distinct: true),
      standard: .value(
        "[tcm]", zh: "中医优势病种不纳入辅助分型（3.0 版规范第 63 页）；床日病例已按 scope 排除",
        en: "TCM groups have no auxiliary types (3.0 draft, p. 63); bed-day cases leave by scope")),
    PolicyKey(
      "append_suffix", "结果中写出分型后缀", "suffix behind the group code", .flag,
      standard: .value(
        "false", zh: "3606 记录另有辅助分型字段", en: "record 3606 has a field of its own for it")),
    PolicyKey("trigger", "分型测算触发条件", "trigger when measuring", .keys(triggerKeys)),
  ]

  private static let auxiliaryTypeKeys: [PolicyKey] = [
    PolicyKey("code", "分型代码", "code", .text(.group), required: true),
    PolicyKey("suffix", "后缀", "suffix", .text(.group)),
    PolicyKey(
      "coefficient", "系数", "coefficient", .positive(to: 100),
      note: .init(zh: "缺省取目录辅助分型表的系数", en: "else that of the catalogue's auxiliary table")),
    PolicyKey(
      "among", "限主要诊断前缀", "main diagnosis begins with",
      .list(.text(.diagnosis), count: 1...1000, distinct: true),
      note: .init(zh: "如恶性肿瘤 C", en: "such as C for malignant tumours")),
    PolicyKey(
      "except", "除外主要诊断前缀", "main diagnosis does not begin with",
      .list(.text(.diagnosis), count: 1...1000, distinct: true)),
    PolicyKey(
      "age", "年龄", "age",
      .section(
        [
          PolicyKey("from_days", "自", "from", .integer(0...40_000), unit: days),
          PolicyKey(
            "from_years", "自", "from", .integer(0...150), unit: .init(zh: "岁", en: "years")),
          PolicyKey("below_days", "不足", "below", .integer(1...40_000), unit: days),
          PolicyKey(
            "below_years", "不足", "below", .integer(1...151), unit: .init(zh: "岁", en: "years")),
        ],
        [
          .atLeastOne(["from_days", "from_years", "below_days", "below_years"]),
          .atMostOne(["from_days", "from_years"]), .atMostOne(["below_days", "below_years"]),
        ])),
    PolicyKey(
      "severity", "疾病严重程度", "severity",
      .section(
        [
          PolicyKey(
            "complication", "并发症与合并症", "complication", .words(SeverityTest.Complication.self)),
          PolicyKey("death", "死亡", "death", .flag),
          PolicyKey("stay_over", "住院天数超过", "stay over", .integer(0...36_500), unit: days),
          PolicyKey("stay_inclusive", "含该天数", "that day included", .flag),
        ], [.needs("stay_inclusive", "stay_over")]),
      note: .init(zh: "所列条件须同时满足", en: "all stated conditions have to hold")),
    PolicyKey(
      "diagnosis", "诊断", "diagnosis",
      .section(
        [
          PolicyKey(
            "prefixes", "代码前缀", "code prefixes",
            .list(.text(.diagnosis), count: 1...1000, distinct: true), required: true),
          PolicyKey("position", "位置", "position", .words(DiagnosisTest.Position.self)),
          PolicyKey("stay_over", "住院天数超过", "stay over", .integer(0...36_500), unit: days),
          PolicyKey("stay_inclusive", "含该天数", "that day included", .flag),
        ], [.needs("stay_inclusive", "stay_over")])),
    PolicyKey(
      "cost", "费用构成", "cost",
      .keys([
        PolicyKey(
          "times", "不小于病种分值费用标准的倍数", "at least so many standards", .positive(to: 100),
          required: true),
        PolicyKey(
          "kind", "费用类别", "kind of cost", .words(CostTest.Kind.self), required: true),
        PolicyKey(
          "share", "占医疗总费用不小于", "share of the total, at least", .decimal(0, 1), required: true),
      ]),
      note: .init(
        zh: "费用标准为病种分值×年初点值（3.0 版规范第 64 页高费用病例类型一、二）",
        en:
          "the standard is score × year-start point value (3.0 draft, p. 64, dear cases of types one and two)"
      )),
    PolicyKey("icu", "监护病房天数", "ICU days", .keys(countKeys(days))),
    PolicyKey("comorbidity", "CCI 指数", "CCI", .keys(countKeys(nil))),
  ]

  private static func countKeys(_ unit: Bilingual?) -> [PolicyKey] {
    [
      PolicyKey("from", "自", "from", .integer(0...1000), required: true, unit: unit),
      PolicyKey("through", "至", "through", .integer(0...1000), unit: unit),
    ]
  }
}

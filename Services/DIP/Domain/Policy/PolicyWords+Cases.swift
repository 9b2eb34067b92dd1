import Quantities

// What the words of a policy document mean, for the schema, comparisons and lists of choices.

extension GroupingPolicy.ScopeRule.Reason: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .bedDay: Bilingual(zh: "按床日付费", en: "paid by bed-day")
    case .psychiatric: Bilingual(zh: "精神类", en: "psychiatric")
    case .rehabilitation: Bilingual(zh: "康复类", en: "rehabilitation")
    case .daySurgery: Bilingual(zh: "日间手术", en: "day surgery")
    }
  }
}

extension GroupingPolicy.ExclusionMatch: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .exact: Bilingual(zh: "完全一致", en: "the very code")
    case .prefix: Bilingual(zh: "前缀一致", en: "codes that begin with it")
    }
  }
}

extension GroupingPolicy.P07Position: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .main: Bilingual(zh: "须为主要诊断", en: "the main diagnosis")
    case .any: Bilingual(zh: "可为任一诊断", en: "any diagnosis")
    }
  }
}

extension GroupingPolicy.TieKey: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .higherScore: Bilingual(zh: "分值较高者优先", en: "the higher score")
    case .nearestMeanCost: Bilingual(zh: "次均费用最接近者优先", en: "the nearest mean cost")
    case .typePriority: Bilingual(zh: "按手术操作类型优先", en: "the priority of procedure types")
    case .mainProcedureInCode:
      Bilingual(zh: "组码含主要手术者优先", en: "the group whose code holds the main procedure")
    case .exactProcedure: Bilingual(zh: "手术操作完全匹配者优先", en: "the exact procedure match")
    }
  }
}

extension GroupingPolicy.CompositeFallback: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .prefix: Bilingual(zh: "较短的诊断前缀", en: "a shorter diagnosis prefix")
    case .range: Bilingual(zh: "诊断代码范围", en: "a range of categories")
    case .letter: Bilingual(zh: "诊断首字母", en: "the letter of the chapter")
    }
  }
}

extension GroupingPolicy.Stage: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .advance: Bilingual(zh: "先期分组", en: "advance groups")
    case .merged: Bilingual(zh: "并项病种", en: "merged groups")
    case .subdivided: Bilingual(zh: "诊断辅助细分病种", en: "subdivided groups")
    case .basic: Bilingual(zh: "基本病种", en: "basic groups")
    case .local: Bilingual(zh: "地方核心病种", en: "local core groups")
    case .primaryCare: Bilingual(zh: "基层病种", en: "primary-care groups")
    case .composite: Bilingual(zh: "综合病种", en: "composite groups")
    }
  }
}

extension GroupingPolicy.ProcedureMatch: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .extensions: Bilingual(zh: "基础码包含其扩展码", en: "a base code matches its extensions")
    case .exact: Bilingual(zh: "完全一致", en: "the very code")
    case .prefix: Bilingual(zh: "前缀一致，全码优先", en: "a prefix matches, a full code beats it")
    }
  }
}

extension GroupingPolicy.ListedProcedures: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .any: Bilingual(zh: "按表达式满足即可", en: "as the row's expression says")
    case .all: Bilingual(zh: "须全部满足", en: "every listed one")
    }
  }
}

extension GroupingPolicy.CompositeFirst: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .never: Bilingual(zh: "不提前", en: "never")
    case .unmatchedRelatedSurgery:
      Bilingual(zh: "核心病种未匹配的手术为相关手术时", en: "when a core row leaves a related surgery unmatched")
    }
  }
}

extension GroupingPolicy.CompositeBy: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .procedureClass: Bilingual(zh: "主要手术操作类型", en: "class of the main procedure")
    case .surgeryLevel: Bilingual(zh: "手术级别", en: "level of surgery")
    }
  }
}

extension CodeVersionPolicy.UnknownCode: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .ungrouped: Bilingual(zh: "不入组并说明原因", en: "ungrouped, with a reason")
    case .medical:
      Bilingual(zh: "略去未知手术操作并说明原因", en: "the unknown procedure is left out, with a reason")
    }
  }
}

extension AgeRule.Moment: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .admission: Bilingual(zh: "入院日", en: "the day of admission")
    case .discharge: Bilingual(zh: "出院日", en: "the day of discharge")
    }
  }
}

extension AgeRule.Years: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .birthday: Bilingual(zh: "周岁", en: "completed years")
    case .calendar: Bilingual(zh: "年份差", en: "difference of calendar years")
    }
  }
}

extension AuxiliaryPolicy.Exemption: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .tcm: Bilingual(zh: "中医病种", en: "TCM groups")
    case .composite: Bilingual(zh: "综合病种", en: "composite groups")
    case .primaryCare: Bilingual(zh: "基层病种", en: "primary-care groups")
    case .conservative: Bilingual(zh: "保守治疗病种", en: "conservative groups")
    case .advance: Bilingual(zh: "先期分组", en: "advance groups")
    }
  }
}

extension SeverityTest.Complication: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .none: Bilingual(zh: "不要求", en: "no condition")
    case .cc: Bilingual(zh: "有并发症与合并症（CC 及以上）", en: "CC or MCC")
    case .mcc: Bilingual(zh: "有严重并发症与合并症（MCC）", en: "MCC")
    }
  }
}

extension DiagnosisTest.Position: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .main: Bilingual(zh: "主要诊断", en: "the main diagnosis")
    case .any: Bilingual(zh: "任一诊断", en: "any diagnosis")
    case .otherCategory:
      Bilingual(zh: "与主要诊断不同类目的次要诊断", en: "a secondary diagnosis of another category")
    }
  }
}

extension CostTest.Kind: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .drugs: Bilingual(zh: "药品费", en: "drugs")
    case .treatment: Bilingual(zh: "治疗费", en: "treatment")
    case .surgery: Bilingual(zh: "手术费", en: "surgery")
    case .consumables: Bilingual(zh: "耗材费", en: "consumables")
    }
  }
}

extension DeviationPolicy.Reference: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .mean: Bilingual(zh: "上年度同级别次均费用", en: "last year's mean cost at the same level")
    case .standard: Bilingual(zh: "病种支付标准", en: "the payment standard")
    }
  }
}

extension DeviationPolicy.MissingReference: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .refuse: Bilingual(zh: "拒绝清算并列出病种", en: "the settlement is refused and names the groups")
    case .normal: Bilingual(zh: "按正常病例计分并提示", en: "scored without deviation, with a warning")
    }
  }
}

extension DeviationPolicy.ReferencePointValue: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .yearStart: Bilingual(zh: "年初点值", en: "the year-start point value")
    case .settlement: Bilingual(zh: "清算点值", en: "the settlement point value")
    }
  }
}

extension DeviationBand.Review: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .none: Bilingual(zh: "不评审", en: "no review")
    case .specialCase: Bilingual(zh: "可申报特例单议", en: "may apply as a special case")
    case .expert: Bilingual(zh: "专家评审", en: "expert review")
    }
  }
}

extension UngroupedRule.Rule: PolicyWords {
  var label: Bilingual {
    switch self {
    case .zero: Bilingual(zh: "不计分", en: "no score")
    case .fixedGroup: Bilingual(zh: "按固定病种计分", en: "the score of a named group")
    case .costFactor: Bilingual(zh: "按费用比例计分", en: "by its cost")
    case .meanScoreCoefficient: Bilingual(zh: "按平均分值乘系数", en: "mean score × coefficient")
    }
  }
}

import Quantities

// What the words of a policy document mean, for the schema, comparisons and lists of choices.

extension PoolPolicy.Mode: PolicyWords {
  var label: Bilingual {
    switch self {
    case .merged: Bilingual(zh: "合并核算", en: "settled together")
    case .separate: Bilingual(zh: "分别核算", en: "settled apart")
    }
  }
}

extension PointValueMethod: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .settlement: Bilingual(zh: "清算点值（浮动）", en: "the settlement point value")
    case .yearStart: Bilingual(zh: "年初点值（固定）", en: "the year-start point value")
    case .elastic: Bilingual(zh: "弹性点值", en: "elastic")
    }
  }
}

extension PaymentPolicy.PayRatioScope: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .region: Bilingual(zh: "全区统一", en: "region-wide")
    case .institution: Bilingual(zh: "按医疗机构", en: "per institution")
    }
  }
}

extension PaymentPolicy.Payable: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .scoreRate: Bilingual(zh: "分值×点值×支付比例", en: "score × point value × pay ratio")
    case .scoreRateMinusPatient:
      Bilingual(zh: "分值×点值−个人负担", en: "score × point value − patient's share")
    }
  }
}

extension PaymentPolicy.Residual: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .report: Bilingual(zh: "列示并留在基金", en: "stated, stays in the pool")
    case .largestRemainder: Bilingual(zh: "最大余数法分配", en: "largest remainder")
    case .regulationFund: Bilingual(zh: "转入调节金", en: "moves to the regulation fund")
    }
  }
}

extension SurplusBand.Base: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .due: Bilingual(zh: "记账金额÷应付金额", en: "booked ÷ due")
    case .booked: Bilingual(zh: "应付金额÷记账金额", en: "due ÷ booked")
    }
  }
}

extension SurplusBand.Mode: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .whole: Bilingual(zh: "整体适用所在区间", en: "the band decides the whole")
    case .marginal: Bilingual(zh: "分段计算", en: "each band decides its slice")
    }
  }
}

extension SpecialCaseRule.Payment: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .byItem: Bilingual(zh: "按项目付费", en: "paid by item")
    case .adjustedScore: Bilingual(zh: "调整分值", en: "an adjusted score")
    }
  }
}

extension SpecialCaseRule.QuotaBasis: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .paid: Bilingual(zh: "全部 DIP 出院病例", en: "every DIP discharge")
    case .grouped: Bilingual(zh: "已入组出院病例", en: "grouped discharges")
    }
  }
}

extension ConsortiumPolicy.BudgetRule: PolicyWords {
  var label: Bilingual {
    switch self {
    case .mergedPools: Bilingual(zh: "医保基金整体打包", en: "the merged fund")
    case .capitation: Bilingual(zh: "按人头总额", en: "capitation")
    }
  }
}

extension ConsortiumPolicy.DeficitRule: PolicyWords {
  var label: Bilingual {
    switch self {
    case .notCovered: Bilingual(zh: "超支不补", en: "not covered")
    case .shared: Bilingual(zh: "合理超支分担", en: "shared")
    }
  }
}

extension RoundingTable.Mode: PolicyWords {
  var label: Bilingual {
    switch self {
    case .halfUp: Bilingual(zh: "四舍五入", en: "half up")
    case .halfEven: Bilingual(zh: "四舍六入五成双", en: "half to even")
    case .down: Bilingual(zh: "舍去", en: "down")
    case .up: Bilingual(zh: "进一", en: "up")
    case .exact: Bilingual(zh: "不取整", en: "exact")
    }
  }
}

extension MeasurementPolicy.Method: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .average: Bilingual(zh: "平均费用法", en: "average cost")
    case .benchmark: Bilingual(zh: "基准病种费用法", en: "benchmark group")
    case .quota: Bilingual(zh: "标准定额法", en: "quota")
    }
  }
}

extension ScoreMeasurement.Weighting: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .meanOfMeans: Bilingual(zh: "按年度均值加权", en: "mean of yearly means")
    case .caseWeighted: Bilingual(zh: "按病例数加权", en: "weighted by cases")
    }
  }
}

extension ConsortiumPolicy.Surplus: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .byScore: Bilingual(zh: "成员单位按分值分享", en: "members share it by their scores")
    case .lead: Bilingual(zh: "牵头医院留存再分配", en: "the general hospital keeps it")
    }
  }
}

extension MonthlyAdvanceRule.Negative: PolicyWords {
  public var label: Bilingual {
    switch self {
    case .carry: Bilingual(zh: "当月不付，抵减以后月份", en: "carried to later months")
    case .giveBack: Bilingual(zh: "当月退回", en: "given back at once")
    }
  }
}

import Quantities
import Tabular

/// The grouping result of one list (分组结果), with the field names of interface record 3606.
///
/// The text of the record is not public; names are those that the specification prints (section 11).
/// Where its code lists are unknown, the values are stated here and in the headings.
public struct GroupingRecord: Sendable, Hashable {
  /// 分组状态 (grp_stas).
  public enum Status: String, Sendable, Hashable {
    /// 未入组
    case ungrouped = "0"
    /// 已入组
    case grouped = "1"
    /// 不纳入 DIP: out of the policy's scope, or at an institution outside the region.
    case outOfScope = "2"
  }

  /// 结算ID (setl_id)
  public var id: String
  /// 定点医药机构编号 (fixmedins_code)
  public var institution: String
  /// 险种类型 (insutype)
  public var insurance: InsuranceType
  /// 病种编码 (dip_dise_grp_code); empty without a group.
  public var groupCode: String
  /// 病种名称 (dip_dise_grp_name)
  public var groupName: String
  public var status: Status
  /// 作废标志 (nuld_flag): the list was replaced after the run read it.
  public var isReplaced: Bool
  /// 辅助目录标志 (asst_list_flag): an auxiliary type counts in the score.
  public var isAuxiliary: Bool
  /// 病种分值 (grp_dise_sco): score of the group by the catalogue; empty without a group.
  public var groupScore: String
  /// 病例分值 (case_sco), as the policy rounds it; empty when the case is not scored. Not of record
  /// 3606.
  public var caseScore: String
  /// 基金支付 of the case (fund_pay); nil when the case is not scored. Not of record 3606.
  public var payment: Money?
  /// 备注 (remarks): reason codes separated by `|`.
  public var reasons: [String]
}

extension SettledCases {
  /// The result of a list.
  ///
  /// - Parameter isReplaced: whether the list was replaced after the run.
  /// - Throws: the problems of scoring the case.
  public func record(_ index: Int, isReplaced: Bool) throws(Problem) -> GroupingRecord {
    let settled = standing(index)
    let group = settled.group.map { catalogue.groups[$0] }
    let auxiliary = auxiliaryType(of: settled)
    let status: GroupingRecord.Status =
      switch settled.standing {
      case .grouped: .grouped
      case .ungrouped: .ungrouped
      case .outOfScope, .elsewhere: .outOfScope
      }
    return GroupingRecord(
      id: lists.id(index), institution: institution(of: settled).code,
      insurance: lists.insurances[index],
      groupCode: group.map { tables.policy.auxiliary.code(of: $0, with: auxiliary) } ?? "",
      groupName: group?.name ?? "", status: status, isReplaced: isReplaced,
      isAuxiliary: auxiliary != nil,
      groupScore: settled.group.map { tables.groups[$0].score.description } ?? "",
      caseScore: try score(settled).map { BigRatio($0).description } ?? "",
      payment: try payment(settled), reasons: try reasons(settled))
  }

  /// Reason codes: grouping first, then what the settlement made of the case.
  private func reasons(_ settled: SettledCase) throws(Problem) -> [String] {
    var reasons = settled.flags.codes
    if settled.standing == .elsewhere {
      reasons.append(place(of: settled.index)?.reason ?? "INSTITUTION_ELSEWHERE")
    } else if settled.pool == nil {
      reasons.append("POOL_NOT_IN_POLICY")
    }
    switch decision(settled) {
    case .paidByItem: reasons.append("SPECIAL_CASE_BY_ITEM")
    case .adjustedScore: reasons.append("SPECIAL_CASE_ADJUSTED")
    case nil: break
    }
    if let auxiliary = auxiliaryType(of: settled) {
      reasons.append("AUXILIARY_TYPE:\(auxiliary.code)")
    }
    if try addOn(settled) != nil { reasons.append("NEW_TECHNOLOGY") }
    switch try exactScore(settled)?.position {
    case .low: reasons.append("COST_BAND_LOW")
    case .high: reasons.append("COST_BAND_HIGH")
    default: break
    }
    return reasons
  }

  /// Places of the lists in order of `setl_id`.
  ///
  /// - Parameter isIncluded: by institution code; whose lists a caller may see.
  public func order(isIncluded: (String) -> Bool) -> [Int] {
    let included = (0..<Int32(lists.institutionCodes.count)).map {
      isIncluded(lists.institutionCodes[$0])
    }
    return grouped.orderedByID().filter { included[Int(lists.institutions[$0])] }
  }
}

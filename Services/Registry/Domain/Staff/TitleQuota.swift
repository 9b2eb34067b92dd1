import Quantities

/// How the title posts of an institution are used (专业技术岗位职数使用情况).
public struct TitleQuota: Sendable, Hashable {
  /// The three groups that quotas are set for.
  public enum Group: String, ControlledTerm {
    case senior, intermediate, junior

    public var chinese: String {
      switch self {
      case .senior: "高级"
      case .intermediate: "中级"
      case .junior: "初级"
      }
    }

    /// The group of a title; nil for none.
    public init?(_ title: ProfessionalTitle) {
      switch title {
      case .none: return nil
      case .assistant, .junior: self = .junior
      case .intermediate: self = .intermediate
      case .associateSenior, .senior: self = .senior
      }
    }
  }

  public let group: Group
  /// Approved posts; nil where no quota was set.
  public let posts: Int?
  /// Engaged staff with such a title who occupy a post.
  public let occupying: Int
  /// Those who do not: 20 years in townships and less than five to retirement (M53).
  public let exempt: [RegistryCode]

  /// Posts that are free; negative when more are engaged than there are posts; nil without a quota.
  public var free: Int? { posts.map { $0 - occupying } }

  /// - Parameters:
  ///   - staff: whom the institution employs, and whether each is exempt by M53.
  public static func use(
    of establishment: Establishment?, by staff: [(Practitioner, isExempt: Bool)]
  ) -> [TitleQuota] {
    Group.allCases.map { group in
      let holders = staff.filter { $0.0.isEngaged && Group($0.0.title) == group }
      let exempt = holders.filter(\.isExempt).map(\.0.code).sorted()
      return TitleQuota(
        group: group, posts: establishment?.posts(group), occupying: holders.count - exempt.count,
        exempt: exempt)
    }
  }
}

import Quantities

/// What posts an institution was approved (编制和岗位职数), over some days.
public struct Establishment: RegisterEntry {
  public static let institution = Field.institution().key
  public static let posts = Field.wholeNumber("posts", "编制总数", "approved posts", in: 0...100_000)
    .unit("个")
  public static let seniorPosts = posts("senior_posts", "高级岗位职数", "senior title posts")
  public static let intermediatePosts = posts(
    "intermediate_posts", "中级岗位职数", "intermediate title posts")
  public static let juniorPosts = posts("junior_posts", "初级岗位职数", "junior title posts")

  private static func posts(
    _ name: String, _ chinese: String, _ english: String
  ) -> Field<Int64?> {
    Field.wholeNumber(name, chinese, english, in: 0...100_000).unit("个").optional
  }

  public static let register = RegisterDescription(
    "establishments", "编制", "establishments",
    source: "M53: S000·十三, S003·4; M54: S000·十三, S001·13, S003·21",
    fields: [institution, posts, seniorPosts, intermediatePosts, juniorPosts])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public var institution: RegistryCode { self[Self.institution] }
  /// Approved posts in all (编制总数).
  public var posts: Int { Int(clamping: self[Self.posts]) }

  /// Title posts (专业技术岗位职数) of a group; nil where no quota was set.
  public func posts(_ group: TitleQuota.Group) -> Int? {
    let field =
      switch group {
      case .senior: Self.seniorPosts
      case .intermediate: Self.intermediatePosts
      case .junior: Self.juniorPosts
      }
    return self[field].map { Int(clamping: $0) }
  }
}

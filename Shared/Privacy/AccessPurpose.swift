public import Quantities

/// Why somebody reads personal data (访问目的), in the words of the one who asks.
public struct AccessPurpose: Sendable, Hashable {
  /// Metadata key under which a caller may say it once for all its calls.
  public static let metadataKey = "purpose"

  public let text: String

  private static let lengths = 2...200

  /// Identity numbers in it are masked: the log that it goes to is read by others.
  ///
  /// - Throws: `PRIVACY_PURPOSE_MISSING` when it is empty, `PRIVACY_PURPOSE_INVALID` when it is not
  ///   2 to 200 printable characters.
  public init(_ text: String) throws(Problem) {
    let trimmed = text.trimmed
    guard !trimmed.isEmpty else {
      throw Problem(
        .invalidInput, "PRIVACY_PURPOSE_MISSING", zh: "查询个人信息须说明目的。",
        en: "Whoever reads personal data says why.",
        remedyZh: "请填写 purpose 字段或元数据，例如“随访”；访问会记录在案。",
        remedyEn:
          "Fill in the field or metadata `purpose`, for example “follow-up visit”; the access is recorded.",
        details: [.init("field", "purpose")])
    }
    let printable = trimmed.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
    }
    guard Self.lengths.contains(trimmed.count), printable else {
      throw Problem(
        .invalidInput, "PRIVACY_PURPOSE_INVALID", zh: "访问目的应为 2 至 200 个可见字符。",
        en: "A purpose is 2 to 200 printable characters.",
        remedyZh: "请简要说明目的。", remedyEn: "Say it in a few words.",
        details: [.init("characters", "\(trimmed.count)")])
    }
    self.text = IdentityMask.masked(trimmed)
  }
}

extension String {
  fileprivate var trimmed: String {
    let kept = drop(while: \.isWhitespace)
    return String(kept.reversed().drop(while: \.isWhitespace).reversed())
  }
}

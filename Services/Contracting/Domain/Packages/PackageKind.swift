/// Whether a package is free to the resident (服务包类别).
public enum PackageKind: String, Sendable, Hashable, CaseIterable {
  /// 基础服务包
  case basic
  /// 有偿服务包 (seed 000 clause 10: 落实家庭医生有偿签约)
  case paid
}

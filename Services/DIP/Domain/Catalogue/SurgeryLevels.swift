/// Levels of surgery (手术级别).
enum SurgeryLevels {
  /// 一级 to 四级, as the national management of surgery has them.
  static let range = 1...4
}

/// Sex as the identity card says it (性别).
public enum Sex: String, ControlledTerm {
  case male, female

  public var chinese: String { self == .male ? "男" : "女" }
}

/// Who owns and runs an institution (举办主体).
public enum Ownership: String, ControlledTerm {
  case government
  case collective
  case privateNonProfit = "private_non_profit"
  case privateForProfit = "private_for_profit"

  public var chinese: String {
    switch self {
    case .government: "政府办"
    case .collective: "公立非政府办"
    case .privateNonProfit: "社会办非营利"
    case .privateForProfit: "社会办营利"
    }
  }
}

import Quantities

/// Something in an explanation that does not hold (核对发现).
public struct ExplanationFinding: Sendable, Hashable {
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// A code was not translated as the mapping table says.
    case translation = "EXPLANATION_TRANSLATION"
    /// The scope rule does not apply, or one applies that is not named.
    case scope = "EXPLANATION_SCOPE"
    /// The exclusion of the main diagnosis, or what is said of unknown codes, is wrong.
    case exclusion = "EXPLANATION_EXCLUSION"
    /// Another procedure is the main one.
    case mainProcedure = "EXPLANATION_MAIN_PROCEDURE"
    /// A group or row that the catalogue does not have.
    case row = "EXPLANATION_ROW"
    /// The chosen group is not the case's, or not one only.
    case group = "EXPLANATION_GROUP"
    /// A group is said to fit and does not, or the other way round.
    case match = "EXPLANATION_MATCH"
    /// A group does not lose by the key that is named.
    case key = "EXPLANATION_KEY"
    /// A reason code that does not hold, or is missing.
    case flag = "EXPLANATION_FLAG"
    case auxiliary = "EXPLANATION_AUXILIARY"
    /// A factor does not follow from its rule.
    case factor = "EXPLANATION_FACTOR"
    /// A product, quotient or rounding is wrong.
    case arithmetic = "EXPLANATION_ARITHMETIC"
    /// An amount does not follow from the factors.
    case amount = "EXPLANATION_AMOUNT"
  }

  public var code: Code
  /// Where in the explanation, such as `candidates[2]`.
  public var path: String
  public var message: Bilingual

  init(_ code: Code, _ path: String, zh: String, en: String) {
    self.code = code
    self.path = path
    message = Bilingual(zh: zh, en: en)
  }
}

import Quantities

/// How a case came to its group (入组说明): the steps, and what became of every candidate.
public struct GroupingExplanation: Sendable, Hashable {
  public var result: GroupingResult
  public var steps: [Step]
  /// Codes of the list that a mapping table replaced.
  public var translations: [Translation]
  /// Position of the main procedure in the list; nil when none can be it.
  public var mainProcedure: Int?
  /// The chosen one first, then by the catalogue's order.
  public var candidates: [Candidate]

  public struct Step: Sendable, Hashable {
    /// `translation`, `scope`, `exclusion`, `procedures`, `candidates`, `choice`, `tie` or
    /// `primary_care`.
    public var name: String
    public var text: Bilingual
    /// File and row of the catalogue, or key of the policy; empty when none was used.
    public var source: String
  }

  /// A code of the list and the one it was grouped by (编码映射).
  public struct Translation: Sendable, Hashable {
    public var isProcedure: Bool
    /// Position among the list's diagnoses or procedures.
    public var position: Int
    /// As on the list.
    public var from: String
    /// As the catalogue writes it.
    public var to: String
    /// File and row of the mapping table.
    public var source: String
  }

  /// A group that a diagnosis of the case allows.
  public struct Candidate: Sendable, Hashable {
    /// Index into the catalogue's groups.
    public var group: Int
    public var outcome: Outcome
    public var reason: Bilingual
    /// File and row of the catalogue.
    public var source: String
  }

  public enum Outcome: Sendable, Hashable {
    case chosen
    /// It fits; another group goes before it on this key.
    case lost(by: ChoiceKey)
    /// It does not fit.
    case failed(MatchFailure)
  }
}

extension DiseaseGroup.Source: CustomStringConvertible {
  public var description: String { "\(file):\(row)" }
}

extension CatalogueManifest.Role {
  /// A row of the file with this role, as explanations name it.
  func row(_ number: some BinaryInteger) -> String { "\(rawValue):\(number)" }
}

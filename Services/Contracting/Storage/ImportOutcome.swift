/// What became of one valid row of an import.
public enum ImportOutcome: Sendable, Hashable {
  case inserted, replaced, unchanged
}

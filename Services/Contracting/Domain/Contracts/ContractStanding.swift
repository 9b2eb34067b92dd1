/// What has been decided about a contract, whatever the day is; the state follows from it and a day.
public enum ContractStanding: String, Sendable, Hashable, CaseIterable {
  case draft, signed, refused, terminated, transferred
}

import Privacy
import Quantities
import RegistryDomain
import Store

extension RegistryReader {
  public func practitioner(
    _ code: RegistryCode, on day: Day
  ) throws -> Version<Practitioner>? {
    try entry(Practitioner.self, RegisterKey([code.text]), asOf: AsOf(day: day))
  }

  /// Whose an identity number is; nil when nobody's, or when the process has no vault.
  public func owner(
    of number: ResidentIdentityNumber, in vault: IdentityVault?
  ) throws -> String? {
    try vault?.owner(of: number, in: connection)
  }
}

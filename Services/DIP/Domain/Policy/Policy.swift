import Quantities

/// One policy document (政策): all that a region decides for a year and its insurance pools.
/// Immutable; a changed document is another policy with another hash.
public struct Policy: Sendable, Hashable {
  /// Name of the line of versions.
  public var name: String
  public var region: AreaCode
  public var year: Year
  public var pools: PoolPolicy
  public var catalogue: CatalogueReference
  public var grouping: GroupingPolicy
  public var ungrouped: UngroupedRule
  public var coefficients: CoefficientPolicy
  public var deviation: DeviationPolicy
  public var payment: PaymentPolicy
  public var specialCase: SpecialCaseRule?
  public var consortium: ConsortiumPolicy?
  public var rounding: RoundingTable
  public var codes = CodeVersionPolicy()
  /// Tables of the catalogue's procedure classes in order; the first that lists a code decides. Empty
  /// takes all tables in file order.
  public var procedureClasses: [String] = []
  public var measurement = MeasurementPolicy()
  public var auxiliary = AuxiliaryPolicy()
  public var ageRule = AgeRule()
  /// Every choice that the sources leave to a region, with what the document chose or why the default
  /// holds.
  public var choices: [PolicyChoice] = []
  /// Key paths of values that no source prints; listed on every statement.
  public var assumed: [String]
  /// SHA-256 of the document's canonical form: the same content in another layout has the same hash.
  public var hash: SHA256Digest
}

/// The insurance pools (险种) that a policy settles.
public struct PoolPolicy: Sendable, Hashable {
  /// Insurance codes such as 310 (职工) and 390 (居民), in the order of the pool column.
  public var types: [String]
  /// One point value for all pools together instead of one for each.
  public var merged: Bool

  public init(types: [String], merged: Bool) {
    self.types = types
    self.merged = merged
  }
}

/// The catalogue that a policy groups with.
public struct CatalogueReference: Sendable, Hashable {
  public var name: String
  /// nil takes the newest.
  public var version: String?

  public init(name: String, version: String? = nil) {
    self.name = name
    self.version = version
  }
}

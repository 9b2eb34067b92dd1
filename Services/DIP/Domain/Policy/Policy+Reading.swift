import Quantities
import Yams

extension Policy {
  /// The largest document that is read, in bytes; real policies have a few thousand.
  public static let maximumBytes = 262_144

  /// Reads a document strictly: unknown and missing keys, wrong values, gaps and overlaps are errors
  /// with line and column, all reported at once.
  ///
  /// - Returns: the policy, and what is remarkable in it without being wrong.
  /// - Throws: `PolicyRefusal` with every error.
  public static func read(
    yaml text: String
  ) throws(PolicyRefusal) -> (policy: Policy, remarks: [PolicyIssue]) {
    let document = try PolicyDocument(yaml: text)
    return (document.policy, document.remarks)
  }

  init?(_ root: PolicySection, choices: [PolicyChoice], hash: SHA256Digest) {
    let payment = PaymentPolicy(root)
    let pools = PoolPolicy(root)
    let grouping = GroupingPolicy(root)
    let measurement = MeasurementPolicy(root)
    let auxiliary = AuxiliaryPolicy(root)
    let coefficients = CoefficientPolicy(root)
    let deviation = DeviationPolicy(root, payment: payment)
    let specialCase = SpecialCaseRule(root)
    let consortium = ConsortiumPolicy(root, pools: pools)
    guard let name = root.text("name"),
      let region = root.text("region").flatMap({ try? AreaCode(parsing: $0) }),
      let year = root.integer("year").flatMap({ try? Year($0) })
    else { return nil }
    self.init(
      name: name, region: region, year: year, pools: pools, catalogue: CatalogueReference(root),
      grouping: grouping, ungrouped: UngroupedRule(root), coefficients: coefficients,
      deviation: deviation, payment: payment, specialCase: specialCase, consortium: consortium,
      rounding: RoundingTable(root), codes: CodeVersionPolicy(root),
      procedureClasses: root.texts("procedure_classes"), measurement: measurement,
      auxiliary: auxiliary, ageRule: AgeRule(root), choices: choices,
      assumed: root.findings.assumed, hash: hash)
  }
}

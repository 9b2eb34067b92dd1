import Quantities

/// A document of service packages (服务包目录, YAML): read whole or refused whole.
public enum PackageCatalogue {
  /// Longest period of a package.
  private static let largestPeriodMonths = 60

  /// The packages in the document's order, as version 0: the store numbers them.
  public static func packages(document: String) throws(Problem) -> [ServicePackage] {
    var root = try DocumentSection(document: document)
    var packages: [ServicePackage] = []
    var codes: Set<String> = []
    for item in try root.sections("packages") {
      let package = try package(item)
      guard codes.insert(package.code).inserted else {
        throw item.refusal(
          "code", DocumentSection.unusable("服务包编码重复", "a package of this code stands above"))
      }
      packages.append(package)
    }
    try root.finish()
    return packages
  }

  private static func package(_ given: DocumentSection) throws(Problem) -> ServicePackage {
    var section = given
    let package = ServicePackage(
      code: try section.text("code"), version: 0, name: try section.text("name"),
      kind: try section.choice("kind", of: PackageKind.self), tier: try section.text("tier"),
      periodMonths: try section.integer("period_months", in: 1...largestPeriodMonths),
      groups: try section.list("groups", DocumentSection.choice),
      fees: try fees(&section), items: try items(&section),
      validFrom: try section.value("valid_from", day),
      validUntil: try section.valueIfPresent("valid_until", day),
      source: try section.text("source"), isAssumed: try section.flag("assumed"))
    try section.finish()
    if let until = package.validUntil, until <= package.validFrom {
      throw section.refusal(
        "valid_until", DocumentSection.unusable("应晚于 valid_from", "it is not after valid_from"))
    }
    return package
  }

  private static func fees(_ section: inout DocumentSection) throws(Problem) -> [PackageFee] {
    var fees: [PackageFee] = []
    for item in try section.sections("fees") {
      var parts = item
      let group = try parts.choice("group", of: PopulationGroup.self)
      guard !fees.contains(where: { $0.group == group }) else {
        throw parts.refusal(
          "group", DocumentSection.unusable("该人群已有收费标准", "this group has a fee already"))
      }
      let price = try parts.money("price")
      let fund = try parts.money("fund")
      let publicHealth = try parts.money("public_health")
      let personalAccount = try parts.money("personal_account")
      let ownPayment = try parts.money("own_payment")
      try parts.finish()
      do throws(Problem) {
        fees.append(
          try PackageFee(
            group: group, price: price, fund: fund, publicHealth: publicHealth,
            personalAccount: personalAccount, ownPayment: ownPayment))
      } catch {
        throw parts.refusal("price", error)
      }
    }
    guard !fees.isEmpty else {
      throw section.refusal("fees", DocumentSection.unusable("不能为空", "it is empty"))
    }
    return fees
  }

  private static func items(_ section: inout DocumentSection) throws(Problem) -> [PackageItem] {
    var items: [PackageItem] = []
    for entry in try section.sections("items") {
      var item = entry
      let read = PackageItem(
        code: try item.text("code"), name: try item.text("name"),
        times: try item.integer("times", in: 1...10_000), price: try item.money("price"))
      guard !items.contains(where: { $0.code == read.code }) else {
        throw item.refusal(
          "code", DocumentSection.unusable("项目编码重复", "an item of this code stands above"))
      }
      guard read.price >= .zero else {
        throw item.refusal("price", DocumentSection.unusable("不得为负数", "it is negative"))
      }
      try item.finish()
      items.append(read)
    }
    return items
  }

  private static func day(_ text: String) throws(Problem) -> Day { try Day(parsing: text) }
}

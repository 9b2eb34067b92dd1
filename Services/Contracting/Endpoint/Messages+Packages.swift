import ContractingDomain
import Messages
import Quantities

extension Contracting.PackageFee {
  init(_ fee: PackageFee) {
    self.init()
    group = fee.group.rawValue
    priceFen = fee.price.fen
    fundFen = fee.fund.fen
    publicHealthFen = fee.publicHealth.fen
    personalAccountFen = fee.personalAccount.fen
    ownPaymentFen = fee.ownPayment.fen
  }
}

extension Contracting.Package {
  init(_ package: ServicePackage) {
    self.init()
    packageCode = package.code
    version = UInt32(package.version)
    name = package.name
    kind = Contracting.PackageKind(code: package.kind)
    tier = package.tier
    periodMonths = UInt32(package.periodMonths)
    groups = package.groups.map(\.rawValue)
    fees = package.fees.map { Contracting.PackageFee($0) }
    items = package.items.map { item in
      var message = Contracting.PackageItem()
      message.code = item.code
      message.name = item.name
      message.times = UInt32(item.times)
      message.priceFen = item.price.fen
      return message
    }
    validFrom = package.validFrom.description
    validUntil = package.validUntil?.description ?? ""
    source = package.source
    assumed = package.isAssumed
  }
}

import Messages

/// A fund sheet for people.
struct FundSheetText {
  private let sheet: Dip.FundSheet

  init(_ sheet: Dip.FundSheet) { self.sheet = sheet }

  var text: String {
    let word = Terminal.language
    let version = word("基金表版本 \(sheet.version)", "fund sheet version \(sheet.version)")
    var parts = ["\(sheet.region) \(sheet.period)  \(version)  \(sheet.storedAt)", pools]
    if !sheet.institutions.isEmpty { parts.append(institutions) }
    if !sheet.packages.isEmpty { parts.append(packages) }
    var facts: [String] = []
    if sheet.insuredPersons > 0 {
      facts.append(
        "\(word("参保人数", "insured persons"))  \(Figure.count(sheet.insuredPersons))")
    }
    if sheet.referredOutFen > 0 {
      facts.append(
        "\(word("医共体外就医（元）", "paid outside the consortium (yuan)"))  \(Figure.yuan(sheet.referredOutFen))"
      )
    }
    switch sheet.advances {
    case .sheet: facts.append(word("预拨以基金表为准", "advances are those of this sheet"))
    case .months: facts.append(word("预拨以月预结算为准", "advances are those of the months"))
    default: break
    }
    if !facts.isEmpty { parts.append(facts.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n")
  }

  private var pools: String {
    let word = Terminal.language
    var table = TextTable([
      (word("险种", "Pool"), .left), (word("可分配基金（元）", "Pool (yuan)"), .right),
      (word("调节金（元）", "Regulation fund (yuan)"), .right),
    ])
    for pool in sheet.pools {
      table.append([
        InsuranceWord.of(pool.insuranceType), Figure.yuan(pool.poolFen),
        Figure.yuan(pool.regulationFen),
      ])
    }
    return table.text
  }

  private var institutions: String {
    let word = Terminal.language
    var table = TextTable([
      (word("机构", "Institution"), .left), (word("险种", "Pool"), .left),
      (word("已预拨（元）", "Prepaid (yuan)"), .right),
      (word("稽核扣款（元）", "Audit deduction (yuan)"), .right),
      (word("考核系数", "Assessment"), .right),
      (word("基准服务点数", "Base volume"), .right),
    ])
    for entry in sheet.institutions {
      table.append([
        entry.institutionCode, InsuranceWord.of(entry.insuranceType), Figure.yuan(entry.prepaidFen),
        Figure.yuan(entry.auditDeductionFen),
        entry.assessmentCoefficient.isEmpty ? "1" : entry.assessmentCoefficient, entry.baseVolume,
      ])
    }
    return table.text
  }

  private var packages: String {
    let word = Terminal.language
    var table = TextTable([
      (word("医共体", "Consortium"), .left), (word("预算（元）", "Budget (yuan)"), .right),
      (word("参保人数", "Insured persons"), .right),
      (word("医共体外就医（元）", "Paid elsewhere (yuan)"), .right),
    ])
    for package in sheet.packages {
      table.append([
        package.consortium, Figure.yuan(package.budgetFen), Figure.count(package.insuredPersons),
        Figure.yuan(package.referredOutFen),
      ])
    }
    return table.text
  }
}

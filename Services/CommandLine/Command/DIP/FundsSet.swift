import ArgumentParser
import Contract
import DIPDomain
import Mesh
import Messages
import Quantities

extension Funds {
  /// `healthmesh funds set`: the sheet of a region and period with some of its figures changed.
  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "State figures of the fund sheet in yuan; what is not named stays as it is.",
      discussion: """
        The file of --institutions is a CSV with fixmedins_code, insutype (310 or 390) and, where \
        known, prepaid, audit_deduction, assessment and base_volume, or their Chinese names; it \
        replaces the sheet's institutions. A region with several consortia states a package for each.

          healthmesh funds set 990100 2025 --employee 442369800 --resident 407947520
          healthmesh funds set 990100 2025 --institutions assessment.csv
          healthmesh funds set 990100 2025 --package YL=310000000 --package BX=132369800
        """)
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Area code of the pooling region.") var region: String
    @Argument(help: "2025 or 2025-03.") var period: String
    @Option(help: "Pool of the employees (职工医保) in yuan.") var employee: String?
    @Option(help: "Pool of the residents (居民医保) in yuan.") var resident: String?
    @Option(help: "Regulation fund (调节金) of the employees in yuan.") var regulationEmployee: String?
    @Option(help: "Regulation fund of the residents in yuan.") var regulationResident: String?
    @Option(help: "Insured persons (参保人数), for a package by capitation.") var insured: UInt64?
    @Option(help: "Paid outside the consortium in yuan, beside what the lists show.")
    var referredOut: String?
    @Option(
      name: .customLong("package"),
      help: "CODE=YUAN: budget of a consortium's package, where the region has several.")
    var packages: [String] = []
    @Option(help: "CODE=PERSONS: insured persons of a consortium, for packages by capitation.")
    var packageInsured: [String] = []
    @Option(
      help: "CSV of prepayments, audit deductions and assessments by institution.",
      completion: .file(extensions: ["csv"]))
    var institutions: String?

    func validate() throws {
      let amounts = [employee, resident, regulationEmployee, regulationResident, referredOut]
      let packages = packages + packageInsured
      guard
        amounts.contains(where: { $0 != nil }) || insured != nil || institutions != nil
          || !packages.isEmpty
      else {
        throw ValidationError("state a figure, for example --employee 442369800")
      }
      if packages.contains(where: { !$0.contains("=") || $0.hasPrefix("=") }) {
        throw ValidationError("a package is CODE=FIGURE, for example --package YL=310000000")
      }
    }

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let funds = DipFundsClient(client: client)
      var sheet = try await present(funds)
      try change(.employee, employee, regulationEmployee, in: &sheet)
      try change(.resident, resident, regulationResident, in: &sheet)
      if let insured { sheet.insuredPersons = insured }
      if let referredOut { sheet.referredOutFen = try YuanOption.fen(referredOut) }
      try changePackages(in: &sheet)
      if let institutions { sheet.institutions = try Self.entries(institutions) }
      let answer = try await funds.putFunds(Dip.PutFundsRequest(sheet: sheet))
      let stored = try await funds.getFunds(
        Dip.GetFundsRequest(region: region, period: period, version: answer.version))
      if connection.output.json { return Terminal.line(try stored.jsonText()) }
      Terminal.line(FundSheetText(stored).text)
    }

    /// The newest sheet, or an empty one where there is none yet.
    private func present(_ funds: DipFundsClient) async throws -> Dip.FundSheet {
      do {
        return try await funds.getFunds(Dip.GetFundsRequest(region: region, period: period))
      } catch let error as RPCError where error.reason == "DIP_FUNDS_MISSING" {
        return Dip.FundSheet(region: region, period: period)
      }
    }

    private func change(
      _ type: Dip.InsuranceType, _ pool: String?, _ regulation: String?,
      in sheet: inout Dip.FundSheet
    ) throws {
      guard pool != nil || regulation != nil else { return }
      var found =
        sheet.pools.first { $0.insuranceType == type } ?? Dip.PoolFund(insuranceType: type)
      if let pool { found.poolFen = try YuanOption.fen(pool) }
      if let regulation { found.regulationFen = try YuanOption.fen(regulation) }
      sheet.pools.removeAll { $0.insuranceType == type }
      sheet.pools.append(found)
      sheet.pools.sort { $0.insuranceType.rawValue < $1.insuranceType.rawValue }
    }

    private func changePackages(in sheet: inout Dip.FundSheet) throws {
      func place(_ code: Substring) -> Int {
        if let known = sheet.packages.firstIndex(where: { $0.consortium == code }) { return known }
        sheet.packages.append(Dip.PackageFund(consortium: String(code)))
        return sheet.packages.count - 1
      }
      for package in packages {
        let parts = package.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        sheet.packages[place(parts[0])].budgetFen = try YuanOption.fen(String(parts[1]))
      }
      for insured in packageInsured {
        let parts = insured.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let persons = UInt64(parts[1]) else {
          throw ValidationError("--package-insured \(insured): persons are a whole number")
        }
        sheet.packages[place(parts[0])].insuredPersons = persons
      }
    }

    private static func entries(_ path: String) throws -> [Dip.InstitutionFund] {
      try InstitutionFundFile(content: WholeFile.read(path)).rows.map { row in
        Dip.InstitutionFund(
          institutionCode: row.institution,
          insuranceType: Dip.InsuranceType(rawValue: Int32(row.insurance.rawValue)),
          prepaidFen: row.prepaid.fen, auditDeductionFen: row.auditDeduction.fen,
          assessmentCoefficient: row.assessment.map { "\($0)" } ?? "",
          baseVolume: row.baseVolume.map { "\($0)" } ?? "")
      }
    }
  }
}

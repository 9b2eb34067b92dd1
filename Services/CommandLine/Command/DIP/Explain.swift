import ArgumentParser
import Contract
import Mesh
import Messages

/// `healthmesh dip explain`.
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Explain one settled case: why this group, why not the others, every factor.")

  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "setl_id of the settlement list.") var setlID: String
  @Option(name: .customLong("run"), help: "Identifier of the run; by default the newest.")
  var runID = ""

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let answer = try await DipSettlementClient(client: client).explain(
      Dip.ExplainRequest(setlId: setlID, runId: runID))
    if connection.output.json { return Terminal.line(try answer.jsonText()) }
    Terminal.line(ExplanationText(answer).text)
  }
}

/// `healthmesh dip estimate`.
struct Estimate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What one case would get; nothing is stored.",
    discussion: """
      Example: healthmesh dip estimate --diagnosis K80.302 --procedure 51.2300 --cost 12345.67 \
      --institution H99010100001 --insurance 310 --region 990100
      """)

  @OptionGroup var connection: ConnectionOptions
  @Option(parsing: .upToNextOption, help: "Diagnosis codes, the main one first.")
  var diagnosis: [String]
  @Option(parsing: .upToNextOption, help: "Procedure codes, the main one first.")
  var procedure: [String] = []
  @Option(help: "Total cost in yuan.") var cost: String
  @Option(help: "Paid by the patient, in yuan.") var patientPart = "0"
  @Option(help: "Insurance code of the institution.") var institution: String
  @Option(help: "310 employees, 390 residents.") var insurance: Int32 = 310
  @Option(help: "Area code of the region.") var region: String
  @Option(help: "Day of admission.") var admitted = "2025-06-01"
  @Option(help: "Day of discharge.") var discharged = "2025-06-08"
  @Option(help: "Birthday.") var born = "1970-01-01"
  @Option(help: "Birth weight in grams, for newborns.") var birthWeight: UInt32 = 0
  @Option(help: "Policy by name; by default the newest of region and year.") var policy = ""
  @Option(help: "Point value in yuan; by default that of the newest run.") var pointValue = ""

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    var list = Dip.SettlementList()
    list.setlId = "ESTIMATE"
    list.version = 1
    list.personNumber = "ESTIMATE"
    list.institutionCode = institution
    list.insuranceType = Dip.InsuranceType(rawValue: insurance)
    list.areaCode = region
    list.gender = 9
    list.birthDay = born
    list.admissionTime = admitted
    list.dischargeTime = discharged
    list.dischargeWay = 1
    list.birthWeightGrams = birthWeight
    list.diagnoses = diagnosis
    list.procedures = procedure
    list.totalCostFen = try YuanOption.fen(cost)
    list.patientPartFen = try YuanOption.fen(patientPart)
    list.fundPaidFen = max(0, list.totalCostFen - list.patientPartFen)
    let answer = try await DipSettlementClient(client: client).estimate(
      Dip.EstimateRequest(list: list, policy: policy, pointValue: pointValue))
    if connection.output.json { return Terminal.line(try answer.jsonText()) }
    Terminal.line(EstimateText(answer).text)
  }
}

/// An explanation for people.
struct ExplanationText {
  private let answer: Dip.ExplainResponse

  init(_ answer: Dip.ExplainResponse) { self.answer = answer }

  var text: String {
    let word = Terminal.language
    let list = answer.list ?? Dip.SettlementList()
    var lines = [
      "\(word("病例", "case"))  \(list.setlId)   \(list.institutionCode)   \(InsuranceWord.of(list.insuranceType))   \(list.admissionTime.prefix(10)) – \(list.dischargeTime.prefix(10))",
      "\(word("诊断", "diagnoses"))  \(list.diagnoses.joined(separator: "  "))",
      "\(word("手术操作", "procedures"))  \(list.procedures.isEmpty ? word("无", "none") : list.procedures.joined(separator: "  "))",
      "\(word("总费用", "cost"))  \(Figure.yuan(list.totalCostFen))",
      "",
      "\(word("入组", "group"))  \(answer.groupCode)  \(answer.groupName)  [\(StageWord.of(answer.stage))]",
    ]
    lines += answer.steps.enumerated().map { index, step in
      "  \(index + 1). \(Terminal.said(step.text))\(step.source.isEmpty ? "" : "  (\(step.source))")"
    }
    let losers = answer.candidates.filter { !$0.chosen }
    if !losers.isEmpty {
      lines.append(word("其他候选：", "The other candidates:"))
      lines += losers.map {
        "  \($0.groupCode)  \($0.groupName)  — \(Terminal.said($0.reason))"
      }
    }
    lines += ["", FactorTable(answer.factors).text]
    lines.append("\(word("病例分值", "case score"))  \(answer.caseScore)")
    lines.append("\(word("应付", "payable"))  \(Figure.yuan(answer.paymentFen))")
    lines += zip(answer.reasons, answer.reasonWords).map { code, words in
      "\(word("标记", "flag"))  \(Terminal.said(words))  [\(code)]"
    }
    lines.append(
      answer.agreesWithRun
        ? word("✓ 与结算批次一致", "✓ agrees with the settlement run")
        : word("✗ 与结算批次不一致", "✗ does not agree with the settlement run"))
    lines.append(
      answer.verified
        ? word("✓ 逐项核对无误", "✓ every claim holds when checked by itself")
        : word("✗ 核对发现：", "✗ the check found:"))
    lines += answer.findings.map { "  \($0.path)  \(Terminal.said($0.message))" }
    return lines.joined(separator: "\n")
  }
}

/// An estimate for people.
struct EstimateText {
  private let answer: Dip.EstimateResponse

  init(_ answer: Dip.EstimateResponse) { self.answer = answer }

  /// Where the cost lies; nothing where it is usual.
  private var band: String {
    switch answer.costBand {
    case "low": Terminal.language("  （低倍率）", "  (cost far below the mean)")
    case "high": Terminal.language("  （高倍率）", "  (cost far above the mean)")
    case "review": Terminal.language("  （需评审）", "  (to be reviewed)")
    default: ""
    }
  }

  var text: String {
    let word = Terminal.language
    var lines = [
      "\(word("入组", "group"))  \(answer.groupCode)  \(answer.groupName)  [\(StageWord.of(answer.stage))]",
      "", FactorTable(answer.factors).text,
      "\(word("病例分值", "case score"))  \(answer.caseScore)\(band)",
      "\(word("点值", "point value"))  \(Figure.decimals(answer.pointValue, 8))",
      "\(word("预计支付", "would pay"))  \(Figure.yuan(answer.paymentFen))",
    ]
    lines += zip(answer.reasons, answer.reasonWords).map { code, words in
      "\(word("标记", "flag"))  \(Terminal.said(words))  [\(code)]"
    }
    return lines.joined(separator: "\n")
  }
}

/// The stage of grouping (分组环节) that a case or a group belongs to.
enum StageWord {
  static func of(_ stage: String) -> String {
    switch stage {
    case "XQ": Terminal.language("XQ 先期分组", "XQ, grouped in advance")
    case "BX": Terminal.language("BX 并项病种", "BX, merged")
    case "FZ": Terminal.language("FZ 诊断辅助细分病种", "FZ, subdivided")
    case "JC": Terminal.language("JC 基本病种", "JC, basic")
    case "local": Terminal.language("地方核心病种", "local core")
    case "composite": Terminal.language("综合病种", "composite")
    case "ungrouped": Terminal.language("未入组", "ungrouped")
    case "out_of_scope": Terminal.language("不纳入 DIP", "out of scope")
    default: stage
    }
  }
}

/// The factors of a score or payment as a table.
struct FactorTable {
  private let factors: [Dip.Factor]

  init(_ factors: [Dip.Factor]) { self.factors = factors }

  var text: String {
    let word = Terminal.language
    var table = TextTable([
      (word("因子", "Factor"), .left), (word("精确值", "Exact"), .right),
      (word("取整后", "As rounded"), .right), (word("依据", "Rule"), .left),
    ])
    for factor in factors {
      // What was used stands in decimals beside the exact number, unless that is already one.
      table.append([
        Terminal.said(factor.title), factor.exact, Figure.decimals(factor.value, 8), factor.rule,
      ])
    }
    return table.text
  }
}

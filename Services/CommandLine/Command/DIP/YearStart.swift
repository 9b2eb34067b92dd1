import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// `healthmesh dip year-start`.
struct YearStart: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "year-start",
    abstract:
      "Measure the year-start point value (年初点值) from the lists of the years before.",
    discussion: """
      Weighted cost ÷ weighted score of the years, by the policy's point_value.year_weights \
      (1:2:7), .weighting (case_weighted or mean_of_means) and .trimming. A case counts with the \
      score of its group × coefficients; ungrouped cases take no part. Nothing is stored: the key \
      to set in the policy is printed.

        healthmesh dip year-start 990100 2026
        healthmesh policy edit policy-2026.yaml --set point_value.year_start=9.87 --out new.yaml
      """)

  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "Area code of the pooling region.") var region: String
  @Argument(help: "Year that the value is for; the years before it are measured.")
  var year: UInt32
  @Option(help: "Policy by name; by default the newest of region and year.") var policy = ""
  @Option(help: "Version of the policy; 0 is the newest.") var policyVersion: UInt32 = 0
  @Option(help: "Threads; 0 uses every processor.") var threads: UInt32 = 0

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let answer = try await DipMeasurementClient(client: client).measureYearStart(
      Dip.MeasureYearStartRequest(
        region: region, year: year, policy: policy, policyVersion: policyVersion,
        threads: threads), options: CallOptions(timeout: .seconds(600)))
    if connection.output.json { return Terminal.line(try answer.jsonText()) }
    Terminal.line(YearStartText(answer).text)
  }
}

/// A year-start point value for people: what each year contributed, and the key to set.
private struct YearStartText {
  let answer: Dip.MeasuredYearStart

  init(_ answer: Dip.MeasuredYearStart) { self.answer = answer }

  var text: String {
    let word = Terminal.language
    var lines = [
      "\(word("地区", "region"))  \(answer.region) \(answer.year)",
      "\(word("政策", "policy"))  \(answer.policyName) v\(answer.policyVersion)  \(answer.policyHash.prefix(12))",
      "\(word("目录", "catalogue"))  \(answer.catalogue?.name ?? "") \(answer.catalogue?.version ?? "")",
      "\(word("加权方式", "weighting"))  \(answer.weighting)",
      "", years, "",
    ]
    for pool in answer.pools {
      lines.append(
        "\(name(pool))  \(word("年初点值", "year-start value")) \(pool.pointValue)  = \(word("加权费用", "weighted cost")) \(Figure.decimals(pool.weightedCost, 4)) ÷ \(word("加权分值", "weighted score")) \(Figure.decimals(pool.weightedScore, 4))"
      )
    }
    lines += ["", answer.policyFragment]
    for warning in answer.warnings { lines.append("! \(Terminal.said(warning))") }
    return lines.joined(separator: "\n")
  }

  private var years: String {
    let word = Terminal.language
    var table = TextTable([
      (word("险种", "Pool"), .left), (word("年度", "Year"), .left), (word("权重", "Weight"), .right),
      (word("入组病例", "Grouped"), .right), (word("裁剪", "Trimmed"), .right),
      (word("费用（元）", "Cost (yuan)"), .right), (word("分值", "Score"), .right),
      (word("费用÷分值", "Cost ÷ score"), .right), (word("未入组", "Ungrouped"), .right),
    ])
    for pool in answer.pools {
      for year in pool.years {
        table.append([
          name(pool), "\(year.year)", "\(year.weight)", Figure.count(year.cases),
          Figure.count(year.trimmed), Figure.yuan(year.costFen), Figure.decimals(year.score, 4),
          year.pointValue, Figure.count(year.ungrouped),
        ])
      }
    }
    return table.text
  }

  private func name(_ pool: Dip.YearStartPool) -> String {
    pool.insuranceType == .unspecified
      ? Terminal.language("全部", "all") : InsuranceWord.of(pool.insuranceType)
  }
}

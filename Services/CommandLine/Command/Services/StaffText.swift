import Messages
import Quantities
import RegistryDomain

/// Answers about people, grids, clinics and consortia as tables and sentences.
enum StaffText {
  static func counts(_ answer: Registry.CountStaffResponse) -> String {
    let word = Terminal.language
    var table = TextTable([
      (word("机构", "Institution"), .left), (word("名称", "Name"), .left),
      (word("在岗", "People"), .right), (word("在职", "Employed"), .right),
      (word("占编", "Posts held"), .right), (word("全时当量", "FTE"), .right),
    ])
    for row in answer.rows where row.people > 0 || row.employed > 0 {
      table.append([
        row.institution, row.name, "\(row.people)", "\(row.employed)", "\(row.postHolders)",
        fraction(row.fullTimeEquivalents, row.fullTimeEquivalentsRounded),
      ])
    }
    let kinds = answer.kinds.map {
      "\(word($0.chinese, $0.kind.replacing("_", with: " "))) \($0.people)"
    }
    var lines = [
      table.text,
      word("合计（每人计一次）", "Total, each person once")
        + word("  在岗 \(answer.people)  全时当量 ", "  \(answer.people) people  FTE ")
        + fraction(answer.fullTimeEquivalents, answer.fullTimeEquivalentsRounded),
      kinds.joined(separator: word("，", ", ")),
    ]
    if !answer.overshared.isEmpty {
      lines.append(
        word("工作量份额超过一人：", "Shared out for more than one: ")
          + answer.overshared.joined(separator: " "))
    }
    return lines.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// `2.3 (23/10)`, or the number alone when it is exact.
  private static func fraction(_ exact: String, _ rounded: String) -> String {
    exact.contains("/") ? "\(rounded) (\(exact))" : exact
  }

  static func posts(_ answer: Registry.CheckStaffingResponse) -> String {
    let word = Terminal.language
    var table = TextTable([
      (word("机构", "Institution"), .left), (word("名称", "Name"), .left),
      (word("编制", "Posts"), .right), (word("占编", "Held"), .right),
      (word("卫技人员", "Professionals"), .right),
      (word("职称岗位（占用/职数）", "Title posts (used/quota)"), .left),
      (word("不占职数", "Exempt"), .left),
    ])
    for report in answer.institutions {
      table.append([
        report.institution, report.name, report.established ? "\(report.posts)" : "—",
        "\(report.holders)", "\(report.professionals)",
        report.titles.map {
          "\(word($0.chinese, $0.group)) \($0.occupying)/\($0.limited ? "\($0.posts)" : "—")"
        }.joined(separator: " "),
        report.titles.flatMap(\.exempt).joined(separator: " "),
      ])
    }
    let findings = answer.institutions.flatMap(\.findings) + answer.findings
    return [
      table.text,
      "\(word("合计编制", "Posts in all")) \(answer.posts)  \(word("占编", "held")) \(answer.holders)",
      RegisterText.findings(findings),
    ].joined(separator: "\n")
  }

  static func promotion(_ answer: Registry.CheckPromotionResponse) -> String {
    let word = Terminal.language
    let who =
      answer.cityDoctor
      ? word("城市医生", "doctor of a city hospital")
      : word("规则不适用：不是城市医生", "the rule is not about them")
    return [
      "\(who)  \(word("基层服务", "at the base")) \(answer.baseDays) \(word("天（\(answer.baseYears) 年）", "days (\(answer.baseYears) years)"))",
      RegisterText.findings(answer.findings),
    ].joined(separator: "\n")
  }

  static func teams(_ answer: Registry.CheckTeamsResponse) -> String {
    let word = Terminal.language
    var table = TextTable([
      (word("团队", "Team"), .left), (word("名称", "Name"), .left),
      (word("机构", "Institution"), .left), (word("家庭医生", "Doctors"), .right),
      (word("医院全科医生", "Hospital GPs"), .left), (word("县乡共同", "County and township"), .left),
    ])
    for team in answer.teams {
      table.append([
        team.team, team.name, team.institution, "\(team.familyDoctors)",
        team.hospitalPractitioners.joined(separator: " "),
        team.joinsLevels ? word("是", "yes") : "",
      ])
    }
    return [table.text, RegisterText.findings(answer.teams.flatMap(\.findings))]
      .joined(separator: "\n")
  }

  static func grids(_ answer: Registry.CheckGridsResponse) -> String {
    let word = Terminal.language
    var lines = [
      "\(word("网格", "Grids")) \(answer.grids)  \(word("齐备", "complete")) \(answer.complete)  \(word("嘎查村（社区）", "villages")) \(answer.villages)  \(word("无网格", "without a grid")) \(answer.villagesWithoutGrid.count)",
      RegisterText.findings(answer.incomplete.flatMap(\.findings) + answer.findings),
    ]
    if !answer.villagesWithoutGrid.isEmpty {
      lines.append(
        word("没有网格：", "Without a grid: ")
          + answer.villagesWithoutGrid.joined(separator: " "))
    }
    return lines.joined(separator: "\n")
  }

  static func clinics(_ answer: Registry.CheckClinicsResponse) -> String {
    let word = Terminal.language
    var table = TextTable([
      (word("卫生室", "Clinic"), .left), (word("名称", "Name"), .left),
      (word("方式", "Mode"), .left), (word("医生", "Doctors"), .right),
      (word("派驻", "Dispatched"), .right),
    ])
    for clinic in answer.clinics {
      table.append([
        clinic.institution, clinic.name,
        ClinicMode(rawValue: clinic.mode).map { word($0.chinese, $0.rawValue) } ?? "",
        "\(clinic.doctors)", "\(clinic.dispatched)",
      ])
    }
    return [table.text, RegisterText.findings(answer.clinics.flatMap(\.findings))]
      .joined(separator: "\n")
  }

  static func plan(_ answer: Registry.PlanClinicsResponse) -> String {
    let word = Terminal.language
    var table = TextTable([
      (word("村", "Village"), .left), (word("名称", "Name"), .left),
      (word("服务人口", "Residents"), .right), (word("建议", "Proposal"), .left),
      (word("可联办的村", "May join"), .left), (word("不能联办的原因", "Why it may not"), .left),
    ])
    for proposal in answer.proposals {
      let decision =
        switch proposal.decision {
        case .join: word("联办于 ", "joins ") + proposal.seat
        case .station: word("社区卫生服务站", "health station")
        default: word("独立设置", "own clinic")
        }
      table.append([
        proposal.village, proposal.name, proposal.residentsKnown ? "\(proposal.residents)" : "—",
        decision, proposal.candidates.joined(separator: " "),
        proposal.obstacles.map { Terminal.said($0) }.joined(separator: word("；", "; ")),
      ])
    }
    return table.text
  }

  static func counties(_ answer: Registry.CheckCountiesResponse) -> String {
    let word = Terminal.language
    let sections = answer.counties.map { county in
      let residents =
        county.residentsYear == 0
        ? ""
        : word(
          "  常住人口 \(county.residents)（\(county.residentsYear)）",
          "  \(county.residents) residents (\(county.residentsYear))")
      let consortia = county.consortia.map {
        "\($0.code) \($0.name)\(word("（\($0.lead)）", " (\($0.lead))"))"
      }
      return [
        "\(county.county) \(county.name)\(residents)",
        "  \(word("医共体：", "Consortia: "))\(consortia.isEmpty ? "—" : consortia.joined(separator: word("；", "; ")))",
        "  \(word("公立村卫生室", "Public village clinics")) \(county.publicVillageClinicsInside)/\(county.publicVillageClinics)  \(word("社会办、康复、护理、安宁疗护机构", "Social institutions")) \(county.socialMembers)/\(county.socialInstitutions)",
        RegisterText.findings(county.findings + county.consortia.flatMap(\.findings))
          .split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"),
      ].joined(separator: "\n")
    }
    let sum =
      "\(word("错误", "errors")) \(answer.errors)  \(word("警告", "warnings")) \(answer.warnings)  \(word("提示", "notes")) \(answer.notes)  \(word("例外", "overridden")) \(answer.overridden)"
    return (sections + [sum]).joined(separator: "\n")
  }
}

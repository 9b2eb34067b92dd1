import Quantities

/// What one grid lacks on one day (健康管理网格核查, M12).
public struct GridCheck: Sendable, Hashable {
  public let grid: HealthGrid
  /// Workers who count: registered on the day, and a doctor where a doctor is asked for.
  public let doctors: Int
  public let publicHealthWorkers: Int
  /// About what it is made of: one village, or about 2000 people.
  public let measureFindings: [RuleFinding]
  /// About who is missing.
  public let staffFindings: [RuleFinding]

  public var findings: [RuleFinding] { measureFindings + staffFindings }
  public var isComplete: Bool { findings.isEmpty }

  /// - Parameter workers: the grid's workers of the day, and who they are; nil when they are not
  ///   registered then.
  public init(
    _ grid: HealthGrid, workers: [(role: GridRole, practitioner: Practitioner?)],
    rules: RegistryRules
  ) {
    self.grid = grid
    doctors = workers.count { $0.role == .doctor && $0.practitioner?.kind.isDoctor == true }
    publicHealthWorkers = workers.count { $0.role == .publicHealth && $0.practitioner != nil }
    measureFindings = [rules.gridMeasure(of: grid)].compactMap { $0 }
    staffFindings = [
      rules.gridStaff(.gridDoctor, .doctor, doctors, of: grid),
      rules.gridStaff(.gridPublicHealth, .publicHealth, publicHealthWorkers, of: grid),
    ].compactMap { $0 }
  }
}

/// The grids of an area on one day, and the villages that have none.
public struct GridReport: Sendable, Hashable {
  /// By code.
  public let grids: [GridCheck]
  public let villages: Int
  /// Villages and communities that belong to no grid, by code.
  public let villagesWithoutGrid: [AreaCode]
  /// Findings about the area as a whole.
  public let findings: [RuleFinding]

  public var complete: Int { grids.count(where: \.isComplete) }

  /// - Parameter villages: every village and community of the area.
  public init(
    _ grids: [GridCheck], villages: [AreaCode], in area: AreaCode?, rules: RegistryRules
  ) {
    self.grids = grids.sorted { $0.grid.code < $1.grid.code }
    self.villages = villages.count
    let served = Set(grids.flatMap(\.grid.areas))
    let missing = villages.filter { !served.contains($0) }.sorted()
    villagesWithoutGrid = missing
    findings = [rules.gridCoverage(missing: missing, of: villages.count, in: area)]
      .compactMap { $0 }
  }

  /// By what the registry knows of an area (nil is everywhere) on a day.
  public init(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws {
    let grids = try knowledge.entries(HealthGrid.self, in: area, where: [], on: day)
    let workers = try knowledge.entries(
      GridWorker.self, GridWorker.grid, in: grids.map(\.code), on: day)
    let people = try knowledge.practitioners(workers.map(\.practitioner), on: day)
    let byGrid = Dictionary(grouping: workers, by: \.grid)
    let villages = try knowledge.areas(in: area, level: .village, on: day).map(\.code)
    self.init(
      grids.map { grid in
        GridCheck(
          grid,
          workers: byGrid[grid.code, default: []].map { ($0.role, people[$0.practitioner]) },
          rules: knowledge.rules)
      }, villages: villages, in: area, rules: knowledge.rules)
  }
}

extension RegistryRules {
  /// M12: in the country a grid is one village, in town it has about 2000 people.
  func gridMeasure(of grid: HealthGrid) -> RuleFinding? {
    grid.setting == .rural ? gridUnit(of: grid) : gridSize(of: grid)
  }

  private func gridUnit(of grid: HealthGrid) -> RuleFinding? {
    guard grid.areas.count > 1, let provision = provision(.gridUnit, in: grid.area) else {
      return nil
    }
    return RuleFinding(
      provision, subject: grid.code.text,
      message: Bilingual(
        zh: "\(grid.name) 含 \(grid.areas.count) 个嘎查村，农牧区以嘎查村为单位划分网格",
        en: "\(grid.name) has \(grid.areas.count) villages; in the country a grid is one village"),
      remedy: Bilingual(zh: "请每个嘎查村各设一个网格", en: "make a grid of each village"))
  }

  private func gridSize(of grid: HealthGrid) -> RuleFinding? {
    guard let provision = provision(.gridSize, in: grid.area) else { return nil }
    let tolerance = self.provision(.gridTolerance, in: grid.area)?.threshold ?? 0
    let few = provision.threshold * (100 - tolerance)
    let many = provision.threshold * (100 + tolerance)
    guard grid.residents * 100 < few || grid.residents * 100 > many else { return nil }
    return RuleFinding(
      provision, subject: grid.code.text,
      message: Bilingual(
        zh:
          "\(grid.name) 有 \(grid.residents) 人，城区原则上大致 \(provision.threshold) 人一个网格（\(few / 100)–\(many / 100)）",
        en:
          "\(grid.name) has \(grid.residents) people; in town a grid has in principle about \(provision.threshold) (\(few / 100)–\(many / 100))"
      ),
      remedy: Bilingual(
        zh: grid.residents * 100 > many ? "请拆分网格" : "请与相邻网格合并",
        en: grid.residents * 100 > many ? "split the grid" : "join it with a neighbour"))
  }

  fileprivate func gridStaff(
    _ rule: RegistryRule, _ role: GridRole, _ count: Int, of grid: HealthGrid
  ) -> RuleFinding? {
    guard let provision = provision(rule, in: grid.area), Int64(count) < provision.threshold else {
      return nil
    }
    return RuleFinding(
      provision, subject: grid.code.text,
      message: Bilingual(
        zh: "\(grid.name) 缺\(role.chinese)：至少 \(provision.threshold) 名，现有 \(count) 名",
        en:
          "\(grid.name) lacks a worker of role \(role.rawValue): at least \(provision.threshold), now \(count)"
      ),
      remedy: Bilingual(
        zh: role == .doctor ? "请配备执业（助理）医师或乡村医生" : "请另配备公共卫生人员，不由同一医生兼任",
        en: role == .doctor
          ? "assign a physician, an assistant physician or a village doctor"
          : "assign somebody besides the doctor"))
  }

  fileprivate func gridCoverage(
    missing: [AreaCode], of villages: Int, in area: AreaCode?
  ) -> RuleFinding? {
    guard let first = missing.first, let provision = provision(.gridCoverage, in: area ?? first)
    else { return nil }
    return RuleFinding(
      provision, subject: "\(area ?? first)",
      message: Bilingual(
        zh: "\(villages) 个嘎查村（社区）中 \(missing.count) 个没有健康管理网格",
        en: "\(missing.count) of \(villages) villages and communities have no grid"),
      remedy: Bilingual(zh: "请为其划分网格", en: "make grids of them"))
  }
}

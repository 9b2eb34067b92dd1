import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Store

/// Measuring scores over the mesh.
struct MeasurementEndpoint: DipMeasurement {
  let desk: MeasurementDesk
  /// Imports what was measured, as any other catalogue.
  let catalogues: CataloguesEndpoint

  func measureScores(
    _ request: Dip.MeasureScoresRequest, responses: ResponseWriter<Dip.MeasureScoresProgress>,
    context: ServerContext
  ) async throws {
    try CallerScope(context).requireBureau()
    // The work does not wait for who watches it: what is not taken in time is left out.
    let (steps, sink) = AsyncStream.makeStream(
      of: MeasurementDesk.Progress.self, bufferingPolicy: .bufferingNewest(32))
    async let measured = {
      defer { sink.finish() }
      return try await desk.measure(request) { sink.yield($0) }
    }()
    for await step in steps {
      try await responses.write(
        Dip.MeasureScoresProgress(
          stage: step.stage, done: UInt64(step.done), total: UInt64(step.total)))
    }
    let answer = try await measured
    let measurement = answer.measurement
    let report = measurement.report
    let lists = UInt64(report.counts.reduce(0) { $0 + $1.lists })
    for table in report.tables {
      try await responses.write(
        Dip.MeasureScoresProgress(
          stage: "report", done: lists, total: lists, table: Dip.ReportTable(table)))
    }
    let files = measurement.files.map { Dip.CatalogueFile(name: $0.name, content: $0.content) }
    for file in files {
      try await responses.write(
        Dip.MeasureScoresProgress(stage: "files", done: lists, total: lists, file: file))
    }
    var result = Dip.MeasuredScores(answer)
    if request.`import` {
      let imported = try await catalogues.importCatalogue(
        Dip.ImportCatalogueRequest(files: files), context: context)
      result.catalogue = imported.catalogue
      result.unchanged = imported.unchanged
    }
    try await responses.write(
      Dip.MeasureScoresProgress(stage: "done", done: lists, total: lists, result: result))
  }
}

extension MeasurementEndpoint {
  func measureYearStart(
    _ request: Dip.MeasureYearStartRequest, context: ServerContext
  ) async throws -> Dip.MeasuredYearStart {
    try CallerScope(context).requireBureau()
    return Dip.MeasuredYearStart(try await desk.yearStart(request))
  }
}

extension Dip.MeasuredYearStart {
  init(_ measured: MeasurementDesk.YearStart) {
    let (order, computation) = (measured.order, measured.computation)
    let year = (order.years.last?.number ?? 0) + 1
    self.init(
      region: order.region.description, year: UInt32(year), policyName: order.policy.name,
      policyVersion: UInt32(order.policy.version), policyHash: order.policy.hash,
      catalogue: Dip.Catalogue(order.catalogue),
      inputsDigest: computation.inputsDigest.description,
      weighting: computation.weighting.rawValue,
      pools: computation.values.map { Dip.YearStartPool($0) },
      policyFragment: Self.fragment(computation, order),
      warnings: measured.warnings.map { Common.Bilingual($0) })
  }

  /// The key to set: one value, because a policy has one.
  private static func fragment(
    _ computation: YearStartComputation, _ order: MeasurementOrder
  ) -> String {
    guard let first = order.years.first, let last = order.years.last,
      let value = computation.values.first?.measurement.policyText
    else { return "" }
    return """
      point_value:
        # 年初点值（测算自 \(first)-\(last) 年，目录 \(order.catalogue.name) \(order.catalogue.version)，输入摘要 \(computation.inputsDigest.description.prefix(12))）
        # Year-start point value: weighted cost ÷ weighted score of the years.
        year_start: \(value)

      """
  }
}

extension Dip.YearStartPool {
  fileprivate init(_ value: YearStartComputation.Value) {
    let measurement = value.measurement
    self.init(
      insuranceType: Dip.InsuranceType(code: value.insurance ?? ""),
      years: zip(measurement.years, value.ungrouped).map { year, ungrouped in
        Dip.YearStartYear(
          year: UInt32(year.year.number), weight: UInt32(year.weight), cases: UInt64(year.cases),
          trimmed: UInt64(year.cases - year.kept), lowestCostFen: year.bounds?.lowerBound ?? 0,
          highestCostFen: year.bounds?.upperBound ?? 0, costFen: year.cost.fen,
          score: year.score.description, pointValue: year.pointValue ?? "",
          ungrouped: UInt64(ungrouped))
      },
      weightedCost: measurement.weightedCost.description,
      weightedScore: measurement.weightedScore.description,
      exact: measurement.exact.description, pointValue: measurement.policyText)
  }
}

extension Dip.MeasuredScores {
  init(_ measured: MeasurementDesk.Measured) {
    let (catalogue, report) = (measured.measurement.catalogue, measured.measurement.report)
    let order = measured.order
    self.init(
      catalogue: Dip.Catalogue(
        name: catalogue.name, version: catalogue.version, hash: catalogue.hash.description,
        groups: UInt32(catalogue.groups.count), coreGroups: UInt32(catalogue.coreGroupCount),
        compositeGroups: UInt32(catalogue.compositeGroupCount)),
      baseCatalogue: Dip.Catalogue(order.catalogue), policyName: order.policy.name,
      policyVersion: UInt32(order.policy.version), policyHash: order.policy.hash,
      inputsDigest: report.inputsDigest.description,
      firstYear: UInt32(order.years.first?.number ?? 0),
      lastYear: UInt32(order.years.last?.number ?? 0),
      cases: UInt64(report.counts.reduce(0) { $0 + $1.measured }),
      groupsDropped: UInt32(report.dropped.count), groupsAdded: UInt32(report.added.count),
      auxiliaryCoefficients: UInt32(report.auxiliary.count(where: \.isTriggered)),
      policyFragment: report.policyFragment,
      warnings: measured.warnings.map { Common.Bilingual($0) })
  }
}

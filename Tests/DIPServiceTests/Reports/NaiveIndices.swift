import DIPDomain
import Foundation
import Messages
import Quantities

/// Indices of care by their definitions, in floating point, from results and lists.
struct NaiveIndices {
  struct Institution {
    var cases = 0
    /// By group: cost and stay of each case.
    var costs: [String: [Double]] = [:]
    var stays: [String: [Double]] = [:]
    var scores: [Double] = []
    var caseMixIndex: Double?
    var costIndex: Double?
    var timeIndex: Double?
    var variation: Double?
  }

  private(set) var institutions: [String: Institution] = [:]

  init(results: [Dip.GroupingResultRecord], lists: [Case]) {
    let byID = Dictionary(uniqueKeysWithValues: lists.map { ($0.id, $0) })
    var region = Institution()
    for result in results where result.grpStas != "2" {
      institutions[result.fixmedinsCode, default: Institution()].cases += 1
      guard result.grpStas == "1", let list = byID[result.setlId] else { continue }
      let cost = Double(list.cost.total.fen)
      let stay = Double(list.stayInDays)
      let score = Double(result.grpDiseSco) ?? .nan
      func add(_ to: inout Institution) {
        to.costs[result.dipDiseGrpCode, default: []].append(cost)
        to.stays[result.dipDiseGrpCode, default: []].append(stay)
        to.scores.append(score)
      }
      add(&region)
      add(&institutions[result.fixmedinsCode, default: Institution()])
    }
    for (code, own) in institutions where !own.scores.isEmpty {
      institutions[code]?.caseMixIndex = Self.mean(own.scores) / Self.mean(region.scores)
      institutions[code]?.costIndex = Self.index(own.costs, region.costs)
      institutions[code]?.timeIndex = Self.index(own.stays, region.stays)
      institutions[code]?.variation = Self.variation(own.costs)
    }
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  private static func index(_ own: [String: [Double]], _ region: [String: [Double]]) -> Double {
    var sum = 0.0
    var cases = 0
    for (group, values) in own {
      sum += mean(values) / mean(region[group] ?? []) * Double(values.count)
      cases += values.count
    }
    return sum / Double(cases)
  }

  private static func variation(_ groups: [String: [Double]]) -> Double? {
    var sum = 0.0
    var cases = 0
    for values in groups.values where values.count >= 2 {
      let mean = mean(values)
      let variance = Self.mean(values.map { ($0 - mean) * ($0 - mean) })
      sum += variance.squareRoot() / mean * Double(values.count)
      cases += values.count
    }
    return cases == 0 ? nil : sum / Double(cases)
  }
}

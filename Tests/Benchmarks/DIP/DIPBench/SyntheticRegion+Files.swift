import DIPDomain
import Foundation
import Quantities

extension SyntheticRegion {
  /// Writes what the peer loads: the same rows in the same order, and the same tables as plain
  /// integers.
  func write(_ cases: ClusteredCases, to folder: String) throws {
    let folder = URL(filePath: folder, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let runs = cases.runs
    var run = 0
    try IntegerRows(folder.appending(path: "cases.csv")).write(cases.count) { row, line in
      while runs[run].range.upperBound <= row { run += 1 }
      line.append(Int64(runs[run].institution))
      line.append(Int64(cases.cells[row]))
      line.append(Int64(runs[run].pool))
      line.append(Int64(cases.costs[row]))
      line.append(Int64(cases.booked[row]))
      line.append(Int64(cases.patient[row]))
    }
    let coefficients = try institutions.map { try ($0.coefficient ?? .one).scaled(to: 4) }
    let lines = institutions.enumerated().map { index, institution in
      "\(index),\(institution.code),\(institution.level),\(coefficients[index])\n"
    }
    try Data(lines.joined().utf8).write(to: folder.appending(path: "institutions.csv"))
    let pools = funds.pools.enumerated().map { "\($0),\($1.insurance),\($1.amount.fen)\n" }
    try Data(pools.joined().utf8).write(to: folder.appending(path: "pools.csv"))
    try writeCells(to: folder.appending(path: "cells.csv"))
  }

  /// place = (group × 4 + level) × 2 + pool; group -1 stands for ungrouped cases.
  private func writeCells(to file: URL) throws {
    let scores = try groups.map { Int64(try $0.score.scaled(to: 2)) }
    let perGroup = ScoringInstitution.levels * Self.pools.count
    try IntegerRows(file).write((groups.count + 1) * perGroup) { row, line in
      let place = row - perGroup
      let level = row % perGroup / Self.pools.count
      line.append(Int64(place))
      guard place >= 0 else {
        line.append(0)
        line.append(0)
        return
      }
      let group = groups[place / perGroup]
      let mean = group.referenceMean(level: level, insurance: Self.pools[row % Self.pools.count])
      line.append(scores[place / perGroup])
      line.append(mean?.fen ?? 0)
    }
  }
}

/// A CSV file of whole numbers without a header.
private struct IntegerRows {
  struct Line {
    fileprivate var bytes: [UInt8] = []

    mutating func append(_ number: Int64) {
      bytes.append(contentsOf: String(number).utf8)
      bytes.append(UInt8(ascii: ","))
    }
  }

  private let file: URL

  init(_ file: URL) { self.file = file }

  func write(_ count: Int, _ row: (Int, inout Line) throws -> Void) throws {
    try Data().write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    var line = Line()
    for index in 0..<count {
      try row(index, &line)
      line.bytes[line.bytes.count - 1] = UInt8(ascii: "\n")
      if line.bytes.count > 1 << 20 {
        try handle.write(contentsOf: line.bytes)
        line.bytes.removeAll(keepingCapacity: true)
      }
    }
    try handle.write(contentsOf: line.bytes)
    try handle.close()
  }
}

import Quantities

extension ExplanationCheck {
  func checkGrouping(
    _ record: ExplanationRecord, _ subject: CheckedCase
  ) -> [ExplanationFinding] {
    if let findings = checkExclusion(record, subject) { return findings }
    // The rows are judged by the right main procedure, whatever the record says.
    let main = mainProcedure(of: subject)
    var findings = checkMainProcedure(record, subject, main)
    let chosen = record.candidates.filter { $0.outcome == .chosen }
    guard chosen.map(\.group) == (record.group.map { [$0] } ?? []) else {
      return findings + [
        .init(
          .group, "group", zh: "入选的候选病种应恰为病例的病种",
          en: "the chosen candidate and the group of the case differ")
      ]
    }
    let winner = chosen.first.flatMap { row($0.group, main, subject) }
    for (number, candidate) in record.candidates.enumerated() {
      findings += check(candidate, "candidates[\(number)]", main, subject, winner)
    }
    if winner == nil, record.candidates.contains(where: { $0.outcome == .lost }) {
      findings.append(
        .init(.group, "group", zh: "有符合的病种却未入组", en: "a group fits, yet the case is in none"))
    }
    return findings + checkFlags(record, subject, main, winner)
  }

  private func row(
    _ code: String, _ main: Int?, _ subject: CheckedCase
  ) -> CheckedRow? {
    catalogue.index(of: code).map {
      CheckedRow(
        group: catalogue.groups[$0], subject: subject, catalogue: catalogue,
        main: main, classes: classes)
    }
  }

  /// The findings of a case whose main diagnosis is excluded or unknown, or said to be; nil when it
  /// is neither.
  private func checkExclusion(
    _ record: ExplanationRecord, _ subject: CheckedCase
  ) -> [ExplanationFinding]? {
    let main = subject.diagnoses[0]
    let isExcluded = catalogue.excludedDiagnoses.contains { code in
      let text = code.description
      return text == main || (policy.grouping.exclusionMatch == .prefix && main.hasPrefix(text))
    }
    let isUnknown =
      !isExcluded && catalogue.codes?.knows(diagnosis: subject.diagnosisCodes[0].key) == false
    let expected =
      isExcluded ? "MAIN_DIAGNOSIS_EXCLUDED" : isUnknown ? "DIAGNOSIS_CODE_UNKNOWN" : nil
    let named = record.flags.first {
      $0 == "MAIN_DIAGNOSIS_EXCLUDED" || $0 == "DIAGNOSIS_CODE_UNKNOWN"
    }
    guard expected == named else {
      return [
        .init(
          .exclusion, "flags", zh: "主要诊断 \(main) 的排除情况应为 \(expected ?? "无")",
          en: "the main diagnosis \(main) calls for \(expected ?? "no exclusion")")
      ]
    }
    guard expected != nil else { return nil }
    guard record.group == nil, record.candidates.isEmpty else {
      return [
        .init(
          .group, "group", zh: "主要诊断被排除的病例不应入组",
          en: "a case with an excluded main diagnosis has no group")
      ]
    }
    return []
  }

  /// The first procedure that nothing forbids is the main one.
  private func checkMainProcedure(
    _ record: ExplanationRecord, _ subject: CheckedCase, _ expected: Int?
  ) -> [ExplanationFinding] {
    guard expected != record.mainProcedure else { return [] }
    let name = expected.map { subject.procedures[$0] }
    return [
      .init(
        .mainProcedure, "mainProcedure", zh: "主要手术操作应为 \(name ?? "无")",
        en: "the main procedure is \(name ?? "none")")
    ]
  }

  func mainProcedure(of subject: CheckedCase) -> Int? {
    subject.procedures.indices.first { position in
      Self.canBeMain(position, subject, catalogue)
        && !(policy.codes.unknown == .medical && isUnknown(position, subject))
    }
  }

  /// No list has the code, and it extends none that a row has.
  private func isUnknown(_ position: Int, _ subject: CheckedCase) -> Bool {
    let code = subject.codes[position]
    guard !classes.isEmpty || catalogue.codes?.procedureKeys.isEmpty == false else { return false }
    if classes[code] != nil || catalogue.excludedProcedures[code] != nil
      || catalogue.surgeryLevels[code.key] != nil
      || catalogue.codes?.procedureKeys.contains(code.key) == true
    {
      return false
    }
    let text = code.description
    return !catalogue.groups.contains { group in
      (group.mainProcedures.clauses + group.relatedProcedures.clauses).contains { clause in
        clause.contains { subject.meets(text, $0.description) }
      }
    }
  }

  private func check(
    _ candidate: ExplanationRecord.Candidate, _ path: String, _ main: Int?,
    _ subject: CheckedCase, _ winner: CheckedRow?
  ) -> [ExplanationFinding] {
    guard let row = row(candidate.group, main, subject),
      row.group.source.description == candidate.source
    else {
      return [
        .init(
          .row, path, zh: "目录中没有 \(candidate.group)（\(candidate.source)）",
          en: "the catalogue has no \(candidate.group) at \(candidate.source)")
      ]
    }
    switch candidate.outcome {
    case .chosen:
      return row.fits && row.isTried ? [] : [unfit(candidate.group, path)]
    case .failed:
      guard let failure = MatchFailure(rawValue: candidate.reason), row.fails(by: failure),
        !row.fits
      else {
        return [
          .init(
            .match, path, zh: "\(candidate.group) 并非因“\(candidate.reason)”不符",
            en: "\(candidate.group) does not fail by \(candidate.reason)")
        ]
      }
      return []
    case .lost:
      guard row.fits else { return [unfit(candidate.group, path)] }
      guard let winner, let key = Self.decidingKey(winner, row), key.code == candidate.reason else {
        return [
          .init(
            .key, path, zh: "\(candidate.group) 并非因“\(candidate.reason)”落选",
            en: "\(candidate.group) does not lose by \(candidate.reason)")
        ]
      }
      return []
    }
  }

  private func unfit(_ group: String, _ path: String) -> ExplanationFinding {
    .init(
      .match, path, zh: "\(group) 与病例不符", en: "\(group) does not fit the case")
  }

  /// The key by which one row goes before another; nil when it does not.
  static func decidingKey(_ winner: CheckedRow, _ loser: CheckedRow) -> ChoiceKey? {
    for (mine, other) in zip(winner.keys(), loser.keys()) where mine.value != other.value {
      guard mine.value > other.value else { return nil }
      let isPutBack = mine.key == .stage && loser.ownStage <= winner.ownStage
      return isPutBack ? .unmatchedSurgery : mine.key
    }
    let (a, b) = (winner.group, loser.group)
    let isBefore = (a.kind.rawValue, a.sequence, a.code) < (b.kind.rawValue, b.sequence, b.code)
    return isBefore ? .sequence : nil
  }

  /// The reason codes that follow from what the record says.
  private func checkFlags(
    _ record: ExplanationRecord, _ subject: CheckedCase, _ main: Int?, _ winner: CheckedRow?
  ) -> [ExplanationFinding] {
    let isTied = record.candidates.contains {
      $0.outcome == .lost && $0.reason == ChoiceKey.sequence.code
    }
    let expected: [(String, Bool)] = [
      ("TIE_BROKEN_BY_SEQUENCE", isTied), ("NO_GROUP_MATCHES", winner == nil),
      ("PRIMARY_CARE_GROUP", winner?.group.isPrimaryCare ?? false),
      (
        "CONSERVATIVE_TREATMENT",
        main == nil && winner?.group.kind != .advance
      ),
      (
        "MAIN_PROCEDURE_REPLACED",
        !subject.procedures.isEmpty && main != 0
      ),
      ("COMPOSITE_FALLBACK", winner?.isFallback ?? false),
    ]
    return expected.compactMap { flag, holds in
      guard record.flags.contains(flag) != holds else { return nil }
      return .init(
        .flag, "flags", zh: holds ? "缺少标识 \(flag)" : "标识 \(flag) 不成立",
        en: holds ? "the flag \(flag) is missing" : "the flag \(flag) does not hold")
    }
  }
}

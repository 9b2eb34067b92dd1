import Quantities

/// What a list's codes do for its group and score (编码敏感性): each code left out, and main code and
/// another one exchanged, one change at a time.
public struct CodingSensitivity: Sendable {
  public enum Change: String, Sendable, Hashable {
    case dropDiagnosis = "drop_diagnosis"
    case exchangeDiagnosis = "exchange_diagnosis"
    case dropProcedure = "drop_procedure"
    case exchangeProcedure = "exchange_procedure"
  }

  /// The list with one change.
  public struct Variant: Sendable {
    public var change: Change
    /// The code that is left out, or that becomes the main one.
    public var code: String
    public var account: CaseAccount
    /// Group, or the way to have none, is another one.
    public var movesGroup: Bool
    /// Score of the list as it is, less the variant's: what the code is worth. Nil when either is not
    /// scored.
    public var scoreWorth: Ratio?
    /// The same for the payment.
    public var paymentWorth: Money?
  }

  public let account: CaseAccount
  /// Diagnoses before procedures, each in the order of the list; drops before exchanges.
  public let variants: [Variant]
}

extension SettlementComputation {
  /// - Throws: the problems of explaining a case.
  public func sensitivity(of list: Case) throws(Problem) -> CodingSensitivity {
    let account = try explain(list)
    var variants: [CodingSensitivity.Variant] = []
    for (change, code, changed) in list.codingVariants {
      let other = try explain(changed)
      var worth: Ratio?
      if let own = account.scoring, let theirs = other.scoring {
        worth =
          try Decimal(parsing: own.caseScore).ratio - Decimal(parsing: theirs.caseScore).ratio
      }
      var paid: Money?
      if let own = account.scoring?.payment, let theirs = other.scoring?.payment {
        paid = try own - theirs
      }
      variants.append(
        CodingSensitivity.Variant(
          change: change, code: code, account: other,
          movesGroup: account.grouping.result.group != other.grouping.result.group,
          scoreWorth: worth, paymentWorth: paid))
    }
    return CodingSensitivity(account: account, variants: variants)
  }
}

extension Case {
  /// The list with one code changed, for each code: what was changed, the code, and the list.
  var codingVariants: [(change: CodingSensitivity.Change, code: String, list: Case)] {
    var variants: [(CodingSensitivity.Change, String, Case)] = []
    if diagnoses.count > 1 {
      for place in diagnoses.indices {
        variants.append((.dropDiagnosis, diagnoses[place].description, droppingDiagnosis(place)))
      }
      for place in diagnoses.indices.dropFirst() where diagnoses[place] != diagnoses[0] {
        variants.append(
          (.exchangeDiagnosis, diagnoses[place].description, exchangingDiagnosis(place)))
      }
    }
    for place in procedures.indices {
      var list = self
      list.procedures.remove(at: place)
      variants.append((.dropProcedure, procedures[place].description, list))
    }
    for place in procedures.indices.dropFirst() where procedures[place] != procedures[0] {
      var list = self
      list.procedures.swapAt(0, place)
      variants.append((.exchangeProcedure, procedures[place].description, list))
    }
    return variants
  }

  private func droppingDiagnosis(_ place: Int) -> Case {
    withDiagnoses { codes, texts in
      codes.remove(at: place)
      if texts.indices.contains(place) { texts.remove(at: place) }
    }
  }

  private func exchangingDiagnosis(_ place: Int) -> Case {
    withDiagnoses { codes, texts in
      codes.swapAt(0, place)
      if texts.indices.contains(place) { texts.swapAt(0, place) }
    }
  }

  /// Codes and their texts, which keep asterisk parts, are changed alike.
  private func withDiagnoses(
    _ change: (inout [DiagnosisCode], inout [Substring]) -> Void
  ) -> Case {
    var list = self
    var texts = diagnosisText.split(separator: "|")
    change(&list.diagnoses, &texts)
    list.diagnosisText = texts.joined(separator: "|")
    return list
  }
}

extension Catalogue {
  /// What scoring needs of every group, in the order of the groups.
  public var scoringGroups: [ScoringGroup] {
    groups.enumerated().map { index, group in
      var scoring = group.scoring
      for entry in auxiliary.entries(group: index) {
        scoring.auxiliaryCoefficients[entry.type] = entry.coefficient
      }
      return scoring
    }
  }
}

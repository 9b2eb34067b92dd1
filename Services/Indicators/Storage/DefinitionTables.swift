import IndicatorsDomain
import Quantities
import Store

/// Elements, indicators and targets on disk.
public enum DefinitionTables {
  public static func put(_ elements: [Element], in transaction: Transaction) throws {
    for element in elements {
      try transaction.execute(
        """
        INSERT INTO element (code, name_zh, name_en, unit, time_aggregation, additive)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (code) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en,
          unit = excluded.unit, time_aggregation = excluded.time_aggregation,
          additive = excluded.additive
        """,
        [
          element.code, element.name.zh, element.name.en, element.unit,
          element.timeAggregation == .sum ? "sum" : "last", element.isAdditiveOverAreas,
        ])
    }
  }

  public static func elements(in connection: Connection) throws -> [Element] {
    try connection.query("SELECT * FROM element ORDER BY code").map { row in
      try Element(
        code: row.text("code"), name: Bilingual(zh: row.text("name_zh"), en: row.text("name_en")),
        unit: row.text("unit"),
        timeAggregation: row.text("time_aggregation") == "sum" ? .sum : .last,
        isAdditiveOverAreas: row.bool("additive"))
    }
  }

  /// - Throws: `INDICATOR_ELEMENT_UNKNOWN` when a formula refers to an element that is not stored.
  public static func put(_ indicators: [Indicator], in transaction: Transaction) throws {
    let known = Set(try elements(in: transaction).map(\.code))
    for indicator in indicators {
      if let unknown = indicator.elements.first(where: { !known.contains($0) }) {
        throw IndicatorProblem.unknownElement(unknown, in: indicator.code)
      }
      try transaction.execute(
        """
        INSERT INTO indicator (code, name_zh, name_en, unit, numerator, denominator, factor)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (code) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en,
          unit = excluded.unit, numerator = excluded.numerator,
          denominator = excluded.denominator, factor = excluded.factor
        """,
        [
          indicator.code, indicator.name.zh, indicator.name.en, indicator.unit,
          indicator.numerator.text, indicator.denominator?.text, indicator.factor.description,
        ])
    }
  }

  public static func indicators(in connection: Connection) throws -> [Indicator] {
    try connection.query("SELECT * FROM indicator ORDER BY code").map { row in
      try Indicator(
        code: row.text("code"), name: Bilingual(zh: row.text("name_zh"), en: row.text("name_en")),
        unit: row.text("unit"), numerator: Formula(parsing: row.text("numerator")),
        denominator: row.textOrNil("denominator").map { try Formula(parsing: $0) },
        factor: Decimal(parsing: row.text("factor")))
    }
  }

  /// - Throws: `INDICATOR_UNKNOWN` when a target is for an indicator that is not stored.
  public static func put(_ targets: [Target], in transaction: Transaction) throws {
    for target in targets {
      guard
        try transaction.exists("SELECT 1 FROM indicator WHERE code = $1", [target.indicator])
      else { throw IndicatorProblem.unknownIndicator(target.indicator, in: target.id) }
      let (comparator, value, upper) = target.comparison.columns
      try transaction.execute(
        """
        INSERT INTO target
          (id, indicator, comparator, value, upper_value, year, subject, strength, source, quote)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (id) DO UPDATE SET indicator = excluded.indicator,
          comparator = excluded.comparator, value = excluded.value,
          upper_value = excluded.upper_value, year = excluded.year, subject = excluded.subject,
          strength = excluded.strength, source = excluded.source, quote = excluded.quote
        """,
        [
          target.id, target.indicator, comparator, value, upper, target.year?.number,
          target.subject, target.strength.column, target.source, target.quote,
        ])
    }
  }

  /// Targets of a subject and an indicator; nil means any.
  public static func targets(
    subject: String?, indicator: String?, in connection: Connection
  ) throws -> [Target] {
    try connection.query(
      """
      SELECT * FROM target
      WHERE ($1 IS NULL OR subject = $1) AND ($2 IS NULL OR indicator = $2) ORDER BY id
      """, [subject, indicator]
    ).map { row in
      try Target(
        id: row.text("id"), indicator: row.text("indicator"),
        comparison: Target.Comparison(
          comparator: row.text("comparator"), value: row.text("value"),
          upper: row.textOrNil("upper_value")),
        year: row.intOrNil("year").map { try Year($0) }, subject: row.text("subject"),
        strength: Target.Strength(column: row.text("strength")), source: row.text("source"),
        quote: row.text("quote"))
    }
  }
}

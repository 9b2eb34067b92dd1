import Store

extension SettlementListTable {
  /// Lists that a revision had and that were replaced after it.
  public static func replaced(
    after revision: Int64, in connection: Connection
  ) throws -> Set<String> {
    var replaced: Set<String> = []
    try connection.forEach(
      """
      SELECT setl_id FROM settlement_list c WHERE revision > $1
        AND EXISTS (SELECT 1 FROM settlement_list_history h
          WHERE h.setl_id = c.setl_id AND h.revision <= $1)
      """, [revision]
    ) { row in replaced.insert(try row.text(0)) }
    return replaced
  }
}

import Store
import Testing

struct TimestampTests {
  /// Expected values from `date -u -d @… +%FT%T.%3NZ`.
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_868_800_000, "2000-03-01T00:00:00.000Z"),
      (4_102_444_800_005, "2100-01-01T00:00:00.005Z"),
    ] as [(Int64, String)])
  func printsISO8601(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).description == text)
  }
}

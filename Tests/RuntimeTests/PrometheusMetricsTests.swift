import Testing

@testable import Runtime

struct PrometheusMetricsTests {
  @Test func textIsWhatPrometheusReads() {
    let metrics = PrometheusMetrics()
    metrics.counter("calls_total", [("method", "a/b"), ("code", "OK")], help: "Calls.").add(3)
    metrics.counter("calls_total", [("method", "a\"\\\n"), ("code", "OK")]).add(1)
    metrics.gauge("in flight", []).set(Int64(2))
    #expect(
      metrics.text() == """
        # HELP calls_total Calls.
        # TYPE calls_total counter
        calls_total{method="a/b",code="OK"} 3
        calls_total{method="a\\"\\\\\\n",code="OK"} 1
        # TYPE in_flight gauge
        in_flight 2

        """)
  }

  @Test func aHistogramCountsUpToEachBound() {
    let metrics = PrometheusMetrics()
    let histogram = metrics.histogram("call_seconds", [("m", "x")])
    for nanoseconds: Int64 in [0, 50_000, 50_001, 100_000, 100_001, 1_000_000_000, .max / 2] {
      histogram.record(nanoseconds: nanoseconds)
    }
    let lines = metrics.text().split(separator: "\n").map(String.init)
    #expect(lines.contains("call_seconds_bucket{m=\"x\",le=\"0.00005\"} 2"))
    #expect(lines.contains("call_seconds_bucket{m=\"x\",le=\"0.0001\"} 4"))
    #expect(lines.contains("call_seconds_bucket{m=\"x\",le=\"0.0002\"} 5"))
    #expect(lines.contains("call_seconds_bucket{m=\"x\",le=\"26.2144\"} 6"))
    #expect(lines.contains("call_seconds_bucket{m=\"x\",le=\"+Inf\"} 7"))
    #expect(lines.contains("call_seconds_count{m=\"x\"} 7"))
  }

  /// Property: a duration lies in the first bucket whose bound it does not exceed.
  @Test func bucketsAgreeWithTheirBounds() {
    for (index, bound) in PrometheusHistogram.boundsNanoseconds.enumerated() {
      for (nanoseconds, expected) in [(bound, index), (bound + 1, index + 1)] {
        let histogram = PrometheusHistogram()
        histogram.record(nanoseconds: nanoseconds)
        #expect(histogram.reading.cumulative.firstIndex(of: 1) == expected, "\(nanoseconds) ns")
      }
    }
  }

  @Test func theSameLabelsAreTheSameSeries() async {
    let metrics = PrometheusMetrics()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<1_000 { metrics.counter("n", [("a", "1")]).add(1) } }
      }
    }
    #expect(metrics.counter("n", [("a", "1")]).value == 8_000)
  }

  @Test func seriesAreBounded() {
    let metrics = PrometheusMetrics()
    for index in 0..<(PrometheusMetrics.maximumSeries + 50) {
      metrics.counter("n", [("user", "\(index)")]).add(1)
    }
    #expect(
      metrics.text().split(separator: "\n").count == PrometheusMetrics.maximumSeries + 1)
  }

  @Test func aNameOfAnotherTypeIsNotMixedIn() {
    let metrics = PrometheusMetrics()
    metrics.counter("n").add(1)
    metrics.gauge("n").set(Int64(5))
    #expect(metrics.text() == "# TYPE n counter\nn 1\n")
  }
}

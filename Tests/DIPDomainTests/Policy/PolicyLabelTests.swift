import Quantities
import Testing

@testable import DIPDomain

@Suite("What keys of a policy are called")
struct PolicyLabelTests {
  @Test(
    "A path is called by the labels of its keys, as the list of choices calls it",
    arguments: [
      ("month", "月预结算"), ("special_case.eligible", "特例单议：申报条件"),
      ("point_value.pay_ratio_scope", "点值：支付比例范围"), ("coefficients.level", "调节系数：级别系数"),
    ])
  func label(_ path: String, _ zh: String) {
    #expect(PolicyKey.label(ofPath: path).zh == zh)
  }

  @Test("What is no key is called by its path; below a key, by that key")
  func unknown() {
    #expect(PolicyKey.label(ofPath: "no.such").zh == "no.such")
    #expect(PolicyKey.label(ofPath: "coefficients.level.3.no").zh == "调节系数：级别系数：三级")
  }
}

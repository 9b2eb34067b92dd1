/// How a field is called in JSON: lowerCamelCase, or as in the contract.
public struct JSONFieldNames: Sendable {
  let name: String
  let contractName: String

  public init(_ name: String, _ contractName: String) {
    self.name = name
    self.contractName = contractName
  }

  func matches(_ text: String) -> Bool {
    text == name || text == contractName
  }
}

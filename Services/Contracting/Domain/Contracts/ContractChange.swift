/// A contract as it is after a step, and the step.
public struct ContractChange: Sendable, Hashable {
  public let contract: FamilyContract
  public let step: ContractStep

  public init(_ contract: FamilyContract, _ step: ContractStep) {
    self.contract = contract
    self.step = step
  }
}

import Mesh
public import Store

extension ServiceAssembly {
  /// Keeps a copy of parts of the registry in the service's database, follows the registry's events
  /// while the service runs, and lets health say how old the copy is. Nil when the configuration
  /// names no registry.
  public mutating func copyOfRegistry(
    _ parts: [RegistryPart], in database: Database
  ) throws -> EventConsumer? {
    guard peers.names.contains(.registry) else { return nil }
    let client = try peers.client(for: .registry)
    let name = "\(configuration.service):registry"
    let consumer = EventConsumer(
      name: name, source: "registry", client: client, database: database,
      copy: try RegistryCopy(name, of: parts, registry: client, database: database),
      logger: logger)
    try consumer.recall()
    health.addCopy { consumer.age.health }
    background("registry events") { await consumer.run() }
    return consumer
  }
}

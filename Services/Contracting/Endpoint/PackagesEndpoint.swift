import Contract
import ContractingDomain
import ContractingStorage
import Mesh
import Messages
import Quantities
import Store

/// Service packages over the mesh.
struct PackagesEndpoint: ContractingPackages {
  let region: Region

  func put(
    _ request: Contracting.PutPackagesRequest, context: ServerContext
  ) async throws -> Contracting.PutPackagesResponse {
    let packages = try PackageCatalogue.packages(document: request.document)
    return try await region.write(request, context) { transaction, now in
      var response = Contracting.PutPackagesResponse()
      for package in packages {
        guard let written = try PackageTable.put(package, in: transaction) else {
          response.unchanged += 1
          continue
        }
        let message = Contracting.Package(written)
        response.written.append(message)
        try region.announce("package.put", written.code, message, at: now, in: transaction)
      }
      return response
    }
  }

  func get(
    _ request: Contracting.GetPackageRequest, context: ServerContext
  ) async throws -> Contracting.Package {
    let code = try Field.required(request.packageCode, "package_code")
    let version = request.version == 0 ? nil : Int(request.version)
    return Contracting.Package(
      try await region.database.read { try PackageTable.get(code, version: version, in: $0) })
  }

  func list(
    _ request: Contracting.ListPackagesRequest, context: ServerContext
  ) async throws -> Contracting.ListPackagesResponse {
    let limit = try Field.pageSize(request.pageSize)
    let day = request.asOf.isEmpty ? nil : try Field.day(request.asOf, "as_of")
    let page = try await region.database.read {
      try PackageTable.list(asOf: day, after: request.pageToken, limit: limit, in: $0)
    }
    return Contracting.ListPackagesResponse(
      packages: page.items.map { Contracting.Package($0) }, nextPageToken: page.next ?? "")
  }
}

"""Services of the contract: what a server implements, what a client calls, the method table."""

from . import text


def files(area):
    for service in area.services:
        body = text.header(f"Shared/Proto/{area.folder}")
        body += "import Mesh\nimport Messages\n\n"
        body += _protocol(service) + "\n" + _router(service) + "\n"
        body += _methods(service) + "\n" + _client(service)
        yield (
            f"Shared/Contract/Generated/{area.swift_name}/"
            f"{area.swift_name}+{service.name}.swift", body)


def _protocol(service):
    lines = text.doc(service.comment or [f"`{service.full_name}`"])
    lines += f"public protocol {service.name}: Sendable {{\n"
    blocks = []
    for method in service.methods:
        block = text.doc(method.comment, "  ")
        streams_in = method.kind in ("clientStreaming", "bidirectional")
        arguments = [
            f"_ requests: RequestStream<{method.request}>" if streams_in
            else f"_ request: {method.request}"]
        result = f" -> {method.response}"
        if method.kind in ("serverStreaming", "bidirectional"):
            arguments.append(f"responses: ResponseWriter<{method.response}>")
            result = ""
        arguments.append("context: ServerContext")
        block += text.call(f"func {method.swift_name}", arguments, f" async throws{result}", "  ")
        blocks.append(block)
    return lines + "\n".join(blocks) + "}\n"


ROUTES = {
    "unary": (
        "unary", "request, context in", "request, context: context"),
    "serverStreaming": (
        "serverStream", "request, responses, context in",
        "request, responses: responses, context: context"),
    "clientStreaming": (
        "clientStream", "requests, context in", "requests, context: context"),
    "bidirectional": (
        "bidirectional", "requests, responses, context in",
        "requests, responses: responses, context: context"),
}


def _router(service):
    lines = "extension MethodRouter {\n"
    lines += f"  /// Serves `{service.full_name}` by `service`.\n"
    lines += f"  public mutating func register(_ service: some {service.name}) {{\n"
    for method in service.methods:
        route, parameters, arguments = ROUTES[method.kind]
        lines += f"    {route}({service.name}Methods.{method.swift_name}) {{ {parameters}\n"
        lines += f"      try await service.{method.swift_name}({arguments})\n    }}\n"
    return lines + "  }\n}\n"


def _methods(service):
    lines = f"/// Methods of `{service.full_name}`, typed.\n"
    lines += f"public enum {service.name}Methods {{\n"
    for method in service.methods:
        lines += (
            f"  public static let {method.swift_name} = "
            f"Method<{method.request}, {method.response}>(\n    MethodDescriptor(\n"
            f'      service: "{service.full_name}", method: "{method.name}",\n'
            f"      kind: .{method.kind}, idempotency: .{method.idempotency},\n"
            f"      maximumRequestBytes: {method.maximum_request_bytes:_},\n"
            f"      defaultTimeout: .seconds({int(method.timeout.total_seconds())})))\n")
    lines += "\n  /// All of them, in the order of the contract, for those who know only names.\n"
    lines += "  public static let all: [ContractMethod] = [\n"
    for method in service.methods:
        lines += f"    ContractMethod({method.swift_name}),\n"
    return lines + "  ]\n}\n"


def _client(service):
    lines = f"/// Calls `{service.full_name}`.\n"
    lines += f"public struct {service.name}Client: Sendable {{\n"
    lines += "  public let client: MeshClient\n\n"
    lines += "  public init(client: MeshClient) {\n    self.client = client\n  }\n"
    for method in service.methods:
        lines += "\n" + text.doc(method.comment, "  ")
        lines += _call(service, method)
    return lines + "}\n"


def _call(service, method):
    options = "options: CallOptions = .init()"
    constant = f"{service.name}Methods.{method.swift_name}"
    # On the caller's executor: hops to another one and back cost time in every call.
    name = f"public nonisolated(nonsending) func {method.swift_name}"
    if method.kind == "unary":
        signature = text.call(
            name, [f"_ request: {method.request}", options],
            f" async throws -> {method.response} {{", "  ")
        body = f"try await client.unary({constant}, request, options: options)"
    elif method.kind == "serverStreaming":
        signature = text.call(
            name, [f"_ request: {method.request}", options],
            f" async throws -> ResponseStream<{method.response}> {{", "  ")
        body = f"try await client.serverStream({constant}, request, options: options)"
    elif method.kind == "clientStreaming":
        signature = text.call(
            name,
            [options,
             f"_ send: @escaping @Sendable (RequestWriter<{method.request}>) async throws -> Void"],
            f" async throws -> {method.response} {{", "  ")
        body = f"try await client.clientStream({constant}, options: options, send)"
    else:
        signature = text.call(
            f"{name}<Result: Sendable>",
            [options,
             "_ body: @Sendable (\n"
             f"      RequestWriter<{method.request}>, ResponseStream<{method.response}>\n"
             "    ) async throws -> Result"],
            " async throws -> Result {", "  ")
        body = f"try await client.bidirectional({constant}, options: options, body)"
    return f"{signature}    {body}\n  }}\n"

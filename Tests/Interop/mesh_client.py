"""A client of the mesh in Python, written from the .proto files alone.

It needs pyzmq, protobuf and protoc, and nothing of HealthMesh's own code: what a bureau would write
to query payments from its own tools.

    client = MeshClient("tcp://10.0.0.5:5550", server_key=..., public_key=..., secret_key=...)
    runs = client.unary("healthmesh.dip.v1.DipSettlement/ListRuns", region="990100")
"""

import itertools
import pathlib
import subprocess
import tempfile

import zmq
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PROTO = pathlib.Path(__file__).resolve().parents[2] / "Shared" / "Proto"

REQUEST, RESPONSE, ITEM, END, CANCEL, CREDIT, GOAWAY, PING, PONG = range(1, 10)


class Refused(Exception):
    """The status of a call that did not succeed."""

    def __init__(self, status):
        super().__init__(f"{status.code} {status.reason}: {status.message_en}")
        self.status = status


class Contract:
    """Message types and methods, read from the .proto files."""

    def __init__(self, root=PROTO):
        with tempfile.NamedTemporaryFile(suffix=".binpb") as out:
            files = sorted(str(p.relative_to(root)) for p in root.rglob("*.proto"))
            subprocess.run(
                ["protoc", f"-I{root}", f"--descriptor_set_out={out.name}", "--include_imports", *files],
                check=True,
            )
            files = descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(out.name).read_bytes())
        self.pool = descriptor_pool.DescriptorPool()
        for file in files.file:
            self.pool.Add(file)

    def message(self, name):
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(name))

    def method(self, full_name):
        """Request and response types of `package.Service/Method`."""
        service, method = full_name.split("/")
        found = self.pool.FindServiceByName(service).methods_by_name[method]
        return (
            message_factory.GetMessageClass(found.input_type),
            message_factory.GetMessageClass(found.output_type),
        )


class MeshClient:
    def __init__(self, endpoint, server_key=None, public_key=None, secret_key=None, contract=None):
        self.contract = contract or Contract()
        self.header = self.contract.message("healthmesh.mesh.v1.Header")
        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        self.socket.setsockopt(zmq.LINGER, 0)
        if server_key:
            self.socket.curve_serverkey = server_key.encode()
            self.socket.curve_publickey = public_key.encode()
            self.socket.curve_secretkey = secret_key.encode()
        self.socket.connect(endpoint)
        self.calls = itertools.count(1)

    def close(self):
        self.socket.close()

    def unary(self, method, request=None, timeout=10.0, **fields):
        """The reply to one request; keyword arguments fill the request."""
        request_type, reply_type = self.contract.method(method)
        call = self._start(method, request or request_type(**fields), timeout)
        header, body = self._receive(call, timeout)
        if header.kind != RESPONSE:
            raise AssertionError(f"unexpected frame of kind {header.kind}")
        if header.HasField("status"):
            raise Refused(header.status)
        return reply_type.FromString(body)

    def server_stream(self, method, request=None, timeout=60.0, window=64, **fields):
        """The items of a server-streaming call, with credit given back as they are taken."""
        request_type, reply_type = self.contract.method(method)
        call = self._start(method, request or request_type(**fields), timeout, window)
        while True:
            header, body = self._receive(call, timeout)
            if header.kind == ITEM:
                yield reply_type.FromString(body)
                credit = self.header(
                    version=1, kind=CREDIT, call_id=call, credit_items=1, credit_bytes=len(body)
                )
                self.socket.send_multipart([credit.SerializeToString()])
            elif header.kind in (END, RESPONSE):
                if header.HasField("status"):
                    raise Refused(header.status)
                return

    def _start(self, method, request, timeout, window=0):
        call = next(self.calls)
        header = self.header(
            version=1,
            kind=REQUEST,
            call_id=call,
            method=method,
            timeout_us=int(timeout * 1_000_000),
            credit_items=window,
            credit_bytes=(1 << 20) if window else 0,
        )
        self.socket.send_multipart([header.SerializeToString(), request.SerializeToString()])
        return call

    def _receive(self, call, timeout):
        """The next frame of the call; answers the server's pings on the way."""
        while True:
            if not self.socket.poll(int(timeout * 1000)):
                raise TimeoutError(f"no answer to call {call} within {timeout} s")
            frames = self.socket.recv_multipart()
            header = self.header.FromString(frames[0])
            if header.kind == PING:
                pong = self.header(version=1, kind=PONG, call_id=header.call_id)
                self.socket.send_multipart([pong.SerializeToString()])
            elif header.call_id == call and header.kind in (RESPONSE, ITEM, END):
                return header, frames[1] if len(frames) > 1 else b""

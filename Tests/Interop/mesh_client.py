"""A client of the mesh in Python, written from the .proto files alone.

It needs pyzmq, protobuf and protoc, and nothing of HealthMesh's own code: what a bureau would write
to query payments from its own tools.

    client = MeshClient("tcp://10.0.0.5:5550", server_key=..., public_key=..., secret_key=...)
    runs = client.unary("healthmesh.dip.v1.DipSettlement/ListRuns", region="990100")
"""

import hashlib
import itertools
import pathlib
import subprocess
import tempfile

import zmq
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PROTO = pathlib.Path(__file__).resolve().parents[2] / "Shared" / "Proto"

CHUNK_BYTES = 256 << 10

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
        return self._reply(call, reply_type, timeout)

    def server_stream(self, method, request=None, timeout=60.0, window=64, **fields):
        """The items of a server-streaming call, with credit given back as they are taken."""
        request_type, reply_type = self.contract.method(method)
        call = self._start(method, request or request_type(**fields), timeout, window)
        while True:
            header, body = self._receive(call, timeout)
            if header.kind == ITEM:
                yield reply_type.FromString(body)
                self._give_back(call, body)
            elif header.kind in (END, RESPONSE):
                if header.HasField("status"):
                    raise Refused(header.status)
                return

    def upload(self, method, name, content, timeout=60.0):
        """The reply to a file sent to a client-streaming method that takes FileChunk."""
        _, reply_type = self.contract.method(method)
        call = self._start(method, None, timeout)
        outbox = Outbox(self, call)
        for chunk in itertools.chain([self._opening(name, content)], self._chunks(content, 0)):
            while not outbox.has_credit:
                header, body = self._receive(call, timeout)
                if header.kind != CREDIT:  # The server answers before it has everything.
                    return self._decoded(header, body, reply_type)
                outbox.take(header)
            outbox.send(chunk)
        outbox.end()
        return self._reply(call, reply_type, timeout)

    def resumable_upload(self, method, name, content, timeout=300.0, window=64):
        """The answers to a file sent to a bidirectional method that tells where to go on from.

        The first answer says how much of the file the server keeps already; the rest is sent.
        """
        _, reply_type = self.contract.method(method)
        call = self._start(method, None, timeout, window)
        outbox = Outbox(self, call)
        waiting = iter([self._opening(name, content)])
        chunk = next(waiting)
        has_begun = False
        while True:
            while chunk is not None and outbox.has_credit:
                outbox.send(chunk)
                chunk = next(waiting, None)
                if chunk is None and has_begun:
                    outbox.end()
            header, body = self._receive(call, timeout)
            if header.kind == CREDIT:
                outbox.take(header)
            elif header.kind == ITEM:
                answer = reply_type.FromString(body)
                self._give_back(call, body)
                if not has_begun:
                    has_begun = True
                    waiting = self._chunks(content, answer.resume_offset)
                    chunk = next(waiting, None)
                    if chunk is None:
                        outbox.end()
                yield answer
            else:
                if header.HasField("status"):
                    raise Refused(header.status)
                return

    def _opening(self, name, content):
        """The chunk that names the file and has no content."""
        return self.contract.message("healthmesh.common.v1.FileChunk")(
            file_name=name, sha256=hashlib.sha256(content).hexdigest(), total_bytes=len(content)
        )

    def _chunks(self, content, start):
        chunk_type = self.contract.message("healthmesh.common.v1.FileChunk")
        for offset in range(start, len(content), CHUNK_BYTES):
            yield chunk_type(offset=offset, content=content[offset : offset + CHUNK_BYTES])

    def _give_back(self, call, body):
        """Lets the server send as much again as was just taken."""
        self._send(kind=CREDIT, call_id=call, credit_items=1, credit_bytes=len(body))

    def _send(self, body=None, **fields):
        header = self.header(version=1, **fields).SerializeToString()
        self.socket.send_multipart([header] if body is None else [header, body])

    def _reply(self, call, reply_type, timeout):
        while True:
            header, body = self._receive(call, timeout)
            if header.kind != CREDIT:
                return self._decoded(header, body, reply_type)

    def _decoded(self, header, body, reply_type):
        if header.kind != RESPONSE:
            raise AssertionError(f"unexpected frame of kind {header.kind}")
        if header.HasField("status"):
            raise Refused(header.status)
        return reply_type.FromString(body)

    def _start(self, method, request, timeout, window=0):
        call = next(self.calls)
        self._send(
            body=b"" if request is None else request.SerializeToString(),
            kind=REQUEST,
            call_id=call,
            method=method,
            timeout_us=int(timeout * 1_000_000),
            credit_items=window,
            credit_bytes=(1 << 20) if window else 0,
        )
        return call

    def _receive(self, call, timeout):
        """The next frame of the call; answers the server's pings on the way."""
        while True:
            if not self.socket.poll(int(timeout * 1000)):
                raise TimeoutError(f"no answer to call {call} within {timeout} s")
            frames = self.socket.recv_multipart()
            header = self.header.FromString(frames[0])
            if header.kind == PING:
                self._send(kind=PONG, call_id=header.call_id)
            elif header.call_id == call and header.kind in (RESPONSE, ITEM, END, CREDIT):
                return header, frames[1] if len(frames) > 1 else b""


class Outbox:
    """The requests that a call streams: numbered, and never more than the server has room for."""

    def __init__(self, client, call):
        self.client = client
        self.call = call
        self.sequence = 0
        self.items = 0
        self.bytes = 0

    @property
    def has_credit(self):
        return self.items > 0 and self.bytes > 0

    def take(self, header):
        self.items += header.credit_items
        self.bytes += header.credit_bytes

    def send(self, message):
        body = message.SerializeToString()
        self.sequence += 1
        self.items -= 1
        self.bytes -= len(body)
        self.client._send(body=body, kind=ITEM, call_id=self.call, sequence=self.sequence)

    def end(self):
        self.client._send(kind=END, call_id=self.call, sequence=self.sequence)

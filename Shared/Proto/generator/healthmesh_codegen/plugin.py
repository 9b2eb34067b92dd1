"""Entry of the protoc plugin: one request in, the files of one area out."""

import sys

from google.protobuf.compiler import plugin_pb2

from . import c_tables, model, random_values, swift_enums, swift_messages, swift_services
from .naming import Refused


def generate(request):
    """The files of the area in `request`, as (path, text) pairs."""
    area = model.Area(request)
    yield from c_tables.files(area)
    yield from swift_enums.files(area)
    yield from swift_messages.files(area)
    yield from swift_services.files(area)
    yield from random_values.files(area)


def main():
    request = plugin_pb2.CodeGeneratorRequest.FromString(sys.stdin.buffer.read())
    response = plugin_pb2.CodeGeneratorResponse()
    # Asked for so that the plugin, not protoc, refuses `optional`, with the reason.
    response.supported_features = (
        plugin_pb2.CodeGeneratorResponse.FEATURE_PROTO3_OPTIONAL)
    try:
        for path, text in generate(request):
            response.file.add(name=path, content=text)
    except Refused as refused:
        del response.file[:]
        response.error = str(refused)
    sys.stdout.buffer.write(response.SerializeToString())

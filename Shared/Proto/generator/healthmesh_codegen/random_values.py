"""Test support: a random value of every message, and the list of them all."""

from . import text
from .model import Oneof


def files(area):
    body = text.header(f"Shared/Proto/{area.folder}") + "import Messages\n"
    for message in area.all_messages():
        body += f"\nextension {message.swift_type}: RandomMessage {{\n"
        body += "  init(from random: inout RandomFields) {\n    self.init()\n"
        for member in message.members:
            if isinstance(member, Oneof):
                body += f"    switch random.choice({len(member.members) + 1}) {{\n"
                for position, field in enumerate(member.members):
                    body += (
                        f"    case {position}: {member.swift_name} = "
                        f".{field.swift_name}(random.value())\n")
                body += f"    default: {member.swift_name} = nil\n    }}\n"
            else:
                body += f"    {member.swift_name} = random.value()\n"
        body += "  }\n}\n"
    body += f"\n/// Every message of `{area.package}`.\n"
    body += f"let all{area.swift_name}Messages: [any RandomMessage.Type] = [\n"
    body += "".join(f"  {message.swift_type}.self,\n" for message in area.all_messages())
    body += "]\n"
    yield f"Tests/MessagesTests/Generated/{area.swift_name}+Random.swift", body

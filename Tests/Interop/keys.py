"""Key files of `healthmesh keys new`, so that no secret stands on a command line."""

import pathlib


def add_options(parser):
    parser.add_argument("--server-key", type=pathlib.Path, help="file with the door's public key")
    parser.add_argument("--key", type=pathlib.Path, help="file with the caller's key pair")


def read(arguments):
    """Public key of the server, then public and secret key of the caller; None each without."""
    if arguments.key is None:
        return None, None, None
    pair = _entries(arguments.key)
    return _entries(arguments.server_key)["public"], pair["public"], pair["secret"]


def _entries(path):
    """Lines of `public KEY` and `secret KEY`; a key alone is public."""
    entries = {}
    for line in path.read_text().splitlines():
        name, _, key = line.rpartition(" ")
        entries[name or "public"] = key
    return entries

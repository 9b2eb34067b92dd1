#!/usr/bin/env python3
"""Benchmarks of the mesh, as ratios to a C echo measured in the same run.

    run.py MESH_BENCH C_ECHO [seconds] [rounds]

Rounds are interleaved, and the figure of each kind is the median over the rounds: other work on the
machine then falls on all of them.
"""
import statistics
import subprocess
import sys


class Server:
    """A server process that prints its address and runs until it is told to go."""

    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()
        if not self.address:
            raise SystemExit(f"{command[0]} did not start")

    def __enter__(self):
        return self.address

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def numbers(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


# For each kind: the server's command, the client's, and what the client wants beside the load.
KINDS = {
    "C bare": (("server", "bare"), ("client", "bare"), ()),
    "C header": (("server", "header"), ("client", "header"), ()),
    "mesh bytes": (("server", "bytes"), ("unary",), ("bytes", "thread")),
    "mesh thread": (("server", "inline"), ("unary",), ("messages", "thread")),
    "mesh inline": (("server", "inline"), ("unary",), ("messages", "pool")),
    "mesh task": (("server", "task"), ("unary",), ("messages", "pool")),
}


def unary(mesh, echo, seconds, rounds):
    """For each kind and number in flight: calls/s, p50 and p99 in µs."""
    samples = {}
    for _ in range(rounds):
        for kind, (server, client, extra) in KINDS.items():
            program = mesh if kind.startswith("mesh") else echo
            with Server(program, *server, "tcp://127.0.0.1:*") as address:
                for in_flight in (1, 16, 256):
                    load = (address, str(in_flight), str(seconds), *extra)
                    figures = numbers(program, *client, *load)
                    samples.setdefault((kind, in_flight), []).append(figures)
    return {key: [statistics.median(c) for c in zip(*rows)] for key, rows in samples.items()}


def relayed(mesh, seconds):
    """256 in flight through a process that passes them on: calls/s for each way to run that."""
    rates = {}
    for way in ("pool", "thread"):
        with Server(mesh, "server", "inline", "tcp://127.0.0.1:*") as upstream:
            with Server(mesh, "relay", "tcp://127.0.0.1:*", upstream, way) as address:
                rates[way] = numbers(mesh, "unary", address, "256", str(seconds))[0]
    return rates


def main():
    mesh, echo = sys.argv[1:3]
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 2
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    figures = unary(mesh, echo, seconds, rounds)
    print(f"{'':12} {'in flight':>9} {'calls/s':>10} {'p50 µs':>8} {'p99 µs':>8}"
          f" {'calls/s ÷ C header':>19} {'p50 ÷ C header':>15}")
    for (kind, in_flight), (rate, p50, p99) in figures.items():
        base_rate, base_p50, _ = figures["C header", in_flight]
        print(f"{kind:12} {in_flight:9} {rate:10.0f} {p50:8.1f} {p99:8.1f}"
              f" {rate / base_rate:19.2f} {p50 / base_p50:15.2f}")
    with Server(mesh, "server", "inline", "tcp://127.0.0.1:*") as address:
        for size in (100, 65536, 1 << 20):
            items = numbers(mesh, "stream", address, str(size), str(seconds))[0]
            print(f"stream of {size} bytes: {items:.0f} items/s, {items * size / 1e6:.0f} MB/s")
    encoded, decoded = numbers(mesh, "codec", str(seconds))
    print(f"codec, ten packed columns: {encoded:.0f} rows/s encoded, {decoded:.0f} decoded")


if __name__ == "__main__":
    main()

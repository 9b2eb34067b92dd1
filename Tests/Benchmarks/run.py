#!/usr/bin/env python3
"""Runs every benchmark against its peers and prints one table.

    run.py --programs FOLDER --benchmarks FOLDER --c-echo FILE --grpc FILE --scratch FOLDER
           [--only mesh,memory,simulation,grouping,catalogue,measuring,line,registry]
           [--rounds N] [--quick]

What is compared takes turns within one run, and each figure is a median, so that other work on the
machine falls on both sides. Nothing here is a test of speed: the exit code says only whether every
program ran and every checksum agreed.
"""

import argparse
import importlib.util
import json
import pathlib
import socket
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE / "DIP"))

import mesh_line
from figures import Figure, at_least, at_most, milliseconds, rate, table


def say(text):
    print(f"   {text}", file=sys.stderr, flush=True)


class Dialogue:
    """A program that loaded its data and answers a line with
    `NANOSECONDS PROCESSOR_NANOSECONDS RESULT`."""

    def __init__(self, *command):
        self.command = [str(word) for word in command]
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            raise SystemExit(f"{' '.join(self.command)} did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split(maxsplit=2)
        if len(answer) != 3:
            raise SystemExit(f"{' '.join(self.command)} ended at `{line}`")
        return int(answer[0]) / 1e9, int(answer[1]) / 1e9, answer[2].strip()


class ChecksumsDiffer(Exception):
    pass


# The mesh -----------------------------------------------------------------------------------------


def mesh_tools():
    """The mesh's own runner, as a module."""
    spec = importlib.util.spec_from_file_location("mesh_run", HERE / "Mesh/run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class GRPCServer:
    """The echo of grpc-swift-2 on a free port."""

    def __init__(self, program):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.program = program

    def __enter__(self):
        self.process = subprocess.Popen([self.program, "server", str(self.port)])
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise SystemExit(f"{self.program} did not start")

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def measure(self, in_flight, seconds):
        done = subprocess.run(
            [self.program, "client", str(self.port), str(in_flight), str(seconds)],
            stdout=subprocess.PIPE, text=True, check=True)
        answer = json.loads(done.stdout)
        return [float(answer[key]) for key in ("calls_per_second", "p50_us", "p99_us")]


def mesh(options):
    tools = mesh_tools()
    bench, echo = str(options.benchmarks / "mesh-bench"), str(options.c_echo)
    seconds, rounds = (1, 1) if options.quick else (2, options.rounds)
    samples, streams, codec, relays = {}, {}, [], []
    for number in range(rounds):
        say(f"mesh: round {number + 1} of {rounds}")
        for key, figures in tools.unary(bench, echo, seconds, 1).items():
            samples.setdefault(key, []).append(figures)
        if options.grpc:
            with GRPCServer(str(options.grpc)) as server:
                for in_flight in (1, 16, 256):
                    samples.setdefault(("grpc", in_flight), []).append(
                        server.measure(in_flight, seconds))
        with tools.Server(bench, "server", "inline", "tcp://127.0.0.1:*") as address:
            for size in (100, 65536, 1 << 20):
                items = tools.numbers(bench, "stream", address, str(size), str(seconds))[0]
                streams.setdefault(size, []).append(items)
        codec.append(tools.numbers(bench, "codec", str(seconds)))
        relays.append(tools.relayed(bench, seconds))
    medians = {key: [statistics.median(c) for c in zip(*rows)] for key, rows in samples.items()}
    return [
        *unary_figures(medians), relay_figure(relays), *stream_figures(streams),
        Figure("codec: rows/s of ten packed columns, encoded",
               rate(statistics.median(row[0] for row in codec))),
        Figure("codec: the same decoded", rate(statistics.median(row[1] for row in codec))),
    ]


# How the mesh answers and asks. On the threads of the sockets is what the C echo does too; it does not
# look into the bodies either.
MESH_KINDS = {
    "mesh thread": "inline handler, callers on the client's thread",
    "mesh bytes": "the same, bodies not decoded",
    "mesh inline": "inline handler, callers on the system's threads",
    "mesh task": "task handler, callers on the system's threads",
}


def unary_figures(medians):
    figures = []
    for in_flight in (1, 16, 256):
        for kind, name in MESH_KINDS.items():
            calls, p50, p99 = medians[kind, in_flight]
            header_calls, header_p50, _ = medians["C header", in_flight]
            bare_calls = medians["C bare", in_flight][0]
            name = f"unary, {in_flight} in flight, {name}"
            ours = f"{rate(calls)} calls/s"
            header = f"{rate(header_calls)} C echo with header"
            ratio = calls / header_calls
            figures.append(
                at_least(name, ours, header, ratio, 0.5)
                if (kind, in_flight) == ("mesh thread", 256)
                else Figure(name, ours, header, f"{ratio:.2f}×"))
            figures.append(
                Figure("", "", f"{rate(bare_calls)} bare C echo", f"{calls / bare_calls:.2f}×"))
            if ("grpc", in_flight) in medians:
                grpc_calls = medians["grpc", in_flight][0]
                peer, ratio = f"{rate(grpc_calls)} grpc-swift-2", calls / grpc_calls
                figures.append(
                    at_least("", "", peer, ratio, 20)
                    if (kind, in_flight) == ("mesh inline", 256)
                    else Figure("", "", peer, f"{ratio:.1f}×"))
            ours, peer = f"p50 {p50:.0f} µs, p99 {p99:.0f}", f"p50 {header_p50:.0f} µs C with header"
            ratio = p50 / header_p50
            figures.append(
                at_most("", ours, peer, ratio, 1.6)
                if (kind, in_flight) == ("mesh inline", 1)
                else Figure("", ours, peer, f"{ratio:.2f}×"))
            if ("grpc", in_flight) in medians:
                _, grpc_p50, grpc_p99 = medians["grpc", in_flight]
                figures.append(
                    Figure("", "", f"p50 {grpc_p50:.0f} µs, p99 {grpc_p99:.0f} grpc-swift-2",
                           f"{p50 / grpc_p50:.3f}×"))
    return figures


def relay_figure(relays):
    thread, pool = (statistics.median(r[way] for r in relays) for way in ("thread", "pool"))
    return Figure("passed on as the gateway does, 256 in flight, on the client's thread",
                  f"{rate(thread)} calls/s", f"{rate(pool)} on the system's threads",
                  f"{thread / pool:.2f}×")


def stream_figures(streams):
    figures = []
    for size, samples in streams.items():
        items = statistics.median(samples)
        figure = Figure(f"stream of {size} bytes", f"{rate(items)} items/s",
                        f"{items * size / 1e6:.0f} MB/s")
        if size == 100:
            figure.bar, figure.met = "≥ 100 k/s", items >= 100_000
        figures.append(figure)
    return figures


# Settlement in memory -----------------------------------------------------------------------------


def memory(options):
    figures = []
    for cases in (1_000_000, 5_000_000):
        say(f"settlement of {cases // 1_000_000} M cases in memory: making and loading the columns")
        figures += settlement(options, cases)
    return figures + flatness(options)


def flatness(options):
    """Processor time of a case from a county's month to a province's year, the statement included."""
    sizes = [10_000, 100_000, 1_000_000] + ([] if options.quick else [10_000_000])
    figures = []
    for cases in sizes:
        say(f"cost of a case among {cases}")
        folder = options.scratch / f"cases-{cases}"
        with Dialogue(options.benchmarks / "dip-bench", "settle", HERE / "DIP/policy.yaml", cases,
                      folder) as swift:
            rounds = 5 if cases > 1_000_000 else 30
            used = statistics.median(swift.ask("settle 1")[1] for _ in range(rounds))
        clear(folder)
        figures.append(Figure(f"{cases} cases, processor time of a case",
                              f"{used / cases * 1e9:.1f} ns"))
    return figures


def clear(folder):
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


# Answers of one side before the other has its turn; the first is not counted.
TURN = 4


def settlement(options, cases):
    folder = options.scratch / f"cases-{cases}"
    rounds = 3 if options.quick else 9
    ours, peer, results = {}, {}, {}
    commands = ["settle 2", "settle 1", "scan 2", "scan 1"]
    with Dialogue(options.benchmarks / "dip-bench", "settle", HERE / "DIP/policy.yaml", cases,
                  folder) as swift:
        with Dialogue(sys.executable, HERE / "DIP/duckdb_peer.py", folder) as duckdb:
            for number in range(rounds + 1):
                for command in commands:
                    for samples, program in ((ours, swift), (peer, duckdb)):
                        for again in range(TURN):
                            took, used, result = program.ask(command)
                            results.setdefault(command.split()[0], set()).add(result)
                            # The first round warms up, and the first answer of a turn finds caches
                            # and processors as the other side left them.
                            if number > 0 and again > 0:
                                samples.setdefault(command, []).append(took)
                                samples.setdefault("processor " + command, []).append(used)
        compile_time = statistics.median(swift.ask("compile")[0] for _ in range(rounds))
        cluster_time = statistics.median(swift.ask("cluster")[0] for _ in range(3))
    for command, found in results.items():
        if len(found) != 1:
            raise ChecksumsDiffer(f"{cases} cases, {command}: {sorted(found)}")
    say(f"checksum of both, 1 and 2 threads: {results['settle'].pop()}")
    clear(folder)
    return settlement_figures(cases, ours, peer, compile_time, cluster_time)


def settlement_figures(cases, ours, peer, compile_time, cluster_time):
    million = f"{cases // 1_000_000} M cases"
    figures = []
    for command, name in (("settle", "scored, summed and paid"), ("scan", "only adding up columns")):
        for threads in (2, 1):
            mine = statistics.median(ours[f"{command} {threads}"])
            theirs = statistics.median(peer[f"{command} {threads}"])
            name_here = f"{million} {name}, {threads} thread{'s' if threads > 1 else ''}"
            cells = (name_here, milliseconds(mine), f"{milliseconds(theirs)} DuckDB")
            ratio = theirs / mine
            has_bar = command == "settle" and threads == 2 and cases == 5_000_000
            figures.append(
                at_least(*cells, ratio, 8) if has_bar else Figure(*cells, f"{ratio:.2f}×"))
    for threads in (2, 1):
        figures.append(
            Figure(f"{million} settled, times a scan of the same columns, {threads} thread"
                   f"{'s' if threads > 1 else ''}",
                   f"{quotient(ours, threads):.1f}×", f"{quotient(peer, threads):.1f}× DuckDB"))
    mine = statistics.median(ours["processor settle 2"])
    theirs = statistics.median(peer["processor settle 2"])
    figures.append(
        Figure(f"{million}, processor time of 2 threads", milliseconds(mine),
               f"{milliseconds(theirs)} DuckDB", f"{theirs / mine:.2f}×"))
    with_compiling = statistics.median(ours["settle 2"]) + compile_time
    figures.append(
        Figure(f"{million}, with compiling the policy's tables, 2 threads",
               milliseconds(with_compiling),
               f"{milliseconds(statistics.median(peer['settle 2']))} DuckDB",
               f"{statistics.median(peer['settle 2']) / with_compiling:.2f}×"))
    figures.append(
        Figure(f"{million} put in order when they are loaded (both sides get the order)",
               milliseconds(cluster_time), f"{cluster_time / cases * 1e9:.0f} ns a case"))
    return figures


def quotient(samples, threads):
    settled, scanned = (
        statistics.median(samples[f"{command} {threads}"]) for command in ("settle", "scan"))
    return settled / scanned


# Grouping -----------------------------------------------------------------------------------------


def grouping(options):
    catalogues = {"sample catalogue": ROOT / "Deploy/catalogue/sample"}
    national = mesh_line.national_catalogue(
        ROOT.parent / "shared/data/dip3", options.scratch / "national")
    if national:
        catalogues["national excerpt"] = national
    figures = []
    for name, folder in catalogues.items():
        say(f"grouping with the {name}")
        samples, shares = {}, set()
        with Dialogue(options.benchmarks / "dip-bench", "group", folder,
                      ROOT / "Deploy/registry/demo/institutions.csv", 200_000) as bench:
            for number in range(4 if options.quick else 10):
                for threads in (1, 2):
                    took, _, result = bench.ask(f"group {threads}")
                    cases, grouped = map(int, result.split())
                    shares.add((cases, grouped))
                    if number > 0:
                        samples.setdefault(threads, []).append(cases / took)
        if len(shares) != 1:
            raise ChecksumsDiffer(f"grouping with the {name}: {sorted(shares)}")
        for threads in (1, 2):
            speed = statistics.median(samples[threads])
            figure = Figure(
                f"grouping, {name}, {threads} thread{'s' if threads > 1 else ''}",
                f"{rate(speed)} cases/s a thread", f"{grouped / cases:.1%} grouped")
            if threads == 1:
                figure.bar, figure.met = "≥ 1 M/s", speed >= 1_000_000
            figures.append(figure)
    return figures


def catalogue(options):
    say("a catalogue of 5 125 groups with its code tables")
    samples = {}
    with Dialogue(options.benchmarks / "dip-bench", "catalogue") as bench:
        for number in range(4 if options.quick else 12):
            for command in ("read", "load", "open"):
                took, _, result = bench.ask(command)
                if number > 0:
                    samples.setdefault(command, []).append(took)
    groups, size = map(int, result.split())
    note = f"{groups} groups, 47 k codes, 47 k mapped codes, {size / 1e6:.1f} MB compiled"
    figures = []
    for command, words in (("read", "from the CSV files"), ("load", "from the compiled form"),
                           ("open", "from the compiled form to the grouper's index")):
        took = statistics.median(samples[command])
        figure = Figure(f"catalogue {words}", milliseconds(took), note)
        if command == "open":
            figure.bar, figure.met = "≤ 50 ms", took <= 0.05
        figures.append(figure)
    return figures


def simulation(options):
    """A loaded year of a million lists, settled again under a changed key of each sample policy."""
    cases = 100_000 if options.quick else 1_000_000
    changes = ["coefficients.level.3=1.31", "residual=report"]
    medians, slowest = {}, None
    for policy in sorted((ROOT / "Deploy/policies").glob("*.yaml")):
        say(f"simulation: {cases} cases under {policy.stem}")
        with Dialogue(options.benchmarks / "dip-bench", "simulate", ROOT / "Deploy/catalogue/sample",
                      ROOT / "Deploy/registry/demo/institutions.csv", policy, cases) as bench:
            for change in changes:
                took = [bench.ask(f"{change} 2")[0] for _ in range(8)][1:]
                median = statistics.median(took)
                medians.setdefault(change, []).append(median)
                slowest = max(slowest or (0, "", ""), (median, policy.stem, change))
    took, name, change = slowest
    figures = [
        Figure(f"simulation of {cases} cases, {change}", milliseconds(statistics.median(found)),
               f"median of {len(found)} sample policies") for change, found in medians.items()]
    figure = Figure(f"simulation of {cases} cases, the slowest policy", milliseconds(took),
                    f"{name}, {change}")
    figure.bar, figure.met = "≤ 50 ms", took <= 0.05
    return figures + [figure]


def measuring(options):
    cases = 100_000 if options.quick else 1_000_000
    say(f"measuring scores from three years of {cases} lists")
    with Dialogue(options.benchmarks / "dip-bench", "measure", ROOT / "Deploy/catalogue/sample",
                  ROOT / "Deploy/registry/demo/institutions.csv", HERE / "DIP/policy.yaml",
                  cases) as bench:
        took = [bench.ask("measure 2") for _ in range(3)]
    if len({result for _, _, result in took}) != 1:
        raise ChecksumsDiffer("measuring")
    seconds = statistics.median(wall for wall, _, _ in took)
    return [Figure(f"scores measured from 3 × {cases} lists", f"{seconds:.2f} s",
                   f"{rate(3 * cases / seconds)} lists/s")]


# Import and settlement through the processes ------------------------------------------------------


def line(options):
    rounds, rows = (2, 100_000) if options.quick else (5, 100_000)
    say("import and settlement through the processes")
    with mesh_line.MeshLine(ROOT, options.programs, options.scratch / "line") as demo:
        imports = demo.imports(rows, rounds)
        settlements, cases = demo.settlements(rounds)
    took = statistics.median(imports)
    settled = statistics.median(settlements)
    return [
        Figure(f"import of {rows} lists, durable, whole command", f"{took:.2f} s",
               f"{rate(rows / took)} rows/s", "", "≤ 3 s", took <= 3),
        Figure(f"settlement of {cases} lists from the database", f"{settled:.2f} s",
               f"{rate(cases / settled)} lists/s"),
        *([] if options.quick else whole_year(options)),
    ]


def whole_year(options):
    rows = 1_000_000
    say("a million lists from the file to the statement")
    with mesh_line.MeshLine(ROOT, options.programs, options.scratch / "year") as mesh:
        imported = mesh.imports(rows, 1)[0]
        settled = mesh.settlements(1)[0][0]
        stated = mesh.statement()
        memory = mesh.peak_memory("dip")
    took = imported + settled + stated
    return [
        Figure(f"{rows} lists from CSV to durable, grouped, settled and stated", f"{took:.1f} s",
               f"{imported:.1f} + {settled:.1f} + {stated:.1f} s", "", "≤ 10 s", took <= 10),
        Figure("", f"{memory / 2**20:.0f} MiB", "peak of healthmesh-dip", "", "≤ 1 GiB",
               memory <= 2**30),
    ]


# The registry at the size of a nation --------------------------------------------------------------


def registry(options):
    rounds, villages = (1, 65_000) if options.quick else (3, 650_000)
    folder = options.scratch / "registry"
    say(f"registry: a nation of {villages} villages")
    samples = {}
    points, counties = "points 20000", "subtree 50"
    with Dialogue(options.benchmarks / "registry-bench", folder, villages, 5_000) as ours:
        rows = int(note(samples, "ours import", ours.ask("import")))
        ours.ask("stations")
        with Dialogue(sys.executable, HERE / "Registry/sqlite_peer.py", folder) as peer:
            for number in range(rounds):
                say(f"registry: round {number + 1} of {rounds}")
                if number > 0:
                    note(samples, "ours import", ours.ask("import"))
                    ours.ask("stations")
                if int(note(samples, "peer import", peer.ask("import"))) != rows:
                    raise ChecksumsDiffer("registry: the peer has other rows")
                for name, program in (("ours", ours), ("peer", peer)):
                    result = note(samples, f"{name} points", program.ask(points))
                    samples.setdefault(f"{name} point", []).append([int(n) for n in result.split()])
                    result = note(samples, f"{name} subtree", program.ask(counties))
                    samples.setdefault(f"{name} areas", []).append(int(result))
                coverage = note(samples, "ours coverage", ours.ask("coverage"))
        memory = int(ours.ask("memory")[2])
        institutions = 5_000 if options.quick else 50_000
        ours.ask(f"institutions {institutions}")
        departments = ours.ask(f"departments {institutions}")
        latencies = {
            what: [int(n) for n in ours.ask(f"{command} 2000")[2].split()]
            for command, what in (("institution", "one institution on a day"),
                                  ("search", "search by name, initials or code"),
                                  ("nearest", "the ten nearest to a place"))}
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    return (registry_figures(samples, rows, coverage, memory)
            + institution_figures(institutions, departments, latencies))


def institution_figures(institutions, departments, latencies):
    took, _, rows = departments
    figures = [
        Figure(f"import of a register: {rows} departments from CSV, checked",
               f"{rate(int(rows) / took)} rows/s", "", "")]
    for what, (p50, p99) in latencies.items():
        figures.append(
            Figure(f"of {institutions}: {what}",
                   f"p50 {p50 / 1000:.0f} µs, p99 {p99 / 1000:.0f}", "", "", "p99 ≤ 10 ms",
                   p99 <= 10_000_000))
    return figures


def note(samples, key, answer):
    took, _, result = answer
    samples.setdefault(key, []).append(took)
    return result


def registry_figures(samples, rows, coverage, memory):
    def median(key):
        return statistics.median(samples[key])

    ours, theirs = median("ours import"), median("peer import")
    figures = [
        Figure(f"import of {rows} areas from CSV, checked, in durable batches", f"{ours:.1f} s",
               "", "", "≤ 60 s", ours <= 60),
        Figure("", f"{rate(rows / ours)} rows/s", f"{rate(rows / theirs)} SQLite, rows at hand",
               f"{theirs / ours:.2f}×"),
        Figure("most memory, with the making of the nation", f"{memory / 2**20:.0f} MiB", "", "",
               "≤ 1 GiB", memory <= 2**30),
    ]
    (ours_p50, ours_p99), (peer_p50, peer_p99) = (
        [statistics.median(column) for column in zip(*samples[f"{name} point"])]
        for name in ("ours", "peer"))
    figures.append(
        Figure("one area on a day", f"p50 {ours_p50 / 1000:.0f} µs, p99 {ours_p99 / 1000:.0f}",
               f"p50 {peer_p50 / 1000:.0f} µs, p99 {peer_p99 / 1000:.0f} SQLite",
               f"{ours_p50 / peer_p50:.2f}×"))
    speeds = [
        samples[f"{name} areas"][0] / median(f"{name} subtree") for name in ("ours", "peer")]
    figures.append(
        Figure("subtree of a county on a day", f"{rate(speeds[0])} areas/s",
               f"{rate(speeds[1])} SQLite", f"{speeds[0] / speeds[1]:.2f}×"))
    villages, stations, outside = map(int, coverage.split())
    took = median("ours coverage")
    figures.append(
        Figure(f"coverage: {villages} villages, {stations} stations", f"{took:.2f} s",
               f"{outside / villages:.1%} outside", "", "≤ 5 s", took <= 5))
    return figures


def main():
    parts = {"mesh": mesh, "memory": memory, "simulation": simulation, "grouping": grouping,
             "catalogue": catalogue, "measuring": measuring, "line": line, "registry": registry}
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default=",".join(parts))
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--benchmarks", type=pathlib.Path, required=True)
    parser.add_argument("--c-echo", type=pathlib.Path, required=True)
    parser.add_argument("--grpc", type=pathlib.Path)
    parser.add_argument("--scratch", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=3, help="of the mesh's benchmarks")
    parser.add_argument("--quick", action="store_true", help="fewer rounds of everything")
    options = parser.parse_args()
    options.scratch.mkdir(parents=True, exist_ok=True)
    figures = []
    for part in options.only.split(","):
        figures += parts[part](options)
    print(table(figures))


if __name__ == "__main__":
    try:
        main()
    except ChecksumsDiffer as difference:
        sys.exit(f"CHECKSUMS DIFFER: {difference}")

"""Import and settlement as a user has them: the five processes, the tool `healthmesh`, files on disk.

Every time is that of the whole command, from starting the tool to its exit, with lists durable in the
database when it ends.
"""

import json
import pathlib
import re
import shutil
import subprocess
import time

REGION = "990100"
SETTLED_YEAR = 2025


class MeshLine:
    """A mesh of its own in a folder, with registry, catalogue and policy of the sample region."""

    def __init__(self, root, programs, folder):
        self.root, self.folder = root, folder
        self.tool = programs / "healthmesh"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.log = open(folder / "mesh.log", "w")
        self.mesh = None

    def __enter__(self):
        command = [self.tool, "up", "--data", self.data, "--http", "0", "--log-level", "error"]
        self.mesh = subprocess.Popen(
            [*map(str, command), "--lang", "en"], stdout=self.log, stderr=subprocess.PIPE,
            text=True)
        for line in self.mesh.stderr:
            if "The mesh is ready" in line:
                break
        else:
            raise SystemExit(f"the mesh did not start: {self.folder / 'mesh.log'}")
        deploy = self.root / "Deploy"
        for part in ("areas", "institutions", "consortia"):
            self.run("registry", "import", part, deploy / f"registry/demo/{part}.csv")
        self.run("dip", "sync", f"{SETTLED_YEAR}-12-31", "--region", REGION)
        self.run("catalogue", "import", deploy / "catalogue/sample")
        self.run("policy", "put", deploy / "policies/dip10.yaml")
        return self

    def __exit__(self, *_):
        self.mesh.terminate()
        self.mesh.wait()
        self.mesh.stderr.close()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def data(self):
        return self.folder / "mesh"

    def run(self, *arguments):
        """Runs the tool; returns its JSON answer and the seconds it took."""
        command = [str(self.tool), *map(str, arguments), "--data", str(self.data), "--json"]
        start = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        took = time.perf_counter() - start
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
        return json.loads(done.stdout), took

    def imports(self, rows, rounds):
        """Seconds of each import: one year's lists after the other into one growing database."""
        deploy = self.root / "Deploy"
        times = []
        for year in range(SETTLED_YEAR - rounds + 1, SETTLED_YEAR + 1):
            file = self.folder / f"{year}.csv"
            subprocess.run(
                [self.tool, "cases", "synth", "--count", str(rows), "--year", str(year),
                 "--catalogue", deploy / "catalogue/sample", "--institutions",
                 deploy / "registry/demo/institutions.csv", file],
                check=True, stderr=subprocess.DEVNULL)
            report, took = self.run("cases", "import", file)
            read = int(re.search(r'"rowsRead": ?"?(\d+)', json.dumps(report))[1])
            if read != rows:
                raise SystemExit(f"{read} of {rows} rows were read")
            times.append(took)
            file.unlink()
        return times

    def settlements(self, rounds):
        """Seconds of each settlement of the last year; other funds every time make another run."""
        sheet = self.folder / "funds.json"
        times, cases = [], 0
        for number in range(rounds):
            pools = [
                {"insuranceType": f"INSURANCE_TYPE_{pool}", "poolFen": str(10**10 + number)}
                for pool in ("EMPLOYEE", "RESIDENT")]
            sheet.write_text(
                json.dumps({"region": REGION, "period": str(SETTLED_YEAR), "pools": pools}))
            self.run("funds", "put", sheet)
            run, took = self.run("dip", "settle", REGION, SETTLED_YEAR)
            cases = int(run["cases"])
            times.append(took)
        return times, cases


    def statement(self):
        """Seconds until the statement of the last settlement stands in a file."""
        return self.run("dip", "statement")[1]

    def peak_memory(self, service):
        """Bytes that a service's process has held at most."""
        for status in pathlib.Path("/proc").glob("[0-9]*/status"):
            try:
                fields = dict(re.findall(r"^(\w+):\s*(.*)$", status.read_text(), re.MULTILINE))
                command = (status.parent / "cmdline").read_bytes().split(b"\0")[0].decode()
            except OSError:
                continue
            if int(fields["PPid"]) == self.mesh.pid and command.endswith(f"healthmesh-{service}"):
                return int(fields["VmHWM"].split()[0]) * 1024
        raise SystemExit(f"no process of {service}")


def national_catalogue(source, folder):
    """The excerpt of the national catalogue with a manifest; nothing when it is not at hand."""
    files = {
        "groups": "groups.csv", "primary_care": "primary_care.csv",
        "excluded_diagnoses": "excluded_diagnosis.csv",
        "excluded_procedures": "excluded_procedure.csv",
        "drug_resistant": "tb_resistant_codes.csv",
    }
    if not all((source / name).exists() for name in files.values()):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    manifest = ["key,value", "name,national-excerpt", "version,3.0", "title_zh,国家版节选",
                "title_en,national excerpt", "fictional_scores,false"]
    for role, name in files.items():
        pathlib.Path(folder / name).write_bytes((source / name).read_bytes())
        manifest.append(f"file:{role},{name}")
    (folder / "manifest.csv").write_text("\n".join(manifest) + "\n", encoding="utf-8")
    return folder

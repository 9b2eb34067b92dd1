"""The demo line as a bureau's own tool would do it, from the .proto files alone.

    demo_line.py ENDPOINT DEPLOY LISTS --server-key FILE --key FILE

DEPLOY is the folder with registry, catalogue and policies; LISTS a CSV file of settlement lists of
the demo region. Imports, settles twice, reads the statement, explains one case, and prints what it
found as JSON.
"""

import argparse
import csv
import json
import pathlib

import keys
from mesh_client import MeshClient, Refused

REGION, PERIOD, POLICY = "990100", "2025", "dip10.yaml"
POOLS = {310: 1_234_567_891, 390: 987_654_321}


class DemoLine:
    def __init__(self, client, deploy):
        self.client = client
        self.deploy = deploy

    def prepare(self):
        """Registry, catalogue, policy, institutions and funds."""
        for method, name in [
            ("RegistryAreas/ImportAreas", "areas.csv"),
            ("RegistryInstitutions/ImportInstitutions", "institutions.csv"),
            ("RegistryConsortia/ImportConsortia", "consortia.csv"),
        ]:
            report = self.client.upload(
                f"healthmesh.registry.v1.{method}",
                name,
                (self.deploy / "registry" / "demo" / name).read_bytes(),
            )
            assert report.rows_inserted > 0 and report.rows_quarantined == 0, report
        file_type = self.client.contract.message("healthmesh.dip.v1.CatalogueFile")
        answer = self.client.unary(
            "healthmesh.dip.v1.DipCatalogues/ImportCatalogue",
            files=[
                file_type(name=path.name, content=path.read_bytes())
                for path in sorted((self.deploy / "catalogue" / "sample").glob("*.csv"))
            ],
        )
        assert answer.HasField("catalogue"), answer
        answer = self.client.unary(
            "healthmesh.dip.v1.DipPolicies/PutPolicy",
            yaml=(self.deploy / "policies" / POLICY).read_bytes(),
        )
        assert answer.HasField("policy"), answer
        self.client.unary(
            "healthmesh.dip.v1.DipFunds/SyncInstitutions", as_of="2025-12-31", region=REGION
        )
        sheet = self.client.contract.message("healthmesh.dip.v1.FundSheet")(
            region=REGION, period=PERIOD
        )
        for insurance, fen in POOLS.items():
            sheet.pools.add(insurance_type=insurance, pool_fen=fen)
        self.client.unary("healthmesh.dip.v1.DipFunds/PutFunds", sheet=sheet)

    def settle(self):
        """The run that the last step of a settlement carries, and whether it was there before."""
        for step in self.client.server_stream(
            "healthmesh.dip.v1.DipSettlement/Settle", region=REGION, period=PERIOD
        ):
            last = step
        return last.run, last.unchanged

    def statement(self):
        return self.client.unary(
            "healthmesh.dip.v1.DipSettlement/GetStatement", region=REGION, period=PERIOD
        )

    def explain_one(self, lists, run):
        """Whether the first settled case of the file is explained in agreement with the run."""
        with open(lists, encoding="utf-8-sig", newline="") as rows:
            for row in csv.DictReader(rows):
                try:
                    answer = self.client.unary(
                        "healthmesh.dip.v1.DipSettlement/Explain", setl_id=row["setl_id"]
                    )
                except Refused:
                    continue  # A defective row was never settled.
                return answer.agrees_with_run and answer.run.run_id == run.run_id
        return False


def is_conserved(statement):
    """Σ due + residual + regulation = pool, to the fen, for each pool."""
    for pool in statement.run.pools:
        due = sum(r.due_fen for r in statement.rows if r.insurance_type == pool.insurance_type)
        if due + pool.residual_fen + pool.regulation_fen != POOLS[pool.insurance_type]:
            return False
    return {pool.insurance_type for pool in statement.run.pools} == set(POOLS)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("endpoint")
    parser.add_argument("deploy", type=pathlib.Path)
    parser.add_argument("lists", type=pathlib.Path)
    keys.add_options(parser)
    arguments = parser.parse_args()

    client = MeshClient(arguments.endpoint, *keys.read(arguments))
    line = DemoLine(client, arguments.deploy)
    line.prepare()
    *_, progress = client.resumable_upload(
        "healthmesh.dip.v1.DipCases/ImportCases", arguments.lists.name, arguments.lists.read_bytes()
    )
    run, _ = line.settle()
    again, unchanged = line.settle()
    statement = line.statement()
    print(
        json.dumps(
            {
                "rows_read": progress.report.rows_read,
                "rows_quarantined": progress.report.rows_quarantined,
                "results_digest": run.results_digest,
                "repeated": unchanged and again.results_digest == run.results_digest,
                "conserved": is_conserved(statement),
                "explained": line.explain_one(arguments.lists, run),
            }
        )
    )
    client.close()


if __name__ == "__main__":
    main()

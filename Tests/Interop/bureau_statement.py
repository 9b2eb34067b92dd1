"""Prints the newest settlement statement of a region as JSON, as a bureau's own tool would.

    bureau_statement.py ENDPOINT REGION [--server-key K --public-key K --secret-key K]
"""

import argparse
import json

from mesh_client import MeshClient


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("endpoint")
    parser.add_argument("region")
    parser.add_argument("--period", default="")
    for key in ("server-key", "public-key", "secret-key"):
        parser.add_argument(f"--{key}")
    arguments = parser.parse_args()

    client = MeshClient(
        arguments.endpoint, arguments.server_key, arguments.public_key, arguments.secret_key
    )
    statement = client.unary(
        "healthmesh.dip.v1.DipSettlement/GetStatement",
        region=arguments.region,
        period=arguments.period,
    )
    print(
        json.dumps(
            {
                "run_id": statement.run.run_id,
                "results_digest": statement.run.results_digest,
                "institutions": [
                    {
                        "code": row.institution_code,
                        "insurance_type": row.insurance_type,
                        "cases": row.cases,
                        "due_fen": row.due_fen,
                    }
                    for row in statement.rows
                ],
            },
            ensure_ascii=False,
        )
    )
    client.close()


if __name__ == "__main__":
    main()

"""Prints the newest settlement statement of a region as JSON, as a bureau's own tool would.

    bureau_statement.py ENDPOINT REGION [--server-key FILE --key FILE]

Exit code 69 when the mesh does not answer.
"""

import argparse
import json
import sys

import keys
from mesh_client import MeshClient


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("endpoint")
    parser.add_argument("region")
    parser.add_argument("--period", default="")
    parser.add_argument("--timeout", type=float, default=10.0)
    keys.add_options(parser)
    arguments = parser.parse_args()

    client = MeshClient(arguments.endpoint, *keys.read(arguments))
    try:
        statement = client.unary(
            "healthmesh.dip.v1.DipSettlement/GetStatement",
            timeout=arguments.timeout,
            region=arguments.region,
            period=arguments.period,
        )
    except TimeoutError as error:
        print(error, file=sys.stderr)
        sys.exit(69)
    finally:
        client.close()
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


if __name__ == "__main__":
    main()

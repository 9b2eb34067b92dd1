"""DuckDB on the columns that `dip-bench settle` wrote: the same settlement in SQL.

    duckdb_peer.py FOLDER

Loads everything into tables in memory, says `ready`, and answers every line `settle THREADS` or
`scan THREADS` with `NANOSECONDS PROCESSOR_NANOSECONDS CHECKSUM`.
"""

import hashlib
import pathlib
import sys
import time

import duckdb

TABLES = {
    "cases": "institution INTEGER, disease_group INTEGER, pool UTINYINT, cost UINTEGER, "
    "booked UINTEGER, patient UINTEGER",
    "institutions": "institution INTEGER, code VARCHAR, level INTEGER, coefficient BIGINT",
    "cells": "place INTEGER, score BIGINT, reference BIGINT",
    "pools": "pool UTINYINT, insurance VARCHAR, amount BIGINT",
}

SCAN = "SELECT sum(disease_group) + sum(cost) + sum(booked) + sum(patient) FROM cases"


def load(folder):
    connection = duckdb.connect(":memory:")
    for table, columns in TABLES.items():
        connection.execute(f"CREATE TABLE {table} ({columns})")
        connection.execute(f"COPY {table} FROM '{folder / table}.csv' (HEADER false)")
    return connection


def main():
    connection = load(pathlib.Path(sys.argv[1]))
    statements = {
        "settle": pathlib.Path(__file__).with_name("settlement.sql").read_text(),
        "scan": SCAN,
    }
    print("ready", flush=True)
    for line in sys.stdin:
        command, threads = line.split()
        connection.execute(f"SET threads = {int(threads)}")
        start, busy = time.perf_counter_ns(), time.process_time_ns()
        rows = connection.execute(statements[command]).fetchall()
        took, used = time.perf_counter_ns() - start, time.process_time_ns() - busy
        if command == "settle":
            text = "".join(",".join(map(str, row)) + "\n" for row in rows)
            result = hashlib.sha256(text.encode()).hexdigest()
        else:
            result = rows[0][0]
        print(took, used, result, flush=True)


if __name__ == "__main__":
    main()

"""SQLite through Python's sqlite3 on the rows that `registry-bench import` wrote.

    sqlite_peer.py FOLDER

Reads the rows of FOLDER/registry.sqlite into memory, says `ready`, and answers every line with
`NANOSECONDS PROCESSOR_NANOSECONDS RESULT`:

    import       the same rows into a new database with the same tables, indexes and durability
    points N     N rows by code; answers p50 and p99 in nanoseconds
    subtree N    the areas of N counties with all that lies in them; answers their number
"""

import pathlib
import random
import sqlite3
import sys
import time

DAY = 20269  # 2025-06-30

POINT = """SELECT * FROM area WHERE code = ? AND superseded IS NULL
  AND valid_from <= ? AND (valid_to IS NULL OR valid_to > ?) ORDER BY valid_from LIMIT 1"""

SUBTREE = """WITH RECURSIVE below (code) AS (
    SELECT ? UNION
    SELECT area.code FROM area JOIN below ON area.parent = below.code
    WHERE area.superseded IS NULL
      AND area.valid_from <= ? AND (area.valid_to IS NULL OR area.valid_to > ?))
  SELECT area.* FROM area WHERE area.code IN (SELECT code FROM below)
    AND area.superseded IS NULL
    AND area.valid_from <= ? AND (area.valid_to IS NULL OR area.valid_to > ?)
  ORDER BY area.code"""


class Peer:
    def __init__(self, folder):
        self.folder = folder
        source = sqlite3.connect(f"file:{folder / 'registry.sqlite'}?mode=ro", uri=True)
        self.tables = [
            sql for (sql,) in source.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND "
                "tbl_name IN ('area', 'registry_change') ORDER BY rowid")
        ]
        self.changes = source.execute("SELECT * FROM registry_change").fetchall()
        self.rows = source.execute("SELECT * FROM area ORDER BY level, code").fetchall()
        source.close()
        self.connection = None

    def imported(self, _):
        if self.connection:
            self.connection.close()
        for file in self.folder.glob("peer.sqlite*"):
            file.unlink()
        connection = sqlite3.connect(self.folder / "peer.sqlite", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -32768")
        for sql in self.tables:
            connection.execute(sql)
        connection.execute("BEGIN IMMEDIATE")
        for table, rows in (("registry_change", self.changes), ("area", self.rows)):
            places = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
        connection.execute("COMMIT")
        self.connection = connection
        return len(self.rows)

    def points(self, count):
        codes = [row[0] for row in self.rows]
        chosen, times = random.Random(7), []
        for _ in range(count):
            code = chosen.choice(codes)
            start = time.perf_counter_ns()
            row = self.connection.execute(POINT, (code, DAY, DAY)).fetchone()
            times.append(time.perf_counter_ns() - start)
            assert row[0] == code
        times.sort()
        return f"{times[count // 2]} {times[count * 99 // 100]}"

    def subtree(self, count):
        counties = sorted(row[0] for row in self.rows if row[3] == 3)
        chosen, found = random.Random(11), 0
        for _ in range(count):
            found += len(self.connection.execute(
                SUBTREE, (chosen.choice(counties), DAY, DAY, DAY, DAY)).fetchall())
        return found


def main():
    peer = Peer(pathlib.Path(sys.argv[1]))
    commands = {"import": peer.imported, "points": peer.points, "subtree": peer.subtree}
    print("ready", flush=True)
    for line in sys.stdin:
        words = line.split()
        count = int(words[1]) if len(words) > 1 else 1
        start, busy = time.perf_counter_ns(), time.process_time_ns()
        result = commands[words[0]](count)
        print(time.perf_counter_ns() - start, time.process_time_ns() - busy, result, flush=True)


if __name__ == "__main__":
    main()

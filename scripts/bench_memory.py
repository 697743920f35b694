"""Reads each export by this program and prints peak memory and time as Markdown.

Usage: bench_memory.py RUNS REPORT CASE=FOLDER…    (FOLDER: `export` and `truth.txt`, as scripts/bench-memory makes them)

Exits with 1 if a line item is missing.
"""

import json
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import duckdb

RUNS, REPORT = int(sys.argv[1]), sys.argv[2]
CASES = [argument.split("=", 1) for argument in sys.argv[3:]]


def run(*arguments: str) -> tuple[float, float, str]:
    """Seconds, peak MiB and output of one whole process."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        redirect = [(os.POSIX_SPAWN_DUP2, out.fileno(), 1)]
        child = os.posix_spawn(REPORT, [REPORT, *arguments], os.environ, file_actions=redirect)
        _, status, usage = os.wait4(child, 0)
        wall = time.perf_counter() - start
        out.seek(0)
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"failed: {' '.join(arguments)}")
        return wall, usage.ru_maxrss / 1024, out.read().decode()


def ledger_keys(export: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        ledger = f"{folder}/ledger.parquet"
        run("ledger", export, "-o", ledger, "--quiet")
        return duckdb.connect().execute(f"SELECT count(*) FROM '{ledger}'").fetchone()[0]


def main() -> int:
    wrong = []
    cores = len(os.sched_getaffinity(0))
    print("| case | line items | selected | ledger keys | files | bytes | threads | peak, MiB | median, s | s per million |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for case, folder in CASES:
        export = f"{folder}/export"
        files, size, rows, matched = map(int, re.findall(r"\d+", (Path(folder) / "truth.txt").read_text().splitlines()[0]))
        keys = ledger_keys(export)
        for threads in (cores, 1):
            command = ("summary", export, "--format", "json", "--quiet", "--threads", str(threads))
            outcomes = [run(*command) for _ in range(RUNS)]
            source = json.loads(outcomes[0][2])["source"]
            read = (source["rows"], source["matched_rows"], source["complete"])
            if read != (rows, matched, True):
                wrong.append(f"{case}: {read}, not {(rows, matched, True)}")
            wall, peak = median(outcome[0] for outcome in outcomes), max(outcome[1] for outcome in outcomes)
            print(
                f"| {case} | {rows:,} | {matched:,} | {keys:,} | {files} | {size:,} | {threads} | {peak:.0f} |"
                f" {wall:.2f} | {wall / rows * 1e6:.3f} |",
                flush=True,
            )
    print(*wrong, sep="\n")
    return 1 if wrong else 0


sys.exit(main())

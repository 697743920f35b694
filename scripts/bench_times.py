"""Times this program and its peers, run in turn, and prints Markdown.

Usage: bench_times.py RUNS REPORT INFLATE ISAL CASE=FOLDER…

FOLDER holds `export` and `truth.txt`, as scripts/bench makes them; ISAL is this program with that build feature, or empty.

Before anything is timed, our sums must equal the generator's to the last digit, and each peer's must equal ours: rows
exactly, quantity and cost to a millionth, since theirs are doubles. Exits with 1 if any does not.
"""

import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import NamedTuple

RUNS, REPORT, INFLATE, ISAL = int(sys.argv[1]), *sys.argv[2:5]
CASES = [argument.split("=", 1) for argument in sys.argv[5:]]
PEERS = ("duckdb", "polars", "chdb", "datafusion")
CORES = len(os.sched_getaffinity(0))
USAGE = ("Usage", "FlatRateSubscription", "SavingsPlanCoveredUsage", "DiscountedUsage")
TRUTH = re.compile(r"(\S+) (\S+) (\S+) (\S+): (\d+) rows, quantity (\S+), unblended (\S+), amortized (\S+)")


class Run(NamedTuple):
    wall: float
    # Of all threads, which a busy machine disturbs less than the wall clock.
    cpu: float
    peak_mib: float
    # Seconds without start-up, where the process tells them.
    query: float | None


def run(command: list[str]) -> tuple[Run, str]:
    """One whole process. The kernel counts this process's own few MiB into the peak of every child."""
    with tempfile.TemporaryFile() as out:
        redirect = [(os.POSIX_SPAWN_DUP2, out.fileno(), 1)]
        start = time.perf_counter()
        child = os.posix_spawn(command[0], command, os.environ, file_actions=redirect)
        _, status, usage = os.wait4(child, 0)
        wall = time.perf_counter() - start
        out.seek(0)
        text = out.read().decode()
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"failed: {' '.join(command)}")
    query = json.loads(text)["seconds"] if "bench_peers.py" in " ".join(command) else None
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, query), text


def differences_from_truth(meters: list[dict], truth: str) -> list[str]:
    """Ours against the generator's, meter by meter."""
    ours = {
        (row["product_code"], row["meter"], row["charge"], row["region"] or "-"): tuple(
            Decimal(row[name]) for name in ("rows", "quantity", "unblended", "amortized")
        )
        for row in meters
    }
    theirs = {found.groups()[:4]: tuple(map(Decimal, found.groups()[4:])) for found in TRUTH.finditer(truth)}
    keys = sorted(ours.keys() | theirs.keys())
    return [f"{key}: {ours.get(key)}, not {theirs.get(key)}" for key in keys if ours.get(key) != theirs.get(key)]


def differences_from_ours(groups: list[list], meters: list[dict]) -> list[str]:
    """A peer's against ours, by product."""
    ours, theirs = Counter(), Counter()
    for row in meters:
        for name, key in (("rows", "rows"), ("quantity", "quantity"), ("cost", "unblended")):
            ours[row["product_code"], name] += float(row[key])
    for product, _, _, line_item_type, _, rows, usage, cost in groups:
        theirs[product, "rows"] += int(rows)
        theirs[product, "quantity"] += (usage or 0) if line_item_type in USAGE else 0
        theirs[product, "cost"] += cost or 0
    wrong = []
    for key in sorted(ours.keys() | theirs.keys()):
        allowed = 0 if key[1] == "rows" else abs(ours[key]) * 1e-6
        if not abs(theirs[key] - ours[key]) <= allowed:
            wrong.append(f"{key}: {theirs[key]}, not {ours[key]}")
    return wrong


def commands(case: str, export: Path) -> dict[str, list[str]]:
    ours = [REPORT, "summary", str(export), "--format", "json", "--quiet"]
    peer = [sys.executable, str(Path(__file__).with_name("bench_peers.py"))]
    form = "csv" if case.startswith("csv") else "parquet"
    all_commands = {"report": ours}
    all_commands |= {name: [*peer, name, form, str(export)] for name in PEERS}
    all_commands["report, 1 thread"] = [*ours, "--threads", "1"]
    if case == "csv-gz" and ISAL:
        all_commands["report, isal"] = [ISAL, *ours[1:]]
    if case == "csv-gz":
        files = sorted(map(str, export.rglob("*.csv.gz")))
        all_commands["inflate only"] = [INFLATE, str(CORES), *files]
        all_commands["inflate only, 1 thread"] = [INFLATE, "1", *files]
    return all_commands


def timed(case: str, folder: Path) -> tuple[dict[str, list[Run]], dict[str, str], list[str]]:
    """Runs of each engine, the peers' versions, and what is wrong. The first run of each warms up and is checked."""
    all_commands = commands(case, folder / "export")
    versions, wrong, meters = {}, [], []
    for name, command in all_commands.items():
        _, text = run(command)
        if name.startswith("report"):
            meters = json.loads(text, parse_float=Decimal, parse_int=Decimal)["meters"]
            found = differences_from_truth(meters, (folder / "truth.txt").read_text())
        elif name in PEERS:
            result = json.loads(text)
            versions[name] = result["version"]
            found = differences_from_ours(result["groups"], meters)
        else:
            found = []
        wrong += [f"{case}, {name}: {difference}" for difference in found]
    runs: dict[str, list[Run]] = {name: [] for name in all_commands}
    for _ in range(RUNS):
        for name, command in all_commands.items():
            runs[name].append(run(command)[0])
    return runs, versions, wrong


def print_case(case: str, folder: Path, runs: dict[str, list[Run]]) -> None:
    files = [path for path in (folder / "export").rglob("ws-report-*") if path.suffix != ".json"]
    size = sum(path.stat().st_size for path in files)
    _, _, rows, matched = map(int, re.findall(r"\d+", (folder / "truth.txt").read_text().splitlines()[0]))
    share = f"{matched / rows:.2%}"
    print(f"\n### {case}: {rows:,} rows, {matched:,} selected ({share}), {len(files)} files, {size:,} bytes\n")
    print("| engine | median, s | fastest, s | without start-up, s | × report | CPU, s | peak, MiB |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    ours = median(run.wall for run in runs["report"])
    for name, all_runs in runs.items():
        wall = median(run.wall for run in all_runs)
        fastest = min(run.wall for run in all_runs)
        queries = [run.query for run in all_runs if run.query is not None]
        query = f"{median(queries):.3f}" if queries else ""
        cpu = median(run.cpu for run in all_runs)
        peak = median(run.peak_mib for run in all_runs)
        print(f"| {name} | {wall:.3f} | {fastest:.3f} | {query} | {wall / ours:.2f} | {cpu:.3f} | {peak:.0f} |")


def said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def print_head(versions: dict[str, str], load: float) -> None:
    model = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processor = model.group(1) if model else platform.machine()
    print(f"- {date.today()}; {processor}, {CORES} cores, {memory:.0f} GiB; load {load:.2f} before the first run")
    print(f"- {said(REPORT, '--version')} at {said('git', 'rev-parse', '--short', 'HEAD')}, {said('rustc', '--version')}")
    peers = ", ".join(f"{name} {version}" for name, version in versions.items())
    print(f"- {peers}; Python {platform.python_version()}")
    print("- report does its whole main job; the peers sum two columns by five keys, in doubles")
    starts = [run([REPORT, "--version"])[0].wall for _ in range(max(RUNS, 20))]
    print(f"- medians of {RUNS} runs in turn after one to warm up, files in the page cache; each run is a whole process")
    print(f"- start-up (`report --version`): {median(starts) * 1000:.1f} ms")


def main() -> int:
    load = os.getloadavg()[0]
    all_versions, all_wrong, tables = {}, [], []
    for case, folder in CASES:
        print(f"timing {case}", file=sys.stderr, flush=True)
        runs, versions, wrong = timed(case, Path(folder))
        tables.append((case, Path(folder), runs))
        all_versions |= versions
        all_wrong += wrong
    print_head(all_versions, load)
    for table in tables:
        print_case(*table)
    print("\nEvery engine's sums equal the generator's." if not all_wrong else "\nSums that differ:\n")
    print(*(f"- {difference}" for difference in all_wrong), sep="\n")
    return 1 if all_wrong else 0


sys.exit(main())

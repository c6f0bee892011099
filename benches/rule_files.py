#!/usr/bin/env python3
"""Loads hostile rule files of maximum size and prints their cost, and what they add to a page.

    benches/rule_files.py [--kilobytes N] [SHAPE]...

A row is one shape: the maximum number of items accepted, seconds and peak memory to check the file, the same for a file
twice as large, and the ratio of a page's time with and without the rules. Seconds are processor time, the least of
three runs. The exit status is 1 if a promise is broken. Needs GNU time and both programs:

    cargo build --release --bin tamis --example hostile
"""

import argparse
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

MOST_SECONDS = 1.0
MOST_KIB = 32 << 10
MOST_RATIO = 3.0

root = pathlib.Path(__file__).resolve().parent.parent
release = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", root / "target")) / "release"
driver = release / "examples" / "hostile"


def run(*arguments, times=1):
    """Returns processor seconds, peak KiB and exit status of tamis."""
    best = None
    for _ in range(times):
        with tempfile.NamedTemporaryFile("r") as peak:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            timed = ["time", "-q", "-o", peak.name, "-f", "%M", release / "tamis", *map(str, arguments)]
            status = subprocess.run(timed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            found = seconds, int(peak.read().split()[-1]), status
            best = min(best or found, found)
    return best


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shapes", nargs="*")
    parser.add_argument("--kilobytes", type=int, default=1000, help="size of the page")
    arguments = parser.parse_args()
    listed = subprocess.run([driver, "rules"], capture_output=True, text=True, check=True).stdout.split()
    broken = 0
    print(f"{'shape':22} {'items':>8} {'s':>6} {'KiB':>7} {'over: s':>8} {'KiB':>7} {'page KiB':>9} {'ratio':>6}")
    for shape in arguments.shapes or listed:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            command = [driver, "rules", shape, folder, str(arguments.kilobytes * 1000)]
            count = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
            most, over, page = folder / "most.toml", folder / "over.toml", folder / "page.html"
            seconds, peak, status = run("rules", "check", most)
            over_seconds, over_peak, over_status = run("rules", "check", over)
            without, _, _ = run("--extract", "rules", page, times=3)
            with_rules, page_peak, page_status = run("--extract", "rules", "--rules", most, page, times=3)
            # The rules are read once for all pages.
            (folder / "empty.html").write_text("<p>x")
            empty, _, _ = run("--extract", "rules", "--rules", most, folder / "empty.html", times=3)
            start, _, _ = run("--extract", "rules", folder / "empty.html", times=3)
            ratio = max(with_rules - empty, 0.001) / max(without - start, 0.005)
            faults = [
                fault
                for fault, is_there in [
                    ("time", max(seconds, over_seconds) > MOST_SECONDS),
                    ("memory", max(peak, over_peak, page_peak) > MOST_KIB),
                    ("ratio", ratio > MOST_RATIO),
                    (f"status {status} {over_status} {page_status}", max(status, over_status, page_status) > 2),
                ]
                if is_there
            ]
            broken += bool(faults)
            print(
                f"{shape:22} {count:>8} {seconds:6.2f} {peak:7} {over_seconds:8.2f} {over_peak:7} {page_peak:9} "
                f"{ratio:6.1f} {' '.join(faults)}",
                flush=True,
            )
    print(f"{broken} shapes break a promise" if broken else "every promise kept")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

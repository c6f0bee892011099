#!/usr/bin/env python3
"""Pipes each promised shape through the command, for each format, and says what it took.

    benches/hostile.py [--all] [--megabytes N] [--format F]... [SHAPE]...

A row is one shape and format: peak memory, speed, and speed as a part of that of the yardstick (lol_html's own text
handler over the same bytes, measured just before). Speeds are by processor time, start included, so that the
generator does not count. The exit status is 1 if a promise is broken. Needs GNU time, and both programs built:

    cargo build --release --bin tamis --example hostile
"""

import argparse
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

MOST_KIB = 16 << 10
LEAST_MB_PER_SECOND = 2.0
LEAST_RATIO = 0.5
FORMATS = ["text", "markdown", "json", "html", "tei"]

root = pathlib.Path(__file__).resolve().parent.parent
release = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", root / "target")) / "release"
driver = release / "examples" / "hostile"


def run(shape, size, command):
    """Peak KiB, processor seconds, and the exit status of a command that reads the shape."""
    with tempfile.NamedTemporaryFile("r") as peak:
        source = subprocess.Popen([driver, "write", shape, str(size)], stdout=subprocess.PIPE)
        # GNU time knows the peak, but seconds to the hundredth only; children count once they are waited for.
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        timed = ["time", "-q", "-o", peak.name, "-f", "%M", *command]
        status = subprocess.run(timed, stdin=source.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        source.stdout.close()
        source.wait()
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return int(peak.read().split()[-1]), seconds, status.returncode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shapes", nargs="*")
    parser.add_argument("--all", action="store_true", help="every shape, not only the promised ones")
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--format", action="append", choices=FORMATS)
    arguments = parser.parse_args()
    size = arguments.megabytes * 1_000_000
    which = ["list"] if arguments.all else ["list", "promised"]
    listed = subprocess.run([driver, *which], capture_output=True, text=True, check=True).stdout.split()
    broken = []
    print(f"{'shape':20} {'format':9} {'peak KiB':>9} {'MB/s':>8} {'of yardstick':>13}")
    for shape in arguments.shapes or listed:
        _, yardstick, _ = run(shape, size, [driver, "yardstick"])
        for format in arguments.format or FORMATS:
            peak, seconds, status = run(shape, size, [release / "tamis", "-f", format])
            speed, ratio = size / seconds / 1e6, yardstick / seconds
            faults = [
                fault
                for fault, is_there in [
                    ("memory", peak > MOST_KIB),
                    ("speed", speed < LEAST_MB_PER_SECOND),
                    ("ratio", ratio < LEAST_RATIO),
                    (f"status {status}", status not in (0, 1)),
                ]
                if is_there
            ]
            broken += [f"{shape} {format}: {', '.join(faults)}"] if faults else []
            print(f"{shape:20} {format:9} {peak:9} {speed:8.1f} {ratio:13.2f} {' '.join(faults)}", flush=True)
    print(f"{len(broken)} promises broken" if broken else "every promise kept")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

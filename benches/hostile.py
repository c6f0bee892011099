#!/usr/bin/env python3
"""Pipes each promised shape through the command, in each output format, and prints the cost.

    benches/hostile.py [--all] [--megabytes N]... [--form F]... [--jobs N] [SHAPE]...
    benches/hostile.py --all --checked --megabytes 1

A row is one shape and form: peak memory, bytes written for each byte read, speed, and speed relative to the yardstick
(lol_html's own text handler over the same bytes, measured just before). Speeds are by processor time, start-up
included, so that the generator does not count. The exit status is 1 if a promise is broken. Needs both programs:

    cargo build --release --bin tamis --example hostile

With --checked, the command is built with the profile `checked`, where an overflow panics, and runs within a hard limit
of address space, each shape in one form; it must end normally and within its bound of output, while speed and resident
memory do not count. The driver is the one built by the tests. Needs GNU time, and prlimit for the hard limit.
"""

import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

MOST_KIB = 16 << 10
MOST_TIMES, MOST_BYTES = 8, 64 << 10
LEAST_MB_PER_SECOND = 2.0
LEAST_RATIO = 0.5
# The program with its libraries, and 16 MiB for its data.
ADDRESS_SPACE = 64 << 20

# Every option that changes what is written or buffered.
FORMS = {
    "text": ["-f", "text"],
    "markdown": ["-f", "markdown"],
    "json": ["-f", "json"],
    "html": ["-f", "html"],
    "tei": ["-f", "tei"],
    "all-text": ["-f", "text", "--extract", "all"],
    "all-markdown": ["-f", "markdown", "--extract", "all", "--front-matter", "--comments"],
    "all-json": ["-f", "json", "--extract", "all"],
    "all-html": ["-f", "html", "--extract", "all", "--comments"],
    "all-tei": ["-f", "tei", "--extract", "all"],
    "rules-markdown": ["-f", "markdown", "--extract", "rules", "--links", "reference", "--images", "alt"],
    "bare-markdown": ["-f", "markdown", "--extract", "all", "--links", "none", "--images", "none", "--no-title"],
    "comments-json": ["-f", "json", "--comments", "--favor", "recall", "--lookahead", "64"],
    "explain": ["-f", "markdown", "--explain=json", "--lookahead", "64"],
}
PROMISED_FORMS = ["text", "markdown", "json", "html", "tei"]

root = pathlib.Path(__file__).resolve().parent.parent
target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", root / "target"))


def run(driver, shape, size, command, address_space=None):
    """Returns peak KiB, processor seconds, bytes read, bytes written and exit status of the command on the shape."""
    if address_space:
        command = ["prlimit", f"--as={address_space}", *command]
    # GNU time reports the peak of the command alone; the system's figure for a child of Python includes Python.
    peak = tempfile.NamedTemporaryFile("r")
    command = ["time", "-q", "-o", peak.name, "-f", "%M", *command]
    source = subprocess.Popen([driver, "write", shape, str(size)], stdout=subprocess.PIPE)
    reader, writer = os.pipe()
    read = 0

    def feed():
        nonlocal read
        with open(writer, "wb", buffering=0) as pipe:
            try:
                while chunk := source.stdout.read1(64 << 10):
                    read += len(chunk)
                    pipe.write(chunk)
            except BrokenPipeError:
                pass

    process = subprocess.Popen(command, stdin=reader, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    os.close(reader)
    feeder = threading.Thread(target=feed)
    feeder.start()
    written = 0
    while chunk := process.stdout.read1(64 << 10):
        written += len(chunk)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    feeder.join()
    source.stdout.close()
    source.wait()
    with peak:
        kib = int(peak.read().split()[-1])
    return kib, usage.ru_utime + usage.ru_stime, read, written, process.returncode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shapes", nargs="*")
    parser.add_argument("--all", action="store_true", help="every shape and form, not only the promised ones")
    parser.add_argument("--megabytes", type=int, action="append", help="100 by default")
    parser.add_argument("--form", action="append", choices=FORMS)
    parser.add_argument("--checked", action="store_true", help="the checked profile within a limit of address space")
    parser.add_argument("--jobs", type=int, default=1, help="parallel runs; speeds then mean little")
    arguments = parser.parse_args()
    programs = target / ("checked" if arguments.checked else "release")
    driver = target / ("debug" if arguments.checked else "release") / "examples" / "hostile"
    which = ["list"] if arguments.all else ["list", "promised"]
    listed = subprocess.run([driver, *which], capture_output=True, text=True, check=True)
    shapes = arguments.shapes or listed.stdout.split()
    forms = arguments.form or (list(FORMS) if arguments.all and not arguments.checked else PROMISED_FORMS)
    tasks = []
    for megabytes in arguments.megabytes or [100]:
        for number, shape in enumerate(shapes):
            # Each shape in one form, and each form with some shapes.
            those = [list(FORMS)[number % len(FORMS)]] if arguments.checked and not arguments.form else forms
            tasks.append((shape, megabytes * 1_000_000, those))

    def measure(task):
        shape, size, forms = task
        speeds = not arguments.checked and arguments.jobs == 1
        if speeds:
            yardstick = run(driver, shape, size, [driver, "yardstick"])[1]
        rows = []
        for form in forms:
            space = ADDRESS_SPACE if arguments.checked else None
            command = [programs / "tamis", *FORMS[form]]
            peak, seconds, read, written, status = run(driver, shape, size, command, space)
            speed, times = size / seconds / 1e6, max(written - MOST_BYTES, 0) / read
            faults = [
                fault
                for fault, is_there in [
                    ("memory", peak > MOST_KIB and not arguments.checked),
                    ("output", times > MOST_TIMES),
                    ("speed", speeds and speed < LEAST_MB_PER_SECOND),
                    (f"status {status}", status not in (0, 1)),
                ]
                if is_there
            ]
            ratio = f"{yardstick / seconds:13.2f}" if speeds else " " * 13
            if speeds and yardstick / seconds < LEAST_RATIO and not arguments.all:
                faults.append("ratio")
            row = f"{shape:20} {form:15} {size // 1_000_000:4} {peak:9} {written / read:7.2f} {speed:8.1f} {ratio}"
            rows.append((f"{row} {' '.join(faults)}", [f"{shape} {form}: {', '.join(faults)}"] if faults else []))
        return rows

    broken = []
    print(f"{'shape':20} {'form':15} {'MB':>4} {'peak KiB':>9} {'written':>7} {'MB/s':>8} {'of yardstick':>13}")
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for rows in pool.map(measure, tasks):
            for row, faults in rows:
                print(row, flush=True)
                broken += faults
    print("\n".join(broken[-40:]))
    print(f"{len(broken)} promises broken" if broken else "every promise kept")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Prints what one run of the command on a page of 19 kB takes: instructions and milliseconds; and its size.

    benches/start_up.py [BINARY]...

Instructions do not depend on the load of the machine; they need valgrind. Milliseconds are the least of 100 runs, from
start to end of the process, and less than 4 is the promise. Without BINARY it is that of `cargo build --release`.
"""

import os
import pathlib
import re
import subprocess
import sys
import time

RUNS = 100

root = pathlib.Path(__file__).resolve().parent.parent
target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", root / "target"))
page = root / "corpus" / "pages" / "blog-de.html"


def instructions(binary):
    """Returns the instructions of a run, or none without valgrind."""
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={os.devnull}", binary, page]
    try:
        run = subprocess.run(command, capture_output=True, text=True, errors="replace")
    except FileNotFoundError:
        return None
    return int(re.search(r"refs:\s+([\d,]+)", run.stderr)[1].replace(",", ""))


def milliseconds(binary):
    """Returns the least time of a run."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([binary, page], stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def main():
    binaries = [pathlib.Path(name) for name in sys.argv[1:]] or [target / "release" / "tamis"]
    for binary in binaries:
        count = instructions(binary)
        counted = f"{count / 1e6:7.1f} M instructions" if count else "no valgrind"
        print(f"{binary}: {counted}, {milliseconds(binary):.1f} ms, {binary.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

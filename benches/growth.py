#!/usr/bin/env python3
"""Measures how work grows with the length of every shape, for each form of rules.

    benches/growth.py [--bytes N] [--jobs N] [SHAPE]...

Work is counted in instructions, by callgrind, at N, 2N and 4N bytes; loading rules does not count. The exponent is that
of the increments, so that constant start-up cost does not hide growth: 1 is linear, 2 quadratic. A shape above 1.1 is
measured again from 4N, and from 16N, beyond all caps: reaching a cap may start new work, which is a single step,
whereas growth continues. The exit status is 1 if a shape is above 1.1 there too. Needs valgrind, and

    cargo build --release --example hostile
"""

import argparse
import concurrent.futures
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile

MOST = 1.1
FORMS = ["class", "descendant", "child", "nth", "attribute", "held"]

root = pathlib.Path(__file__).resolve().parent.parent
driver = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", root / "target")) / "release" / "examples" / "hostile"


def instructions(shape, lengths):
    """Returns the instructions of each length, by form."""
    with tempfile.TemporaryDirectory() as folder:
        dumps = pathlib.Path(folder) / "dump"
        callgrind = ["valgrind", "--tool=callgrind", "--dump-after=*forms::measured*", f"--callgrind-out-file={dumps}"]
        subprocess.run([*callgrind, driver, "growth", shape, *map(str, lengths)], check=True, capture_output=True)
        total = lambda number: int(re.search(r"^totals: (\d+)", dumps.with_suffix(f".{number}").read_text(), re.M)[1])
        # Each form starts with a page that absorbs the cost of loading.
        counts = [total(number + 1) for number in range(len(FORMS) * (1 + len(lengths)))]
    return [counts[at + 1 : at + 1 + len(lengths)] for at in range(0, len(counts), 1 + len(lengths))]


def exponent(small, middle, large):
    # Bytes beyond a cap are not read and cost nothing.
    return math.log2(max(large - middle, 1) / max(middle - small, 1))


def row(shape, lengths):
    """Returns the line of a measurement, and its highest exponent with the form."""
    counts = instructions(shape, lengths)
    exponents = [exponent(*of_form) for of_form in counts]
    most = max(of_form[-1] for of_form in counts) / lengths[-1]
    line = f"{shape:20} {most:19.0f} " + " ".join(f"{found:10.2f}" for found in exponents)
    return line, max(zip(exponents, FORMS))


def measure(shape, least):
    """Returns the lines of a shape, and its highest exponent with the form: after a step, if there is one."""
    lines = []
    for start in (least, 4 * least, 16 * least):
        line, found = row(shape, [start, 2 * start, 4 * start])
        lines.append(line if start == least else f"{line} from {start} bytes on")
        if found[0] <= MOST:
            break
    return "\n".join(lines), found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shapes", nargs="*")
    parser.add_argument("--bytes", type=int, default=64 << 10)
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    shapes = arguments.shapes or subprocess.run([driver, "list"], capture_output=True, text=True, check=True).stdout.split()
    worst, broken = (0, "", ""), 0
    print(f"{'shape':20} {'instructions a byte':>19} " + " ".join(f"{form:>10}" for form in FORMS))
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for shape, (lines, found) in zip(shapes, pool.map(lambda shape: measure(shape, arguments.bytes), shapes)):
            worst = max(worst, (*found, shape))
            broken += found[0] > MOST
            print(lines, flush=True)
    print(f"{len(shapes)} shapes; worst exponent {worst[0]:.2f} ({worst[2]} {worst[1]}); {broken} above {MOST}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

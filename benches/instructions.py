#!/usr/bin/env python3
"""Counts the instructions per byte of real pages in each stage of the route.

    benches/instructions.py [--pages N] [--driver FILE] [STAGE]...

The figures do not depend on the load of the machine, so that two builds can be compared: `--driver` names that of
another checkout. Needs valgrind, the pages of TAMIS_DATA, and

    cargo build --release --example instructions
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

STAGES = ["floor", "blocks", "rules", "rules-markdown", "main", "main-json"]
SETS = ["fundus", "wcxb"]

root = pathlib.Path(__file__).resolve().parent.parent
data = pathlib.Path(os.environ.get("TAMIS_DATA", root.parent / "shared")) / "quality"
target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", root / "target"))


def instructions(driver, stage, pages, count):
    """Returns the instructions per byte of the pages."""
    with tempfile.NamedTemporaryFile() as dump:
        callgrind = ["valgrind", "--tool=callgrind", "--toggle-collect=*instructions::measured*"]
        command = [*callgrind, f"--callgrind-out-file={dump.name}", driver, stage, pages, str(count)]
        run = subprocess.run(command, check=True, capture_output=True, text=True)
        total = re.search(r"^(?:totals|summary): (\d+)", pathlib.Path(dump.name).read_text(), re.M)
        return int(total[1]) / int(run.stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stages", nargs="*", metavar="STAGE", help=" ".join(STAGES))
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--driver", default=target / "release" / "examples" / "instructions")
    arguments = parser.parse_args()
    sets = [data / f"{name}.jsonl.zst" for name in SETS]
    if not all(pages.is_file() for pages in sets):
        sys.exit(f"skipped: no pages in {data} (set TAMIS_DATA)")
    print(f"{'stage':16}" + "".join(f"{name:>10}" for name in SETS), flush=True)
    for stage in arguments.stages or STAGES:
        counts = [instructions(arguments.driver, stage, pages, arguments.pages) for pages in sets]
        print(f"{stage:16}" + "".join(f"{count:10.2f}" for count in counts), flush=True)


if __name__ == "__main__":
    main()

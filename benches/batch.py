#!/usr/bin/env python3
"""Measures `tamis batch` on a large archive, compared with the minimum cost and with a peer; writes a table.

    cargo build --release --bin tamis --example archive_yardstick
    benches/batch.py --peer VENV/bin/python --stream-gigabytes 10 --table benches/archives/MEASURED.md

The archive repeats the pages of `corpus/` and, with TAMIS_DATA, of `quality/` until it has `--megabytes`; its halves
are the two archives. Speed is measured `--runs` times in turns, from files to files, and the fastest run counts. The
table is rewritten after each measurement, so an interrupted run keeps its results. Read ratios, on an idle machine.
Needs GNU time; the peer needs a Python with `fastwarc` and `resiliparse`. The exit status is 1 if a run failed, or gave
other bytes with two threads.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

from archives import bombs, crawl
from archives.table import table

RELEASE = Path(os.environ.get("CARGO_TARGET_DIR", crawl.ROOT / "target")) / "release"
BATCH = [RELEASE / "tamis", "batch", "--quiet", "--stats", "json", "--to", "jsonl"]

Run = namedtuple("Run", "wall cpu peak status out said")


def timed(command, feed=None):
    """Wall and processor seconds, peak MiB, exit status, and the content of both streams."""
    with tempfile.NamedTemporaryFile("r") as figures, tempfile.TemporaryFile("w+") as said:
        command = ["time", "-q", "-o", figures.name, "-f", "%e %U %S %M", *map(str, command)]
        source = subprocess.PIPE if feed else subprocess.DEVNULL
        with subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE, stderr=said) as child:
            if feed:
                feed(child.stdin)
            out = child.communicate()[0].decode()
        said.seek(0)
        wall, user, system, peak = map(float, figures.read().split()[-4:])
        return Run(wall, user + system, peak / 1024, child.returncode, out, said.read())


class Bench:
    """Keeps the fastest run of each measurement, by name."""

    def __init__(self, arguments, folder):
        self.arguments, self.folder = arguments, folder
        self.fastest, self.digests, self.faults = {}, {}, []
        self.pages, self.unpacked, self.load = "", None, os.getloadavg()[0]

    def measure(self, name, command, statuses=(0,), feed=None):
        """Records a failed measurement as a fault and continues."""
        try:
            run = timed(command, feed)
            if run.status not in statuses:
                raise RuntimeError(f"status {run.status}: {run.said[-500:]}")
        except (OSError, RuntimeError) as error:
            self.fault(f"{name}: {error}")
            return None
        self.keep(name, run)
        return run

    def keep(self, name, run):
        shown = name if isinstance(name, str) else ", ".join(map(str, name))
        print(f"{shown}: {run.wall:.2f} s, of processor {run.cpu:.2f} s, peak {run.peak:.1f} MiB", file=sys.stderr)
        self.fastest[name] = min(run, self.fastest.get(name, run))
        self.report()

    def fault(self, fault):
        print(f"FAILED {fault}", file=sys.stderr)
        self.faults.append(fault)

    def report(self):
        if self.arguments.table:
            self.arguments.table.write_text(table(self))

    def yardsticks(self, archive):
        run = self.measure("yardsticks", [RELEASE / "examples/archive_yardstick", archive])
        if run:
            found = json.loads(run.out)
            self.unpacked = found["unpacked"]
            for name in ("decompression", "floor"):
                self.keep(name, run._replace(wall=found[name], cpu=found[name]))

    def batch(self, extract, threads, inputs):
        """Cleans archives to files and keeps the digests of the output."""
        output = self.folder / "out"
        output.mkdir(exist_ok=True)
        name = extract, len(inputs), threads
        options = ["-j", threads, "--extract", extract, "--force", "-o", f"{output}/"]
        self.measure(name, [*BATCH, *options, *inputs])
        self.digests[name] = []
        for path in sorted(output.iterdir()):
            with path.open("rb") as file:
                self.digests[name].append(hashlib.file_digest(file, "sha256").hexdigest())
            path.unlink()
        if self.digests[name] != self.digests[extract, len(inputs), 1]:
            self.fault(f"{name}: other bytes than with 1 thread")

    def peer(self, archive):
        if self.arguments.peer:
            output = self.folder / "peer.txt"
            self.measure("peer", [self.arguments.peer, crawl.ROOT / "benches/archives/peer.py", archive, output])
            output.unlink(missing_ok=True)

    def speed(self, members):
        one, *two = (self.folder / name for name in ("crawl.warc.gz", "half-1.warc.gz", "half-2.warc.gz"))
        size, at = self.arguments.megabytes * 10**6, 0
        crawl.write(one, members, size)
        for half in two:
            at = crawl.write(half, members, size // 2, at)
        for _ in range(self.arguments.runs):
            self.yardsticks(one)
            for extract in ("main", "rules"):
                for inputs in ([one], two):
                    for threads in (1, 2):
                        self.batch(extract, threads, inputs)
            self.peer(one)

    def memory(self, members):
        for name, bomb in bombs.archives():
            archive = self.folder / "bomb.warc"
            archive.write_bytes(bomb)
            options = ["-j", "2", "--force", "-o", self.folder / "bomb.jsonl"]
            # Damage gives exit status 1.
            self.measure(("bomb", name), [*BATCH, *options, archive], statuses=(1,))
        gigabytes = self.arguments.stream_gigabytes
        if gigabytes:
            self.stream(f"{gigabytes:g} GB of pages through a pipe", gigabytes * 10**9, crawl.unpacked(members))

    def stream(self, name, size, plain):
        def feed(pipe):
            for _ in range(int(size / len(plain)) + 1):
                pipe.write(plain)

        for threads in (1, 2):
            output = ["-o", self.folder / "stream.jsonl.zst", "--force"]
            self.measure(("stream", name, threads), [*BATCH, "-j", threads, *output, "-"], feed=feed)


def has_peer(python):
    try:
        return python and subprocess.run([python, "-c", "import fastwarc, resiliparse"]).returncode == 0
    except OSError:
        return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=500, help="size of the archive")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer", metavar="PYTHON", help="a Python with fastwarc and resiliparse")
    parser.add_argument("--stream-gigabytes", type=float, default=0, help="size of a plain archive through a pipe")
    parser.add_argument("--table", metavar="FILE", type=Path, help="also write the table here")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="keep the archives here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(arguments, folder)
        if not has_peer(arguments.peer):
            print("SKIPPED: the peer; --peer names a Python with fastwarc and resiliparse", file=sys.stderr)
            arguments.peer = None
        members, bench.pages = crawl.members()
        print(bench.pages, file=sys.stderr)
        bench.speed(members)
        bench.memory(members)
        print(table(bench))
    sys.exit(1 if bench.faults else 0)


main()

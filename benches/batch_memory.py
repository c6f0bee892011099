#!/usr/bin/env python3
"""Runs `tamis batch` on inputs that attack its memory, each within its bound, and prints the cost.

    cargo build --release --bin tamis
    benches/batch_memory.py [--threads N] [NAME]...

The bound is 64 MiB resident, plus 32 MiB for each thread; the address space is limited too, so that unbounded growth
ends soon. Every input ends with a page that must be written within `--seconds` of processor time, and `--resume` must
have nothing left to do. The exit status is 1 if a check failed. Needs GNU time and `prlimit`.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from archives import bombs
from archives.crawl import ROOT, member, record

TAMIS = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "tamis"
HTML = "Content-Type: text/html"
TEA = b"<html lang=en><title>Tea</title><article><p>" + b"Boil the water and warm the pot. " * 9 + b"</article>"
AFTER = record("https://pages.example/after", TEA, HTML)
# Address space exceeds memory: it includes stacks, and reserved but untouched memory.
SPACE = 1 << 30


def page(body):
    """Returns a page in an archive, and the page after it."""
    return member(record("https://pages.example/bomb", b"<html lang=en><article>" + body, HTML)) + member(AFTER)


def archives():
    """Returns each archive by name, with the options to read it."""
    base = b"<base href='https://pages.example/" + b"a" * 1900 + b"/'>"
    yield "long base, short images", page(base + b"<img src=1>" * 2_000_000), ["-f", "markdown"]
    yield "long base, short links", page(base + b"<p><a href=1>word</a> x" * 1_000_000), ["-f", "markdown"]
    yield "deep lists", page(b"<ol start=999999999>" * 63 + b"y<br>" * 4_000_000), ["-f", "text"]
    yield "wide spans", page(b"<table>" + b"<tr><td colspan=1000>x" * 500_000), ["-f", "html"]
    yield "255 MiB of short paragraphs", page(b"<p>x" * (255 << 18)), ["-f", "text"]
    yield "255 MiB of tags", page(b"<nav><a href=/>x</a></nav>" * (255 << 20 >> 5)), ["-f", "text"]
    yield "2,000,000 version lines", gzip.compress(b"WARC/1.0\r\n" * 2_000_000 + AFTER, 9, mtime=0), []
    yield "a length of 2^62", AFTER.replace(b"Content-Length: ", b"Content-Length: 4611686018427387904\r\nX: ", 1) + AFTER, []
    for name, bomb in bombs.archives():
        yield name, bomb, []


def folder_of_pages(folder, count=300_000):
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:07}-a-page-of-a-crawl.html").write_bytes(b"<p>x")
    (folder / "zzz.html").write_bytes(TEA)


def run(source, output, threads, options):
    """Returns peak MiB, processor seconds, status, lines on standard error, and the counts."""
    with tempfile.NamedTemporaryFile("r") as figures, tempfile.TemporaryFile("w+") as said:
        timed = ["time", "-q", "-o", figures.name, "-f", "%U %S %M", "prlimit", f"--as={SPACE + threads * (128 << 20)}"]
        batch = [TAMIS, "batch", "-j", str(threads), "--stats", "json", *options, source, "-o", output]
        status = subprocess.run([*timed, *batch], stderr=said, stdin=subprocess.DEVNULL).returncode
        said.seek(0)
        lines = said.read().splitlines()
        user, system, peak = map(float, figures.read().split()[-3:])
        try:
            counts = json.loads(lines[-1])
        except (IndexError, ValueError):
            counts = None
        return peak / 1024, user + system, status, len(lines), counts


def faults(arguments, name, source, output, options):
    threads = arguments.threads
    peak, seconds, status, lines, counts = run(source, output, threads, options)
    print(f"{name:40} {peak:8.1f} MiB {seconds:8.2f} s  status {status}  {lines} lines", flush=True)
    last = ""
    if output.exists():
        with output.open() as text:
            for last in text:
                pass
    yield peak > 64 + 32 * threads, f"{peak:.1f} MiB"
    yield seconds > arguments.seconds, f"{seconds:.1f} s"
    yield status not in (0, 1) or counts is None, f"status {status}"
    yield lines > 30, f"{lines} lines on standard error"
    yield "Boil the water" not in last and "Tea." not in last, "the last page is lost"
    again = run(source, output, threads, [*options, "--resume"])
    yield again[2] != 0 or again[4] is None or again[4]["complete_before"] != 1, "--resume does it again"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", help="only these; `folder` is the folder of 300,000 files")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=30, help="maximum processor time for each input")
    arguments = parser.parse_args()
    broken = []

    def check(name, source, options):
        output = source.parent / "out.jsonl"
        broken.extend(f"{name}: {fault}" for is_there, fault in faults(arguments, name, source, output, options) if is_there)
        output.unlink(missing_ok=True)

    with tempfile.TemporaryDirectory() as temporary:
        archive = Path(temporary) / "x.warc"
        for name, content, options in archives():
            if not arguments.names or name in arguments.names:
                archive.write_bytes(content)
                check(name, archive, options)
        if not arguments.names or "folder" in arguments.names:
            folder_of_pages(Path(temporary) / "pages")
            arguments.seconds *= 20
            check("folder of 300,000 files", Path(temporary) / "pages", [])
    print("\n".join(broken) or "every bound kept")
    sys.exit(1 if broken else 0)


main()

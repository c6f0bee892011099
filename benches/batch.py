"""Measures `tamis batch`: speed on one archive and on two with 1 and 2 threads, and the peak of memory.

    cargo build --release
    python3 benches/batch.py target/release/tamis [PAGES ...] [--megabytes 500] [--stream-gigabytes 10]

PAGES are folders with HTML files; `corpus/pages` without any. The archive has them over and over, each a gzip member, until
it is so large. Ratios are of one run; a busy machine moves them, so repeat it.
"""

import argparse
import gzip
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path


def member(url, body):
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-05-18T01:58:10Z\r\n"
        f"WARC-Record-ID: <urn:tea:{url}>\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n", 6, mtime=0)


def members(folders):
    """The pages, each compressed once; that they come again saves the reader nothing."""
    files = sorted(path for folder in folders for path in Path(folder).rglob("*.htm*"))
    if not files:
        sys.exit("no pages")
    return [member(f"https://pages.example/{number}", path.read_bytes()) for number, path in enumerate(files)]


def make(path, pages, size):
    written = 0
    with open(path, "wb") as archive:
        while written < size:
            for page in pages:
                written += archive.write(page)


def measured(command, feed=None):
    """Seconds of the clock and of the processor, and the peak of memory in MiB (Linux)."""
    begun, before = time.monotonic(), sum(os.times()[2:4])
    child = subprocess.Popen(command, stdin=subprocess.PIPE if feed else subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    peak = [0]

    def watch():
        # The usage that the system tells at the end has that of this script in it, as it was before `exec`.
        while child.returncode is None:
            try:
                status = Path(f"/proc/{child.pid}/status").read_text()
            except OSError:
                return
            line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), None)
            if line:
                peak[0] = max(peak[0], int(line.split()[1]))
            time.sleep(0.02)

    poll = threading.Thread(target=watch)
    poll.start()
    if feed:
        feed(child.stdin)
        child.stdin.close()
    child.wait()
    poll.join()
    return time.monotonic() - begun, sum(os.times()[2:4]) - before, peak[0] / 1024, child.returncode


def show(name, result, base=None):
    wall, cpu, peak, status = result
    ratio = f"  {base / wall:5.2f} x" if base else ""
    print(f"{name:<34} {wall:8.1f} s  {cpu:8.1f} s cpu  {peak:6.1f} MiB  status {status}{ratio}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tamis")
    parser.add_argument("pages", nargs="*", default=["corpus/pages"])
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--stream-gigabytes", type=float, default=0, help="so much plain archive through a pipe")
    arguments = parser.parse_args()
    pages = members(arguments.pages or ["corpus/pages"])
    batch = [arguments.tamis, "batch", "--quiet"]
    with tempfile.TemporaryDirectory() as folder:
        one, two = Path(folder, "a.warc.gz"), Path(folder, "b.warc.gz")
        make(one, pages, arguments.megabytes * 10**6)
        two.symlink_to(one)
        single = measured([*batch, "-j", "1", one])
        show("one archive, 1 thread", single)
        show("one archive, 2 threads", measured([*batch, "-j", "2", one]), single[0])
        output = ["--to", "jsonl", "--force", "-o", f"{folder}/out/"]
        double = measured([*batch, "-j", "1", *output, one, two])
        show("two archives, 1 thread", double)
        show("two archives, 2 threads", measured([*batch, "-j", "2", *output, one, two]), double[0])

        bomb = Path(folder, "bomb.warc.gz")
        bomb.write_bytes(member("https://pages.example/bomb", b"<p>Tea. " * (8 << 20)))
        show("a page of 64 MiB", measured([*batch, "-j", "2", bomb]))

        if arguments.stream_gigabytes:
            plain = b"".join(map(gzip.decompress, pages))

            def feed(pipe):
                for _ in range(int(arguments.stream_gigabytes * 10**9 / len(plain)) + 1):
                    pipe.write(plain)

            show(f"{arguments.stream_gigabytes} GB through a pipe", measured([*batch, "-j", "2", "-"], feed))


main()

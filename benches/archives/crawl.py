"""Writes pages as a WARC archive, each record a gzip member. The same pages and zlib give the same bytes."""

import base64
import gzip
import hashlib
import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
QUALITY = ROOT / os.environ.get("TAMIS_DATA", "../shared") / "quality"


def record(url, body, *http):
    """Returns an uncompressed response record; `http` holds further lines of its HTTP header."""
    head = "".join(f"{line}\r\n" for line in ("HTTP/1.1 200 OK", *http)).encode() + b"\r\n"
    warc = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-05-18T01:58:10Z\r\n"
        f"WARC-Record-ID: <urn:sha1:{hashlib.sha1(url.encode()).hexdigest()}>\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(head) + len(body)}\r\n\r\n"
    )
    return warc.encode() + head + body + b"\r\n\r\n"


def member(record):
    return gzip.compress(record, 6, mtime=0)


def members():
    """Returns all pages as members, with their origins, ordered by digest: any part of an archive is a sample."""
    found = [member(record) for record in own()]
    said = f"{len(found)} pages of corpus/"
    try:
        found += [member(record) for record in real()]
        said += f" and {len(found)} in all with those of quality/"
    except (FileNotFoundError, ImportError) as missing:
        said += f", SKIPPED those of quality/: {missing}"
    return sorted(found, key=lambda member: hashlib.sha256(member).digest()), said


def own():
    for path in sorted((ROOT / "corpus/pages").glob("*.html")):
        yield record(f"https://pages.example/{path.stem}", path.read_bytes(), "Content-Type: text/html")


def real():
    """Returns the pages of the quality sets, which we may not distribute: in TAMIS_DATA."""
    import zstandard

    files = sorted(QUALITY.glob("*.jsonl.zst"))
    if not files:
        raise FileNotFoundError(f"no pages in {QUALITY} (set TAMIS_DATA)")
    for path in files:
        with zstandard.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                page = json.loads(line)
                url = f"https://{path.name.split('.')[0]}.example/{number}"
                if "html" in page:
                    # Decoded already, whatever encoding the page declares.
                    yield record(url, page["html"].encode(), "Content-Type: text/html; charset=utf-8")
                else:
                    yield record(url, base64.b64decode(page["html_b64"]), "Content-Type: text/html")


def write(path, members, size, start=0):
    """Writes the members in turn, from number `start`, until the file has the size. Returns the next number.

    The repetition saves the reader nothing.
    """
    written, at = 0, start
    with open(path, "wb") as archive:
        while written < size:
            written += archive.write(members[at % len(members)])
            at += 1
    return at


def unpacked(members, size=64 << 20):
    """Returns the first pages before compression, about this many bytes."""
    found = bytearray()
    for member in members:
        if len(found) > size:
            break
        found += gzip.decompress(member)
    return bytes(found)

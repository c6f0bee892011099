"""Archives that expand enormously, or that request too much memory."""

import base64
import gzip
import zlib

from .crawl import member, record

GIBIBYTE = 1 << 30
TEA = b"<p>Tea. "

# 1 GiB of TEA in Brotli, which Python cannot write: 1,695 bytes, here in zlib.
BROTLI = zlib.decompress(
    base64.b64decode(
        "eNo7/f+//Y/eKatXB/MecmZdHltz6NSR/IcMN3/bb2f+9///QX1GgXZWhl3f6//8/98cz6TAx81Q8v7/j///2fezOMiIMby49//j///8dZwN"
        "FjoMF/b+f/z/v/wfIYbCCIYF1f+PgwxXZXi0gcHh+7/+///rP3gzHElkbHj3V/7///8PpjN0HGZiuPvbftSiUYtGLRq1aNSiUYtQLLoPAKex"
        "pUQ="
    )
)


def zstd(window_log, size):
    """Builds a frame by hand (RFC 8878): the window, then blocks of 128 KiB of `x` in four bytes each."""
    blocks, block = size >> 17, 1 << 17
    header = lambda last: (last | 1 << 1 | block << 3).to_bytes(3, "little") + b"x"
    return b"\x28\xb5\x2f\xfd" + bytes([0, window_log - 10 << 3]) + header(0) * (blocks - 1) + header(1)


def archives():
    """Returns each bomb by name, followed by a page that must not be lost."""
    zeros = gzip.compress(TEA * (GIBIBYTE // len(TEA)), 9, mtime=0)
    coded = {
        "gzip": zeros,
        "gzip in gzip": gzip.compress(zeros, 9, mtime=0),
        "br": BROTLI,
        "zstd": zstd(20, GIBIBYTE),
        "zstd, window of 128 MiB": zstd(27, GIBIBYTE),
    }
    after = record("https://pages.example/after", TEA * 9, "Content-Type: text/html")
    for name, body in coded.items():
        codings = "gzip, gzip" if "in" in name.split() else name.split(",")[0]
        http = "Content-Type: text/html", f"Content-Encoding: {codings}"
        yield f"1 GiB of {name} in a payload", member(record("https://pages.example/bomb", body, *http)) + member(after)
    # Two pages in one member: a complete block of 1 GiB.
    plain = record("https://pages.example/bomb", TEA * (GIBIBYTE // len(TEA)), "Content-Type: text/html")
    yield "1 GiB of page, gzip of the archive", member(plain) + member(after)
    yield "archive in zstd, window of 128 MiB", zstd(27, GIBIBYTE) + b"\x28\xb5\x2f\xfd\x00\x50" + raw(after)


def raw(data):
    """Returns the only block of a frame."""
    return (1 | len(data) << 3).to_bytes(3, "little") + data

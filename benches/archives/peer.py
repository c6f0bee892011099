"""The peer: FastWARC and Resiliparse's `main_content` in one thread, writing the text of each response to a file.

    PYTHON benches/archives/peer.py ARCHIVE OUTPUT

PYTHON has both: `python3 -m venv VENV && VENV/bin/pip install fastwarc resiliparse`.
"""

import sys

from fastwarc.warc import ArchiveIterator, WarcRecordType
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import bytes_to_str, detect_encoding

archive, output = sys.argv[1:]
with open(archive, "rb") as stream, open(output, "w", encoding="utf-8", errors="replace") as out:
    for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
        page = record.reader.read()
        html = bytes_to_str(page, record.http_charset or detect_encoding(page))
        out.write(extract_plain_text(html, main_content=True) + "\n")

#!/bin/sh
# Cleans 1 GB as one document and fails if the command's peak memory exceeds 16 MiB.
#
#   benches/memory.sh [ARGUMENTS OF tamis]      e.g. benches/memory.sh --format markdown
#
# TAMIS is the command (default: the release build), MEGABYTES the length of the document, LIMIT_KIB the limit.
# Needs GNU time.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
tamis=${TAMIS:-${CARGO_TARGET_DIR:-$root/target}/release/tamis}
megabytes=${MEGABYTES:-1000}
limit=${LIMIT_KIB:-16384}
[ -x "$tamis" ] || { echo "memory.sh: $tamis is missing: cargo build --release" >&2; exit 2; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# A round is all UTF-8 pages, eleven times over: about 1 MB.
# Wikis and forums are excluded: the text after their container, that is all other pages, is not content.
for page in "$root"/corpus/pages/*.html; do
    case ${page##*/} in wiki-* | forum-*) continue ;; esac
    if iconv -f UTF-8 -t UTF-8 "$page" >/dev/null 2>&1; then cat "$page"; fi
done >"$folder/pages"
for _ in 1 2 3 4 5 6 7 8 9 10 11; do cat "$folder/pages"; done >"$folder/round"
length=$(wc -c <"$folder/round")
rounds=$(((megabytes * 1000000 + length - 1) / length))

status=0
i=0
while [ "$i" -lt "$rounds" ]; do cat "$folder/round"; i=$((i + 1)); done |
    {
        code=0
        command time -o "$folder/peak" -f %M "$tamis" "$@" 2>"$folder/errors" || code=$?
        echo "$code" >"$folder/code"
    } | wc -c >"$folder/written" || status=$?

code=$(cat "$folder/code")
peak=$(tail -n 1 "$folder/peak")
written=$(tr -d ' ' <"$folder/written")
echo "read $((rounds * length)) bytes, wrote $written, peak $peak KiB, limit $limit KiB, exit status $code"
cat "$folder/errors" >&2

# Status 1 means that a limit was reached, which is how memory stays bounded.
if [ "$status" -ne 0 ] || [ "$code" -gt 1 ]; then echo "memory.sh: the command failed" >&2; exit 1; fi
# With almost no output, the document was not cleaned. Repeated blocks are not written again, so the threshold is low.
if [ "$written" -lt 50000 ]; then echo "memory.sh: too little output" >&2; exit 1; fi
if [ "$peak" -gt "$limit" ]; then echo "memory.sh: the peak is above the limit" >&2; exit 1; fi

#!/usr/bin/env bash
# Fuzzes all targets for SECONDS of wall-clock time in total, and fails on any find.
#
#     fuzz/run.sh SECONDS [TARGET…]
#
# JOBS targets run at a time (default 1), so CPU time is at most SECONDS × JOBS. The corpus stays in fuzz/work for the
# next run; finds stay in fuzz/work/TARGET/finds. Needs a C++ compiler and cargo-fuzz; no nightly.
set -euo pipefail
cd "$(dirname "$0")"
[[ ${1:-} =~ ^[0-9]+$ ]] || { echo "usage: fuzz/run.sh SECONDS [TARGET…]" >&2; exit 2; }
seconds=$1
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(extract markdown blocks charset rules selectors warc)
jobs=${JOBS:-1}
command -v cargo-fuzz >/dev/null || { echo "cargo-fuzz is not installed: cargo install cargo-fuzz" >&2; exit 2; }

rounds=$(((${#targets[@]} + jobs - 1) / jobs))
each=$((seconds / rounds))
[ "$each" -gt 0 ] || { echo "$seconds seconds are too few for ${#targets[@]} targets" >&2; exit 2; }
cargo run --quiet --no-default-features --example seeds work/seeds
cargo fuzz build -s none

# Fuzzes one target; libFuzzer's messages go to a log.
fuzz() {
    local work=work/$1
    mkdir -p "$work/corpus" "$work/finds"
    local dictionary=()
    [ ! -f "$1.dict" ] || dictionary=("-dict=$1.dict")
    cargo fuzz run -s none "$1" "$work/corpus" "work/seeds/$1" -- "${dictionary[@]}" \
        -fork=1 -ignore_crashes=1 -ignore_timeouts=1 -ignore_ooms=1 -timeout=60 -rss_limit_mb=1500 -max_len=8192 \
        -max_total_time="$each" -artifact_prefix="$work/finds/" >"$work/log" 2>&1 || true
}

running=0
for target in "${targets[@]}"; do
    fuzz "$target" &
    running=$((running + 1))
    if [ "$running" -ge "$jobs" ]; then
        wait -n
        running=$((running - 1))
    fi
done
wait

found=0
for target in "${targets[@]}"; do
    work=work/$target
    executions=$(grep -oE '^#[0-9]+' "$work/log" | tail -n 1 | tr -d '#' || true)
    finds=$(find "$work/finds" -type f | wc -l)
    echo "$target: ${executions:-0} executions, $finds finds"
    # A log without executions means that the target did not run.
    [ -n "${executions:-}" ] || { tail -n 3 "$work/log" >&2; found=1; }
    [ "$finds" -eq 0 ] || { find "$work/finds" -type f >&2; found=1; }
done
exit "$found"

//! Runs `tamis_fuzz::blocks` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tamis_fuzz::blocks(data));

//! Runs `tamis_fuzz::extract` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tamis_fuzz::extract(data));

//! Runs `tamis_fuzz::charset` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tamis_fuzz::charset(data));

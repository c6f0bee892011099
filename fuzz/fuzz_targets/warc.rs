//! Runs `tamis_fuzz::warc` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tamis_fuzz::warc(data));

//! libFuzzer's way into `tamis_fuzz::charset`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tamis_fuzz::charset(data));

//! The real pages of the development data, wherever `TAMIS_DATA` (default `../shared`) holds them.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;

fn data() -> Option<PathBuf> {
    let folder =
        std::env::var_os("TAMIS_DATA").map_or_else(|| PathBuf::from("../shared"), PathBuf::from).join("quality");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no pages at {} (set TAMIS_DATA)", folder.display());
    None
}

/// Every page of every set, or every `step`-th.
pub fn pages(step: usize, mut visit: impl FnMut(&str, &[u8])) {
    let Some(folder) = data() else { return };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "zst")) {
        let mut decoder = zstd::Decoder::new(std::fs::File::open(path).unwrap()).unwrap();
        decoder.window_log_max(27).unwrap();
        for (number, line) in BufReader::new(decoder.by_ref()).lines().enumerate() {
            if number % step != 0 {
                continue;
            }
            let page: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            let name = format!("{}:{number}", path.display());
            match page["html"].as_str() {
                Some(html) => visit(&name, html.as_bytes()),
                None => visit(&name, &base64(page["html_b64"].as_str().unwrap())),
            }
        }
    }
}

fn base64(text: &str) -> Vec<u8> {
    let digit = |b: u8| match b {
        b'A'..=b'Z' => b - b'A',
        b'a'..=b'z' => b - b'a' + 26,
        b'0'..=b'9' => b - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for group in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = group.iter().fold(0u32, |bits, &b| bits << 6 | u32::from(digit(b))) << (6 * (4 - group.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    bytes
}

//! The pages and payloads for the format tests.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Whether to use all data instead of a sample.
pub fn wants_all() -> bool {
    std::env::var_os("TAMIS_ALL_PAGES").is_some()
}

/// Returns a file or folder of the development data.
pub fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TAMIS_DATA").map_or_else(|| PathBuf::from("../shared"), PathBuf::from).join(name);
    if !folder.exists() {
        eprintln!("skipped: no data at {} (set TAMIS_DATA)", folder.display());
        return None;
    }
    Some(folder)
}

/// Calls `visit` for the corpus pages, then for real pages where available: every fortieth or all.
pub fn pages(mut visit: impl FnMut(&str, &[u8])) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages");
    for path in files(&corpus, "html") {
        visit(&path.display().to_string(), &fs::read(&path).unwrap());
    }
    let Some(quality) = shared("quality") else { return };
    for path in files(&quality, "zst") {
        let mut decoder = zstd::Decoder::new(fs::File::open(&path).unwrap()).unwrap();
        decoder.window_log_max(27).unwrap();
        let lines = BufReader::new(decoder).lines().enumerate();
        for (number, line) in lines.step_by(if wants_all() { 1 } else { 40 }) {
            let page: Value = serde_json::from_str(&line.unwrap()).unwrap();
            // Pages in other encodings are base64; the decoder has its own tests.
            if let Some(html) = page["html"].as_str() {
                visit(&format!("{}:{number}", path.display()), html.as_bytes());
            }
        }
    }
}

/// Returns attack strings: lists of payloads and of naughty strings, every eighth or all.
pub fn payloads() -> Vec<String> {
    let (Some(xss), Some(text)) = (shared("conformance/xss"), shared("conformance/text")) else { return Vec::new() };
    let json = |path: PathBuf| serde_json::from_slice::<Vec<Value>>(&fs::read(path).unwrap()).unwrap();
    let string = |value: &Value| value.as_str().unwrap().to_owned();
    let mut payloads: Vec<String> = Vec::new();
    payloads.extend(json(xss.join("dompurify-expect.json")).iter().map(|case| string(&case["payload"])));
    payloads.extend(json(xss.join("html5lib-sanitizer.json")).iter().map(|case| string(&case["input"])));
    payloads.extend(json(text.join("blns.json")).iter().map(string));
    let lines = fs::read(xss.join("payloadbox.txt")).unwrap();
    payloads.extend(String::from_utf8_lossy(&lines).lines().map(str::to_owned));
    assert!(payloads.len() > 7000, "the lists are incomplete");
    payloads.into_iter().step_by(if wants_all() { 1 } else { 8 }).collect()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|of| of == extension))
        .collect();
    files.sort();
    files
}

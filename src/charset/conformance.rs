//! Runs the html5lib encoding suite, the standard's labels and the test data of `encoding_rs` against the decoder.
//!
//! Location of the data and format of the deviation lists: `html/conformance.rs`.

use std::collections::BTreeMap;

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

use super::Decoder;
use crate::html::conformance::{check, data};

/// Decodes a document in chunks of `size`. Returns the chosen encoding and the text.
fn decode(bytes: &[u8], size: usize, label: Option<&'static Encoding>) -> (Option<&'static Encoding>, String) {
    let mut decoder = Decoder::new(label, None);
    let mut text = String::new();
    for chunk in bytes.chunks(size) {
        decoder.push(chunk, &mut |piece| text.push_str(piece));
    }
    decoder.finish(&mut |piece| text.push_str(piece));
    (decoder.encoding().map(|(encoding, _)| encoding), text)
}

fn name(encoding: Option<&'static Encoding>) -> &'static str {
    encoding.map_or("none", Encoding::name)
}

fn named(label: &str) -> &'static Encoding {
    Encoding::for_label(label.as_bytes()).unwrap_or_else(|| panic!("{label} is not an encoding label"))
}

fn split<'a>(bytes: &'a [u8], separator: &'a str) -> impl Iterator<Item = &'a [u8]> {
    let ends = memchr::memmem::find_iter(bytes, separator).chain([bytes.len()]);
    ends.scan(0, move |start, end| {
        let part = &bytes[*start..end];
        *start = end + separator.len();
        Some(part)
    })
}

#[test]
fn chosen_encodings_match_html5lib() {
    let Some(data) = data() else { return };
    let (mut total, mut undeclared, mut deviations) = (0, 0, BTreeMap::new());
    for file in ["tests1.dat", "tests2.dat", "test-yahoo-jp.dat", "scripted/tests1.dat"] {
        let mut suite = b"\n".to_vec();
        suite.extend(std::fs::read(data.join("html5lib/encoding").join(file)).unwrap());
        for (number, test) in split(&suite, "\n#data\n").enumerate().skip(1) {
            let [page, expected] = split(test, "\n#encoding\n").collect::<Vec<_>>()[..] else {
                panic!("{file}:{number} is not a test");
            };
            let expected = named(str::from_utf8(expected).unwrap().trim());
            total += 1;
            // Here the suite expects the default of a western browser, because the declaration is invalid.
            undeclared += usize::from(expected == WINDOWS_1252 && decode(page, page.len(), None).0.is_none());
            for size in [1, 7, page.len()] {
                let (chosen, _) = decode(page, size, None);
                if chosen != Some(expected) {
                    let difference = format!("{} in {size}s, not {}", name(chosen), expected.name());
                    deviations.insert(format!("{file}:{number}"), difference);
                }
            }
        }
    }
    check("encoding", total, &deviations);
    assert_eq!((total, undeclared), (83, 32));
}

#[test]
fn every_label_is_recognized_in_meta_and_from_the_caller() {
    let Some(data) = data() else { return };
    let groups = std::fs::read(data.join("encoding/encodings.json")).unwrap();
    let groups: serde_json::Value = serde_json::from_slice(&groups).unwrap();
    let encodings = groups.as_array().unwrap().iter().flat_map(|group| group["encodings"].as_array().unwrap());
    let mut total = 0;
    for encoding in encodings {
        let expected = named(encoding["name"].as_str().unwrap());
        for label in encoding["labels"].as_array().unwrap() {
            let label = label.as_str().unwrap();
            total += 1;
            let declared = match expected {
                // The standard: a declaration that can be read as ASCII is not in UTF-16.
                _ if expected == UTF_16LE || expected == UTF_16BE => UTF_8,
                _ if expected == X_USER_DEFINED => WINDOWS_1252,
                _ => expected,
            };
            let meta = format!("<meta charset={label}>");
            assert_eq!(decode(meta.as_bytes(), 5, None).0, Some(declared), "{meta}");
            // A letter that does not contradict the declaration.
            let letter = if declared == UTF_8 { "é".as_bytes() } else { b"\xE9" };
            let before = [letter, meta.as_bytes()].concat();
            assert_eq!(decode(&before, 5, None).0, Some(declared), "before {meta}");
            // Once ASCII has been passed on, the replacement encoding is read as UTF-8.
            let after = [meta.as_bytes(), letter].concat();
            let read_as = if declared == REPLACEMENT { UTF_8 } else { declared };
            assert_eq!(decode(&after, 5, None).0, Some(read_as), "after {meta}");
            assert_eq!(decode(meta.as_bytes(), 5, Some(named(label))).0, Some(expected), "{label} by the caller");
        }
    }
    assert_eq!(total, 228);
}

#[test]
fn legacy_text_decodes_the_same_in_all_chunk_sizes() {
    let Some(data) = data() else { return };
    let directory = data.join("encoding/encoding_rs-test_data");
    let pairs = [
        ("big5", "big5"),
        ("euc_kr", "euc-kr"),
        ("gb18030", "gb18030"),
        ("iso_2022_jp", "iso-2022-jp"),
        // The tables of EUC-JP.
        ("jis0208", "euc-jp"),
        ("jis0212", "euc-jp"),
        ("shift_jis", "shift_jis"),
    ];
    for (file, label) in pairs {
        let input = std::fs::read(directory.join(format!("{file}_in.txt"))).unwrap();
        let reference = std::fs::read_to_string(directory.join(format!("{file}_in_ref.txt"))).unwrap();
        for size in [1, 2, 3, 4096] {
            let (_, text) = decode(&input, size, Some(named(label)));
            assert!(text == reference, "{file} in chunks of {size}");
        }
    }
}

//! WET files: our records beside those that Common Crawl has published for the same archive.

use std::fs;
use std::path::Path;

use crate::{assert_status, run, shown};

/// Names and values of the headers of all records, and their blocks.
fn records(wet: &str) -> Vec<(Vec<(&str, &str)>, &str)> {
    let records = wet.split("WARC/1.0\r\n").skip(1);
    let parts = records.map(|record| record.split_once("\r\n\r\n").unwrap());
    parts.map(|(head, block)| (head.lines().map(|line| line.split_once(": ").unwrap()).collect(), block)).collect()
}

#[test]
fn headers_are_those_of_common_crawl_in_their_order() {
    let Ok(data) = std::env::var("TAMIS_DATA") else {
        eprintln!("skipped: TAMIS_DATA is not set");
        return;
    };
    let sample = Path::new(&data).join("warc/whirlwind");
    let output = run(&[&shown(sample.join("whirlwind.warc.gz")), "--to", "wet", "--extract", "all"]);
    assert_status(&output, 0, "1 kept");
    let ours = String::from_utf8(output.stdout).unwrap();
    let published = fs::read_to_string(sample.join("whirlwind.warc.wet")).unwrap();
    let (ours, published) = (records(&ours), records(&published));
    assert_eq!(ours.len(), published.len());
    for ((our_fields, our_block), (fields, block)) in ours.iter().zip(&published) {
        let names = |fields: &[(&str, &str)]| fields.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(names(our_fields), names(fields));
        let is_info = fields.contains(&("WARC-Type", "warcinfo"));
        for ((name, ours), (_, published)) in our_fields.iter().zip(fields) {
            let differs = match *name {
                "WARC-Record-ID" | "WARC-Block-Digest" | "Content-Length" => true,
                // Of the source, and not of the moment.
                "WARC-Date" => is_info,
                _ => false,
            };
            assert!(differs || ours == published, "{name}: {ours} is not {published}");
        }
        // What is in the published text is in ours, whatever the lines.
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
        let (our_words, words) = (words(our_block), words(block));
        let missing = words.difference(&our_words).count();
        assert!(is_info || missing * 20 < words.len(), "{missing} of {} words are missing", words.len());
    }
}

#[test]
fn the_same_source_gives_the_same_records_and_other_options_other_ids() {
    let record = crate::archive::Response::TEA.member();
    let wet = |arguments: &[&str]| crate::piped(&[arguments, &["--to", "wet", "-"]].concat(), &record).stdout;
    let id = |wet: &[u8]| {
        let wet = String::from_utf8_lossy(wet).into_owned();
        let (fields, _) = records(&wet).pop().unwrap();
        fields.iter().find(|(name, _)| *name == "WARC-Record-ID").unwrap().1.to_owned()
    };
    let (one, same, other) = (wet(&[]), wet(&[]), wet(&["--extract", "all"]));
    assert_eq!(one, same);
    assert_ne!(id(&one), id(&other));
}

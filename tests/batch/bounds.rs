//! The bounds on what one input costs: time, memory, and lines on standard error.

use std::fs;

use crate::archive::{Response, gzip};
use crate::{assert_adds_up, assert_status, done, folder, piped, run, shown, stats};

/// Returns the output line with this address.
#[track_caller]
fn line(output: &[u8], url: &str) -> serde_json::Value {
    let lines = std::str::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap());
    let mut of_url = lines.filter(|line: &serde_json::Value| line["url"] == url);
    of_url.next().unwrap_or_else(|| panic!("no {url}"))
}

#[test]
fn a_page_with_too_much_formatted_text_is_cut_and_the_next_one_is_read() {
    // A long base and short links: each byte of the page becomes a hundred bytes of Markdown.
    let base = format!("<base href='https://pages.example/{}/'>", "long/".repeat(300));
    let links: String = (0..8000).map(|at| format!("<p><a href={at}>word {at} of the list</a> is a link.")).collect();
    let page = format!("<html lang=en><title>Links</title>{base}<article>{links}</article>");
    let bomb = Response { url: "https://bomb.example/", body: page.as_bytes(), ..Response::TEA };
    let archive = [bomb.member(), Response::TEA.member()].concat();
    for format in ["markdown", "html", "tei"] {
        let arguments = ["-", "-f", format, "--extract", "all", "--stats", "json"];
        let output = piped(&arguments, &archive);
        assert_status(&output, 0, "");
        let counts = stats(&output);
        assert_adds_up(&counts);
        assert_eq!(counts["kept"], 2, "{format}");
        let text = |url| line(&output.stdout, url)["text"].as_str().unwrap().to_owned();
        assert!(text(bomb.url).len() < 5 << 20, "{format}: {}", text(bomb.url).len());
        assert!(text(Response::TEA.url).contains("Boil the water"), "{format}");
    }
}

#[test]
fn nothing_is_cleaned_after_the_cap_of_a_page() {
    let paragraph = |at| format!("<p>{at}. {}\n", "Boil the water in a kettle and warm the pot. ".repeat(400));
    let text: String = (0..300).map(paragraph).collect();
    assert!(text.len() > 5 << 20);
    // Nesting too deep, which would be reported.
    let deep = "<div>".repeat(600);
    let page = format!("<html lang=en><article>{text}{deep}<p>The end.</article>");
    let long = Response { url: "https://long.example/", body: page.as_bytes(), ..Response::TEA };
    let arguments = ["-", "--extract", "rules", "--stats", "json"];
    let output = piped(&arguments, &[long.member(), Response::TEA.member()].concat());
    assert_status(&output, 0, "");
    let counts = stats(&output);
    assert_eq!((&counts["kept"], &counts["kept_degraded"]), (&2.into(), &1.into()));
    let line = line(&output.stdout, long.url);
    assert_eq!(line["record"]["cut"], true);
    let text = line["text"].as_str().unwrap();
    assert!((4 << 20..5 << 20).contains(&text.len()) && !text.contains("The end."));
    assert!(line["metadata"]["degraded"].is_null(), "{}", line["metadata"]);
}

#[test]
fn notices_are_capped_and_counts_are_right() {
    let folder = folder("notices");
    let archive = folder.join("x.warc.gz");
    let header = b"WARC/1.0\r\nX: y\r\n";
    fs::write(&archive, gzip(&[&header.repeat(1000)[..], &Response::TEA.record()].concat())).unwrap();
    let arguments = [&*shown(&archive), "--stats", "json"];
    let output = run(&arguments);
    assert_status(&output, 1, "the record header is truncated");
    assert_status(&output, 1, "more notices of damage");
    let lines = String::from_utf8_lossy(&output.stderr).lines().count();
    assert!(lines < 30, "{lines}");
    let counts = stats(&output);
    assert_adds_up(&counts);
    let damaged = counts["damaged"].as_u64().unwrap();
    assert!(damaged >= 999 && counts["kept"] == 1, "{counts:?}");

    let output = run(&[&arguments[..], &["--quiet"]].concat());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1, "stderr has only the counts");
    assert_eq!(stats(&output), counts);
    // A failed input is reported even with --quiet, as for one page.
    assert_status(&run(&["gone.warc.gz", "--quiet"]), 1, "gone.warc.gz: cannot open");
}

#[test]
fn more_threads_than_any_machine_has_are_refused() {
    for number in ["18446744073709551615", "1025", "0"] {
        let output = run(&[".", "-j", number]);
        assert_status(&output, 2, &format!("'{number}'"));
    }
}

#[test]
fn a_wrong_length_costs_one_record() {
    let record = String::from_utf8(Response::TEA.record()).unwrap();
    let at = record.find("Content-Length: ").unwrap();
    let end = at + record[at..].find('\r').unwrap();
    let wrong = format!("{}Content-Length: {}{}", &record[..at], 1_u64 << 62, &record[end..]);
    let archive = [&record, &wrong, &record, &record].map(String::as_bytes).concat();
    for archive in [archive.clone(), gzip(&archive)] {
        let output = piped(&["-", "--stats", "json"], &archive);
        assert_status(&output, 1, "the next record starts before the Content-Length ends");
        let counts = stats(&output);
        assert_adds_up(&counts);
        assert_eq!((&counts["kept"], &counts["kept_damaged"]), (&4.into(), &1.into()));
    }
}

#[test]
fn a_compressed_page_cut_anywhere_is_reported() {
    let folder = folder("cut");
    let frame = [&0x184D_2A50_u32.to_le_bytes()[..], &3_u32.to_le_bytes(), b"abc"].concat();
    let zstd = zstd::encode_all(Response::TEA.body, 1).unwrap();
    let mut cuts = 0;
    for (ending, file) in [("gz", gzip(Response::TEA.body)), ("zst", [&zstd[..], &frame].concat())] {
        for length in (4..file.len()).filter(|length| length % 7 == 0 || file.len() - length < 24) {
            // A cut between two frames loses nothing.
            if ending == "zst" && length == zstd.len() {
                continue;
            }
            fs::write(folder.join(format!("{length}.html.{ending}")), &file[..length]).unwrap();
            cuts += 1;
        }
    }
    let output = run(&[&shown(&folder), "--stats", "json"]);
    assert_status(&output, 1, "the input ends early");
    let counts = stats(&output);
    assert_adds_up(&counts);
    let reported =
        ["kept_damaged", "damaged", "failed"].iter().map(|name| counts[*name].as_u64().unwrap()).sum::<u64>();
    assert_eq!(reported, cuts, "{counts:?}");
}

#[test]
fn an_archive_cut_inside_a_skippable_frame_is_reported() {
    let frame = [&0x184D_2A50_u32.to_le_bytes()[..], &30_u32.to_le_bytes(), &[7; 30]].concat();
    let page = zstd::encode_all(&Response::TEA.record()[..], 1).unwrap();
    let whole = [&page[..], &frame].concat();
    assert_status(&piped(&["-"], &whole), 0, "1 kept");
    for length in (page.len() + 1..whole.len()).step_by(6) {
        assert_status(&piped(&["-"], &whole[..length]), 1, "1 kept");
    }
}

#[test]
fn a_folder_of_many_files_is_read_in_name_order() {
    let folder = folder("many");
    for number in 0..300 {
        fs::write(folder.join(format!("{number}.html")), Response::TEA.body).unwrap();
    }
    let output = done(&[&shown(&folder), "-j", "2"]);
    let inputs: Vec<String> = std::str::from_utf8(&output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["record"]["input"].to_string())
        .collect();
    assert!(inputs.len() == 300 && inputs.is_sorted());
}

//! What identifies a record, which are kept, and the keys that other programs read.

use std::fs;

use serde_json::Value;

use crate::archive::Response;
use crate::{assert_adds_up, assert_status, done, folder, piped, shown, stats};

fn lines(jsonl: &[u8]) -> Vec<Value> {
    std::str::from_utf8(jsonl).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn ids_come_from_the_source_and_stay_the_same_with_other_settings() {
    let folder = folder("ids");
    let page = shown(folder.join("page.html"));
    fs::write(&page, Response::TEA.body).unwrap();
    let archive = shown(folder.join("x.warc.gz"));
    let without_id = String::from_utf8(Response::TEA.record()).unwrap().replace("WARC-Record-ID", "X-Other");
    fs::write(&archive, [Response::TEA.member(), crate::archive::gzip(without_id.as_bytes())].concat()).unwrap();
    let of = |settings: &[&str]| {
        let output = done(&[&[&*archive, &*page], settings].concat());
        lines(&output.stdout).iter().map(|line| (line["id"].clone(), line["text_sha256"].clone())).collect::<Vec<_>>()
    };
    let (plain, short) = (of(&[]), of(&["--no-title"]));
    let second = format!("{archive}:{}", Response::TEA.member().len());
    assert_eq!(plain[0].0, format!("<urn:uuid:{:032x}>", Response::TEA.url.len() * 1000 + Response::TEA.body.len()));
    assert_eq!((&plain[1].0, &plain[2].0), (&second.into(), &page.into()));
    for (plain, short) in plain.iter().zip(&short) {
        assert_eq!(plain.0, short.0);
        assert!(plain.1 != short.1 && plain.1.as_str().is_some_and(|hash| hash.len() == 64));
    }
    // The same text has the same hash wherever it comes from.
    assert!(plain[0].1 == plain[1].1 && plain[1].1 == plain[2].1);
}

#[test]
fn redirects_and_errors_are_left_out_and_counted() {
    let archive: Vec<u8> =
        [200, 203, 301, 404, 500].iter().flat_map(|&status| Response { status, ..Response::TEA }.member()).collect();
    for (statuses, kept) in [(None, 2), (Some("all"), 5), (Some("2xx"), 2), (Some("200,404"), 2), (Some("300-499"), 2)]
    {
        let own = statuses.map_or(vec![], |statuses| vec!["--status", statuses]);
        let output = piped(&[&own[..], &["--stats", "json", "-"]].concat(), &archive);
        let counts = stats(&output);
        assert_adds_up(&counts);
        assert_eq!((&counts["kept"], &counts["status"]), (&kept.into(), &(5 - kept).into()), "{statuses:?}");
    }
}

#[test]
fn repeated_texts_are_dropped_and_counted_also_after_a_resume() {
    let folder = folder("dedup");
    let tea = |url| Response { url, ..Response::TEA };
    let other = Response {
        url: "http://c/",
        body: b"<article><p>Another text, with words enough to be kept.</article>",
        ..Response::TEA
    };
    let archive = shown(folder.join("x.warc"));
    fs::write(
        &archive,
        [tea("http://a/").record(), tea("http://b/").record(), other.record(), other.record()].concat(),
    )
    .unwrap();
    for form in [&["--to", "jsonl"][..], &["--to", "wet"], &["--to", "files", "-o"]] {
        let folder = format!("{}/", shown(folder.join("out")));
        let last = if form.len() == 3 { vec![&*folder] } else { vec![] };
        let output = done(&[&[&*archive, "--dedup", "exact", "--stats", "json"], form, &last].concat());
        let counts = stats(&output);
        assert_adds_up(&counts);
        assert_eq!((&counts["kept"], &counts["duplicate"]), (&2.into(), &2.into()), "{form:?}");
    }
    let kept = done(&[&archive]);
    assert_eq!(lines(&kept.stdout).len(), 4);
}

#[test]
fn lines_have_the_keys_and_types_of_other_programs() {
    let page = Response {
        body: b"<html lang=en><title>Tea</title><meta name=author content='Ann Reed'><meta name=keywords content='tea, pot'>\
            <meta property=article:published_time content=2024-05-01><article><h1>Tea</h1><p>Boil the water in a kettle and \
            warm the pot with it before the leaves go in.<p>Then wait for four minutes, and pour it through the strainer into a cup \
            that you have warmed. Some people add milk, and others do not, but nobody should add the leaves twice.</article>",
        ..Response::TEA
    };
    let line = |schema| lines(&piped(&["--schema", schema, "-"], &page.member()).stdout).remove(0);
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();

    let dolma = line("dolma");
    assert_eq!(keys(&dolma), ["added", "created", "id", "metadata", "source", "text", "version"]);
    assert_eq!(
        (&dolma["added"], &dolma["created"]),
        (&"2024-05-18T01:58:10.000Z".into(), &"2024-05-01T00:00:00.000Z".into())
    );
    assert_eq!(dolma["metadata"]["url"], Response::TEA.url);

    let datatrove = line("datatrove");
    assert_eq!(keys(&datatrove), ["id", "metadata", "text"]);
    let metadata = datatrove["metadata"].as_object().unwrap();
    assert!(
        metadata.values().all(|value| value.is_string() || value.is_number() || value.is_boolean()),
        "{metadata:?}"
    );
    assert_eq!((&metadata["date"], &metadata["tags"]), (&"2024-05-18T01:58:10Z".into(), &"tea; pot".into()));
    assert_eq!((&metadata["language"], metadata["language_score"].is_f64()), (&"en".into(), true));

    let tamis = line("tamis");
    assert_eq!((&tamis["id"], &tamis["text"]), (&datatrove["id"], &datatrove["text"]));
    assert!(tamis["record"].is_object());
}

#[test]
fn languages_are_chosen_by_their_codes() {
    for (code, kept) in [("en", 1), ("eng", 1), ("de,EN", 1), ("fra", 0)] {
        let output = piped(&["--lang", code, "-", "--stats", "json"], &Response::TEA.member());
        assert_status(&output, 0, "");
        assert_eq!(stats(&output)["kept"], kept, "{code}");
    }
}

//! Inputs: archives, pages and lists of them, as files or through a pipe, and messages about the rest.

use std::fs;

use crate::archive::{Response, gzip};
use crate::{assert_adds_up, assert_status, done, folder, piped, run, shown, stats};

/// Returns the address of each output line, or its input if it has no address.
fn origins(jsonl: &[u8]) -> Vec<String> {
    let lines = std::str::from_utf8(jsonl).unwrap().lines().map(|line| serde_json::from_str(line).unwrap());
    let origin = |line: serde_json::Value| match line["url"].as_str() {
        Some(url) => url.to_owned(),
        None => line["record"]["input"].as_str().unwrap().rsplit('/').next().unwrap().to_owned(),
    };
    lines.map(origin).collect()
}

#[test]
fn archives_and_pages_plain_or_compressed_are_read_in_name_order() {
    let folder = folder("kinds");
    let tea = |url| Response { url, ..Response::TEA };
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    write("1.warc", &[tea("http://a/1").record(), tea("http://a/2").record()].concat());
    write("2.warc.gz", &[tea("http://b/1").member(), tea("http://b/2").member()].concat());
    write("3.warc.zst", &zstd::encode_all(&tea("http://c/1").record()[..], 1).unwrap());
    write("4.html", Response::TEA.body);
    write("5.html.gz", &gzip(Response::TEA.body));
    write("6.html.zst", &zstd::encode_all(Response::TEA.body, 1).unwrap());
    write("7.txt", b"Boil the water in a kettle and warm the pot with it before the leaves go in.\n");
    write("8.png", b"\x89PNG\r\n\x1A\n");
    let output = done(&[&shown(&folder), "--stats", "json"]);
    assert_eq!(
        origins(&output.stdout),
        [
            "http://a/1",
            "http://a/2",
            "http://b/1",
            "http://b/2",
            "http://c/1",
            "4.html",
            "5.html.gz",
            "6.html.zst",
            "7.txt"
        ]
    );
    let stats = stats(&output);
    assert_eq!((&stats["kept"], &stats["not_html"]), (&9.into(), &1.into()));
    assert_adds_up(&stats);
}

#[test]
fn archives_and_lists_come_through_pipes() {
    let folder = folder("pipes");
    let output = piped(&["-"], &Response::TEA.member());
    assert_status(&output, 0, "1 kept");
    assert_eq!(origins(&output.stdout), [Response::TEA.url]);
    let (a, b) = (folder.join("a b.html"), folder.join("c\nd.html"));
    fs::write(&a, Response::TEA.body).unwrap();
    fs::write(&b, Response::TEA.body).unwrap();
    let output = piped(&["--files-from", "-", "-0"], format!("{}\0{}\0", shown(&a), shown(&b)).as_bytes());
    assert_status(&output, 0, "2 kept");
    let output = piped(&["--files-from", "-"], format!("{}\n", shown(&a)).as_bytes());
    assert_status(&output, 0, "1 kept");
}

#[test]
fn unreadable_inputs_are_named_and_the_others_are_done() {
    let folder = folder("missing");
    let (page, packed, gone) = (folder.join("page.html"), folder.join("x.warc.bz2"), folder.join("gone.warc.gz"));
    fs::write(&page, Response::TEA.body).unwrap();
    fs::write(&packed, b"BZh91AY&SY").unwrap();
    let output = run(&[&shown(&gone), &shown(&packed), &shown(&page), "--stats", "json"]);
    assert_status(&output, 1, "gone.warc.gz: cannot open: No such file");
    assert_status(&output, 1, "x.warc.bz2: is compressed with bzip2");
    assert_eq!(origins(&output.stdout), ["page.html"]);
    let counts = stats(&output);
    assert_eq!((&counts["kept"], &counts["failed"]), (&1.into(), &2.into()));
    assert_adds_up(&counts);

    // In a folder, a missing input has no output, so that a later run can write it.
    let texts = folder.join("texts");
    let arguments = [&shown(&gone), &shown(&page), "-o", &format!("{}/", shown(&texts)), "--resume"];
    assert_status(&run(&arguments), 1, "gone.warc.gz: cannot open");
    assert!(texts.join("page.html.jsonl").exists() && !texts.join("gone.warc.jsonl").exists());
    fs::write(&gone, Response::TEA.member()).unwrap();
    assert_status(&run(&arguments), 0, "1 outputs were complete before");
    assert!(texts.join("gone.warc.jsonl").exists());
}

#[test]
fn only_the_damaged_record_is_lost_and_the_message_has_its_offset() {
    let folder = folder("damaged");
    let archive = folder.join("x.warc.gz");
    let first = Response::TEA.member();
    let mut second = Response::TEA.member();
    let middle = second.len() / 2;
    second[middle..middle + 8].fill(0xFF);
    fs::write(&archive, [&first[..], &second, &first].concat()).unwrap();
    let output = run(&[&shown(&archive), "--stats", "json"]);
    assert_status(&output, 1, &format!("x.warc.gz: byte {}", first.len()));
    let counts = stats(&output);
    assert_adds_up(&counts);
    assert_eq!(counts["kept"].as_u64().unwrap() + counts["damaged"].as_u64().unwrap(), 3, "{counts:?}");
    // The end is missing: the rest is kept and reported as damaged.
    fs::write(&archive, [&first[..], &first[..first.len() - 20]].concat()).unwrap();
    let output = run(&[&shown(&archive), "--stats", "json"]);
    assert_status(&output, 1, "the file ends");
    assert_adds_up(&stats(&output));
}

#[test]
fn each_filter_counts_what_it_drops() {
    let tea = Response::TEA;
    let german = "<html lang=de><article><p>Das Wasser wird im Kessel gekocht, und die Kanne damit gewärmt, bevor die \
                  Blätter hineinkommen.<p>Danach zieht der Tee vier Minuten lang.</article>";
    let archive: Vec<u8> = [
        Response { url: "https://mud.example/", ..tea },
        Response { status: 404, ..tea },
        Response { media_type: "application/xhtml+xml", ..tea },
        Response { media_type: "image/png", body: b"\x89PNG", ..tea },
        Response { body: german.as_bytes(), ..tea },
        Response { body: b"<html lang=en><article><p>Short, but of English words that are read.</article>", ..tea },
        Response { body: b"<nav>x</nav>", ..tea },
        tea,
    ]
    .iter()
    .flat_map(Response::member)
    .collect();
    let counts = |arguments: &[&str]| {
        let output = piped(&[arguments, &["--stats", "json", "-"]].concat(), &archive);
        assert_status(&output, 0, "");
        let counts = stats(&output);
        assert_adds_up(&counts);
        assert_eq!(counts["records"], 8);
        counts
    };
    let all = counts(&[]);
    assert_eq!((&all["kept"], &all["not_html"], &all["empty"]), (&5.into(), &1.into(), &1.into()));
    for (argument, fate, left_out) in [
        ("--url-regex=^https://tea", "url", 1),
        ("--status=200,301", "status", 1),
        ("--mime=text/html", "mime", 2),
        ("--lang=en", "lang", 1),
        ("--min-words=12", "words", 1),
    ] {
        assert_eq!(counts(&[argument])[fate], left_out, "{argument}");
    }
}

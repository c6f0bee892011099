//! The command as its users see it: exit status, messages, streams.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

fn tamis(arguments: &[&str], input: &[u8]) -> Output {
    // A directory without user rules.
    let mut child = Command::new(env!("CARGO_BIN_EXE_tamis"))
        .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The command may end before it reads, for example because of an invalid rule file.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

#[track_caller]
fn assert_output(output: &Output, status: i32, stdout: &str, stderr: &str) {
    let shown = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{shown}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), stdout);
    assert!(shown.contains(stderr), "{shown:?} does not contain {stderr:?}");
    assert!(!stderr.is_empty() || shown.is_empty(), "{shown:?}");
}

fn file(name: &str, content: &[u8]) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path.display().to_string()
}

const PAGE: &[u8] =
    b"<title>Making tea at home - The Kettle</title><nav>Home</nav><h1>Making tea at home</h1><p>Boil <b>water</b>.";

#[test]
fn a_page_on_standard_input_is_written_as_text() {
    assert_output(&tamis(&[], PAGE), 0, "Making tea at home\n\nBoil water.\n", "");
    assert_output(&tamis(&["-f", "markdown", "-"], PAGE), 0, "# Making tea at home\n\nBoil **water**.\n", "");
    assert_output(&tamis(&["--no-title"], PAGE), 0, "Boil water.\n", "");
    assert_output(
        &tamis(&["--extract", "all"], PAGE),
        0,
        "Making tea at home\n\nHome\n\nMaking tea at home\n\nBoil water.\n",
        "",
    );
}

#[test]
fn html_and_tei_are_one_document() {
    let (a, b) = (file("a.html", PAGE), file("b.html", PAGE));
    for format in ["html", "tei"] {
        assert!(tamis(&["-f", format, &a], b"").status.success());
        assert_output(&tamis(&["-f", format, &a, &b], b""), 2, "", "one page at a time");
    }
}

#[test]
fn json_has_one_line_per_page() {
    let (a, b) = (file("a.html", PAGE), file("b.html", b"<p>Second"));
    let output = tamis(&["-f", "json", &a, &b], b"");
    let lines: Vec<serde_json::Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["text"], "Making tea at home\n\nBoil water.");
    assert_eq!(lines[0]["metadata"]["title"], "Making tea at home");
    assert_eq!(lines[1]["text"], "Second");
}

#[test]
fn each_line_of_json_names_its_input_and_a_failed_one_says_why() {
    let (a, b) = (file("named-a.html", PAGE), file("named-b.html", b"%PDF-1.7"));
    let cut = {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        gzip.write_all(b"<p>Whole.<p>").unwrap();
        gzip.write_all(&[b' '; 4096]).unwrap();
        file("named-c.html.gz", &gzip.finish().unwrap()[..3000])
    };
    let output = tamis(&["-f", "json", &a, "no-such-file.html", &b, &cut, &a], b"");
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<serde_json::Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let inputs: Vec<&str> = lines.iter().map(|line| line["input"].as_str().unwrap()).collect();
    assert_eq!(inputs, [&*a, "no-such-file.html", &b, &cut, &a]);
    let errors: Vec<Option<&str>> = lines.iter().map(|line| line["error"].as_str()).collect();
    assert!(errors[0].is_none() && errors[4].is_none());
    assert!(errors[1].unwrap().starts_with("cannot open: ") && errors[2] == Some("is a PDF file, not a page"));
    assert!(errors[3].unwrap().starts_with("the input ends early"), "{errors:?}");
    assert_eq!((&lines[3]["text"], &lines[0]["id"]), (&"Whole.".into(), &a.into()));
}

#[test]
fn the_format_comes_from_the_name_of_the_output_or_from_a_short_name() {
    assert_output(&tamis(&["-f", "md"], PAGE), 0, "# Making tea at home\n\nBoil **water**.\n", "");
    assert_output(&tamis(&["-f", "txt"], PAGE), 0, "Making tea at home\n\nBoil water.\n", "");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    for (name, start) in
        [("o.md", "# M"), ("o.txt", "Mak"), ("o.json", "{\"t"), ("o.html", "<!D"), ("o.xml", "<?x"), ("o", "Mak")]
    {
        let path = folder.join(name);
        assert_output(&tamis(&["-o", path.to_str().unwrap()], PAGE), 0, "", "");
        assert!(fs::read_to_string(&path).unwrap().starts_with(start), "{name}");
    }
    let path = folder.join("o.md");
    assert_output(&tamis(&["-f", "text", "-o", path.to_str().unwrap()], PAGE), 0, "", "");
    assert!(fs::read_to_string(&path).unwrap().starts_with("Mak"));
    for (name, told) in [
        ("o.md.gz", "o.md.gz would not be compressed"),
        ("o.bz2", "would not be compressed"),
        ("o.parquet", "`tamis batch` writes such files"),
        ("new/", "new/ is a directory: `tamis batch --to files"),
    ] {
        assert_output(&tamis(&["-o", name], PAGE), 2, "", told);
        assert!(!PathBuf::from(name).exists());
    }
}

#[test]
fn several_files_are_written_in_order_compressed_or_not() {
    let plain = file("plain.html", b"<p>One");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"<p>Two").unwrap();
    let gzip = file("two.html.gz", &gzip.finish().unwrap());
    let zstd = file("three.html.zst", &zstd::encode_all(&b"<p>Three"[..], 1).unwrap());
    assert_output(&tamis(&[&plain, &gzip, &zstd], b""), 0, "One\n\nTwo\n\nThree\n", "");
}

#[test]
fn text_is_detected_by_name_by_type_and_by_option() {
    let path = file("scraped.txt", b"Tea\n\n<b> is not markup here\n");
    let expected = "Tea\n\n<b> is not markup here\n";
    assert_output(&tamis(&[&path], b""), 0, expected, "");
    let content = fs::read(&path).unwrap();
    assert_output(&tamis(&["--from", "text"], &content), 0, expected, "");
    assert_output(&tamis(&["--content-type", "text/plain; charset=utf-8"], &content), 0, expected, "");
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let good = file("good.html", b"<p>Good");
    let folder = env!("CARGO_TARGET_TMPDIR");
    assert_output(&tamis(&["no-such-file.html", &good], b""), 1, "Good\n", "no-such-file.html: cannot open");
    assert_output(&tamis(&[folder, &good], b""), 1, "Good\n", "is a directory");
    for (start, message) in [
        (&b"%PDF-1.7 ..."[..], "is a PDF file, not a page"),
        (b"SQLite format 3\0", "is an SQLite database, not a page"),
        (b"PK\x03\x04 ...", "is compressed with zip; unpack it first"),
        (b"\xFD7zXZ\0 ...", "is compressed with xz; unpack it first"),
        (b"WARC/1.0\r\n", "is a web archive, not a page: use `tamis batch "),
        (b"filedesc://x.arc 0.0.0.0 ", "is a web archive, not a page: use `tamis batch "),
        (b"\x5D\x2A\x4D\x18....", "is a web archive"),
    ] {
        let bad = file("x.html", start);
        assert_output(&tamis(&[&bad, &good], b""), 1, "Good\n", message);
    }
}

#[test]
fn compressed_files_that_hold_no_page_are_told() {
    let good = file("good.html", b"<p>Good");
    for (name, content, message) in [
        ("x.warc.gz", &b"WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\n"[..], "x.warc.gz`"),
        ("x.pdf.gz", b"%PDF-1.7 and more of it", "is a PDF file, not a page"),
    ] {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(content).unwrap();
        let bad = file(name, &gzip.finish().unwrap());
        assert_output(&tamis(&[&bad, &good], b""), 1, "Good\n", message);
        let bad = file(name, &zstd::encode_all(content, 1).unwrap());
        assert_output(&tamis(&[&bad, &good], b""), 1, "Good\n", message);
    }
}

#[test]
fn help_is_a_command_and_an_address_is_not_a_file() {
    let help = tamis(&["help"], b"");
    assert_eq!((help.status.code(), help.stdout), (Some(0), tamis(&["--help"], b"").stdout));
    let help = tamis(&["help", "batch"], b"");
    assert!(help.status.success() && help.stdout.starts_with(b"Clean whole crawls"));
    let told = "curl -sL 'https://tea.example/a?b' | tamis --url 'https://tea.example/a?b'";
    assert_output(&tamis(&["https://tea.example/a?b"], b""), 2, "", told);
    assert_output(&tamis(&["batch", "HTTPS://tea.example/a"], b""), 2, "", "is an address");
}

#[test]
fn completions_and_manual_pages_are_printed() {
    for (shell, sign) in [("bash", "complete -F"), ("zsh", "#compdef tamis"), ("fish", "complete -c tamis")] {
        let script = String::from_utf8(tamis(&["completions", shell], b"").stdout).unwrap();
        assert!(script.contains(sign) && script.contains("restart"), "{shell}");
    }
    let page = |arguments: &[&str]| String::from_utf8(tamis(arguments, b"").stdout).unwrap();
    assert!(page(&["man"]).contains(".TH tamis 1") && page(&["man"]).contains("\\-\\-lookahead"));
    assert!(page(&["man", "batch"]).contains(".TH tamis-batch 1") && page(&["man", "batch"]).contains("\\-\\-resume"));
    assert_output(&tamis(&["man", "none"], b""), 2, "", "there is no command `none`");
}

#[test]
fn colours_are_chosen_by_argument_terminal_and_environment() {
    let coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tamis"));
        command.env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR")).args(arguments).envs(variables.iter().copied());
        let output = command.stdin(Stdio::null()).output().unwrap();
        let all = [output.stdout, output.stderr].concat();
        assert!(!all.is_empty());
        all.contains(&0x1B)
    };
    for command in [&["/nowhere.html"][..], &["batch", "/nowhere.warc"], &["--help"], &["batch", "-h"]] {
        let with = |choice: &[&str], variables: &[(&str, &str)]| coloured(&[command, choice].concat(), variables);
        assert!(!with(&[], &[]) && !with(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]), "{command:?}");
        assert!(with(&["--color", "always"], &[("NO_COLOR", "1")]) && with(&["--color=always"], &[]), "{command:?}");
        assert!(!with(&[], &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]), "{command:?}");
    }
}

#[test]
fn an_empty_page_is_no_error_unless_asked() {
    assert_output(&tamis(&[], b""), 0, "", "");
    assert_output(&tamis(&["--fail-empty"], b"<script>x</script>"), 3, "", "nothing was extracted");
}

#[test]
fn a_page_cut_inside_a_tag_keeps_its_beginning_and_warns() {
    assert_output(&tamis(&[], b"<p>Whole.<p cla"), 1, "Whole.\n", "ends inside a tag");
    let gzip = {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        encoder.write_all(b"<p>Whole.<p>").unwrap();
        encoder.write_all(&[b' '; 4096]).unwrap();
        encoder.finish().unwrap()
    };
    let cut = file("cut.html.gz", &gzip[..gzip.len() - 100]);
    let output = tamis(&[&cut], b"");
    assert_output(&output, 1, "Whole.\n", "ends early");
}

#[test]
fn a_page_that_has_its_text_in_a_script_ends_with_a_warning() {
    let data = r#"{"props":{"title":"شاي","body":"Water is boiled once for every pot of tea."}}"#;
    for script in [
        format!("<script id=__NEXT_DATA__ type=application/json>{data}</script>"),
        format!("<script> window.__NUXT__={data}</script>"),
        format!("<script>self.__next_f.push({data})</script>"),
    ] {
        let page = format!("<body><div id=app></div>{script}");
        assert_output(&tamis(&[], page.as_bytes()), 0, "", "the text of the page is in a script");
        assert_output(&tamis(&["-q"], page.as_bytes()), 0, "", "");
    }
    let short = "<p>Water is boiled once.</p>".repeat(3);
    let others = ["<script>window.a = 1</script>", "<script type=application/json>{}</script>"];
    for page in others.map(|script| format!("<title>Tea</title><body>{short}{script}")) {
        assert_eq!(String::from_utf8_lossy(&tamis(&["--extract", "all"], page.as_bytes()).stderr), "");
    }
}

#[test]
fn an_address_that_cannot_be_parsed_is_reported_with_a_warning() {
    let output = tamis(&["--url", "not a url", "-f", "json"], b"<p>Boil water.");
    assert!(String::from_utf8_lossy(&output.stderr).contains("warning: `not a url` is not an absolute URL"));
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"url\":\"not a url\""));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn wrong_usage_and_wrong_rules_end_with_two() {
    assert_eq!(tamis(&["--no-such-option"], b"").status.code(), Some(2));
    assert_output(&tamis(&["--encoding", "utf-9"], b""), 2, "", "unknown encoding label");
    assert_output(&tamis(&["--rules", "nowhere.toml"], b""), 2, "", "cannot read the rules at nowhere.toml");
    assert_output(&tamis(&["--remove", "p:has(a)"], b""), 2, "", ":has");
}

#[test]
fn every_kind_of_invalid_rule_file_is_rejected_with_its_position() {
    let head = "format = 1\nid = \"generic/t\"\n";
    let drop = |select: &str| format!("{head}[[drop]]\nid = \"a\"\nkind = \"ad\"\nselect = ['{select}']\n");
    for (name, source, place, what) in [
        ("syntax.toml", format!("{head}[[drop\n"), "syntax.toml:3:", "error"),
        ("key.toml", drop("p").replace("select", "slect"), "key.toml:6:1", "did you mean `select`"),
        ("selector.toml", drop("h2 > p:last-child"), "selector.toml:6:", ":last-child"),
        ("twice.toml", format!("{0}{1}", drop("p"), &drop("a")[head.len()..]), "twice.toml:8:", "duplicate"),
    ] {
        let path = file(name, source.as_bytes());
        let output = tamis(&["--rules", &path], b"<p>x");
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(place) && message.contains(what), "{name}: {message}");
    }
}

#[test]
fn own_rules_and_one_liners_apply() {
    let page = b"<div class=ad>Buy</div><main><p>Text</p><p class=x>More</p></main>";
    assert_output(&tamis(&["--remove", ".ad", "--remove", ".x"], page), 0, "Text\n", "");
    assert_output(&tamis(&["--select", "main"], page), 0, "Text\n\nMore\n", "");
    assert_output(&tamis(&["--no-rules"], b"<nav>Home</nav>"), 0, "Home\n", "");
}

#[test]
fn a_selection_without_a_match_prints_nothing_and_says_so() {
    let told = "standard input: no text in an element that --select matches";
    let long = [b"<p>Boil the water, and wait for it.".repeat(20_000), b"<main><p>Tea</main>".to_vec()].concat();
    for page in [PAGE, b"<article></article><p>Water", &long] {
        assert_output(&tamis(&["--select", "article"], page), 0, "", told);
        assert_output(&tamis(&["--select", "article", "-q"], page), 0, "", "");
        assert_output(&tamis(&["--select", "article", "--fail-empty"], page), 3, "", told);
    }
    // However late it comes.
    assert_output(&tamis(&["--select", "article", "--select", "main"], &long), 0, "Tea\n", "");
}

#[test]
fn only_what_can_change_the_output_ends_with_one() {
    let long = "x".repeat(300 << 10);
    for harmless in [
        format!("<div data-props='{long}'>"),
        format!("<svg><path d='{long}'/></svg>"),
        format!("<!-- {long} -->"),
        format!("<img src='data:image/png;base64,{long}'>"),
        format!("<script src='data:text/javascript,{long}'></script>"),
        format!("<a href='/{long}'>Tea</a>"),
        format!("<i {}>", (0..100).map(|at| format!("data-{at} ")).collect::<String>()),
    ] {
        let page = format!("<p>Boil the water.</p>{harmless}<p>Wait for it.</p>");
        let output = tamis(&["--extract", "all"], page.as_bytes());
        assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()), "{}", &harmless[..20]);
    }
    for (lossy, format) in [
        (format!("<div class='{long}'>"), "text"),
        (format!("<p>{}</p>", "word ".repeat(60_000)), "text"),
        (format!("<a href='/{long}'>Tea</a>"), "markdown"),
        (format!("<meta name=description content='{long}'>"), "json"),
    ] {
        let page = format!("<p>Boil the water.</p>{lossy}<p>Wait for it.</p>");
        let output = tamis(&["--extract", "all", "-f", format], page.as_bytes());
        assert_eq!(output.status.code(), Some(1), "{}", &lossy[..20]);
        assert!(String::from_utf8_lossy(&output.stderr).contains("exceeds a limit"), "{}", &lossy[..20]);
    }
}

#[test]
fn explanations_name_rule_file_and_what_matched() {
    let output = tamis(&["--explain"], PAGE);
    assert_output(
        &output,
        0,
        "Making tea at home\n\nBoil water.\n",
        "generic/page#navigation (nav) builtin:generic/page.toml:",
    );
    let output = tamis(&["--explain=json"], PAGE);
    let lines: Vec<serde_json::Value> =
        output.stderr.split(|&byte| byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    let line = lines.iter().find(|line| line["action"] == "dropped").unwrap();
    assert_eq!((&line["by"], &line["matched"], &line["text"]), (&"selector".into(), &"nav".into(), &"Home".into()));
    let kept = lines.iter().find(|line| line["text"] == "Boil water.").unwrap();
    assert_eq!((&kept["action"], kept["because"].as_array().unwrap().len()), (&"kept".into(), 3));
}

#[test]
fn escapes_from_the_page_never_reach_the_terminal() {
    let output = tamis(&["--explain"], "<nav>\x1b[31mred\u{202e}</nav><p>\x1b[0m\u{9b}x".as_bytes());
    let shown = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!shown.contains(['\x1b', '\u{202e}']), "{shown:?}");
    assert_eq!(output.stdout, b"[0mx\n");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut page = b"<p>First</p>".to_vec();
    page.extend(b"<p>Filler to fill the pipe.</p>".repeat(100_000));
    let path = file("long.html", &page);
    let mut child = Command::new(env!("CARGO_BIN_EXE_tamis"))
        .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
        // The model might drop such a page.
        .args(["--extract", "rules", &path])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 5];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(&first, b"First");
    assert_output(&output, 0, "", "");
}

#[test]
fn the_first_paragraphs_are_written_before_the_page_ends() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tamis"))
        .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
        .args(["--select", "article"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"<title>Tea</title><nav>Home</nav><article><p>First.</p><p>Sec").unwrap();
    input.flush().unwrap();
    let mut output = child.stdout.take().unwrap();
    let mut first = [0; 11];
    // The page has not ended: without early output this would wait for ever.
    output.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"Tea\n\nFirst.");
    input.write_all(b"ond.</p></article>").unwrap();
    drop(input);
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "\n\nSecond.\n");
    assert!(child.wait().unwrap().success());
}

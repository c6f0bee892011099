//! Compares text and Markdown of every page of corpus/ with golden files, in several chunk sizes.
//!
//! `TAMIS_BLESS=1 cargo test --test corpus` rewrites the golden files; read the difference before committing it.

use std::fs;
use std::path::{Path, PathBuf};

use tamis::{Cleaner, Format, Formatter, Options, Rules};

/// Blocks of the golden files that the model drops: page, text, reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[(
    "aggregator-inline-ar",
    "عربات القطار الزرقاء عند رصيف رأس الحور صباح الرحلة الأولى.",
    "a caption: where no rule names the content, the model drops captions, as the gold texts do",
)];

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    files.sort();
    assert!(!files.is_empty(), "no .{extension} in {}", folder.display());
    files
}

fn options() -> Options {
    let mut rules = Rules::builtin();
    for file in files(&corpus().join("pages"), "toml") {
        let source = fs::read_to_string(&file).unwrap();
        rules = rules.with_file(&file.display().to_string(), &source).unwrap_or_else(|error| panic!("{error}"));
    }
    Options::new().rules(rules)
}

fn clean_in_chunks(page: &[u8], options: &Options, size: usize) -> String {
    let mut cleaner = Cleaner::new(options, Formatter::new(options, Vec::new()));
    for chunk in page.chunks(size) {
        cleaner.write(chunk).unwrap();
    }
    let (report, formatter) = cleaner.finish().unwrap();
    assert!(!report.cut && !report.degraded.any(), "{report:?}");
    String::from_utf8(formatter.into_inner()).unwrap()
}

fn assert_golden(format: Format, extension: &str) {
    let options = options().format(format);
    let mut wrong = Vec::new();
    for path in files(&corpus().join("pages"), "html") {
        let page = fs::read(&path).unwrap();
        let output = clean_in_chunks(&page, &options, page.len());
        let golden = path.with_extension(extension);
        let mut expected = fs::read_to_string(&golden).unwrap();
        for (_, block, _) in EXCEPTIONS.iter().filter(|(page, ..)| path.file_stem().unwrap() == *page) {
            let end = expected.find(block).unwrap_or_else(|| panic!("no longer an exception: {block}"));
            expected.replace_range(end..end + block.len() + 2, "");
        }
        if output != expected && std::env::var_os("TAMIS_BLESS").is_some() {
            // Restore the page's exceptions by hand.
            fs::write(&golden, &output).unwrap();
        } else if output != expected {
            let (line, (ours, theirs)) = output
                .lines()
                .chain(std::iter::repeat("<end>"))
                .zip(expected.lines().chain(std::iter::repeat("<end>")))
                .enumerate()
                .find(|(_, (ours, theirs))| ours != theirs)
                .unwrap_or((0, ("(line ends)", "(line ends)")));
            wrong.push(format!("{}:{}\n  output   {ours}\n  expected {theirs}", golden.display(), line + 1));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Metadata in JSON and TEI, of the pages that have a golden file for it.
#[test]
fn pages_give_the_golden_metadata() {
    for (format, extension) in [(Format::Json, "json"), (Format::Tei, "xml")] {
        let options = options().format(format);
        for golden in files(&corpus().join("pages"), extension) {
            let page = fs::read(golden.with_extension("html")).unwrap();
            for size in [1, 7, page.len()] {
                let output = clean_in_chunks(&page, &options, size);
                if std::env::var_os("TAMIS_BLESS").is_some() {
                    fs::write(&golden, &output).unwrap();
                }
                assert_eq!(output, fs::read_to_string(&golden).unwrap(), "{} in chunks of {size}", golden.display());
            }
        }
    }
}

#[test]
fn pages_give_the_golden_text() {
    assert_golden(Format::Text, "txt");
}

#[test]
fn pages_give_the_golden_markdown() {
    assert_golden(Format::Markdown, "md");
}

#[test]
fn output_does_not_depend_on_chunk_sizes() {
    for path in files(&corpus().join("pages"), "html") {
        let page = fs::read(&path).unwrap();
        for format in [Format::Text, Format::Markdown, Format::Json, Format::Html, Format::Tei] {
            let options = options().format(format);
            let whole = clean_in_chunks(&page, &options, page.len());
            for size in [1, 3, 7, 4096] {
                assert!(clean_in_chunks(&page, &options, size) == whole, "{} in chunks of {size}", path.display());
            }
        }
    }
}

#[test]
fn aggregator_pages_need_no_site_file() {
    for name in ["aggregator-inline-ar", "aggregator-list-ar"] {
        let page = fs::read(corpus().join("pages").join(name).with_extension("html")).unwrap();
        let text = clean_in_chunks(&page, &Options::new(), 4096);
        for gone in ["تعليق", "طباعة", "تبليغ", "نعرض لكم زوارنا", "إخترنا لك", "أخبار ذات صلة"]
        {
            assert!(!text.contains(gone), "{name} contains {gone}");
        }
    }
}

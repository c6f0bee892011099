//! Cleans whole pages, compared with the cost of the tokenizer alone.
//!
//! Read ratios within one run (`tamis/text` to `yardstick/floor`, 10,000 rules to 50), not figures across machines.
//! Every bench checks its output: one that no longer does its work fails instead of being fast.

mod yardstick;

use std::cell::OnceCell;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{self, BufRead, BufReader};
use std::mem;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime};
use tamis::{Block, Cleaner, Extract, Format, Formatter, MarkKind, Options, Rules, Sink, clean};

/// Expected counts for the corpus. Update them with intended changes of the extraction or the corpus.
const CORPUS: Expected = Expected {
    elements: 19963,
    kept: 3932,
    kept_as_main: 1029,
    kept_with_images: 4302,
    kept_without_rules: 6859,
    all: 6893,
};

const RULES: [usize; 4] = [50, 1_000, 10_000, 50_000];

const FUNDUS_PAGES: usize = 60;

#[derive(Debug, PartialEq, Eq)]
struct Expected {
    elements: u64,
    kept: u64,
    kept_as_main: u64,
    /// Blocks kept in Markdown. Only Markdown requests images; elsewhere a block with only an image is none.
    kept_with_images: u64,
    kept_without_rules: u64,
    all: u64,
}

struct Input {
    name: &'static str,
    pages: Vec<String>,
    expected: Expected,
}

fn pages(criterion: &mut Criterion) {
    let corpus = corpus();
    assert_eq!(corpus.expected, CORPUS, "the corpus gives something else than CORPUS says");
    yardsticks_and_formats(criterion, &corpus);
    rules(criterion, &corpus);
    match fundus() {
        Some(fundus) => {
            yardsticks_and_formats(criterion, &fundus);
            rules(criterion, &fundus);
        }
        None => eprintln!("SKIPPED: input `fundus`: no quality/fundus.jsonl.zst in TAMIS_DATA"),
    }
}

fn yardsticks_and_formats(criterion: &mut Criterion, input: &Input) {
    let mut group = group(criterion, input);
    group.bench_function("yardstick/lol_html_no_handlers", |bencher| {
        let bytes = input.bytes();
        bencher.iter(|| assert_eq!(input.sum(yardstick::no_handlers), bytes));
    });
    group.bench_function("yardstick/floor", |bencher| {
        let mut text = String::new();
        bencher.iter(|| assert_eq!(input.sum(|page| yardstick::floor(page, &mut text)), input.expected.elements));
    });
    // The route up to blocks, then with rules; `tamis/text` adds the writer.
    for (name, extract, kept) in [
        ("stages/blocks", Extract::All, input.expected.all),
        ("stages/blocks+rules", Extract::Rules, input.expected.kept),
    ] {
        let options = utf8().extract(extract);
        group.bench_function(name, |bencher| {
            bencher.iter(|| assert_eq!(input.sum(|page| count(page, &options)), kept, "blocks kept by {name}"));
        });
    }
    for (name, format) in [("text", Format::Text), ("markdown", Format::Markdown), ("json", Format::Json)] {
        let options = utf8().format(format).collect_metadata(format == Format::Json);
        let kept = if format == Format::Markdown { input.expected.kept_with_images } else { input.expected.kept };
        bench(&mut group, &format!("tamis/{name}"), input, || options.clone(), kept);
    }
    let main = utf8().extract(Extract::Main);
    bench(&mut group, "tamis/main", input, || main.clone(), input.expected.kept_as_main);
}

fn rules(criterion: &mut Criterion, input: &Input) {
    let mut group = group(criterion, input);
    for count in RULES {
        let options = || utf8().rules(class_rules(count, |number| format!(".rule-{number}-")));
        bench(&mut group, &format!("rules/{count}"), input, options, input.expected.kept_without_rules);
        let options = || utf8().rules(class_rules(count, |number| format!("[class*=\"rule-{number}-\"]")));
        bench(&mut group, &format!("substrings/{count}"), input, options, input.expected.kept_without_rules);
    }
    let kept = input.expected.kept_without_rules;
    bench(&mut group, "rules/worst", input, || utf8().rules(worst_rules()), kept);
}

fn group<'c>(criterion: &'c mut Criterion, input: &Input) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(input.name);
    group.throughput(Throughput::Bytes(input.bytes()));
    group.sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    group
}

fn bench(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    input: &Input,
    options: impl Fn() -> Options,
    kept: u64,
) {
    let mut output = Vec::new();
    // Created once, and only if this bench runs, because loading rules takes time.
    let made = OnceCell::new();
    group.bench_function(name, |bencher| {
        let options = made.get_or_init(&options);
        bencher.iter(|| assert_eq!(input.sum(|page| run(page, options, &mut output)), kept, "blocks kept by {name}"));
    });
}

/// Cleans one page like the command. Returns the number of blocks kept.
fn run(page: &str, options: &Options, output: &mut Vec<u8>) -> u64 {
    output.clear();
    let mut cleaner = Cleaner::new(options, Formatter::new(options, mem::take(output)));
    for chunk in page.as_bytes().chunks(yardstick::CHUNK) {
        cleaner.write(chunk).expect("memory takes the output");
    }
    let (report, formatter) = cleaner.finish().expect("memory takes the output");
    *output = formatter.into_inner();
    assert!(report.kept == 0 || !output.is_empty(), "{} blocks kept, none written", report.kept);
    report.kept
}

/// Cleans one page without writing. Returns the number of blocks kept.
fn count(page: &str, options: &Options) -> u64 {
    struct Nothing;
    impl Sink for Nothing {
        fn block(&mut self, _: &Block) -> io::Result<()> {
            Ok(())
        }
        fn wants_targets(&self) -> bool {
            false
        }
    }
    let mut cleaner = Cleaner::new(options, Nothing);
    for chunk in page.as_bytes().chunks(yardstick::CHUNK) {
        cleaner.write(chunk).expect("nothing fails");
    }
    cleaner.finish().expect("nothing fails").0.kept
}

/// Returns the most expensive accepted file: every cap reached, and nothing ever matches.
fn worst_rules() -> Rules {
    let mut file = String::from("format = 1\nid = \"generic/worst\"\n");
    for n in 0..16 {
        write!(file, "[[text]]\nid='x{n}'\nregex='(a|b|c).*x{n}.*[a-z]+zq$'\n").expect("a string takes everything");
    }
    for n in 0..2000 {
        write!(file, "[[text]]\nid='c{n}'\ncontains='no such phrase {n}'\n").expect("a string takes everything");
    }
    for n in 0..122 {
        let at = n + 900;
        write!(file, "[[drop]]\nid='n{n}'\nselect=':nth-child({at}n+{at})'\n").expect("a string takes everything");
    }
    file += "[[drop]]\nid='held'\nselect=['div', 'section', 'ul', 'li', 'p', 'article']\n";
    file += "text = { is = 'no such text' }\nmax-chars = 262144\n";
    Rules::none().with_file("worst.toml", &file).expect("the worst file is accepted")
}

/// Returns drop rules for this many classes that no page has.
fn class_rules(count: usize, selector: impl Fn(usize) -> String) -> Rules {
    let mut file = String::from("format = 1\nid = \"generic/bench\"\nkind = \"generic\"\n");
    for number in 0..count {
        let selector = selector(number);
        write!(file, "\n[[drop]]\nid = \"rule-{number}\"\nkind = \"ad\"\nselect = '{selector}'\n")
            .expect("a string takes everything");
    }
    let rules = Rules::none().with_file("bench.toml", &file).expect("the generated rules are valid");
    // The first and the last rule match; the one after the last does not exist.
    let probe = format!("<p class=rule-0->First<p class=rule-{}->Last<p class=rule-{count}->Kept", count - 1);
    let document = clean(probe.as_bytes(), &Options::new().extract(Extract::Rules).rules(rules.clone()));
    assert_eq!(document.expect("the probe is cleaned").text, "Kept\n", "{count} rules");
    rules
}

/// Returns options for pages that are decoded beforehand, whatever encoding they declare. As in the command, metadata
/// is read only if it is written.
fn utf8() -> Options {
    Options::new().extract(Extract::Rules).collect_metadata(false).encoding("utf-8").expect("a known encoding")
}

fn is_only_image(block: &Block) -> bool {
    block.text.is_empty()
        && block.marks.iter().any(|mark| matches!(mark.kind, MarkKind::Image { .. } | MarkKind::Embed { .. }))
}

impl Input {
    fn new(name: &'static str, pages: Vec<String>) -> Input {
        let expected =
            Expected { elements: 0, kept: 0, kept_as_main: 0, kept_with_images: 0, kept_without_rules: 0, all: 0 };
        let mut input = Input { name, pages, expected };
        // Uses `clean`, to check the benches against another route.
        let document = |page: &str, options: &Options| clean(page.as_bytes(), options).expect("no sink");
        let kept = |page: &str, options: &Options| {
            let blocks = document(page, options).blocks;
            blocks.iter().filter(|block| block.reason.is_none() && !is_only_image(&block.block)).count() as u64
        };
        let (rules, none, all) = (utf8(), utf8().rules(Rules::none()), utf8().extract(Extract::All));
        input.expected = Expected {
            elements: input.sum(|page| yardstick::floor(page, &mut String::new())),
            kept: input.sum(|page| kept(page, &rules)),
            kept_as_main: input.sum(|page| kept(page, &utf8().extract(Extract::Main))),
            kept_with_images: input.sum(|page| document(page, &rules).report.kept),
            kept_without_rules: input.sum(|page| kept(page, &none)),
            all: input.sum(|page| kept(page, &all)),
        };
        let few = input.pages.len() as u64;
        assert!(few > 0, "{name}: no pages");
        assert!(input.expected.elements > 10 * few, "{name}: {:?}", input.expected);
        assert!(input.expected.kept > few, "{name}: {:?}", input.expected);
        input
    }

    fn bytes(&self) -> u64 {
        self.pages.iter().map(|page| page.len() as u64).sum()
    }

    fn sum(&self, mut of: impl FnMut(&str) -> u64) -> u64 {
        self.pages.iter().map(|page| of(black_box(page))).sum()
    }
}

fn corpus() -> Input {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages");
    let entries = fs::read_dir(&folder).expect("the corpus is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "html"));
    files.sort();
    Input::new("corpus", files.iter().map(|file| decoded(&fs::read(file).expect("a readable page"))).collect())
}

/// Reads real pages, which we may not distribute: only where `TAMIS_DATA` has them.
fn fundus() -> Option<Input> {
    let data = std::env::var_os("TAMIS_DATA").map_or_else(|| "../shared".into(), PathBuf::from);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(data).join("quality/fundus.jsonl.zst");
    let mut decoder = zstd::Decoder::new(File::open(file).ok()?).expect("zstd starts");
    decoder.window_log_max(27).expect("a window of 128 MiB");
    let lines = BufReader::new(decoder).lines().take(FUNDUS_PAGES);
    let page = |line: String| {
        let record: serde_json::Value = serde_json::from_str(&line).expect("a line of JSON");
        match record["html"].as_str() {
            Some(html) => html.to_owned(),
            None => decoded(&base64(record["html_b64"].as_str().expect("html or html_b64"))),
        }
    };
    Some(Input::new("fundus", lines.map(|line| page(line.expect("a readable line"))).collect()))
}

/// Decodes a page to UTF-8 from the encoding that tamis detects.
fn decoded(page: &[u8]) -> String {
    let found = clean(page, &Options::new()).expect("no sink").report.encoding;
    let encoding = found.and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()));
    encoding.unwrap_or(encoding_rs::UTF_8).decode(page).0.into_owned()
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut held) = (Vec::with_capacity(text.len() / 4 * 3), 0_u32, 0);
    for digit in text.bytes().filter_map(|byte| DIGITS.iter().position(|&digit| digit == byte)) {
        bits = bits << 6 | digit as u32;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes
}

criterion_group!(benches, pages);
criterion_main!(benches);

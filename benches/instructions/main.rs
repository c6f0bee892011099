//! The driver of `benches/instructions.py`: runs real pages through one stage of the route, once.

#[path = "../yardstick/mod.rs"]
mod yardstick;

use std::fs::File;
use std::hint::black_box;
use std::io::{self, BufRead, BufReader};

use tamis::{Block, Cleaner, Extract, Format, Formatter, Options, Sink};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [stage, file, count] = arguments.as_slice() else { panic!("usage: instructions STAGE PAGES.jsonl.zst COUNT") };
    let pages = pages(file, count.parse().expect("a number of pages"));
    let stage = Stage::named(stage);
    // Excludes one-time initialisation from the count.
    stage.run("<p>Tea</p>");
    println!("{}", pages.iter().map(String::len).sum::<usize>());
    measured(&stage, &pages);
}

/// The function whose instructions are counted.
#[inline(never)]
fn measured(stage: &Stage, pages: &[String]) {
    pages.iter().for_each(|page| stage.run(page));
}

enum Stage {
    Floor,
    Blocks(Options),
    Written(Options),
}

impl Stage {
    fn named(name: &str) -> Stage {
        let options = Options::new().collect_metadata(false).encoding("utf-8").expect("a known encoding");
        match name {
            "floor" => Stage::Floor,
            "blocks" => Stage::Blocks(options.extract(Extract::All)),
            "rules" => Stage::Written(options.extract(Extract::Rules)),
            "rules-markdown" => Stage::Written(options.extract(Extract::Rules).format(Format::Markdown)),
            "main" => Stage::Written(options.extract(Extract::Main)),
            "main-json" => Stage::Written(options.extract(Extract::Main).format(Format::Json).collect_metadata(true)),
            _ => panic!("no such stage: {name}"),
        }
    }

    fn run(&self, page: &str) {
        match self {
            Stage::Floor => drop(black_box(yardstick::floor(page, &mut String::new()))),
            Stage::Blocks(options) => clean(page, options, Nothing),
            Stage::Written(options) => clean(page, options, Formatter::new(options, Vec::new())),
        }
    }
}

fn clean<S: Sink>(page: &str, options: &Options, sink: S) {
    let mut cleaner = Cleaner::new(options, sink);
    for chunk in page.as_bytes().chunks(yardstick::CHUNK) {
        cleaner.write(chunk).expect("memory takes the output");
    }
    black_box(cleaner.finish().expect("memory takes the output"));
}

struct Nothing;

impl Sink for Nothing {
    fn block(&mut self, _: &Block) -> io::Result<()> {
        Ok(())
    }

    fn wants_targets(&self) -> bool {
        false
    }
}

/// Returns the first pages stored as text, without those in other encodings.
fn pages(file: &str, count: usize) -> Vec<String> {
    let mut decoder = zstd::Decoder::new(File::open(file).expect("a readable file")).expect("zstd starts");
    decoder.window_log_max(27).expect("a window of 128 MiB");
    let html = |line: io::Result<String>| {
        let record: serde_json::Value = serde_json::from_str(&line.expect("a readable line")).expect("a line of JSON");
        record["html"].as_str().map(str::to_owned)
    };
    BufReader::new(decoder).lines().filter_map(html).take(count).collect()
}

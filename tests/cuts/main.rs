//! Cuts pages at any byte: blocks already written are final, and only blocks that must wait do so.
//!
//! A page that is cut after any byte gives
//!
//! * first the blocks written before its end is known: exactly the first blocks of the whole page;
//! * then the *lookahead*, the blocks still waiting. The last one is the current block, the start of a block of the whole
//!   page. The others wait for one of two reasons: for the content container that a rule names, until it comes; or in a
//!   table, until it ends, because it may be data or layout. Blocks of a table are the next blocks of the whole page,
//!   except for their cells; blocks that wait for the content are blocks that the whole page drops. Where the model
//!   labels, further blocks wait for their labels (ten, and the first thirty words), and this part is not checked;
//! * the flag `cut`, which decides the exit status, if and only if it ends inside a tag or a comment.
//!
//! An ordinary run cuts each page of corpus/ at some bytes, the full run at all of them, which takes minutes:
//! `cargo test --release --test cuts -- --ignored --nocapture`.

mod inside;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use tamis::{Block, BlockKind, Cleaner, Container, Extract, Options, Reason, Report, Rules, Sink};

/// Pages up to this size are cut at every byte, larger ones at `MANY`.
const EVERY_BYTE: usize = 64 << 10;
const MANY: usize = 2000;

#[test]
fn pages_cut_at_some_bytes_keep_their_first_blocks() {
    cut_corpus(|_| 50);
}

#[test]
#[ignore = "takes minutes: cargo test --release --test cuts -- --ignored --nocapture"]
fn pages_cut_at_any_byte_keep_their_first_blocks() {
    cut_corpus(|length| if length <= EVERY_BYTE { length } else { MANY });
}

#[test]
fn every_kind_of_markup_cut_at_any_byte() {
    let page = "<!DOCTYPE html><meta charset=utf-8><title>Tea &amp; more - Kettle</title><style>p > a { color: red }</style>\
        <script>if (a < b) document.write('<p>no<\\/p>') // </scrip</script><body class='a > b' id=x hidden=until-found>\
        <h1>Tea &amp; more</h1><!-- a comment with <tags> --><p>Bôil &hellip; <a href=\"/wa?a=1&b=2\">wa<b>t</b>er</a>.\
        <p>茶 and <q>leaves</q> in <ruby>鍋<rt>なべ</rt></ruby><br>x</br><noscript><p>Not <i>scripted</i></noscript><ul>\
        <li>One<li>Two<ul><li>Three</ul></ul><?php echo ?><svg><title>icon</title></svg><pre>a\n  b &lt;c></pre>\
        <table><caption>Cups</caption><tr><th>Size<th>Price<tr><td>Small<td>1 €<tr><td>Big<td>2 €</table>\
        <table><tr><td><h2>Layout</h2><p>Cell</table><textarea><b>typed</textarea><nav>Home</nav><hr>\
        <dl><dt>Oolong<dd>Half green</dl><p>The end.</p></body>";
    cut(page.as_bytes(), page.len(), &Options::new().extract(Extract::Rules)).unwrap();
    cut(page.as_bytes(), page.len(), &Options::new()).unwrap();
}

#[test]
fn the_exit_status_is_1_if_a_page_ends_inside_a_tag() {
    let page = fs::read(corpus().join("pages/docs-en.html")).unwrap();
    let inside = inside::markup(&page);
    let places: Vec<usize> = (0..24).map(|count| count * page.len() / 24).collect();
    for &place in &places {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tamis"))
            // A folder without user rules.
            .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&page[..place]).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(i32::from(inside[place])), "cut at byte {place}");
    }
    assert!(places.iter().any(|&place| inside[place]) && places.iter().any(|&place| !inside[place]));
}

/// Cuts each page of the corpus at `places(length)` bytes, on two threads.
fn cut_corpus(places: impl Fn(usize) -> usize + Sync) {
    let options = options();
    let pages = files("pages", "html");
    let cut_some = |first| {
        let mut cuts = 0;
        let mut flaws = Vec::new();
        for path in pages.iter().skip(first).step_by(2) {
            let page = fs::read(path).unwrap();
            let number = places(page.len());
            cuts += number;
            flaws.extend(cut(&page, number, &options).err().map(|flaw| format!("{}: {flaw}", path.display())));
        }
        (cuts, flaws)
    };
    let done = thread::scope(|scope| {
        let threads = [0, 1].map(|first| scope.spawn(move || cut_some(first)));
        threads.map(|thread| thread.join().unwrap())
    });
    println!("{} pages, {} cuts", pages.len(), done[0].0 + done[1].0);
    let flaws = [&done[0].1[..], &done[1].1].concat();
    assert!(flaws.is_empty(), "{}", flaws.join("\n"));
}

/// Cuts a page at `number` evenly spaced bytes.
fn cut(page: &[u8], number: usize, options: &Options) -> Result<(), String> {
    let whole = Whole::new(page, options);
    let labels = whole.blocks.labelled;
    for place in (0..number).map(|count| count * page.len() / number) {
        whole.check(&page[..place], options, labels).map_err(|flaw| format!("cut at byte {place}: {flaw}"))?;
    }
    Ok(())
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(corpus().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    files.sort();
    files
}

fn options() -> Options {
    let read = |rules: Rules, path: PathBuf| {
        rules.with_file(&path.display().to_string(), &fs::read_to_string(&path).unwrap()).unwrap()
    };
    Options::new().rules(files("pages", "toml").into_iter().fold(Rules::builtin(), read))
}

/// Collects the kept blocks; of the whole page also the dropped ones, which a cut page may keep.
#[derive(Default)]
struct Blocks {
    kept: Vec<Block>,
    /// Dropped because the content is elsewhere.
    outside: Vec<Block>,
    dropped: Vec<Block>,
    labelled: bool,
    is_whole: bool,
}

impl Sink for Blocks {
    fn block(&mut self, block: &Block) -> std::io::Result<()> {
        self.labelled |= block.label.is_some();
        // Labels carry explanations only where the sink wants dropped blocks.
        let mut block = block.clone();
        block.label = None;
        self.kept.push(block);
        Ok(())
    }

    fn dropped(&mut self, block: &Block, reason: &Reason) -> std::io::Result<()> {
        if *reason == Reason::OutsideContent { &mut self.outside } else { &mut self.dropped }.push(block.clone());
        Ok(())
    }

    fn wants_dropped(&self) -> bool {
        self.is_whole
    }
}

/// Cleans a page. Also returns how many blocks were written before the end of the page was known.
fn clean(page: &[u8], options: &Options, is_whole: bool) -> (Report, Blocks, usize) {
    let mut cleaner = Cleaner::new(options, Blocks { is_whole, ..Blocks::default() });
    cleaner.write(page).unwrap();
    let out = cleaner.with_sink(|blocks| blocks.kept.len());
    let (report, blocks) = cleaner.finish().unwrap();
    (report, blocks, out)
}

/// The result for the whole page.
struct Whole {
    blocks: Blocks,
    /// For each length, whether the page, cut to it, ends inside a tag or a comment.
    inside: Vec<bool>,
}

impl Whole {
    fn new(page: &[u8], options: &Options) -> Whole {
        Whole { blocks: clean(page, options, true).1, inside: inside::markup(&narrow(page)) }
    }

    /// Checks a cut page. With `labels`, waiting blocks are not compared: their labels depend on the blocks ahead.
    fn check(&self, part: &[u8], options: &Options, labels: bool) -> Result<(), String> {
        let (report, found, out) = clean(part, options, false);
        let narrow = narrow(part);
        // Half a character of two bytes after `</` begins a comment, but in a script it is text.
        let half = narrow.len() != part.len() && part.len() % 2 == 1 && narrow.ends_with(b"</");
        if !half && report.cut != self.inside[narrow.len()] || report.degraded.any() {
            return Err(format!("report.cut is {}, degraded: {:?}", report.cut, report.degraded));
        }
        if found.kept.get(..out) != self.blocks.kept.get(..out) {
            return Err("a written block differs from that of the whole page".to_owned());
        }
        if labels {
            return Ok(());
        }
        let mut waiting: Vec<&Block> = found.kept[out..].iter().collect();
        if let Some(block) = waiting.pop()
            && !ends(part, &block.text).iter().any(|end| self.begins_like(block, end))
        {
            return Err(format!("no block of the whole page begins with the current one, {:?}", block.text));
        }
        // An incomplete tag between two cells precedes the table, and the headline is only the best so far.
        waiting.retain(|block| block.kind != BlockKind::Title && !matches!(&*block.text, "<" | "</"));
        let (mut outside, mut next) = (self.blocks.outside.iter(), self.blocks.kept[out..].iter());
        for block in waiting {
            let has_come = |other: &Block| is_same(block, other);
            // Text rules take lines out of a block once it counts as content.
            let has_line = |other: &Block| other.text.lines().any(|line| line == block.text);
            if out == 0 && outside.any(|other| has_come(other) || has_line(other)) {
                continue;
            }
            if !in_table(&narrow) {
                return Err(format!("{:?} waits without a reason", block.text));
            }
            if !next.next().is_some_and(|other| other.kind == BlockKind::Title || has_come(other)) {
                return Err(format!("{:?} is not the next block of the whole page", block.text));
            }
        }
        Ok(())
    }

    /// Returns whether a block of the whole page begins like this one without `end`.
    fn begins_like(&self, block: &Block, end: &str) -> bool {
        let Some(text) = block.text.strip_suffix(end).map(str::trim_end) else { return false };
        let blocks = [&self.blocks.kept, &self.blocks.outside, &self.blocks.dropped];
        block.kind == BlockKind::Title || blocks.into_iter().flatten().any(|other| other.text.starts_with(text))
    }
}

/// Returns whether two blocks are equal except for table cells, which are uncertain before the end of the table.
fn is_same(block: &Block, other: &Block) -> bool {
    let around = |block: &Block| -> Vec<Container> {
        block.containers.iter().filter(|around| !matches!(around, Container::Cell { .. })).copied().collect()
    };
    (&block.kind, &block.text, &block.marks) == (&other.kind, &other.text, &other.marks)
        && around(block) == around(other)
}

/// Returns the ends of the current block's text that the whole page may not have: the start of a tag, of a character or
/// of a reference, and the characters that an element adds at its end.
fn ends(part: &[u8], text: &str) -> Vec<String> {
    let mut begun = vec![String::new(), "<".to_owned(), "</".to_owned(), "\u{FFFD}".to_owned(), "<\u{FFFD}".to_owned()];
    let from = part.len() - part.len().min(12);
    let reference = part[from..].iter().rposition(|&byte| byte == b'&').map(|at| &part[from + at..]);
    let reference =
        reference.filter(|begun| begun[1..].iter().all(|&byte| byte == b'#' || byte.is_ascii_alphanumeric()));
    if let Some(reference) = reference {
        begun.push(String::from_utf8_lossy(reference).into_owned());
    }
    // A cut reference may be another one, `&#82` of `&#8212;`, and half a byte order mark is read as letters.
    if reference.is_some() {
        begun.extend(text.trim_end_matches(ADDED).chars().next_back().map(String::from));
    }
    if b"\xFF\xFE".starts_with(part) || b"\xEF\xBB\xBF".starts_with(part) {
        begun.push(text.to_owned());
    }
    begun.iter().flat_map(|begun| ["", ")", "”"].map(|added| format!("{begun}{added}"))).collect()
}

/// Characters that end ruby text and quotations.
const ADDED: [char; 2] = [')', '”'];

/// Returns the page with one byte for each code unit: all markup is ASCII.
fn narrow(page: &[u8]) -> Vec<u8> {
    if !page.starts_with(b"\xFF\xFE") {
        return page.to_vec();
    }
    page.chunks_exact(2).map(|unit| if unit[1] == 0 { unit[0] } else { 0xFF }).collect()
}

fn in_table(part: &[u8]) -> bool {
    let part = String::from_utf8_lossy(part).to_ascii_lowercase();
    part.matches("<table").count() > part.matches("</table>").count()
}

//! Measures what the rules remove and lose on real pages: `TAMIS_GOLD=1 cargo test --release --test gold -- --nocapture`.
//!
//! ```text
//! page ─ Extract::All ──→ words: those of the gold text are gold, the others boilerplate
//!      └ Extract::Rules → words: gold missing here is lost, boilerplate missing here is removed
//!                       → dropped blocks: a lost word is charged to the rule of the block that had most lost words
//! ```
//!
//! A page with phrases instead of a gold text counts the words of the phrases that `All` has in one piece: wanted ones
//! are gold, unwanted ones boilerplate. Both outputs have the headline, so that dropped repeats of it cost nothing. Hidden
//! text is in neither output: gold words that are only there are listed as `hidden` and not counted as lost.
//! `TAMIS_GOLD_SETS=fundus,daniel` restricts the sets, `TAMIS_GOLD_RULES=folder` adds the rule files below a folder.
//! Without `TAMIS_GOLD`, a few pages of each set are measured; without the data of `TAMIS_DATA`, none.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tamis::{Extract, LabelledBlock, Options, Rules, clean};

/// Maximum percentage of gold words lost over all sets and in each set: for all pages, for the sample.
const BOUNDS: (f64, f64) = (0.3, 1.0);
const SAMPLE_BOUNDS: (f64, f64) = (1.0, 5.0);
const SAMPLE_PAGES: usize = 10;

#[test]
fn the_rules_lose_little_of_the_gold_text() {
    let data = std::env::var_os("TAMIS_DATA").map_or_else(|| PathBuf::from("../shared"), PathBuf::from).join("quality");
    if !data.is_dir() {
        return println!("skipped: no pages at {} (set TAMIS_DATA)", data.display());
    }
    let is_whole = std::env::var_os("TAMIS_GOLD").is_some();
    let (per_set, bounds) = if is_whole { (usize::MAX, BOUNDS) } else { (SAMPLE_PAGES, SAMPLE_BOUNDS) };
    let more = std::env::var_os("TAMIS_GOLD_RULES").map(|folder| files_below(Path::new(&folder), ".toml"));
    let rules = more.iter().flatten().fold(Rules::builtin(), |rules, path| {
        let source = fs::read_to_string(path).unwrap();
        rules.with_file(&path.display().to_string(), &source).unwrap_or_else(|error| panic!("{error}"))
    });
    let asked = std::env::var("TAMIS_GOLD_SETS").ok();
    let mut pages = Vec::new();
    for path in files_below(&data, ".jsonl.zst") {
        let set = path.file_name().unwrap().to_str().unwrap().trim_end_matches(".jsonl.zst");
        if asked.as_ref().is_none_or(|asked| asked.split(',').any(|name| name == set)) {
            let mut decoder = zstd::Decoder::new(fs::File::open(&path).unwrap()).unwrap();
            decoder.window_log_max(27).unwrap();
            let lines = BufReader::new(decoder).lines().take(per_set);
            pages.extend(lines.map(|line| measure(&serde_json::from_str(&line.unwrap()).unwrap(), &rules)));
        }
    }
    assert!(!pages.is_empty(), "no pages in the sets {asked:?}");
    let lost = print_sets(&pages);
    print_rules(&pages);
    print_worst(&pages);
    for (set, lost) in lost {
        let bound = if set == "all" { bounds.0 } else { bounds.1 };
        assert!(lost <= bound, "{set}: {lost:.2} % of the gold words are lost, more than {bound} %");
    }
}

fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = |path: PathBuf| if path.is_dir() { files_below(&path, ending) } else { vec![path] };
    let mut files: Vec<PathBuf> = entries.flat_map(files).collect();
    files.sort();
    files.into_iter().filter(|path| path.to_string_lossy().ends_with(ending)).collect()
}

/// The measurements of one page.
struct Page {
    set: String,
    id: String,
    gold: usize,
    lost: usize,
    boilerplate: usize,
    removed: usize,
    losses: Vec<Loss>,
}

/// A dropped block with the number of its words and of those that are lost gold words.
struct Loss {
    rule: String,
    text: String,
    dropped: usize,
    lost: usize,
}

fn measure(record: &Value, rules: &Rules) -> Page {
    let plain = Options::new().rules(rules.clone());
    let options = record["url"].as_str().and_then(|url| plain.clone().url(url).ok()).unwrap_or(plain);
    let (page, options) = match record["html"].as_str() {
        // The page is decoded already, whatever it declares.
        Some(html) => (html.as_bytes().to_vec(), options.encoding("utf-8").unwrap()),
        None => (base64(record["html_b64"].as_str().unwrap()), options),
    };
    let all = clean(&page, &options.clone().extract(Extract::All)).unwrap().blocks;
    let ruled = clean(&page, &options.extract(Extract::Rules)).unwrap().blocks;
    let (all_text, kept_text) = (kept_text(&all), kept_text(&ruled));
    let (all_words, kept_words) = (Bag::of(&all_text), Bag::of(&kept_text));

    let [wanted, gold, lost, boilerplate, removed] = if let Some(text) = record["gold_text"].as_str() {
        // Two gold texts of dragnet are UTF-16 read as bytes; three contain its marker for the start of comments.
        let wanted = Bag::of(text.replace('\0', "").split("!@#$%^&*").next().unwrap());
        let gold = wanted.common(&all_words);
        let (lost, boilerplate) = (gold.minus(&kept_words), all_words.minus(&gold));
        let removed = boilerplate.minus(&kept_words.minus(&gold));
        [wanted, gold, lost, boilerplate, removed]
    } else {
        let bag = |list: &str, accept: &dyn Fn(&str) -> bool| {
            let phrases = record[list].as_array().into_iter().flatten().map(|phrase| fold(phrase.as_str().unwrap()));
            Bag::of(&phrases.filter(|phrase| accept(phrase)).collect::<Vec<_>>().join(" "))
        };
        let in_all = |phrase: &str| all_text.contains(phrase);
        let gone = |phrase: &str| all_text.contains(phrase) && !kept_text.contains(phrase);
        let [with, without] = ["gold_with", "gold_without"];
        [bag(with, &|_| true), bag(with, &in_all), bag(with, &gone), bag(without, &in_all), bag(without, &gone)]
    };
    let is_hidden = |block: &&LabelledBlock| block.reason.as_ref().is_some_and(|reason| reason.id() == "hidden");
    let mut losses = charge(lost.clone(), ruled.iter().filter(|block| !is_hidden(block)));
    losses.extend(charge(wanted.minus(&all_words), all.iter().filter(is_hidden)));
    let [gold, lost, boilerplate, removed] = [gold, lost, boilerplate, removed].map(|bag| bag.total());
    let [set, id] = ["set", "id"].map(|key| record[key].as_str().unwrap().to_owned());
    Page { set, id, gold, lost, boilerplate, removed, losses }
}

/// Charges lost words to the dropped blocks that had them, blocks with most of them first.
fn charge<'a>(mut lost: Bag, blocks: impl Iterator<Item = &'a LabelledBlock>) -> Vec<Loss> {
    let dropped = blocks.filter_map(|block| Some((block.reason.as_ref()?.id(), &block.block.text)));
    let mut dropped: Vec<_> = dropped.map(|(rule, text)| (rule, text, Bag::of(text))).collect();
    dropped.sort_by_cached_key(|(_, _, words)| Reverse(lost.common(words).total()));
    let charge = |(rule, text, words): (&str, &String, Bag)| {
        let charged = lost.common(&words).total();
        lost = lost.minus(&words);
        Loss { rule: rule.to_owned(), text: text.clone(), dropped: words.total(), lost: charged }
    };
    dropped.into_iter().map(charge).collect()
}

fn kept_text(blocks: &[LabelledBlock]) -> String {
    let kept = blocks.iter().filter(|block| block.reason.is_none());
    fold(&kept.flat_map(|block| [&block.block.text, "\n"]).collect::<String>())
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words in lower case with their counts.
#[derive(Clone, Default)]
struct Bag(HashMap<String, usize>);

impl Bag {
    fn of(text: &str) -> Bag {
        let (mut bag, mut word) = (Bag::default(), String::new());
        // The space ends the last word.
        for c in text.chars().chain([' ']) {
            if (!c.is_alphanumeric() || is_word(c)) && !word.is_empty() {
                *bag.0.entry(std::mem::take(&mut word)).or_default() += 1;
            }
            if is_word(c) {
                *bag.0.entry(c.to_string()).or_default() += 1;
            } else if c.is_alphanumeric() {
                word.extend(c.to_lowercase());
            }
        }
        bag
    }

    fn minus(&self, other: &Bag) -> Bag {
        let left = |word: &String, count: usize| count.saturating_sub(*other.0.get(word).unwrap_or(&0));
        let counts = self.0.iter().map(|(word, &count)| (word, left(word, count))).filter(|&(_, count)| count > 0);
        Bag(counts.map(|(word, count)| (word.clone(), count)).collect())
    }

    fn common(&self, other: &Bag) -> Bag {
        self.minus(&self.minus(other))
    }

    fn total(&self) -> usize {
        self.0.values().sum()
    }
}

/// Returns whether a character counts as a word: Thai, Lao, Burmese, Khmer, kana, Han.
fn is_word(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Prints a line for each set. Returns the percentage of gold words lost.
fn print_sets(pages: &[Page]) -> BTreeMap<&str, f64> {
    println!("set              pages      gold    lost  lost %  boilerplate  removed %");
    let mut sets = BTreeMap::<&str, Vec<&Page>>::new();
    for page in pages {
        sets.entry(&page.set).or_default().push(page);
    }
    let counts: [fn(&Page) -> usize; 4] =
        [|page| page.gold, |page| page.lost, |page| page.boilerplate, |page| page.removed];
    let line = |(set, pages): (_, Vec<&Page>)| {
        let sums = counts.map(|count| pages.iter().map(|page| count(page)).sum());
        let ([gold, lost, boilerplate, removed], pages) = (sums, pages.len());
        let (lost_of_gold, removed) = (percent(lost, gold), percent(removed, boilerplate));
        println!("{set:<16}{pages:>6}{gold:>10}{lost:>8}{lost_of_gold:>8.2}{boilerplate:>13}{removed:>11.1}");
        (set, lost_of_gold)
    };
    sets.into_iter().chain([("all", pages.iter().collect())]).map(line).collect()
}

fn print_rules(pages: &[Page]) {
    println!("\nrule                               dropped  gold lost");
    let mut rules = BTreeMap::<&str, (usize, usize)>::new();
    for loss in pages.iter().flat_map(|page| &page.losses) {
        let (lost, dropped) = rules.entry(&loss.rule).or_default();
        (*lost, *dropped) = (*lost + loss.lost, *dropped + loss.dropped);
    }
    let mut rules: Vec<_> = rules.into_iter().collect();
    rules.sort_by_key(|&(_, counts)| Reverse(counts));
    for (rule, (lost, dropped)) in rules {
        println!("{rule:<32}{dropped:>10}{lost:>11}");
    }
}

fn print_worst(pages: &[Page]) {
    println!("\nlost  % of the page's gold, page, lost by rule, dropped text");
    let mut pages: Vec<&Page> = pages.iter().filter(|page| page.lost > 0).collect();
    pages.sort_by_key(|page| Reverse(page.lost));
    for Page { set, id, gold, lost, losses, .. } in pages.into_iter().take(10) {
        let mut rules = BTreeMap::<&str, usize>::new();
        let losses_of_rules = losses.iter().filter(|loss| loss.lost > 0 && loss.rule != "hidden");
        losses_of_rules.for_each(|loss| *rules.entry(&loss.rule).or_default() += loss.lost);
        let text: String = losses.first().map_or("", |loss| &loss.text).chars().take(80).collect();
        println!("{lost:>4}{:>6.1}  {set} {id} {rules:?} {}", percent(*lost, *gold), fold(&text));
    }
}

fn percent(part: usize, of: usize) -> f64 {
    100.0 * part as f64 / of.max(1) as f64
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let value = |digit: &u8| DIGITS.iter().position(|other| other == digit).unwrap_or(0) as u32;
    let bytes = |digits: &[u8]| digits.iter().fold(0, |bits, digit| bits << 6 | value(digit)).to_be_bytes();
    let padding = text.bytes().rev().take_while(|&digit| digit == b'=').count();
    let groups = text.as_bytes().chunks(4).flat_map(|digits| bytes(digits).into_iter().skip(1));
    groups.take(text.len() / 4 * 3 - padding).collect()
}

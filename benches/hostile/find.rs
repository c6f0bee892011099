//! Searches for pages whose cost grows faster than their length: repetitions of strings from the library's source.
//!
//! A page has a start, a repeated unit and an end, each made of a few pieces. It is timed at n, 2n and 4n; a page that
//! grows too fast is timed again at twice the length, best of several, before it is reported, because of other load.

use std::time::{Duration, Instant};

use tamis::Options;

use crate::forms::{FORMS, measured};

/// Bytes of the smallest page.
const LENGTH: usize = 24 << 10;

/// Minimum exponent of growth that counts as a find.
const MOST: f64 = 1.25;

/// Speed in bytes per second below which a page is a find, whatever its growth.
const SLOWEST: f64 = 4e6;

const PIECES: &str = "< > </ <! <!-- --> --!> - <? ]]> <![CDATA[ & &amp; &# &#x &notit ; = ' \" / \\ ` * _ [ ] ( ) ! | # ~ \
    x 1 1. ، · : … <!doctype <script> </script> <plaintext> &lt; &#0; &#xD800; &nbsp; 漢 é أ \u{301} \u{200b} \u{202e} \u{ad} \u{feff}";

/// Names in the source, and of the attributes it reads.
const NAMES: &[&str] = &[
    include_str!("../../src/html/tag.rs"),
    include_str!("../../src/block/builder/mod.rs"),
    include_str!("../../rules/generic/page.toml"),
];

const PHRASES: &[&str] = &[
    include_str!("../../rules/lang/en.toml"),
    include_str!("../../rules/lang/ar.toml"),
    include_str!("../../rules/generic/tools.toml"),
];

/// Searches for this many seconds and prints the finds.
pub fn find(seconds: u64) {
    let end = Instant::now() + Duration::from_secs(seconds);
    let pieces = pieces();
    let mut options: Vec<(&str, Options)> = FORMS.iter().map(|form| (form.name, form.options())).collect();
    options.push(("built-in", Options::new().format(tamis::Format::Markdown)));
    let mut random = Random(Instant::now().elapsed().as_nanos() as u64 ^ u64::from(std::process::id()) << 32 | 1);
    let (mut tried, mut found) = (0, 0);
    while Instant::now() < end {
        let mut some = |most: usize| -> String {
            (0..random.below(most + 1)).map(|_| pieces[random.below(pieces.len())].as_str()).collect()
        };
        let (start, unit, finish) = (some(2), some(4), some(2));
        let start = start.repeat([1, 1, 40, 400][random.below(4)]);
        if unit.is_empty() {
            continue;
        }
        let (form, options) = &options[random.below(options.len())];
        let page = |length: usize| {
            let count = length / unit.len();
            let units = if random.0.is_multiple_of(3) {
                unit.repeat(count / 2) + &finish.repeat(count / 2)
            } else {
                unit.repeat(count)
            };
            start.clone() + &units + &finish
        };
        tried += 1;
        // Growth, and the speed of a larger page; each further measurement is longer and more careful.
        let looks = [(1, 2), (4, 7), (8, 12)].map(|(times, rounds)| (times * LENGTH, rounds));
        let look = |(length, rounds)| (exponent(&page, options, length, rounds), speed(&page, options, rounds));
        let bad = |&(growth, speed): &(f64, f64)| growth > MOST || speed < SLOWEST;
        if let Some((growth, speed)) = looks.into_iter().map(look).take_while(bad).nth(looks.len() - 1) {
            found += 1;
            let shown = |text: &str| text.chars().take(120).collect::<String>();
            println!("{growth:.2} {:.1} MB/s {form}: {:?} {unit:?} {finish:?}", speed / 1e6, shown(&start));
        }
    }
    println!("{tried} pages tried, {found} found");
}

/// Returns the exponent of growth: 1 is linear, 2 is quadratic.
fn exponent(page: &impl Fn(usize) -> String, options: &Options, length: usize, rounds: usize) -> f64 {
    let [small, large] = [length, 4 * length].map(|length| time(&page(length), options, rounds));
    // Constant start-up cost is no growth.
    let base = time(&page(64), options, rounds).min(small / 2);
    ((large - base).as_secs_f64() / (small - base).as_secs_f64()).log2() / 2.0
}

fn speed(page: &impl Fn(usize) -> String, options: &Options, rounds: usize) -> f64 {
    let page = page(4 * LENGTH);
    page.len() as f64 / time(&page, options, rounds).as_secs_f64()
}

fn time(page: &str, options: &Options, rounds: usize) -> Duration {
    let round = |_| {
        let start = Instant::now();
        measured(page.as_bytes(), options);
        start.elapsed()
    };
    (0..rounds).map(round).min().expect("one round at least").max(Duration::from_nanos(1))
}

/// Returns tags of all names, tags with attributes, phrases, and the other pieces.
fn pieces() -> Vec<String> {
    let mut pieces: Vec<String> = PIECES.split_ascii_whitespace().map(str::to_owned).collect();
    pieces.extend([" ".to_owned(), "\n".to_owned(), "\0".to_owned(), "\r".to_owned()]);
    for name in NAMES
        .iter()
        .flat_map(|source| literals(source))
        .filter(|name| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
    {
        pieces.extend([format!("<{name}>"), format!("</{name}>"), format!("<i class={name} {name}=x>")]);
    }
    let words: String = include_str!("../../src/html/tag.rs")
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' })
        .collect();
    let mut words: Vec<&str> = words.split_ascii_whitespace().filter(|word| word.len() < 12).collect();
    words.sort_unstable();
    words.dedup();
    pieces.extend(words.iter().flat_map(|name| [format!("<{name}>"), format!("</{name}>")]));
    pieces.extend(PHRASES.iter().flat_map(|source| literals(source)).map(str::to_owned));
    pieces
}

/// Returns the quoted strings of a source.
fn literals(source: &str) -> impl Iterator<Item = &str> {
    source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split(['"', '\'']).skip(1).step_by(2))
        .filter(|text| !text.is_empty())
}

/// A small random number generator (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % most
    }
}

//! The initial inputs: files of the repository, and public collections where available.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder};

/// Public collections of pages under `conformance/fuzz`.
const ARCHIVES: [&str; 3] =
    ["lol-html-selector_matching.tar.gz", "go-fuzz-stdhtml.tar.gz", "go-fuzz-htmltemplate.tar.gz"];

/// Pages that are hard to parse, many per file, each between `#data` and `#errors`.
const TREE_TESTS: &str = "html5lib/tree-construction";

/// Settings for [`extract`](crate::extract) and [`charset`](crate::charset) before a page: common and uncommon ones.
const SETTINGS: [&[u8]; 4] =
    [&[0, 0, 0, 0, 0], &[33, 2 + 4 * 3, 0, 0, 200], &[35, 4, 1, 0b0101_0101, 6], &[1, 0, 0, 0b1010_1010, 77]];

/// Settings for [`markdown`](crate::markdown): unchanged, and shown in each place.
const PLACES: [&[u8]; 4] = [&[0], &[0b0000_0110], &[0b0010_0101], &[0b0011_0111]];

/// Selectors for pages of the repository.
const SELECTORS: [&str; 6] = [
    "p",
    "div > p:first-child, li:nth-child(2n+1)",
    "[class*=share i] a[href^='/']:not(.x, #y)",
    "main :is(h1, h2) + p ~ ul",
    "#content, .article-body",
    "nav, aside.related:not([hidden]), *[data-x~='b']",
];

/// A seed.
#[derive(Debug, Clone)]
pub struct Seed {
    /// The source of the input.
    pub name: String,
    /// The input.
    pub bytes: Vec<u8>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the files below a folder of the repository, sorted by name.
pub fn files(folder: &str, extension: &str) -> Vec<Seed> {
    let root = root();
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.map(|entry| entry.expect("is read").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let name = path.strip_prefix(&root).expect("is below the root").display().to_string();
                found.push(Seed { name, bytes: fs::read(&path).expect("is read") });
            }
        }
    }
    assert!(!found.is_empty(), "no .{extension} in {folder}");
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// Returns the inputs of a target from the repository.
pub fn own(target: &str) -> Vec<Seed> {
    match target {
        "rules" => {
            ["rules", "corpus/pages", "tests/rule_errors"].iter().flat_map(|folder| files(folder, "toml")).collect()
        }
        "warc" => archives(),
        "blocks" => random(),
        _ => files("corpus/pages", "html").iter().flat_map(|page| inputs(target, page, &SETTINGS, &PLACES)).collect(),
    }
}

/// Returns the inputs of a target from public collections; none where `TAMIS_DATA` (default `../shared`) lacks them.
pub fn public(target: &str) -> Vec<Seed> {
    let data = std::env::var_os("TAMIS_DATA").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let data = root().join(data);
    if matches!(target, "rules" | "blocks") {
        return Vec::new();
    }
    if target == "warc" {
        return public_archives(&data.join("warc"));
    }
    let conformance = data.join("conformance");
    let archives = ARCHIVES.iter().map(|name| conformance.join("fuzz").join(name)).filter(|path| path.is_file());
    let pages = archives.flat_map(|path| unpack(&path)).chain(tree_tests(&conformance.join(TREE_TESTS)));
    // Many small pages: one setting each, in turn.
    let seeds = pages.enumerate().flat_map(|(number, page)| {
        let one = |all: &[&'static [u8]; 4]| [all[number % all.len()]];
        inputs(target, &page, &one(&SETTINGS), &one(&PLACES))
    });
    seeds.collect()
}

/// Returns random inputs for [`blocks`](crate::blocks), where any bytes are blocks.
fn random() -> Vec<Seed> {
    const COUNT: u64 = 3000;
    let mut state = 1_u64;
    let mut byte = move || {
        // The upper bits of a linear congruential generator.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    // Most bytes are small, like the numbers of pieces and kinds.
    let mut small = move || if byte() < 230 { byte() % 48 } else { byte() };
    let seed =
        |number| Seed { name: format!("random {number}"), bytes: (0..40 + number % 200).map(|_| small()).collect() };
    (0..COUNT).map(seed).collect()
}

/// Pieces and limits for archives: two bytes before each, in turn.
const ARCHIVE_SETTINGS: [[u8; 2]; 4] = [[6, 0], [0, 1], [200, 2], [40, 0]];

/// Returns archives of small pages: plain, one member per record, one for all.
fn archives() -> Vec<Seed> {
    let record = |body: &str, field: &str| {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{field}\r\n");
        format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://tea.example/\r\n\
            Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{head}{body}\r\n\r\n",
            head.len() + body.len()
        )
    };
    let records =
        [record("<p>Boil water.", ""), record("5\r\n<p>Po\r\n3\r\nur.\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n")];
    let plain = records.concat().into_bytes();
    let members = records.iter().flat_map(|record| gzip(record.as_bytes())).collect();
    let named = [("plain", plain.clone()), ("gzip", members), ("one member", gzip(&plain))];
    let with = |settings: [u8; 2], (name, archive): &(&str, Vec<u8>)| Seed {
        name: format!("{name} archive {settings:?}"),
        bytes: [&settings[..], archive].concat(),
    };
    ARCHIVE_SETTINGS.iter().flat_map(|settings| named.iter().map(|archive| with(*settings, archive))).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    GzEncoder::new(bytes, Compression::default()).read_to_end(&mut packed).expect("memory is read");
    packed
}

/// Returns the small archives below a folder.
fn public_archives(folder: &Path) -> Vec<Seed> {
    let folders = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("is read").path());
    let files = folders.filter(|path| path.is_dir()).flat_map(|path| fs::read_dir(path).expect("is read"));
    let mut paths: Vec<PathBuf> = files.map(|entry| entry.expect("is read").path()).collect();
    paths.sort();
    let archives = paths.iter().map(|path| (path, fs::read(path).expect("is read")));
    let small = archives.filter(|(_, archive)| archive.len() <= LARGEST_ARCHIVE).zip(ARCHIVE_SETTINGS.iter().cycle());
    small
        .map(|((path, archive), settings)| Seed {
            name: path.display().to_string(),
            bytes: [&settings[..], &archive].concat(),
        })
        .collect()
}

/// Maximum bytes of an archive, because it is read three times, once byte by byte.
const LARGEST_ARCHIVE: usize = 64 << 10;

/// Returns a page after the setting bytes of a target.
fn inputs(target: &str, page: &Seed, settings: &[&[u8]], places: &[&[u8]]) -> Vec<Seed> {
    let selectors: Vec<Vec<u8>>;
    let heads: Vec<&[u8]> = match target {
        "markdown" => places.to_vec(),
        "selectors" => {
            let number = page.bytes.len();
            selectors = (0..settings.len())
                .map(|at| format!("{}\n", SELECTORS[(number + at) % SELECTORS.len()]))
                .enumerate()
                .map(|(at, line)| [&[((number + at) % 16) as u8, number as u8], line.as_bytes()].concat())
                .collect();
            selectors.iter().map(Vec::as_slice).collect()
        }
        _ => settings.to_vec(),
    };
    let seed = |(at, head): (usize, &&[u8])| Seed {
        name: format!("{} {at}", page.name),
        bytes: [head, &page.bytes[..]].concat(),
    };
    heads.iter().enumerate().map(seed).collect()
}

/// Returns the pages of tree construction tests in a folder.
fn tree_tests(folder: &Path) -> Vec<Seed> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("is read").path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|found| found == "dat")).collect();
    paths.sort();
    let tests = paths.iter().flat_map(|path| {
        let text = String::from_utf8_lossy(&fs::read(path).expect("is read")).into_owned();
        let pages: Vec<String> =
            text.split("#data\n").skip(1).filter_map(|test| Some(test.split_once("\n#errors")?.0.to_owned())).collect();
        pages
            .into_iter()
            .enumerate()
            .map(|(number, page)| Seed { name: format!("{} {number}", path.display()), bytes: page.into_bytes() })
    });
    tests.collect()
}

/// Unpacks a compressed tar archive: headers of 512 bytes with name and size, contents padded to 512 bytes.
fn unpack(path: &Path) -> Vec<Seed> {
    let mut archive = Vec::new();
    let file = fs::File::open(path).expect("is opened");
    GzDecoder::new(file).read_to_end(&mut archive).expect("is unpacked");
    let (mut rest, mut seeds) = (&archive[..], Vec::new());
    while let Some((header, after)) = rest.split_at_checked(512) {
        let text = |range: std::ops::Range<usize>| {
            String::from_utf8_lossy(&header[range]).trim_matches(['\0', ' ']).to_owned()
        };
        let Ok(size) = usize::from_str_radix(&text(124..136), 8) else { break };
        if matches!(header[156], b'0' | 0) {
            seeds.push(Seed { name: text(0..100), bytes: after[..size].to_vec() });
        }
        rest = after.get(size.next_multiple_of(512)..).unwrap_or_default();
    }
    seeds
}

//! Kinds of damage to a page, with seeded random choices.

// All kinds of damage share one signature.
#![allow(clippy::ptr_arg)]

/// A pseudo-random generator: the same numbers on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed ^ 0x9e37_79b9_7f4a_7c15)
    }

    /// Returns a number below `end`; 0 if there is none.
    pub fn below(&mut self, end: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end.max(1)
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

type Damage = fn(&mut Vec<u8>, &mut Random);

pub const DAMAGES: [(&str, Damage); 10] = [
    ("cut", cut),
    ("flipped bytes", flip),
    ("dropped and doubled spans", spans),
    ("swapped tags", swap_tags),
    ("NULs", insert_nuls),
    ("invalid UTF-8", insert_invalid),
    ("flipped case", flip_case),
    ("long attributes", lengthen),
    ("nested openers", nest),
    ("removed end tags", remove_end_tags),
];

/// Number of places damaged per page.
fn times(page: &[u8]) -> usize {
    3 + page.len() / 4096
}

fn cut(page: &mut Vec<u8>, random: &mut Random) {
    page.truncate(random.below(page.len()));
}

fn flip(page: &mut Vec<u8>, random: &mut Random) {
    // Pieces that matter in markup do the most damage.
    const BYTES: &[u8] = b"<>/!-'\"= &;#a\n\0";
    for _ in 0..times(page) {
        let at = random.below(page.len());
        if let Some(byte) = page.get_mut(at) {
            *byte = BYTES[random.below(BYTES.len())];
        }
    }
}

fn spans(page: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..times(page).min(20) {
        let start = random.below(page.len());
        let end = (start + random.below(300)).min(page.len());
        if random.below(2) == 0 {
            page.drain(start..end);
        } else {
            let span = page[start..end].to_vec();
            insert(page, random, &span);
        }
    }
}

fn swap_tags(page: &mut Vec<u8>, random: &mut Random) {
    let tags = tags(page, b"<");
    let mut swapped = page.clone();
    for _ in 0..times(page) {
        // Pieces of equal length, so that all other tags stay in place.
        let (one, other) = (random.below(tags.len()), random.below(tags.len()));
        let (Some(one), Some(other)) = (tags.get(one), tags.get(other)) else { return };
        let length = one.len().min(other.len());
        swapped[one.start..one.start + length].copy_from_slice(&page[other.start..other.start + length]);
        swapped[other.start..other.start + length].copy_from_slice(&page[one.start..one.start + length]);
    }
    *page = swapped;
}

fn insert_nuls(page: &mut Vec<u8>, random: &mut Random) {
    (0..times(page).min(50)).for_each(|_| insert(page, random, b"\0"));
}

fn insert_invalid(page: &mut Vec<u8>, random: &mut Random) {
    const INVALID: [&[u8]; 5] = [b"\xFF", b"\xC3", b"\xE2\x82", b"\xED\xA0\x80", b"\xF0\x9F\x98"];
    for _ in 0..times(page).min(50) {
        let bytes = INVALID[random.below(INVALID.len())];
        insert(page, random, bytes);
    }
}

fn flip_case(page: &mut Vec<u8>, random: &mut Random) {
    for tag in tags(page, b"<") {
        if random.below(4) == 0 {
            page[tag].iter_mut().filter(|byte| byte.is_ascii_alphabetic()).for_each(|byte| *byte ^= 0x20);
        }
    }
}

fn lengthen(page: &mut Vec<u8>, random: &mut Random) {
    let attributes = match random.below(4) {
        0 => " a=1".repeat(3000),
        1 => format!(" title='{}'", "x>y ".repeat(3000)),
        2 => format!(" title=\"{}\" class=share", "long <p>value ".repeat(25_000)),
        _ => format!(" {}", "a".repeat(300_000)),
    };
    let before =
        random.of(&["", "<svg><style><p><i", "<math><style><b", "<script><!--<script", "<textarea></textarea"]);
    if let (false, at) = (before.is_empty(), random.below(page.len())) {
        page.splice(at..at, format!("{before}{attributes}>words").bytes());
    }
    let tags = tags(page, b"<");
    let Some(tag) = tags.get(random.below(tags.len())) else { return };
    page.splice(tag.end..tag.end, attributes.bytes());
}

fn nest(page: &mut Vec<u8>, random: &mut Random) {
    const OPENERS: [&str; 12] = [
        "<div>",
        "<b>",
        "<svg>",
        "<table><tr><td>x",
        "<ul><li>x",
        "<a href=/x>",
        "<blockquote>",
        "<noscript>",
        "<select>",
        "<math><mi>",
        "<table><tr><ul id=sidebar></ul>x",
        "<div class=share>",
    ];
    for _ in 0..1 + random.below(3) {
        let opener = random.of(&OPENERS).repeat(1 + random.below(600));
        insert(page, random, opener.as_bytes());
    }
}

fn remove_end_tags(page: &mut Vec<u8>, random: &mut Random) {
    for tag in tags(page, b"</").into_iter().rev() {
        if random.below(6) == 0 {
            page.drain(tag.start..(tag.end + 1).min(page.len()));
        }
    }
}

fn insert(page: &mut Vec<u8>, random: &mut Random, bytes: &[u8]) {
    let at = random.below(page.len() + 1);
    page.splice(at..at, bytes.iter().copied());
}

/// Returns the ranges from each such opening to the next `>`.
fn tags(page: &[u8], opening: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr::memmem::find(&page[at..], opening).map(|found| at + found) {
        let Some(length) = memchr::memchr(b'>', &page[start..]) else { break };
        tags.push(start..start + length);
        at = start + length;
    }
    tags
}

//! Resolves an address against that of its page, as the URL Standard has it.
//!
//! Nearly all addresses are absolute, or below the page's host or folder, in characters that stand for themselves. These
//! are put together as they are; whatever might be read in another way is left to `url`, which takes ten times as long.

use url::{Position, Url};

/// The address in full; none if it is none.
pub(super) fn resolve(address: &str, base: &Url) -> Option<String> {
    match parts(address, base) {
        Some(parts) if is_plain(address.as_bytes()) => Some(parts.concat()),
        _ => base.join(address).ok().map(String::from),
    }
}

/// What the full address is put together from, if the form of the address tells.
fn parts<'a>(address: &'a str, base: &'a Url) -> Option<[&'a str; 3]> {
    let scheme = base.scheme();
    if !matches!(scheme, "http" | "https") {
        return None;
    }
    let folder = || {
        let path = &base[..Position::AfterPath];
        path.rfind('/').map(|last| &path[..=last])
    };
    match address.as_bytes() {
        [b'/', b'/', rest @ ..] => Some([&base.as_str()[..=scheme.len()], address, behind_host(rest)?]),
        [b'/', ..] => Some([&base[..Position::BeforePath], address, ""]),
        [b'?', ..] => Some([&base[..Position::AfterPath], address, ""]),
        [b'#', ..] => Some([&base[..Position::AfterQuery], address, ""]),
        [b'.', b'/', first, ..] if first.is_ascii_alphanumeric() => Some([folder()?, &address[2..], ""]),
        [first, ..] if first.is_ascii_alphanumeric() => {
            if let Some(rest) = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")) {
                return Some(["", address, behind_host(rest.as_bytes())?]);
            }
            let end = address.bytes().position(|byte| matches!(byte, b':' | b'/' | b'?' | b'#'));
            let has_scheme = end.is_some_and(|end| address.as_bytes()[end] == b':');
            if has_scheme { None } else { Some([folder()?, address, ""]) }
        }
        _ => None,
    }
}

/// What is added behind an address that begins with a host: nothing if it has a path, the path if it is no more than the
/// host. None for other hosts than those of letters, digits and single hyphens, and for those that end in a number.
fn behind_host(bytes: &[u8]) -> Option<&'static str> {
    let end = memchr::memchr(b'/', bytes).unwrap_or(bytes.len());
    let (mut label, mut before) = (b'0', b'.');
    for &byte in &bytes[..end] {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' if before == b'.' => label = byte,
            b'a'..=b'z' | b'0'..=b'9' => {}
            b'.' | b'-' if !matches!(before, b'.' | b'-') => {}
            _ => return None,
        }
        before = byte;
    }
    let is_known = label.is_ascii_lowercase() && before.is_ascii_alphanumeric() && end <= LONGEST_HOST;
    is_known.then_some(if end < bytes.len() { "" } else { "/" })
}

/// No label of so short a host is too long either.
const LONGEST_HOST: usize = 63;

/// Whether nothing is encoded, and no part of a path is `.` or `..`, but for a dot at the very beginning.
fn is_plain(address: &[u8]) -> bool {
    address.iter().enumerate().all(|(at, &byte)| match MEANING[usize::from(byte)] {
        Meaning::Itself => true,
        Meaning::MaybeDot => at == 0 || address[at - 1] != b'/' || byte == b'%' && address.get(at + 1) != Some(&b'2'),
        Meaning::Other => false,
    })
}

/// What a byte means in paths, queries and fragments alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Itself,
    /// A dot or, as `%2e`, the beginning of one.
    MaybeDot,
    /// It is encoded, or left out, or read as another sign.
    Other,
}

const MEANING: [Meaning; 256] = {
    let mut meaning = [Meaning::Other; 256];
    let mut byte = 0;
    while byte < meaning.len() {
        meaning[byte] = match byte as u8 {
            b'.' | b'%' => Meaning::MaybeDot,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => Meaning::Itself,
            b'/' | b'?' | b'#' | b'-' | b'_' | b'~' | b'!' | b'$' | b'&' | b'(' | b')' => Meaning::Itself,
            b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@' => Meaning::Itself,
            _ => Meaning::Other,
        };
        byte += 1;
    }
    meaning
};

#[cfg(test)]
mod tests {
    use super::*;

    const BASES: [&str; 6] = [
        "http://a.example",
        "https://a.example:8080/b/c.html?d=/e#f/g",
        "https://user:word@a.example/b//",
        "http://127.0.0.1/a/b/",
        "file:///a/b",
        "data:text/html,a",
    ];

    /// The address against all bases; gives whether it was put together as it is.
    fn assert_same(address: &str) -> bool {
        let mut is_known = false;
        for base in BASES {
            let base = Url::parse(base).unwrap();
            let expected = base.join(address).ok().map(String::from);
            assert_eq!(resolve(address, &base), expected, "{address:?} at {base}");
            is_known |= parts(address, &base).is_some() && is_plain(address.as_bytes());
        }
        is_known
    }

    #[test]
    fn usual_addresses_are_put_together_as_they_are() {
        for address in [
            "https://www.b-c.example/d_e/?f=g&h=%20#i",
            "//b.example/c.js",
            "/b/c.html",
            "b/c.html?d=e:f",
            "?b=c",
            "#b",
            "#",
            "b",
            "/%D8%A7",
            "b//c",
            "//b.example//",
            "http://b.example",
            "//b",
            "./b",
        ] {
            assert!(assert_same(address), "{address}");
        }
    }

    #[test]
    fn odd_addresses_are_resolved_by_the_standard() {
        for address in [
            "",
            ".",
            "../b",
            "b/../c",
            "/b/%2E%2e/c",
            "/./b",
            "//",
            "///b",
            "/\\b",
            "\\b",
            "http:b",
            "https:/b",
            "HTTP://B.example/",
            "./",
            "./.",
            "././b",
            ".//b",
            "./b/..",
            "./%2e/b",
            "http://b?c",
            "http://b:80/",
            "http://b:443/",
            "http://b@c/",
            "http://1.2.3/",
            "http://b.0x1/",
            "http://b.1/",
            "http://xn--a/",
            "http://b-/",
            "http://-b/",
            "http://b..c/",
            "http://b./",
            "http://b_c/",
            "http://[::1]/",
            "http:///b",
            "http://%62/",
            "javascript:void(0)",
            "mailto:a@b",
            "b:c",
            "b c",
            "/b'c?d'e",
            "/b\tc",
            "/é",
            "/b|c",
            "/b{c}?{d}#{e}`",
        ] {
            assert_same(address);
        }
    }

    #[test]
    fn addresses_of_all_sorts_of_parts_are_resolved_by_the_standard() {
        let parts = [
            "http://",
            "https://",
            "//",
            "/",
            "a",
            "B",
            "b.example",
            "0x1",
            "12",
            ".",
            "..",
            "%2e",
            "%",
            "-",
            "--",
            "?",
            "#",
            ":",
            "@",
            "=",
            "é",
            " ",
            "'",
            "\\",
            "xn--",
        ];
        let mut seed = 5_usize;
        for _ in 0..60_000 {
            let mut address = String::new();
            for _ in 0..1 + seed % 7 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                address.push_str(parts[(seed >> 33) % parts.len()]);
            }
            assert_same(address.trim());
        }
    }

    /// The addresses of real pages; of those in the corpus where `TAMIS_DATA` does not have more.
    #[test]
    fn addresses_of_pages_are_resolved_by_the_standard() {
        let (mut all, mut known) = (0, 0);
        let mut read = |page: &str| {
            for rest in page.split(['=']).filter_map(|rest| rest.strip_prefix(['"', '\\'])) {
                let address = rest.trim_start_matches('"').split(['"', '\\']).next().unwrap_or_default().trim();
                if address.contains(['/', '.']) && address.len() < 200 {
                    all += 1;
                    known += usize::from(assert_same(address));
                }
            }
        };
        for page in std::fs::read_dir("corpus/pages").unwrap() {
            read(&std::fs::read_to_string(page.unwrap().path()).unwrap_or_default());
        }
        #[cfg(feature = "warc")]
        if !data().is_dir() {
            println!("skipped: no pages at {} (set TAMIS_DATA)", data().display());
        }
        #[cfg(feature = "warc")]
        for file in std::fs::read_dir(data()).into_iter().flatten() {
            use std::io::{BufRead, BufReader};
            let file = std::fs::File::open(file.unwrap().path()).unwrap();
            let lines = zstd::Decoder::new(file).map(BufReader::new).into_iter().flat_map(BufRead::lines);
            lines.map_while(Result::ok).step_by(20).for_each(|line| read(&line));
        }
        assert!(known * 10 > all * 8, "{known} of {all}");
    }

    #[cfg(feature = "warc")]
    fn data() -> std::path::PathBuf {
        let data = std::env::var_os("TAMIS_DATA").unwrap_or_else(|| "../shared".into());
        std::path::PathBuf::from(data).join("quality")
    }
}

//! Resolves an address against that of its page, by the URL Standard.
//!
//! Nearly all addresses are absolute, or below the page's host or folder, and need no encoding. These are concatenated;
//! anything ambiguous goes to `url`, which takes ten times as long.

use url::{Position, Url};

/// Returns the full address; `None` if the address is invalid.
pub(super) fn resolve(address: &str, base: &Url) -> Option<String> {
    match parts(address, base) {
        Some(parts) if is_plain(address.as_bytes()) => Some(parts.concat()),
        _ => base.join(address).ok().map(String::from),
    }
}

/// Returns the parts of the full address, if the form of the address is unambiguous.
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

/// Returns what to append to an address that begins with a host: nothing if it has a path, `/` if it is the host alone.
/// `None` unless the host consists of letters, digits and single hyphens, and does not end in a number.
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

/// In a host this short, no label is too long either.
const LONGEST_HOST: usize = 63;

/// Whether no byte needs encoding, and no path segment is `.` or `..`, except for a dot at the very beginning.
fn is_plain(address: &[u8]) -> bool {
    address.iter().enumerate().all(|(at, &byte)| match URL_BYTES[usize::from(byte)] {
        UrlByte::Itself => true,
        UrlByte::MaybeDot => at == 0 || address[at - 1] != b'/' || byte == b'%' && address.get(at + 1) != Some(&b'2'),
        UrlByte::Other => false,
    })
}

/// How a byte is treated in paths, queries and fragments alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UrlByte {
    Itself,
    /// A dot or the beginning of `%2e`.
    MaybeDot,
    /// Encoded, stripped, or read as another character.
    Other,
}

const URL_BYTES: [UrlByte; 256] = {
    let mut classes = [UrlByte::Other; 256];
    let mut byte = 0;
    while byte < classes.len() {
        classes[byte] = match byte as u8 {
            b'.' | b'%' => UrlByte::MaybeDot,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => UrlByte::Itself,
            b'/' | b'?' | b'#' | b'-' | b'_' | b'~' | b'!' | b'$' | b'&' | b'(' | b')' => UrlByte::Itself,
            b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@' => UrlByte::Itself,
            _ => UrlByte::Other,
        };
        byte += 1;
    }
    classes
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

    /// Checks the address against all bases; returns whether it was concatenated.
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
    fn usual_addresses_are_concatenated() {
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
    fn odd_addresses_resolve_by_the_standard() {
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
    fn random_addresses_resolve_by_the_standard() {
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

    /// Reads the addresses of real pages: those in the corpus, and more where `TAMIS_DATA` has them.
    #[test]
    fn addresses_of_pages_resolve_by_the_standard() {
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

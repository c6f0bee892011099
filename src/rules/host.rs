//! Parses the `hosts` of rule files, and finds the best rule file for a host.

use std::collections::BTreeMap;

use url::Host;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum HostPattern {
    /// `example.com`: the host and its subdomains.
    Domain(String),
    /// `=m.example.com`: this host only.
    Exact(String),
    /// `*.example.com`: subdomains, but not the host itself.
    Below(String),
}

impl Default for HostPattern {
    fn default() -> Self {
        HostPattern::Domain(String::new())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HostError {
    pub(crate) message: String,
    pub(crate) help: String,
}

impl HostPattern {
    /// Parses one entry of `hosts`. Accepts names outside ASCII in Unicode or Punycode.
    pub(crate) fn parse(text: &str) -> Result<HostPattern, HostError> {
        let (make, name): (fn(String) -> HostPattern, &str) = match text {
            _ if text.starts_with('=') => (HostPattern::Exact, &text[1..]),
            _ if text.starts_with("*.") => (HostPattern::Below, &text[2..]),
            _ => (HostPattern::Domain, text),
        };
        let fail = |message: &str, help: String| HostError { message: format!("{message}: `{text}`"), help };
        let forms = || "write `example.com`, `=m.example.com` or `*.example.com`".to_owned();
        if name.is_empty() {
            return Err(fail("a host is missing", forms()));
        }
        let bare = name.split_once("://").map_or(name, |(_, rest)| rest);
        let bare = bare.split(['/', '?', '#']).next().unwrap_or_default();
        if bare.len() != name.len() {
            return Err(fail("a host has no scheme and no path", format!("write the host only: `{bare}`")));
        }
        if name.contains(char::is_whitespace) {
            return Err(fail("a host has no spaces", "write one string for each host".to_owned()));
        }
        if let Some((host, _)) = name.split_once(':')
            && !name.starts_with('[')
        {
            return Err(fail("a host has no port", format!("write the host only: `{host}`")));
        }
        if name.contains('*') {
            return Err(fail("`*` can replace only whole labels at the start", forms()));
        }
        match Host::parse(name) {
            Ok(host) => {
                let host = host.to_string();
                if host.split('.').any(str::is_empty) {
                    return Err(fail("a host has no empty labels", forms()));
                }
                Ok(make(host))
            }
            Err(_) => Err(fail("not a host name", forms())),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct HostIndex<T> {
    exact: BTreeMap<String, T>,
    domain: BTreeMap<String, T>,
    below: BTreeMap<String, T>,
}

impl<T> Default for HostIndex<T> {
    fn default() -> Self {
        HostIndex { exact: BTreeMap::new(), domain: BTreeMap::new(), below: BTreeMap::new() }
    }
}

impl<T> HostIndex<T> {
    /// Returns the value of a pattern; inserts a default if there is none.
    pub(crate) fn entry(&mut self, pattern: &HostPattern) -> &mut T
    where
        T: Default,
    {
        let (map, host) = match pattern {
            HostPattern::Exact(host) => (&mut self.exact, host),
            HostPattern::Domain(host) => (&mut self.domain, host),
            HostPattern::Below(host) => (&mut self.below, host),
        };
        map.entry(host.clone()).or_default()
    }

    /// Returns the values of all patterns that match `host` (in ASCII, as in URLs), best first: the exact pattern, then
    /// the longest suffix.
    pub(crate) fn find_all(&self, host: &str) -> impl Iterator<Item = &T> {
        let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        let mut suffixes = vec![host];
        while let Some((_, parent)) = suffixes.last().and_then(|last| last.split_once('.')) {
            suffixes.push(parent.to_owned());
        }
        suffixes.into_iter().enumerate().flat_map(move |(level, suffix)| {
            let special = if level == 0 { self.exact.get(&suffix) } else { self.below.get(&suffix) };
            [special, self.domain.get(&suffix)].into_iter().flatten()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(patterns: &[&str]) -> HostIndex<String> {
        let mut index = HostIndex::default();
        for pattern in patterns {
            *index.entry(&HostPattern::parse(pattern).unwrap()) = (*pattern).to_owned();
        }
        index
    }

    #[test]
    fn the_best_pattern_is_the_exact_one_then_the_longest() {
        let index = index(&["example.com", "=m.example.com", "*.news.example.com", "a.news.example.com"]);
        let find = |host| index.find_all(host).next().map(String::as_str);
        assert_eq!(find("example.com"), Some("example.com"));
        assert_eq!(find("WWW.Example.com."), Some("example.com"));
        assert_eq!(find("m.example.com"), Some("=m.example.com"));
        assert_eq!(find("x.m.example.com"), Some("example.com"));
        assert_eq!(find("news.example.com"), Some("example.com"));
        assert_eq!(find("b.news.example.com"), Some("*.news.example.com"));
        assert_eq!(find("a.news.example.com"), Some("a.news.example.com"));
        assert_eq!(find("myexample.com"), None);
        assert_eq!(find("com"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn names_outside_ascii_are_stored_as_urls_have_them() {
        assert_eq!(HostPattern::parse("Bücher.example"), HostPattern::parse("xn--bcher-kva.example"));
        assert_eq!(HostPattern::parse("EXAMPLE.com"), Ok(HostPattern::Domain("example.com".into())));
    }

    #[test]
    fn addresses_and_paths_are_refused_with_advice() {
        let help = |text| HostPattern::parse(text).unwrap_err().help;
        assert_eq!(help("https://example.com/news"), "write the host only: `example.com`");
        assert_eq!(help("example.com/news"), "write the host only: `example.com`");
        assert_eq!(help("example.com:8080"), "write the host only: `example.com`");
        for text in ["", "=", "*.", "a b", "a..b", ".a", "a.*", "*"] {
            assert!(HostPattern::parse(text).is_err(), "{text}");
        }
    }
}

//! Which of the attributes that exceed a limit tamis would have read: only they can change the output.

/// The number of missed attributes, by what they could have changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Missed {
    /// The text or its marks.
    pub text: u64,
    /// Addresses of links and images.
    pub addresses: u64,
    /// Only metadata.
    pub metadata: u64,
}

/// Attributes with the address of a link or an image.
const ADDRESSES: [&str; 10] = [
    "data-full-src",
    "data-hi-res-src",
    "data-lazy",
    "data-lazy-src",
    "data-original",
    "data-src",
    "data-srcset",
    "href",
    "src",
    "srcset",
];

/// All others that the program reads, and those that several built-in rules test.
const TEXT: [&str; 46] = [
    "align",
    "alt",
    "alttext",
    "aria-hidden",
    "aria-label",
    "checked",
    "class",
    "color",
    "colspan",
    "data-bi-name",
    "data-code-block-lang",
    "data-code-language",
    "data-enlighter-language",
    "data-lang",
    "data-language",
    "data-latex",
    "data-math",
    "data-testid",
    "data-tex",
    "datetime",
    "dir",
    "encoding",
    "face",
    "height",
    "hidden",
    "hreflang",
    "id",
    "itemprop",
    "itemscope",
    "itemtype",
    "lang",
    "name",
    "open",
    "plain",
    "property",
    "rel",
    "rev",
    "role",
    "rowspan",
    "shadowroot",
    "shadowrootmode",
    "size",
    "start",
    "style",
    "title",
    "type",
];

/// Bytes of a name and of the start of a value that decide.
pub(super) const NAME_BYTES: usize = 32;
pub(super) const START_BYTES: usize = 8;

impl Missed {
    /// Counts an attribute that exceeds a limit, by its name and the start of its value.
    pub(super) fn count(&mut self, name: &[u8], start: &[u8]) {
        let is = |known: &&str| name.eq_ignore_ascii_case(known.as_bytes());
        // What stands in the page itself is not written as an address.
        let is_data = start.trim_ascii_start().get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"data:"));
        if ADDRESSES.iter().any(is) {
            self.addresses += u64::from(!is_data);
        } else if is(&"content") {
            self.metadata += 1;
        } else if TEXT.iter().any(is) {
            self.text += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_attributes_that_are_read_are_missed() {
        let mut missed = Missed::default();
        for (name, start) in
            [("d", "M0 0"), ("data-props", "{"), ("src", " DATA:image"), ("onclick", "x"), ("value", "/wEPD"), ("", "")]
        {
            missed.count(name.as_bytes(), start.as_bytes());
        }
        assert_eq!(missed, Missed::default());
        for name in ["Class", "HREF", "content"] {
            missed.count(name.as_bytes(), b"x");
        }
        assert_eq!(missed, Missed { text: 1, addresses: 1, metadata: 1 });
    }

    /// A name that the program comes to read must come into the lists too, or its loss would go unreported.
    #[test]
    fn every_attribute_that_the_program_reads_is_known() {
        // The number of an item, which no limit cuts; `input` has whole states of a page in it.
        const EXEMPT: [&str; 1] = ["value"];
        let reads = regex::Regex::new(r#"(?:\.attribute|\.value|\bvalue)\(b?"([a-z-]+)"\)"#).unwrap();
        let mut folders = ["block", "extract", "html", "metadata"]
            .map(|folder| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder))
            .to_vec();
        let mut count = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let source = std::fs::read_to_string(&path).unwrap();
                let code = source.split("#[cfg(test)]").next().unwrap_or_default();
                for name in reads.captures_iter(code).map(|found| found[1].to_owned()) {
                    count += 1;
                    let mut missed = Missed::default();
                    missed.count(name.as_bytes(), b"x");
                    let is_known = missed != Missed::default() || EXEMPT.contains(&&*name);
                    assert!(is_known, "{}: `{name}` is read, but not in src/html/missed.rs", path.display());
                }
            }
        }
        assert!(count > 20, "{count} reads found");
    }
}

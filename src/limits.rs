//! All limits of the library, with their defaults and reasons.
//!
//! A page cannot make tamis use more memory. Where a page exceeds a limit, tamis continues with less (it cuts a value,
//! flattens nesting, skips a token) and counts the hit in [`Degraded`].

use std::fmt;

/// Limits on the memory that one document may use.
///
/// ```
/// let limits = tamis::Limits { open_elements: 64, ..tamis::Limits::default() };
/// assert!(limits.block_text_bytes > limits.link_target_bytes);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of markup that the tokenizer buffers for an incomplete tag or comment. A longer comment is skipped; a
    /// longer tag keeps its name and the attributes within limits.
    ///
    /// The default exceeds most inline images of real pages. The output is the same with any value.
    pub rewriter_bytes: usize,
    /// Depth of the open-element stack, at least 8; deeper elements replace the deepest one, as in browsers (512).
    pub open_elements: usize,
    /// Attributes read from one tag; the rest is ignored.
    pub attributes: usize,
    /// Bytes of one attribute value; a longer value counts as absent.
    pub attribute_value_bytes: usize,
    /// Bytes of text and addresses in one block; a longer block is split.
    ///
    /// The longest paragraphs of books have a tenth of the default. Formats and rules copy a block several times.
    pub block_text_bytes: usize,
    /// Inline marks (links, emphasis, images) in one block; a block with more is split.
    ///
    /// An index in one paragraph has some hundred links.
    pub block_marks: usize,
    /// Quotes, list items and cells recorded around one block; deeper ones are ignored.
    ///
    /// Twice what the formats write, because layout tables count until they are recognised.
    pub containers: usize,
    /// Bytes of a link target; a longer target is dropped and the link's text kept.
    pub link_target_bytes: usize,
    /// Bytes of head tokens buffered until the site is known.
    pub head_bytes: usize,
    /// Bytes of blocks held until the content container opens; also bytes held for elements that a rule may still
    /// remove.
    pub held_bytes: usize,
    /// Nested elements held for rules with `has`, `text` or `enclosing:`; with one more, the outermost is kept.
    ///
    /// Each rule reads all the text in its element, so this is how often a text is read.
    pub held_elements: usize,
    /// Bytes of a table buffered until it is known to be data or layout.
    pub table_bytes: usize,
    /// Maximum number of blocks that a label may wait for.
    pub lookahead_blocks: usize,
    /// Bytes of blocks that wait for labels; beyond it, the first is labelled with less lookahead.
    pub lookahead_bytes: usize,
    /// Bytes of one JSON-LD script; a longer script is skipped.
    ///
    /// Longer ones on real pages are catalogues. Parsed, a script takes several times its size.
    pub metadata_script_bytes: usize,
    /// Bytes of one metadata value; the rest is cut. Descriptions are the longest, a paragraph at most.
    pub metadata_value_bytes: usize,
    /// Texts remembered to recognise duplicates in `<noscript>`.
    pub remembered_blocks: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            rewriter_bytes: 256 << 10,
            open_elements: 512,
            attributes: 64,
            attribute_value_bytes: 8 << 10,
            block_text_bytes: 256 << 10,
            block_marks: 2 << 10,
            containers: 64,
            link_target_bytes: 2 << 10,
            head_bytes: 64 << 10,
            held_bytes: 256 << 10,
            held_elements: 16,
            table_bytes: 64 << 10,
            lookahead_blocks: 64,
            lookahead_bytes: 256 << 10,
            metadata_script_bytes: 256 << 10,
            metadata_value_bytes: 4 << 10,
            remembered_blocks: 4 << 10,
        }
    }
}

/// How often each limit was exceeded; all zero for ordinary pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Degraded {
    /// Comments skipped and tags shortened because of [`Limits::rewriter_bytes`].
    pub overlong_tokens: u64,
    /// Attributes ignored because of [`Limits::attributes`] or [`Limits::attribute_value_bytes`].
    pub cut_attributes: u64,
    /// Those of `cut_attributes` that tamis would have read for this output.
    pub missed_attributes: u64,
    /// Elements closed early because of [`Limits::open_elements`].
    pub flattened_elements: u64,
    /// Blocks split because of [`Limits::block_text_bytes`] or [`Limits::block_marks`].
    pub split_blocks: u64,
    /// Quotes, list items and cells ignored because of [`Limits::containers`].
    pub flattened_containers: u64,
    /// Links and images without an address because of [`Limits::link_target_bytes`].
    pub dropped_targets: u64,
    /// Addresses left relative, because as absolute addresses they would make the page several times as long.
    pub relative_targets: u64,
    /// Blocks written without their lists, tables and quotes, without marks, or not at all, because the output would
    /// exceed eight times the length of the page.
    pub simplified_blocks: u64,
    /// Metadata values dropped because all values together are too long.
    pub dropped_metadata: u64,
    /// Addresses left out of the list of links, because it would be too long.
    pub dropped_links: u64,
    /// Tables treated as layout because of [`Limits::table_bytes`].
    pub large_tables: u64,
    /// JSON-LD scripts skipped because of [`Limits::metadata_script_bytes`].
    pub overlong_scripts: u64,
    /// Blocks released before the content container opened because of [`Limits::held_bytes`].
    pub released_blocks: u64,
    /// Elements kept without asking their rule because of [`Limits::held_elements`] or [`Limits::held_bytes`].
    pub released_elements: u64,
}

impl Degraded {
    /// Whether any limit was exceeded.
    pub fn any(&self) -> bool {
        *self != Degraded::default()
    }

    /// Returns what can have changed the output: no comments, and no attributes that are not read.
    #[must_use]
    pub fn losses(self) -> Degraded {
        Degraded { overlong_tokens: 0, cut_attributes: self.missed_attributes, ..self }
    }

    /// Returns the limits that were exceeded: the field, its meaning, and how often.
    pub fn hits(&self) -> impl Iterator<Item = (&'static str, &'static str, u64)> {
        let all = [
            ("overlong_tokens", "comments or tags too long", self.overlong_tokens),
            ("cut_attributes", "attributes too long or too many", self.cut_attributes),
            ("flattened_elements", "elements too deep", self.flattened_elements),
            ("split_blocks", "blocks too long, split", self.split_blocks),
            ("flattened_containers", "lists, quotes or cells too deep", self.flattened_containers),
            ("dropped_targets", "link targets too long", self.dropped_targets),
            (
                "relative_targets",
                "addresses left relative, because absolute ones are far longer",
                self.relative_targets,
            ),
            (
                "simplified_blocks",
                "blocks simplified, because their markup is far longer than the page's",
                self.simplified_blocks,
            ),
            ("dropped_metadata", "metadata values dropped, because together they are too long", self.dropped_metadata),
            ("dropped_links", "addresses left out of the list of links, because it is too long", self.dropped_links),
            ("large_tables", "tables too large, treated as layout", self.large_tables),
            ("overlong_scripts", "JSON-LD scripts too long", self.overlong_scripts),
            ("released_blocks", "blocks released before the content container opened", self.released_blocks),
            ("released_elements", "elements too large or too deep for a rule, kept", self.released_elements),
        ];
        all.into_iter().filter(|(_, _, count)| *count > 0)
    }

    /// Adds the counts of another stage.
    pub(crate) fn add(&mut self, other: Degraded) {
        self.overlong_tokens += other.overlong_tokens;
        self.cut_attributes += other.cut_attributes;
        self.missed_attributes += other.missed_attributes;
        self.flattened_elements += other.flattened_elements;
        self.split_blocks += other.split_blocks;
        self.flattened_containers += other.flattened_containers;
        self.dropped_targets += other.dropped_targets;
        self.relative_targets += other.relative_targets;
        self.simplified_blocks += other.simplified_blocks;
        self.dropped_metadata += other.dropped_metadata;
        self.dropped_links += other.dropped_links;
        self.large_tables += other.large_tables;
        self.overlong_scripts += other.overlong_scripts;
        self.released_blocks += other.released_blocks;
        self.released_elements += other.released_elements;
    }
}

/// Lists the hits in words: `2 comments or tags too long; 1 elements too deep`.
impl fmt::Display for Degraded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (_, what, count)) in self.hits().enumerate() {
            write!(f, "{}{count} {what}", if number > 0 { "; " } else { "" })?;
        }
        Ok(())
    }
}

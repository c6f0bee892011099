//! Every cap of the library, with its default and the reason for it.
//!
//! A page decides nothing about memory: where a page exceeds a cap, tamis goes on with less (a value cut, a depth
//! flattened, a token skipped) and counts the hit as [`Degraded`], so that a caller can tell.

use std::fmt;

/// The caps on what one document may hold in memory.
///
/// ```
/// let limits = tamis::Limits { open_elements: 64, ..tamis::Limits::default() };
/// assert!(limits.block_text_bytes > limits.link_target_bytes);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of markup that the tokenizer may hold while a tag or comment is incomplete. A longer comment is passed
    /// over; of a longer tag the name stays, and the attributes that have a right to.
    ///
    /// Above most images that real pages carry within a tag. What comes of the page is the same with any value.
    pub rewriter_bytes: usize,
    /// Depth of the open-element stack, at least 8; deeper elements replace the deepest one, as in browsers (512).
    pub open_elements: usize,
    /// Attributes of one tag that are looked at; the rest is passed over.
    pub attributes: usize,
    /// Bytes of one attribute value that are looked at; a longer value is taken as absent.
    pub attribute_value_bytes: usize,
    /// Bytes of text and of addresses in one block; a longer block is split.
    ///
    /// The longest paragraphs of books are a tenth of it; formats and rules copy a block several times.
    pub block_text_bytes: usize,
    /// Inline marks (links, emphasis, images) in one block; a block with more is split.
    ///
    /// An index in one paragraph has some hundred links.
    pub block_marks: usize,
    /// Quotes, list items and cells around one block that leave a trace; those further inside leave none.
    ///
    /// Twice what the formats write, as layout tables count until they are known for such.
    pub containers: usize,
    /// Bytes of a link target; a longer one is dropped and its text kept.
    pub link_target_bytes: usize,
    /// Bytes of head tokens that wait for the site to be known.
    pub head_bytes: usize,
    /// Bytes of blocks that wait for a content rule to match, before they are let go; also bytes of what is inside of
    /// elements that a rule may remove.
    pub held_bytes: usize,
    /// Elements around each other that wait for a rule with `has`, `text` or `enclosing:` to decide; with one more, the
    /// outermost stays.
    ///
    /// Each looks at all the text in it, so this is how often a text is looked at.
    pub held_elements: usize,
    /// Bytes of a table that are held until it is known whether it is data or layout.
    pub table_bytes: usize,
    /// Blocks that the label of one may wait for.
    pub lookahead_blocks: usize,
    /// Bytes of blocks that wait for labels; when they are exceeded, the first is labelled with less lookahead.
    pub lookahead_bytes: usize,
    /// Bytes of one JSON-LD script; a longer one is passed over.
    ///
    /// What is longer on real pages is a catalogue; parsed, a script takes several times its size.
    pub metadata_script_bytes: usize,
    /// Bytes of one value of the metadata; the rest is cut. Descriptions are the longest, a paragraph at most.
    pub metadata_value_bytes: usize,
    /// Texts remembered in order to know `<noscript>` doubles.
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

/// How often each cap was hit; all zero for ordinary pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Degraded {
    /// Comments passed over and tags shortened because of [`Limits::rewriter_bytes`].
    pub overlong_tokens: u64,
    /// Attributes left out because of [`Limits::attributes`] or [`Limits::attribute_value_bytes`].
    pub cut_attributes: u64,
    /// Elements closed early because of [`Limits::open_elements`].
    pub flattened_elements: u64,
    /// Blocks split because of [`Limits::block_text_bytes`] or [`Limits::block_marks`].
    pub split_blocks: u64,
    /// Quotes, items and cells without a trace because of [`Limits::containers`].
    pub flattened_containers: u64,
    /// Links and images without an address because of [`Limits::link_target_bytes`].
    pub dropped_targets: u64,
    /// Addresses that stay relative, because in full they would make the page several times as long.
    pub relative_targets: u64,
    /// Blocks written without the lists, tables and quotes around them, without marks or not at all, because the output
    /// would become more than eight times as long as the page.
    pub simplified_blocks: u64,
    /// Values of the metadata left out because all together are too long.
    pub dropped_metadata: u64,
    /// Tables taken for layout because of [`Limits::table_bytes`].
    pub large_tables: u64,
    /// JSON-LD scripts passed over because of [`Limits::metadata_script_bytes`].
    pub overlong_scripts: u64,
    /// Blocks let go before the content container came because of [`Limits::held_bytes`].
    pub released_blocks: u64,
    /// Elements that stayed, whatever a rule would have said, because of [`Limits::held_elements`] or
    /// [`Limits::held_bytes`].
    pub released_elements: u64,
}

impl Degraded {
    /// Whether any cap was hit.
    pub fn any(&self) -> bool {
        *self != Degraded::default()
    }

    /// The caps that were hit: the field, what it means, and how often.
    pub fn hits(&self) -> impl Iterator<Item = (&'static str, &'static str, u64)> {
        let all = [
            ("overlong_tokens", "comments or tags too long", self.overlong_tokens),
            ("cut_attributes", "attributes too long or too many", self.cut_attributes),
            ("flattened_elements", "elements too deep", self.flattened_elements),
            ("split_blocks", "blocks too long, and split", self.split_blocks),
            ("flattened_containers", "lists, quotes or cells too deep", self.flattened_containers),
            ("dropped_targets", "link targets too long", self.dropped_targets),
            ("relative_targets", "addresses left relative, as in full they are far longer", self.relative_targets),
            (
                "simplified_blocks",
                "blocks written plainly, as their markup is far longer than the page's",
                self.simplified_blocks,
            ),
            ("dropped_metadata", "values of metadata too long together", self.dropped_metadata),
            ("large_tables", "tables too large, read as layout", self.large_tables),
            ("overlong_scripts", "scripts of metadata too long", self.overlong_scripts),
            ("released_blocks", "blocks let go before the content came", self.released_blocks),
            ("released_elements", "elements too large or too deep for a rule to judge", self.released_elements),
        ];
        all.into_iter().filter(|(_, _, count)| *count > 0)
    }

    /// Adds what another part of the route has counted.
    pub(crate) fn add(&mut self, other: Degraded) {
        self.overlong_tokens += other.overlong_tokens;
        self.cut_attributes += other.cut_attributes;
        self.flattened_elements += other.flattened_elements;
        self.split_blocks += other.split_blocks;
        self.flattened_containers += other.flattened_containers;
        self.dropped_targets += other.dropped_targets;
        self.relative_targets += other.relative_targets;
        self.simplified_blocks += other.simplified_blocks;
        self.dropped_metadata += other.dropped_metadata;
        self.large_tables += other.large_tables;
        self.overlong_scripts += other.overlong_scripts;
        self.released_blocks += other.released_blocks;
        self.released_elements += other.released_elements;
    }
}

/// The hits in words: `2 comments or tags too long; 1 elements too deep`.
impl fmt::Display for Degraded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (_, what, count)) in self.hits().enumerate() {
            write!(f, "{}{count} {what}", if number > 0 { "; " } else { "" })?;
        }
        Ok(())
    }
}

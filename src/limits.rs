//! Every cap of the library, with its default and the reason for it.
//!
//! A page decides nothing about memory: where a page exceeds a cap, tamis goes on with less (a value cut, a depth
//! flattened, a token skipped) and counts the hit as [`Degraded`](crate::Degraded), so that a caller can tell.

/// The caps on what one document may hold in memory.
///
/// ```
/// let limits = tamis::Limits { open_elements: 64, ..tamis::Limits::default() };
/// assert!(limits.block_text_bytes > limits.link_target_bytes);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one tag or comment, at least 64; a longer one is passed over.
    ///
    /// Real pages have tags of a few hundred kilobytes (inline images in `src`), hence not smaller.
    pub rewriter_bytes: usize,
    /// Depth of the open-element stack, at least 8; deeper elements replace the deepest one, as in browsers (512).
    pub open_elements: usize,
    /// Attributes of one tag that are looked at; the rest is passed over.
    pub attributes: usize,
    /// Bytes of one attribute value that are looked at; a longer value is taken as absent.
    pub attribute_value_bytes: usize,
    /// Bytes of text in one block; a longer block is split.
    pub block_text_bytes: usize,
    /// Inline marks (links, emphasis, images) in one block; further ones are left out.
    pub block_marks: usize,
    /// Bytes of a link target; a longer one is dropped and its text kept.
    pub link_target_bytes: usize,
    /// Bytes of head tokens that wait for the site to be known.
    pub head_bytes: usize,
    /// Bytes of blocks that wait for a content rule to match, before they are let go.
    pub held_bytes: usize,
    /// Bytes of a table that are held until it is known whether it is data or layout.
    pub table_bytes: usize,
    /// Texts remembered in order to know `<noscript>` doubles.
    pub remembered_blocks: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            rewriter_bytes: 1 << 20,
            open_elements: 512,
            attributes: 64,
            attribute_value_bytes: 8 << 10,
            block_text_bytes: 1 << 20,
            block_marks: 16 << 10,
            link_target_bytes: 2 << 10,
            head_bytes: 64 << 10,
            held_bytes: 256 << 10,
            table_bytes: 64 << 10,
            remembered_blocks: 4 << 10,
        }
    }
}

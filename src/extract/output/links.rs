//! Lists the addresses that the kept text links to.

use crate::block::{Block, MarkKind};
use crate::hash::{Hashes, hash};
use crate::write::{allowed_address, json_text};

/// Maximum bytes of all addresses, escaped: the list waits for the end of the page.
const MOST: usize = 256 << 10;

/// Bytes per byte of the page: of the eight that an output may have, the text of JSON takes up to six.
const TIMES: usize = 2;

/// Additional bytes, of the 64 KiB that an output may have beyond eight times the page.
const FIXED: usize = 8 << 10;

/// Each address once, in the order of the text.
#[derive(Debug)]
pub(super) struct LinkList {
    addresses: Vec<String>,
    seen: Hashes,
    /// Escaped bytes still allowed.
    credit: usize,
    /// Escaped bytes so far.
    bytes: usize,
    /// Number of addresses that exceeded a limit.
    pub dropped: u64,
}

impl Default for LinkList {
    fn default() -> Self {
        LinkList { addresses: Vec::new(), seen: Hashes::default(), credit: FIXED, bytes: 0, dropped: 0 }
    }
}

impl LinkList {
    /// Adds the links of a kept block: those to pages, except to another place in the page with the address `own`.
    ///
    /// Each block adds a credit, so that short relative addresses under a long base do not make the list many times as
    /// long as the page.
    pub fn add(&mut self, block: &Block, own: Option<&str>) {
        self.credit = self.credit.saturating_add(TIMES * block.source_bytes()).min(MOST);
        for mark in &block.marks {
            let MarkKind::Link { target, .. } = &mark.kind else { continue };
            if let Some(address) = allowed_address(target).filter(|address| is_outgoing(address, own)) {
                self.push(&address);
            }
        }
    }

    fn push(&mut self, address: &str) {
        let hash = hash(address.as_bytes());
        if self.seen.contains(hash) {
            return;
        }
        // As JSON writes it, with a comma.
        let bytes = json_text(&address.into()).len() + 1;
        if bytes > self.credit || self.bytes + bytes > MOST {
            self.dropped += 1;
            return;
        }
        self.credit -= bytes;
        self.bytes += bytes;
        self.seen.insert(hash);
        self.addresses.push(address.to_owned());
    }

    pub fn take(&mut self) -> Vec<String> {
        std::mem::take(&mut self.addresses)
    }
}

fn is_outgoing(address: &str, own: Option<&str>) -> bool {
    let has_scheme = |scheme: &str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let (page, fragment) = address.split_once('#').map_or((address, None), |(page, place)| (page, Some(place)));
    let is_place = fragment.is_some() && own.is_some_and(|own| own.split('#').next() == Some(page));
    ["http://", "https://"].into_iter().any(has_scheme) && !is_place
}

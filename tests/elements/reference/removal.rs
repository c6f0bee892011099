//! Removals: their limits, and what is removed after an element.

use super::{FAMILY, Walk};
use crate::events::Event;
use crate::rules::{Drop, Scope};

/// Maximum number of characters outside links in a removal by a family or a lower rank.
const MOST_REMOVED: usize = 2000;

#[derive(Debug, Clone)]
pub(super) struct RemovalCause {
    pub(super) reason: String,
    pub(super) rank: u8,
    pub(super) max_chars: Option<usize>,
    pub(super) scope: Scope,
}

pub(super) struct Removal {
    /// Depth of the element that it ends with; 0 is the document.
    pub(super) depth: usize,
    /// The rank that a rule needs to keep something in it.
    pub(super) rank: u8,
    pub(super) cause: RemovalCause,
    pub(super) left: Option<usize>,
    pub(super) links: Vec<usize>,
}

impl Walk<'_> {
    pub(super) fn remove_from(&mut self, depth: usize, cause: RemovalCause, rank: u8) {
        let left = cause.max_chars.or((cause.rank <= FAMILY).then_some(MOST_REMOVED));
        self.removals.push(Removal { depth, rank, cause, left, links: Vec::new() });
    }

    pub(super) fn end_removals(&mut self, ends: impl Fn(&Removal) -> bool) {
        if self.removals.first().is_some_and(&ends) {
            self.end_removed_block();
        }
        self.removals.retain(|removal| !ends(removal));
    }

    /// Ends removals before a protected element that opens, or when the limit is reached.
    pub(super) fn end_limited_removals(&mut self) {
        self.end_removals(|removal| removal.left.is_some());
        self.afterwards = self.removals.first().map(|first| (first.depth, first.cause.clone())).into_iter().collect();
    }

    /// Removes what follows a closed element; the path is that around it.
    pub(super) fn remove_more(&mut self, cause: RemovalCause) {
        let parent = self.path.len();
        let owner = match cause.scope {
            Scope::Section => {
                if self.removals.is_empty() {
                    self.end_kept_block();
                    self.events.push(Event::SectionBegins { reason: cause.reason, most: cause.max_chars });
                    self.sections.push(parent);
                }
                return;
            }
            Scope::After => parent,
            Scope::Rest => self.containers.last().map_or(0, |(depth, _)| *depth),
            _ => return,
        };
        if self.removals.iter().any(|removal| removal.depth == owner) {
            return;
        }
        self.end_kept_block();
        // What follows is limited only by `max-chars` and the start of the article.
        let most = cause.max_chars.or((cause.rank <= FAMILY).then_some(usize::MAX));
        let rank = cause.rank;
        self.remove_from(owner, RemovalCause { max_chars: most, scope: Scope::Element, ..cause }, rank);
    }
}

pub(super) fn cause(rank: u8, drop: &Drop, selector: &(impl ToString + ?Sized)) -> RemovalCause {
    let kind = ["generic", "", "family", "site"][usize::from(rank)];
    let reason = format!("{kind}/{kind}#d{} {}", drop.id, selector.to_string());
    RemovalCause { reason, rank, max_chars: drop.max_chars, scope: drop.scope.clone() }
}

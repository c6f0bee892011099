//! Removals: their limits, and what is removed after an element.

use super::{FAMILY, Fault, Walk};
use crate::events::Event;
use crate::rules::{Drop, Scope};
use crate::selector::Selector;

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
    pub(super) reason: String,
    pub(super) left: Option<usize>,
    pub(super) links: Vec<usize>,
}

impl Walk<'_> {
    pub(super) fn remove_from(&mut self, depth: usize, cause: RemovalCause, rank: u8) {
        self.removing.push((depth, rank));
        if self.removal.is_none() {
            let left = cause.max_chars.or((cause.rank <= FAMILY).then_some(MOST_REMOVED));
            self.removal = Some(Removal { reason: cause.reason, left, links: Vec::new() });
        }
    }

    /// Ends a removal before a protected element that opens.
    pub(super) fn end_removal_early(&mut self) {
        let is_unbounded = |(_, rank): &(usize, u8)| *rank > FAMILY;
        if self.removing.len() > 1 && self.removing.iter().any(is_unbounded) {
            self.faults.push(Fault::StrongerRemovalEndsToo);
        }
        let drops = || self.files.iter().flat_map(|file| &file.drops);
        let selectors = || {
            let of_drops = drops().flat_map(|drop| drop.select.iter().chain(&drop.has).chain(&drop.unless));
            of_drops.chain(self.files.iter().filter_map(|file| file.sign.as_ref()))
        };
        if selectors().any(Selector::looks_around) || drops().any(|drop| !drop.unless.is_empty()) {
            self.faults.push(Fault::ForgottenAncestors);
        }
        self.end_removed_block();
        self.removal = None;
        self.removing.clear();
        self.afterwards.clear();
    }

    /// Removes what follows a closed element; the path is that around it.
    pub(super) fn remove_more(&mut self, cause: RemovalCause) {
        let parent = self.path.len();
        let owner = match cause.scope {
            Scope::Section => {
                if self.removal.is_none() {
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
        if self.removing.iter().any(|(depth, _)| *depth == owner) {
            return;
        }
        self.end_kept_block();
        // What follows is limited only by `max-chars` and the start of the article.
        let most = cause.max_chars.or((cause.rank <= FAMILY).then_some(usize::MAX));
        let rank = cause.rank;
        self.remove_from(owner, RemovalCause { max_chars: most, ..cause }, rank);
    }
}

pub(super) fn cause(rank: u8, drop: &Drop, selector: &(impl ToString + ?Sized)) -> RemovalCause {
    let kind = ["generic", "", "family", "site"][usize::from(rank)];
    let reason = format!("{kind}/{kind}#d{} {}", drop.id, selector.to_string());
    RemovalCause { reason, rank, max_chars: drop.max_chars, scope: drop.scope.clone() }
}

//! What is removed, how much may go, and what goes behind it.

use super::{FAMILY, Fault, Walk};
use crate::events::Event;
use crate::rules::{Drop, Scope};
use crate::selector::Selector;

/// Characters outside links that a removal by a family or a weaker file may take.
const MOST_REMOVED: usize = 2000;

/// Why an element goes, and what goes with it.
#[derive(Debug, Clone)]
pub(super) struct Grounds {
    pub(super) reason: String,
    pub(super) rank: u8,
    pub(super) max_chars: Option<usize>,
    pub(super) scope: Scope,
}

/// The removal at hand.
pub(super) struct Removal {
    pub(super) reason: String,
    pub(super) left: Option<usize>,
    pub(super) links: Vec<usize>,
}

impl Walk<'_> {
    /// The element at a depth is removed from here on.
    pub(super) fn remove_from(&mut self, depth: usize, grounds: Grounds, rank: u8) {
        self.removing.push((depth, rank));
        if self.removal.is_none() {
            let left = grounds.max_chars.or((grounds.rank <= FAMILY).then_some(MOST_REMOVED));
            self.removal = Some(Removal { reason: grounds.reason, left, links: Vec::new() });
        }
    }

    /// A removal was not meant for the element that opens.
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

    /// What goes behind an element that has ended; the path is that around it.
    pub(super) fn remove_more(&mut self, grounds: Grounds) {
        let parent = self.path.len();
        let owner = match grounds.scope {
            Scope::Section => {
                if self.removal.is_none() {
                    self.end_kept_block();
                    self.events.push(Event::SectionBegins { reason: grounds.reason, most: grounds.max_chars });
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
        // What follows has no bound but `max-chars`, and the beginning of the article.
        let most = grounds.max_chars.or((grounds.rank <= FAMILY).then_some(usize::MAX));
        let rank = grounds.rank;
        self.remove_from(owner, Grounds { max_chars: most, ..grounds }, rank);
    }
}

pub(super) fn grounds(rank: u8, drop: &Drop, selector: &(impl ToString + ?Sized)) -> Grounds {
    let kind = ["generic", "", "family", "site"][usize::from(rank)];
    let reason = format!("{kind}/{kind}#d{} {}", drop.id, selector.to_string());
    Grounds { reason, rank, max_chars: drop.max_chars, scope: drop.scope.clone() }
}

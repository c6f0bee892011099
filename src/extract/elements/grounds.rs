//! Why an element goes by a rule, and what goes with it.

use crate::extract::in_force::LayerInForce;
use crate::extract::reason::Reason;
use crate::rules::{DropScope, FileRank};

/// What a rule says that removes an element.
#[derive(Debug, Clone)]
pub(super) struct Grounds {
    pub reason: Reason,
    pub rank: FileRank,
    /// Characters outside links that may go, if the rule says so.
    pub most: Option<usize>,
    pub scope: DropScope,
}

impl Grounds {
    /// Of a rule by one of its selector lists.
    pub fn of(layer: &LayerInForce, list: usize, drop: usize) -> Grounds {
        let rule = &layer.layer.drops[drop];
        Grounds {
            reason: layer.reason(list),
            rank: layer.layer.rank(layer.layer.lists[list].file),
            most: rule.max_chars,
            scope: rule.scope.clone(),
        }
    }

    /// The page itself hides the element.
    pub fn hidden() -> Grounds {
        Grounds { reason: Reason::Hidden, rank: 0, most: None, scope: DropScope::Element }
    }

    /// What is left to do when the element has ended, if anything.
    pub fn afterwards(&self) -> Option<Box<Grounds>> {
        matches!(self.scope, DropScope::After | DropScope::Section | DropScope::Rest).then(|| Box::new(self.clone()))
    }
}

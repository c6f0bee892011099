//! Decides what the rule files say of the innermost element.

use super::removal::{RemovalCause, cause};
use super::{ABSOLUTE, FAMILY, Walk};
use crate::events::Event;
use crate::rules::{Content, Drop, File, Scope};
use crate::selector::Selector;

#[derive(Default)]
pub(super) struct Verdict<'a> {
    pub(super) drop: Option<RemovalCause>,
    pub(super) hold: Vec<(u8, &'a Drop, String)>,
    pub(super) proofs: Vec<(u8, &'a Drop)>,
    pub(super) unwraps: bool,
    pub(super) keep: Option<u8>,
    pub(super) select: Option<bool>,
    pub(super) stop: Option<String>,
}

impl<'a> Walk<'a> {
    /// Returns the files in force whose `[content]` counts.
    pub(super) fn content(&self) -> Option<&'a Content> {
        let in_force = self.files.iter().zip(&self.in_force).filter(|(_, in_force)| **in_force);
        in_force.filter_map(|(file, _)| file.content.as_ref()).next_back()
    }

    pub(super) fn await_content(&mut self) {
        if self.content().is_some() && !self.content_awaited {
            self.content_awaited = true;
            self.events.push(Event::ContentAwaited);
        }
    }

    pub(super) fn meet_signs(&mut self) {
        for (number, file) in self.files.iter().enumerate() {
            if file.sign.as_ref().is_some_and(|sign| sign.matches(&self.path)) {
                self.in_force[number] = true;
            }
        }
        self.await_content();
    }

    /// Returns the rank that a rule needs to remove the innermost element.
    pub(super) fn protection(&self) -> u8 {
        let element = self.path[self.path.len() - 1];
        match element.name {
            "body" | "main" => ABSOLUTE,
            "article" if !self.article_seen && self.articles.is_empty() => FAMILY,
            _ if element.has("itemprop") => FAMILY,
            _ => 0,
        }
    }

    pub(super) fn judge(&mut self, lasting: bool) -> Verdict<'a> {
        let mut verdict = Verdict::default();
        let files = self.files;
        let counting = self.content();
        for (file, _) in files.iter().zip(self.in_force.clone()).filter(|(_, in_force)| *in_force) {
            if let Some(content) = &file.content
                && counting.is_some_and(|counting| std::ptr::eq(counting, content))
                && content.select.matches(&self.path)
                && !(content.first_only && self.picked)
            {
                verdict.select = Some(content.first_only);
            }
            if file.keep.iter().any(|keep| keep.matches(&self.path)) {
                verdict.keep = Some(file.rank);
            }
            if !file.stop.is_empty() && verdict.stop.is_none() {
                let stop = file.stop.iter().find(|stop| stop.matches(&self.path));
                verdict.stop = stop.map(|stop| format!("{0}/{0}#stop {stop}", file.kind));
            }
            for drop in &file.drops {
                self.judge_by(file, drop, lasting, &mut verdict);
            }
        }
        verdict
    }

    fn judge_by(&mut self, file: &'a File, drop: &'a Drop, lasting: bool, verdict: &mut Verdict<'a>) {
        let selected = drop.select.iter().find(|selector| selector.matches(&self.path));
        let is_excepted = |unless: &Selector| (1..=self.path.len()).any(|end| unless.matches(&self.path[..end]));
        let found = selected
            .filter(|_| !drop.unless.iter().any(is_excepted))
            .filter(|_| !drop.in_content || !self.containers.is_empty());
        let may_remove = file.rank >= self.protection();
        if let Scope::Enclosing(name) = drop.scope {
            if self.path[self.path.len() - 1].name == name && may_remove {
                verdict.hold.push((file.rank, drop, name.to_owned()));
            }
            if found.is_some() && self.is_the_one(file, drop, lasting) {
                verdict.proofs.push((file.rank, drop));
            }
            return;
        }
        if let Some(selector) = found.filter(|_| may_remove)
            && self.is_the_one(file, drop, lasting)
        {
            if drop.waits() {
                verdict.hold.push((file.rank, drop, selector.to_string()));
            } else if drop.scope == Scope::Contents {
                verdict.unwraps = true;
            } else if verdict.drop.as_ref().is_none_or(|before| before.rank < file.rank) {
                verdict.drop = Some(cause(file.rank, drop, selector));
            }
        }
        if drop.has.iter().any(|has| has.matches(&self.path)) {
            verdict.proofs.push((file.rank, drop));
        }
    }

    /// Whether the element is the match that `nth` names. Inside removed elements nothing is counted.
    fn is_the_one(&mut self, file: &File, drop: &Drop, lasting: bool) -> bool {
        let Some(nth) = drop.nth else { return true };
        if lasting {
            return false;
        }
        let rule = (file.rank, drop.id);
        let at = self.counts.iter().position(|(counted, _)| *counted == rule).unwrap_or_else(|| {
            self.counts.push((rule, 0));
            self.counts.len() - 1
        });
        self.counts[at].1 += 1;
        self.counts[at].1 == nth
    }
}

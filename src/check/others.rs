//! Finds conflicts with other rule files: references to unknown files or rules, hosts of another file.

use std::collections::BTreeSet;

use super::Lints;
use crate::rules::Rules;
use crate::rules::file::FileKind;
use crate::rules::host::HostPattern;
use crate::rules::listing::written;

/// Names for the parts of `[content]` and `[meta]` in a reference to a rule.
const UNNAMED_RULES: [&str; 4] = ["select", "keep", "stop", "meta"];

impl Lints<'_> {
    pub(super) fn references(&mut self, rules: &Rules) {
        let file = self.file;
        let idle = match file.kind {
            FileKind::Site => Vec::new(),
            FileKind::Family => vec![("disable", file.disable.first())],
            _ => vec![("disable", file.disable.first()), ("extends", file.extends.first())],
        };
        for (key, reference) in idle {
            if let Some(reference) = reference {
                let message = format!("`{key}` has no effect in a file that is not for a site");
                self.warn(reference.span.clone(), message, "move it to the site's file");
            }
        }
        let find = |id: &str| rules.parsed().iter().find(|other| other.id == id);
        for reference in &file.extends {
            let help = match find(&reference.text) {
                Some(other) if matches!(other.kind, FileKind::Site | FileKind::Family) => continue,
                Some(_) => "only families and sites can be extended; generic files always apply",
                None => "`tamis rules list` shows all ids",
            };
            self.warn(reference.span.clone(), format!("`{}` cannot be extended", reference.text), help);
        }
        for reference in &file.disable {
            let (id, rule) = reference.text.split_once('#').unwrap_or((&reference.text, ""));
            let Some(other) = find(id) else {
                let message = format!("there is no rule file `{id}` to switch off");
                self.warn(reference.span.clone(), message, "`tamis rules list` shows all ids");
                continue;
            };
            let mut ids = other.drops.iter().map(|drop| &drop.id).chain(other.texts.iter().map(|text| &text.id));
            if reference.text.contains('#') && !UNNAMED_RULES.contains(&rule) && !ids.any(|id| id == rule) {
                let message = format!("`{id}` has no rule `{rule}`");
                self.warn(reference.span.clone(), message, &format!("`tamis rules show {id}` shows its rules"));
            }
        }
    }

    pub(super) fn hosts(&mut self, rules: &Rules) {
        let file = self.file;
        let others = rules.parsed().iter().filter(|other| other.kind == FileKind::Site && other.id != file.id);
        let own: BTreeSet<&HostPattern> = file.hosts.iter().collect();
        for other in others.filter(|_| file.kind == FileKind::Site) {
            let Some(host) = other.hosts.iter().find(|host| own.contains(host)) else { continue };
            if file.paths == other.paths {
                let host = written(host);
                let start = self.source.find(&host).or_else(|| self.source.find("hosts")).unwrap_or(0);
                self.warn(
                    start..start + host.len(),
                    format!("`{}` is for `{host}` too, and only one of the two files is used", other.id),
                    "put the rules into one file, or give the files different `paths`",
                );
            }
        }
    }
}

//! Lists rule files, and tells which are in force for an address and why.

use std::sync::Arc;

use super::file::{FileKind, Reference, RuleFile};
use super::host::{HostIndex, HostPattern};
use super::{Rules, best, builtin, glob};

/// A summary of a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleFileInfo {
    /// The file's id, as in `site/example`.
    pub id: String,
    /// Which pages it is for: `site`, `family`, `lang`, `generic`, or `command` for an option.
    pub kind: &'static str,
    /// The site's name, for people.
    pub name: Option<String>,
    /// The file's hosts, as written in the rule file.
    pub hosts: Vec<String>,
    /// Ids of files whose rules apply as well.
    pub extends: Vec<String>,
    /// The file name given when it was added; those of built-in files begin with `builtin:`.
    pub file: String,
    /// Number of rules; a `[content]` table counts as one.
    pub rules: usize,
}

/// A rule file that is or may be in force for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InForce {
    /// The file.
    pub file: RuleFileInfo,
    /// Why it is in force.
    pub why: Why,
    /// Ids of its rules that another file switches off.
    pub without: Vec<String>,
}

/// Why a rule file is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// It applies to all pages.
    Always,
    /// It is a family: a page that shows enough of its signs switches it on.
    Signs {
        /// Minimum number of different signs.
        need: u32,
        /// Number of signs it has.
        of: usize,
    },
    /// The address matches the file's hosts.
    Address {
        /// The matching entry of `hosts`.
        host: String,
        /// The matching entry of `paths`, if the file has any.
        path: Option<String>,
    },
    /// The file with this id extends it.
    Extended(String),
    /// A file for the address switches it off.
    SwitchedOff,
}

impl Rules {
    /// Returns the files of the set, in the order in which they were added.
    ///
    /// ```
    /// assert!(tamis::Rules::builtin().files().any(|file| file.id == "generic/page" && file.rules > 0));
    /// ```
    pub fn files(&self) -> impl Iterator<Item = RuleFileInfo> + '_ {
        self.0.files.iter().map(|file| info(file))
    }

    /// Returns the name and source of each built-in rule file.
    pub fn builtin_files() -> impl Iterator<Item = (&'static str, &'static str)> {
        builtin::FILES.iter().copied()
    }

    /// Returns the files in force for a host and path, lowest rank first, and the families that a page may switch on.
    ///
    /// ```
    /// let found = tamis::Rules::builtin().which("news.example", "/tea");
    /// assert!(found.iter().any(|found| found.file.id == "generic/page" && found.why == tamis::Why::Always));
    /// ```
    pub fn which(&self, host: &str, path: &str) -> Vec<InForce> {
        let selection = self.select(Some(host), path);
        let found = best(&self.compiled().sites, host, path).map(|site| Arc::clone(&site.file));
        let own = found.as_ref().filter(|file| file.kind == FileKind::Site);
        let chain = own.map(|file| self.chain(file)).unwrap_or_default();
        let why = |file: &RuleFile| match (&found, &file.detect) {
            _ if selection.disable.contains(&file.id) => Some(Why::SwitchedOff),
            (Some(found), _) if found.id == file.id && file.kind >= FileKind::Lang => Some(Why::Always),
            (Some(found), _) if found.id == file.id => Some(address(file, host, path)),
            _ if file.kind != FileKind::Family && file.kind != FileKind::Site => Some(Why::Always),
            (_, detect) => match extender(file, &chain, &self.0.files) {
                Some(by) => Some(Why::Extended(by)),
                None => detect.as_ref().map(|detect| Why::Signs {
                    need: detect.need,
                    of: detect.select.len() + detect.generator.len() + detect.text.len(),
                }),
            },
        };
        let mut base: Vec<_> = self.0.files.iter().filter(|file| file.kind != FileKind::Site).collect();
        base.sort_by_key(|file| file.kind.rank());
        let weaker = base.iter().filter(|file| file.kind != FileKind::Command).copied();
        let stronger = base.iter().filter(|file| file.kind == FileKind::Command).copied();
        let without = |file: &RuleFile| {
            let mine = |id: &&String| id.split_once('#').is_some_and(|(of, _)| of == file.id);
            selection.disable.iter().filter(mine).cloned().collect()
        };
        let files = weaker.chain(&chain).chain(stronger);
        files.filter_map(|file| Some(InForce { file: info(file), why: why(file)?, without: without(file) })).collect()
    }
}

/// Returns the site file or active family that extends a file.
fn extender(file: &RuleFile, chain: &[Arc<RuleFile>], all: &[Arc<RuleFile>]) -> Option<String> {
    let extends = |other: &&Arc<RuleFile>| names(&other.extends).any(|id| id == file.id);
    if let Some(by) = chain.iter().find(extends) {
        return Some(by.id.clone());
    }
    // An active family also switches on those that it extends.
    let mut families: Vec<&Arc<RuleFile>> = Vec::new();
    let mut wanted: Vec<&str> = chain.iter().flat_map(|file| names(&file.extends)).collect();
    while let Some(id) = wanted.pop() {
        if let Some(family) = all.iter().find(|family| family.id == id && family.kind == FileKind::Family)
            && !families.iter().any(|known| known.id == id)
        {
            families.push(family);
            wanted.extend(names(&family.extends));
        }
    }
    families.into_iter().find(extends).map(|by| by.id.clone())
}

fn names(references: &[Reference]) -> impl Iterator<Item = &str> {
    references.iter().map(|reference| reference.text.as_str())
}

/// Returns the entries of `hosts` and `paths` that match an address.
fn address(file: &RuleFile, host: &str, path: &str) -> Why {
    let holds = |pattern: &&HostPattern| {
        let mut index: HostIndex<()> = HostIndex::default();
        index.entry(pattern);
        index.find_all(host).next().is_some()
    };
    Why::Address {
        host: file.hosts.iter().find(holds).map(written).unwrap_or_default(),
        path: file.paths.iter().find(|pattern| glob(pattern, path)).cloned(),
    }
}

/// Returns a pattern as a rule file writes it.
pub(crate) fn written(pattern: &HostPattern) -> String {
    match pattern {
        HostPattern::Domain(host) => host.clone(),
        HostPattern::Exact(host) => format!("={host}"),
        HostPattern::Below(host) => format!("*.{host}"),
    }
}

pub(crate) fn info(file: &RuleFile) -> RuleFileInfo {
    let content = usize::from(file.content.is_some());
    RuleFileInfo {
        id: file.id.clone(),
        kind: match file.kind {
            FileKind::Site => "site",
            FileKind::Family => "family",
            FileKind::Lang => "lang",
            FileKind::Generic => "generic",
            FileKind::Command => "command",
        },
        name: file.name.clone(),
        hosts: file.hosts.iter().map(written).collect(),
        extends: names(&file.extends).map(str::to_owned).collect(),
        file: file.file.clone(),
        rules: content + file.drops.len() + file.texts.len() + file.meta.len() + file.replaces.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_files_in_force_have_a_reason() {
        let family = |id: &str, more: &str| format!("format = 1\nid = 'family/{id}'\n{more}");
        let site = "format = 1\nid = 'site/s'\nhosts = ['other.example', '*.s.example']\nextends = 'family/a'\n\
            disable = ['generic/g', 'family/c#x']\n[content]\nselect = 'main'\n";
        let mut rules = Rules::none();
        for (name, source) in [
            ("s", site.to_owned()),
            ("c", family("c", "[detect]\nneed = 2\nselect = ['.a', '.b']\ntext = 'c'\n")),
            ("b", family("b", "")),
            ("a", family("a", "extends = 'family/b'\n")),
            ("d", family("d", "")),
            ("g", "format = 1\nid = 'generic/g'\n".to_owned()),
        ] {
            rules = rules.with_file(name, &source).unwrap();
        }
        let which = |host: &str| -> Vec<(String, Why)> {
            rules.which(host, "/").into_iter().map(|found| (found.file.id, found.why)).collect()
        };
        let signs = Why::Signs { need: 2, of: 3 };
        assert_eq!(which("else.example"), [("generic/g".into(), Why::Always), ("family/c".into(), signs.clone())]);
        assert_eq!(
            which("www.s.example"),
            [
                ("generic/g".into(), Why::SwitchedOff),
                ("family/c".into(), signs),
                ("family/b".into(), Why::Extended("family/a".into())),
                ("family/a".into(), Why::Extended("site/s".into())),
                ("site/s".into(), Why::Address { host: "*.s.example".into(), path: None }),
            ]
        );
        let without: Vec<_> = rules.which("www.s.example", "/").into_iter().flat_map(|found| found.without).collect();
        assert_eq!(without, ["family/c#x"]);
    }
}

//! Rules: reads rule files, compiles them once, and matches them against open elements (selectors) and blocks
//! (phrases).
//!
//! [`Rules`] holds all rule files; a document uses the [`Layer`]s for its host.

mod budget;
mod builtin;
pub(crate) mod file;
pub(crate) mod host;
mod layer;
pub(crate) mod listing;
pub(crate) mod phrase;
mod prepared;
mod read;
pub(crate) mod selector;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use crate::error::RuleError;
use budget::Load;
pub(crate) use file::TextAction;
use file::{Content, DropRule, FileKind, Reference, RuleFile, SelectorSource};
pub(crate) use file::{DropScope, MetaField};
use host::HostIndex;
pub(crate) use layer::{FAMILY_RANK, FileRank, Layer, Role};
pub use listing::{InForce, RuleFileInfo, Why};
pub(crate) use phrase::{Context, Scratch, sentence};
pub(crate) use selector::Matcher;

/// Begins the message of a panic that tests of the repository rule out.
const BROKEN: &str = "a rule file in this build of tamis is broken; please report it";

/// Maximum number of files in a chain of `extends`.
const MAX_CHAIN: usize = 16;

/// A rule that removed something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// File id and rule id, as in `generic/tools#toolbar`.
    pub id: String,
    /// The kind of boilerplate: `share`, `related`, `nav` and so on.
    pub kind: String,
    /// The rule file; the names of built-in files begin with `builtin:`.
    pub file: String,
    /// Line of the rule in the file, from 1.
    pub line: usize,
}

/// A compiled set of rule files. Cheap to clone; shared between documents and threads.
///
/// ```
/// let rules = tamis::Rules::builtin().with_file("mine.toml", r#"
///     format = 1
///     id = "generic/mine"
///     [[drop]]
///     id = "promo"
///     kind = "ad"
///     select = ".promo"
/// "#)?;
/// let options = tamis::Options::new().rules(rules);
/// let document = tamis::clean(b"<p class=promo>Buy<p>Text", &options)?;
/// assert_eq!(document.text, "Text\n");
/// # Ok::<(), tamis::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Rules(Arc<Inner>);

#[derive(Debug, Clone, Default)]
struct Inner {
    /// All files, in the order in which they were added.
    files: Vec<Arc<RuleFile>>,
    /// The cost of all files except the built-in ones.
    load: Load,
    /// Compiled when the first document comes.
    compiled: OnceLock<Compiled>,
}

#[derive(Debug, Clone)]
struct Compiled {
    /// The files that apply to any host, including families, which start switched off.
    base: Arc<Layer>,
    sites: HostIndex<Vec<Arc<Site>>>,
}

/// A file for some hosts, compiled when their first page comes.
#[derive(Debug)]
struct Site {
    file: Arc<RuleFile>,
    /// Includes the site files that it extends.
    layer: OnceLock<Arc<Layer>>,
}

#[derive(Debug, Default)]
pub(crate) struct Selection {
    /// Lowest rank first.
    pub layers: Vec<Arc<Layer>>,
    /// Files switched on by name.
    pub extends: Vec<String>,
    /// Files, and rules as `file/id#rule`, that are switched off.
    pub disable: Vec<String>,
}

impl Rules {
    /// Returns an empty set.
    pub fn none() -> Rules {
        Rules(Arc::default())
    }

    /// Returns the built-in rule files.
    pub fn builtin() -> Rules {
        static BUILTIN: OnceLock<Rules> = OnceLock::new();
        let read = || {
            let files = prepared::read(include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin")));
            Rules(Arc::new(Inner { files: files.into_iter().map(Arc::new).collect(), ..Inner::default() }))
        };
        BUILTIN.get_or_init(read).clone()
    }

    /// Maximum size of a rule file, in bytes.
    pub const MOST_FILE_BYTES: usize = budget::FILE_BYTES;

    /// Adds a rule file. Messages and explanations use `name`.
    ///
    /// # Errors
    ///
    /// The whole file is refused for a syntax error, an unknown key, a selector that a stream cannot decide, or an id
    /// that another file has. So is a file that would take too much time or memory: its author need not be trusted.
    pub fn with_file(&self, name: &str, source: &str) -> Result<Rules, RuleError> {
        self.with_parsed(parse(name, source)?, source)
    }

    /// Returns the files as they were read.
    pub(crate) fn parsed(&self) -> &[Arc<RuleFile>] {
        &self.0.files
    }

    pub(crate) fn with_parsed(&self, file: RuleFile, source: &str) -> Result<Rules, RuleError> {
        let load = Layer::check(&file, source)?;
        let mut files = self.0.files.clone();
        let known = files.iter().position(|other| other.id == file.id);
        if let Some(at) = known {
            // A file with the id of a built-in one replaces it.
            if !files[at].is_builtin || file.is_builtin {
                let start = source.find(&file.id).unwrap_or(0);
                let message = format!("duplicate id `{}`: `{}` has it already", file.id, files[at].file);
                return Err(RuleError::new(&file.file, source, start..start + file.id.len(), message)
                    .with_help("give the file an id of its own"));
            }
        }
        let load = if file.is_builtin { self.0.load } else { self.0.load.with(&file, source, load)? };
        match known {
            // In its place: of two rules that match, the first is the reason.
            Some(at) => files[at] = Arc::new(file),
            None => files.push(Arc::new(file)),
        }
        Ok(Rules(Arc::new(Inner { files, load, compiled: OnceLock::new() })))
    }

    /// Adds a one-line rule that keeps only what `selector` matches.
    ///
    /// # Errors
    ///
    /// If the selector is not valid or cannot be decided in a stream.
    pub fn with_select(&self, selector: &str) -> Result<Rules, RuleError> {
        self.with_command("--select", selector, |file, select| {
            file.content = Some(Content { line: 1, select: vec![select], or_nothing: true, ..Content::default() });
        })
    }

    /// Adds a one-line rule that removes what `selector` matches.
    ///
    /// # Errors
    ///
    /// If the selector is not valid or cannot be decided in a stream.
    pub fn with_remove(&self, selector: &str) -> Result<Rules, RuleError> {
        self.with_command("--remove", selector, |file, select| {
            let (id, kind) = ("remove".to_owned(), "boilerplate".to_owned());
            file.drops.push(DropRule { id, kind, line: 1, select: vec![select], ..DropRule::default() });
        })
    }

    /// Adds a file with one rule, which has the selector.
    fn with_command(
        &self,
        option: &str,
        selector: &str,
        rule: impl FnOnce(&mut RuleFile, SelectorSource),
    ) -> Result<Rules, RuleError> {
        let id = format!("command/{option}-{}", self.0.files.len() + 1);
        let mut file = RuleFile { file: option.to_owned(), id, kind: FileKind::Command, ..RuleFile::default() };
        rule(&mut file, SelectorSource { text: selector.into(), line: 1, span: 0..selector.len() });
        self.with_parsed(file, selector)
    }

    fn compiled(&self) -> &Compiled {
        let files = &self.0.files;
        self.0.compiled.get_or_init(|| {
            let (sites, mut base): (Vec<_>, Vec<_>) =
                files.iter().cloned().partition(|file| file.kind == FileKind::Site);
            base.sort_by_key(|file| file.kind.rank());
            let mut index: HostIndex<Vec<Arc<Site>>> = HostIndex::default();
            for file in sites.iter().chain(base.iter().filter(|file| !file.hosts.is_empty())) {
                let site = Arc::new(Site { file: Arc::clone(file), layer: OnceLock::new() });
                for pattern in &file.hosts {
                    index.entry(pattern).push(Arc::clone(&site));
                }
            }
            Compiled { base: Arc::new(Layer::compile(&base)), sites: index }
        })
    }

    pub(crate) fn depend_on_host(&self) -> bool {
        self.0.files.iter().any(|file| !file.hosts.is_empty())
    }

    pub(crate) fn select(&self, host: Option<&str>, path: &str) -> Selection {
        let compiled = self.compiled();
        let mut selection = Selection { layers: vec![Arc::clone(&compiled.base)], ..Selection::default() };
        if let Some(site) = host.and_then(|host| best(&compiled.sites, host, path)) {
            if site.file.kind == FileKind::Site {
                let chain = self.chain(&site.file);
                let names = |of: fn(&RuleFile) -> &Vec<Reference>| {
                    chain.iter().flat_map(|file| of(file)).map(|reference| reference.text.clone()).collect()
                };
                (selection.extends, selection.disable) = (names(|file| &file.extends), names(|file| &file.disable));
                selection.layers.push(Arc::clone(site.layer.get_or_init(|| Arc::new(Layer::compile(&chain)))));
            } else {
                selection.extends.push(site.file.id.clone());
            }
        }
        selection.layers.retain(|layer| !layer.is_empty());
        selection
    }

    /// Returns a site file after the site files that it extends. The last `[content]` in the chain wins.
    fn chain(&self, file: &Arc<RuleFile>) -> Vec<Arc<RuleFile>> {
        let mut chain = vec![Arc::clone(file)];
        let mut next = 0;
        while next < chain.len() && chain.len() < MAX_CHAIN {
            for reference in &chain[next].extends.clone() {
                let found = self.0.files.iter().find(|file| file.id == reference.text && file.kind == FileKind::Site);
                if let Some(found) = found.filter(|found| !chain.iter().any(|file| file.id == found.id)) {
                    chain.push(Arc::clone(found));
                }
            }
            next += 1;
        }
        let owner = chain.iter().position(|file| file.content.is_some());
        for (at, file) in chain.iter_mut().enumerate() {
            if Some(at) != owner && file.content.is_some() {
                *file = Arc::new(RuleFile { content: None, ..(**file).clone() });
            }
        }
        chain.reverse();
        chain
    }
}

/// Reads a rule file, whoever wrote it.
pub(crate) fn parse(name: &str, source: &str) -> Result<RuleFile, RuleError> {
    budget::readable(name, source)?;
    let file = read::read(name, source)?;
    budget::expressions(&file, source)?;
    Ok(file)
}

/// Returns the best file for a host: the longest matching name, and a matching path if there is one.
fn best<'a>(sites: &'a HostIndex<Vec<Arc<Site>>>, host: &str, path: &str) -> Option<&'a Arc<Site>> {
    sites.find_all(host).find_map(|sites| {
        let matches = |site: &&Arc<Site>| site.file.paths.iter().any(|pattern| glob(pattern, path));
        sites.iter().find(matches).or_else(|| sites.iter().find(|site| site.file.paths.is_empty()))
    })
}

/// Whether a path begins with a match of the pattern, in which `*` matches anything.
fn glob(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    parts.all(|part| rest.find(part).map(|at| rest = &rest[at + part.len()..]).is_some())
}

impl Default for Rules {
    fn default() -> Self {
        Rules::builtin()
    }
}

//! Rules: what a rule file says, compiled once, applied to open elements (selectors) and finished blocks (phrases).
//!
//! [`Rules`] holds every rule file there is; a document uses the [`Layer`]s that apply to its host.

mod builtin;
mod diagnostic;
mod file;
mod host;
mod layer;
mod phrase;
mod selector;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

pub use diagnostic::RuleError;
pub(crate) use file::TextAction;
use file::{FileKind, RuleFile};
use host::HostIndex;
pub(crate) use layer::{Effect, Layer};
pub(crate) use phrase::{Context, Scratch};
pub(crate) use selector::Matcher;

/// A rule that removed something: where it stands and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// File id and rule id, as in `generic/tools#toolbar`.
    pub id: String,
    /// What the rule is about: `share`, `related`, `nav` and so on.
    pub kind: String,
    /// The rule file; built-in files begin with `builtin:`.
    pub file: String,
    /// Line of the rule in the file, from 1.
    pub line: usize,
}

/// A set of rule files, compiled. Cheap to clone; shared between documents and threads.
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
pub struct Rules(Arc<Inner>);

#[derive(Debug, Clone, Default)]
struct Inner {
    /// Files for every page, in the order they were added.
    generic: Vec<Arc<RuleFile>>,
    sites: HostIndex<Arc<Site>>,
    has_sites: bool,
    ids: Vec<(String, String)>,
    /// The generic files as one layer, made on first use.
    layer: OnceLock<Arc<Layer>>,
}

/// A site's file, compiled when the first page of the site comes.
#[derive(Debug)]
struct Site {
    file: Arc<RuleFile>,
    layer: OnceLock<Arc<Layer>>,
}

impl Rules {
    /// No rules at all.
    pub fn none() -> Rules {
        Rules(Arc::default())
    }

    /// The rule files that come with tamis.
    pub fn builtin() -> Rules {
        static BUILTIN: OnceLock<Rules> = OnceLock::new();
        BUILTIN
            .get_or_init(|| {
                let files = builtin::FILES.iter();
                files.fold(Rules::none(), |rules, (name, source)| match rules.with_file(name, source) {
                    Ok(rules) => rules,
                    // A test holds that every embedded file is good.
                    Err(_) => rules,
                })
            })
            .clone()
    }

    /// Adds a rule file. `name` stands in messages and explanations.
    ///
    /// # Errors
    ///
    /// A file that is not right is refused whole: syntax, unknown keys, selectors that a stream cannot decide, an id
    /// that another file has.
    pub fn with_file(&self, name: &str, source: &str) -> Result<Rules, RuleError> {
        let file = Arc::new(file::parse(name, source)?);
        Layer::check(&file, source)?;
        let mut inner = (*self.0).clone();
        if let Some((_, other)) = inner.ids.iter().find(|(id, _)| *id == file.id) {
            let at = source.find(&file.id).unwrap_or(0);
            let message = format!("duplicate id `{}`: `{other}` has it already", file.id);
            return Err(RuleError::new(name, source, at..at + file.id.len(), message)
                .with_help("give the file an id of its own"));
        }
        inner.ids.push((file.id.clone(), name.to_owned()));
        inner.layer = OnceLock::new();
        if file.kind == FileKind::Site {
            inner.has_sites = true;
            let site = Arc::new(Site { file: Arc::clone(&file), layer: OnceLock::new() });
            for pattern in &file.hosts {
                inner.sites.insert(pattern, Arc::clone(&site));
            }
        } else {
            inner.generic.push(file);
        }
        Ok(Rules(Arc::new(inner)))
    }

    /// Adds a one-line rule that keeps only what `selector` matches.
    ///
    /// # Errors
    ///
    /// If the selector is not valid or cannot be decided in a stream.
    pub fn with_select(&self, selector: &str) -> Result<Rules, RuleError> {
        self.with_one_liner("--select", &format!("[content]\nselect = {}\n", quoted(selector)), selector)
    }

    /// Adds a one-line rule that removes what `selector` matches.
    ///
    /// # Errors
    ///
    /// If the selector is not valid or cannot be decided in a stream.
    pub fn with_remove(&self, selector: &str) -> Result<Rules, RuleError> {
        let body = format!("[[drop]]\nid = \"remove\"\nkind = \"boilerplate\"\nselect = {}\n", quoted(selector));
        self.with_one_liner("--remove", &body, selector)
    }

    fn with_one_liner(&self, option: &str, body: &str, selector: &str) -> Result<Rules, RuleError> {
        if let Err(error) = selector::parse(selector) {
            let refused = RuleError::new(option, selector, error.at..error.at + error.len, error.message);
            return Err(error.help.into_iter().fold(refused, RuleError::with_help));
        }
        let id = format!("command/{option}-{}", self.0.ids.len() + 1);
        self.with_file(option, &format!("format = 1\nid = {id:?}\nkind = \"generic\"\n{body}"))
    }

    /// Whether the choice of rules depends on the page's host.
    pub(crate) fn depend_on_host(&self) -> bool {
        self.0.has_sites
    }

    /// The layers for a page of this host, weakest first.
    pub(crate) fn layers(&self, host: Option<&str>) -> Vec<Arc<Layer>> {
        let inner = &self.0;
        let generic = inner.layer.get_or_init(|| Arc::new(Layer::compile(&inner.generic)));
        let site = host.and_then(|host| inner.sites.find(host)).map(|site| {
            Arc::clone(site.layer.get_or_init(|| Arc::new(Layer::compile(std::slice::from_ref(&site.file)))))
        });
        std::iter::once(Arc::clone(generic)).filter(|layer| !layer.is_empty()).chain(site).collect()
    }
}

impl Default for Rules {
    fn default() -> Self {
        Rules::builtin()
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

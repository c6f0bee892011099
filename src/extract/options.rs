//! What a caller may choose for a document.

use std::sync::Arc;

use encoding_rs::Encoding;
use url::Url;

use crate::classify::{Model, Settings};
use crate::error::Error;
use crate::limits::Limits;
use crate::names::named;
use crate::rules::{Rules, Selection};
use crate::write::{Form, Format, Images, Links};

/// Which blocks are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Extract {
    /// The main content: of what no rule removes, the blocks that the model takes for content.
    #[default]
    Main,
    /// What no rule removes.
    Rules,
    /// Every visible block.
    All,
}

/// Which mistakes are worse: boilerplate that stays, or content that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Favor {
    /// Rather lose a paragraph than keep a teaser.
    Precision,
    /// Both count the same.
    #[default]
    Balanced,
    /// Rather keep a teaser than lose a paragraph. For products, forums and lists of links.
    Recall,
}

/// What the input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum InputForm {
    /// An HTML page.
    #[default]
    Html,
    /// Text that another program took out of a page, a block a line.
    Text,
}

named!(Extract, "extraction", (Extract::Main) = "main", (Extract::Rules) = "rules", (Extract::All) = "all");
named!(
    Favor,
    "preference",
    (Favor::Precision) = "precision",
    (Favor::Balanced) = "balanced",
    (Favor::Recall) = "recall"
);
named!(InputForm, "form of input", (InputForm::Html) = "html", (InputForm::Text) = "text");

/// Blocks of lookahead by default: more of them bring nothing that can be measured.
const LOOKAHEAD: usize = 10;

/// Settings of a [`Cleaner`](crate::Cleaner). Cheap to clone.
///
/// ```
/// let options = tamis::Options::new()
///     .format(tamis::Format::Markdown)
///     .url("https://news.example/2025/tea.html")?
///     .content_type("text/html; charset=windows-1256");
/// # Ok::<(), tamis::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Options {
    format: Format,
    form: Form,
    extract: Extract,
    input: InputForm,
    url: Option<Url>,
    unresolved_url: Option<String>,
    label: Option<&'static Encoding>,
    title: bool,
    front_matter: bool,
    metadata: bool,
    identify_language: Option<bool>,
    list_links: bool,
    rules: Rules,
    limits: Arc<Limits>,
    favor: Favor,
    lookahead: usize,
    comments: bool,
    model: Option<Arc<Model>>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            format: Format::default(),
            form: Form::default(),
            extract: Extract::default(),
            input: InputForm::default(),
            url: None,
            unresolved_url: None,
            label: None,
            title: true,
            front_matter: false,
            metadata: true,
            identify_language: None,
            list_links: false,
            rules: Rules::builtin(),
            limits: Arc::default(),
            favor: Favor::default(),
            lookahead: LOOKAHEAD,
            comments: false,
            model: None,
        }
    }
}

impl Options {
    /// Text out, main content, built-in rules.
    pub fn new() -> Options {
        Options::default()
    }

    /// The form of the output of a [`Formatter`](crate::Formatter).
    pub fn format(self, format: Format) -> Options {
        Options { format, ..self }
    }

    /// How links are written, in formats that write them. The words are the same.
    pub fn links(self, links: Links) -> Options {
        Options { form: Form { links, ..self.form }, ..self }
    }

    /// How images are written, in formats that write them. The words of the text are the same.
    pub fn images(self, images: Images) -> Options {
        Options { form: Form { images, ..self.form }, ..self }
    }

    /// Which blocks are kept.
    pub fn extract(self, extract: Extract) -> Options {
        Options { extract, ..self }
    }

    /// What the input is.
    pub fn input(self, input: InputForm) -> Options {
        Options { input, ..self }
    }

    /// The page's address: it chooses the site's rules and resolves links.
    ///
    /// # Errors
    ///
    /// [`Error::Url`] if it is not an absolute URL.
    pub fn url(self, url: &str) -> Result<Options, Error> {
        let parsed = Url::parse(url).map_err(|error| Error::Url { url: url.to_owned(), reason: error.to_string() })?;
        Ok(Options { url: Some(parsed), unresolved_url: None, ..self })
    }

    /// Sets an address that [`url`](Options::url) refuses: it is reported, but selects no rules and resolves no links.
    pub fn unresolved_url(self, url: &str) -> Options {
        Options { unresolved_url: Some(url.to_owned()), ..self }
    }

    /// The encoding that the transport names; a byte order mark wins over it.
    ///
    /// # Errors
    ///
    /// [`Error::Encoding`] if the web does not know the label.
    pub fn encoding(self, label: &str) -> Result<Options, Error> {
        match Encoding::for_label(label.as_bytes()) {
            Some(encoding) => Ok(Options { label: Some(encoding), ..self }),
            None => Err(Error::Encoding(label.to_owned())),
        }
    }

    /// The value of an HTTP `Content-Type` header: its charset, and whether the body is plain text.
    ///
    /// What it does not tell, or tells wrongly, stays open.
    pub fn content_type(self, value: &str) -> Options {
        let label = crate::charset::charset_parameter(value.as_bytes()).or(self.label);
        let plain = value.trim_start().get(..10).is_some_and(|start| start.eq_ignore_ascii_case("text/plain"));
        let input = if plain { InputForm::Text } else { self.input };
        Options { label, input, ..self }
    }

    /// Whether the headline is written first. On by default.
    pub fn write_title(self, title: bool) -> Options {
        Options { title, ..self }
    }

    /// Which mistakes are worse. For [`Extract::Main`].
    pub fn favor(self, favor: Favor) -> Options {
        Options { favor, ..self }
    }

    /// Blocks that a label waits for, at most [`Limits::lookahead_blocks`]; 10 by default. For [`Extract::Main`].
    pub fn lookahead(self, blocks: usize) -> Options {
        Options { lookahead: blocks, ..self }
    }

    /// Whether comments of readers are kept, each block marked as [`Block::comment`](crate::Block::comment). Off by
    /// default.
    pub fn keep_comments(self, comments: bool) -> Options {
        Options { comments, ..self }
    }

    /// Another model than the one that is compiled in. With the feature `training`.
    #[cfg(feature = "training")]
    pub fn model(self, model: Model) -> Options {
        Options { model: Some(Arc::new(model)), ..self }
    }

    /// Whether Markdown begins with front matter: what is known of the page when its first block leaves, as YAML.
    /// Off by default; other formats have none.
    pub fn front_matter(self, front_matter: bool) -> Options {
        Options { front_matter, ..self }
    }

    /// Whether the page is searched for metadata. On by default. A filter that writes nothing but text saves about a
    /// tenth of the time without; the report has the headline then, and what rules and the address tell.
    pub fn collect_metadata(self, metadata: bool) -> Options {
        Options { metadata, ..self }
    }

    /// Whether the language of the kept text is identified, which costs about as much as a tenth of a page. By default
    /// only for JSON, which writes it.
    pub fn identify_language(self, identify: bool) -> Options {
        Options { identify_language: Some(identify), ..self }
    }

    /// Whether [`Report::links`](crate::Report::links) lists what the kept text links to: absolute addresses of pages,
    /// except of places in the page itself. At most 256 KiB of them. Off by default; JSON writes the list.
    pub fn list_links(self, list: bool) -> Options {
        Options { list_links: list, ..self }
    }

    /// The rules; the built-in ones by default.
    pub fn rules(self, rules: Rules) -> Options {
        Options { rules, ..self }
    }

    /// The caps on memory.
    pub fn with_limits(self, limits: Limits) -> Options {
        Options { limits: Arc::new(limits), ..self }
    }

    /// How the model labels, if it does.
    pub(crate) fn labels(&self, explains: bool) -> Option<Settings> {
        if self.extract != Extract::Main || self.input != InputForm::Html {
            return None;
        }
        Some(Settings {
            model: self.model.clone().unwrap_or_else(Model::built_in),
            lookahead: self.lookahead.min(self.limits.lookahead_blocks),
            max_bytes: self.limits.lookahead_bytes,
            threshold: match self.favor {
                Favor::Precision => 0.7,
                Favor::Balanced => 0.5,
                Favor::Recall => 0.3,
            },
            explains,
        })
    }

    pub(crate) fn keeps_comments(&self) -> bool {
        self.comments
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn label(&self) -> Option<&'static Encoding> {
        self.label
    }

    pub(crate) fn input_form(&self) -> InputForm {
        self.input
    }

    pub(crate) fn output_format(&self) -> Format {
        self.format
    }

    pub(crate) fn form(&self) -> Form {
        self.form
    }

    pub(crate) fn page_url(&self) -> Option<&Url> {
        self.url.as_ref()
    }

    pub(crate) fn unresolved_page_url(&self) -> Option<&str> {
        self.unresolved_url.as_deref()
    }

    pub(crate) fn host(&self) -> Option<&str> {
        self.url.as_ref()?.host_str()
    }

    pub(crate) fn tld(&self) -> Option<&str> {
        self.host()?.rsplit('.').next()
    }

    pub(crate) fn writes_title(&self) -> bool {
        self.title
    }

    pub(crate) fn writes_front_matter(&self) -> bool {
        self.front_matter && self.format == Format::Markdown
    }

    pub(crate) fn reads_metadata(&self) -> bool {
        self.metadata
    }

    pub(crate) fn identifies_language(&self) -> bool {
        self.identify_language.unwrap_or(matches!(self.format, Format::Json | Format::Tei))
    }

    pub(crate) fn lists_links(&self) -> bool {
        self.list_links
    }

    pub(crate) fn keeps_everything(&self) -> bool {
        self.extract == Extract::All
    }

    /// Whether the site's rules can only be chosen when the page says where it is from.
    pub(crate) fn waits_for_site(&self) -> bool {
        self.url.is_none() && !self.keeps_everything() && self.rules.depend_on_host()
    }

    /// The rules for the page: by the caller's URL, else by the one that the page tells.
    pub(crate) fn select_rules(&self, found: Option<&Url>) -> Selection {
        if self.keeps_everything() {
            return Selection::default();
        }
        let url = self.url.as_ref().or(found);
        self.rules.select(url.and_then(Url::host_str), url.map_or("/", Url::path))
    }
}

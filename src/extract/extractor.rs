//! Applies the selector rules to elements and routes text into kept and dropped blocks.
//!
//! Two block builders: what a rule removes is built beside what is kept, so a removed link in the middle of a
//! paragraph leaves the paragraph whole and still says why it went.

use std::borrow::Cow;
use std::sync::Arc;

use url::Url;

use super::options::Options;
use super::output::{Output, Sink};
use super::reason::Reason;
use crate::block::Builder;
use crate::html::{Element, ElementSink, TextKind, Traits, tags};
use crate::rules::{Effect, Layer, Matcher};

/// Between the tree and the output.
pub(super) struct Extractor<S: Sink> {
    options: Options,
    layers: Vec<(Arc<Layer>, Matcher)>,
    kept: Builder,
    dropped: Builder,
    frames: Vec<Frame>,
    /// Open elements that a rule removes, keeps, selects.
    dropping: u32,
    keeping: u32,
    selecting: u32,
    /// A stop rule has matched.
    stopped: bool,
    /// Nothing inside a removed element matters to anyone.
    ignores_dropped: bool,
    /// Open elements inside the removed one that are ignored.
    ignored: u32,
    /// Why the outermost removed element goes.
    reason: Option<Reason>,
    base: Option<Url>,
    output: Output<S>,
}

/// What the end of an element undoes, and which builder knows it.
#[derive(Debug, Clone, Copy, Default)]
struct Frame {
    route: Route,
    drops: bool,
    keeps: bool,
    selects: bool,
    boundary: bool,
    title: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Route {
    /// No builder: the element is unwrapped, or nobody asks for what is dropped.
    #[default]
    None,
    Kept,
    Dropped,
}

impl<S: Sink> Extractor<S> {
    pub fn new(options: &Options, output: Output<S>) -> Self {
        let targets = output.wants_targets();
        Extractor {
            options: options.clone(),
            layers: Vec::new(),
            kept: Builder::new(options.limits(), targets),
            dropped: Builder::new(options.limits(), false),
            frames: Vec::new(),
            dropping: 0,
            keeping: 0,
            selecting: 0,
            stopped: false,
            ignores_dropped: false,
            ignored: 0,
            reason: None,
            base: options.page_url().cloned(),
            output,
        }
    }

    /// Puts the rules for a host in force. Called once, before the first element.
    pub fn choose_rules(&mut self, host: Option<&str>) {
        let layers = self.options.layers(host);
        self.ignores_dropped = !self.output.wants_dropped() && !layers.iter().any(|layer| layer.looks_inside);
        self.output.use_layers(layers.clone());
        self.layers =
            layers.into_iter().map(|layer| (Arc::clone(&layer), Matcher::new(Arc::clone(&layer.index)))).collect();
    }

    pub fn output(&mut self) -> &mut Output<S> {
        &mut self.output
    }

    pub fn into_output(mut self) -> Output<S> {
        self.kept.end_block(&mut self.output);
        self.output
    }

    /// Asks the rules about the innermost element.
    fn judge(&mut self, element: Element<'_>) -> (Frame, Option<Reason>, bool) {
        let mut frame = Frame::default();
        let mut reason = None;
        let mut unwraps = false;
        // Nothing may remove these, whatever its classes are.
        let protected = matches!(element.tag(), tags::HTML | tags::HEAD | tags::BODY | tags::MAIN);
        for (layer, matcher) in &mut self.layers {
            for &list in matcher.open(element) {
                let action = &layer.actions[list as usize];
                match action.effect {
                    Effect::Drop if !protected => {
                        frame.drops = true;
                        reason = Some(Reason::Selector {
                            rule: Arc::clone(&action.rule),
                            selector: action.selector.clone(),
                        });
                    }
                    Effect::Drop => {}
                    Effect::Unwrap => unwraps = true,
                    Effect::Keep => frame.keeps = true,
                    Effect::Select => frame.selects = true,
                    Effect::Stop => {
                        if self.output.content_seen() && !self.stopped {
                            self.kept.end_block(&mut self.output);
                            self.stopped = true;
                            self.output.stop(Reason::Selector {
                                rule: Arc::clone(&action.rule),
                                selector: action.selector.clone(),
                            });
                        }
                    }
                }
            }
        }
        if is_hidden(element) && !frame.drops && !protected {
            frame.drops = true;
            reason = Some(Reason::Hidden);
        }
        if frame.keeps {
            frame.drops = false;
        }
        (frame, reason, unwraps)
    }

    fn route(&self) -> Route {
        if self.dropping == 0 || self.keeping > 0 {
            Route::Kept
        } else if self.output.wants_dropped() {
            Route::Dropped
        } else {
            Route::None
        }
    }

    /// What the page says of itself.
    fn read_metadata(&mut self, element: Element<'_>) {
        let is = |name: &str, value: &str| {
            let found = element.attribute(name).unwrap_or_default();
            found.split_ascii_whitespace().any(|token| token.eq_ignore_ascii_case(value))
        };
        match element.tag() {
            tags::HTML => self.output.report.lang = element.attribute("lang").map(Cow::into_owned),
            tags::LINK if is("rel", "canonical") => self.address(element.attribute("href").as_deref(), false),
            tags::BASE => self.address(element.attribute("href").as_deref(), true),
            tags::META => {
                let content = element.attribute("content");
                let content = content.as_deref();
                if is("property", "og:url") {
                    self.address(content, false);
                } else if is("property", "og:title") {
                    self.output.headline.document_title(content.unwrap_or_default(), true);
                } else if is("property", "og:site_name") {
                    self.output.headline.site_name(content.unwrap_or_default());
                }
            }
            _ => {}
        }
    }

    /// An address the page gives: for links, and as its own if the caller gave none.
    fn address(&mut self, address: Option<&str>, is_base: bool) {
        let Some(address) = address.map(str::trim) else { return };
        let url = match &self.base {
            Some(base) if is_base => base.join(address).ok(),
            _ => Url::parse(address).ok(),
        };
        let Some(url) = url.filter(Url::has_host) else { return };
        if !is_base && self.output.report.url.is_none() {
            self.output.report.url = Some(url.clone().into());
        }
        if is_base || self.base.is_none() {
            self.base = Some(url);
        }
    }
}

impl<S: Sink> ElementSink for Extractor<S> {
    fn open(&mut self, element: Element<'_>) {
        self.read_metadata(element);
        if self.dropping > 0 && self.ignores_dropped {
            self.ignored += 1;
            return;
        }
        let (mut frame, reason, unwraps) = self.judge(element);
        frame.boundary = element.traits().has(Traits::BLOCK);
        frame.title = self.dropping == 0
            && element.tag() == tags::TITLE
            && !element.is_foreign()
            && self.output.headline.expects_title();
        let changes = frame.keeps || frame.selects || (frame.drops && frame.boundary);
        if changes && self.route() == Route::Kept {
            self.kept.end_block(&mut self.output);
        }
        if frame.drops {
            if self.dropping == 0 {
                self.reason = reason;
            }
            self.dropping += 1;
        }
        self.keeping += u32::from(frame.keeps);
        self.selecting += u32::from(frame.selects);
        if frame.selects {
            self.output.select(true);
        }
        frame.route = if unwraps { Route::None } else { self.route() };
        match frame.route {
            Route::Kept => self.kept.open(element, self.base.as_ref(), &mut self.output),
            Route::Dropped => {
                let mut sink = self.output.dropping(self.reason.as_ref());
                self.dropped.open(element, None, &mut sink);
            }
            Route::None if unwraps && frame.boundary => self.kept.end_block(&mut self.output),
            Route::None => {}
        }
        self.frames.push(frame);
    }

    fn close(&mut self) {
        if self.ignored > 0 {
            self.ignored -= 1;
            return;
        }
        for (_, matcher) in &mut self.layers {
            matcher.close();
        }
        let Some(frame) = self.frames.pop() else { return };
        match frame.route {
            Route::Kept => self.kept.close(&mut self.output),
            Route::Dropped => {
                let mut sink = self.output.dropping(self.reason.as_ref());
                self.dropped.close(&mut sink);
            }
            Route::None => {}
        }
        if frame.boundary && self.route() == Route::Kept || frame.keeps || frame.selects {
            self.kept.end_block(&mut self.output);
        }
        if frame.drops {
            self.dropping -= 1;
            if self.dropping == 0 {
                let mut sink = self.output.dropping(self.reason.as_ref());
                self.dropped.end_block(&mut sink);
                self.reason = None;
            }
        }
        self.keeping -= u32::from(frame.keeps);
        if frame.selects {
            self.selecting -= 1;
            if self.selecting == 0 {
                self.output.select(false);
            }
        }
        if frame.title {
            self.output.headline.title_ends();
        }
    }

    fn text(&mut self, text: &str, kind: TextKind) {
        if self.dropping > 0 && self.ignores_dropped {
            return;
        }
        if self.frames.last().is_some_and(|frame| frame.title) {
            return self.output.headline.title_text(text);
        }
        match self.route() {
            Route::Kept => self.kept.text(text, kind, &mut self.output),
            Route::Dropped => {
                let mut sink = self.output.dropping(self.reason.as_ref());
                self.dropped.text(text, kind, &mut sink);
            }
            Route::None => {}
        }
    }
}

/// Whether the page itself says that the element is not shown. `until-found` is shown on demand.
fn is_hidden(element: Element<'_>) -> bool {
    match element.attribute("hidden") {
        Some(value) => !value.eq_ignore_ascii_case("until-found"),
        None => element.tag() == tags::DIALOG && element.attribute("open").is_none(),
    }
}

//! Objects between characters: images, videos, formulas.

use url::Url;

use super::{Builder, Frame};
use crate::block::formula::{self, Formula, Rendered};
use crate::block::inline::one_line;
use crate::block::{MarkKind, media};
use crate::html::{Element, tags};

impl Builder {
    pub(super) fn image(&mut self, element: Element<'_>, base: Option<&Url>) {
        if self.is_silent() || !self.images || is_tracking_pixel(element) || self.pictures_formula(element) {
            return;
        }
        let Some(source) = media::image_source(element, self.picture.as_deref()) else { return };
        let source = match self.targets {
            true => self.resolve(&source, base),
            false => source.trim().to_owned(),
        };
        if source.is_empty() || source.len() > self.max_target && !self.targets {
            return;
        }
        let alt = element.attribute("alt").unwrap_or_default();
        let alt = one_line(&alt);
        let title = Some(self.title(element)).filter(|title| *title != alt).unwrap_or_default();
        self.inline.object(MarkKind::Image { source, alt, title });
    }

    /// Returns the element's tooltip.
    pub(super) fn title(&self, element: Element<'_>) -> String {
        let title = element.attribute("title").filter(|_| self.targets);
        title.map(|title| one_line(&title)).unwrap_or_default()
    }

    /// Reads a candidate of a `picture`, or the address of a `video`.
    pub(super) fn source(&mut self, element: Element<'_>, base: Option<&Url>) {
        if let Some(title) = self.media.take() {
            match element.attribute("src").filter(|source| !source.trim().is_empty()) {
                Some(source) => self.place_embed(&source, title, base),
                None => self.media = Some(title),
            }
        } else if self.picture.is_none() {
            let list = element.attribute("srcset").or_else(|| element.attribute("data-srcset"));
            self.picture = list.and_then(|list| media::largest(&list));
        }
    }

    pub(super) fn embed(&mut self, address: &str, title: String, base: Option<&Url>) {
        if !self.is_silent() {
            self.place_embed(address, title, base);
        }
    }

    pub(super) fn place_embed(&mut self, address: &str, title: String, base: Option<&Url>) {
        if !self.images || address.trim_start().starts_with("data:") || address.trim_start().starts_with("blob:") {
            return;
        }
        let target = match self.targets {
            true => self.resolve(address, base),
            false => address.trim().to_owned(),
        };
        if !target.is_empty() && target.len() <= self.max_target {
            self.inline.object(MarkKind::Embed { target, title });
        }
    }

    pub(super) fn enter_formula(&mut self, element: Element<'_>, frame: &mut Frame) {
        if element.tag() == tags::MATH && self.formula.is_none() && !self.is_silent() {
            let display = formula::is_display(element);
            let tex = element.attribute("alttext").and_then(|tex| formula::tidy(&tex));
            match tex {
                Some(tex) => {
                    self.place_formula(tex, display);
                    frame.silent = true;
                }
                None => self.begin_formula(frame, display),
            }
        } else if self.formula.is_some() && formula::is_tex(element) {
            self.read_tex(frame);
        }
    }

    pub(super) fn begin_formula(&mut self, frame: &mut Frame, display: bool) {
        if self.formula.is_none() {
            frame.formula = true;
            let here = self.inline.position();
            // The TeX replaces its rendered form right before it.
            let rendered = self.rendered.filter(|found| found.end == here && found.block == self.blocks);
            let begin = rendered.map_or(here, |found| found.begin);
            self.formula = Some(Formula::new(begin, self.blocks, display));
        }
    }

    /// Begins the rendered form of a formula.
    pub(super) fn begin_rendered(&mut self, element: Element<'_>, frame: &mut Frame) {
        if !frame.silent && self.formula.is_none() && formula::is_rendered(element) {
            frame.rendered = true;
            let here = self.inline.position();
            let begin = match self.rendered {
                Some(last) if last.end == here && last.block == self.blocks => last.begin,
                _ => here,
            };
            self.rendered = Some(Rendered { begin, end: here, block: self.blocks });
        }
    }

    pub(super) fn end_rendered(&mut self) {
        if let Some(rendered) = &mut self.rendered {
            rendered.end = self.inline.position();
        }
    }

    pub(super) fn read_tex(&mut self, frame: &mut Frame) {
        if let Some(formula) = &mut self.formula {
            (frame.tex, formula.reading) = (true, true);
        }
    }

    /// Replaces rendered formula text by its TeX.
    pub(super) fn end_formula(&mut self) {
        let Some(formula) = self.formula.take() else { return };
        if let Some(tex) = formula.tex() {
            if formula.block == self.blocks {
                self.inline.rewind(formula.begin);
            }
            self.place_formula(tex, formula.display);
        }
    }

    pub(super) fn place_formula(&mut self, tex: String, display: bool) {
        self.formulas = true;
        if self.images && !self.is_silent() {
            self.allowance.formula(&tex);
            self.inline.object(MarkKind::Math { tex, display });
        }
    }

    /// Places the formula of an element that has its TeX in an attribute; its text is the rendered form.
    pub(super) fn written_formula(&mut self, element: Element<'_>, frame: &mut Frame) {
        if !self.is_silent()
            && self.formula.is_none()
            && let Some(tex) = formula::of_attribute(element)
        {
            self.place_formula(tex, element.tag() == tags::DIV || formula::is_display(element));
            frame.silent = true;
        }
    }

    /// Whether the element is the visual rendering of a formula already read.
    pub(super) fn hides_formula(&self, element: Element<'_>) -> bool {
        self.formulas
            && element
                .attribute("class")
                .is_some_and(|class| class.split_ascii_whitespace().any(|name| name == "katex-html"))
    }

    pub(super) fn pictures_formula(&self, element: Element<'_>) -> bool {
        self.formulas && element.attribute("class").is_some_and(|class| class.contains("mwe-math-fallback-image"))
    }
}

/// Whether an image has one pixel, for counting readers.
fn is_tracking_pixel(element: Element<'_>) -> bool {
    let tiny = |name| element.attribute(name).is_some_and(|size| matches!(size.trim(), "0" | "1"));
    tiny("width") || tiny("height")
}

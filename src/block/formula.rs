//! Reads formulas: TeX from `alttext`, `annotation`, `data-math` and the scripts of MathJax.

use crate::html::{Element, TextKind, tags};

/// Maximum bytes of TeX; a longer formula keeps its rendered text.
const MOST: usize = 8 << 10;

/// An open formula and where its rendered text begins.
#[derive(Debug)]
pub(super) struct Formula {
    /// Length of the block's text and number of its marks where the formula began.
    pub(super) begin: (usize, usize),
    /// Number of the block in which it began.
    pub(super) block: u32,
    pub(super) display: bool,
    tex: String,
    /// Whether incoming text is TeX.
    pub(super) reading: bool,
}

/// The rendered form of a formula: where it begins and ends in the block, and the number of the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rendered {
    pub(super) begin: (usize, usize),
    pub(super) end: (usize, usize),
    pub(super) block: u32,
}

/// Whether the element is what MathJax shows before or beside the script with the TeX.
pub(super) fn is_rendered(element: Element<'_>) -> bool {
    const NAMES: [&[u8]; 6] =
        [b"MathJax", b"MathJax_Preview", b"MathJax_Display", b"MathJax_SVG", b"MathJax_CHTML", b"MathJax_SVG_Display"];
    let class = element.attributes().value("class");
    class.is_some_and(|class| {
        class.source().split(u8::is_ascii_whitespace).any(|name| name.first() == Some(&b'M') && NAMES.contains(&name))
    })
}

impl Formula {
    pub(super) fn new(begin: (usize, usize), block: u32, display: bool) -> Formula {
        Formula { begin, block, display, tex: String::new(), reading: false }
    }

    pub(super) fn text(&mut self, text: &str, kind: TextKind) {
        let is_text = matches!(kind, TextKind::Data | TextKind::CData | TextKind::Script);
        if self.reading && is_text && self.tex.len() <= MOST {
            self.tex.push_str(text);
        }
    }

    pub(super) fn tex(&self) -> Option<String> {
        if self.tex.len() > MOST { None } else { tidy(&self.tex) }
    }
}

pub(super) fn is_tex(element: Element<'_>) -> bool {
    let encoding = element.attribute("encoding").unwrap_or_default().to_ascii_lowercase();
    element.tag() == tags::ANNOTATION && encoding.contains("tex")
}

/// Returns whether the formula in a `script` is a display formula; `None` if it holds none.
pub(super) fn of_script(element: Element<'_>) -> Option<bool> {
    let kind = element.attribute("type")?.to_ascii_lowercase();
    kind.trim_start().starts_with("math/tex").then(|| kind.contains("mode=display"))
}

pub(super) fn of_attribute(element: Element<'_>) -> Option<String> {
    let names: [&[u8]; 3] = [b"data-math", b"data-tex", b"data-latex"];
    let (_, value) = element
        .attributes()
        .iter()
        .find(|(found, _)| found.len() > 7 && names.iter().any(|name| found.eq_ignore_ascii_case(name)))?;
    let tex = value.decode();
    if tex.len() > MOST { None } else { tidy(&tex) }
}

pub(super) fn is_display(element: Element<'_>) -> bool {
    let is = |name, wanted: &str| element.attribute(name).is_some_and(|value| value.eq_ignore_ascii_case(wanted));
    is("display", "block") || is("mode", "display")
}

/// Strips control characters and the delimiters that programs add: `$…$`, `\(…\)`, `{\displaystyle …}`.
pub(super) fn tidy(tex: &str) -> Option<String> {
    let words = tex.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let tex = words.collect::<Vec<_>>().join(" ");
    let mut inner = tex.as_str();
    for (open, close) in [("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"), ("{\\displaystyle", "}")] {
        let within = inner.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        inner = within.map_or(inner, str::trim);
    }
    (!inner.is_empty()).then(|| inner.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_around_a_formula_are_stripped() {
        assert_eq!(tidy(" {\\displaystyle x^{2}} ").as_deref(), Some("x^{2}"));
        assert_eq!(tidy("$$a\n + b$$").as_deref(), Some("a + b"));
        assert_eq!(tidy("\\(a\\)").as_deref(), Some("a"));
        assert_eq!(tidy(" \n"), None);
    }
}

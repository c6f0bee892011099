//! Measures the data in scripts from which a page builds its content in the browser.

use crate::html::{Element, tags};

/// How the scripts of common frameworks begin that are no JSON by type.
const STARTS: [&str; 6] = ["window.__", "window[\"__", "self.__next", "__NUXT", "var __", "window.INITIAL"];

/// Bytes of a script that tell whether it is such a script.
const START_BYTES: usize = 16;

/// The data so far. Independent of how text is cut into pieces.
#[derive(Debug, Default)]
pub(super) struct PageData {
    /// Whether the current script has a type for JSON; JSON-LD describes the page, and every page may have it.
    is_json: bool,
    start: String,
    length: usize,
    bytes: usize,
}

impl PageData {
    pub fn open(&mut self, element: Element<'_>) {
        if element.tag() == tags::SCRIPT {
            self.bytes();
            self.is_json =
                element.attribute("type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
        }
    }

    /// Adds text of the current script.
    pub fn script(&mut self, text: &str) {
        let text = if self.length == 0 { text.trim_ascii_start() } else { text };
        self.length += text.len();
        let missing = START_BYTES.saturating_sub(self.start.len());
        self.start.extend(text.chars().take(missing));
    }

    /// Ends the current script; returns the bytes of all data.
    pub fn bytes(&mut self) -> usize {
        if self.is_json || STARTS.iter().any(|start| self.start.starts_with(start)) {
            self.bytes += self.length;
        }
        (self.is_json, self.length) = (false, 0);
        self.start.clear();
        self.bytes
    }
}

//! Text that comes in pieces, up to a cap.

use super::line::head;

/// Text on its way, with a cap that does not depend on the pieces it comes in.
#[derive(Debug)]
pub(super) struct Buffer {
    pub text: String,
    most: usize,
    /// More came than fits; what is held is the beginning.
    pub full: bool,
}

impl Buffer {
    pub fn new(most: usize) -> Self {
        Buffer { text: String::new(), most, full: false }
    }

    pub fn push(&mut self, text: &str) {
        if self.full {
            return;
        }
        let part = head(text, self.most - self.text.len());
        self.text.push_str(part);
        self.full = part.len() < text.len();
    }

    pub fn clear(&mut self) {
        self.text.clear();
        self.full = false;
    }
}

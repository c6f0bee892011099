//! Collects the text of open elements that may hold metadata, each in a buffer with a cap.

use super::found::Source;
use super::line::BOUNDARY;
use super::microdata::Property;
use crate::line::head;

const MAX_CAPTURES: usize = 16;

/// What the text of an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CaptureKind {
    JsonLd,
    /// The `title` element.
    Window,
    /// An `h1`.
    Heading,
    /// A heading of a lower level, which is the page's where no `h1` comes first.
    LowerHeading,
    /// A byline. `is_certain`: the page says that an author is in it, not only a byline.
    Names {
        is_certain: bool,
    },
    /// A paragraph at the right margin, which may be the author's name.
    Signature,
    /// An author item of microdata; its text counts if it has no [`CaptureKind::AuthorName`].
    Author,
    /// The `name` of such an item.
    AuthorName,
    Date {
        modified: bool,
        source: Source,
    },
    Property(Property),
}

#[derive(Debug)]
struct OpenCapture {
    depth: usize,
    kind: CaptureKind,
    buffer: Buffer,
}

/// The open captures, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Captures(Vec<OpenCapture>);

impl Captures {
    /// Starts to capture the element at a depth, up to `max` bytes.
    pub fn begin(&mut self, depth: usize, kind: CaptureKind, max: usize) {
        if self.0.len() < MAX_CAPTURES {
            self.0.push(OpenCapture { depth, kind, buffer: Buffer::new(max) });
        }
    }

    pub fn push(&mut self, text: &str, is_script: bool) {
        for capture in &mut self.0 {
            if is_script == (capture.kind == CaptureKind::JsonLd) {
                capture.buffer.push(text);
            }
        }
    }

    /// Notes that an element begins or ends inside the open bylines.
    pub fn boundary(&mut self) {
        for capture in &mut self.0 {
            let is_byline = matches!(
                capture.kind,
                CaptureKind::Names { .. } | CaptureKind::Author | CaptureKind::Property(Property::Author)
            );
            if is_byline && !capture.buffer.text.is_empty() && !capture.buffer.text.ends_with(BOUNDARY) {
                capture.buffer.push("\u{1F}");
            }
        }
    }

    /// Ends and returns one capture of the element at a depth; an element may have several.
    pub fn end(&mut self, depth: usize) -> Option<(CaptureKind, Buffer)> {
        let capture = self.0.pop_if(|capture| capture.depth == depth)?;
        Some((capture.kind, capture.buffer))
    }

    /// Makes the open signatures unusable: a link is none.
    pub fn spoil_signatures(&mut self) {
        let open = self.0.iter_mut().filter(|open| open.kind == CaptureKind::Signature);
        open.for_each(|open| open.buffer.full = true);
    }

    pub fn is_in_author(&self) -> bool {
        self.0.iter().any(|capture| capture.kind == CaptureKind::Author)
    }

    /// Makes the open bylines unusable.
    pub fn spoil_names(&mut self) {
        let outer = self.0.iter_mut().filter(|outer| matches!(outer.kind, CaptureKind::Names { .. }));
        outer.for_each(|outer| outer.buffer.full = true);
    }
}

/// Text with a cap. The result does not depend on how the text is cut into pieces.
#[derive(Debug)]
pub(super) struct Buffer {
    /// The start of the text.
    pub text: String,
    max: usize,
    /// Whether text was cut off.
    pub full: bool,
}

impl Buffer {
    pub fn new(max: usize) -> Self {
        Buffer { text: String::new(), max, full: false }
    }

    pub fn push(&mut self, text: &str) {
        if self.full {
            return;
        }
        let part = head(text, self.max - self.text.len());
        self.text.push_str(part);
        self.full = part.len() < text.len();
    }

    pub fn clear(&mut self) {
        self.text.clear();
        self.full = false;
    }
}

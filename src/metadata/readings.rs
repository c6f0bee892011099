//! The open elements of which the text is read: each with a buffer that has a cap.

use super::buffer::Buffer;
use super::found::Source;
use super::microdata::Property;

/// Open elements of which the text is read at the same time.
const MOST: usize = 16;

/// What the text of an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    JsonLd,
    Window,
    Heading,
    /// A heading of another level, which may be the page's where there is none of the first.
    LowerHeading,
    Names,
    /// The names of an author that has parts of its own; not needed if one of these is the name.
    Author,
    /// The name of such an author.
    AuthorName,
    Date {
        modified: bool,
        source: Source,
    },
    Property(Property),
}

/// An open element of which the text is read.
#[derive(Debug)]
struct Reading {
    depth: usize,
    what: What,
    buffer: Buffer,
}

/// The elements that are read, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Readings(Vec<Reading>);

impl Readings {
    /// The element at a depth is read from here on, up to so many bytes.
    pub fn begin(&mut self, depth: usize, what: What, most: usize) {
        if self.0.len() < MOST {
            self.0.push(Reading { depth, what, buffer: Buffer::new(most) });
        }
    }

    /// Text, of a script or for people.
    pub fn text(&mut self, text: &str, is_script: bool) {
        for reading in &mut self.0 {
            if is_script == (reading.what == What::JsonLd) {
                reading.buffer.push(text);
            }
        }
    }

    /// The text of the element at a depth, which closes; one after the other, if it is read as several things.
    pub fn end(&mut self, depth: usize) -> Option<(What, Buffer)> {
        let reading = self.0.pop_if(|reading| reading.depth == depth)?;
        Some((reading.what, reading.buffer))
    }

    pub fn reads_author(&self) -> bool {
        self.0.iter().any(|reading| reading.what == What::Author)
    }

    /// No element around is a byline, as one inside is.
    pub fn spoil_names(&mut self) {
        let around = self.0.iter_mut().filter(|outer| outer.what == What::Names);
        around.for_each(|outer| outer.buffer.full = true);
    }
}

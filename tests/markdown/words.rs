//! The words of a page are the same in every format, whatever the options for links and images are.
//!
//! Markdown is rendered and the text of that taken, alternative texts left out. Formulas, videos and the signs of notes
//! are not words, so they are taken out of the blocks before these are written.

use std::io;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use tamis::{Block, Cleaner, Extract, Format, Formatter, Images, Links, MarkKind, Options, Report, Sink};

use super::EXTENSIONS;

/// Hands blocks on without what is no word, and notes their text.
struct Words {
    formatter: Formatter<Vec<u8>>,
    text: String,
    format: Format,
    images: Images,
}

impl Sink for Words {
    fn block(&mut self, block: &Block) -> io::Result<()> {
        let mut block = block.clone();
        block.marks.retain(|mark| match mark.kind {
            MarkKind::Math { .. } | MarkKind::Embed { .. } | MarkKind::NoteReference { .. } => false,
            MarkKind::Image { .. } => self.images != Images::Alt,
            _ => true,
        });
        if self.format == Format::Text {
            // Markers of items are no words either.
            block.containers.clear();
        }
        self.text.push_str(&block.text);
        self.formatter.block(&block)
    }

    fn finish(&mut self, report: &Report) -> io::Result<()> {
        self.formatter.finish(report)
    }
}

/// Fails if any format or option changes the words of the page.
pub fn assert_same_words(name: &str, page: &[u8]) {
    let options = Options::new().extract(Extract::All);
    let (text, written) = clean(page, &options, Format::Text, Images::Inline);
    assert_same(name, "text", &written, &text);
    for links in [Links::Inline, Links::Reference, Links::None] {
        for images in [Images::Inline, Images::Alt, Images::None] {
            let options = options.clone().format(Format::Markdown).links(links).images(images);
            let (words, markdown) = clean(page, &options, Format::Markdown, images);
            assert_same(name, &format!("{links:?} {images:?}"), &shown(&markdown), &words);
            assert_same(name, "the blocks", &words, &text);
        }
    }
}

/// The words of the blocks, and what is written.
fn clean(page: &[u8], options: &Options, format: Format, images: Images) -> (String, String) {
    let sink = Words { formatter: Formatter::new(options, Vec::new()), text: String::new(), format, images };
    let mut cleaner = Cleaner::new(options, sink);
    cleaner.write(page).unwrap();
    let (_, sink) = cleaner.finish().unwrap();
    (sink.text, String::from_utf8(sink.formatter.into_inner()).unwrap())
}

/// The text of the Markdown, as a reader sees it.
fn shown(markdown: &str) -> String {
    let (mut text, mut images) = (String::new(), 0);
    for event in Parser::new_ext(markdown, EXTENSIONS) {
        match event {
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images -= 1,
            Event::Text(piece) | Event::Code(piece) if images == 0 => text.push_str(&piece),
            Event::InlineMath(tex) | Event::DisplayMath(tex) => text.push_str(&format!("formula({tex})")),
            Event::FootnoteReference(label) => text.push_str(&format!("note({label})")),
            Event::Html(html) => text.push_str(&html),
            _ => {}
        }
    }
    text
}

fn assert_same(name: &str, what: &str, found: &str, expected: &str) {
    let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<char>>();
    let (found, expected) = (visible(found), visible(expected));
    if found != expected {
        let at = found.iter().zip(&expected).take_while(|(a, b)| a == b).count();
        let near = |text: &[char]| text[at.saturating_sub(40)..(at + 40).min(text.len())].iter().collect::<String>();
        panic!("{name}, {what}:\n  written  {}\n  expected {}", near(&found), near(&expected));
    }
}

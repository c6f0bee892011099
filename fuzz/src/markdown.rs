//! Turns bytes into a page, the page into Markdown, and the Markdown into HTML by a third-party renderer.
//!
//! Asserts that the HTML is safe although raw HTML would pass, with any support for formulas, tables and footnotes, and
//! that it has the text of the blocks. The bytes are used twice: unchanged, and escaped, so that the page *shows* them.

use std::io;

use tamis::{Block, Cleaner, Extract, Format, Formatter, MarkKind, Options, Report, Rules, Sink};

use crate::pieces::assert_same;
use crate::rendered;

const SETTINGS: usize = 1;

/// Asserts that the Markdown is harmless and has the text of the page.
pub fn markdown(data: &[u8]) {
    let Some((&choice, page)) = data.split_at_checked(SETTINGS).map(|(head, page)| (&head[0], page)) else { return };
    let mut options =
        Options::new().format(Format::Markdown).extract(Extract::Rules).encoding("utf-8").expect("is a label");
    if choice & 1 == 0 {
        options = options.rules(Rules::none());
    }
    if choice & 2 != 0 {
        options = options.url("https://news.example/a/b?c=d").expect("is an address");
    }
    check(page, &options);
    if choice & 4 != 0 {
        check(shown(&String::from_utf8_lossy(page), choice).as_bytes(), &options);
    }
}

fn check(page: &[u8], options: &Options) {
    let document = tamis::clean(page, options).expect("writing to memory does not fail");
    let harm = rendered::harm(&document.text);
    assert!(harm.is_empty(), "{harm:?} by the Markdown\n{}", document.text);
    let words = Words { formatter: Formatter::new(options, Vec::new()), text: String::new() };
    let mut cleaner = Cleaner::new(options, words);
    cleaner.write(page).expect("writing to memory does not fail");
    let (_, words) = cleaner.finish().expect("writing to memory does not fail");
    let written = String::from_utf8(words.formatter.into_inner()).expect("is UTF-8");
    let rendered = rendered::render(&written);
    assert_same(&visible(&rendered.text), &visible(&words.text), "the rendered text differs from that of the blocks");
}

/// Forwards blocks without formulas, videos and note signs, which are no words, and records their text.
struct Words {
    formatter: Formatter<Vec<u8>>,
    text: String,
}

impl Sink for Words {
    fn block(&mut self, block: &Block) -> io::Result<()> {
        let mut block = block.clone();
        let is_word = |kind: &MarkKind| {
            !matches!(kind, MarkKind::Math { .. } | MarkKind::Embed { .. } | MarkKind::NoteReference { .. })
        };
        block.marks.retain(|mark| is_word(&mark.kind));
        self.text.push_str(&block.text);
        self.formatter.block(&block)
    }

    fn finish(&mut self, report: &Report) -> io::Result<()> {
        self.formatter.finish(report)
    }
}

/// Returns the visible characters: rendering moves white space.
fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Returns a page that shows the text, in one of the places where text is allowed.
fn shown(text: &str, choice: u8) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    match choice >> 3 & 7 {
        0 => format!("<p>{text}"),
        1 => format!("<h2>{text}</h2>"),
        2 => format!("<ul><li>{text}<li>{text}</ul>"),
        3 => format!("<pre>{text}</pre>"),
        4 => format!("<p>a <a href=\"{text}\">b</a> <img src=\"{text}\" alt=\"{text}\">"),
        5 => format!("<table><tr><th>a<th>b<tr><td>{text}<td><code>{text}</code></table>"),
        6 => format!("<blockquote><p>a<b>{text}</b>c <i>{text}</i><br>{text}</blockquote>"),
        _ => format!("<pre><code class=\"language-{text}\">a</code></pre><p><code>{text}</code>"),
    }
}

//! The cost of the tokenizer alone: the speeds that tamis is compared with, measured in the same run.

// Each bench uses a part of it.
#![allow(dead_code)]

use lol_html::html_content::TextType;
use lol_html::{HtmlRewriter, Settings, doc_text, element};
use std::cell::{Cell, RefCell};
use std::io::{self, Read};

/// Bytes per write, as the command reads them.
pub const CHUNK: usize = 64 << 10;

/// Runs lol_html without handlers: the page passes unread. Returns the bytes written.
pub fn no_handlers(page: &str) -> u64 {
    let mut passed = 0;
    let mut rewriter = HtmlRewriter::new(Settings::new(), |bytes: &[u8]| passed += bytes.len() as u64);
    for chunk in page.as_bytes().chunks(CHUNK) {
        rewriter.write(chunk).expect("lol_html takes the page");
    }
    rewriter.end().expect("lol_html takes the end");
    passed
}

/// Runs the floor: sees every element and every text, appends the text, a line per element. Returns the elements.
pub fn floor(page: &str, text: &mut String) -> u64 {
    text.clear();
    let text = RefCell::new(text);
    let elements = Cell::new(0);
    let settings = Settings::new()
        .append_element_content_handler(element!("*", |_element| {
            elements.set(elements.get() + 1);
            text.borrow_mut().push('\n');
            Ok(())
        }))
        .append_document_content_handler(doc_text!(|chunk| {
            if chunk.text_type() == TextType::Data {
                text.borrow_mut().push_str(chunk.as_str());
            }
            Ok(())
        }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    for chunk in page.as_bytes().chunks(CHUNK) {
        rewriter.write(chunk).expect("lol_html takes the page");
    }
    rewriter.end().expect("lol_html takes the end");
    elements.get()
}

/// Runs lol_html's own text handler: sees every text and does nothing with it. Returns the bytes of text.
pub fn text_handler(mut input: impl Read) -> io::Result<u64> {
    let mut bytes = 0;
    let settings = Settings::new().with_strict(false).append_document_content_handler(doc_text!(|chunk| {
        bytes += chunk.as_str().len() as u64;
        Ok(())
    }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    let mut chunk = vec![0; CHUNK];
    loop {
        match input.read(&mut chunk)? {
            0 => break,
            length => rewriter.write(&chunk[..length]).map_err(io::Error::other)?,
        }
    }
    rewriter.end().map_err(io::Error::other)?;
    Ok(bytes)
}

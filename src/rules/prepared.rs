//! The built-in rule files as the build script leaves them: reading their TOML and folding their phrases takes half the
//! time that the command needs to start.
//!
//! One description of the fields serves both ways, so that they cannot differ. Byte ranges are left out, because no
//! error refers to a built-in file, and so are the tests, which are read from the source.

use std::sync::Arc;

use super::file::{
    Content, Detect, DropRule, DropScope, FileKind, MetaField, MetaRule, MetaSource, Phrase, Reference, Replace,
    RuleFile, SelectorSource, TextAction, TextRule,
};
use super::host::HostPattern;

/// Bytes that values are written to, or read from in the same order.
#[derive(Debug)]
pub(crate) enum Tape<'b> {
    Write(Vec<u8>),
    Read(&'b [u8]),
}

/// Writes files. `fold` folds a phrase.
#[allow(dead_code, reason = "only the build script writes")]
pub(crate) fn write(mut files: Vec<RuleFile>, fold: fn(&str) -> String) -> Vec<u8> {
    for phrase in files.iter_mut().flat_map(phrases) {
        phrase.folded = Some(fold(&phrase.text).into());
    }
    let mut tape = Tape::Write(Vec::new());
    tape.list(&mut files, file);
    match tape {
        Tape::Write(bytes) => bytes,
        Tape::Read(_) => Vec::new(),
    }
}

/// Reads files that [`write`] wrote.
pub(crate) fn read(bytes: &[u8]) -> Vec<RuleFile> {
    let mut files = Vec::new();
    Tape::Read(bytes).list(&mut files, file);
    files
}

/// Returns the phrases that are compared with folded text.
#[allow(dead_code, reason = "only the build script writes")]
pub(super) fn phrases(file: &mut RuleFile) -> impl Iterator<Item = &mut Phrase> {
    let of_drops = file.drops.iter_mut().filter_map(|drop| drop.text.as_mut());
    let lists = file.texts.iter_mut().chain(of_drops).flat_map(|rule| {
        [&mut rule.is, &mut rule.starts, &mut rule.ends, &mut rule.contains, &mut rule.made_of, &mut rule.before_links]
    });
    lists.flatten().chain(file.detect.iter_mut().flat_map(|detect| &mut detect.text))
}

impl Tape<'_> {
    /// A number below 128 takes a byte, a larger one a byte for each seven bits.
    fn number(&mut self, number: &mut usize) {
        match self {
            Tape::Write(bytes) => {
                let mut rest = *number;
                while rest > 0x7f {
                    bytes.push(rest as u8 | 0x80);
                    rest >>= 7;
                }
                bytes.push(rest as u8);
            }
            Tape::Read(bytes) => {
                *number = 0;
                let length = bytes.iter().take_while(|byte| **byte > 0x7f).count() + 1;
                let (found, rest) = bytes.split_at(length);
                for byte in found.iter().rev() {
                    *number = *number << 7 | usize::from(byte & 0x7f);
                }
                *bytes = rest;
            }
        }
    }

    fn small(&mut self, small: &mut u32) {
        let mut number = *small as usize;
        self.number(&mut number);
        *small = number as u32;
    }

    fn flag(&mut self, flag: &mut bool) {
        let mut number = usize::from(*flag);
        self.number(&mut number);
        *flag = number > 0;
    }

    /// One of some values, as its number among them.
    fn one_of<T: Copy + PartialEq>(&mut self, all: &[T], one: &mut T) {
        let mut number = all.iter().position(|other| other == one).unwrap_or_default();
        self.number(&mut number);
        *one = all[number];
    }

    fn text(&mut self, text: &mut impl Text) {
        let mut length = text.as_str().len();
        self.number(&mut length);
        match self {
            Tape::Write(bytes) => bytes.extend_from_slice(text.as_str().as_bytes()),
            Tape::Read(bytes) => {
                let (found, rest) = bytes.split_at(length);
                *text = Text::of(str::from_utf8(found).unwrap_or_default());
                *bytes = rest;
            }
        }
    }

    fn list<T: Default>(&mut self, list: &mut Vec<T>, item: impl Fn(&mut Self, &mut T)) {
        let mut length = list.len();
        self.number(&mut length);
        list.resize_with(length, T::default);
        list.iter_mut().for_each(|value| item(self, value));
    }

    fn option<T: Default>(&mut self, option: &mut Option<T>, item: impl FnOnce(&mut Self, &mut T)) {
        let mut is_there = option.is_some();
        self.flag(&mut is_there);
        if is_there {
            item(self, option.get_or_insert_default());
        }
    }
}

/// An owned string.
trait Text {
    fn as_str(&self) -> &str;
    fn of(text: &str) -> Self;
}

impl Text for String {
    fn as_str(&self) -> &str {
        self
    }

    fn of(text: &str) -> String {
        text.to_owned()
    }
}

impl Text for Arc<str> {
    fn as_str(&self) -> &str {
        self
    }

    fn of(text: &str) -> Arc<str> {
        text.into()
    }
}

fn file(tape: &mut Tape<'_>, file: &mut RuleFile) {
    const KINDS: [FileKind; 4] = [FileKind::Site, FileKind::Family, FileKind::Lang, FileKind::Generic];
    file.is_builtin = true;
    tape.text(&mut file.file);
    tape.text(&mut file.id);
    tape.one_of(&KINDS, &mut file.kind);
    tape.option(&mut file.name, |tape, name| tape.text(name));
    tape.list(&mut file.hosts, host);
    tape.list(&mut file.paths, |tape, path| tape.text(path));
    tape.list(&mut file.extends, reference);
    tape.list(&mut file.disable, reference);
    tape.option(&mut file.detect, detect);
    tape.option(&mut file.content, content);
    tape.list(&mut file.drops, drop_rule);
    tape.list(&mut file.texts, text_rule);
    tape.list(&mut file.meta, meta);
    tape.list(&mut file.replaces, |tape, replace: &mut Replace| {
        tape.text(&mut replace.find);
        tape.text(&mut replace.with);
    });
}

fn host(tape: &mut Tape<'_>, pattern: &mut HostPattern) {
    let (mut form, mut host) = match std::mem::take(pattern) {
        HostPattern::Domain(host) => (0, host),
        HostPattern::Exact(host) => (1, host),
        HostPattern::Below(host) => (2, host),
    };
    tape.number(&mut form);
    tape.text(&mut host);
    *pattern = [HostPattern::Domain, HostPattern::Exact, HostPattern::Below][form](host);
}

fn reference(tape: &mut Tape<'_>, reference: &mut Reference) {
    tape.text(&mut reference.text);
}

fn selector(tape: &mut Tape<'_>, selector: &mut SelectorSource) {
    tape.text(&mut selector.text);
    tape.number(&mut selector.line);
}

fn phrase(tape: &mut Tape<'_>, phrase: &mut Phrase) {
    tape.text(&mut phrase.text);
    tape.number(&mut phrase.line);
    // Many phrases are folded as they are written.
    let mut is_same = phrase.folded.as_ref() == Some(&phrase.text);
    tape.flag(&mut is_same);
    if is_same {
        phrase.folded = Some(Arc::clone(&phrase.text));
    } else {
        tape.option(&mut phrase.folded, |tape, folded| tape.text(folded));
    }
}

fn detect(tape: &mut Tape<'_>, detect: &mut Detect) {
    tape.small(&mut detect.need);
    tape.list(&mut detect.select, selector);
    tape.list(&mut detect.generator, phrase);
    tape.list(&mut detect.text, phrase);
}

fn content(tape: &mut Tape<'_>, content: &mut Content) {
    tape.number(&mut content.line);
    tape.list(&mut content.select, selector);
    tape.list(&mut content.keep, selector);
    tape.list(&mut content.stop, selector);
    tape.flag(&mut content.first_only);
    tape.flag(&mut content.or_nothing);
}

fn drop_rule(tape: &mut Tape<'_>, drop: &mut DropRule) {
    tape.text(&mut drop.id);
    tape.text(&mut drop.kind);
    tape.number(&mut drop.line);
    tape.list(&mut drop.select, selector);
    tape.list(&mut drop.unless, selector);
    tape.list(&mut drop.has, selector);
    tape.option(&mut drop.text, text_rule);
    scope(tape, &mut drop.scope);
    tape.option(&mut drop.nth, |tape, nth| tape.small(nth));
    tape.option(&mut drop.max_chars, |tape, most| tape.number(most));
    tape.flag(&mut drop.in_content);
}

fn scope(tape: &mut Tape<'_>, scope: &mut DropScope) {
    let (mut form, mut tag) = match std::mem::take(scope) {
        DropScope::Element => (0, String::new()),
        DropScope::Contents => (1, String::new()),
        DropScope::After => (2, String::new()),
        DropScope::Section => (3, String::new()),
        DropScope::Rest => (4, String::new()),
        DropScope::Enclosing(tag) => (5, tag),
    };
    tape.number(&mut form);
    tape.text(&mut tag);
    *scope = match form {
        0 => DropScope::Element,
        1 => DropScope::Contents,
        2 => DropScope::After,
        3 => DropScope::Section,
        4 => DropScope::Rest,
        _ => DropScope::Enclosing(tag),
    };
}

fn text_rule(tape: &mut Tape<'_>, rule: &mut TextRule) {
    const ACTIONS: [TextAction; 6] = [
        TextAction::DropBlock,
        TextAction::DropMatch,
        TextAction::DropSentence,
        TextAction::DropSection,
        TextAction::Stop,
        TextAction::Keep,
    ];
    tape.text(&mut rule.id);
    tape.text(&mut rule.kind);
    tape.number(&mut rule.line);
    for list in [&mut rule.is, &mut rule.starts, &mut rule.ends, &mut rule.contains] {
        tape.list(list, phrase);
    }
    for list in [&mut rule.regex, &mut rule.made_of, &mut rule.before_links] {
        tape.list(list, phrase);
    }
    tape.flag(&mut rule.dateline);
    tape.flag(&mut rule.all);
    tape.one_of(&ACTIONS, &mut rule.action);
    tape.option(&mut rule.first, |tape, first| tape.small(first));
    tape.option(&mut rule.last, |tape, last| tape.small(last));
    tape.option(&mut rule.capture, |tape, (field, group)| {
        tape.one_of(&MetaField::ALL, field);
        tape.number(group);
    });
}

fn meta(tape: &mut Tape<'_>, meta: &mut MetaRule) {
    tape.one_of(&MetaField::ALL, &mut meta.field);
    tape.small(&mut meta.order);
    let mut is_element = matches!(meta.source, MetaSource::Element { .. });
    tape.flag(&mut is_element);
    let (mut select, mut attribute, mut constant) = match std::mem::take(&mut meta.source) {
        MetaSource::Element { select, attribute } => (select, attribute, String::new()),
        MetaSource::Constant(constant) => (SelectorSource::default(), None, constant),
    };
    meta.source = if is_element {
        selector(tape, &mut select);
        tape.option(&mut attribute, |tape, attribute| tape.text(attribute));
        MetaSource::Element { select, attribute }
    } else {
        tape.text(&mut constant);
        MetaSource::Constant(constant)
    };
}

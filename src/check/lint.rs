//! Finds what is valid in a rule file but probably a mistake.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::Lints;
use super::trial::Trial;
use crate::rules::file::{FileKind, Phrase, SelectorSource, TextAction, TextRule};
use crate::rules::{Rules, phrase, selector};

/// A shorter substring occurs in many unrelated names: `ad` in `header`.
const SHORTEST_PIECE: usize = 4;

/// A shorter phrase occurs in articles too.
const SHORTEST_CONTAINS: usize = 12;

impl Lints<'_> {
    pub(super) fn look(&mut self, rules: &Rules, trials: &[Trial]) {
        self.tests(trials);
        self.fires(rules);
        self.selectors();
        self.phrases();
        self.references(rules);
        self.hosts(rules);
        self.normal_form();
    }

    fn tests(&mut self, trials: &[Trial]) {
        let file = self.file;
        if file.kind == FileKind::Site && file.tests.is_empty() {
            self.error(
                self.line(1),
                "a site file needs a [[test]]",
                "write a small page of your own in `html`, its `url`, and the expected output: `starts`, `ends`, \
                 `absent`, `fires`",
            );
        }
        let removes = !file.drops.is_empty() || file.texts.iter().any(|text| text.action != TextAction::Keep);
        for (test, trial) in file.tests.iter().zip(trials) {
            let fires = trial.fired.iter().any(|id| id.split('#').next() == Some(&file.id));
            let frames = trial.framed && file.content.is_some();
            if !fires && !frames && (removes || file.content.is_some()) {
                let help = match (file.kind, &test.url) {
                    (FileKind::Site, None) => "give the test the `url` of a page of the site, which selects the file",
                    (FileKind::Family, _) => "put a sign from `[detect]` into the page",
                    _ => {
                        "put text that the rules remove into the page; `--explain` shows whether another file's rule removes it first"
                    }
                };
                self.warn(self.line(test.line), "no rule of this file fires in this test".to_owned(), help);
            } else if test.fires.is_empty() && removes {
                let help = "name the rules that must remove something: `fires = [\"share\"]`";
                self.warn(self.line(test.line), "this test has no `fires`".to_owned(), help);
            }
        }
    }

    /// A test that names a rule there is not can never pass.
    fn fires(&mut self, rules: &Rules) {
        let file = self.file;
        let content = file.content.iter().flat_map(|_| ["content", "select", "keep", "stop"]);
        let own: Vec<&str> = file
            .drops
            .iter()
            .map(|drop| &*drop.id)
            .chain(file.texts.iter().map(|text| &*text.id))
            .chain(content)
            .collect();
        for test in &file.tests {
            for id in &test.fires {
                let is_known = match id.split_once('#') {
                    Some((of, rule)) if of == file.id => own.contains(&rule),
                    Some((of, _)) => rules.files().any(|other| other.id == of),
                    None => own.contains(&&**id),
                };
                if !is_known {
                    let message = format!("`fires` names `{id}`, and there is no such rule");
                    let help = "name a rule of this file by its `id`, or one of another as `file#id`";
                    self.error(self.line(test.line), &message, help);
                }
            }
        }
    }

    fn selectors(&mut self) {
        let file = self.file;
        let content = file.content.iter();
        let drops = || file.drops.iter().flat_map(|drop| &drop.select);
        for source in drops().chain(content.clone().flat_map(|content| &content.stop)) {
            let whole = selector::parse(&source.text).ok().and_then(|list| list.whole_page());
            if let Some(element) = whole {
                self.warn(
                    source.span.clone(),
                    format!("`{}` matches `{element}`, which contains the whole page", source.text),
                    "name an element inside it; `html`, `head`, `body` and `main` are never removed",
                );
            }
        }
        let others = file.drops.iter().flat_map(|drop| drop.unless.iter().chain(&drop.has));
        let framing = content.flat_map(|content| content.select.iter().chain(&content.keep).chain(&content.stop));
        for source in drops().chain(others).chain(framing) {
            self.short_piece(source);
        }
    }

    fn short_piece(&mut self, source: &SelectorSource) {
        let Ok(list) = selector::parse(&source.text) else { return };
        if let Some(piece) = list.short_piece_of_name(SHORTEST_PIECE) {
            self.warn(
                source.span.clone(),
                format!("`{piece}` occurs in many unrelated names"),
                "write the whole class (`.ad`), its beginning (`[class^=\"ad-\"]`), or a longer piece",
            );
        }
    }

    fn phrases(&mut self) {
        let file = self.file;
        for text in &file.texts {
            // A second list, or a position in the page, narrows the match.
            let narrowed = text.all || text.first.is_some() || text.last.is_some() || text.action == TextAction::Keep;
            if !narrowed {
                text.contains.iter().for_each(|phrase| self.weak(phrase));
            }
            self.regexes(text);
            self.capture(text);
        }
        file.drops.iter().filter_map(|drop| drop.text.as_ref()).for_each(|text| self.regexes(text));
    }

    fn weak(&mut self, phrase: &Phrase) {
        let length: usize = phrase.text.chars().map(weight).sum();
        if length < SHORTEST_CONTAINS {
            self.warn(
                phrase.span.clone(),
                format!("`{}` is short for `contains`: articles may contain it too", phrase.text),
                "use `is`, `starts` or `ends`, write more of the phrase, or narrow the rule with `first`, `last` or \
                 `all = true`",
            );
        }
    }

    fn regexes(&mut self, text: &TextRule) {
        for expression in &text.regex {
            if phrase::regex(&expression.text).is_ok_and(|regex| regex.is_match("")) {
                self.warn(
                    expression.span.clone(),
                    "this expression matches the empty text, so it matches every block".to_owned(),
                    "require at least one character: `+` instead of `*`, and no `?` around all of it",
                );
            }
        }
    }

    fn capture(&mut self, text: &TextRule) {
        let Some((_, group)) = text.capture else {
            if text.action == TextAction::Keep {
                let message = format!("`{}` does nothing: it keeps the block and captures nothing", text.id);
                self.warn(self.line(text.line), message, "write what to `capture`, or remove the rule");
            }
            return;
        };
        for expression in &text.regex {
            let groups = phrase::regex(&expression.text).map_or(usize::MAX, |regex| regex.captures_len());
            if group >= groups {
                self.warn(
                    expression.span.clone(),
                    format!("`capture` uses group {group}, which this expression does not have"),
                    "put the part to capture in parentheses; group 0 is the whole match",
                );
            }
        }
    }

    fn normal_form(&mut self) {
        let Some(line) = self.source.split_inclusive('\n').find(|line| !is_nfc(line)) else { return };
        let before = line.as_ptr() as usize - self.source.as_ptr() as usize;
        // Skips the characters that NFC leaves unchanged: checking them again for each one is quadratic.
        let right: usize = line.chars().zip(line.nfc()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
        let ends = line.char_indices().map(|(at, c)| at + c.len_utf8()).filter(|end| *end > right);
        let end = ends.into_iter().find(|end| !is_nfc(&line[right..*end])).unwrap_or(line.len());
        let start = line[..end].char_indices().next_back().map_or(0, |(at, _)| at);
        self.warn(
            before + start..before + end,
            "this is not in the normal form NFC, in which pages are written".to_owned(),
            "save the file in NFC: selectors, tests and `find` compare characters as they are",
        );
    }
}

/// Weighs a character: one of a script that writes words in one or two characters counts for more.
fn weight(c: char) -> usize {
    match u32::from(c) {
        0x2e80..=0x9fff | 0xac00..=0xd7ff | 0xf900..=0xfaff | 0x20000..=0x3ffff => 3,
        _ => 1,
    }
}

//! Turns bytes into the source of a rule file, and, where it is right, into rules for a small page.
//!
//! Asserts that a wrong file is refused with a place in it and a message that a terminal can show, that `check` and
//! `which` take whatever is accepted, and that the rules act alike however the page is cut. Time is guarded by the
//! engine's own limit for one input: no accepted file may make the small page slow.

use tamis::{Format, InputForm, Options, RuleError, Rules};

use crate::pieces::{self, Cuts};

/// A page with something for every kind of rule.
const PAGE: &str = include_str!("page.html");

/// A rule file is refused with a reason, or works.
pub fn rules(data: &[u8]) {
    let source = String::from_utf8_lossy(data);
    let rules = match Rules::none().with_file("fuzz.toml", &source) {
        Ok(rules) => rules,
        Err(error) => return check_error(&error, &source),
    };
    // A file that is accepted alone can still be refused next to the built-in ones: its id is taken.
    if let Err(error) = Rules::builtin().with_file("fuzz.toml", &source) {
        check_error(&error, &source);
    }
    let no_files = &mut |_: &str| Err(std::io::Error::other("no files here"));
    let checked = rules.check("fuzz.toml", &source, no_files).expect("what is accepted can be checked");
    for lint in &checked.lints {
        check_message(&lint.to_string());
        assert!((1..=source.lines().count() + 1).contains(&lint.line()), "line {} is not there", lint.line());
    }
    let mut addresses = vec![None];
    for host in checked.file.hosts.iter().take(2) {
        let host = host.trim_start_matches(['=', '*', '.']);
        rules.which(host, "/news/1");
        addresses.push(Some(format!("https://{host}/news/1")));
    }
    for address in addresses {
        let mut options = Options::new().rules(rules.clone()).format(Format::Json);
        if let Some(address) = address {
            options = options.url(&address).expect("a host of a rule file makes an address");
        }
        pieces::same_in_pieces(PAGE.as_bytes(), &options, Cuts::Every(7));
        pieces::same_in_pieces(PAGE.as_bytes(), &options.input(InputForm::Text), Cuts::Every(7));
    }
}

fn check_error(error: &RuleError, source: &str) {
    // Behind the last line break there is a line too, though an empty one.
    let line = source.split('\n').nth(error.line().wrapping_sub(1));
    let Some(line) = line else { panic!("line {} is not there", error.line()) };
    let columns = 1..=line.chars().count() + 1;
    assert!(columns.contains(&error.column()), "column {} is not there: {error}", error.column());
    assert!(!error.message().is_empty());
    check_message(&error.to_string());
}

/// A message holds nothing that a terminal obeys.
fn check_message(message: &str) {
    let obeyed = |c: char| {
        c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert_eq!(message.chars().find(|&c| obeyed(c)), None, "{message:?}");
}

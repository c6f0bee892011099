//! Turns bytes into a rule file and, if it is valid, into rules for a small page.
//!
//! Asserts that an invalid file is rejected with a position in it and a printable message, that `check` and `which`
//! handle every accepted file, and that the rules give the same result in any pieces. The engine's limit per input
//! guards time: no accepted file may make the small page slow.

use tamis::{Format, InputForm, Options, RuleError, Rules};

use crate::pieces::{self, Cuts};

/// A page with content for every kind of rule.
const PAGE: &str = include_str!("page.html");

/// Asserts that a rule file is rejected with a reason, or works.
pub fn rules(data: &[u8]) {
    let source = String::from_utf8_lossy(data);
    let rules = match Rules::none().with_file("fuzz.toml", &source) {
        Ok(rules) => rules,
        Err(error) => return check_error(&error, &source),
    };
    // A file accepted alone may be rejected beside the built-in ones: its id may be taken.
    if let Err(error) = Rules::builtin().with_file("fuzz.toml", &source) {
        check_error(&error, &source);
    }
    let no_files = &mut |_: &str| Err(std::io::Error::other("no files here"));
    let checked = rules.check("fuzz.toml", &source, no_files).expect("an accepted file can be checked");
    for lint in &checked.lints {
        check_message(&lint.to_string());
        assert!((1..=source.lines().count() + 1).contains(&lint.line()), "line {} does not exist", lint.line());
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
    // A final line break starts another, empty line.
    let line = source.split('\n').nth(error.line().wrapping_sub(1));
    let Some(line) = line else { panic!("line {} does not exist", error.line()) };
    let columns = 1..=line.chars().count() + 1;
    assert!(columns.contains(&error.column()), "column {} does not exist: {error}", error.column());
    assert!(!error.message().is_empty());
    check_message(&error.to_string());
}

/// Asserts that a message has no control characters for a terminal.
fn check_message(message: &str) {
    let obeyed = |c: char| {
        c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert_eq!(message.chars().find(|&c| obeyed(c)), None, "{message:?}");
}

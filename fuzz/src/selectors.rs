//! Turns bytes into a rule with a selector and a page, and applies the rule to the page.
//!
//! The first byte places the selector in the rule, the second cuts the page; the first line after them is the selector,
//! the rest the page. Asserts that the result does not depend on the cuts, and that a rule that only removes adds
//! nothing.

use std::fmt::Write;

use tamis::{Extract, Options, Rules};

use crate::pieces::{self, Cuts};

/// Applies any selector to any page.
pub fn selectors(data: &[u8]) {
    let [form, cuts, rest @ ..] = data else { return };
    let at = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
    let (selector, page) = (&rest[..at], rest.get(at + 1..).unwrap_or_default());
    let Some(rules) = rules(*form, &String::from_utf8_lossy(selector)) else { return };
    let options = Options::new().extract(Extract::Rules).write_title(false).rules(rules);
    let cuts = Cuts::new(*cuts);
    let (kept, _) = pieces::same_in_pieces(page, &options, cuts);
    let (all, _) = pieces::same_in_pieces(page, &options.extract(Extract::All), cuts);
    assert!(letters(&kept) <= letters(&all), "text was added:\n{kept}\nof\n{all}");
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Returns rules with the selector, if it is valid.
fn rules(form: u8, selector: &str) -> Option<Rules> {
    let none = Rules::none();
    match form {
        0 => return none.with_remove(selector).ok(),
        1 => return none.with_select(selector).ok(),
        _ => {}
    }
    let selector = serde_json::Value::from(selector);
    let mut file = String::from("format = 1\nid = \"generic/fuzz\"\n");
    let drop = "[[drop]]\nid = \"a\"\nkind = \"ad\"\n";
    let _ = match form % 14 {
        2 => write!(file, "{drop}select = {selector}\ndrop = \"contents\""),
        3 => write!(file, "{drop}select = {selector}\ndrop = \"after\""),
        4 => write!(file, "{drop}select = {selector}\ndrop = \"section\""),
        5 => write!(file, "{drop}select = {selector}\ndrop = \"rest\""),
        6 => write!(file, "{drop}select = {selector}\ndrop = \"enclosing:div\""),
        7 => write!(file, "{drop}select = [\"*\"]\nunless = {selector}"),
        8 => write!(file, "{drop}select = [\"div\", \"p\", \"a\"]\nhas = {selector}"),
        9 => write!(file, "{drop}select = {selector}\nnth = 2"),
        10 => write!(file, "{drop}select = {selector}\nmax-chars = 30"),
        11 => write!(file, "{drop}select = {selector}\n[drop.text]\ncontains = [\"a\"]"),
        12 => write!(file, "[meta]\ntitle = {{ select = {selector} }}\n[content]\nselect = \"div\""),
        13 => write!(file, "[content]\nselect = {selector}\n[[text]]\nid = \"t\"\nkind = \"ad\"\ncontains = [\"b\"]"),
        _ => write!(file, "{drop}select = {selector}\nwithin = \"content\"\n[content]\nselect = \"p\""),
    };
    none.with_file("fuzz.toml", &file).ok()
}

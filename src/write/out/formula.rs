//! Formulas in Markdown: TeX between dollar signs, inert where readers take these as text.
//!
//! A reader that does not know formulas takes the TeX for Markdown. Elements, autolinks and link targets begin without
//! a space, which TeX ignores, so a space goes there.

use super::destination::is_end_of_text;
use super::{Out, without_controls};

impl Out {
    /// Appends a formula between dollar signs, or as code where these would not end it or end it early.
    pub fn formula(&mut self, tex: &str, display: bool, cell: bool) {
        let tex = apart(&without_controls(tex));
        if !is_closed(&tex) {
            return self.code(&tex, cell);
        }
        let fence = if display { "$$" } else { "$" };
        self.raw(fence);
        for c in tex.chars() {
            match c {
                '\n' => self.text.push(' '),
                '|' if cell => self.text.push_str("\\|"),
                _ => self.text.push(c),
            }
        }
        self.raw(fence);
    }
}

/// Returns the TeX with a space after each character that would begin markup.
fn apart(tex: &str) -> String {
    let mut apart = String::with_capacity(tex.len());
    for (at, c) in tex.char_indices() {
        apart.push(c);
        let rest = &tex[at + c.len_utf8()..];
        let begins = match c {
            '<' => rest.starts_with(|c: char| !c.is_ascii_whitespace()),
            // A definition, where the formula is at the start of a link's text.
            ']' => is_end_of_text(rest) || rest.starts_with(':'),
            _ => false,
        };
        if begins {
            apart.push(' ');
        }
    }
    apart
}

/// Whether nothing ends the formula early (no dollar sign, balanced braces) and its end begins nothing.
fn is_closed(tex: &str) -> bool {
    let (mut depth, mut escaped) = (0_i32, false);
    for c in tex.chars() {
        match c {
            '$' | '`' => return false,
            '{' if !escaped => depth += 1,
            '}' if !escaped => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
        escaped = c == '\\' && !escaped;
    }
    depth == 0 && !escaped && !tex.ends_with('<')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formula(tex: &str) -> String {
        let mut out = Out::default();
        out.formula(tex, false, false);
        out.text
    }

    #[test]
    fn markup_in_a_formula_is_broken_by_a_space() {
        assert_eq!(formula("<img src=x onerror=a>"), "$< img src=x onerror=a>$");
        assert_eq!(formula("<javascript:a>"), "$< javascript:a>$");
        assert_eq!(formula("[x](javascript:a) [b][c] [d]: e"), "$[x] (javascript:a) [b] [c] [d] : e$");
        assert_eq!(formula("]\u{1}(a"), "$] (a$");
        assert_eq!(formula("a <"), "`a <`");
    }

    #[test]
    fn harmless_tex_is_unchanged() {
        for tex in ["a < b", r"\frac{a}{b} \leq c", r"x_{[0,1]}", r"\left[a\right]"] {
            assert_eq!(formula(tex), format!("${tex}$"));
        }
    }
}

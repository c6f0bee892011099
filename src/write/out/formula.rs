//! A formula in Markdown: TeX between dollar signs, harmless where these are text.
//!
//! A reader that knows no formulas takes the TeX for Markdown. An element, an address between angle brackets and the
//! target of a link begin without a space, which TeX passes over: there it gets one.

use super::destination::is_end_of_text;
use super::{Out, without_controls};

impl Out {
    /// Appends a formula between dollar signs; as code where it would not end there, or could end too early.
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

/// The TeX with a space behind each sign that would begin something.
fn apart(tex: &str) -> String {
    let mut apart = String::with_capacity(tex.len());
    for (at, c) in tex.char_indices() {
        apart.push(c);
        let rest = &tex[at + c.len_utf8()..];
        let begins = match c {
            '<' => rest.starts_with(|c: char| !c.is_ascii_whitespace()),
            // A definition, where the formula stands at the start of a link's text.
            ']' => is_end_of_text(rest) || rest.starts_with(':'),
            _ => false,
        };
        if begins {
            apart.push(' ');
        }
    }
    apart
}

/// Whether nothing in the formula ends it early: no dollar sign, every brace with its partner; nor what begins at its end.
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
    fn what_would_be_alive_in_a_formula_stands_apart() {
        assert_eq!(formula("<img src=x onerror=a>"), "$< img src=x onerror=a>$");
        assert_eq!(formula("<javascript:a>"), "$< javascript:a>$");
        assert_eq!(formula("[x](javascript:a) [b][c] [d]: e"), "$[x] (javascript:a) [b] [c] [d] : e$");
        assert_eq!(formula("]\u{1}(a"), "$] (a$");
        assert_eq!(formula("a <"), "`a <`");
    }

    #[test]
    fn what_is_harmless_stays() {
        for tex in ["a < b", r"\frac{a}{b} \leq c", r"x_{[0,1]}", r"\left[a\right]"] {
            assert_eq!(formula(tex), format!("${tex}$"));
        }
    }
}

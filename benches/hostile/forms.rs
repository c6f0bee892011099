//! The forms of rules for measuring growth, each in its own file, and the measured function.

use std::hint::black_box;

use tamis::{Format, Formatter, Options, Rules};

#[derive(Debug)]
pub struct Form {
    pub name: &'static str,
    rules: &'static str,
}

/// Each form has selectors that match elements of the shapes, and some that almost match.
pub const FORMS: &[Form] = &[
    Form { name: "class", rules: "select = ['.x', '.y', 'div.held-not']" },
    Form {
        name: "descendant",
        rules: "select = ['#x div div p', 'div .x span .y', 'b i b i u', 'table table table q']",
    },
    Form {
        name: "child",
        rules: "select = ['div > div > p', 'div > span > div > u', 'li > div + p', 'p ~ p ~ p ~ u', 'td > table > tr']",
    },
    Form {
        name: "nth",
        rules: "select = ['u:nth-child(2n+1)', 'p:nth-of-type(3n+2) > u', ':nth-child(99999)', 'td:first-of-type > u']",
    },
    Form { name: "attribute", rules: "select = ['[class*=\"xx\"]', '[title^=x i]', '[href*=\"zz\"]', '[class~=zz]']" },
    Form {
        name: "held",
        rules: "select = ['div:not(.kept)', 'section', 'p', 'li', 'table']\ntext = { contains = ['no such text'], \
                regex = ['z+q$'] }\nmax-chars = 262144\n[[drop]]\nid = 'proof'\nselect = ['div', 'blockquote', 'li']\n\
                has = ['u.proof']",
    },
];

impl Form {
    /// Returns options with rules of this form only.
    pub fn options(&self) -> Options {
        let file = format!("format = 1\nid = 'generic/{}'\n[[drop]]\nid = 'rule'\n{}\n", self.name, self.rules);
        let rules = Rules::none().with_file(self.name, &file).expect("the rules are valid");
        Options::new().format(Format::Markdown).rules(rules)
    }
}

/// Cleans one page. The instructions between two returns of this function are counted.
#[inline(never)]
pub fn measured(page: &[u8], options: &Options) {
    let mut cleaner = tamis::Cleaner::new(options, Formatter::new(options, std::io::sink()));
    for chunk in page.chunks(crate::yardstick::CHUNK) {
        cleaner.write(chunk).expect("a sink takes everything");
    }
    black_box(cleaner.finish().expect("a sink takes everything"));
}

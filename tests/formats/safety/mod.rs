//! No active content in the output, for any field, any options and any reader.
//!
//! ```text
//! payload × field of a block, a mark or the metadata × format, links, images → output
//!     Markdown → two engines × {CommonMark, GitHub} × {with, without formulas} × {with, without footnotes} → HTML5
//!     front matter → YAML     JSON → decoded, and in a script element     HTML → HTML5     TEI → XML and our schema
//! ```
//!
//! A sample by default, with each field and each payload; everything with `TAMIS_ALL_PAGES=1`, in a release build.

mod fields;
mod payloads;
mod readers;

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use tamis::{Extract, Format, Formatter, Images, Links, Options, Sink};

use super::data;
use super::relaxng::Schema;
use fields::Input;

#[derive(Debug, Clone, Copy)]
struct Form {
    format: Format,
    links: Links,
    images: Images,
}

/// Returns every format with every option it supports.
fn forms() -> Vec<Form> {
    let mut forms = Vec::new();
    for format in [Format::Text, Format::Json] {
        forms.push(Form { format, links: Links::default(), images: Images::default() });
    }
    for format in [Format::Markdown, Format::Html, Format::Tei] {
        for links in [Links::Inline, Links::Reference, Links::None] {
            for images in [Images::Inline, Images::Alt, Images::None] {
                forms.push(Form { format, links, images });
            }
        }
    }
    forms
}

impl Form {
    fn options(self) -> Options {
        Options::new()
            .format(self.format)
            .links(self.links)
            .images(self.images)
            .front_matter(true)
            .collect_metadata(true)
    }

    /// Formats the blocks and the report.
    fn written(self, input: &Input) -> String {
        let mut formatter = Formatter::new(&self.options(), Vec::new());
        formatter.begin(&input.report).unwrap();
        for block in &input.blocks {
            formatter.block(block).unwrap();
        }
        formatter.finish(&input.report).unwrap();
        String::from_utf8(formatter.into_inner()).expect("output is UTF-8")
    }
}

/// Finds the faults of outputs in all formats.
struct Judge {
    schema: Schema,
    /// Hashes of parsed output found harmless: readers agree on most.
    harmless: HashSet<u64>,
}

impl Judge {
    fn new() -> Judge {
        let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tei.rng");
        Judge { schema: Schema::read(&fs::read_to_string(schema).unwrap()), harmless: HashSet::new() }
    }

    fn harm(&mut self, format: Format, output: &str) -> Vec<String> {
        let mut harm = readers::controls(output);
        harm.extend(match format {
            Format::Text => Vec::new(),
            Format::Json => readers::json(output),
            Format::Markdown => readers::markdown(output, &mut self.harmless),
            Format::Html => readers::html(output),
            Format::Tei => readers::tei(output, &self.schema),
            other => panic!("{other:?} has no check"),
        });
        harm
    }
}

/// Asserts that there are no faults; prints the first few.
#[track_caller]
fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults, such as\n{}", faults.len(), faults[..faults.len().min(12)].join("\n\n"));
}

#[test]
fn no_field_puts_active_content_into_the_output() {
    let (payloads, fields, forms) = (payloads::all(), fields::all(), forms());
    assert!(payloads.len() >= 200, "{} payloads", payloads.len());
    let (mut judge, mut faults) = (Judge::new(), Vec::new());
    let mut judge_one = |payload: &str, (name, field): &fields::Field, form: Form| {
        let output = form.written(&field(payload));
        let harm = judge.harm(form.format, &output);
        if !harm.is_empty() {
            faults.push(format!("{payload:?} as {name}, {form:?}: {harm:?} in\n{output}"));
        }
    };
    if data::wants_all() {
        for payload in &payloads {
            for field in &fields {
                forms.iter().for_each(|form| judge_one(payload, field, *form));
            }
        }
    } else {
        // Steps coprime to the numbers of payloads and forms meet all pairs in turn.
        let mut turn = 0;
        for round in 0..14 {
            for (number, field) in fields.iter().enumerate() {
                turn += 1;
                let payload = &payloads[(turn * 7 + round * 31 + number) % payloads.len()];
                // Markdown has the most readers.
                let form = if turn % 2 == 0 { 2 + turn / 2 % 9 } else { turn / 2 % forms.len() };
                judge_one(payload, field, forms[form]);
            }
        }
    }
    assert_none(&faults);
}

/// Regressions that no sample may omit: each was active content once.
#[test]
fn former_active_content_is_harmless() {
    let mut judge = Judge::new();
    let mut faults = Vec::new();
    for (page, what) in [
        ("<p>a <math alttext='&lt;img src=x onerror=alert(1)&gt;'></math> b", "a formula that is an element"),
        ("<p>a <math><annotation encoding=tex>&lt;img src=x onerror=alert(1)></annotation></math> b", "an annotation"),
        ("<p>a <span class=math data-math='&lt;img src=x onerror=alert(1)>'>x</span> b", "data-math"),
        ("<p>a <script type=math/tex><img src=x onerror=alert(1)></script> b", "a script of MathJax"),
        ("<p>a <math alttext='[x](javascript:alert(1))'></math> b", "a formula that is a link"),
        ("<p>a <math alttext='&lt;javascript:alert(1)&gt;'></math> b", "a formula that is an address"),
        ("<p>a<a href=#fn1>1</a><ol><li id=fn1>javascript:alert(1)</ol>", "a note that defines a link"),
        (
            "<p>a<a href=#fn1>1</a><ol><li id=fn1>javascript:alert(1) \"b\"</ol>",
            "a note that defines a link with a title",
        ),
        (
            "<p><a href=#fn1>1</a>: javascript:alert(1)<p>b<a href=#fn1>1</a><ol><li id=fn1>c</ol>",
            "a sign that defines",
        ),
        (
            "<p>a<a href=#fn1>1</a><ol><li id=fn1><pre>&lt;img src=x onerror=alert(1)>\n\nb</pre></ol>",
            "code behind the sign of a note",
        ),
        (
            "<p>a<a href=#fn1>1</a> <a href=/b title='&lt;img src=x onerror=alert(1)>'>c<a href=#fn1>1</a></a>\
             <ol><li id=fn1>d</ol>",
            "the title of a link that is none",
        ),
        ("<p><code>a</code><math alttext='`&lt;img src=x onerror=alert(1)>'></math>", "code beside code"),
        ("<html lang='a\u{1b}[31m\0b'><p>a", "the language"),
        ("<link rel=license href='/a\u{1b}[31m'><a rel=license href='x\u{1b}\0:'>b</a><p>c", "the licence"),
        ("<title>a\u{FFFE}\u{FFFF}b</title><p>c", "noncharacters"),
        ("<pre class=language-c++>a</pre><pre class='language-c#'>b</pre>", "a language with a sign"),
        ("<title>a<!-- </title><p>b &lt;!-- &lt;script> c", "a comment in a script"),
    ] {
        for form in forms() {
            let options = form.options().extract(Extract::All).encoding("utf-8").unwrap();
            let output = tamis::clean(page.as_bytes(), &options).unwrap().text;
            let harm = judge.harm(form.format, &output);
            if !harm.is_empty() {
                faults.push(format!("{what}, {form:?}: {harm:?} in\n{output}"));
            }
        }
    }
    assert_none(&faults);
}

/// Asserts that the readers detect active content; otherwise the tests above could not fail.
#[test]
fn active_content_is_detected() {
    let seen = |markdown: &str| !readers::markdown(markdown, &mut HashSet::new()).is_empty();
    for markdown in [
        "$<img src=x onerror=alert(1)>$",
        "a[^1]\n\n[^1]: javascript:alert(1) \"b\"",
        "[a](javascript:b)",
        "<javascript:a>",
        "---\ntitle: \"<b onclick=a>\"\n---\n",
        "[^1]: ```\n    <img src=x onerror=alert(1)>\n\n    a\n    ```",
    ] {
        assert!(seen(markdown), "{markdown}");
    }
    for markdown in ["a *b* [c](/d) `<i>`\n\n| e |\n| --- |\n| f[^1] |\n\n[^1]: g", "- [x] a ~~b~~ $c$ <kbd>d</kbd>"] {
        assert!(!seen(markdown), "{markdown}");
    }
    assert!(!readers::json("{\"a\": \"<!-- <script>\"}\n").is_empty());
    assert!(!readers::json("{\"a\": \"\\u001b\"}\n").is_empty());
    assert!(!readers::controls("a\u{9b}").is_empty());
    assert!(!readers::html("<!DOCTYPE html><title></title><p onclick=a>").is_empty());
}

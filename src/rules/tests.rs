//! Every rule file in the repository is good, and does what its own tests say.

use std::fs;
use std::path::{Path, PathBuf};

use super::file::{self, FileKind, RuleFile, RuleTest};
use super::{Rules, builtin};
use crate::{Document, InputForm, Options, clean};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rule_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rule_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn run(test: &RuleTest, rules: &Rules, folder: &Path) -> Document {
    let mut options = Options::new().rules(rules.clone());
    if let Some(url) = &test.url {
        options = options.url(url).unwrap();
    }
    let page = match (&test.file, &test.html, &test.text) {
        (Some(file), _, _) => fs::read(folder.join(file)).unwrap(),
        (_, Some(html), _) => html.clone().into_bytes(),
        (_, _, Some(text)) => {
            options = options.input(InputForm::Text);
            text.clone().into_bytes()
        }
        _ => unreachable!("a test has one input"),
    };
    clean(&page, &options).unwrap()
}

fn check(file: &RuleFile, test: &RuleTest, document: &Document) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expect = |holds: bool, what: String| {
        if !holds {
            wrong.push(format!("{}:{}: {what}", file.file, test.line));
        }
    };
    let body = match &document.report.title {
        Some(title) => document.text.strip_prefix(title.as_str()).unwrap_or(&document.text).trim(),
        None => document.text.trim(),
    };
    if test.title.is_some() {
        expect(document.report.title == test.title, format!("the title is {:?}", document.report.title));
    }
    for start in &test.starts {
        expect(body.starts_with(start.as_str()), format!("does not start with {start:?}"));
    }
    for end in &test.ends {
        expect(body.ends_with(end.as_str()), format!("does not end with {end:?}"));
    }
    for phrase in &test.contains {
        expect(document.text.contains(phrase), format!("does not contain {phrase:?}"));
    }
    for phrase in &test.absent {
        expect(!document.text.contains(phrase), format!("still contains {phrase:?}"));
    }
    for rule in &test.fires {
        let fired = document.blocks.iter().filter_map(|block| block.reason.as_ref()?.rule());
        let id = if rule.contains('#') { rule.clone() } else { format!("{}#{rule}", file.id) };
        expect(fired.map(|rule| &rule.id).any(|fired| *fired == id), format!("{id} does not fire"));
    }
    wrong
}

#[test]
fn every_rule_file_passes_its_own_tests() {
    let mut wrong = Vec::new();
    for folder in ["rules", "corpus/rules"].map(|folder| root().join(folder)) {
        for path in rule_files(&folder) {
            let source = fs::read_to_string(&path).unwrap();
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            let parsed = file::parse(&name, &source).unwrap_or_else(|error| panic!("{error}"));
            let embedded = builtin::FILES.iter().any(|(_, embedded)| *embedded == source);
            let rules = if embedded { Rules::builtin() } else { Rules::builtin().with_file(&name, &source).unwrap() };
            if parsed.kind == FileKind::Site && parsed.tests.is_empty() {
                wrong.push(format!("{name}: a site file needs a [[test]]"));
            }
            for test in &parsed.tests {
                wrong.extend(check(&parsed, test, &run(test, &rules, path.parent().unwrap())));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_file_is_embedded_and_good() {
    let mut embedded = Rules::none();
    for (name, source) in builtin::FILES {
        embedded = embedded.with_file(name, source).unwrap_or_else(|error| panic!("{error}"));
    }
    let files = rule_files(&root().join("rules"));
    assert_eq!(files.len(), builtin::FILES.len());
    for path in files {
        let name = format!("builtin:{}", path.strip_prefix(root().join("rules")).unwrap().display());
        assert!(builtin::FILES.iter().any(|(listed, _)| *listed == name), "{name} is not in src/rules/builtin.rs");
    }
}

#[test]
fn a_site_is_chosen_by_url_or_by_what_the_page_says() {
    let source =
        "format = 1\nid = 'site/x'\nhosts = ['x.example']\n[content]\nselect = 'main'\n[[test]]\nhtml = '<main>a'\n";
    let options = Options::new().rules(Rules::none().with_file("x.toml", source).unwrap());
    let body = "<body><p>menu</p><main><p>text</p></main>";
    for head in [
        "<link rel='x canonical' href=https://www.x.example/a>",
        "<meta property=og:url content=https://x.example/>",
        "<base href=https://x.example/dir/>",
        "<title>T</title><script>var x</script><noscript><img src=p></noscript><link rel=canonical href=http://x.example>",
    ] {
        let document =
            clean(format!("<html><head>{head}</head>{body}").as_bytes(), &options.clone().title(false)).unwrap();
        assert_eq!(document.text, "text\n", "{head}");
    }
    let other = clean(body.as_bytes(), &options.clone().url("https://notx.example/").unwrap()).unwrap();
    assert_eq!(other.text, "menu\n\ntext\n");
    let chosen = clean(body.as_bytes(), &options.url("https://x.example/").unwrap()).unwrap();
    assert_eq!(chosen.text, "text\n");
}

#[test]
fn a_content_container_that_never_comes_loses_nothing() {
    let options = Options::new().rules(Rules::none().with_select(".none").unwrap());
    let document = clean(b"<p>one<p>two", &options).unwrap();
    assert_eq!(document.text, "one\n\ntwo\n");
}

#[test]
fn an_unwrapped_element_leaves_its_contents() {
    let source = "format = 1\nid = 'generic/x'\n[[drop]]\nid = 'u'\nselect = 'a.g'\ndrop = 'contents'\n";
    let rules = Rules::none().with_file("x.toml", source).unwrap();
    let options = Options::new().format(crate::Format::Markdown).rules(rules);
    let document = clean(b"<p>a <a class=g href=http://x.example>b</a> c", &options).unwrap();
    assert_eq!(document.text, "a b c\n");
}

#[test]
fn a_removed_element_ends_where_the_standard_ends_it() {
    let options = Options::new().rules(Rules::none().with_remove(".s").unwrap());
    for page in [
        "<p class=s>S<p>Body",
        "<ul><li class=s>S<li>Body</ul>",
        "<p>Bo<span class=s>S</span>dy</p>",
        "<div><h2 class=s>S</h3><p>Body",
        "<table><tr><td class=s>S<td>Body</table>",
        "<div class=s><table><tr><td></div>S</table></div>Body",
        "<a class=s>S<a>Body</a>",
    ] {
        let text = clean(page.as_bytes(), &options).unwrap().text;
        assert_eq!(text.trim().trim_start_matches("- "), "Body", "{page}");
    }
}

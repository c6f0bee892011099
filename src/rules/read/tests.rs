//! Tests reading rule files, and the errors for invalid ones.

use super::*;
use crate::rules::file::{DropScope, TextAction};
use crate::rules::parse;

const TOP: &str = "format = 1\nid = 'site/x'\nhosts = 'x.example'\n";

fn error_of(body: &str) -> RuleError {
    parse("rules/x.toml", &format!("{TOP}{body}")).expect_err(body)
}

#[test]
fn rules_have_positions() {
    let source = format!(
        "{TOP}note = 'n'\nupdated = 2025-01-01\n[content]\nselect = 'article'\n[[drop]]\nid = 'a'\nkind = 'share'\nselect = ['.a', \"\"\"\n.b\"\"\"]\ndrop = 'contents'\n\
         [[text]]\nid = 'b'\nis = '{{n}} x'\naction = 'drop-match'\n[[test]]\nhtml = '<p>'\nstarts = ['a', 'b']\n"
    );
    for source in [source.clone(), format!("\u{feff}{source}"), source.replace('\n', "\r\n")] {
        let file = read("x.toml", &source).unwrap();
        assert_eq!((file.id.as_str(), file.kind, file.hosts.len()), ("site/x", FileKind::Site, 1));
        let content = file.content.unwrap();
        assert_eq!((content.line, content.select[0].line), (6, 7));
        let drop = &file.drops[0];
        assert_eq!((drop.line, drop.kind.as_str(), drop.scope.clone()), (8, "share", DropScope::Contents));
        for selector in content.select.iter().chain(&drop.select) {
            assert_eq!(source[selector.span.clone()], *selector.text);
        }
        assert_eq!(drop.select[1].line, 12);
        assert_eq!((file.texts[0].line, file.texts[0].kind.as_str()), (14, "boilerplate"));
        assert_eq!(file.texts[0].action, TextAction::DropMatch);
        assert_eq!(file.tests[0].starts, ["a", "b"]);
    }
}

#[test]
fn the_rule_files_of_the_corpus_are_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/pages");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let file = read(&path.to_string_lossy(), &source).unwrap_or_else(|error| panic!("{error}"));
        assert!(file.content.is_some() || !file.texts.is_empty() || !file.drops.is_empty());
        count += 1;
    }
    assert!(count > 0);
}

#[test]
fn unknown_keys_get_a_suggestion() {
    let error = error_of("[[drop]]\nid = 'a'\nslect = ['h2']\n");
    assert_eq!(
        error.to_string(),
        "error: unknown key `slect`\n --> rules/x.toml:6:1\n  |\n6 | slect = ['h2']\n  | ^^^^^\nhelp: did you mean `select`?"
    );
    assert!(error_of("zzzzzz = 1").help().unwrap().starts_with("the keys here are: format"));
}

#[test]
fn errors_point_at_wrong_values() {
    for (body, line, message) in [
        ("[[drop]]\nid = 'a'", 4, "`select` is missing"),
        ("[[drop]]\nselect = 'a'", 4, "`id` is missing"),
        ("[[drop]]\nid = 'a'\nselect = ''", 6, "an empty string in `select`"),
        ("[[drop]]\nid = 'a'\nselect = ['b', 3]", 6, "`select` holds a number, not a string"),
        ("[[drop]]\nid = 'a'\nselect = 'b'\nkind = 'comment'", 7, "`kind` cannot be `comment`"),
        ("[[text]]\nid = 'a'", 4, "`is` is missing"),
        ("[[text]]\nid = 'a'\nis = '{titel}'", 6, "unknown placeholder `{titel}`"),
        (
            "[[text]]\nid = 'a'\nis = 'x'\n[[drop]]\nid = 'a'\nselect = 'b'",
            8,
            "duplicate id `a`: the rule at line 5 has it already",
        ),
        ("[drop]\nid = 'a'", 4, "`drop` is a table, not a list of tables"),
        ("[[test]]\ntitle = 'a'", 4, "`file` is missing"),
        ("paths = 'news/*'", 4, "a path begins with `/`"),
        ("[detect]\nneed = 2\nselect = 'a'", 5, "`need` is 2, but the number of signs is 1"),
        ("[detect]\nneed = 0", 5, "`need` is a whole number from 1 to 16"),
        ("[meta]\ntitle = '@content'", 5, "`@` needs a selector before it and an attribute after it"),
        ("[[replace]]\nfind = 'a'", 4, "`with` is missing"),
        ("[[drop]]\nid = 'a'\nselect = 'b'\ndrop = 'enclosing:'", 7, "`` is not the name of an element"),
        ("[[drop]]\nid = 'a'\nselect = 'b'\ndrop = 'sections'", 7, "`drop` cannot be `sections`"),
        ("[[drop]]\nid = 'a'\nselect = 'b'\nmax-chars = 'x'", 7, "`max-chars` is a whole number from 1 to 262144"),
        ("[[drop]]\nid = 'a'\nselect = 'b'\ntext = {}", 7, "`is` is missing"),
        ("[[text]]\nid = 'a'\nregex = '(a'", 6, "not a regular expression: unclosed group"),
        ("[[text]]\nid = 'a'\nregex = 'a'\nall = 1", 7, "`all` holds a number, not true or false"),
        ("[[text]]\nid = 'a'\nis = 'b'\ncapture = { group = 1 }", 7, "`to` is missing"),
        ("name = 'a\u{202e}'", 4, "bidi control U+202E in a rule file"),
        ("name = \"a\\u202e\"", 4, "bidi control U+202E in `name`"),
    ] {
        let error = error_of(body);
        assert_eq!((error.line(), error.message()), (line, message), "{error}");
    }
    assert_eq!(error_of("[[drop]]\nid='a'\nselect='b'\nkind='comment'").help(), Some("did you mean `comments`?"));
}

#[test]
fn top_level_keys_are_checked() {
    let message = |source: &str| read("x", source).unwrap_err().message().to_owned();
    assert_eq!(message(""), "`format` is missing");
    assert_eq!(message("format = 2\nnew = 1"), "format 2 is unknown to this version");
    assert_eq!(message("format = 1"), "`id` is missing");
    assert_eq!(message("format = 1\nid = 'site/x'"), "`hosts` is missing");
    assert!(message("format = 1\nid = 'x'").starts_with("unknown kind of file"));
    assert!(message("format = 1\nid = 'site/x'\nhosts = 'http://a'").starts_with("a host has no scheme"));
    assert_eq!(read("x", "format = 1\nid = 'x'\nkind = 'lang'").unwrap().kind, FileKind::Lang);
}

#[test]
fn toml_errors_have_positions() {
    let error = error_of("[[drop]\nid = 'a'\n");
    assert_eq!(error.line(), 4);
    assert!(!error.message().is_empty());
    assert_eq!(error_of("name = 'a'\nname = 'b'").line(), 5);
}

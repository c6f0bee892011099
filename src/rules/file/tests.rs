//! What rule files say, and how wrong ones are refused.

use super::*;
use crate::rules::RuleError;

const TOP: &str = "format = 1\nid = 'site/x'\nhosts = 'x.example'\n";

fn error_of(body: &str) -> RuleError {
    parse("rules/x.toml", &format!("{TOP}{body}")).expect_err(body)
}

#[test]
fn a_file_is_read_with_the_places_of_its_rules() {
    let source = format!(
        "{TOP}note = 'n'\nupdated = 2025-01-01\n[content]\nselect = 'article'\n[[drop]]\nid = 'a'\nkind = 'share'\nselect = ['.a', \"\"\"\n.b\"\"\"]\ndrop = 'contents'\n\
         [[text]]\nid = 'b'\nis = '{{n}} x'\naction = 'drop-match'\n[[test]]\nhtml = '<p>'\nstarts = ['a', 'b']\n"
    );
    for source in [source.clone(), format!("\u{feff}{source}"), source.replace('\n', "\r\n")] {
        let file = parse("x.toml", &source).unwrap();
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
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/rules");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let source = std::fs::read_to_string(&path).unwrap();
        let file = parse(&path.to_string_lossy(), &source).unwrap_or_else(|error| panic!("{error}"));
        assert!(file.content.is_some() || !file.texts.is_empty() || !file.drops.is_empty());
        count += 1;
    }
    assert!(count > 0);
}

#[test]
fn an_unknown_key_is_refused_with_the_key_that_was_meant() {
    let error = error_of("[[drop]]\nid = 'a'\nslect = ['h2']\n");
    assert_eq!(
        error.to_string(),
        "error: unknown key `slect`\n --> rules/x.toml:6:1\n  |\n6 | slect = ['h2']\n  | ^^^^^\nhelp: did you mean `select`?"
    );
    assert!(error_of("zzzzzz = 1").help().unwrap().starts_with("the keys here are: format"));
}

#[test]
fn wrong_values_are_pointed_at() {
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
        ("[detect]\nneed = 2\nselect = 'a'", 5, "`need` is 2, but only 1 can be met"),
        ("[detect]\nneed = 0", 5, "`need` is a whole number from 1 to 16"),
        ("[meta]\ntitle = '@content'", 5, "a selector and an attribute stand around `@`"),
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
fn the_top_of_the_file_is_checked() {
    let message = |source: &str| parse("x", source).unwrap_err().message().to_owned();
    assert_eq!(message(""), "`format` is missing");
    assert_eq!(message("format = 2\nnew = 1"), "format 2 is not known to this version");
    assert_eq!(message("format = 1"), "`id` is missing");
    assert_eq!(message("format = 1\nid = 'site/x'"), "`hosts` is missing");
    assert!(message("format = 1\nid = 'x'").starts_with("what the file is for is not known"));
    assert!(message("format = 1\nid = 'site/x'\nhosts = 'http://a'").starts_with("a host has no scheme"));
    assert_eq!(parse("x", "format = 1\nid = 'x'\nkind = 'lang'").unwrap().kind, FileKind::Lang);
}

#[test]
fn errors_of_toml_itself_have_a_place_too() {
    let error = error_of("[[drop]\nid = 'a'\n");
    assert_eq!(error.line(), 4);
    assert!(!error.message().is_empty());
    assert_eq!(error_of("name = 'a'\nname = 'b'").line(), 5);
}

//! Tests hostile rule files: each is read, or refused with a message, and pages stay within bounds under those that are
//! read.
//!
//! `benches/rule_files.py` measures their cost in time and memory.

#[path = "../benches/hostile/rule_files.rs"]
mod shapes;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tamis::{Extract, Options, RuleError, Rules, clean};

/// Enough items for some shapes to be refused, few enough for a test.
const COUNT: usize = 1_100;

fn read(source: &str) -> Result<Rules, RuleError> {
    Rules::none().with_file("x.toml", source)
}

#[test]
fn every_shape_is_read_or_refused_with_position_and_advice() {
    let mut refused = Vec::new();
    for shape in shapes::ALL {
        for count in [1, 40, COUNT] {
            let Err(error) = read(&shape.source(count)) else { continue };
            let message = error.to_string();
            assert!(message.contains("--> x.toml:") && message.contains('^'), "{}: {message}", shape.name);
            assert!(error.help().is_some(), "nothing says what to do: {}: {message}", shape.name);
            assert!(message.len() < 2_000, "{}: {} bytes of message", shape.name, message.len());
            refused.push(shape.name);
        }
    }
    refused.dedup();
    assert!(refused.len() > shapes::ALL.len() / 4, "the bounds are met by too few: {refused:?}");
}

#[test]
fn pages_stay_within_their_bound_under_every_shape() {
    for shape in shapes::ALL {
        let Some(rules) = [COUNT, 100, 8, 1].into_iter().find_map(|count| read(&shape.source(count)).ok()) else {
            continue;
        };
        let page = shape.page(4_000);
        let options = Options::new().extract(Extract::Rules).rules(rules);
        let text = clean(page.as_bytes(), &options).unwrap().text;
        assert!(text.len() <= 8 * page.len() + (64 << 10), "{}: {} of {}", shape.name, text.len(), page.len());
    }
}

#[test]
fn replacements_stop_when_the_page_is_twice_as_long() {
    let source = format!("format = 1\nid = 'generic/x'\n[[replace]]\nfind = 'a'\nwith = '{}'\n", "b".repeat(1000));
    let options = Options::new().extract(Extract::Rules).rules(read(&source).unwrap());
    let page = "<p>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".repeat(1000);
    let text = clean(page.as_bytes(), &options).unwrap().text;
    assert!(text.starts_with("bbb") && text.len() < 3 * page.len(), "{}", text.len());
}

#[test]
fn replacements_keep_marks_in_place() {
    let source =
        "format = 1\nid = 'generic/x'\n[[replace]]\nfind = 'aa'\nwith = 'c'\n[[replace]]\nfind = 'b'\nwith = 'ddd'\n";
    let options = Options::new().extract(Extract::Rules).format(tamis::Format::Markdown).rules(read(source).unwrap());
    let page = "<p>aa <b>b aa</b> b<i>aax</i> <b>a</b><b>a</b>";
    assert_eq!(clean(page.as_bytes(), &options).unwrap().text, "c **ddd c** ddd*cx* **c**\n");
}

#[test]
fn large_collections_are_read() {
    let classes: String = (0..50_000).map(|n| format!("'.some-class-{n}',\n")).collect();
    let rules = read(&format!("format = 1\nid = 'generic/x'\n[[drop]]\nid = 'a'\nselect = [\n{classes}]\n")).unwrap();
    let options = Options::new().extract(Extract::Rules).rules(rules);
    assert_eq!(clean(b"<p class=some-class-49999>Buy<p>Text", &options).unwrap().text, "Text\n");

    let site = |n: usize| {
        format!(
            "format = 1\nid = 'site/s{n}'\nhosts = ['s{n}.example']\n[content]\nselect = ['div.article-{n}']\n\
             [[drop]]\nid = 'p'\nselect = ['.promo-{n}', '.x > .y{n}']\n[[text]]\nid = 't'\nstarts = ['Read more {n}']\n"
        )
    };
    let sites = (0..2_000).fold(Rules::none(), |rules, n| rules.with_file(&format!("s{n}"), &site(n)).unwrap());
    let options = Options::new().extract(Extract::Rules).rules(sites).url("https://s1999.example/").unwrap();
    let page = "<p>Menu<div class=article-1999><p>Text<p>Read more 1999";
    assert_eq!(clean(page.as_bytes(), &options).unwrap().text, "Text\n");
}

#[test]
fn the_cost_of_all_files_together_is_limited() {
    let file = |n: usize| {
        let expressions: String = (0..16).map(|i| format!("'a{n}b{i}',")).collect();
        format!("format = 1\nid = 'generic/g{n}'\n[[text]]\nid = 't'\nregex = [{expressions}]\n")
    };
    let two = (0..2).fold(Rules::none(), |rules, n| rules.with_file("x", &file(n)).unwrap());
    let error = two.with_file("third.toml", &file(2)).unwrap_err();
    assert!(error.message().contains("more than 32 regular expressions in all rule files together"), "{error}");
    assert!(error.to_string().contains("--> third.toml:1:1"), "{error}");
    let site = file(3).replace("generic/g3", "site/s").replace("[[text]]", "hosts = 's.example'\n[[text]]");
    assert!(two.with_file("site.toml", &site).is_ok());
}

#[test]
fn a_file_that_is_called_builtin_is_read_like_any_other() {
    let source = "format = 1\nid = 'generic/x'\n[[text]]\nid = 'a'\nregex = '(['\n";
    assert!(Rules::none().with_file("builtin:x.toml", source).is_err());
    let page = "format = 1\nid = 'generic/page'\n";
    let error = Rules::builtin().with_file("builtin:y.toml", page).map(|rules| rules.files().count());
    assert_eq!(error.unwrap(), Rules::builtin().files().count(), "it takes the place of the built-in file");
}

fn folder(name: &str) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rule_files").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamis"));
    command.args(arguments).current_dir(folder).env("XDG_CONFIG_HOME", folder).stdin(std::process::Stdio::null());
    command.output().unwrap()
}

#[track_caller]
fn assert_says(output: &Output, status: i32, part: &str) {
    let all = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{all}");
    assert!(all.contains(part), "{all:?} does not say {part:?}");
}

const GOOD: &str = "format = 1\nid = 'generic/good'\n[[drop]]\nid = 'a'\nselect = '.a'\n[[test]]\nhtml = '<p class=a>a<p>b'\nends = 'b'\nfires = 'a'\n";

#[test]
fn an_oversized_file_is_not_read_to_its_end() {
    let folder = folder("large");
    let file = fs::File::create(folder.join("large.toml")).unwrap();
    // A sparse file takes no space.
    file.set_len(1 << 40).unwrap();
    for arguments in [&["--rules", "large.toml"][..], &["rules", "check", "."], &["rules", "test", "large.toml"]] {
        assert_says(&run(&folder, arguments), 2, "large.toml: it is larger than 2097152 bytes");
    }
    let fills = format!("{GOOD}#{}", "x".repeat(Rules::MOST_FILE_BYTES));
    let error = read(&fills).unwrap_err();
    assert!(error.message().contains("more than 2097152 bytes"), "{error}");
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_read() {
    use std::os::unix::fs::symlink;
    let folder = folder("regular");
    fs::create_dir(folder.join("zero")).unwrap();
    symlink("/dev/zero", folder.join("zero/a.toml")).unwrap();
    fs::create_dir(folder.join("pipe")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.join("pipe/a.toml")).status().unwrap().success());
    for name in ["zero", "pipe"] {
        let file = format!("{name}/a.toml");
        for path in [name, file.as_str()] {
            for arguments in [&["--rules", path][..], &["rules", "check", path], &["rules", "test", path]] {
                assert_says(&run(&folder, arguments), 2, &format!("{name}/a.toml: it is not a regular file"));
            }
        }
    }
    // The user's own rules are read the same way.
    fs::create_dir_all(folder.join("tamis")).unwrap();
    fs::rename(folder.join("pipe"), folder.join("tamis/rules")).unwrap();
    for arguments in
        [&["rules", "list"][..], &["rules", "show", "generic/page"], &["rules", "which", "http://a.example"]]
    {
        assert_says(&run(&folder, arguments), 2, "it is not a regular file");
    }
    // A link to a file is read like the file.
    let linked = folder.join("linked");
    fs::create_dir(&linked).unwrap();
    fs::write(folder.join("good.txt"), GOOD).unwrap();
    symlink("../good.txt", linked.join("a.toml")).unwrap();
    assert_says(&run(&linked, &["rules", "check", "a.toml"]), 0, "1 file, 0 errors");
}

#[cfg(unix)]
#[test]
fn links_between_folders_are_followed_once() {
    use std::os::unix::fs::symlink;
    let folder = folder("loops");
    // Each folder has two links to the next: 2^24 paths lead to the last one, and one back to the first.
    for n in 0..24 {
        fs::create_dir(folder.join(format!("f{n}"))).unwrap();
        for link in ["x", "y"] {
            symlink(format!("../f{}", (n + 1) % 24), folder.join(format!("f{n}/{link}"))).unwrap();
        }
    }
    fs::write(folder.join("f23/good.toml"), GOOD).unwrap();
    for arguments in [&["rules", "check", "f0"][..], &["rules", "test", "."]] {
        assert_says(&run(&folder, arguments), 0, "1 file");
    }
}

#[cfg(unix)]
#[test]
fn tests_read_pages_below_the_folder_of_their_file_only() {
    use std::os::unix::fs::symlink;
    let folder = folder("pages");
    fs::create_dir_all(folder.join("rules/below")).unwrap();
    fs::write(folder.join("secret"), "secret").unwrap();
    let with = |name: &str| GOOD.replace("html = '<p class=a>a<p>b'", &format!("file = '{name}'"));
    for name in ["../secret", "below/../../secret", "/etc/passwd"] {
        fs::write(folder.join("rules/a.toml"), with(name)).unwrap();
        for arguments in [&["rules", "test", "rules"][..], &["rules", "check", "rules"]] {
            let output = run(&folder, arguments);
            assert_says(&output, 2, "the file of a test must be in the folder of the rule file, or below it");
        }
    }
    symlink("../../secret", folder.join("rules/below/link")).unwrap();
    symlink("../..", folder.join("rules/below/up")).unwrap();
    symlink("/dev/zero", folder.join("rules/below/zero")).unwrap();
    for name in ["below/link", "below/up/secret", "below/zero"] {
        fs::write(folder.join("rules/a.toml"), with(name)).unwrap();
        assert_says(&run(&folder, &["rules", "test", "rules"]), 1, "it is not below the folder of the rule file");
    }
    assert!(Command::new("mkfifo").arg(folder.join("rules/below/pipe")).status().unwrap().success());
    fs::write(folder.join("rules/a.toml"), with("below/pipe")).unwrap();
    assert_says(&run(&folder, &["rules", "test", "rules"]), 1, "it is not a regular file");
    fs::write(folder.join("rules/below/page.html"), "<p class=a>a<p>b").unwrap();
    fs::write(folder.join("rules/a.toml"), with("./below/page.html")).unwrap();
    assert_says(&run(&folder, &["rules", "test", "rules"]), 0, "1 test, 0 failed");
}

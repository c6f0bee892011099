//! Tests the output of `tamis rules`, and the rules in the user's own directory.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A directory for one test with rule files; `user/` is the user's configuration.
struct Sandbox(PathBuf);

impl Sandbox {
    fn new(name: &str) -> Sandbox {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rules_cli").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("user/tamis/rules")).unwrap();
        Sandbox(folder)
    }

    fn file(&self, name: &str, content: &str) -> &Sandbox {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tamis"))
            .args(arguments)
            .current_dir(&self.0)
            .env("XDG_CONFIG_HOME", self.0.join("user"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }
}

#[track_caller]
fn assert_output(output: &Output, status: i32, stdout: &str, stderr: &str) {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{out}{err}");
    assert_eq!(out, stdout, "{err}");
    assert_eq!(err, stderr);
}

#[track_caller]
fn assert_says(output: &Output, status: i32, parts: &[&str]) {
    let all = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{all}");
    for part in parts {
        assert!(all.contains(part), "{all:?} does not say {part:?}");
    }
}

/// Returns a generic file that removes `.promo`, with a test that expects `ends`.
fn promo(id: &str, ends: &str) -> String {
    format!(
        "format = 1\nid = 'generic/{id}'\n[[drop]]\nid = 'promo'\nselect = '.promo'\n\
         [[test]]\nhtml = '<p>Text<p class=promo>Buy'\nends = '{ends}'\nfires = 'promo'\n"
    )
}

const SITE: &str = "format = 1\nid = 'site/s'\nhosts = ['s.example', '=m.s.example']\ndisable = 'generic/page#aside'\n\
    [content]\nselect = 'main'\n[[test]]\nurl = 'https://s.example/'\nhtml = '<p>Menu<main><p>Text</main>'\n\
    absent = 'Menu'\n";

#[test]
fn check_shows_errors_and_warnings_with_positions() {
    let sandbox = Sandbox::new("check");
    sandbox.file("good/a.toml", &promo("a", "Text"));
    assert_output(&sandbox.run(&["rules", "check", "good"], ""), 0, "1 file, 0 errors, 0 warnings\n", "");

    sandbox.file("weak.toml", &promo("weak", "Text").replace("'.promo'", "'[class*=ro]'"));
    let warning = "warning: `ro` occurs in many unrelated names\n --> weak.toml:5:11\n  |\n\
        5 | select = '[class*=ro]'\n  |           ^^^^^^^^^^^\n\
        help: write the whole class (`.ad`), its beginning (`[class^=\"ad-\"]`), or a longer piece\n\n";
    assert_output(&sandbox.run(&["rules", "check", "weak.toml"], ""), 0, "1 file, 0 errors, 1 warning\n", warning);

    sandbox.file("bad/key.toml", &promo("b", "Text").replace("select", "slect"));
    let other = promo("c", "Text").replace("promo", "offer");
    sandbox.file("bad/twice.toml", &other).file("bad/twice2.toml", &other);
    sandbox.file("bad/untested.toml", "format = 1\nid = 'site/u'\nhosts = 'u.example'\n");
    let output = sandbox.run(&["rules", "check", "good/a.toml", "bad"], "");
    assert_says(
        &output,
        2,
        &[
            "--> bad/key.toml:5:1",
            "did you mean `select`?",
            "duplicate id `generic/c`: `bad/twice.toml` has it already",
            "error: a site file needs a [[test]]\n --> bad/untested.toml:1:1",
            "5 files, 3 errors, 0 warnings\n",
        ],
    );
    assert_says(&sandbox.run(&["rules", "check", "none.toml"], ""), 2, &["cannot read the rules at none.toml"]);
}

#[test]
fn files_that_are_checked_together_may_refer_to_each_other() {
    let sandbox = Sandbox::new("together");
    sandbox.file("all/site.toml", &SITE.replace("disable", "extends = 'family/f'\ndisable"));
    let alone = sandbox.run(&["rules", "check", "all"], "");
    assert_says(&alone, 0, &["`family/f` cannot be extended", "1 warning\n"]);
    sandbox.file("all/x.toml", "format = 1\nid = 'family/f'\n[[text]]\nid = 't'\nis = 'Share'\n");
    assert_output(&sandbox.run(&["rules", "check", "all"], ""), 0, "2 files, 0 errors, 0 warnings\n", "");
    // `rules test` reads the files together as well.
    let used = SITE.replace("disable", "extends = 'family/f'\ndisable").replace("<p>Text", "<p>Share<p>Text");
    sandbox.file("all/site.toml", &used.replace("absent = 'Menu'", "absent = 'Share'"));
    assert_says(&sandbox.run(&["rules", "test", "all"], ""), 0, &["ok      all/site.toml: 1 test\n"]);
}

#[test]
fn test_reports_failures_with_their_line() {
    let sandbox = Sandbox::new("test");
    sandbox.file("a.toml", &promo("a", "Text")).file("b.toml", &promo("b", "More")).file("c.toml", "format = 1\n");
    sandbox.file("d.toml", "format = 1\nid = 'generic/d'\n");
    assert_output(
        &sandbox.run(&["rules", "test", "a.toml", "b.toml", "d.toml"], ""),
        1,
        "ok      a.toml: 1 test\nFAILED  b.toml: 1 of 1 test\n  b.toml:6: does not end with \"More\" but with \"Text\"\n\
         none    d.toml: no tests\n3 files, 2 tests, 1 failed\n",
        "",
    );
    assert_says(
        &sandbox.run(&["rules", "test", "."], ""),
        2,
        &["--> ./c.toml:1:1", "4 files, 2 tests, 1 failed, 1 file invalid"],
    );
}

#[test]
fn tests_read_pages_beside_their_file() {
    let sandbox = Sandbox::new("beside");
    let rules = promo("a", "Text").replace("html = '<p>Text<p class=promo>Buy'", "file = 'page.html'");
    sandbox.file("rules/a.toml", &rules).file("rules/page.html", "<p>Text<p class=promo>Buy");
    assert_says(&sandbox.run(&["rules", "test", "rules"], ""), 0, &["1 file, 1 test, 0 failed"]);
    sandbox.file("rules/a.toml", &rules.replace("page.html", "none.html"));
    assert_says(&sandbox.run(&["rules", "test", "rules"], ""), 1, &["rules/a.toml:6: cannot read \"none.html\""]);
}

#[test]
fn the_built_in_files_pass_their_tests() {
    let output = Sandbox::new("built-in").run(&["rules", "test"], "");
    assert_says(&output, 0, &["ok      builtin:generic/page.toml", "0 failed\n"]);
}

#[test]
fn list_and_show_know_built_in_files_and_the_users_own() {
    let sandbox = Sandbox::new("list");
    sandbox.file("user/tamis/rules/mine.toml", SITE);
    let output = sandbox.run(&["rules", "list"], "");
    let shown = String::from_utf8(output.stdout).unwrap();
    let column = |line: &str, cell: &str| line.find(cell).unwrap_or_else(|| panic!("{line}"));
    let lines: Vec<&str> = shown.lines().collect();
    let page = lines.iter().find(|line| line.starts_with("generic/page ")).unwrap();
    let site = lines.iter().find(|line| line.starts_with("site/s ")).unwrap();
    assert_eq!(column(lines[0], "KIND"), column(site, " site ") + 1);
    assert_eq!(column(lines[0], "HOSTS"), column(site, "s.example =m.s.example"));
    assert_eq!(column(lines[0], "FILE"), column(page, "builtin:generic/page.toml"));
    assert!(site.ends_with("mine.toml"), "{site}");

    let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/generic/page.toml")).unwrap();
    assert_output(&sandbox.run(&["rules", "show", "generic/page"], ""), 0, &source, "");
    assert_output(&sandbox.run(&["rules", "show", "site/s"], ""), 0, SITE, "");
    assert_says(&sandbox.run(&["rules", "show", "site/none"], ""), 2, &["there is no rule file `site/none`"]);
}

#[test]
fn which_says_what_is_in_force_and_why() {
    let sandbox = Sandbox::new("which");
    sandbox.file("user/tamis/rules/mine.toml", SITE);
    let lines = |url: &str| -> Vec<String> {
        let output = sandbox.run(&["rules", "which", url], "");
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        String::from_utf8(output.stdout).unwrap().lines().map(words).collect()
    };
    let site = lines("https://www.s.example/a");
    let page = "generic/page all pages, without generic/page#aside builtin:";
    assert!(site.iter().any(|line| line.starts_with(page)), "{site:?}");
    assert!(site.last().unwrap().starts_with("site/s host s.example "), "{site:?}");
    assert_eq!(lines("https://else.example/").last().unwrap(), "No rule file is specific to else.example.");
    // A host alone, with a port or a path.
    for host in ["s.example", "www.s.example:8080", "S.Example/a/b"] {
        assert!(lines(host).last().unwrap().starts_with("site/s host s.example "), "{host}");
    }
    assert_says(&sandbox.run(&["rules", "which", "a b"], ""), 2, &["`a b` is neither an address nor a host"]);
    sandbox.file("more.toml", &SITE.replace("site/s", "site/t").replace("s.example", "t.example"));
    let output = sandbox.run(&["rules", "which", "t.example", "--rules", "more.toml"], "");
    assert_says(&output, 0, &["site/t", "host t.example", "more.toml"]);
}

#[test]
fn user_rules_apply_to_every_run() {
    let sandbox = Sandbox::new("user");
    let page = "<nav>Home</nav><p class=promo>Buy</p><p>Text</p>";
    assert_output(&sandbox.run(&[], page), 0, "Buy\n\nText\n", "");
    sandbox.file("user/tamis/rules/deep/mine.toml", &promo("mine", "Text"));
    assert_output(&sandbox.run(&[], page), 0, "Text\n", "");
    assert_output(&sandbox.run(&["--no-rules"], page), 0, "Home\n\nBuy\n\nText\n", "");
    // A file replaces the built-in file with the same id.
    sandbox.file("user/tamis/rules/deep/mine.toml", &promo("page", "Text"));
    assert_output(&sandbox.run(&[], page), 0, "Home\n\nText\n", "");
}

#[test]
fn an_invalid_user_rule_file_gets_advice() {
    let sandbox = Sandbox::new("user-wrong");
    sandbox.file("user/tamis/rules/mine.toml", &promo("mine", "Text").replace("select", "slect"));
    for arguments in [&[][..], &["rules", "list"]] {
        let output = sandbox.run(arguments, "<p>Text");
        assert_says(&output, 2, &["mine.toml:5:1", "did you mean `select`?", "note: all files in ", "--no-rules"]);
    }
    assert_output(&sandbox.run(&["--no-rules"], "<p>Text"), 0, "Text\n", "");
    assert_says(&sandbox.run(&["rules", "check"], ""), 2, &["mine.toml:5:1", "1 error"]);
}

#[test]
fn all_invalid_rule_files_are_told_at_once() {
    let sandbox = Sandbox::new("all-wrong");
    sandbox.file("r/a.toml", &promo("a", "Text").replace("select", "slect"));
    sandbox.file("r/b.toml", &promo("b", "Text").replace("'.promo'", "'p:has(a)'"));
    sandbox.file("r/c.toml", &promo("c", "Text"));
    let both = ["--> r/a.toml:5:1", "did you mean `select`?", "--> r/b.toml:5:", ":has"];
    assert_says(&sandbox.run(&["--rules", "r"], "<p>Text"), 2, &both);
    assert_says(&sandbox.run(&["rules", "which", "s.example", "--rules", "r"], ""), 2, &both);
    let copy = |name: &str| fs::read_to_string(sandbox.0.join("r").join(name)).unwrap();
    sandbox.file("user/tamis/rules/a.toml", &copy("a.toml")).file("user/tamis/rules/b.toml", &copy("b.toml"));
    assert_says(&sandbox.run(&[], "<p>Text"), 2, &["a.toml:5:1", "b.toml:5:", "note: all files in "]);
}

#[test]
fn check_and_test_look_at_the_same_files() {
    let sandbox = Sandbox::new("same-files");
    sandbox.file("user/tamis/rules/mine.toml", &promo("mine", "Text"));
    let files = |output: Output| {
        let shown = String::from_utf8(output.stdout).unwrap();
        shown.lines().last().unwrap().split(',').next().unwrap().to_owned()
    };
    assert_eq!(files(sandbox.run(&["rules", "check"], "")), files(sandbox.run(&["rules", "test"], "")));
    assert_says(&sandbox.run(&["rules", "test"], ""), 0, &["mine.toml: 1 test"]);
}

#[test]
fn check_refuses_a_test_that_names_a_rule_there_is_not() {
    let sandbox = Sandbox::new("fires");
    for (fires, is_known) in [
        ("promo", true),
        ("generic/a#promo", true),
        ("generic/page#aside", true),
        ("prom", false),
        ("generic/a#x", false),
        ("none#x", false),
    ] {
        sandbox
            .file("a.toml", &promo("a", "Text").replace("fires = 'promo'", &format!("fires = ['promo', '{fires}']")));
        let output = sandbox.run(&["rules", "check", "a.toml"], "");
        let told = format!("`fires` names `{fires}`, and there is no such rule");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(said.contains(&told), !is_known, "{fires}: {said}");
        assert_eq!(output.status.code(), Some(if is_known { 0 } else { 2 }), "{fires}: {said}");
    }
}

#[test]
fn a_page_may_be_called_rules() {
    let sandbox = Sandbox::new("called-rules");
    sandbox.file("rules", "<p>Text");
    assert_output(&sandbox.run(&["./rules"], ""), 0, "Text\n", "");
    assert_says(&sandbox.run(&["rules"], ""), 2, &["Usage: tamis rules <COMMAND>"]);
}

#[test]
fn the_short_help_is_one_screen() {
    let output = Command::new(env!("CARGO_BIN_EXE_tamis")).arg("-h").env("COLUMNS", "80").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(help.contains("rules  Check, test, list and show rule files"), "{help}");
    assert!(help.lines().count() <= 50, "{help}");
}

#[test]
fn explanations_name_the_rules_that_released_text() {
    let sandbox = Sandbox::new("let-go");
    let rule =
        "format = 1\nid = 'generic/a'\n[[drop]]\nid = 'box'\nselect = 'div'\ntext = { is = 'Buy' }\nmax-chars = 5\n";
    sandbox.file("a.toml", rule);
    let page = "<div>More than five bytes</div>";
    let line = "released: generic/a#box held more than its limit\n";
    assert_output(
        &sandbox.run(&["--extract", "rules", "--rules", "a.toml", "--explain"], page),
        0,
        "More than five bytes\n",
        line,
    );
    let output = sandbox.run(&["--extract", "rules", "--rules", "a.toml", "--explain=json"], page);
    let line: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(line, serde_json::json!({ "input": "standard input", "released": "generic/a#box" }));
    assert_output(&sandbox.run(&["--rules", "a.toml"], page), 0, "More than five bytes\n", "");
}

#[test]
fn rule_files_in_the_guide_are_valid_and_pass_their_tests() {
    let guide = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/README.md")).unwrap();
    let mut count = 0;
    for block in guide.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()) {
        let mut no_files = |_: &str| Err(std::io::ErrorKind::NotFound.into());
        let checked =
            tamis::Rules::builtin().check("guide.toml", block, &mut no_files).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((checked.failures.as_slice(), checked.lints.as_slice()), (&[][..], &[][..]), "{block}");
        assert!(checked.tests > 0, "{block}");
        count += 1;
    }
    assert!(count >= 4, "the guide shows whole files");
}

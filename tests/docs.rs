//! Runs every `console` block of README.md and docs/formats.md, compares the README's exit statuses with the help, and
//! checks the example in rules/README.md.

use std::fs;
use std::path::Path;
use std::process::Command;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// Returns the fenced blocks of a language.
fn blocks<'a>(document: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    document.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[cfg(unix)]
#[test]
fn console_blocks_show_the_actual_output() {
    for (document, least) in [("README.md", 3), ("docs/formats.md", 3)] {
        assert_console_blocks(&read(document), least);
    }
}

/// Asserts that the document runs at least `least` commands and shows their actual output.
#[cfg(unix)]
#[track_caller]
fn assert_console_blocks(document: &str, least: usize) {
    let binaries = Path::new(env!("CARGO_BIN_EXE_tamis")).parent().unwrap();
    let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap());
    // A folder outside the repository, because commands write files.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documents");
    fs::create_dir_all(&folder).unwrap();
    let corpus = folder.join("corpus");
    let _ = fs::remove_file(&corpus);
    std::os::unix::fs::symlink(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), corpus).unwrap();
    let mut ran = 0;
    for block in blocks(document, "console") {
        for step in block.split("$ ").skip(1) {
            let (command, expected) = step.split_once('\n').unwrap();
            let output = Command::new("sh")
                .args(["-c", &format!("{{ {command}; }} 2>&1")])
                .env("PATH", &path)
                // A folder without user rules.
                .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
                .current_dir(&folder)
                .output()
                .unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{command}");
            ran += 1;
        }
    }
    assert!(ran >= least, "only {ran} commands");
}

#[test]
fn the_help_and_the_readme_list_the_same_exit_statuses() {
    let help = Command::new(env!("CARGO_BIN_EXE_tamis")).arg("--help").output().unwrap().stdout;
    let help = String::from_utf8(help).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    let readme = read("README.md");
    let (_, table) = readme.split_once("### Exit status").unwrap();
    let rows: Vec<String> = table
        .lines()
        .skip(4)
        .map_while(|row| row.strip_prefix("| ")?.strip_suffix(" |"))
        .map(|row| row.replace(" | ", " ").replace('`', ""))
        .collect();
    assert_eq!(rows.len(), 4);
    assert!(help.ends_with(&rows.join(" ")), "{help}\ndoes not end with\n{}", rows.join(" "));
}

#[test]
fn the_example_of_the_rule_guide_works() {
    let guide = read("rules/README.md");
    let example = blocks(&guide, "toml")[0];
    let rules = tamis::Rules::builtin().with_file("harbor.toml", example).unwrap_or_else(|error| panic!("{error}"));
    let options = tamis::Options::new().rules(rules).url("https://www.harbor.example/tide").unwrap();
    let page = "<body><p>Menu</p><div class=article-body><p>The tide is in.</p><p class=promo-box>Subscribe!</p>\
                <p>Read also: Boats</p></div>";
    assert_eq!(tamis::clean(page.as_bytes(), &options).unwrap().text, "The tide is in.\n");
}

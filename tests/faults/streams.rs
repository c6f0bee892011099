//! Standard streams that are closed or unusable, and messages that a terminal shows.

use std::fs;

use crate::{assert_status, assert_stdout, file, path, shell};

#[test]
fn closed_streams_act_like_empty_ones_and_never_like_another_file() {
    let page = file("closed-streams.html", b"<p>Boil water.");
    // The system reuses the number of a closed stream for the next opened file.
    let written = path("closed-streams.txt");
    for closed in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"] {
        let output = shell(&format!("\"$TAMIS\" -o \"$2\" \"$1\" no-such-page.html {closed}"), &[&page, &written]);
        assert_eq!(output.status.code(), Some(1), "{closed}");
        assert_eq!(fs::read_to_string(&written).unwrap(), "Boil water.\n", "{closed}");
    }
    assert_status(&shell("\"$TAMIS\" \"$1\" >&-", &[&page]), 0, "");
    let output = shell("\"$TAMIS\" <&-", &[]);
    assert_status(&output, 0, "");
    assert_stdout(&output, b"");
}

#[test]
fn streams_opened_in_the_wrong_mode_are_errors() {
    let page = file("wrong-way.html", b"<p>Boil water.");
    let other = file("wrong-way.txt", b"other");
    let output = shell("\"$TAMIS\" \"$1\" 1< \"$2\"", &[&page, &other]);
    assert_status(&output, 2, "tamis: cannot write the output: Bad file descriptor");
    let output = shell("\"$TAMIS\" - \"$1\" 0>> \"$2\"", &[&page, &other]);
    assert_status(&output, 1, "tamis: standard input: cannot read: Bad file descriptor");
    assert_stdout(&output, b"Boil water.\n");
    let output = shell("\"$TAMIS\" - \"$1\" < /", &[&page]);
    assert_status(&output, 1, "tamis: standard input: cannot read: Is a directory");
    assert_stdout(&output, b"Boil water.\n");
    assert_eq!(fs::read(&other).unwrap(), b"other");
}

#[test]
fn unwritable_messages_change_nothing_else() {
    let page = file("no-messages.html", b"<p>Boil water.<nav>Home</nav><p cla");
    let broken = "{ sleep 0.1; \"$TAMIS\" --explain \"$1\" 3>&1 1>&2 2>&3; echo $? >&2; } | true";
    for line in ["\"$TAMIS\" --explain \"$1\" 2> /dev/full; echo $?", "\"$TAMIS\" \"$1\" 2>&-; echo $?"] {
        assert_stdout(&shell(line, &[&page]), b"Boil water.\n1\n");
    }
    assert_eq!(String::from_utf8_lossy(&shell(broken, &[&page]).stderr), "Boil water.\n1\n");
}

#[test]
fn no_message_can_control_a_terminal_or_forge_another() {
    let evil = "a\u{1b}[31m\u{202e}b\u{9b}c\ntamis: d\r";
    for arguments in [
        "\"$1\"",
        "-o \"/nowhere/$1\" /dev/null",
        "--rules \"$1\"",
        "--format \"$1\"",
        "\"--$1\"",
        "--url \"$1\"",
        "--encoding \"$1\"",
        "--remove \"$1[\"",
        "rules \"$1\"",
        "rules check \"$1\"",
        "rules show \"$1\"",
        "rules which \"$1\"",
        "rules which \"https://$1/\"",
    ] {
        let output = shell(&format!("\"$TAMIS\" {arguments}"), &[evil]);
        let shown = String::from_utf8_lossy(&output.stderr).into_owned();
        // An address that cannot be parsed is only a warning.
        let statuses = if arguments.starts_with("--url") { 0..=0 } else { 1..=2 };
        assert!(output.status.code().is_some_and(|code| statuses.contains(&code)), "{arguments}: {shown:?}");
        assert!(!shown.is_empty(), "{arguments}");
        let obeyed = |c: char| c.is_control() && c != '\n' && c != '\t' || c == '\u{202e}';
        assert!(!shown.contains(obeyed), "{arguments}: {shown:?}");
    }
    let output = shell("\"$TAMIS\" \"$1\"", &[evil]);
    assert_status(&output, 1, "tamis: a\\u{1b}[31m\\u{202e}b\\u{9b}c\\ntamis: d\\r: cannot open: No such file");
}

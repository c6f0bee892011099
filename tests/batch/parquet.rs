//! `--to parquet`: a table with the content of the JSON lines, equally complete and crash-safe.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;

use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::{Field, Row};
use serde_json::Value;

use crate::archive::{self, Response};
use crate::{assert_status, done, folder, output, run, shown, tree};

fn rows(table: &Path) -> Vec<Row> {
    let reader = SerializedFileReader::new(File::open(table).unwrap()).unwrap();
    reader.get_row_iter(None).unwrap().map(Result::unwrap).collect()
}

fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Str(text) => text.as_str().into(),
        Field::Long(number) => (*number).into(),
        Field::Bool(flag) => (*flag).into(),
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        other => panic!("unexpected type: {other:?}"),
    }
}

/// Returns the cells of a line: those of `metadata` under their names, those of `record` with a prefix.
fn cells(line: &Value) -> Vec<(String, Value)> {
    let mut cells = Vec::new();
    for (key, value) in line.as_object().unwrap() {
        match (&**key, value) {
            ("metadata", Value::Object(known)) => cells.extend(known.clone()),
            ("record", Value::Object(known)) => {
                cells.extend(known.iter().map(|(key, value)| (format!("record_{key}"), value.clone())));
            }
            _ => cells.push((key.clone(), value.clone())),
        }
    }
    for (_, value) in cells.iter_mut().filter(|(key, _)| key == "degraded") {
        *value = value.to_string().into();
    }
    cells.sort_by(|a, b| a.0.cmp(&b.0));
    cells
}

#[test]
fn a_row_has_the_content_of_the_json_line() {
    let folder = folder("parquet-rows");
    let inputs = folder.join("in");
    fs::create_dir_all(&inputs).unwrap();
    fs::write(inputs.join("a.warc.gz"), archive::corpus(1)).unwrap();
    fs::write(inputs.join("b.html"), [Response::TEA.body, b"<p>And a cup of it. <a hre"].concat()).unwrap();
    // More text than a row may have, without repetition.
    let pots: String = (0..500_000).map(|number| format!("pot {number} ")).collect();
    fs::write(inputs.join("c.html"), format!("<article><p>{pots}</article>")).unwrap();
    let (lines, table) = (folder.join("x.jsonl"), folder.join("x.parquet"));
    for (form, output) in [("jsonl", &lines), ("parquet", &table)] {
        run(&[&shown(&inputs), "--to", form, "-o", &shown(output)]);
    }
    let lines: Vec<Value> =
        fs::read_to_string(lines).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let rows = rows(&table);
    assert_eq!((lines.len(), rows.len()), (archive::pages().len() + 2, archive::pages().len() + 2));
    let mut seen = BTreeSet::new();
    for (line, row) in lines.iter().zip(&rows) {
        let columns = row.get_column_iter().map(|(name, field)| (name.clone(), value(field)));
        let mut columns: Vec<_> = columns.filter(|(_, value)| !value.is_null()).collect();
        columns.sort_by(|a, b| a.0.cmp(&b.0));
        assert!(columns == cells(line), "{} in the row, {line} in the line", row);
        seen.extend(columns.into_iter().map(|(name, _)| name));
    }
    for column in ["authors", "cut", "degraded", "record_offset", "record_cut", "title", "url"] {
        assert!(seen.contains(column), "no page has {column}");
    }
}

#[test]
fn parquet_does_not_depend_on_the_number_of_threads() {
    output::threads_change_nothing_in(&[("x.parquet", "parquet"), ("x/", "parquet")]);
}

#[test]
fn a_table_without_pages_is_valid() {
    let folder = folder("parquet-empty");
    let (page, table) = (folder.join("a.html"), folder.join("x.parquet"));
    fs::write(&page, "<nav>x</nav>").unwrap();
    done(&[&shown(&page), "--to", "parquet", "-o", &shown(&table)]);
    assert!(rows(&table).is_empty());
}

#[test]
fn an_unreadable_input_leaves_a_table_of_the_others() {
    let folder = folder("parquet-failed");
    let (page, gone) = (folder.join("page.html"), folder.join("gone.html"));
    fs::write(&page, Response::TEA.body).unwrap();
    let arguments = [&shown(&gone), &shown(&page), "--to", "parquet", "-o"];
    let table = folder.join("x.parquet");
    assert_status(&run(&[&arguments[..], &[&shown(&table)]].concat()), 1, "gone.html: cannot open");
    assert_eq!(rows(&table).len(), 1);
    let tables = folder.join("tables");
    assert_status(&run(&[&arguments[..], &[&format!("{}/", shown(&tables))]].concat()), 1, "gone.html: cannot open");
    let names: Vec<String> = tree(&tables).iter().map(|(name, _)| shown(name)).collect();
    assert_eq!(names, ["page.html.parquet"]);
}

#[cfg(unix)]
#[test]
fn a_resumed_parquet_file_equals_that_of_a_run_never_killed() {
    crate::kill::kill_and_resume("parquet-kill", &[("x.parquet", &["--to", "parquet", "-j", "2"])], 3);
    crate::kill::kill_and_resume("parquet-kills", &[("x/", &["--to", "parquet", "-j", "2"])], 3);
}

/// Kills the run while it writes the table: at the first byte, at the last, and around the rename.
#[cfg(target_os = "linux")]
#[test]
fn a_table_interrupted_by_a_kill_is_written_again() {
    let folder = folder("parquet-close");
    let archive = shown(folder.join("a.warc.gz"));
    fs::write(&archive, archive::corpus(1)).unwrap();
    let out = folder.join("out");
    fs::create_dir(&out).unwrap();
    let (whole, table) = (shown(folder.join("whole.parquet")), shown(out.join("x.parquet")));
    done(&[&archive, "--to", "parquet", "-o", &whole]);
    let arguments = [&archive, "--to", "parquet", "-o", &table, "--resume", "-j", "1"];
    let (new, part) = (format!("{table}.tamis/table"), format!("{table}.tamis/part"));
    for (fault, reached, message) in [
        ("write:signal=KILL:when=1", &new, None),
        ("write:signal=KILL:when=3", &new, None),
        ("fsync:signal=KILL:when=1", &new, None),
        ("rename:signal=KILL:when=1", &new, None),
        ("unlink:signal=KILL:when=1", &part, None),
        ("write:error=ENOSPC:when=1", &new, Some("No space left on device")),
        ("fsync:error=EIO:when=1", &new, Some("Input/output error")),
    ] {
        let Some(ended) = crate::faults::with_faults(fault, reached, &arguments) else { return };
        match message {
            None => assert_ne!(ended.status.code(), Some(0), "{fault} was not reached"),
            Some(message) => {
                assert_status(&ended, 2, &format!("cannot write {table}: {message}"));
                assert!(!fs::exists(&table).unwrap(), "{fault}");
            }
        }
        done(&arguments);
        assert!(fs::read(&whole).unwrap() == fs::read(&table).unwrap(), "{fault}");
        assert_eq!(tree(&out).len(), 1, "{fault}: files remain beside the table");
        fs::remove_file(&table).unwrap();
    }
}

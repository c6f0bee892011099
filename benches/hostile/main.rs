//! The driver of the hostile benches: writes shapes, cleans them with the yardstick or tamis, and finds new ones.
//!
//! ```text
//! hostile list [promised]              names of the shapes
//! hostile write NAME BYTES             a shape, to standard output
//! hostile yardstick                    lol_html's own text handler over standard input
//! hostile growth NAME BYTES...         tamis over a shape of each length, with each form of rules (see growth.py)
//! hostile rules                        names of the hostile rule files
//! hostile rules NAME FOLDER BYTES      one of them at its maximum size, and a page for it (see rule_files.py)
//! hostile find SECONDS                 search for shapes whose cost grows faster than their length
//! ```

mod find;
mod forms;
mod rule_files;
mod shapes;
#[path = "../yardstick/mod.rs"]
mod yardstick;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use shapes::Shape;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!(
                "usage: hostile list [promised] | write NAME BYTES | yardstick | growth NAME BYTES... | \
                 rules [NAME FOLDER BYTES] | find SECONDS"
            );
            ExitCode::from(2)
        }
        // The reader may close the pipe early.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hostile: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes `most.toml`, the largest accepted file of a shape, `over.toml`, twice as large, and `page.html`.
fn write_rule_file(shape: &rule_files::RuleFile, folder: &Path, bytes: usize) -> io::Result<()> {
    let is_read = |count: usize| tamis::Rules::none().with_file("x.toml", &shape.source(count)).is_ok();
    let is_beyond = |count: usize| !is_read(count) || shape.source(count).len() > tamis::Rules::MOST_FILE_BYTES;
    let mut beyond = 1;
    while !is_beyond(beyond) && beyond < 1 << 22 {
        beyond *= 2;
    }
    let mut most = beyond / 2;
    while beyond - most > 1 + most / 64 {
        let middle = most.midpoint(beyond);
        *(if is_beyond(middle) { &mut beyond } else { &mut most }) = middle;
    }
    std::fs::write(folder.join("most.toml"), shape.source(most))?;
    std::fs::write(folder.join("over.toml"), shape.source(2 * most.max(1)))?;
    std::fs::write(folder.join("page.html"), shape.page(bytes))?;
    println!("{most}");
    Ok(())
}

/// Runs the command; `false` for wrong arguments.
fn run(arguments: &[&str]) -> io::Result<bool> {
    let number = |text: &&str| text.parse::<usize>().ok();
    match arguments {
        ["list"] => shapes::all().for_each(|shape| println!("{}", shape.name)),
        ["list", "promised"] => shapes::PROMISED.iter().for_each(|shape| println!("{}", shape.name)),
        ["write", name, bytes] => {
            let (Some(shape), Some(bytes)) = (Shape::named(name), number(bytes)) else { return Ok(false) };
            let mut out = io::stdout().lock();
            shape.write(bytes, &mut out)?;
            out.flush()?;
        }
        ["yardstick"] => println!("{}", yardstick::text_handler(io::stdin().lock())?),
        ["growth", name, lengths @ ..] => {
            let (Some(shape), Some(lengths)) = (Shape::named(name), lengths.iter().map(number).collect()) else {
                return Ok(false);
            };
            let lengths: Vec<usize> = lengths;
            for form in forms::FORMS {
                let options = form.options();
                // Triggers lazy loading.
                forms::measured(&shape.page(64), &options);
                for &length in &lengths {
                    forms::measured(&shape.page(length), &options);
                }
            }
        }
        ["rules"] => rule_files::ALL.iter().for_each(|shape| println!("{}", shape.name)),
        ["rules", name, folder, bytes] => {
            let shape = rule_files::ALL.iter().find(|shape| shape.name == *name);
            let (Some(shape), Some(bytes)) = (shape, number(bytes)) else { return Ok(false) };
            write_rule_file(shape, Path::new(folder), bytes)?;
        }
        ["find", seconds] => match number(seconds) {
            Some(seconds) => find::find(seconds as u64),
            None => return Ok(false),
        },
        _ => return Ok(false),
    }
    Ok(true)
}

//! The driver of the hostile benches: writes shapes, reads them with the yardstick or with tamis, finds new ones.
//!
//! ```text
//! hostile list [promised]              the names of the shapes
//! hostile write NAME BYTES             one of them, to standard output
//! hostile yardstick                    lol_html's own text handler over standard input
//! hostile growth NAME BYTES...         tamis over a shape of each length, with each form of rules (see growth.py)
//! hostile find SECONDS                 looks for shapes that cost more than their length
//! ```

mod find;
mod forms;
mod shapes;
#[path = "../yardstick/mod.rs"]
mod yardstick;

use std::io::{self, Write};
use std::process::ExitCode;

use shapes::Shape;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!(
                "usage: hostile list [promised] | write NAME BYTES | yardstick | growth NAME BYTES... | find SECONDS"
            );
            ExitCode::from(2)
        }
        // Whoever reads the shape may have seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hostile: {error}");
            ExitCode::FAILURE
        }
    }
}

/// False if the arguments are not right.
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
                // What is loaded when it is first needed is loaded here.
                forms::measured(&shape.page(64), &options);
                for &length in &lengths {
                    forms::measured(&shape.page(length), &options);
                }
            }
        }
        ["find", seconds] => match number(seconds) {
            Some(seconds) => find::find(seconds as u64),
            None => return Ok(false),
        },
        _ => return Ok(false),
    }
    Ok(true)
}

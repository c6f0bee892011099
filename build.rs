//! Prepares what is built in, so that the command starts in three milliseconds instead of ten: the rule files, and the
//! model of main content. A broken rule file is an error of the build that names the line.

#![allow(dead_code, reason = "the modules are those of the library, which uses the rest of them")]

use std::env;
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

#[path = "src/hash.rs"]
mod hash;
#[path = "src/line.rs"]
mod line;

#[path = "src/classify/model_file.rs"]
mod model_file;

#[path = "src/error"]
mod error {
    mod rule;

    pub use rule::RuleError;
    pub(crate) use rule::bidi_control;
}

#[path = "src/rules"]
mod rules {
    pub(crate) mod file;
    pub(crate) mod host;
    pub(crate) mod prepared;
    pub(crate) mod read;

    pub(crate) mod phrase {
        mod form;
        pub(crate) mod normalise;
    }
}

/// The folders of `rules/`, in the order in which files are read.
const FOLDERS: [&str; 4] = ["generic", "lang", "family", "site"];

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo knows the modules above.
    for used in ["build.rs", "rules", "src/classify/model.txt"] {
        println!("cargo::rerun-if-changed={used}");
    }
    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let model = fs::read_to_string("src/classify/model.txt")?;
    let lines = model_file::parse(&model)?.into_iter().map(|(_, line)| line);
    fs::write(folder.join("model.bin"), model_file::to_bytes(lines))?;

    let mut sources = String::from("&[\n");
    let mut files = Vec::new();
    for path in rule_files()? {
        let name = format!("builtin:{path}");
        match rules::read::read(&name, &fs::read_to_string(Path::new("rules").join(&path))?) {
            Ok(file) => files.push(file),
            // Each line of a message needs the prefix.
            Err(error) => error.to_string().lines().for_each(|line| println!("cargo::error={line}")),
        }
        let source = format!(r#"include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/{path}"))"#);
        sources.push_str(&format!("    ({name:?}, {source}),\n"));
    }
    sources.push_str("]\n");
    fs::write(folder.join("rule_files.rs"), sources)?;
    fs::write(folder.join("rules.bin"), rules::prepared::write(files, rules::phrase::normalise::fold_phrase))?;
    Ok(())
}

/// Returns the paths below `rules/`, with `/` on every system.
fn rule_files() -> io::Result<Vec<String>> {
    let mut paths = Vec::new();
    for folder in FOLDERS {
        let Ok(entries) = fs::read_dir(Path::new("rules").join(folder)) else { continue };
        let mut names = entries
            .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
            .collect::<io::Result<Vec<_>>>()?;
        names.retain(|name| name.ends_with(".toml"));
        names.sort();
        paths.extend(names.into_iter().map(|name| format!("{folder}/{name}")));
    }
    Ok(paths)
}

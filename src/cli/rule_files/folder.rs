//! Lists the rule files below a folder: each folder once, whatever links lead to it, and no more than a run may read.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The most rule files below one folder. Some 2,000 sites are a large collection.
const MOST_FILES: usize = 5_000;

/// The most entries that are looked at, so that a folder of something else is told soon.
const MOST_ENTRIES: usize = 100_000;

/// The `.toml` files below a folder, in the order of their names.
pub fn rule_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut seen = BTreeSet::from([folder.canonicalize()?]);
    let mut folders = vec![folder.to_owned()];
    let mut entries = 0;
    while let Some(folder) = folders.pop() {
        let mut below = Vec::new();
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            entries += 1;
            if entries > MOST_ENTRIES {
                return Err(io::Error::other(format!("more than {MOST_ENTRIES} files and folders are below it")));
            }
            if path.is_dir() {
                below.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                files.push(path);
            }
        }
        if files.len() > MOST_FILES {
            return Err(io::Error::other(format!("more than {MOST_FILES} rule files are below it")));
        }
        // Of two names of one folder the first counts, on every machine.
        below.sort();
        for path in below.into_iter().rev() {
            // Links may lead back, and to one folder by many ways.
            if seen.insert(path.canonicalize()?) {
                folders.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

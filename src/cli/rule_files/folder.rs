//! Lists the rule files below a folder: each folder once, whatever links point to it, up to a cap.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Maximum rule files below one folder. 2,000 sites are a large collection.
const MOST_FILES: usize = 5_000;

/// Maximum folder entries read, so that a wrong folder is reported soon.
const MOST_ENTRIES: usize = 100_000;

/// Returns the `.toml` files below a folder, in name order.
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
                return Err(io::Error::other(format!("it contains more than {MOST_ENTRIES} files and folders")));
            }
            if path.is_dir() {
                below.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                files.push(path);
            }
        }
        if files.len() > MOST_FILES {
            return Err(io::Error::other(format!("it contains more than {MOST_FILES} rule files")));
        }
        // Sorted, so that of two links to a folder the same one is followed on every machine.
        below.sort();
        for path in below.into_iter().rev() {
            // Links may form loops, or lead to the same folder twice.
            if seen.insert(path.canonicalize()?) {
                folders.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

//! Finds and reads rule files: named ones, and those in the user's own directory.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use tamis::Rules;

use super::message;

/// Maximum bytes of a page named by a test.
const MOST_PAGE: usize = 2 << 20;

/// Maximum bytes of all pages named by the tests of a rule file, because a test takes as long as its page.
const MOST_PAGES: usize = 16 << 20;

/// Maximum bytes of all rule files of one argument.
const MOST_SOURCES: usize = 8 << 20;

/// Maximum rule files below one folder. 2,000 sites are a large collection.
const MOST_FILES: usize = 5_000;

/// Maximum folder entries read, so that a wrong folder is reported soon.
const MOST_ENTRIES: usize = 100_000;

/// The source of a rule file.
#[derive(Debug, Clone)]
pub struct RuleSource {
    pub name: String,
    pub source: String,
    /// The directory of the file; `None` for a built-in file.
    folder: Option<PathBuf>,
}

impl RuleSource {
    fn read(path: &Path) -> Result<RuleSource> {
        let name = message::name(path);
        let source = read_regular(path, Rules::MOST_FILE_BYTES)
            .with_context(|| format!("cannot read the rule file {}", message::name(path)))?;
        let Ok(source) = String::from_utf8(source) else {
            bail!("{} is not UTF-8: rule files are UTF-8 text", message::name(path));
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(RuleSource { name, source, folder: Some(folder.to_owned()) })
    }

    /// Returns a reader for the pages of its tests: regular files below its folder, after resolving links.
    pub fn pages(&self) -> impl FnMut(&str) -> io::Result<Vec<u8>> + '_ {
        let left = Cell::new(MOST_PAGES);
        move |name| {
            let Some(folder) = &self.folder else {
                return Err(io::Error::new(io::ErrorKind::NotFound, "a built-in file has no files beside it"));
            };
            let path = folder.join(name).canonicalize()?;
            if !path.starts_with(folder.canonicalize()?) {
                return Err(io::Error::other("it is not below the folder of the rule file"));
            }
            let page = read_regular(&path, MOST_PAGE.min(left.get()))?;
            left.set(left.get() - page.len());
            Ok(page)
        }
    }
}

/// Reads the file, or all rule files below the directory in name order.
pub fn at(path: &Path) -> Result<Vec<RuleSource>> {
    let files = below(path)?;
    if files.is_empty() {
        bail!("no .toml file in {}", message::name(path));
    }
    read_all(&files)
}

pub fn builtin() -> Vec<RuleSource> {
    let owned =
        |(name, source): (&str, &str)| RuleSource { name: name.to_owned(), source: source.to_owned(), folder: None };
    Rules::builtin_files().map(owned).collect()
}

/// Reads the rule files in the user's own directory, if it exists.
pub fn of_user() -> Result<Vec<RuleSource>> {
    let Some(folder) = user_folder().filter(|folder| folder.is_dir()) else { return Ok(Vec::new()) };
    below(&folder).and_then(|files| read_all(&files)).map_err(|error| leave_out(&error))
}

/// Returns the built-in rules, then the user's.
pub fn standing() -> Result<Rules> {
    let (rules, errors) = with_files(Rules::builtin(), &of_user()?);
    if errors.is_empty() { Ok(rules) } else { Err(leave_out(&anyhow!(errors.join("\n\n")))) }
}

/// Adds files to rules; returns what is wrong with each invalid one.
fn with_files(rules: Rules, files: &[RuleSource]) -> (Rules, Vec<String>) {
    files.iter().fold((rules, Vec::new()), |(rules, mut errors), file| {
        match rules.with_file(&file.name, &file.source) {
            Ok(more) => (more, errors),
            Err(error) => {
                errors.push(error.to_string());
                (rules, errors)
            }
        }
    })
}

/// Adds the rule files at these paths. Tells all that is wrong with them at once.
pub fn with_named(rules: Rules, paths: &[PathBuf]) -> Result<Rules> {
    let files = paths.iter().map(|path| at(path)).collect::<Result<Vec<_>>>()?.concat();
    let (rules, errors) = with_files(rules, &files);
    if errors.is_empty() { Ok(rules) } else { Err(anyhow!(errors.join("\n\n"))) }
}

/// Returns `$XDG_CONFIG_HOME/tamis/rules`, or the same below `~/.config`.
fn user_folder() -> Option<PathBuf> {
    // The XDG specification demands that a relative path is ignored.
    let set = |name: &str| env::var_os(name).filter(|value: &OsString| !value.is_empty()).map(PathBuf::from);
    let config = set("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
    Some(config.or_else(|| Some(set("HOME")?.join(".config")))?.join("tamis").join("rules"))
}

/// Adds a note on how to avoid an invalid file that was not named in the arguments.
fn leave_out(error: &anyhow::Error) -> anyhow::Error {
    let folder = user_folder().unwrap_or_default();
    anyhow!(
        "{error:#}\nnote: all files in {} are read in every run; correct this one or move it elsewhere, or use \
         --no-rules, which leaves them and the built-in rules out",
        message::name(&folder)
    )
}

fn below(path: &Path) -> Result<Vec<PathBuf>> {
    let cannot_read = || format!("cannot read the rules at {}", message::name(path));
    if !fs::metadata(path).with_context(cannot_read)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    rule_files(path).with_context(cannot_read)
}

fn read_all(files: &[PathBuf]) -> Result<Vec<RuleSource>> {
    let mut bytes = 0;
    let read = |file: &PathBuf| {
        let read = RuleSource::read(file)?;
        bytes += read.source.len();
        if bytes > MOST_SOURCES {
            bail!("the rule files up to {} exceed {MOST_SOURCES} bytes in total", message::name(file));
        }
        Ok(read)
    };
    files.iter().map(read).collect()
}

/// Returns the `.toml` files below a folder, in name order: each folder once, whatever links point to it.
fn rule_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
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

/// Reads a regular file, following links, of at most `most` bytes.
fn read_regular(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    // Checked before opening, as a pipe without a writer would block; and after, as the path may have changed.
    expect_regular(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    expect_regular(&file.metadata()?)?;
    let mut content = Vec::new();
    // Reads one byte more, because a file in /proc has length 0 whatever its content.
    file.take(most as u64 + 1).read_to_end(&mut content)?;
    if content.len() > most {
        return Err(io::Error::other(format!("it is larger than {most} bytes")));
    }
    Ok(content)
}

fn expect_regular(found: &fs::Metadata) -> io::Result<()> {
    match found.is_file() {
        true => Ok(()),
        false => Err(io::Error::other("it is not a regular file")),
    }
}

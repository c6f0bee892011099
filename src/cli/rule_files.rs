//! Finds and reads rule files: those that are named, and those in the user's own directory.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use tamis::Rules;

use super::message;

/// A rule file that was read.
#[derive(Debug, Clone)]
pub struct RuleSource {
    /// As it stands in messages.
    pub name: String,
    pub source: String,
    /// The directory it is in; a built-in file is in none.
    folder: Option<PathBuf>,
}

impl RuleSource {
    fn read(path: &Path) -> Result<RuleSource> {
        let name = message::name(path);
        let source = fs::read(path).with_context(|| format!("cannot read the rule file {}", message::name(path)))?;
        let Ok(source) = String::from_utf8(source) else {
            bail!("{} is not UTF-8: rule files are UTF-8 text", message::name(path));
        };
        Ok(RuleSource { name, source, folder: Some(path.parent().unwrap_or(Path::new("")).to_owned()) })
    }

    /// The content of a file that one of its tests names.
    pub fn load(&self, name: &str) -> io::Result<Vec<u8>> {
        match &self.folder {
            Some(folder) => fs::read(folder.join(name)),
            None => Err(io::Error::new(io::ErrorKind::NotFound, "a built-in file has no files beside it")),
        }
    }
}

/// The file, or all rule files below the directory, in the order of their names.
pub fn at(path: &Path) -> Result<Vec<RuleSource>> {
    let files = below(path)?;
    if files.is_empty() {
        bail!("no .toml file in {}", message::name(path));
    }
    files.iter().map(|file| RuleSource::read(file)).collect()
}

/// The rule files that come with tamis.
pub fn builtin() -> Vec<RuleSource> {
    let owned =
        |(name, source): (&str, &str)| RuleSource { name: name.to_owned(), source: source.to_owned(), folder: None };
    Rules::builtin_files().map(owned).collect()
}

/// The rule files in the user's own directory, if there is one.
pub fn of_user() -> Result<Vec<RuleSource>> {
    let Some(folder) = user_folder().filter(|folder| folder.is_dir()) else { return Ok(Vec::new()) };
    below(&folder)?.iter().map(|file| RuleSource::read(file)).collect::<Result<_>>().map_err(|error| leave_out(&error))
}

/// The built-in rules, then the user's.
pub fn standing() -> Result<Rules> {
    of_user()?.iter().try_fold(Rules::builtin(), |rules, file| {
        rules.with_file(&file.name, &file.source).map_err(|error| leave_out(&error.into()))
    })
}

/// `$XDG_CONFIG_HOME/tamis/rules`, or the same below `~/.config`.
fn user_folder() -> Option<PathBuf> {
    // A relative path there is to be ignored, says the XDG specification.
    let set = |name: &str| env::var_os(name).filter(|value: &OsString| !value.is_empty()).map(PathBuf::from);
    let config = set("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
    Some(config.or_else(|| Some(set("HOME")?.join(".config")))?.join("tamis").join("rules"))
}

/// The error, and what to do about a file that nobody has named.
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
    let mut files = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(cannot_read)? {
            let entry = entry.with_context(cannot_read)?.path();
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "toml") {
                files.push(entry);
            }
        }
    }
    files.sort();
    Ok(files)
}

//! One input: its path, and the name of its output.

use std::fmt;
use std::io::BufRead;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The path; `-` is standard input.
    pub path: PathBuf,
    /// The base of the output name: the file name, with the folders between it and the named one.
    pub relative: PathBuf,
}

impl Input {
    pub fn named(path: &Path) -> Input {
        let name = if path == Path::new("-") {
            Path::new("stdin")
        } else {
            Path::new(path.file_name().unwrap_or(path.as_os_str()))
        };
        Input { path: path.to_owned(), relative: name.to_owned() }
    }

    pub fn is_stdin(&self) -> bool {
        self.path == Path::new("-")
    }
}

/// A list of input names, and the byte that ends each.
pub struct List {
    pub names: Box<dyn BufRead + Send>,
    pub end: u8,
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List").field("end", &self.end).finish_non_exhaustive()
    }
}

/// Resolves links in a path whose last part need not exist.
pub fn resolved(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    path.canonicalize().ok().or_else(|| Some(folder.canonicalize().ok()?.join(path.file_name()?)))
}

#[cfg(unix)]
pub fn path_of(name: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    std::ffi::OsString::from_vec(name).into()
}

#[cfg(not(unix))]
pub fn path_of(name: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&name).into_owned().into()
}

//! One input: its path, and the name of its output.

use std::fmt;
use std::io::BufRead;
use std::path::{Component, Path, PathBuf};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The path; `-` is standard input.
    pub path: PathBuf,
    /// The base of the output name: the file name, with the folders between it and the named one.
    pub relative: PathBuf,
    /// Whether it was found in a folder or is named as an input.
    pub is_found: bool,
}

impl Input {
    pub fn named(path: &Path) -> Input {
        let relative = if path == Path::new("-") { PathBuf::from("stdin") } else { below_output(path) };
        Input { path: path.to_owned(), relative, is_found: false }
    }

    pub fn is_stdin(&self) -> bool {
        self.path == Path::new("-")
    }
}

/// Returns the part of a path that is kept below the folder of the outputs: a relative path as it is given, from the
/// last `..` on, and the file name of an absolute one.
fn below_output(path: &Path) -> PathBuf {
    let mut kept = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => kept.push(name),
            Component::CurDir => {}
            _ => kept.clear(),
        }
    }
    if path.is_absolute() || kept.as_os_str().is_empty() {
        return path.file_name().unwrap_or(path.as_os_str()).into();
    }
    kept
}

/// Formats a path so that different paths stay different: bytes that are no text are escaped.
pub fn shown(path: &Path) -> String {
    if path == Path::new("-") {
        return "standard input".to_owned();
    }
    let mut shown = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        shown.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| shown.push_str(&format!("\\x{byte:02X}")));
    }
    shown
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

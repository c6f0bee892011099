//! Finds the inputs: files as they are named, the files below folders in the order of their names, and lists of either.
//!
//! One after the other, so that a list without an end can come through a pipe.

use std::collections::VecDeque;
use std::fs;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use super::identity;
use super::output::is_reserved;

/// Something to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Where it is; `-` is standard input.
    pub path: PathBuf,
    /// What its output is called: its name, with the folders between it and the one that was named.
    pub relative: PathBuf,
}

impl Input {
    /// A file that is named itself.
    fn named(path: &Path) -> Input {
        let name = if path == Path::new("-") {
            Path::new("stdin")
        } else {
            Path::new(path.file_name().unwrap_or(path.as_os_str()))
        };
        Input { path: path.to_owned(), relative: name.to_owned() }
    }

    /// Whether it is standard input.
    pub fn is_stdin(&self) -> bool {
        self.path == Path::new("-")
    }
}

/// A list of inputs: names, and the byte that ends each.
pub type List = (Box<dyn BufRead + Send>, u8);

/// An input, or a folder or list that cannot be read.
pub type Found = Result<Input, (PathBuf, io::Error)>;

/// The inputs, or folders and lists that cannot be read.
pub struct Walk {
    named: VecDeque<PathBuf>,
    list: Option<List>,
    /// What is still to be seen of the folders one is in, the next one last.
    below: Vec<Input>,
    /// The output, of which nothing is an input.
    except: Vec<PathBuf>,
}

impl Walk {
    /// Begins with what is named. In folders, the files and folders of `except` are passed over.
    pub fn new(named: &[PathBuf], list: Option<List>, except: &[PathBuf]) -> Walk {
        let except = except.iter().filter_map(|path| resolved(path)).collect();
        Walk { named: named.iter().cloned().collect(), list, below: Vec::new(), except }
    }

    fn next_named(&mut self) -> io::Result<Option<PathBuf>> {
        if let Some(path) = self.named.pop_front() {
            return Ok(Some(path));
        }
        let Some((list, end)) = &mut self.list else { return Ok(None) };
        loop {
            let mut name = Vec::new();
            if list.read_until(*end, &mut name)? == 0 {
                self.list = None;
                return Ok(None);
            }
            if name.ends_with(&[*end]) {
                name.pop();
            }
            if *end == b'\n' && name.ends_with(b"\r") {
                name.pop();
            }
            if !name.is_empty() {
                return Ok(Some(path_of(name)));
            }
        }
    }

    /// Puts what is in a folder before all else.
    fn enter(&mut self, folder: &Input) -> io::Result<()> {
        let here = if self.except.is_empty() { None } else { resolved(&folder.path) };
        let mut found = Vec::new();
        for entry in fs::read_dir(&folder.path)? {
            let entry = entry?;
            // Hidden files are no pages, links to folders may lead back, and what a run writes is no input.
            let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            let link_to_folder = entry.file_type()?.is_symlink() && entry.path().is_dir();
            let is_output = here.as_ref().is_some_and(|here| self.except.contains(&here.join(entry.file_name())))
                || is_reserved(Path::new(&entry.file_name())) && entry.file_type()?.is_dir()
                || identity::is_written_entry(&entry);
            if !hidden && !link_to_folder && !is_output {
                found.push(Input { path: entry.path(), relative: folder.relative.join(entry.file_name()) });
            }
        }
        found.sort_by(|a, b| b.path.as_os_str().as_encoded_bytes().cmp(a.path.as_os_str().as_encoded_bytes()));
        self.below.extend(found);
        Ok(())
    }
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let input = match self.below.pop() {
                Some(input) => input,
                None => match self.next_named() {
                    Ok(None) => return None,
                    Ok(Some(path)) => {
                        let mut input = Input::named(&path);
                        if path.is_dir() {
                            input.relative = PathBuf::new();
                        }
                        input
                    }
                    Err(error) => {
                        self.list = None;
                        return Some(Err((PathBuf::from("the list of files"), error)));
                    }
                },
            };
            if input.is_stdin() || !input.path.is_dir() {
                return Some(Ok(input));
            }
            if let Err(error) = self.enter(&input) {
                return Some(Err((input.path, error)));
            }
        }
    }
}

/// The path from the root, without links on the way; what stands there need not exist.
pub fn resolved(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    path.canonicalize().ok().or_else(|| Some(folder.canonicalize().ok()?.join(path.file_name()?)))
}

#[cfg(unix)]
fn path_of(name: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    std::ffi::OsString::from_vec(name).into()
}

#[cfg(not(unix))]
fn path_of(name: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&name).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walked(named: &[PathBuf], list: Option<List>) -> Vec<String> {
        Walk::new(named, list, &[]).map(|input| input.unwrap().relative.display().to_string()).collect()
    }

    #[test]
    fn folders_are_walked_in_the_order_of_names_and_hidden_files_left_out() {
        let folder = std::env::temp_dir().join(format!("tamis-walk-{}", std::process::id()));
        fs::create_dir_all(folder.join("b/c")).unwrap();
        for name in ["z.html", "a.html", "b/2.html", "b/c/1.html", "b/.hidden"] {
            fs::write(folder.join(name), "").unwrap();
        }
        assert_eq!(walked(std::slice::from_ref(&folder), None), ["a.html", "b/2.html", "b/c/1.html", "z.html"]);
        assert_eq!(walked(&[folder.join("z.html"), folder.join("b")], None), ["z.html", "2.html", "c/1.html"]);
        let but_output = Walk::new(std::slice::from_ref(&folder), None, &[folder.join("b/c"), folder.join("z.html")]);
        let relative: Vec<PathBuf> = but_output.map(|input| input.unwrap().relative).collect();
        assert_eq!(relative, [Path::new("a.html"), Path::new("b/2.html")]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn lists_end_their_names_with_line_feeds_or_zeros() {
        let lines: List = (Box::new(&b"a.html\r\n\nx/b.html"[..]), b'\n');
        assert_eq!(walked(&[], Some(lines)), ["a.html", "b.html"]);
        let zeros: List = (Box::new(&b"a\nb.html\0c.html\0"[..]), 0);
        assert_eq!(walked(&[], Some(zeros)), ["a\nb.html", "c.html"]);
    }
}

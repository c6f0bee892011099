//! Finds the inputs: named files, the files below folders in name order, and lists of either.
//!
//! Inputs come one by one, so that an endless list can come through a pipe. [`NAME_BYTES`] caps the held names of
//! folders; if a folder has more, it is read again after those.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read as _};
use std::path::PathBuf;

use super::folder::Folder;
use super::globs::Globs;
use super::input::{Input, List, path_of, resolved};
use super::limits::{LISTED_NAME_BYTES, NAME_BYTES};

/// An input, or a folder or list that cannot be read.
pub type Found = Result<Input, (PathBuf, io::Error)>;

pub struct Walk {
    named: VecDeque<PathBuf>,
    list: Option<List>,
    /// The open folders, the innermost last.
    folders: Vec<Folder>,
    /// The cap on held names, in bytes.
    room: usize,
    /// The outputs, which are never inputs.
    except: Vec<PathBuf>,
    names: Globs,
    with_hidden: bool,
}

impl Walk {
    /// Walks the named inputs, then the list. Skips `except` in folders.
    pub fn new(named: &[PathBuf], list: Option<List>, except: &[PathBuf]) -> Walk {
        Walk {
            named: named.iter().cloned().collect(),
            list,
            folders: Vec::new(),
            room: NAME_BYTES,
            except: except.iter().filter_map(|path| resolved(path)).collect(),
            names: Globs::default(),
            with_hidden: false,
        }
    }

    /// Sets which folders are left out, and whether hidden files are inputs.
    pub fn only(self, names: &Globs, with_hidden: bool) -> Walk {
        Walk { names: names.clone(), with_hidden, ..self }
    }

    fn next_named(&mut self) -> io::Result<Option<PathBuf>> {
        if let Some(path) = self.named.pop_front() {
            return Ok(Some(path));
        }
        let Some(List { names, end }) = &mut self.list else { return Ok(None) };
        loop {
            let mut name = Vec::new();
            if names.take(LISTED_NAME_BYTES).read_until(*end, &mut name)? == 0 {
                self.list = None;
                return Ok(None);
            }
            if name.len() as u64 == LISTED_NAME_BYTES {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "it contains a name that is too long"));
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

    /// Returns the next entry of the innermost folder that has one. Outer folders may free their names to make room.
    fn next_below(&mut self) -> Option<Found> {
        loop {
            let held: usize = self.folders.iter().map(Folder::bytes).sum();
            let folder = self.folders.last_mut()?;
            if let Some(input) = folder.take_next() {
                return Some(Ok(input));
            }
            if !folder.has_more {
                self.folders.pop();
            } else if let Err(error) = folder.read(self.room, &self.except, self.with_hidden) {
                let folder = self.folders.pop()?;
                return Some(Err((folder.input.path, error)));
            } else if held + folder.bytes() > self.room {
                let outer = self.folders.len() - 1;
                self.folders[..outer].iter_mut().for_each(Folder::forget);
            }
        }
    }
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let input = match self.next_below() {
                Some(Ok(input)) => input,
                Some(error) => return Some(error),
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
            // A link to a folder may form a loop.
            let is_link = || input.path.symlink_metadata().is_ok_and(|found| found.is_symlink());
            if input.is_stdin() || !input.path.is_dir() || input.is_found && is_link() {
                return Some(Ok(input));
            }
            if !input.is_found || self.names.wants_folder(&input.relative) {
                self.folders.push(Folder::new(input));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    fn walked(named: &[PathBuf], list: Option<List>) -> Vec<String> {
        Walk::new(named, list, &[]).map(|input| input.unwrap().relative.display().to_string()).collect()
    }

    #[test]
    fn folders_are_walked_in_name_order_without_hidden_files() {
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
    fn a_folder_with_too_many_names_is_walked_in_the_same_order() {
        let folder = std::env::temp_dir().join(format!("tamis-walk-many-{}", std::process::id()));
        let mut expected = Vec::new();
        for (below, count) in [("", 40), ("m", 30), ("m/n", 20), ("p", 1)] {
            fs::create_dir_all(folder.join(below)).unwrap();
            for number in 0..count {
                let name = Path::new(below).join(format!("{:02}.html", number * 37 % 100));
                fs::write(folder.join(&name), "").unwrap();
                expected.push(name.display().to_string());
            }
        }
        expected.sort();
        for room in [0, 1, 50, 150, 400, 1000, 100_000] {
            let walk = Walk { room, ..Walk::new(std::slice::from_ref(&folder), None, &[]) };
            let names: Vec<String> = walk.map(|input| input.unwrap().relative.display().to_string()).collect();
            assert_eq!(names, expected, "{room}");
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn an_endless_name_is_an_error_and_is_not_held() {
        let endless = List { names: Box::new(io::BufReader::new(io::repeat(b'a'))), end: b'\n' };
        let mut walk = Walk::new(&[], Some(endless), &[]);
        assert!(walk.next().is_some_and(|found| found.is_err()));
        assert!(walk.next().is_none());
    }

    #[test]
    fn names_in_lists_end_with_line_feeds_or_zeros() {
        let lines = List { names: Box::new(&b"a.html\r\n\nx/b.html"[..]), end: b'\n' };
        assert_eq!(walked(&[], Some(lines)), ["a.html", "x/b.html"]);
        let zeros = List { names: Box::new(&b"a\nb.html\0c.html\0"[..]), end: 0 };
        assert_eq!(walked(&[], Some(zeros)), ["a\nb.html", "c.html"]);
    }
}

//! One folder that is walked in the order of names, with no more of them in memory than there is room for.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::identity;
use super::output::is_reserved;
use super::walk::{Input, path_of, resolved};

/// A folder that is walked.
pub struct Folder {
    pub input: Input,
    /// The names that come next.
    names: Names,
    /// The name that came last.
    last: Option<OsString>,
    /// There may be names behind those that are held.
    pub has_more: bool,
}

impl Folder {
    pub fn new(input: Input) -> Folder {
        Folder { input, names: Names::default(), last: None, has_more: true }
    }

    /// Takes the next file or folder in it, of those whose names are held.
    pub fn take_next(&mut self) -> Option<Input> {
        let name = path_of(self.names.pop()?);
        let input = Input { path: self.input.path.join(&name), relative: self.input.relative.join(&name) };
        self.last = Some(name.into_os_string());
        Some(input)
    }

    /// Bytes of the names that are held.
    pub fn bytes(&self) -> usize {
        self.names.bytes()
    }

    /// Looks for the next names: as many as there is room for.
    pub fn read(&mut self, room: usize, except: &[PathBuf]) -> io::Result<()> {
        let here = if except.is_empty() { None } else { resolved(&self.input.path) };
        let mut names = Names::default();
        let mut left_out = None;
        for entry in fs::read_dir(&self.input.path)? {
            let entry = entry?;
            let name = entry.file_name();
            let is_next = self.last.as_ref().is_none_or(|last| bytes_of(&name) > bytes_of(last))
                && left_out.as_ref().is_none_or(|first: &Vec<u8>| bytes_of(&name) < &first[..]);
            if !is_next {
                continue;
            }
            // Hidden files are no pages, links to folders may lead back, and what a run writes is no input.
            let hidden = bytes_of(&name).starts_with(b".");
            let link_to_folder = entry.file_type()?.is_symlink() && entry.path().is_dir();
            let is_output = here.as_ref().is_some_and(|here| except.contains(&here.join(&name)))
                || is_reserved(Path::new(&name)) && entry.file_type()?.is_dir()
                || identity::is_written_entry(&entry);
            if !hidden && !link_to_folder && !is_output {
                names.push(bytes_of(&name));
            }
            if names.bytes() > room && names.places.len() > 1 {
                left_out = names.keep_half();
            }
        }
        names.sort();
        self.has_more = left_out.is_some();
        self.names = names;
        Ok(())
    }

    /// Lets the names go; they are looked for again.
    pub fn forget(&mut self) {
        self.has_more |= self.names.bytes() > 0;
        self.names = Names::default();
    }
}

/// Names one behind the other in one piece of memory: a folder may have millions.
#[derive(Default)]
struct Names {
    text: Vec<u8>,
    /// Where each starts and how long it is, the first one last once they are sorted.
    places: Vec<(u32, u16)>,
}

impl Names {
    fn bytes(&self) -> usize {
        self.text.len() + self.places.len() * size_of::<(u32, u16)>()
    }

    fn push(&mut self, name: &[u8]) {
        self.places.push((self.text.len() as u32, name.len() as u16));
        self.text.extend_from_slice(name);
    }

    fn sort(&mut self) {
        let Names { text, places } = self;
        places.sort_unstable_by(|a, b| at(text, *b).cmp(at(text, *a)));
    }

    /// Lets go the half of the names that comes last, of two at least, and gives the first one of it.
    fn keep_half(&mut self) -> Option<Vec<u8>> {
        self.sort();
        let rest = self.places.split_off(self.places.len() / 2);
        let first = at(&self.text, *self.places.last()?).to_vec();
        let mut kept = Names::default();
        rest.iter().for_each(|place| kept.push(at(&self.text, *place)));
        *self = kept;
        Some(first)
    }

    /// Takes the first name; they are sorted.
    fn pop(&mut self) -> Option<Vec<u8>> {
        let name = at(&self.text, self.places.pop()?).to_vec();
        if self.places.is_empty() {
            *self = Names::default();
        }
        Some(name)
    }
}

fn at(text: &[u8], (start, length): (u32, u16)) -> &[u8] {
    &text[start as usize..][..usize::from(length)]
}

fn bytes_of(name: &OsStr) -> &[u8] {
    name.as_encoded_bytes()
}

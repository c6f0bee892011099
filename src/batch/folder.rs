//! Walks one folder in name order, with a bounded number of names in memory.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::identity;
use super::input::{Input, path_of, resolved};
use super::output::is_reserved;

pub struct Folder {
    pub input: Input,
    names: Names,
    last: Option<OsString>,
    /// Whether more names may follow the held ones.
    pub has_more: bool,
}

impl Folder {
    pub fn new(input: Input) -> Folder {
        Folder { input, names: Names::default(), last: None, has_more: true }
    }

    /// Takes the next file or folder whose name is held.
    pub fn take_next(&mut self) -> Option<Input> {
        let name = path_of(self.names.pop()?);
        let input =
            Input { path: self.input.path.join(&name), relative: self.input.relative.join(&name), is_found: true };
        self.last = Some(name.into_os_string());
        Some(input)
    }

    pub fn bytes(&self) -> usize {
        self.names.bytes()
    }

    /// Reads the next names, as many as fit into `room`.
    pub fn read(&mut self, room: usize, except: &[PathBuf], with_hidden: bool) -> io::Result<()> {
        let here = if except.is_empty() { None } else { resolved(&self.input.path) };
        let mut names = Names::default();
        let mut first_freed = None;
        for entry in fs::read_dir(&self.input.path)? {
            let entry = entry?;
            let name = entry.file_name();
            let is_next = self.last.as_ref().is_none_or(|last| bytes_of(&name) > bytes_of(last))
                && first_freed.as_ref().is_none_or(|first: &Vec<u8>| bytes_of(&name) < &first[..]);
            if !is_next {
                continue;
            }
            // Hidden files are seldom pages, and outputs are no inputs.
            let is_hidden = !with_hidden && bytes_of(&name).starts_with(b".");
            let is_output = here.as_ref().is_some_and(|here| except.contains(&here.join(&name)))
                || is_reserved(Path::new(&name)) && entry.file_type()?.is_dir()
                || identity::is_written_entry(&entry);
            if !is_hidden && !is_output {
                names.push(bytes_of(&name));
            }
            if names.bytes() > room && names.spans.len() > 1 {
                first_freed = names.keep_half();
            }
        }
        names.sort();
        self.has_more = first_freed.is_some();
        self.names = names;
        Ok(())
    }

    /// Frees the names; they are read again when needed.
    pub fn forget(&mut self) {
        self.has_more |= self.names.bytes() > 0;
        self.names = Names::default();
    }
}

/// Names in one buffer, because a folder may have millions.
#[derive(Default)]
struct Names {
    text: Vec<u8>,
    /// Start and length of each name; once sorted, the first name is last.
    spans: Vec<(u32, u16)>,
}

impl Names {
    fn bytes(&self) -> usize {
        self.text.len() + self.spans.len() * size_of::<(u32, u16)>()
    }

    fn push(&mut self, name: &[u8]) {
        self.spans.push((self.text.len() as u32, name.len() as u16));
        self.text.extend_from_slice(name);
    }

    fn sort(&mut self) {
        let Names { text, spans } = self;
        spans.sort_unstable_by(|a, b| at(text, *b).cmp(at(text, *a)));
    }

    /// Frees the later half of at least two names and returns the first freed one.
    fn keep_half(&mut self) -> Option<Vec<u8>> {
        self.sort();
        let rest = self.spans.split_off(self.spans.len() / 2);
        let first = at(&self.text, *self.spans.last()?).to_vec();
        let mut kept = Names::default();
        rest.iter().for_each(|span| kept.push(at(&self.text, *span)));
        *self = kept;
        Some(first)
    }

    fn pop(&mut self) -> Option<Vec<u8>> {
        let name = at(&self.text, self.spans.pop()?).to_vec();
        if self.spans.is_empty() {
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

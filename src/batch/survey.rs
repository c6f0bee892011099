//! Looks at the inputs before the work: how many bytes they have, whether two have one output, and what a run would do.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use super::input::{Input, List};
use super::output::{self, Store};
use super::source::{self, Opened};
use super::walk::Walk;
use super::{Error, Job, OutputFormat, Target};
use crate::hash::hash;

/// What a run would do with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Planned {
    /// It would be read and written to this output; `None` is a stream.
    Write(PathBuf, Option<PathBuf>),
    /// Its output is complete.
    Complete(PathBuf, PathBuf),
    /// It would be left out, for this reason.
    LeaveOut(PathBuf, String),
}

impl Job {
    /// Returns a walk of the inputs that are known before the run: not those of a stream of names.
    pub(super) fn survey(&self) -> Walk {
        let list = self.list_file.as_ref().and_then(|(path, end)| {
            let names = File::open(path).ok()?;
            Some(List { names: Box::new(BufReader::new(names)), end: *end })
        });
        Walk::new(&self.inputs, list, &self.outputs()).only(self.filters.names(), self.with_hidden)
    }

    /// Returns what counts the bytes of all inputs, which may take long; `None` if they are not known before the run.
    pub fn measure(&self) -> impl FnOnce() -> Option<u64> + Send + 'static {
        let is_known = self.list.lock().is_ok_and(|list| list.is_none());
        let (walk, names) = (self.survey(), self.filters.names().clone());
        move || {
            if !is_known {
                return None;
            }
            let mut total = 0;
            for input in walk.flatten() {
                if input.is_stdin() {
                    return None;
                }
                if !input.is_found || names.wants_file(&input.relative) {
                    total += input.path.metadata().map_or(0, |found| if found.is_file() { found.len() } else { 0 });
                }
            }
            Some(total)
        }
    }

    /// Tells what a run would do with each input. It opens the inputs and writes nothing.
    ///
    /// # Errors
    ///
    /// If the run would end with this error before it begins.
    pub fn plan(&self, mut tell: impl FnMut(Planned)) -> Result<(), Error> {
        self.expect_distinct_outputs()?;
        for found in self.survey() {
            tell(match found {
                Ok(input) => self.planned(input),
                Err((path, error)) => Planned::LeaveOut(path, format!("cannot read: {error}")),
            });
        }
        Ok(())
    }

    fn planned(&self, input: Input) -> Planned {
        let left_out = |reason: &str| Planned::LeaveOut(input.path.clone(), reason.to_owned());
        if input.is_found && !self.filters.names().wants_file(&input.relative) {
            return left_out("filtered by name");
        }
        // Reading a pipe here would take it from the run.
        let is_pipe = input.is_stdin() || !input.is_found && input.path.metadata().is_ok_and(|found| !found.is_file());
        let opened = if is_pipe { None } else { Some(source::open(&input)) };
        let is_archive = match opened {
            Some(Err(error)) => return Planned::LeaveOut(input.path, error.to_string()),
            Some(Ok(Opened::NoFile)) => return left_out("no regular file"),
            Some(Ok(Opened::File(_, kind)))
                if kind.form.is_none() || self.filters.wants_mime(kind.media, true).is_err() =>
            {
                return left_out(kind.media);
            }
            Some(Ok(Opened::Archive(_))) => true,
            _ => false,
        };
        let output = match &self.target {
            Target::Stream => None,
            Target::File(name) => Some(name.clone()),
            Target::Folder(folder) => {
                Some(self.output_name(folder, &input, is_archive && self.output_format == OutputFormat::Files))
            }
        };
        match output {
            Some(name) if self.resume && Store::is_there(&name) => Planned::Complete(input.path, name),
            output => Planned::Write(input.path, output),
        }
    }

    /// Returns the name of the output of an input.
    pub(super) fn output_name(&self, folder: &Path, input: &Input, is_folder: bool) -> PathBuf {
        let name = self.output_format.name(self.options.output_format(), &input.relative, is_folder);
        output::fitting(folder.join(name))
    }

    /// Checks that no two inputs have one output.
    pub(super) fn expect_distinct_outputs(&self) -> Result<(), Error> {
        let Target::Folder(folder) = &self.target else { return Ok(()) };
        let mut names = BTreeSet::new();
        let is_input = |input: &Input| {
            !input.is_found
                || self.filters.names().wants_file(&input.relative) && !super::kind::is_named_other(&input.relative)
        };
        let name_of = |input: &Input| self.output_name(folder, input, false);
        let hash_of = |name: &Path| hash(name.as_os_str().as_encoded_bytes());
        for second in self.survey().flatten().filter(is_input) {
            let output = name_of(&second);
            if !names.insert(hash_of(&output)) {
                let first = self.survey().flatten().filter(is_input).find(|input| name_of(input) == output);
                let first = first.map_or_else(PathBuf::new, |input| input.path);
                return Err(Error::Clash { first, second: second.path, output });
            }
        }
        Ok(())
    }
}

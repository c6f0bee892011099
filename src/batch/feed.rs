//! Hands out the records and pages of the inputs, one by one. The thread that takes one cleans it.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use super::archive::{Archive, Held, Taken};
use super::count::Outcome;
use super::digest::fingerprint;
use super::input::{Input, shown};
use super::page;
use super::record::{Capture, Done, RecordOrigin};
use super::source::{self, OpenError, Opened};
use super::walk::Walk;
use super::{Error, Job, Target, Watch};
use crate::date::iso_date;
use crate::extract::InputForm;

pub struct Feed {
    inputs: Inputs,
    number: u64,
    /// Fingerprint of the inputs so far, see [`RecordOrigin::inputs`].
    seen: Arc<str>,
    /// The archive being read, and its bytes already counted.
    archive: Option<(Archive, u64)>,
    /// Where to resume an earlier run.
    resume: Option<RecordOrigin>,
    failed: bool,
}

pub enum Inputs {
    All(Walk),
    One(Option<(Input, Result<Opened, OpenError>)>),
}

pub enum Work {
    Record(Box<Held>),
    Page(Box<File>),
    Done(Done),
}

pub struct File {
    capture: Capture,
    form: InputForm,
    input: Box<dyn Read + Send>,
}

impl Feed {
    pub fn new(inputs: Inputs, resume: Option<RecordOrigin>) -> Feed {
        Feed { inputs, number: 0, seen: "".into(), archive: None, resume, failed: false }
    }

    /// Whether the only input could not be read to its end: its output is incomplete.
    pub fn is_incomplete(&self) -> bool {
        self.failed && matches!(self.inputs, Inputs::One(_))
    }

    /// Takes the next record or page, and its origin.
    ///
    /// # Errors
    ///
    /// If the inputs are not those of the run that is resumed, or one of them is an output.
    pub fn take(&mut self, job: &Job, watch: &Watch) -> Result<Option<(RecordOrigin, Work)>, Error> {
        loop {
            if let Some((archive, seen)) = &mut self.archive {
                let taken = archive.take(job);
                let stored = archive.stored_bytes();
                // The position goes back where a member is read twice.
                watch.count_bytes(stored.saturating_sub(*seen));
                *seen = stored.max(*seen);
                let origin = archive.next_origin();
                match taken {
                    Ok(Some((origin, Taken::Held(held)))) => return Ok(Some((origin, Work::Record(held)))),
                    Ok(Some((origin, Taken::Done(done)))) => return Ok(Some((origin, Work::Done(done)))),
                    Ok(None) => self.archive = None,
                    Err(error) => {
                        self.archive = None;
                        let notice = format!("{}: the input ends early: {error}", origin.name);
                        return Ok(Some(self.failure(origin, notice)));
                    }
                }
            }
            let number = self.number;
            self.number += 1;
            let resumed = self.resume.as_ref().is_some_and(|origin| number < origin.input);
            let (input, opened) = match &mut self.inputs {
                Inputs::One(one) => match one.take() {
                    None => return Ok(None),
                    Some(one) => {
                        self.seen = with_input(&self.seen, &one.0);
                        one
                    }
                },
                Inputs::All(walk) => match walk.next() {
                    None if self.resume.is_some() => return Err(self.other_inputs(job)),
                    None => return Ok(None),
                    Some(Ok(input)) => {
                        self.seen = with_input(&self.seen, &input);
                        if resumed {
                            watch.count_skipped(input.path.metadata().map_or(0, |found| found.len()));
                            continue;
                        }
                        let opened = source::open(&input);
                        (input, opened)
                    }
                    Some(Err(_)) if resumed => continue,
                    Some(Err((path, error))) => {
                        let (name, inputs) = (shown(&path).into(), self.seen.clone());
                        let origin = RecordOrigin { input: number, name, inputs, ..RecordOrigin::default() };
                        let notice = format!("{}: cannot read: {error}", origin.name);
                        return Ok(Some(self.failure(origin, notice)));
                    }
                },
            };
            let is_other = |origin: &RecordOrigin| *origin.name != *shown(&input.path) || origin.inputs != self.seen;
            if self.resume.as_ref().is_some_and(is_other) {
                return Err(self.other_inputs(job));
            }
            if matches!(opened, Err(OpenError::IsOutput)) {
                return Err(super::is_input(&input.path));
            }
            if let Some(taken) = self.begin(job, watch, number, &input, opened) {
                return Ok(Some(taken));
            }
        }
    }

    /// Starts an input. The records of an archive follow later.
    fn begin(
        &mut self,
        job: &Job,
        watch: &Watch,
        number: u64,
        input: &Input,
        opened: Result<Opened, OpenError>,
    ) -> Option<(RecordOrigin, Work)> {
        let name: Arc<str> = shown(&input.path).into();
        if input.is_found && !job.filters.names().wants_file(&input.relative) {
            let origin = RecordOrigin { input: number, name, inputs: self.seen.clone(), ..RecordOrigin::default() };
            return Some((origin, Work::Done(Done::dropped(Outcome::Name))));
        }
        let origin =
            RecordOrigin { input: number, name: name.clone(), inputs: self.seen.clone(), ..RecordOrigin::default() };
        let resumed = self.resume.take().filter(|origin| origin.offset.is_some());
        match opened {
            Err(error) => Some(self.failure(origin, format!("{name}: {error}"))),
            Ok(Opened::NoFile) => Some((origin, Work::Done(Done::dropped(Outcome::NoFile)))),
            Ok(Opened::File(reader, kind)) => {
                if let Err(outcome) = job.filters.wants_mime(kind.media, kind.form.is_some()) {
                    return Some((origin, Work::Done(Done::dropped(outcome))));
                }
                let date = std::fs::metadata(&input.path).ok().and_then(|found| found.modified().ok()).map(iso_date);
                let media_type = Some(kind.media.to_owned());
                let capture = Capture { origin: origin.clone(), date, media_type, ..Capture::default() };
                let form = kind.form.unwrap_or(InputForm::Text);
                Some((origin, Work::Page(Box::new(File { capture, form, input: reader }))))
            }
            Ok(Opened::Archive(stored)) => {
                let archive = match resumed.and_then(|origin| Some((origin.entry, origin.offset?))) {
                    Some((entry, offset)) => Archive::resume(stored, origin.clone(), entry, offset),
                    None => Archive::open(stored, origin.clone()),
                };
                match archive {
                    Ok(archive) => {
                        let seen = archive.stored_bytes();
                        watch.count_skipped(seen);
                        self.archive = Some((archive, seen));
                        None
                    }
                    Err(error) => Some(self.failure(origin, format!("{name}: {}", source::refused(&error)))),
                }
            }
        }
    }

    fn other_inputs(&self, job: &Job) -> Error {
        let begun = match &job.target {
            Target::File(name) | Target::Folder(name) => name.clone(),
            Target::Stream => PathBuf::new(),
        };
        Error::OtherInputs(begun)
    }

    fn failure(&mut self, origin: RecordOrigin, notice: String) -> (RecordOrigin, Work) {
        self.failed = true;
        let mut done = Done::dropped(Outcome::Failed);
        done.notices.push(notice);
        (origin, Work::Done(done))
    }
}

impl Work {
    pub fn done(self, job: &Job, watch: &Watch) -> Done {
        match self {
            Work::Record(held) => held.clean(job),
            Work::Page(file) => {
                let File { capture, form, input } = *file;
                page::clean_file(job, &capture, form, Counted { input, watch })
            }
            Work::Done(done) => done,
        }
    }
}

/// A reader that counts bytes for the progress display.
struct Counted<'a> {
    input: Box<dyn Read + Send>,
    watch: &'a Watch,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.watch.count_bytes(length as u64);
        Ok(length)
    }
}

/// Adds an input to the fingerprint. For a pipe, only the name is known.
fn with_input(seen: &str, input: &Input) -> Arc<str> {
    let found = std::fs::metadata(&input.path).ok().filter(|_| !input.is_stdin());
    let found = found.map(|found| (found.len(), found.modified().ok()));
    fingerprint(format!("{seen} {:?} {found:?}", input.path).as_bytes()).into()
}

//! Gives the records and pages of inputs one after the other, each to be cleaned by whoever took it.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::archive::{Archive, Held, Taken};
use super::count::Fate;
use super::date::iso_date;
use super::digest::fingerprint;
use super::output::Done;
use super::page::{self, Origin, Place};
use super::source::{self, OpenError, Opened};
use super::walk::{Input, Walk};
use super::{Error, Job, Target, Watch};
use crate::extract::InputForm;

/// Inputs, as far as they were not taken.
pub struct Feed {
    inputs: Inputs,
    /// Number of the next input.
    number: u64,
    /// Stands for the inputs so far, see [`Place::inputs`].
    seen: Arc<str>,
    archive: Option<(Archive, u64)>,
    /// Where a run that was killed has come to.
    resume: Option<Place>,
    /// An input failed.
    failed: bool,
}

/// Where inputs come from.
pub enum Inputs {
    /// All of the run.
    All(Walk),
    /// One, which is open already.
    One(Option<(Input, Result<Opened, OpenError>)>),
}

/// Something that was taken.
pub enum Work {
    Record(Box<Held>),
    Page(Box<File>),
    Done(Done),
}

/// A file that is a page.
pub struct File {
    origin: Origin,
    form: InputForm,
    input: Box<dyn Read + Send>,
}

impl Feed {
    pub fn new(inputs: Inputs, resume: Option<Place>) -> Feed {
        Feed { inputs, number: 0, seen: "".into(), archive: None, resume, failed: false }
    }

    /// Whether the only input could not be read, or not to its end: then its output is not complete.
    pub fn is_incomplete(&self) -> bool {
        self.failed && matches!(self.inputs, Inputs::One(_))
    }

    /// Takes the next record or page, and where it stands.
    ///
    /// # Errors
    ///
    /// If the inputs are not those of the run that is resumed, or one of them is an output.
    pub fn take(&mut self, job: &Job, watch: &Watch) -> Result<Option<(Place, Work)>, Error> {
        loop {
            if let Some((archive, seen)) = &mut self.archive {
                let taken = archive.take(job);
                let stored = archive.stored_bytes();
                // It goes back where a member is looked at twice.
                watch.bytes.fetch_add(stored.saturating_sub(*seen), Ordering::Relaxed);
                *seen = stored.max(*seen);
                let place = archive.next_place();
                match taken {
                    Ok(Some((place, Taken::Held(held)))) => return Ok(Some((place, Work::Record(held)))),
                    Ok(Some((place, Taken::Done(done)))) => return Ok(Some((place, Work::Done(done)))),
                    Ok(None) => self.archive = None,
                    Err(error) => {
                        self.archive = None;
                        let notice = format!("{}: the input breaks off: {error}", place.name);
                        return Ok(Some(self.failure(place, notice)));
                    }
                }
            }
            let number = self.number;
            self.number += 1;
            let resumed = self.resume.as_ref().is_some_and(|place| number < place.input);
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
                            continue;
                        }
                        let opened = source::open(&input);
                        (input, opened)
                    }
                    Some(Err(_)) if resumed => continue,
                    Some(Err((path, error))) => {
                        let (name, inputs) = (shown(&path), self.seen.clone());
                        let place = Place { input: number, name, inputs, ..Place::default() };
                        let notice = format!("{}: cannot read: {error}", place.name);
                        return Ok(Some(self.failure(place, notice)));
                    }
                },
            };
            let is_other = |place: &Place| place.name != shown(&input.path) || place.inputs != self.seen;
            if self.resume.as_ref().is_some_and(is_other) {
                return Err(self.other_inputs(job));
            }
            if matches!(opened, Err(OpenError::IsOutput)) {
                return Err(super::is_input(&input.path));
            }
            if let Some(taken) = self.begin(number, &input, opened) {
                return Ok(Some(taken));
            }
        }
    }

    /// Begins an input. An archive gives its records later.
    fn begin(&mut self, number: u64, input: &Input, opened: Result<Opened, OpenError>) -> Option<(Place, Work)> {
        let name = shown(&input.path);
        let place = Place { input: number, name: name.clone(), inputs: self.seen.clone(), ..Place::default() };
        let resumed = self.resume.take().filter(|place| place.offset.is_some());
        match opened {
            Err(error) => Some(self.failure(place, format!("{name}: {error}"))),
            Ok(Opened::Other) => Some((place, Work::Done(Done::dropped(Fate::NotHtml)))),
            Ok(Opened::Page(reader, form)) => {
                let date = std::fs::metadata(&input.path).ok().and_then(|found| found.modified().ok()).map(iso_date);
                let origin = Origin { place: place.clone(), date, ..Origin::default() };
                Some((place, Work::Page(Box::new(File { origin, form, input: reader }))))
            }
            Ok(Opened::Archive(stored)) => {
                let archive = match resumed.and_then(|place| Some((place.entry, place.offset?))) {
                    Some((entry, offset)) => Archive::resume(stored, place.clone(), entry, offset),
                    None => Archive::open(stored, place.clone()),
                };
                match archive {
                    Ok(archive) => {
                        let seen = archive.stored_bytes();
                        self.archive = Some((archive, seen));
                        None
                    }
                    Err(error) => Some(self.failure(place, format!("{name}: {}", source::refused(&error)))),
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

    fn failure(&mut self, place: Place, notice: String) -> (Place, Work) {
        self.failed = true;
        let mut done = Done::dropped(Fate::Failed);
        done.notices.push(notice);
        (place, Work::Done(done))
    }
}

impl Work {
    /// Cleans it.
    pub fn done(self, job: &Job, watch: &Watch) -> Done {
        match self {
            Work::Record(held) => held.clean(job),
            Work::Page(file) => {
                let File { origin, form, input } = *file;
                page::clean_file(job, &origin, form, Counted { input, watch })
            }
            Work::Done(done) => done,
        }
    }
}

/// Tells how much is read.
struct Counted<'a> {
    input: Box<dyn Read + Send>,
    watch: &'a Watch,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.watch.bytes.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

/// What stands for the inputs with one more: of a pipe the name is all that is known.
fn with_input(seen: &str, input: &Input) -> Arc<str> {
    let found = std::fs::metadata(&input.path).ok().filter(|_| !input.is_stdin());
    let found = found.map(|found| (found.len(), found.modified().ok()));
    fingerprint(format!("{seen} {:?} {found:?}", input.path).as_bytes()).into()
}

fn shown(path: &Path) -> Arc<str> {
    if path == Path::new("-") { "standard input".into() } else { path.to_string_lossy().into() }
}

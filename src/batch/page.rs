//! Cleans one page: bytes in, text and report out, or the reason why it is not kept.

use std::io::{self, BufRead, Read};
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, PoisonError};

use super::Job;
use super::count::Outcome;
use super::digest;
use super::filter;
use super::kind::{is_binary, looks_like_html};
use super::limits::{EXPLAINED_BYTES, FORMATTED_BYTES, PAGE_BYTES, STEP_BYTES};
use super::record::{Capture, Done, Page, RecordOrigin};
use crate::block::Block;
use crate::extract::{Cleaner, Formatter, InputForm, Options, Reason, Report, Sink};
use crate::warc::{self, Header, Payload, RecordType};

/// Cleans the page in a record with this block.
///
/// # Errors
///
/// Only if the block cannot be read.
pub fn clean_record(job: &Job, header: &Header, origin: &RecordOrigin, block: impl BufRead) -> io::Result<Done> {
    let mut capture = Capture::of(header, origin.clone());
    let mut payload = Payload::new(header, block, &warc::Limits::default())?;
    let page = clean_payload(job, header, &mut capture, &mut payload)?;
    // A page dropped early was not read to its end, so the damage seen means nothing.
    let was_read = matches!(page, Ok(_) | Err(Outcome::Empty | Outcome::Words | Outcome::Language));
    let damage = payload.finish().filter(|_| was_read);
    // If the crawler declared the truncation, nothing was lost.
    let damage = damage.filter(|reason| capture.truncated.is_none() || !reason.is_cut());
    Ok(conclude(job, &capture, page).with_damage(origin, damage))
}

pub fn clean_file(job: &Job, capture: &Capture, form: InputForm, input: impl Read) -> Done {
    let uri = capture.uri.clone().unwrap_or_default();
    if let Err(outcome) = job.filters.wants_url(&uri) {
        return Done::dropped(outcome);
    }
    let mut input = io::BufReader::with_capacity(64 << 10, input);
    match clean(job, capture, job.options.clone().input(job.form.unwrap_or(form)), &mut input) {
        Ok((page, None)) => conclude(job, capture, page),
        Ok((page, Some(error))) => {
            let mut done = conclude(job, capture, page);
            // An error that is neither the system's nor an early end comes from a decompressor.
            let is_end = error.raw_os_error().is_some() || error.kind() == io::ErrorKind::UnexpectedEof;
            let what = match error.kind() {
                io::ErrorKind::Unsupported => "the input cannot be decompressed",
                _ if is_end => "the input ends early",
                _ => "the input is damaged",
            };
            done.flaws.truncated |= is_end;
            done.damaged(format!("{}: {what}: {error}", capture.origin.name));
            done
        }
        Err(outcome) => conclude(job, capture, Err(outcome)),
    }
}

type Cleaned = Result<Page, Outcome>;

fn clean_payload(job: &Job, header: &Header, capture: &mut Capture, payload: &mut Payload<'_>) -> io::Result<Cleaned> {
    let http = payload.http().cloned();
    capture.status = http.as_ref().and_then(|http| http.status());
    let wanted = job.filters.wants_url(capture.uri.as_deref().unwrap_or_default());
    if let Err(outcome) = wanted.and_then(|()| job.filters.wants_status(capture.status)) {
        return Ok(Err(outcome));
    }
    let start = payload.fill_buf()?;
    let is_binary = is_binary(start);
    let of_block = || header.field("Content-Type").filter(|_| http.is_none());
    let of_http = || http.as_ref().and_then(|http| http.media_type());
    let named = header.identified_payload_type().or_else(of_http).or_else(of_block);
    let media = match named.map(|name| name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()) {
        Some(media) if !media.is_empty() => media,
        _ if looks_like_html(start) => "text/html".to_owned(),
        _ => "application/octet-stream".to_owned(),
    };
    let is_text = *header.record_type() == RecordType::Conversion && media == "text/plain";
    let is_page = !is_binary && (is_text || matches!(&*media, "text/html" | "application/xhtml+xml"));
    if let Err(outcome) = job.filters.wants_mime(&media, is_page) {
        return Ok(Err(outcome));
    }
    if is_binary {
        return Ok(Err(Outcome::NotHtml));
    }
    let form = if media == "text/plain" { InputForm::Text } else { InputForm::Html };
    capture.media_type = Some(media);
    let mut options = job.options.clone().input(job.form.unwrap_or(form));
    if let Some(uri) = &capture.uri {
        options = options.clone().url(uri).unwrap_or_else(|_| options.unresolved_url(uri));
    }
    if options.label().is_none()
        && let Some(charset) = http.as_ref().and_then(|http| http.charset())
    {
        options = options.clone().encoding(charset).unwrap_or(options);
    }
    match clean(job, capture, options, payload) {
        Ok((page, None)) => Ok(page),
        Ok((_, Some(error))) => Err(error),
        Err(outcome) => Ok(Err(outcome)),
    }
}

/// The result for a page, and the error if it could not be read to its end.
type ReadAndCleaned = Result<(Cleaned, Option<io::Error>), Outcome>;

/// Cleans until the input ends or fails. A page on which tamis panics fails alone: the run continues, and a resumed run
/// skips the page.
fn clean(job: &Job, capture: &Capture, options: Options, input: &mut impl BufRead) -> ReadAndCleaned {
    panic::catch_unwind(AssertUnwindSafe(|| clean_capped(job, capture, options, input))).unwrap_or(Err(Outcome::Failed))
}

/// Cleans the page up to its limits. The rest is still read, to find damage.
fn clean_capped(job: &Job, capture: &Capture, options: Options, input: &mut impl BufRead) -> ReadAndCleaned {
    let mut formatter = Formatter::new(&options, Vec::new());
    if let Some(explain) = job.explain {
        let (lines, id) = (Arc::clone(&capture.explained), capture.id());
        formatter = formatter.explain(move |block, reason| {
            let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(line) = explain(&id, block, reason)
                && lines.len() + line.len() < EXPLAINED_BYTES
            {
                lines.push_str(&line);
                lines.push('\n');
            }
            Ok(())
        });
    }
    let sink = Bounded { formatter, count_words: job.filters.count_words(), words: 0, cut: false };
    let mut cleaner = Cleaner::new(&options, sink);
    let (mut position, mut full) = (0, false);
    let error = loop {
        match input.fill_buf() {
            Ok([]) => break None,
            Ok(bytes) => {
                if position == 0 && is_binary(bytes) {
                    return Err(Outcome::NotHtml);
                }
                let step = (STEP_BYTES - position % STEP_BYTES) as usize;
                let bytes = &bytes[..bytes.len().min(step)];
                if !full {
                    // Writing to memory does not fail.
                    let _ = cleaner.write(bytes);
                }
                let length = bytes.len();
                input.consume(length);
                position += length as u64;
                if !full && position % STEP_BYTES == 0 {
                    full = position >= PAGE_BYTES || cleaner.with_sink(|sink| sink.cut);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Some(error),
        }
    };
    let Ok((mut report, sink)) = cleaner.finish() else { return Err(Outcome::Empty) };
    // A page cut here is not truncated in the input.
    report.cut &= !full;
    let language = report.metadata.lang_identified.as_deref().or(report.metadata.lang.as_deref());
    let wanted = job.filters.wants_language(language).and_then(|()| job.filters.wants_words(sink.words));
    let page = match wanted {
        _ if report.kept == 0 => Err(Outcome::Empty),
        Err(outcome) => Err(outcome),
        Ok(()) => {
            // All formats are text.
            let text = String::from_utf8(sink.formatter.into_inner()).unwrap_or_default();
            Ok(Page { text, report, cut: full || sink.cut })
        }
    };
    Ok((page, error))
}

fn conclude(job: &Job, capture: &Capture, page: Cleaned) -> Done {
    let mut done = match page {
        Ok(page) => {
            let mut done = Done::kept(job.output_format.encode(job, capture, &page), page.text.len());
            done.text_hash = job.dedup.then(|| digest::text_hash(&page.text));
            done.facts.language = page.report.metadata.lang_identified.clone();
            done.flaws.truncated = page.report.cut || capture.truncated.is_some();
            done.flaws.degraded = page.cut || page.report.losses(job.options.output_format()).any();
            done
        }
        Err(outcome) => Done::dropped(outcome),
    };
    if done.outcome == Outcome::Failed {
        let RecordOrigin { name, offset, .. } = &capture.origin;
        let offset = offset.map(|offset| format!("{offset}: ")).unwrap_or_default();
        done.notices.push(format!("{name}: {offset}this page cannot be cleaned because of a bug in tamis"));
    }
    done.explained = std::mem::take(&mut capture.explained.lock().unwrap_or_else(PoisonError::into_inner));
    done.date = capture.date.clone();
    done.facts.uri = capture.uri.clone();
    done.facts.status = capture.status;
    done.facts.media_type = capture.media_type.clone();
    done
}

/// A formatter that drops everything after [`FORMATTED_BYTES`], and counts words.
struct Bounded {
    formatter: Formatter<Vec<u8>>,
    count_words: bool,
    words: u64,
    cut: bool,
}

impl Sink for Bounded {
    fn begin(&mut self, known: &Report) -> io::Result<()> {
        self.formatter.begin(known)
    }

    fn block(&mut self, block: &Block) -> io::Result<()> {
        // The last block may exceed the limit: a format must close what it has opened.
        self.cut |= self.formatter.output().len() >= FORMATTED_BYTES;
        if self.cut {
            return Ok(());
        }
        if self.count_words {
            self.words += filter::words(&block.text);
        }
        self.formatter.block(block)
    }

    fn dropped(&mut self, block: &Block, reason: &Reason) -> io::Result<()> {
        self.formatter.dropped(block, reason)
    }

    fn wants_dropped(&self) -> bool {
        self.formatter.wants_dropped()
    }

    fn wants_beginning(&self) -> bool {
        self.formatter.wants_beginning()
    }

    fn wants_targets(&self) -> bool {
        self.formatter.wants_targets()
    }

    fn simplified(&self) -> u64 {
        self.formatter.simplified()
    }

    fn finish(&mut self, report: &Report) -> io::Result<()> {
        self.formatter.finish(report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_fails_only_its_page() {
        struct Failing;
        impl Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                panic!("simulates a bug")
            }
        }
        let capture =
            Capture { origin: RecordOrigin { name: "x.html".into(), ..RecordOrigin::default() }, ..Capture::default() };
        let done = clean_file(&Job::default(), &capture, InputForm::Html, Failing);
        assert_eq!(done.outcome, Outcome::Failed);
        assert!(done.notices[0].starts_with("x.html: this page cannot be cleaned"), "{:?}", done.notices);
    }
}

//! A progress line on the terminal.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use tamis::batch::Watch;

use super::super::message;

const PAUSE: Duration = Duration::from_millis(200);

pub struct Progress<'a> {
    shown: bool,
    inputs: &'a [PathBuf],
}

/// Whether a progress line is on the terminal, to be cleared before anything else is written.
static ON_LINE: AtomicBool = AtomicBool::new(false);

impl Progress<'_> {
    /// Shows progress on a terminal, unless `quiet` or if the output goes there too.
    pub fn new(quiet: bool, inputs: &[PathBuf], to_stdout: bool) -> Progress<'_> {
        let output_on_terminal = to_stdout && io::stdout().is_terminal();
        Progress { shown: !quiet && io::stderr().is_terminal() && !output_on_terminal, inputs }
    }

    /// Shows progress while `work` runs.
    pub fn during<T>(&self, watch: &Watch, work: impl FnOnce() -> T) -> T {
        if !self.shown {
            return work();
        }
        let (over, wait) = mpsc::channel::<()>();
        thread::scope(|scope| {
            scope.spawn(move || {
                let begun = Instant::now();
                let total = self.total();
                while wait.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                    let counts = [watch.bytes(), watch.kept(), watch.dropped(), watch.failed()];
                    show(&line(counts, begun.elapsed(), total));
                }
                clear();
            });
            let done = work();
            drop(over);
            done
        })
    }

    /// Returns the bytes of all inputs, if all are files.
    fn total(&self) -> Option<u64> {
        let sizes = self.inputs.iter().map(|path| path.metadata().ok().filter(|found| found.is_file()));
        let total = sizes.map(|found| found.map(|found| found.len())).sum::<Option<u64>>();
        total.filter(|total| *total > 0)
    }
}

/// Writes a message; clears the progress line first.
pub fn message(text: &str) {
    clear();
    message::write_line(&format!("tamis: {text}"));
}

/// Formats `1.2 GB of 5.1 GB · 812 records/s · 74.1 MB/s · 61023 kept, 9120 dropped, 2 failed · 0:52 left`.
fn line([bytes, kept, dropped, failed]: [u64; 4], elapsed: Duration, total: Option<u64>) -> String {
    let seconds = elapsed.as_secs_f64().max(0.001);
    let of = total.map(|total| format!(" of {}", size(total as f64))).unwrap_or_default();
    let rate = (kept + dropped + failed) as f64 / seconds;
    let left = total.filter(|total| bytes > 0 && bytes <= *total).map(|total| {
        let left = (seconds * (total - bytes) as f64 / bytes as f64) as u64;
        format!(" · {}:{:02} left", left / 60, left % 60)
    });
    format!(
        "{}{of} · {rate:.0} records/s · {}/s · {kept} kept, {dropped} dropped, {failed} failed{}",
        size(bytes as f64),
        size(bytes as f64 / seconds),
        left.unwrap_or_default()
    )
}

fn size(bytes: f64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let steps = ((bytes.max(1.0).log10() / 3.0) as usize).min(UNITS.len() - 1);
    let number = bytes / 1000f64.powi(steps as i32);
    if steps == 0 { format!("{number:.0} B") } else { format!("{number:.1} {}", UNITS[steps]) }
}

fn show(line: &str) {
    ON_LINE.store(true, Ordering::Relaxed);
    // Overwrites the line and erases the rest of a longer one.
    let _ = write!(io::stderr().lock(), "\r{line}\x1B[K");
}

fn clear() {
    if ON_LINE.swap(false, Ordering::Relaxed) {
        let _ = write!(io::stderr().lock(), "\r\x1B[K");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_shows_amount_rate_and_remaining_time() {
        assert_eq!(
            line([1_500_000, 90, 0, 10], Duration::from_secs(2), Some(6_000_000)),
            "1.5 MB of 6.0 MB · 50 records/s · 750.0 kB/s · 90 kept, 0 dropped, 10 failed · 0:06 left"
        );
        assert_eq!(size(999.0), "999 B");
    }
}

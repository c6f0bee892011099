//! Shows progress: a line on the terminal, or from time to time a line of its own.

use std::io::{self, IsTerminal as _};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tamis::batch::Watch;

use super::super::message::{self, Level};

/// Time between two updates on a terminal, and between two lines elsewhere.
const PAUSE: Duration = Duration::from_millis(200);
const LINE_EVERY: Duration = Duration::from_secs(30);

/// The line on the terminal, which gives way to messages.
static BAR: Mutex<Option<ProgressBar>> = Mutex::new(None);

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    Nothing,
    Bar,
    Lines,
}

impl Progress {
    /// Shows nothing if `quiet`, or if the output goes to the terminal too.
    pub fn new(quiet: bool, to_stdout: bool) -> Progress {
        match io::stderr().is_terminal() {
            _ if quiet || to_stdout && io::stdout().is_terminal() => Progress::Nothing,
            true if !message::is_json() => Progress::Bar,
            _ => Progress::Lines,
        }
    }

    /// Shows progress while `work` runs. `measure` returns the bytes of all inputs, if they are known.
    pub fn during<T>(
        self,
        watch: &Watch,
        measure: impl FnOnce() -> Option<u64> + Send + 'static,
        work: impl FnOnce() -> T,
    ) -> T {
        if self == Progress::Nothing {
            return work();
        }
        // Not awaited: a large folder may take longer to measure than the work that is left.
        let (tell, measured) = mpsc::channel();
        let _ = thread::Builder::new().spawn(move || tell.send(measure()));
        let (over, wait) = mpsc::channel::<()>();
        thread::scope(|scope| {
            scope.spawn(move || {
                let (begun, mut last, mut total) = (Instant::now(), Instant::now(), None);
                while wait.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                    total = measured.try_recv().unwrap_or(total);
                    let amounts = [watch.bytes(), watch.skipped(), watch.kept(), watch.dropped(), watch.failed()];
                    if self == Progress::Bar {
                        show(line(amounts, begun.elapsed(), total));
                    } else if last.elapsed() >= LINE_EVERY {
                        last = Instant::now();
                        message::say(Level::Progress, &line(amounts, begun.elapsed(), total));
                    }
                }
                clear();
            });
            let done = work();
            drop(over);
            done
        })
    }
}

/// Writes a message above the line of progress.
pub fn message(text: &str) {
    say(Level::Note, text);
}

pub fn say(level: Level, text: &str) {
    match &*BAR.lock().unwrap_or_else(PoisonError::into_inner) {
        Some(bar) => bar.suspend(|| message::say(level, text)),
        None => message::say(level, text),
    }
}

/// Formats `1.2 GB of 5.1 GB, 0:52 left, 61023 kept, 9120 dropped, 2 failed, 812 records/s, 74.1 MB/s`: what matters most
/// comes first, because a narrow terminal cuts the rest.
fn line([bytes, skipped, kept, dropped, failed]: [u64; 5], elapsed: Duration, total: Option<u64>) -> String {
    let seconds = elapsed.as_secs_f64().max(0.001);
    let mut parts = vec![size((skipped + bytes) as f64)];
    if let Some(total) = total.filter(|total| *total > 0) {
        parts[0].push_str(&format!(" of {}", size(total as f64)));
        if bytes > 0 && skipped + bytes <= total {
            let left = (seconds * (total - skipped - bytes) as f64 / bytes as f64) as u64;
            parts.push(match left / 3600 {
                0 => format!("{}:{:02} left", left / 60, left % 60),
                hours => format!("{hours}:{:02}:{:02} left", left / 60 % 60, left % 60),
            });
        }
    }
    parts.push(format!("{kept} kept"));
    parts.extend(
        [(dropped, "dropped"), (failed, "failed")]
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}")),
    );
    parts.push(format!("{:.0} records/s", (kept + dropped + failed) as f64 / seconds));
    parts.push(format!("{}/s", size(bytes as f64 / seconds)));
    if skipped > 0 {
        parts.push(format!("{} done before", size(skipped as f64)));
    }
    parts.join(", ")
}

fn size(bytes: f64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let steps = ((bytes.max(1.0).log10() / 3.0) as usize).min(UNITS.len() - 1);
    let number = bytes / 1000f64.powi(steps as i32);
    if steps == 0 { format!("{number:.0} B") } else { format!("{number:.1} {}", UNITS[steps]) }
}

fn show(line: String) {
    let mut bar = BAR.lock().unwrap_or_else(PoisonError::into_inner);
    let bar = bar.get_or_insert_with(|| {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        // The width of the terminal cuts the line.
        bar.with_style(ProgressStyle::with_template("{wide_msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()))
    });
    bar.set_message(line);
    bar.tick();
}

fn clear() {
    if let Some(bar) = BAR.lock().unwrap_or_else(PoisonError::into_inner).take() {
        bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_shows_amount_remaining_time_and_rate() {
        assert_eq!(
            line([1_500_000, 0, 90, 0, 10], Duration::from_secs(2), Some(6_000_000)),
            "1.5 MB of 6.0 MB, 0:06 left, 90 kept, 10 failed, 50 records/s, 750.0 kB/s"
        );
        // What an earlier run has read counts as done, but not for the rate.
        assert_eq!(
            line([1_000_000, 3_000_000, 10, 5, 0], Duration::from_secs(1), Some(6_000_000)),
            "4.0 MB of 6.0 MB, 0:02 left, 10 kept, 5 dropped, 15 records/s, 1.0 MB/s, 3.0 MB done before"
        );
        assert_eq!(line([0, 0, 0, 0, 0], Duration::from_secs(1), None), "0 B, 0 kept, 0 records/s, 0 B/s");
        assert_eq!(size(999.0), "999 B");
    }
}

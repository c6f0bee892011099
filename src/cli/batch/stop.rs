//! SIGINT and SIGTERM end a batch at a record border; a second one ends it at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::{flag, low_level};

use super::progress;

/// How often the watcher looks for a signal, and how long it then waits: a pipe may never give another record.
const PAUSE: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(5);

/// The signal that stops the run, once it has come.
pub struct Stop {
    signal: Arc<AtomicUsize>,
}

impl Stop {
    /// Lets signals set `stop`. Where the system refuses that, they end the run at once.
    pub fn on_signals(stop: &Arc<AtomicBool>) -> Stop {
        let signal = Arc::new(AtomicUsize::new(0));
        for number in [SIGINT, SIGTERM] {
            // The order matters: the first signal arms what the second one does.
            let _ = flag::register_conditional_shutdown(number, 128 + number, Arc::clone(stop))
                .and_then(|_| flag::register_usize(number, Arc::clone(&signal), number as usize))
                .and_then(|_| flag::register(number, Arc::clone(stop)));
        }
        let (stop, watched) = (Arc::clone(stop), Arc::clone(&signal));
        let _ = thread::Builder::new().spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                thread::sleep(PAUSE);
            }
            progress::message("stopping at the next record; a second signal stops at once");
            thread::sleep(PATIENCE);
            progress::message("stopped while waiting for input: --resume continues a file at its last commit");
            low_level::exit(128 + watched.load(Ordering::Relaxed) as i32);
        });
        Stop { signal }
    }

    /// Returns the exit status for the signal that came.
    pub fn status(&self) -> u8 {
        128 + self.signal.load(Ordering::Relaxed) as u8
    }
}

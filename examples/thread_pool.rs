//! Cleans many pages on several threads, with one set of options.
//!
//! [`tamis::Options`] are cheap to clone: the clones share one set of compiled rules. Each worker takes pages from a
//! channel and returns reports through another; the main thread prints them in the order of the pages.
//!
//! ```text
//! cargo run --example thread_pool
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::{fs, io, thread};

use tamis::{Options, Report};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// A page and its position in the order.
type Job = (usize, PathBuf);
type Done = (Job, Result<Report>);

fn main() -> Result<()> {
    let pages = pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages"))?;
    let threads = thread::available_parallelism()?.get().min(4);
    let options = Options::new();

    let (give, jobs) = channel();
    for job in pages.into_iter().enumerate() {
        give.send(job)?;
    }
    // Workers end when the channel is empty and has no sender.
    drop(give);

    let jobs = Mutex::new(jobs);
    thread::scope(|scope| {
        let (done, results) = channel();
        for _ in 0..threads {
            let (options, jobs, done) = (options.clone(), &jobs, done.clone());
            scope.spawn(move || work(&options, jobs, &done));
        }
        drop(done);
        print_in_order(&results)
    })
}

/// Returns the HTML files of a folder, sorted by name.
fn pages(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut pages = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "html"));
    pages.sort();
    Ok(pages)
}

/// Cleans pages until the channel is empty.
fn work(options: &Options, jobs: &Mutex<Receiver<Job>>, done: &Sender<Done>) {
    loop {
        // A separate statement, so that the lock is released before the page is cleaned.
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        let result = clean(options, &job.1);
        if done.send((job, result)).is_err() {
            return;
        }
    }
}

fn clean(options: &Options, path: &Path) -> Result<Report> {
    Ok(tamis::clean(&fs::read(path)?, options)?.report)
}

/// Prints the results in the order of the pages. Early results wait.
fn print_in_order(results: &Receiver<Done>) -> Result<()> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for ((number, path), result) in results {
        early.insert(number, (path, result?));
        while let Some((path, report)) = early.remove(&next) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            println!("{name}: {} ({} blocks kept)", report.title.as_deref().unwrap_or("no title"), report.kept);
            next += 1;
        }
    }
    Ok(())
}

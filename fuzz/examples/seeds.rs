//! Writes the seeds of all targets to a folder, with one folder per target, for a fuzzing engine.

use std::path::PathBuf;

use tamis_fuzz::{TARGETS, seeds};

fn main() -> std::io::Result<()> {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        return Err(std::io::Error::other("usage: seeds FOLDER"));
    };
    for (target, _) in TARGETS {
        let folder = folder.join(target);
        std::fs::create_dir_all(&folder)?;
        let all = seeds::own(target).into_iter().chain(seeds::public(target));
        for (number, seed) in all.enumerate() {
            std::fs::write(folder.join(format!("seed-{number:05}")), &seed.bytes)?;
        }
    }
    Ok(())
}

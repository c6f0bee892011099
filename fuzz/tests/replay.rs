//! Runs all fuzz targets on all seeds.

use std::io::Write;

use tamis_fuzz::TARGETS;
use tamis_fuzz::seeds::{self, Seed};

#[test]
fn seeds_of_the_repository() {
    replay(seeds::own);
}

#[test]
fn public_seeds() {
    if seeds::public("extract").is_empty() {
        // Not with `eprintln`, which shows only if the test fails.
        let _ = writeln!(std::io::stderr(), "skipped: no public seeds (set TAMIS_DATA)");
    }
    replay(seeds::public);
}

/// Runs every seed; a panic is a failure. Prints all failures before the test fails.
fn replay(seeds: impl Fn(&str) -> Vec<Seed>) {
    let mut failed = Vec::new();
    for (target, body) in TARGETS {
        for seed in seeds(target) {
            if std::panic::catch_unwind(|| body(&seed.bytes)).is_err() {
                eprintln!("^ {target} on {}", seed.name);
                failed.push(format!("{target} on {}", seed.name));
            }
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
}

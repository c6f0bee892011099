//! The container of an output: what `--to` says and what the name of the output says must agree.

use std::path::Path;

use anyhow::{Result, bail};
use tamis::batch::{Compression, OutputFormat};

use crate::cli::message;

/// Endings of files that a batch does not write, so that none is called what it is not.
const OTHERS: [&str; 18] = [
    ".7z", ".arrow", ".br", ".bz2", ".csv", ".html", ".json", ".lz4", ".md", ".orc", ".tar", ".tei", ".tsv", ".txt",
    ".warc", ".xml", ".xz", ".zip",
];

/// Chooses the container of a file by `--to` and its name.
pub fn of_file(name: &Path, to: Option<OutputFormat>) -> Result<OutputFormat> {
    let lower = name.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let is = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if to == Some(OutputFormat::Files) {
        bail!("--to files writes to a directory: -o DIR/");
    }
    if is(&[".md", ".txt", ".html", ".tei"]) {
        bail!("{}: pages as files of their own need a directory: --to files -f FORMAT -o DIR/", message::name(name));
    }
    if is(&OTHERS) {
        bail!("{}: a batch writes no such files, but {WRITTEN}", message::name(name));
    }
    let compression = Compression::of(Path::new(&lower));
    let plain = lower.strip_suffix(compression.ending()).unwrap_or(&lower);
    let named = match plain {
        name if name.ends_with(".jsonl") || name.ends_with(".ndjson") => Some(OutputFormat::Jsonl(compression)),
        name if name.ends_with(".wet") => Some(OutputFormat::Wet(compression)),
        #[cfg(feature = "parquet")]
        name if name.ends_with(".parquet") && compression == Compression::None => Some(OutputFormat::Parquet),
        #[cfg(not(feature = "parquet"))]
        name if name.ends_with(".parquet") => bail!("{NO_PARQUET}"),
        _ => None,
    };
    let chosen = match (to, named) {
        (None, None) => {
            bail!("{}: no ending that says what it is: {WRITTEN}; or say it with --to", message::name(name))
        }
        (None, Some(named)) => named,
        (Some(OutputFormat::Jsonl(Compression::None)), None) => OutputFormat::Jsonl(compression),
        (Some(OutputFormat::Wet(Compression::None)), None) => OutputFormat::Wet(compression),
        (Some(OutputFormat::Jsonl(Compression::None)), Some(named @ OutputFormat::Jsonl(_))) => named,
        (Some(OutputFormat::Wet(Compression::None)), Some(named @ OutputFormat::Wet(_))) => named,
        (Some(to), None) if compression == Compression::None => to,
        (Some(to), Some(named)) if to == named => to,
        (Some(to), _) => bail!("{} is not named like what --to {to} writes", message::name(name)),
    };
    Ok(chosen)
}

const WRITTEN: &str = ".jsonl, .wet (also .gz and .zst) and .parquet";

/// What a build without Parquet says.
pub const NO_PARQUET: &str = "this build writes no Parquet: install it with `--features parquet`";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_what_it_is_or_the_run_refuses() {
        let of = |name: &str, to: Option<&str>| {
            of_file(Path::new(name), to.map(|to| to.parse().unwrap())).map(|format| format.to_string()).ok()
        };
        for (name, to, expected) in [
            ("a.jsonl", None, Some("jsonl")),
            ("a.JSONL.GZ", None, Some("jsonl.gz")),
            ("a.ndjson.zst", None, Some("jsonl.zst")),
            ("a.warc.wet.gz", None, Some("wet.gz")),
            ("a.jsonl.gz", Some("jsonl"), Some("jsonl.gz")),
            ("a.jsonl.gz", Some("jsonl.gz"), Some("jsonl.gz")),
            ("a.warc.gz", Some("wet"), Some("wet.gz")),
            ("a", Some("jsonl"), Some("jsonl")),
            ("a", Some("jsonl.gz"), Some("jsonl.gz")),
            ("a", None, None),
            ("a.foo", None, None),
            ("a.gz", None, None),
            ("a.jsonl.bz2", None, None),
            ("a.jsonl.bz2", Some("jsonl"), None),
            ("a.md", None, None),
            ("a.wet.gz", Some("jsonl"), None),
            ("a.jsonl", Some("wet"), None),
            ("a.jsonl.gz", Some("jsonl.zst"), None),
            ("a.jsonl", Some("jsonl.gz"), None),
            ("a.jsonl", Some("files"), None),
        ] {
            assert_eq!(of(name, to).as_deref(), expected, "{name} {to:?}");
        }
        #[cfg(feature = "parquet")]
        assert_eq!(of("a.parquet", None).as_deref(), Some("parquet"));
    }
}

//! Output names within the limits of file systems.

use std::path::PathBuf;

use crate::batch::digest::fingerprint;
use crate::block::split_at_most;

/// Bytes of the longest name on most file systems, minus the ending of the folder beside the output.
const LONGEST: usize = 255 - 6;

/// Bytes of the hash that keeps shortened names distinct.
const HASH: usize = 16;

/// Shortens a file name that is too long to its start, a hash of the whole, and its ending.
pub fn fitting(path: PathBuf) -> PathBuf {
    let Some(name) = path.file_name().filter(|name| name.len() > LONGEST) else { return path };
    let hash = &fingerprint(name.as_encoded_bytes())[..HASH];
    let name = name.to_string_lossy();
    // `.jsonl.zst` has two parts; anything longer is no ending.
    let ending_at = name.match_indices('.').map(|(at, _)| at).find(|at| name.len() - at <= ".jsonl.zst".len());
    let ending = ending_at.map_or("", |at| &name[at..]);
    let (beginning, _) = split_at_most(&name, LONGEST - HASH - 1 - ending.len());
    path.with_file_name(format!("{beginning}-{hash}{ending}"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn long_names_are_shortened_and_stay_distinct() {
        let long = |sign: &str| fitting(Path::new("out").join(format!("{}{sign}.html.jsonl.gz", "é".repeat(126))));
        let (one, other) = (long("a"), long("b"));
        let name = one.file_name().unwrap().to_str().unwrap();
        assert!(name.len() <= LONGEST && name.starts_with("éé") && name.ends_with(".jsonl.gz"), "{name}");
        assert!(one != other && one.starts_with("out"));
        let short = Path::new("out/a.html.jsonl").to_owned();
        assert_eq!(fitting(short.clone()), short);
    }
}

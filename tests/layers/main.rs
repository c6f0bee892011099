//! Tests that modules use only lower layers and form no circles, that one file names lol_html, one file hashes, and only
//! `batch` and `cli` open files.

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use imports::{Module, Modules, Source};

/// The layers of `CONTRIBUTING.md`. A module uses only modules of earlier layers.
const LAYERS: &[&[&str]] = &[
    &["date", "hash", "limits", "line"],
    &["error"],
    &["names"],
    &["charset", "html", "warc"],
    &["block"],
    &["classify", "metadata", "rules", "write"],
    &["extract"],
    &["batch", "check"],
];

/// Modules of a recursive grammar, which call each other.
const RECURSIVE: &[&str] = &["rules::selector::parse", "rules::selector::pseudo"];

fn sources() -> Vec<Source> {
    imports::sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// Returns each folder's imports between its parts, with the file that has each.
fn uses_between_parts(sources: &[Source]) -> BTreeMap<Module, BTreeMap<(String, String), String>> {
    let modules = Modules::new(sources);
    let mut uses: BTreeMap<Module, BTreeMap<(String, String), String>> = BTreeMap::new();
    for source in sources {
        for used in modules.used_by(source) {
            let common = source.module.iter().zip(&used).take_while(|(own, other)| own == other).count();
            // A module and its parts are one thing.
            if let (Some(own), Some(other)) = (source.module.get(common), used.get(common)) {
                let folder = uses.entry(used[..common].to_vec()).or_default();
                folder.insert((own.clone(), other.clone()), source.path.display().to_string());
            }
        }
    }
    uses
}

#[test]
fn modules_use_only_lower_layers() {
    let sources = sources();
    let layer = |module: &str| LAYERS.iter().position(|layer| layer.contains(&module));
    let mut wrong = Vec::new();
    for ((own, used), path) in &uses_between_parts(&sources)[&Module::new()] {
        let Some((own_layer, used_layer)) = layer(own).zip(layer(used)) else {
            wrong.push(format!("{own} or {used} is in no layer"));
            continue;
        };
        if used_layer >= own_layer || own == "warc" {
            wrong.push(format!("{path} uses {used}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a part uses another, directly or through others.
fn reaches(uses: &BTreeMap<(String, String), String>, from: &str, to: &str) -> bool {
    let (mut reached, mut next) = (BTreeSet::from([from]), vec![from]);
    while let Some(part) = next.pop() {
        for (_, used) in uses.keys().filter(|(own, _)| own == part) {
            if reached.insert(used) {
                next.push(used);
            }
        }
    }
    reached.contains(to)
}

#[test]
fn imports_form_no_circle() {
    let mut wrong = Vec::new();
    for (folder, uses) in uses_between_parts(&sources()) {
        let parts: BTreeSet<&String> = uses.keys().flat_map(|(own, used)| [own, used]).collect();
        for part in parts {
            let full = [&folder[..], std::slice::from_ref(part)].concat().join("::");
            for ((_, used), path) in uses.iter().filter(|((own, _), _)| own == part) {
                if reaches(&uses, used, part) && !RECURSIVE.contains(&full.as_str()) {
                    wrong.push(format!("{path} uses {used}, which uses {full}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports form a circle:\n{}", wrong.join("\n"));
}

#[test]
fn only_some_files_use_these() {
    let mut wrong = Vec::new();
    for Source { path, module, text } in sources() {
        let top = module.first().map(String::as_str).unwrap_or_default();
        if text.contains("lol_html::") && path != Path::new("html/tokenizer.rs") {
            wrong.push(format!("{} names lol_html", path.display()));
        }
        let random = ["HashMap", "HashSet", "RandomState", "DefaultHasher"];
        let is_random = |line: &str| line.contains("std::") && random.iter().any(|name| line.contains(name));
        if top != "hash" && text.lines().any(is_random) {
            wrong.push(format!("{} hashes with a key of its own: see src/hash.rs", path.display()));
        }
        if (text.contains("std::fs") || text.contains("std::thread")) && top != "batch" {
            wrong.push(format!("{} opens files or starts threads", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

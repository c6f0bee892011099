//! Tests that modules use only lower layers, that one file names lol_html, one file hashes, and only `batch` and `cli`
//! open files.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules that each module may use besides itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("error", &["rules"]),
    ("limits", &[]),
    ("names", &["error"]),
    ("charset", &[]),
    ("hash", &[]),
    ("html", &["hash", "limits"]),
    ("warc", &[]),
    ("block", &["hash", "limits", "html"]),
    ("rules", &["hash", "html", "block", "limits"]),
    ("metadata", &["limits", "html"]),
    ("write", &["block", "limits", "names"]),
    ("classify", &["hash", "block", "limits"]),
    (
        "extract",
        &["classify", "error", "limits", "charset", "html", "block", "rules", "metadata", "write", "hash", "names"],
    ),
    ("batch", &["hash", "warc", "extract", "block", "write", "metadata", "error", "limits", "names"]),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// Returns the part of a file before its unit tests.
fn production(path: &Path) -> String {
    let source = fs::read_to_string(path).unwrap();
    let name = path.file_stem().unwrap().to_str().unwrap();
    if name.ends_with("tests") || name == "conformance" || path.components().any(|part| part.as_os_str() == "tests") {
        return String::new();
    }
    source.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned()
}

/// Returns the names after `crate::`: one, or all at the first level inside braces.
fn used_modules(path: &str) -> Vec<&str> {
    let Some(group) = path.strip_prefix('{') else { return vec![first_name(path)] };
    let (mut names, mut depth, mut begin) = (Vec::new(), 0, 0);
    for (at, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                names.push(first_name(group[begin..at].trim_start()));
                begin = at + 1;
                if sign == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    names
}

fn first_name(path: &str) -> &str {
    &path[..path.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(path.len())]
}

#[test]
fn grouped_imports_are_seen() {
    assert_eq!(used_modules("{\n block::{a, b},\n html, write::c\n};"), ["block", "html", "write"]);
    assert_eq!(used_modules("rules::{a, b};"), ["rules"]);
}

#[test]
fn modules_use_only_lower_layers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for path in sources(&root) {
        let relative = path.strip_prefix(&root).unwrap();
        let module = relative.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        let source = production(&path);
        if source.contains("lol_html::") && relative != Path::new("html/tokenizer.rs") {
            wrong.push(format!("{} names lol_html", relative.display()));
        }
        let random = ["HashMap", "HashSet", "RandomState", "DefaultHasher"];
        let is_random = |line: &str| line.contains("std::") && random.iter().any(|name| line.contains(name));
        if module != "hash" && source.lines().any(is_random) {
            wrong.push(format!("{} hashes with a key of its own: see src/hash.rs", relative.display()));
        }
        if (source.contains("std::fs") || source.contains("std::thread")) && !["batch", "cli"].contains(&module) {
            wrong.push(format!("{} opens files or starts threads", relative.display()));
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == module) else { continue };
        for used in source.split("crate::").skip(1).flat_map(used_modules) {
            let is_module = LAYERS.iter().any(|(name, _)| *name == used);
            if is_module && used != module && !allowed.contains(&used) {
                wrong.push(format!("{} uses {used}", relative.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

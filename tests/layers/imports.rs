//! Reads which modules each module uses, from the source text: `use` declarations and paths in the code, and the names
//! that modules re-export.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A module path below the crate root; the root is empty.
pub type Module = Vec<String>;

pub struct Source {
    pub path: PathBuf,
    pub module: Module,
    /// The text without comments and unit tests.
    pub text: String,
}

/// Reads the library's source files without those that only have tests.
pub fn sources(root: &Path) -> Vec<Source> {
    let mut found = Vec::new();
    for path in files(root) {
        let relative = path.strip_prefix(root).unwrap().to_owned();
        let mut module: Module = relative.with_extension("").iter().map(|part| part.to_str().unwrap().into()).collect();
        let is_test = module.iter().any(|part| part == "tests" || part == "conformance");
        // The command is a crate of its own.
        if is_test || ["main", "cli"].contains(&module[0].as_str()) {
            continue;
        }
        if ["mod", "lib"].contains(&module.last().unwrap().as_str()) {
            module.pop();
        }
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        found.push(Source { path: relative, module, text: lines.collect::<Vec<_>>().join("\n") });
    }
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Resolves names to modules.
pub struct Modules {
    /// For each module, the names that it imports or re-exports, and the paths that they stand for.
    names: BTreeMap<Module, BTreeMap<String, Module>>,
}

impl Modules {
    pub fn new(sources: &[Source]) -> Modules {
        let mut names = BTreeMap::new();
        for source in sources {
            let own = imports(&source.text).into_iter().map(|(path, name)| (name, absolute(&source.module, &path)));
            names.insert(source.module.clone(), own.collect());
        }
        // A child is no import of its own module, so that `use child::Name` stays a path to the child.
        Modules { names }
    }

    /// Returns the modules that a source uses.
    pub fn used_by(&self, source: &Source) -> Vec<Module> {
        let imported = imports(&source.text).into_iter().map(|(path, _)| path);
        let paths = imported.chain(inline_paths(&source.text)).map(|path| absolute(&source.module, &path));
        let mut used: Vec<Module> = paths.map(|path| self.module_of(&path, 0)).collect();
        used.sort();
        used.dedup();
        used
    }

    /// Returns the module where the thing at a path is defined: follows the path through modules and re-exports.
    fn module_of(&self, path: &[String], steps: usize) -> Module {
        let mut module = Module::new();
        for (at, part) in path.iter().enumerate() {
            module.push(part.clone());
            if self.names.contains_key(&module) {
                continue;
            }
            module.pop();
            let known = self.names.get(&module).and_then(|names| names.get(part));
            return match known.filter(|_| steps < 8) {
                Some(stands_for) => self.module_of(&[stands_for, &path[at + 1..]].concat(), steps + 1),
                None => module,
            };
        }
        module
    }
}

/// Resolves `crate`, `self` and `super`; any other path begins in the module itself.
fn absolute(module: &[String], path: &[String]) -> Module {
    let mut absolute = module.to_vec();
    let mut rest = path;
    while let [first, after @ ..] = rest {
        match first.as_str() {
            "crate" => absolute.clear(),
            "super" => _ = absolute.pop(),
            "self" => {}
            _ => break,
        }
        rest = after;
    }
    absolute.extend_from_slice(rest);
    absolute
}

/// Returns the paths that `use` declarations import, and the name that each gets.
fn imports(text: &str) -> Vec<(Module, String)> {
    let mut found = Vec::new();
    for start in text.match_indices("use ").map(|(at, _)| at) {
        let before = text[..start].rsplit('\n').next().unwrap().trim();
        if before.is_empty() || before.starts_with("pub") {
            let tree = text[start + 4..].split(';').next().unwrap();
            expand(&mut Vec::new(), tree.trim(), &mut found);
        }
    }
    found
}

/// Expands a tree such as `a::{b, c::d as e}`.
fn expand(around: &mut Module, tree: &str, found: &mut Vec<(Module, String)>) {
    if let Some(group) = tree.strip_prefix('{') {
        let (mut depth, mut start) = (0, 0);
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                ',' | '}' if depth == 0 => {
                    let part = group[start..at].trim();
                    if !part.is_empty() {
                        expand(&mut around.clone(), part, found);
                    }
                    start = at + 1;
                }
                '}' => depth -= 1,
                _ => {}
            }
        }
        return;
    }
    if let Some((first, rest)) = tree.split_once("::") {
        around.push(first.trim().to_owned());
        return expand(around, rest.trim(), found);
    }
    let (name, alias) = tree.split_once(" as ").unwrap_or((tree, tree));
    if name == "self" {
        let alias = if alias == "self" { around.last().cloned().unwrap_or_default() } else { alias.to_owned() };
        return found.push((around.clone(), alias));
    }
    around.push(name.to_owned());
    found.push((around.clone(), alias.to_owned()));
}

/// Returns the paths in the code that begin with `crate`, or with `super`.
fn inline_paths(text: &str) -> Vec<Module> {
    let mut found = Vec::new();
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    for start in ["crate::", "super::"].iter().flat_map(|root| text.match_indices(root)).map(|(at, _)| at) {
        if text[..start].ends_with(|c: char| is_name(c) || c == ':') {
            continue;
        }
        let end = text[start..].find(|c: char| !is_name(c) && c != ':').map_or(text.len(), |end| start + end);
        let parts = text[start..end].split("::").filter(|part| !part.is_empty());
        found.push(parts.map(str::to_owned).collect());
    }
    found
}

#[test]
fn imports_are_expanded() {
    let paths = |text| imports(text).into_iter().map(|(path, name)| (path.join("::"), name)).collect::<Vec<_>>();
    let pair = |path: &str, name: &str| (path.to_owned(), name.to_owned());
    assert_eq!(
        paths("pub(crate) use super::{a::{self, B}, c as d};\nlet use_ = 1;\n    use crate::x::Y;"),
        [pair("super::a", "a"), pair("super::a::B", "B"), pair("super::c", "d"), pair("crate::x::Y", "Y")]
    );
}

#[test]
fn names_are_followed_through_re_exports() {
    let source = |path: &str, text: &str| Source {
        path: path.into(),
        module: path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect(),
        text: text.to_owned(),
    };
    let sources = [
        source("", "pub use extract::{Cleaner, clean};\nmod extract;\nmod rules;"),
        source("extract", "mod sink;\npub use sink::Cleaner;\npub fn clean() {}"),
        source("extract/sink", ""),
        source("rules", "fn test() { crate::clean(); let a: super::Cleaner; }"),
    ];
    let used = Modules::new(&sources).used_by(&sources[3]);
    assert_eq!(used, [vec!["extract".to_owned()], vec!["extract".to_owned(), "sink".to_owned()]]);
}

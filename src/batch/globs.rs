//! Selects files in folders by patterns for their names.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::Error;

/// The patterns of `--include` and `--exclude`.
#[derive(Debug, Clone, Default)]
pub struct Globs {
    include: Option<GlobSet>,
    exclude: GlobSet,
}

impl Globs {
    pub fn new(include: &[String], exclude: &[String]) -> Result<Globs, Error> {
        let include = if include.is_empty() { None } else { Some(set(include)?) };
        Ok(Globs { include, exclude: set(exclude)? })
    }

    /// Whether a file is wanted, by its path below the named folder.
    pub fn wants_file(&self, relative: &Path) -> bool {
        self.include.as_ref().is_none_or(|include| include.is_match(relative)) && !self.exclude.is_match(relative)
    }

    /// Whether a folder may have wanted files.
    pub fn wants_folder(&self, relative: &Path) -> bool {
        !self.exclude.is_match(relative)
    }
}

fn set(patterns: &[String]) -> Result<GlobSet, Error> {
    let wrong = |pattern: &str, error: globset::Error| Error::Pattern {
        pattern: pattern.to_owned(),
        reason: error.kind().to_string(),
    };
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        // A pattern without a slash fits at any depth, as in `.gitignore`.
        let whole = match pattern.trim_end_matches('/') {
            name if !name.contains('/') => format!("**/{name}"),
            path => path.trim_start_matches("./").trim_start_matches('/').to_owned(),
        };
        let glob = GlobBuilder::new(&whole).literal_separator(true).build();
        set.add(glob.map_err(|error| wrong(pattern, error))?);
    }
    set.build().map_err(|error| wrong(&patterns.join(" "), error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_names_at_any_depth_and_paths_from_the_folder() {
        let globs = |include: &[&str], exclude: &[&str]| {
            let owned = |patterns: &[&str]| patterns.iter().map(|pattern| pattern.to_string()).collect::<Vec<_>>();
            Globs::new(&owned(include), &owned(exclude)).unwrap()
        };
        let wanted = |globs: &Globs, name: &str| globs.wants_file(Path::new(name));
        let html = globs(&["*.html", "news/*.htm"], &["draft*"]);
        assert!(wanted(&html, "a.html") && wanted(&html, "x/y/a.html") && wanted(&html, "news/a.htm"));
        assert!(!wanted(&html, "a.htm") && !wanted(&html, "x/news/a.htm") && !wanted(&html, "x/draft1.html"));
        let pruned = globs(&[], &["archive/", "/x/y", "*.{css,js}"]);
        assert!(!pruned.wants_folder(Path::new("a/archive")) && !pruned.wants_folder(Path::new("x/y")));
        assert!(pruned.wants_folder(Path::new("z/x/y")) && !wanted(&pruned, "z/a.js") && wanted(&pruned, "a.html"));
        assert!(matches!(Globs::new(&["a[".into()], &[]), Err(Error::Pattern { .. })));
    }
}

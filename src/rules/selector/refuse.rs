//! Explains why a pseudo-class is not supported, and what to write instead.

/// Returns message and help for a name in lower case.
pub(super) fn pseudo_class(name: &str) -> (String, Option<String>) {
    let (why, help) = match name {
        "has" | "-abp-has" | "if" | "if-not" => (
            "depends on what is inside, which is not known when the element opens",
            "in a `[[drop]]`, select the outer element and write the inner one beside it: `has = '…'`",
        ),
        "last-child" | "nth-last-child" => (
            "depends on the siblings that follow, which are not known when the element opens",
            "count from the front with `:nth-child()`, or select by id, class or attribute",
        ),
        "last-of-type" | "nth-last-of-type" => (
            "depends on the siblings that follow, which are not known when the element opens",
            "count from the front with `:nth-of-type()`, or select by id, class or attribute",
        ),
        "only-child" | "only-of-type" => (
            "depends on the siblings that follow, which are not known when the element opens",
            "use `:first-child` or `:first-of-type`, which are known when the element opens",
        ),
        "empty" => (
            "depends on what is inside, which is not known when the element opens",
            "leave it out: an element without text has no output",
        ),
        "contains" | "has-text" | "-abp-contains" | "matches" | "icontains" | "containsown" => (
            "depends on the text inside, which is not known when the element opens",
            "in a `[[drop]]`, write `text = { contains = '…' }` beside `select`; for a choice of selectors use `:is()`",
        ),
        "before" | "after" | "first-line" | "first-letter" => (
            "is a pseudo-element, which comes from style sheets and is not in the page",
            "leave it out and select the element",
        ),
        "hover" | "active" | "focus" | "focus-within" | "focus-visible" | "visited" | "target" | "target-within"
        | "playing" | "paused" | "fullscreen" | "modal" | "popover-open" | "valid" | "invalid" | "user-valid"
        | "user-invalid" | "in-range" | "out-of-range" | "indeterminate" | "autofill" | "local-link" => {
            ("depends on what a reader does, but a page in a file has no reader", "leave it out")
        }
        "link" | "any-link" => ("is not supported", "write `:is(a, area)[href]`"),
        "checked" => ("is not supported", "write `:is([checked], [selected])`"),
        "disabled" => ("is not supported", "write `[disabled]`"),
        "enabled" => ("is not supported", "write `:not([disabled])`"),
        "required" => ("is not supported", "write `[required]`"),
        "optional" => ("is not supported", "write `:not([required])`"),
        "read-only" => ("is not supported", "write `[readonly]`"),
        "read-write" => ("is not supported", "write `:not([readonly])`"),
        "open" => ("is not supported", "write `[open]`"),
        "placeholder-shown" => ("is not supported", "write `[placeholder]`"),
        "lang" => {
            ("is not supported", "write for example `[lang|=\"en\"]`, which looks at the element's own attribute")
        }
        "dir" => {
            ("is not supported", "write for example `[dir=\"rtl\" i]`, which looks at the element's own attribute")
        }
        "scope" => ("is not supported", "write `:root`, or leave it out"),
        "any" | "-moz-any" | "-webkit-any" => ("is an old name", "write `:is()`"),
        _ => return (format!("`:{name}` is not a known pseudo-class"), nearest(name)),
    };
    (format!("`:{name}` {why}"), Some(help.to_owned()))
}

/// Returns the help for an unknown name: a similar supported one, or the list of all.
fn nearest(name: &str) -> Option<String> {
    match name {
        "first" | "firstchild" => Some("write `:first-child`".to_owned()),
        "eq" | "nth" | "nthchild" => Some("write for example `:nth-child(2)`".to_owned()),
        "isnot" => Some("write `:not()`".to_owned()),
        _ => Some(
            "there are `:is()`, `:not()`, `:nth-child()`, `:first-child`, `:nth-of-type()`, `:first-of-type` and \
             `:root`; a colon within a name is written `\\:`"
                .to_owned(),
        ),
    }
}

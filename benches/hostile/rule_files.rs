//! Hostile rule files: for each shape a file of any size, and a page on which its rules cost most.
//!
//! The driver writes each at the largest accepted size; `tests/rule_files.rs` checks that a larger file is rejected
//! with a message.

#[derive(Clone, Copy)]
pub struct RuleFile {
    pub name: &'static str,
    /// Returns the file with this many items.
    source: fn(usize) -> String,
    /// The unit of its page.
    page: &'static str,
}

impl RuleFile {
    pub fn source(&self, count: usize) -> String {
        (self.source)(count)
    }

    /// Returns a page of about this many bytes.
    pub fn page(&self, bytes: usize) -> String {
        let unit = self.page.replace("{xs}", &"x".repeat(8000));
        let title = "<title>a a</title><meta property=og:site_name content='a a'><body>";
        format!("{title}{}", unit.repeat((bytes / unit.len()).max(1)))
    }
}

const HEAD: &str = "format = 1\nid = 'generic/x'\n";

fn file(body: &str) -> String {
    format!("{HEAD}{body}")
}

/// Joins this many items with `between`.
fn list(count: usize, between: &str, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(between)
}

/// Returns a file with one table with one long list.
fn one(table: &str, key: &str, count: usize, item: impl Fn(usize) -> String) -> String {
    file(&format!("{table}\n{key} = [\n{}\n]\n", list(count, ",\n", |n| format!("'{}'", item(n)))))
}

fn drop(count: usize, item: impl Fn(usize) -> String) -> String {
    one("[[drop]]\nid = 'a'", "select", count, item)
}

fn text(key: &str, count: usize, item: impl Fn(usize) -> String) -> String {
    one("[[text]]\nid = 'a'", key, count, item)
}

/// Returns a file with many tables.
fn many(table: &str, count: usize, item: impl Fn(usize) -> String) -> String {
    file(&list(count, "", |n| format!("[[{table}]]\n{}\n", item(n))))
}

fn rules(table: &str, count: usize, item: impl Fn(usize) -> String) -> String {
    many(table, count, |n| format!("id = 'r{n}'\n{}", item(n)))
}

fn a(count: usize) -> String {
    "a".repeat(count + 1)
}

macro_rules! shapes {
    ($($name:literal, $page:literal, $source:expr;)*) => {
        pub const ALL: &[RuleFile] = &[$(RuleFile { name: $name, source: $source, page: $page }),*];
    };
}

const _: () = assert!(ALL.len() >= 60);

shapes! {
    "classes", "<p class='c1 c99 c'>x", |n| drop(n, |i| format!(".c{i}"));
    "ids", "<p id=c1>x", |n| drop(n, |i| format!("#c{i}"));
    "rules", "<p class='c1 c99 c'>x", |n| rules("drop", n, |i| format!("select = '.c{i}'"));
    "one-class", "<p class=a>x", |n| drop(n, |i| format!(".a:nth-child({})", i + 9));
    "one-class-rules", "<p class=a>x", |n| rules("drop", n, |i| format!("select = '.a:nth-child({})'", i + 9));
    "one-id", "<p id=a>x", |n| drop(n, |i| format!("#a:nth-child({})", i + 9));
    "one-value", "<p b=a>x", |n| drop(n, |i| format!("[b=a]:nth-child({})", i + 9));
    "wide", "<p>x", |n| drop(n, |i| format!("p:nth-child({})", i + 9));
    "wide-any", "<p>x", |n| drop(n, |i| format!(":nth-child({})", i + 9));
    "wide-attributes", "<p b>x", |n| drop(n, |i| format!("[b]:nth-child({})", i + 9));
    "huge-nth", "<p>x", |n| drop(n, |i| format!("p:nth-child({}n+2147483647)", i + 1));
    "nth-of-type", "<p class=a>x", |n| drop(n, |i| format!(".a:nth-of-type({}n+7)", i + 9));
    "values", "<p b=v1>x", |n| drop(n, |i| format!("[b=\"v{i}\"]"));
    "part-long", "<p b='{xs}'>x", |n| drop(1, |_| format!("[b*=\"{}\"]", "x".repeat(n)));
    "part-long-case", "<p b='{xs}'>x", |n| drop(1, |_| format!("[b*=\"{}y\" i]", "X".repeat(n)));
    "parts-long", "<p b='{xs}'>x", |n| drop(n, |i| format!("[b*=\"{i}{}\"]", "x".repeat(900)));
    "parts-nested", "<p b='{xs}'>x", |n| drop(n, |i| format!("[b*=\"{}\"]", "x".repeat(i + 1)));
    "parts", "<p b='p1q p2q p77q'>x", |n| drop(n, |i| format!("[b*=\"p{i}q\"]"));
    "parts-far", "<p b='p1q p2q p77q'>x", |n| drop(n, |i| format!("[b*=\"{:x}\"]", i.wrapping_mul(2654435761) % 99999989));
    "part-starts", "<p b='{xs}'>x", |n| drop(n, |i| format!("[b^=\"{}x{i}\"]", "x".repeat(200)));
    "part-ends", "<p b='{xs}'>x", |n| drop(n, |i| format!("[b$=\"{i}x{}\"]", "x".repeat(200)));
    "part-words", "<p b='{xs}'>x", |n| drop(n, |i| format!("[b~=\"x{i}\"]"));
    "part-dashes", "<p b='x-y'>x", |n| drop(n, |i| format!("[b|=\"x{i}\"]"));
    "not-chain", "<p class=a>x", |n| drop(1, |_| format!("p{}", list(n, "", |i| format!(":not(.n{i})"))));
    "not-list", "<p class=a>x", |n| drop(1, |_| format!("p:not({})", list(n, ",", |i| format!(".n{i}"))));
    "not-lists", "<p class=a>x", |n| drop(n, |k| format!("p.a:not({})", list(40, ",", |i| format!(".n{k}-{i}"))));
    "is-list", "<p class=n1>x", |n| drop(1, |_| format!("p:is({})", list(n, ",", |i| format!(".n{i}"))));
    "is-deep", "<p class=a>x", |n| drop(1, |_| format!("{}.a{}", ":is(".repeat(n), ")".repeat(n)));
    "not-deep", "<p class=a>x", |n| drop(1, |_| format!("{}.a{}", ":not(".repeat(n), ")".repeat(n)));
    "descendants", "<div class=a><p class=a>x", |n| drop(1, |_| list(n + 1, " ", |_| ".a".to_owned()));
    "children", "<div class=a><p class=a>x", |n| drop(1, |_| list(n + 1, ">", |_| ".a".to_owned()));
    "later", "<p class=a>x", |n| drop(1, |_| list(n + 1, "~", |_| ".a".to_owned()));
    "next", "<p class=a>x", |n| drop(1, |_| list(n + 1, "+", |_| ".a".to_owned()));
    "around-one", "<div class='x1 x2 x3 x4 x5 x6 x7 x8 x9'><b class=t>x</b>", |n| drop(n, |i| format!(".x{i} .t"));
    "around-many", "<div class=x1><b class=y1>x</b>", |n| drop(n, |i| format!(".x1 .y{i}"));
    "around-names", "<div class='x1 x2 x3 x4 x5 x6 x7 x8 x9'><b>x</b>", |n| drop(n, |i| format!(".x{i} b"));
    "beside-one", "<b class='x1 x2 x3 x4 x5'></b><b class=t>x</b>", |n| drop(n, |i| format!(".x{i} ~ .t"));
    "commas", "<p class='c1 c9'>x", |n| drop(1, |_| list(n, ",", |i| format!(".c{i}")));
    "unless", "<p class=a>x", |n| {
        rules("drop", n, |i| format!("select = '.c{i}'\nunless = '.a:nth-child({})'", i + 9))
    };
    "has", "<div class=a><b class=b>x</b></div>", |n| rules("drop", n, |i| format!("select = '.a'\nhas = '.b{i}'"));
    "has-deep", "<div class=a>x", |n| rules("drop", n, |_| "select = '.a'\nhas = '.none'".to_owned());
    "text-of-element", "<div class=a>x x x</div>", |n| {
        rules("drop", n, |i| format!("select = '.a'\ntext = {{ contains = 'y{i}' }}"))
    };
    "text-of-elements", "<div class=a>x x x", |n| {
        rules("drop", n, |i| format!("select = '.a'\ntext = {{ is = 'y{i}' }}\nmax-chars = 262144"))
    };
    "enclosing", "<ul><li><a class=c1>x</a></ul>", |n| {
        rules("drop", n, |i| format!("select = '.c{i}'\ndrop = 'enclosing:li'"))
    };
    "sections", "<h2 class=c1>x</h2><p>y", |n| rules("drop", n, |i| format!("select = '.c{i}'\ndrop = 'section'"));
    "content", "<p class=c1>x", |n| one("[content]", "select", n, |i| format!(".c{i}"));
    "content-keep", "<p class=a>x", |n| one("[content]", "keep", n, |i| format!(".a:nth-child({i})"));
    "content-stop", "<p class=a>x", |n| one("[content]", "stop", n, |i| format!(".a:nth-child({i}n)"));
    "meta", "<p class=a>x x x", |n| one("[meta]", "title", n, |i| format!(".a:nth-child({i}n)"));
    "meta-attributes", "<p class=a b=c>x", |n| one("[meta]", "title", n, |i| format!(".a:nth-child({i}n)@b"));
    "meta-constants", "<p>x", |n| one("[meta]", "title", n, |i| format!("const:{i}"));
    "is", "<p>a b<p>phrase 1", |n| text("is", n, |i| format!("phrase {i}"));
    "is-numbers", "<p>1 a 2<p>x", |n| text("is", n, |i| format!("{{n}} a {i}"));
    "starts", "<p>phrase 1 and so on", |n| text("starts", n, |i| format!("phrase {i}"));
    "starts-nested", "<p>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", |n| text("starts", n, a);
    "ends-nested", "<p>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", |n| text("ends", n, a);
    "contains", "<p>a phrase 1 of 2", |n| text("contains", n, |i| format!("phrase {i}"));
    "contains-nested", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", |n| text("contains", n, a);
    "contains-words", "a a a a a a a a a a a a ", |n| text("contains", n, |i| "a ".repeat(i + 1));
    "contains-words-blocks", "<p>a a a a a a a a a a a a ", |n| text("contains", n, |i| "a ".repeat(i + 1));
    "contains-long", "a a a a a a a a ", |n| text("contains", n, |i| format!("{i}{}", " a".repeat(400)));
    "contains-far", "word words and more", |n| {
        text("contains", n, |i| format!("{:x}", i.wrapping_mul(2654435761) % 99999989))
    };
    "contains-same", "<p>a", |n| rules("text", n, |_| "contains = 'a'\nfirst = 1".to_owned());
    "contains-rules", "<p>a", |n| rules("text", n, |i| format!("contains = 'a{i}'\nfirst = 1"));
    "contains-dates", "1 1 1 1 1 1 ", |n| text("contains", n, |i| format!("{{date}} {i}x"));
    "contains-names", "<p>a a a a a a", |n| text("contains", n, |i| format!("{{title}} {i}x"));
    "starts-names", "<p>a a a a a a", |n| text("starts", n, |i| format!("{{title}} {i}x"));
    "starts-dates", "<p>1 1 1 1 1 1", |n| text("starts", n, |i| format!("{{date}} {i}x"));
    "dates", "<p>1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", |n| text("starts", 1, |_| "{date} ".repeat(n) + "x");
    "numbers", "<p>1 1 1 1 1 1 1 1 1 1 1", |n| text("starts", 1, |_| "{n} ".repeat(n) + "x");
    "phrase-long", "<p>a a a a a a", |n| text("starts", 1, |_| "a ".repeat(n));
    "made-of", "<p>w1 w2 w3", |n| text("made-of", n, |i| format!("w{i}"));
    "made-of-words", "<p>w w w w w w w w w w w w", |n| text("made-of", n, |i| format!("w w w w w x{i}"));
    "all", "<p>a", |n| rules("text", n, |i| format!("starts = 'a'\nregex = 'b'\nis = 'c{i}'\nall = true"));
    "captures", "<p>a", |n| {
        rules("text", n, |_| "is = 'a'\naction = 'keep'\ncapture = { to = 'date' }".to_owned())
    };
    "last", "<p>a", |n| rules("text", n, |i| format!("starts = 'a'\nends = 'b{i}'\nlast = 16"));
    "drop-match", "<p>a a a a a a a a a a a a", |n| {
        rules("text", n, |i| format!("contains = '{}'\naction = 'drop-match'", "a ".repeat(i + 1)))
    };
    "regexes", "<p>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", |n| text("regex", n, |i| format!("a.*b{i}"));
    "regex-rules", "<p>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", |n| rules("text", n, |i| format!("regex = 'a.*b{i}'"));
    "regex-words", "<p>word word word word word word word", |n| text("regex", 1, |_| format!("\\w{{{n}}}!"));
    "regex-letters", "<p>word word word word word word word", |n| text("regex", 1, |_| format!("\\pL{{{n}}}!"));
    "regex-squared", "<p>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", |n| text("regex", 1, |_| format!("(a{{{n}}}){{{n}}}b"));
    "regex-states", "<p>abababaabbabaabbaabababbaaabbabaababbabbabab", |n| text("regex", 1, |_| format!("[ab]*a[ab]{{{n}}}c"));
    "regex-optional", "<p>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", |n| {
        text("regex", 1, |_| format!("(?:a?){{{n}}}a{{{n}}}b"))
    };
    "regex-any", "<p>abababaabbabaabbaabababbaaabbabaababbabbabab", |n| text("regex", 16, |i| format!("a.{{{n}}}{i}x"));
    "regex-or", "<p>w1 w2 w3 w4 w5 w6", |n| text("regex", 1, |_| list(n, "|", |i| format!("w{i}x")));
    "regex-groups", "<p>aaaaaaaaaaaaaaaaaaaaaaa", |n| text("regex", 1, |_| format!("{}b", "(a)".repeat(n)));
    "regex-deep", "<p>aaaaaaaaaaaaaaaaaaaaaaa", |n| text("regex", 1, |_| format!("{}a{}b", "(".repeat(n), ")*".repeat(n)));
    "replace", "<p>w1 w2 w3", |n| many("replace", n, |i| format!("find = 'w{i}'\nwith = 'v'"));
    "replace-longer", "<p>aaaaaaaaaaaaaaaaaaaaaaaaa", |n| many("replace", 1, |_| format!("find = 'a'\nwith = '{}'", "b".repeat(n)));
    "replace-each", "aaaaaaaaaaaaaaaa<b>a</b>aaaaaaaaaaa", |n| many("replace", n.min(1), |_| "find = 'a'\nwith = ''".to_owned());
    "replace-nested", "aaaaaaaaaaaaaaaaaaaaaaaaaaa", |n| many("replace", n, |i| format!("find = '{}b'\nwith = ''", a(i)));
    "detect", "<p class=c1>x", |n| family("select", n, |i| format!(".c{i}"));
    "detect-text", "<p>sign 1", |n| family("text", n, |i| format!("sign {i}"));
    "detect-generators", "<meta name=generator content='g'>", |n| family("generator", n, |i| format!("g {i}"));
    "hosts", "<p>x", |n| format!("format = 1\nid = 'site/x'\nhosts = [{}]\n", list(n, ",", |i| format!("'h{i}.example'")));
    "paths", "<p>x", |n| {
        format!("format = 1\nid = 'site/x'\nhosts = 'h.example'\npaths = [{}]\n", list(n, ",", |i| format!("'/{i}'")))
    };
    "path-stars", "<p>x", |n| format!("format = 1\nid = 'site/x'\nhosts = 'h.example'\npaths = '/{}x'\n", "*a".repeat(n));
    "extends", "<p>x", |n| file(&format!("extends = [{}]\n", list(n, ",", |i| format!("'family/{i}'"))));
    "disable", "<p>x", |n| file(&format!("disable = [{}]\n", list(n, ",", |i| format!("'generic/page#{i}'"))));
    "tests", "<p>x", |n| many("test", n, |i| format!("html = '<p>{i}'\nstarts = 'x'"));
    "test-page", "<p>x", |n| many("test", 1, |_| format!("html = '{}'\nstarts = 'x'", "<p>x".repeat(n)));
    "test-expects", "<p>x", |n| one("[[test]]\nhtml = '<p>x'", "contains", n, |i| format!("y{i}"));
    "note", "<p>x", |n| file(&format!("note = '{}'\n", "x".repeat(n)));
    "one-line", "<p>x", |n| file(&format!("note = '{}e\u{301}'\n", "e\u{301}x".repeat(n)));
    "unknown-keys", "<p>x", |n| file(&list(n, "", |i| format!("k{i} = 1\n")));
    "unknown-key-long", "<p>x", |n| file(&format!("{} = 1\n", "k".repeat(n)));
    "toml-lists", "<p>x", |n| file(&format!("note = [{}]\n", "[],".repeat(n)));
    "toml-numbers", "<p>x", |n| file(&format!("note = [{}]\n", "1,".repeat(n)));
    "toml-strings", "<p>x", |n| file(&format!("note = [{}]\n", "'',".repeat(n)));
    "toml-tables", "<p>x", |n| file(&format!("note = [{}]\n", "{a=1},".repeat(n)));
    "toml-dots", "<p>x", |n| file(&list(n, "", |i| format!("a{i}.b.c = 1\n")));
    "toml-deep-lists", "<p>x", |n| file(&format!("note = {}{}\n", "[".repeat(n), "]".repeat(n)));
    "toml-deep-tables", "<p>x", |n| file(&format!("note = {}1{}\n", "{a=".repeat(n), "}".repeat(n)));
    "toml-deep-keys", "<p>x", |n| file(&format!("note{} = 1\n", ".a".repeat(n)));
    "toml-lines", "<p>x", |n| file(&"\n".repeat(n));
    "toml-blanks", "<p>x", |n| file(&" \n".repeat(n));
    "toml-comments", "<p>x", |n| file(&"#\n".repeat(n));
    "toml-quotes", "<p>x", |n| file(&"\"".repeat(n));
    "toml-nul", "<p>x", |n| file(&"\0".repeat(n));
    "toml-marks", "<p>x", |n| file(&"\u{feff}".repeat(n));
}

fn family(key: &str, count: usize, item: impl Fn(usize) -> String) -> String {
    let items = list(count, ",\n", |n| format!("'{}'", item(n)));
    format!("format = 1\nid = 'family/x'\n[detect]\nneed = 1\n{key} = [{items}]\n")
}

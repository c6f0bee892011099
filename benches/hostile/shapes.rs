//! The hostile shapes: pages of any length that demand disproportionate memory or time.
//!
//! A shape has a start, a repeated unit, and an end, between two paragraphs, `before` and `after`; the second shows
//! whether text after the shape still arrives.

// The driver and the tests use different parts.
#![allow(dead_code)]

use std::io::{self, Write};

/// A page of any length.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub name: &'static str,
    start: &'static [u8],
    /// Repetitions of the start.
    depth: usize,
    unit: Unit,
    /// The closing markup; `None` if nothing closes the shape, so that the rest of the page belongs to it.
    end: Option<&'static [u8]>,
}

#[derive(Debug, Clone, Copy)]
enum Unit {
    /// The same bytes, repeated.
    Same(&'static [u8]),
    /// The same with a number in place of `#`, a long word in place of `%` (also in the start), and JSON objects in
    /// place of `@` after a bracket.
    Numbered(&'static str),
    /// Repetitions of the first, then as many of the second.
    Nested(&'static [u8], &'static [u8]),
    /// The same, with the whole page in UTF-16.
    Utf16(&'static str),
}

use Unit::{Nested, Numbered, Same, Utf16};

const fn shape(name: &'static str, start: &'static str, unit: &'static str, end: &'static str) -> Shape {
    Shape { name, start: start.as_bytes(), depth: 1, unit: Same(unit.as_bytes()), end: Some(end.as_bytes()) }
}

/// Puts the unit below this many elements.
const fn below(start: &'static str, depth: usize, shape: Shape) -> Shape {
    Shape { start: start.as_bytes(), depth, ..shape }
}

/// Creates a shape that swallows the rest of the page.
const fn open(name: &'static str, start: &'static str, unit: &'static str) -> Shape {
    Shape { name, start: start.as_bytes(), depth: 1, unit: Same(unit.as_bytes()), end: None }
}

const fn nested(name: &'static str, unit: &'static str, end: &'static str) -> Shape {
    Shape { name, start: b"", depth: 1, unit: Nested(unit.as_bytes(), end.as_bytes()), end: Some(b"") }
}

const fn numbered(name: &'static str, start: &'static str, unit: &'static str, end: &'static str) -> Shape {
    Shape { name, start: start.as_bytes(), depth: 1, unit: Numbered(unit), end: Some(end.as_bytes()) }
}

/// Shapes with promised figures at 100 MB.
pub const PROMISED: &[Shape] = &[
    shape("comment", "<!-- ", "x - ", "-->"),
    shape("attribute", "<i title='", "value ", "'></i>"),
    shape("attributes", "<i ", "a=1 ", "></i>"),
    shape("tag-name", "<x", "yz", "></x>"),
    shape("div", "", "<div>", ""),
    shape("p", "", "<p>x", ""),
    shape("a", "", "<a href=/x>x", ""),
    shape("b", "", "<b>x", "</b>"),
    shape("li", "<ul>", "<li>x", "</ul>"),
    shape("misnested", "", "<b><i>x</b>y</i>", ""),
    shape("text", "<p>", "word ", "</p>"),
    shape("word", "<p>", "a", "</p>"),
    shape("less-than", "<p>", "<", " </p>"),
    shape("named-references", "<p>", "&amp;", "</p>"),
    shape("numeric-references", "<p>", "&#1610;", "</p>"),
    shape("table", "<table>", "<tr><td>a<td>b", "</table>"),
    shape("list", "<ol>", "<li>item</li>", "</ol>"),
    shape("pre", "<pre>", "line 1\n", "</pre>"),
    shape("script", "<script>", "if (a < b) c();\n", "</script>"),
    shape("svg", "<svg>", "<path d='M0 0'/>", "</svg>"),
    shape("select", "<select>", "<option>x", "</select>"),
    Shape { name: "nul", start: b"<p>", depth: 1, unit: Same(b"\0"), end: Some(b"</p>") },
    Shape { name: "utf-16", start: b"<p>", depth: 1, unit: Utf16("word \u{0645} "), end: Some(b"</p>") },
    Shape { name: "invalid", start: b"<p>", depth: 1, unit: Same(b"\xFF\xC3\x28"), end: Some(b"</p>") },
];

/// Further shapes with promised growth: invented, from literature, or found by the finder.
pub const FURTHER: &[Shape] = &[
    // Tokens.
    shape("comments", "", "<!-- x -->", ""),
    shape("comment-dashes", "<!--", "-", "-->"),
    shape("comment-ends", "<!--", "--!", ">"),
    shape("bogus-comments", "", "<!>", ""),
    shape("declaration", "", "<!", ">"),
    shape("processing", "", "<?x ", ">"),
    shape("end-tag-open", "<p>", "</", "></p>"),
    shape("cdata", "", "<![CDATA[x]]>", ""),
    shape("cdata-ends", "<p>", "]]>", "</p>"),
    shape("doctypes", "", "<!doctype html>", ""),
    shape("quotes", "<i a=", "\"'", "\"></i>"),
    shape("equal-signs", "<i ", "=", "></i>"),
    shape("slashes", "<i", "/", "></i>"),
    shape("attribute-entities", "<i title='", "&lt;", "'></i>"),
    shape("classes", "<i class='", "x ", "'></i>"),
    shape("same-attributes", "", "<i class=x id=x class=x id=x title=x>y</i>", ""),
    shape("end-tags", "", "</i>", ""),
    shape("end-tags-p", "", "</p>", ""),
    shape("end-tags-br", "", "</br>", ""),
    shape("end-tag-attributes", "</i ", "a=1 ", ">"),
    shape("a-b", "", "<a></b>", ""),
    shape("ampersands", "<p>", "&", "</p>"),
    shape("bare-references", "<p>", "&notit", "</p>"),
    shape("unknown-references", "<p>", "&xyzzy;", "</p>"),
    shape("surrogates", "<p>", "&#xD800;", "</p>"),
    shape("digits", "<p>&#", "9", ";</p>"),
    shape("carriage-returns", "<pre>", "\r", "</pre>"),
    // Text.
    shape("white-space", "<p>", " \n", "</p>"),
    shape("no-break-spaces", "<p>", "\u{A0}", "</p>"),
    shape("zero-width", "<p>", "\u{200B}\u{200D}\u{FEFF}", "</p>"),
    shape("combining", "<p>e", "\u{301}", "</p>"),
    shape("combining-two", "<p>e", "\u{327}\u{301}", "</p>"),
    shape("hangul", "<p>", "\u{1100}\u{1161}\u{11A8}", "</p>"),
    shape("compatibility", "<p>", "\u{FB01}\u{2460}\u{FF21}\u{3231} ", "</p>"),
    shape("compatibility-blocks", "", "<p>\u{FB01}\u{2460}\u{FF21}\u{3231}\u{FDFA}</p>", ""),
    shape("ligatures", "<p>", "\u{FDFA}", "</p>"),
    shape("cjk-word", "<p>", "漢", "</p>"),
    shape("bidi", "<p>", "\u{202E}\u{2066}", "</p>"),
    shape("soft-hyphens", "<p>", "\u{AD}", "</p>"),
    shape("controls", "<p>", "\u{1}\u{7F}\u{85}", "</p>"),
    shape("line-breaks", "<p>", "x<br>", "</p>"),
    shape("only-line-breaks", "<p>", "<br>", "</p>"),
    shape("stars", "<p>", "*_`[]\\", "</p>"),
    shape("backticks", "<p><code>", "`", "</code></p>"),
    shape("sentences", "<p>", "It is so. ", "</p>"),
    // Elements that are never closed, or that close each other.
    open("textarea", "<textarea>", "x </i>"),
    open("title", "<title>", "x </i>"),
    shape("noscript", "<noscript>", "x </i>", ""),
    open("iframe", "<iframe>", "x </i>"),
    open("xmp", "<xmp>", "x </i>"),
    open("plaintext", "<plaintext>", "x </i>"),
    open("style", "<style>", "</styl"),
    open("script-escapes", "<script><!--", "<script></script>"),
    open("raw-end-tag", "<script></script", "x"),
    shape("tr", "<table>", "<tr>x", "</table>"),
    shape("td", "<table><tr>", "<td>x", "</table>"),
    shape("tbody", "<table>", "<tbody><tr>", "</table>"),
    shape("option", "<select>", "<optgroup><option>", "</select>"),
    shape("dt-dd", "<dl>", "<dt>x<dd>y", "</dl>"),
    shape("ruby", "<ruby>", "x<rt>y", "</ruby>"),
    shape("rtc", "<ruby>", "<rtc><rb>", "</ruby>"),
    shape("button", "", "<button>x", "</button>"),
    shape("nobr", "", "<nobr>x", "</nobr>"),
    shape("font", "", "<font color=red>x", "</font>"),
    shape("headings", "", "<h1>x<h2>y", "</h2>"),
    shape("span", "", "<span>", ""),
    shape("q", "", "<q>", ""),
    shape("i-div", "", "<i><div>x", ""),
    shape("b-p", "", "<b>x<p>", ""),
    shape("a-object", "", "<a href='/a/rather/long/address/of/a/page'><object>x", ""),
    shape("object-td", "", "<object><td><p>", ""),
    shape("li-div", "", "<li><div>x", ""),
    shape("head", "", "<head><body><html>", ""),
    shape("forms", "", "<form><input>", ""),
    open("templates", "", "<template>x"),
    shape("math", "", "<math><mi><p>", ""),
    open("svg-title", "", "<svg><title>x"),
    shape("svg-cdata", "<svg>", "<![CDATA[x]]>", "</svg>"),
    shape("noscripts", "", "<noscript><p>x</noscript>", ""),
    shape("noscript-cuts", "", "<noscript><i a=</noscript>", ""),
    // Nesting.
    nested("nested-div", "<div>", "</div>"),
    nested("nested-span", "<span class=x>", "</span>"),
    nested("nested-table", "<table><tr><td>x", "</table>"),
    nested("nested-list", "<ul><li>x", "</ul>"),
    nested("nested-ol", "<ol start=999999999><li value=2147483647>x", "</ol>"),
    nested("nested-quote", "<blockquote>x", "</blockquote>"),
    nested("nested-dl", "<dl><dd>x", "</dl>"),
    nested("nested-section", "<section><h1>x</h1>", "</section>"),
    nested("nested-font", "<font><div>x", "</div></font>"),
    shape("quote", "", "<blockquote>x", ""),
    below("<blockquote>", 300, shape("quote-lines", "", "x<hr>", "")),
    below("<ol><li>", 300, shape("ol-deep-items", "", "<li>x", "")),
    below("<table><tr><td>", 300, shape("table-lines", "", "x<hr>", "")),
    below("<span>", 300, shape("span-ends", "", "<b></b></i>", "")),
    below("<b><i>", 300, shape("mark-lines", "", "x<hr>", "")),
    // Many of one kind.
    shape("empty-marks", "<p>", "<b></b>", "</p>"),
    shape("marks", "<p>", "<b>x</b>y", "</p>"),
    shape("links", "<p>", "<a href='/a/page'>x</a> ", "</p>"),
    numbered("long-links", "<p>", "<a href=/%/#>x</a> ", "</p>"),
    shape("images", "<p>", "<img src=/a.png alt=x>", "</p>"),
    numbered("long-images", "<p>", "<img src=/%/# alt=%>", "</p>"),
    shape("image-blocks", "", "<img src=/a.png><hr>", ""),
    shape("blocks", "", "<p>x</p>", ""),
    numbered("numbered-blocks", "", "<p>Line # of many</p>", ""),
    shape("same-blocks", "", "<p>The same paragraph, as long as a real one, again and again.</p>", ""),
    shape("rules", "", "<hr>", ""),
    shape("colspan", "<table>", "<tr><td colspan=65535>a<td colspan=999999999>b", "</table>"),
    shape("row", "<table><tr>", "<td>x</td>", "</table>"),
    shape("empty-tables", "", "<table></table>", ""),
    // Text in a table but outside its cells precedes the waiting cells.
    shape("table-strays", "", "<table><td>x<tr><ul id=sidebar><li>y</ul>z</table>", ""),
    shape("small-tables", "", "<table><tr><td>a<td>b<tr><td>c<td>d</table>", ""),
    shape("json-ld", "<script type='application/ld+json'>", "{\"@type\":\"Article\"},", "</script>"),
    shape("meta", "", "<meta name=description content=x>", ""),
    shape("og-title", "", "<meta property=og:title content='A title'>", ""),
    shape("canonical", "", "<link rel=canonical href='https://a.example/x'>", ""),
    shape("base", "", "<base href='https://a.example/x'>", ""),
    shape("titles", "", "<title>A title</title>", ""),
    shape("family-signs", "", "<meta name=generator content='WordPress 6'><i class=wp-block>x</i>", ""),
    numbered("names", "", "<x-#>y</x-#>", ""),
    numbered("ids", "", "<p id=x#>y</p>", ""),
    numbered("sibling-names", "<div>", "<x-#></x-#>", "</div>"),
    // Targets of the built-in rules.
    shape("phrases", "<p>", "Read also: Share this ", "</p>"),
    shape("phrase-blocks", "", "<p>Read also: x</p>", ""),
    shape("arabic-phrases", "", "<p>إقرأ أيضا : طباعة مشاركة</p>", ""),
    shape("tools", "<p>", "Share · Print · ", "</p>"),
    shape("tool-blocks", "", "<li>Share · Print · 3 comments</li>", ""),
    shape(
        "headline",
        "<title>A long title of a page</title><h1>A long title of a page</h1>",
        "<h2>A long title of a page</h2>",
        "",
    ),
    shape("dates", "<p>", "2 March 2025 ", "</p>"),
    shape("removed", "", "<div class=share-buttons>x</div>", ""),
    nested("nested-removed", "<div class=share-buttons>x", "</div>"),
    open("hidden", "", "<div hidden>x"),
    shape("articles", "", "<article itemprop=articleBody>x", ""),
    // Elements that make rules hold blocks; the rule files of growth.py have such rules for `div`.
    nested("held", "<div class=held>x ", "</div>"),
    shape("held-lines", "<div class=held>", "<hr>", "</div>"),
    shape("held-tables", "<div class=held>", "<table></table>", "</div>"),
    shape("held-images", "<div class=held>", "<img src=/a.png><p>", "</div>"),
    below("<div class=held>", 300, shape("held-deep", "", "<p>some words</p>", "")),
    shape(
        "link-blocks",
        "<a href='/an/address/as/long/as/that/of/a/real/page/with/a/headline/in/it.html'>",
        "<p>x",
        "</p></a>",
    ),
    numbered(
        "long-link-blocks",
        "",
        "<a href=/%/#><div>x<hr>x<hr>x<hr>x<hr>x<hr>x<hr>x<hr>x<hr>x<hr>x<hr></div></a>",
        "",
    ),
    shape("language", "<pre class=language-abcdefghijklmnopqrstuvwxyzabcdefgh>", "x<hr>", "</pre>"),
    numbered("long-tags", "", "<i title='%%%%' alt=#>x</i>", ""),
    numbered("long-comments", "", "<!-- %%%%%%%%%%%%%%%%% # -->", ""),
    // Small in the page, large in memory or in the output.
    numbered("formulas", "<p>", "<math alttext='%%%%'></math>", "</p>"),
    numbered("formula-spans", "<p>", "<span data-tex='%#'>x</span>", "</p>"),
    numbered("formula-scripts", "<p>", "<script type=math/tex>%#</script>", "</p>"),
    numbered("formula-blocks", "", "<p>x <math alttext='%%%%'></math><hr>", ""),
    numbered("annotations", "<p>", "<math><mi>x</mi><annotation encoding=tex>%#</annotation></math>", "</p>"),
    open("svg-desc", "", "<svg><desc>x"),
    shape("math-open", "", "<math>x", ""),
    shape("math-mi", "", "<math><mi>x", ""),
    numbered("nested-json-ld", "", "<script type=application/ld+json>[@0]</script>", ""),
    numbered(
        "json-ld-values",
        "",
        "<script type=application/ld+json>{\"@type\":\"Article\",\"image\":\"http://a.b/%%%%%%%%\",\"license\":\"http://a.b/%%%%%%%%\"}</script>",
        "",
    ),
    numbered("metadata", "", "<meta name=description content='&&%'><meta name=keywords content='&#,&&#,%'>", ""),
    below("<ol start=999999999><li>", 63, shape("ol-lines", "", "y<br>", "")),
    below("<ol start=999999999><li>", 63, shape("ol-items", "", "<li>y", "")),
    below("<dl><dd>", 63, shape("dl-lines", "", "y<br>", "")),
    below("<blockquote>", 63, shape("quote-breaks", "", "y<br>", "")),
    below("<ul><li>", 63, shape("ul-code", "<pre>", "y\n", "</pre>")),
    numbered("base-images", "<base href='http://a.example/%/'>", "<img src=1>", ""),
    numbered("base-links", "<base href='http://a.example/%/'><p>", "<a href=1>x</a> ", "</p>"),
    numbered("base-link-blocks", "<base href='http://a.example/%/'>", "<p><a href=1>x</a>", ""),
    numbered(
        "base-escapes",
        "<base href='http://a.example/?&&&&&&&&&&&&&&&&&&&&&&&&&%'>",
        "<li><a href='#1'>x</a>",
        "",
    ),
    numbered("open-link", "<a href='/%' title='%'>", "<p>x", "</a>"),
    shape("open-marks", "<b><i><s><mark><kbd><code><sup><ins>", "<p>x", ""),
    shape("open-language", "<div lang=abcdefgh-abcdefgh-abcdefgh-abcde>", "<p>x", "</div>"),
    shape("wide-rows", "<table>", "<tr><td colspan=1000><td>a", "</table>"),
    shape("wide-columns", "<table><tr><td colspan=127>x<td>y", "<tr><td>a", "</table>"),
    shape("wide-tables", "", "<table><tr><td colspan=1000>a<td>b<tr><td>c</table>", ""),
    shape("levels", "", "<h1>x<h6>y", "</h6>"),
    numbered("note-signs", "<p>", "<a href='&num;fn#'>#</a> ", "</p>"),
    numbered("media", "", "<video src='/%' title='%'></video><hr>", ""),
    numbered("titles-of-links", "<p>", "<a href=/# title='%%%%'>x</a> ", "</p>"),
    Shape {
        name: "one-byte-characters",
        start: b"<meta charset=windows-1252><base href=http://a.example/><p>",
        depth: 1,
        unit: Same(b"<a href=\x80\x80\x80\x80\x80\x80>\x80</a>\x80 "),
        end: Some(b"</p>"),
    },
    shape("authors", "", "<i rel=author class='author byline'>x", ""),
    shape("children", "<div>", "<p class=x>x</p>", "</div>"),
];

/// Bytes of the long word: just below the cap on a link target.
const LONG: usize = 1900;

/// JSON objects: almost as many as fit into a script.
const OBJECTS: usize = 14_000;

impl Shape {
    pub fn named(name: &str) -> Option<Shape> {
        all().find(|shape| shape.name == name)
    }

    /// Whether the rest of the page is outside the shape.
    pub fn ends(&self) -> bool {
        self.end.is_some()
    }

    /// Writes a page with this many bytes of the unit.
    pub fn write(&self, bytes: usize, out: &mut impl Write) -> io::Result<()> {
        let utf_16 = matches!(self.unit, Utf16(_));
        let text = |text: &[u8]| if utf_16 { utf_16_of(&String::from_utf8_lossy(text)) } else { text.to_vec() };
        if utf_16 {
            out.write_all(b"\xFF\xFE")?;
        }
        out.write_all(&text(b"<body><p>before</p>"))?;
        let long = "x".repeat(LONG);
        let mut start = self.start.repeat(self.depth);
        if let Numbered(_) = self.unit {
            start = String::from_utf8_lossy(&start).replace('%', &long).into_bytes();
        }
        out.write_all(&text(&start))?;
        match self.unit {
            Same(unit) => repeat(unit, bytes / unit.len(), out)?,
            Utf16(unit) => {
                let unit = utf_16_of(unit);
                repeat(&unit, bytes / unit.len(), out)?;
            }
            Nested(unit, end) => {
                let count = bytes / (unit.len() + end.len());
                repeat(unit, count, out)?;
                repeat(end, count, out)?;
            }
            Numbered(unit) => {
                let unit = unit.replace('%', &long).replace("[@", &format!("[{}", "{\"author\":{}},".repeat(OBJECTS)));
                let (mut written, mut number) = (0, 0_u64);
                while written < bytes {
                    let unit = unit.replace('#', &number.to_string());
                    out.write_all(unit.as_bytes())?;
                    (written, number) = (written + unit.len(), number + 1);
                }
            }
        }
        out.write_all(&text(self.end.unwrap_or_default()))?;
        out.write_all(&text(b"<p>after</p>"))
    }

    /// Returns the page in one piece.
    pub fn page(&self, bytes: usize) -> Vec<u8> {
        let mut page = Vec::with_capacity(bytes + (16 << 10));
        self.write(bytes, &mut page).expect("memory takes the page");
        page
    }
}

pub fn all() -> impl Iterator<Item = Shape> {
    PROMISED.iter().chain(FURTHER).copied()
}

fn utf_16_of(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Writes the unit `count` times, many per write.
fn repeat(unit: &[u8], mut count: usize, out: &mut impl Write) -> io::Result<()> {
    let many = ((64 << 10) / unit.len()).max(1);
    let block = unit.repeat(many.min(count));
    while count > 0 {
        let now = count.min(many);
        out.write_all(&block[..now * unit.len()])?;
        count -= now;
    }
    Ok(())
}

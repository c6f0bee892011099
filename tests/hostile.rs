//! Hostile input: pages that end anywhere, bytes outside any encoding, markup that attacks memory.

#[path = "../benches/hostile/shapes.rs"]
mod shapes;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tamis::{Cleaner, Extract, Format, Limits, Options, Report, Rules, Sink};

#[derive(Default)]
struct Texts(Vec<String>);

impl Sink for Texts {
    fn block(&mut self, block: &tamis::Block) -> std::io::Result<()> {
        self.0.push(block.text.clone());
        Ok(())
    }
}

fn clean(page: &[u8], options: &Options) -> (Report, Vec<String>) {
    clean_in_chunks(page, 4096, options)
}

fn clean_in_chunks(page: &[u8], size: usize, options: &Options) -> (Report, Vec<String>) {
    let mut cleaner = Cleaner::new(options, Texts::default());
    for chunk in page.chunks(size) {
        cleaner.write(chunk).unwrap();
    }
    let (report, texts) = cleaner.finish().unwrap();
    (report, texts.0)
}

#[test]
fn a_page_cut_at_any_byte_gives_the_blocks_before_the_cut() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages/aggregator-list-ar.html");
    let page = fs::read(path).unwrap();
    let options = Options::new();
    let (_, whole) = clean(&page, &options);
    // Cuts at a prime step over the whole page, and at every byte of a stretch with every kind of token.
    let cuts = (0..page.len()).step_by(13).chain(4000..4600.min(page.len()));
    for cut in cuts {
        let (_, blocks) = clean(&page[..cut], &options);
        // The last block may be incomplete, so that a rule's phrase no longer matches.
        let Some((_, before)) = blocks.split_last() else { continue };
        assert_eq!(before, &whole[..before.len().min(whole.len())], "cut at {cut}");
    }
}

#[test]
fn a_cut_inside_a_tag_or_comment_is_reported() {
    let options = Options::new();
    for (page, cut) in [
        ("<p>a", false),
        ("<p>a<", false),
        ("<p>a<b", true),
        ("<p>a<b class='x>", true),
        ("<p>a<!-- b", true),
        ("<p>a</", false),
        ("<p>a</b", true),
        ("<p>a&am", false),
        ("<script>x", false),
    ] {
        assert_eq!(clean(page.as_bytes(), &options).0.cut, cut, "{page}");
    }
}

#[test]
fn bytes_outside_an_encoding_lose_nothing_else() {
    let labels = [
        "utf-8",
        "ibm866",
        "iso-8859-2",
        "iso-8859-3",
        "iso-8859-4",
        "iso-8859-5",
        "iso-8859-6",
        "iso-8859-7",
        "iso-8859-8",
        "iso-8859-8-i",
        "iso-8859-10",
        "iso-8859-13",
        "iso-8859-14",
        "iso-8859-15",
        "iso-8859-16",
        "koi8-r",
        "koi8-u",
        "macintosh",
        "windows-874",
        "windows-1250",
        "windows-1251",
        "windows-1252",
        "windows-1253",
        "windows-1254",
        "windows-1255",
        "windows-1256",
        "windows-1257",
        "windows-1258",
        "x-mac-cyrillic",
        "gbk",
        "gb18030",
        "big5",
        "euc-jp",
        "iso-2022-jp",
        "shift_jis",
        "euc-kr",
        "replacement",
        "utf-16be",
        "utf-16le",
        "x-user-defined",
    ];
    assert_eq!(labels.len(), 40);
    for label in labels {
        let options = Options::new().encoding(label).unwrap().extract(Extract::All);
        let mut page = b"<p>before</p><p>".to_vec();
        page.extend(0u8..=255);
        page.extend((0u8..=255).rev());
        page.extend(b"</p><p>after</p>");
        let (_, blocks) = clean(&page, &options);
        let all = blocks.join(" ");
        assert!(!all.chars().any(|c| c.is_control() && c != '\n' && c != '\t'), "{label}: {all:?}");
        if !label.starts_with("utf-16") && label != "replacement" {
            assert_eq!(blocks[0], "before", "{label}");
        }
    }
}

#[test]
fn no_control_character_of_a_page_is_written() {
    let c = "\u{1b}[31m\0\u{85}\u{9b}\u{7f}";
    let page = format!(
        "<title>a{c}</title><html lang='{c}'><h1>b{c}</h1><p>c{c}<a href='/{c}'>d{c}</a> <img src='/{c}' alt='{c} e{c}'>\
         <img src=/f alt='{c} g{c}'><pre class='language-{c}'>h{c}</pre><code class='language-{c}'>{c}</code>\
         <table><tr><td>{c}i<td>{c}<tr><td>j</table>"
    );
    for format in [Format::Text, Format::Markdown, Format::Json, Format::Html, Format::Tei] {
        let text = tamis::clean(page.as_bytes(), &Options::new().format(format)).unwrap().text;
        assert!(!text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'), "{text:?}");
        assert!(format != Format::Markdown || text.contains("![\\[31m g\\[31m](/f)"), "{text:?}");
    }
}

/// Returns limits so small that pages of some kilobytes reach them.
fn small() -> Limits {
    Limits {
        rewriter_bytes: 4 << 10,
        attribute_value_bytes: 512,
        open_elements: 64,
        block_text_bytes: 2 << 10,
        block_marks: 64,
        containers: 8,
        link_target_bytes: 256,
        held_bytes: 4 << 10,
        table_bytes: 2 << 10,
        ..Limits::default()
    }
}

#[test]
fn no_shape_depends_on_the_chunks() {
    // Small limits have the effect on a short page that the defaults have on a long one.
    for extract in [Extract::All, Extract::Main] {
        let options = Options::new().extract(extract).with_limits(small());
        for shape in shapes::all() {
            let page = shape.page(12 << 10);
            let whole = clean_in_chunks(&page, page.len(), &options);
            for size in [1000, 61] {
                let cut = clean_in_chunks(&page, size, &options);
                let (cut_of, whole_of) = (cut.0.degraded, whole.0.degraded);
                assert!(cut == whole, "{} in chunks of {size}: {cut_of} not {whole_of}", shape.name);
            }
        }
    }
}

#[test]
fn no_shape_hides_the_text_after_it() {
    let mut wrong = Vec::new();
    for limits in [Limits::default(), small()] {
        let options = Options::new().extract(Extract::All).with_limits(limits);
        for shape in shapes::all() {
            let (_, blocks) = clean(&shape.page(16 << 10), &options);
            assert_eq!(blocks.first().map(String::as_str), Some("before"), "{}", shape.name);
            // Where markup is text, the tag precedes the word.
            let arrives = blocks.iter().any(|block| block.contains("after") && !block.contains("<p>"));
            wrong.extend((arrives != shape.ends()).then_some(shape.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Returns the sets of options that change the output, by format.
fn writing() -> Vec<(String, Options)> {
    use tamis::{Images, Links};
    let mut all = Vec::new();
    for format in [Format::Text, Format::Markdown, Format::Json, Format::Html, Format::Tei] {
        for extract in [Extract::All, Extract::Main] {
            all.push((format!("{format:?} {extract:?}"), Options::new().format(format).extract(extract)));
        }
    }
    let options = Options::new().format(Format::Json).list_links(true).extract(Extract::All);
    all.push(("JSON with a list of links".into(), options.url("https://a.example/a/folder/").unwrap()));
    let options = Options::new().format(Format::Markdown).front_matter(true).extract(Extract::All);
    all.push(("Markdown with references".into(), options.clone().links(Links::Reference).images(Images::Alt)));
    all.push(("Markdown without links".into(), options.links(Links::None).images(Images::None)));
    all
}

#[test]
fn no_shape_writes_more_than_eight_times_its_length() {
    let mut wrong = Vec::new();
    for (number, (name, options)) in writing().into_iter().enumerate() {
        // A third of the forms each; benches/hostile.py runs all, with longer pages.
        for (_, shape) in shapes::all().enumerate().filter(|(at, _)| (at + number) % 3 == 0) {
            let page = shape.page(8 << 10);
            let mut cleaner = Cleaner::new(&options, tamis::Formatter::new(&options, Vec::new()));
            cleaner.write(&page).unwrap();
            let (_, formatter) = cleaner.finish().unwrap();
            let (length, most) = (formatter.into_inner().len(), 8 * page.len() + (64 << 10));
            if length > most {
                wrong.push(format!("{} as {name}: {length} of {most}", shape.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Everything a block owns counts, not only its text.
#[test]
fn no_block_is_larger_than_its_limit() {
    struct Sizes(usize);
    impl Sink for Sizes {
        fn block(&mut self, block: &tamis::Block) -> std::io::Result<()> {
            let of_mark = |mark: &tamis::Mark| format!("{:?}", mark.kind).len();
            self.0 = self.0.max(block.text.len() + block.marks.iter().map(of_mark).sum::<usize>());
            Ok(())
        }
    }
    let limits = Limits { block_text_bytes: 16 << 10, block_marks: 64, ..Limits::default() };
    let options = Options::new().extract(Extract::All).with_limits(limits);
    for name in ["formulas", "formula-spans", "annotations", "long-images", "base-links", "titles-of-links", "media"] {
        let shape = shapes::Shape::named(name).unwrap();
        let mut cleaner = Cleaner::new(&options, Sizes(0));
        cleaner.write(&shape.page(100 << 10)).unwrap();
        let (_, Sizes(most)) = cleaner.finish().unwrap();
        // One mark over the limit, with its strings.
        assert!(most <= 48 << 10, "{}: {most}", shape.name);
    }
}

/// The tokenizer remembers every open `svg`; it is replaced by a fresh one, wherever the chunks end.
#[test]
fn endless_open_drawings_read_the_same_in_all_chunks() {
    let limits = Limits { rewriter_bytes: 2 << 10, open_elements: 64, ..Limits::default() };
    let options = Options::new().extract(Extract::All).with_limits(limits);
    for open in ["<svg><desc>x", "<math><mi>x</mi>", "<math>x", "<svg><title>x</title>"] {
        let inside = "<style>a</style><![CDATA[<b>]]><title>t</title>".repeat(3);
        let (open_all, close_all) = (open.repeat(1500), "</desc></svg></math>".repeat(1500));
        let page = format!("<p>before</p>{open_all}{inside}{close_all}<style>b</style><p>after</p>");
        let whole = clean_in_chunks(page.as_bytes(), page.len(), &options);
        assert_eq!(whole.1.last().map(String::as_str), Some("after"), "{open}");
        for size in [4096, 997, 61, 1] {
            let cut = clean_in_chunks(page.as_bytes(), size, &options);
            assert!(cut == whole, "{open} in chunks of {size}: {:?} not {:?}", cut.0, whole.0);
        }
    }
}

#[test]
fn losses_to_caps_are_counted_by_kind() {
    let long = "x".repeat(3 << 20);
    let kinds = |page: &str, options: &Options| {
        let (report, blocks) = clean(page.as_bytes(), options);
        let hits: Vec<(&str, u64)> = report.degraded.hits().map(|(kind, _, count)| (kind, count)).collect();
        assert_eq!(blocks.first().map(String::as_str), Some("before"));
        assert!(blocks.last().is_some_and(|last| last.ends_with("after")), "{:?}", blocks.last());
        hits
    };
    let framed = |inner: &str| format!("<p>before</p>{inner}<p>after</p>");
    let all = Options::new().extract(Extract::All);
    for (inner, expected) in [
        (format!("<!-- {long} -->"), &[("overlong_tokens", 1)][..]),
        (format!("<i title='{long}' class=x></i>"), &[("overlong_tokens", 1), ("cut_attributes", 1)]),
        (format!("<i{long}></i>"), &[("overlong_tokens", 1), ("cut_attributes", 1)]),
        (format!("<i {}></i>", "a ".repeat(100)), &[("cut_attributes", 36)]),
        ("<div>".repeat(600), &[("flattened_elements", 89)]),
        (format!("<p>{}</p>", "word ".repeat(60_000)), &[("split_blocks", 1)]),
        (format!("<p>{}</p>", "<b>x</b>y".repeat(3000)), &[("split_blocks", 1)]),
        (format!("{}x{}", "<blockquote>".repeat(70), "</blockquote>".repeat(70)), &[("flattened_containers", 6)]),
        (format!("<a href='/{}'>x</a>", "y".repeat(3000)), &[("dropped_targets", 1)]),
        (format!("<table>{}</table>", "<tr><td>a".repeat(800)), &[("large_tables", 1)]),
        (format!("<math alttext='{}'></math>", "x".repeat(8000)).repeat(40), &[("split_blocks", 1)]),
        (
            format!("<base href='http://a.example/{}/'>{}", "y".repeat(1900), "<a href=1>x</a> ".repeat(40)),
            &[("relative_targets", 5)],
        ),
        (
            format!("<script type=application/ld+json>[{}0]</script>", "{\"author\":{}},".repeat(14_000)),
            &[("overlong_scripts", 1)],
        ),
        (
            (0..108).map(|at| format!("<meta name=keywords content='{at}{}'>", "&".repeat(100))).collect(),
            &[("dropped_metadata", 37)],
        ),
    ] {
        assert_eq!(kinds(&framed(&inner), &all), expected, "{}", &inner[..inner.len().min(40)]);
    }
    let held = "format = 1\nid = 'generic/held'\n[[drop]]\nid = 'x'\nselect = ['div']\ntext = { is = ['y'] }\n";
    let held = Options::new().extract(Extract::Rules).rules(Rules::none().with_file("held", held).unwrap());
    let deep = format!("{}x{}", "<div>".repeat(20), "</div>".repeat(20));
    assert_eq!(kinds(&framed(&deep), &held), [("released_elements", 4)]);
    let content = "format = 1\nid = 'family/late'\nhosts = ['a.example']\n[content]\nselect = ['main']\n";
    let content = Options::new()
        .extract(Extract::Rules)
        .url("https://a.example/")
        .unwrap()
        .rules(Rules::none().with_file("late", content).unwrap());
    let hits = kinds(&framed(&"<p>A line of the page.</p>".repeat(3000)), &content);
    assert_eq!(hits.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), ["released_blocks"]);
}

#[test]
fn an_overlong_tag_keeps_its_element_and_its_other_attributes() {
    let long = "x".repeat(3 << 20);
    let options = Options::new().extract(Extract::Rules);
    for (page, blocks) in [
        // The element is still hidden, still ends, and still decides how its content is read.
        (format!("<p>a</p><div hidden title='{long}'><p>b</p></div><p>c</p>"), &["a", "c"][..]),
        (format!("<p>a</p><script data-x='{long}'>if (a<b) c()</script><p>d</p>"), &["a", "d"]),
        (format!("<p>a</p><svg><image href='{long}'/><style/><text>b</text></svg><p>c</p>"), &["a", "c"]),
        (format!("<p>a</p><script>b</script {long}><p>c</p>"), &["a", "c"]),
        (format!("<p>a</p><script>b</script{long}> c</script><p>d</p>"), &["a", "d"]),
        (format!("<p>a</p><i b'c='>' title=\"{long}>\">d</i><p>e</p>"), &["a", "d", "e"]),
        (format!("<p>a</p><!-- {long} --!><p>b</p>"), &["a", "b"]),
    ] {
        for size in [1 << 20, 4096, 4093] {
            let (_, found) = clean_in_chunks(page.as_bytes(), size, &options);
            assert_eq!(found, blocks, "{} in chunks of {size}", &page[..30]);
        }
    }
}

#[test]
fn no_attribute_of_an_overlong_tag_becomes_text() {
    let many = "words ".repeat(3000);
    let options = Options::new().extract(Extract::All);
    for before in ["<svg><style><p><i", "<math><style><p><i", "<svg><title><style></style><i", "<svg><style><i", "<i"] {
        let page = format!("<p>before</p>{before} {many}>x</i></style></title></svg></math><p>after</p>");
        let whole = clean_in_chunks(page.as_bytes(), page.len(), &options);
        assert!(!whole.1.join(" ").contains("words"), "{before}: {:?}", whole.1);
        for size in [page.len() / 2, 4096, 1000, 61] {
            assert_eq!(clean_in_chunks(page.as_bytes(), size, &options), whole, "{before} in chunks of {size}");
        }
    }
}

/// The rest of an overlong tag may be overlong itself.
#[test]
fn an_overlong_tag_counts_the_same_in_all_chunks() {
    let attributes: Vec<String> = (0..60).map(|at| format!("a{at}='{}'", "x".repeat(500))).collect();
    let options = Options::new().extract(Extract::All).with_limits(small());
    let page = format!("<p>before</p><i {}>x</i><!-- {} --><p>after</p>", attributes.join(" "), "y".repeat(5000));
    for size in [page.len(), 1000, 61, 1] {
        let (report, _) = clean_in_chunks(page.as_bytes(), size, &options);
        assert_eq!(report.degraded.overlong_tokens, 2, "in chunks of {size}");
    }
}

#[test]
fn a_removal_does_not_end_inside_a_drawing() {
    let options = Options::new().extract(Extract::Rules).rules(Rules::none().with_remove("p").unwrap());
    let (_, blocks) = clean(b"<p>gone<svg><g itemprop=articleBody>drawn</svg></p><div>kept</div>", &options);
    assert_eq!(blocks, ["kept"]);
}

/// A block that waits for a label must not hold back endless images after it.
#[test]
fn endless_images_are_written_while_they_arrive() {
    struct Images(Arc<AtomicUsize>);
    impl Sink for Images {
        fn block(&mut self, block: &tamis::Block) -> std::io::Result<()> {
            self.0.fetch_add(block.marks.len(), Ordering::Relaxed);
            Ok(())
        }
    }
    let images = Arc::new(AtomicUsize::new(0));
    let mut cleaner = Cleaner::new(&Options::new(), Images(Arc::clone(&images)));
    let text = "The kettle sings when the water is about to boil, and the leaves wait in the warm pot. ".repeat(4);
    cleaner.write(format!("<p>{text}<p>").as_bytes()).unwrap();
    for _ in 0..100_000 {
        cleaner.write(b"<img src=/a.png alt=x>").unwrap();
    }
    let images = images.load(Ordering::Relaxed);
    assert!(images > 80_000, "only {images} images written");
}

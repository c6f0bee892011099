//! Damaged input: pages that end anywhere, bytes that no encoding knows, markup that means harm to memory.

use std::fs;
use std::path::Path;

use tamis::{Cleaner, Format, Options, Report, Sink};

/// Keeps the texts of the kept blocks.
#[derive(Default)]
struct Texts(Vec<String>);

impl Sink for Texts {
    fn block(&mut self, block: &tamis::Block) -> std::io::Result<()> {
        self.0.push(block.text.clone());
        Ok(())
    }
}

fn clean(page: &[u8], options: &Options) -> (Report, Vec<String>) {
    let mut cleaner = Cleaner::new(options, Texts::default());
    for chunk in page.chunks(4096) {
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
    // A prime step in the whole page, and every byte of a stretch with every kind of token.
    let cuts = (0..page.len()).step_by(13).chain(4000..4600.min(page.len()));
    for cut in cuts {
        let (_, blocks) = clean(&page[..cut], &options);
        // The last block may be a part, which a phrase of a rule no longer fits.
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
fn bytes_that_an_encoding_does_not_know_cost_nothing_else() {
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
        let options = Options::new().encoding(label).unwrap();
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
fn no_control_character_comes_out_of_anything_that_a_page_says() {
    let c = "\u{1b}[31m\0\u{85}\u{9b}\u{7f}";
    let page = format!(
        "<title>a{c}</title><html lang='{c}'><h1>b{c}</h1><p>c{c}<a href='/{c}'>d{c}</a> <img src='/{c}' alt='{c} e{c}'>\
         <img src=/f alt='{c} g{c}'><pre class='language-{c}'>h{c}</pre><code class='language-{c}'>{c}</code>\
         <table><tr><td>{c}i<td>{c}<tr><td>j</table>"
    );
    for format in [Format::Text, Format::Markdown, Format::Json] {
        let text = tamis::clean(page.as_bytes(), &Options::new().format(format)).unwrap().text;
        assert!(!text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'), "{text:?}");
        assert!(format != Format::Markdown || text.contains("![\\[31m g\\[31m](/f)"), "{text:?}");
    }
}

#[test]
fn what_exceeds_a_limit_is_passed_over_and_reported() {
    let options = Options::new();
    let long = "x".repeat(3 << 20);
    for page in [
        format!("<p>before</p><!-- {long} --><p>after</p>"),
        format!("<p>before</p><i title='{long}'></i><p>after</p>"),
        format!("{}<p>before</p><p>after</p>", "<div>".repeat(2000)),
    ] {
        let (report, blocks) = clean(page.as_bytes(), &options);
        assert_eq!(blocks, ["before", "after"]);
        assert!(report.degraded.any());
    }
}

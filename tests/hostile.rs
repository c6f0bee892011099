//! Damaged input: pages that end inside a tag, bytes that no encoding knows, markup that means harm to memory.

use tamis::{Cleaner, Options, Report, Sink};

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

//! Pages over a limit: what is kept of them, independent of the chunks. Fuzzing found most of these.

use tamis::{Cleaner, Document, Extract, Format, Formatter, InputForm, Limits, Options, Report, Rules};

/// Returns the output, after asserting that it is the same in all chunk sizes.
#[track_caller]
fn clean(page: &str, options: &Options) -> (String, Report) {
    let in_chunks = |size: usize| {
        let mut cleaner = Cleaner::new(options, Formatter::new(options, Vec::new()));
        for chunk in page.as_bytes().chunks(size) {
            cleaner.write(chunk).unwrap();
        }
        let (report, formatter) = cleaner.finish().unwrap();
        (String::from_utf8(formatter.into_inner()).unwrap(), report)
    };
    let whole = in_chunks(page.len().max(1));
    for size in [1, 2, 3, 7, 50, 63, 64, 65, 4096] {
        assert_eq!(in_chunks(size), whole, "in chunks of {size}");
    }
    whole
}

fn all(value: usize) -> Limits {
    Limits {
        rewriter_bytes: value,
        open_elements: value,
        attributes: value,
        attribute_value_bytes: value,
        block_text_bytes: value,
        block_marks: value,
        link_target_bytes: value,
        head_bytes: value,
        held_bytes: value,
        table_bytes: value,
        remembered_blocks: value,
        containers: value,
        held_elements: value,
        lookahead_blocks: value,
        lookahead_bytes: value,
        metadata_script_bytes: value,
        metadata_value_bytes: value,
    }
}

fn options(limits: Limits) -> Options {
    Options::new().extract(Extract::Rules).rules(Rules::none()).write_title(false).with_limits(limits)
}

/// Returns the text, and the number of tokens over 64 bytes. A larger buffer of the tokenizer changes only that number.
#[track_caller]
fn with_short_tokens(page: &str) -> (String, u64) {
    let with = |rewriter_bytes| clean(page, &options(Limits { rewriter_bytes, ..Limits::default() }));
    let (text, report) = with(64);
    for bytes in [0, 1000, Limits::default().rewriter_bytes] {
        assert_eq!(with(bytes).0, text, "with {bytes} bytes");
    }
    (text.trim_end().to_owned(), report.degraded.overlong_tokens)
}

#[test]
fn an_overlong_token_is_read_up_to_its_own_end() {
    let long = "x".repeat(40_000);
    for token in [
        format!("<i title=\"{long}>\">"),
        format!("<i title=it's{long}>"),
        format!("<i title='{long}\">\"'/>"),
        format!("<i {long}\"=b>"),
        format!("<{long} a=\">\">"),
        format!("</i {long} a='>'>"),
        format!("</{long}>"),
        format!("<!-- {long} > -- -->"),
        format!("<!--{long}--!>"),
        format!("<!{long}>"),
        format!("<?{long} '>"),
        format!("<!doctype html '{long}>"),
    ] {
        let page = format!("<p>be{token}fore</p><p>after");
        assert_eq!(with_short_tokens(&page), ("before\n\nafter".into(), 1), "{}", &token[..20]);
    }
}

#[test]
fn the_content_of_an_overlong_tag_is_read_as_such() {
    let long = "x".repeat(40_000);
    for (page, text) in [
        (format!("a<script data-x=\"{long}\">if (b < c) {{ '<p>d' }}</script>e"), "ae"),
        (format!("a<style class=\"{long}\">p {{ color: red }}</style>e"), "ae"),
        (format!("a<svg class=\"{long}\"/><p>e"), "a\n\ne"),
    ] {
        assert_eq!(with_short_tokens(&page), (text.into(), 1), "{}", &page[..20]);
    }
}

#[test]
fn with_an_overlong_tag_name_all_attributes_are_lost() {
    let limits = Limits { rewriter_bytes: 64, attribute_value_bytes: 100, ..Limits::default() };
    let (text, report) = clean(&format!("<p>a<{} b=c d=e>f", "x".repeat(200)), &options(limits));
    assert_eq!((text.as_str(), report.degraded.cut_attributes), ("af\n", 3));
}

#[test]
fn scripts_may_contain_apparent_overlong_tokens() {
    let long = "x ".repeat(20_000);
    for script in [
        format!("<!-- {long} --> b </scr{long}"),
        format!("<!-- <script> {long} '>' </script> {long} --> b"),
        format!("<!-- <b {long} -{long}- --> b"),
        format!("</{}<p>", "x".repeat(40_000)),
        format!("<!--{} {long}", "-".repeat(40_000)),
    ] {
        let page = format!("<p>a<script>{script}</script>c");
        assert_eq!(with_short_tokens(&page), ("ac".into(), 0), "{}", &page[..30]);
    }
    let name = "x".repeat(40_000);
    assert_eq!(with_short_tokens(&format!("<xmp>a</{name} b</xmp>")), (format!("a</{name} b"), 0));
}

#[test]
fn a_block_is_split_where_it_is_full() {
    let options = options(Limits { block_text_bytes: 64, block_marks: 16, ..Limits::default() });
    let words = "äbc  def\n".repeat(40);
    let marks = "<b>a</b> ".repeat(40);
    for page in [
        format!("<p>{words}"),
        format!("<pre>{words}"),
        format!("<pre>{}", "abc<br>".repeat(40)),
        format!("<p>z<h3>{}", "abc<br>".repeat(40)),
        format!("<p>{}", "<q>a</q>".repeat(40)),
        format!("<p>{marks}"),
    ] {
        let (text, report) = clean(&page, &options);
        assert!(text.lines().all(|line| line.len() <= 64) && report.degraded.split_blocks > 0, "{page}: {text}");
    }
    let (text, _) = clean(&"abc".repeat(40), &options.input(InputForm::Text));
    assert!(text.lines().all(|line| line.len() <= 64), "{text}");
}

#[test]
fn an_overlong_title_is_cut_at_a_fixed_byte() {
    let (text, report) = clean(&format!("<title>{}</title><p>b", "ä".repeat(3000)), &Options::new());
    assert_eq!(report.title.map(|title| title.len()), Some(2048));
    assert!(text.ends_with("\n\nb\n"));
}

#[test]
fn a_title_ends_even_if_the_next_tag_does_not_fit() {
    // The start of the page leaves the rewriter no memory for so many attributes: it gives up at the link, and loses
    // the end tag that it has read but not returned.
    let page =
        format!("{}<title>Title</title><a {}>Text</a>", "<".repeat(40_000), "a b c d e f g h i j k l m n o p q r");
    for bytes in [64, 300, 1000] {
        let limits = Limits { rewriter_bytes: bytes, ..Limits::default() };
        let (text, report) = clean(&page, &options(limits));
        assert_eq!(report.metadata.title.as_deref(), Some("Title"), "with {bytes} bytes");
        assert!(text.ends_with("<\n\nText\n"), "with {bytes} bytes");
    }
}

#[test]
fn zero_limits_lose_only_text() {
    let page = "<title>T</title><h1>a b</h1><ul><li><a href=/c>c</a><img src=/d></ul><table><tr><td>e<td>f</table>";
    for format in [Format::Text, Format::Markdown, Format::Json, Format::Html, Format::Tei] {
        let (text, _) = clean(page, &Options::new().with_limits(all(0)).format(format));
        assert!(text.contains('f'), "{text}");
    }
    let Document { blocks, .. } = tamis::clean(page.as_bytes(), &Options::new().with_limits(all(0))).unwrap();
    assert!(blocks.iter().all(|block| block.block.text.len() <= 64), "{blocks:?}");
}

#[test]
fn maximum_limits_change_nothing() {
    let page =
        format!("<title>T</title><h1>a</h1><p title='{}-'>b</p><!-- {} -->", "c".repeat(1000), "d-".repeat(1000));
    let with = |limits: Limits| clean(&page, &Options::new().with_limits(limits));
    assert_eq!(with(all(usize::MAX)), with(Limits::default()));
}

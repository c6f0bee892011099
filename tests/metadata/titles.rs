//! Which of a page's titles is its title, and which the headline of the text.

use tamis::{Format, Options, clean};

use crate::read;

const TITLE: &str = "Old bridge stays shut until autumn";

#[test]
fn the_sites_name_goes_behind_and_before_every_separator() {
    for sign in ["|", "–", "—", "·", "::", "«", "»", "/", ">", "-", "•", "~", "‹", "›", "→", "_", ":", "：", "｜"]
    {
        for title in [format!("{TITLE} {sign} Harbour Courier"), format!("Harbour Courier {sign} {TITLE}")] {
            let page = format!("<title>{title}</title><meta property=og:site_name content='Harbour Courier'>");
            assert_eq!(read(&page).title.as_deref(), Some(TITLE), "{title}");
        }
    }
}

#[test]
fn the_heading_is_the_title_where_the_head_has_none_of_its_own() {
    for head in [
        "<title>Harbour Courier</title><meta property=og:site_name content='Harbour Courier'>",
        "<title>Bridge closed repairs</title><meta property=og:title content='Shut: the bridge and its worms'>",
        "<title>Harbour Courier</title><meta property=og:title content='Harbour Courier'>",
        "<title>Old bridge stays shut…</title>",
    ] {
        assert_eq!(read(&format!("{head}<body><h1>{TITLE}</h1>")).title.as_deref(), Some(TITLE), "{head}");
    }
    let with_kicker = format!("<title>{TITLE}</title><body><h1><span>Harbour</span> {TITLE}</h1>");
    assert_eq!(read(&with_kicker).title.as_deref(), Some(TITLE));
}

#[test]
fn a_short_heading_in_other_words_is_the_headline() {
    let page = |head: &str| {
        format!("{head}<title>Hafen: Zahlen</title><body><h1>Der Hafen in Zahlen</h1><p>Ein Kran, zwei Kais.")
    };
    let text = |format| {
        let options = Options::new().extract(tamis::Extract::All).format(format);
        clean(page("").as_bytes(), &options).unwrap().text
    };
    assert_eq!(text(Format::Markdown), "# Der Hafen in Zahlen\n\nEin Kran, zwei Kais.\n");
    let data = r#"<script type=application/ld+json>{"@type":"Article","headline":"Zahlen aus dem Hafen"}</script>"#;
    let json =
        clean(page(data).as_bytes(), &Options::new().extract(tamis::Extract::All).format(Format::Json)).unwrap().text;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["metadata"]["title"], &json["metadata"]["headline"]),
        (&"Zahlen aus dem Hafen".into(), &"Der Hafen in Zahlen".into())
    );
}

//! Tests which phrases match which blocks.

use unicode_normalization::UnicodeNormalization;

use super::*;
use crate::rules::builtin;
use crate::rules::parse;

const TITLE: &str = "انسحاب القوات الأميركية من العراق";
const SITE: &str = "مصدرنا الإخبارى";

fn rules(body: &str) -> Vec<TextRule> {
    let mut source = "format = 1\nid = 'generic/x'\n".to_owned();
    for (index, lines) in body.split(';').enumerate() {
        source.push_str(&format!("[[text]]\nid = 'r{index}'\n{}\n", lines.trim()));
    }
    parse("x.toml", &source).unwrap().texts
}

fn find(body: &str, text: &str) -> Option<Hit> {
    let context = Context { title: Some(TITLE), site: Some(SITE), author: None };
    Phrases::new(&rules(body)).find(text, &context, &mut Scratch::default(), &|_| true)
}

fn holds(body: &str, text: &str) -> bool {
    find(body, text).is_some()
}

fn left(body: &str, text: &str) -> String {
    let hit = find(&format!("{body}\naction = 'drop-match'"), text).expect("a match");
    format!("{}{}", &text[..hit.matched.start], &text[hit.matched.end..])
}

#[test]
fn counters_match_in_digits_of_any_script() {
    for text in ["0 تعليق", "٣ تعليق", "۱۲٬۳۴۵  تعليق:", "• 7 تَعليق"] {
        assert!(holds("is = '{n} تعليق'", text), "{text}");
    }
    assert!(!holds("is = '{n} تعليق'", "تعليق"));
    assert!(!holds("is = '{n} تعليق'", "0 تعليق جديد"));
    assert!(holds("is = 'Top 10 von {n}'", "top 10 von 20"));
    assert!(!holds("is = 'Top 10 von {n}'", "top 11 von 20"));
    assert!(!holds("is = '{n} comments'", "{n} comments"));
}

#[test]
fn a_toolbar_is_found_at_the_end_of_its_line() {
    let toolbar = "النشرة (لبنان) 0 تعليق ارسل طباعة تبليغ حذف";
    let hit = find("ends = ['ارسل طباعة تبليغ حذف']", toolbar).unwrap();
    assert_eq!((hit.rule, hit.by, hit.phrase.as_str()), (0, "ends", "ارسل طباعة تبليغ حذف"));
    assert_eq!(hit.matched, 0..toolbar.len());
    assert!(holds("ends = '{n} تعليق ارسل طباعة تبليغ حذف'", toolbar));
    assert!(!holds("starts = 'ارسل طباعة'", toolbar));
}

#[test]
fn an_introduction_is_found_at_the_start_of_a_long_block() {
    let phrase = "starts = ['نعرض لكم زوارنا أهم وأحدث الأخبار']";
    let text = format!("نعرض لكم زوارنا اهم وأحدث الأخبار فى المقال الاتي: {}", "كلام طويل ".repeat(500));
    assert!(holds(phrase, &text));
    assert!(!holds(phrase, &format!("كلام {text}")));
    assert!(holds("ends = 'كلام طويل'", &text));
    assert!(holds("contains = 'فى المقال الاتى'", &text));
    assert!(!holds("starts = 'كلام'; ends = 'فى المقال'", &text));
}

#[test]
fn only_the_match_is_dropped_on_request() {
    assert_eq!(left("starts = ['{site} - ']", "مصدرنا الإخبارى - مع بدء"), "مع بدء");
    assert_eq!(left("starts = ['Read also:']", "» READ  also: The pier"), "The pier");
    assert_eq!(left("ends = [' | The Site']", "A story | The site…"), "A story");
    assert_eq!(left("starts = ['Read', 'Read on']", "Read on now"), "now");
    assert_eq!(left("contains = ['on']", "Read on now"), "Read now");
    let long = "wort ".repeat(200);
    assert_eq!(left("starts = 'Anzeige'", &format!("Anzeige {long}")), long);
    assert_eq!(left("ends = 'dpa'", &format!("{long}dpa")), long.trim_end());
}

#[test]
fn the_title_and_the_site_are_placeholders() {
    assert!(holds("starts = ['{title}']", &format!("{TITLE} - {SITE}, اليوم الاثنين 25 أغسطس")));
    assert!(holds("is = ['{title}']", &format!("  {TITLE}: ")));
    assert!(holds("is = ['{title} - {site}']", &format!("{TITLE} – {SITE}")));
    assert!(holds("contains = ['by {site}']", &format!("text by {SITE} text")));
    assert!(!holds("is = ['{title}']", SITE));
    assert!(!holds("starts = ['{title}']", &format!("{TITLE}ات")));
    let unknown = Context { site: Some("AB"), ..Context::default() };
    let phrases = Phrases::new(&rules("starts = ['{title}', '{site}']"));
    assert_eq!(phrases.find("AB and so on", &unknown, &mut Scratch::default(), &|_| true), None);
}

#[test]
fn the_names_of_the_next_document_replace_those_of_the_last() {
    let phrases = Phrases::new(&rules("is = '{title}'"));
    let mut scratch = Scratch::default();
    for title in ["First title", "Second title"] {
        let context = Context { title: Some(title), ..Context::default() };
        assert!(phrases.find(title, &context, &mut scratch, &|_| true).is_some());
        assert!(phrases.find("Third title", &context, &mut scratch, &|_| true).is_none());
    }
}

#[test]
fn phrases_end_where_words_end() {
    assert!(!holds("starts = 'Share'", "Shares rose"));
    assert!(holds("starts = 'Share'", "Share: it"));
    assert!(!holds("contains = 'art'", "a party"));
    assert!(!holds("ends = 'art'", "a part"));
    assert!(!holds("starts = '{n} posts'", "3 postscripts"));
    assert!(holds("starts = '共有'", "共有する"));
    assert!(!holds("starts = 'Weiterlesen:'", "Weiterlesen macht klug"));
}

#[test]
fn the_first_rule_wins_whatever_its_position() {
    assert_eq!(find("contains = 'b'; is = 'a b'", "a b").unwrap().rule, 0);
    assert_eq!(find("ends = 'x'; is = 'a b'; starts = 'a'", "a b").unwrap().rule, 1);
    assert_eq!(find("is = '{n} b'; is = '1 b'", "1 b").unwrap().rule, 0);
}

#[test]
fn empty_blocks_and_phrases_match_nothing() {
    assert!(!holds("is = 'x'; starts = 'y'; contains = 'z'", ""));
    assert!(!holds("starts = '\u{200b}'", "text"));
    assert!(Phrases::new(&[]).is_empty());
    assert!(!Phrases::new(&rules("is = 'x'")).is_empty());
    assert!(holds("is = '|'", "|"));
}

#[test]
fn the_gate_rejects_no_matching_phrase() {
    let files = builtin::FILES.iter().map(|(name, source)| parse(name, source).unwrap());
    let mut rules: Vec<TextRule> = files.flat_map(|file| file.texts).filter(|rule| rule.contains.is_empty()).collect();
    let told_by_letters = Phrases::new(&rules);
    // A `contains` rule makes the search cover the whole block.
    rules.extend(self::rules("contains = 'neverywhere'"));
    let told_by_all = Phrases::new(&rules);

    let lists =
        rules.iter().flat_map(|rule| [&rule.is, &rule.starts, &rule.ends, &rule.made_of, &rule.before_links]).flatten();
    let context = Context { title: Some("Tea: a history"), site: Some("«The Kettle»"), author: Some("Ann Lee") };
    let (mut scratch, mut found) = (Scratch::default(), 0);
    for phrase in lists {
        let phrase = phrase.text.replace("{n}", "1,234").replace("{title}", "Tea: a history");
        let phrase =
            phrase.replace("{site}", "The Kettle").replace("{author}", "ann lee").replace("{date}", "2 May 2025");
        for text in [
            phrase.clone(),
            format!("\u{200b}• {} : »", phrase.to_uppercase()),
            format!("{phrase} goes on"),
            format!("It was {phrase}"),
            format!("12 ({phrase}) | {phrase} 3/4/5 {phrase}"),
            phrase.nfd().collect(),
            phrase.chars().take(3).collect(),
        ] {
            let mut find = |phrases: &Phrases| phrases.find(&text, &context, &mut scratch, &|_| true);
            let hit = find(&told_by_all);
            assert_eq!(find(&told_by_letters), hit, "{text:?}");
            found += usize::from(hit.is_some());
        }
    }
    assert!(found > 10_000, "{found}");
}

//! The scraped page that was the first use case. Skipped with a message where `TAMIS_DATA` (default `../shared`) lacks it.

use tamis::{InputForm, Options};

#[test]
fn the_first_page_is_cleaned_without_url_or_site_file() {
    let data = std::env::var("TAMIS_DATA").unwrap_or_else(|_| "../shared".to_owned());
    let path = format!("{data}/seed/page.txt");
    let Ok(page) = std::fs::read(&path) else {
        eprintln!("skipped: no page at {path} (set TAMIS_DATA)");
        return;
    };
    let document = tamis::clean(&page, &Options::new().input(InputForm::Text)).unwrap();
    let text = &document.text;
    assert_eq!(
        document.report.title.as_deref(),
        Some("انسحاب القوات الأميركية من العراق: هواجس أمنية من عودة شبح 2014 عبر البوابة السورية")
    );
    let mut blocks = text.trim_end().split("\n\n");
    assert_eq!(blocks.next(), document.report.title.as_deref());
    assert!(blocks.next().unwrap().starts_with("مع بدء المرحلة الأولى"), "{text}");
    assert!(text.trim_end().ends_with("محتمل من الجانب السوري."), "{text}");
    for gone in ["تعليق", "طباعة", "تبليغ", "نعرض لكم زوارنا", "إخترنا لك", "أخبار ذات صلة", "07:25"]
    {
        assert!(!text.contains(gone), "contains {gone}");
    }
}

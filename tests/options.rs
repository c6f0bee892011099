//! Options and reports as values: their names, the order of calls, what is shown of them.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use tamis::{Block, Cleaner, Extract, Favor, Format, Images, InputForm, Limits, Links, Options, UnknownName};

/// Asserts that every value is read back by its name, and that no two share one.
#[track_caller]
fn assert_round_trip<T>(all: &[T])
where
    T: Copy + Debug + Display + PartialEq + FromStr<Err = UnknownName>,
{
    for value in all {
        assert_eq!(value.to_string().parse(), Ok(*value));
    }
    let message = "\u{1b}?".parse::<T>().unwrap_err().to_string();
    assert!(!message.contains('\u{1b}'), "{message:?}");
    assert!(all.iter().all(|value| message.contains(&value.to_string())), "{message}");
}

#[test]
fn every_option_is_read_by_the_name_that_it_is_written_by() {
    assert_round_trip(Format::ALL);
    assert_round_trip(Extract::ALL);
    assert_round_trip(Favor::ALL);
    assert_round_trip(InputForm::ALL);
    assert_round_trip(Links::ALL);
    assert_round_trip(Images::ALL);
    #[cfg(feature = "batch")]
    {
        assert_round_trip(tamis::batch::OutputFormat::ALL);
        assert_round_trip(tamis::batch::Compression::ALL);
    }
    let error = "pdf".parse::<Format>().unwrap_err();
    assert_eq!(error.to_string(), "unknown format `pdf`: use text, markdown, json, html, tei");
}

#[test]
fn the_lookahead_does_not_depend_on_the_order_of_calls() {
    let page: String =
        (0..40).map(|number| format!("<p>A sentence, the {number}th of its kind, with some words.")).collect();
    let held = |options: &Options| {
        let mut cleaner = Cleaner::new(options, Count(0));
        cleaner.write(page.as_bytes()).unwrap();
        cleaner.with_sink(|count| count.0)
    };
    let limits = Limits { lookahead_blocks: 30, ..Limits::default() };
    let before = held(&Options::new().lookahead(1000).with_limits(limits.clone()));
    let after = held(&Options::new().with_limits(limits).lookahead(1000));
    let unlimited = held(&Options::new().lookahead(1000));
    assert_eq!(before, after);
    assert!(before > unlimited, "{before} blocks leave with a lookahead of 30, {unlimited} with one of 64");
}

/// Counts the kept blocks.
struct Count(u64);

impl tamis::Sink for Count {
    fn block(&mut self, _: &Block) -> std::io::Result<()> {
        self.0 += 1;
        Ok(())
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_report_is_serialized_with_all_that_is_known() {
    let page = "<meta property=og:site_name content=\"The Kettle\"><title>Tea</title><h1>Tea</h1><p>Boil water.";
    let limits = Limits { open_elements: 0, ..Limits::default() };
    let page = format!("{page}{}", "<i>".repeat(10));
    let report = tamis::clean(page.as_bytes(), &Options::new().with_limits(limits)).unwrap().report;
    let value = serde_json::to_value(&report).unwrap();
    assert_eq!((&value["title"], &value["metadata"]["site"]), (&"Tea".into(), &"The Kettle".into()));
    assert_eq!(value["degraded"]["flattened_elements"], report.degraded.flattened_elements);
    assert_eq!(value["kept"], report.kept);
}

//! HTTP statuses that are kept: `all`, `2xx`, `200,404`, `200-299`.

use std::ops::RangeInclusive;
use std::str::FromStr;

/// A set of HTTP statuses. The default is `2xx`: the answers that carry the page that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statuses(Vec<RangeInclusive<u16>>);

impl Statuses {
    pub(super) fn has(&self, status: u16) -> bool {
        self.0.iter().any(|range| range.contains(&status))
    }
}

impl Default for Statuses {
    fn default() -> Statuses {
        Statuses(vec![200..=299])
    }
}

/// A set of statuses that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no HTTP status; statuses are like 2xx, 200,404, 200-299, or all")]
pub struct UnknownStatus(String);

impl FromStr for Statuses {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Statuses, UnknownStatus> {
        text.split(',')
            .map(|part| range(part.trim()).ok_or_else(|| UnknownStatus(part.to_owned())))
            .collect::<Result<_, _>>()
            .map(Statuses)
    }
}

fn range(part: &str) -> Option<RangeInclusive<u16>> {
    let status = |text: &str| text.parse::<u16>().ok().filter(|status| (100..=999).contains(status) && text.len() == 3);
    if part == "all" {
        return Some(0..=u16::MAX);
    }
    if let Some(class) = part.strip_suffix("xx").or_else(|| part.strip_suffix("XX")) {
        let first = class.parse::<u16>().ok().filter(|class| (1..=9).contains(class))? * 100;
        return Some(first..=first + 99);
    }
    match part.split_once('-') {
        Some((first, last)) => Some(status(first)?..=status(last)?).filter(|range| !range.is_empty()),
        None => status(part).map(|status| status..=status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_single_ones_classes_and_ranges() {
        let kept = |text: &str| {
            let statuses: Statuses = text.parse().unwrap();
            [200, 204, 299, 301, 404, 500].into_iter().filter(|status| statuses.has(*status)).collect::<Vec<u16>>()
        };
        assert_eq!(kept("2xx"), [200, 204, 299]);
        assert_eq!(kept("200, 404"), [200, 404]);
        assert_eq!(kept("204-301,5XX"), [204, 299, 301, 500]);
        assert_eq!(kept("all").len(), 6);
        for wrong in ["", "2x", "20", "0200", "200-", "299-200", "ok", "xx", "0xx"] {
            assert!(wrong.parse::<Statuses>().is_err(), "{wrong}");
        }
    }
}

//! Finds the title among what the page says in its head, in JSON-LD and in its headings, and takes the site's name off.

use super::line::{fold, one_line};

/// Longest part of a title that is taken for a site's name, in characters.
pub(crate) const SITE_NAME_MAX: usize = 45;

/// Separators between a headline and a site's name.
pub(crate) const SEPARATORS: [&str; 14] =
    [" - ", " | ", " – ", " — ", " » ", " « ", " :: ", " · ", " • ", " ‹ ", " › ", "｜", "：", "ㅣ"];

/// Headings of the first level that are looked at: some pages have their name, or "Log in", in the first one.
const HEADINGS: usize = 4;

/// What may be the title.
#[derive(Debug, Default, Clone)]
pub(super) struct Titles {
    /// From JSON-LD of the article.
    pub data: Option<String>,
    /// From Open Graph, else from Twitter cards.
    pub open_graph: Option<String>,
    pub twitter: Option<String>,
    /// From other `meta` elements, or from microdata.
    pub meta: Option<String>,
    /// The `title` element.
    pub window: Option<String>,
    pub headings: Vec<String>,
}

impl Titles {
    pub fn heading(&mut self, text: &str) {
        let text = one_line(text);
        if !text.is_empty() && self.headings.len() < HEADINGS {
            self.headings.push(text);
        }
    }

    /// Whether a text is one of the titles, perhaps without the site's name.
    pub fn is_said_by(&self, text: &str) -> bool {
        let text = fold(text);
        let titles = [&self.data, &self.open_graph, &self.twitter, &self.window];
        text.len() > 8 && titles.into_iter().flatten().any(|title| fold(title).contains(&text))
    }

    /// The title, without the site's name.
    ///
    /// Where JSON-LD and Open Graph agree, that is it. Where they differ, one of them was left to be what the window
    /// shows, and the other was written for readers; where one holds the other, the heading decides. The cases were
    /// counted on news pages of a hundred sites; where they were even, the simpler rule stayed.
    pub fn best(&self, site: Option<&str>, host: &str) -> Option<String> {
        let bare = |title: &Option<String>| title.as_deref().map(|title| without_site(title, site, host).to_owned());
        let data = bare(&self.data);
        let graph = bare(&self.open_graph).or_else(|| bare(&self.twitter));
        let window = bare(&self.window);
        let heading =
            self.heading_like([&data, &graph, &window]).map(|title| without_site(title, site, host).to_owned());
        let is = |a: &Option<String>, b: &str| a.as_deref().is_some_and(|a| fold(a) == fold(b));
        match (data, graph) {
            (Some(data), Some(graph)) => {
                let (a, b) = (fold(&data), fold(&graph));
                let is_window = |title: &str| window.as_ref().is_some_and(|window| fold(window).starts_with(title));
                let graph_counts = if a == b {
                    false
                } else if a.contains(&b) || b.contains(&a) {
                    is(&heading, &graph)
                } else if is(&window, &data) {
                    is(&heading, &data) || is(&heading, &graph)
                } else {
                    !is_window(&b) && !is(&self.twitter, &data)
                };
                Some(if graph_counts { graph } else { data })
            }
            (Some(title), None) => Some(title),
            (None, Some(title)) => Some(match heading {
                // What else follows the headline there is a section or a date.
                Some(heading) if title.starts_with(&heading) => heading,
                _ => self.shared_end(&title).unwrap_or(title),
            }),
            (None, None) => heading.or_else(|| bare(&self.meta)).or(window),
        }
    }

    /// What follows the kicker, where a heading has another kicker before the same words.
    fn shared_end(&self, title: &str) -> Option<String> {
        let end =
            |title: &str| title.rsplit_once(": ").or_else(|| title.rsplit_once(" - ")).map(|(_, end)| end.to_owned());
        let own = end(title)?;
        self.headings.iter().filter_map(|heading| end(heading)).find(|other| fold(other) == fold(&own))
    }

    /// The heading about what the other titles are about; without one, the first.
    fn heading_like(&self, others: [&Option<String>; 3]) -> Option<&str> {
        let mut others = others.into_iter().flatten().peekable();
        if others.peek().is_none() {
            return self.headings.first().map(String::as_str);
        }
        let others: Vec<&String> = others.collect();
        let about = |heading: &&String| others.iter().any(|title| same_matter(title, heading));
        self.headings.iter().find(about).map(String::as_str)
    }
}

/// Splits `headline - site`, where the second part is short enough for a name and shorter than the first.
pub(crate) fn split_site(title: &str) -> Option<(&str, &str)> {
    let (head, site) = split_last(title)?;
    let (head_length, site_length) = (head.chars().count(), site.chars().count());
    (site_length > 0 && site_length <= SITE_NAME_MAX && site_length < head_length).then_some((head, site))
}

fn split_last(title: &str) -> Option<(&str, &str)> {
    title.char_indices().rev().find_map(|(at, first)| split_at(title, at, first))
}

fn split_first(title: &str) -> Option<(&str, &str)> {
    title.char_indices().find_map(|(at, first)| split_at(title, at, first))
}

/// Splits a title at the separator that begins there, if one does.
fn split_at(title: &str, at: usize, first: char) -> Option<(&str, &str)> {
    if first != ' ' && first.is_ascii() {
        return None;
    }
    let rest = SEPARATORS.iter().find_map(|separator| title[at..].strip_prefix(separator))?;
    Some((title[..at].trim(), rest.trim()))
}

/// The title without the site's name, a part of the host's name or a date at its end, and without the site's name at
/// its beginning.
pub(super) fn without_site<'a>(title: &'a str, site: Option<&str>, host: &str) -> &'a str {
    // Most titles have nothing to be cut at.
    if !title.contains(['-', '|', '–', '—', '»', '«', ':', '·', '•', '‹', '›', '｜', '：', 'ㅣ']) {
        return title.trim();
    }
    let site = site.map(fold).unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let label = fold(host.split('.').next().unwrap_or_default());
    let host = fold(host);
    let names_site = |text: &str| {
        let part = fold(text);
        let length = part.chars().count();
        let is_site = part == site || length > 3 && !site.is_empty() && site.contains(&part);
        let with_more = length > 3 && !site.is_empty() && part.contains(&site) && length < 2 * site.chars().count();
        let is_host = length > 1 && host.starts_with(&part) || length > 3 && host.contains(&part);
        // "CBC News" at cbc.ca.
        let mut words = text.split_whitespace();
        let first_is_label =
            words.next().is_some_and(|word| label.len() > 1 && fold(word) == label) && words.count() < 2;
        !part.is_empty() && (is_site || with_more || is_host || first_is_label)
    };
    let is_date =
        |part: &str| part.chars().all(|c| c.is_numeric() || matches!(c, '.' | '/' | '-' | ' ')) && part.len() > 5;
    let mut bare = title.trim();
    while let Some((head, tail)) =
        split_last(bare).filter(|(head, tail)| !head.is_empty() && (names_site(tail) || is_date(tail)))
    {
        bare = head;
        if is_date(tail) {
            continue;
        }
        // Before a site's name often stands that of a section, between bars.
        if let Some((head, _)) = bare.rsplit_once(" | ").filter(|(head, section)| is_section(head, section)) {
            bare = head.trim();
        }
    }
    match split_first(bare) {
        Some((name, rest)) if !rest.is_empty() && fold(name) == site && !site.is_empty() => rest,
        _ => bare,
    }
}

fn is_section(head: &str, section: &str) -> bool {
    section.split_whitespace().count() <= 3 && head.chars().count() > 2 * section.chars().count()
}

/// Whether one of two titles holds the other.
pub(crate) fn same_matter(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    !a.is_empty() && !b.is_empty() && (a.contains(&b) || b.contains(&a))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare<'a>(title: &'a str, site: &str, host: &str) -> &'a str {
        without_site(title, Some(site), host)
    }

    #[test]
    fn the_name_of_the_site_goes_from_either_end() {
        assert_eq!(bare("How tea is made | The Kettle", "The Kettle", ""), "How tea is made");
        assert_eq!(bare("The Kettle » How tea is made", "The Kettle", ""), "How tea is made");
        assert_eq!(bare("How tea is made - kettle.example", "", "www.kettle.example"), "How tea is made");
        assert_eq!(bare("How tea is made | Food | Kettle News", "", "kettle.example"), "How tea is made");
        assert_eq!(bare("How tea is made – Kettle – 03.05.2024", "Kettle", ""), "How tea is made");
        assert_eq!(bare("طريقة إعداد الشاي | الغلّاية", "الغلّاية", ""), "طريقة إعداد الشاي");
        assert_eq!(bare("茶的做法：茶壶网", "茶壶网", ""), "茶的做法");
    }

    #[test]
    fn what_is_part_of_the_headline_stays() {
        assert_eq!(bare("Tea - a history", "The Kettle", "kettle.example"), "Tea - a history");
        assert_eq!(bare("The Kettle", "The Kettle", ""), "The Kettle");
    }

    fn best(data: &str, graph: &str, window: &str, headings: &[&str]) -> Option<String> {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut titles =
            Titles { data: some(data), open_graph: some(graph), window: some(window), ..Titles::default() };
        headings.iter().for_each(|heading| titles.heading(heading));
        titles.best(Some("Kettle"), "")
    }

    #[test]
    fn of_two_titles_the_one_counts_that_is_not_just_that_of_the_window() {
        assert_eq!(best("A brew for all", "Tea!", "Tea! - Kettle", &["Tea!"]).as_deref(), Some("A brew for all"));
        assert_eq!(best("Tea!", "A brew for all", "Tea! - Kettle", &["Tea!"]).as_deref(), Some("A brew for all"));
        assert_eq!(best("", "Tea: a tale - Food", "", &["Log in", "Tea: a tale"]).as_deref(), Some("Tea: a tale"));
        assert_eq!(best("", "Today: a tale of tea", "", &["Food - a tale of tea"]).as_deref(), Some("a tale of tea"));
        assert_eq!(best("", "", "Tea - Kettle", &[]).as_deref(), Some("Tea"));
    }
}

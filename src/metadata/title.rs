//! Chooses the title among those in the head, in JSON-LD and in the headings, and removes the site's name from it.

use std::collections::BTreeSet;

use super::line::{fold, letters, one_line};

/// Maximum length of a site's name in a title, in characters.
pub(crate) const SITE_NAME_MAX: usize = 45;

pub(crate) const SEPARATORS: [&str; 14] =
    [" - ", " | ", " – ", " — ", " » ", " « ", " :: ", " · ", " • ", " ‹ ", " › ", "｜", "：", "ㅣ"];

/// Further separators, which also occur inside headlines: they count only beside the site's name.
const RARE_SEPARATORS: [&str; 8] = [" / ", " > ", " ~ ", " → ", " ← ", " _ ", " : ", "_"];

/// Maximum number of `h1` considered: on some pages the first one is the site's name or "Log in".
const HEADINGS: usize = 4;

/// The candidates for the title.
#[derive(Debug, Default, Clone)]
pub(super) struct Titles {
    /// From the article's JSON-LD.
    pub data: Option<String>,
    pub open_graph: Option<String>,
    pub twitter: Option<String>,
    /// From other `meta` elements or microdata.
    pub meta: Option<String>,
    /// The `title` element.
    pub window: Option<String>,
    /// The `h1` elements.
    pub headings: Vec<String>,
    /// The first heading of a lower level.
    pub lower: Option<String>,
}

/// Titles that templates write for want of one, folded.
const NO_TITLES: [&str; 9] =
    ["undefined", "null", "none", "untitled", "untitleddocument", "notitle", "newpage", "unbenanntesdokument", "無題"];

impl Titles {
    /// Adds an `h1`; returns whether it has text.
    pub fn heading(&mut self, text: &str) -> bool {
        let text = one_line(text);
        let is_title = is_title(&text);
        if is_title && self.headings.len() < HEADINGS {
            self.headings.push(text);
        }
        is_title
    }

    /// Notes a heading of a lower level; returns whether it is or is part of one of the titles.
    pub fn lower_heading(&mut self, text: &str) -> bool {
        let is_title = self.contain(text);
        if is_title || self.lower.is_none() {
            self.lower = Some(one_line(text)).filter(|text| self::is_title(text));
        }
        is_title
    }

    /// Returns whether one of the titles is or contains this text.
    pub fn contain(&self, text: &str) -> bool {
        if text.len() <= 8 {
            return false;
        }
        let text = fold(text);
        let titles = [&self.data, &self.open_graph, &self.twitter, &self.window];
        text.len() > 8 && titles.into_iter().flatten().any(|title| fold(title).contains(&text))
    }

    /// Returns whether a headline is about the same as the titles in the head; `None` if there are none.
    pub fn are_about(&self, headline: &str) -> Option<bool> {
        let mut titles = [&self.open_graph, &self.twitter, &self.window].into_iter().flatten().peekable();
        titles.peek()?;
        Some(titles.any(|title| same_matter(title, headline) || is_about(headline, title)))
    }

    /// Returns the title without the site's name.
    ///
    /// If JSON-LD and Open Graph agree, that is the title. If they differ, one of them usually repeats the `title`
    /// element and the other was written for readers: that one counts. If one contains the other, the heading decides.
    /// The cases were counted on news pages of a hundred sites; where the counts were even, the simpler rule stayed.
    pub fn best(&self, site: Option<&str>, host: &str) -> Option<String> {
        let bare = |title: &Option<String>| {
            let title = title.as_deref().filter(|title| is_title(title));
            let title = title.map(|title| without_site(title, site, host).to_owned())?;
            // A page whose titles are the site's name has its own in a heading.
            let is_site = site.is_some_and(|site| is_same(site, &title)) || is_host_name(&title, host);
            let is_site = is_site
                || self.headings.first().is_some_and(|only| self.headings.len() == 1 && names_a_site(&title, only));
            (!is_site || self.headings.is_empty() && self.lower.is_none()).then(|| self.whole(title))
        };
        let data = bare(&self.data);
        let graph = bare(&self.open_graph).or_else(|| bare(&self.twitter));
        let window = bare(&self.window);
        let heading =
            self.heading_like([&data, &graph, &window]).map(|title| without_site(title, site, host).to_owned());
        let is = |a: &Option<String>, b: &str| a.as_deref().is_some_and(|a| is_same(a, b));
        let about = |title: &str| {
            let mut headings = self.headings.iter().map(|heading| without_site(heading, site, host));
            headings.find(|heading| is_about(heading, title)).map(str::to_owned)
        };
        match (data, graph) {
            (Some(data), Some(graph)) => {
                let (a, b) = (fold(&data), fold(&graph));
                let is_window = |title: &str| window.as_ref().is_some_and(|window| fold(window).starts_with(title));
                let graph_counts = if a == b {
                    false
                } else if a.contains(&b) || b.contains(&a) {
                    is(&heading, &graph)
                } else if is(&self.window, &data) && is(&heading, &data) {
                    // The heading, and a `title` element to which nothing was added for search engines.
                    false
                } else if is(&window, &data) {
                    // A template that adds the site's name wrote no title of its own.
                    let is_plain = is(&self.open_graph, &graph) || self.open_graph.is_none();
                    is(&heading, &data) && is_plain || is(&heading, &graph)
                } else {
                    !is_window(&b) && !is(&self.twitter, &data)
                };
                Some(if graph_counts { graph } else { data })
            }
            // A copy of the title for search engines, where readers see another one.
            (Some(title), None) if heading.is_none() && is(&window, &title) => about(&title).or(Some(title)),
            (Some(title), None) => Some(title),
            (None, Some(title)) => Some(match heading {
                // A section or a date may follow the headline there.
                Some(heading) if fold(&title).starts_with(&fold(&heading)) => heading,
                Some(_) => self.shared_end(&title).unwrap_or(title),
                None => self.shared_end(&title).or_else(|| about(&title)).unwrap_or(title),
            }),
            (None, None) => {
                let lower = self.lower.as_deref().map(|title| without_site(title, site, host).to_owned());
                let about = || about(window.as_deref()?);
                // The heading may have a kicker before the title, or a byline after it.
                let inner =
                    window.clone().filter(|window| heading.as_deref().is_some_and(|heading| is_inner(window, heading)));
                inner.or(heading).or_else(about).or_else(|| bare(&self.meta)).or(window.clone()).or(lower)
            }
        }
    }

    /// Returns the heading that begins with a title cut short: "Tea in …".
    fn whole(&self, title: String) -> String {
        let Some(start) = title.strip_suffix('…').or_else(|| title.strip_suffix("...")) else { return title };
        let start = fold(start);
        let heading = self.headings.iter().find(|heading| start.len() > 8 && fold(heading).starts_with(&start));
        heading.map_or(title, Clone::clone)
    }

    /// Returns the text after the kicker, if a heading has another kicker before the same text.
    fn shared_end(&self, title: &str) -> Option<String> {
        let end =
            |title: &str| title.rsplit_once(": ").or_else(|| title.rsplit_once(" - ")).map(|(_, end)| end.to_owned());
        let own = end(title)?;
        self.headings.iter().filter_map(|heading| end(heading)).find(|other| is_same(other, &own))
    }

    /// Returns the first heading that matches one of the other titles; without other titles, the first heading.
    fn heading_like(&self, others: [&Option<String>; 3]) -> Option<&str> {
        let mut others = others.into_iter().flatten().peekable();
        if others.peek().is_none() {
            return self.headings.first().map(String::as_str);
        }
        let others: Vec<String> = others.map(|title| fold(title)).collect();
        let about = |heading: &&String| {
            let heading = fold(heading);
            others.iter().any(|title| is_part(title, &heading) || is_part(&heading, title))
        };
        self.headings.iter().find(about).map(String::as_str)
    }
}

/// Splits `headline - site`, if the second part is short enough for a name and shorter than the first.
pub(crate) fn split_site(title: &str) -> Option<(&str, &str)> {
    let (head, site) = split_last(title)?;
    let (head_length, site_length) = (head.chars().count(), site.chars().count());
    (site_length > 0 && site_length <= SITE_NAME_MAX && site_length < head_length).then_some((head, site))
}

fn split_last(title: &str) -> Option<(&str, &str)> {
    title.char_indices().rev().find_map(|(at, first)| split_at(title, at, first, &[&SEPARATORS]))
}

/// Splits a title at a separator that begins at `at`.
fn split_at<'a>(title: &'a str, at: usize, first: char, separators: &[&[&str]]) -> Option<(&'a str, &'a str)> {
    if !matches!(first, ' ' | '_' | '｜' | '：' | 'ㅣ') {
        return None;
    }
    let mut separators = separators.iter().copied().flatten();
    let rest = separators.find_map(|separator| title[at..].strip_prefix(separator))?;
    Some((title[..at].trim(), rest.trim()))
}

/// Removes the site's name, a part of the host's name and dates from the end of a title, and the site's name from its
/// start.
pub(super) fn without_site<'a>(title: &'a str, site: Option<&str>, host: &str) -> &'a str {
    // Most titles have no separator.
    const SIGNS: [char; 21] =
        ['-', '|', '–', '—', '»', '«', ':', '·', '•', '‹', '›', '｜', '：', 'ㅣ', '/', '>', '~', '→', '←', '_', '<'];
    if !title.contains(SIGNS) {
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
    let all: [&[&str]; 2] = [&SEPARATORS, &RARE_SEPARATORS];
    let last = |bare: &'a str| {
        let rare = || bare.char_indices().rev().find_map(|(at, first)| split_at(bare, at, first, &all));
        let is_end = |(head, tail): &(&str, &str)| !head.is_empty() && (names_site(tail) || is_date(tail));
        split_last(bare).filter(is_end).or_else(|| rare().filter(|(head, tail)| !head.is_empty() && names_site(tail)))
    };
    while let Some((head, tail)) = last(bare) {
        bare = head;
        if is_date(tail) {
            continue;
        }
        // The name of a section, between bars, often precedes the site's name.
        if let Some((head, _)) = bare.rsplit_once(" | ").filter(|(head, section)| is_section(head, section)) {
            bare = head.trim();
        }
    }
    match bare.char_indices().find_map(|(at, first)| split_at(bare, at, first, &all)) {
        Some((name, rest)) if !rest.is_empty() && fold(name) == site && !site.is_empty() => rest,
        _ => bare,
    }
}

/// Returns whether a text can be a title: it has letters or digits, and is not what a template writes for want of one.
pub(crate) fn is_title(text: &str) -> bool {
    let mut letters = letters(text).peekable();
    letters.peek().is_some() && (text.len() > 60 || !NO_TITLES.contains(&&*letters.collect::<String>()))
}

/// Returns whether a text is the name in a host: "Harbour Courier" of harbourcourier.example.
fn is_host_name(text: &str, host: &str) -> bool {
    let label = host.split('.').next().unwrap_or_default();
    label.len() > 3 && is_same(text, label)
}

/// Returns whether a title is so short beside the only heading, and about something else, that it names a site or a
/// section: "Blog", "Harbour Courier".
fn names_a_site(title: &str, heading: &str) -> bool {
    const MOST_WORDS: usize = 3;
    const MOST_LETTERS: usize = 30;
    const MOST_DENSE: usize = 10;
    let most = if title.contains(is_dense) { MOST_DENSE } else { MOST_LETTERS };
    title.split_whitespace().count() <= MOST_WORDS
        && title.chars().count() <= most
        && heading.chars().count() > most
        && !same_matter(title, heading)
        && !is_about(heading, title)
}

/// Returns whether a heading is a title with a kicker before it, or with a byline after it.
fn is_inner(title: &str, heading: &str) -> bool {
    const LEAST: usize = 20;
    let (title, heading) = (fold(title), fold(heading));
    title.chars().count() >= LEAST
        && heading != title
        && (heading.ends_with(&title) || heading.strip_prefix(&title).is_some_and(|rest| rest.starts_with("by")))
}

fn is_section(head: &str, section: &str) -> bool {
    section.split_whitespace().count() <= 3 && head.chars().count() > 2 * section.chars().count()
}

/// Returns whether two texts have the same letters: cheaper than to fold both, because most differ at once.
fn is_same(a: &str, b: &str) -> bool {
    letters(a).eq(letters(b))
}

/// Returns whether one of two titles contains the other.
pub(crate) fn same_matter(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    is_part(&a, &b) || is_part(&b, &a)
}

fn is_part(part: &str, whole: &str) -> bool {
    !part.is_empty() && whole.contains(part)
}

/// Returns whether a heading and a title are about the same: a headline for readers and a title for search engines share
/// a word, or two letters in a script without spaces. A heading too short for most headlines shares most of the title.
pub(crate) fn is_about(heading: &str, title: &str) -> bool {
    const LEAST_LETTERS: usize = 20;
    const LEAST_DENSE: usize = 8;
    let words = |text: &str| -> BTreeSet<String> {
        text.to_lowercase().split(|c: char| !c.is_alphanumeric()).flat_map(parts).collect()
    };
    let of_title = words(title);
    let shared = words(heading).intersection(&of_title).count();
    let dense = heading.chars().filter(|&c| is_dense(c)).count();
    let is_long = heading.chars().count() >= LEAST_LETTERS || dense >= LEAST_DENSE;
    if is_long { shared > 0 } else { shared > 1 && 2 * shared > of_title.len() }
}

/// Returns what of a word can be compared: the whole, if it is long enough, or pairs of letters without spaces.
fn parts(word: &str) -> Vec<String> {
    const LEAST: usize = 4;
    let letters: Vec<char> = word.chars().collect();
    if letters.iter().any(|&c| is_dense(c)) {
        return letters
            .windows(2)
            .filter(|pair| pair.iter().any(|&c| u32::from(c) >= 0x3400))
            .map(|pair| pair.iter().collect())
            .collect();
    }
    if letters.len() < LEAST { Vec::new() } else { vec![word.to_owned()] }
}

fn is_dense(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0E7F | 0x3040..=0x9FFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare<'a>(title: &'a str, site: &str, host: &str) -> &'a str {
        without_site(title, Some(site), host)
    }

    #[test]
    fn the_sites_name_is_removed_from_either_end() {
        assert_eq!(bare("How tea is made | The Kettle", "The Kettle", ""), "How tea is made");
        assert_eq!(bare("The Kettle » How tea is made", "The Kettle", ""), "How tea is made");
        assert_eq!(bare("How tea is made - kettle.example", "", "www.kettle.example"), "How tea is made");
        assert_eq!(bare("How tea is made | Food | Kettle News", "", "kettle.example"), "How tea is made");
        assert_eq!(bare("How tea is made – Kettle – 03.05.2024", "Kettle", ""), "How tea is made");
        assert_eq!(bare("طريقة إعداد الشاي | الغلّاية", "الغلّاية", ""), "طريقة إعداد الشاي");
        assert_eq!(bare("茶的做法：茶壶网", "茶壶网", ""), "茶的做法");
    }

    #[test]
    fn separators_inside_a_headline_stay() {
        assert_eq!(bare("Tea - a history", "The Kettle", "kettle.example"), "Tea - a history");
        assert_eq!(bare("The Kettle", "The Kettle", ""), "The Kettle");
    }

    fn best(data: &str, graph: &str, window: &str, headings: &[&str]) -> Option<String> {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut titles =
            Titles { data: some(data), open_graph: some(graph), window: some(window), ..Titles::default() };
        for heading in headings {
            titles.heading(heading);
        }
        titles.best(Some("Kettle"), "")
    }

    #[test]
    fn headlines_and_search_titles_share_a_word() {
        assert!(is_about(
            "Quay's beloved bridge is hollow inside — and nobody knew",
            "Swing bridge Marrow Quay closed"
        ));
        assert!(is_about("図書館がふたたび開館した", "新しい図書館のご案内"));
        assert!(is_about("Der Hafen in Zahlen", "Hafen: Zahlen"));
        assert!(!is_about("Sport", "Sport news of the day"));
        assert!(!is_about("Subscribe to our newsletter today", "Swing bridge Marrow Quay closed"));
    }

    #[test]
    fn a_template_title_is_none() {
        assert_eq!(best("undefined", "", "", &["", "Tea for all"]).as_deref(), Some("Tea for all"));
        let mut titles = Titles::default();
        titles.heading(" ");
        titles.lower_heading("The goose of Marrow Quay");
        assert_eq!(titles.best(None, "").as_deref(), Some("The goose of Marrow Quay"));
    }

    #[test]
    fn the_heading_beats_the_title_of_search_engines() {
        assert_eq!(best("Tea is made", "Why coffee", "Tea is made", &["Tea is made"]).as_deref(), Some("Tea is made"));
        let heading = "Quay's beloved bridge is hollow inside";
        let title = "Swing bridge Marrow Quay closed";
        assert_eq!(best("", title, title, &["Log in", heading]).as_deref(), Some(heading));
        assert_eq!(best("", "", title, &["Log in", heading]).as_deref(), Some(heading));
        assert_eq!(best("", title, title, &["Subscribe to our newsletter"]).as_deref(), Some(title));
    }

    #[test]
    fn a_title_written_for_readers_beats_a_copy_of_the_title_element() {
        assert_eq!(best("A brew for all", "Tea!", "Tea! - Kettle", &["Tea!"]).as_deref(), Some("A brew for all"));
        assert_eq!(best("Tea!", "A brew for all", "Tea! - Kettle", &["Tea!"]).as_deref(), Some("A brew for all"));
        assert_eq!(best("", "Tea: a tale - Food", "", &["Log in", "Tea: a tale"]).as_deref(), Some("Tea: a tale"));
        assert_eq!(best("", "Today: a tale of tea", "", &["Food - a tale of tea"]).as_deref(), Some("a tale of tea"));
        assert_eq!(best("", "", "Tea - Kettle", &[]).as_deref(), Some("Tea"));
    }
}

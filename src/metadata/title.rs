//! Chooses the title among those in the head, in JSON-LD and in the headings, and removes the site's name from it.

use super::line::{fold, one_line};

/// Maximum length of a site's name in a title, in characters.
pub(crate) const SITE_NAME_MAX: usize = 45;

pub(crate) const SEPARATORS: [&str; 14] =
    [" - ", " | ", " – ", " — ", " » ", " « ", " :: ", " · ", " • ", " ‹ ", " › ", "｜", "：", "ㅣ"];

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
            title.map(|title| without_site(title, site, host).to_owned())
        };
        let data = bare(&self.data);
        let graph = bare(&self.open_graph).or_else(|| bare(&self.twitter));
        let window = bare(&self.window);
        let heading =
            self.heading_like([&data, &graph, &window]).map(|title| without_site(title, site, host).to_owned());
        let is = |a: &Option<String>, b: &str| a.as_deref().is_some_and(|a| fold(a) == fold(b));
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
                    is(&heading, &data) || is(&heading, &graph)
                } else {
                    !is_window(&b) && !is(&self.twitter, &data)
                };
                Some(if graph_counts { graph } else { data })
            }
            (Some(title), None) => Some(title),
            (None, Some(title)) => Some(match heading {
                // A section or a date may follow the headline there.
                // The title of search engines, where readers see another one.
                None if is(&window, &title) && about(&title).is_some() => about(&title)?,
                Some(heading) if fold(&title).starts_with(&fold(&heading)) => heading,
                _ => self.shared_end(&title).unwrap_or(title),
            }),
            (None, None) => {
                let lower = self.lower.as_deref().map(|title| without_site(title, site, host).to_owned());
                // A page named like the site has its title in a heading.
                let of_page =
                    window.filter(|window| site.is_none_or(|site| fold(site) != fold(window)) || lower.is_none());
                let about = || about(of_page.as_deref()?);
                heading.or_else(about).or_else(|| bare(&self.meta)).or(of_page.clone()).or(lower)
            }
        }
    }

    /// Returns the text after the kicker, if a heading has another kicker before the same text.
    fn shared_end(&self, title: &str) -> Option<String> {
        let end =
            |title: &str| title.rsplit_once(": ").or_else(|| title.rsplit_once(" - ")).map(|(_, end)| end.to_owned());
        let own = end(title)?;
        self.headings.iter().filter_map(|heading| end(heading)).find(|other| fold(other) == fold(&own))
    }

    /// Returns the first heading that matches one of the other titles; without other titles, the first heading.
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

/// Splits `headline - site`, if the second part is short enough for a name and shorter than the first.
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

/// Splits a title at a separator that begins at `at`.
fn split_at(title: &str, at: usize, first: char) -> Option<(&str, &str)> {
    if first != ' ' && first.is_ascii() {
        return None;
    }
    let rest = SEPARATORS.iter().find_map(|separator| title[at..].strip_prefix(separator))?;
    Some((title[..at].trim(), rest.trim()))
}

/// Removes the site's name, a part of the host's name and dates from the end of a title, and the site's name from its
/// start.
pub(super) fn without_site<'a>(title: &'a str, site: Option<&str>, host: &str) -> &'a str {
    // Most titles have no separator.
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
        // The name of a section, between bars, often precedes the site's name.
        if let Some((head, _)) = bare.rsplit_once(" | ").filter(|(head, section)| is_section(head, section)) {
            bare = head.trim();
        }
    }
    match split_first(bare) {
        Some((name, rest)) if !rest.is_empty() && fold(name) == site && !site.is_empty() => rest,
        _ => bare,
    }
}

/// Returns whether a text can be a title: it has letters or digits, and is not what a template writes for want of one.
pub(crate) fn is_title(text: &str) -> bool {
    let folded = fold(text);
    !folded.is_empty() && !NO_TITLES.contains(&&*folded)
}

fn is_section(head: &str, section: &str) -> bool {
    section.split_whitespace().count() <= 3 && head.chars().count() > 2 * section.chars().count()
}

/// Returns whether one of two titles contains the other.
pub(crate) fn same_matter(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    !a.is_empty() && !b.is_empty() && (a.contains(&b) || b.contains(&a))
}

/// Returns whether a heading long enough for a headline shares a word with a title, or two letters in a script without
/// spaces: a headline for readers and a title for search engines are about the same.
pub(crate) fn is_about(heading: &str, title: &str) -> bool {
    const LEAST_LETTERS: usize = 20;
    const LEAST_DENSE: usize = 8;
    let dense = heading.chars().filter(|&c| is_dense(c)).count();
    if heading.chars().count() < LEAST_LETTERS && dense < LEAST_DENSE {
        return false;
    }
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase().split(|c: char| !c.is_alphanumeric()).flat_map(parts).collect()
    };
    let of_title = words(title);
    words(heading).iter().any(|word| of_title.contains(word))
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

//! Finds the real addresses of images and videos: behind lazy loading, in `srcset` lists, within players.

use crate::html::Element;

/// Attributes that may hold an image address, those of lazy-loading scripts first, and whether each is a `srcset` list.
const PLACES: [(&str, bool); 9] = [
    ("data-src", false),
    ("data-original", false),
    ("data-lazy-src", false),
    ("data-lazy", false),
    ("data-full-src", false),
    ("data-hi-res-src", false),
    ("data-srcset", true),
    ("src", false),
    ("srcset", true),
];

/// Returns the address of an image; `picture` is what the `picture` element around it offers.
pub(super) fn image_source(element: Element<'_>, picture: Option<&str>) -> Option<String> {
    let usable = |address: &str| !address.trim().is_empty() && !address.trim_start().starts_with("data:");
    // One pass over the attributes; the first of several with one name counts.
    let mut values = [None; PLACES.len()];
    for (name, value) in element.attributes().iter() {
        if let Some(at) = PLACES.iter().position(|(place, _)| name.eq_ignore_ascii_case(place.as_bytes())) {
            values[at] = values[at].or(Some(value));
        }
    }
    let addresses = PLACES.iter().zip(values).filter_map(|((_, is_list), value)| {
        let value = value?.decode();
        if *is_list { largest(&value) } else { Some(value.into_owned()) }
    });
    addresses.chain(picture.map(str::to_owned)).find(|address| usable(address))
}

pub(super) fn largest(list: &str) -> Option<String> {
    let mut best: Option<(f64, &str)> = None;
    let mut rest = list;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return best.map(|(_, address)| address.to_owned());
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        // A comma at the end of the address means that no size follows.
        let (size, after) = match address.ends_with(',') {
            true => ("", after),
            false => after.split_at(after.find(',').unwrap_or(after.len())),
        };
        let size = size.trim().trim_end_matches(['w', 'x']).parse().unwrap_or(1.0);
        if best.is_none_or(|(found, _)| size > found) {
            best = Some((size, address.trim_end_matches(',')));
        }
        rest = after;
    }
}

/// Hosts of players, the path before the name of a video, and the address of the video's page.
const PLAYERS: [(&str, &str, &str); 6] = [
    ("youtube.com", "/embed/", "https://www.youtube.com/watch?v="),
    ("youtube-nocookie.com", "/embed/", "https://www.youtube.com/watch?v="),
    ("player.vimeo.com", "/video/", "https://vimeo.com/"),
    ("dailymotion.com", "/embed/video/", "https://www.dailymotion.com/video/"),
    ("rutube.ru", "/play/embed/", "https://rutube.ru/video/"),
    ("embed.ted.com", "/talks/", "https://www.ted.com/talks/"),
];

/// Returns the page of the video that a known player's frame plays.
pub(super) fn player_page(address: &str) -> Option<String> {
    let address = address.trim();
    let rest = address.split_once("//").filter(|(scheme, _)| matches!(*scheme, "" | "http:" | "https:"))?.1;
    let (host, path) = rest.split_at(rest.find('/')?);
    PLAYERS.iter().find_map(|(player, before, page)| {
        let is_host = host == *player || host.strip_suffix(player).is_some_and(|sub| sub.ends_with('.'));
        let name = path.strip_prefix(before).filter(|_| is_host)?;
        let name = &name[..name.find(['?', '&', '/', '#']).unwrap_or(name.len())];
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        is_name.then(|| format!("{page}{name}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_image_of_a_srcset_is_taken() {
        assert_eq!(largest("a.jpg 320w, b.jpg 1280w,c.jpg 640w").as_deref(), Some("b.jpg"));
        assert_eq!(largest("a,b.jpg, c.jpg 2x").as_deref(), Some("c.jpg"));
        assert_eq!(largest("a.jpg").as_deref(), Some("a.jpg"));
        assert_eq!(largest(" , "), None);
    }

    #[test]
    fn a_player_address_becomes_the_page_of_its_video() {
        let page = player_page("//www.youtube.com/embed/ab_C-1?rel=0");
        assert_eq!(page.as_deref(), Some("https://www.youtube.com/watch?v=ab_C-1"));
        assert_eq!(player_page("https://player.vimeo.com/video/12").as_deref(), Some("https://vimeo.com/12"));
        for other in
            ["https://ads.example/embed/1", "https://notyoutube.com/embed/1", "https://youtube.com/embed/", "x"]
        {
            assert_eq!(player_page(other), None, "{other}");
        }
    }
}

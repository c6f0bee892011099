//! Reads the time of day and the time zone near a date.

use super::Time;
use super::tokens::{Placed, Token};

/// Maximum number of tokens between a date and its time: "at", weekdays, dashes.
const GAP: usize = 6;

/// Named time zones, in minutes east of UTC. Only names with one meaning on the pages that use them.
const ZONES: &[(&str, i16)] = &[
    ("z", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("bst", 60),
    ("cet", 60),
    ("cest", 120),
    ("mez", 60),
    ("mesz", 120),
    ("eet", 120),
    ("eest", 180),
    ("sast", 120),
    ("msk", 180),
    ("мск", 180),
    ("wib", 420),
    ("jst", 540),
    ("kst", 540),
];

const MORNING: &[&str] = &["am", "ص", "صباحا", "오전", "上午", "午前", "πμ"];
const AFTERNOON: &[&str] = &["pm", "م", "مساء", "오후", "下午", "午後", "μμ"];

/// Returns the time that follows a date, from token `at` on.
pub(super) fn after(tokens: &[Placed], at: usize) -> Option<Time> {
    (at..tokens.len().min(at + GAP)).find_map(|at| time_at(tokens, at)).map(|(time, _)| time)
}

/// Returns the time that precedes a date at token `end`.
pub(super) fn before(tokens: &[Placed], end: usize) -> Option<Time> {
    (end.saturating_sub(GAP + 4)..end).find_map(|at| time_at(&tokens[..end], at)).map(|(time, _)| time)
}

/// Reads a time that begins at a token; also returns its end.
pub(super) fn time_at(tokens: &[Placed], at: usize) -> Option<(Time, usize)> {
    let number = |at: usize| match tokens.get(at)?.token {
        Token::Number(value, digits) => Some((value, digits)),
        _ => None,
    };
    let sign = |at: usize, wanted: &[char]| matches!(tokens.get(at), Some(Placed { token: Token::Sign(c), .. }) if wanted.contains(c));
    let word = |at: usize| match &tokens.get(at)?.token {
        Token::Word(word) => Some(word.as_str()),
        _ => None,
    };
    let (first, digits) = number(at)?;
    let (mut hour, minute, mut second, mut next);
    if matches!(digits, 4 | 6) && at > 0 && word(at - 1) == Some("t") {
        // ISO 8601 basic format.
        let value = if digits == 4 { first * 100 } else { first };
        (hour, minute, second, next) = (value / 10_000, value / 100 % 100, value % 100, at + 1);
    } else {
        let hours = sign(at + 1, &[':', '：']) || matches!(word(at + 1), Some("h" | "時" | "时" | "点" | "시"));
        // A point separates hour and minute only next to a word for "o'clock".
        let dotted = sign(at + 1, &['.']) && matches!(word(at + 3), Some("uhr" | "h"));
        let dotted = dotted || sign(at + 1, &['.']) && at > 0 && matches!(word(at - 1), Some("kl" | "klo"));
        if digits > 2 || !(hours || dotted) {
            return None;
        }
        let (value, length) = number(at + 2)?;
        if length > 2 {
            return None;
        }
        (hour, minute, second, next) = (first, value, 0, at + 3);
        if sign(next, &[':', '：']) && number(next + 1).is_some_and(|(_, digits)| digits == 2) {
            second = number(next + 1)?.0;
            next += 2;
            if sign(next, &['.', ',']) && number(next + 1).is_some() && tokens[next + 1].glued {
                next += 2;
            }
        }
    }
    let half = half_at(tokens, next);
    if let Some((_, end)) = half {
        next = end;
    }
    let afternoon = half.map(|(afternoon, _)| afternoon).or_else(|| {
        let before = word(at.checked_sub(1)?)?;
        // 上午 and 下午 are two tokens.
        let two = || at.checked_sub(2).and_then(word).map(|first| format!("{first}{before}"));
        half_of_day(before).or_else(|| half_of_day(&two()?))
    });
    match afternoon {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let zone = zone_at(tokens, next);
    let end = zone.map_or(next, |(_, end)| end);
    let time =
        Time { hour: hour as u8, minute: minute as u8, second: second.min(59) as u8, zone: zone.map(|(zone, _)| zone) };
    Some((time, end))
}

fn half_of_day(word: &str) -> Option<bool> {
    match word {
        _ if AFTERNOON.contains(&word) => Some(true),
        _ if MORNING.contains(&word) => Some(false),
        _ => None,
    }
}

/// Reads "pm", "p.m." and the like at a token.
fn half_at(tokens: &[Placed], at: usize) -> Option<(bool, usize)> {
    let Token::Word(first) = &tokens.get(at)?.token else { return None };
    if let Some(afternoon) = half_of_day(first) {
        return Some((afternoon, at + 1));
    }
    match (&tokens.get(at + 1)?.token, &tokens.get(at + 2)?.token) {
        (Token::Sign('.'), Token::Word(second)) => {
            half_of_day(&format!("{first}{second}")).map(|afternoon| (afternoon, at + 3))
        }
        _ => None,
    }
}

/// Reads a time zone at a token: `Z`, a name, `+0200`, `+02:00`, `GMT+7`, possibly in brackets.
fn zone_at(tokens: &[Placed], mut at: usize) -> Option<(i16, usize)> {
    if matches!(tokens.get(at)?.token, Token::Sign('(' | '.')) {
        at += 1;
    }
    let mut named = None;
    if let Token::Word(word) = &tokens.get(at)?.token {
        named = ZONES.iter().find(|(name, _)| name == word).map(|&(_, zone)| zone);
        named?;
        at += 1;
    }
    let Some(Placed { token: Token::Sign(sign @ ('+' | '-' | '−')), .. }) = tokens.get(at) else {
        return named.map(|zone| (zone, at));
    };
    let Some(Placed { token: Token::Number(value, digits), glued: true }) = tokens.get(at + 1) else {
        return named.map(|zone| (zone, at));
    };
    let (mut minutes, mut end) = match digits {
        1 | 2 => (value * 60, at + 2),
        4 => (value / 100 * 60 + value % 100, at + 2),
        _ => return named.map(|zone| (zone, at)),
    };
    if *digits <= 2
        && matches!(tokens.get(end), Some(Placed { token: Token::Sign(':'), .. }))
        && let Some(Placed { token: Token::Number(more, _), .. }) = tokens.get(end + 1)
    {
        minutes += more.min(&59);
        end += 2;
    }
    let minutes = i16::try_from(minutes).ok().filter(|&minutes| minutes <= 14 * 60)?;
    Some((if *sign == '+' { minutes } else { -minutes }, end))
}

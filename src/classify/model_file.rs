//! The file of a model, as text and as the bytes that the build script makes of it.
//!
//! The text has a line with the version, lines of provenance that start with `#`, the names of the features, then one
//! line per node: `feature threshold above value` for a decision, `value` for a leaf. If the feature is at most the
//! threshold, the next line follows, else the line `above` lines on. A line `tree` begins a tree. Between trees, a line
//! `end factor below above` allows an early exit at sums under `below` or over `above`, where the remaining trees would
//! hardly change the outcome; the sum times `factor` estimates the sum over all trees.

#![allow(dead_code, reason = "the build script reads text and writes bytes, the library reads bytes")]

/// A line that says something about the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Line<'t> {
    Feature(&'t str),
    Tree,
    End { factor: f32, below: f32, above: f32 },
    Leaf(f32),
    Decision { feature: u8, threshold: f32, above: u16, value: f32 },
}

/// Reads a text. Returns the lines with their numbers.
///
/// # Errors
///
/// Returns what is wrong and in which line.
pub(crate) fn parse(text: &str) -> Result<Vec<(usize, Line<'_>)>, String> {
    let mut lines = (1..).zip(text.lines());
    if lines.next().is_none_or(|(_, first)| first.trim_end() != "tamis-model 1") {
        return Err("the first line is not `tamis-model 1`".to_owned());
    }
    let says = |(_, line): &(usize, &str)| !line.is_empty() && !line.starts_with('#');
    let read = |(number, text)| match line(text) {
        Some(line) => Ok((number, line)),
        None if text.starts_with("end ") => Err(format!("line {number}: this is no end")),
        None => Err(format!("line {number}: this is no node")),
    };
    lines.filter(says).map(read).collect()
}

fn line(text: &str) -> Option<Line<'_>> {
    if let Some(name) = text.strip_prefix("feature ") {
        return Some(Line::Feature(name));
    }
    let words: Vec<&str> = text.split(' ').collect();
    Some(match *words.as_slice() {
        ["tree"] => Line::Tree,
        ["end", factor, below, above] => {
            Line::End { factor: factor.parse().ok()?, below: below.parse().ok()?, above: above.parse().ok()? }
        }
        [leaf] => Line::Leaf(leaf.parse().ok()?),
        [feature, threshold, above, value] => Line::Decision {
            feature: feature.parse().ok()?,
            threshold: threshold.parse().ok()?,
            above: above.parse().ok().filter(|above| *above > 1)?,
            value: value.parse().ok()?,
        },
        _ => return None,
    })
}

/// Writes lines as bytes: a letter, then the numbers, the lowest byte first.
pub(crate) fn to_bytes<'t>(lines: impl Iterator<Item = Line<'t>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut put = |letter: u8, parts: &[&[u8]]| {
        bytes.push(letter);
        parts.iter().for_each(|part| bytes.extend_from_slice(part));
    };
    for line in lines {
        match line {
            Line::Feature(name) => put(b'f', &[&[name.len() as u8], name.as_bytes()]),
            Line::Tree => put(b't', &[]),
            Line::End { factor, below, above } => {
                put(b'e', &[factor, below, above].map(f32::to_le_bytes).each_ref().map(<[u8; 4]>::as_slice))
            }
            Line::Leaf(value) => put(b'l', &[&value.to_le_bytes()]),
            Line::Decision { feature, threshold, above, value } => {
                put(b'd', &[&[feature], &threshold.to_le_bytes(), &above.to_le_bytes(), &value.to_le_bytes()]);
            }
        }
    }
    bytes
}

/// Reads the bytes that [`to_bytes`] wrote; ends where they are broken.
pub(crate) fn from_bytes(bytes: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let [letter] = take(&mut rest)?;
        Some(match letter {
            b'f' => {
                let [length] = take(&mut rest)?;
                let name;
                (name, rest) = rest.split_at_checked(length.into())?;
                Line::Feature(str::from_utf8(name).ok()?)
            }
            b't' => Line::Tree,
            b'e' => Line::End { factor: number(&mut rest)?, below: number(&mut rest)?, above: number(&mut rest)? },
            b'l' => Line::Leaf(number(&mut rest)?),
            _ => {
                let [feature] = take(&mut rest)?;
                let threshold = number(&mut rest)?;
                let above = u16::from_le_bytes(take(&mut rest)?);
                Line::Decision { feature, threshold, above, value: number(&mut rest)? }
            }
        })
    })
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (found, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*found)
}

fn number(rest: &mut &[u8]) -> Option<f32> {
    Some(f32::from_le_bytes(take(rest)?))
}

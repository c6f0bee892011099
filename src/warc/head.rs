//! Parses the header of a WARC or ARC record without consuming it.

use std::io::{self, Read};

use super::stream::Stream;
use super::{Header, Limits, Reason, arc, fields, start};

/// Returns the header at this position and its length, or why there is none.
pub fn header<R: Read>(stream: &mut Stream<R>, limits: &Limits) -> io::Result<Result<(Header, usize), Reason>> {
    let offset = stream.offset();
    let mut want = start::SEEN_BYTES;
    let shown = stream.available(want)?;
    if let Some((line, length)) = arc_line(shown) {
        return Ok(Ok((Header::arc(&line, offset), length)));
    }
    if !start::is_warc(shown) {
        return Ok(Err(Reason::Garbage));
    }
    loop {
        let shown = stream.available(want)?;
        // Limited to `want`: otherwise each version line without a header end would cause a search of the whole buffer.
        let shown = &shown[..shown.len().min(want)];
        let end = fields::head_length(shown);
        let seen = &shown[..end.unwrap_or(shown.len())];
        // A header that lost its end runs into the next record.
        if start::find(seen, false).is_ok() {
            return Ok(Err(Reason::Header));
        }
        if let Some(length) = end {
            return Ok(Ok((Header::warc(seen, offset), length)));
        }
        if shown.len() < want {
            return Ok(Err(Reason::Header));
        }
        if want >= limits.header_bytes {
            return Ok(Err(Reason::LongHeader));
        }
        want = (2 * want).min(limits.header_bytes);
    }
}

/// Parses the header line of an ARC record; the length includes the line feed.
fn arc_line(shown: &[u8]) -> Option<(arc::Line<'_>, usize)> {
    let end = memchr::memchr(b'\n', shown)?;
    Some((arc::Line::parse(&shown[..end])?, end + 1))
}

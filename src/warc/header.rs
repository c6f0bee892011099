//! The header of a record: its type, address, date and offset.

use std::fmt;

use super::arc;
use super::fields::Fields;

/// The header of a record.
///
/// Headers of ARC records have the fields of WARC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    version: String,
    record_type: RecordType,
    fields: Fields,
    offset: Offset,
}

/// The type of a record (WARC 1.1, section 6).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordType {
    /// A description of the records that follow.
    Warcinfo,
    /// A server's response, with its HTTP head.
    Response,
    /// A resource without protocol data.
    Resource,
    /// The crawler's request.
    Request,
    /// The crawler's notes.
    Metadata,
    /// A response equal to an earlier one, without a payload.
    Revisit,
    /// A conversion of another record: the text of a page in WET files.
    Conversion,
    /// A part of a segmented record.
    Continuation,
    /// A type outside the standard; empty if missing.
    Other(String),
}

impl RecordType {
    fn of(name: &str) -> RecordType {
        let types = [
            ("warcinfo", RecordType::Warcinfo),
            ("response", RecordType::Response),
            ("resource", RecordType::Resource),
            ("request", RecordType::Request),
            ("metadata", RecordType::Metadata),
            ("revisit", RecordType::Revisit),
            ("conversion", RecordType::Conversion),
            ("continuation", RecordType::Continuation),
        ];
        let known = types.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        known.map_or_else(|| RecordType::Other(name.to_owned()), |(_, record_type)| record_type)
    }
}

/// A position in an archive, at which reading can resume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Offset {
    /// The stored byte where the compressed member with this position starts. In an uncompressed archive, the position
    /// itself.
    pub stored: u64,
    /// Uncompressed bytes before it in that member: 0 where each record has its own member, as it should be.
    pub inside: u64,
    /// Uncompressed bytes before it in the file.
    pub unpacked: u64,
}

/// `byte 1040 (uncompressed 5310)`.
impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {}", self.stored)?;
        if self.stored != self.unpacked {
            write!(f, " (uncompressed {})", self.unpacked)?;
        }
        Ok(())
    }
}

impl Header {
    /// Parses the header of a WARC record: all its bytes, including the empty line.
    pub(super) fn warc(head: &[u8], offset: Offset) -> Header {
        let line = head.iter().position(|byte| *byte == b'\n').map_or(head.len(), |end| end + 1);
        let version = String::from_utf8_lossy(head[..line].trim_ascii()).into_owned();
        let fields = Fields::parse(&head[line..]);
        let record_type = RecordType::of(fields.get("WARC-Type").unwrap_or_default());
        Header { version, record_type, fields, offset }
    }

    /// Converts the header line of an ARC record.
    pub(super) fn arc(line: &arc::Line, offset: Offset) -> Header {
        let version = if line.second_version { "ARC/2" } else { "ARC/1" };
        let record_type = match line.url.split(':').next() {
            Some("filedesc") => RecordType::Warcinfo,
            Some("http" | "https") => RecordType::Response,
            _ => RecordType::Resource,
        };
        let mut fields = Fields::default();
        fields.push("WARC-Target-URI", line.url.to_owned());
        fields.push("WARC-IP-Address", line.ip.to_owned());
        fields.push("WARC-Date", line.iso_date());
        fields.push("Content-Type", line.mime.to_owned());
        fields.push("Content-Length", line.length.to_owned());
        Header { version: version.to_owned(), record_type, fields, offset }
    }

    /// Returns the version: `WARC/1.1` as in the record, `ARC/1` or `ARC/2`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether the record comes from an ARC archive. Its `Content-Type` is then that of the payload.
    pub fn is_arc(&self) -> bool {
        self.version.starts_with("ARC/")
    }

    /// Returns the type of the record.
    pub fn record_type(&self) -> &RecordType {
        &self.record_type
    }

    /// Returns the value of the first field with this name, unchanged.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name)
    }

    /// Returns all fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Returns the position of the record.
    pub fn offset(&self) -> Offset {
        self.offset
    }

    /// Returns the address of the content: `WARC-Target-URI`, without the angle brackets of WARC 1.0. It may not be a
    /// valid URL.
    pub fn target_uri(&self) -> Option<&str> {
        let uri = self.field("WARC-Target-URI")?.trim();
        Some(uri.strip_prefix('<').and_then(|uri| uri.strip_suffix('>')).unwrap_or(uri).trim())
    }

    /// Returns the capture time: `WARC-Date`, which may not be a valid date.
    pub fn date(&self) -> Option<&str> {
        self.field("WARC-Date")
    }

    /// Returns the identifier: `WARC-Record-ID`, with its angle brackets, as other records refer to it.
    pub fn record_id(&self) -> Option<&str> {
        self.field("WARC-Record-ID")
    }

    /// Returns the media type detected by the crawler: `WARC-Identified-Payload-Type`.
    pub fn identified_payload_type(&self) -> Option<&str> {
        self.field("WARC-Identified-Payload-Type")
    }

    /// Returns why the crawler truncated the record: `WARC-Truncated`, such as `length` or `time`.
    pub fn truncated(&self) -> Option<&str> {
        self.field("WARC-Truncated")
    }

    /// Returns the claimed length of the block.
    pub fn content_length(&self) -> Option<u64> {
        self.field("Content-Length")?.parse().ok()
    }

    /// Whether the block has an HTTP head before its payload.
    pub(super) fn is_response(&self) -> bool {
        let type_of_block = self.field("Content-Type").unwrap_or_default();
        let is_http = self.is_arc() || type_of_block.is_empty() || type_of_block.starts_with("application/http");
        is_http && matches!(self.record_type, RecordType::Response | RecordType::Revisit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_and_angle_brackets_removed() {
        let head = b"WARC/1.0\r\nwarc-type: Response\r\nWARC-Target-URI: <http://tea.example/a b>\r\n\
            Content-Length: 12\r\nContent-Length: 13\r\n\r\n";
        let header = Header::warc(head, Offset::default());
        assert_eq!(header.version(), "WARC/1.0");
        assert_eq!(*header.record_type(), RecordType::Response);
        assert_eq!(header.target_uri(), Some("http://tea.example/a b"));
        assert_eq!(header.content_length(), Some(12));
        assert_eq!(header.date(), None);
    }
}

//! The header of a record: what it is, of what, when, and where it stands.

use std::fmt;

use super::arc;
use super::fields::Fields;

/// The header of a record.
///
/// The records of ARC archives have the fields that a WARC record would have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    version: String,
    record_type: RecordType,
    fields: Fields,
    offset: Offset,
}

/// What a record is (WARC 1.1, section 6).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordType {
    /// What the records that follow have in common.
    Warcinfo,
    /// A server's answer, with its HTTP head.
    Response,
    /// A thing as such, without a protocol.
    Resource,
    /// What the crawler asked.
    Request,
    /// What the crawler noted.
    Metadata,
    /// A response that was the same as an earlier one; it has no payload.
    Revisit,
    /// Another form of a record: the text of a page in WET files.
    Conversion,
    /// A part of a record that was cut in parts.
    Continuation,
    /// A type that the standard does not know; empty if the record does not say.
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

/// Where something stands in an archive, so that it can be found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Offset {
    /// The byte of the file, as it is stored, where the compressed member starts that has the first byte of it. In an
    /// archive that is not compressed, the byte itself.
    pub stored: u64,
    /// How many uncompressed bytes come before it in that member: 0 where each record has its own, as it should be.
    pub inside: u64,
    /// How many uncompressed bytes come before it in the file.
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
    /// Reads the header of a WARC record: all its bytes, empty line included.
    pub(super) fn warc(head: &[u8], offset: Offset) -> Header {
        let line = head.iter().position(|byte| *byte == b'\n').map_or(head.len(), |end| end + 1);
        let version = String::from_utf8_lossy(head[..line].trim_ascii()).into_owned();
        let fields = Fields::parse(&head[line..]);
        let record_type = RecordType::of(fields.get("WARC-Type").unwrap_or_default());
        Header { version, record_type, fields, offset }
    }

    /// Makes a header of the line of an ARC record.
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

    /// `WARC/1.1` as the record says, `ARC/1` or `ARC/2`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether the record is of an ARC archive. Its `Content-Type` is then that of the payload.
    pub fn is_arc(&self) -> bool {
        self.version.starts_with("ARC/")
    }

    /// What the record is.
    pub fn record_type(&self) -> &RecordType {
        &self.record_type
    }

    /// The value of the first field of this name, as it stands there. Fields that occur twice count once.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name)
    }

    /// All fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Where the record stands.
    pub fn offset(&self) -> Offset {
        self.offset
    }

    /// Whose content it is: `WARC-Target-URI`, without the angle brackets that WARC 1.0 has around it. It may be no
    /// URL at all.
    pub fn target_uri(&self) -> Option<&str> {
        let uri = self.field("WARC-Target-URI")?.trim();
        Some(uri.strip_prefix('<').and_then(|uri| uri.strip_suffix('>')).unwrap_or(uri).trim())
    }

    /// When it was captured: `WARC-Date`, which need not be a date that exists.
    pub fn date(&self) -> Option<&str> {
        self.field("WARC-Date")
    }

    /// The name of the record: `WARC-Record-ID`, with its angle brackets, as other records refer to it.
    pub fn record_id(&self) -> Option<&str> {
        self.field("WARC-Record-ID")
    }

    /// What the payload was found to be, whatever the server says: `WARC-Identified-Payload-Type`.
    pub fn identified_payload_type(&self) -> Option<&str> {
        self.field("WARC-Identified-Payload-Type")
    }

    /// Why the crawler did not store all of it: `WARC-Truncated`, such as `length` or `time`.
    pub fn truncated(&self) -> Option<&str> {
        self.field("WARC-Truncated")
    }

    /// Bytes of the block, as the record says.
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
    fn fields_are_found_and_angle_brackets_taken_off() {
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

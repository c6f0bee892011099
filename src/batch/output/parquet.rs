//! Converts JSON lines to a Parquet file, in row groups of some thousands of pages.
//!
//! A Parquet file ends with its directory, so it cannot be resumed after a kill. A batch therefore writes JSON lines
//! first and converts them when they are complete. The file does not depend on the time or the machine.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::Arc;

use parquet::basic::{Compression, Type, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::{ColumnDescriptor, ColumnPath};
use serde_json::Value;

use crate::batch::limits::{GROUP_BYTES, GROUP_ROWS};

/// The columns: the keys of a line, those of `metadata` without a prefix, those of `record` with `record_`.
const SCHEMA: &str = "
message page {
    REQUIRED BINARY text (STRING);
    REQUIRED BINARY id (STRING);
    REQUIRED BINARY text_sha256 (STRING);
    OPTIONAL BINARY url (STRING);
    OPTIONAL BINARY date (STRING);
    OPTIONAL BINARY title (STRING);
    OPTIONAL GROUP authors (LIST) { REPEATED GROUP list { REQUIRED BINARY element (STRING); } }
    OPTIONAL BINARY site (STRING);
    OPTIONAL BINARY section (STRING);
    OPTIONAL GROUP tags (LIST) { REPEATED GROUP list { REQUIRED BINARY element (STRING); } }
    OPTIONAL BINARY description (STRING);
    OPTIONAL BINARY image (STRING);
    OPTIONAL BINARY licence (STRING);
    OPTIONAL BINARY modified (STRING);
    OPTIONAL BINARY canonical (STRING);
    OPTIONAL BINARY lang (STRING);
    OPTIONAL BINARY lang_identified (STRING);
    OPTIONAL INT64 lang_confidence;
    OPTIONAL BINARY encoding (STRING);
    OPTIONAL BINARY encoding_source (STRING);
    OPTIONAL BINARY headline (STRING);
    OPTIONAL BINARY page_type (STRING);
    OPTIONAL BINARY amp (STRING);
    OPTIONAL GROUP alternates (LIST) { REPEATED GROUP list { REQUIRED BINARY element (STRING); } }
    OPTIONAL GROUP links (LIST) { REPEATED GROUP list { REQUIRED BINARY element (STRING); } }
    OPTIONAL BOOLEAN paywalled;
    OPTIONAL BOOLEAN cut;
    OPTIONAL BINARY degraded (STRING);
    OPTIONAL BINARY record_id (STRING);
    REQUIRED BINARY record_input (STRING);
    OPTIONAL INT64 record_offset;
    OPTIONAL BINARY record_captured (STRING);
    OPTIONAL INT64 record_status;
    OPTIONAL BINARY record_type (STRING);
    OPTIONAL BINARY record_truncated (STRING);
    OPTIONAL BOOLEAN record_cut;
}";

/// Converts lines that are compressed with zstd.
pub fn convert<R: Read, W: Write + Send>(lines: R, out: &mut W) -> io::Result<()> {
    let schema = Arc::new(parse_message_type(SCHEMA).map_err(failed)?);
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties())).map_err(failed)?;
    let columns = writer.schema_descr().columns().to_vec();
    let mut lines = unpacked(lines)?;
    let mut line = String::new();
    loop {
        let mut group: Vec<Column> = columns.iter().map(|column| Column::new(column)).collect();
        let (mut rows, mut bytes) = (0, 0);
        while rows < GROUP_ROWS && bytes < GROUP_BYTES {
            line.clear();
            if lines.read_line(&mut line)? == 0 {
                break;
            }
            let page: Value = serde_json::from_str(&line)?;
            group.iter_mut().for_each(|column| column.push(&page));
            rows += 1;
            bytes += line.len();
        }
        if rows == 0 {
            writer.close().map_err(failed)?;
            return Ok(());
        }
        let mut row_group = writer.next_row_group().map_err(failed)?;
        for column in group {
            column.write(&mut row_group).map_err(failed)?;
        }
        row_group.close().map_err(failed)?;
    }
}

fn unpacked<'a, R: Read + 'a>(lines: R) -> io::Result<Box<dyn BufRead + 'a>> {
    let mut packed = BufReader::new(lines);
    // No lines make no frame, which the decompressor would take for a truncated one.
    if packed.fill_buf()?.is_empty() {
        return Ok(Box::new(io::empty()));
    }
    Ok(Box::new(BufReader::new(zstd::Decoder::with_buffer(packed)?)))
}

fn properties() -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_created_by(concat!("tamis ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        // Statistics per page stay in memory until the end of the file; those per row group are small.
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true);
    // All values differ, and nobody queries a range of texts.
    for column in ["text", "id", "text_sha256"] {
        let column = ColumnPath::from(column);
        properties = properties
            .set_column_dictionary_enabled(column.clone(), false)
            .set_column_statistics_enabled(column, EnabledStatistics::None);
    }
    properties.build()
}

/// The values of one column in a row group, with the levels that mark missing values (Dremel encoding).
struct Column {
    name: String,
    is_list: bool,
    is_required: bool,
    values: Values,
    definition: Vec<i16>,
    repetition: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Number(Vec<i64>),
    Flag(Vec<bool>),
}

impl Column {
    fn new(descriptor: &ColumnDescriptor) -> Column {
        Column {
            name: descriptor.path().parts()[0].clone(),
            is_list: descriptor.max_rep_level() > 0,
            is_required: descriptor.max_def_level() == 0,
            values: match descriptor.physical_type() {
                Type::BOOLEAN => Values::Flag(Vec::new()),
                Type::INT64 => Values::Number(Vec::new()),
                _ => Values::Text(Vec::new()),
            },
            definition: Vec::new(),
            repetition: Vec::new(),
        }
    }

    fn push(&mut self, page: &Value) {
        let value = match &*self.name {
            name @ ("text" | "id" | "text_sha256" | "url" | "date") => &page[name],
            name => match name.strip_prefix("record_") {
                Some(key) => &page["record"][key],
                None => &page["metadata"][name],
            },
        };
        if self.is_list {
            let items = value.as_array().map(Vec::as_slice);
            if items.is_none_or(<[Value]>::is_empty) {
                self.definition.push(i16::from(items.is_some()));
                self.repetition.push(0);
            }
            for (index, item) in items.unwrap_or_default().iter().enumerate() {
                self.values.push(item);
                self.definition.push(2);
                self.repetition.push(i16::from(index > 0));
            }
        } else if value.is_null() && !self.is_required {
            self.definition.push(0);
        } else {
            self.values.push(value);
            self.definition.push(1);
        }
    }

    fn write(self, group: &mut SerializedRowGroupWriter<'_, impl Write + Send>) -> Result<(), ParquetError> {
        let Some(mut writer) = group.next_column()? else { return Ok(()) };
        let definition = Some(&*self.definition).filter(|_| !self.is_required);
        let repetition = Some(&*self.repetition).filter(|_| self.is_list);
        match (writer.untyped(), &self.values) {
            (ColumnWriter::ByteArrayColumnWriter(writer), Values::Text(texts)) => {
                writer.write_batch(texts, definition, repetition)?
            }
            (ColumnWriter::Int64ColumnWriter(writer), Values::Number(numbers)) => {
                writer.write_batch(numbers, definition, repetition)?
            }
            (ColumnWriter::BoolColumnWriter(writer), Values::Flag(flags)) => {
                writer.write_batch(flags, definition, repetition)?
            }
            _ => return Err(ParquetError::General(format!("the column {} has another type", self.name))),
        };
        writer.close()
    }
}

impl Values {
    fn push(&mut self, value: &Value) {
        match self {
            Values::Text(texts) => {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                texts.push(ByteArray::from(text.into_bytes()));
            }
            Values::Number(numbers) => numbers.push(value.as_i64().unwrap_or_default()),
            Values::Flag(flags) => flags.push(value.as_bool().unwrap_or_default()),
        }
    }
}

/// Unwraps the error of the system, if it is one.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => cause.downcast::<io::Error>().map_or_else(io::Error::other, |cause| *cause),
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::{Field, Row};

    use super::*;

    fn file(name: &str, lines: &str) -> SerializedFileReader<File> {
        let spool = crate::batch::Compression::Zstd.pack(lines.as_bytes());
        let path = std::env::temp_dir().join(format!("tamis-{}-{name}.parquet", std::process::id()));
        convert(&spool[..], &mut File::create(&path).unwrap()).unwrap();
        let read = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
        fs::remove_file(path).unwrap();
        read
    }

    #[test]
    fn every_key_has_its_column_and_missing_values_are_null() {
        let lines = concat!(
            r#"{"text":"a","id":"1","text_sha256":"h","url":"u","metadata":{"authors":["b","c"],"tags":[],"cut":true,"degraded":{"x":1}},"#,
            r#""record":{"id":"<r>","input":"i","offset":7,"status":200}}"#,
            "\n",
            r#"{"text":"","id":"2","text_sha256":"h","metadata":{"authors":["d"]},"record":{"input":"j"}}"#,
            "\n"
        );
        let rows: Vec<Row> = file("keys", lines).get_row_iter(None).unwrap().map(Result::unwrap).collect();
        let known = |row: &Row| {
            let known = row.get_column_iter().filter(|(_, value)| **value != Field::Null);
            known.map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(rows.len(), 2);
        assert_eq!(
            known(&rows[0]),
            r#"text: "a", id: "1", text_sha256: "h", url: "u", authors: ["b", "c"], tags: [], cut: true, degraded: "{"x":1}", "#
                .to_owned()
                + r#"record_id: "<r>", record_input: "i", record_offset: 7, record_status: 200"#
        );
        assert_eq!(known(&rows[1]), r#"text: "", id: "2", text_sha256: "h", authors: ["d"], record_input: "j""#);
    }

    #[test]
    fn no_lines_make_no_rows_and_many_lines_make_several_groups() {
        assert_eq!(file("none", "").metadata().file_metadata().num_rows(), 0);
        let line = "{\"text\":\"a\",\"id\":\"1\",\"text_sha256\":\"h\",\"metadata\":{},\"record\":{\"input\":\"i\"}}\n";
        let file = file("many", &line.repeat(GROUP_ROWS + 1));
        assert_eq!((file.num_row_groups(), file.metadata().file_metadata().num_rows()), (2, GROUP_ROWS as i64 + 1));
    }
}

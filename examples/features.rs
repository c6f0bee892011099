//! Writes the text and the model's features of many pages, for `training/`.
//!
//! Standard input is a sequence of pages, each a line `LENGTH URL` (`-` for none) and `LENGTH` bytes. For each page,
//! standard output gets its text (as the command writes it, without the headline), the number of its blocks, and the
//! text and features of each block. All numbers are little-endian: `u32` lengths and counts, `f32` features.
//!
//! ```text
//! cargo run --release --example features -- --names
//! cargo run --release --example features -- [--no-rules] [--comments] [--lookahead N] [--model FILE] < pages > rows
//! ```

use std::error::Error;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

use tamis::{Block, Cleaner, Favor, Formatter, Model, Options, Report, Rules, Sink};

/// Collects a page's text and feature rows.
struct Rows {
    text: Formatter<Vec<u8>>,
    rows: Vec<u8>,
    count: u32,
}

impl Sink for Rows {
    fn block(&mut self, block: &Block) -> io::Result<()> {
        self.text.block(block)
    }

    fn wants_targets(&self) -> bool {
        self.text.wants_targets()
    }

    fn features(&mut self, block: &Block, row: &[f32]) {
        self.count += 1;
        self.rows.extend((block.text.len() as u32).to_le_bytes());
        self.rows.extend(block.text.as_bytes());
        row.iter().for_each(|value| self.rows.extend(value.to_le_bytes()));
    }

    fn finish(&mut self, report: &Report) -> io::Result<()> {
        self.text.finish(report)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut options = Options::new().write_title(false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        options = match argument.as_str() {
            "--names" => {
                tamis::feature_names().for_each(|name| println!("{name}"));
                return Ok(());
            }
            "--no-rules" => options.rules(Rules::none()),
            "--comments" => options.keep_comments(true),
            "--lookahead" => options.lookahead(value()?.parse()?),
            "--model" => options.model(Model::read(&std::fs::read_to_string(value()?)?)?),
            "--favor" => options.favor(match value()?.as_str() {
                "precision" => Favor::Precision,
                "recall" => Favor::Recall,
                _ => Favor::Balanced,
            }),
            _ => return Err(format!("unknown option {argument}").into()),
        };
    }
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = BufWriter::new(io::stdout().lock());
    let mut line = String::new();
    loop {
        line.clear();
        if input.read_line(&mut line)? == 0 {
            return Ok(output.flush()?);
        }
        let (length, url) = line.trim_end().split_once(' ').ok_or("expected a line `LENGTH URL`")?;
        let mut page = vec![0; length.parse()?];
        input.read_exact(&mut page)?;
        let options = options.clone().url(url).unwrap_or_else(|_| options.clone());
        let rows = Rows { text: Formatter::new(&options, Vec::new()), rows: Vec::new(), count: 0 };
        let mut cleaner = Cleaner::new(&options, rows);
        for chunk in page.chunks(64 << 10) {
            cleaner.write(chunk)?;
        }
        let (_, Rows { text, rows, count }) = cleaner.finish()?;
        let text = text.into_inner();
        output.write_all(&(text.len() as u32).to_le_bytes())?;
        output.write_all(&text)?;
        output.write_all(&count.to_le_bytes())?;
        output.write_all(&rows)?;
    }
}

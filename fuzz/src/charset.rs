//! Turns bytes into settings and a document in some encoding, and the document into blocks.
//!
//! Asserts that the decoder, with input cut anywhere, agrees with encoding_rs on the whole document in the detected
//! encoding: the blocks are those of the same document in UTF-8 with a byte order mark.

use encoding_rs::Encoding;
use tamis::{Block, Cleaner, Extract, InputForm, Options, Report, Rules, Sink};

use crate::pieces::{Cuts, assert_equal};
use crate::settings::Settings;

const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Asserts that the encoding is detected and decoded the same in any pieces.
pub fn charset(data: &[u8]) {
    let (settings, page) = Settings::split(data);
    // The address stays, because the domain helps detection; no rule removes anything.
    let options = settings.options.rules(Rules::none()).extract(Extract::All).with_limits(Default::default());
    for options in [options.clone().input(InputForm::Text), options.input(InputForm::Html)] {
        let whole = blocks(page, &options, Cuts::Whole);
        for cuts in [settings.cuts, Cuts::Every(1), Cuts::Every(3)] {
            let pieces = blocks(page, &options, cuts);
            assert_equal(&whole, &pieces, &format!("the result depends on the cuts {cuts:?}"));
        }
        let Some(encoding) = whole.1.encoding else {
            assert!(page.is_ascii(), "no encoding for a document that is not ASCII");
            continue;
        };
        let encoding = Encoding::for_label_no_replacement(encoding.as_bytes());
        // `replacement` is read as UTF-8 if something was written before, which only the decoder knows.
        let Some(encoding) = encoding else { continue };
        // ISO-2022-JP is detected by its first escape. Shifts before it were read as ASCII: dropped, not replaced.
        let shifts = page.iter().any(|byte| matches!(byte, 0x0E | 0x0F));
        if shifts && encoding == encoding_rs::ISO_2022_JP {
            continue;
        }
        let (text, _) = encoding.decode_with_bom_removal(page);
        let again = blocks(&[MARK, text.as_bytes()].concat(), &options, settings.cuts);
        let what = format!("not what {} makes of it", encoding.name());
        assert_equal(&whole.0, &again.0, &what);
    }
}

fn blocks(page: &[u8], options: &Options, cuts: Cuts) -> (Vec<Block>, Report) {
    let mut cleaner = Cleaner::new(options, Blocks::default());
    for piece in cuts.of(page) {
        cleaner.write(piece).expect("the sink does not fail");
    }
    let (report, blocks) = cleaner.finish().expect("the sink does not fail");
    (blocks.0, report)
}

#[derive(Default)]
struct Blocks(Vec<Block>);

impl Sink for Blocks {
    fn block(&mut self, block: &Block) -> std::io::Result<()> {
        self.0.push(block.clone());
        Ok(())
    }
}

//! Identifies the language of the kept text.

use crate::line::head;

/// Bytes of text examined: enough for a reliable answer at little cost.
const SAMPLE_BYTES: usize = 800;

/// Minimum number of letters for an answer.
const MIN_LETTERS: usize = 40;

/// The start of the kept text.
#[derive(Debug, Default)]
pub(crate) struct LanguageSample {
    text: String,
    full: bool,
}

impl LanguageSample {
    pub fn push(&mut self, text: &str) {
        if self.full {
            return;
        }
        let part = head(text, SAMPLE_BYTES - self.text.len());
        self.text.push_str(part);
        self.full = part.len() < text.len() || self.text.len() + 1 >= SAMPLE_BYTES;
        if !self.full {
            self.text.push(' ');
        }
    }

    /// Returns the language as a BCP 47 tag, if the answer is reliable.
    pub fn identify(&self) -> Option<String> {
        if self.text.chars().filter(|c| c.is_alphabetic()).count() < MIN_LETTERS {
            return None;
        }
        let info = whatlang::detect(&self.text).filter(whatlang::Info::is_reliable)?;
        Some(tag(info.lang().code()).to_owned())
    }
}

/// Codes of ISO 639-3 and their ISO 639-1 equivalents.
const SHORT: &[(&str, &str)] = &[
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

/// Returns the shortest code, which BCP 47 requires, for an ISO 639-3 code of an identifiable language.
fn tag(code: &str) -> &str {
    SHORT.iter().find(|(long, _)| *long == code).map_or(code, |(_, short)| short)
}

/// Returns the ISO 639-3 code of an [identified](LanguageSample::identify) language: that of the macrolanguage where
/// archives use it.
#[cfg(feature = "batch")]
pub(crate) fn iso_639_3(tag: &str) -> &str {
    match tag {
        "zh" => "zho",
        "fa" => "fas",
        "nb" => "nor",
        _ => SHORT.iter().find(|(_, short)| *short == tag).map_or(tag, |(long, _)| long),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_identified_from_a_sentence_in_pieces() {
        let texts = [
            ("ar", "عاد القطار إلى المدينة القديمة بعد غياب طويل، وانتظره الناس على الرصيف منذ الصباح."),
            ("de", "Der Zug kehrte nach langer Zeit in die alte Stadt zurück, und die Leute warteten am Bahnsteig."),
            ("ru", "Поезд вернулся в старый город после долгого отсутствия, и люди ждали его на перроне."),
            (
                "zh",
                "列车在多年之后回到了老城，人们从早晨起就在站台上等候，孩子们手里拿着鲜花，老人们讲述着从前的故事，还有那些早已不在的朋友。",
            ),
        ];
        for (language, text) in texts {
            let mut sample = LanguageSample::default();
            text.split(' ').for_each(|word| sample.push(word));
            assert_eq!(sample.identify().as_deref(), Some(language));
        }
    }
}

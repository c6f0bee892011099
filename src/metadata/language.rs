//! Identifies the language of the kept text.

use crate::line::head;

/// Bytes of text examined: enough for a reliable answer at little cost.
const SAMPLE_BYTES: usize = 800;

/// Minimum number of letters for an answer; a Chinese, Japanese or Korean one counts as two.
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

    /// Returns the language as a BCP 47 tag and the confidence in percent, if the answer is reliable: there is enough text,
    /// and both halves of it are in that language.
    pub fn identify(&self) -> Option<(String, u8)> {
        let weight = |c: char| {
            if matches!(c, '\u{3040}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}') {
                2
            } else {
                usize::from(c.is_alphabetic())
            }
        };
        if self.text.chars().map(weight).sum::<usize>() < MIN_LETTERS {
            return None;
        }
        let info = whatlang::detect(&self.text).filter(whatlang::Info::is_reliable)?;
        let (first, second) = self.text.split_at(head(&self.text, self.text.len() / 2).len());
        let is_other =
            |half: &str| whatlang::detect(half).is_some_and(|other| other.lang() != info.lang() && other.is_reliable());
        let is_mixed = is_other(first) || is_other(second);
        (!is_mixed).then(|| (tag(info.lang().code()).to_owned(), (info.confidence() * 100.0) as u8))
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

/// Returns the shortest code of an identifiable language for its code of ISO 639-1 or 639-3, also for that of its
/// macrolanguage.
#[cfg(feature = "batch")]
pub(crate) fn short_code(code: &str) -> Option<&'static str> {
    let code = match &*code.to_ascii_lowercase() {
        "zho" => "zh",
        "fas" => "fa",
        "no" | "nor" => "nb",
        "iw" => "he",
        code => SHORT.iter().find(|(long, short)| *long == code || *short == code)?.1,
    };
    Some(code)
}

/// Lists the codes of all identifiable languages.
#[cfg(feature = "batch")]
pub(crate) fn language_codes() -> String {
    let codes: Vec<String> = SHORT.iter().map(|(long, short)| format!("{short} ({long})")).collect();
    codes.join(", ")
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
        let texts = texts.into_iter().chain([("ja", "日本語のテキストです。今日はとても良い天気ですね。")]);
        for (language, text) in texts {
            let mut sample = LanguageSample::default();
            text.split(' ').for_each(|word| sample.push(word));
            let identified = sample.identify();
            assert_eq!(identified.as_ref().map(|(language, _)| language.as_str()), Some(language));
            assert!(identified.is_some_and(|(_, confidence)| (80..=100).contains(&confidence)));
        }
    }

    #[test]
    fn nothing_is_said_of_mixed_or_short_text() {
        let german =
            "Der Zug kehrte nach langer Zeit in die alte Stadt zurück, und die Leute warteten seit dem Morgen. ";
        let english =
            "The train came back to the old town after a long time, and people had been waiting since morning. ";
        for text in [&format!("{german}{english}"), "Der Zug kehrte zurück."] {
            let mut sample = LanguageSample::default();
            sample.push(text);
            assert_eq!(sample.identify(), None, "{text}");
        }
    }
}
